"""Accounts: inviting, roles, and what each prefers."""

from typing import Any

from starlette.responses import Response

from kkharvest import taxonomy
from kkharvest.core.errors import InputError
from kkharvest.review.accounts import Role, accounts, change_account, change_preferences, invite
from kkharvest.review.audit import audit_trail
from kkharvest.review.web.keys import ACTIONS, keys_of
from kkharvest.review.web.visit import Visit

__all__ = ["change_person", "do_invite", "save_preferences", "show_people", "show_preferences"]


def show_people(visit: Visit) -> Response:
    """Everybody with an account, the form that invites, and the audit log."""
    return _people(visit)


def do_invite(visit: Visit) -> Response:
    """Makes a link, shown once."""
    to = visit.form.get("to", "")
    key = int(to) if to.isdecimal() else None
    role = _role(visit.form.get("role", "reader"))
    token = invite(visit.store, role, visit.settings.review, by=visit.me, to=key)
    return _people(visit, link=f"/inbjudan/{token}")


def change_person(visit: Visit) -> Response:
    """Sets role and standing of an account."""
    key = visit.arguments["account"]
    if not key.isdecimal():
        raise InputError("Det finns inget sådant konto.")
    role = _role(visit.form.get("role", ""))
    is_active = visit.form.get("is_active") == "1"
    change_account(visit.store, int(key), role=role, is_active=is_active, by=visit.me)
    return visit.go("/personer")


def show_preferences(visit: Visit) -> Response:
    """Keys, and whether they are on."""
    return _preferences(visit)


def save_preferences(visit: Visit) -> Response:
    """Keeps the keys; each may be used once."""
    names = [*ACTIONS, *(theme.slug for theme in taxonomy.predicted_themes())]
    keys = {name: visit.form.get(name, "").strip().lower()[:1] for name in names}
    if visit.form.get("do") == "reset":
        change_preferences(visit.store, visit.me, {})
        return visit.go("/installningar?sparat=1")
    chosen = [key for key in keys.values() if key]
    twice = sorted({key for key in chosen if chosen.count(key) > 1})
    if twice or len(chosen) < len(keys):
        fault = f"Tangenten {', '.join(twice)} används två gånger." if twice else "Varje rad behöver en tangent."
        return _preferences(visit, keys=keys, message=fault)
    preferences: dict[str, Any] = {"keys": keys, "keys_off": visit.form.get("keys_off") == "1"}
    change_preferences(visit.store, visit.me, preferences)
    return visit.go("/installningar?sparat=1")


def _people(visit: Visit, *, link: str = "") -> Response:
    return visit.page(
        "people.html",
        people=accounts(visit.store),
        roles=list(Role),
        link=link,
        trail=audit_trail(visit.store, limit=50),
        names={person.pseudonym: person.name for person in accounts(visit.store)},
    )


def _preferences(visit: Visit, *, keys: dict[str, str] | None = None, message: str = "") -> Response:
    return visit.page(
        "preferences.html",
        422 if message else 200,
        keys=keys or keys_of(visit.me.preferences),
        keys_off=bool(visit.me.preferences.get("keys_off")),
        actions=ACTIONS,
        themes=taxonomy.predicted_themes(),
        saved="sparat" in visit.query,
        message=message,
    )


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise InputError(f"Okänd roll: {value!r}.") from None
