"""A second harvest: bytes of an unchanged web, and which of 500 seeded changes are found.

The unchanged web is the sample web. The changes are made to 1,500 pages in memory, of which seven in ten have an ETag,
two a Last-Modified and one neither: text, date in the page alone, template alone, moved, gone, a hundred each.
"""

import asyncio
import hashlib
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PAGES = 1500
EACH = 100
KINDS = ("text", "date", "template", "moved", "gone")


def report() -> bool:
    """Prints both measurements; whether bytes fell by 95 % and no change of text was missed."""
    first, second = _unchanged()
    saved = 1 - second / first
    print(f"sample web, unchanged: {first / 1e6:.2f} MB, then {second / 1e6:.3f} MB: {saved:.1%} fewer")
    found, wrong = _changes()
    print(f"{EACH} changes of each kind among {PAGES} pages, found: " + ", ".join(f"{k} {n}" for k, n in found.items()))
    print(f"  pages taken for changed that were not: {wrong}")
    return saved >= 0.95 and all(found[kind] == EACH for kind in ("text", "moved", "gone"))


@dataclass
class _Page:
    text: str
    date: str = "2026-01-01"
    template: str = "mall 1"
    version: int = 1
    moved_to: str | None = None
    gone: bool = False

    def html(self, number: int, links: str) -> bytes:
        return (
            f"<!doctype html><html><head><title>Sida {number}</title></head><body><nav>{links}</nav><main>"
            f"<h1>Sida {number}</h1><p>{self.text}</p><time>{self.date}</time></main><footer>{self.template}</footer>"
        ).encode()


class _Web:
    def __init__(self) -> None:
        self.pages = {n: _Page(f"Kommunen och företagen samverkar om klimatet, del {n}. " * 20) for n in range(PAGES)}

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if not path.startswith("/sida-") and path != "/":
            return httpx.Response(404)
        number = int(path[6:].partition(".")[0]) if path != "/" else 0
        page = self.pages[number % PAGES]
        if page.gone:
            return httpx.Response(410)
        if page.moved_to and number < PAGES:
            return httpx.Response(301, headers={"location": page.moved_to})
        links = "".join(f'<a href="/sida-{(number * 3 + k) % PAGES}.html">Sida</a>' for k in range(1, 30))
        body = page.html(number, links)
        headers = {"content-type": "text/html; charset=utf-8"}
        if number % 10 < 7:
            headers["etag"] = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        elif number % 10 < 9:
            headers["last-modified"] = f"Mon, {page.version:02d} Jun 2026 07:00:00 GMT"
        known = {request.headers.get("if-none-match"), request.headers.get("if-modified-since")} - {None}
        if known & {headers.get("etag"), headers.get("last-modified")}:
            return httpx.Response(304, headers=headers)
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))


def _changes() -> tuple[dict[str, int], int]:
    from kkharvest.fetch import Network

    async def resolve(_: str) -> list[str]:
        return ["93.184.215.14"]

    web = _Web()
    network = Network(resolver=resolve, transport=lambda _: httpx.MockTransport(web.handle))
    dice = random.Random(11)  # noqa: S311 - a fixed set of changes
    chosen = dice.sample(range(1, PAGES), EACH * len(KINDS))
    with _bench(["https://x.se/sida-0.html"], max_pages=3 * PAGES) as harvest:
        harvest(network)
        kinds: dict[int, str] = {}
        for index, number in enumerate(chosen):
            kinds[number] = KINDS[index // EACH]
            _change(web.pages[number], kinds[number], number)
        store, run_id = harvest(network)
        rows = store.rows("SELECT url, outcome FROM fetches WHERE run_id = ?", (run_id,))
    outcomes = {int(row["url"][len("https://x.se/sida-") : -len(".html")]): row["outcome"] for row in rows}
    expected = {"text": "ok", "date": "ok", "template": "ok", "moved": "moved", "gone": "gone"}
    found = dict.fromkeys(KINDS, 0)
    for number, kind in kinds.items():
        arrived = kind != "moved" or outcomes.get(number + PAGES) == "ok"
        found[kind] += outcomes.get(number) == expected[kind] and arrived
    wrong = sum(outcomes.get(n) not in {"unchanged", "not_modified"} for n in range(PAGES) if n not in kinds)
    return found, wrong


def _change(page: _Page, kind: str, number: int) -> None:
    page.version += 1
    match kind:
        case "text":
            page.text = page.text.replace("samverkar", "samarbetar", 1)
        case "date":
            page.date = "2026-11-01"
        case "template":
            page.template = "mall 2"
        case "moved":
            page.moved_to = f"/sida-{number + PAGES}.html"
        case _:
            page.gone = True


def _unchanged() -> tuple[int, int]:
    from kkharvest.fetch import Network
    from kkharvest.sampleweb import SampleWeb

    sizes = []
    with SampleWeb.start() as web, _bench([f"http://{host}/" for host in web.hosts]) as harvest:
        for _ in range(2):
            store, run_id = harvest(Network.for_sample(web.resolver_map()))
            sizes.append(int(store.value("SELECT total(n_bytes) FROM fetches WHERE run_id = ?", (run_id,))))
    return sizes[0], sizes[1]


@contextmanager
def _bench(starts: list[str], max_pages: int = 300) -> Iterator[Any]:
    from kkharvest.core.settings import FetchSettings, Settings
    from kkharvest.fetch import harvest
    from kkharvest.sources import Source
    from kkharvest.store import open_store
    from kkharvest.store.reference import store_sources

    sources = [
        Source.model_validate(
            {"id": f"s{n}", "name": url, "kind": "other", "homepage": url, "seeds": [{"kind": "page", "url": url}]}
        )
        for n, url in enumerate(starts)
    ]
    fetch = FetchSettings(delay_s=0, patience=0, retry_wait_s=0.02, max_pages=max_pages, max_depth=50)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), contact="bench@x.se", fetch=fetch)
        with open_store(settings.database) as store:
            store_sources(store, sources)
            runs = 0

            def run(network: Any) -> tuple[Any, str]:
                nonlocal runs
                runs += 1
                run_id = f"run-{runs}"
                store.insert("runs", {"id": run_id, "started_at": "", "status": "running"})
                asyncio.run(harvest(sources, settings, store, run_id, network))
                return store, run_id

            yield run
