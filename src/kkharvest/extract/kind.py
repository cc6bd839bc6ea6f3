"""What a page is, and how it is divided: decided by its structure before candidates are cut.

A page of many examples and an article with subheadings look alike; what tells them apart is whether the parts could
stand alone. Each way of dividing the page is weighed by signs for it (the page announces examples, titles name
different places or organisations, parts have links of their own) and against it (titles such as "Bakgrund", parts that
begin by pointing back). The weights were set by hand on the pages in tests/pages and on the sample web.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kkharvest.core.address import host_of
from kkharvest.core.records import PageKind
from kkharvest.extract.parts import (
    LIST_ITEM,
    PANEL,
    Part,
    absolute,
    bold_leads,
    cards,
    flat,
    headings,
    leads_away,
    linked_items,
    rank_of,
    table_rows,
)
from kkharvest.extract.places import named_places
from kkharvest.extract.tree import Tree
from kkharvest.extract.wording import CLOSING_HEADING, GENERIC_HEADING, NOT_FOUND, PAGING, READ_MORE, TEASER_CUT

__all__ = ["Verdict", "judge"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kind of a page with the parts that are its candidates, and the reason when it is none."""

    kind: PageKind
    parts: tuple[Part, ...] = ()
    reason: str | None = None


_ANNOUNCES = re.compile(
    r"\b(?:goda |lokala |fler |våra |här (?:är|följer|finns|hittar du|visar|presenterar|samlar)\b.{0,60}|några |tre |fyra |fem |sex |sju |åtta |nio |tio |inspirerande )?"
    r"(?:exempel(?:samling|bank|en)?|examples?|case studies|cases)\b(?! på hur man)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:våra|kommunernas|medlemmarnas|städernas|pågående|lokala|aktuella|utvalda)\b|\b(?:projekten|projekt (?:i|med|för|hos)|initiativ|nätverk(?:en)? (?:i|för)|satsningar|samarbeten|samverkan"
    r"|råden|klimatråd i|medlemmar|städer(?:na)?|kommuner(?:na)?|lösningar|vinnare|nominerade|partnerskap|projects|initiatives|networks|stories|solutions|cities)\b",
    re.IGNORECASE,
)
_INTRO_ANNOUNCES = re.compile(
    r"(?:några|flera?|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\d+|följande|dessa|andra|olika) (?:goda |av (?:våra|deras|medlemmarna)|konkreta |lokala |av )?.{0,40}?(?:exempel|initiativ|projekt|nätverk|kommuner|samarbeten|städer|satsningar|organisationer|företag|medlemmar)"
    r"|(?:här|nedan|på (?:den här )?sidan) (?:är|följer|finns|hittar|visar|presenterar|berättar|samlar|kan du läsa|beskriv).{0,80}"
    r"|så (?:gör|arbetar|jobbar|har)\b.{0,40}|hur (?:några|kommuner|medlemmar|städer)\b.{0,60}|here are\b|below\b|some of (?:our|the)\b|examples? (?:of|from)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"(?:därför|därmed|dessutom|detta|det (?:är|har|var|gör|finns|ska|handlar|betyder|innebär|mesta|första)|sedan dess|sedan starten|därefter|efteråt|nu|de |den |dessa|också|även|samtidigt|tanken|resultatet|projektet|arbetet|nätverket"
    r"|varje|mellan|alla|du |ni |vi |om du|om ni|för att|ansökan|under (?:\d{4}|året|våren|hösten)|vid|målet|syftet|this|these|it |they |we |you |the (?:project|result|aim|work)|since|then|also|if you|first)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r".*\?\s*$", re.DOTALL)
_COLON_TITLE = re.compile(r"[A-ZÅÄÖÉ][\w .&/-]{1,40}\s?[:–|-]\s+\S")
_CLOCK = re.compile(
    r"\b\d{1,2}[.:]\d\d\b|\bkl(?:ockan|\.)?\s*\d|\bstängt\b|\böppet\b|\bmåndag|\btisdag|\bonsdag|\btorsdag|\bfredag|\blördag|\bsöndag",
    re.IGNORECASE,
)
_LISTING_TITLE = re.compile(
    r"(?:.*\b)?(?:nyheter|nyhetsarkiv|aktuellt|pressmeddelanden|pressrum|exempel(?:samling|bank)?|goda exempel|alla exempel|projekt|artiklar|arkiv|blogg|kalender|evenemang|sökresultat|publikationer|rapporter|inspiration|reportage|news|press releases|examples|projects|articles|stories|archive|cases|case studies|search results|etikett.*|kategori.*|tema.*)\b.{0,30}",
    re.IGNORECASE,
)

_MIN_PROSE_WORDS = 20
_MIN_NEWS_WORDS = 10
_MULTI_THRESHOLD = 2.0
_MIN_PARTS = 2
_TABLE_HEAD = re.compile(
    r"(?:namn(?:et)? på )?(?:initiativ|exempel|projekt|nätverk|kommun|stad\b|städer|insats|satsning|samarbete|samverkan|avtal|aktör|initiative|project|example|city|municipality)",
    re.IGNORECASE,
)
_WORDS_IN_ROW = 5
_SAME_FRAME = 2.0
_STRONG = 0.5
_WHOLE = 0.8
_SHORT_PROSE = 100
_FRONT_LINKS = 0.1
_LISTING_THRESHOLD = 2.2
_PAIR_THRESHOLD = 3.5


@dataclass(frozen=True, slots=True)
class _Page:
    tree: Tree
    url: str
    title: str
    usable: list[int]
    has_date: bool
    words: int
    groups: list[list[Part]]


def judge(tree: Tree, usable: list[int], *, url: str, title: str, has_date: bool) -> Verdict:
    """Kind of the page whose blocks `usable` may be content."""
    words = sum(len(tree.blocks[at].text.split()) for at in usable)
    page = _Page(tree, url, title, usable, has_date, words, cards(tree, usable))
    reason = _nothing(page)
    if reason:
        return Verdict(PageKind.NONE, (), reason)
    if _is_front(page):
        return Verdict(PageKind.NONE, (), "front page")
    many = _many(page)
    listing = _listing(page)
    if listing and (not many or _coverage(page, listing) >= _coverage(page, many) - 0.05):
        return Verdict(PageKind.LISTING, tuple(listing))
    if many:
        return Verdict(PageKind.MULTI, tuple(many))
    reason = _no_article(page)
    return Verdict(PageKind.NONE, (), reason) if reason else Verdict(PageKind.ARTICLE)


def _coverage(page: _Page, parts: list[Part]) -> float:
    return sum(len(part.text.split()) + len(part.title.split()) for part in parts) / max(page.words, 1)


def _nothing(page: _Page) -> str | None:
    if not page.tree.blocks:
        return "empty"
    if NOT_FOUND.fullmatch(page.title.strip()):
        return "not found"
    first = " ".join(flat(page.tree.blocks[at].text) for at in page.usable[:2])
    if page.words < 120 and NOT_FOUND.match(first):
        return "not found"
    if page.words == 0:
        return "no content"
    passwords = sum(1 for _, kind in page.tree.inputs if kind == "password")
    if passwords and page.words < 150:
        return "login"
    return None


def _prose(page: _Page) -> list[int]:
    """Blocks that are running text: sentences, not labels and not links."""
    found = []
    for at in page.usable:
        block = page.tree.blocks[at]
        size = len(block.text)
        words = len(block.text.split())
        ends = block.text[-1] in '.!?…:”"'
        if (words >= 14 or (ends and words >= 4)) and block.link_length < 0.6 * size and not block.level:
            found.append(at)
    return found


def _no_article(page: _Page) -> str | None:
    prose = _prose(page)
    words = sum(len(page.tree.blocks[at].text.split()) for at in prose)
    fields = [
        kind
        for element, kind in page.tree.inputs
        if kind not in {"hidden", "search", "submit", "button", "image"} and _in_content(page, element)
    ]
    if len(fields) >= 3 and words < 120:
        return "form"
    if words < (_MIN_PROSE_WORDS if not page.has_date else _MIN_NEWS_WORDS):
        return "little text"
    text = " ".join(page.tree.blocks[at].text for at in page.usable)
    if len(_CLOCK.findall(text)) > page.words / 10 and words < _SHORT_PROSE and not page.has_date:
        return "opening hours"
    links = sum(page.tree.blocks[at].link_length for at in page.usable)
    size = sum(len(page.tree.blocks[at].text) for at in page.usable)
    if links > 0.5 * size and words < 150:
        return "landing page"
    if any(_is_landing(page, parts) for parts in page.groups[:3]):
        return "landing page"
    return None


def _is_front(page: _Page) -> bool:
    if urlsplit(page.url).path not in {"", "/"}:
        return False
    links = sum(page.tree.blocks[at].link_length for at in page.usable)
    size = sum(len(page.tree.blocks[at].text) for at in page.usable)
    return links > _FRONT_LINKS * size or bool(page.groups)


def _is_landing(page: _Page, parts: list[Part]) -> bool:
    """Whether cards that lead further down are most of the page."""
    return len(parts) >= _MIN_PARTS and _linked_share(parts) > 0.7 and _coverage(page, parts) > 0.5


def _in_content(page: _Page, element: int) -> bool:
    outer = {"nav", "footer", "header", "dialog"}
    return not any(
        page.tree.tags[up] in outer or page.tree.attribute(up, "role") == "search"
        for up in page.tree.ancestors(element)
    )


# ---- listings


def _listing(page: _Page) -> list[Part] | None:
    for parts in page.groups[:10]:
        linked = [part for part in parts if part.link]
        if len(linked) < max(_MIN_PARTS, 0.7 * len(parts)):
            continue
        if _is_listing(page, linked):
            return linked
    return None


def _is_listing(page: _Page, parts: list[Part]) -> bool:
    teasers = [part for part in parts if len(part.text.split()) >= 5]
    cut = sum(1 for part in parts if TEASER_CUT.search(part.text)) / len(parts)
    dated = _dated_share(page, parts)
    titled = bool(_LISTING_TITLE.fullmatch(page.title.strip()))
    paged = any(PAGING.fullmatch(flat(block.text)) and not block.text.strip().isdigit() for block in page.tree.blocks)
    long = sum(len(part.text.split()) for part in parts) / len(parts)
    coverage = _coverage(page, parts)
    title_linked = sum(1 for part in parts if _title_is_linked(page, part)) / len(parts)
    named = _share([part.title for part in parts], lambda title: bool(_COLON_TITLE.match(title)))
    if not (titled or paged or dated >= _STRONG or named >= _STRONG):
        return False
    score = 0.0
    score += 1.5 * (len(teasers) / len(parts))
    score += 2.0 * cut + 1.0 * dated + 1.2 * titled + 1.0 * paged
    score += 0.5 * title_linked - (1.5 if long > 70 else 0.0)
    score += 1.0 if coverage > 0.6 else (0.0 if coverage > 0.35 else -2.0)
    score += 0.5 if len(parts) >= 6 else 0.0
    return score >= _LISTING_THRESHOLD


def _title_is_linked(page: _Page, part: Part) -> bool:
    return bool(page.tree.blocks[part.block].links)


def _dated_share(page: _Page, parts: list[Part]) -> float:
    with_time = {time.block for time in page.tree.times}
    dated = 0
    for part in parts:
        low, high = min([part.block, *part.blocks]), max([part.block, *part.blocks])
        near = range(low - 1, high + 2)
        if any(
            at in with_time or (0 <= at < len(page.tree.blocks) and _DATED.search(page.tree.blocks[at].text[:60]))
            for at in near
        ):
            dated += 1
    return dated / len(parts)


_DATED = re.compile(
    r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2} (?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)\w*\.? \d{4}",
    re.IGNORECASE,
)


def _linked_share(parts: list[Part]) -> float:
    return sum(1 for part in parts if part.link) / len(parts)


# ---- many examples on one page


def _many(page: _Page) -> list[Part] | None:
    best: tuple[float, list[Part]] | None = None
    for parts, bonus in _divisions(page):
        kept = [part for part in parts if _is_part(part)]
        if len(kept) < _MIN_PARTS:
            continue
        score = _score(page, kept) + bonus
        needed = _MULTI_THRESHOLD if len(kept) > _MIN_PARTS else _PAIR_THRESHOLD
        if score >= needed and (best is None or score > best[0]):
            best = (score, kept)
    return best[1] if best else None


def _divisions(page: _Page) -> list[tuple[list[Part], float]]:
    tree, usable = page.tree, page.usable
    ranks = sorted({rank for at in usable if (rank := rank_of(tree, at)) > 1})
    found = [(headings(tree, usable, rank), 0.8 if rank == PANEL else 0.0) for rank in ranks]
    leads = bold_leads(tree, usable)
    found.append((leads, 1.2 * _share(leads, lambda part: _is_name_and_dash(tree, part))))
    found.append((linked_items(tree, usable), 0.5))
    rows = table_rows(tree, usable)
    found.append((rows, _table_bonus(tree, rows)))
    found += [(parts, 0.2) for parts in page.groups[:2]]
    return found


def _table_bonus(tree: Tree, rows: list[Part]) -> float:
    """For rows that say something about what the first column names."""
    if not rows or sum(len(row.text.split()) for row in rows) < _WORDS_IN_ROW * len(rows):
        return -3.0
    table = next((up for up in tree.ancestors(tree.blocks[rows[0].block].element) if tree.tags[up] == "table"), -1)
    head = tree.blocks[tree.first[table]].text if table >= 0 else ""
    return 2.2 if _TABLE_HEAD.match(head) else 0.0


def _is_name_and_dash(tree: Tree, part: Part) -> bool:
    """Whether a bold lead is a name with its sentence after a dash or colon, rather than a sentence."""
    rest = tree.blocks[part.block].text[len(part.title) :].lstrip()
    return rest[:1] in {"–", "—", "-", ":"} and not part.title.endswith(".")


def _is_part(part: Part) -> bool:
    if not part.text or len(part.text.split()) < 4:
        return False
    title = part.title.strip(" :")
    return not CLOSING_HEADING.fullmatch(title) and not READ_MORE.fullmatch(title)


def _score(page: _Page, kept: list[Part]) -> float:
    count = len(kept)
    titles = [part.title for part in kept]
    generic = sum(1 for title in titles if GENERIC_HEADING.fullmatch(title) or _QUESTION.match(title)) / count
    coverage = _coverage(page, kept)
    if coverage < 0.4:
        return -9.0
    intro = _intro(page, kept[0])
    score = 0.0
    if _ANNOUNCES.search(page.title):
        score += 2.0
    elif _PLURAL.search(page.title):
        score += 1.0
    if _INTRO_ANNOUNCES.search(intro) or _ANNOUNCES.search(intro):
        score += 1.2
    score += 3.0 * _share(titles, lambda title: bool(_COLON_TITLE.match(title)))
    places = [named_places(title) for title in titles]
    distinct = {place for found in places for place in found}
    score += 2.5 * min(len(distinct), count) / count
    openings = [named_places(part.text[:300]) for part in kept]
    local = {place for found in openings for place in found}
    if len(local) >= 0.6 * count and len(local) > 2:
        score += 1.5
    score += 1.2 * _share(kept, lambda part: bool(part.link))
    score -= 4.0 * generic + 3.0 * _share(kept, lambda part: _is_teaser(page, part))
    score -= 1.5 * _share(kept, lambda part: bool(_POINTS_BACK.match(part.text)))
    score += 0.8 * _share(kept, _names_itself)
    score += 0.4 if count >= 4 else (-0.6 if count == 2 else 0.0)
    score -= 0.8 if page.has_date and not _ANNOUNCES.search(page.title) else 0.0
    score += _SAME_FRAME if _share_subheadings(page, kept) else 0.0
    lengths = sorted(len(part.text.split()) for part in kept)
    score += 0.4 if lengths[-1] < 4 * max(lengths[0], 8) else -0.4
    return score


def _share_subheadings(page: _Page, parts: list[Part]) -> bool:
    """Whether most parts are built on the same subheadings: "Bakgrund", "Resultat" in each."""
    subheadings = [{flat(page.tree.blocks[at].text) for at in part.blocks if rank_of(page.tree, at)} for part in parts]
    filled = [names for names in subheadings if names]
    return len(filled) > len(parts) / 2 and len(filled) >= _MIN_PARTS and bool(set.intersection(*filled))


def _share(values: list, holds) -> float:  # type: ignore[no-untyped-def, type-arg]
    return sum(1 for value in values if holds(value)) / max(len(values), 1)


def _is_teaser(page: _Page, part: Part) -> bool:
    """Whether a part is a card of another page of this site: its whole title is a link there."""
    block = page.tree.blocks[part.block]
    if part.level == LIST_ITEM or not block.links or block.link_length < _WHOLE * len(block.text):
        return False
    address = absolute(block.links[0].href, page.url)
    return address is not None and host_of(address) == host_of(page.url)


def _names_itself(part: Part) -> bool:
    """Whether the first sentence could stand alone: it says what the title names."""
    first = part.text[:220].casefold()
    stems = [word.casefold()[:6] for word in re.findall(r"[^\W\d_]{5,}", part.title)]
    return any(stem in first for stem in stems)


def _intro(page: _Page, first: Part) -> str:
    before = [flat(page.tree.blocks[at].text) for at in page.usable if at < first.block]
    return " ".join(before)[-600:]
