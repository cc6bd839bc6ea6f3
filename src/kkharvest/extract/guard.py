"""Markup that a parser can be fed without fear: bounded in size, depth and open formatting.

Lexbor follows the HTML standard, whose tree building is quadratic in nesting depth and in attributes of one tag, and
multiplies formatting elements left open by the paragraphs after them (47 kB of markup grew to 1.5 GB). Ordinary pages
pass through with three scans in C; only pages beyond the limits are rewritten.
"""

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser

__all__ = ["MAX_CHARACTERS", "bounded", "parse"]

MAX_CHARACTERS = 4_000_000
_MANY_TAGS = 20_000
_MAX_DEPTH = 400
_MAX_OPEN_FORMATTING = 100
_MAX_TAG = 20_000
_MAX_ATTRIBUTES = 4_000

_FORMATTING = re.compile(r"<(/?)(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])", re.IGNORECASE)
# Only tags with attributes pile up beyond three of a kind, so white space follows the name.
_FORMATTING_START = re.compile(r"<([bcefinstuBCEFINSTU][a-zA-Z]{,5})\s")
_FORMATTING_NAMES = frozenset("b big code em font i nobr s small strike strong tt u".split())
_FORMATTING_TAG = re.compile(
    r"</?(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?=[\s/>])[^>]*>?", re.IGNORECASE
)
_LONG_TAG = re.compile(rf"<[a-zA-Z][a-zA-Z0-9-]*\s[^<>]{{{2 * _MAX_TAG}}}")
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>?")
_ATTRIBUTES = re.compile(
    r"\s(?:class|id|href|src|alt|name|content|property|lang|datetime)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)"
)
# Elements that need no end tag, or have none: they do not nest in themselves.
_FLAT = frozenset(
    """area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot option
    optgroup html head body""".split()
)


def parse(markup: str) -> LexborHTMLParser:
    """Parsed document of `markup` within the bounds."""
    return LexborHTMLParser(bounded(markup))


def bounded(markup: str) -> str:
    """`markup` without NUL, cut to `MAX_CHARACTERS`, and flattened where it would grow out of hand."""
    markup = markup[:MAX_CHARACTERS]
    if "\x00" in markup:
        markup = markup.replace("\x00", "")
    if _leaves_formatting_open(markup):
        markup = _FORMATTING_TAG.sub("", markup)
    if _holds_crowded_tag(markup):
        markup = _TAG.sub(_shortened, markup)
    if markup.count(">") > _MANY_TAGS:
        markup = _flattened(markup)
    return markup


def _holds_crowded_tag(markup: str) -> bool:
    """Whether a tag with too many attributes spans a whole stretch of the markup."""
    before = -1
    for at in range(0, len(markup) - _MAX_TAG, _MAX_TAG):
        if markup.find(">", at, at + _MAX_TAG) >= 0:
            continue
        start = markup.rfind("<", 0, at + 1)
        if start > before and _LONG_TAG.match(markup, start):
            tag = _TAG.match(markup, start)
            if tag and len(tag.group(3).split()) > _MAX_ATTRIBUTES:
                return True
        before = max(start, before)
    return False


def _leaves_formatting_open(markup: str) -> bool:
    names = _FORMATTING_START.findall(markup)
    if sum([name.lower() in _FORMATTING_NAMES for name in names]) <= _MAX_OPEN_FORMATTING:
        return False
    tags = _FORMATTING.findall(markup)
    depths: Counter[str] = Counter()
    for slash, name in tags:
        key = name.lower()
        if not slash:
            depths[key] += 1
        elif depths[key]:
            depths[key] -= 1
        if depths[key] > _MAX_OPEN_FORMATTING:
            return True
    return False


def _shortened(match: re.Match[str]) -> str:
    slash, name, rest = match.groups()
    if len(rest) <= _MAX_TAG:
        return match.group()
    return f"<{slash}{name}{''.join(_ATTRIBUTES.findall(rest)[:50])}>"


def _flattened(markup: str) -> str:
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        slash, name, rest = match.groups()
        if name.lower() not in _FLAT and not rest.endswith("/"):
            if slash:
                depth = max(0, depth - 1)
            elif depth >= _MAX_DEPTH:
                return ""
            else:
                depth += 1
        return _shortened(match)

    return _TAG.sub(keep, markup)
