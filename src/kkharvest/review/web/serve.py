"""The command `kkharvest serve`: opens the database, keeps the queue fresh, and answers until stopped."""

import logging
import threading
from collections.abc import Callable

import uvicorn

from kkharvest.core.errors import KkharvestError
from kkharvest.core.settings import Settings
from kkharvest.review.accounts import Role, accounts, invite
from kkharvest.review.nearest import Neighbours
from kkharvest.review.ordering import order_waiting
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web.app import create_app
from kkharvest.store import Store, open_store
from kkharvest.store.reference import store_taxonomy

__all__ = ["serve"]

_REFRESH_S = 3.0
_REORDER_TURNS = 20
_LOG = logging.getLogger(__name__)


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serves until interrupted; on the first start says where the first administrator makes an account."""
    with open_store(settings.database) as store:
        # A decision must outlive a power cut: WAL then syncs at every commit.
        store.db.execute("PRAGMA synchronous = FULL")
        store_taxonomy(store)
        refresh_queue(store)
        order_waiting(store)
        address = f"http://{'localhost' if host in {'127.0.0.1', '::1', '0.0.0.0'} else host}:{port}"  # noqa: S104 - only compared
        if not any(account.role is Role.ADMINISTRATOR for account in accounts(store)):
            token = invite(store, Role.ADMINISTRATOR, settings.review, by=None)
            say(f"Skapa det första kontot (administratör) här:\n  {address}/inbjudan/{token}\n")
        say(f"Granskningen finns på {address}  (avsluta med Ctrl+C)")
        neighbours = Neighbours()
        stopped = threading.Event()
        keeper = threading.Thread(target=_keep_fresh, args=(store, neighbours, stopped), daemon=True)
        keeper.start()
        try:
            uvicorn.run(
                create_app(settings, store, neighbours), host=host, port=port, log_level="warning", server_header=False
            )
        finally:
            stopped.set()
            keeper.join(timeout=_REFRESH_S * 2)


def _keep_fresh(store: Store, neighbours: Neighbours, stopped: threading.Event) -> None:
    turn = 0
    while not stopped.wait(_REFRESH_S):
        turn += 1
        try:
            refresh_queue(store)
            # Seldom, so that the order stays still while somebody works through it.
            if turn % _REORDER_TURNS == 0:
                order_waiting(store)
            neighbours.refresh(store)
        except KkharvestError as error:
            _LOG.warning("kön kunde inte uppdateras: %s", error)
