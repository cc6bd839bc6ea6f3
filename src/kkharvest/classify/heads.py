"""Trained heads: linear functions of a text's features, calibrated, with thresholds; stored as arrays.

`models/heads/<version>/` holds `heads.npz` (arrays, no objects), `manifest.json` and a model card; the text file
`models/heads/current` names the version in use for each encoder, a line each: encoder, version.
"""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.conformal import PredictionSets
from kkharvest.classify.features import Features, Reading
from kkharvest.classify.numbers import Floats, sigmoid
from kkharvest.core.errors import ModelError

__all__ = ["FACETS", "Head", "HeadSet", "current_version", "load_heads", "margin", "save_heads", "set_current"]

FACETS = ("relevance", "reasons", "themes", "areas", "levels", "hindrance", "hindrance_kind")
FORMAT = 4
_ARRAYS = "heads.npz"
_MANIFEST = "manifest.json"
_CURRENT = "current"
_PARTS = ("weights", "bias", "slope", "offset", "threshold")


@dataclass(frozen=True, slots=True)
class Head:
    """One linear function per label and what turns its value into a probability.

    `weights` (labels, d) float32, all others (labels,) float32: `bias`; `slope` and `offset` of the calibration
    (Platt 1999); `threshold` on the probability, above which a label is selected.
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats

    def decision(self, features: Floats) -> Floats:
        """(texts, labels) float32: uncalibrated values of `features` (texts, d)."""
        return np.asarray(features @ self.weights.T + self.bias, np.float32)

    def calibrated(self, values: Floats) -> Floats:
        """(texts, labels) float32: probabilities of decision values."""
        return sigmoid(values * self.slope + self.offset)

    def probability(self, features: Floats) -> Floats:
        """(texts, labels) float32: calibrated probabilities of `features` (texts, d)."""
        return self.calibrated(self.decision(features))


@dataclass(frozen=True, slots=True)
class HeadSet:
    """The heads of all facets with the features they read, made for one revision of one encoder."""

    version: str
    encoder: str
    encoder_revision: str
    features: Features
    heads: Mapping[str, Head] = field(repr=False)
    sets: PredictionSets
    manifest: Mapping[str, Any] = field(repr=False)

    def __getitem__(self, facet: str) -> Head:
        return self.heads[facet]

    def relevance_values(self, features: Floats) -> Floats:
        """(texts, 1) float32: how much more a text looks like an example than like every kind of near miss.

        The margin of the example's head over the log-sum-exp of the heads of near misses (`reasons`).
        """
        return margin(self["relevance"].decision(features), self["reasons"].decision(features))

    def relevance(self, reading: Reading) -> Floats:
        """(texts,) float32: calibrated probabilities that the texts are examples."""
        full = self.features.with_cues(self.features.topics(reading), reading)
        return self["relevance"].calibrated(self.relevance_values(full))[:, 0]


def margin(values: Floats, reasons: Floats) -> Floats:
    """(texts, 1) float32: `values` (texts, 1) minus the log-sum-exp of `reasons` (texts, kinds)."""
    if not reasons.shape[1]:
        return values
    top = reasons.max(axis=1, keepdims=True)
    return np.asarray(values - top - np.log(np.exp(reasons - top).sum(axis=1, keepdims=True)), np.float32)


def save_heads(
    folder: Path, heads: Mapping[str, Head], features: Features, sets: PredictionSets, manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Write arrays and manifest to `folder`; returns the manifest with labels, sets and the hash of the arrays."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {f"{facet}.{part}": getattr(head, part) for facet, head in heads.items() for part in _PARTS}
    arrays.update(features.arrays())
    arrays = {
        name: value.astype(np.float16 if name.endswith(".weights") else np.float32) for name, value in arrays.items()
    }
    np.savez_compressed(folder / _ARRAYS, allow_pickle=False, **arrays)
    full = {
        "format": FORMAT,
        **manifest,
        "labels": {facet: list(head.labels) for facet, head in heads.items()},
        "sets": sets.as_json(),
        "files": {_ARRAYS: _hash(folder / _ARRAYS)},
    }
    text = json.dumps(full, indent=2, ensure_ascii=False, sort_keys=False) + "\n"
    (folder / _MANIFEST).write_text(text, encoding="utf-8")
    return full


def load_heads(models_dir: Path, encoder: str, encoder_revision: str, version: str | None = None) -> HeadSet:
    """The heads in use for `encoder`, or `version` of them.

    Raises `ModelError` when they are missing, damaged, of another format, or made for another revision.
    """
    name = version or current_version(models_dir, encoder)
    folder = models_dir / "heads" / name
    manifest = _manifest(folder)
    if manifest.get("format") != FORMAT:
        raise ModelError(f"The heads in {folder} have format {manifest.get('format')}, this program reads {FORMAT}.")
    made_for = manifest.get("encoder", {})
    if (made_for.get("name"), made_for.get("revision")) != (encoder, encoder_revision):
        raise ModelError(
            f"The heads {name} were trained for {made_for.get('name')} {made_for.get('revision')}, not for {encoder} "
            f"{encoder_revision}: run `kkharvest train`, or set classify.encoder to the one they were trained for."
        )
    if manifest.get("files", {}).get(_ARRAYS) != _hash(folder / _ARRAYS):
        raise ModelError(f"{folder / _ARRAYS} is not the file its manifest names: restore it or run `kkharvest train`.")
    return _head_set(name, folder, manifest)


def current_version(models_dir: Path, encoder: str) -> str:
    """The version in use for `encoder`; raises `ModelError` when none is."""
    version = _pointers(models_dir).get(encoder)
    if version is None:
        raise ModelError(f"No heads are trained for the encoder {encoder}: run `kkharvest train`.")
    return version


def set_current(models_dir: Path, encoder: str, version: str) -> None:
    """Make `version` the one in use for `encoder`."""
    if not (models_dir / "heads" / version / _MANIFEST).is_file():
        raise ModelError(f"There are no heads of version {version} in {models_dir / 'heads'}.")
    pointers = {**_pointers(models_dir), encoder: version}
    path = models_dir / "heads" / _CURRENT
    fresh = path.with_suffix(".new")
    fresh.write_text("".join(f"{name} {found}\n" for name, found in sorted(pointers.items())), encoding="utf-8")
    fresh.replace(path)


def _pointers(models_dir: Path) -> dict[str, str]:
    path = models_dir / "heads" / _CURRENT
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split(maxsplit=1) for line in lines if len(line.split()) == 2)  # noqa: PLR2004 - name, version


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"The heads {folder.name} are missing ({path}): run `kkharvest train`.") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}): restore it or run `kkharvest train`.") from None
    if not isinstance(manifest, dict):
        raise ModelError(f"{path} is no manifest: restore it or run `kkharvest train`.")
    return manifest


def _head_set(version: str, folder: Path, manifest: Mapping[str, Any]) -> HeadSet:
    try:
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            heads = {facet: _head(tuple(manifest["labels"][facet]), facet, arrays) for facet in FACETS}
            features = Features.from_arrays(arrays)
        sets = PredictionSets.from_json(manifest["sets"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"The heads in {folder} cannot be read ({error}): restore or run `kkharvest train`.") from None
    made_for = manifest["encoder"]
    return HeadSet(version, made_for["name"], made_for["revision"], features, heads, sets, manifest)


def _head(labels: tuple[str, ...], facet: str, arrays: Mapping[str, NDArray[Any]]) -> Head:
    parts = {part: np.asarray(arrays[f"{facet}.{part}"], np.float32) for part in _PARTS}
    if any(len(value) != len(labels) or not np.isfinite(value).all() for value in parts.values()):
        raise ValueError(f"{facet}: shapes or values do not fit {len(labels)} labels")
    return Head(labels, **parts)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise ModelError(f"{path} is missing: restore it or run `kkharvest train`.") from None
