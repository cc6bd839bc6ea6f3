"""Answers that are dear to compute and may be some seconds old, kept for all requests."""

import threading
import time
from collections.abc import Callable
from typing import Any

__all__ = ["Memory"]

_LARGEST = 500


class Memory:
    """A small cache with an age limit for each question; computed by one request at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Any]] = {}
        self._lock = threading.RLock()

    def get(self, question: str, seconds: float, answer: Callable[[], Any]) -> Any:
        """The kept answer, or a new one when it is older than `seconds`."""
        known = self._kept.get(question)
        if known and time.monotonic() - known[0] < seconds:
            return known[1]
        with self._lock:
            known = self._kept.get(question)
            if known and time.monotonic() - known[0] < seconds:
                return known[1]
            found = answer()
            if len(self._kept) >= _LARGEST:
                self._kept.clear()
            self._kept[question] = (time.monotonic(), found)
            return found

    def forget(self) -> None:
        """Drops everything, after something changed that people expect to see at once."""
        with self._lock:
            self._kept.clear()
