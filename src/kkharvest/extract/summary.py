"""Extractive teaser of a text: whole sentences that say what it is about."""

import re
from collections.abc import Sequence
from itertools import islice

from kkharvest.core.text import Span, sentences, words

__all__ = ["summarise"]

_LIMIT = 300
_WINDOW = 14
_SHORTEST = 25
_SAYING = re.compile(r"^\s*[–—-]\s|\b(?:säger|berättar|menar|konstaterar|förklarar|said|says)\b|^\W*[\"”“]")
_FURNITURE = re.compile(
    r"läs mer|klicka|kontakta|anmäl|cookies?|kakor|@|prenumerera|ladda ner|telefon|publicerad|foto:"
)
_DIGIT = re.compile(r"\d")
_BACK = re.compile(
    r"^(?:därför|detta|dessutom|därmed|det |dessa|också|men |och |efteråt|sedan dess|nu |then|this|these|but |and )",
    re.IGNORECASE,
)


def summarise(title: str, text: str, spans: Sequence[Span] | None = None) -> str:
    """At most 300 characters of `text`, whole sentences in their order; empty when none of its `spans` fits."""
    all_spans = sentences(text) if spans is None else spans
    spans = list(islice((span for span in all_spans if _fits(span.of(text))), _WINDOW))
    if not spans:
        return ""
    about = set(words(title))
    ranked = sorted(range(len(spans)), key=lambda at: -_worth(at, spans[at].of(text), about))
    chosen: list[int] = []
    used = 0
    for at in ranked:
        size = len(spans[at].of(text)) + (1 if chosen else 0)
        if used + size <= _LIMIT:
            chosen.append(at)
            used += size
        if used > _LIMIT * 0.75:
            break
    return " ".join(" ".join(spans[at].of(text).split()) for at in sorted(chosen))


def _fits(sentence: str) -> bool:
    return _SHORTEST <= len(sentence) <= _LIMIT and sentence[-1] in ".!?…" and not _FURNITURE.search(sentence.lower())


def _worth(at: int, sentence: str, about: set[str]) -> float:
    found = words(sentence)
    shared = len(about.intersection(found)) / max(len(about), 1)
    worth = 2.2 / (1 + 0.45 * at) + 1.0 * shared
    worth -= 0.8 if _SAYING.search(sentence) else 0.0
    worth -= 0.6 if _BACK.match(sentence) and at else 0.0
    worth += 0.2 if _DIGIT.search(sentence) else 0.0
    return worth
