"""Blind second readings: a share of candidates is decided by two who do not see each other, or else by a third.

Which candidates are read twice follows from their ids, so that nobody can choose. The first reading waits; when the
second says the same it becomes the decision, when not, whoever reads third decides. Readings are only ever added.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from kkharvest.core.clock import now
from kkharvest.core.settings import ReviewSettings
from kkharvest.store import Row, Store

__all__ = ["is_read_by_two", "read_blind", "readings_of", "withdraw_reading"]

_READERS = 2


def is_read_by_two(store: Store, candidate_id: str, settings: ReviewSettings) -> bool:
    """Whether a candidate is among those read by two; never while one person reviews alone."""
    number = int.from_bytes(hashlib.sha256(candidate_id.encode()).digest()[:4], "big") / 2**32
    if number >= settings.second_reading:
        return False
    people = store.value("SELECT count(*) FROM accounts WHERE is_active = 1 AND role <> 'reader'")
    return int(people) >= _READERS


def read_blind(store: Store, candidate_id: str, reviewer: str, verdict: str, payload: Mapping[str, Any]) -> bool:
    """Keeps a reading; whether it settles the candidate (two agree, or it is the third)."""
    with store.transaction():
        before = [row for row in readings_of(store, candidate_id) if row["reviewer"] != reviewer]
        text_hash = store.value("SELECT text_hash FROM candidates WHERE id = ?", (candidate_id,))
        store.insert(
            "readings",
            {
                "candidate_id": candidate_id,
                "text_hash": text_hash,
                "reviewer": reviewer,
                "at": now(),
                "verdict": verdict,
                "payload_json": json.dumps(dict(payload), ensure_ascii=False, sort_keys=True, default=list),
                "after_judgement_id": store.value("SELECT ifnull(max(id), 0) FROM judgements"),
            },
        )
    return len(before) >= _READERS or any(row["verdict"] == verdict for row in before)


def readings_of(store: Store, candidate_id: str) -> list[Row]:
    """The standing readings of a candidate's present text, first reader first."""
    return store.rows(
        "SELECT r.* FROM standing_readings AS r JOIN candidates AS c "
        "ON c.id = r.candidate_id AND c.text_hash = r.text_hash WHERE r.candidate_id = ? ORDER BY r.id",
        (candidate_id,),
    )


def withdraw_reading(store: Store, reviewer: str, *, after: int) -> str | None:
    """Takes back the reviewer's last reading when it was made after judgement `after` and has settled nothing."""
    with store.transaction():
        row = store.row(
            "SELECT * FROM standing_readings WHERE reviewer = ? AND after_judgement_id >= ? ORDER BY id DESC LIMIT 1",
            (reviewer, after),
        )
        if row is None:
            return None
        moment = {"reviewer": reviewer, "at": now(), "verdict": "undo"}
        kept = {name: row[name] for name in ("candidate_id", "text_hash", "after_judgement_id")}
        store.insert("readings", {**kept, **moment})
    return str(row["candidate_id"])
