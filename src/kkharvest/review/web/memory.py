"""Answers that are dear to compute and may be some seconds old, kept for all requests.

What many pages show is computed in the background by the keeper and only read here; whatever nobody has computed yet,
or has not renewed for long, is computed by the request that asks.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from kkharvest.review.agreement import agreement
from kkharvest.review.calibration import confirmed_by_bin
from kkharvest.review.coverage import coverage
from kkharvest.review.hindrances import hindrances
from kkharvest.review.overview import figures, source_rows
from kkharvest.store import Store

__all__ = ["Memory"]

_LARGEST = 500
_STANDING: dict[str, Callable[[Store], Any]] = {
    "figures": figures,
    "agreement": agreement,
    "coverage": coverage,
    "source_rows": source_rows,
    "hindrances": hindrances,
    "calibration": confirmed_by_bin,
}
_FRESH_S = 60.0


class Memory:
    """A small cache with an age limit for each question; computed by one request at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any]] = {}
        self._standing: dict[str, tuple[float, Any]] = {}
        self._lock = threading.RLock()
        self.stale = threading.Event()

    def get(self, question: str, seconds: float, answer: Callable[[], Any]) -> Any:
        """The kept answer, or a new one when it is older than `seconds`."""
        return self._get(self._kept, question, seconds, answer)

    def standing(self, question: str, store: Store) -> Any:
        """The answer to one of the questions that the keeper renews."""
        return self._get(self._standing, question, _FRESH_S, lambda: _STANDING[question](store))

    def renew(self, store: Store) -> None:
        """Computes the standing answers anew; those who ask meanwhile get the old ones."""
        self.stale.clear()
        for question, answer in _STANDING.items():
            self._standing[question] = (time.monotonic(), answer(store))

    def forget(self) -> None:
        """Drops counts, and has the standing answers renewed, after much changed at once."""
        with self._lock:
            self._kept.clear()
        self.stale.set()

    def _get(self, kept: dict[str, tuple[float, Any]], question: str, seconds: float, answer: Callable[[], Any]) -> Any:
        known = kept.get(question)
        if known and time.monotonic() - known[0] < seconds:
            return known[1]
        with self._lock:
            known = kept.get(question)
            if known and time.monotonic() - known[0] < seconds:
                return known[1]
            found = answer()
            if len(kept) >= _LARGEST:
                kept.clear()
            kept[question] = (time.monotonic(), found)
            return found
