"""Many examples on one page: which way of dividing it, if any, makes parts that could stand alone.

A page of many examples and an article with subheadings look alike. Each way of dividing the page is weighed by signs
for it (the page announces examples, titles name different places, parts have links of their own) and against it
(titles such as "Bakgrund", parts that begin by pointing back); `signs` reads them, `weighing` says how much they weigh.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from kkharvest.extract.items import bold_leads, linked_items, terms
from kkharvest.extract.parts import Part
from kkharvest.extract.repeated import table_rows
from kkharvest.extract.signs import Division, is_generic, is_numbered
from kkharvest.extract.view import MIN_PARTS, PageView
from kkharvest.extract.weighing import weigh
from kkharvest.extract.wording import CLOSING_HEADING, READ_MORE

__all__ = ["divisions", "find_examples"]

_ORDINAL = re.compile(r"\d{1,2}[.)]\s+")
_CONTACT = re.compile(r"@|\b0\d{1,3}[ -]\d{2}|\+46\b")
_LEAST_COVERAGE = 0.4
_GROUPS = 2
_LEAST_NUMBERED = 3
_WORDS_IN_PART = 3
_MOST_CLOSING = 2
_CONTACT_WORDS = 20


def find_examples(page: PageView) -> list[Part] | None:
    """The examples of a page that tells several, None when it does not."""
    best: list[Part] | None = None
    least = 0.0
    for division in divisions(page):
        weight = weigh(page, division, least)
        if weight is not None and (best is None or weight > least):
            best, least = division.parts, weight
    return _without_numbers(best) if best else None


def _without_numbers(parts: list[Part]) -> list[Part]:
    """Parts without the number before the title, where all are numbered."""
    if all(_ORDINAL.match(part.title) for part in parts):
        for part in parts:
            part.title = _ORDINAL.sub("", part.title)
    return parts


def divisions(page: PageView) -> Iterator[Division]:
    """Ways to divide a page into parts that hold much of its text."""
    for marking, parts in _markings(page):
        if len(parts) >= MIN_PARTS and page.may_cover(parts, _LEAST_COVERAGE):
            kept = _examples_alone([part for part in parts if _is_part(part)])
            if len(kept) >= MIN_PARTS and page.coverage(kept) >= _LEAST_COVERAGE:
                yield Division(marking, kept)


def _markings(page: PageView) -> Iterator[tuple[str, list[Part]]]:
    tree, usable = page.tree, page.usable
    for parts in page.sections.values():
        yield "heading", parts
    yield "lead", bold_leads(tree, usable, page.ranks)
    yield "item", linked_items(tree, usable)
    yield "row", table_rows(tree, usable)
    yield "term", terms(tree, usable)
    for parts in page.groups.among_first(_GROUPS, lambda group: page.covers(group, _LEAST_COVERAGE)):
        yield "card", parts


def _examples_alone(parts: list[Part]) -> list[Part]:
    """Parts without what closes the page: "Lärdomar", "Vill ni vara med?", what is not numbered as the others are."""
    numbered = [part for part in parts if is_numbered(part)]
    if len(numbered) >= max(_LEAST_NUMBERED, len(parts) - _MOST_CLOSING):
        return numbered
    end = len(parts)
    while end and is_generic(parts[end - 1]):
        end -= 1
    is_end = len(parts) - end <= _MOST_CLOSING and end > MIN_PARTS - 1
    return parts[:end] if is_end else parts


def _is_part(part: Part) -> bool:
    words = part.words
    if words < _WORDS_IN_PART or (words < _CONTACT_WORDS and _CONTACT.search(part.text)):
        return False
    return not _closes(part.title.strip(" :"))


@lru_cache(maxsize=10_000)
def _closes(title: str) -> bool:
    """Whether a title is that of a box around the content, or leads away from it."""
    return bool(CLOSING_HEADING.fullmatch(title) or READ_MORE.fullmatch(title))
