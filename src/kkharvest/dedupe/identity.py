"""Ids of groups that survive growth, merge and split.

A group keeps the id of the earlier group that most of its members were in. An id that no group keeps is retired: it
redirects to where most of its members went, and comes back when they stand alone again, so that undoing a merge
restores both sides. An id is minted from the first member and a count, and is never given to other members.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from kkharvest.core.ids import text_hash
from kkharvest.dedupe.clusters import Grouping

__all__ = ["GroupIds", "assign_group_ids"]

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class GroupIds:
    """Ids in use and retired, each with its members (sorted); what to store and to hand in next time.

    `redirects` leads from each retired id to the id in use that holds most of its members; an id whose members are
    all gone leads nowhere.
    """

    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retired: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    redirects: Mapping[str, str] = field(default_factory=dict)

    def id_of(self) -> dict[str, str]:
        """The id of the group of each member."""
        return {member: name for name, group in self.members.items() for member in group}


def assign_group_ids(grouping: Grouping, previous: GroupIds | None = None) -> GroupIds:
    """An id for every group; depends on the groups and on what was before, not on any order."""
    previous = previous or GroupIds()
    known = {**previous.retired, **previous.members}
    kept = _inherit(grouping, previous)
    taken = set(known)
    members: dict[str, tuple[str, ...]] = {}
    for number, group in enumerate(grouping.groups):
        name = kept.get(number) or _minted(group[0], taken)
        taken.add(name)
        members[name] = group
    retired = {name: group for name, group in sorted(known.items()) if name not in members}
    return GroupIds(members, retired, _redirects(retired, members))


def _inherit(grouping: Grouping, previous: GroupIds) -> dict[int, str]:
    """Earlier ids by group number: greatest overlap first, ids in use before retired ones."""
    group_of = grouping.group_of()
    # Of two equal halves the one that had an id of its own before takes that one again.
    apart_before = set(previous.retired.values())
    claims: list[tuple[int, int, bool, str, int]] = []
    for rank, known in enumerate((previous.members, previous.retired)):
        for name, group in known.items():
            overlaps = _count(group_of[member] for member in group if member in group_of)
            claims.extend(
                (rank, -overlap, grouping.groups[number] in apart_before, name, number)
                for number, overlap in overlaps.items()
            )
    kept: dict[int, str] = {}
    used: set[str] = set()
    for rank, overlap, _, name, number in sorted(claims):
        whole = rank == 0 or -2 * overlap > len(previous.retired[name])
        if number not in kept and name not in used and whole:
            kept[number] = name
            used.add(name)
    return kept


def _redirects(retired: Mapping[str, tuple[str, ...]], members: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    id_of = {member: name for name, group in members.items() for member in group}
    redirects: dict[str, str] = {}
    for old, group in retired.items():
        heirs = _count(id_of[member] for member in group if member in id_of)
        if heirs:
            redirects[old] = min(heirs, key=lambda name: (-heirs[name], name))
    return redirects


def _count(keys: Iterable[_Key]) -> dict[_Key, int]:
    counts: dict[_Key, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


def _minted(first: str, taken: set[str]) -> str:
    """An id that was never given before."""
    count = 0
    while (name := f"g-{text_hash('group', first, str(count))[:16]}") in taken:
        count += 1
    return name
