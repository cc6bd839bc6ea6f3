"""What is known of hosts, and the log of every request made to them."""

from collections.abc import Iterable
from typing import Any

from kkharvest.store.database import Row, Store

__all__ = ["count_lastmod", "load_host", "log_requests", "politeness_log", "prune_requests", "save_host"]


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
