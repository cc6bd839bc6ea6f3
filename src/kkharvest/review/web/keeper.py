"""The pages' end of what goes on behind them: starts that process, tells it what happens, takes in what it finds."""

import logging
import threading
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from kkharvest.review.background import Findings, News, work
from kkharvest.review.web.visit import House

__all__ = ["Keeper"]

_AGAIN_S = 5.0
_LONGEST_S = 5.0
_LOOK_S = 0.5
# A new interpreter: nothing of the pages' threads and connections comes along.
_CONTEXT = get_context("spawn")
_LOG = logging.getLogger(__name__)


class Keeper:
    """Keeps the house fresh from `start` until `stop`; starts the process again should it end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stopping = threading.Event()
        self._sending = threading.Lock()
        self._pipe: Connection | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def start(self) -> None:
        """Begins to work in the background."""
        self._house.tell = self._tell
        self._thread.start()

    def stop(self) -> None:
        """Ends the work."""
        self._stopping.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            ours, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=work, args=(self._house.settings.database, theirs), daemon=True)
            process.start()
            theirs.close()
            with self._sending:
                self._pipe = ours
            self._hear(ours)
            with self._sending:
                self._pipe = None
            # Its end of the pipe says that the work is over.
            ours.close()
            process.join(timeout=_LONGEST_S)
            if process.is_alive():
                process.terminate()
            self._stopping.wait(_AGAIN_S)

    def _hear(self, pipe: Connection) -> None:
        try:
            while not self._stopping.is_set():
                if pipe.poll(_LOOK_S):
                    self._take_in(pipe.recv())
        except (EOFError, OSError):
            _LOG.warning("bakgrundsarbetet avbröts och startas om")

    def _take_in(self, findings: Findings) -> None:
        self._house.memory.keep(findings.answers)
        self._house.neighbours.take(findings.accepted)

    def _tell(self, news: News) -> None:
        # When the other end is gone, the listener notices it and starts anew.
        with self._sending, suppress(OSError):
            if self._pipe:
                self._pipe.send(news)
