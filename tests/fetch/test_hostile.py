import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kkharvest.core.settings import FetchSettings, Settings
from kkharvest.fetch import Network, harvest
from kkharvest.sources import Source
from kkharvest.store import Row, open_store
from kkharvest.store.reference import store_sources
from kkharvest.store.runs import begin_run

from .hostile import TRICKS, HostileServer

HOME = "http://ond.example/"
MAX_SECONDS = 2.0


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Row]]:
    """One harvest of everything that the server plays, with tight limits: visits by path."""
    fetch = FetchSettings(
        delay_s=0, patience=0, retry_wait_s=0, attempts=1, timeout_s=1.0, max_seconds=MAX_SECONDS, max_bytes=200_000,
        connections=8,
    )  # fmt: skip
    settings = Settings(home=Path(tmp_path_factory.mktemp("ond")), fetch=fetch)
    seeds = [{"kind": "page", "url": HOME}]
    seeds += [{"kind": "sitemap", "url": HOME + path[1:]} for path in TRICKS if path.endswith(".xml")]
    source = Source.model_validate({"id": "ond", "name": "Ond", "kind": "other", "homepage": HOME, "seeds": seeds})
    with HostileServer() as server, open_store(settings.database) as store:
        store_sources(store, [source])
        run_id = begin_run(store, {})
        network = Network.for_sample({"ond.example": ("127.0.0.1", server.port)})
        started = time.monotonic()
        asyncio.run(harvest([source], settings, store, run_id, network))
        rows = store.rows("SELECT p.url AS asked, f.* FROM fetches AS f JOIN pages AS p ON p.id = f.page_id")
        found = {row["asked"].removeprefix(HOME.rstrip("/")): row for row in rows}
        found["seconds"] = {"took": time.monotonic() - started}
        yield found


@pytest.mark.parametrize("path", TRICKS)
def test_every_trick_ends_with_a_reason(visits: dict[str, Row], path: str) -> None:
    visit = visits.get(path) or next(row for asked, row in visits.items() if asked.partition("?")[0] == path)
    assert visit["outcome"] in TRICKS[path][1], visit["reason"]
    assert visit["outcome"] == "ok" or visit["reason"]


def test_nothing_takes_longer_than_its_limit(visits: dict[str, Row]) -> None:
    slow = sum(row["outcome"] == "timeout" for path, row in visits.items() if path != "seconds")
    assert slow >= 3
    # Eight at a time, so a handful of limits in all; generous, for a busy machine.
    assert visits["seconds"]["took"] < 20 * MAX_SECONDS + 20


def test_what_stands_before_a_fault_in_a_sitemap_counts(visits: dict[str, Row]) -> None:
    assert visits["/sist"]["outcome"] == "ok"


def test_nothing_was_asked_elsewhere(visits: dict[str, Row]) -> None:
    assert not any("169.254" in path or "passwd" in path for path in visits)
