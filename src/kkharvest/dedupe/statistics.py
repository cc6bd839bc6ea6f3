"""How common words and shingles are, which decides what sharing them means."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.profiles import Profiles
from kkharvest.dedupe.rows import tally
from kkharvest.dedupe.sets import Sets

__all__ = ["Background", "Counts", "Statistics", "distinct_texts"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

_MIN_BITS, _MAX_BITS = 16, 24
_STEP = 1 << 21
_COMMON_SHINGLE = 4.0
_TOP_IDF = 7.0


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many rows a column occurs, by the column's low bits: collisions can only make it look commoner."""

    table: NDArray[np.int32]

    @classmethod
    def of(cls, sets: Sets, rows: NDArray[np.bool_]) -> "Counts":
        """Counts over the `rows` (bool, one a row) of `sets`."""
        columns = sets.columns if rows.all() else sets.take(np.flatnonzero(rows)).columns
        return cls.of_columns(columns)

    @classmethod
    def of_columns(cls, columns: NDArray[np.integer]) -> "Counts":
        """How often each of `columns` occurs."""
        bits = min(max(int(len(columns) * 4).bit_length(), _MIN_BITS), _MAX_BITS)
        return cls(tally(columns, 1 << bits))

    def __call__(self, columns: NDArray[np.integer]) -> NDArray[np.int32]:
        """The count of each column."""
        counts: NDArray[np.int32] = self.table[columns & (len(self.table) - 1)]
        return counts


@dataclass(frozen=True, slots=True)
class Background:
    """How many of `n` texts of the training set hold a column: `columns` (int32, sorted) and `counts` (int32).

    With it, common words weigh little in small collections too.
    """

    columns: NDArray[np.int32]
    counts: NDArray[np.int32]
    n: int

    @classmethod
    def of(cls, profiles: Profiles) -> "Background":
        """The background that some texts' stems, parts of words and numbers make."""
        sets = (profiles.stems, profiles.parts, profiles.numbers)
        columns, counts = np.unique(np.concatenate([each.columns for each in sets]), return_counts=True)
        seen = counts > 1
        return cls(columns[seen], counts[seen].astype(np.int32), len(profiles))

    def __call__(self, columns: NDArray[np.int32]) -> NDArray[np.int32]:
        """The count of each column."""
        counts = np.zeros(len(columns), dtype=np.int32)
        if len(self.columns):
            at = np.minimum(np.searchsorted(self.columns, columns), len(self.columns) - 1)
            found = self.columns[at] == columns
            counts[found] = self.counts[at[found]]
        return counts


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is common among some tellings, each distinct text counted once, and in the background."""

    n: int
    shingles: Counts
    stems: Counts
    parts: Counts
    numbers: Counts
    background: Background

    @classmethod
    def of(cls, profiles: Profiles, background: Background) -> "Statistics":
        """Statistics over all rows of `profiles`."""
        rows = distinct_texts(profiles)
        return cls(
            n=int(rows.sum()),
            shingles=Counts.of(profiles.shingles, rows),
            stems=Counts.of(profiles.stems, rows),
            parts=Counts.of(profiles.parts, rows),
            numbers=Counts.of(profiles.numbers, rows),
            background=background,
        )

    def shingle_weights(self, columns: NDArray[np.int32]) -> Floats:
        """1 for rare shingles, less the more texts share them: boilerplate weighs next to nothing."""
        return np.minimum(1.0, _COMMON_SHINGLE / np.maximum(self.shingles(columns), 1)).astype(np.float32)

    def stem_weights(self, columns: NDArray[np.int32]) -> tuple[Floats, Floats]:
        """Rarity and exclusiveness of stems.

        Rarity is the inverse document frequency, from 0 to 7 (natural logarithm); exclusiveness is 1 for what one or
        two texts hold, 1/2 for three, and so on: the fewer share it, the more it says.
        """
        return self._weights(self.stems, columns)

    def part_weights(self, columns: NDArray[np.int32]) -> tuple[Floats, Floats]:
        """Likewise of parts of words."""
        return self._weights(self.parts, columns)

    def number_weights(self, columns: NDArray[np.int32]) -> tuple[Floats, Floats]:
        """Likewise of numbers."""
        return self._weights(self.numbers, columns)

    def _weights(self, counts: Counts, columns: NDArray[np.int32]) -> tuple[Floats, Floats]:
        rarity, exclusive = np.empty((2, len(columns)), dtype=np.float32)
        for start in range(0, len(columns), _STEP):
            part = slice(start, start + _STEP)
            holders = counts(columns[part]) + self.background(columns[part])
            rarity[part] = np.log((self.n + self.background.n) / np.maximum(holders, 1).astype(np.float32))
            exclusive[part] = 1.0 / (np.maximum(holders, 2) - 1)
        return np.clip(rarity, 0.0, _TOP_IDF, out=rarity), exclusive


def distinct_texts(profiles: Profiles) -> NDArray[np.bool_]:
    """True for one row of each combination of title (numbers aside) and text."""
    chosen = np.zeros(len(profiles), dtype=bool)
    if len(profiles):
        keys = profiles.text_key ^ (profiles.title_key * np.uint64(0x9E3779B97F4A7C15))
        chosen[np.unique(keys, return_index=True)[1]] = True
    return chosen
