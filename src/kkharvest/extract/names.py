"""What class and id say an element is: a box beside the content, a box of facts, a request for consent.

The names of templates are read as words, parted where case or punctuation part them; what a word says is remembered.
Compiled, see setup.py.
"""

from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits

import cython

__all__ = ["BOX", "CONSENT", "FACTS", "read_names", "words_of"]

BOX, FACTS, CONSENT = 1, 2, 4

_BOX_WORDS = frozenset(
    """cookie cookies cookiebanner consent samtycke kakor gdpr share sharing sharelink sharelinks sharedlink sharedlinks
    socialshare addtoany addthis dela delning breadcrumb breadcrumbs crumbs pagination paging pager paginering relaterat
    recirculation kontakt kontakta kontaktbox kontaktruta kontaktkort kontakter kontaktpuff kontaktinfo contact contacts
    contactbox contactcard contactinfo contactperson tags taggar taglist tagcloud keywords nyckelord feedback survey
    helpful newsletter nyhetsbrev subscribe login toolbar readspeaker talandewebb lyssna figcaption caption bildtext
    fotograf byline dateline publishdate published publishinginfo publicerad publiceringsinfo entrydate pubdate
    lastupdated uppdaterad modified usp megamenu mainmenu submenu subnavigation sidenav sidemenu vanstermeny navigation
    navbar topmenu searchbox searchform modal popup backtotop totop noprint boilerplate disclaimer""".split()
)
_BOX_STEMS = ("cookiebot", "brodsmul", "related", "relaterad", "recommend", "kontaktperson", "skiplink")
_FACT_WORDS = frozenset(
    "fact facts factbox quote citat blockquote pullquote notice callout infobox ingress preamble note".split()
)
_FACT_STEMS = ("fakta", "accordion", "expand", "dragspel")
_CONSENT_WORDS = frozenset("consent cookie cookies cookiebanner cookieconsent cookiewall samtycke gdpr".split())
_CONSENT_STEMS = ("cookiebot",)
# Two words in a row that together name a box: what the first ends with, what the second begins with.
_PAIRS = (
    (("social", "share"), ("link", "media", "button", "icon", "bar")),
    (("entry", "post", "article", "page", "news"), ("meta", "footer", "date", "tags", "info", "published")),
    (("latest", "senaste"), ("news", "nyheter", "nytt", "posts")),
    (("date",), ("published",)),
    (("sv",), ("date",)),
    (("sok",), ("form",)),
    (("sub", "side", "left", "main", "mega", "mobile"), ("menu", "meny", "nav")),
    (("to",), ("top",)),
    (("skip",), ("link", "to")),
    (("site",), ("header", "footer")),
    (("image",), ("caption", "credit")),
    (("photo", "photographer"), ("credit",)),
)
# Bits of a word: what it says, whether a longer word of a box begins with it, then the pairs that it may be the second
# word of, then those it may be the first word of.
_SAYS = cython.declare(cython.longlong, 7)
_BEGINS = cython.declare(cython.longlong, 8)
_SECOND = cython.declare(cython.int, 4)
_FIRST = cython.declare(cython.int, 4 + len(_PAIRS))
_BEGINNINGS = frozenset(word[:end] for word in (*_BOX_WORDS, *_BOX_STEMS) for end in range(1, len(word)))
_MOST_WORDS = 100_000
_READ: dict[str, int] = {}

_SMALL = cython.declare(cython.int, 1)
_CAPITAL = cython.declare(cython.int, 2)
# What each of the first 256 characters is: small letter, capital, digit, or 0 for what parts words.
_CHARACTERS = ("åäö" + ascii_lowercase, "ÅÄÖ" + ascii_uppercase, digits)
_KINDS = cython.declare(
    bytes, bytes(sum(kind * (chr(code) in held) for kind, held in enumerate(_CHARACTERS, 1)) for code in range(256))
)


@lru_cache(maxsize=50_000)
def read_names(names: str, identity: str) -> int:
    """What an element's class and id say, as bits: `BOX`, `FACTS`, `CONSENT`."""
    said: cython.longlong = 0
    before: cython.longlong = 0
    bits: cython.longlong
    parts: list[str]
    words: list[str] = []
    for name in names.split():
        parts = words_of(name)
        # The name of a class may be one word with hyphens in it.
        if len(parts) > 1 and _bits_of(parts[0]) & _BEGINS and _is_box("".join(parts)):
            said |= BOX
        words += parts
    words += words_of(identity)
    for word in words:
        bits = _bits_of(word)
        if before & (bits >> _SECOND):
            said |= BOX
        said |= bits & _SAYS
        before = bits >> _FIRST
    return said


@cython.cfunc
def _bits_of(word: str) -> cython.longlong:
    """Bits of a word, remembered."""
    found = _READ.get(word)
    if found is None:
        if len(_READ) >= _MOST_WORDS:
            _READ.clear()
        found = _READ[word] = _read(word)
    return found


def _read(word: str) -> int:
    bits = _BEGINS * (word in _BEGINNINGS)
    if _is_box(word):
        bits |= BOX
    if word in _FACT_WORDS or word.startswith(_FACT_STEMS):
        bits |= FACTS
    if word in _CONSENT_WORDS or word.startswith(_CONSENT_STEMS):
        bits |= CONSENT
    for number, (first, second) in enumerate(_PAIRS):
        bits |= word.startswith(second) << (_SECOND + number) | word.endswith(first) << (_FIRST + number)
    return bits


def _is_box(word: str) -> bool:
    return word in _BOX_WORDS or word.startswith(_BOX_STEMS)


def words_of(name: str) -> list[str]:
    """Words of a name in lower case: runs of letters and digits, parted where a capital follows a small letter."""
    words: list[str] = []
    start: cython.Py_ssize_t = -1
    at: cython.Py_ssize_t
    code: cython.int
    kind: cython.int
    was: cython.int = 0
    capitals: cython.bint = False
    for at in range(len(name)):
        code = ord(name[at])
        kind = _KINDS[code] if code < len(_KINDS) else 0
        if start >= 0 and (not kind or (kind == _CAPITAL and was == _SMALL)):
            words.append(name[start:at])
            start = -1
        if kind and start < 0:
            start = at
        capitals |= kind == _CAPITAL
        was = kind
    if start >= 0:
        words.append(name[start:])
    return [word.lower() for word in words] if capitals else words
