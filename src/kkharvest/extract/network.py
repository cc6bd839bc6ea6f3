"""The content model: a small convolutional network over the sequence of a page's blocks, in numpy alone.

Each block is its features and the learned vectors of the names of its nearest ancestors; three dilated convolutions
let it see its neighbours, means over the elements that hold it and over the blocks marked like it what it is part of,
and the page's mean and maximum what kind of page it stands on. A model may hold several networks, trained from
different random weights, that judge together. `forward` and `backward` serve training; harvesting takes the same pass
without a trace, see `inference`. Arrays are float32 without unit; n is the number of rows.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.features import ANCESTORS, PageFeatures
from kkharvest.extract.surroundings import LEVELS

__all__ = [
    "DILATIONS",
    "HIDDEN",
    "Batch",
    "Trace",
    "Weights",
    "backward",
    "forward",
    "initial_weights",
    "make_batch",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Weights = dict[str, Floats]

DILATIONS = (1, 2, 4)
_GAP = max(DILATIONS)
HIDDEN = 64
_EMBEDDING, _NAMES = 16, 24


@dataclass(frozen=True, slots=True)
class Batch:
    """Pages laid one after another with empty rows between.

    `dense`: (n, f). `ancestors`: (n, ANCESTORS) rows of the bags, -1 for none. `words`, `starts`: the bags, flat.
    `real`: (n, 1), 1 for blocks and 0 for gaps. `spans`: first and last row of each page. `holders`: (n, LEVELS, 2),
    ranges of rows; `groups`: (n,), numbers of blocks marked alike, 0 for gaps.
    """

    dense: Floats
    ancestors: Ints
    words: Ints
    starts: Ints
    real: Floats
    spans: list[tuple[int, int]]
    holders: Ints
    groups: Ints


@dataclass(slots=True)
class Trace:
    """What `backward` needs of a forward pass."""

    values: dict[str, Floats]
    tops: list[Ints]


def initial_weights(features: int, buckets: int, rng: np.random.Generator) -> Weights:
    """Random weights (He), float32."""

    def layer(fan_in: int, *shape: int) -> Floats:
        values: Floats = (rng.standard_normal(shape) * np.sqrt(2 / fan_in)).astype(np.float32)
        return values

    hidden = HIDDEN
    weights = {
        "embedding": (rng.standard_normal((buckets, _EMBEDDING)) * 0.05).astype(np.float32),
        "names": layer(ANCESTORS * _EMBEDDING, ANCESTORS * _EMBEDDING, _NAMES),
        "input": layer(features + _NAMES, features + _NAMES, hidden),
        "around": np.concatenate([layer(hidden, hidden, hidden), layer(20 * hidden, LEVELS * hidden, hidden)]),
        "alike": layer(8 * hidden, 2 * hidden, hidden),
        "page": layer(2 * hidden, 2 * hidden, hidden),
        "output": layer(2 * hidden, 2 * hidden, hidden),
        "score": layer(hidden, hidden, 1),
    }
    for name in ("names", "input", "around", "alike", "page", "output", "score"):
        weights[f"{name}_bias"] = np.zeros(weights[name].shape[1], dtype=np.float32)
    for dilation in DILATIONS:
        weights[f"conv{dilation}"] = layer(6 * hidden, 3 * hidden, hidden)
        weights[f"conv{dilation}_bias"] = np.zeros(hidden, dtype=np.float32)
    weights["mean"] = np.zeros(features, dtype=np.float32)
    weights["scale"] = np.ones(features, dtype=np.float32)
    return weights


def make_batch(pages: list[PageFeatures], weights: Weights) -> Batch:
    """Pages laid out for one pass, features brought to mean 0 and scale 1."""
    rows = sum(len(page.dense) + _GAP for page in pages) + _GAP
    dense = np.zeros((rows, len(weights["mean"])), dtype=np.float32)
    ancestors = np.full((rows, ANCESTORS), -1, dtype=np.int64)
    real = np.zeros((rows, 1), dtype=np.float32)
    holders = np.zeros((rows, LEVELS, 2), dtype=np.int64)
    groups = np.zeros(rows, dtype=np.int64)
    words: list[int] = []
    starts: list[int] = []
    spans = []
    at, numbers = _GAP, 1
    for page in pages:
        end = at + len(page.dense)
        dense[at:end] = (page.dense - weights["mean"]) / weights["scale"]
        ancestors[at:end] = np.where(page.ancestors >= 0, page.ancestors + len(starts), -1)
        real[at:end] = 1
        holders[at:end] = page.around.holders + at
        groups[at:end] = page.around.groups + numbers
        numbers += int(page.around.groups.max(initial=0)) + 1
        for bag in page.bags:
            starts.append(len(words))
            words.extend(bag or (0,))
        spans.append((at, end))
        at = end + _GAP
    return Batch(dense, ancestors, np.array(words or [0]), np.array(starts or [0]), real, spans, holders, groups)


def forward(weights: Weights, batch: Batch, drop: tuple[Floats, Floats] | None = None) -> tuple[Floats, Trace]:
    """Score (log odds of being content) of each row, (n,), and the trace; `drop` holds dropout masks."""
    counts = np.diff(np.append(batch.starts, len(batch.words)))[:, None]
    means = np.add.reduceat(weights["embedding"][batch.words], batch.starts, axis=0) / counts
    bags: Floats = np.concatenate([means, np.zeros((1, means.shape[1]))]).astype(np.float32)
    chain = bags[batch.ancestors].reshape(len(batch.ancestors), -1)
    names = _layer(weights, "names", chain)
    joined = np.concatenate([batch.dense, names], axis=1)
    hidden = _layer(weights, "input", joined)
    state = hidden * batch.real
    if drop:
        state = state * drop[0]
    values = {"chain": chain, "names": names, "joined": joined, "hidden": hidden}
    for dilation in DILATIONS:
        window = _window(state, dilation)
        found = _layer(weights, f"conv{dilation}", window)
        found *= batch.real
        values[f"window{dilation}"], values[f"found{dilation}"] = window, found
        state = state + found
    held = np.concatenate([state, _holder_means(state, batch)], axis=1)
    around = _layer(weights, "around", held)
    around *= batch.real
    grouped = np.concatenate([state, _group_means(state, batch)], axis=1)
    alike = _layer(weights, "alike", grouped)
    alike *= batch.real
    values |= {"held": held, "around": around, "grouped": grouped, "alike": alike}
    state = state + around + alike
    pooled = np.stack([np.concatenate([state[a:b].mean(axis=0), state[a:b].max(axis=0)]) for a, b in batch.spans])
    tops = [a + state[a:b].argmax(axis=0) for a, b in batch.spans]
    page = _layer(weights, "page", pooled)
    spread = np.zeros_like(state)
    for (a, b), row in zip(batch.spans, page, strict=True):
        spread[a:b] = row
    both = np.concatenate([state, spread], axis=1)
    output = _layer(weights, "output", both)
    if drop:
        output = output * drop[1]
    values |= {"pooled": pooled, "page": page, "both": both, "output": output}
    scores = output @ weights["score"] + weights["score_bias"]
    return scores[:, 0], Trace(values, tops)


def backward(
    weights: Weights, batch: Batch, trace: Trace, slope: Floats, drop: tuple[Floats, Floats] | None = None
) -> Weights:
    """Gradient of every weight, given that of the scores: `slope`, (n,)."""
    values = trace.values
    hidden = HIDDEN
    grads: Weights = {}

    def linear(name: str, inputs: Floats, slopes: Floats) -> Floats:
        grads[name] = inputs.T @ slopes
        grads[f"{name}_bias"] = slopes.sum(axis=0)
        return slopes @ weights[name].T

    back = linear("score", values["output"], slope[:, None])
    if drop:
        back = back * drop[1]
    back = linear("output", values["both"], back * (values["output"] > 0))
    state = back[:, :hidden].copy()
    page = np.stack([back[a:b, hidden:].sum(axis=0) for a, b in batch.spans])
    pooled = linear("page", values["pooled"], page * (values["page"] > 0))
    columns = np.arange(hidden)
    for (a, b), top, row in zip(batch.spans, trace.tops, pooled, strict=True):
        state[a:b] += row[:hidden] / (b - a)
        state[top, columns] += row[hidden:]
    held = linear("around", values["held"], state * (values["around"] > 0))
    grouped = linear("alike", values["grouped"], state * (values["alike"] > 0))
    state = state + _held_gradient(held, batch) + grouped[:, :hidden] + _group_means(grouped[:, hidden:], batch)
    for dilation in reversed(DILATIONS):
        inner = state * (values[f"found{dilation}"] > 0)
        window = linear(f"conv{dilation}", values[f"window{dilation}"], inner)
        state = (
            state
            + _shift(window[:, :hidden], -dilation)
            + window[:, hidden : 2 * hidden]
            + _shift(window[:, 2 * hidden :], dilation)
        )
    if drop:
        state = state * drop[0]
    joined = linear("input", values["joined"], state * batch.real * (values["hidden"] > 0))
    chain = linear("names", values["chain"], joined[:, batch.dense.shape[1] :] * (values["names"] > 0))
    grads["embedding"] = _embedding_gradient(weights["embedding"], batch, chain)
    return grads


def _layer(weights: Weights, name: str, inputs: Floats) -> Floats:
    """Rows through one layer, negative values cut to 0."""
    rows: Floats = inputs @ weights[name]
    rows += weights[f"{name}_bias"]
    return np.maximum(rows, 0, out=rows)


def _window(state: Floats, reach: int) -> Floats:
    """Each row between those `reach` before and after it, (n, 3 hidden)."""
    width = state.shape[1]
    window = np.zeros((len(state), 3 * width), dtype=state.dtype)
    window[reach:, :width] = state[:-reach]
    window[:, width : 2 * width] = state
    window[:-reach, 2 * width :] = state[reach:]
    return window


def _holder_means(state: Floats, batch: Batch) -> Floats:
    """Mean state over each of the ranges that hold a row, (n, LEVELS hidden)."""
    sums = np.concatenate([np.zeros((1, state.shape[1]), dtype=state.dtype), np.cumsum(state, axis=0)])
    first, last = batch.holders[:, :, 0], batch.holders[:, :, 1]
    means = sums[last]
    means -= sums[first]
    means /= _count(first, last, state)
    return means.reshape(len(state), -1)


def _group_means(state: Floats, batch: Batch) -> Floats:
    """Mean state over the rows of the same group, (n, hidden)."""
    counts = np.maximum(np.bincount(batch.groups), 1).astype(state.dtype)[:, None]
    means: Floats = (_summed(state, batch.groups, len(counts)) / counts)[batch.groups]
    return means


def _held_gradient(held: Floats, batch: Batch) -> Floats:
    """Gradient of the states, given that of themselves and of the means over their ranges."""
    steps = np.zeros((len(held) + 1, HIDDEN), dtype=held.dtype)
    for level in range(LEVELS):
        first, last = batch.holders[:, level, 0], batch.holders[:, level, 1]
        part = held[:, (level + 1) * HIDDEN : (level + 2) * HIDDEN] / _count(first, last, held)
        steps += _summed(part, first, len(steps)) - _summed(part, last, len(steps))
    gradient: Floats = held[:, :HIDDEN] + np.cumsum(steps[:-1], axis=0, dtype=held.dtype)
    return gradient


def _count(first: Ints, last: Ints, like: Floats) -> Floats:
    counts: Floats = np.maximum(last - first, 1).astype(like.dtype)[..., None]
    return counts


def _summed(rows: Floats, keys: Ints, size: int) -> Floats:
    """Sums of the rows that have the same key, (size, width)."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    sums = np.zeros((size, rows.shape[1]), dtype=rows.dtype)
    sums[ordered[begins]] = np.add.reduceat(rows[order], begins, axis=0)
    return sums


def _embedding_gradient(embedding: Floats, batch: Batch, chain: Floats) -> Floats:
    width = embedding.shape[1]
    rows = np.where(batch.ancestors >= 0, batch.ancestors, len(batch.starts)).reshape(-1)
    bags = _summed(chain.reshape(-1, width), rows, len(batch.starts) + 1)
    counts = np.diff(np.append(batch.starts, len(batch.words)))
    owners = np.repeat(np.arange(len(batch.starts)), counts)
    shares: Floats = (bags[owners] / counts[owners, None]).astype(chain.dtype)
    return _summed(shares, batch.words, len(embedding))


def _shift(rows: Floats, by: int) -> Floats:
    shifted = np.zeros_like(rows)
    if by > 0:
        shifted[by:] = rows[:-by]
    else:
        shifted[:by] = rows[-by:]
    return shifted
