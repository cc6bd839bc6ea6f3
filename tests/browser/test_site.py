"""The public site in a real Chromium: every type of page, for everybody, with and without scripts."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kkharvest.publish.formats import feed_files
from tests.browser.test_access import AXE, TAGS
from tests.publish.site_edition import edition, page_types, site

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
EDITION = edition()
PAGES = page_types(EDITION)
SWEDISH = [path for path in PAGES if not path.startswith("en/")]
ENGLISH = [path for path in PAGES if path.startswith("en/")]
END = "Inget mer att visa"


@contextmanager
def serving(folder: Path, headers: Mapping[str, str]) -> Iterator[str]:
    """A host of its own for a folder, which sends these headers; its address."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            for name, value in headers.items():
                self.send_header(name, value)
            super().end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("release")
    for name, body in site(EDITION).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    with serving(folder, {"Content-Security-Policy": POLICY}) as root:
        yield f"{root}site/"


class Visitor:
    """Somebody who looks at the site, and what the browser asked for and complained of meanwhile."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.address = address
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None
        )

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def _note(self, url: str) -> None:
        if not url.startswith(self.address):
            self.complaints.append(f"asked {url}")


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    contexts: list[BrowserContext] = []

    def start(**options: Any) -> Visitor:
        context = chromium.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        contexts.append(context)
        return Visitor(context, address)

    yield start
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("scheme", "width", "pages"), [("light", 1400, SWEDISH), ("dark", 360, ENGLISH)], ids=["wide", "narrow"]
)
def test_axe_finds_nothing_and_nobody_else_is_asked(visit: Visit, scheme: str, width: int, pages: list[str]) -> None:
    somebody = visit(color_scheme=scheme, viewport={"width": width, "height": 900})
    found = []
    for path in pages:
        somebody.go(path)
        somebody.page.evaluate(AXE)
        told: dict[str, Any] = somebody.page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS
        )
        found += [
            f"{path} {one['id']}: {[node['target'] for node in one['nodes']][:3]} {one['nodes'][0]['failureSummary']}"
            for one in told["violations"]
        ]
    assert found == []
    assert somebody.complaints == []


def test_everything_is_reached_by_paging_without_scripts(visit: Visit) -> None:
    somebody = visit(java_script_enabled=False)
    somebody.go("index.html")
    seen: list[str] = []
    for _ in range(len(EDITION.records)):
        seen += [one.get_attribute("href") or "" for one in somebody.page.locator(".examples h3 a").all()]
        further = somebody.page.locator("a[rel=next]")
        if not further.count():
            break
        further.click()
    assert len(seen) == len(set(seen)) == len(EDITION.records)
    assert somebody.page.locator(".more").inner_text() == END
    somebody.page.locator("a[rel=prev]").click()
    assert somebody.page.locator("a[rel=next]").count() == 1
    somebody.go("sok.html")
    assert "behöver JavaScript" in somebody.page.locator("noscript").inner_text()


def test_load_more_ends_where_nothing_is_left(visit: Visit) -> None:
    somebody = visit()
    somebody.go("index.html")
    rows, more = somebody.page.locator(".examples > li"), somebody.page.locator(".more a")
    for shown in range(rows.count(), len(EDITION.records), rows.count()):
        more.click()
        somebody.page.wait_for_function(
            "n => document.activeElement === document.querySelectorAll('.examples h3 a')[n]", arg=shown
        )
    assert rows.count() == len(EDITION.records)
    assert somebody.page.locator(".more").inner_text() == END
    assert somebody.page.url.endswith("index.html")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("laddstolparna", "Laddstolpar i hamnen"),
        ("laddstolpens", "Laddstolpar i hamnen"),
        ("hamnarna", "Laddstolpar i hamnen"),
        ("återbruket", "Återbruk av byggmaterial"),
        ("ÅTERBRUKA MATERIALET", "Återbruk av byggmaterial"),
        ("klimatavtalens", "Klimatavtal med näringslivet"),
        ("solcell", "Solceller på industritak"),
        ("taken", "Solceller på industritak"),
        ("upphandlingar", "Innovationsupphandling av fossilfri asfalt"),
        ("stad energi", "Städer delar energi"),
        ("jobben", "Gröna jobb"),
    ],
)
def test_search_finds_inflections_and_compounds(searching: Visitor, asked: str, title: str) -> None:
    search(searching, asked)
    assert title in searching.page.locator("#traffar h2").first.inner_text()


def test_search_says_how_many_and_shows_them_all(searching: Visitor) -> None:
    search(searching, "finnsintealls")
    assert searching.page.locator("#antal").inner_text() == "0 träffar"
    search(searching, "kommun")
    assert searching.page.locator("#antal").inner_text() == f"{len(EDITION.records)} träffar"
    more = searching.page.locator("#fler button")
    for shown in range(24, len(EDITION.records), 24):
        assert searching.page.locator("#traffar > li").count() == shown
        more.focus()
        searching.page.keyboard.press("Enter")
        searching.page.wait_for_function("n => document.querySelectorAll('#traffar > li').length > n", arg=shown)
    assert not more.is_visible()
    assert searching.page.locator("#traffar > li").count() == len(EDITION.records)
    assert searching.page.locator("#fler").inner_text() == END
    assert searching.complaints == []
    searching.go("en/sok.html?q=laddstolpe")
    searching.page.locator("#traffar h2 a").first.click()
    assert "/en/exempel/" in searching.page.url


@pytest.fixture
def searching(visit: Visit) -> Visitor:
    somebody = visit()
    somebody.go("sok.html")
    return somebody


def search(somebody: Visitor, asked: str) -> None:
    somebody.page.locator("#q").fill(asked)
    somebody.page.wait_for_function(
        "asked => document.getElementById('traffar').dataset.question === asked.toLowerCase()", arg=asked
    )


def test_the_widget_works_on_another_site_under_a_strict_policy(chromium: Browser, tmp_path: Path) -> None:
    files = {"latest/site/embed.js": site(EDITION)["site/embed.js"]}
    feed = feed_files(EDITION)["feeds/tema/energi.json"]
    for name, body in {**files, "latest/feeds/tema/energi.json": feed}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    with serving(tmp_path, {"Access-Control-Allow-Origin": "*"}) as ours:
        (tmp_path / "deras").mkdir()
        for path, name in (("bra.html", "energi"), ("borta.html", "finns-inte")):
            (tmp_path / "deras" / path).write_text(
                f'<!doctype html><html lang=sv><title>Deras</title><div data-kk-count="3" '
                f'data-kk-feed="{ours}latest/feeds/tema/{name}.json"><a href="/">Goda exempel om energi</a></div>'
                f'<script src="{ours}latest/site/embed.js" defer></script>',
                encoding="utf-8",
            )
        policy = f"default-src 'none'; script-src {ours}; connect-src {ours}; require-trusted-types-for 'script'"
        with serving(tmp_path / "deras", {"Content-Security-Policy": policy}) as theirs:
            page = chromium.new_page()
            complaints: list[str] = []
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text))
            page.goto(f"{theirs}bra.html")
            page.wait_for_selector(".kk-examples")
            links = page.locator(".kk-examples a")
            items = json.loads(feed)["items"][:3]
            assert [links.nth(n).inner_text() for n in range(links.count())] == [item["title"] for item in items]
            assert links.first.get_attribute("href") == items[0]["url"]
            assert complaints == []
            page.goto(f"{theirs}borta.html")
            page.wait_for_load_state("networkidle")
            assert page.locator("div").inner_text() == "Goda exempel om energi"
            page.close()


def test_every_control_is_reached_by_tab_and_shows_it(visit: Visit) -> None:
    somebody = visit()
    reachable = """() => [...document.querySelectorAll(`a[href], button, input, summary, [tabindex="0"]`)]
        .filter(one => one.checkVisibility() && one.tabIndex >= 0).length"""
    seen = """() => { const one = document.activeElement; if (one === document.body) return true;
        one.dataset.seen = '1'; const style = getComputedStyle(one);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 }"""
    rich = next(path for path in SWEDISH if path.startswith("exempel/"))
    for path in (rich, "karta.html", "sok.html", "data.html", "hinder.html"):
        somebody.go(path)
        wanted = somebody.page.evaluate(reachable)
        for _ in range(wanted + 2):
            somebody.page.keyboard.press("Tab")
            assert somebody.page.evaluate(seen), path
        assert somebody.page.evaluate("document.querySelectorAll('[data-seen]').length") >= wanted, path


def test_400_percent_zoom_needs_no_sideways_scrolling(visit: Visit) -> None:
    # 1280 × 1024 at 400 % is 320 × 256.
    somebody = visit(viewport={"width": 320, "height": 256})
    outside = """() => [...document.querySelectorAll('main *')]
        .filter(one => !one.closest('svg, .scroll, .rail, .unseen') && one.getBoundingClientRect().right > 321)
        .map(one => one.outerHTML.slice(0, 80)).slice(0, 3)"""
    for path in SWEDISH:
        somebody.go(path)
        assert somebody.page.evaluate("document.documentElement.scrollWidth") <= 320, path
        assert somebody.page.evaluate(outside) == [], path


def test_print_leaves_out_what_leads_around(visit: Visit) -> None:
    somebody = visit(color_scheme="dark")
    somebody.go(next(path for path in SWEDISH if path.startswith("exempel/")))
    somebody.page.emulate_media(media="print")
    assert not somebody.page.locator(".top nav").is_visible()
    assert somebody.page.locator("h1").is_visible()
    colours = somebody.page.evaluate("(s => [s.color, s.backgroundColor])(getComputedStyle(document.body))")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    address = somebody.page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content")
    assert "https://kommun.example" in address
