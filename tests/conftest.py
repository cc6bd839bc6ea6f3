"""What all tests share: no network, and projects in temporary folders."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kkharvest.core.settings import Settings, load_settings
from kkharvest.store import Store, open_store

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def network_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection that would leave this machine fails before a packet is sent."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    def guarded_lookup(host: Any, *rest: Any, **options: Any) -> Any:
        if host is not None and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to look up {host}")
        return lookup(host, *rest, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of this project with data in a temporary folder."""
    home = Path(__file__).resolve().parents[1]
    return load_settings(home, {"KKHARVEST_DATA": str(tmp_path / "data")})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty database."""
    with open_store(settings.database) as opened:
        yield opened


@pytest.fixture
def jsonl() -> Callable[[str], list[Any]]:
    """Parses JSON Lines."""
    import json

    return lambda text: [json.loads(line) for line in text.splitlines()]
