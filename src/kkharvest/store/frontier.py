"""The frontier: what a run still has to ask, what it has asked and spent, and what paid off before."""

from collections.abc import Iterable

from kkharvest.store.database import Row, Store

__all__ = ["asked_bytes", "payoffs", "queue_pages", "run_counts", "run_spent", "seen_in_run", "waiting_pages"]

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
