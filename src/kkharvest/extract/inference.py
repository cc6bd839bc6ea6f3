# cython: boundscheck=False, wraparound=False
"""What the content model says of one page: the networks of `network`, side by side and without a trace for training.

The same sums as `network.forward`, in an order that needs fewer of them. What rows share is multiplied once: the names
of an element, the mean of a range or group of blocks, the page's own row. Features are brought to mean 0 and scale 1 by
the weights of the input layer. Of n blocks and k networks of h hidden units, states are (n, k, h) float32; products are
numpy's, what is gathered or added by index is a plain loop, compiled by Cython. Each loop checks the rows it is led to
by index; all other bounds are those of the arrays it runs over.
"""

from collections.abc import Sequence

import cython
import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.features import ANCESTORS, PageFeatures
from kkharvest.extract.network import DILATIONS, HIDDEN, Weights, forward, make_batch
from kkharvest.extract.surroundings import LEVELS

__all__ = ["Inference"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Blocks of a page that the model looks at; those beyond are judged in a second window.
_WINDOW = 3000
_STEEPEST = 30


class Inference:
    """Weights of networks that share `mean` and `scale`, laid out for one page at a time."""

    def __init__(self, networks: Sequence[Weights]) -> None:
        self._networks = networks
        mean, scale = (networks[0][name].astype(np.float64) for name in ("mean", "scale"))
        features = len(mean)
        inputs = [weights["input"][:features] / scale[:, None] for weights in networks]
        self._input = np.concatenate(inputs, axis=1, dtype=np.float32)
        self._input_bias = np.stack(
            [weights["input_bias"] - mean @ own for weights, own in zip(networks, inputs, strict=True)],
            dtype=np.float32,
        )
        self._embedding = np.stack([weights["embedding"] for weights in networks], axis=1)
        self._names = np.stack([_side_by_side(weights["names"], ANCESTORS) for weights in networks])
        self._named = np.stack([weights["input"][features:] for weights in networks])
        self._convolutions = {
            reach: np.stack([_side_by_side(weights[f"conv{reach}"], 3) for weights in networks]) for reach in DILATIONS
        }
        self._held = [
            np.stack([weights["around"][at : at + HIDDEN] for weights in networks])
            for at in range(HIDDEN, (LEVELS + 1) * HIDDEN, HIDDEN)
        ]
        self._grouped = np.stack([weights["alike"][HIDDEN:] for weights in networks])
        self._own = np.stack(
            [np.concatenate([weights[name][:HIDDEN] for name in ("around", "alike")], axis=1) for weights in networks]
        )
        self._page = np.stack([weights["page"] for weights in networks])
        self._output = np.stack([weights["output"][:HIDDEN] for weights in networks])
        self._output_page = np.stack([weights["output"][HIDDEN:] for weights in networks])
        self._score = np.stack([weights["score"] for weights in networks])
        self._bias = {
            name.removesuffix("_bias"): np.stack([weights[name] for weights in networks])
            for name in networks[0]
            if name.endswith("_bias")
        }

    def predict(self, page: PageFeatures) -> Floats:
        """Probability of being main content for each block of a page, (n,): the mean of the networks."""
        # The loops below are slow where they are not compiled, and training's own pass tells the same.
        scores = self.scores if cython.compiled else self._scores_in_training
        windows = [np.zeros(0, dtype=np.float32)]
        for start in range(0, len(page.dense), _WINDOW):
            odds = np.clip(scores(page.part(start, start + _WINDOW)), -_STEEPEST, _STEEPEST)
            windows.append((1 / (1 + np.exp(-odds))).mean(axis=1))
        return np.concatenate(windows, dtype=np.float32)

    def _scores_in_training(self, page: PageFeatures) -> Floats:
        batch = make_batch([page], self._networks[0])
        first, last = batch.spans[0]
        return np.stack([forward(weights, batch)[0][first:last] for weights in self._networks], axis=1)

    def scores(self, page: PageFeatures) -> Floats:
        """Log odds of being main content of each block, by each network; (n, k), for at least one block."""
        if not len(page.dense) == len(page.ancestors) == len(page.around.holders) == len(page.around.groups):
            raise IndexError("tables of one page have a row for each of its blocks")
        state = (page.dense @ self._input).reshape(len(page.dense), -1, HIDDEN)
        _activate(state, _product(self._names_of(page), self._named), self._input_bias)
        for reach, weights in self._convolutions.items():
            _convolve(state, weights, self._bias[f"conv{reach}"], reach)
        self._look_around(state, page)
        pooled = np.concatenate([state.mean(axis=0), state.max(axis=0)], axis=1)[None]
        of_page = np.maximum(_product(pooled, self._page) + self._bias["page"], 0)
        output = _product(state, self._output)
        output += _product(of_page, self._output_page) + self._bias["output"]
        np.maximum(output, 0, out=output)
        scores: Floats = (_product(output, self._score) + self._bias["score"])[:, :, 0]
        return scores

    def _names_of(self, page: PageFeatures) -> Floats:
        ancestors, bags = _near(page) if len(page.bags) > len(page.ancestors) else (page.ancestors, page.bags)
        parts = _product(_bag_means(bags, self._embedding), self._names)
        names: Floats = _names(ancestors, parts, self._bias["names"])
        return names

    def _look_around(self, state: Floats, page: PageFeatures) -> None:
        ranges, rows, ends = _shared_ranges(page.around.holders)
        means = _range_means(state, ranges)
        held = np.empty_like(means)
        for weights, start, end in zip(self._held, [0, *ends], ends, strict=False):
            _product(means[start:end], weights, held[start:end])
        grouped = _product(_group_means(state, page.around.groups), self._grouped)
        own = _product(state, self._own)
        _add_around(state, own, held, rows, grouped, page.around.groups, self._bias["around"], self._bias["alike"])


def _near(page: PageFeatures) -> tuple[Ints, list[tuple[int, ...]]]:
    """The ancestors of a page that has many names for its blocks, and only those bags that they lead to."""
    rows, places = np.unique(page.ancestors, return_inverse=True)
    bags = [page.bags[row] for row in rows.tolist() if row >= 0]
    return places.reshape(page.ancestors.shape) - (len(rows) - len(bags)), bags


def _side_by_side(weights: Floats, parts: int) -> Floats:
    """Weights of parts of a row, one below the other, as those of one part with several answers."""
    return np.concatenate(np.split(weights, parts), axis=1)


def _product(rows: Floats, weights: Floats, out: Floats | None = None) -> Floats:
    """Rows (n, k, a) by the weights (k, a, b) of each network, (n, k, b)."""
    if out is None:
        out = np.empty((len(rows), len(weights), weights.shape[2]), dtype=np.float32)
    np.matmul(rows.transpose(1, 0, 2), weights, out=out.transpose(1, 0, 2))
    return out


@cython.locals(
    embedding="float[:, :, ::1]", means="float[:, :, ::1]", at=cython.Py_ssize_t, word=cython.Py_ssize_t,
    network=cython.Py_ssize_t, column=cython.Py_ssize_t, count=cython.float, bag=tuple,
)  # fmt: skip
def _bag_means(bags: list[tuple[int, ...]], embedding: Floats) -> Floats:
    """Mean vector of the words of each bag, (bags, k, width); a bag without words has that of word 0."""
    table = np.zeros((len(bags), embedding.shape[1], embedding.shape[2]), dtype=np.float32)
    means = table
    for at, bag in enumerate(bags):
        count = max(len(bag), 1)
        for word in bag or (0,):
            _check(word, embedding.shape[0])
            for network in range(embedding.shape[1]):
                for column in range(embedding.shape[2]):
                    means[at, network, column] += embedding[word, network, column]
        for network in range(embedding.shape[1]):
            for column in range(embedding.shape[2]):
                means[at, network, column] /= count
    return table


@cython.locals(
    ancestors="long long[:, :]", parts="float[:, :, ::1]", bias="float[:, ::1]", names="float[:, :, ::1]",
    at=cython.Py_ssize_t, level=cython.Py_ssize_t, row=cython.Py_ssize_t, network=cython.Py_ssize_t,
    column=cython.Py_ssize_t, width=cython.Py_ssize_t, start=cython.Py_ssize_t, zero=cython.float,
)  # fmt: skip
def _names(ancestors: Ints, parts: Floats, bias: Floats) -> Floats:
    """Vector of the names around each block, (n, k, width), from what each bag adds at each level."""
    width, zero = bias.shape[1], 0
    table = np.empty((ancestors.shape[0], bias.shape[0], bias.shape[1]), dtype=np.float32)
    table[:] = bias
    names = table
    for at in range(ancestors.shape[0]):
        for level in range(ancestors.shape[1]):
            row = ancestors[at, level]
            if row < 0:
                continue
            _check(row, parts.shape[0])
            start = level * width
            for network in range(names.shape[1]):
                for column in range(width):
                    names[at, network, column] += parts[row, network, start + column]
        for network in range(names.shape[1]):
            for column in range(width):
                names[at, network, column] = max(names[at, network, column], zero)
    return table


@cython.locals(
    state="float[:, :, ::1]", more="float[:, :, ::1]", bias="float[:, ::1]", at=cython.Py_ssize_t,
    network=cython.Py_ssize_t, column=cython.Py_ssize_t, zero=cython.float,
)  # fmt: skip
def _activate(state: Floats, more: Floats, bias: Floats) -> None:
    """The input layer's answer: sums with `more` and the bias, negative values cut to 0, in place."""
    zero = 0
    for at in range(state.shape[0]):
        for network in range(state.shape[1]):
            for column in range(state.shape[2]):
                state[at, network, column] = max(
                    state[at, network, column] + more[at, network, column] + bias[network, column], zero
                )


@cython.locals(
    state="float[:, :, ::1]", parts="float[:, :, ::1]", bias="float[:, ::1]", at=cython.Py_ssize_t,
    network=cython.Py_ssize_t, column=cython.Py_ssize_t, step=cython.Py_ssize_t, width=cython.Py_ssize_t,
    zero=cython.float,
)  # fmt: skip
def _convolve(state: Floats, weights: Floats, bias: Floats, reach: int) -> None:
    """Adds to each row what it, the one `reach` before and the one `reach` after say together."""
    size, width, step, zero = state.shape[0], state.shape[2], reach, 0
    # Rows of zeros before and after stand for what lies beyond the page.
    table = np.empty((size + 2 * reach, len(bias), 3 * width), dtype=np.float32)
    table[:reach] = table[size + reach :] = 0
    _product(np.asarray(state), weights, table[reach : size + reach])
    parts = table
    for at in range(size):
        for network in range(state.shape[1]):
            for column in range(width):
                state[at, network, column] += max(
                    parts[at, network, column]
                    + parts[at + step, network, width + column]
                    + parts[at + 2 * step, network, 2 * width + column]
                    + bias[network, column],
                    zero,
                )


@cython.locals(
    holders="long long[:, :, :]", rows="long long[:, ::1]", ranges="long long[:, ::1]", at=cython.Py_ssize_t,
    level=cython.Py_ssize_t, row=cython.Py_ssize_t,
)  # fmt: skip
def _shared_ranges(holders: Ints) -> tuple[Ints, Ints, list[int]]:
    """Ranges of blocks, the row of each block's at each level, and where the rows of each level end.

    `holders`: (n, levels, 2). Neighbours in one range share its row: (rows, 2), (n, levels), (levels,).
    """
    row_table = np.empty((holders.shape[0], holders.shape[1]), dtype=np.int64)
    table = np.empty((holders.shape[0] * holders.shape[1], 2), dtype=np.int64)
    rows, ranges = row_table, table
    row = -1
    ends: list[int] = []
    for level in range(rows.shape[1]):
        for at in range(rows.shape[0]):
            if (
                not at
                or holders[at, level, 0] != holders[at - 1, level, 0]
                or holders[at, level, 1] != holders[at - 1, level, 1]
            ):
                row += 1
                ranges[row, 0], ranges[row, 1] = holders[at, level, 0], holders[at, level, 1]
            rows[at, level] = row
        ends.append(row + 1)
    return table[: row + 1], row_table, ends


@cython.locals(
    state="float[:, :, ::1]", ranges="long long[:, ::1]", sums="float[:, :, ::1]", means="float[:, :, ::1]",
    at=cython.Py_ssize_t, row=cython.Py_ssize_t, network=cython.Py_ssize_t, column=cython.Py_ssize_t,
    first=cython.Py_ssize_t, last=cython.Py_ssize_t, count=cython.float,
)  # fmt: skip
def _range_means(state: Floats, ranges: Ints) -> Floats:
    """Mean state of the blocks of each range, (ranges, k, h)."""
    table = np.empty((state.shape[0] + 1, state.shape[1], state.shape[2]), dtype=np.float32)
    table[0] = 0
    sums = table
    for at in range(state.shape[0]):
        for network in range(state.shape[1]):
            for column in range(state.shape[2]):
                sums[at + 1, network, column] = sums[at, network, column] + state[at, network, column]
    table = np.empty((ranges.shape[0], state.shape[1], state.shape[2]), dtype=np.float32)
    means = table
    for row in range(ranges.shape[0]):
        first, last = ranges[row, 0], ranges[row, 1]
        _check(first, sums.shape[0])
        _check(last, sums.shape[0])
        count = max(last - first, 1)
        for network in range(state.shape[1]):
            for column in range(state.shape[2]):
                means[row, network, column] = (sums[last, network, column] - sums[first, network, column]) / count
    return table


@cython.locals(
    state="float[:, :, ::1]", groups="long long[:]", means="float[:, :, ::1]", counts="float[::1]",
    at=cython.Py_ssize_t, group=cython.Py_ssize_t, network=cython.Py_ssize_t, column=cython.Py_ssize_t,
    size=cython.Py_ssize_t, count=cython.float,
)  # fmt: skip
def _group_means(state: Floats, groups: Ints) -> Floats:
    """Mean state of the blocks of each group, (groups, k, h)."""
    size = 0
    for at in range(groups.shape[0]):
        size = max(size, groups[at] + 1)
    table = np.zeros((size, state.shape[1], state.shape[2]), dtype=np.float32)
    means, counts = table, np.zeros(size, dtype=np.float32)
    for at in range(groups.shape[0]):
        group = groups[at]
        _check(group, size)
        counts[group] += 1
        for network in range(state.shape[1]):
            for column in range(state.shape[2]):
                means[group, network, column] += state[at, network, column]
    for group in range(size):
        count = max(counts[group], 1)
        for network in range(state.shape[1]):
            for column in range(state.shape[2]):
                means[group, network, column] /= count
    return table


@cython.locals(
    state="float[:, :, ::1]", own="float[:, :, ::1]", held="float[:, :, ::1]", rows="long long[:, ::1]",
    grouped="float[:, :, ::1]", groups="long long[:]", around="float[:, ::1]", alike="float[:, ::1]",
    at=cython.Py_ssize_t, level=cython.Py_ssize_t, row=cython.Py_ssize_t, group=cython.Py_ssize_t,
    network=cython.Py_ssize_t, column=cython.Py_ssize_t, width=cython.Py_ssize_t, zero=cython.float,
)  # fmt: skip
def _add_around(
    state: Floats, own: Floats, held: Floats, rows: Ints, grouped: Floats, groups: Ints, around: Floats, alike: Floats
) -> None:
    """Adds what the ranges that hold a block and the blocks marked like it say; `own`: (n, k, 2 h), spent."""
    width, zero = state.shape[2], 0
    for at in range(state.shape[0]):
        group = groups[at]
        _check(group, grouped.shape[0])
        for network in range(state.shape[1]):
            for level in range(rows.shape[1]):
                row = rows[at, level]
                for column in range(width):
                    own[at, network, column] += held[row, network, column]
            for column in range(width):
                state[at, network, column] += max(own[at, network, column] + around[network, column], zero) + max(
                    own[at, network, width + column] + grouped[group, network, column] + alike[network, column], zero
                )


@cython.cfunc
@cython.inline
def _check(row: cython.Py_ssize_t, size: cython.Py_ssize_t) -> cython.int:
    if not 0 <= row < size:
        raise IndexError(f"row {row} of {size}")
    return 0
