"""In which order candidates come before a person.

Five streams are woven into one order, each with a share of the places: likely examples, those the models are unsure
of, rare themes, those that have waited long, and a random audit that tells how good the models really are. Every
candidate comes once, in the first stream that reaches it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from kkharvest.classify.numbers import Floats

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["DEFAULT_SHARES", "Place", "Stream", "order_queue", "rarity_of_themes"]


class Stream(StrEnum):
    """Why a candidate comes where it comes."""

    LIKELY = "likely"
    UNSURE = "unsure"
    RARE = "rare"
    OLD = "old"
    AUDIT = "audit"


DEFAULT_SHARES: Mapping[Stream, float] = {
    Stream.LIKELY: 0.55,
    Stream.UNSURE: 0.15,
    Stream.RARE: 0.15,
    Stream.OLD: 0.10,
    Stream.AUDIT: 0.05,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: the candidate's row, and why it stands there."""

    row: int
    stream: Stream


def rarity_of_themes(counts: Sequence[int]) -> Floats:
    """(themes,) float32 in 0…1: 1 for a theme without examples, small for the most frequent."""
    held = np.asarray(counts, np.float64)
    return np.asarray(1.0 / (1.0 + 13.0 * held / max(float(held.sum()), 1.0)), np.float32)


def order_queue(
    relevance: Floats,
    themes: Floats,
    days_waiting: Floats,
    rarity: Floats,
    *,
    seed: int = 0,
    shares: Mapping[Stream, float] = DEFAULT_SHARES,
) -> list[Place]:
    """All rows, each once, in the order to be reviewed in; the same arguments give the same order.

    `relevance`, `days_waiting` (n,), `themes` (n, labels), `rarity` (labels,). Streams get places in proportion to
    `shares`, at every length of the list that is read.
    """
    count = len(relevance)
    orders: dict[Stream, NDArray[np.intp]] = {
        Stream.LIKELY: np.argsort(-relevance, kind="stable"),
        Stream.UNSURE: np.argsort(np.abs(relevance - 0.5), kind="stable"),
        Stream.RARE: np.argsort(-relevance * (themes * rarity).max(axis=1, initial=0.0), kind="stable"),
        # what is surely no example may wait
        Stream.OLD: np.argsort(-days_waiting * np.sqrt(relevance), kind="stable"),
        Stream.AUDIT: np.random.default_rng(seed).permutation(count),
    }
    return _woven(count, {s: orders[s].tolist() for s in Stream if shares.get(s, 0) > 0}, shares)


def _woven(count: int, orders: Mapping[Stream, list[int]], shares: Mapping[Stream, float]) -> list[Place]:
    total = sum(shares[stream] for stream in orders)
    credit = dict.fromkeys(orders, 0.0)
    at = dict.fromkeys(orders, 0)
    taken = bytearray(count)
    places: list[Place] = []
    while len(places) < count:
        for stream in credit:
            credit[stream] += shares[stream] / total
        stream = max(credit, key=credit.__getitem__)
        credit[stream] -= 1.0
        order, i = orders[stream], at[stream]
        while taken[order[i]]:
            i += 1
        taken[order[i]] = 1
        places.append(Place(order[i], stream))
        at[stream] = i + 1
    return places
