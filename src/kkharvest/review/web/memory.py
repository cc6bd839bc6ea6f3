"""Answers that are dear to compute and may be some seconds old, kept for all requests.

What many pages show is computed behind them and only read here; whatever nobody has computed yet, or has not renewed
for long, is computed by the request that asks. While one request computes, the others get what was known before.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from kkharvest.review.standing import ANSWERS, all_answers
from kkharvest.store import Store

__all__ = ["Memory"]

_LARGEST = 500


class Memory:
    """A small cache with an age limit for each question."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any]] = {}
        self._standing: dict[str, Any] = {}
        self._under_way: set[str] = set()
        self._lock = threading.Lock()

    def get(self, question: str, seconds: float, answer: Callable[[], Any]) -> Any:
        """The kept answer, or a new one when it is older than `seconds`."""
        known = self._kept.get(question)
        if known and time.monotonic() - known[0] < seconds:
            return known[1]
        with self._lock:
            if known and question in self._under_way:
                return known[1]
            self._under_way.add(question)
        try:
            found = answer()
        finally:
            with self._lock:
                self._under_way.discard(question)
        with self._lock:
            if len(self._kept) >= _LARGEST:
                self._kept.clear()
            self._kept[question] = (time.monotonic(), found)
        return found

    def standing(self, question: str, store: Store) -> Any:
        """The answer to one of the questions that are renewed in the background."""
        if question not in self._standing:
            self._standing[question] = ANSWERS[question](store)
        return self._standing[question]

    def renew(self, store: Store) -> None:
        """Computes the standing answers anew; those who ask meanwhile get the old ones."""
        self.keep(all_answers(store))

    def keep(self, answers: Mapping[str, Any]) -> None:
        """Takes in standing answers that were computed elsewhere."""
        self._standing.update(answers)

    def forget(self) -> None:
        """Drops counts, after much changed at once."""
        with self._lock:
            self._kept.clear()
