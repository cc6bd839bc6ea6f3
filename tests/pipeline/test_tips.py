"""Tips are harvested like everything else, and what became of them can be read."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kkharvest.core.settings import FetchSettings, ReviewSettings, Settings
from kkharvest.fetch import Network
from kkharvest.pipeline.run import Run, harvest_all, open_run
from kkharvest.pipeline.tips import TIPS, settle_tips
from kkharvest.review.tips import give_tip, tips
from kkharvest.sources import Source
from kkharvest.store import Row, Store, open_store

TEXT = "<p>" + "Kommunen och företagen i staden skriver klimatavtal om transporter. " * 15 + "</p>"
PAGES = {
    "https://x.se/": "<title>X</title>" + TEXT,
    "https://x.se/avtal": "<title>Avtal</title><h1>Avtal</h1>" + TEXT,
    "https://y.se/nyhet": '<title>Nyhet</title><h1>Nyhet</h1><a href="/mer">Mer</a>' + TEXT,
    "https://y.se/ny": "<title>Ny</title><h1>Ny</h1>" + TEXT,
    "https://y.se/privat/a": "<title>A</title>" + TEXT,
    "https://y.se/robots.txt": "User-agent: *\nDisallow: /privat/\nSitemap: https://y.se/sitemap.xml\n",
}
X = Source.model_validate(
    {
        "id": "x",
        "name": "X",
        "kind": "other",
        "homepage": "https://x.se/",
        "seeds": [{"kind": "page", "url": "https://x.se/"}],
    }
)


class Web:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def handle(self, request: httpx.Request) -> httpx.Response:
        url = str(request.url)
        self.asked.append(url)
        if url == "https://y.se/gammal":
            return httpx.Response(301, headers={"location": "/ny"})
        if url not in PAGES:
            return httpx.Response(404)
        return httpx.Response(200, html=PAGES[url])

    def network(self) -> Network:
        async def resolve(host: str) -> list[str]:
            if host == "borta.se":
                raise OSError("no such name")
            return ["93.184.215.14"]

        return Network(resolver=resolve, transport=lambda _: httpx.MockTransport(self.handle))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, contact="drift@x.se", fetch=FetchSettings(delay_s=0, patience=0, retry_wait_s=0))


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def store(settings: Settings, empty_database: Path) -> Iterator[Store]:
    settings.processed.mkdir(parents=True)
    shutil.copyfile(empty_database, settings.database)
    with open_store(settings.database) as opened:
        yield opened


def harvest(settings: Settings, web: Web, scope: dict[str, object] | None = None) -> dict[str, int]:
    with open_run(settings, [X], web.network(), scope or {}) as run:
        asyncio.run(harvest_all(run))
        counts = settle_tips(run.store, run.id)
        _end(run)
    return counts


def _end(run: Run) -> None:
    run.store.execute("UPDATE runs SET status = 'done' WHERE id = ?", (run.id,))


def give(store: Store, *urls: str) -> None:
    for number, url in enumerate(urls):
        give_tip(store, url, "", f"192.0.2.{number}", ReviewSettings())


def told(store: Store) -> dict[str, Row]:
    return {row["url"]: row for row in tips(store)}


def test_a_tip_is_fetched_where_its_host_belongs_and_nothing_around_it(
    settings: Settings, web: Web, store: Store
) -> None:
    give(store, "https://x.se/avtal", "https://y.se/nyhet", "https://y.se/gammal")
    assert harvest(settings, web) == {"fetched": 3, "refused": 0, "put_off": 0}
    pages = {
        row["url"]: row["source_id"] for row in store.rows("SELECT url, source_id FROM pages WHERE outcome = 'ok'")
    }
    assert pages == {
        "https://x.se/": "x",
        "https://x.se/avtal": "x",
        "https://y.se/nyhet": TIPS,
        "https://y.se/ny": TIPS,
    }
    assert not {"https://y.se/mer", "https://y.se/sitemap.xml", "https://y.se/"} & set(web.asked)
    assert {row["state"] for row in tips(store)} == {"fetched"}
    assert told(store)["https://y.se/gammal"]["outcome"] == "ok", "a tip that has moved is where it landed"
    web.asked.clear()
    harvest(settings, web, {"n": 2})
    assert {url for url in web.asked if "y.se" in url} == set(), "once is enough"


def test_what_cannot_be_harvested_says_why(settings: Settings, web: Web, store: Store) -> None:
    give(store, "https://y.se/privat/a", "https://y.se/saknas")
    assert harvest(settings, web)["refused"] == 2
    assert "https://y.se/privat/a" not in web.asked
    found = told(store)
    assert found["https://y.se/privat/a"]["reason"] == "robots.txt: Disallow: /privat/"
    assert found["https://y.se/saknas"]["outcome"] == "not_found"
    issues = store.rows("SELECT url, message FROM issues WHERE code = 'tip_not_harvested' ORDER BY url")
    assert [row["message"] for row in issues] == ["disallowed: robots.txt: Disallow: /privat/", "not_found: status 404"]


def test_a_host_that_is_away_is_tried_three_times(settings: Settings, web: Web, store: Store) -> None:
    give(store, "https://borta.se/nyhet")
    fates = [harvest(settings, web, {"n": number}) for number in range(4)]
    assert [fate["put_off"] for fate in fates] == [1, 1, 0, 0]
    assert [fate["refused"] for fate in fates] == [0, 0, 1, 0]


@pytest.mark.parametrize("scope", [{"sources": ["x"]}, {"sample": True}])
def test_a_part_of_a_harvest_leaves_other_tips_alone(
    settings: Settings, web: Web, store: Store, scope: dict[str, object]
) -> None:
    give(store, "https://x.se/avtal", "https://y.se/nyhet")
    assert harvest(settings, web, scope)["fetched"] == 1
    assert told(store)["https://y.se/nyhet"]["state"] == "new"
