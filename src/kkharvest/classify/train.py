"""Training: labelled texts to a version of the heads, put into use when the rule of `promotion` allows it."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.card import write_card
from kkharvest.classify.conformal import CONFIDENCE, PredictionSets, lowest_kept, relevance_bounds
from kkharvest.classify.dataset import Example, read_examples, training_hash
from kkharvest.classify.definitions import read_definitions
from kkharvest.classify.encoder import Encoder
from kkharvest.classify.features import Features, Reading, read_records
from kkharvest.classify.fitting import Recipe, fit_linear, fold_of_groups, make_head, out_of_fold
from kkharvest.classify.heads import FACETS, Head, load_heads, margin, save_heads, set_current
from kkharvest.classify.hindrance_heads import fit_hindrances
from kkharvest.classify.inputs import ClassifyInput
from kkharvest.classify.metrics import facet_metrics
from kkharvest.classify.numbers import Floats
from kkharvest.classify.promotion import (
    FixedTest,
    Promotion,
    champion_test,
    decide,
    fixed_test,
    in_fixed_test,
    log_loss,
)
from kkharvest.classify.targets import Target, targets_of
from kkharvest.core.errors import ModelError

__all__ = ["FOLDS", "RECIPES", "Fitted", "TrainReport", "fit_heads", "read_training", "train"]

FOLDS = 5
# levels exclude each other and one is by far the most frequent: weighing them alike costs accuracy
RECIPES: Mapping[str, Recipe] = {facet: Recipe(c=1.0, balanced=facet != "levels") for facet in FACETS}
_CODE = 6  # raise it when the same texts would give other heads
_SETS = ("themes", "areas", "levels")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Heads with features and sets, and by facet the out-of-fold probabilities (texts of the facet, labels)."""

    heads: dict[str, Head]
    features: Features
    sets: PredictionSets
    probabilities: dict[str, Floats]
    metrics: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TrainReport:
    """The version that was trained, where it stands and what it was trained on."""

    version: str
    folder: Path
    texts: int
    examples: int
    metrics: dict[str, Any]
    promotion: Promotion


def train(
    training_dir: Path,
    models_dir: Path,
    encoder: Encoder,
    judgements: Sequence[Example] = (),
    *,
    promote: bool = True,
) -> TrainReport:
    """Heads trained on labelled texts and human judgements, stored, and put into use when the rule allows it.

    The rule is `promotion`'s; with `promote` false the heads in use stay.
    """
    examples = [*read_examples(training_dir), *judgements]
    reading = read_training(examples, encoder)
    fitted = fit_heads(examples, reading, encoder)
    tested = _fixed_test(examples, fitted, {judgement.id for judgement in judgements})
    verdict = _against_champion(models_dir, encoder, examples, reading, fitted, tested, judgements)
    data_hash = training_hash(examples)
    code = hashlib.sha256(f"{_CODE}:{data_hash}:{encoder.revision}".encode()).hexdigest()
    version = f"{encoder.name.rsplit('/', 1)[-1]}-{code[:10]}"
    folder = models_dir / "heads" / version
    manifest = save_heads(
        folder,
        fitted.heads,
        fitted.features,
        fitted.sets,
        {
            "version": version,
            "encoder": {"name": encoder.name, "revision": encoder.revision, "dimension": encoder.dimension},
            "training": {
                "sha256": data_hash,
                "texts": len(examples),
                "examples": sum(example.is_example for example in examples),
                "initiatives": len({example.initiative for example in examples}),
                "judgements": len(judgements),
                "judged_ids": sorted(judgement.id for judgement in judgements),
            },
            "fixed_test": tested.as_json(),
            "measured": f"out of fold, {FOLDS} folds by initiative",
            "thresholds": "highest F1 out of fold, 0.05 to 0.95 by 0.01; a label's own weighs n/(n+20) for n texts",
            "metrics": fitted.metrics,
        },
    )
    write_card(folder, manifest)
    if promote and verdict.promoted:
        set_current(models_dir, encoder.name, version)
    count = manifest["training"]["examples"]
    return TrainReport(version, folder, len(examples), count, fitted.metrics, verdict)


def _fixed_test(examples: Sequence[Example], fitted: Fitted, judged: Collection[str]) -> FixedTest:
    tested = np.array([in_fixed_test(e.initiative) and e.id not in judged for e in examples], np.bool_)
    positive = np.array([e.is_example for e in examples], np.bool_)
    theme_rows = tested[positive]
    return fixed_test(
        fitted.probabilities["relevance"][tested, 0],
        positive[tested],
        fitted.probabilities["themes"][theme_rows],
        targets_of(examples)["themes"].table[positive & tested],
    )


def _against_champion(
    models_dir: Path,
    encoder: Encoder,
    examples: Sequence[Example],
    reading: Reading,
    fitted: Fitted,
    tested: FixedTest,
    judgements: Sequence[Example],
) -> Promotion:
    try:
        champion = load_heads(models_dir, encoder.name, encoder.revision)
    except ModelError:
        return decide(None, tested)
    known = set(champion.manifest["training"].get("judged_ids", ()))
    fresh = {judgement.id for judgement in judgements} - known
    rows = np.array([e.id in fresh for e in examples], np.bool_)
    losses = None
    if rows.any():
        truth = np.array([e.is_example for e in examples], np.bool_)[rows]
        theirs = champion.relevance(reading.take(rows))
        ours = fitted.probabilities["relevance"][rows, 0]
        losses = (log_loss(theirs, truth), log_loss(ours, truth), int(rows.sum()))
    return decide(champion_test(dict(champion.manifest)), tested, losses)


def read_training(examples: Sequence[Example], encoder: Encoder) -> Reading:
    """What encoder and lexicons say of labelled texts."""
    return read_records([ClassifyInput(e.id, e.title, e.text, e.lang, e.url) for e in examples], encoder)


def fit_heads(examples: Sequence[Example], reading: Reading, encoder: Encoder) -> Fitted:
    """The heads of all facets; calibration, thresholds, sets and metrics come from out-of-fold values.

    Centres and document frequencies, which know no labels, are learnt once from all texts.
    """
    features = Features.learn(reading)
    topics = features.topics(reading)
    views = dict.fromkeys(FACETS, topics) | dict.fromkeys(("relevance", "reasons"), features.with_cues(topics, reading))
    definitions = read_definitions(encoder, features)
    folds = fold_of_groups([example.initiative for example in examples], FOLDS)
    targets = targets_of(examples)
    values: dict[str, Floats] = {}
    linear: dict[str, tuple[Floats, Floats]] = {}
    for facet, target in targets.items():
        view, table = views[facet][target.rows], target.table[target.rows]
        values[facet] = out_of_fold(view, table, folds[target.rows], RECIPES[facet], definitions.get(facet))
        linear[facet] = fit_linear(view, table, RECIPES[facet], definitions.get(facet))
    values["relevance"] = margin(values["relevance"], values["reasons"])
    heads: dict[str, Head] = {}
    probabilities: dict[str, Floats] = {}
    for facet, target in targets.items():
        table = target.table[target.rows]
        heads[facet], probabilities[facet] = make_head(target.labels, linear[facet], values[facet], table)
    sets = _prediction_sets(probabilities, targets)
    metrics = {
        facet: facet_metrics(facet, heads[facet], probabilities[facet], target.table[target.rows], sets)
        for facet, target in targets.items()
    }
    hindrances, metrics["hindrance"] = fit_hindrances(examples, reading, features, folds)
    return Fitted(heads | hindrances, features, sets, probabilities, metrics)


def _prediction_sets(probabilities: Mapping[str, Floats], targets: Mapping[str, Target]) -> PredictionSets:
    def table(facet: str) -> NDArray[np.bool_]:
        return targets[facet].table[targets[facet].rows]

    lowest = {facet: lowest_kept(probabilities[facet], table(facet)) for facet in _SETS}
    lowest_yes, highest_no = relevance_bounds(probabilities["relevance"][:, 0], table("relevance")[:, 0])
    return PredictionSets(CONFIDENCE, lowest, lowest_yes, highest_no)
