"""What a page says of itself: title, dates, publisher, canonical address, picture, breadcrumbs."""

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from kkharvest.extract.dates import parse_date
from kkharvest.extract.tree import Tree

__all__ = ["Metadata", "read_metadata"]

_TITLE_TAIL = re.compile(r"\s+[|–—\-·»:]\s+[^|–—·»]{2,60}$")


@dataclass(slots=True)
class Metadata:
    """Raw statements of the page's head."""

    title: str = ""
    lang: str = ""
    published: date | None = None
    modified: date | None = None
    evidence: str | None = None
    publisher: str | None = None
    canonical: str | None = None
    image: str | None = None


def read_metadata(document: LexborHTMLParser) -> Metadata:
    """Statements of meta tags, link tags and the title element."""
    meta: dict[str, str] = {}
    for node in document.css("meta"):
        get = node.attributes.get
        name = (get("property") or get("name") or get("itemprop") or "").lower()
        if name and get("content"):
            meta.setdefault(name, (get("content") or "").strip())
    found = Metadata()
    title = document.css_first("title")
    found.title = _TITLE_TAIL.sub("", " ".join((title.text() if title else "").split())) or meta.get("og:title", "")
    root = document.css_first("html")
    found.lang = (root.attributes.get("lang") if root else "") or ""
    for name in ("article:published_time", "dcterms.issued", "dc.date.issued", "datepublished", "date"):
        if name in meta and (day := parse_date(meta[name])):
            found.published, found.evidence = day, f"meta {name}"
            break
    found.publisher = meta.get("og:site_name")
    found.image = meta.get("og:image")
    link = document.css_first('link[rel="canonical"]')
    found.canonical = link.attributes.get("href") if link else None
    return found


def page_title(tree: Tree, stated: str) -> tuple[str, int | None]:
    """Title of the page and the block it stands in."""
    for index, block in enumerate(tree.blocks):
        if block.level == 1:
            return " ".join(block.text.split()), index
    return stated, None
