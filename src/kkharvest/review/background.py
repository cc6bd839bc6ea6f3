"""What goes on behind the pages, in a process of its own: queue, order, neighbours and figures kept fresh.

Its reckoning never takes processor time from a page: it yields to them, reads through its own connection, and writes
in small portions between theirs. It hears through a pipe what was shown and decided, sends its findings back, and
ends when the other end is gone, whatever ended it.
"""

import logging
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from kkharvest.core.errors import KkharvestError
from kkharvest.review.learning import LiveOrder
from kkharvest.review.nearest import Accepted, accepted_vectors
from kkharvest.review.ordering import order_waiting
from kkharvest.review.standing import all_answers, state_of_affairs
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Store, open_store

__all__ = ["Findings", "News", "Word", "work"]

_NICE = 5
_TURN_S = 3.0
_PAUSE_S = 1.0
_LONGEST_S = 10.0
_RENEW_S = 15.0
_PLACE_S = 20.0
_LOG = logging.getLogger(__name__)


class Word(StrEnum):
    """What the pages tell: somebody looked at a candidate; something was decided; much changed at once."""

    SHOWN = "shown"
    DECIDED = "decided"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that happened on the pages."""

    word: Word
    candidate: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the pages get: the standing answers, and the accepted examples with vectors that are new among them."""

    answers: Mapping[str, Any]
    accepted: Accepted


def work(database: Path, pages: Connection) -> None:
    """Works until the pages are gone."""
    # Whoever stops the program with Ctrl+C stops the pages, and their end of the pipe tells.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    with open_store(database) as store, threadpool_limits(1):
        try:
            _Backroom(store, pages).work()
        except (EOFError, ConnectionError):
            return


class _Backroom:
    """The work, turn by turn."""

    def __init__(self, store: Store, pages: Connection) -> None:
        self._store, self._pages = store, pages
        self._order = LiveOrder()
        self._known: set[str] = set()
        self._state: tuple[Any, ...] = ()
        self._renewed = self._placed = 0.0
        self._is_changed = True

    def work(self) -> None:
        while True:
            started = time.process_time()
            try:
                self._turn(time.monotonic())
            except KkharvestError as error:
                _LOG.warning("kön kunde inte uppdateras: %s", error)
            self._rest(time.process_time() - started)

    def _turn(self, moment: float) -> None:
        store = self._store
        refresh_queue(store)
        # Seldom, so that the order stays still while somebody works through it.
        if moment - self._placed >= _PLACE_S:
            self._placed = moment
            if order_waiting(store) > 1:
                self._order.forget()
        if self._is_changed or moment - self._renewed >= _RENEW_S:
            self._renewed, self._is_changed = moment, False
            self._report()
        self._order.learn(store)
        # The pages leave it to this process to move what they wrote into the database.
        store.value("PRAGMA wal_checkpoint(PASSIVE)")

    def _report(self) -> None:
        state = state_of_affairs(self._store)
        if state == self._state:
            return
        self._state = state
        accepted = accepted_vectors(self._store, self._known)
        self._known |= accepted.new.keys()
        self._pages.send(Findings(all_answers(self._store), accepted))

    def _rest(self, spent: float) -> None:
        """Until something was decided, or a turn has passed; at least three times as long as the work took."""
        until = time.monotonic() + min(_LONGEST_S, max(_PAUSE_S, 3 * spent))
        last = until + _TURN_S - _PAUSE_S
        is_called = False
        while (left := (until if is_called else last) - time.monotonic()) > 0:
            if self._pages.poll(left):
                is_called |= self._hear(self._pages.recv())

    def _hear(self, news: News) -> bool:
        if news.word is Word.SHOWN:
            self._order.shown(news.candidate)
        self._is_changed |= news.word is Word.CHANGED
        return news.word is not Word.SHOWN
