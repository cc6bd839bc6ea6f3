"""What suggestions are measured by; pure functions of probabilities and targets."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.heads import Floats, Head

__all__ = ["calibration_error", "f1", "facet_metrics", "top_holds_all"]


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
    ranks = np.argsort(np.argsort(-probabilities, axis=1, kind="stable"), axis=1)
    return float(((ranks < top) | ~targets).all(axis=1).mean())


def facet_metrics(facet: str, head: Head, probabilities: Floats, targets: NDArray[np.bool_]) -> dict[str, Any]:
    """The figures of one facet from out-of-fold probabilities, with the thresholds of `head`."""
    if facet == "relevance":
        return _binary(probabilities[:, 0], targets[:, 0], float(head.threshold[0]))
    if facet == "levels":
        right = probabilities.argmax(axis=1) == targets.argmax(axis=1)
        return {"texts": len(targets), "accuracy": _round(right.mean()), "counts": _counts(head, targets)}
    return _many(head, probabilities, targets)


def _binary(p: Floats, targets: NDArray[np.bool_], threshold: float) -> dict[str, Any]:
    from sklearn.metrics import average_precision_score

    predicted = p >= threshold
    hits = float((predicted & targets).sum())
    return {
        "texts": len(targets),
        "average_precision": _round(average_precision_score(targets, p)),
        "threshold": _round(threshold),
        "precision": _round(hits / max(predicted.sum(), 1)),
        "recall": _round(hits / max(targets.sum(), 1)),
        "ece": _round(calibration_error(p, targets)),
    }


def _many(head: Head, p: Floats, targets: NDArray[np.bool_]) -> dict[str, Any]:
    from sklearn.metrics import label_ranking_average_precision_score

    predicted = selected(p, head.threshold)
    micro, macro = f1(predicted, targets)
    labels = {
        label: {
            "texts": int(targets[:, k].sum()),
            "f1": _round(f1(predicted[:, [k]], targets[:, [k]])[0]),
            "ece": _round(calibration_error(p[:, k], targets[:, k])),
            "threshold": _round(head.threshold[k]),
        }
        for k, label in enumerate(head.labels)
    }
    return {
        "texts": len(targets),
        "micro_f1": _round(micro),
        "macro_f1": _round(macro),
        "lrap": _round(label_ranking_average_precision_score(targets, p)),
        "top3_holds_all": _round(top_holds_all(p, targets)),
        "labels": labels,
    }


def selected(p: Floats, threshold: Floats, most: int = 3) -> NDArray[np.bool_]:
    """(texts, labels): what is suggested, the most probable when none is above its threshold, `most` at most."""
    ranks = np.argsort(np.argsort(-p, axis=1, kind="stable"), axis=1)
    above = p >= threshold
    above[~above.any(axis=1)] = True
    alone = ~(p >= threshold).any(axis=1)
    return above & (ranks < np.where(alone, 1, most)[:, None])


def _counts(head: Head, targets: NDArray[np.bool_]) -> dict[str, int]:
    return {label: int(targets[:, k].sum()) for k, label in enumerate(head.labels)}


def _round(value: Any) -> float:
    return round(float(value), 4)
