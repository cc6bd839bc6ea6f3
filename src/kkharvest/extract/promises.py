"""What a document promises of itself: asked by tests, and by the fuzzer of every page it makes."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

from kkharvest.core.records import Candidate, Document, PageKind
from kkharvest.extract.dates import parse_date

__all__ = ["broken_promises"]

_TAG = re.compile(r"<[^<>]*>")
_SUMMARY_LIMIT = 300


def broken_promises(document: Document, markup: str | None = None) -> list[str]:
    """What a document promises and does not keep; with its decoded page also the place of its date."""
    broken = [] if (document.kind is PageKind.NONE) == (not document.candidates) else ["candidates by kind"]
    if document.kind is PageKind.ARTICLE and len(document.candidates) != 1:
        broken.append("an article is one candidate")
    names = [each.part for each in document.candidates]
    if len(set(names)) < len(names):
        broken.append("parts have names of their own")
    for each in document.candidates:
        broken += [*_own(document, each), *_evidence(document, each, markup)]
    return broken


def _own(document: Document, candidate: Candidate) -> Iterator[str]:
    own = candidate.text
    if candidate.span and candidate.span.of(document.text) != own:
        yield "span is the text"
    if len(candidate.summary) > _SUMMARY_LIMIT:
        yield "a summary is short"
    if any(fact.quote not in own or (fact.span and fact.value not in fact.span.of(own)) for fact in candidate.facts):
        yield "facts are quoted"
    if any(actor.span and not _names(actor.span.of(own)) for actor in candidate.actors):
        yield "actors stand in the text"


def _evidence(document: Document, candidate: Candidate, markup: str | None) -> Iterator[str]:
    """What is not evidenced; a card outside a listing's text cannot be."""
    stored = {"title": document.title, "text": document.text, "address": document.url, "page": markup}
    quotes: dict[str, list[str]] = {"title": [], "text": [], "actor": [], "date": []}
    for each in candidate.evidence:
        held = stored[each.where]
        if held is not None:
            quotes[each.of].append(each.span.of(held))
    if document.kind is PageKind.LISTING and not (quotes["title"] and quotes["text"]):
        return
    if candidate.title and [_flat(quote) for quote in quotes["title"]] != [_flat(candidate.title)]:
        yield "the title is evidenced"
    if "\n".join(quotes["text"]) != candidate.text:
        yield "the text is evidenced"
    if quotes["actor"] != [actor.span.of(candidate.text) for actor in candidate.actors if actor.span]:
        yield "actors are evidenced"
    if markup is not None and document.published and not _is_day(quotes["date"], document.published):
        yield "the date is evidenced"


def _names(words: str) -> bool:
    """Whether words can be a name as a text writes it: "LRF" for a body known by a longer one."""
    return words[:1].isupper() and words == words.strip()


def _flat(text: str) -> str:
    return " ".join(text.split())


def _is_day(quotes: list[str], day: date) -> bool:
    return bool(quotes) and parse_date(_TAG.sub(" ", unescape(quotes[0]))) == day
