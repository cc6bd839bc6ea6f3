"""A served application on loopback, a real Chromium, and people who use both."""

import os
import re
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kkharvest.core.settings import ReviewSettings, Settings
from kkharvest.review.accounts import Role, invite, take_invitation
from kkharvest.store import Store
from tests.browser.serving import start_serving

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

CHROMIUM = Path(os.environ.get("KKHARVEST_CHROMIUM", "/usr/bin/chromium"))
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PASSWORD = "fyra ord som passar"
HOME = Path(__file__).resolve().parents[2]

Add = Callable[..., str]
Group = Callable[..., None]


class Served:
    """The command `kkharvest serve` in a process of its own."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._environment = {
            "KKHARVEST_DATA": str(data),
            "KKHARVEST_HOME": str(HOME),
            "KKHARVEST_REVIEW__SECOND_READING": "0",
        }
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Starts and waits until it answers."""
        self._process = start_serving(self._environment, self.port)
        for _ in range(1000):
            try:
                with urllib.request.urlopen(f"{self.address}/logga-in", timeout=1):  # noqa: S310 - loopback
                    return
            except OSError:
                time.sleep(0.02)
        self.kill()
        raise AssertionError("the application did not start")

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        if self._process:
            self._process.kill()
            self._process.join()
            self._process = None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}; install it or set KKHARVEST_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def served(settings: Settings, store: Store, add: Add, group: Group) -> Iterator[Served]:
    """The application with twelve candidates, one of them told twice, and three people."""
    keys = [add(f"/{n}", text(n), title=f"Solel nummer {n}") for n in range(13)]
    group(*[[key] for key in keys[:-2]], keys[-2:])
    for name, role in (("eva", Role.ADMINISTRATOR), ("bo", Role.REVIEWER), ("lars", Role.READER)):
        take_invitation(store, invite(store, role, ReviewSettings(), by=None), name, name.title(), PASSWORD)
    server = Served(settings.data_dir)
    server.start()
    yield server
    server.kill()


def text(number: int) -> str:
    return (
        f"Lunds kommun och {number} företag delar solel sedan 2021. Samarbetet leds av kommunen.\n"
        "Företagen har tillsammans satt upp solceller på taken i hamnen och delar elen mellan sig."
    )


class Person:
    """Somebody at a browser."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.page: Page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.set_default_timeout(20_000)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, name: str) -> None:
        self.go("/logga-in")
        # The field has the focus by itself, but on a busy machine later than the first letter comes.
        self.page.locator("input[name=login]").focus()
        self.page.keyboard.type(name)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r"/(granska|ko)"))

    @property
    def candidate(self) -> str:
        """The candidate on the screen, or nothing."""
        found = re.search(r"/granska/(c-\w+)", self.page.url)
        return found.group(1) if found else ""

    def wait_for_other_than(self, candidate: str) -> None:
        self.page.wait_for_function("key => !location.href.includes(key)", arg=candidate)
        self.page.wait_for_load_state()


Meet = Callable[..., Person]


@pytest.fixture
def meet(chromium: Browser, served: Served) -> Iterator[Meet]:
    """Opens a browser of its own for somebody, signed in when named."""
    contexts = []

    def start(name: str = "", **options: Any) -> Person:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "sv-SE", **options})
        contexts.append(context)
        person = Person(context, served.address)
        if name:
            person.sign_in(name)
        return person

    yield start
    for context in contexts:
        context.close()
