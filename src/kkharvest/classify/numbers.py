"""The array type of this package, and the logistic function."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "sigmoid"]

Floats: TypeAlias = NDArray[np.float32]


def sigmoid(values: NDArray[Any]) -> Floats:
    """The logistic function, float32, safe for large values."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(values, np.float64))), np.float32)
