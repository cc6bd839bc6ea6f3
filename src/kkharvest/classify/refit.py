"""The models' view of the queue after the latest decisions, within the pause between two of them.

The trained heads stay as they are; what is fitted is a correction on the embeddings of the decided candidates, with
the heads' values as a fixed part. Few decisions correct little, many correct much. Scoring 20,000 candidates is one
matrix product.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.logistic import fit_logistic
from kkharvest.classify.numbers import Floats, sigmoid

__all__ = ["Decision", "Waiting", "refit"]

_STRENGTH = 4.0
_BIAS_PENALTY = 10.0
_ITERATIONS = 40


@dataclass(frozen=True, slots=True)
class Waiting:
    """Candidates as arrays, decided or not: rows belong together.

    `vectors` (n, d) float32 embeddings; `relevance` (n,) and `themes` (n, labels) float32 probabilities of the
    trained heads.
    """

    ids: tuple[str, ...]
    vectors: Floats
    relevance: Floats
    themes: Floats


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on the candidate in `row`; `themes` are label numbers, empty when it was rejected."""

    row: int
    is_example: bool
    themes: tuple[int, ...] = ()


def refit(waiting: Waiting, decisions: Sequence[Decision]) -> tuple[Floats, Floats]:
    """Relevance (n,) and themes (n, labels) float32: probabilities corrected by the last decision on each candidate."""
    last = {decision.row: decision for decision in decisions}
    if not last:
        return waiting.relevance, waiting.themes
    centred = waiting.vectors - waiting.vectors.mean(axis=0)
    rows = np.array(sorted(last), np.intp)
    verdicts = np.array([[last[row].is_example] for row in rows.tolist()], np.bool_)
    relevance = _corrected(centred, waiting.relevance[:, None], rows, verdicts)[:, 0]
    accepted = rows[verdicts[:, 0]]
    if not len(accepted):
        return relevance, waiting.themes
    chosen = np.array(
        [[k in last[row].themes for k in range(waiting.themes.shape[1])] for row in accepted.tolist()], np.bool_
    )
    return relevance, _corrected(centred, waiting.themes, accepted, chosen)


def _corrected(vectors: Floats, p: Floats, rows: NDArray[np.intp], targets: NDArray[np.bool_]) -> Floats:
    known = _log_odds(p)
    weights, bias = fit_logistic(
        vectors[rows], targets, c=_STRENGTH, offset=known[rows], iterations=_ITERATIONS, bias_penalty=_BIAS_PENALTY
    )
    return sigmoid(known + vectors @ weights.T + bias)


def _log_odds(p: Floats) -> Floats:
    inside = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(inside / (1 - inside)), np.float32)
