"""The sample web as a pure function from request to response.

Everything a response depends on is in the request and in the loaded sites; `seen` tells how often the same path was
asked before, so that a host which fails now and then does so in the same places each time.
"""

import datetime as dt
import gzip
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from kkharvest.sampleweb import documents, machine
from kkharvest.sampleweb.content import Page, Site
from kkharvest.sampleweb.pages import render, stylesheet
from kkharvest.sampleweb.structure import Structure
from kkharvest.sampleweb.views import build_view, page_number

__all__ = ["Request", "Response", "Web"]

_DEFAULT_DAY = dt.date(2024, 1, 1)
_MONTH_QUERY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])$")
_MONTH_PATH = re.compile(r"(.*/)(\d{4})/(0[1-9]|1[0-2])/?$")
_SITEVISION = re.compile(r"[/.]4\.([0-9a-f]{6,40})\.html$")
_HTML = "text/html"
_COMPRESSED = ("text/", "application/json", "application/xml", "application/rss+xml", "application/atom+xml")
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked: header names in lower case; `seen` counts earlier requests for the same path."""

    host: str
    target: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Response:
    """What the web answers; `delay` is how long the host takes, in seconds."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """A response before conditions, compression and HEAD are applied."""

    status: int
    body: bytes
    content_type: str
    day: dt.date | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: _EMPTY)


class Web:
    """Some sites, answering requests."""

    def __init__(self, sites: Iterable[Site], template_note: str = "") -> None:
        self.sites = {site.host: site for site in sites}
        self._structures = {host: Structure.of(site) for host, site in self.sites.items()}
        self._titles = {
            f"http://{host}{page.path}": page.title for host, site in self.sites.items() for page in site.pages
        }
        self._note = template_note
        self._order = {
            host: {page.path: index for index, page in enumerate(site.pages, start=1)}
            for host, site in self.sites.items()
        }
        self._answer = lru_cache(maxsize=8192)(self._build)

    def respond(self, request: Request) -> Response:
        """The response to a request; unknown hosts get 421."""
        host = request.host.partition(":")[0].lower()
        site = self.sites.get(host)
        if site is None:
            return Response(421, {"Content-Type": "text/plain; charset=utf-8"}, b"no such host\n")
        if request.method not in {"GET", "HEAD"}:
            return Response(
                405, {"Allow": "GET, HEAD", "Content-Type": "text/plain; charset=utf-8"}, b"", site.quirks.delay
            )
        if self._fails(site, request):
            headers = {"Retry-After": "1", "Content-Type": "text/html; charset=utf-8"}
            return Response(503, headers, b"<h1>503 Service Unavailable</h1>", site.quirks.delay)
        return _finish(self._answer(host, request.target), site, request)

    def warm(self) -> None:
        """Build the answers of all pages now, so that a benchmark measures its client alone."""
        for host, site in self.sites.items():
            for page in site.pages:
                body = self._answer(host, quote(page.path)).body
                _compressed(body)

    def _fails(self, site: Site, request: Request) -> bool:
        every = site.quirks.failing_every
        order = self._order[site.host].get(unquote(urlsplit(request.target).path), 0)
        return bool(every and order and order % every == 0 and request.seen == 0)

    def _build(self, host: str, target: str) -> _Answer:
        split = urlsplit(target)
        path = unquote(split.path) or "/"
        query = dict(parse_qsl(split.query))
        structure = self._structures[host]
        return (
            _machines(structure, path, query)
            or _redirect(structure, path, split.query)
            or self._page(structure, path, query)
            or _asset(structure.site, path)
            or self._missing(structure)
        )

    def _page(self, structure: Structure, path: str, query: Mapping[str, str]) -> _Answer | None:
        base, number = page_number(structure.site, path, query)
        month = _asked_month(query)
        page = structure.by_path.get(base) or _numbered(structure, base)
        if page is None and (match := _MONTH_PATH.match(path)):
            page = structure.by_path.get(match[1])
            month = dt.date(int(match[2]), int(match[3]), 1)
            if page is not None and page.kind != "calendar":
                page = None
        if page is None:
            return None
        if page.kind in {"pdf", "text", "image", "empty"}:
            return _document(page, structure.site)
        if number > 1 and page.kind != "listing":
            return None
        return self._html(structure, page, number, query, month)

    def _html(
        self, structure: Structure, page: Page, number: int, query: Mapping[str, str], month: dt.date | None
    ) -> _Answer | None:
        site = structure.site
        view = build_view(
            structure, page, number=number, query=query, month=month, title_of=lambda link: self._titles.get(link, link)
        )
        if view.listing and number > view.listing.last:
            return None
        text = render(view, structure)
        if self._note:
            text = text.replace("</body>", f"<!-- {self._note} --></body>")
        days = [card.page.touched for card in view.listing.cards if card.page.touched] if view.listing else []
        day = max([*days, page.touched or _DEFAULT_DAY])
        headers = {"Content-Language": view.lang, **page.headers}
        return _Answer(200, _encoded(text, site), f"{_HTML}; charset={site.quirks.encoding}", day, headers)

    def _missing(self, structure: Structure) -> _Answer:
        site = structure.site
        page = Page(path="/", kind="missing", title="Sidan kunde inte hittas")
        text = render(build_view(structure, page), structure)
        status = 200 if site.quirks.soft_404 else 404
        return _Answer(status, _encoded(text, site), f"{_HTML}; charset={site.quirks.encoding}")


def _numbered(structure: Structure, path: str) -> Page | None:
    """Sitevision serves a page under every path that ends in its number."""
    match = _SITEVISION.search(path) if structure.site.system == "sitevision" else None
    ending = f"4.{match[1]}.html" if match else ""
    return next((page for page in structure.site.pages if ending and page.path.endswith(ending)), None)


def _encoded(text: str, site: Site) -> bytes:
    return text.encode(site.quirks.encoding, "xmlcharrefreplace")


def _asked_month(query: Mapping[str, str]) -> dt.date | None:
    match = _MONTH_QUERY.match(query.get("manad", ""))
    return dt.date(int(match[1]), int(match[2]), 1) if match else None


def _machines(structure: Structure, path: str, query: Mapping[str, str]) -> _Answer | None:
    site = structure.site
    if path == "/robots.txt":
        return _Answer(200, machine.robots(site).encode(), "text/plain; charset=utf-8")
    if found := machine.sitemap(structure, path):
        return _Answer(200, *found)
    if site.feed and path == site.feed.path and (answer := machine.feed(structure)):
        latest = max((page.touched for page in structure.news(site.language) if page.touched), default=None)
        return _Answer(200, *answer, latest)
    if rest := machine.rest(structure, path, query):
        status, value, headers = rest
        return _Answer(status, machine.as_json(value), "application/json; charset=UTF-8", None, headers)
    if path == "/wp-admin/admin-ajax.php" and site.system in {"wordpress", "municipio"}:
        piece = machine.load_more(structure, query)
        return _Answer(200, piece.encode(), "text/html; charset=UTF-8") if piece else _Answer(400, b"0", "text/html")
    return None


def _redirect(structure: Structure, path: str, query: str) -> _Answer | None:
    site = structure.site
    target = site.redirects.get(path)
    if target is None and site.quirks.trailing_slash and not path.endswith("/") and f"{path}/" in structure.by_path:
        target = f"{path}/" + (f"?{query}" if query else "")
    if target is None:
        return None
    location = target if target.startswith("http") else quote(target, safe="/?=&%#")
    body = f'<html><body><a href="{location}">Flyttad</a></body></html>'.encode()
    return _Answer(301, body, f"{_HTML}; charset=utf-8", None, {"Location": location})


def _document(page: Page, site: Site) -> _Answer:
    headers = dict(page.headers)
    match page.kind:
        case "pdf":
            return _Answer(200, documents.pdf_of(page, site), "application/pdf", page.touched, headers)
        case "text":
            body = documents.text_of(page).encode()
            return _Answer(200, body, "text/plain; charset=utf-8", page.touched, headers)
        case "image":
            return _Answer(200, documents.picture(page.path), "image/png", page.touched, headers)
        case _:
            return _Answer(200, b"", f"{_HTML}; charset={site.quirks.encoding}", page.touched, headers)


def _asset(site: Site, path: str) -> _Answer | None:
    if path.startswith("/images/") and path.endswith(".png"):
        return _Answer(200, documents.picture(path), "image/png", _DEFAULT_DAY)
    if path == "/images/logotyp.svg":
        return _Answer(200, documents.logotype(site.name).encode(), "image/svg+xml", _DEFAULT_DAY)
    if path.endswith(".css"):
        return _Answer(200, stylesheet(site.system).encode(), "text/css; charset=utf-8", _DEFAULT_DAY)
    return None


@lru_cache(maxsize=4096)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 5, mtime=0)


def _finish(answer: _Answer, site: Site, request: Request) -> Response:
    headers: dict[str, str] = {"Content-Type": answer.content_type, **answer.headers}
    body = answer.body
    if answer.status == 200 and site.quirks.validators:  # noqa: PLR2004 - OK
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        if answer.day:
            moment = dt.datetime.combine(answer.day, dt.time(7, 0), tzinfo=dt.UTC)
            headers["Last-Modified"] = format_datetime(moment, usegmt=True)
        if _unchanged(headers, request.headers):
            kept: dict[str, str] = {name: headers[name] for name in ("ETag", "Last-Modified") if name in headers}
            return Response(304, kept, b"", site.quirks.delay)
    if "gzip" in request.headers.get("accept-encoding", "") and answer.content_type.startswith(_COMPRESSED):
        body = _compressed(body)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    headers["Content-Length"] = str(len(body))
    return Response(answer.status, headers, b"" if request.method == "HEAD" else body, site.quirks.delay)


def _unchanged(headers: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    if tags := asked.get("if-none-match"):
        return headers["ETag"] in {tag.strip().removeprefix("W/") for tag in tags.split(",")} or tags.strip() == "*"
    if since := asked.get("if-modified-since"):
        try:
            return "Last-Modified" in headers and parsedate_to_datetime(
                headers["Last-Modified"]
            ) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False
    return False
