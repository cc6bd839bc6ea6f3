"""Signing in and out, and taking an invitation."""

from urllib.parse import parse_qs

from starlette.responses import Response

from kkharvest.core.errors import InputError
from kkharvest.review.accounts import (
    SignInError,
    account_from_outside,
    invitation,
    open_session,
    sign_in,
    sign_out,
    take_invitation,
)
from kkharvest.review.web.visit import SESSION_COOKIE, Visit, local_path

__all__ = [
    "begin_openid",
    "do_invitation",
    "do_sign_in",
    "do_sign_out",
    "end_openid",
    "show_invitation",
    "show_sign_in",
]


def show_sign_in(visit: Visit) -> Response:
    """The sign-in form."""
    vidare = local_path(visit.query.get("vidare", "/"))
    if visit.account:
        return visit.go(vidare)
    return visit.page("sign_in.html", vidare=vidare, pending="", login="", message="")


def do_sign_in(visit: Visit) -> Response:
    """Signs in and goes where the visitor was going; what was being sent is offered to be sent again."""
    form = visit.form
    vidare, pending = local_path(form.get("vidare", "/")), form.get("pending", "")
    login = form.get("login", "")
    try:
        token = sign_in(visit.store, login, form.get("password", ""), visit.address, visit.settings.review)
    except SignInError as error:
        message = str(error)
        return visit.page("sign_in.html", 401, vidare=vidare, pending=pending, login=login, message=message)
    visit.sign(token)
    if not pending:
        return visit.go(vidare)
    visit.secret = token
    fields = [(name, value) for name, values in parse_qs(pending, keep_blank_values=True).items() for value in values]
    return visit.page("resume.html", vidare=vidare, fields=fields)


def begin_openid(visit: Visit) -> Response:
    """To the identity provider, with an invitation when one is being taken."""
    if visit.house.openid is None:
        return visit.page("problem.html", 404, title="Sidan finns inte", text="Här loggar man in med lösenord.")
    vidare = local_path(visit.query.get("vidare", "/"))
    where = visit.house.openid.begin(
        visit.known_secret(), invitation=visit.query.get("inbjudan", "")[:200], vidare=vidare
    )
    return visit.go(where)


def end_openid(visit: Visit) -> Response:
    """Signs in whom the provider vouches for."""
    if visit.house.openid is None:
        return visit.page("problem.html", 404, title="Sidan finns inte", text="Här loggar man in med lösenord.")
    try:
        found = visit.house.openid.finish(visit.secret, visit.query.get("state", ""), visit.query.get("code", ""))
        account = account_from_outside(visit.store, found, visit.settings.review)
    except InputError as error:
        return visit.page("problem.html", 400, title="Du är inte inloggad", text=str(error))
    visit.sign(open_session(visit.store, account.id, visit.settings.review))
    return visit.go(found.vidare)


def do_sign_out(visit: Visit) -> Response:
    """Ends the session."""
    sign_out(visit.store, visit.secret)
    visit.cookies[SESSION_COOKIE] = None
    return visit.go("/logga-in")


def show_invitation(visit: Visit) -> Response:
    """The form that makes an account or sets a password."""
    offered = invitation(visit.store, visit.arguments["token"])
    if offered is None:
        return visit.page("problem.html", 410, title="Länken gäller inte", text="Be administratören om en ny länk.")
    return visit.page("invitation.html", offered=offered, form={}, message="")


def do_invitation(visit: Visit) -> Response:
    """Makes the account, signs in, and starts."""
    form, token = visit.form, visit.arguments["token"]
    offered = invitation(visit.store, token)
    if offered is None:
        return visit.page("problem.html", 410, title="Länken gäller inte", text="Be administratören om en ny länk.")
    try:
        password = _same(form.get("password", ""), form.get("again", ""))
        account = take_invitation(visit.store, token, form.get("login", ""), form.get("name", ""), password)
    except InputError as error:
        return visit.page("invitation.html", 422, offered=offered, form=form, message=str(error))
    visit.sign(sign_in(visit.store, account.login, password, visit.address, visit.settings.review))
    return visit.go("/")


def _same(password: str, again: str) -> str:
    if password != again:
        raise InputError("Lösenorden är inte lika. Skriv samma två gånger.")
    return password
