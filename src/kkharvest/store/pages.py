"""Addresses and visits: what is known of every page, and what came of each time it was asked."""

from dataclasses import asdict, dataclass
from typing import Any

from kkharvest.store.database import Row, Store

__all__ = [
    "ERASED",
    "JUDGED",
    "OF_PAGE",
    "Place",
    "VisitRow",
    "close_page",
    "known_pages",
    "page_addresses",
    "page_state",
    "save_visit",
    "withdrawn_texts",
]

_KEPT = ("ok", "unchanged", "not_modified", "discovery")

_PASSING = ("timeout", "unreachable", "broken", "server_error", "busy")

_NOT_MODIFIED = 304

JUDGED = frozenset({"soft_404", "login", "cookie_wall", "shell", "empty", "not_content", "reserved"})
"""Outcomes that hold as long as the page is not modified, though nothing of it is kept."""

ERASED = ("content_type", "etag", "last_modified", "content_hash", "redirect_url", "canonical_url")
"""What is no longer known of a visit to a page that has opted out since."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands in the archive."""

    warc_file: str
    warc_offset: int
    warc_length: int


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit as it is stored; `url` is the address that answered in the end."""

    run_id: str
    source_id: str
    page_id: str
    address_key: str
    url: str
    fetched_at: str
    outcome: str
    reason: str | None = None
    http_status: int | None = None
    attempts: int = 1
    asked_at: str | None = None
    delay_ms: int | None = None
    elapsed_ms: int | None = None
    n_bytes: int = 0
    content_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_hash: str | None = None
    redirect_url: str | None = None
    canonical_url: str | None = None


OF_PAGE = frozenset({"source_id", "address_key", "canonical_url"})
"""Of a visit, what is known of its page and stands in no row of `fetches`."""


def save_visit(store: Store, visit: VisitRow, place: Place | None) -> int:
    """Stores a visit, brings its page up to date and marks it done in the frontier; the id of the visit.

    A passing failure leaves what is known of a page with content as it was; what came back for good replaces it.
    """
    with store.transaction():
        known = store.row("SELECT content_hash, outcome FROM pages WHERE id = ?", (visit.page_id,))
        if known is None:
            store.insert("pages", _new_page(visit))
        values = {name: value for name, value in asdict(visit).items() if name not in OF_PAGE}
        position = asdict(place) if place else dict.fromkeys(("warc_file", "warc_offset", "warc_length"))
        fetch_id = store.insert("fetches", values | position)
        changes = _page_changes(visit, fetch_id, has_content=bool(known and known["content_hash"]))
        sets = ", ".join(f'"{name}" = ?' for name in changes)
        store.execute(f"UPDATE pages SET {sets} WHERE id = ?", (*changes.values(), visit.page_id))  # noqa: S608
        store.execute(
            "UPDATE frontier SET state = 'done' WHERE run_id = ? AND page_id = ?", (visit.run_id, visit.page_id)
        )
    return fetch_id


def _new_page(visit: VisitRow) -> dict[str, Any]:
    return {
        "id": visit.page_id,
        "source_id": visit.source_id,
        "url": visit.url,
        "address_key": visit.address_key,
        "first_seen_at": visit.fetched_at,
    }


def _page_changes(visit: VisitRow, fetch_id: int, *, has_content: bool) -> dict[str, Any]:
    changes: dict[str, Any] = {"checked_at": visit.fetched_at}
    if visit.outcome in _PASSING and has_content:
        return changes
    if visit.outcome in {"unchanged", "not_modified"} or visit.http_status == _NOT_MODIFIED:
        changes |= {name: value for name in ("etag", "last_modified") if (value := getattr(visit, name))}
        return changes
    changes |= {
        "url": visit.url,
        "outcome": visit.outcome,
        "reason": visit.reason,
        "http_status": visit.http_status,
        "redirect_url": visit.redirect_url,
    }
    kept = visit.outcome in _KEPT
    has_validators = kept or visit.outcome in JUDGED
    changes |= {
        "etag": visit.etag if has_validators else None,
        "last_modified": visit.last_modified if has_validators else None,
        "content_type": visit.content_type,
        "content_hash": visit.content_hash if kept else None,
        "fetch_id": fetch_id if kept else None,
        "canonical_url": visit.canonical_url,
        "changed_at": visit.fetched_at,
    }
    return changes


def known_pages(store: Store, source_id: str) -> list[Row]:
    """Pages of a source whose content is known from earlier runs."""
    return store.rows("SELECT id, url FROM pages WHERE source_id = ? AND outcome = 'ok' ORDER BY id", (source_id,))


def page_state(store: Store, page_id: str) -> Row | None:
    """What is known of a page, with the archive position of its content."""
    return store.row(
        """
        SELECT p.outcome, p.reason, p.changed_at, p.checked_at, p.url, p.etag, p.last_modified, p.content_hash,
               p.content_type, f.warc_file, f.warc_offset, f.fetched_at
        FROM pages AS p LEFT JOIN fetches AS f ON f.id = p.fetch_id WHERE p.id = ?
        """,
        (page_id,),
    )


def page_addresses(store: Store) -> list[Row]:
    """Every address of every page, own and answered, with the archive file that may hold text of it, if any does."""
    return store.rows(
        "SELECT DISTINCT p.id AS page_id, p.url AS page_url, coalesce(f.url, p.url) AS url, f.warc_file, "
        "f.warc_file IS NOT NULL AND f.outcome <> 'opted_out' AS is_archived "
        "FROM pages AS p LEFT JOIN fetches AS f ON f.page_id = p.id ORDER BY p.id, f.warc_file"
    )


def withdrawn_texts(store: Store) -> list[Row]:
    """Pages that may no longer be read and of which an earlier visit kept text: id, outcome, reason."""
    return store.rows(
        "SELECT p.id, p.outcome, p.reason FROM pages AS p WHERE p.outcome IN ('reserved', 'noindex') AND EXISTS "
        "(SELECT 1 FROM fetches AS f WHERE f.page_id = p.id AND f.warc_file IS NOT NULL "
        "AND f.outcome IN ('ok', 'unchanged', 'not_modified')) ORDER BY p.id"
    )


def close_page(store: Store, page_id: str, ground: str) -> None:
    """Leaves of a page that has opted out its address and the reason."""
    emptied = ", ".join(f"{name} = NULL" for name in (*ERASED, "fetch_id"))
    sql = f"UPDATE pages SET outcome = 'opted_out', reason = ?, {emptied} WHERE id = ?"  # noqa: S608 - columns
    store.execute(sql, (ground, page_id))
