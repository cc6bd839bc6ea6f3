"""From features of a pair to probabilities."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.features import FEATURES

__all__ = ["Scores", "score"]

Floats = NDArray[np.float32]


class Scores(NamedTuple):
    """Probabilities of pairs: that both tell the same example, and that one is a copy of the other."""

    same: Floats
    copy: Floats


def score(features: Floats) -> Scores:
    """Scores of rows of features."""
    at = {name: features[:, number] for number, name in enumerate(FEATURES)}
    copy = _sigmoid(12.0 * (at["shingle_cover"] - 0.45) + 1.5 * (at["shingle_shared"] - 3.0))
    odds = (
        -6.5
        + 5.0 * at["title_cover"]
        + 3.0 * at["title_in_text"]
        + 6.0 * at["stem_cosine"]
        + 0.8 * at["name_shared"]
        + 1.0 * at["lead_place_same"]
        - 3.0 * at["lead_place_differs"]
        - 3.0 * at["title_year_differs"]
        - 3.0 * at["edition_differs"]
        + 25.0 * np.nan_to_num(at["cosine"] - 0.89, nan=0.0)
    )
    return Scores(np.maximum(copy, _sigmoid(odds)).astype(np.float32), copy.astype(np.float32))


def _sigmoid(odds: Floats) -> Floats:
    return (1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))).astype(np.float32)
