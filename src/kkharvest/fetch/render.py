"""Rendering of pages that only scripts fill, at sources that ask for it: a browser without a network of its own.

Chromium resolves no name and has a proxy that is not there, so it can open no connection. Its requests are answered
one by one by our own client: the page's own origin alone, GET alone, what robots.txt and the opt-out list allow, at
the host's pace, within limits of time, number and size. Every page gets a context of its own, so nothing is kept from
one to the next: no cookies, no service workers, no downloads, no sockets.
"""

import asyncio
import importlib.util
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.client import Answer, AskError, Client
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.hosts import origin_of

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright, Route, WebSocketRoute

__all__ = ["RENDERED_TYPE", "RenderError", "Rendered", "Renderer", "browser_path", "why_not_rendered"]

RENDERED_TYPE = "text/html; charset=utf-8"
"""Media type of rendered pages, whatever the server called the page that it sent."""

_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)
_WANTED = frozenset({"script", "xhr", "fetch"})
_SHARED = "script"
_MAX_REQUESTS = 40
_MAX_SHARED = 100
_PAGES_AT_ONCE = 2
_SUCCESS = range(200, 300)


class RenderError(Exception):
    """The page could not be rendered; the message says why."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as its scripts left it, as UTF-8, and how many bytes its own requests brought."""

    body: bytes
    n_bytes: int


def browser_path(settings: FetchSettings) -> Path | None:
    """The browser to render with: the one in the settings, or `chromium` on the path."""
    if settings.browser.is_file():
        return settings.browser
    found = shutil.which("chromium")
    return Path(found) if found else None


def why_not_rendered(settings: FetchSettings) -> str | None:
    """Why no page can be rendered on this machine and what to do about it, or None."""
    if importlib.util.find_spec("playwright") is None:
        return "Pages of this source need a browser: install the extra with pip install 'kkharvest[render]'."
    if browser_path(settings) is None:
        return (
            f"Pages of this source need a browser, and {settings.browser} is not there: install Chromium "
            "(apt install chromium) or name yours with the setting fetch.browser."
        )
    return None


class Renderer:
    """One browser for all sources of a run, started when the first page needs it; closed by `aclose`."""

    def __init__(self, client: Client, settings: FetchSettings) -> None:
        self._client = client
        self._settings = settings
        self._slots = asyncio.Semaphore(_PAGES_AT_ONCE)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        # A script that all pages of a site share is asked for once a run.
        self._scripts: dict[str, Answer] = {}

    async def render(self, answer: Answer, gate: HostGate, why_not: Callable[[str], str | None]) -> Rendered:
        """The page of `answer` after its scripts have run; raises `RenderError`.

        `gate` is that of its host; `why_not` tells whether an address may not be asked.
        """
        if missing := why_not_rendered(self._settings):
            raise RenderError(missing)
        from playwright.async_api import Error

        work = _PageWork(self._client, gate, why_not, answer, self._scripts)
        try:
            async with self._slots, asyncio.timeout(self._settings.render_s + self._settings.timeout_s):
                browser = await self._started()
                context = await browser.new_context(
                    accept_downloads=False, service_workers="block", locale="sv-SE", bypass_csp=False
                )
                try:
                    html = await self._html(context, work)
                finally:
                    await context.unroute_all(behavior="ignoreErrors")
                    await context.close()
        except TimeoutError:
            raise RenderError(f"rendering was not finished within {self._settings.render_s:g} s") from None
        except Error as error:
            raise RenderError(f"rendering failed: {str(error).splitlines()[0][:200]}") from None
        body = html.encode("utf-8", "replace")
        if len(body) > self._settings.max_bytes:
            raise RenderError(f"the rendered page has more than {self._settings.max_bytes:,} bytes")
        return Rendered(body, work.n_bytes)

    async def _html(self, context: "BrowserContext", work: "_PageWork") -> str:
        from playwright.async_api import TimeoutError as TooSlowError

        await context.route("**/*", work.fulfil)
        await context.route_web_socket("**/*", _refuse_socket)
        page = await context.new_page()
        limit = 1000 * self._settings.render_s
        try:
            await page.goto(work.answer.url, wait_until="load", timeout=limit)
            await page.wait_for_load_state("networkidle", timeout=limit)
        except TooSlowError:
            # What stands there by now is judged as any page is.
            work.is_over = True
        return await page.content()

    async def _started(self) -> "Browser":
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                from playwright.async_api import async_playwright

                if self._playwright is None:
                    self._playwright = await async_playwright().start()
                self._browser = await self._playwright.chromium.launch(
                    executable_path=browser_path(self._settings),
                    args=list(_FLAGS),
                    # Chromium's sandbox refuses to run as root.
                    chromium_sandbox=os.geteuid() != 0,
                )
            return self._browser

    async def aclose(self) -> None:
        """Ends the browser, if it was started."""
        if self._browser:
            await self._browser.close()
        if self._playwright:
            await self._playwright.stop()
        self._browser = self._playwright = None


@dataclass
class _PageWork:
    """The requests of one page; without slots, because Playwright marks the owners of its handlers."""

    client: Client
    gate: HostGate
    why_not: Callable[[str], str | None]
    answer: Answer
    scripts: dict[str, Answer]
    is_over: bool = False
    n_bytes: int = 0
    _has_document: bool = False
    _asked: int = field(default=0)

    async def fulfil(self, route: "Route") -> None:
        """Answers a request of the page, or refuses it."""
        request = route.request
        if request.is_navigation_request() and not self._has_document:
            self._has_document = True
            await self._give(route, self.answer)
            return
        if self._refused(request.resource_type, request.method, request.url):
            await route.abort("blockedbyclient")
            return
        answer = self.scripts.get(request.url) or await self._ask(request.url)
        if answer is None or answer.status not in _SUCCESS:
            await route.abort("failed")
            return
        if request.resource_type == _SHARED and len(self.scripts) < _MAX_SHARED:
            self.scripts[request.url] = answer
        await self._give(route, answer)

    def _refused(self, kind: str, method: str, url: str) -> bool:
        return (
            self.is_over
            or kind not in _WANTED
            or method != "GET"
            or origin_of(url) != origin_of(self.answer.url)
            or self.why_not(url) is not None
        )

    async def _ask(self, url: str) -> Answer | None:
        if self._asked >= _MAX_REQUESTS:
            return None
        self._asked += 1
        try:
            async with self.gate.turn():
                answer = await self.client.ask(url, {"Accept": "*/*"}, delay=self.gate.delay)
        except AskError:
            return None
        self.gate.answered(answer.first_byte, answer.first_byte - answer.started)
        self.n_bytes += len(answer.raw)
        return answer

    @staticmethod
    async def _give(route: "Route", answer: Answer) -> None:
        # Neither cookies nor instructions for the browser: type and body alone.
        kind = answer.header("content-type") or "text/html"
        await route.fulfill(status=answer.status, headers={"content-type": kind}, body=answer.body)


async def _refuse_socket(socket: "WebSocketRoute") -> None:
    await socket.close()
