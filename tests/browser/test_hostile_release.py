"""A release made of the hostile set, in a real Chromium and without any policy: nothing in it is executed."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kkharvest.core.settings import load_settings
from kkharvest.publish.contents import release_files
from tests.browser.quiet import Quiet
from tests.review.hostile_edition import hostile_edition
from tests.review.payloads import MARK, PAYLOADS

pytestmark = pytest.mark.browser

EDITION = hostile_edition()
PAGES = [
    "site/index.html", "site/en/index.html", "site/hinder.html", "site/tema/energi.html", "site/sok.html?q=x",
    "site/sok.html?q=%3Cimg+src%3Dx+onerror%3D%22window.kkpwned%3D1%22%3E", "feeds/all.atom", "examples.jsonld",
    *(f"site/exempel/{record['id']}.html" for record in EDITION.records),
]  # fmt: skip


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    settings = load_settings(tmp_path, {"KKHARVEST_DATA": str(tmp_path / "data")})
    files = release_files(settings, EDITION.version, EDITION.records, EDITION.tombstones, before=[], earlier=None)
    for name, body in files.items():
        path = tmp_path / "release" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "release")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_hostile_examples_do_nothing(chromium: Browser, address: str) -> None:
    page = chromium.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    shown = ""
    for path in PAGES:
        page.goto(address + path)
        page.keyboard.press("Tab")
        page.mouse.move(300, 300)
        assert page.evaluate(f"typeof window.{MARK}") == "undefined", path
        assert page.evaluate("document.querySelectorAll('main iframe, main style, main [onerror]').length") == 0, path
        if path.startswith("site/exempel/"):
            shown += page.locator("main").inner_text()
    assert [url for url in asked if not url.startswith(address)] == []
    # They are there to be read, as text.
    for payload in PAYLOADS:
        if payload.startswith(("<svg onload", "<script>")):
            assert payload in shown
    page.context.close()
