"""What of a text is the source's own words, and what changed between two texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from kkharvest.core.text import Span, sentences

__all__ = ["Change", "changes", "taken_over"]

_RUN = 5
_LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence of the older or the newer text; `kind` is same, gone or new."""

    kind: str
    text: str


def taken_over(text: str, source: str) -> int:
    """How many characters of `text` stand in `source` word for word, in runs of five words or more."""
    own = text.split()
    theirs = source[:_LONGEST].split()
    runs = {tuple(theirs[i : i + _RUN]) for i in range(len(theirs) - _RUN + 1)}
    copied: set[int] = set()
    for start in range(len(own) - _RUN + 1):
        if tuple(own[start : start + _RUN]) in runs:
            copied.update(range(start, start + _RUN))
    return sum(len(own[i]) + (1 if i + 1 in copied else 0) for i in copied)


def changes(older: str, newer: str) -> list[Change]:
    """The sentences of both texts in order, told apart; unchanged ones are kept for their place."""
    return list(_changes(_split(older), _split(newer)))


def _changes(older: list[str], newer: list[str]) -> Iterator[Change]:
    for kind, low, high, first, last in SequenceMatcher(a=older, b=newer, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Change("same", sentence) for sentence in older[low:high])
            continue
        yield from (Change("gone", sentence) for sentence in older[low:high])
        yield from (Change("new", sentence) for sentence in newer[first:last])


def _split(text: str) -> list[str]:
    return [Span(start, end).of(text) for start, end in sentences(text[:_LONGEST])]
