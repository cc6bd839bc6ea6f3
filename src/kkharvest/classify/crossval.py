"""Cross-validation by initiative: ours beside baselines on the same folds, and the learning curve.

Values of a fold come from fits that saw none of its initiatives; its calibration and thresholds come from the other
folds' values, so that no figure profits from labels it is measured on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.conformal import CONFIDENCE, PredictionSets, lowest_kept, relevance_bounds
from kkharvest.classify.dataset import Example
from kkharvest.classify.definitions import Definitions, read_definitions
from kkharvest.classify.encoder import Encoder
from kkharvest.classify.features import Features, Reading
from kkharvest.classify.fitting import fit_linear, fold_of_groups, make_head
from kkharvest.classify.heads import margin
from kkharvest.classify.inputs import ClassifyInput, judged_text
from kkharvest.classify.metrics import (
    average_precision,
    calibration_error,
    choice_figures,
    f1,
    ranking_precision,
    selected,
    top_holds_all,
)
from kkharvest.classify.numbers import Floats
from kkharvest.classify.targets import Target, targets_of
from kkharvest.classify.train import FOLDS, RECIPES

__all__ = ["Scores", "cross_validate", "facet_figures", "few_texts", "fit_values", "learning_curve", "tfidf_values"]

_TOPICS = ("themes", "areas", "levels")
_SEED = 7


@dataclass(frozen=True, slots=True)
class Scores:
    """A method's figures by facet, all out of fold."""

    method: str
    figures: Mapping[str, Mapping[str, Any]]


def cross_validate(examples: Sequence[Example], reading: Reading, encoder: Encoder) -> list[Scores]:
    """Ours, TF-IDF with logistic regression, and definitions alone, by facet."""
    targets = targets_of(examples)
    folds = fold_of_groups([example.initiative for example in examples], FOLDS)
    features = Features.learn(reading)
    topics = features.topics(reading)
    full = features.with_cues(topics, reading)
    definitions = read_definitions(encoder, features)
    views = dict.fromkeys(targets, topics) | {"relevance": full, "reasons": full}
    ours = {facet: fit_values(facet, views[facet], target, folds, definitions) for facet, target in targets.items()}
    ours["relevance"] = margin(ours["relevance"], ours["reasons"])
    texts = [judged_text(ClassifyInput(e.id, e.title, e.text)) for e in examples]
    tfidf = {facet: tfidf_values(texts, targets[facet], folds) for facet in ("relevance", *_TOPICS)}
    zero = {facet: _similarity(topics, definitions[facet], targets[facet]) for facet in _TOPICS}
    methods = {"kkharvest": ours, "tfidf+lr": tfidf, "definitions alone": zero}
    return [
        Scores(
            name,
            {facet: facet_figures(facet, found[facet], targets[facet], folds) for facet in found if facet != "reasons"},
        )
        for name, found in methods.items()
    ]


def learning_curve(
    examples: Sequence[Example], reading: Reading, encoder: Encoder, shots: Sequence[int] = (0, 8, 16, 32)
) -> list[dict[str, Any]]:
    """Themes by number of texts a theme: definitions alone, `shots` texts a theme, all."""
    target = targets_of(examples)["themes"]
    folds = fold_of_groups([example.initiative for example in examples], FOLDS)
    features = Features.learn(reading)
    topics = features.topics(reading)
    definitions = read_definitions(encoder, features)
    rows = []
    for count in (*shots, None):
        if count == 0:
            values = _similarity(topics, definitions["themes"], target)
        else:
            values = fit_values("themes", topics, target, folds, definitions, pick=few_texts(target, count))
        table = target.table[target.rows]
        micro = facet_figures("themes", values, target, folds)["micro_f1"]
        rows.append(
            {"texts_a_theme": "all" if count is None else count, "micro_f1": micro, "lrap": _lrap(values, table)}
        )
    return rows


Picker: TypeAlias = Callable[[NDArray[np.bool_]], NDArray[np.bool_]]


def few_texts(target: Target, count: int | None) -> Picker:
    """A choice among a facet's training rows: about `count` texts of every label; all when `count` is None."""
    if count is None:
        return lambda seen: seen
    table = target.table[target.rows]

    def pick(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
        order = np.random.default_rng(_SEED).permutation(len(seen))
        chosen = np.zeros(len(seen), np.bool_)
        for k in range(table.shape[1]):
            carrying = [i for i in order if seen[i] and table[i, k]]
            chosen[carrying[: max(count - int(table[chosen, k].sum()), 0)]] = True
        return chosen

    return pick


def fit_values(
    facet: str,
    view: Floats,
    target: Target,
    folds: NDArray[np.intp],
    definitions: Definitions,
    *,
    pick: Picker | None = None,
) -> Floats:
    """(texts of the facet, labels) float32: out-of-fold values of our fits on the texts that `pick` leaves."""
    rows, table, own = view[target.rows], target.table[target.rows], folds[target.rows]
    values = np.zeros(table.shape, np.float32)
    for fold in range(FOLDS):
        seen = pick(own != fold) if pick else own != fold
        weights, bias = fit_linear(rows[seen], table[seen], RECIPES[facet], definitions.get(facet))
        values[own == fold] = rows[own == fold] @ weights.T + bias
    return values


def tfidf_values(
    texts: Sequence[str], target: Target, folds: NDArray[np.intp], *, pick: Picker | None = None
) -> Floats:
    """(texts of the facet, labels) float32: out-of-fold values of TF-IDF with logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    words = np.array(texts, object)[target.rows]
    table, own = target.table[target.rows], folds[target.rows]
    values = np.full(table.shape, -8.0, np.float32)
    for fold in range(FOLDS):
        seen = pick(own != fold) if pick else own != fold
        unseen = own == fold
        carried = np.flatnonzero(table[seen].any(axis=0))
        vectors = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        model = OneVsRestClassifier(LogisticRegression(C=10.0, class_weight="balanced", max_iter=500))
        model.fit(vectors.fit_transform(words[seen]), table[seen][:, carried].astype(int))
        scores = np.asarray(model.decision_function(vectors.transform(words[unseen])), np.float32)
        values[np.ix_(unseen, carried)] = scores.reshape(-1, len(carried))
    return values


def _similarity(topics: Floats, definitions: Floats, target: Target) -> Floats:
    """(texts, labels) float32: similarity to the Swedish and the English definition together."""
    labels = len(target.labels)
    prototypes = definitions.reshape(-1, labels, definitions.shape[1]).sum(axis=0)
    return np.asarray(topics[target.rows] @ prototypes.T, np.float32)


def facet_figures(facet: str, values: Floats, target: Target, folds: NDArray[np.intp]) -> dict[str, Any]:
    """All figures of a facet from out-of-fold `values`; calibration and thresholds of a fold come from the others."""
    table, own = target.table[target.rows], folds[target.rows]
    p = np.zeros(table.shape, np.float32)
    bars = np.zeros(table.shape, np.float32)
    inside = np.zeros(table.shape, np.bool_)
    sure = np.zeros(len(table), np.bool_)
    nothing = (np.zeros((len(target.labels), 1), np.float32), np.zeros(len(target.labels), np.float32))
    for fold in np.unique(own):
        other, here = own != fold, own == fold
        head, known = make_head(target.labels, nothing, values[other], table[other])
        p[here] = head.calibrated(values[here])
        bars[here] = head.threshold
        inside[here] = p[here] >= lowest_kept(known, table[other])
        if facet == "relevance":
            sets = PredictionSets(CONFIDENCE, {}, *relevance_bounds(known[:, 0], table[other][:, 0]))
            sure[here] = [not sets.is_unsure(float(value)) for value in p[here, 0]]
    if facet == "relevance":
        return _relevance(p[:, 0], bars[:, 0], table[:, 0], sure)
    predicted = selected(p, bars)
    micro, macro = f1(predicted, table)
    eces = {label: round(calibration_error(p[:, k], table[:, k]), 4) for k, label in enumerate(target.labels)}
    choice = choice_figures(p, table) if facet == "levels" else {}
    return {
        "texts": len(table),
        "micro_f1": round(micro, 4),
        "macro_f1": round(macro, 4),
        "lrap": _lrap(values, table),
        "top1_right": round(float(table[np.arange(len(p)), p.argmax(axis=1)].mean()), 4),
        "top3_holds_all": round(top_holds_all(p, table), 4),
        "ece": eces,
        "mean_ece": round(float(np.mean(list(eces.values()))), 4),
        "set_coverage": round(float((inside | ~table).all(axis=1).mean()), 4),
        "set_size": round(float(inside.sum(axis=1).mean()), 2),
        **choice,
    }


def _relevance(p: Floats, bars: Floats, targets: NDArray[np.bool_], sure: NDArray[np.bool_]) -> dict[str, Any]:
    predicted = p >= bars
    hits = float((predicted & targets).sum())
    return {
        "texts": len(p),
        "average_precision": round(average_precision(p, targets), 4),
        "precision": round(hits / max(float(predicted.sum()), 1), 4),
        "recall": round(hits / max(float(targets.sum()), 1), 4),
        "accuracy": round(float((predicted == targets).mean()), 4),
        "ece": round(calibration_error(p, targets), 4),
        "unsure_share": round(float(1 - sure.mean()), 4),
        "accuracy_when_sure": round(float((predicted == targets)[sure].mean()), 4) if sure.any() else None,
    }


def _lrap(values: Floats, table: NDArray[np.bool_]) -> float:
    return round(ranking_precision(values, table), 4)
