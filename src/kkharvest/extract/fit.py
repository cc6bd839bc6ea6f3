"""Training of the content model: soft word F1 of each page, and the cross entropy of its blocks."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.features import PageFeatures
from kkharvest.extract.hints import BUCKETS
from kkharvest.extract.model import Model
from kkharvest.extract.network import HIDDEN, Batch, Weights, backward, forward, initial_weights, make_batch

__all__ = ["NETWORKS", "Row", "fit", "fit_model", "fold_of", "gradient_of_loss"]

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Row:
    """A training page: features of its n blocks, share of each that is content, words of each, true words."""

    features: PageFeatures
    labels: Floats
    words: Floats
    true_words: int


NETWORKS = 2
_EPOCHS = 4
_PAGES = 8
_RATE = 2e-3
_DECAY = 0.1
_DROP = 0.5
_WARM = 0.15
_LONGEST = 1500
_CLIP = 1.0


def fold_of(site: str, folds: int) -> int:
    """Fold that a site's pages belong to: no site is in two."""
    return zlib.crc32(site.encode()) % folds


def fit_model(rows: Sequence[Row]) -> Model:
    """Networks fitted to the same rows from different random weights."""
    return Model(tuple(fit(rows, seed) for seed in range(NETWORKS)))


def fit(rows: Sequence[Row], seed: int = 0) -> Weights:
    """Weights fitted to `rows`; the same rows and seed give the same weights."""
    rng = np.random.default_rng(seed)
    rows = [_cut(row) for row in rows if len(row.labels)]
    stacked = np.concatenate([row.features.dense for row in rows])
    weights = initial_weights(stacked.shape[1], BUCKETS, rng)
    weights["mean"] = stacked.mean(axis=0).astype(np.float32)
    weights["scale"] = np.maximum(stacked.std(axis=0), 0.05).astype(np.float32)
    adam = _Adam(weights, _EPOCHS * -(-len(rows) // _PAGES))
    for _ in range(_EPOCHS):
        for part in _batches(rows, rng):
            batch = make_batch([row.features for row in part], weights)
            drop = (_mask(rng, batch), _mask(rng, batch))
            scores, trace = forward(weights, batch, drop)
            slope = np.zeros_like(scores)
            for row, (first, last) in zip(part, batch.spans, strict=True):
                slope[first:last] = gradient_of_loss(scores[first:last], row) / len(part)
            adam.step(weights, backward(weights, batch, trace, slope, drop))
    return weights


def gradient_of_loss(scores: Floats, row: Row) -> Floats:
    """Gradient of cross entropy (weighted by the root of words) plus 1 - soft F1, by score."""
    p = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    weight = np.sqrt(row.words)
    entropy = (p - row.labels) * weight / max(float(weight.sum()), 1.0)
    true = max(float((row.words * row.labels).sum()), float(row.true_words), 1.0)
    shared = float((p * row.words * row.labels).sum())
    total = float((p * row.words).sum()) + true
    by_p = -(2 * row.words * row.labels * total - 2 * shared * row.words) / total**2
    return (entropy + by_p * p * (1 - p)).astype(np.float32)


def _mask(rng: np.random.Generator, batch: Batch) -> Floats:
    kept = rng.random((len(batch.dense), HIDDEN)) >= _DROP
    return (kept / (1 - _DROP)).astype(np.float32)


def _batches(rows: Sequence[Row], rng: np.random.Generator) -> list[list[Row]]:
    """Batches of pages of like length, in random order."""
    order = np.argsort([len(row.labels) * (1 + 0.3 * rng.random()) for row in rows])
    parts = [[rows[at] for at in order[start : start + _PAGES]] for start in range(0, len(order), _PAGES)]
    rng.shuffle(parts)
    return parts


def _cut(row: Row) -> Row:
    if len(row.labels) <= _LONGEST:
        return row
    return Row(row.features.part(0, _LONGEST), row.labels[:_LONGEST], row.words[:_LONGEST], row.true_words)


class _Adam:
    """AdamW with a rate that warms up and then falls along a cosine."""

    def __init__(self, weights: Weights, steps: int) -> None:
        self.names = [name for name in weights if name not in {"mean", "scale"}]
        self.first = {name: np.zeros_like(weights[name]) for name in self.names}
        self.second = {name: np.zeros_like(weights[name]) for name in self.names}
        self.steps, self.done = max(steps, 1), 0

    def step(self, weights: Weights, grads: Weights) -> None:
        self.done += 1
        norm = float(np.sqrt(sum(float((grads[name] ** 2).sum()) for name in self.names)))
        shrink = min(1.0, _CLIP / max(norm, 1e-9))
        rate = self._rate()
        for name in self.names:
            grad = grads[name].reshape(weights[name].shape) * shrink
            self.first[name] += 0.1 * (grad - self.first[name])
            self.second[name] += 0.001 * (grad**2 - self.second[name])
            mean = self.first[name] / (1 - 0.9**self.done)
            spread = np.sqrt(self.second[name] / (1 - 0.999**self.done)) + 1e-8
            weights[name] -= (rate * (mean / spread + _DECAY * weights[name])).astype(np.float32)

    def _rate(self) -> float:
        share = self.done / self.steps
        if share < _WARM:
            return float(_RATE * (0.04 + 0.96 * share / _WARM))
        return float(_RATE * 0.5 * (1 + np.cos(np.pi * (share - _WARM) / (1 - _WARM))))
