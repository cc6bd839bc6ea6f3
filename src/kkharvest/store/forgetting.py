"""What the database forgets of pages whose text may no longer be kept: every word of theirs, wherever a table holds it.

Ids, addresses, judgements and what people wrote themselves stay. A page that is opened again is read as if it were new.
"""

import json
from collections.abc import Iterable, Mapping

from kkharvest.core.ids import text_hash
from kkharvest.store.database import Store

__all__ = ["compact", "empty_candidates", "empty_page", "forget_pages", "pages_with_words"]

_OF_CANDIDATES = ("suggestions", "assessments", "hindrances", "queue_entries", "candidate_groups")


def pages_with_words(store: Store, pages: Iterable[str]) -> list[str]:
    """Those of `pages` of which the database still holds words."""
    rows = store.rows(
        """
        SELECT value AS id FROM json_each(?)
        WHERE EXISTS (SELECT 1 FROM documents AS d WHERE d.page_id = value AND (d.title <> '' OR d.text <> ''))
           OR EXISTS (SELECT 1 FROM candidates AS c WHERE c.page_id = value AND (c.title <> '' OR c.text <> ''))
           OR EXISTS (SELECT 1 FROM frontier AS q WHERE q.page_id = value AND q.hint IS NOT NULL)
        ORDER BY 1
        """,
        (json.dumps(sorted(pages)),),
    )
    return [row["id"] for row in rows]


def forget_pages(store: Store, pages: Iterable[str], ground: str) -> int:
    """Empties what was read from these pages, in one transaction; how many of them held words."""
    held = pages_with_words(store, pages)
    if not held:
        return 0
    store.db.execute("PRAGMA secure_delete = ON")
    with store.transaction():
        rows = store.rows(
            "SELECT id, part FROM candidates WHERE page_id IN (SELECT value FROM json_each(?))", (json.dumps(held),)
        )
        # A part is told by words of the page (a heading); another sign of it keeps page and part unique.
        parts = {row["id"]: row["part"] if row["part"] in {"", row["id"]} else f"closed {row['id']}" for row in rows}
        empty_candidates(store, parts)
        for page in held:
            empty_page(store, page, ground)
    return len(held)


def empty_candidates(store: Store, parts: Mapping[str, str]) -> None:
    """Takes every word of these candidates and all that follows from them; each gets the part given with its id.

    Part of the transaction around it.
    """
    for key, part in parts.items():
        _empty_candidate(store, key, part)
    if parts:
        store.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def _empty_candidate(store: Store, key: str, part: str) -> None:
    row = store.row("SELECT title, text_hash FROM candidates WHERE id = ?", (key,))
    if row is None:
        return
    for table in _OF_CANDIDATES:
        store.execute(f"DELETE FROM {table} WHERE candidate_id = ?", (key,))  # noqa: S608 - tables of ours
    store.execute("DELETE FROM candidate_links WHERE a_id = ? OR b_id = ?", (key, key))
    _drop_text(store, row["text_hash"])
    store.execute(
        "DELETE FROM judged_texts WHERE text_hash IN (SELECT text_hash FROM judgements WHERE candidate_id = ?)", (key,)
    )
    if row["title"]:
        store.execute("UPDATE submissions SET result = '' WHERE instr(result, ?)", (row["title"],))
    entry = store.value("SELECT id FROM search_entries WHERE candidate_id = ?", (key,))
    if entry is not None:
        store.execute("DELETE FROM search_index WHERE rowid = ?", (entry,))
        store.execute("DELETE FROM search_entries WHERE id = ?", (entry,))
    store.execute(
        """
        UPDATE candidates SET title = '', text = '', text_hash = ?, summary = '', details_json = '{}', part = ?,
            url = (SELECT url FROM pages WHERE id = page_id), anchor = NULL, link_url = NULL, link_page_id = NULL,
            span_start = NULL, span_end = NULL, is_present = 0
        WHERE id = ?
        """,
        (text_hash("", ""), part, key),
    )


def empty_page(store: Store, page: str, ground: str) -> None:
    """Takes the words of a page that stand beside its candidates; part of the transaction around it."""
    row = store.row("SELECT text_hash FROM documents WHERE page_id = ?", (page,))
    if row:
        _drop_text(store, row["text_hash"])
    store.execute(
        "UPDATE documents SET title = '', text = '', text_hash = ?, content_hash = '', kind = 'none', "
        "meta_json = '{}', reason = ? WHERE page_id = ?",
        (text_hash("", ""), ground, page),
    )
    # Its words stand at the links to it, and at the links that it held itself.
    store.execute(
        "UPDATE frontier SET hint = NULL, step_json = NULL WHERE page_id = ? "
        "OR via_url IN (SELECT url FROM pages WHERE id = ?)",
        (page, page),
    )
    store.execute(
        "UPDATE issues SET message = '' WHERE url IN (SELECT url FROM pages WHERE id = ? "
        "UNION SELECT url FROM fetches WHERE page_id = ?)",
        (page, page),
    )


def _drop_text(store: Store, digest: str) -> None:
    for table in ("embeddings", "judged_texts"):
        store.execute(f"DELETE FROM {table} WHERE text_hash = ?", (digest,))  # noqa: S608 - tables of ours


def compact(store: Store) -> bool:
    """Writes the file anew, so that no free page and no log holds what was taken out; False while others read it."""
    try:
        store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.db.conn.execute("VACUUM")
        store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Exception as error:
        if "locked" in str(error) or "busy" in str(error):
            return False
        raise
    return True
