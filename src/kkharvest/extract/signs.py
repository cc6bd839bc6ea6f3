"""Signs that the parts of a page are examples of their own, or sections of one text; a number each.

Some speak of the page (it announces examples, it counts them), some of the parts together (they name different
places, each has a link of its own) and some of single parts, as the share of them that bears the
sign (a title such as "Bakgrund", a beginning that points back). `examples` weighs them.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from kkharvest.core.address import host_of
from kkharvest.extract.gazetteer import PLACE_WORD, place_forms
from kkharvest.extract.items import LIST_ITEM
from kkharvest.extract.parts import Part, absolute
from kkharvest.extract.places import named_places
from kkharvest.extract.sections import is_panel
from kkharvest.extract.tree import Tree
from kkharvest.extract.view import MIN_PARTS, PageView, linked_share, share_of
from kkharvest.extract.wording import COLON_TITLE, GENERIC_HEADING

__all__ = ["COSTLY", "SIGNS", "Division", "Seen", "is_generic", "is_numbered", "signs_of"]

_ANNOUNCES = re.compile(
    r"\b(?:goda |lokala |fler |våra |här (?:är|följer|finns|hittar du|visar|presenterar"
    r"|samlar)\b.{0,60}|några |tre |fyra |fem |sex |sju |åtta |nio |tio |inspirerande )?"
    r"(?:exempel(?:samling|bank|en)?|examples?|case studies|cases)\b(?! på hur man)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:våra|kommunernas|medlemmarnas|städernas|pågående|lokala|aktuella|utvalda|i praktiken)\b"
    r"|\w*(?:samarbeten|lösningar|initiativ|satsningar)\b|\b(?:projekten"
    r"|projekt (?:i|med|för|hos)|initiativ|nätverk(?:en)? (?:i|för)|satsningar|samarbeten|samverkan"
    r"|råden|klimatråd i|medlemmar|städer(?:na)?|kommuner(?:na)?|lösningar|vinnare|nominerade"
    r"|idéer|avtal|löften|testbäddar|piloter|insatser|företag som (?:har|gör|visar|tar|går|leder)|beviljade"
    r"|(?:företag|kommuner|städer|medlemmar) berättar"
    r"|partnerskap|projects|initiatives|networks|stories|solutions|cities|pilots|partnerships)\b",
    re.IGNORECASE,
)
_INTRO_ANNOUNCES = re.compile(
    r"(?:några|flera?|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\d+|följande|dessa|andra|olika)"
    r" (?:goda |av (?:våra|deras|medlemmarna)|konkreta |lokala |av )?.{0,40}?\b(?:kommuner|städer"
    r"|\w*(?:exempel|initiativ|projekt|nätverk|samarbeten|satsningar)|organisationer|företag|medlemmar)"
    r"|(?:här|nedan|på (?:den här )?sidan) (?:är|följer|finns|hittar|visar|presenterar|berättar"
    r"|samlar|kan du läsa|beskriv).{0,80}"
    r"|exemplen\b|ett urval\b|några av dem\b|så (?:gör|arbetar|samarbetar|jobbar|har)\b.{0,40}"
    r"|(?:det här|detta) (?:hände|händer|tar vi|har (?:hänt|kommit))\b|(?:öppna|välj|klicka på)\b.{0,40}"
    r"|hur (?:några|kommuner|medlemmar|städer)\b.{0,60}|here"
    r" are\b|below\b|some of (?:our|the)\b|examples? (?:of|from)\b",
    re.IGNORECASE,
)
# What the two cannot be told by without, looked for first.
_ANNOUNCE_SIGNS = ("exempel", "example", "case")
_INTRO_SIGNS = (
    "kommuner", "städer", "exemp", "initiativ", "projekt", "nätverk", "samarbeten", "satsningar", "organisationer",
    "företag", "medlemmar", "här ", "nedan ", "sidan ", "ett urval", "några av dem", "så ", "hur ", "detta ",
    "öppna", "välj", "klicka på", "here are", "below", "some of ", "example",
)  # fmt: skip
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
    r"(?:.*:\s*)?så (?:gör|arbetar|samarbetar|samverkar|jobbar)\b.{0,40}"
    r"(?:kommun|\bstad|\bstäd|företag|\bregion|\blän|medlem)",
    re.IGNORECASE,
)
_ROUND_UP = re.compile(
    r"nyhetsbrev|\w*nytt från|i korthet\b|notiser|(?:månadens|veckans|årets|vårens|höstens) \w+|in brief\b|round-?up"
    r"|(?:beviljade|stödda|finansierade|nominerade) \w+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?:(?:exempel|example|case|projekt|project)\s*)?(?:nr\s*)?\d{1,2}\s*[.:)–-]\s*\S", re.IGNORECASE
)
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
_NUMBER = re.compile(r"\d{1,2}[.:)–-]?\s+")
_QUESTION = re.compile(r".*\?\s*$", re.DOTALL)
_TABLE_HEAD = re.compile(
    r"(?:namn(?:et)? på )?(?:initiativ|exempel|projekt|åtgärd|lösning|nätverk|kommun|stad\b|städer|insats|satsning"
    r"|samarbete|samverkan|avtal|aktör|initiative|project|example|city|municipality)",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"kommun|\bstad(?:en|s|ens)?\b|region|landsting|municipal|\bcity\b", re.IGNORECASE)
_BUSINESS = re.compile(
    r"företag|bolag|\bAB\b|handlare|butik|industri|bruk\b|åkeri|hotell|lantbruk|bönder|fastighetsägare|restaurang"
    r"|compan|firms?\b|business|supplier|contractor",
    re.IGNORECASE,
)
# And these two.
_PUBLIC_SIGNS = ("kommun", "stad", "region", "landsting", "municipal", "city")
_BUSINESS_SIGNS = (
    "företag", "bolag", "ab", "handlare", "butik", "industri", "bruk", "åkeri", "hotell", "lantbruk", "bönder",
    "fastighetsägare", "restaurang", "compan", "firm", "business", "supplier", "contractor",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{5,}")
_WORDS_IN_ROW = 5
_MANY = 4
_OPENING = 300
_LEAST_LOCAL, _MOST_LOCAL = 3, 0.6
_WHOLE = 0.8
_COUNT_REACH = 200
_INTRO = 600
_STEM = 6
_UNEVEN, _SHORTEST = 4, 8
_TAB_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Division:
    """One way to divide a page: how its parts are marked, and the parts."""

    marking: str
    parts: list[Part]


def signs_of(page: PageView, division: Division) -> list[float]:
    """Values of `SIGNS`, in their order."""
    seen = Seen(page, division)
    return [seen.sign(name) for name in SIGNS]


class Seen:
    """A division whose signs are asked for, with what several of them ask."""

    def __init__(self, page: PageView, division: Division) -> None:
        self.page = page
        self.tree = page.tree
        self.marking = division.marking
        self.parts = division.parts
        self.count = len(division.parts)

    def sign(self, name: str) -> float:
        """Value of one of `SIGNS`, 0 to 1."""
        return float(_READERS[name](self))

    def share(self, holds: Callable[[Part], bool]) -> float:
        """Share of the parts for which something holds."""
        return share_of(self.parts, holds)

    @cached_property
    def lengths(self) -> list[int]:
        """Number of words of each part."""
        return [part.words for part in self.parts]

    @cached_property
    def intro(self) -> str:
        """End of what stands before the parts."""
        lines: list[str] = []
        length = 0
        usable, blocks = self.page.usable, self.tree.blocks
        place = bisect_left(usable, self.parts[0].block)
        while place and length < _INTRO:
            place -= 1
            lines.append(blocks[usable[place]].line)
            length += len(lines[-1]) + 1
        return " ".join(reversed(lines))[-_INTRO:]

    @cached_property
    def host(self) -> str:
        """Host of the page."""
        return host_of(self.page.url)

    @cached_property
    def above(self) -> set[str]:
        """Headings that the parts stand under."""
        return {part.group for part in self.parts if part.group}

    @cached_property
    def is_counted(self) -> bool:
        """Whether title or introduction name as many as there are parts."""
        near = f"{self.page.title} {self.intro[-_COUNT_REACH:]}"
        words = {_NUMBERS[word.casefold()] for word in _COUNTED.findall(near)}
        return self.count in words.union(map(int, _DIGITS.findall(self.page.title)))


def _local(seen: Seen) -> bool:
    """Whether the parts' beginnings name many places."""
    places = _places([part.text[:_OPENING] for part in seen.parts])
    return len(places) >= max(_MOST_LOCAL * seen.count, _LEAST_LOCAL)


def _distinct(seen: Seen) -> float:
    """Places that the titles name, for each part."""
    return min(len(_places([part.title for part in seen.parts])), seen.count) / seen.count


def _places(texts: Sequence[str]) -> set[str]:
    """Codes of the municipalities that these texts name."""
    if place_forms().keys().isdisjoint(PLACE_WORD.findall("\n".join(texts))):
        return set()
    return {place for text in texts for place in named_places(text)}


def is_generic(part: Part) -> bool:
    """Whether a part's title divides a text rather than names something: "Bakgrund", a question."""
    return _is_generic(part.title)


@lru_cache(maxsize=1_000)
def _is_generic(title: str) -> bool:
    return bool(GENERIC_HEADING.fullmatch(title) or _QUESTION.match(title))


def _is_section(part: Part) -> bool:
    """As `is_generic`, where the page says how many parts it has: their numbers say nothing then."""
    return _is_generic(_NUMBER.sub("", part.title))


def is_numbered(part: Part) -> bool:
    """Whether a part's title begins with its number: "Exempel 3: …"."""
    return bool(_NUMBERED.match(part.title))


def _is_joint(part: Part) -> bool:
    """Whether a part speaks of a public body and of a business."""
    text = part.text
    folded = text.lower()
    may_be = _holds(folded, _PUBLIC_SIGNS) and _holds(folded, _BUSINESS_SIGNS)
    return may_be and bool(_PUBLIC.search(text) and _BUSINESS.search(text))


def _holds(folded: str, signs: Sequence[str]) -> bool:
    for sign in signs:  # noqa: SIM110 - a generator would take longer than the search
        if sign in folded:
            return True
    return False


@lru_cache(maxsize=1_000)
def _announces(text: str) -> bool:
    """Whether a title, a heading or an introduction speaks of examples."""
    return _holds(text.lower(), _ANNOUNCE_SIGNS) and bool(_ANNOUNCES.search(text))


@lru_cache(maxsize=1_000)
def _introduces(intro: str) -> bool:
    """Whether the text before the parts promises examples; ways to divide a page share it."""
    promises = _holds(intro.lower(), _INTRO_SIGNS) and _INTRO_ANNOUNCES.search(intro)
    return bool(promises) or _announces(intro)


def _shared_subheadings(seen: Seen) -> bool:
    """Whether most parts are built on the same subheadings: "Bakgrund", "Resultat" in each."""
    blocks = seen.tree.blocks
    ranks = seen.page.ranks
    subheadings = [{blocks[at].line for at in part.blocks if at in ranks} for part in seen.parts]
    filled = [names for names in subheadings if names]
    return len(filled) > seen.count / 2 and len(filled) >= MIN_PARTS and bool(set.intersection(*filled))


def _is_teaser(seen: Seen, part: Part) -> bool:
    """Whether a part is a card of another page of this site: its whole title is a link there."""
    block = seen.tree.blocks[part.block]
    if part.level == LIST_ITEM or not block.links or block.link_length < _WHOLE * len(part.title):
        return False
    address = absolute(block.links[0].href, seen.page.url)
    return address is not None and host_of(address) == seen.host


def _stems(text: str) -> list[str]:
    return [word.casefold()[:_STEM] for word in _WORD.findall(text)]


def _names_itself(part: Part) -> bool:
    """Whether the first sentence could stand alone: it says what the title names."""
    first = part.text[:220].casefold()
    return any(stem in first for stem in _stems(part.title))


def _is_name_and_dash(tree: Tree, part: Part) -> bool:
    """Whether a bold lead is a name with its sentence after a dash or colon, rather than a sentence."""
    rest = tree.blocks[part.block].text[len(part.title) :].lstrip()
    return rest[:1] in {"–", "—", "-", ":"} and not part.title.endswith(".")


def _is_thin_table(seen: Seen) -> bool:
    return seen.marking == "row" and sum(seen.lengths) < _WORDS_IN_ROW * seen.count


def _has_table_head(seen: Seen) -> bool:
    if seen.marking != "row":
        return False
    tree = seen.tree
    element = tree.blocks[seen.parts[0].block].element
    table = next((up for up in tree.ancestors(element) if tree.tags[up] == "table"), -1)
    cells = tree.blocks[tree.first[table] : tree.first[table] + 2] if table >= 0 else []
    return any(_TABLE_HEAD.match(cell.text) for cell in cells)


def _is_even(seen: Seen) -> bool:
    return max(seen.lengths) < _UNEVEN * max(min(seen.lengths), _SHORTEST)


def _in_tabs(seen: Seen) -> float:
    tree = seen.tree

    def is_tab(part: Part) -> bool:
        near = islice(tree.ancestors(tree.blocks[part.block].element), _TAB_DEPTH)
        return any(tree.attributes[up].get("role") == "tabpanel" for up in near)

    return seen.share(is_tab)


_READERS: dict[str, Callable[[Seen], float]] = {
    "title announces": lambda seen: _announces(seen.page.title),
    "title is plural": lambda seen: bool(_PLURAL.search(seen.page.title)) and not _announces(seen.page.title),
    "title rounds up": lambda seen: bool(_ROUND_UP.search(seen.page.title)),
    "title says so they do": lambda seen: bool(_SO_THEY_DO.match(seen.page.title)),
    "intro announces": lambda seen: _introduces(seen.intro),
    "intro ends with colon": lambda seen: seen.intro.endswith(":"),
    "heading above announces": lambda seen: len(seen.above) == 1 and _announces(next(iter(seen.above))),
    "under several headings": lambda seen: len(seen.above) > 1 and 2 * len(seen.above) <= 2 * seen.count - 1,
    "counted": lambda seen: seen.is_counted,
    "dated": lambda seen: seen.page.has_date and not _announces(seen.page.title),
    "colon titles": lambda seen: seen.share(lambda part: bool(COLON_TITLE.match(part.title))),
    "distinct places": _distinct,
    "local": _local,
    "linked": lambda seen: linked_share(seen.parts),
    "generic titles": lambda seen: seen.share(_is_section if seen.is_counted else is_generic),
    "teasers": lambda seen: seen.share(lambda part: _is_teaser(seen, part)),
    "points back": lambda seen: seen.share(lambda part: bool(_POINTS_BACK.match(part.text))),
    "names itself": lambda seen: seen.share(_names_itself),
    "many": lambda seen: seen.count >= _MANY,
    "pair": lambda seen: seen.count == MIN_PARTS,
    "shared subheadings": _shared_subheadings,
    "one block each": lambda seen: all(len(part.blocks) <= 1 for part in seen.parts),
    "even": _is_even,
    "public and business": lambda seen: seen.share(_is_joint),
    "panels": lambda seen: seen.marking == "heading" and seen.share(lambda part: is_panel(seen.tree, part.block)),
    "tabs": _in_tabs,
    "name and dash": lambda seen: (
        seen.marking == "lead" and seen.share(lambda part: _is_name_and_dash(seen.tree, part))
    ),
    "leads": lambda seen: seen.marking == "lead",
    "list items": lambda seen: seen.marking == "item",
    "terms": lambda seen: seen.marking == "term",
    "cards": lambda seen: seen.marking == "card",
    "thin table": _is_thin_table,
    "table head": _has_table_head,
    "coverage": lambda seen: seen.page.coverage(seen.parts),
}
SIGNS = tuple(_READERS)
# Those that take long to see, the longest last.
COSTLY = (
    "distinct places", "shared subheadings", "teasers", "linked", "panels", "tabs", "local", "names itself",
    "public and business",
)  # fmt: skip
