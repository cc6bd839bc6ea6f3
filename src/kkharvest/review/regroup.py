"""Merging and splitting groups by hand: a judgement on pairs, and the groups that follow at once.

The judgements stand for good; the dedupe stage reads them at its next run and comes to the same groups.
"""

import json

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.review.examples import derive_examples
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Store
from kkharvest.store.judgements import add_pair_judgement

__all__ = ["merge", "split"]


def merge(store: Store, one: str, other: str, reviewer: str) -> None:
    """Says that two candidates tell the same example, and joins their groups."""
    if one == other:
        raise InputError("Välj två olika kandidater.")
    with store.transaction():
        kept, gone = _group(store, one), _group(store, other)
        add_pair_judgement(store, one, other, "same", reviewer)
        if kept != gone:
            members = json.dumps(_members(store, gone))
            store.execute(
                "INSERT INTO queue_stale SELECT ? WHERE ? NOT IN (SELECT group_id FROM queue_stale)", (gone,) * 2
            )
            store.execute(
                "INSERT INTO queue_stale SELECT ? WHERE ? NOT IN (SELECT group_id FROM queue_stale)", (kept,) * 2
            )
            store.execute(
                "UPDATE candidate_groups SET group_id = ?, is_primary = 0, relation = ifnull(relation, 'same_effort'), "
                "of_id = ifnull(of_id, ?) WHERE group_id = ?",
                (kept, one, gone),
            )
            row = {"old_id": gone, "new_id": kept, "members_json": members, "at": now()}
            store.insert("group_redirects", row, upsert_on=["old_id"])
            store.execute("DELETE FROM queue_entries WHERE group_id = ?", (gone,))
        _derive(store, one)


def split(store: Store, candidate_id: str, reviewer: str) -> str:
    """Says that a candidate tells something else than the rest of its group, and takes it out; its new group."""
    with store.transaction():
        group = _group(store, candidate_id)
        others = store.rows(
            "SELECT candidate_id, is_primary FROM candidate_groups WHERE group_id = ? AND candidate_id <> ? "
            "ORDER BY is_primary DESC, candidate_id",
            (group, candidate_id),
        )
        if not others:
            raise InputError("Kandidaten står redan för sig själv.")
        for other in others:
            add_pair_judgement(store, candidate_id, other["candidate_id"], "not_same", reviewer)
        own = f"g-{candidate_id}"
        was_primary = store.value("SELECT is_primary FROM candidate_groups WHERE candidate_id = ?", (candidate_id,))
        # Out and in again, so that both groups are marked to be derived anew.
        store.execute("DELETE FROM candidate_groups WHERE candidate_id = ?", (candidate_id,))
        row = {"candidate_id": candidate_id, "group_id": own, "is_primary": 1, "relation": None, "of_id": None}
        store.insert("candidate_groups", row)
        if was_primary:
            store.execute(
                "UPDATE candidate_groups SET is_primary = 1, relation = NULL, of_id = NULL WHERE candidate_id = ?",
                (others[0]["candidate_id"],),
            )
        _derive(store, candidate_id)
        _derive(store, others[0]["candidate_id"])
    return own


def _group(store: Store, candidate_id: str) -> str:
    found = store.value("SELECT group_id FROM candidate_groups WHERE candidate_id = ?", (candidate_id,))
    if found is None:
        raise InputError(f"Det finns ingen kandidat {candidate_id!r} i någon grupp.")
    return str(found)


def _members(store: Store, group: str) -> list[str]:
    rows = store.rows("SELECT candidate_id FROM candidate_groups WHERE group_id = ? ORDER BY 1", (group,))
    return [row["candidate_id"] for row in rows]


def _derive(store: Store, candidate_id: str) -> None:
    derive_examples(store, of=candidate_id)
    refresh_queue(store, of=candidate_id)
