"""Where title, text, actors and date of a candidate stand, word for word.

Title, text and actors are positions in the document's title and text as stored; a date is not part of the text, so its
place is in the archived page (decoded as `charset` does) or in the address.
"""

import re
from dataclasses import replace
from datetime import date

from kkharvest.core.records import Candidate, Document, Evidence
from kkharvest.core.text import Span
from kkharvest.extract.dates import find_date

__all__ = ["with_evidence"]

_NAMED = re.compile(r"(?:JSON-LD|meta|time) (.+)", re.DOTALL)
_SPACE = r"(?:\s|&nbsp;|&#160;|&#xA0;|<[^<>]*>)+"
# Names of statements are kept in lower case; schema.org does not write them so.
_SCHEMA_NAMES = {"datepublished": "datePublished"}
_REACH = 300
_MOST_PLACES = 20


def with_evidence(document: Document, markup: str) -> Document:
    """`document` with the evidence of each candidate; `markup` is the page it was read from."""
    day = _date_evidence(document, markup)
    reading = _Reading(document)
    return replace(document, candidates=tuple(reading.supported(each, day) for each in document.candidates))


class _Reading:
    """Places of candidates in a document's text, looked for in their order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.at = 0

    def supported(self, candidate: Candidate, day: tuple[Evidence, ...]) -> Candidate:
        """The candidate with its evidence."""
        title = self._title(candidate)
        pieces = [candidate.span] if candidate.span else self._pieces(candidate.text)
        text = [Evidence("text", "text", span) for span in pieces]
        actors = [
            Evidence("actor", "text", span)
            for actor in candidate.actors
            if actor.span and (span := _moved(actor.span, candidate.text, pieces))
        ]
        return replace(candidate, evidence=(*title, *text, *actors, *day))

    def _title(self, candidate: Candidate) -> list[Evidence]:
        if candidate.title == self.document.title:
            return [Evidence("title", "title", Span(0, len(candidate.title)))]
        span = self._find(candidate.title, candidate.span.start if candidate.span else None)
        return [Evidence("title", "text", span)] if span else []

    def _find(self, words: str, before: int | None = None) -> Span | None:
        """Place of `words`: just before a position, else after what was found last, else anywhere."""
        text = self.document.text
        at = text.rfind(words, self.at, before) if before is not None and words else -1
        if at < 0 and words:
            at = text.find(words, self.at)
        if at < 0 and words:
            at = text.find(words)
        if at < 0:
            # A title of several lines stands on one line of its own.
            match = re.search(r"\s+".join(map(re.escape, words.split())), text) if words else None
            return Span(*match.span()) if match else None
        self.at = at
        return Span(at, at + len(words))

    def _pieces(self, own: str) -> list[Span]:
        """Places of all lines of a text, none when one is missing: a card may stand outside its listing's text."""
        pieces = []
        for line in own.split("\n"):
            span = self._find(line)
            if span is None:
                return []
            self.at = span.end
            pieces.append(span)
        return pieces


def _moved(span: Span, own: str, pieces: list[Span]) -> Span | None:
    """A place in a candidate's own text as a place in the document's, whose `pieces` are the lines of that text."""
    if len(pieces) == 1:
        return Span(pieces[0].start + span.start, pieces[0].start + span.end)
    start = 0
    for line, piece in zip(own.split("\n"), pieces, strict=False):
        if start <= span.start and span.end <= start + len(line):
            return Span(piece.start + span.start - start, piece.start + span.end - start)
        start += len(line) + 1
    return None


def _date_evidence(document: Document, markup: str) -> tuple[Evidence, ...]:
    """Place of the publication date: in the address, or in the page at the words that gave it."""
    day, said = document.published, document.date_evidence
    if day is None or not said:
        return ()
    if said.startswith("address "):
        at = document.url.find(said.removeprefix("address "))
        return (Evidence("date", "address", Span(at, at + len(said) - len("address "))),) if at >= 0 else ()
    named = _NAMED.fullmatch(said)
    span = _stated(markup, named.group(1), day) if named else _written(markup, said)
    return (Evidence("date", "page", span),) if span else ()


def _stated(markup: str, name: str, day: date) -> Span | None:
    """Where that day is written beside a statement's name, or in what a time element says."""
    folded, wanted = markup, name if name in markup else _SCHEMA_NAMES.get(name, name)
    if wanted not in markup:
        folded, wanted = markup.lower(), name.lower()
    at = -1
    for _ in range(_MOST_PLACES):
        at = folded.find(wanted, at + 1)
        if at < 0:
            return None
        end = at + len(name) + _REACH
        found = find_date(markup, max(at - _REACH, 0), end)
        while found:
            if found[0] == day:
                return Span(found[1], found[2])
            found = find_date(markup, found[2], end)
    return None


def _written(markup: str, said: str) -> Span | None:
    """Where the date in these words of the page stands in its markup."""
    found = find_date(said)
    words = (said[found[1] : found[2]] if found else said).split()
    plain = " ".join(words)
    at = markup.find(plain)
    if at >= 0:
        return Span(at, at + len(plain))
    match = re.search(_SPACE.join(map(re.escape, words)), markup)
    return Span(*match.span()) if match else None
