"""Markup that a parser can be fed without fear: bounded in size, depth and open formatting.

Lexbor follows the HTML standard, whose tree building is quadratic in nesting depth and in attributes of one tag, and
multiplies formatting elements left open by the paragraphs after them (47 kB of markup grew to 1.5 GB). Ordinary pages
pass through with a few scans of their bytes; only pages beyond the limits are rewritten.
"""

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

__all__ = ["MAX_CHARACTERS", "bounded", "parse"]

MAX_CHARACTERS = 4_000_000
_MANY_TAGS = 20_000
_MAX_DEPTH = 400
_MAX_OPEN_FORMATTING = 100
_MAX_TAG = 20_000
_MAX_ATTRIBUTES = 4_000

_FORMATTING_NAMES = ("b", "i", "s", "u", "em", "tt", "big", "code", "font", "nobr", "small", "strike", "strong")
_NAMES = "|".join(_FORMATTING_NAMES).encode()
_FORMATTING = re.compile(rb"<(/?)(" + _NAMES + rb")[\s/>]", re.IGNORECASE)
_FORMATTING_TAG = re.compile(rb"</?(?:" + _NAMES + rb")(?=[\s/>])[^>]*>?", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[a-zA-Z][a-zA-Z0-9-]*\s[^<>]{%d}" % (2 * _MAX_TAG))
_TAG = re.compile(rb"<(/?)([a-zA-Z][^\s/>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>?")
_ATTRIBUTES = re.compile(
    rb"\s(?:class|id|href|src|alt|name|content|property|lang|datetime)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)"
)
# Elements that need no end tag, or have none: they do not nest in themselves.
_FLAT = frozenset(
    b"""area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot
    option optgroup html head body""".split()
)


def _name_lengths() -> NDArray[np.intp]:
    """Length of the formatting element's name that begins with two bytes, 0 for none; shape (256, 256)."""
    lengths = np.zeros((256, 256), np.intp)
    for name in _FORMATTING_NAMES:
        first = [ord(name[0]), ord(name[0].upper())]
        second = [ord(name[1]), ord(name[1].upper())] if name[1:] else range(256)
        lengths[np.ix_(first, second)] = len(name)
    return lengths


# Names of one letter come first in the tuple, whatever follows them; longer ones then take their own pairs.
_NAME_LENGTHS = _name_lengths()
_IS_SPACE = np.array([bytes([code]).isspace() for code in range(256)])
_ENDS_NAME = np.array([bytes([code]).isspace() or chr(code) in "/>" for code in range(256)])


def parse(markup: str | bytes) -> LexborHTMLParser:
    """Parsed document of `markup` (UTF-8 if bytes) within the bounds.

    Without mutation events: for those the parser copies a chosen option anew at each change (744 kB took 10 s).
    """
    utf8 = markup if isinstance(markup, bytes) else markup.encode("utf-8", "ignore")
    return LexborHTMLParser(bounded(utf8), options=LexborDocumentOptions.WO_EVENTS)


def bounded(utf8: bytes) -> bytes:
    """Markup without NUL, cut to `MAX_CHARACTERS`, and flattened where it would grow out of hand."""
    if len(utf8) > MAX_CHARACTERS:
        utf8 = utf8.decode("utf-8", "replace")[:MAX_CHARACTERS].encode("utf-8")
    if b"\x00" in utf8:
        utf8 = utf8.replace(b"\x00", b"")
    starts = _tag_starts(utf8)
    if _leaves_formatting_open(utf8, starts):
        utf8 = _FORMATTING_TAG.sub(b"", utf8)
        starts = _tag_starts(utf8)
    if _holds_crowded_tag(utf8, starts):
        utf8 = _TAG.sub(_shortened, utf8)
    if np.count_nonzero(np.frombuffer(utf8, np.uint8) == ord(">")) > _MANY_TAGS:
        utf8 = _flattened(utf8)
    return utf8


def _tag_starts(utf8: bytes) -> NDArray[np.intp]:
    """Positions of "<" that two bytes follow at least, in order."""
    return np.flatnonzero(np.frombuffer(utf8, np.uint8)[:-2] == ord("<"))


def _holds_crowded_tag(utf8: bytes, starts: NDArray[np.intp]) -> bool:
    """Whether a long tag has too many attributes."""
    for start in starts[np.diff(starts, append=len(utf8)) > 2 * _MAX_TAG].tolist():
        tag = _TAG.match(utf8, start) if _LONG_TAG.match(utf8, start) else None
        if tag and len(tag.group(3).split()) > _MAX_ATTRIBUTES:
            return True
    return False


def _leaves_formatting_open(utf8: bytes, starts: NDArray[np.intp]) -> bool:
    """Whether formatting elements of a name are open in each other beyond the limit."""
    codes = np.frombuffer(utf8, np.uint8)
    before = starts + (codes[starts + 1] == ord("/"))
    lengths = _NAME_LENGTHS[codes[before + 1], codes.take(before + 2, mode="clip")]
    after = codes.take(before + lengths + 1, mode="clip")
    # Only tags with attributes pile up beyond three of a kind.
    if np.count_nonzero((before == starts) & (lengths > 0) & _IS_SPACE[after]) <= _MAX_OPEN_FORMATTING:
        return False
    depths: Counter[bytes] = Counter()
    for start in starts[(lengths > 0) & _ENDS_NAME[after]].tolist():
        tag = _FORMATTING.match(utf8, start)
        if tag is None:
            continue
        key = tag[2].lower()
        if not tag[1]:
            depths[key] += 1
        elif depths[key]:
            depths[key] -= 1
        if depths[key] > _MAX_OPEN_FORMATTING:
            return True
    return False


def _shortened(match: re.Match[bytes]) -> bytes:
    slash, name, rest = match.groups()
    if len(rest) <= _MAX_TAG:
        return match.group()
    return b"<%b%b%b>" % (slash, name, b"".join(_ATTRIBUTES.findall(rest)[:50]))


def _flattened(utf8: bytes) -> bytes:
    depth = 0

    def keep(match: re.Match[bytes]) -> bytes:
        nonlocal depth
        slash, name, rest = match.groups()
        if name.lower() not in _FLAT and not rest.endswith(b"/"):
            if slash:
                depth = max(0, depth - 1)
            elif depth >= _MAX_DEPTH:
                return b""
            else:
                depth += 1
        return _shortened(match)

    return _TAG.sub(keep, utf8)
