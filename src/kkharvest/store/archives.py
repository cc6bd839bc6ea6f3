"""Which archive files hold what: for reading again, for retention, and for taking records out."""

from collections.abc import Iterable

from kkharvest.store.database import Row, Store
from kkharvest.store.pages import ERASED, OF_PAGE, Place

__all__ = [
    "archive_ends",
    "archive_files",
    "archived_pages",
    "forget_archive",
    "move_visits",
    "unreferenced_archives",
    "visits_in",
]


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


def archive_files(store: Store) -> set[str]:
    """Names of all archive files that hold an indexed visit."""
    rows = store.rows("SELECT DISTINCT warc_file FROM fetches WHERE warc_file IS NOT NULL")
    return {row["warc_file"] for row in rows}


def visits_in(store: Store, warc_file: str) -> list[Row]:
    """Visits that are indexed in an archive file: id, page and offset."""
    return store.rows("SELECT id, page_id, warc_offset FROM fetches WHERE warc_file = ?", (warc_file,))


def move_visits(store: Store, moves: Iterable[tuple[int, Place, str | None]]) -> None:
    """Points visits to where they stand now; those with a ground are left as visits to a page that has opted out."""
    emptied = ", ".join(f"{name} = NULL" for name in ERASED if name not in OF_PAGE)
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


def forget_archive(store: Store, warc_file: str) -> None:
    """Takes away the archive positions in a file that is no longer kept; the visits themselves stay."""
    store.execute(
        "UPDATE fetches SET warc_file = NULL, warc_offset = NULL, warc_length = NULL WHERE warc_file = ?", (warc_file,)
    )


def archive_ends(store: Store, run_id: str) -> dict[str, int]:
    """Where the last indexed record of each of the run's archive files ends."""
    rows = store.rows(
        "SELECT warc_file, max(warc_offset + warc_length) AS end FROM fetches "
        "WHERE run_id = ? AND warc_file IS NOT NULL GROUP BY warc_file",
        (run_id,),
    )
    return {row["warc_file"]: row["end"] for row in rows}
