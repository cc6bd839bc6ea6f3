"""The command `kkharvest serve`: opens the database, keeps the queue fresh, and answers until stopped."""

import gc
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import MappingProxyType

import uvicorn
from starlette.types import ASGIApp

from kkharvest.core.settings import Settings
from kkharvest.review.accounts import Role, accounts, invite
from kkharvest.review.ordering import order_waiting
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web.app import create_app, open_house
from kkharvest.review.web.keeper import Keeper
from kkharvest.store import Store, open_store
from kkharvest.store.reference import store_taxonomy

__all__ = ["serve"]

_SWITCH_S = 0.0005
_AT_ONCE = 6
_CACHE_KB = 8_000
_MOST_PAGES = 20_000


def serve(
    settings: Settings,
    host: str,
    port: int,
    say: Callable[[str], None],
    beside: Mapping[str, ASGIApp] = MappingProxyType({}),
) -> None:
    """Serves until interrupted; on the first start says where the first administrator makes an account.

    `beside` are other applications on the same server, by path.
    """
    with ExitStack() as opened:
        store = opened.enter_context(open_store(settings.database))
        store_taxonomy(store)
        refresh_queue(store)
        order_waiting(store)
        address = f"http://{'localhost' if host in {'127.0.0.1', '::1', '0.0.0.0'} else host}:{port}"  # noqa: S104 - only compared
        if not any(account.role is Role.ADMINISTRATOR for account in accounts(store)):
            token = invite(store, Role.ADMINISTRATOR, settings.review, by=None)
            say(f"Skapa det första kontot (administratör) här:\n  {address}/inbjudan/{token}\n")
        say(f"Granskningen finns på {address}  (avsluta med Ctrl+C)")
        # What SQLite knows of its tables decides how it reads them; a sample of each index is enough.
        store.db.execute("PRAGMA analysis_limit = 1000")
        store.execute("ANALYZE")
        stores = [opened.enter_context(open_store(settings.database)) for _ in range(_AT_ONCE)]
        for one in stores:
            _prepare(one)
        # A short turn lets a small page through beside a large one.
        sys.setswitchinterval(_SWITCH_S)
        house = open_house(settings, *stores)
        house.memory.renew(store)
        keeper = Keeper(house)
        keeper.start()
        # What stands by now stays: it need not be gone through for garbage while somebody waits for a page.
        gc.collect()
        gc.freeze()
        try:
            uvicorn.run(create_app(house, beside), host=host, port=port, log_level="warning", server_header=False)
        finally:
            keeper.stop()


def _prepare(store: Store) -> None:
    # A decision must outlive a power cut: WAL then syncs at every commit.
    store.db.execute("PRAGMA synchronous = FULL")
    store.db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    # The work behind the pages does it; a page does only when that work has stopped.
    store.db.execute(f"PRAGMA wal_autocheckpoint = {_MOST_PAGES}")
