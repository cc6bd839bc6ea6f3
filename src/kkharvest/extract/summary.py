"""Extractive teaser of a text: whole sentences that say what it is about."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice

from kkharvest.core.text import words
from kkharvest.extract.clues import DIGIT, FURNITURE, SAYING, Sentence, read_sentences

__all__ = ["summarise"]

_LIMIT = 300
_ENOUGH = 0.75 * _LIMIT
_WINDOW = 14
_SHORTEST = 25
_SAYING = re.compile(r"^\s*[–—-]\s|\b(?:säger|berättar|menar|konstaterar|förklarar|said|says)\b|^\W*[\"”“]")
_FURNITURE = re.compile(
    r"läs mer|klicka|kontakta|anmäl|cookies?|kakor|@|prenumerera|ladda ner|telefon|publicerad|foto:"
)
_BACK = (
    "därför", "detta", "dessutom", "därmed", "det ", "dessa", "också", "men ", "och ", "efteråt", "sedan dess", "nu ",
    "then", "this", "these", "but ", "and ",
)  # fmt: skip
_JOINING = frozenset("-’'")


def summarise(title: str, text: str, read: Iterable[Sentence] | None = None) -> str:
    """At most 300 characters of `text`, whole sentences in their order; empty when none of those `read` fits."""
    fitting = list(islice((one for one in (read_sentences(text) if read is None else read) if _fits(one)), _WINDOW))
    return " ".join(" ".join(one.quote.split()) for one in _chosen(title, fitting))


def _chosen(title: str, fitting: Sequence[Sentence]) -> Sequence[Sentence]:
    """Those worth most that have room, in their order; unweighed when all have room in any order."""
    sizes = [len(one.quote) + 1 for one in fitting]
    if not sizes or (sum(sizes) <= _LIMIT + 1 and sum(sizes) - min(sizes) <= _ENOUGH):
        return fitting
    about = frozenset(words(title))
    ranked = sorted(range(len(fitting)), key=lambda at: -_worth(at, fitting[at], about))
    chosen: list[int] = []
    used = 0
    for at in ranked:
        size = sizes[at] - (0 if chosen else 1)
        if used + size <= _LIMIT:
            chosen.append(at)
            used += size
        if used > _ENOUGH:
            break
    return [fitting[at] for at in sorted(chosen)]


def _fits(one: Sentence) -> bool:
    return (
        _SHORTEST <= len(one.quote) <= _LIMIT
        and one.quote[-1] in ".!?…"
        and not (one.clues & FURNITURE and _FURNITURE.search(one.folded))
    )


def _worth(at: int, one: Sentence, about: frozenset[str]) -> float:
    shared = _shared(about, one.quote) / max(len(about), 1)
    worth = 2.2 / (1 + 0.45 * at) + 1.0 * shared
    if (one.clues & SAYING or not one.quote[0].isalnum()) and _SAYING.search(one.quote):
        worth -= 0.8
    if at and one.folded.startswith(_BACK):
        worth -= 0.6
    if one.clues & DIGIT:
        worth += 0.2
    return worth


def _shared(about: frozenset[str], quote: str) -> int:
    """How many of some words stand in a sentence, read as `words` does."""
    folded = (quote if quote.isascii() else unicodedata.normalize("NFKC", quote)).casefold()
    return sum(word in folded and _stands(word, folded) for word in about)


def _stands(word: str, folded: str) -> bool:
    """Whether a word stands by itself: neither other letters nor a joining sign with letters behind it touch it."""
    at = folded.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_joins(folded[max(0, at - 2) : at][::-1]) or _joins(folded[end : end + 2])):
            return True
        at = folded.find(word, at + 1)
    return False


def _joins(beside: str) -> bool:
    return beside[:1].isalnum() or (beside[:1] in _JOINING and beside[1:].isalnum())
