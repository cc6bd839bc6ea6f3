"""Pages per second beside Scrapy: the same loopback site, robots obeyed, links followed, titles parsed.

Both crawl the whole site from its front page with the same number of connections and no delay; ours also judges each
page, archives it as WARC and writes its rows. Each crawl is a process of its own; rounds alternate, medians count.
"""

import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGES = 1500
ROUNDS = 3
CONNECTIONS = 8


def report(pages: int = PAGES, rounds: int = ROUNDS) -> bool:
    """Runs the comparison and prints it; whether ours was at least as fast."""
    site = subprocess.Popen(
        [sys.executable, "-m", "bench.fetch.site", str(pages)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = int((site.stdout or sys.stdin).readline())
        speeds: dict[str, list[float]] = {"kkharvest": [], "scrapy": []}
        for _ in range(rounds):
            for name, found in speeds.items():
                run = subprocess.run(
                    [sys.executable, "-m", "bench.fetch.peers", name, str(port), str(pages)],
                    check=True,
                    capture_output=True,
                    text=True,
                )
                result = json.loads(run.stdout.splitlines()[-1])
                found.append(result["pages"] / result["seconds"])
                if result["pages"] != pages:
                    raise SystemExit(f"{name} fetched {result['pages']} of {pages} pages")
    finally:
        site.communicate()
    ours, theirs = (statistics.median(speeds[name]) for name in ("kkharvest", "scrapy"))
    print(f"{pages} pages of about 100 kB, {CONNECTIONS} connections, median of {rounds} rounds:")
    print(
        f"  kkharvest {ours:.0f} pages/s (archive and rows written), Scrapy {theirs:.0f} pages/s: {ours / theirs:.2f} ×"
    )
    return ours >= theirs


def _ours(port: int, pages: int) -> tuple[int, float]:
    from kkharvest.core.settings import FetchSettings, Settings
    from kkharvest.fetch import Network, harvest
    from kkharvest.sources import Source
    from kkharvest.store import open_store
    from kkharvest.store.reference import store_sources
    from kkharvest.store.runs import begin_run

    source = Source.model_validate(
        {
            "id": "bench",
            "name": "bench",
            "kind": "other",
            "homepage": "http://bench.example/",
            "seeds": [{"kind": "page", "url": "http://bench.example/"}],
        }
    )
    fetch = FetchSettings(delay_s=0, patience=0, connections=CONNECTIONS, max_pages=pages + 10, max_depth=100)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), fetch=fetch)
        with open_store(settings.database) as store:
            store_sources(store, [source])
            run_id = begin_run(store, {})
            network = Network.for_sample({"bench.example": ("127.0.0.1", port)})
            started = time.monotonic()
            asyncio.run(harvest([source], settings, store, run_id, network))
            seconds = time.monotonic() - started
            titles = store.value("SELECT count(*) FROM pages WHERE outcome = 'ok'")
    return int(titles), seconds


def _scrapy(port: int, _: int) -> tuple[int, float]:
    import scrapy
    from scrapy.crawler import CrawlerProcess
    from scrapy.linkextractors import LinkExtractor

    titles: list[str] = []
    links = LinkExtractor()

    class Spider(scrapy.Spider):
        name = "bench"

        async def start(self):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Scrapy's form
            yield scrapy.Request(f"http://127.0.0.1:{port}/")

        def parse(self, response):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            titles.append(response.css("title::text").get() or "")
            for link in links.extract_links(response):
                yield scrapy.Request(link.url)

    process = CrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "CONCURRENT_REQUESTS": CONNECTIONS,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONNECTIONS,
            "DOWNLOAD_DELAY": 0,
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "COOKIES_ENABLED": False,
        }
    )
    process.crawl(Spider)
    started = time.monotonic()
    process.start()
    return len(titles), time.monotonic() - started


if __name__ == "__main__":
    crawl = {"kkharvest": _ours, "scrapy": _scrapy}[sys.argv[1]]
    done, took = crawl(int(sys.argv[2]), int(sys.argv[3]))
    print(json.dumps({"pages": done, "seconds": took}))
