"""What goes on behind the pages: queue, order, neighbours and figures kept fresh, so that no page waits for them.

The keeper is a thread with a connection of its own: it reads beside the pages and takes turns with them for the
moments that it writes.
"""

import logging
import threading
import time

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from kkharvest.core.errors import KkharvestError
from kkharvest.review.ordering import order_waiting
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web.visit import House
from kkharvest.store import Store, open_store

__all__ = ["Keeper"]

_TURN_S = 3.0
_PAUSE_S = 1.0
_LONGEST_S = 10.0
_RENEW_S = 15.0
_READING_REST_S = 0.3
_PLACE_S = 20.0
_LOG = logging.getLogger(__name__)


class Keeper:
    """Works from `start` until `stop`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begins to work in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the work; waits for what is under way."""
        self._stopping.set()
        self._house.bell.set()
        self._thread.join(timeout=10)

    def _work(self) -> None:
        self._house.order.rest_s = _READING_REST_S
        with open_store(self._house.settings.database) as store, threadpool_limits(1):
            renewed = placed = 0.0
            while True:
                moment, spent = time.monotonic(), time.thread_time()
                is_renewed = moment - renewed >= _RENEW_S or self._house.memory.stale.is_set()
                is_placed = moment - placed >= _PLACE_S
                try:
                    self._turn(store, is_renewed=is_renewed, is_placed=is_placed)
                except KkharvestError as error:
                    _LOG.warning("kön kunde inte uppdateras: %s", error)
                renewed = moment if is_renewed else renewed
                placed = moment if is_placed else placed
                if self._stopping.is_set():
                    return
                self._rest(time.thread_time() - spent)

    def _turn(self, store: Store, *, is_renewed: bool, is_placed: bool) -> None:
        house = self._house
        refresh_queue(store)
        # Seldom, so that the order stays still while somebody works through it.
        is_woven = is_placed and order_waiting(store) > 1
        if is_renewed:
            house.memory.renew(store)
            house.neighbours.refresh(store)
        # Last, as the first reading of the front takes long.
        if is_woven:
            house.order.reload(store)
        house.order.learn(store)

    def _rest(self, spent: float) -> None:
        """Until something was decided, or a turn has passed; at least nine times as long as the work took."""
        self._stopping.wait(min(_LONGEST_S, max(_PAUSE_S, 9 * spent)))
        self._house.bell.wait(timeout=_TURN_S - _PAUSE_S)
        self._house.bell.clear()
