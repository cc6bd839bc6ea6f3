"""Links between candidates, and the groups that follow from them."""

from collections.abc import Iterable, Mapping

from kkharvest.core.clock import now
from kkharvest.core.records import Link
from kkharvest.store.database import Row, Store

__all__ = ["group_members", "pair_judgements", "previous_groups", "retired_groups", "save_groups", "save_links"]


def save_links(store: Store, links: Iterable[Link], version: str) -> None:
    """Replaces all links by these."""
    with store.transaction():
        store.execute("DELETE FROM candidate_links")
        store.insert_all(
            "candidate_links",
            (
                {
                    "a_id": link.a,
                    "b_id": link.b,
                    "relation": link.relation.value,
                    "score": round(link.score, 6),
                    "explanation": link.explanation,
                    "model_version": version,
                }
                for link in links
            ),
            upsert_on=["a_id", "b_id"],
        )


def save_groups(store: Store, rows: Iterable[Mapping[str, object]], redirects: Mapping[str, str]) -> None:
    """Replaces all groups by these; adds redirects from ids that are no longer in use."""
    with store.transaction():
        store.execute("DELETE FROM candidate_groups")
        store.insert_all("candidate_groups", rows)
        store.insert_all(
            "group_redirects",
            ({"old_id": old, "new_id": new, "at": now()} for old, new in sorted(redirects.items())),
            upsert_on=["old_id"],
        )


def previous_groups(store: Store) -> dict[str, str]:
    """The group of each candidate, as last derived."""
    rows = store.rows("SELECT candidate_id, group_id FROM candidate_groups")
    return {row["candidate_id"]: row["group_id"] for row in rows}


def retired_groups(store: Store) -> set[str]:
    """Ids that were in use once and lead elsewhere now."""
    return {row["old_id"] for row in store.rows("SELECT old_id FROM group_redirects")}


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
