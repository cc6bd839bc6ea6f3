"""Sets of 31-bit hashes, one a row, stored end to end, and what rows have in common.

The layout is that of a compressed sparse matrix (Tinney and Walker 1967): common elements of two rows are found by
merging them (`rows`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.rows import common_elements

__all__ = ["COLUMNS", "Common", "Sets", "Weighted", "column"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

COLUMNS = (1 << 31) - 1
_SHIFT = np.uint64(31)
_MASK = np.uint64((1 << 31) - 1)
# Rows summed at a time: sums are made in double precision, which takes room.
_ROWS = 8_192


def column(hashes: NDArray[np.uint64]) -> Ints:
    """Hashes folded to columns, 0 to `COLUMNS` - 1."""
    folded: Ints = (hashes % np.uint64(COLUMNS)).astype(np.int64)
    return folded


@dataclass(frozen=True, slots=True)
class Sets:
    """Row i holds `columns[bounds[i]:bounds[i + 1]]`, sorted and distinct.

    `columns` is int32; `bounds` is int64 and has one entry more than there are rows.
    """

    columns: NDArray[np.int32]
    bounds: Ints

    @classmethod
    def of(cls, rows: Ints, columns: Ints, n: int) -> "Sets":
        """`n` sets out of (row, column) entries in any order."""
        keys = np.sort((rows.astype(np.uint64) << _SHIFT) | columns.astype(np.uint64))
        if len(keys):
            keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])]
        counts = np.bincount((keys >> _SHIFT).astype(np.int64), minlength=n)
        return cls((keys & _MASK).astype(np.int32), _bounds(counts))

    @classmethod
    def stacked(cls, parts: Sequence["Sets"]) -> "Sets":
        """The rows of several, one after the other."""
        counts = np.concatenate([part.lengths for part in parts])
        return cls(np.concatenate([part.columns for part in parts]), _bounds(counts))

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def lengths(self) -> Ints:
        """Number of elements of each row."""
        return np.diff(self.bounds)

    @property
    def rows(self) -> Ints:
        """The row of each entry of `columns`."""
        return np.repeat(np.arange(len(self)), self.lengths)

    def take(self, rows: Ints) -> "Sets":
        """Some rows, in the order asked for."""
        places, bounds = self.places(rows)
        return Sets(self.columns[places], bounds)

    def places(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where in `columns` the elements of some rows are, and the bounds of these rows among them."""
        counts = self.lengths[rows]
        bounds = _bounds(counts)
        return np.repeat(self.bounds[:-1][rows] - bounds[:-1], counts) + np.arange(bounds[-1]), bounds


@dataclass(frozen=True, slots=True)
class Weighted:
    """Sets with a weight on each element (float32), and each row's `total`."""

    sets: Sets
    weights: Floats
    total: Floats

    @classmethod
    def of(cls, sets: Sets, weights: Floats | None = None) -> "Weighted":
        """`sets` with `weights`, one an element; 1 when None."""
        weights = np.ones(len(sets.columns), dtype=np.float32) if weights is None else weights
        total = np.empty(len(sets), dtype=np.float32)
        for start in range(0, len(sets), _ROWS):
            bounds = sets.bounds[start : start + _ROWS + 1]
            rows = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
            part = weights[bounds[0] : bounds[-1]]
            total[start : start + _ROWS] = np.bincount(rows, weights=part, minlength=len(bounds) - 1)
        return cls(sets, weights, total)

    def shared(self, a: Ints, b: Ints, other: Sets | None = None) -> Floats:
        """Weight of what rows `a` have in common with rows `b` (of `other`)."""
        return self.common(a, b, other).total()

    def common(self, a: Ints, b: Ints, other: Sets | None = None) -> "Common":
        """What rows `a` have in common with rows `b` (of `other`), weight by weight."""
        second = other or self.sets
        elements, counts = common_elements(self.sets.columns, self.sets.bounds, a, second.columns, second.bounds, b)
        return Common(np.repeat(np.arange(len(a)), counts), elements, self.weights[elements], len(a))


@dataclass(frozen=True, slots=True)
class Common:
    """Common `elements` (int32, of the first sets), their weights (float32), and the pair (int64, growing) of each."""

    pair: Ints
    elements: NDArray[np.int32]
    weights: Floats
    n: int

    def total(self, least: float = 0.0) -> Floats:
        """The sum of each pair's weights above `least`."""
        chosen = self.weights > least
        return np.bincount(self.pair[chosen], weights=self.weights[chosen], minlength=self.n).astype(np.float32)

    def weighed(self, weights: Floats) -> "Common":
        """The same elements by other weights, one for each element of the first sets."""
        return Common(self.pair, self.elements, weights[self.elements], self.n)

    def most(self) -> Floats:
        """The greatest weight of each pair, 0 for none."""
        greatest = np.zeros(self.n, dtype=np.float32)
        if len(self.pair):
            starts = np.flatnonzero(np.diff(self.pair, prepend=-1))
            greatest[self.pair[starts]] = np.maximum.reduceat(self.weights, starts)
        return greatest


def _bounds(counts: Ints) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])
