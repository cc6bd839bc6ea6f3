"""Blocks that are never content: menus, banners, sharing, contact and related boxes, captions, dates, tags.

Judged by rules, since these are the same on every public-sector page: the element a block stands in, the box opened by
a heading such as "Kontakt", and the wording of single lines. What holds most of the page's text is never dropped as a
whole, whatever it is called.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

import cython

from kkharvest.extract.names import BOX, CONSENT, FACTS, read_names
from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.wording import ADVERTISEMENT, CLOSING_HEADING, is_date_line, is_furniture

__all__ = ["FACT_HEADING", "end_of_box", "furniture", "main_element"]

_CONSENT_TEXT = re.compile(
    r"\b(?:cookies?|kakor|samtyck\w+|consent|partners?|personanpassa\w+|personali[sz]ed|åtkomst till information)\b",
    re.IGNORECASE,
)
_CONSENT_BLOCKS, _CONSENT_SIGNS = 5, 2
# Written in lower case and tried on lower case: that takes half the time of trying either case.
_CLOSING = re.compile(CLOSING_HEADING.pattern)
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
_ANY_BOX = BOX | FACTS
_HEADING_LIMIT = 90
_BOX_WORDS_MOST = 60
_CONTACT_LIMIT = 300


@cython.cclass
class _Elements:
    """What elements of a page are for, as their names and their share of the page tell."""

    tree: Tree
    tags: list[str]
    attributes: list[dict[str, str | None]]
    first: list[int]
    last: list[int]
    sizes: list[float]
    wanted: list[float]
    together: dict[str, float] | None
    size: cython.double
    little: cython.double
    most: cython.double

    def __init__(self, tree: Tree, main: int, wanted: Sequence[float] | None) -> None:
        self.tree = tree
        self.tags, self.attributes, self.first, self.last = tree.tags, tree.attributes, tree.first, tree.last
        self.sizes = [0.0, *accumulate([float(len(block.text)) for block in tree.blocks])]
        self.wanted = [0.0, *accumulate(wanted)] if wanted is not None else self.sizes
        self.size = max(self.sizes[self.last[main]] - self.sizes[self.first[main]], 1.0)
        want = max(self.wanted[-1], 1.0) if wanted is not None else self.size
        self.little, self.most = _BOX_MOST * want, _MOST * want
        self.together = None

    @cython.cfunc
    def is_outer(self, at: cython.Py_ssize_t) -> cython.bint:
        """Whether an element holds no content, as its tag, role or name says."""
        tag: str = self.tags[at]
        if tag in _NEVER_OUTER:
            return False
        attributes: dict[str, str | None] = self.attributes[at]
        role = attributes.get("role")
        is_outer_tag = tag in _OUTER_TAGS and self.tags[self.tree.parents[at]] != "blockquote"
        if is_outer_tag or (role and role.lower() in _OUTER_ROLES):
            return self.share(at) < _MOST
        names = attributes.get("class") or ""
        identity = attributes.get("id") or ""
        if tag == "aside":
            return not _is_fact_box(self.tree, at, names, identity) and self.share(at) < _MOST
        if tag == "td" and names in _MENU_CELLS:
            return True
        if tag == "header" and _is_page_header(self.tree, at):
            return True
        if not (names or identity) or not self.is_small(self.first[at], self.last[at]):
            return False
        return read_names(names, identity) & _ANY_BOX == BOX and (not names or self.are_small(names))

    @cython.cfunc
    def is_consent_wall(self, at: cython.Py_ssize_t) -> cython.bint:
        """Whether an element asks for consent, and holds most of what the page shows."""
        names, identity = self.tree.attribute(at, "class"), self.tree.attribute(at, "id")
        if self.tags[at] in _NEVER_OUTER or not read_names(names, identity) & CONSENT:
            return False
        blocks = self.tree.blocks[self.first[at] : self.last[at]][:_CONSENT_BLOCKS]
        signs = {sign.lower() for block in blocks for sign in _CONSENT_TEXT.findall(block.text)}
        return len(signs) >= _CONSENT_SIGNS and self.share(at) > _MOST

    @cython.cfunc
    def share(self, at: cython.Py_ssize_t) -> cython.double:
        """An element's share of the main element's characters."""
        return (self.sizes[self.last[at]] - self.sizes[self.first[at]]) / self.size

    @cython.cfunc
    def is_small(self, first: cython.Py_ssize_t, last: cython.Py_ssize_t) -> cython.bint:
        """Whether little of what is wanted is in these blocks: a small share, or a few words of a short page."""
        part: cython.double = self.wanted[last] - self.wanted[first]
        return part < self.little or (part < _BOX_WORDS_MOST and part < self.most)

    @cython.cfunc
    def are_small(self, names: str) -> cython.bint:
        """Whether little of what is wanted is in all the elements of a class: the parts of cards are many."""
        if self.together is None:
            self.together = self.wanted_together()
        return self.together.get(names, 0.0) < self.little

    @cython.cfunc
    def wanted_together(self) -> dict[str, float]:
        """What is wanted of all the elements of each class, for those with more than one."""
        at: cython.Py_ssize_t
        other: cython.Py_ssize_t
        earliest: dict[str, int] = {}
        sums: dict[str, float] = {}
        for at in range(len(self.attributes)):
            names = self.attributes[at].get("class")
            if not names:
                continue
            if names not in earliest:
                earliest[names] = at
                continue
            if names not in sums:
                other = earliest[names]
                sums[names] = self.wanted[self.last[other]] - self.wanted[self.first[other]]
            sums[names] += self.wanted[self.last[at]] - self.wanted[self.first[at]]
        return sums


def main_element(tree: Tree) -> int:
    """Element that the page itself marks as its main part, the root when it marks none."""
    marked = {
        at
        for at, attributes in enumerate(tree.attributes)
        if "role" in attributes and (attributes["role"] or "").lower() == "main"
    }
    if "main" in tree.tags:
        marked.update([at for at, tag in enumerate(tree.tags) if tag == "main"])
    if not marked:
        marked = {
            at
            for at, attributes in enumerate(tree.attributes)
            if "id" in attributes and (attributes["id"] or "").lower() in _CONTENT_IDS
        }
    # An empty element of that name marks where a skip link leads to.
    held = [at for at in marked if tree.first[at] < tree.last[at]]
    if len(held) > 1:
        return max(held, key=lambda at: (_size(tree, at), -at))
    return held[0] if held else 0


def furniture(
    tree: Tree,
    title_block: int | None,
    main: int,
    wanted: Sequence[float] | None = None,
    within: tuple[int, int] | None = None,
) -> list[bool]:
    """For each block, whether it is furniture; only those `within` a range are judged, all by default.

    `wanted` is how much each block is wanted as content (words times probability): what holds much of that is no box,
    whatever it is called. Without it, characters count.
    """
    if not tree.tags:
        return [is_furniture(block.text) for block in tree.blocks]
    start, end = within or (0, len(tree.blocks))
    if any(end_of_box(tree, index) > start for index in range(start) if _opens_box(tree.blocks[index])):
        start = 0
    dropped = [False] * len(tree.blocks)
    elements = _Elements(tree, main, wanted)
    _drop_elements(tree, dropped, elements, -1 if title_block is None else title_block, start, end)
    for index in range(start, end):
        if not dropped[index] and index != title_block and _opens_box(tree.blocks[index]):
            box_end = end_of_box(tree, index)
            if elements.is_small(index, box_end):
                _mark(dropped, index, box_end)
    for index in range(start, end):
        if not dropped[index]:
            dropped[index] = _is_line(tree, tree.blocks[index])
    return dropped


@cython.cfunc
def _drop_elements(
    tree: Tree,
    dropped: list[bool],
    elements: _Elements,
    title: cython.Py_ssize_t,
    start: cython.Py_ssize_t,
    end: cython.Py_ssize_t,
) -> None:
    """Drops what elements of another purpose hold; those around the title only if they ask for consent."""
    at: cython.Py_ssize_t = 0
    first: cython.Py_ssize_t
    last: cython.Py_ssize_t
    while at < len(elements.tags):
        first, last = elements.first[at], elements.last[at]
        is_named = first < last and (elements.attributes[at] or elements.tags[at] in _OUTER_BY_TAG)
        if (
            is_named
            and first < end
            and last > start
            and (elements.is_consent_wall(at) if first <= title < last else elements.is_outer(at))
        ):
            _mark(dropped, first, last)
            at = tree.end[at]
        else:
            at += 1


def _is_line(tree: Tree, block: Block) -> bool:
    """Whether a block is a caption, a date, a tag or another line of its own, and not the value in a table."""
    if block.level or block.tag == "th":
        return False
    if block.tag in _CAPTION_TAGS or is_furniture(block.text) or _is_contact(block):
        return not _in_cell(tree, block.element) or (any(map(str.isalpha, block.text)) and not _is_value(tree, block))
    is_advertisement = len(block.text) <= _ADVERTISEMENT_LIMIT and ADVERTISEMENT.fullmatch(block.text)
    return bool(is_advertisement) and not _fills_cell(tree, block.element)


def _is_contact(block: Block) -> bool:
    """Whether one block is a whole contact box: its first, bold line says so."""
    if not block.bold or block.bold[0][0] > 0 or len(block.text) > _CONTACT_LIMIT:
        return False
    first, _, rest = block.text.partition("\n")
    return bool(rest and _CLOSING.fullmatch(first.strip(" :").lower()))


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


def _size(tree: Tree, element: int) -> int:
    return sum(len(block.text) for block in tree.blocks[tree.first[element] : tree.last[element]])


def _mark(dropped: list[bool], first: int, last: int) -> None:
    dropped[first:last] = [True] * (last - first)


def _is_page_header(tree: Tree, at: int) -> bool:
    return not any(tree.tags[up] in {"main", "article", "section"} for up in tree.ancestors(at))


def _is_fact_box(tree: Tree, at: int, names: str, identity: str) -> bool:
    if read_names(names, identity) & FACTS:
        return True
    first, last = tree.first[at], tree.last[at]
    return first < last and bool(FACT_HEADING.match(tree.blocks[first].text))


@cython.cfunc
def _opens_box(block: Block) -> cython.bint:
    """Whether a block is a heading, by its tag, in bold or before a colon, and such as opens a box: "Kontakt"."""
    text: str = block.text
    if len(text) > _HEADING_LIMIT or not (block.level or block.bold_length or text.endswith(":")):
        return False
    if not block.level and block.bold_length < len(text.rstrip(" :")) - 1 and not text.endswith(":"):
        return False
    return _CLOSING.fullmatch(text.strip(" :").lower()) is not None


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
