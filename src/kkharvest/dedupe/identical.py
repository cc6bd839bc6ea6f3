"""Tellings that are the same to the letter: one of them is compared and stands for all.

What many pages hold under many titles (a notice on cookies, on a missing page) is no telling at all.
"""

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.blocking import Pairs
from kkharvest.dedupe.profiles import Profiles
from kkharvest.dedupe.scored import ScoredPairs
from kkharvest.dedupe.scoring import Scores

__all__ = ["first_of_identical", "of_first", "telling_pairs", "twins", "with_repeated"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_EXACT_WORDS = 8
_NOTICE_TITLES = 8
_NOTICE_WORDS = 120


def twins(profiles: Profiles, chosen: Bools) -> Bools:
    """The rows that have the same title and text as a `chosen` one, the chosen ones among them."""
    keys = _identity(profiles)
    same: Bools = chosen | (np.isin(keys, keys[chosen]) & (profiles.length >= _EXACT_WORDS))
    return same


def first_of_identical(profiles: Profiles, rank: Ints) -> Ints:
    """For each row the first by rank of those with the same title and text (or itself)."""
    first = np.arange(len(profiles))
    keys = _identity(profiles)
    rows = np.flatnonzero(profiles.length >= _EXACT_WORDS)
    rows = rows[np.lexsort((rank[rows], keys[rows]))]
    if len(rows):
        starts = np.flatnonzero(np.concatenate([[True], keys[rows][1:] != keys[rows][:-1]]))
        first[rows] = np.repeat(rows[starts], np.diff(np.append(starts, len(rows))))
    return first


def of_first(pairs: Pairs, first: Ints) -> Pairs:
    """Of identical tellings one stands for all."""
    chosen = (first[pairs.a] == pairs.a) & (first[pairs.b] == pairs.b)
    return Pairs(pairs.a[chosen], pairs.b[chosen])


def with_repeated(pairs: Pairs, scores: Scores, repeated: Ints, first: Ints) -> ScoredPairs:
    """The scored pairs, and each repeated row with the first of its kind."""
    sure = np.full(len(repeated), 0.999, dtype=np.float32)
    return ScoredPairs(
        Pairs(
            np.concatenate([pairs.a, np.minimum(repeated, first[repeated])]),
            np.concatenate([pairs.b, np.maximum(repeated, first[repeated])]),
        ),
        Scores(np.concatenate([scores.same, sure]), np.concatenate([scores.copy, sure])),
    )


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


def _identity(profiles: Profiles) -> NDArray[np.uint64]:
    keys: NDArray[np.uint64] = profiles.text_key ^ (profiles.title_digest * np.uint64(0x9E3779B97F4A7C15))
    return keys
