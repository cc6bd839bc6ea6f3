"""Logistic regression for many labels at once, small enough to be refitted between two decisions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.numbers import Floats, sigmoid

__all__ = ["balanced_weights", "fit_logistic"]

_CERTAIN = 8.0


def fit_logistic(
    features: Floats,
    targets: NDArray[np.bool_],
    *,
    c: float,
    weights: NDArray[Any] | None = None,
    offset: Floats | None = None,
    bias_penalty: float = 0.0,
    iterations: int = 200,
) -> tuple[Floats, Floats]:
    """(labels, d) weights and (labels,) biases that minimise c · Σ weighted log loss + ½ ‖weights‖².

    `targets` (texts, labels), `weights` (texts, labels) or (texts, 1). The labels are independent problems that
    L-BFGS solves side by side. `offset` (texts, labels) is added to the values and not learnt: the fit is then a
    correction of what was known before, and `bias_penalty` keeps its constant small. Without it, a label that no
    text, or every text, carries gets a constant.
    """
    from scipy.optimize import minimize

    rows, labels = targets.shape
    dimension = features.shape[1]
    signs = np.where(targets, 1.0, -1.0).astype(np.float32)
    weight = np.ones((rows, 1), np.float32) if weights is None else np.asarray(weights, np.float32)

    known = np.zeros((rows, 1), np.float32) if offset is None else offset

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = parameters.reshape(labels, dimension + 1)
        coefficients = table[:, :dimension].astype(np.float32)
        margins = signs * (features @ coefficients.T + table[:, dimension].astype(np.float32) + known)
        value = c * float((weight * np.logaddexp(0.0, -margins)).sum()) + 0.5 * float((table[:, :dimension] ** 2).sum())
        slope = -c * weight * signs * sigmoid(-margins)
        value += 0.5 * bias_penalty * float((table[:, dimension] ** 2).sum())
        gradient = np.empty_like(table)
        gradient[:, :dimension] = slope.T @ features + table[:, :dimension]
        gradient[:, dimension] = slope.sum(axis=0) + bias_penalty * table[:, dimension]
        return value, gradient.ravel()

    first = np.zeros(labels * (dimension + 1))
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": iterations, "maxcor": 20})
    table = found.x.reshape(labels, dimension + 1).astype(np.float32)
    coefficients, biases = table[:, :dimension].copy(), table[:, dimension].copy()
    if offset is not None:
        return coefficients, biases
    positives = targets.sum(axis=0)
    for k in np.flatnonzero((positives == 0) | (positives == rows)):
        coefficients[k] = 0.0
        biases[k] = _CERTAIN if positives[k] else -_CERTAIN
    return coefficients, biases


def balanced_weights(targets: NDArray[np.bool_]) -> Floats:
    """(texts, labels) float32: weights under which both sides of every label weigh the same."""
    rows = len(targets)
    positives = np.maximum(targets.sum(axis=0), 1)
    negatives = np.maximum(rows - targets.sum(axis=0), 1)
    return np.asarray(np.where(targets, rows / (2.0 * positives), rows / (2.0 * negatives)), np.float32)
