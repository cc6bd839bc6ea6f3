"""Pairs with their scores: which are kept, which are still missing, and the links they make."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from kkharvest.core.records import Link, Relation
from kkharvest.dedupe.blocking import Pairs
from kkharvest.dedupe.scoring import Scores

__all__ = ["HOLDS", "LIKELY", "ScoredPairs", "joined", "kept", "missing_pairs", "to_links"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LIKELY = 0.5
HOLDS = 0.3
"""Score above which a link holds two tellings of a small collection in one set."""
_LEAST = 0.02
_MOST_COMPLETED = 24


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Pairs of rows with their scores; identical tellings are paired with one of them alone."""

    pairs: Pairs
    scores: Scores

    def take(self, chosen: Bools) -> "ScoredPairs":
        """The chosen pairs (bool, one a pair)."""
        pairs, scores = self.pairs, self.scores
        return ScoredPairs(Pairs(pairs.a[chosen], pairs.b[chosen]), Scores(scores.same[chosen], scores.copy[chosen]))


def joined(one: ScoredPairs, other: ScoredPairs) -> ScoredPairs:
    """The pairs of both."""
    return ScoredPairs(
        Pairs(np.concatenate([one.pairs.a, other.pairs.a]), np.concatenate([one.pairs.b, other.pairs.b])),
        Scores(*(np.concatenate(both) for both in zip(one.scores, other.scores, strict=True))),
    )


def kept(scored: ScoredPairs, n: int) -> ScoredPairs:
    """The pairs that are not hopeless, and hopeless ones where other links hold the two together.

    There a known no must weigh more than an unasked question, or a teaser without a name would melt two examples.
    """
    label = _components(scored.pairs, scored.scores.same >= HOLDS, n)
    chosen = (scored.scores.same >= _LEAST) | (label[scored.pairs.a] == label[scored.pairs.b])
    return scored.take(chosen)


def to_links(ids: Sequence[str], scored: ScoredPairs) -> list[Link]:
    """Links of the pairs worth keeping, sorted by ids."""
    scored = kept(scored, len(ids))
    links = []
    for one, other, same, copy in zip(
        scored.pairs.a.tolist(),
        scored.pairs.b.tolist(),
        scored.scores.same.tolist(),
        scored.scores.copy.tolist(),
        strict=True,
    ):
        a, b = sorted((ids[one], ids[other]))
        relation = Relation.COPY_OF if copy >= LIKELY else Relation.SAME_EFFORT
        links.append(Link(a, b, relation, round(same, 6)))
    return sorted(links, key=lambda link: (link.a, link.b))


def missing_pairs(pairs: Pairs, linked: Bools, n: int, most: int = _MOST_COMPLETED) -> Pairs:
    """Pairs inside sets of at most `most` that hang together, as far as they are not among `pairs`."""
    label = _components(pairs, linked, n)
    sizes = np.bincount(label)
    rows = np.flatnonzero((sizes[label] > 2) & (sizes[label] <= most))  # noqa: PLR2004 - a pair is whole
    rows = rows[np.argsort(label[rows], kind="stable")]
    codes = []
    for step in range(1, most):
        same = label[rows[step:]] == label[rows[:-step]]
        one, other = rows[:-step][same], rows[step:][same]
        codes.append(np.minimum(one, other) * n + np.maximum(one, other))
    wanted = np.setdiff1d(np.concatenate(codes), pairs.a * n + pairs.b) if codes else np.zeros(0, dtype=np.int64)
    return Pairs(wanted // n, wanted % n)


def _components(pairs: Pairs, linked: Bools, n: int) -> Ints:
    """The number of the set that hangs together by `linked` pairs, for each row."""
    edges = sparse.coo_matrix((np.ones(int(linked.sum())), (pairs.a[linked], pairs.b[linked])), shape=(n, n))
    label: Ints = connected_components(edges, directed=False)[1].astype(np.int64)
    return label
