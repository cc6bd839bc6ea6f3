"""What a candidate said when it was decided, and what is different now.

The text is kept when it is judged, once for each wording, so that the comparison needs no archive.
"""

from kkharvest.review.wording import Change, changes
from kkharvest.store import Row, Store

__all__ = ["changed_since", "keep_text"]


def keep_text(store: Store, candidate_id: str) -> None:
    """Keeps the text as it stands, for a comparison should the source change."""
    store.execute(
        "INSERT INTO judged_texts (text_hash, title, text) SELECT text_hash, title, text FROM candidates WHERE id = ? "
        "ON CONFLICT (text_hash) DO NOTHING",
        (candidate_id,),
    )


def changed_since(store: Store, candidate: Row, word: Row | None) -> list[Change]:
    """What changed in the candidate's text since the decision; empty when nothing did or nothing is kept."""
    if word is None or word["candidate_id"] != candidate["id"] or word["text_hash"] == candidate["text_hash"]:
        return []
    kept = store.row("SELECT title, text FROM judged_texts WHERE text_hash = ?", (word["text_hash"],))
    if kept is None:
        return []
    return changes(f"{kept['title']}\n{kept['text']}", f"{candidate['title']}\n{candidate['text']}")
