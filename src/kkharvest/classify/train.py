"""Training: labelled texts to a version of the heads.

`python -m kkharvest.classify.train` trains from models/training and makes the new version current.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.dataset import Example, read_examples, training_hash
from kkharvest.classify.encoder import Encoder, MemoryCache, load_encoder
from kkharvest.classify.fitting import Recipe, fit_head, fold_of_groups
from kkharvest.classify.heads import Floats, Head, save_heads, set_current
from kkharvest.classify.inputs import ClassifyInput, judged_text
from kkharvest.core.settings import Settings, load_settings
from kkharvest.taxonomy import areas, levels, predicted_themes

__all__ = ["TrainReport", "embed_examples", "fit_heads", "main", "targets_of", "train"]

_FOLDS = 5
_RECIPES = {
    "relevance": Recipe(c=30.0, balanced=True),
    "themes": Recipe(c=30.0, balanced=True),
    "areas": Recipe(c=30.0, balanced=True),
    "levels": Recipe(c=10.0, balanced=True),
}


@dataclass(frozen=True, slots=True)
class TrainReport:
    """The version that was trained, where it stands and what it was trained on."""

    version: str
    folder: Path
    texts: int
    examples: int
    metrics: dict[str, Any]


def train(training_dir: Path, models_dir: Path, settings: Settings, judgements: Sequence[Example] = ()) -> TrainReport:
    """Heads trained on labelled texts and human judgements, stored and made current."""
    examples = [*read_examples(training_dir), *judgements]
    encoder = load_encoder(settings, MemoryCache())
    features = embed_examples(encoder, examples)
    heads, metrics = fit_heads(examples, features)
    data_hash = training_hash(examples)
    version = f"{encoder.name.rsplit('/', 1)[-1]}-{data_hash[:10]}"
    folder = models_dir / "heads" / version
    manifest = {
        "version": version,
        "encoder": {"name": encoder.name, "revision": encoder.revision, "dimension": encoder.dimension},
        "training": {
            "sha256": data_hash,
            "texts": len(examples),
            "examples": sum(example.is_example for example in examples),
            "initiatives": len({example.initiative for example in examples}),
            "judgements": len(judgements),
        },
        "metrics": metrics,
    }
    save_heads(folder, heads, manifest)
    set_current(models_dir, encoder.name, version)
    return TrainReport(version, folder, len(examples), manifest["training"]["examples"], metrics)


def embed_examples(encoder: Encoder, examples: Sequence[Example]) -> Floats:
    """(texts, d) float32: the features of labelled texts."""
    return encoder.encode([judged_text(ClassifyInput(e.id, e.title, e.text)) for e in examples])


def targets_of(examples: Sequence[Example]) -> dict[str, tuple[tuple[str, ...], NDArray[np.bool_], NDArray[np.bool_]]]:
    """By facet: labels, targets (texts, labels), and which texts (texts,) the facet is trained on."""
    positive = np.array([example.is_example for example in examples])
    levelled = np.array([example.is_example and example.level is not None for example in examples])
    theme, area, level = (tuple(x.slug for x in found) for found in (predicted_themes(), areas(), levels()))

    def table(labels: tuple[str, ...], chosen: list[tuple[str, ...]]) -> NDArray[np.bool_]:
        return np.array([[label in found for label in labels] for found in chosen])

    return {
        "relevance": (("example",), positive[:, None], np.ones(len(examples), np.bool_)),
        "themes": (theme, table(theme, [e.themes for e in examples]), positive),
        "areas": (area, table(area, [e.areas for e in examples]), positive),
        "levels": (level, table(level, [(e.level,) if e.level else () for e in examples]), levelled),
    }


def fit_heads(examples: Sequence[Example], features: Floats) -> tuple[dict[str, Head], dict[str, Any]]:
    """The heads of all facets, and what their out-of-fold probabilities measure."""
    from kkharvest.classify.metrics import facet_metrics

    folds = fold_of_groups([example.initiative for example in examples], _FOLDS)
    heads: dict[str, Head] = {}
    metrics: dict[str, Any] = {}
    for facet, (labels, targets, rows) in targets_of(examples).items():
        recipe = _RECIPES[facet]
        heads[facet], probabilities = fit_head(labels, features[rows], targets[rows], folds[rows], recipe)
        metrics[facet] = facet_metrics(facet, heads[facet], probabilities, targets[rows])
    return heads, metrics


def main() -> None:
    """Train from the project's labelled texts and say what was measured."""
    import json
    import sys

    settings = load_settings()
    report = train(settings.models / "training", settings.models, settings)
    sys.stdout.write(f"{report.version}: {report.examples} examples in {report.texts} texts → {report.folder}\n")
    sys.stdout.write(json.dumps(report.metrics, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
