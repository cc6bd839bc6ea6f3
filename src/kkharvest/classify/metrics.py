"""What suggestions are measured by; pure functions of probabilities and targets."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.conformal import PredictionSets
from kkharvest.classify.heads import Head
from kkharvest.classify.numbers import Floats

__all__ = [
    "CHOSEN_SHARE",
    "average_precision",
    "calibration_error",
    "choice_figures",
    "f1",
    "facet_metrics",
    "hindrance_metrics",
    "ranking_precision",
    "selected",
    "top_holds_all",
]

# a label of a facet whose labels exclude each other is chosen when it is likelier than all the others together
CHOSEN_SHARE = 0.5


def average_precision(values: Floats, targets: NDArray[np.bool_]) -> float:
    """Mean precision over the places of the true ones in the order of `values`; ties count as one place."""
    if not len(values):
        return 0.0
    order = np.argsort(-values, kind="stable")
    hits = targets[order]
    last_of_tie = np.append(values[order][1:] != values[order][:-1], True)
    found = np.cumsum(hits)[last_of_tie]
    places = np.flatnonzero(last_of_tie) + 1
    gained = np.diff(np.append(0, found))
    return float((gained * found / places).sum() / max(int(hits.sum()), 1))


def ranking_precision(values: Floats, targets: NDArray[np.bool_]) -> float:
    """Label ranking average precision (LRAP) over the texts that carry a label."""
    carried = targets.any(axis=1)
    rows = [average_precision(v, t) for v, t in zip(values[carried], targets[carried], strict=True)]
    return float(np.mean(rows)) if rows else 0.0


def calibration_error(probabilities: Floats, targets: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error with bins of equal count: mean distance of probability and frequency."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(part) * abs(float(probabilities[part].mean()) - float(targets[part].mean())) for part in parts]
    return sum(gaps) / max(len(order), 1)


def f1(predicted: NDArray[np.bool_], targets: NDArray[np.bool_]) -> tuple[float, float]:
    """Micro- and macro-averaged F1 over labels; a label nobody carries or predicts is left out of the macro."""
    hits = (predicted & targets).sum(axis=0).astype(float)
    total = predicted.sum(axis=0) + targets.sum(axis=0)
    each = 2 * hits[total > 0] / total[total > 0]
    return float(2 * hits.sum() / max(total.sum(), 1)), float(each.mean()) if len(each) else 0.0


def top_holds_all(probabilities: Floats, targets: NDArray[np.bool_], top: int = 3) -> float:
    """Share of texts whose true labels are all among the `top` most probable."""
    return float(((_ranks(probabilities) < top) | ~targets).all(axis=1).mean())


def selected(probabilities: Floats, threshold: Floats, most: int = 3) -> NDArray[np.bool_]:
    """(texts, labels): above its threshold, `most` at most; the most probable one when none is."""
    above = probabilities >= threshold
    ranks = _ranks(np.where(above, probabilities, -1.0))
    alone = ~above.any(axis=1, keepdims=True)
    return (above & (ranks < most)) | (alone & (_ranks(probabilities) < 1))


def facet_metrics(
    facet: str, head: Head, probabilities: Floats, targets: NDArray[np.bool_], sets: PredictionSets
) -> dict[str, Any]:
    """The figures of one facet from out-of-fold probabilities, with the thresholds of `head`."""
    if facet == "relevance":
        return _relevance(probabilities[:, 0], targets[:, 0], float(head.threshold[0]), sets)
    if facet == "reasons":
        return {"texts": int(targets.sum()), "average_precision": _each_precision(head.labels, probabilities, targets)}
    found = {**_many(head, probabilities, targets), **_set_figures(facet, probabilities, targets, sets)}
    return {**found, **choice_figures(probabilities, targets)} if facet == "levels" else found


def choice_figures(p: Floats, targets: NDArray[np.bool_]) -> dict[str, float]:
    """Of labels that exclude each other: how often one is chosen, how often rightly; Cohen's kappa of a forced choice.

    The other texts are left to the reviewer: no level stands in the form.
    """
    shares = p / np.maximum(p.sum(axis=1, keepdims=True), 1e-9)
    best, truth = shares.argmax(axis=1), targets.argmax(axis=1)
    chosen, right = shares.max(axis=1) > CHOSEN_SHARE, best == truth
    labels = range(targets.shape[1])
    by_chance = sum(float((best == k).mean() * (truth == k).mean()) for k in labels)
    return {
        "chosen_share": _round(chosen.mean()),
        "right_when_chosen": _round(right[chosen].mean() if chosen.any() else 0.0),
        "most_frequent": _round(targets.mean(axis=0).max()),
        "kappa": _round((right.mean() - by_chance) / max(1 - by_chance, 1e-9)),
    }


def hindrance_metrics(
    p: Floats, targets: NDArray[np.bool_], threshold: float, judged: NDArray[np.bool_]
) -> dict[str, Any]:
    """How well marked sentences are found; unmarked sentences that tell of a hindrance count as false.

    Apart: the sentences of texts that were `judged` sentence by sentence.
    """
    return {
        **_found(p, targets, threshold),
        "fully_judged": _found(p[judged], targets[judged], threshold),
    }


def _found(p: Floats, targets: NDArray[np.bool_], threshold: float) -> dict[str, Any]:
    predicted = p >= threshold
    hits = float((predicted & targets).sum())
    return {
        "sentences": len(targets),
        "marked": int(targets.sum()),
        "average_precision": _round(average_precision(p, targets)),
        "precision": _round(hits / max(predicted.sum(), 1)),
        "recall": _round(hits / max(targets.sum(), 1)),
    }


def _relevance(p: Floats, targets: NDArray[np.bool_], threshold: float, sets: PredictionSets) -> dict[str, Any]:
    predicted = p >= threshold
    hits = float((predicted & targets).sum())
    unsure = np.array([sets.is_unsure(float(value)) for value in p])
    sure = ~unsure
    return {
        "texts": len(targets),
        "average_precision": _round(average_precision(p, targets)),
        "threshold": _round(threshold),
        "precision": _round(hits / max(predicted.sum(), 1)),
        "recall": _round(hits / max(targets.sum(), 1)),
        "accuracy": _round((predicted == targets).mean()),
        "ece": _round(calibration_error(p, targets)),
        "unsure_share": _round(unsure.mean()),
        "accuracy_when_sure": _round((predicted == targets)[sure].mean()) if sure.any() else None,
    }


def _many(head: Head, p: Floats, targets: NDArray[np.bool_]) -> dict[str, Any]:
    predicted = selected(p, head.threshold)
    micro, macro = f1(predicted, targets)
    labels = {
        label: {
            "texts": int(targets[:, k].sum()),
            "f1": _round(f1(predicted[:, [k]], targets[:, [k]])[0]),
            "average_precision": _round(average_precision(p[:, k], targets[:, k])),
            "ece": _round(calibration_error(p[:, k], targets[:, k])),
            "threshold": _round(head.threshold[k]),
        }
        for k, label in enumerate(head.labels)
    }
    return {
        "texts": len(targets),
        "micro_f1": _round(micro),
        "macro_f1": _round(macro),
        "lrap": _round(ranking_precision(p, targets)),
        "top1_right": _round(float(targets[np.arange(len(p)), p.argmax(axis=1)].mean())),
        "top3_holds_all": _round(top_holds_all(p, targets)),
        "mean_ece": _round(np.mean([row["ece"] for row in labels.values()])),
        "labels": labels,
    }


def _set_figures(facet: str, p: Floats, targets: NDArray[np.bool_], sets: PredictionSets) -> dict[str, Any]:
    inside = p >= sets.lowest[facet]
    return {
        "set_confidence": sets.confidence,
        "set_coverage": _round((inside | ~targets).all(axis=1).mean()),
        "set_size": _round(inside.sum(axis=1).mean()),
    }


def _each_precision(labels: Sequence[str], p: Floats, targets: NDArray[np.bool_]) -> dict[str, float]:
    return {label: _round(average_precision(p[:, k], targets[:, k])) for k, label in enumerate(labels)}


def _ranks(values: NDArray[Any]) -> NDArray[np.intp]:
    return np.argsort(np.argsort(-values, axis=1, kind="stable"), axis=1)


def _round(value: Any) -> float:
    return round(float(value), 4)
