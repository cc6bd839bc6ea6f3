"""Addresses that lead to a part of a page: by its anchor, or by a text fragment where it has none.

A text fragment (https://wicg.github.io/scroll-to-text-fragment/) names words of the page; "-" marks its prefix and
suffix, "," and "&" divide it, so all three are encoded beside what addresses always encode.
"""

from urllib.parse import quote

__all__ = ["address_of"]

_LONGEST = 100
_SUFFIX_WORDS = 4
_MARKS = {"-": "%2D"}
_KEPT = "!$&'()*+,;=:@/?-._~%"


def address_of(url: str, anchor: str | None, title: str, following: str = "") -> str:
    """Address of the part of a page with this title; the `following` words tell it from the title's other places."""
    page = url.partition("#")[0]
    if anchor:
        return f"{page}#{quote(anchor, safe=_KEPT)}"
    words = _cut(" ".join(title.split()))
    suffix = " ".join(following.split()[:_SUFFIX_WORDS])
    fragment = _encoded(words) + (f",-{_encoded(suffix)}" if suffix else "")
    return f"{page}#:~:text={fragment}" if words else page


def _cut(line: str) -> str:
    if len(line) <= _LONGEST:
        return line
    return line[: line.rfind(" ", 0, _LONGEST)] if " " in line[:_LONGEST] else line[:_LONGEST]


def _encoded(words: str) -> str:
    return "".join(_MARKS.get(char, char) for char in quote(words, safe=""))
