"""What a page says to a harvester: its links with their surroundings, and its signals.

One pass over one parse. `PageFacts` holds everything that later decisions (permission, verdict, frontier) need, so that
no other module looks into HTML.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from kkharvest.core.address import AddressError, normalise

__all__ = ["Anchor", "PageFacts", "nests_too_deeply", "read_page"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_CARD_HEADINGS = frozenset({"h2", "h3", "h4"})
_MAX_LINKS = 5000
# Where the services that ask for a person keep their scripts; a form may use one too, so it is a sign among others.
_CHALLENGER = re.compile(
    r"captcha-delivery\.com|_incapsula_resource|awswaf\.com|challenges\.cloudflare\.com|/cdn-cgi/challenge-platform"
    r"|px-cloud\.net|perimeterx|hcaptcha\.com",
    re.IGNORECASE,
)
_LONGEST_LINK = 2000
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
_TEXT_LIMIT = 300
_MANY_TAGS = 8000
_MAX_DEPTH = 2000
_NESTING = re.compile(
    r"<(/?)(?!(?:p|li|t[rdh]|d[dt]|option|br|hr|img|input|meta|link|source|wbr|col|area|base|embed|track|param)\b)[a-z][^<>]*(?<!/)>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link as it stands on a page: absolute address, its words, the heading above and the paragraph beside it."""

    url: str
    text: str
    heading: str = ""
    nofollow: bool = False
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page's HTML says of itself and of others."""

    title: str = ""
    anchors: tuple[Anchor, ...] = ()
    next_url: str | None = None
    canonical: str | None = None
    feeds: tuple[str, ...] = ()
    rest_url: str | None = None
    refresh: str | None = None
    meta: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    n_words: int = 0
    has_password: bool = False
    n_scripts: int = 0
    challenge: bool = False
    text_start: str = ""


def nests_too_deeply(html: str) -> bool:
    """Whether a parser would choke on `html`: its time grows with the square of the depth of open elements.

    Counts elements that stay open, without the rules by which HTML closes some of them; few pages come near the limit.
    """
    if html.count("<") <= _MANY_TAGS:
        return False
    depth = deepest = 0
    for found in _NESTING.finditer(html):
        depth = max(depth - 1, 0) if found.group(1) else depth + 1
        deepest = max(deepest, depth)
    return deepest > _MAX_DEPTH


def read_page(html: str, url: str, next_selector: str | None = None) -> PageFacts:
    """The facts of the page `html` at `url`; never fails, what is broken is left out.

    `next_selector` (CSS) finds the link to the next step where the page does not mark it.
    """
    document = LexborHTMLParser(html)
    base = _base(document, url)
    meta = _meta(document)
    anchors: list[Anchor] = []
    headings: list[str] = []
    heading = ""
    nodes = document.css("h1, h2, h3, h4, p, a[href]")
    for index, node in enumerate(nodes):
        if node.tag == "p":
            continue
        if node.tag in _HEADINGS:
            heading = _text(node)
            headings.append(heading)
            # A card whose heading stands inside its link, or whose link stands inside its heading.
            continue
        anchor = _anchor(node, base, heading, _teaser(nodes, index))
        if anchor:
            anchors.append(anchor)
            if len(anchors) >= _MAX_LINKS:
                break
    next_url = _first_href(document, base, next_selector) if next_selector else None
    relations = dict(_relations(document, base))
    next_url = next_url or relations.get("next") or _first_href(document, base, "a[rel~=next]")
    title, feeds = _title(document), tuple(_feeds(document, base))
    has_password = document.css_first("input[type=password]") is not None
    sources = [node.attributes.get("src") or "" for node in document.css("script[src], iframe[src]")]
    challenge = any(_CHALLENGER.search(source) for source in sources)
    n_scripts = len(document.css("script[src]"))
    body_text = _body_text(document)
    return PageFacts(
        title=title,
        anchors=tuple(anchors),
        next_url=next_url,
        canonical=relations.get("canonical"),
        feeds=feeds,
        rest_url=_first_href(document, base, 'link[rel="https://api.w.org/"][href]'),
        refresh=_refresh(meta, base),
        meta=meta,
        headings=tuple(headings),
        n_words=len(body_text.split()),
        has_password=has_password,
        n_scripts=n_scripts,
        challenge=challenge,
        text_start=" ".join(body_text[:4000].split())[:1500],
    )


def _base(document: LexborHTMLParser, url: str) -> str:
    node = document.css_first("base[href]")
    href = node.attributes.get("href") if node else None
    return _absolute(href, url) or url


def _absolute(href: str | None, base: str) -> str | None:
    if not href or len(href) > _LONGEST_LINK:
        return None
    try:
        return normalise(href, base)
    except AddressError:
        return None


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())[:_TEXT_LIMIT]


def _title(document: LexborHTMLParser) -> str:
    node = document.css_first("title")
    return _text(node) if node else ""


def _teaser(nodes: list[LexborNode], index: int) -> LexborNode | None:
    """The paragraph of a link: the next thing, the one it stands in, or that of a card whose heading is no link."""
    if index + 1 < len(nodes) and nodes[index + 1].tag == "p":
        return nodes[index + 1]
    before = nodes[index - 1] if index and nodes[index - 1].tag == "p" else None
    if before is None:
        return None
    parent = nodes[index].parent
    is_inside = parent is not None and parent.tag == "p"
    is_card = index > 1 and nodes[index - 2].tag in _CARD_HEADINGS
    return before if is_inside or is_card else None


def _anchor(node: LexborNode, base: str, heading: str, teaser: LexborNode | None) -> Anchor | None:
    attributes = node.attributes
    href = (attributes.get("href") or "").strip()
    if not href or href[0] == "#" or href.lower().startswith(("javascript:", "mailto:", "tel:", "data:")):
        return None
    url = _absolute(href, base)
    if url is None:
        return None
    relation = (attributes.get("rel") or "").lower().split()
    text = _text(node) or attributes.get("aria-label") or attributes.get("title") or ""
    return Anchor(url, text, heading, "nofollow" in relation, _text(teaser) if teaser else "")


def _meta(document: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in document.css("meta[content]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv")
        if name:
            key = name.strip().lower()
            value = (attributes.get("content") or "").strip()
            # Several of one name (robots, most often) count together.
            found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _relations(document: LexborHTMLParser, base: str) -> Iterator[tuple[str, str]]:
    for node in document.css("link[rel][href]"):
        relation = (node.attributes.get("rel") or "").lower().split()
        url = _absolute(node.attributes.get("href"), base)
        for name in ("canonical", "next"):
            if url and name in relation:
                yield name, url


def _first_href(document: LexborHTMLParser, base: str, selector: str) -> str | None:
    try:
        nodes = document.css(selector)
    except ValueError:
        return None
    for node in nodes:
        url = _absolute(node.attributes.get("href"), base)
        if url:
            return url
    return None


def _feeds(document: LexborHTMLParser, base: str) -> Iterator[str]:
    for node in document.css("link[rel~=alternate][type][href]"):
        if (node.attributes.get("type") or "").lower() in _FEEDS:
            url = _absolute(node.attributes.get("href"), base)
            if url:
                yield url


def _refresh(meta: Mapping[str, str], base: str) -> str | None:
    seconds, _, target = meta.get("refresh", "").partition(";")
    name, _, href = target.strip().partition("=")
    if name.strip().lower() != "url" or not seconds.strip().replace(".", "", 1).isdigit() or float(seconds) > 5:  # noqa: PLR2004
        return None
    return _absolute(href.strip(" '\""), base)


def _body_text(document: LexborHTMLParser) -> str:
    """Visible text of the page; strips scripts and styles from the tree, so it is called last."""
    document.strip_tags(["script", "style", "template", "noscript", "svg"])
    return document.body.text(separator=" ") if document.body else ""
