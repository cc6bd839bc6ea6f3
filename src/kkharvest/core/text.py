"""Text as all stages see it: white space, folding, words, sentences.

`sentences` returns spans into the text it was given, so that every piece of evidence can point back at its
verbatim place. The splitter knows Swedish abbreviations ("bl.a.", "t.ex.", "kl. 9") and never changes a character.
"""

import re
import unicodedata
from typing import NamedTuple

__all__ = ["Span", "fold", "normalise_space", "sentences", "shorten", "words"]

_SPACE = re.compile(r"[^\S\n]+")
_NEWLINES = re.compile(r" ?\n[ \n]*")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\x00"))
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")

# Abbreviations after which a full stop does not end a sentence.
_ABBREVIATIONS = frozenset(
    """bl.a bl ang ca dvs d.v.s e.d el enl etc ev exkl f.d fr.o.m f.n forts från inkl i.s jfr kap kl kr m.a.o m.fl m.m
    milj mdkr mkr max min moms nr o.d o.dyl osv p.g.a pga resp s.k sk s.a.s st t.ex tex tel t.o.m t.v tkr u.a
    vd vs å.k dr prof mr mrs ms no fig vol inc ltd co e.g i.e approx dec jan feb mar apr jun jul aug sep sept okt
    nov""".split()
)
# Where a sentence may end; a line break always ends one.
_END = re.compile(r"[.!?…\n](?:(?<=\n)|[.!?…]*[\"”’»)\]]*(?=\s|\Z))")
# What follows the end of one: the end of its line, which is the first group, or what begins another.
_NEXT = re.compile(r"[^\S\n]*(?:(\n|\Z)|[\"”“’»(\[–—•-]*[^\S\n]*[A-ZÅÄÖÉÜ0-9])")


class Span(NamedTuple):
    """A half-open range of character positions in a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of this span in `text`."""
        return text[self.start : self.end]


def normalise_space(text: str) -> str:
    """Text in NFC with single spaces, single line breaks, and no invisible characters."""
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NEWLINES.sub("\n", _SPACE.sub(" ", text)).strip()


def fold(text: str) -> str:
    """Text for comparison: NFKC, case-folded, single spaces; å, ä and ö stay letters of their own."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words(text: str) -> list[str]:
    """Words of `text`, case-folded, in order; hyphenated words are one word."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of `text`; a line break always ends one, blank ones are left out."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        begins, end = match.span()
        if text[begins] == "\n":
            end = begins
        elif _goes_on(text, start, match):
            continue
        _add(spans, text, start, end)
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of `text`, cut between words and marked with "…" when cut."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    head = text[: max(limit - 1, 0)]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:–-") + "…"


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence from `start` goes on after `end`: neither its line nor another sentence lies behind."""
    follows = _NEXT.match(text, end.end())
    return not follows or (not follows.lastindex and _is_abbreviated(text, start, end))


def _is_abbreviated(text: str, start: int, end: re.Match[str]) -> bool:
    if end.group() != ".":
        return False
    tail = text[max(start, end.start() - 12) : end.start()].split()
    if not tail:
        return False
    last = tail[-1].lstrip('("”’[').casefold()
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Adds the range without the space around it, unless nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
