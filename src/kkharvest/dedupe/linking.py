"""Links between tellings: candidates for pairs, scored, with the small groups that form compared in full."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.records import Link, Telling
from kkharvest.dedupe.blocking import ALL_COMPARED, Pairs, candidate_pairs, neighbour_pairs
from kkharvest.dedupe.explaining import explain
from kkharvest.dedupe.features import feature_chunks
from kkharvest.dedupe.identical import first_of_identical, of_first, telling_pairs, with_repeated
from kkharvest.dedupe.profiles import Profiles, profile, take
from kkharvest.dedupe.scored import HOLDS, LIKELY, ScoredPairs, joined, missing_pairs, to_links
from kkharvest.dedupe.scoring import Scorer, Scores, default_scorer
from kkharvest.dedupe.statistics import Statistics
from kkharvest.dedupe.vectors import Embedded

__all__ = ["completed", "explained", "find_links", "id_rank", "new_pairs", "rescored", "score_pairs"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Vectors = NDArray[np.float32]

_NEIGHBOURS = 8


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
    first = first_of_identical(profiles, rank)
    rows = np.flatnonzero(first == np.arange(len(ids)))
    whole = len(rows) == len(ids)
    distinct = profiles if whole else take(profiles, rows)
    some = embedded if whole or embedded is None else embedded.take(rows)
    scored = _score_distinct(distinct, rank[rows], scorer, some, statistics)
    repeated = np.flatnonzero(first != np.arange(len(ids)))
    return with_repeated(Pairs(rows[scored.pairs.a], rows[scored.pairs.b]), scored.scores, repeated, first)


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
    first = first_of_identical(profiles, rank)
    repeated = np.flatnonzero((first != np.arange(len(ids))) & (new | new[first]))
    near = None
    if embedded is not None and len(ids) > 1:
        near = neighbour_pairs(embedded.vectors, _NEIGHBOURS, np.flatnonzero(new))
    pairs = of_first(candidate_pairs(profiles, rank, new, near), first)
    pairs = _some(pairs, telling_pairs(profiles, pairs))
    scores = _scores(profiles, statistics, pairs, scorer, embedded)
    return with_repeated(pairs, scores, repeated, first)


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
    n, first = len(ids), first_of_identical(profiles, id_rank(ids))
    own = (first[scored.pairs.a] == scored.pairs.a) & (first[scored.pairs.b] == scored.pairs.b)
    if n <= ALL_COMPARED:
        missing = missing_pairs(scored.pairs, own & (scored.scores.same >= HOLDS), n, n)
    else:
        missing = missing_pairs(scored.pairs, own & (scored.scores.same >= LIKELY), n)
    missing = _some(missing, telling_pairs(profiles, missing))
    if not len(missing):
        return scored
    return joined(scored, ScoredPairs(missing, _scores(profiles, statistics, missing, scorer, embedded)))


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


def id_rank(ids: Sequence[str]) -> Ints:
    """The place of each id when they are sorted, (n) int64."""
    rank = np.empty(len(ids), dtype=np.int64)
    rank[np.argsort(np.array(ids, dtype=object), kind="stable")] = np.arange(len(ids))
    return rank


def _some(pairs: Pairs, chosen: Bools) -> Pairs:
    return Pairs(pairs.a[chosen], pairs.b[chosen])
