"""What speaks for and against joining two tellings, as whole numbers.

A link weighs the logarithm of its odds, above those at which two are joined. Copies of one text are no witnesses of
their own: the links between two sets of copies weigh together as much as their mean.
"""

import math
from collections.abc import Iterable, Mapping

from kkharvest.core.records import Link, Relation

__all__ = ["JOIN_ABOVE", "THRESHOLDS", "UNIT", "pair_weights"]

UNIT = 1000
_CERTAIN = 7.0
_COPIES_ABOVE = 0.5
JOIN_ABOVE = 0.25
"""Probability above which one link alone joins two tellings of one effort.

Chosen by cross-validation by family (November 2026, all pairs, with vectors). The model card's figures are those of
thresholds that each fold's other folds chose.
"""
THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)

Pair = tuple[str, str]


def pair_weights(
    links: Iterable[Link], present: set[str], judged: set[Pair], join_above: float = JOIN_ABOVE
) -> dict[Pair, int]:
    """One whole weight for each linked pair of `present` ids that is not `judged`; ids of a pair are sorted."""
    chosen = [link for link in links if link.a != link.b and link.a in present and link.b in present]
    weights = {pair: weight for pair, weight in _strongest(chosen, join_above).items() if pair not in judged}
    copies = _Copies()
    for link in chosen:
        if link.relation is Relation.COPY_OF and weights.get(_pair(link), 0) > 0:
            copies.join(link.a, link.b)
    return _of_one_voice(weights, copies)


def _pair(link: Link) -> Pair:
    return (link.a, link.b) if link.a < link.b else (link.b, link.a)


def _strongest(links: Iterable[Link], join_above: float) -> dict[Pair, int]:
    """Of several links on a pair the weightiest counts."""
    above = {Relation.SAME_EFFORT: _odds(join_above), Relation.COPY_OF: _odds(_COPIES_ABOVE)}
    best: dict[Pair, float] = {}
    for link in links:
        weight = _odds(link.score) - above[link.relation]
        best[_pair(link)] = max(best.get(_pair(link), -_CERTAIN), weight)
    return {pair: round(UNIT * min(_CERTAIN, weight)) for pair, weight in best.items()}


def _odds(probability: float) -> float:
    """Logarithm of the odds."""
    return math.log(max(probability, 1e-9) / max(1.0 - probability, 1e-9))


def _of_one_voice(weights: Mapping[Pair, int], copies: "_Copies") -> dict[Pair, int]:
    """The weights, those between two sets of copies replaced by equal parts of their mean."""
    between: dict[Pair, list[Pair]] = {}
    changed = dict(weights)
    for a, b in weights:
        one, other = copies.root(a), copies.root(b)
        if one != other:
            between.setdefault((one, other) if one < other else (other, one), []).append((a, b))
    for pairs in between.values():
        if len(pairs) > 1:
            part = round(sum(weights[pair] for pair in pairs) / len(pairs) ** 2)
            changed |= dict.fromkeys(pairs, part)
    return changed


class _Copies:
    """Sets that hang together, each known by its smallest id."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, node: str) -> str:
        while (above := self._above.get(node, node)) != node:
            self._above[node] = node = self._above.get(above, above)
        return node

    def join(self, a: str, b: str) -> None:
        one, other = sorted((self.root(a), self.root(b)))
        self._above[other] = one
