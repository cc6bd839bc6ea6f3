"""Pictures of the public site for docs/images: wide and narrow, light and dark.

python -m tests.browser.site_screenshots
"""

import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS, HOME
from tests.publish.site_edition import edition, site

_Scheme = Literal["light", "dark"]
LOOKS: dict[str, tuple[int, int, _Scheme]] = {
    "bred": (1400, 900, "light"),
    "bred-mork": (1400, 900, "dark"),
    "smal": (360, 740, "light"),
}
FACES = {
    "alla": "index.html",
    "exempel": "exempel/{rich}.html",
    "omrade": "omrade/energi.html",
    "karta": "karta.html",
    "hinder": "hinder.html",
    "statistik": "statistik.html",
    "sok": "sok.html?q=laddstolparna",
    "data": "data.html",
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main() -> int:
    """Writes the pictures."""
    out = HOME / "docs" / "images"
    held = edition()
    rich = next(record["id"] for record in held.records if record.get("details"))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for name, body in site(held).items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        for look, (width, height, scheme) in LOOKS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            for name, face in FACES.items():
                page.goto(f"http://127.0.0.1:{server.server_port}/site/{face.format(rich=rich)}")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=str(out / f"site-{name}-{look}.png"))
            page.close()
        browser.close()
        server.shutdown()
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
