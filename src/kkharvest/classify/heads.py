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
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError

__all__ = [
    "FACETS",
    "Floats",
    "Head",
    "HeadSet",
    "current_version",
    "load_heads",
    "save_heads",
    "set_current",
    "sigmoid",
]

FACETS = ("relevance", "themes", "areas", "levels")
FORMAT = 1
_ARRAYS = "heads.npz"
_MANIFEST = "manifest.json"
_CURRENT = "current"
_PARTS = ("weights", "bias", "slope", "offset", "threshold", "quantile")

Floats: TypeAlias = NDArray[np.float32]


def sigmoid(values: NDArray[Any]) -> Floats:
    """The logistic function, float32, safe for large values."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(values, np.float64))), np.float32)


@dataclass(frozen=True, slots=True)
class Head:
    """One linear function per label and what turns its value into a probability.

    `weights` (labels, d) float32, all others (labels,) float32: `bias`; `slope` and `offset` of the calibration
    (Platt 1999); `threshold` on the probability, above which a label is selected; `quantile`: the smallest
    probability that keeps a label in the prediction set (see `conformal`).
    """

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    slope: Floats
    offset: Floats
    threshold: Floats
    quantile: Floats

    def decision(self, features: Floats) -> Floats:
        """(texts, labels) float32: uncalibrated values of `features` (texts, d)."""
        return np.asarray(features @ self.weights.T + self.bias, np.float32)

    def probability(self, features: Floats) -> Floats:
        """(texts, labels) float32: calibrated probabilities of `features` (texts, d)."""
        return sigmoid(self.decision(features) * self.slope + self.offset)


@dataclass(frozen=True, slots=True)
class HeadSet:
    """The heads of all facets, made for one revision of one encoder."""

    version: str
    encoder: str
    encoder_revision: str
    heads: Mapping[str, Head] = field(repr=False)
    manifest: Mapping[str, Any] = field(repr=False)

    def __getitem__(self, facet: str) -> Head:
        return self.heads[facet]


def save_heads(folder: Path, heads: Mapping[str, Head], manifest: Mapping[str, Any]) -> None:
    """Write arrays and manifest to `folder`; the manifest gets labels and the hash of the arrays."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {f"{facet}.{part}": getattr(head, part) for facet, head in heads.items() for part in _PARTS}
    arrays = {
        name: value.astype(np.float16 if name.endswith(".weights") else np.float32) for name, value in arrays.items()
    }
    np.savez_compressed(folder / _ARRAYS, allow_pickle=False, **arrays)
    full = {
        "format": FORMAT,
        **manifest,
        "labels": {facet: list(head.labels) for facet, head in heads.items()},
        "files": {_ARRAYS: _hash(folder / _ARRAYS)},
    }
    text = json.dumps(full, indent=2, ensure_ascii=False, sort_keys=False) + "\n"
    (folder / _MANIFEST).write_text(text, encoding="utf-8")


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
    return HeadSet(name, encoder, encoder_revision, _heads(folder, manifest), manifest)


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


def _heads(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Head]:
    try:
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return {facet: _head(tuple(manifest["labels"][facet]), facet, arrays) for facet in FACETS}
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{folder / _ARRAYS} cannot be read ({error}): restore it or run `kkharvest train`.") from None


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
