"""Links between tellings: candidates for pairs, scored, with the small groups that form compared in full."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from kkharvest.core.records import Link, Relation, Telling
from kkharvest.dedupe.blocking import ALL_COMPARED, Pairs, candidate_pairs, neighbour_pairs
from kkharvest.dedupe.explaining import explain
from kkharvest.dedupe.features import feature_chunks
from kkharvest.dedupe.profiles import Profiles, profile, take
from kkharvest.dedupe.scoring import Scorer, Scores, default_scorer
from kkharvest.dedupe.statistics import Statistics
from kkharvest.dedupe.vectors import Embedded

__all__ = [
    "LIKELY",
    "ScoredPairs",
    "completed",
    "explained",
    "find_links",
    "id_rank",
    "joined",
    "kept",
    "missing_pairs",
    "new_pairs",
    "rescored",
    "score_pairs",
    "telling_pairs",
    "to_links",
    "twins",
]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Vectors = NDArray[np.float32]

_NEIGHBOURS = 8
_MOST_COMPLETED = 24
_LEAST = 0.02
_HOLDS = 0.3
_EXACT_WORDS = 8
_NOTICE_TITLES = 8
_NOTICE_WORDS = 120
LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Pairs of rows with their scores; identical tellings are paired with one of them alone."""

    pairs: Pairs
    scores: Scores


def find_links(
    tellings: Sequence[Telling], vectors: Vectors | None = None, *, scorer: Scorer | None = None
) -> list[Link]:
    """Scored links among `tellings`, likely and unlikely ones, sorted by ids.

    `vectors` is (n, d) float32 of unit length in the order of `tellings`, of the texts that `text_to_embed` gives; a
    row of zeros stands for none. Pairs that are not returned have nothing in common that would make them worth a
    look. The scorer is the project's own unless another is given.
    """
    scorer = scorer or default_scorer()
    ids = [telling.id for telling in tellings]
    profiles = profile(tellings)
    embedded = scorer.space.place(vectors, profiles.english) if vectors is not None else None
    return explained(to_links(ids, score_pairs(profiles, ids, scorer, embedded)), tellings)


def explained(links: Sequence[Link], tellings: Sequence[Telling]) -> list[Link]:
    """The links, the likely ones with their explanation."""
    by_id = {telling.id: telling for telling in tellings}
    return [
        replace(link, explanation=explain(by_id[link.a], by_id[link.b], link.relation))
        if link.score >= LIKELY
        else link
        for link in links
    ]


def score_pairs(
    profiles: Profiles,
    ids: Sequence[str],
    scorer: Scorer,
    embedded: Embedded | None = None,
    statistics: Statistics | None = None,
) -> ScoredPairs:
    """Scored pairs of rows of `profiles`; what is common is counted over them unless `statistics` are given."""
    rank = id_rank(ids)
    first = _first_of_identical(profiles, rank)
    rows = np.flatnonzero(first == np.arange(len(ids)))
    whole = len(rows) == len(ids)
    distinct = profiles if whole else take(profiles, rows)
    some = embedded if whole or embedded is None else embedded.take(rows)
    scored = _score_distinct(distinct, rank[rows], scorer, some, statistics)
    repeated = np.flatnonzero(first != np.arange(len(ids)))
    return _with_repeated(Pairs(rows[scored.pairs.a], rows[scored.pairs.b]), scored.scores, repeated, first)


def new_pairs(
    profiles: Profiles,
    ids: Sequence[str],
    new: Bools,
    scorer: Scorer,
    embedded: Embedded | None,
    statistics: Statistics,
) -> ScoredPairs:
    """Scored pairs with a row that is `new` (bool, one a row)."""
    rank = id_rank(ids)
    first = _first_of_identical(profiles, rank)
    repeated = np.flatnonzero((first != np.arange(len(ids))) & (new | new[first]))
    near = None
    if embedded is not None and len(ids) > 1:
        near = neighbour_pairs(embedded.vectors, _NEIGHBOURS, np.flatnonzero(new))
    pairs = _of_first(candidate_pairs(profiles, rank, new, near), first)
    pairs = _some(pairs, telling_pairs(profiles, pairs))
    scores = _scores(profiles, statistics, pairs, scorer, embedded)
    return _with_repeated(pairs, scores, repeated, first)


def completed(
    scored: ScoredPairs,
    profiles: Profiles,
    ids: Sequence[str],
    statistics: Statistics,
    scorer: Scorer,
    embedded: Embedded | None,
) -> ScoredPairs:
    """The scored pairs, and those that are missing in what hangs together by them.

    Of few tellings, which are all compared with all, nothing that links hold together stays unscored.
    """
    n, first = len(ids), _first_of_identical(profiles, id_rank(ids))
    own = (first[scored.pairs.a] == scored.pairs.a) & (first[scored.pairs.b] == scored.pairs.b)
    if n <= ALL_COMPARED:
        missing = missing_pairs(scored.pairs, own & (scored.scores.same >= _HOLDS), n, n)
    else:
        missing = missing_pairs(scored.pairs, own & (scored.scores.same >= LIKELY), n)
    missing = _some(missing, telling_pairs(profiles, missing))
    if not len(missing):
        return scored
    return joined(scored, ScoredPairs(missing, _scores(profiles, statistics, missing, scorer, embedded)))


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
    label = _components(scored.pairs, scored.scores.same >= _HOLDS, n)
    chosen = (scored.scores.same >= _LEAST) | (label[scored.pairs.a] == label[scored.pairs.b])
    return ScoredPairs(_some(scored.pairs, chosen), Scores(scored.scores.same[chosen], scored.scores.copy[chosen]))


def twins(profiles: Profiles, chosen: Bools) -> Bools:
    """The rows that have the same title and text as a `chosen` one, the chosen ones among them."""
    keys = _identity(profiles)
    same: Bools = chosen | (np.isin(keys, keys[chosen]) & (profiles.length >= _EXACT_WORDS))
    return same


def _identity(profiles: Profiles) -> NDArray[np.uint64]:
    keys: NDArray[np.uint64] = profiles.text_key ^ (profiles.title_digest * np.uint64(0x9E3779B97F4A7C15))
    return keys


def _some(pairs: Pairs, chosen: Bools) -> Pairs:
    return Pairs(pairs.a[chosen], pairs.b[chosen])


def _of_first(pairs: Pairs, first: Ints) -> Pairs:
    """Of identical tellings one stands for all."""
    return _some(pairs, (first[pairs.a] == pairs.a) & (first[pairs.b] == pairs.b))


def _with_repeated(pairs: Pairs, scores: Scores, repeated: Ints, first: Ints) -> ScoredPairs:
    """The scored pairs, and each repeated row with the first of its kind."""
    sure = np.full(len(repeated), 0.999, dtype=np.float32)
    return ScoredPairs(
        Pairs(
            np.concatenate([pairs.a, np.minimum(repeated, first[repeated])]),
            np.concatenate([pairs.b, np.maximum(repeated, first[repeated])]),
        ),
        Scores(np.concatenate([scores.same, sure]), np.concatenate([scores.copy, sure])),
    )


def id_rank(ids: Sequence[str]) -> Ints:
    """The place of each id when they are sorted, (n) int64."""
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.argsort(np.array(ids, dtype=object), kind="stable")] = np.arange(len(ids))
    return rank


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


def _first_of_identical(profiles: Profiles, rank: Ints) -> Ints:
    """For each row the first by rank of those with the same title and text (or itself)."""
    first = np.arange(len(profiles))
    keys = _identity(profiles)
    rows = np.flatnonzero(profiles.length >= _EXACT_WORDS)
    rows = rows[np.lexsort((rank[rows], keys[rows]))]
    if len(rows):
        starts = np.flatnonzero(np.concatenate([[True], keys[rows][1:] != keys[rows][:-1]]))
        first[rows] = np.repeat(rows[starts], np.diff(np.append(starts, len(rows))))
    return first


def _score_distinct(
    profiles: Profiles, rank: Ints, scorer: Scorer, embedded: Embedded | None, statistics: Statistics | None
) -> ScoredPairs:
    statistics = statistics or Statistics.of(profiles, scorer.background)
    near = neighbour_pairs(embedded.vectors, _NEIGHBOURS) if embedded is not None and len(profiles) > 1 else None
    pairs = candidate_pairs(profiles, rank, vectors=near)
    pairs = _some(pairs, telling_pairs(profiles, pairs))
    scores = _scores(profiles, statistics, pairs, scorer, embedded)
    missing = missing_pairs(pairs, scores.same >= LIKELY, len(profiles))
    missing = _some(missing, telling_pairs(profiles, missing))
    if not len(missing):
        return ScoredPairs(pairs, scores)
    more = _scores(profiles, statistics, missing, scorer, embedded)
    return joined(ScoredPairs(pairs, scores), ScoredPairs(missing, more))


def rescored(scored: ScoredPairs, profiles: Profiles, scorer: Scorer, embedded: Embedded) -> ScoredPairs:
    """The same pairs, scored anew where both rows have a vector."""
    seen = embedded.known[scored.pairs.a] & embedded.known[scored.pairs.b]
    pairs = Pairs(scored.pairs.a[seen], scored.pairs.b[seen])
    statistics = Statistics.of(profiles, scorer.background)
    anew = _scores(profiles, statistics, pairs, scorer, embedded)
    same, copy = scored.scores.same.copy(), scored.scores.copy.copy()
    same[seen], copy[seen] = anew
    return ScoredPairs(scored.pairs, Scores(same, copy))


def telling_pairs(profiles: Profiles, pairs: Pairs) -> Bools:
    """Which pairs are more than one notice (on cookies, on a missing page) under two titles."""
    _, text = np.unique(profiles.text_key, return_inverse=True)
    _, under = np.unique(np.column_stack([text.astype(np.uint64), profiles.title_digest]), axis=0, return_index=True)
    titles = np.bincount(text[under], minlength=int(text.max(initial=-1)) + 1)
    notice = (titles[text] >= _NOTICE_TITLES) & (profiles.length < _NOTICE_WORDS)
    telling: Bools = ~(
        notice[pairs.a]
        & (text[pairs.a] == text[pairs.b])
        & (profiles.title_key[pairs.a] != profiles.title_key[pairs.b])
    )
    return telling


def _scores(
    profiles: Profiles, statistics: Statistics, pairs: Pairs, scorer: Scorer, embedded: Embedded | None
) -> Scores:
    parts = [scorer(table, statistics.n) for table in feature_chunks(profiles, statistics, pairs, embedded)]
    none = np.zeros(0, dtype=np.float32)
    return (
        Scores(*(np.concatenate([none, *column]) for column in zip(*parts, strict=True)))
        if parts
        else Scores(none, none)
    )


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
