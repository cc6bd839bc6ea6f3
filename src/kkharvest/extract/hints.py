"""What the names that authors of templates give to elements say about their content.

Class, id and role are read as words; families of words that mean the same place on a page (in English and Swedish)
share a flag, and every word has a hashed bucket for which a weight is learned.
"""

import re
import zlib
from functools import lru_cache
from typing import NamedTuple

__all__ = ["BUCKETS", "FAMILIES", "NO_HINT", "TAG_FLAGS", "Hint", "read_hint"]

BUCKETS = 2048
_MAX_WORDS = 12

FAMILIES = {
    "nav": r"nav\w*|menu\w*|meny\w*|toolbar|submenu|toc|tabs?|sitemap",
    "header": r"header|masthead|topbar|sidhuvud|hero|banner",
    "footer": r"footer\w*|sidfot\w*|bottom|colophon",
    "side": r"side\w*|aside|rail|complementary|right|left|widget\w*|gadget",
    "content":
        r"content\w*|innehall|article\w*|artikel\w*|body|post|entry|story|text\w*|main|prose|wysiwyg"
        r"|editor\w*|richtext|markdown|page",
    "comment": r"comment\w*|kommentar\w*|repl(?:y|ies)|discussion|disqus|respond|thread",
    "related":
        r"relat\w*|relaterad\w*|recommend\w*|similar|suggest\w*|more|popular|trending|latest|recent"
        r"|senaste|teaser\w*|puff\w*",
    "card": r"cards?|card\w*|tile|grid|item|items|list\w*|product\w*|result\w*|loop|feed|archive|collection",
    "share": r"shar\w*|social\w*|dela|follow\w*|facebook|twitter|linkedin|addtoany|addthis",
    "consent": r"cookie\w*|consent|gdpr|onetrust|cc|privacy|samtycke|kakor",
    "advert": r"ads?|advert\w*|annons\w*|promo\w*|sponsor\w*|cta|marketing|campaign|outbrain|taboola",
    "overlay": r"modal|popup|overlay|dialog|lightbox|drawer|offcanvas|flyout|dropdown|tooltip|toast|alert\w*",
    "crumbs": r"breadcrumb\w*|brodsmul\w*|crumbs?",
    "paging": r"pagination|pager|paging|paginering|prev|next|pages",
    "meta":
        r"meta\w*|byline|author\w*|date\w*|datum|published|publicer\w*|time|tags?|tagg\w*|categor\w*"
        r"|kategori\w*|bio|avatar|rating",
    "caption": r"caption\w*|figcaption|bildtext|credit|figure|image\w*|img|media|gallery|photo|slider|carousel",
    "form":
        r"form\w*|login|signin|sign|subscri\w*|newsletter|nyhetsbrev|search\w*|sok\w*|input|filter\w*"
        r"|sort\w*|cart|checkout|account",
    "hidden": r"hidden|hide|invisible|collapse\w*|noprint|skip\w*|print|offscreen",
    "contact": r"contact\w*|kontakt\w*|address|adress|phone|location|feedback|survey|helped",
    "title":
        r"title\w*|heading\w*|headline|rubrik\w*|ingress|lead|preamble|intro\w*|summary|excerpt|subtitle"
        r"|description",
    "panel": r"accordion\w*|panel\w*|expand\w*|fold\w*|toggle|tab|faq\w*|dragspel\w*|details|collapsible",
    "fact": r"fact\w*|fakta\w*|quote\w*|citat\w*|blockquote|callout|note|info\w*|spec\w*|feature\w*|table",
    "code": r"code\w*|highlight\w*|example\w*|syntax|docs?|doc\w*|api|reference",
    "price": r"price\w*|pris|buy|shop\w*|sku|stock|swatch|variant\w*|quantity|shipping|review\w*",
}  # fmt: skip
_ANY_FAMILY = re.compile("|".join(FAMILIES.values()))
_WORD = re.compile(r"[a-zåäö]{2,}")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")

TAG_FLAGS = (
    "nav header footer aside main article form table ul figure details noscript dialog section blockquote pre dl hiding"
).split()
_TAG_BIT = {tag: 1 << bit for bit, tag in enumerate(TAG_FLAGS)} | {"ol": 1 << TAG_FLAGS.index("ul")}
_FAMILY_BITS = [(1 << bit, re.compile(words)) for bit, words in enumerate(FAMILIES.values(), start=len(TAG_FLAGS))]
_ROLE_TAG = {
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "main": "main",
    "article": "article",
    "search": "form",
    "dialog": "dialog",
    "alertdialog": "dialog",
}


class Hint(NamedTuple):
    """What one element says: bits of `TAG_FLAGS`, then of `FAMILIES`, and the buckets of its words."""

    flags: int
    buckets: tuple[int, ...]


NO_HINT = Hint(0, ())


def read_hint(tag: str, attributes: dict[str, str | None]) -> Hint:
    """Hint of an element; the same names give the same answer from a cache."""
    if not attributes:
        return _read(tag, "", "", "", False)
    get = attributes.get
    style = get("style")
    hiding = "hidden" in attributes or get("aria-hidden") == "true" or (style and _HIDING.search(style))
    return _read(tag, get("class") or "", get("id") or "", get("role") or "", bool(hiding))


@lru_cache(maxsize=50_000)
def _read(tag: str, classes: str, identity: str, role: str, hiding: bool) -> Hint:
    flags = _TAG_BIT.get(_ROLE_TAG.get(role.lower(), tag), 0)
    if hiding:
        flags |= _TAG_BIT["hiding"]
    if tag in {"html", "body"}:
        return Hint(flags, ())
    names = f"{classes[:400]} {identity[:80]}"
    parted = names if names.islower() else _CAMEL.sub(" ", names)
    buckets = [_bucket(f"<{tag}>")]
    for word in dict.fromkeys(_WORD.findall(parted.lower())[:_MAX_WORDS]):
        flags |= _families_of(word)
        buckets.append(_bucket(word))
    return Hint(flags, tuple(buckets))


@lru_cache(maxsize=50_000)
def _families_of(word: str) -> int:
    if not _ANY_FAMILY.fullmatch(word):
        return 0
    return sum(bit for bit, pattern in _FAMILY_BITS if pattern.fullmatch(word))


@lru_cache(maxsize=50_000)
def _bucket(word: str) -> int:
    return zlib.crc32(word.encode()) % BUCKETS
