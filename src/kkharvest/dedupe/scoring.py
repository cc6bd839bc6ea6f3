"""From features of a pair to calibrated probabilities, by small logistic models stored as arrays."""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError
from kkharvest.core.settings import load_settings
from kkharvest.dedupe.features import FEATURES, VECTOR_FEATURES
from kkharvest.dedupe.plda import Plda
from kkharvest.dedupe.statistics import Background
from kkharvest.dedupe.vectors import Space

__all__ = ["ARRAYS", "MANIFEST", "USUAL", "Linear", "Scorer", "Scores", "default_scorer", "load_scorer", "save_scorer"]

Floats = NDArray[np.float32]

ARRAYS, MANIFEST = "pairs.npz", "manifest.json"
USUAL = 400
_HARDLY = np.float32(0.05)
_ELSEWHERE = tuple(
    [FEATURES.index(name) for name in names]
    for names in (("title_place_differs", "lead_place_differs"), ("home_differs", "place_differs"))
)
_HEADS = ("same", "same_blind", "copy")


class Scores(NamedTuple):
    """Probabilities of pairs: that both tell the same example, and that one is a copy of the other."""

    same: Floats
    copy: Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic model of some `columns` of the features; arrays are float32 of their length."""

    columns: NDArray[np.int64]
    weights: Floats
    intercept: float

    def __call__(self, features: Floats, shift: float = 0.0) -> Floats:
        """Probabilities, one a row; `shift` is added to the logarithm of the odds."""
        odds = features[:, self.columns] @ self.weights + np.float32(self.intercept + shift)
        probabilities: Floats = (1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))).astype(np.float32)
        return probabilities


@dataclass(frozen=True, slots=True)
class Scorer:
    """Three heads: same example, the same for pairs without vectors, copy; with the statistics they rest on."""

    same: Linear
    same_blind: Linear
    copy: Linear
    background: Background
    space: Space
    version: str
    encoder: str = ""

    def __call__(self, features: Floats, n: int = 0) -> Scores:
        """Scores of rows of features among `n` tellings; a copy is the same example too.

        The more tellings, the likelier that two are alike by chance: odds of the same example, which were learned on
        collections of `USUAL` tellings, fall with the tenth root of `n` above it: how few others hold what two share is
        among the features, and grows rarer by itself.
        """
        elsewhere = np.any([features[:, columns].all(axis=1) for columns in _ELSEWHERE], axis=0)
        shift = -0.1 * math.log(max(n, USUAL) / USUAL)
        seen = ~np.isnan(features[:, VECTOR_FEATURES[0]])
        copy = self.copy(features)
        same = self.same_blind(features, shift)
        if seen.any():
            same[seen] = self.same(features[seen], shift)
        # A form or plan that several municipalities fill in tells as many examples, however alike the texts.
        same[elsewhere] *= _HARDLY
        copy[elsewhere] *= _HARDLY
        return Scores(np.maximum(same, copy), copy)


def save_scorer(scorer: Scorer, folder: Path, manifest: dict[str, Any]) -> None:
    """Writes arrays and manifest to `folder`."""
    arrays: dict[str, NDArray[Any]] = {
        "means": scorer.space.means,
        "whitening": scorer.space.whitening.astype(np.float16),
        "crowd": scorer.space.background.astype(np.float16),
        "plda_mean": scorer.space.plda.mean,
        "plda_axes": scorer.space.plda.axes.astype(np.float16),
        "plda_between": scorer.space.plda.between,
        "background_columns": scorer.background.columns,
        "background_counts": scorer.background.counts,
        "background_n": np.array(scorer.background.n),
    }
    for name in _HEADS:
        head: Linear = getattr(scorer, name)
        arrays |= {
            f"{name}_columns": head.columns,
            f"{name}_weights": head.weights,
            f"{name}_intercept": np.array(head.intercept, dtype=np.float64),
        }
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / ARRAYS, allow_pickle=False, **arrays)
    digest = hashlib.sha256((folder / ARRAYS).read_bytes()).hexdigest()
    text = json.dumps(
        {
            **manifest,
            "version": scorer.version,
            "encoder": scorer.encoder,
            "features": list(FEATURES),
            "sha256": digest,
        },
        ensure_ascii=False,
        indent=2,
    )
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def load_scorer(folder: Path) -> Scorer:
    """The scorer stored in `folder`; raises `ModelError` when it is missing, damaged or made for other features."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        content = (folder / ARRAYS).read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(
            f"No model for duplicates in {folder}: {error}. Run: python -m kkharvest.dedupe.train"
        ) from None
    if manifest.get("sha256") != hashlib.sha256(content).hexdigest():
        raise ModelError(f"{folder / ARRAYS} is not what its manifest says. Run: python -m kkharvest.dedupe.train")
    if manifest.get("features") != list(FEATURES):
        raise ModelError(f"The model in {folder} was trained for other features. Run: python -m kkharvest.dedupe.train")
    with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
        heads = {
            name: Linear(arrays[f"{name}_columns"], arrays[f"{name}_weights"], float(arrays[f"{name}_intercept"]))
            for name in _HEADS
        }
        background = Background(arrays["background_columns"], arrays["background_counts"], int(arrays["background_n"]))
        mean, axes, between = (arrays[f"plda_{name}"].astype(np.float32) for name in ("mean", "axes", "between"))
        means, whitening, crowd = (arrays[name].astype(np.float32) for name in ("means", "whitening", "crowd"))
        space = Space(means, whitening, crowd, Plda(mean, axes, between))
    return Scorer(**heads, background=background, space=space, version=manifest["version"], encoder=manifest["encoder"])


@cache
def default_scorer() -> Scorer:
    """The scorer of the project at hand."""
    return load_scorer(load_settings().models / "dedupe")
