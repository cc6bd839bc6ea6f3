"""Group ids that survive growth, merge and split.

An id follows the greater part of its members; a group that several ids follow keeps the one that brings most
members, and the others are redirected to it. An id that was ever in use is never given to other members.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from kkharvest.core.ids import text_hash
from kkharvest.dedupe.clusters import Grouping

__all__ = ["assign_group_ids"]


def assign_group_ids(
    grouping: Grouping, previous: Mapping[str, str], used: Collection[str] = ()
) -> tuple[dict[int, str], dict[str, str]]:
    """Ids by group number, and redirects from ids that are no longer in use.

    `previous` gives the id of each member's group before; `used` further ids that were ever in use.
    """
    heirs = _heirs(grouping, previous)
    claims: dict[int, list[str]] = defaultdict(list)
    for identity, number in heirs.items():
        claims[number].append(identity)
    taken = {*previous.values(), *used}
    names: dict[int, str] = {}
    redirects: dict[str, str] = {}
    for number, members in enumerate(grouping.groups):
        brought = Counter(previous[member] for member in members if member in previous)
        ranked = sorted(claims[number], key=lambda identity: (-brought[identity], identity))
        names[number] = ranked[0] if ranked else _fresh(members[0], taken)
        taken.add(names[number])
        redirects |= dict.fromkeys(ranked[1:], names[number])
    return names, redirects


def _heirs(grouping: Grouping, previous: Mapping[str, str]) -> dict[str, int]:
    """For each id before, the group that holds most of its members; the one with the least member at a tie."""
    shares: dict[str, Counter[int]] = defaultdict(Counter)
    for number, members in enumerate(grouping.groups):
        for member in members:
            if member in previous:
                shares[previous[member]][number] += 1
    return {
        identity: min(counts, key=lambda number: (-counts[number], grouping.groups[number][0]))
        for identity, counts in sorted(shares.items())
    }


def _fresh(member: str, taken: Collection[str]) -> str:
    attempt = 0
    while (name := f"g-{text_hash(member, str(attempt))[:16]}") in taken:
        attempt += 1
    return name
