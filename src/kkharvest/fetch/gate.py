"""Host gates: who may ask a host, and when. One for all sources that share a host.

The delay counts from the first byte of the answer before, so however long a request is on its way, the host never sees
two of ours closer than the delay. It grows with the host's own answering time, doubles when the host says that it is
busy, and comes back slowly.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["HostGate"]

_MAX_PENALTY_S = 120.0
_RECOVERY = 0.7


class HostGate:
    """Lets `connections` requests at a time through, none sooner than `delay` after the last one's answer."""

    def __init__(self, floor_s: float, *, connections: int = 1, patience: float = 1.0, penalty_s: float = 2.0) -> None:
        self._floor = floor_s
        self._patience = patience
        self._robots = 0.0
        self._answering = 0.0
        self._least_penalty = penalty_s
        self._penalty = 0.0
        self._last = float("-inf")
        self._not_before = 0.0
        self._slots = asyncio.Semaphore(connections)
        self._turn = asyncio.Lock()

    @property
    def delay(self) -> float:
        """Seconds to keep between requests, as things stand."""
        return max(self._floor, self._robots, self._answering * self._patience, self._penalty)

    def ask_at_least(self, seconds: float) -> None:
        """Raises the delay to what robots.txt or a source's entry asks for."""
        self._robots = max(self._robots, seconds)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for a free connection and for the delay to pass."""
        async with self._slots:
            async with self._turn:
                await self._until_due()
                self._last = time.monotonic()
            yield

    async def _until_due(self) -> None:
        # Asked again after each sleep: an answer that came meanwhile may have moved the moment.
        wait = max(self._last + self.delay, self._not_before) - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
            await self._until_due()

    def answered(self, first_byte: float, took_s: float, *, transferred: bool = True) -> None:
        """Takes note of an answer: when its first byte came, and how long the host thought about it."""
        self._answering = took_s if not self._answering else 0.7 * self._answering + 0.3 * took_s
        if transferred:
            self._penalty = self._penalty * _RECOVERY if self._penalty > self._floor else 0.0
        self._last = max(self._last, first_byte)

    def overloaded(self, retry_after: float | None = None) -> None:
        """Slows down after 429, 503 or silence; `retry_after` in seconds, as the host asked."""
        self._penalty = min(max(2 * self.delay, self._least_penalty), _MAX_PENALTY_S)
        self._not_before = max(self._not_before, time.monotonic() + max(self._penalty, retry_after or 0.0))
