"""Saved views: a filter of the queue under a name of one's own."""

from starlette.responses import Response

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.review.filters import Filter
from kkharvest.review.web.visit import Visit

__all__ = ["drop_view", "save_view"]

_LONGEST = 60
_MOST = 30


def save_view(visit: Visit) -> Response:
    """Keeps the filter under a name; the same name again replaces it."""
    wanted = Filter.of(visit.query)
    name = visit.form.get("name", "").strip()
    if not 0 < len(name) <= _LONGEST:
        raise InputError(f"Ge vyn ett namn med högst {_LONGEST} tecken.")
    with visit.store.transaction():
        if visit.store.value("SELECT count(*) FROM saved_views WHERE account_id = ?", (visit.me.id,)) >= _MOST:
            raise InputError(f"Högst {_MOST} vyer kan sparas. Ta bort någon först.")
        row = {"account_id": visit.me.id, "name": name, "query": wanted.query, "created_at": now()}
        visit.store.insert("saved_views", row, upsert_on=["account_id", "name"])
    return visit.go(f"/ko?{wanted.query}")


def drop_view(visit: Visit) -> Response:
    """Forgets a view."""
    visit.store.execute(
        "DELETE FROM saved_views WHERE id = ? AND account_id = ?", (visit.arguments["view"], visit.me.id)
    )
    return visit.go("/ko")
