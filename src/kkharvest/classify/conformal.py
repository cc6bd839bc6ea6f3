"""Prediction sets with a stated guarantee, and when to abstain.

Split conformal prediction (Vovk et al. 2005) on out-of-fold probabilities: for new texts like the training texts,
the set of themes (areas, levels) holds every true label with probability at least `confidence`; the verdict on
relevance is yes, no or both, and excludes the truth with probability at most 1 − `confidence`, for examples and for
others separately. Where neither yes nor no can be excluded (or both can), the models say they are unsure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.numbers import Floats

__all__ = ["CONFIDENCE", "PredictionSets", "lowest_kept", "relevance_bounds"]

CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class PredictionSets:
    """Probabilities at which labels enter the sets.

    `lowest`: by facet, the smallest probability a label in the set may have. `lowest_yes`: an example has at least
    this probability, `highest_no`: anything else has at most this one, each with probability `confidence`.
    """

    confidence: float
    lowest: Mapping[str, float]
    lowest_yes: float
    highest_no: float

    def is_unsure(self, p: float) -> bool:
        """True when yes and no are both possible at this confidence, or both excluded."""
        return (p >= self.lowest_yes) == (p <= self.highest_no)

    def as_json(self) -> dict[str, Any]:
        """The form stored in the manifest."""
        return {
            "confidence": self.confidence,
            "lowest": {facet: round(value, 5) for facet, value in self.lowest.items()},
            "lowest_yes": round(self.lowest_yes, 5),
            "highest_no": round(self.highest_no, 5),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PredictionSets":
        """The sets stored in a manifest; raises `KeyError` or `ValueError` when something is missing."""
        lowest = {str(facet): float(found) for facet, found in value["lowest"].items()}
        return cls(float(value["confidence"]), lowest, float(value["lowest_yes"]), float(value["highest_no"]))


def lowest_kept(probabilities: Floats, targets: NDArray[np.bool_], confidence: float = CONFIDENCE) -> float:
    """The bar that, for a share `confidence` of texts, no true label falls below; 0 when texts are too few."""
    carried = targets.any(axis=1)
    least = np.where(targets, probabilities, np.inf).min(axis=1)[carried]
    return _quantile_from_below(least, confidence)


def relevance_bounds(
    probabilities: Floats, targets: NDArray[np.bool_], confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """The least probability of examples and the highest of others, each up to a share 1 − `confidence`."""
    lowest_yes = _quantile_from_below(probabilities[targets], confidence)
    highest_no = 1.0 - _quantile_from_below(1.0 - probabilities[~targets], confidence)
    return lowest_yes, highest_no


def _quantile_from_below(values: NDArray[Any], confidence: float) -> float:
    # the k-th smallest with k = ⌊(n + 1)(1 − confidence)⌋: a new value lies below it with at most that probability
    rank = int(np.floor((len(values) + 1) * (1.0 - confidence) + 1e-9))
    return float(np.sort(values)[rank - 1]) if rank >= 1 else 0.0
