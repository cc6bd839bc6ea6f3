"""Links between candidates, and the groups that follow from them."""

import json
from collections.abc import Iterable, Mapping, Sequence

from kkharvest.core.clock import now
from kkharvest.core.records import Link, Relation
from kkharvest.store.database import Row, Store

__all__ = [
    "group_members",
    "groups_in_use",
    "pair_judgements",
    "retired_groups",
    "save_groups",
    "save_links",
    "stored_links",
]


def stored_links(store: Store, version: str) -> dict[tuple[str, str], Link]:
    """The links as last saved by this version, by their sorted pair of ids."""
    rows = store.rows(
        "SELECT a_id, b_id, relation, score, explanation FROM candidate_links WHERE model_version = ?", (version,)
    )
    return {
        (row["a_id"], row["b_id"]): Link(
            row["a_id"], row["b_id"], Relation(row["relation"]), row["score"], row["explanation"]
        )
        for row in rows
    }


def save_links(store: Store, links: Iterable[Link], version: str) -> None:
    """Makes these all the links there are; those that stand already are not written again."""
    rows = {
        (link.a, link.b): {
            "a_id": link.a,
            "b_id": link.b,
            "relation": link.relation.value,
            "score": round(link.score, 6),
            "explanation": link.explanation,
            "model_version": version,
        }
        for link in links
    }
    with store.transaction():
        known = {(row["a_id"], row["b_id"]): dict(row) for row in store.rows("SELECT * FROM candidate_links")}
        for pair in known.keys() - rows.keys():
            store.execute("DELETE FROM candidate_links WHERE a_id = ? AND b_id = ?", pair)
        fresh = [row for pair, row in rows.items() if known.get(pair) != row]
        store.insert_all("candidate_links", fresh, upsert_on=["a_id", "b_id"])


def save_groups(
    store: Store,
    rows: Iterable[Mapping[str, object]],
    redirects: Mapping[str, str | None],
    retired: Mapping[str, Sequence[str]],
) -> None:
    """Makes these all the groups there are; `retired` are ids no longer in use, with the members they had.

    Only what changes is written: what hangs on a group is derived anew when a row of it comes or goes.
    """
    wanted = {str(row["candidate_id"]): dict(row) for row in rows}
    with store.transaction():
        known = {row["candidate_id"]: dict(row) for row in store.rows("SELECT * FROM candidate_groups")}
        fresh = [row for name, row in wanted.items() if known.get(name) != row]
        for name in sorted(
            (known.keys() - wanted.keys()) | ({str(row["candidate_id"]) for row in fresh} & known.keys())
        ):
            store.execute("DELETE FROM candidate_groups WHERE candidate_id = ?", (name,))
        store.insert_all("candidate_groups", fresh)
        dated = {row["old_id"]: row["at"] for row in store.rows("SELECT old_id, at FROM group_redirects")}
        store.execute("DELETE FROM group_redirects")
        store.insert_all(
            "group_redirects",
            (
                {
                    "old_id": old,
                    "new_id": redirects.get(old),
                    "members_json": json.dumps(list(members)),
                    "at": dated.get(old) or now(),
                }
                for old, members in sorted(retired.items())
            ),
        )


def groups_in_use(store: Store) -> dict[str, tuple[str, ...]]:
    """The members of each group as last derived, sorted."""
    members: dict[str, list[str]] = {}
    for row in store.rows("SELECT candidate_id, group_id FROM candidate_groups ORDER BY candidate_id"):
        members.setdefault(row["group_id"], []).append(row["candidate_id"])
    return {name: tuple(group) for name, group in members.items()}


def retired_groups(store: Store) -> dict[str, tuple[str, ...]]:
    """Ids that were in use once, with the members they had."""
    rows = store.rows("SELECT old_id, members_json FROM group_redirects")
    return {row["old_id"]: tuple(json.loads(row["members_json"])) for row in rows}


def group_members(store: Store, group_id: str) -> list[Row]:
    """The tellings of a group, primary first."""
    return store.rows(
        """
        SELECT c.*, g.group_id, g.is_primary, g.relation, s.name AS source_name, s.kind AS source_kind
        FROM candidate_groups AS g JOIN candidates AS c ON c.id = g.candidate_id JOIN sources AS s ON s.id = c.source_id
        WHERE g.group_id = ? ORDER BY g.is_primary DESC, c.id
        """,
        (group_id,),
    )


def pair_judgements(store: Store) -> list[tuple[str, str, str, int]]:
    """The latest word on each pair: (one id, other id, verdict, judgement id), in a stable order."""
    rows = store.rows(
        """
        SELECT min(candidate_id, other_id) AS a, max(candidate_id, other_id) AS b, verdict, max(id) AS id
        FROM standing_judgements WHERE verdict IN ('same', 'not_same', 'pair_unsure')
        GROUP BY 1, 2 ORDER BY 1, 2
        """
    )
    return [(row["a"], row["b"], row["verdict"], row["id"]) for row in rows]
