"""Whether what comes in still looks like what the heads were trained on.

The population stability index compares two distributions over ten bins that hold a tenth of the reference each;
below 0.1 nothing has changed, above 0.25 much has (the usual reading in credit scoring, where it comes from).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kkharvest.classify.numbers import Floats

__all__ = ["DriftReport", "DriftRow", "drift", "stability_index"]

_BINS = 10
_SLIGHT, _STRONG = 0.1, 0.25


@dataclass(frozen=True, slots=True)
class DriftRow:
    """One quantity: its index and how to read it (stable, moved, changed)."""

    name: str
    index: float
    reading: str


@dataclass(frozen=True, slots=True)
class DriftReport:
    """All quantities, the most changed first."""

    reference: int
    recent: int
    rows: tuple[DriftRow, ...]

    @property
    def is_changed(self) -> bool:
        """True when any quantity has changed so much that the heads should be looked at."""
        return any(row.index > _STRONG for row in self.rows)


def drift(names: Sequence[str], reference: Floats, recent: Floats) -> DriftReport:
    """The report on columns `names` of `reference` (n, columns) and `recent` (m, columns)."""
    rows = []
    for k, name in enumerate(names):
        index = stability_index(reference[:, k], recent[:, k])
        reading = "changed" if index > _STRONG else "moved" if index > _SLIGHT else "stable"
        rows.append(DriftRow(name, round(index, 4), reading))
    rows.sort(key=lambda row: (-row.index, row.name))
    return DriftReport(len(reference), len(recent), tuple(rows))


def stability_index(reference: Floats, recent: Floats) -> float:
    """The population stability index of two samples; 0 when one is empty."""
    if not len(reference) or not len(recent):
        return 0.0
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, _BINS + 1)[1:-1]))
    counts = [np.bincount(np.searchsorted(edges, part), minlength=len(edges) + 1) for part in (reference, recent)]
    # half a text more in every bin keeps empty bins finite
    first, second = ((count + 0.5) / (count.sum() + 0.5 * len(count)) for count in counts)
    return float(((second - first) * np.log(second / first)).sum())
