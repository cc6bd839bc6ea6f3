"""What the names that authors of templates give to elements say about their content.

Class, id and role are read as words; families of words that mean the same place on a page (in English and Swedish)
share a flag, and every word has a hashed bucket for which a weight is learned. Compiled, see setup.py.
"""

import re
import zlib
from array import array
from collections.abc import MutableSequence
from dataclasses import dataclass
from functools import cache, lru_cache

import cython
import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.automaton import Automaton
from kkharvest.extract.tree import Tree

__all__ = ["BUCKETS", "FAMILIES", "TAG_FLAGS", "Hints", "read_hints"]

BUCKETS = 2048
_MOST_WORDS, _SHORTEST = 12, 2
_CLASS_LENGTH, _ID_LENGTH = 400, 80

# Words; one with a star stands for all that begin so.
FAMILIES = {
    "nav": "nav* menu* meny* toolbar submenu toc tab tabs sitemap",
    "header": "header masthead topbar sidhuvud hero banner",
    "footer": "footer* sidfot* bottom colophon",
    "side": "side* aside rail complementary right left widget* gadget",
    "content":
        "content* innehall article* artikel* body post entry story text* main prose wysiwyg editor* richtext"
        " markdown page",
    "comment": "comment* kommentar* reply replies discussion disqus respond thread",
    "related":
        "relat* relaterad* recommend* similar suggest* more popular trending latest recent senaste teaser* puff*",
    "card": "card* tile grid item items list* product* result* loop feed archive collection",
    "share": "shar* social* dela follow* facebook twitter linkedin addtoany addthis",
    "consent": "cookie* consent gdpr onetrust cc privacy samtycke kakor",
    "advert": "ad ads advert* annons* promo* sponsor* cta marketing campaign outbrain taboola",
    "overlay": "modal popup overlay dialog lightbox drawer offcanvas flyout dropdown tooltip toast alert*",
    "crumbs": "breadcrumb* brodsmul* crumb crumbs",
    "paging": "pagination pager paging paginering prev next pages",
    "meta":
        "meta* byline author* date* datum published publicer* time tag tags tagg* categor* kategori* bio avatar"
        " rating",
    "caption": "caption* figcaption bildtext credit figure image* img media gallery photo slider carousel",
    "form":
        "form* login signin sign subscri* newsletter nyhetsbrev search* sok* input filter* sort* cart checkout"
        " account",
    "hidden": "hidden hide invisible collapse* noprint skip* print offscreen",
    "contact": "contact* kontakt* address adress phone location feedback survey helped",
    "title":
        "title* heading* headline rubrik* ingress lead preamble intro* summary excerpt subtitle description",
    "panel": "accordion* panel* expand* fold* toggle tab faq* dragspel* details collapsible",
    "fact": "fact* fakta* quote* citat* blockquote callout note info* spec* feature* table",
    "code": "code* highlight* example* syntax doc* api reference",
    "price": "price* pris buy shop* sku stock swatch variant* quantity shipping review*",
}  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")

TAG_FLAGS = (
    "nav header footer aside main article form table ul figure details noscript dialog section blockquote pre dl hiding"
).split()
_TAG_BIT = {tag: 1 << bit for bit, tag in enumerate(TAG_FLAGS)} | {"ol": 1 << TAG_FLAGS.index("ul")}
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
# Their names say nothing of a part of the page.
_WHOLE = ("html", "body")


@dataclass(frozen=True, slots=True)
class Hints:
    """What the n elements of a page say; a last row stands for no element, which says nothing.

    `flags`: (n + 1,) int64, bits of `TAG_FLAGS`, then of `FAMILIES`. `inside`: the same of an element and all around
    it. `rows`: (n + 1,) int64, of each element the row of `bags`, -1 for no element. `bags`: distinct buckets of words.
    """

    flags: NDArray[np.int64]
    inside: NDArray[np.int64]
    rows: NDArray[np.int64]
    bags: list[tuple[int, ...]]


@cython.locals(flags_view="long long[::1]", inside_view="long long[::1]", rows_view="long long[::1]")
def read_hints(tree: Tree) -> Hints:
    """Hints of the elements of `tree`; what holds no block is never asked, and words of the same names read once."""
    at: cython.Py_ssize_t
    number: cython.Py_ssize_t
    parent: cython.Py_ssize_t
    tags: list[str] = tree.tags
    attributes: list[dict[str, str | None]] = tree.attributes
    size: cython.Py_ssize_t = len(tags)
    first: list[int] = tree.first
    last: list[int] = tree.last
    parents: list[int] = tree.parents
    flags = np.zeros(size + 1, dtype=np.int64)
    inside = np.zeros(size + 1, dtype=np.int64)
    rows = np.full(size + 1, -1, dtype=np.int64)
    flags_view = flags
    inside_view = inside
    rows_view = rows
    whole: tuple[str, str] = _WHOLE
    # Elements with the same tag and names, numbered.
    numbers: dict[str, dict[str, int]] = {}
    named: list[tuple[str, str]] = []
    for at in range(size):
        tag: str = ""
        names: str = ""
        if first[at] < last[at]:
            tag = tags[at]
            names = "" if tag in whole else _names_of(attributes[at])
            flags_view[at] = _kind_of(tag, attributes[at])
        with_tag: dict[str, int] | None = numbers.get(tag)
        if with_tag is None:
            with_tag = numbers[tag] = {}
        known = with_tag.get(names)
        if known is None:
            known = with_tag[names] = len(named)
            named.append((tag, names))
        rows_view[at] = known
    words = _words([names for _, names in named])
    bags: dict[tuple[int, ...], int] = {}
    row_of: list[int] = []
    for (tag, _), (_, buckets) in zip(named, words, strict=True):
        row_of.append(bags.setdefault((_tag_bucket(tag), *buckets) if tag and tag not in _WHOLE else (), len(bags)))
    for at in range(size):
        number = rows_view[at]
        parent = parents[at]
        flags_view[at] |= words[number][0]
        inside_view[at] = flags_view[at] | inside_view[parent if parent >= 0 else size]
        rows_view[at] = row_of[number]
    return Hints(flags, inside, rows, list(bags))


@cython.cfunc
def _names_of(attributes: dict[str, str | None]) -> str:
    """Class and id."""
    classes: str = attributes.get("class") or ""
    if len(classes) > _CLASS_LENGTH:
        classes = classes[:_CLASS_LENGTH]
    identity: str = attributes.get("id") or ""
    return f"{classes} {identity[:_ID_LENGTH]}" if identity else classes


@cython.cfunc
def _kind_of(tag: str, attributes: dict[str, str | None]) -> cython.longlong:
    """Bits of `TAG_FLAGS`."""
    kinds: dict[str, int] = _TAG_BIT
    role: str | None = attributes.get("role")
    kind: cython.longlong = kinds.get(_ROLE_TAG.get(role.lower(), tag) if role else tag, 0)
    style: str | None = attributes.get("style")
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or (style and _HIDING.search(style)):
        kind |= kinds["hiding"]
    return kind


@cython.locals(
    table="const short[::1]", matched="const long long[::1]", steps="const unsigned int[::1]", seen="unsigned int[::1]",
    width=cython.Py_ssize_t, border=cython.Py_ssize_t, start=cython.Py_ssize_t, state=cython.Py_ssize_t,
    length=cython.Py_ssize_t, count=cython.Py_ssize_t, most=cython.Py_ssize_t, shortest=cython.Py_ssize_t,
    families=cython.longlong, bits=cython.longlong, shift=cython.int, all_ones=cython.uint, checksum=cython.uint,
    modulus=cython.uint, octet=cython.uint, is_latin=cython.bint, is_small=cython.bint, is_capital=cython.bint,
    after_small=cython.bint, character=cython.Py_UCS4, parted=str, classes=bytes, buckets=list,
)  # fmt: skip
def _words(texts: list[str]) -> list[tuple[int, list[int]]]:
    """Families of the first words of each text, as bits, and the buckets of the distinct ones.

    A word's bucket is the CRC-32 of its UTF-8, taken as the word is read.
    """
    automaton, steps, seen = _families(), _checksum_steps(), array("I", [0] * _MOST_WORDS)
    table, matched, classes = automaton.table, automaton.matched, automaton.classes
    width, border, start, shift = automaton.width, automaton.border, automaton.start, len(TAG_FLAGS)
    shortest, most, modulus, all_ones = _SHORTEST, _MOST_WORDS, BUCKETS, 0xFFFFFFFF
    said = []
    for text in texts:
        # Beyond ASCII, letters are parted and made small by the rules of Unicode.
        parted = (text if text.isascii() else _CAMEL.sub(" ", text).lower()) + " "
        buckets: list[int] = []
        families = bits = state = checksum = count = length = 0
        after_small = False
        for character in parted:
            is_latin = character in "åäö"
            is_small = "a" <= character <= "z" or is_latin
            is_capital = "A" <= character <= "Z"
            if length and not is_small and (after_small or not is_capital):
                if length >= shortest:
                    families |= bits | matched[table[state * width + border]]
                    seen[count] = checksum
                    if _is_new(seen, count):
                        buckets.append((checksum ^ all_ones) % modulus)
                    count += 1
                    if count == most:
                        break
                length = 0
            if is_small or is_capital:
                if not length:
                    state, bits, checksum = start, 0, all_ones
                octet = ord(character) | 0x20 if is_capital else ord(character)
                state = table[state * width + classes[octet]]
                bits |= matched[state]
                if is_latin:
                    # Two octets in UTF-8.
                    checksum = steps[(checksum ^ 0xC3) & 0xFF] ^ (checksum >> 8)
                    octet = octet & 0x3F | 0x80
                checksum = steps[(checksum ^ octet) & 0xFF] ^ (checksum >> 8)
                length += 1
            after_small = is_small
        said.append((families << shift, buckets))
    return said


@cython.cfunc
@cython.locals(seen="unsigned int[::1]", at=cython.Py_ssize_t)
def _is_new(seen: MutableSequence[int], last: cython.Py_ssize_t) -> cython.bint:
    """Whether the last of some numbers is none of those before."""
    at = 0
    while seen[at] != seen[last]:
        at += 1
    return at == last


@cache
def _families() -> Automaton:
    return Automaton(
        "|".join(f"^{word[:-1]}" if word.endswith("*") else rf"^{word}\b" for word in words.split())
        for words in FAMILIES.values()
    )


@cache
def _checksum_steps() -> MutableSequence[int]:
    """Table of CRC-32 for one octet."""
    return array("I", [zlib.crc32(bytes([octet ^ 0xFF])) ^ 0xFF000000 for octet in range(256)])


@lru_cache(maxsize=1000)
def _tag_bucket(tag: str) -> int:
    return zlib.crc32(f"<{tag}>".encode()) % BUCKETS
