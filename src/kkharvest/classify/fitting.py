"""Fitting of heads: logistic regression, calibration on out-of-fold values, thresholds swept for use.

Pure functions of arrays: the trainer, the evaluation and the quick refit in the review share them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.heads import Floats, Head, sigmoid

__all__ = ["Recipe", "fit_head", "fold_of_groups", "out_of_fold", "platt", "sweep_threshold"]

_SEED = 20261123


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is fitted: inverse strength of the penalty, and whether rare labels weigh more."""

    c: float = 30.0
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
        fold[names[i]] = smallest
        sizes[smallest] += counts[i]
    return np.array([fold[group] for group in np.asarray(groups)], np.intp)


def fit_linear(
    features: Floats, targets: NDArray[np.bool_], recipe: Recipe, weights: Floats | None = None
) -> tuple[Floats, Floats]:
    """(labels, d) weights and (labels,) biases of one logistic regression a label.

    `targets` (texts, labels). A label that no text, or every text, carries gets a constant.
    """
    from sklearn.linear_model import LogisticRegression

    labels = targets.shape[1]
    coefficients = np.zeros((labels, features.shape[1]), np.float32)
    biases = np.zeros(labels, np.float32)
    for k in range(labels):
        positive = int(targets[:, k].sum())
        if positive in (0, len(targets)):
            biases[k] = 8.0 if positive else -8.0
            continue
        model = LogisticRegression(C=recipe.c, max_iter=2000, class_weight="balanced" if recipe.balanced else None)
        model.fit(features, targets[:, k], sample_weight=weights)
        coefficients[k] = model.coef_[0]
        biases[k] = model.intercept_[0]
    return coefficients, biases


def out_of_fold(
    features: Floats,
    targets: NDArray[np.bool_],
    folds: NDArray[np.intp],
    recipe: Recipe,
    weights: Floats | None = None,
) -> Floats:
    """(texts, labels) float32: each text's values from a fit that did not see its fold."""
    values = np.zeros(targets.shape, np.float32)
    for fold in np.unique(folds):
        seen, unseen = folds != fold, folds == fold
        mean = features[seen].mean(axis=0)
        coefficients, biases = fit_linear(
            features[seen] - mean, targets[seen], recipe, None if weights is None else weights[seen]
        )
        values[unseen] = (features[unseen] - mean) @ coefficients.T + biases
    return values


def platt(
    values: Floats, targets: NDArray[np.bool_], *, prior: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Slope and offset that turn values into probabilities (Platt 1999, with his smoothed targets).

    `prior` pulls a rare label towards the slope and offset fitted on all labels together, by the weight of
    `_PRIOR_WEIGHT` positive texts.
    """
    from scipy.optimize import minimize

    positives = int(targets.sum())
    smoothed = np.where(targets, (positives + 1) / (positives + 2), 1 / (len(targets) - positives + 2))
    centre = np.array(prior if prior is not None else (1.0, 0.0))
    strength = _PRIOR_WEIGHT if prior is not None else 1e-3

    def loss(parameters: NDArray[np.float64]) -> float:
        z = parameters[0] * values + parameters[1]
        likelihood = np.logaddexp(0.0, z) - smoothed * z
        return float(likelihood.sum() + 0.5 * strength * ((parameters - centre) ** 2).sum())

    found = minimize(loss, centre, method="Nelder-Mead", options={"maxiter": 400, "xatol": 1e-3, "fatol": 1e-4}).x
    return max(float(found[0]), 1e-3), float(found[1])


_PRIOR_WEIGHT = 4.0


def sweep_threshold(probabilities: Floats, targets: NDArray[np.bool_], beta: float = 1.0) -> float:
    """The threshold in 0.05…0.95 with the highest F-beta; the middle one of equally good ones."""
    grid = np.arange(0.05, 0.951, 0.01)
    scores = np.array([_f_beta(probabilities >= bar, targets, beta) for bar in grid])
    best = np.flatnonzero(scores >= scores.max() - 1e-9)
    return float(grid[best[len(best) // 2]])


def _f_beta(predicted: NDArray[np.bool_], targets: NDArray[np.bool_], beta: float) -> float:
    hits = float((predicted & targets).sum())
    denominator = (
        (1 + beta**2) * hits + beta**2 * float((~predicted & targets).sum()) + float((predicted & ~targets).sum())
    )
    return (1 + beta**2) * hits / denominator if denominator else 0.0


def fit_head(
    labels: Sequence[str],
    features: Floats,
    targets: NDArray[np.bool_],
    folds: NDArray[np.intp],
    recipe: Recipe,
    *,
    beta: float = 1.0,
    weights: Floats | None = None,
) -> tuple[Head, Floats]:
    """A head fitted on all texts, calibrated on out-of-fold values; and the out-of-fold probabilities."""
    values = out_of_fold(features, targets, folds, recipe, weights)
    mean = features.mean(axis=0)
    coefficients, biases = fit_linear(features - mean, targets, recipe, weights)
    pooled = platt(values.ravel(), targets.ravel())
    curves = [
        pooled if len(labels) == 1 else platt(values[:, k], targets[:, k], prior=pooled) for k in range(len(labels))
    ]
    slope = np.array([curve[0] for curve in curves], np.float32)
    offset = np.array([curve[1] for curve in curves], np.float32)
    probabilities = sigmoid(values * slope + offset)
    head = Head(
        labels=tuple(labels),
        weights=coefficients,
        bias=np.asarray(biases - coefficients @ mean, np.float32),
        slope=slope,
        offset=offset,
        threshold=_thresholds(probabilities, targets, beta),
        quantile=np.zeros(len(labels), np.float32),
    )
    return head, probabilities


_SHRINKAGE = 20.0


def _thresholds(probabilities: Floats, targets: NDArray[np.bool_], beta: float) -> Floats:
    """(labels,) a threshold each, the less its own the fewer texts carry the label."""
    common = sweep_threshold(probabilities.ravel(), targets.ravel(), beta)
    own = np.array([sweep_threshold(probabilities[:, k], targets[:, k], beta) for k in range(targets.shape[1])])
    share = targets.sum(axis=0) / (targets.sum(axis=0) + _SHRINKAGE)
    return np.asarray(share * own + (1 - share) * common, np.float32)
