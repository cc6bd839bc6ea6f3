"""A web in memory, and harvests of it: no sockets, no names looked up, no waiting."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import pytest

from kkharvest.core.settings import FetchSettings, Settings
from kkharvest.fetch import Network, SourceReport, harvest
from kkharvest.sources import Source
from kkharvest.store import Row, Store, open_store
from kkharvest.store.reference import store_sources
from kkharvest.store.runs import begin_run

PUBLIC = "93.184.215.14"


class Reply(NamedTuple):
    """An answer as it goes over the wire: nothing is decoded or added."""

    status: int
    headers: Mapping[str, str] = {}
    content: bytes = b""


Answering = Reply | Callable[[httpx.Request], Reply] | bytes | str


def page(title: str, *links: str, text: str = "", head: str = "") -> str:
    """A page of enough words to be content, with links."""
    anchors = "".join(f'<a href="{link}">{link}</a> ' for link in links)
    words = text or "Kommunen och företagen arbetar tillsammans för klimatet i ett gemensamt projekt. " * 12
    top = f"<!doctype html><html><head><title>{title}</title>{head}</head>"
    return f"{top}<body><h1>{title}</h1><p>{words}</p>{anchors}</body></html>"


@dataclass
class FakeWeb:
    """Answers by address; whatever is not there is a 404. Keeps a log of what was asked."""

    answers: dict[str, Answering] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=dict)
    log: list[httpx.Request] = field(default_factory=list)

    def __setitem__(self, url: str, answer: Answering) -> None:
        self.answers[url] = answer

    @property
    def asked(self) -> list[str]:
        """Addresses asked, in order, without robots.txt and the like."""
        return [str(r.url) for r in self.log if r.url.path not in {"/robots.txt", "/.well-known/tdmrep.json"}]

    @property
    def paths(self) -> list[str]:
        """Paths asked, in order, as `asked`."""
        return [urlsplit(url).path for url in self.asked]

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request."""
        self.log.append(request)
        answer = self.answers.get(str(request.url), Reply(404))
        if callable(answer):
            answer = answer(request)
        if not isinstance(answer, Reply):
            body = answer.encode() if isinstance(answer, str) else answer
            answer = Reply(200, {"content-type": "text/html; charset=utf-8"}, body)
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.content))

    async def resolve(self, host: str) -> list[str]:
        """Numeric addresses of a host; public unless said otherwise."""
        return self.addresses.get(host, [PUBLIC])

    def network(self) -> Network:
        """The network in which this web is all there is."""
        return Network(resolver=self.resolve, transport=lambda _: httpx.MockTransport(self.handle))


@dataclass
class Harvester:
    """Runs harvests of a fake web into a database of its own."""

    web: FakeWeb
    settings: Settings
    store: Store
    run_id: str = ""

    def source(self, **fields: Any) -> Source:
        """A source on x.se that starts at its front page, unless said otherwise."""
        values = {
            "id": "x",
            "name": "X kommun",
            "kind": "other",
            "homepage": "https://x.se/",
            "seeds": [{"kind": "page", "url": "https://x.se/"}],
        } | fields
        return Source.model_validate(values)

    def run(self, *sources: Source, again: bool = True, settings: Settings | None = None) -> list[SourceReport]:
        """Harvests; `again` begins a new run, else the last one goes on."""
        sources = sources or (self.source(),)
        store_sources(self.store, list(sources))
        if again or not self.run_id:
            self.store.execute("UPDATE runs SET status = 'done'")
            self.run_id = begin_run(self.store, {"n": self.store.value("SELECT count(*) FROM runs")})
        network = self.web.network()
        return asyncio.run(harvest(sources, settings or self.settings, self.store, self.run_id, network))

    def with_fetch(self, **changes: Any) -> Settings:
        """The settings with other values for fetch."""
        return self.settings.model_copy(update={"fetch": self.settings.fetch.model_copy(update=changes)})

    def outcomes(self) -> dict[str, str]:
        """Outcome of each visit of the last run, by address."""
        rows = self.store.rows("SELECT url, outcome FROM fetches WHERE run_id = ? ORDER BY id", (self.run_id,))
        return {row["url"]: row["outcome"] for row in rows}

    def visit(self, url: str) -> Row:
        """The visit of the last run to an address."""
        row = self.store.row("SELECT * FROM fetches WHERE run_id = ? AND url = ?", (self.run_id, url))
        assert row is not None, f"{url} was not visited: {self.outcomes()}"
        return row

    def page(self, url: str) -> Row:
        """What is known of an address."""
        row = self.store.row("SELECT * FROM pages WHERE url = ?", (url,))
        assert row is not None
        return row

    def archived(self) -> bytes:
        """Everything in the archive, unpacked."""
        import gzip

        return b"".join(gzip.decompress(path.read_bytes()) for path in sorted(self.settings.raw.rglob("*.warc.gz")))


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


@pytest.fixture
def harvester(web: FakeWeb, tmp_path: Path, empty_database: Path) -> Iterator[Harvester]:
    fetch = FetchSettings(delay_s=0, patience=0, retry_wait_s=0)
    settings = Settings(home=tmp_path, contact="drift@x.se", fetch=fetch)
    settings.processed.mkdir(parents=True)
    shutil.copyfile(empty_database, settings.database)
    with open_store(settings.database) as store:
        yield Harvester(web, settings, store)
