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


@cython.locals(
    flags="long long[::1]", inside="long long[::1]", rows="long long[::1]", said="long long[::1]",
    row_of="long long[::1]", at=cython.Py_ssize_t, size=cython.Py_ssize_t, begin=cython.Py_ssize_t,
    end=cython.Py_ssize_t, up=cython.Py_ssize_t, number=cython.Py_ssize_t, tags=list, begins=list, ends=list, ups=list,
    attributes=list, tag=str, names=str, numbers=dict, numbers_of_tag=dict, bags=dict,
)  # fmt: skip
def read_hints(tree: Tree) -> Hints:
    """Hints of the elements of `tree`; what holds no block is never asked, and the same names are read once."""
    tags, attributes, ups, begins, ends = tree.tags, tree.attributes, tree.parents, tree.first, tree.last
    size = len(tags)
    table = np.zeros((3, size + 1), dtype=np.int64)
    flags, inside, rows = table
    # What is named, and its numbers: no tag is that of elements never asked.
    named: list[tuple[str, str]] = []
    numbers: dict[str, dict[str, int]] = {}
    for at in range(size):
        tag = names = ""
        begin, end = begins[at], ends[at]
        if begin < end:
            tag = tags[at]
            flags[at] = _kind_of(tag, attributes[at])
            names = _names_of(tag, attributes[at])
        numbers_of_tag = numbers.get(tag)
        if numbers_of_tag is None:
            numbers_of_tag = numbers[tag] = {}
        known = numbers_of_tag.get(names)
        if known is None:
            known = numbers_of_tag[names] = len(named)
            named.append((tag, names))
        rows[at] = known
    families = array("q", bytes(8 * len(named)))
    buckets = _read_words([names for _, names in named], families)
    bags: dict[tuple[int, ...], int] = {}
    bag_of = array("q")
    for (tag, _), of_words in zip(named, buckets, strict=True):
        bag = (_tag_bucket(tag), *of_words) if tag and tag not in {"html", "body"} else ()
        bag_of.append(bags.setdefault(bag, len(bags)))
    said, row_of = families, bag_of
    for at in range(size):
        number, up = rows[at], ups[at]
        flags[at] |= said[number]
        inside[at] = flags[at] | inside[up if up >= 0 else size]
        rows[at] = row_of[number]
    rows[size] = -1
    return Hints(table[0], table[1], table[2], list(bags))


@cython.cfunc
def _kind_of(tag: str, attributes: dict[str, str | None]) -> cython.longlong:
    """Bits of `TAG_FLAGS`."""
    kinds: dict[str, int] = _TAG_BIT
    if not attributes:
        return kinds.get(tag, 0)
    role: str | None = attributes.get("role")
    kind: cython.longlong = kinds.get(_ROLE_TAG.get(role.lower(), tag) if role else tag, 0)
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _is_hiding(attributes.get("style")):
        kind |= kinds["hiding"]
    return kind


@cython.cfunc
def _is_hiding(style: str | None) -> cython.bint:
    return style is not None and ("none" in style or "hidden" in style) and _HIDING.search(style) is not None


@cython.cfunc
@cython.locals(most=cython.Py_ssize_t)
def _names_of(tag: str, attributes: dict[str, str | None]) -> str:
    """Class and id; those of the whole page's element say nothing of its parts."""
    if not attributes or tag in {"html", "body"}:
        return ""
    most = _CLASS_LENGTH
    classes: str = attributes.get("class") or ""
    if len(classes) > most:
        classes = classes[:most]
    identity: str = attributes.get("id") or ""
    return f"{classes} {identity[:_ID_LENGTH]}" if identity else classes


@cython.locals(
    table="const short[::1]", matched="const long long[::1]", steps="const unsigned int[::1]", seen="unsigned int[::1]",
    width=cython.Py_ssize_t, border=cython.Py_ssize_t, start=cython.Py_ssize_t, state=cython.Py_ssize_t,
    length=cython.Py_ssize_t, count=cython.Py_ssize_t, most=cython.Py_ssize_t, shortest=cython.Py_ssize_t,
    families=cython.longlong, bits=cython.longlong, shift=cython.int, all_ones=cython.uint, checksum=cython.uint,
    modulus=cython.uint, octet=cython.uint, is_latin=cython.bint, is_small=cython.bint, is_capital=cython.bint,
    after_small=cython.bint, character=cython.Py_UCS4, parted=str, classes=bytes, buckets=list, text=str,
    said="long long[::1]", at=cython.Py_ssize_t,
)  # fmt: skip
def _read_words(texts: list[str], said: MutableSequence[int]) -> list[list[int]]:
    """Buckets of the distinct ones of the first words of each text; `said` gets the families of these, as bits.

    A word's bucket is the CRC-32 of its UTF-8, taken as the word is read.
    """
    automaton, steps, seen = _families(), _checksum_steps(), array("I", [0] * _MOST_WORDS)
    table, matched, classes = automaton.table, automaton.matched, automaton.classes
    width, border, start, shift = automaton.width, automaton.border, automaton.start, len(TAG_FLAGS)
    shortest, most, modulus, all_ones = _SHORTEST, _MOST_WORDS, BUCKETS, 0xFFFFFFFF
    read = []
    for at, text in enumerate(texts):
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
        said[at] = families << shift
        read.append(buckets)
    return read


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
