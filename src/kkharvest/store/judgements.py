"""What people decided: rows that are only ever added.

A judgement remembers the version it was made on: the page's content hash, the candidate's text hash and the model.
It stands until it is undone, or until page *and* extracted text have changed.
"""

import json
from typing import Any

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.store.database import Row, Store

__all__ = ["add_judgement", "add_pair_judgement", "history", "latest_standing", "undo"]


def add_judgement(
    store: Store, candidate_id: str, verdict: str, reviewer: str, payload: dict[str, Any], note: str = ""
) -> int:
    """Records a verdict on a candidate; the id of the judgement. Raises `InputError` for an unknown candidate."""
    with store.transaction():
        version = store.row(
            """
            SELECT c.text_hash, d.content_hash, d.fetch_id, s.model_version FROM candidates AS c
            JOIN documents AS d ON d.id = c.document_id
            LEFT JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance' WHERE c.id = ?
            """,
            (candidate_id,),
        )
        if version is None:
            raise InputError(f"There is no candidate {candidate_id!r}.")
        return store.insert(
            "judgements",
            {
                "at": now(),
                "reviewer": reviewer,
                "verdict": verdict,
                "candidate_id": candidate_id,
                "payload_json": json.dumps(payload, ensure_ascii=False, sort_keys=True),
                "note": note,
                **version,
            },
        )


def add_pair_judgement(store: Store, one: str, other: str, verdict: str, reviewer: str, *, act: str = "") -> int:
    """Records whether two candidates tell the same example; the id of the judgement.

    Judgements with the same `act` were made in one deed and are taken back together.
    """
    a, b = sorted((one, other))
    payload = json.dumps({"act": act} if act else {})
    row = {"reviewer": reviewer, "verdict": verdict, "candidate_id": a, "other_id": b, "payload_json": payload}
    return store.insert("judgements", {"at": now(), **row})


def undo(store: Store, judgement_id: int, reviewer: str) -> None:
    """Takes a judgement back, by adding one that says so. Raises `InputError` when it does not stand."""
    with store.transaction():
        row = store.row("SELECT candidate_id FROM standing_judgements WHERE id = ?", (judgement_id,))
        if row is None:
            raise InputError(f"Judgement {judgement_id} does not stand: it is unknown or already undone.")
        store.insert(
            "judgements",
            {
                "at": now(),
                "reviewer": reviewer,
                "verdict": "undo",
                "candidate_id": row["candidate_id"],
                "undoes_id": judgement_id,
            },
        )


def latest_standing(store: Store, reviewer: str) -> Row | None:
    """The last judgement of a reviewer that still stands, or None."""
    return store.row("SELECT * FROM standing_judgements WHERE reviewer = ? ORDER BY id DESC LIMIT 1", (reviewer,))


def history(store: Store, candidate_id: str) -> list[Row]:
    """Everything ever said of a candidate, oldest first."""
    return store.rows(
        "SELECT * FROM judgements WHERE candidate_id = ? OR other_id = ? ORDER BY id", (candidate_id, candidate_id)
    )
