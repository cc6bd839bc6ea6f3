"""Blocks that are never content: menus, banners, sharing, contact and related boxes, captions, dates, tags.

Judged by rules, since these are the same on every public-sector page: the element a block stands in, the box opened by
a heading such as "Kontakt", and the wording of single lines. What holds most of the page's text is never dropped as a
whole, whatever it is called.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.wording import ADVERTISEMENT, CLOSING_HEADING, is_date_line, is_furniture

__all__ = ["FACT_HEADING", "end_of_box", "furniture", "main_element"]

_WORD = re.compile(r"[a-zåäö0-9]+")
_CAMEL = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])")
_BOX_WORDS = re.compile(
    r"(?<![^\s])(?:cookies?|cookiebanner|cookiebot\w*|consent|samtycke|kakor|gdpr|share|sharing"
    r"|shared?links?|socialshare|addtoany|addthis|dela|delning|breadcrumbs?|brodsmul\w*|crumbs"
    r"|pagination|paging|pager|paginering|related\w*|relaterad\w*|relaterat|recommend\w*"
    r"|recirculation|kontakt(?:a|box|ruta|kort|er|person\w*|puff|info)?|contact(?:s|box|card|info"
    r"|person)?"
    r"|tags|taggar|taglist|tagcloud|keywords|nyckelord|feedback|survey|helpful|newsletter|nyhetsbrev"
    r"|subscribe|skiplink\w*|login|toolbar|readspeaker|talandewebb|lyssna"
    r"|figcaption|caption|bildtext|fotograf|byline|dateline|publishdate|published|publishinginfo"
    r"|publicerad|publiceringsinfo|entrydate|pubdate|lastupdated|uppdaterad|modified"
    r"|usp|megamenu|mainmenu|submenu|subnavigation|sidenav|sidemenu|vanstermeny|navigation|navbar|topmenu"
    r"|searchbox|searchform|modal|popup|backtotop|totop|noprint|boilerplate|disclaimer)(?![^\s])"
)
_PAIRED = re.compile(
    r"(?:social|share) (?:links?|media|buttons?|icons?|bar)|(?:entry|post|article|page|news) (?:meta"
    r"|footer|date|tags|info|published)|(?:latest|senaste) (?:news|nyheter|nytt|posts)|date published"
    r"|sv date|sok form"
    r"|left (?:menu|nav)|(?:sub|side|left|main|mega|mobile) (?:menu|nav|navigation|meny)|back to top"
    r"|to top|skip (?:link|to)|site (?:header|footer)|image (?:caption|credit)|photo(?:grapher)?"
    r" credit|wp caption text"
)
_FACT_WORDS = re.compile(
    r"(?<![^\s])(?:fakta\w*|facts?|factbox|quote|citat|blockquote|pullquote|notice|callout|infobox"
    r"|infobox|ingress|preamble|note|accordion\w*|expand\w*|dragspel\w*)(?![^\s])"
)
_CONSENT_NAME = re.compile(
    r"(?<!\S)(?:consent|cookies?|cookie(?:banner|consent|wall)|cookiebot\w*|samtycke|gdpr)(?!\S)"
)
_CONSENT_TEXT = re.compile(
    r"\b(?:cookies?|kakor|samtyck\w+|consent|partners?|personanpassa\w+|personali[sz]ed|åtkomst till information)\b",
    re.IGNORECASE,
)
_CONSENT_BLOCKS, _CONSENT_SIGNS = 5, 2
FACT_HEADING = re.compile(r"(?:kort )?fakta\b|snabbfakta|kort om\b|facts?\b|citat\b|visste du", re.IGNORECASE)
_NEVER_OUTER = frozenset({"figure", "body", "html", "main"})
_OUTER_TAGS = frozenset({"nav", "footer", "dialog", "menu", "search"})
_OUTER_BY_TAG = _OUTER_TAGS | {"aside", "header"}
_OUTER_ROLES = frozenset(
    {"navigation", "contentinfo", "search", "dialog", "alertdialog", "banner", "toolbar", "menu", "menubar"}
)
_CAPTION_TAGS = frozenset({"figcaption", "caption", "legend", "label"})
_CELLS = frozenset({"td", "th"})
_CONTENT_IDS = frozenset("main maincontent main-content content-main huvudinnehall innehall primary-content".split())
# Names of the cells that hold the menu where a page is laid out as a table.
_MENU_CELLS = frozenset({"menu", "meny", "leftmenu", "submenu", "vanstermeny"})
_MOST = 0.5
_BOX_MOST = 0.15
_BOX_LINE = 200
_ADVERTISEMENT_LIMIT = 40
_HEADING_LIMIT = 90
_BOX_WORDS_MOST = 60
_CONTACT_LIMIT = 300


def main_element(tree: Tree) -> int:
    """Element that the page itself marks as its main part, the root when it marks none."""
    marked = [
        at
        for at, tag in enumerate(tree.tags)
        if tag == "main" or ("role" in tree.attributes[at] and (tree.attributes[at]["role"] or "").lower() == "main")
    ]
    if not marked:
        marked = [
            at
            for at, attributes in enumerate(tree.attributes)
            if "id" in attributes and (attributes["id"] or "").lower() in _CONTENT_IDS
        ]
    # An empty element of that name marks where a skip link leads to.
    marked = [at for at in marked if tree.first[at] < tree.last[at]]
    return max(marked, key=lambda at: (_size(tree, at), -at)) if marked else 0


def furniture(tree: Tree, title_block: int | None, main: int, wanted: Sequence[float] | None = None) -> list[bool]:
    """For each block, whether it is furniture.

    `wanted` is how much each block is wanted as content (words times probability): what holds much of that is no box,
    whatever it is called. Without it, characters count.
    """
    dropped = [False] * len(tree.blocks)
    if not tree.tags:
        return [is_furniture(block.text) for block in tree.blocks]
    kept_in = set(tree.ancestors(tree.blocks[title_block].element)) if title_block is not None else set()
    weigh = _Scale(tree, main, wanted)
    at, count = 0, len(tree.tags)
    while at < count:
        is_named = tree.attributes[at] or tree.tags[at] in _OUTER_BY_TAG
        judged = _is_consent_wall if at in kept_in else _is_outer
        if is_named and tree.first[at] < tree.last[at] and judged(tree, at, weigh):
            _mark(dropped, tree.first[at], tree.last[at])
            at = tree.end[at]
        else:
            at += 1
    _drop_boxes(tree, dropped, title_block, weigh)
    for index, block in enumerate(tree.blocks):
        if dropped[index] or block.level or block.tag == "th":
            continue
        if block.tag in _CAPTION_TAGS or is_furniture(block.text) or _is_contact(block):
            dropped[index] = not _in_cell(tree, block.element) or (
                any(map(str.isalpha, block.text)) and not _is_value(tree, block)
            )
        elif len(block.text) <= _ADVERTISEMENT_LIMIT and ADVERTISEMENT.fullmatch(block.text):
            dropped[index] = not _fills_cell(tree, block.element)
    return dropped


def _is_contact(block: Block) -> bool:
    """Whether one block is a whole contact box: its first, bold line says so."""
    if not block.bold or block.bold[0][0] > 0 or len(block.text) > _CONTACT_LIMIT:
        return False
    first, _, rest = block.text.partition("\n")
    return bool(rest and CLOSING_HEADING.fullmatch(first.strip(" :")))


def _in_cell(tree: Tree, element: int) -> bool:
    return tree.tags[element] in _CELLS or tree.tags[max(tree.parents[element], 0)] in _CELLS


def _fills_cell(tree: Tree, element: int) -> bool:
    """Whether a block is all that the cell around it holds."""
    cell = next((up for up in tree.ancestors(element) if tree.tags[up] in _CELLS), -1)
    return cell >= 0 and tree.last[cell] - tree.first[cell] == 1


def _is_value(tree: Tree, block: Block) -> bool:
    """Whether a date is a value in a table: the cell holds nothing else, and the cell before it says of what."""
    if block.tag not in _CELLS or not is_date_line(block.line):
        return False
    before = tree.blocks[tree.first[block.element] - 1] if tree.first[block.element] else block
    same_row = tree.parents[before.element] == tree.parents[block.element]
    return same_row and before.tag in _CELLS and not before.link_length


class _Scale:
    """Share of a page's characters, and of what is wanted of it, in a range of blocks."""

    def __init__(self, tree: Tree, main: int, wanted: Sequence[float] | None) -> None:
        sizes = [float(len(block.text)) for block in tree.blocks]
        self.sizes = [0.0, *accumulate(sizes)]
        self.wanted = [0.0, *accumulate(wanted)] if wanted is not None else self.sizes
        first, last = tree.first[main], tree.last[main]
        self.size = max(self.sizes[last] - self.sizes[first], 1.0)
        self.want = max(self.wanted[-1], 1.0) if wanted is not None else self.size
        self.tree = tree
        self.named: dict[str, float] | None = None

    def share(self, first: int, last: int) -> float:
        """Share of the main element's characters."""
        return (self.sizes[last] - self.sizes[first]) / self.size

    def is_small(self, first: int, last: int) -> bool:
        """Whether little of what is wanted is in there: a small share, or a few words of a short page."""
        part = self.wanted[last] - self.wanted[first]
        return part < _BOX_MOST * self.want or (part < _BOX_WORDS_MOST and part < _MOST * self.want)

    def is_small_together(self, names: str) -> bool:
        """Whether little of what is wanted is in all the elements of a class: the parts of cards are many."""
        if self.named is None:
            self.named = self._wanted_by_class()
        return self.named[names] < _BOX_MOST * self.want

    def _wanted_by_class(self) -> dict[str, float]:
        """What is wanted of all the elements of each class, 0 where there is but one."""
        tree = self.tree
        sums: dict[str, float] = {}
        alone: set[str] = set()
        for first, last, attributes in zip(tree.first, tree.last, tree.attributes, strict=True):
            names = attributes.get("class")
            if names:
                (alone.discard if names in sums else alone.add)(names)
                sums[names] = sums.get(names, 0.0) + (self.wanted[last] - self.wanted[first])
        return sums | dict.fromkeys(alone, 0.0)


def _size(tree: Tree, element: int) -> int:
    return sum(len(block.text) for block in tree.blocks[tree.first[element] : tree.last[element]])


def _mark(dropped: list[bool], first: int, last: int) -> None:
    dropped[first:last] = [True] * (last - first)


def _is_outer(tree: Tree, at: int, weigh: _Scale) -> bool:
    first, last = tree.first[at], tree.last[at]
    tag = tree.tags[at]
    if tag in _NEVER_OUTER:
        return False
    attributes = tree.attributes[at]
    role = (attributes.get("role") or "").lower()
    names = attributes.get("class") or ""
    identity = attributes.get("id") or ""
    if (tag in _OUTER_TAGS and tree.tags[tree.parents[at]] != "blockquote") or role in _OUTER_ROLES:
        return weigh.share(first, last) < _MOST
    if tag == "aside":
        return not _is_fact_box(tree, at, f"{names} {identity}") and weigh.share(first, last) < _MOST
    if tag == "td" and names in _MENU_CELLS:
        return True
    if tag == "header" and _is_page_header(tree, at):
        return True
    if not (names or identity) or not weigh.is_small(first, last) or not _is_box(names, identity):
        return False
    return not names or weigh.is_small_together(names)


def _is_consent_wall(tree: Tree, at: int, weigh: _Scale) -> bool:
    """Whether an element around the title asks for consent, and holds most of what the page shows."""
    attributes = tree.attributes[at]
    names, identity = attributes.get("class") or "", attributes.get("id") or ""
    if not (names or identity) or tree.tags[at] in _NEVER_OUTER or not _is_consent(names, identity):
        return False
    blocks = tree.blocks[tree.first[at] : tree.last[at]][:_CONSENT_BLOCKS]
    signs = {sign.lower() for block in blocks for sign in _CONSENT_TEXT.findall(block.text)}
    return len(signs) >= _CONSENT_SIGNS and weigh.share(tree.first[at], tree.last[at]) > _MOST


@lru_cache(maxsize=50_000)
def _is_consent(names: str, identity: str) -> bool:
    return bool(_CONSENT_NAME.search(_split(f"{names} {identity}")))


def _is_page_header(tree: Tree, at: int) -> bool:
    return not any(tree.tags[up] in {"main", "article", "section"} for up in tree.ancestors(at))


def _is_fact_box(tree: Tree, at: int, names: str) -> bool:
    if _FACT_WORDS.search(_split(names)):
        return True
    first, last = tree.first[at], tree.last[at]
    return first < last and bool(FACT_HEADING.match(tree.blocks[first].text))


@lru_cache(maxsize=50_000)
def _is_box(names: str, identity: str) -> bool:
    words = _split(f"{names} {identity}")
    named = any(map(_is_box_name, names.split())) or any(map(_is_box_word, _words_of(identity)))
    return bool(named or _PAIRED.search(words)) and not _FACT_WORDS.search(words)


@lru_cache(maxsize=50_000)
def _is_box_name(name: str) -> bool:
    """Whether a name is that of a box, by one of its words or by all of them as one."""
    words = _words_of(name)
    return any(map(_is_box_word, words)) or (len(words) > 1 and _is_box_word("".join(words)))


@lru_cache(maxsize=50_000)
def _is_box_word(word: str) -> bool:
    return bool(_BOX_WORDS.fullmatch(word))


def _split(names: str) -> str:
    return " ".join([word for name in names.split() for word in _words_of(name)])


@lru_cache(maxsize=50_000)
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall((name if name.islower() else _CAMEL.sub(" ", name)).lower()))


def _drop_boxes(tree: Tree, dropped: list[bool], title_block: int | None, weigh: _Scale) -> None:
    """Drops what a closing heading opens: its own container, or what follows up to the next heading."""
    for index, block in enumerate(tree.blocks):
        if dropped[index] or index == title_block or len(block.text) > _HEADING_LIMIT or not _opens(tree, index):
            continue
        if not CLOSING_HEADING.fullmatch(block.text.strip(" :")):
            continue
        end = end_of_box(tree, index)
        if weigh.is_small(index, end):
            _mark(dropped, index, end)


def _opens(tree: Tree, index: int) -> bool:
    block = tree.blocks[index]
    return bool(block.level) or block.bold_length >= len(block.text.rstrip(" :")) - 1 or block.text.endswith(":")


def end_of_box(tree: Tree, index: int) -> int:
    """Index after the last block of the box that the heading at `index` opens."""
    block = tree.blocks[index]
    box = block.element
    for up in tree.ancestors(block.element):
        if tree.first[up] < index:
            break
        box = up
    # A container that begins with the heading and holds more than it is the box.
    if tree.last[box] > index + 1 and tree.tags[box] not in {"main", "body"}:
        return tree.last[box]
    parent = tree.parents[box] if box >= 0 else -1
    limit = tree.last[parent] if parent >= 0 else len(tree.blocks)
    end = index + 1
    while end < limit:
        other = tree.blocks[end]
        if other.level and (not block.level or other.level <= block.level):
            break
        if len(other.text) > _BOX_LINE and other.link_length < len(other.text) / 2:
            break
        end += 1
    return end
