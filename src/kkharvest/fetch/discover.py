"""Addresses out of what is made for machines: sitemaps, feeds, WordPress REST, load-more endpoints.

XML is read by expat with every declaration of entities refused: nothing is expanded, nothing is fetched.
"""

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.parsers import expat

from selectolax.lexbor import LexborHTMLParser

from kkharvest.core.address import AddressError, normalise
from kkharvest.fetch.inflate import InflateError, TooLargeError, inflate

__all__ = ["DiscoverError", "Listed", "read_ajax", "read_feed", "read_sitemap", "read_wp_json"]

_MAX_ADDRESSES = 50_000
_LONGEST_LINK = 2000
_MAX_INFLATED = 50_000_000
_TEASER = 600
_TAG = re.compile(r"<[^>]*>?|&\w+;")
_GZIP = b"\x1f\x8b"
_ENTITY = re.compile(rb"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)


class DiscoverError(ValueError):
    """This is no sitemap, feed or answer of an endpoint; the message says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An address that a machine-made list names; `is_index` when it is a list itself."""

    url: str
    title: str = ""
    lastmod: str | None = None
    is_index: bool = False
    teaser: str = ""


def read_sitemap(body: bytes, url: str) -> list[Listed]:
    """Addresses of a sitemap, a sitemap index, a news sitemap or a plain list, gzipped or not."""
    body = _unzipped(body)
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head != b"<" and not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        lines = (line.strip() for line in body.decode("utf-8", "replace").splitlines()[:_MAX_ADDRESSES])
        return _absolute((Listed(line) for line in lines if line.startswith("http")), url)
    found: list[Listed] = []
    for element in _elements(body, {"url", "sitemap"}):
        loc = element.get("loc")
        if loc:
            title = element.get("title", "")
            is_index = element["_name"] == "sitemap"
            found.append(Listed(loc, title, lastmod=element.get("lastmod"), is_index=is_index))
        if len(found) >= _MAX_ADDRESSES:
            break
    return _absolute(found, url)


def read_feed(body: bytes, url: str) -> list[Listed]:
    """Addresses of the entries of an RSS, RDF or Atom feed."""
    found = []
    for element in _elements(_unzipped(body), {"item", "entry"}):
        link = element.get("link") or element.get("guid", "")
        if link.startswith(("http", "/")):
            moment = element.get("updated") or element.get("pubDate") or element.get("date") or element.get("published")
            teaser = element.get("description") or element.get("summary") or ""
            found.append(Listed(link, element.get("title", ""), moment, teaser=_plain(teaser)))
    return _absolute(found, url)


def read_wp_json(body: bytes, url: str) -> list[Listed]:
    """Addresses of the posts in an answer of WordPress's REST interface."""
    found = []
    for item in _json_list(body):
        if isinstance(item, dict) and isinstance(item.get("link"), str):
            title, excerpt = _rendered(item.get("title")), _rendered(item.get("excerpt"))
            modified = item.get("modified_gmt")
            lastmod = f"{modified}+00:00" if isinstance(modified, str) and modified else None
            found.append(Listed(item["link"], title, lastmod, teaser=_plain(excerpt)))
    return _absolute(found, url)


def read_ajax(body: bytes, url: str, html_at: str | None = None) -> list[Listed]:
    """Links in an answer of a load-more endpoint: HTML, or HTML inside JSON at the dotted path `html_at`."""
    text = body.decode("utf-8", "replace")
    if html_at or text.lstrip()[:1] in {"{", "["}:
        try:
            value: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise DiscoverError(f"not JSON: {error}") from None
        for key in html_at.split(".") if html_at else ():
            value = value.get(key) if isinstance(value, dict) else None
        text = " ".join(_strings(value))
    anchors = LexborHTMLParser(text).css("a[href]")
    links = (Listed(a.attributes.get("href") or "", " ".join(a.text(separator=" ").split())[:200]) for a in anchors)
    return _absolute(links, url)


def _rendered(value: Any) -> str:
    """The text of a field that WordPress gives as it is or wrapped in `rendered`."""
    text = value.get("rendered") if isinstance(value, dict) else value
    return text if isinstance(text, str) else ""


def _plain(html: str) -> str:
    """The first words of a piece of HTML."""
    return " ".join(_TAG.sub(" ", html[:_TEASER]).split())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        link = value.get("link") or value.get("url") or value.get("permalink")
        if isinstance(link, str):
            yield f'<a href="{link}">{value.get("title", "")}</a>'
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _json_list(body: bytes) -> list[Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DiscoverError(f"not JSON: {error}") from None
    if not isinstance(found, list):
        raise DiscoverError("not a list of posts")
    return found


def _unzipped(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        return inflate(body, "gzip", _MAX_INFLATED)
    except (InflateError, TooLargeError, gzip.BadGzipFile, zlib.error) as error:
        raise DiscoverError(str(error)) from None


def _absolute(found: Iterator[Listed] | list[Listed], base: str) -> list[Listed]:
    kept = []
    for item in found:
        if len(item.url) > _LONGEST_LINK:
            continue
        try:
            kept.append(replace(item, url=normalise(item.url, base)))
        except AddressError:
            continue
    return kept


def _elements(body: bytes, names: set[str]) -> list[dict[str, str]]:
    """Elements called one of `names`, each with the texts of its children by local name."""
    if _ENTITY.search(body[:100_000]):
        raise DiscoverError("the XML declares entities")
    reader = _Reader(names)
    try:
        reader.parser.Parse(body, True)
    except expat.ExpatError as error:
        if not reader.found:
            raise DiscoverError(f"not XML: {error}") from None
    return reader.found


class _Reader:
    """Expat's callbacks; what was read before a fault counts."""

    def __init__(self, names: set[str]) -> None:
        self.found: list[dict[str, str]] = []
        self._names = names
        self._stack: list[str] = []
        self._texts: list[list[str]] = []
        self._element: dict[str, str] | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.EntityDeclHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._stack.append(local)
        self._texts.append([])
        if local in self._names and self._element is None:
            self._element = {"_name": local}
        elif self._element is not None and local == "link" and attributes.get("rel", "alternate") == "alternate":
            href = attributes.get("href", "").strip()
            if href:
                self._element.setdefault("link", href)

    def _end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._stack.pop()
        text = "".join(self._texts.pop()).strip()
        if self._element is None:
            return
        if local == self._element["_name"] and not set(self._stack) & self._names:
            self.found.append(self._element)
            self._element = None
        elif text:
            self._element.setdefault(local, text)

    def _data(self, data: str) -> None:
        if self._texts:
            self._texts[-1].append(data)

    def _refuse(self, *_: object) -> None:
        raise DiscoverError("the XML declares entities")
