"""Suggestions beside baselines on the same folds: with all labelled texts, and with few.

With all texts, five folds by initiative: ours, TF-IDF with logistic regression, definitions alone. With 8 or 16 texts a
label, two of these folds: ours, TF-IDF, and SetFit's recipe (`contrastive`), which takes minutes for each fold.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.classify import contrastive
from kkharvest.classify.crossval import cross_validate, facet_figures, few_texts, fit_values, tfidf_values
from kkharvest.classify.dataset import read_examples
from kkharvest.classify.definitions import read_definitions
from kkharvest.classify.encoder import load_encoder_for_training
from kkharvest.classify.features import Features
from kkharvest.classify.fitting import fold_of_groups
from kkharvest.classify.inputs import ClassifyInput, judged_text
from kkharvest.classify.numbers import Floats
from kkharvest.classify.targets import Target, targets_of
from kkharvest.classify.train import FOLDS, read_training
from kkharvest.core.settings import Settings

MEASURED_FOLDS = (0, 1)
SHOTS = (8, 16)
SHOWN = ("average_precision", "precision", "recall", "micro_f1", "macro_f1", "lrap", "top3_holds_all", "mean_ece")


def measure(settings: Settings) -> dict[str, Any]:
    """All methods with all texts, by facet; and the few-text methods, a row a method and number of texts."""
    encoder, _ = load_encoder_for_training(settings)
    examples = read_examples(settings.models / "training")
    reading = read_training(examples, encoder)
    features = Features.learn(reading)
    topics = features.topics(reading)
    views = {"themes": topics, "relevance": features.with_cues(topics, reading)}
    texts = [judged_text(ClassifyInput(e.id, e.title, e.text)) for e in examples]
    folds = fold_of_groups([e.initiative for e in examples], FOLDS)
    definitions = read_definitions(encoder, features)
    rows = []
    for facet, view in views.items():
        target = targets_of(examples)[facet]
        for count in (*SHOTS, None):
            pick = few_texts(_both_sides(target), count)
            found = {
                "kkharvest": fit_values(facet, view, target, folds, definitions, pick=pick),
                "tfidf+lr": tfidf_values(texts, target, folds, pick=pick),
            }
            if count is not None:
                found["SetFit"] = _contrastive(texts, target, folds, count)
            rows += [_row(facet, name, count, values, target, folds) for name, values in found.items()]
    return {
        "all texts": [asdict(scores) for scores in cross_validate(examples, reading, encoder)],
        "few texts": rows,
    }


def _contrastive(texts: list[str], target: Target, folds: NDArray[np.intp], count: int) -> Floats:
    table, own = target.table[target.rows], folds[target.rows]
    words = np.array(texts, object)[target.rows]
    pick = few_texts(_both_sides(target), count)
    found = np.zeros(table.shape, np.float32)
    for fold in MEASURED_FOLDS:
        seen, unseen = pick(own != fold), own == fold
        found[unseen] = contrastive.values(words[seen].tolist(), table[seen], words[unseen].tolist())
    return found


def _both_sides(target: Target) -> Target:
    """The target to draw few texts by: of a question of yes and no, both answers are labels."""
    if len(target.labels) > 1:
        return target
    return Target(("yes", "no"), np.hstack([target.table, ~target.table]), target.rows)


def _row(
    facet: str, method: str, count: int | None, values: Floats, target: Target, folds: NDArray[np.intp]
) -> dict[str, Any]:
    measured = np.isin(folds, MEASURED_FOLDS)
    rows = target.rows & measured
    part = Target(target.labels, target.table, rows)
    figures = facet_figures(facet, values[measured[target.rows]], part, folds)
    said = {name: figures[name] for name in SHOWN if name in figures}
    return {"facet": facet, "method": method, "texts a label": "all" if count is None else count, **said}
