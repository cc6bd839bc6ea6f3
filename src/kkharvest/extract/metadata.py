"""What a page says of itself: title, dates with evidence, publisher, canonical address, picture, breadcrumbs."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from kkharvest.extract.dates import parse_date
from kkharvest.extract.tree import Tree

__all__ = ["Head", "clean_title", "read_crumbs", "read_head"]

_JSON_LIMIT = 300_000
_JSON_LD = 'script[type="application/ld+json"]'
_MOST_SCRIPTS = 8
_ARTICLE_TYPES = re.compile(r"article|posting|report|webpage|event|scholarly|creativework|pressrelease", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+(?:[|–—\-·»•:›]|::)\s+|\s*\|\s*")
_PUBLISHED = (
    "article:published_time", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "datepublished", "date", "pubdate", "publishdate", "publish-date", "published",
    "published-date", "og:published_time", "parsely-pub-date", "sailthru.date", "citation_publication_date",
    "article.published", "created", "epi-published", "publication_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "dcterms.modified", "dc.date.modified", "og:updated_time", "last-modified",
    "datemodified", "lastmod", "revised", "modified",
)  # fmt: skip


@dataclass(slots=True)
class Head:
    """Statements of the page's head, as written but trimmed."""

    title: str = ""
    share_title: str = ""
    lang: str = ""
    published: date | None = None
    published_by: str = ""
    modified: date | None = None
    publisher: str | None = None
    canonical: str | None = None
    image: str | None = None
    image_alt: str | None = None
    description: str = ""
    generator: str = ""
    json_crumbs: tuple[str, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)


def read_head(document: LexborHTMLParser) -> Head:
    """Statements of meta and link elements, the title element and JSON-LD."""
    head = Head()
    scripts = []
    # One pass over the page for both.
    for node in document.css(f"meta, {_JSON_LD}"):
        if node.tag == "script":
            scripts.append(node.text() or "")
            continue
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = attributes.get("content")
        if name and content:
            head.meta.setdefault(name, " ".join(content.split()))
    meta = head.meta
    title = document.css_first("title")
    head.title = " ".join((title.text() if title else "").split())
    head.share_title = (
        meta.get("og:title") or meta.get("twitter:title") or meta.get("dc.title") or meta.get("title") or ""
    )
    root = document.css_first("html")
    attributes = root.attributes if root is not None else {}
    head.lang = (
        attributes.get("lang") or attributes.get("xml:lang") or meta.get("dc.language") or meta.get("og:locale") or ""
    )
    head.publisher = meta.get("og:site_name") or meta.get("dc.publisher") or meta.get("application-name")
    head.image = meta.get("og:image") or meta.get("og:image:url") or meta.get("twitter:image")
    head.image_alt = meta.get("og:image:alt") or meta.get("twitter:image:alt")
    head.description = meta.get("description") or meta.get("og:description") or ""
    head.generator = meta.get("generator") or ""
    link = document.css_first('link[rel="canonical"]')
    head.canonical = (link.attributes.get("href") if link is not None else None) or meta.get("og:url")
    _read_json(scripts[:_MOST_SCRIPTS], head)
    _read_dates(head)
    return head


def _read_dates(head: Head) -> None:
    if head.published is None:
        for name in _PUBLISHED:
            day = parse_date(head.meta[name][:40]) if name in head.meta else None
            if day:
                head.published, head.published_by = day, f"meta {name}"
                break
    if head.modified is None:
        days = (parse_date(head.meta[name][:40]) for name in _MODIFIED if name in head.meta)
        head.modified = next((day for day in days if day), None)


def _read_json(scripts: Sequence[str], head: Head) -> None:
    for text in scripts:
        if len(text) > _JSON_LIMIT:
            continue
        try:
            value = json.loads(text.strip().removeprefix("<!--").removesuffix("-->").strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            _take(item, head)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Objects of a JSON-LD value: its own, those of lists and graphs, and what a page is about."""
    waiting, left = [value], 200
    while waiting and left:
        left -= 1
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting.extend(item[:50])
        elif isinstance(item, dict):
            yield item
            waiting.extend(
                item[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(item.get(key), (dict, list))
            )


def _take(item: dict[str, Any], head: Head) -> None:
    kind = item.get("@type")
    kinds = " ".join(map(str, kind)) if isinstance(kind, list) else str(kind or "")
    if "BreadcrumbList" in kinds:
        head.json_crumbs = head.json_crumbs or tuple(_crumbs(item))
    if not _ARTICLE_TYPES.search(kinds):
        return
    day = parse_date(str(item.get("datePublished") or "")[:40])
    if day and (head.published is None or "WebPage" not in kinds):
        head.published, head.published_by = day, "JSON-LD datePublished"
    changed = parse_date(str(item.get("dateModified") or "")[:40])
    if changed:
        head.modified = head.modified or changed
    publisher = item.get("publisher")
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        head.publisher = head.publisher or publisher["name"]


def _crumbs(item: dict[str, Any]) -> Iterator[str]:
    elements = item.get("itemListElement")
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict):
            inner = element.get("item")
            name = element.get("name") or (inner.get("name") if isinstance(inner, dict) else None)
            if isinstance(name, str) and name.strip():
                yield " ".join(name.split())


_CRUMBS = re.compile("breadcrumb|brodsmul|brödsmul|länkstig|du är här|crumbs")
_NAMING = ("class", "id", "aria-label")
_MOST_CRUMBS = 12
_CRUMB_LIMIT = 120


def _may_be_crumbs(folded: str) -> bool:
    """Whether the pattern for breadcrumbs may be found: nearly always not, told at a tenth of its cost."""
    return "crumb" in folded or "dsmul" in folded or not folded.isascii()


def read_crumbs(tree: Tree, head: Head) -> tuple[str, ...]:
    """Breadcrumbs of JSON-LD, else of the element that is named so."""
    if head.json_crumbs:
        return head.json_crumbs[:_MOST_CRUMBS]
    values = {value for each in tree.attributes for value in each.values() if value}
    if not _may_be_crumbs(" ".join(values).lower()):
        return ()
    names = {value for value in values if _may_be_crumbs(folded := value.lower()) and _CRUMBS.search(folded)}
    for at, attributes in enumerate(tree.attributes):
        if names.isdisjoint(attributes.values()) or tree.tags[at] in {"body", "html"}:
            continue
        if any(attributes.get(name) in names for name in _NAMING):
            blocks = tree.blocks[tree.first[at] : tree.last[at]]
            words = [" ".join(block.text.split()) for block in blocks]
            if len(words) == 1:
                words = re.split(r"\s*[/»›>]\s*", words[0])
            return tuple(word for word in words if word and len(word) < _CRUMB_LIMIT)[:_MOST_CRUMBS]
    return ()


def clean_title(head: Head, heading: str | None) -> str:
    """Title element without the site's name; `heading` is the page's h1 if it has one."""
    title = head.title or head.share_title
    pieces = [piece for piece in _SEPARATOR.split(title) if piece]
    if not pieces[1:]:
        return title
    folded = heading.casefold() if heading else None
    for piece in pieces:
        if folded and piece.casefold() == folded:
            return piece
    site = (head.publisher or "").casefold()
    if site:
        kept = [piece for piece in pieces if piece.casefold() not in site and site not in piece.casefold()]
        if kept and len(kept) < len(pieces):
            return title[title.find(kept[0]) : title.rfind(kept[-1]) + len(kept[-1])]
    if head.share_title and head.share_title in title:
        share = head.share_title
        return share if len(share) < len(title) else pieces[0]
    last = title.rfind(pieces[-1])
    return _SEPARATOR.sub("", title[:last][::-1], count=0)[::-1].strip(" |–—-·»•:›") if last > 0 else title
