"""Listings: pages whose cards each stand for another page.

A landing page of a section has linked cards as well; a listing shows itself by dates, paging, a title such as
"Nyheter" or titles such as "Kristianstad: Skyfallskartan".
"""

import re

from kkharvest.extract.parts import Part
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


def find_listing(page: PageView) -> list[Part] | None:
    """The cards of a listing, None when the page is none."""
    for parts in page.groups[:_GROUPS]:
        if are_documents(parts):
            return None
        linked = [part for part in parts if part.link]
        if len(linked) >= max(MIN_PARTS, _MOST_LINKED * len(parts)) and _is_listing(page, linked):
            return linked
    return None


def are_documents(parts: list[Part]) -> bool:
    """Whether parts are files to take home of which no more is said than form and size."""
    return share_of(parts, lambda part: bool(_FILE.search(part.link)) and not _LINE_OF_FILE.sub("", part.text)) > _WHOLE


def _is_listing(page: PageView, parts: list[Part]) -> bool:
    titled = bool(_LISTING_TITLE.fullmatch(page.title.strip()))
    paged = page.is_paged
    dated = _dated_share(page, parts)
    named = share_of(parts, lambda part: bool(COLON_TITLE.match(part.title)))
    cut = share_of(parts, lambda part: bool(TEASER_CUT.search(part.text)))
    linked = share_of(parts, lambda part: bool(page.tree.blocks[part.block].links))
    # A part whose title leads nowhere tells its own story, and its link is where to read on.
    if max(cut, dated, linked) < _STRONG or not (titled or paged or dated >= _STRONG or named >= _STRONG):
        return False
    coverage = page.coverage(parts)
    words = sum(part.words for part in parts) / len(parts)
    score = 1.5 * share_of(parts, lambda part: part.words >= _TEASER_WORDS)
    score += 2.0 * cut
    score += dated + 1.2 * titled + paged
    score += 0.5 * linked
    score -= 1.5 if words > _LONG_WORDS else 0.0
    score += 1.0 if coverage > _MOST else (0.0 if coverage > _MUCH else -2.0)
    score += 0.5 if len(parts) >= _MANY else 0.0
    return score >= _THRESHOLD


def _dated_share(page: PageView, parts: list[Part]) -> float:
    with_time = {time.block for time in page.tree.times}
    blocks = page.tree.blocks

    def is_dated(part: Part) -> bool:
        low, high = min([part.block, *part.blocks]), max([part.block, *part.blocks])
        near = range(max(low - 1, 0), min(high + 2, len(blocks)))
        return any(at in with_time or _DATED.search(blocks[at].text[:60]) for at in near)

    return share_of(parts, is_dated)
