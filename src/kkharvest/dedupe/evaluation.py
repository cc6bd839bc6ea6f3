"""How well groups and relations agree with what is true, by kind of pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.contract import Place
from kkharvest.dedupe.labelled import Labelled

__all__ = [
    "KINDS",
    "Counted",
    "Result",
    "adjusted_rand",
    "best_without",
    "calibration_error",
    "copy_roots",
    "count_pairs",
    "is_copy_pair",
]

Bools = NDArray[np.bool_]

KINDS = ("copies", "same_effort", "translations", "all")
_BINS = 10


@dataclass(frozen=True, slots=True)
class Counted:
    """Pairs rightly put together, wrongly put together, and wrongly kept apart."""

    right: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(self.right + other.right, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of joined pairs that belong together."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of pairs that belong together that were joined."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """Counts of pairs by kind, and the adjusted Rand index of the groups (mean over folds).

    `calibration` is the expected calibration error of the linked pairs' probabilities, None for a method without;
    `threshold` the one that all folds together choose; `parts` are the counts of pairs inside each part of the set.
    """

    counts: Mapping[str, Counted]
    rand: float
    calibration: float | None = None
    threshold: float | None = None
    parts: Mapping[str, Mapping[str, Counted]] = field(default_factory=dict)


def best_without(counted: Mapping[float, Sequence[Counted]], fold: int | None) -> float:
    """The threshold of highest F1 over all folds but `fold`; the lower one of equals."""

    def f1(threshold: float) -> float:
        total = Counted()
        for number, each in enumerate(counted[threshold]):
            total = total if number == fold else total + each
        return total.f1

    return max(sorted(counted), key=f1)


def calibration_error(probabilities: NDArray[np.float32], truth: NDArray[np.bool_]) -> float:
    """Distance of probability and frequency in ten equal bins, weighted by size (Naeini and others 2015)."""
    bins = np.minimum((probabilities * _BINS).astype(np.int64), _BINS - 1)
    said = np.bincount(bins, weights=probabilities, minlength=_BINS)
    found = np.bincount(bins, weights=truth, minlength=_BINS)
    return float(np.abs(said - found).sum() / max(len(truth), 1))


def is_copy_pair(one: Labelled, other: Labelled) -> bool:
    """Whether one of the two is a copy of the other."""
    return (one.relation == "copy_of" and one.of == other.telling.id) or (
        other.relation == "copy_of" and other.of == one.telling.id
    )


def count_pairs(rows: Sequence[Labelled], groups: Sequence[str], copy_roots: Sequence[str]) -> dict[str, Counted]:
    """Counts of `copies`, `same_effort`, `translations` and `all`.

    `groups` names the group of each row, `copy_roots` the set of copies it was put in. A copy is right when both sets
    agree; pairs across languages count as translations, all others as same effort unless they are true copies.
    Pairs of which both are copies of one text are left out of `copies`: cut differently, they may share nothing.
    """
    a, b = np.triu_indices(len(rows), k=1)

    def agree(values: Sequence[str | None]) -> Bools:
        codes = np.unique([value or "" for value in values], return_inverse=True)[1]
        equal: Bools = codes[a] == codes[b]
        return equal

    ids = [row.telling.id for row in rows]
    copied = [row.of if row.relation == "copy_of" and row.of else own for row, own in zip(rows, ids, strict=True)]
    is_copy = np.array([row.relation == "copy_of" for row in rows], dtype=bool)
    siblings = agree(copied)
    copy = siblings & (is_copy[a] ^ is_copy[b])
    together, joined, said = agree([row.initiative for row in rows]), agree(groups), agree(copy_roots)
    across = ~agree([row.telling.lang for row in rows])
    one_original = together & agree([row.of for row in rows]) & np.array([bool(row.of) for row in rows], dtype=bool)[a]
    judged = ~one_original | copy
    return {
        "copies": Counted(_count(copy & said), _count(judged & said & ~siblings), _count(copy & ~said)),
        "same_effort": _counted(together, joined, ~across & ~copy),
        "translations": _counted(together, joined, across & ~copy),
        "all": _counted(together, joined, np.ones(len(a), dtype=bool)),
    }


def _counted(together: Bools, joined: Bools, chosen: Bools) -> Counted:
    return Counted(
        _count(chosen & together & joined), _count(chosen & ~together & joined), _count(chosen & together & ~joined)
    )


def _count(chosen: Bools) -> int:
    return int(np.count_nonzero(chosen))


def copy_roots(places: Sequence[Place], ids: Sequence[str]) -> list[str]:
    """The set of copies each telling was put in, named by its best telling."""
    return [
        place.of if place.relation == "copy_of" and place.of else own for place, own in zip(places, ids, strict=True)
    ]


def adjusted_rand(truth: Sequence[str], groups: Sequence[str]) -> float:
    """Adjusted Rand index of two partitions (Hubert and Arabie 1985)."""

    def pairs(counts: Mapping[object, int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts.values())

    def counted(keys: Sequence[object]) -> dict[object, int]:
        counts: dict[object, int] = {}
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
        return counts

    both, rows, columns = (
        pairs(counted(list(zip(truth, groups, strict=True)))),
        pairs(counted(truth)),
        pairs(counted(groups)),
    )
    total = len(truth) * (len(truth) - 1) // 2
    expected = rows * columns / total if total else 0.0
    most = (rows + columns) / 2
    return (both - expected) / (most - expected) if most != expected else 1.0
