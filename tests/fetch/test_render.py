"""Pages that only scripts fill: rendered by a real Chromium that has no network but ours."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kkharvest.core.settings import FetchSettings, Settings
from kkharvest.extract.stage import run_extract
from kkharvest.fetch import Network, harvest
from kkharvest.fetch.archive import read_body, restore_pages
from kkharvest.fetch.render import browser_path, why_not_rendered
from kkharvest.sources import Source
from kkharvest.store import Row, Store, open_store
from kkharvest.store.reference import store_sources
from kkharvest.store.runs import begin_run

from .conftest import FakeWeb, Harvester

HOME = "http://app.example/"
SHELL = '<!doctype html><html><head><title>App</title></head><body><div id="root"></div><script src="/app.js"></script>'
TEXT = "Kommunen och tolv företag i Sjöstaden har skrivit ett klimatavtal om fossilfria transporter. " * 15
# What a page may try: another host, this machine, a form, a socket, a worker, a forbidden path, a cookie.
SCRIPT = """
document.cookie = "spår=1";
const quiet = (promise) => Promise.resolve(promise).catch(() => null);
(async () => {
  const answer = await fetch("/data.json");
  const data = await answer.json();
  quiet(fetch("http://127.0.0.1:%(canary)d/fetch"));
  new Image().src = "http://127.0.0.1:%(canary)d/bild.png";
  quiet(fetch("http://annan.example/x.json"));
  quiet(fetch("/formulär", {method: "POST", body: "x"}));
  quiet(fetch("/hemligt/x.json"));
  try { new WebSocket("ws://127.0.0.1:%(canary)d/socket"); } catch (error) { data.text += " "; }
  if (navigator.serviceWorker) quiet(navigator.serviceWorker.register("/worker.js"));
  document.getElementById("root").innerHTML =
    "<main><h1>" + data.title + "</h1><p>" + data.text + "</p><a href='/djup'>Läs om avtalet</a></main>";
  if (location.pathname === "/djup") document.title = "Djup " + document.cookie;
})();
"""

needs_browser = pytest.mark.skipif(
    (missing := why_not_rendered(FetchSettings())) is not None, reason=str(missing or "there is a browser")
)


class App:
    """Two servers on loopback: the application, and one that nothing may ever reach."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.canary_log: list[str] = []
        self.cookies: list[str] = []
        self.answers: dict[str, tuple[str, bytes]] = {}
        self._servers = [self._serve(self.log, known=True), self._serve(self.canary_log, known=False)]
        self.port, canary = (server.server_address[1] for server in self._servers)
        self.answers = {
            "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /hemligt/\n"),
            "/": ("text/html", SHELL.encode()),
            "/djup": ("text/html", SHELL.encode()),
            "/app.js": ("text/javascript; charset=utf-8", (SCRIPT % {"canary": canary}).encode()),
        }
        self.tell("Klimatavtal i Sjöstaden")

    def tell(self, title: str) -> None:
        """Sets what the application shows."""
        self.answers["/data.json"] = ("application/json", f'{{"title": "{title}", "text": "{TEXT}"}}'.encode())

    def _serve(self, log: list[str], *, known: bool) -> ThreadingHTTPServer:
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                log.append(f"{self.command} {self.path}")
                app.cookies.extend(self.headers.get_all("Cookie") or [])
                kind, body = app.answers.get(self.path, ("text/plain", b"")) if known else ("text/plain", b"")
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Set-Cookie", "id=1; Path=/")
                self.send_header("ETag", '"samma"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the name that http.server looks for

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    served = App()
    yield served
    served.close()


def source(*, render: bool = True) -> Source:
    seeds = [{"kind": "page", "url": HOME}]
    values = {"id": "app", "name": "App", "kind": "other", "homepage": HOME, "seeds": seeds, "render": render}
    return Source.model_validate(values)


def run(app: App, settings: Settings, store: Store, *, render: bool = True) -> dict[str, Row]:
    """The visits of one harvest, by path."""
    store_sources(store, [source(render=render)])
    store.execute("UPDATE runs SET status = 'done'")
    run_id = begin_run(store, {"n": store.value("SELECT count(*) FROM runs")})
    network = Network.for_sample({"app.example": ("127.0.0.1", app.port)})
    app.log.clear()
    asyncio.run(harvest([source(render=render)], settings, store, run_id, network))
    rows = store.rows("SELECT * FROM fetches WHERE run_id = ?", (run_id,))
    return {row["url"].removeprefix(HOME.rstrip("/")): row for row in rows}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[tuple[Settings, Store]]:
    settings = Settings(home=tmp_path, fetch=FetchSettings(delay_s=0, patience=0, retry_wait_s=0, render_s=30))
    with open_store(settings.database) as store:
        yield settings, store


@pytest.mark.browser
@needs_browser
def test_a_shell_is_rendered_through_our_own_network_alone(app: App, project: tuple[Settings, Store]) -> None:
    settings, store = project
    app.tell("Klimatavtal i Sjöstaden")
    visits = run(app, settings, store)
    assert {path: visit["outcome"] for path, visit in visits.items()} == {"/": "ok", "/djup": "ok"}
    assert "GET /app.js" in app.log
    assert app.log.count("GET /app.js") == 1, "a shared script is asked for once"
    assert not [line for line in app.log if line.startswith("POST") or "hemligt" in line or "worker" in line]
    assert (app.canary_log, app.cookies) == ([], [])
    bodies = {
        path: read_body(settings.raw, row["warc_file"], row["warc_offset"]).decode() for path, row in visits.items()
    }
    assert TEXT.strip() in bodies["/"]
    assert "<title>Djup spår=1</title>" in bodies["/djup"], "its own cookie and no other"

    assert run_extract(store, settings).counts["pages"] == 2
    titles = {row["title"] for row in store.rows("SELECT title FROM documents")}
    assert "Klimatavtal i Sjöstaden" in titles

    again = run(app, settings, store)
    assert again["/"]["outcome"] == "unchanged"
    app.tell("Nytt avtal i Sjöstaden")
    assert run(app, settings, store)["/"]["outcome"] == "ok", "an unchanged shell may show something new"
    _archive_is_whole(settings, store)


def _archive_is_whole(settings: Settings, store: Store) -> None:
    from types import SimpleNamespace

    from warcio.checker import Checker

    paths = sorted(map(str, settings.raw.rglob("*.warc.gz")))
    assert Checker(SimpleNamespace(inputs=paths, verbose=False)).process_all() == 0
    rows = "SELECT page_id, outcome, content_hash, warc_file, warc_offset FROM fetches ORDER BY run_id, page_id"
    with open_store(settings.home / "other.db") as other:
        store_sources(other, [source()])
        restore_pages(other, settings.raw)
        assert other.rows(rows) == store.rows(rows)


@pytest.mark.browser
@needs_browser
def test_a_shell_at_any_other_source_stays_one(app: App, project: tuple[Settings, Store]) -> None:
    visits = run(app, *project, render=False)
    assert visits["/"]["outcome"] == "shell"
    assert "GET /app.js" not in app.log


@pytest.mark.browser
@needs_browser
def test_a_page_that_never_ends_is_judged_by_what_it_shows(app: App, project: tuple[Settings, Store]) -> None:
    settings, store = project
    fetch = settings.fetch.model_copy(update={"render_s": 1.0})
    kept = app.answers["/app.js"]
    app.answers["/app.js"] = ("text/javascript", b"setInterval(() => fetch('/data.json?' + Math.random()), 50)")
    try:
        visits = run(app, settings.model_copy(update={"fetch": fetch}), store)
    finally:
        app.answers["/app.js"] = kept
    assert visits["/"]["outcome"] == "shell"
    assert visits["/"]["reason"].endswith("rendered too")
    assert len([line for line in app.log if "data.json" in line]) <= 40


def test_a_browser_that_is_missing_is_told_once(
    web: FakeWeb, harvester: Harvester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    nowhere = harvester.with_fetch(browser=tmp_path / "chromium")
    assert browser_path(nowhere.fetch) is None
    web["https://x.se/"] = SHELL
    harvester.run(harvester.source(render=True), settings=nowhere)
    visit = harvester.visit("https://x.se/")
    assert visit["outcome"] == "shell"
    issues = harvester.store.rows("SELECT severity, message FROM issues WHERE code = 'not_rendered'")
    assert len(issues) == 1
    assert (issues[0]["severity"], "fetch.browser" in issues[0]["message"]) == ("warning", True)


def test_the_extra_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert "kkharvest[render]" in (why_not_rendered(FetchSettings()) or "")
