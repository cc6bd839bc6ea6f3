"""The command `kkharvest serve`: opens the database, keeps the queue fresh, and answers until stopped."""

import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

import uvicorn
from starlette.types import ASGIApp

from kkharvest.core.settings import Settings
from kkharvest.review.accounts import Role, accounts, invite
from kkharvest.review.ordering import order_waiting
from kkharvest.review.waiting import refresh_queue
from kkharvest.review.web.app import create_app, open_house
from kkharvest.review.web.keeper import Keeper
from kkharvest.store import open_store
from kkharvest.store.reference import store_taxonomy

__all__ = ["serve"]

_SWITCH_S = 0.0005


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
        # Each row that SQLite hands over lets another thread run: a short turn keeps pages quick beside the keeper.
        sys.setswitchinterval(_SWITCH_S)
        house = open_house(settings, store)
        house.memory.renew(store)
        keeper = Keeper(house)
        keeper.start()
        try:
            uvicorn.run(create_app(house, beside), host=host, port=port, log_level="warning", server_header=False)
        finally:
            keeper.stop()
