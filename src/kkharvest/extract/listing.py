"""Listings: pages whose cards each stand for another page.

A landing page of a section has linked cards as well; a listing shows itself by dates, paging, a title such as
"Nyheter" or titles such as "Kristianstad: Skyfallskartan".
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from kkharvest.extract.groups import Group
from kkharvest.extract.parts import Part
from kkharvest.extract.repeated import MOST_ALIKE
from kkharvest.extract.view import MIN_PARTS, PageView, share_of
from kkharvest.extract.wording import COLON_TITLE, TEASER_CUT

__all__ = ["are_documents", "find_listing"]

_LISTING_TITLE = re.compile(
    r"(?:.*\b)?(?:nyheter|nyhetsarkiv|aktuellt|pressmeddelanden|pressrum|exempel(?:samling|bank)?"
    r"|goda exempel|alla exempel|projekt|artiklar|arkiv|blogg|kalender|evenemang|sök(?:resultat|ning)?"
    r"|publikationer|rapporter|inspiration|reportage|news|press releases|examples|projects|articles"
    r"|stories|archive|cases|case studies|search results|etikett.*|kategori.*|tema.*)\b.{0,30}",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2} (?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*\.? \d{4}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d{4}")
_DATE_REACH = 60
# What every date holds, and what a name before a title ends with.
_MARK = re.compile(r"\d{4}|[:–|-]\s")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|od[tsp]|zip|csv)(?:[?#]|$)", re.IGNORECASE)
_LINE_OF_FILE = re.compile(
    r"^\W*(?:pdf|word|excel|powerpoint|zip|csv|docx?|xlsx?)?\W*(?:[\d ,.]+ ?[kmg]?b)?\W*$", re.IGNORECASE | re.MULTILINE
)
_WHOLE = 0.7
_STRONG = 0.5
_THRESHOLD = 2.2
_MOST_LINKED = 0.7
_LONG_WORDS = 70
_TEASER_WORDS = 5
_MANY = 6
_MOST, _MUCH = 0.6, 0.35
_GROUPS = 10
_LEAST_LINKED = _MOST_LINKED * MOST_ALIKE


def find_listing(page: PageView) -> list[Part] | None:
    """The cards of a listing, None when the page is none."""
    titled = bool(_LISTING_TITLE.fullmatch(page.title.strip()))
    likely = [group for group in page.groups.all if _leads(page, group)]
    if not titled:
        marks = _marks(page) if likely else []
        marked = [group for group in likely if _is_marked(marks, group)]
        likely = likely if len(marked) < len(likely) and page.is_paged else marked
    if not any(_listed(page, group.parts, titled) for group in likely):
        return None
    for parts in page.groups.first(_GROUPS):
        if are_documents(parts):
            return None
        listed = _listed(page, parts, titled)
        if listed:
            return listed
    return None


def are_documents(parts: list[Part]) -> bool:
    """Whether parts are files to take home of which no more is said than form and size."""
    return share_of(parts, lambda part: bool(_FILE.search(part.link)) and not _LINE_OF_FILE.sub("", part.text)) > _WHOLE


def _leads(page: PageView, group: Group) -> bool:
    """Whether so many pieces of a group hold a link that it may be a listing."""
    blocks = page.tree.blocks
    linked = sum([any(blocks[at].links for at in range(low, high)) for low, high in group.spans])
    return linked >= max(MIN_PARTS, int(_LEAST_LINKED * len(group.spans)))


def _is_marked(marks: Sequence[int], group: Group) -> bool:
    """Whether so many pieces of a group may bear a date, or a name before a colon, that it may be a listing."""
    last = len(marks) - 1
    marked = sum([marks[min(high + 1, last)] > marks[max(low - 1, 0)] for low, high in group.spans])
    return marked >= max(1, int(_STRONG * _LEAST_LINKED * len(group.spans)))


def _marks(page: PageView) -> list[int]:
    """Number of blocks before each one, and in all, that may be dated or begin with a name and a colon."""
    blocks = page.tree.blocks
    marked = bytearray(len(blocks))
    for at in _near(page, page.usable[0], page.usable[-1] + 1):
        if at in page.timed or _MARK.search(blocks[at].text, 0, _DATE_REACH):
            marked[at] = 1
    return [0, *accumulate(marked)]


def _listed(page: PageView, parts: list[Part], titled: bool) -> list[Part] | None:
    """Those of a group's parts that lead to a page, None when they make no listing."""
    linked = [part for part in parts if part.link]
    enough = len(linked) >= max(MIN_PARTS, _MOST_LINKED * len(parts))
    return linked if enough and _is_listing(page, linked, titled) else None


def _is_listing(page: PageView, parts: list[Part], titled: bool) -> bool:
    named = share_of(parts, lambda part: bool(COLON_TITLE.match(part.title)))
    dated = share_of(parts, lambda part: _stands_by_date(page, part))
    if not (titled or dated >= _STRONG or named >= _STRONG or page.is_paged):
        return False
    cut = share_of(parts, lambda part: bool(TEASER_CUT.search(part.text)))
    linked = share_of(parts, lambda part: bool(page.tree.blocks[part.block].links))
    # A part whose title leads nowhere tells its own story, and its link is where to read on.
    if max(cut, dated, linked) < _STRONG:
        return False
    coverage = page.coverage(parts)
    words = sum([part.words for part in parts]) / len(parts)
    score = 1.5 * share_of(parts, lambda part: part.words >= _TEASER_WORDS)
    score += 2.0 * cut
    score += dated + 1.2 * titled + page.is_paged
    score += 0.5 * linked
    score -= 1.5 if words > _LONG_WORDS else 0.0
    score += 1.0 if coverage > _MOST else (0.0 if coverage > _MUCH else -2.0)
    score += 0.5 if len(parts) >= _MANY else 0.0
    return score >= _THRESHOLD


def _stands_by_date(page: PageView, part: Part) -> bool:
    """Whether a part holds a date or stands beside one."""
    places = [part.block, *part.blocks]
    return any(_is_dated(page, at) for at in _near(page, min(places), max(places) + 1))


def _near(page: PageView, low: int, high: int) -> range:
    """Blocks from `low` up to `high`, and the one on either side."""
    return range(max(low - 1, 0), min(high + 1, len(page.tree.blocks)))


def _is_dated(page: PageView, index: int) -> bool:
    """Whether a block begins with a date, or is marked as one."""
    text = page.tree.blocks[index].text
    return index in page.timed or bool(_YEAR.search(text, 0, _DATE_REACH) and _DATED.search(text, 0, _DATE_REACH))
