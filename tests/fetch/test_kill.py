"""A harvest in a process of its own, ended by SIGKILL at a handful of moments and taken up again.

The moments are counted in answers that the server gave, so that they fall all over the run on any machine.
"""

import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kkharvest.core.settings import Settings
from kkharvest.fetch.archive import iter_archive
from kkharvest.store import open_store

from .conftest import page
from .killed import work
from .test_resume import contents, state

PAGES = 40
KILLS = 5
WAIT_S = 60.0


class Site:
    """A site on loopback that counts what it is asked."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self._asked = threading.Condition()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with site._asked:
                    site.log.append(self.path)
                    site._asked.notify_all()
                body = site.body(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except ConnectionError:
                    return  # the one that asked was killed

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @staticmethod
    def body(path: str) -> bytes:
        """A start page that links to all others."""
        if path == "/":
            return page("Start", *(f"/n/{number}" for number in range(PAGES))).encode()
        return page(path, "/").encode() if path.startswith("/n/") else b""

    def wait_for(self, count: int) -> None:
        """Returns when so many more requests have come."""
        with self._asked:
            goal = len(self.log) + count
            assert self._asked.wait_for(lambda: len(self.log) >= goal, WAIT_S)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    served = Site()
    yield served
    served.close()


def test_a_run_killed_again_and_again_ends_as_one_left_in_peace(site: Site, tmp_path: Path) -> None:
    work(tmp_path / "peace", site.port)
    asked_in_peace = Counter(site.log)
    site.log.clear()

    home = tmp_path / "killed"
    dice = random.Random(7)  # noqa: S311 - any moments will do
    command = [sys.executable, str(Path(__file__).with_name("killed.py")), str(home), str(site.port)]
    for _ in range(KILLS):
        process = subprocess.Popen(command)  # noqa: S603 - our own script
        site.wait_for(dice.randint(1, PAGES // KILLS))
        process.send_signal(signal.SIGKILL)
        assert process.wait(WAIT_S) == -signal.SIGKILL
    work(home, site.port)

    whole, killed = (Settings(home=tmp_path / name) for name in ("peace", "killed"))
    with open_store(whole.database) as one, open_store(killed.database) as other:
        assert state(other) == state(one)
        assert contents(killed.raw, other) == contents(whole.raw, one)
        assert len(list(iter_archive(killed.raw))) == other.value("SELECT count(*) FROM fetches")
    twice = {path: times for path, times in Counter(site.log).items() if times > asked_in_peace[path]}
    excess = sum(times - 1 for path, times in twice.items() if path not in {"/robots.txt", "/.well-known/tdmrep.json"})
    assert excess <= KILLS, "only what was in flight may be asked again"
