"""What a page is: article, many examples, listing or nothing to harvest; decided before candidates are cut."""

import re
from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from kkharvest.core.records import PageKind
from kkharvest.extract.examples import find_examples
from kkharvest.extract.listing import are_documents, find_listing
from kkharvest.extract.parts import Part
from kkharvest.extract.sections import rank_of
from kkharvest.extract.tree import Tree
from kkharvest.extract.view import MIN_PARTS, PageView, linked_share
from kkharvest.extract.wording import NOT_FOUND, says_no_hits

__all__ = ["Verdict", "judge"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kind of a page with the parts that are its candidates, and the reason when it is none."""

    kind: PageKind
    parts: tuple[Part, ...] = ()
    reason: str | None = None


_CLOCK = re.compile(
    r"\b\d{1,2}[.:]\d\d\b|\bkl(?:ockan|\.)?\s*\d|\bstängt\b|\böppet\b|\bmåndag|\btisdag|\bonsdag"
    r"|\btorsdag|\bfredag|\blördag|\bsöndag",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(?:(?:evenemangs|aktivitets)?kalender(?:n|ium|iet)?|evenemang|aktiviteter|events?|calendar)"
    r"(?: (?:och|and|&) (?:evenemang|aktiviteter|möten|events?|activities))?",
    re.IGNORECASE,
)
# Most addresses need not be parsed to know that they have a path.
_DEEP = re.compile(r"https?://[^/?#\s]+/[^/?#\s]")
_LOGIN_WORDS = 40
_CARD_WORDS = 50
_FIELDS_NOT_FILLED = frozenset({"hidden", "search", "submit", "button", "image", "reset"})
_MIN_PROSE_WORDS = 12
_MIN_NEWS_WORDS = 10
_SHORT_WORDS = 100
_FEW_WORDS = 150
_SENTENCE_WORDS, _LABEL_WORDS = 4, 14
_FORM_FIELDS = 3
_CLOCK_WORDS = 10
_FRONT_LINKS = 0.1
_MANY_LINKS = 0.5
_MOST_LINKED = 0.7
_NEARLY = 0.05
_GROUPS = 3


def judge(tree: Tree, usable: list[int], *, url: str, title: str, has_date: bool) -> Verdict:
    """Kind of the page whose blocks `usable` may be content."""
    page = PageView(tree, usable, url, title, has_date)
    reason = _nothing(page)
    if reason:
        return Verdict(PageKind.NONE, (), reason)
    many = find_examples(page)
    listing = find_listing(page)
    if listing and (not many or page.coverage(listing) >= page.coverage(many) - _NEARLY):
        return Verdict(PageKind.LISTING, tuple(listing))
    if many:
        return Verdict(PageKind.MULTI, tuple(many))
    reason = _no_article(page)
    return Verdict(PageKind.NONE, (), reason) if reason else Verdict(PageKind.ARTICLE)


def _nothing(page: PageView) -> str | None:
    """Why the page has nothing at all."""
    if not page.tree.blocks:
        return "empty"
    first = " ".join(page.tree.blocks[at].line for at in page.usable[:2])
    if NOT_FOUND.fullmatch(page.title.strip()) or (page.words < _FEW_WORDS and NOT_FOUND.match(first)):
        return "not found"
    if page.words < _FEW_WORDS and any(map(says_no_hits, [page.tree.blocks[at].line for at in page.usable])):
        return "no hits"
    if page.words == 0:
        return "no content"
    if any(kind == "password" for _, kind in page.tree.inputs) and _prose_words(page) < _LOGIN_WORDS:
        return "login"
    if _CALENDAR.fullmatch(page.title.strip()):
        return "calendar"
    return "front page" if _is_front(page) else None


def _no_article(page: PageView) -> str | None:
    """Why a page without parts is no article."""
    words = _prose_words(page)
    if _fields(page) >= _FORM_FIELDS and words < _FEW_WORDS:
        return "form"
    if words < (_MIN_NEWS_WORDS if page.has_date else _MIN_PROSE_WORDS):
        return "little text"
    text = " ".join(page.tree.blocks[at].text for at in page.usable)
    if not page.has_date and words < _SHORT_WORDS and len(_CLOCK.findall(text)) > page.words / _CLOCK_WORDS:
        return "opening hours"
    if not page.has_date and words < _CARD_WORDS and any(_is_linked_heading(page, at) for at in page.usable):
        return "landing page"
    leading = page.groups.among_first(
        _GROUPS, lambda group: page.covers(group, _MANY_LINKS) and _leads_on(page, group.parts) is not None
    )
    kinds = {_leads_on(page, parts) for parts in leading}
    if "documents" in kinds:
        return "documents"
    links, size = _links_and_size(page)
    is_landing = links > _MANY_LINKS * size and words < _FEW_WORDS
    return "landing page" if is_landing or kinds - {None} else None


def _leads_on(page: PageView, parts: list[Part]) -> str | None:
    """What a page is whose group this is, if cards that lead further down, or files, are most of it."""
    if page.coverage(parts) <= _MANY_LINKS:
        return None
    if are_documents(parts):
        return "documents"
    return "landing page" if len(parts) >= MIN_PARTS and linked_share(parts) > _MOST_LINKED else None


def _fields(page: PageView) -> int:
    """Fields that a visitor is to fill in; those of a form to sign in, or of one field alone, stand on any page."""
    tree = page.tree
    forms: defaultdict[int, list[str]] = defaultdict(list)
    for at, kind in tree.inputs:
        if kind not in _FIELDS_NOT_FILLED and _in_content(page, at):
            forms[next((up for up in tree.ancestors(at) if tree.tags[up] == "form"), -1)].append(kind)
    return sum(len(kinds) for kinds in forms.values() if len(kinds) > 1 and "password" not in kinds)


def _is_linked_heading(page: PageView, index: int) -> bool:
    """Whether a heading is a link as a whole: that of a card."""
    block = page.tree.blocks[index]
    return rank_of(page.tree, index) > 1 and block.link_length >= _MOST_LINKED * len(block.text)


def _prose_words(page: PageView) -> int:
    """Words of running text: sentences, not labels and not links."""
    total = 0
    for at in page.usable:
        block = page.tree.blocks[at]
        words = block.words
        is_sentence = words >= _LABEL_WORDS or (words >= _SENTENCE_WORDS and block.text[-1] in '.!?…:”"')
        if is_sentence and not block.level and block.link_length < _MANY_LINKS * len(block.text):
            total += words
    return total


def _links_and_size(page: PageView) -> tuple[int, int]:
    blocks = [page.tree.blocks[at] for at in page.usable]
    return sum(block.link_length for block in blocks), sum(len(block.text) for block in blocks)


def _is_front(page: PageView) -> bool:
    if _DEEP.match(page.url) or urlsplit(page.url).path not in {"", "/"}:
        return False
    links, size = _links_and_size(page)
    return links > _FRONT_LINKS * size or bool(page.groups.first(1))


def _in_content(page: PageView, element: int) -> bool:
    outer = {"nav", "footer", "header", "dialog"}
    tree = page.tree
    return not any(tree.tags[up] in outer or tree.attribute(up, "role") == "search" for up in tree.ancestors(element))
