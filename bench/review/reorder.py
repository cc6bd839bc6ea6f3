"""What learning from a decision costs: refit, weave and write the front of the queue anew."""

import time
from pathlib import Path

from kkharvest.review.learning import LiveOrder
from kkharvest.store import open_store

__all__ = ["print_reorder"]

TURNS = 5


def print_reorder(path: Path) -> None:
    """Prints the seconds of the first reading of the front, and of each learning from one decision more."""
    with open_store(path) as store:
        order = LiveOrder()
        started = time.perf_counter()
        held = order.reload(store)
        print(
            f"front of the queue read: {held:,} candidates in {time.perf_counter() - started:.0f} s "
            "(once, in the background)"
        )
        took = []
        for _ in range(TURNS):
            row = store.row("SELECT * FROM judgements WHERE verdict = 'reject' ORDER BY id DESC LIMIT 1") or {}
            kept = (
                "reviewer",
                "verdict",
                "candidate_id",
                "payload_json",
                "content_hash",
                "text_hash",
                "model_version",
                "at",
            )
            store.insert("judgements", {name: row[name] for name in kept})
            started = time.perf_counter()
            led = order.learn(store)
            took.append(time.perf_counter() - started)
        print(
            f"queue re-ordered after a decision: {min(took):.2f}-{max(took):.2f} s, {led} candidates lead it "
            "(aim: under 1 s)"
        )
