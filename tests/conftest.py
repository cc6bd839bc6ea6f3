"""What all tests share: no network, projects in temporary folders, numeric libraries without threads of their own."""

import importlib.util
import os

# Read by the numeric libraries when they are loaded: on tiny matrices their threads cost more than they bring.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import kkharvest
from kkharvest.core.ids import candidate_id, page_id, text_hash
from kkharvest.core.records import Candidate, Classification, Document, PageKind, Place, Score
from kkharvest.core.settings import Settings, load_settings
from kkharvest.core.text import Span
from kkharvest.store import Store, open_store
from kkharvest.store.corpus import save_document
from kkharvest.store.groups import save_groups
from kkharvest.store.reference import store_taxonomy
from kkharvest.store.suggestions import save_classification

LOOPBACK = ("127.", "::1", "localhost")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages in a real browser come last: playwright keeps an event loop running for the rest of the process."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def as_written() -> Callable[[str], ModuleType]:
    """Gives a module of ours as it is written, whether it was compiled or not."""

    def load(name: str) -> ModuleType:
        path = Path(kkharvest.__file__).parent.joinpath(*name.split(".")).with_suffix(".py")
        spec = importlib.util.spec_from_file_location(f"kkharvest.{name}_as_written", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file for copying: its schema takes twenty times as long to make."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    with open_store(path):
        return path


@pytest.fixture
def store(settings: Settings, empty_database: Path) -> Iterator[Store]:
    """An empty database."""
    settings.processed.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(empty_database, settings.database)
    with open_store(settings.database) as opened:
        yield opened


@pytest.fixture
def jsonl() -> Callable[[str], list[Any]]:
    """Parses JSON Lines."""
    import json

    return lambda text: [json.loads(line) for line in text.splitlines()]


MOMENT = "2026-11-01T00:00:00+00:00"

Add = Callable[..., str]


@pytest.fixture
def add(store: Store) -> Add:
    """Adds a page with one candidate, or changes it; the candidate's id."""
    store_taxonomy(store)
    source = {"id": "lund", "name": "Lunds kommun", "kind": "municipality", "homepage_url": "https://lund.se/"}
    store.insert("sources", {**source, "layout": "auto", "is_enabled": 1, "config_json": "{}"})

    def put(path: str, text: str, *, title: str = "Solceller i Lund", served: str | None = None) -> str:
        key = page_id(f"lund.se{path}")
        content = text_hash(served or text)
        url = f"https://lund.se{path}"
        page = {"id": key, "source_id": "lund", "url": url, "address_key": f"lund.se{path}", "first_seen_at": MOMENT}
        store.insert("pages", {**page, "outcome": "ok", "content_hash": content}, upsert_on=["id"])
        run = f"r-{len(store.rows('SELECT id FROM runs'))}"  # noqa: S608 - an id, not SQL
        store.insert("runs", {"id": run, "started_at": MOMENT, "status": "done"})
        fetch = {"run_id": run, "page_id": key, "url": url, "fetched_at": MOMENT, "outcome": "ok"}
        number = store.insert("fetches", fetch)
        candidate = Candidate("", title, text, summary=text[:40], places=(Place("1281", "Lund", 1.0, Span(0, 4)),))
        document = Document(url, PageKind.ARTICLE, title, text, "sv", date(2024, 3, 1), candidates=(candidate,))
        row = {"id": key, "url": url, "source_id": "lund", "content_hash": content, "fetch_id": number}
        save_document(store, row, document, "x1")
        result = Classification(
            relevance=0.9,
            is_example=True,
            themes=(Score("energi", 0.8, True, (Span(0, 4),)), Score("governance", 0.1, False)),
            areas=(Score("energi", 0.7, True),),
            levels=(Score("utveckla", 0.6, True),),
            version="m1",
        )
        cid = candidate_id(key)
        digest = store.value("SELECT text_hash FROM candidates WHERE id = ?", (cid,))
        save_classification(store, {"id": cid, "text_hash": digest}, result)
        return cid

    return put


@pytest.fixture
def group(store: Store) -> Callable[..., None]:
    """Puts candidates into groups; the first of each is its primary."""

    def put(*groups: list[str]) -> None:
        rows = [
            {
                "candidate_id": member,
                "group_id": f"g-{min(members)}",
                "is_primary": int(position == 0),
                "relation": None if position == 0 else "copy_of",
                "of_id": None if position == 0 else members[0],
            }
            for members in groups
            for position, member in enumerate(members)
        ]
        save_groups(store, rows, {}, {})

    return put
