"""Expressions tried only where a match of theirs can begin, which is remembered of each distinct word.

A sentence has few such places, and looking its words up costs a fraction of trying every character.
"""

import re
from collections.abc import Iterable, Iterator

import cython

__all__ = ["Anchored", "begins_of", "one_of"]

_MOST_WORDS = 20_000
_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"


class Anchored:
    """An expression whose matches begin with one of `begins`, none of which holds a space."""

    def __init__(self, expression: str, begins: str) -> None:
        self._expression = re.compile(expression)
        self._begins = re.compile(f"(?={begins})")
        self._known: dict[str, tuple[int, ...]] = {}

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Matches from `start` on that share no character, in order, as of the expression itself."""
        end = start
        match = self._expression.match
        for at in self.starts(text):
            if at >= end and (found := match(text, at)):
                yield found
                end = found.end()

    def holds(self, text: str) -> bool:
        """Whether the expression matches anywhere in `text`."""
        return self.first(text, len(text)) is not None

    def first(self, text: str, reach: int) -> re.Match[str] | None:
        """The first match that begins within `reach` characters."""
        for start in self.starts(text):
            if start > reach:
                break
            if found := self._expression.match(text, start):
                return found
        return None

    @cython.locals(known=dict, words=list, starts=list, at=cython.Py_ssize_t)
    def starts(self, text: str) -> list[int]:
        """Places in `text` where a match may begin, in order."""
        starts: list[int] = []
        known = self._known
        words = text.split(" ")
        at = 0
        for word in words:
            offsets = known.get(word)
            if offsets is None:
                offsets = self._look_at(word)
            if offsets:
                for offset in offsets:
                    starts.append(at + offset)  # noqa: PERF401 - no list of its own for each word
            at += len(word) + 1
        return starts

    def _look_at(self, word: str) -> tuple[int, ...]:
        if len(self._known) >= _MOST_WORDS:
            self._known.clear()
        offsets = self._known[word] = tuple(match.start() for match in self._begins.finditer(word))
        return offsets


def begins_of(expression: str) -> set[str]:
    """What matches of an expression of words, groups and alternatives begin with, as expressions for one word."""
    found: set[str] = set()
    for branch in _branches(expression):
        rest = branch.removeprefix(r"\b")
        bound = r"\b" if rest != branch else ""
        if rest.startswith("(?:"):
            found |= {bound + each for each in begins_of(rest[len("(?:") : _closing(rest)])}
            continue
        letters = rest[: len(rest) - len(rest.lstrip(_LETTERS))]
        follows = rest[len(letters) : len(letters) + 1]
        found.add(bound + (letters[:-1] if follows in {"?", "*"} else letters + "$" * (follows == " ")))
    return found


def one_of(begins: Iterable[str]) -> str:
    """An expression that matches where one of some beginnings stands, which reads what they share once."""
    rests: dict[str, set[str]] = {}
    for each in begins:
        unit = each[: 1 + each.startswith("\\")]
        rests.setdefault(unit, set()).add(each[len(unit) :])
    if "" in rests:
        return ""
    return f"(?:{'|'.join(unit + one_of(rests[unit]) for unit in sorted(rests))})"


def _branches(expression: str) -> Iterator[str]:
    depth = start = 0
    for at, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            yield expression[start:at]
            start = at + 1
    yield expression[start:]


def _closing(expression: str) -> int:
    depth = 0
    for at, character in enumerate(expression):
        depth += (character == "(") - (character == ")")
        if not depth:
            return at
    return len(expression)
