"""Groups from scored links and people's judgements.

Correlation clustering by greedy additive edge contraction (Keuper and others 2015): links weigh
for or against (`weights`); the pair of groups with the greatest sum is joined until no sum is positive. What people
said comes first and is never overruled: `same` joins, `not_same` keeps apart, `unsure` silences the link.

A pair without a link speaks against joining, for few enough pairs that a text copied ten thousand times, each copy
linked to some others only, is still one group.

The outcome depends on ids, scores and judgements alone, never on the order in which they are given: weights are
whole numbers, and ties are broken by ids.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kkharvest.core.records import Link
from kkharvest.dedupe.weights import JOIN_ABOVE, pair_weights

__all__ = ["Contradiction", "Grouping", "Judgement", "PairVerdict", "cluster", "implied"]

_MISSING = 700
_MOST_MISSING = 4


class PairVerdict(StrEnum):
    """What a person said of two tellings."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on a pair; `at` orders them (ISO time or any text that sorts), the later counts more."""

    a: str
    b: str
    verdict: PairVerdict
    at: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A `same` that could not be kept, because `apart` were said not to be the same."""

    a: str
    b: str
    apart: tuple[str, str]
    message: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Every id in exactly one group; groups and their members sorted by id."""

    groups: tuple[tuple[str, ...], ...]
    contradictions: tuple[Contradiction, ...] = ()

    def group_of(self) -> dict[str, int]:
        """The number of each id's group."""
        return {member: number for number, group in enumerate(self.groups) for member in group}


def cluster(
    ids: Iterable[str],
    links: Iterable[Link],
    judgements: Iterable[Judgement] = (),
    *,
    join_above: float = JOIN_ABOVE,
) -> Grouping:
    """The groups of `ids`; links and judgements that name other ids are left out."""
    known = sorted(set(ids))
    present = set(known)
    standing = _standing(judgement for judgement in judgements if {judgement.a, judgement.b} <= present)
    graph = _Graph()
    for judgement in standing:
        if judgement.verdict is PairVerdict.NOT_SAME:
            graph.forbid(judgement.a, judgement.b)
    contradictions = [
        _contradiction(judgement, apart)
        for judgement in sorted(standing, key=lambda each: (each.at, each.a, each.b), reverse=True)
        if judgement.verdict is PairVerdict.SAME and (apart := graph.bind(judgement.a, judgement.b))
    ]
    judged = {(judgement.a, judgement.b) for judgement in standing}
    for (a, b), weight in pair_weights(links, present, judged, join_above).items():
        graph.weigh(a, b, weight)
    graph.contract()
    return Grouping(graph.groups(known), tuple(sorted(contradictions, key=lambda each: (each.a, each.b))))


def _standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """One verdict a pair: the latest; at the same time no beats unsure, and unsure beats yes."""
    strength = {PairVerdict.SAME: 0, PairVerdict.UNSURE: 1, PairVerdict.NOT_SAME: 2}
    latest: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements:
        if judgement.a == judgement.b:
            continue
        a, b = sorted((judgement.a, judgement.b))
        ordered = Judgement(a, b, PairVerdict(judgement.verdict), judgement.at)
        before = latest.get((a, b))
        if before is None or (before.at, strength[before.verdict]) < (ordered.at, strength[ordered.verdict]):
            latest[a, b] = ordered
    return [latest[pair] for pair in sorted(latest)]


def _contradiction(judgement: Judgement, apart: tuple[str, str]) -> Contradiction:
    message = (
        f"”Samma” för {judgement.a} och {judgement.b} kan inte följas: {apart[0]} och {apart[1]} "
        "har bedömts vara olika exempel. Ett nej går före; ta tillbaka det som är fel."
    )
    return Contradiction(judgement.a, judgement.b, apart, message)


@dataclass(slots=True)
class _Graph:
    """Groups under way: a forest, sizes of roots, links between roots, and roots that must stay apart.

    `links[x][y]` is the sum of weights between x and y and the number of links in it.
    """

    parent: dict[str, str] = field(default_factory=dict)
    size: dict[str, int] = field(default_factory=dict)
    links: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    apart: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def root(self, node: str) -> str:
        while (above := self.parent.get(node, node)) != node:
            self.parent[node] = node = self.parent.get(above, above)
        return node

    def forbid(self, a: str, b: str) -> None:
        self.apart.setdefault(a, {})[b] = (a, b)
        self.apart.setdefault(b, {})[a] = (a, b)

    def bind(self, a: str, b: str) -> tuple[str, str] | None:
        """Joins the groups of `a` and `b`; or the pair that forbids it."""
        one, other = self.root(a), self.root(b)
        if one == other:
            return None
        apart = self.apart.get(one, {}).get(other)
        if apart is None:
            self.join(one, other)
        return apart

    def weigh(self, a: str, b: str, weight: int) -> None:
        one, other = self.root(a), self.root(b)
        if one != other and other not in self.apart.get(one, {}):
            for x, y in ((one, other), (other, one)):
                inner = self.links.setdefault(x, {})
                total, count = inner.get(y, (0, 0))
                inner[y] = (total + weight, count + 1)

    def gain(self, one: str, other: str) -> int:
        """What joining two roots is worth; 0 or less when it should not be done."""
        total, count = self.links.get(one, {}).get(other, (0, 0))
        missing = self.size.get(one, 1) * self.size.get(other, 1) - count
        return total - _MISSING * min(missing, _MOST_MISSING)

    def join(self, one: str, other: str) -> str:
        """Makes one group of two roots; the new root."""
        degree = {node: len(self.links.get(node, ())) for node in (one, other)}
        big, small = sorted((one, other), key=lambda node: (-degree[node], node))
        self.parent[small] = big
        self.size[big] = self.size.get(big, 1) + self.size.pop(small, 1)
        for node, pair in self.apart.pop(small, {}).items():
            del self.apart[node][small]
            self.apart[node].setdefault(big, pair)
            self.apart.setdefault(big, {}).setdefault(node, pair)
        mine = self.links.setdefault(big, {})
        mine.pop(small, None)
        for node, (weight, count) in self.links.pop(small, {}).items():
            if node != big:
                theirs = self.links[node]
                del theirs[small]
                total, known = mine.get(node, (0, 0))
                mine[node] = theirs[big] = (total + weight, known + count)
        for node in self.apart.get(big, {}):
            if mine.pop(node, None) is not None:
                self.links[node].pop(big, None)
        return big

    def contract(self) -> None:
        """Joins the two roots whose joining gains most, until none gains."""
        heap = [
            (-gain, one, other)
            for one, inner in self.links.items()
            for other in inner
            if one < other and (gain := self.gain(one, other)) > 0
        ]
        heapq.heapify(heap)
        while heap:
            before, one, other = heapq.heappop(heap)
            if other not in self.links.get(one, {}):
                continue
            now = self.gain(one, other)
            if now != -before:
                if now > 0:
                    heapq.heappush(heap, (-now, one, other))
                continue
            small = min((one, other), key=lambda node: (len(self.links[node]), node))
            changed = set(self.links[small])
            big = self.join(one, other)
            for node in changed:
                gain = self.gain(big, node)
                if gain > 0:
                    heapq.heappush(heap, (-gain, min(big, node), max(big, node)))

    def groups(self, ids: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        by_root: dict[str, list[str]] = {}
        for each in ids:
            by_root.setdefault(self.root(each), []).append(each)
        return tuple(sorted(tuple(sorted(members)) for members in by_root.values()))


def implied(pairs: Iterable[tuple[str, str]], judgements: Iterable[Judgement]) -> Mapping[tuple[str, str], PairVerdict]:
    """Those of `pairs` whose answer follows from what people said already."""
    standing = _standing(judgements)
    graph = _Graph()
    for judgement in standing:
        if judgement.verdict is PairVerdict.NOT_SAME:
            graph.forbid(judgement.a, judgement.b)
    for judgement in sorted(standing, key=lambda each: (each.at, each.a, each.b), reverse=True):
        if judgement.verdict is PairVerdict.SAME:
            graph.bind(judgement.a, judgement.b)
    unsure = {(each.a, each.b) for each in standing if each.verdict is PairVerdict.UNSURE}
    answers: dict[tuple[str, str], PairVerdict] = {}
    for a, b in pairs:
        one, other = graph.root(a), graph.root(b)
        if one == other:
            answers[a, b] = PairVerdict.SAME
        elif other in graph.apart.get(one, {}):
            answers[a, b] = PairVerdict.NOT_SAME
        elif (min(a, b), max(a, b)) in unsure:
            answers[a, b] = PairVerdict.UNSURE
    return answers
