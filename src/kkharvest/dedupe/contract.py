"""The answer of `kkharvest dedupe`: for each telling its group, and what it is to another of the group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kkharvest.core.ids import text_hash
from kkharvest.core.records import Link, Relation, Telling
from kkharvest.dedupe.clusters import Grouping
from kkharvest.dedupe.standing import standing

__all__ = ["Place", "primaries", "to_contract"]

_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where a telling stands: the primary of a group has no relation; a copy relates to what it copies."""

    group: str
    relation: Relation | None = None
    of: str | None = None


def primaries(tellings: Iterable[Telling], grouping: Grouping) -> dict[int, str]:
    """The id of the primary telling of each group, by the group's number."""
    ranks = {telling.id: standing(telling) for telling in tellings}
    return {number: min(group, key=lambda member: ranks[member]) for number, group in enumerate(grouping.groups)}


def to_contract(
    tellings: Sequence[Telling], grouping: Grouping, links: Iterable[Link], group_ids: Mapping[int, str] | None = None
) -> list[Place]:
    """The place of each telling, in input order; groups are named by `group_ids` or after their primary telling.

    Tellings that copies connect are copies of the best of them; the best of each such set tells the same effort as
    the primary.
    """
    ranks = {telling.id: standing(telling) for telling in tellings}
    group_of = grouping.group_of()
    copied = _copy_roots(ranks, group_of, links)
    places: dict[str, Place] = {}
    for number, group in enumerate(grouping.groups):
        primary = min(group, key=lambda member: ranks[member])
        name = group_ids[number] if group_ids is not None else f"g-{text_hash(primary)[:16]}"
        for member in group:
            root = copied.get(member, member)
            if member == primary:
                places[member] = Place(name)
            elif root != member:
                places[member] = Place(name, Relation.COPY_OF, root)
            else:
                places[member] = Place(name, Relation.SAME_EFFORT, primary)
    return [places[telling.id] for telling in tellings]


def _copy_roots(
    ranks: Mapping[str, tuple[int, int, int, str, int, str]], group_of: Mapping[str, int], links: Iterable[Link]
) -> dict[str, str]:
    """For each telling the best of those that likely copies connect it with inside its group."""
    root: dict[str, str] = {}

    def find(node: str) -> str:
        while (above := root.get(node, node)) != node:
            root[node] = node = root.get(above, above)
        return node

    for link in links:
        if link.relation is Relation.COPY_OF and link.score >= _LIKELY and group_of[link.a] == group_of[link.b]:
            best, other = sorted((find(link.a), find(link.b)), key=lambda node: ranks[node])
            root[other] = best
    return {node: find(node) for node in root}
