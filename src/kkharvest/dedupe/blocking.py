"""Which pairs are worth comparing.

Two tellings meet when they share a rare shingle, a rare word or name, a rare number, a link, an address, or when
their vectors are neighbours. Each key pairs a telling with a few others of the same key only: those next to it when
the key's tellings are sorted by municipality and content. The work is therefore proportional to the number of
tellings, whatever they hold; a text that stands ten thousand times makes a chain, not a clique.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.profiles import Profiles
from kkharvest.dedupe.rows import rows_of
from kkharvest.dedupe.sets import Sets
from kkharvest.dedupe.statistics import Counts

__all__ = ["ALL_COMPARED", "Pairs", "all_pairs", "candidate_pairs", "neighbour_pairs"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Meetings = tuple[Ints, Ints]
"""Codes of pairs and what each meeting weighs, in sixteenths."""

ALL_COMPARED = 600
"""Up to so many tellings every pair is scored."""
_KEPT_PAIRS = 12
_LIGHTEST = (1 << 15) - 1
_UNIT = 16
_SURE = 20
_WEIGHT_BITS = 14
_MOST_WEIGHT = (1 << _WEIGHT_BITS) - 1
_LEAST_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class _Key:
    """One way of meeting: which set, which of its columns, how many a telling, how many neighbours, what it weighs."""

    name: str
    sample: int
    keep: int
    window: int
    most: int
    weight: float


_KEYS = (
    _Key("shingles", sample=4, keep=14, window=3, most=1 << 30, weight=2.0),
    _Key("stems", sample=1, keep=10, window=3, most=400, weight=1.0),
    _Key("names", sample=1, keep=6, window=4, most=400, weight=1.5),
    _Key("title", sample=1, keep=4, window=4, most=400, weight=1.5),
    _Key("numbers", sample=1, keep=4, window=2, most=100, weight=0.7),
    _Key("links", sample=1, keep=6, window=3, most=50, weight=3.0),
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows, `a` < `b` (int64), each pair once, sorted."""

    a: Ints
    b: Ints

    def __len__(self) -> int:
        return len(self.a)


def all_pairs(rows: Ints) -> Pairs:
    """Every pair of `rows`."""
    rows = np.sort(rows)
    one, other = np.triu_indices(len(rows), k=1)
    return Pairs(rows[one], rows[other])


def candidate_pairs(profiles: Profiles, rank: Ints, new: Bools | None = None, vectors: Pairs | None = None) -> Pairs:
    """Pairs of `profiles` worth scoring; with `new` (bool, one a row), only those with a new row.

    `rank` (int64) orders rows by content, so that the outcome does not depend on the order of arrival.
    """
    n = len(profiles)
    new = np.ones(n, dtype=bool) if new is None else new
    if n <= ALL_COMPARED:
        pairs = all_pairs(np.arange(n))
        chosen = new[pairs.a] | new[pairs.b]
        return Pairs(pairs.a[chosen], pairs.b[chosen])
    order = _order(profiles, rank)
    meetings = [_meet(getattr(profiles, key.name), key, order, new) for key in _KEYS]
    meetings.append(_meet_by_value(profiles.address, order, new))
    if vectors is not None:
        meetings.append((_code(vectors.a, vectors.b, n), np.full(len(vectors), _SURE * _UNIT, dtype=np.int64)))
    return _best(meetings, n, rank)


def neighbour_pairs(vectors: NDArray[np.float32], count: int, rows: Ints | None = None) -> Pairs:
    """Each of `rows` (all when None) with its `count` nearest by cosine; (n, d) float32, zero rows have none."""
    n = len(vectors)
    rows = np.arange(n) if rows is None else rows
    count = min(count, n - 1)
    if count < 1 or not len(rows):
        return Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    found_a, found_b = [], []
    step = max(1, 20_000_000 // n)
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        likeness = vectors[some] @ vectors.T
        likeness[np.arange(len(some)), some] = -1.0
        nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
        good = np.take_along_axis(likeness, nearest, axis=1) > 0.0
        found_a.append(np.repeat(some, count)[good.ravel()])
        found_b.append(nearest.ravel()[good.ravel()])
    codes = np.unique(_code(np.concatenate(found_a), np.concatenate(found_b), n))
    return Pairs(codes // n, codes % n)


def _code(a: Ints, b: Ints, n: int) -> Ints:
    return np.minimum(a, b) * n + np.maximum(a, b)


def _order(profiles: Profiles, rank: Ints) -> Ints:
    """Position of each row when sorted by municipality, then by content."""
    order = np.empty(len(rank), dtype=np.int64)
    order[np.lexsort((rank, _sketch(profiles.shingles), profiles.lead_place))] = np.arange(len(rank))
    return order


def _sketch(shingles: Sets) -> Ints:
    """The smallest shingle of each row: equal for most pairs of rows that share most of their text."""
    sketch = np.zeros(len(shingles), dtype=np.int64)
    filled = shingles.lengths > 0
    sketch[filled] = shingles.columns[shingles.bounds[:-1][filled]]
    return sketch


def _meet(sets: Sets, key: _Key, order: Ints, new: Bools) -> Meetings:
    entries = _entries(sets, key.sample, new)
    columns = sets.columns[entries]
    rows = rows_of(sets.bounds, entries)
    spread = columns // key.sample
    counts = Counts.of_columns(spread)(spread)
    shared = (counts > 1) & (counts <= key.most)
    rows, columns, counts = _rarest(rows[shared], columns[shared], counts[shared], key.keep)
    return _windows(rows.astype(np.int64), columns.astype(np.int64), counts, order, new, key)


def _entries(sets: Sets, sample: int, new: Bools) -> Ints:
    """Numbers of the entries whose column is in the sample and, unless all rows are new, in a new row too."""
    chosen = sets.columns % sample == 0 if sample > 1 else np.ones(len(sets.columns), dtype=bool)
    if not new.all():
        touched = np.zeros(1 << 24, dtype=bool)
        touched[sets.take(np.flatnonzero(new)).columns & ((1 << 24) - 1)] = True
        chosen &= touched[sets.columns & ((1 << 24) - 1)]
    return np.flatnonzero(chosen)


def _rarest(
    rows: NDArray[np.int32], columns: NDArray[np.int32], counts: NDArray[np.int32], keep: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """The `keep` rarest columns of each row; among equally rare ones those of smallest hash."""
    rarity = np.minimum(counts, (1 << 20) - 1).astype(np.uint64)
    spread = (columns.astype(np.uint64) * np.uint64(0x9E3779B1)) & np.uint64((1 << 20) - 1)
    by_rarity = np.argsort((rows.astype(np.uint64) << np.uint64(40)) | (rarity << np.uint64(20)) | spread)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    kept = by_rarity[place < keep]
    return rows[kept], columns[kept], counts[kept]


def _windows(rows: Ints, columns: Ints, counts: NDArray[np.int32], order: Ints, new: Bools, key: _Key) -> Meetings:
    """Codes and weights of pairs that stand within the window of a common column."""
    n = len(order)
    placed = np.argsort((columns << 31) | order[rows], kind="stable")
    rows, columns, counts = rows[placed], columns[placed], counts[placed]
    codes, weights = [], []
    for step in range(1, key.window + 1):
        same = columns[step:] == columns[:-step]
        a, b = rows[:-step][same], rows[step:][same]
        wanted = new[a] | new[b]
        codes.append(_code(a[wanted], b[wanted], n))
        rarity = np.log(n / np.maximum(counts[step:][same][wanted], 1) + 1.0)
        weights.append(np.round(key.weight * rarity * _UNIT).astype(np.int64))
    return np.concatenate(codes), np.concatenate(weights)


def _meet_by_value(values: NDArray[np.uint64], order: Ints, new: Bools) -> Meetings:
    """Rows of equal value (0 is none), each with the next in order."""
    rows = np.flatnonzero(values)
    rows = rows[np.lexsort((order[rows], values[rows]))]
    same = values[rows][1:] == values[rows][:-1]
    a, b = rows[:-1][same], rows[1:][same]
    wanted = new[a] | new[b]
    codes = _code(a[wanted], b[wanted], len(values))
    return codes, np.full(len(codes), _SURE * _UNIT, dtype=np.int64)


def _best(meetings: list[Meetings], n: int, rank: Ints) -> Pairs:
    """The pairs that are among the heaviest of one of their rows, without those that one common word makes."""
    # Pair and weight share a number, so that one sort in place brings the meetings of a pair together.
    packed = np.concatenate([(codes << _WEIGHT_BITS) | weights for codes, weights in meetings])
    packed.sort()
    codes = packed >> _WEIGHT_BITS
    starts = np.flatnonzero(np.diff(codes, prepend=-1))
    if not len(starts):
        return Pairs(codes, codes)
    total = np.add.reduceat(packed & _MOST_WEIGHT, starts)
    enough = total >= _LEAST_WEIGHT * np.log(n) * _UNIT
    codes, total = codes[starts][enough], total[enough]
    a, b = codes // n, codes % n
    rows, others = np.concatenate([a, b]), np.concatenate([b, a])
    # One number sorts by row, then by weight (heaviest first), then by the other's rank.
    light = np.maximum(_LIGHTEST - np.tile(total, 2), 0)
    heavy = np.argsort((rows << 39) | (light << 24) | (rank[others] & ((1 << 24) - 1)), kind="stable")
    starts = np.flatnonzero(np.diff(rows[heavy], prepend=-1))
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    kept = np.zeros(len(codes), dtype=bool)
    kept[heavy[place < _KEPT_PAIRS] % len(codes)] = True
    return Pairs(a[kept], b[kept])
