"""Fitting of heads: logistic regression, calibration on out-of-fold values, thresholds swept for use.

Pure functions of arrays: the trainer, the evaluation and the quick refit in the review share them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.heads import Head
from kkharvest.classify.logistic import balanced_weights, fit_logistic
from kkharvest.classify.numbers import Floats, sigmoid

__all__ = ["Recipe", "calibrate", "fit_linear", "fold_of_groups", "make_head", "out_of_fold", "sweep_threshold"]

_SEED = 20261123
_PRIOR_WEIGHT = 4.0
_SHRINKAGE = 20.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is fitted: inverse strength of the penalty, and whether rare labels weigh more."""

    c: float = 1.0
    balanced: bool = True


def fold_of_groups(groups: Sequence[str], folds: int, seed: int = _SEED) -> NDArray[np.intp]:
    """(texts,) the fold of every text; a group is never split, folds are of about equal size."""
    names, counts = np.unique(np.asarray(groups), return_counts=True)
    order = np.random.default_rng(seed).permutation(len(names))
    order = order[np.argsort(-counts[order], kind="stable")]
    sizes = np.zeros(folds, np.int64)
    fold = {}
    for i in order:
        smallest = int(np.argmin(sizes))
        fold[str(names[i])] = smallest
        sizes[smallest] += counts[i]
    return np.array([fold[group] for group in groups], np.intp)


def fit_linear(
    features: Floats, targets: NDArray[np.bool_], recipe: Recipe, definitions: Floats | None = None
) -> tuple[Floats, Floats]:
    """(labels, d) weights and (labels,) biases; `definitions` (m · labels, d) count as texts of their label."""
    if definitions is not None:
        times = len(definitions) // targets.shape[1]
        features = np.vstack([features, definitions])
        targets = np.vstack([targets, *[np.eye(targets.shape[1], dtype=np.bool_)] * times])
    weights = balanced_weights(targets) if recipe.balanced else None
    return fit_logistic(features, targets, c=recipe.c, weights=weights)


def out_of_fold(
    features: Floats,
    targets: NDArray[np.bool_],
    folds: NDArray[np.intp],
    recipe: Recipe,
    definitions: Floats | None = None,
) -> Floats:
    """(texts, labels) float32: each text's values from a fit that did not see its fold."""
    values = np.zeros(targets.shape, np.float32)
    for fold in np.unique(folds):
        seen, unseen = folds != fold, folds == fold
        coefficients, biases = fit_linear(features[seen], targets[seen], recipe, definitions)
        values[unseen] = features[unseen] @ coefficients.T + biases
    return values


def calibrate(values: Floats, targets: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """(labels,) slopes and offsets that turn values into probabilities (Platt 1999).

    All labels together give a first curve; each label's own is pulled towards it as if by four more texts.
    """
    pooled = _platt(values.ravel(), targets.ravel(), (1.0, 0.0), 1e-3)
    if values.shape[1] == 1:
        curves = [pooled]
    else:
        curves = [_platt(values[:, k], targets[:, k], pooled, _PRIOR_WEIGHT) for k in range(values.shape[1])]
    return np.array([c[0] for c in curves], np.float32), np.array([c[1] for c in curves], np.float32)


def _platt(
    values: Floats, targets: NDArray[np.bool_], centre: tuple[float, float], strength: float
) -> tuple[float, float]:
    from scipy.optimize import minimize

    positives = int(targets.sum())
    smoothed = np.where(targets, (positives + 1) / (positives + 2), 1 / (len(targets) - positives + 2))
    start = np.array(centre)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = parameters[0] * values + parameters[1]
        away = parameters - start
        wrong = sigmoid(z) - smoothed
        value = float((np.logaddexp(0.0, z) - smoothed * z).sum()) + 0.5 * strength * float((away**2).sum())
        return value, np.array([float((wrong * values).sum()), float(wrong.sum())]) + strength * away

    found = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return max(float(found[0]), 1e-3), float(found[1])


def sweep_threshold(probabilities: Floats, targets: NDArray[np.bool_]) -> float:
    """The threshold in 0.05…0.95 with the highest F1; the middle one of equally good ones."""
    grid = np.arange(0.05, 0.951, 0.01)
    scores = np.array([_f1(probabilities >= bar, targets) for bar in grid])
    best = np.flatnonzero(scores >= scores.max() - 1e-9)
    return float(grid[best[len(best) // 2]])


def _f1(predicted: NDArray[np.bool_], targets: NDArray[np.bool_]) -> float:
    total = float(predicted.sum() + targets.sum())
    return 2 * float((predicted & targets).sum()) / total if total else 0.0


def make_head(
    labels: Sequence[str],
    linear: tuple[Floats, Floats],
    values: Floats,
    targets: NDArray[np.bool_],
) -> tuple[Head, Floats]:
    """A head calibrated on out-of-fold `values` (texts, labels), with thresholds; and their probabilities."""
    slope, offset = calibrate(values, targets)
    head = Head(tuple(labels), *linear, slope, offset, np.full(len(labels), 0.5, np.float32))
    probabilities = head.calibrated(values)
    return Head(tuple(labels), *linear, slope, offset, _thresholds(probabilities, targets)), probabilities


def _thresholds(probabilities: Floats, targets: NDArray[np.bool_]) -> Floats:
    """(labels,) a threshold each, the less its own the fewer texts carry the label."""
    common = sweep_threshold(probabilities.ravel(), targets.ravel())
    own = np.array([sweep_threshold(probabilities[:, k], targets[:, k]) for k in range(targets.shape[1])])
    share = targets.sum(axis=0) / (targets.sum(axis=0) + _SHRINKAGE)
    return np.asarray(share * own + (1 - share) * common, np.float32)
