"""How well groups and relations agree with what is true, by kind of pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

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
    `threshold` the one that all folds together choose.
    """

    counts: Mapping[str, Counted]
    rand: float
    calibration: float | None = None
    threshold: float | None = None


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
    counts = dict.fromkeys(KINDS, Counted())
    for a, b in combinations(range(len(rows)), 2):
        together, joined = rows[a].initiative == rows[b].initiative, groups[a] == groups[b]
        outcome = Counted(int(together and joined), int(joined and not together), int(together and not joined))
        counts["all"] += outcome
        copy, across = is_copy_pair(rows[a], rows[b]), rows[a].telling.lang != rows[b].telling.lang
        counts["translations" if across else "same_effort"] += Counted() if copy else outcome
        if copy or not (together and rows[a].of and rows[a].of == rows[b].of):
            said = copy_roots[a] == copy_roots[b]
            siblings = _copied(rows[a]) == _copied(rows[b])
            counts["copies"] += Counted(
                int(copy and said), int(said and not copy and not siblings), int(copy and not said)
            )
    return counts


def _copied(row: Labelled) -> str:
    return row.of if row.relation == "copy_of" and row.of else row.telling.id


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
