"""Merging and splitting by hand: judgements on pairs, and the groups that follow from them at once.

Groups are never edited. What follows from links and judgements is derived anew, by the functions of the dedupe stage,
for those candidates that links and judgements connect with the ones just judged; so the stage comes to the same
groups at its next run, and taking a judgement back restores both sides, their ids and their examples.
"""

import json
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.core.records import Link, Relation, Telling
from kkharvest.dedupe.clusters import Grouping, Judgement, PairVerdict, cluster
from kkharvest.dedupe.contract import to_contract
from kkharvest.dedupe.identity import GroupIds, assign_group_ids
from kkharvest.review.examples import derive_examples
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Row, Store
from kkharvest.store.judgements import add_pair_judgement

__all__ = ["companions", "merge", "regroup", "split", "unkept"]

_VERDICTS = {"same": PairVerdict.SAME, "not_same": PairVerdict.NOT_SAME, "pair_unsure": PairVerdict.UNSURE}
_MOST = 3_000


def merge(store: Store, one: str, other: str, reviewer: str) -> int:
    """Says that two candidates tell the same example; the judgement's id. Raises `InputError` when it cannot be."""
    if one == other:
        raise InputError("Välj två olika kandidater.")
    with store.transaction():
        whole = {member for key in (one, other) for member in _members(store, _group(store, key))}
        judgement = add_pair_judgement(store, one, other, "same", reviewer)
        regroup(store, [one, other])
        lost = whole - set(_members(store, _group(store, one)))
        if lost:
            title = store.value("SELECT title FROM candidates WHERE id = ?", (min(lost),))
            raise InputError(
                f"De kan inte slås ihop: ”{title}” hör till den ena, men har bedömts vara ett annat exempel än någon "
                "i den andra. Dela bort den först, eller ångra den bedömningen."
            )
    return judgement


def split(store: Store, candidate_id: str, reviewer: str) -> int:
    """Says that a candidate tells something else than the rest of its group; the last judgement's id."""
    with store.transaction():
        others = [member for member in _members(store, _group(store, candidate_id)) if member != candidate_id]
        if not others:
            raise InputError("Kandidaten står redan för sig själv.")
        # One deed, told as a judgement a pair; what belongs together is undone together.
        act = secrets.token_hex(8)
        last = [add_pair_judgement(store, candidate_id, other, "not_same", reviewer, act=act) for other in others][-1]
        regroup(store, [candidate_id, *others])
    return last


def companions(store: Store, judgement: Row) -> list[Row]:
    """The standing judgements that were made in one deed with this one, itself among them."""
    act = json.loads(judgement["payload_json"]).get("act")
    if not act:
        return [judgement]
    return store.rows(
        "SELECT * FROM standing_judgements WHERE reviewer = ? AND candidate_id IN (?, ?) "
        "AND json_extract(payload_json, '$.act') = ? UNION "
        "SELECT * FROM standing_judgements WHERE reviewer = ? AND other_id IN (?, ?) "
        "AND json_extract(payload_json, '$.act') = ? ORDER BY id",
        (judgement["reviewer"], judgement["candidate_id"], judgement["other_id"], act) * 2,
    )


def unkept(store: Store, group: str) -> list[Row]:
    """Standing "same" judgements on a candidate of the group that cannot be kept because a "no" goes before.

    Each with `id`, `reviewer` and the other candidate's `other_id` and `title`.
    """
    return store.rows(
        """
        SELECT j.id, j.reviewer, c.id AS other_id, c.title FROM (
            SELECT j.*, j.other_id AS far FROM candidate_groups AS m
                JOIN standing_judgements AS j ON j.candidate_id = m.candidate_id WHERE m.group_id = :group
            UNION SELECT j.*, j.candidate_id FROM candidate_groups AS m
                JOIN standing_judgements AS j ON j.other_id = m.candidate_id WHERE m.group_id = :group) AS j
        JOIN candidate_groups AS o ON o.candidate_id = j.far JOIN candidates AS c ON c.id = j.far
        WHERE o.group_id <> :group AND j.verdict = 'same' AND NOT EXISTS (
            SELECT 1 FROM standing_judgements AS later WHERE later.id > j.id
            AND later.verdict IN ('same', 'not_same', 'pair_unsure')
            AND later.candidate_id IN (j.candidate_id, j.other_id) AND later.other_id IN (j.candidate_id, j.other_id))
        ORDER BY j.id
        """,
        {"group": group},
    )


def regroup(store: Store, touched: Collection[str]) -> int:
    """Derives groups, examples and queue of what is connected with `touched` anew; how many candidates moved.

    Connected is what links, judgements and groups lead to. Of something connected beyond measure (a text copied
    thousands of times) the part nearest to `touched` is derived, and the dedupe stage does the rest.
    """
    with store.transaction():
        near = _connected(store, touched)
        tellings = _tellings(store, near)
        links = _links(store, near)
        grouping = cluster([telling.id for telling in tellings], links, _judgements(store, near))
        before = {row["candidate_id"]: row for row in _places(store, near)}
        ids = _name(store, grouping, before.values())
        id_of = ids.id_of()
        names = {number: id_of[members[0]] for number, members in enumerate(grouping.groups)}
        moved: list[Row] = []
        for telling, place in zip(tellings, to_contract(tellings, grouping, links, names), strict=True):
            row = {
                "candidate_id": telling.id,
                "group_id": place.group,
                "is_primary": int(place.relation is None),
                "relation": place.relation.value if place.relation else None,
                "of_id": place.of,
            }
            if row != before[telling.id]:
                moved.append(row)
        _move(store, moved, before.values(), ids)
        for key in sorted({row["candidate_id"] for row in moved} | (set(touched) & set(before))):
            derive_examples(store, of=key)
            refresh_queue(store, of=key)
    return len(moved)


def _connected(store: Store, touched: Collection[str]) -> list[str]:
    found = set(touched)
    edge = sorted(found)
    while edge and len(found) < _MOST:
        rows = store.rows(
            """
            SELECT b_id AS id FROM json_each(:edge) AS e CROSS JOIN candidate_links AS l ON l.a_id = e.value
            UNION SELECT a_id FROM json_each(:edge) AS e CROSS JOIN candidate_links AS l ON l.b_id = e.value
            UNION SELECT h.candidate_id FROM json_each(:edge) AS e
                CROSS JOIN candidate_groups AS g ON g.candidate_id = e.value
                CROSS JOIN candidate_groups AS h ON h.group_id = g.group_id
            UNION SELECT j.other_id FROM json_each(:edge) AS e CROSS JOIN judgements AS j ON j.candidate_id = e.value
                WHERE j.verdict = 'same'
            UNION SELECT j.candidate_id FROM json_each(:edge) AS e CROSS JOIN judgements AS j ON j.other_id = e.value
                WHERE j.verdict = 'same'
            """,
            {"edge": json.dumps(edge)},
        )
        edge = sorted({row["id"] for row in rows} - found)
        found.update(edge)
    return sorted(found)


def _tellings(store: Store, keys: Sequence[str]) -> list[Telling]:
    """What decides which of a group comes first, for those of `keys` that are in a group."""
    rows = store.rows(
        "SELECT c.*, s.kind AS source_kind FROM json_each(?) AS k CROSS JOIN candidates AS c ON c.id = k.value "
        "JOIN candidate_groups AS g ON g.candidate_id = c.id JOIN sources AS s ON s.id = c.source_id ORDER BY c.id",
        (json.dumps(keys),),
    )
    return [
        Telling(
            id=row["id"],
            title=row["title"],
            text=row["text"],
            url=row["url"],
            lang=row["lang"],
            published=date.fromisoformat(row["published"]) if row["published"] else None,
            source_kind=row["source_kind"],
        )
        for row in rows
    ]


def _links(store: Store, keys: Sequence[str]) -> list[Link]:
    known = set(keys)
    rows = store.rows(
        "SELECT l.* FROM json_each(?) AS k CROSS JOIN candidate_links AS l ON l.a_id = k.value", (json.dumps(keys),)
    )
    return [
        Link(row["a_id"], row["b_id"], Relation(row["relation"]), row["score"], row["explanation"])
        for row in rows
        if row["b_id"] in known
    ]


def _judgements(store: Store, keys: Sequence[str]) -> list[Judgement]:
    rows = store.rows(
        "SELECT j.* FROM json_each(?) AS k CROSS JOIN standing_judgements AS j ON j.candidate_id = k.value "
        "WHERE j.verdict IN ('same', 'not_same', 'pair_unsure')",
        (json.dumps(keys),),
    )
    return [
        Judgement(row["candidate_id"], row["other_id"], _VERDICTS[row["verdict"]], f"{row['id']:012d}") for row in rows
    ]


def _places(store: Store, keys: Sequence[str]) -> list[Row]:
    return store.rows(
        "SELECT g.candidate_id, g.group_id, g.is_primary, g.relation, g.of_id FROM json_each(?) AS k "
        "CROSS JOIN candidate_groups AS g ON g.candidate_id = k.value",
        (json.dumps(keys),),
    )


def _name(store: Store, grouping: Grouping, before: Iterable[Row]) -> GroupIds:
    """Ids for the groups: kept where most of a group stays, brought back where an earlier one stands alone again."""
    members: dict[str, list[str]] = {}
    for row in before:
        members.setdefault(row["group_id"], []).append(row["candidate_id"])
    retired = store.rows(
        "SELECT DISTINCT r.old_id, r.members_json FROM group_redirects AS r, json_each(r.members_json) AS m "
        "WHERE m.value IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(member for group in grouping.groups for member in group)),),
    )
    return assign_group_ids(
        grouping,
        GroupIds(
            {name: tuple(sorted(group)) for name, group in members.items()},
            {row["old_id"]: tuple(json.loads(row["members_json"])) for row in retired},
        ),
    )


def _move(store: Store, moved: Sequence[Row], before: Iterable[Row], ids: GroupIds) -> None:
    inside = {row["candidate_id"]: row["group_id"] for row in before}
    gone = {name for name in inside.values() if name not in ids.members}
    # Out and in again, so that the groups left and the groups joined are both noted to be derived anew.
    store.execute(
        "DELETE FROM candidate_groups WHERE candidate_id IN (SELECT value FROM json_each(?))",
        (_listed(row["candidate_id"] for row in moved),),
    )
    store.insert_all("candidate_groups", moved)
    store.execute("DELETE FROM queue_entries WHERE group_id IN (SELECT value FROM json_each(?))", (_listed(gone),))
    store.execute(
        "DELETE FROM group_redirects WHERE old_id IN (SELECT value FROM json_each(?))", (_listed(ids.members),)
    )
    store.insert_all(
        "group_redirects",
        (
            {"old_id": old, "new_id": ids.redirects.get(old), "members_json": json.dumps(members), "at": now()}
            for old, members in sorted(ids.retired.items())
            # Where an id leads whose members are elsewhere too, the whole collection must tell.
            if old in gone or all(member in inside for member in members)
        ),
        upsert_on=["old_id"],
    )


def _listed(keys: Iterable[str]) -> str:
    return json.dumps(sorted(keys))


def _group(store: Store, candidate_id: str) -> str:
    found = store.value("SELECT group_id FROM candidate_groups WHERE candidate_id = ?", (candidate_id,))
    if found is None:
        raise InputError(f"Det finns ingen kandidat {candidate_id!r} i någon grupp.")
    return str(found)


def _members(store: Store, group: str) -> list[str]:
    rows = store.rows("SELECT candidate_id FROM candidate_groups WHERE group_id = ? ORDER BY 1", (group,))
    return [row["candidate_id"] for row in rows]
