"""Many examples on one page: which way of dividing it, if any, makes parts that could stand alone.

A page of many examples and an article with subheadings look alike. Each way of dividing the page is weighed by signs
for it (the page announces examples, titles name different places, parts have links of their own) and against it
(titles such as "Bakgrund", parts that begin by pointing back). The weights were set by hand on the pages in
tests/pages and on the sample web.
"""

import re

from kkharvest.core.address import host_of
from kkharvest.extract.items import LIST_ITEM, bold_leads, linked_items, terms
from kkharvest.extract.parts import Part, absolute
from kkharvest.extract.places import named_places
from kkharvest.extract.repeated import table_rows
from kkharvest.extract.sections import headings, is_panel, rank_of
from kkharvest.extract.tree import Tree
from kkharvest.extract.view import MIN_PARTS, PageView, linked_share, share_of
from kkharvest.extract.wording import CLOSING_HEADING, COLON_TITLE, GENERIC_HEADING, READ_MORE

__all__ = ["find_examples"]

_ANNOUNCES = re.compile(
    r"\b(?:goda |lokala |fler |våra |här (?:är|följer|finns|hittar du|visar|presenterar"
    r"|samlar)\b.{0,60}|några |tre |fyra |fem |sex |sju |åtta |nio |tio |inspirerande )?"
    r"(?:exempel(?:samling|bank|en)?|examples?|case studies|cases)\b(?! på hur man)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:våra|kommunernas|medlemmarnas|städernas|pågående|lokala|aktuella|utvalda|i praktiken)\b"
    r"|\w*samarbeten\b|\b(?:projekten"
    r"|projekt (?:i|med|för|hos)|initiativ|nätverk(?:en)? (?:i|för)|satsningar|samarbeten|samverkan"
    r"|råden|klimatråd i|medlemmar|städer(?:na)?|kommuner(?:na)?|lösningar|vinnare|nominerade"
    r"|partnerskap|projects|initiatives|networks|stories|solutions|cities)\b",
    re.IGNORECASE,
)
_INTRO_ANNOUNCES = re.compile(
    r"(?:några|flera?|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\d+|följande|dessa|andra|olika)"
    r" (?:goda |av (?:våra|deras|medlemmarna)|konkreta |lokala |av )?.{0,40}?(?:exempel|initiativ"
    r"|projekt|nätverk|kommuner|samarbeten|städer|satsningar|organisationer|företag|medlemmar)"
    r"|(?:här|nedan|på (?:den här )?sidan) (?:är|följer|finns|hittar|visar|presenterar|berättar"
    r"|samlar|kan du läsa|beskriv).{0,80}"
    r"|exemplen\b|några av dem\b|så (?:gör|arbetar|samarbetar|jobbar|har)\b.{0,40}"
    r"|hur (?:några|kommuner|medlemmar|städer)\b.{0,60}|here"
    r" are\b|below\b|some of (?:our|the)\b|examples? (?:of|from)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"(?:därför|därmed|dessutom|detta|det (?:är|har|var|gör|finns|ska|handlar|betyder|innebär|mesta"
    r"|första)|sedan dess|sedan starten|därefter|efteråt|nu|de |den |dessa|också|även|samtidigt"
    r"|tanken|resultatet|projektet|arbetet|nätverket"
    r"|varje|mellan|alla|du |ni |vi |om du|om ni|för att|ansökan|under (?:\d{4}|året|våren|hösten)"
    r"|vid|målet|syftet|this|these|it |they |we |you |the (?:project|result|aim|work)|since|then|also"
    r"|if you|first)\b",
    re.IGNORECASE,
)
_SO_THEY_DO = re.compile(
    r"(?:.*:\s*)?så (?:gör|arbetar|samarbetar|jobbar)\b.{0,40}\b(?:kommun|stad|städ|företag|region|län|medlem)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:(?:exempel|example|case|projekt|project)\s*)?(?:nr\s*)?\d{1,2}\s*[.:)–-]\s*\S", re.IGNORECASE
)
_CONTACT = re.compile(r"@|\b0\d{1,3}[ -]\d{2}|\+46\b")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("två two", "tre three", "fyra four", "fem five", "sex six", "sju seven", "åtta eight", "nio nine", "tio ten",
         "elva eleven", "tolv twelve"),
        start=2,
    )
    for word in words.split()
}  # fmt: skip
# Three years, steps or areas of one effort are not three examples.
_COUNTED = re.compile(
    rf"\b({'|'.join(_NUMBERS)})\b(?!\s+(?:områden|delar|steg|faser|spår|nivåer|år|månader|veckor|dagar"
    r"|areas|parts|steps|phases|levels|years|months|weeks|days)\b)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\b\d{1,2}\b")
_QUESTION = re.compile(r".*\?\s*$", re.DOTALL)
_TABLE_HEAD = re.compile(
    r"(?:namn(?:et)? på )?(?:initiativ|exempel|projekt|nätverk|kommun|stad\b|städer|insats|satsning"
    r"|samarbete|samverkan|avtal|aktör|initiative|project|example|city|municipality)",
    re.IGNORECASE,
)
_THRESHOLD = 2.0
_PAIR_THRESHOLD = 3.5
_LEAST_COVERAGE = 0.4
_WORDS_IN_ROW = 5
_WORDS_IN_PART = 3
_WHOLE = 0.8
_MANY = 4
_OPENING = 300
_MOST_LOCAL, _LEAST_LOCAL = 0.6, 3
_UNEVEN = 4
_FEW_BLOCKS = 1
_MOST_CLOSING = 2
_CONTACT_WORDS = 20
_COUNT_REACH = 200


def find_examples(page: PageView) -> list[Part] | None:
    """The examples of a page that tells several, None when it does not."""
    best: tuple[float, list[Part]] | None = None
    for parts, bonus in _divisions(page):
        kept = _examples_alone([part for part in parts if _is_part(part)])
        if len(kept) < MIN_PARTS or page.coverage(kept) < _LEAST_COVERAGE:
            continue
        score = _announced(page, kept) + _told_apart(kept) + _stand_alone(page, kept) + bonus
        needed = _THRESHOLD if len(kept) > MIN_PARTS else _PAIR_THRESHOLD
        if score >= needed and (best is None or score > best[0]):
            best = (score, kept)
    return best[1] if best else None


def _examples_alone(parts: list[Part]) -> list[Part]:
    """Parts without what closes the page: "Lärdomar", "Vill ni vara med?", what is not numbered as the others are."""
    numbered = [part for part in parts if _NUMBERED.match(part.title)]
    if len(numbered) >= max(_LEAST_LOCAL, len(parts) - _MOST_CLOSING):
        return numbered
    end = len(parts)
    while end and _is_generic(parts[end - 1]):
        end -= 1
    is_end = len(parts) - end <= _MOST_CLOSING and end > MIN_PARTS - 1
    return parts[:end] if is_end else parts


def _divisions(page: PageView) -> list[tuple[list[Part], float]]:
    tree, usable = page.tree, page.usable
    ranks = sorted({rank for at in usable if (rank := rank_of(tree, at)) > 1})
    found = []
    for rank in ranks:
        parts = headings(tree, usable, rank)
        found.append((parts, 0.8 * share_of(parts, lambda part: is_panel(tree, part.block))))
    leads = bold_leads(tree, usable)
    found.append((leads, 1.2 * share_of(leads, lambda part: _is_name_and_dash(tree, part))))
    found.append((linked_items(tree, usable), 0.5))
    rows = table_rows(tree, usable)
    found.append((rows, _table_bonus(tree, rows)))
    found.append((terms(tree, usable), 0.5))
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
    words = len(part.text.split())
    if words < _WORDS_IN_PART or (words < _CONTACT_WORDS and _CONTACT.search(part.text)):
        return False
    title = part.title.strip(" :")
    return not CLOSING_HEADING.fullmatch(title) and not READ_MORE.fullmatch(title)


def _announced(page: PageView, parts: list[Part]) -> float:
    """Whether title and introduction promise examples."""
    intro = _intro(page, parts[0])
    score = 2.0 if _ANNOUNCES.search(page.title) else (1.0 if _PLURAL.search(page.title) else 0.0)
    score += 1.2 if _SO_THEY_DO.match(page.title) else 0.0
    if _INTRO_ANNOUNCES.search(intro) or _ANNOUNCES.search(intro):
        score += 1.2
    score += 0.5 if intro.endswith(":") else 0.0
    score += 1.2 if len(parts) in _counts(page.title, intro[-_COUNT_REACH:]) else 0.0
    # News tells one story, however many subheadings it has.
    return score - (0.8 if page.has_date and not _ANNOUNCES.search(page.title) else 0.0)


def _counts(title: str, intro: str) -> set[int]:
    """Numbers from two to twelve that the page names before its parts: as words, in the title also as digits."""
    words = {_NUMBERS[word.casefold()] for word in _COUNTED.findall(f"{title} {intro}")}
    return words.union(map(int, _DIGITS.findall(title)))


def _told_apart(parts: list[Part]) -> float:
    """Whether the parts are about different places."""
    count = len(parts)
    distinct = {place for part in parts for place in named_places(part.title)}
    local = {place for part in parts for place in named_places(part.text[:_OPENING])}
    score = 3.0 * share_of(parts, lambda part: bool(COLON_TITLE.match(part.title)))
    score += 2.5 * min(len(distinct), count) / count
    return score + (1.5 if len(local) >= max(_MOST_LOCAL * count, _LEAST_LOCAL) else 0.0)


def _stand_alone(page: PageView, parts: list[Part]) -> float:
    """Whether each part could be read without the others."""
    count = len(parts)
    score = 1.2 * linked_share(parts)
    score -= 4.0 * share_of(parts, _is_generic)
    score -= 3.0 * share_of(parts, lambda part: _is_teaser(page, part))
    score -= 1.5 * share_of(parts, lambda part: bool(_POINTS_BACK.match(part.text)))
    score += 0.8 * share_of(parts, _names_itself)
    score += 0.4 if count >= _MANY else (-0.6 if count == MIN_PARTS else 0.0)
    score += 2.0 if _share_subheadings(page, parts) else 0.0
    score += 0.4 if all(len(part.blocks) <= _FEW_BLOCKS for part in parts) else 0.0
    lengths = sorted(len(part.text.split()) for part in parts)
    return score + (0.4 if lengths[-1] < _UNEVEN * max(lengths[0], 8) else -0.4)


def _is_generic(part: Part) -> bool:
    return bool(GENERIC_HEADING.fullmatch(part.title) or _QUESTION.match(part.title))


def _share_subheadings(page: PageView, parts: list[Part]) -> bool:
    """Whether most parts are built on the same subheadings: "Bakgrund", "Resultat" in each."""
    subheadings = [{page.tree.blocks[at].line for at in part.blocks if rank_of(page.tree, at)} for part in parts]
    filled = [names for names in subheadings if names]
    return len(filled) > len(parts) / 2 and len(filled) >= MIN_PARTS and bool(set.intersection(*filled))


def _is_teaser(page: PageView, part: Part) -> bool:
    """Whether a part is a card of another page of this site: its whole title is a link there."""
    block = page.tree.blocks[part.block]
    if part.level == LIST_ITEM or not block.links or block.link_length < _WHOLE * len(part.title):
        return False
    address = absolute(block.links[0].href, page.url)
    return address is not None and host_of(address) == host_of(page.url)


def _names_itself(part: Part) -> bool:
    """Whether the first sentence could stand alone: it says what the title names."""
    first = part.text[:220].casefold()
    stems = [word.casefold()[:6] for word in re.findall(r"[^\W\d_]{5,}", part.title)]
    return any(stem in first for stem in stems)


def _intro(page: PageView, first: Part) -> str:
    before = [page.tree.blocks[at].line for at in page.usable if at < first.block]
    return " ".join(before)[-600:]
