"""How many examples may still wait unread, and with what confidence.

Two answers. `expected`: the sum of the calibrated probabilities of what waits. `at_most`: a bound that rests on no
model. Whatever was read last was, at its time, drawn from what waited, at random or better than at random; so the
share of examples in it is no smaller than the share left. The hypergeometric distribution turns that into the
largest number left that is still credible (Callaghan and Müller-Hansen 2020, "Statistical stopping criteria for
automated screening"). Every last part of the reading gives such a bound and the lowest is taken, as in their paper:
that the order is better than random outweighs the many looks, which `bench/classify` verifies by simulation.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.numbers import Floats

__all__ = ["Remaining", "most_left", "remaining", "remaining_by"]

_LOOKS = 40


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is known of the examples among candidates not yet read.

    `recall_at_least`: the share of all examples that has been found, with probability `confidence`.
    """

    read: int
    waiting: int
    found: int
    expected: float
    at_most: int
    recall_at_least: float
    confidence: float


def remaining(verdicts: Sequence[bool], waiting: Floats, *, confidence: float = 0.95) -> Remaining:
    """The estimate after `verdicts`, in the order they were given, with probabilities `waiting` (n,) of the rest."""
    found = int(sum(verdicts))
    left = most_left(np.asarray(verdicts, np.bool_), len(waiting), confidence)
    return Remaining(
        read=len(verdicts),
        waiting=len(waiting),
        found=found,
        expected=round(float(np.sum(waiting)), 2),
        at_most=left,
        recall_at_least=round(found / (found + left), 4) if found + left else 1.0,
        confidence=confidence,
    )


def remaining_by(
    verdicts: Iterable[tuple[Hashable, bool]], waiting: Iterable[tuple[Hashable, float]], *, confidence: float = 0.95
) -> Mapping[Hashable, Remaining]:
    """The estimate for every source (or theme): a key stands beside each verdict and each probability."""
    given: dict[Hashable, tuple[list[bool], list[float]]] = {}
    for key, verdict in verdicts:
        given.setdefault(key, ([], []))[0].append(verdict)
    for key, p in waiting:
        given.setdefault(key, ([], []))[1].append(p)
    return {
        key: remaining(seen, np.asarray(rest, np.float32), confidence=confidence) for key, (seen, rest) in given.items()
    }


def most_left(verdicts: NDArray[np.bool_], waiting: int, confidence: float) -> int:
    """The largest number of examples among `waiting` that no last part of the reading makes incredible."""
    from scipy.stats import hypergeom

    if not len(verdicts) or not waiting:
        return waiting
    sizes = np.unique(np.linspace(1, len(verdicts), min(len(verdicts), _LOOKS)).astype(np.int64))
    hits = np.cumsum(verdicts[::-1])[sizes - 1]
    low, high = 0, waiting
    while low < high:
        middle = (low + high + 1) // 2
        chances = hypergeom.cdf(hits, sizes + waiting, hits + middle, sizes)
        if float(chances.min()) >= 1.0 - confidence:
            low = middle
        else:
            high = middle - 1
    return low
