"""Parts of words: what compounds and their parts have in common.

`klimathandslaget` and `Boråshandslaget` are two words with one name in them; every run of six letters of a word is
a part of it, so that the two meet in `handsl`, `andsla` and `ndslag`.
"""

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.sets import column
from kkharvest.dedupe.tokens import Tokens

__all__ = ["PART", "parts_of"]

Ints = NDArray[np.int64]

PART = 6


def parts_of(tokens: Tokens, row: Ints, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Rows and columns of the parts of the chosen words, each word once a row; shorter words have none."""
    long = np.flatnonzero(chosen & (tokens.stop - tokens.start >= PART))
    if not len(long):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    _, first, word = np.unique(tokens.word[long], return_index=True, return_inverse=True)
    keys = np.unique(row[long] * len(first) + word)
    rows, words = keys // len(first), keys % len(first)
    first = long[first]
    counts = tokens.stop[first] - tokens.start[first] - PART + 1
    bounds = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    starts = np.repeat(tokens.start[first] - bounds[:-1], counts) + np.arange(bounds[-1])
    columns = column(tokens.hashes(starts, starts + PART))
    entries = counts[words]
    ends = np.cumsum(entries)
    places = np.repeat(bounds[words] - (ends - entries), entries) + np.arange(int(ends[-1]))
    return np.repeat(rows, entries), columns[places]
