"""Links between tellings: candidates for pairs, scored, with the small groups that form compared in full."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from kkharvest.core.records import Link, Relation, Telling
from kkharvest.dedupe.blocking import Pairs, candidate_pairs, neighbour_pairs
from kkharvest.dedupe.features import pair_features
from kkharvest.dedupe.profiles import Profiles, profile, take
from kkharvest.dedupe.scoring import Scores, score
from kkharvest.dedupe.statistics import Statistics

__all__ = ["ScoredPairs", "find_links", "score_pairs", "to_links"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Vectors = NDArray[np.float32]

_NEIGHBOURS = 8
_MOST_COMPLETED = 24
_LEAST = 0.02
_EXACT_WORDS = 8


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Pairs of rows with their scores; identical tellings are paired with one of them alone."""

    pairs: Pairs
    scores: Scores


def find_links(tellings: Sequence[Telling], vectors: Vectors | None = None) -> list[Link]:
    """Scored links among `tellings`, likely and unlikely ones, sorted by ids.

    `vectors` is (n, d) float32 of unit length in the order of `tellings`. Pairs that are not returned have nothing
    in common that would make them worth a look.
    """
    ids = [telling.id for telling in tellings]
    return to_links(ids, score_pairs(profile(tellings), ids, vectors))


def score_pairs(profiles: Profiles, ids: Sequence[str], vectors: Vectors | None = None) -> ScoredPairs:
    """Scored pairs of rows of `profiles`."""
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.argsort(np.array(ids, dtype=object), kind="stable")] = np.arange(len(ids))
    first = _first_of_identical(profiles, rank)
    rows = np.flatnonzero(first == np.arange(len(ids)))
    distinct = take(profiles, rows) if len(rows) < len(ids) else profiles
    some_vectors = vectors[rows] if vectors is not None else None
    scored = _score_distinct(distinct, rank[rows], some_vectors)
    repeated = np.flatnonzero(first != np.arange(len(ids)))
    sure = np.full(len(repeated), 0.999, dtype=np.float32)
    return ScoredPairs(
        Pairs(
            np.concatenate([rows[scored.pairs.a], np.minimum(repeated, first[repeated])]),
            np.concatenate([rows[scored.pairs.b], np.maximum(repeated, first[repeated])]),
        ),
        Scores(np.concatenate([scored.scores.same, sure]), np.concatenate([scored.scores.copy, sure])),
    )


def to_links(ids: Sequence[str], scored: ScoredPairs) -> list[Link]:
    """Links of the pairs that are not hopeless, sorted by ids."""
    chosen = np.flatnonzero(scored.scores.same >= _LEAST)
    links = []
    for one, other, same, copy in zip(
        scored.pairs.a[chosen].tolist(),
        scored.pairs.b[chosen].tolist(),
        scored.scores.same[chosen].tolist(),
        scored.scores.copy[chosen].tolist(),
        strict=True,
    ):
        a, b = sorted((ids[one], ids[other]))
        relation = Relation.COPY_OF if copy >= same / 2 else Relation.SAME_EFFORT
        links.append(Link(a, b, relation, round(same, 6)))
    return sorted(links, key=lambda link: (link.a, link.b))


def _first_of_identical(profiles: Profiles, rank: Ints) -> Ints:
    """For each row the first by rank of those with the same title and text (or itself)."""
    first = np.arange(len(profiles))
    keys = profiles.text_key ^ (profiles.title_digest * np.uint64(0x9E3779B97F4A7C15))
    rows = np.flatnonzero(profiles.length >= _EXACT_WORDS)
    rows = rows[np.lexsort((rank[rows], keys[rows]))]
    if len(rows):
        starts = np.flatnonzero(np.concatenate([[True], keys[rows][1:] != keys[rows][:-1]]))
        first[rows] = np.repeat(rows[starts], np.diff(np.append(starts, len(rows))))
    return first


def _score_distinct(profiles: Profiles, rank: Ints, vectors: Vectors | None) -> ScoredPairs:
    statistics = Statistics.of(profiles, np.zeros(1 << 10, dtype=np.float32), 0)
    near = neighbour_pairs(vectors, _NEIGHBOURS) if vectors is not None and len(profiles) > 1 else None
    pairs = candidate_pairs(profiles, rank, vectors=near)
    scores = score(pair_features(profiles, statistics, pairs, vectors))
    missing = _missing_pairs(pairs, scores.same >= 0.5, len(profiles))  # noqa: PLR2004 - more likely than not
    if not len(missing):
        return ScoredPairs(pairs, scores)
    more = score(pair_features(profiles, statistics, missing, vectors))
    return ScoredPairs(
        Pairs(np.concatenate([pairs.a, missing.a]), np.concatenate([pairs.b, missing.b])),
        Scores(np.concatenate([scores.same, more.same]), np.concatenate([scores.copy, more.copy])),
    )


def _missing_pairs(pairs: Pairs, linked: Bools, n: int) -> Pairs:
    """Pairs inside small sets that hang together, as far as they are not among `pairs`."""
    edges = sparse.coo_matrix((np.ones(int(linked.sum())), (pairs.a[linked], pairs.b[linked])), shape=(n, n))
    _, label = connected_components(edges, directed=False)
    sizes = np.bincount(label)
    rows = np.flatnonzero((sizes[label] > 2) & (sizes[label] <= _MOST_COMPLETED))  # noqa: PLR2004 - a pair is whole
    rows = rows[np.argsort(label[rows], kind="stable")]
    codes = []
    for step in range(1, _MOST_COMPLETED):
        same = label[rows[step:]] == label[rows[:-step]]
        one, other = rows[:-step][same], rows[step:][same]
        codes.append(np.minimum(one, other) * n + np.maximum(one, other))
    wanted = np.setdiff1d(np.concatenate(codes), pairs.a * n + pairs.b) if codes else np.zeros(0, dtype=np.int64)
    return Pairs(wanted // n, wanted % n)
