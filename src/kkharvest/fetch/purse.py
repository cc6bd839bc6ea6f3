"""A run's own budget: its pages go to the best addresses of all sources, its bytes and minutes to whoever comes.

A source may take an address when it is among the best that all sources know of, as many as there are pages left. So a
site that has little to tell leaves its share to one that has much. Until a source has read its lists, an equal share
is kept for it, lest the fastest hosts spend what is not theirs. Lists made for machines are free.
"""

import asyncio
import time
from collections import Counter

from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.waiting import BUCKETS, bucket

__all__ = ["Purse"]

_FRESH = 200


class Purse:
    """What a run may still ask, over all its sources."""

    def __init__(self, fetch: FetchSettings, spent_pages: int = 0, spent_bytes: int = 0) -> None:
        self._fetch = fetch
        self._pages = spent_pages
        self._bytes = spent_bytes
        self._deadline = time.monotonic() + 60 * fetch.run_minutes if fetch.run_minutes else None
        self._waiting: dict[str, Counter[int]] = {}
        self._beginning: set[str] = set()
        self._cut: tuple[int, int] | None = None
        self._changed = asyncio.Event()

    def join(self, source_id: str, tally: Counter[int]) -> None:
        """Takes a source in; `tally` tells at any time how many of its pages wait, by bucket of their score."""
        self._beginning.add(source_id)
        self._waiting[source_id] = tally

    def begun(self, source_id: str) -> None:
        """Notes that a source has read its lists, and takes part with what it knows."""
        if source_id in self._beginning:
            self._beginning.discard(source_id)
            self._tell()

    def leave(self, source_id: str) -> None:
        """Lets a source go: what waits there is not asked in this run."""
        self._beginning.discard(source_id)
        self._waiting.pop(source_id, None)
        self._tell()

    def why_stop(self) -> str | None:
        """Which budget of the run is spent, or None."""
        if self._fetch.run_pages is not None and self._pages >= self._fetch.run_pages:
            return f"the run's budget of {self._fetch.run_pages} pages"
        if self._fetch.run_bytes is not None and self._bytes >= self._fetch.run_bytes:
            return f"the run's budget of {self._fetch.run_bytes:,} bytes"
        if self._deadline is not None and time.monotonic() >= self._deadline:
            return "the run's budget of minutes"
        return None

    def lets(self, source_id: str, score: float) -> bool:
        """Whether a source may ask an address of this score; its first page it may ask in any case."""
        return self._fetch.run_pages is None or source_id in self._beginning or bucket(score) >= self._least()

    def spend(self, pages: int, n_bytes: int = 0) -> None:
        """Takes pages and bytes out; a page that was refused or a list is put back with -1."""
        self._pages += pages
        self._bytes += n_bytes
        self._tell()

    async def changed(self) -> None:
        """Returns when something may have become possible that was not."""
        await self._changed.wait()

    def _tell(self) -> None:
        self._cut = None if not self._cut or self._cut[1] <= 0 else (self._cut[0], self._cut[1] - 1)
        self._changed.set()
        self._changed = asyncio.Event()

    def _least(self) -> int:
        if self._cut is None:
            left = self._left()
            # What is known changes little from page to page: a cut serves for half a per cent of what is left.
            self._cut = (self._cut_at(left), left // _FRESH)
        return self._cut[0]

    def _left(self) -> int:
        total = self._fetch.run_pages or 0
        sources = len(self._waiting) or 1
        return total - self._pages - len(self._beginning) * total // sources

    def _cut_at(self, left: int) -> int:
        if left <= 0:
            return BUCKETS + 1
        known: Counter[int] = Counter()
        for waiting in self._waiting.values():
            known.update(waiting)
        for step in sorted((step for step, n in known.items() if n > 0), reverse=True):
            left -= known[step]
            if left <= 0:
                return step
        return 0
