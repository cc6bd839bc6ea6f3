"""Who may do what: accounts with roles, invited by link, signed in by password.

Passwords are kept as argon2id, links and sessions as SHA-256 of a random token. Decisions and the audit log name an
account by its pseudonym; the name stands in `accounts` alone, so that a person can leave and the decisions stay.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.audit import note_down
from kkharvest.review.moments import ago, ahead
from kkharvest.review.openid import Identity
from kkharvest.store import Row, Store

__all__ = [
    "Account",
    "Role",
    "SignInError",
    "account_from_outside",
    "account_of_session",
    "accounts",
    "change_account",
    "change_preferences",
    "invitation",
    "invite",
    "names_of_reviewers",
    "open_session",
    "sign_in",
    "sign_out",
    "take_invitation",
]

_SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 200
_TRIES = 5
_TRIES_OF_ADDRESS = 30
_TRIES_MINUTES = 15
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's floor for argon2id
_NOBODY = _HASHER.hash(secrets.token_hex())


class Role(StrEnum):
    """Each may do what those before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def covers(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


class SignInError(InputError):
    """Sign-in was refused; the message does not say whether the account exists."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person with an account; `pseudonym` is who they are in decisions."""

    id: int
    login: str
    name: str
    pseudonym: str
    role: Role
    is_active: bool
    preferences: dict[str, Any]


def invite(store: Store, role: Role, settings: ReviewSettings, *, by: Account | None, to: int | None = None) -> str:
    """The token of a new link that makes one account, or that sets the password of account `to`."""
    token = secrets.token_urlsafe(32)
    with store.transaction():
        store.insert(
            "invitations",
            {
                "token_hash": _digest(token),
                "role": role.value,
                "account_id": to,
                "invited_by_id": by.id if by else None,
                "created_at": now(),
                "expires_at": ahead(days=settings.invitation_days),
            },
        )
        note_down(store, by.pseudonym if by else "serve", "invite", str(to or ""), role=role.value)
    return token


def invitation(store: Store, token: str) -> Row | None:
    """The invitation behind a token when it still works, with the login of the account it is for."""
    return store.row(
        "SELECT i.*, a.login FROM invitations AS i LEFT JOIN accounts AS a ON a.id = i.account_id "
        "WHERE i.token_hash = ? AND i.used_at IS NULL AND i.expires_at > ?",
        (_digest(token), now()),
    )


def take_invitation(store: Store, token: str, login: str, name: str, password: str) -> Account:
    """Makes the account that the link offers, or sets its password; the account. Raises `InputError`."""
    with store.transaction():
        offered = invitation(store, token)
        if offered is None:
            raise InputError("Länken gäller inte längre. Be administratören om en ny.")
        login, name = login.strip(), name.strip()
        _check_password(password, offered["login"] or login)
        if offered["account_id"]:
            key = int(offered["account_id"])
            store.execute("UPDATE accounts SET password_hash = ? WHERE id = ?", (_HASHER.hash(password), key))
            store.execute("DELETE FROM sessions WHERE account_id = ?", (key,))
        else:
            key = _new_account(store, login, name, Role(offered["role"]), password)
        store.execute("UPDATE invitations SET used_at = ? WHERE token_hash = ?", (now(), _digest(token)))
        account = _account(store, key)
        note_down(store, account.pseudonym, "take_invitation", str(key), role=account.role.value)
    return account


def sign_in(store: Store, login: str, password: str, address: str, settings: ReviewSettings) -> str:
    """The token of a new session; raises `SignInError` when refused or tried too often."""
    keys = {_digest(f"login {login.casefold()}"): _TRIES, _digest(f"address {address}"): _TRIES_OF_ADDRESS}
    for key, tries in keys.items():
        since = ago(minutes=_TRIES_MINUTES)
        if store.value("SELECT count(*) FROM login_failures WHERE key = ? AND at > ?", (key, since)) >= tries:
            raise SignInError(f"För många försök. Vänta {_TRIES_MINUTES} minuter och försök igen.")
    found = store.row("SELECT * FROM accounts WHERE login = ? AND is_active = 1", (login.strip(),))
    # A password is checked in either case, so that the time taken does not tell whether the account exists.
    is_right = _matches(found["password_hash"] if found else None, password[:_LONGEST_PASSWORD])
    if found is None or not is_right:
        with store.transaction():
            store.execute("DELETE FROM login_failures WHERE at < ?", (ago(days=1),))
            store.insert_all("login_failures", ({"key": key, "at": now()} for key in keys))
        raise SignInError("Fel användarnamn eller lösenord.")
    store.execute("DELETE FROM login_failures WHERE key IN (?, ?)", tuple(keys))
    return open_session(store, found["id"], settings)


def open_session(store: Store, account_id: int, settings: ReviewSettings) -> str:
    """The token of a new session of somebody whose identity is certain."""
    token, moment = secrets.token_urlsafe(32), now()
    with store.transaction():
        store.execute("DELETE FROM sessions WHERE expires_at < ?", (moment,))
        expires = ahead(hours=settings.session_hours)
        row = {"account_id": account_id, "created_at": moment, "seen_at": moment, "expires_at": expires}
        store.insert("sessions", {"token_hash": _digest(token), **row})
    return token


def account_of_session(store: Store, token: str, settings: ReviewSettings) -> Account | None:
    """Who is signed in with this token, or None when nobody is any more."""
    key = _digest(token)
    row = store.row(
        "SELECT s.account_id, s.seen_at FROM sessions AS s JOIN accounts AS a ON a.id = s.account_id "
        "WHERE s.token_hash = ? AND s.expires_at > ? AND s.seen_at > ? AND a.is_active = 1",
        (key, now(), ago(hours=settings.idle_hours)),
    )
    if row is None:
        return None
    if row["seen_at"] < ago(minutes=5):
        store.execute("UPDATE sessions SET seen_at = ? WHERE token_hash = ?", (now(), key))
    return _account(store, row["account_id"])


def sign_out(store: Store, token: str) -> None:
    """Ends a session."""
    store.execute("DELETE FROM sessions WHERE token_hash = ?", (_digest(token),))


def account_from_outside(store: Store, identity: Identity, settings: ReviewSettings) -> Account:
    """The account of somebody whom the identity provider vouches for; made when invited, or when settings say so.

    Raises `SignInError` for somebody without an account and without an invitation.
    """
    with store.transaction():
        known = store.row("SELECT * FROM accounts WHERE subject_hash = ?", (identity.subject_hash,))
        if known and known["is_active"]:
            return _of(known)
        offered = invitation(store, identity.invitation) if identity.invitation else None
        role = offered["role"] if offered else Role.READER.value
        if known or not (offered or settings.openid_makes_readers):
            raise SignInError("Du har inget konto här. Be administratören om en inbjudan och öppna länken i den.")
        if offered and offered["account_id"]:
            key = int(offered["account_id"])
            store.execute("UPDATE accounts SET subject_hash = ? WHERE id = ?", (identity.subject_hash, key))
        else:
            is_taken = store.value("SELECT 1 FROM accounts WHERE login = ?", (identity.login,))
            login = f"{identity.login[:80]}-{identity.subject_hash[:6]}" if is_taken else identity.login
            key = _new_account(store, login, identity.name, Role(role), None)
            store.execute("UPDATE accounts SET subject_hash = ? WHERE id = ?", (identity.subject_hash, key))
        if offered:
            spent = (now(), _digest(identity.invitation))
            store.execute("UPDATE invitations SET used_at = ? WHERE token_hash = ?", spent)
        account = _account(store, key)
        note_down(store, account.pseudonym, "take_invitation", str(key), role=account.role.value, way="openid")
    return account


def accounts(store: Store) -> list[Account]:
    """Everybody with an account, by name."""
    return [_of(row) for row in store.rows("SELECT * FROM accounts ORDER BY is_active DESC, display_name")]


def names_of_reviewers(store: Store) -> dict[str, str]:
    """The name behind each pseudonym."""
    return {row["pseudonym"]: row["display_name"] for row in store.rows("SELECT * FROM accounts")}


def change_account(store: Store, key: int, *, role: Role, is_active: bool, by: Account) -> None:
    """Sets role and standing of an account; raises `InputError` when no administrator would be left."""
    with store.transaction():
        account = _account(store, key)
        others = store.value(
            "SELECT count(*) FROM accounts WHERE role = 'administrator' AND is_active = 1 AND id <> ?", (key,)
        )
        if not others and not (is_active and role is Role.ADMINISTRATOR):
            raise InputError("Minst en administratör måste finnas kvar.")
        store.execute("UPDATE accounts SET role = ?, is_active = ? WHERE id = ?", (role.value, int(is_active), key))
        if not is_active:
            store.execute("DELETE FROM sessions WHERE account_id = ?", (key,))
            store.execute("DELETE FROM claims WHERE account_id = ?", (key,))
        note_down(store, by.pseudonym, "change_account", account.pseudonym, role=role.value, is_active=is_active)


def change_preferences(store: Store, account: Account, preferences: dict[str, Any]) -> None:
    """Keeps what an account prefers: keys and how things are shown."""
    text = json.dumps(preferences, ensure_ascii=False, sort_keys=True)
    store.execute("UPDATE accounts SET preferences_json = ? WHERE id = ?", (text, account.id))


def _new_account(store: Store, login: str, name: str, role: Role, password: str | None) -> int:
    if not login or not name:
        raise InputError("Ange både användarnamn och namn.")
    if len(login) > 100 or len(name) > 100:  # noqa: PLR2004 - longer than any name
        raise InputError("Användarnamn och namn får vara högst 100 tecken.")
    if store.value("SELECT 1 FROM accounts WHERE login = ?", (login,)):
        raise InputError(f"Användarnamnet {login} är upptaget. Välj ett annat.")
    return store.insert(
        "accounts",
        {
            "login": login,
            "display_name": name,
            "pseudonym": f"g-{secrets.token_hex(4)}",
            "role": role.value,
            "password_hash": _HASHER.hash(password) if password is not None else None,
            "created_at": now(),
        },
    )


def _check_password(password: str, login: str) -> None:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise InputError(f"Lösenordet ska ha minst {_SHORTEST_PASSWORD} tecken; en mening går bra.")
    if len(set(password)) < 5 or login.casefold() in password.casefold():  # noqa: PLR2004 - "aaaaaaaaaaaa"
        raise InputError("Lösenordet är för lätt att gissa. Välj till exempel fyra ord som inte hör ihop.")


def _matches(stored: str | None, password: str) -> bool:
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _account(store: Store, key: int) -> Account:
    row = store.row("SELECT * FROM accounts WHERE id = ?", (key,))
    if row is None:
        raise InputError("Det finns inget sådant konto.")
    return _of(row)


def _of(row: Row) -> Account:
    return Account(
        id=row["id"],
        login=row["login"],
        name=row["display_name"],
        pseudonym=row["pseudonym"],
        role=Role(row["role"]),
        is_active=bool(row["is_active"]),
        preferences=json.loads(row["preferences_json"]),
    )
