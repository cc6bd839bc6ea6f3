"""Tips from anybody: an address that is worth a look, checked, limited and kept until the next harvest asks for it."""

import hashlib
import ipaddress

from kkharvest.core.address import AddressError, address_key, host_of, normalise
from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.core.ids import page_id
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.moments import ago
from kkharvest.store import Row, Store

__all__ = ["give_tip", "mark_tip", "tips", "tips_to_fetch"]

_LONGEST_URL = 2_000
_LONGEST_MESSAGE = 1_000
_MOST_PER_DAY = 500


def give_tip(store: Store, url: str, message: str, address: str, settings: ReviewSettings) -> None:
    """Keeps a tip; raises `InputError` for what is no public page, and for too many from one address."""
    key = "tip " + hashlib.sha256(address.encode()).hexdigest()
    url = _public(url)
    if len(message) > _LONGEST_MESSAGE:
        raise InputError(f"Skriv högst {_LONGEST_MESSAGE} tecken.")
    with store.transaction():
        store.execute("DELETE FROM login_failures WHERE at < ?", (ago(days=1),))
        same = store.value("SELECT count(*) FROM login_failures WHERE key = ? AND at > ?", (key, ago(hours=1)))
        everybody = store.value("SELECT count(*) FROM tips WHERE at > ?", (ago(days=1),))
        if same >= settings.tips_per_hour or everybody >= _MOST_PER_DAY:
            raise InputError("Tack! Just nu har vi fått många tips. Försök igen om en timme.")
        store.insert("login_failures", {"key": key, "at": now()})
        known = address_key(url)
        if store.execute("UPDATE tips SET n_times = n_times + 1 WHERE address_key = ?", (known,)):
            return
        row = {"at": now(), "url": url, "address_key": known, "page_id": page_id(known), "message": message.strip()}
        store.insert("tips", row)


def tips(store: Store) -> list[Row]:
    """All tips, newest first, each with what became of it."""
    return store.rows(
        "SELECT t.*, p.outcome, p.reason, (SELECT c.id FROM candidates AS c WHERE c.page_id = t.page_id LIMIT 1) "
        "AS candidate_id FROM tips AS t LEFT JOIN pages AS p ON p.id = t.page_id ORDER BY t.id DESC LIMIT 500"
    )


def tips_to_fetch(store: Store) -> list[Row]:
    """Tips that no harvest has asked for yet, oldest first: id, url."""
    return store.rows("SELECT id, url FROM tips WHERE state = 'new' ORDER BY id")


def mark_tip(store: Store, key: int, state: str) -> None:
    """Notes that a tip was fetched or refused."""
    store.execute("UPDATE tips SET state = ? WHERE id = ?", (state, key))


def _public(url: str) -> str:
    if not url.strip() or len(url) > _LONGEST_URL:
        raise InputError("Ange sidans adress, till exempel https://kommunen.se/nyhet.")
    try:
        found = normalise(url if "://" in url else f"https://{url.strip()}")
    except AddressError:
        raise InputError("Det där är ingen webbadress. Kopiera den ur webbläsarens adressfält.") from None
    host = host_of(found)
    try:
        ipaddress.ip_address(host)
    except ValueError:
        if "." in host and not host.endswith((".local", ".internal", ".localhost", ".lan", ".home", ".corp")):
            return found
    raise InputError("Adressen leder inte till en sida som alla kan nå.")
