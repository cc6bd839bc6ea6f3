"""Addresses, visits and the frontier: what a harvest knows and what it still has to ask."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from kkharvest.store.database import Row, Store

__all__ = [
    "ERASED",
    "JUDGED",
    "Place",
    "VisitRow",
    "archive_ends",
    "archive_files",
    "archived_pages",
    "asked_bytes",
    "close_page",
    "count_lastmod",
    "forget_archive",
    "known_pages",
    "load_host",
    "log_requests",
    "move_visits",
    "page_addresses",
    "page_state",
    "payoffs",
    "politeness_log",
    "prune_requests",
    "queue_pages",
    "run_counts",
    "run_spent",
    "save_host",
    "save_visit",
    "seen_in_run",
    "unreferenced_archives",
    "visits_in",
    "waiting_pages",
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


_OF_PAGE = frozenset({"source_id", "address_key", "canonical_url"})


def save_visit(store: Store, visit: VisitRow, place: Place | None) -> int:
    """Stores a visit, brings its page up to date and marks it done in the frontier; the id of the visit.

    A passing failure leaves what is known of a page with content as it was; what came back for good replaces it.
    """
    with store.transaction():
        known = store.row("SELECT content_hash, outcome FROM pages WHERE id = ?", (visit.page_id,))
        if known is None:
            store.insert("pages", _new_page(visit))
        values = {name: value for name, value in asdict(visit).items() if name not in _OF_PAGE}
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


_AGAIN = """
ON CONFLICT (run_id, page_id) DO UPDATE SET
    score = excluded.score, n_words = excluded.n_words, via_url = excluded.via_url, hint = excluded.hint,
    lastmod = coalesce(lastmod, excluded.lastmod)
WHERE state = 'waiting'
"""


def queue_pages(store: Store, rows: Iterable[Row]) -> None:
    """Adds rows to the frontier; those that wait there already get the words and score that are known of them now."""
    with store.transaction():
        for row in rows:
            columns = ", ".join(row)
            marks = ", ".join("?" * len(row))
            store.execute(
                f"INSERT INTO frontier ({columns}) VALUES ({marks}) {_AGAIN}",  # noqa: S608 - columns and a text of ours
                tuple(row.values()),
            )


def seen_in_run(store: Store, run_id: str) -> set[str]:
    """Ids of all pages that the frontier of this run has ever held."""
    return {row["page_id"] for row in store.rows("SELECT page_id FROM frontier WHERE run_id = ?", (run_id,))}


def waiting_pages(store: Store, run_id: str, source_id: str, *, done: bool = False) -> list[Row]:
    """Rows of the frontier that still wait (or, with `done`, all of them), in the order of asking."""
    states = "" if done else "AND state = 'waiting' "
    return store.rows(
        f"SELECT * FROM frontier WHERE run_id = ? AND source_id = ? {states}"  # noqa: S608 - a part of our own
        "ORDER BY score DESC, page_id",
        (run_id, source_id),
    )


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


def payoffs(store: Store, source_id: str, run_id: str) -> list[Row]:
    """Pages of a source that were read, where the run before `run_id` found each, and whether it paid off.

    It did when it holds a candidate that was accepted, or that is suggested and was not rejected.
    """
    return store.rows(
        """
        SELECT p.url, q.via_url, EXISTS (
            SELECT 1 FROM candidates AS c
            LEFT JOIN decisions AS d ON d.candidate_id = c.id
            LEFT JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
            WHERE c.page_id = p.id AND c.is_present = 1
              AND CASE d.verdict WHEN 'accept' THEN 1 WHEN 'reject' THEN 0 ELSE s.is_selected END
        ) AS paid_off
        FROM pages AS p JOIN documents AS t ON t.page_id = p.id
        LEFT JOIN frontier AS q ON q.page_id = p.id AND q.run_id = (
            SELECT r.id FROM runs AS r WHERE r.id < ?
              AND EXISTS (SELECT 1 FROM frontier AS w WHERE w.run_id = r.id AND w.source_id = ?)
            ORDER BY r.id DESC LIMIT 1)
        WHERE p.source_id = ? ORDER BY p.id
        """,
        (run_id, source_id, source_id),
    )


def run_counts(store: Store, run_id: str, source_id: str) -> dict[str, int]:
    """Visits of a run to a source, by outcome."""
    rows = store.rows(
        "SELECT f.outcome, count(*) AS n FROM fetches AS f "
        "JOIN frontier AS q ON q.run_id = f.run_id AND q.page_id = f.page_id "
        "WHERE f.run_id = ? AND q.source_id = ? GROUP BY f.outcome ORDER BY f.outcome",
        (run_id, source_id),
    )
    return {row["outcome"]: row["n"] for row in rows}


def asked_bytes(store: Store, run_id: str, source_id: str) -> int:
    """Bytes of bodies that a source has sent in a run."""
    return int(
        store.value(
            "SELECT total(f.n_bytes) FROM fetches AS f "
            "JOIN frontier AS q ON q.run_id = f.run_id AND q.page_id = f.page_id "
            "WHERE f.run_id = ? AND q.source_id = ?",
            (run_id, source_id),
        )
    )


def run_spent(store: Store, run_id: str) -> tuple[int, int]:
    """Pages, without lists made for machines, and bytes that all sources of a run have been asked for."""
    row = store.rows(
        """
        SELECT total(q.kind IN ('page', 'listing')
                     AND f.outcome NOT IN ('disallowed', 'opted_out', 'refused_address')) AS pages,
               total(f.n_bytes) AS bytes
        FROM fetches AS f JOIN frontier AS q ON q.run_id = f.run_id AND q.page_id = f.page_id WHERE f.run_id = ?
        """,
        (run_id,),
    )[0]
    return int(row["pages"]), int(row["bytes"])


def unreferenced_archives(store: Store, before: str) -> list[str]:
    """Archive files of runs that ended before a moment and hold no page's current content."""
    rows = store.rows(
        """
        SELECT f.warc_file FROM fetches AS f JOIN runs AS r ON r.id = f.run_id
        WHERE f.warc_file IS NOT NULL AND r.status <> 'running' AND coalesce(r.ended_at, r.started_at) < ?
        GROUP BY f.warc_file
        HAVING NOT EXISTS (
            SELECT 1 FROM pages AS p JOIN fetches AS c ON c.id = p.fetch_id WHERE c.warc_file = f.warc_file)
        ORDER BY f.warc_file
        """,
        (before,),
    )
    return [row["warc_file"] for row in rows]


def archived_pages(store: Store) -> list[Row]:
    """Pages that the archive may hold text of: id, own address, address that answered, file."""
    return store.rows(
        "SELECT DISTINCT f.page_id, p.url AS page_url, f.url, f.warc_file FROM fetches AS f "
        "JOIN pages AS p ON p.id = f.page_id "
        "WHERE f.warc_file IS NOT NULL AND f.outcome <> 'opted_out' ORDER BY f.warc_file, f.page_id"
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


def archive_files(store: Store) -> set[str]:
    """Names of all archive files that hold an indexed visit."""
    rows = store.rows("SELECT DISTINCT warc_file FROM fetches WHERE warc_file IS NOT NULL")
    return {row["warc_file"] for row in rows}


def visits_in(store: Store, warc_file: str) -> list[Row]:
    """Visits that are indexed in an archive file: id, page and offset."""
    return store.rows("SELECT id, page_id, warc_offset FROM fetches WHERE warc_file = ?", (warc_file,))


def move_visits(store: Store, moves: Iterable[tuple[int, Place, str | None]]) -> None:
    """Points visits to where they stand now; those with a ground are left as visits to a page that has opted out."""
    emptied = ", ".join(f"{name} = NULL" for name in ERASED if name not in _OF_PAGE)
    with store.transaction():
        for fetch_id, place, ground in moves:
            store.execute(
                "UPDATE fetches SET warc_file = ?, warc_offset = ?, warc_length = ? WHERE id = ?",
                (place.warc_file, place.warc_offset, place.warc_length, fetch_id),
            )
            if ground:
                kept = "outcome NOT IN ('reserved', 'noindex')"
                sql = f"UPDATE fetches SET outcome = 'opted_out', reason = ?, {emptied} WHERE id = ? AND {kept}"  # noqa: S608
                store.execute(sql, (ground, fetch_id))


def close_page(store: Store, page_id: str, ground: str) -> None:
    """Leaves of a page that has opted out its address and the reason."""
    emptied = ", ".join(f"{name} = NULL" for name in (*ERASED, "fetch_id"))
    sql = f"UPDATE pages SET outcome = 'opted_out', reason = ?, {emptied} WHERE id = ?"  # noqa: S608 - columns
    store.execute(sql, (ground, page_id))


def forget_archive(store: Store, warc_file: str) -> None:
    """Takes away the archive positions in a file that is no longer kept; the visits themselves stay."""
    store.execute(
        "UPDATE fetches SET warc_file = NULL, warc_offset = NULL, warc_length = NULL WHERE warc_file = ?", (warc_file,)
    )


def politeness_log(store: Store, run_id: str) -> list[Row]:
    """Every request of a run by host and moment, with the delay in force and the gap to the one before, in ms."""
    return store.rows(
        """
        SELECT host, url, asked_at, delay_ms,
               round((julianday(asked_at) - julianday(lag(asked_at) OVER (PARTITION BY host ORDER BY asked_at, id)))
                     * 86400000) AS gap_ms
        FROM (SELECT id, url, asked_at, delay_ms, substr(url, 1, instr(substr(url, 9), '/') + 8) AS host
              FROM requests WHERE run_id = ?)
        ORDER BY host, asked_at, id
        """,
        (run_id,),
    )


def log_requests(store: Store, run_id: str, rows: Iterable[Row]) -> None:
    """Adds requests to the log of a run: url, asked_at, delay_ms, http_status."""
    store.insert_all("requests", ({"run_id": run_id, **row} for row in rows))


def prune_requests(store: Store, before: str) -> None:
    """Removes requests from before a moment from the log."""
    store.execute("DELETE FROM requests WHERE asked_at < ?", (before,))


def archive_ends(store: Store, run_id: str) -> dict[str, int]:
    """Where the last indexed record of each of the run's archive files ends."""
    rows = store.rows(
        "SELECT warc_file, max(warc_offset + warc_length) AS end FROM fetches "
        "WHERE run_id = ? AND warc_file IS NOT NULL GROUP BY warc_file",
        (run_id,),
    )
    return {row["warc_file"]: row["end"] for row in rows}


def count_lastmod(store: Store, origin: str, *, was_right: bool) -> None:
    """Counts whether a sitemap's lastmod told the truth about a page of this origin."""
    column = "lastmod_right" if was_right else "lastmod_wrong"
    store.execute(f"UPDATE hosts SET {column} = {column} + 1 WHERE origin = ?", (origin,))  # noqa: S608 - a column's name


def load_host(store: Store, origin: str) -> Row | None:
    """What is remembered of a host, by its origin (`https://www.boras.se`)."""
    return store.row("SELECT * FROM hosts WHERE origin = ?", (origin,))


def save_host(store: Store, origin: str, values: dict[str, Any]) -> None:
    """Remembers these columns of a host."""
    store.insert("hosts", {"origin": origin, **values}, upsert_on=["origin"])
