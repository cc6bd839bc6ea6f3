"""The public site at full size: build time and memory, size, largest page, and how fast a question is answered.

python -m bench.publish.site [COUNT]

Examples are generated; their summaries are filled up with words drawn from the saved pages of the tests by how often
they stand there, so that the search index has the vocabulary of real texts. Questions are asked in Chromium, over
loopback: first each in a window of its own, where nothing is fetched yet, then once more.
"""

import gzip
import random
import re
import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.publish.generate import records
from kkharvest.publish.formats import Edition
from kkharvest.publish.record import Record
from kkharvest.publish.site import site_files
from tests.browser.conftest import CHROMIUM, FLAGS, HOME

__all__ = ["main"]

_QUESTIONS = (
    "laddstolparna", "återbruk", "klimatavtal göteborg", "solceller", "kommunen", "innovationsupphandlingar",
    "energi företag", "städernas", "umeå", "finnsintealls",
)  # fmt: skip
_DRAWN = 30


def main(arguments: list[str] | None = None) -> int:
    """One line a figure."""
    count = int((arguments or ["10000"])[0])
    edition = Edition("2026-11-23.1", "https://example.org/data/", "Klimatkonkurrenskraft", _records(count))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    started = time.perf_counter()
    files = site_files(edition)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{count} examples: {seconds:.1f} s, peak {peak:.0f} MB ({before:.0f} MB before)")
    print(f"site: {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB")
    pages = {path: len(body) for path, body in files.items() if path.endswith(".html")}
    largest = max(pages, key=lambda path: pages[path])
    middle = statistics.median(pages.values())
    print(f"pages: {len(pages)}, median {middle / 1e3:.1f} kB, largest {pages[largest] / 1e3:.1f} kB ({largest})")
    index = {path: body for path, body in files.items() if path.startswith("search/")}
    biggest = max(index, key=lambda path: len(index[path]))
    print(
        f"search index: {len(index)} files, {sum(map(len, index.values())) / 1e6:.1f} MB, words.json "
        f"{_size(index['search/words.json'])}, largest {biggest} {_size(index[biggest])}"
    )
    _ask(files)
    return 0


def _size(body: bytes) -> str:
    return f"{len(body) / 1e3:.0f} kB ({len(gzip.compress(body)) / 1e3:.0f} kB compressed)"


def _records(count: int) -> list[Record]:
    rng = random.Random(8)  # noqa: S311 - repeatable, not secret
    words: list[str] = []
    for path in sorted((HOME / "tests" / "pages").glob("*.html")):
        text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", path.read_text("utf-8", "replace"), flags=re.DOTALL)
        words += re.findall(r"[^\W\d_]{2,}", text)
    made = records(count)
    for record in made:
        record["summary"] += f" {' '.join(rng.choices(words, k=_DRAWN)).capitalize()}."
    return made


def _ask(files: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, body in files.items():
            if name.startswith("search") or "/" not in name:
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)
        with _served(folder) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            answers = [_answer(browser, address, question) for question in _QUESTIONS]
            browser.close()
    for question, (first, again, fetched, asked, told) in zip(_QUESTIONS, answers, strict=True):
        print(
            f"  {question}: {told}, first {first:.0f} ms, {asked} files, {fetched / 1e3:.0f} kB; again {again:.0f} ms"
        )
    for name, at in (("first", 0), ("again", 1)):
        taken = [float(answer[at]) for answer in answers]
        print(f"search in Chromium, {name}: median {statistics.median(taken):.1f} ms, worst {max(taken):.0f} ms")


def _answer(browser: Browser, address: str, question: str) -> tuple[float, float, int, int, str]:
    context = browser.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(int(response.headers.get("content-length", 0))))
    page.goto(f"{address}sok.html")
    sizes.clear()
    times = []
    for asked in (question, "", question):
        page.locator("#q").fill(asked)
        page.wait_for_function("asked => document.getElementById('traffar').dataset.question === asked", arg=asked)
        times.append(float(page.locator("#traffar").get_attribute("data-milliseconds") or 0))
    told = page.locator("#antal").inner_text()
    context.close()
    return times[0], times[2], sum(sizes), len(sizes), told


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def _served(folder: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
