"""What anybody may see: the form for tips, the accessibility statement; and help for those signed in."""

import time

from starlette.responses import Response

from kkharvest import taxonomy
from kkharvest.core.errors import InputError
from kkharvest.review.tips import give_tip, tips
from kkharvest.review.web.keys import ACTIONS, keys_of
from kkharvest.review.web.visit import Visit

__all__ = ["do_tip", "show_help", "show_statement", "show_tip_form", "show_tips"]

_SHORTEST_S = 2.0


def show_tip_form(visit: Visit) -> Response:
    """The public form."""
    return visit.page("tip.html", form={}, message="", thanks="tack" in visit.query, opened=int(time.time()))


def do_tip(visit: Visit) -> Response:
    """Keeps a tip. What only a machine would send is thanked for and left out."""
    form = visit.form
    opened = form.get("opened", "")
    is_too_quick = not opened.isdecimal() or time.time() - int(opened[:12]) < _SHORTEST_S
    if form.get("webbplats") or is_too_quick:
        return visit.go("/tipsa?tack=1")
    try:
        give_tip(visit.store, form.get("url", ""), form.get("message", ""), visit.address, visit.settings.review)
    except InputError as error:
        return visit.page("tip.html", 422, form=form, message=str(error), thanks=False, opened=int(time.time()) - 5)
    return visit.go("/tipsa?tack=1")


def show_tips(visit: Visit) -> Response:
    """Tips and what became of them."""
    return visit.page("tips.html", rows=tips(visit.store))


def show_statement(visit: Visit) -> Response:
    """The accessibility statement."""
    return visit.page("statement.html", contact=visit.settings.contact)


def show_help(visit: Visit) -> Response:
    """How reviewing works, the keys, and what the themes hold."""
    return visit.page(
        "help.html", keys=keys_of(visit.me.preferences), actions=ACTIONS, themes=taxonomy.predicted_themes()
    )
