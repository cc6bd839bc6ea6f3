"""Atom (RFC 4287) and JSON Feed 1.1: all examples, each theme, each municipality that has some.

A feed's document holds the newest; older entries stand in archive documents of a fixed number each (RFC 5005),
filled from the oldest, so that a full one never changes. What was withdrawn stands as a deleted entry (RFC 6721) in
every feed, as nobody remembers which themes it had; JSON Feed has no such thing, so there it is an extension, `_gone`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from kkharvest import taxonomy
from kkharvest.publish.delta import Tombstone
from kkharvest.publish.formats.edition import Edition
from kkharvest.publish.formats.plain import json_bytes
from kkharvest.publish.record import Record

__all__ = ["PER_DOCUMENT", "feed_files"]

PER_DOCUMENT = 50
_ATOM, _HISTORY, _DELETED = (
    "http://www.w3.org/2005/Atom",
    "http://purl.org/syndication/history/1.0",
    "http://purl.org/atompub/tombstones/1.0",
)
# Characters that XML 1.0 has no place for, which a page may hold all the same.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ABOUT_GONE = "https://datatracker.ietf.org/doc/html/rfc6721"
_TITLE = "Goda exempel – Klimatkonkurrenskraft"


def feed_files(edition: Edition) -> dict[str, bytes]:
    """Feeds under feeds/: all, tema/<slug>, kommun/<kommunkod>, each as .xml and .json with archives."""
    for prefix, name in (("", _ATOM), ("fh", _HISTORY), ("at", _DELETED)):
        ET.register_namespace(prefix, name)
    files: dict[str, bytes] = {}
    for path, title, records in _feeds(edition):
        files |= _documents(edition, path, title, sorted(records, key=_age))
    return files


def _age(record: Record) -> tuple[str, str]:
    return record["accepted_at"], record["id"]


def _feeds(edition: Edition) -> Iterator[tuple[str, str, list[Record]]]:
    yield "feeds/all", _TITLE, list(edition.records)
    for theme in taxonomy.predicted_themes():
        yield (
            f"feeds/tema/{theme.slug}",
            f"{theme.name} – {_TITLE}",
            [r for r in edition.records if theme.slug in r["themes"]],
        )
    places: dict[str, tuple[str, list[Record]]] = {}
    for record in edition.records:
        for place in record["municipalities"]:
            places.setdefault(place["kommunkod"], (place["name"], []))[1].append(record)
    for code, (name, records) in sorted(places.items()):
        yield f"feeds/kommun/{code}", f"{name} – {_TITLE}", records


def _documents(edition: Edition, path: str, title: str, records: Sequence[Record]) -> dict[str, bytes]:
    """The subscription document with the newest entries, and archives numbered from the oldest."""
    n_archived = max(0, (len(records) - 1) // PER_DOCUMENT)
    chunks = [records[i * PER_DOCUMENT : (i + 1) * PER_DOCUMENT] for i in range(n_archived + 1)] or [[]]
    names = [f"{path}-{number}" for number in range(1, n_archived + 1)] + [path]
    files: dict[str, bytes] = {}
    for number, (name, chunk) in enumerate(zip(names, chunks, strict=True)):
        earlier = names[number - 1] if number else ""
        newest_first = list(reversed(chunk))
        stones = edition.tombstones if name == path else ()
        files[f"{name}.xml"] = _atom(edition, name, path, title, newest_first, earlier, stones)
        files[f"{name}.json"] = _json_feed(edition, name, title, newest_first, earlier, stones)
    return files


def _atom(
    edition: Edition,
    name: str,
    path: str,
    title: str,
    records: Sequence[Record],
    earlier: str,
    stones: Sequence[Tombstone],
) -> bytes:
    base = edition.latest_url
    feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "sv"})
    _text(feed, "id", f"{base}{path}.xml")
    _text(feed, "title", title)
    _text(feed, "updated", max((record["decided_at"] for record in records), default=edition.updated_at))
    _text(feed, "rights", "CC BY 4.0")
    _text(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", edition.publisher)
    _link(feed, "self", f"{base}{name}.xml", "application/atom+xml")
    _link(feed, "alternate", f"{base}site/index.html", "text/html")
    if name != path:
        ET.SubElement(feed, f"{{{_HISTORY}}}archive")
        _link(feed, "current", f"{base}{path}.xml", "application/atom+xml")
    if earlier:
        _link(feed, "prev-archive", f"{base}{earlier}.xml", "application/atom+xml")
    for stone in stones:
        when = f"{stone.version[:10]}T00:00:00Z"
        deleted = ET.SubElement(feed, f"{{{_DELETED}}}deleted-entry", {"ref": edition.page_url(stone.id), "when": when})
        if stone.redirect:
            _link(deleted, "related", edition.page_url(stone.redirect), "text/html")
    for record in records:
        _entry(feed, edition, record)
    ET.indent(feed)
    body: str = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{body}\n'.encode()


def _entry(feed: ET.Element, edition: Edition, record: Record) -> None:
    names = {theme.slug: theme.name for theme in taxonomy.themes()}
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    address = edition.page_url(record["id"])
    _text(entry, "id", address)
    _text(entry, "title", record["title"])
    _text(entry, "published", record["accepted_at"])
    _text(entry, "updated", record["decided_at"])
    _text(entry, "summary", record["summary"])
    _link(entry, "alternate", address, "text/html")
    _link(entry, "via", record["sources"][0]["url"], "text/html")
    for slug in record["themes"]:
        ET.SubElement(entry, f"{{{_ATOM}}}category", {"term": slug, "label": names[slug]})


def _gone(edition: Edition, stone: Tombstone) -> dict[str, Any]:
    """A deleted item: its id as in `items`, the day, and what stands for it now."""
    return {
        "id": edition.page_url(stone.id),
        "date_deleted": f"{stone.version[:10]}T00:00:00Z",
        "replaced_by": edition.page_url(stone.redirect) if stone.redirect else None,
    }


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = _NOT_XML.sub("", text)


def _link(parent: ET.Element, rel: str, address: str, kind: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": address, "type": kind})


def _json_feed(
    edition: Edition,
    name: str,
    title: str,
    records: Sequence[Record],
    earlier: str,
    stones: Sequence[Tombstone],
) -> bytes:
    base = edition.latest_url
    value: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{base}site/index.html",
        "feed_url": f"{base}{name}.json",
        "language": "sv",
        "authors": [{"name": edition.publisher}],
        **({"next_url": f"{base}{earlier}.json"} if earlier else {}),
        **({"_gone": {"about": _ABOUT_GONE, "items": [_gone(edition, stone) for stone in stones]}} if stones else {}),
        "items": [
            {
                "id": edition.page_url(record["id"]),
                "url": edition.page_url(record["id"]),
                "external_url": record["sources"][0]["url"],
                "title": record["title"],
                "summary": record["summary"],
                "content_text": record["summary"] or record["title"],
                "date_published": record["accepted_at"],
                "date_modified": record["decided_at"],
                "language": record["lang"],
                "tags": record["themes"],
            }
            for record in records
        ],
    }
    return json_bytes(value)
