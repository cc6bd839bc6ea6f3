"""A piece of a page with a title of its own: where it stands, what its text is, where it leads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from kkharvest.core.address import AddressError, normalise
from kkharvest.extract.pointers import leads_on, pointers
from kkharvest.extract.tree import Block, Tree, on_one_line
from kkharvest.extract.wording import is_furniture, is_read_more, without_furniture

__all__ = [
    "TITLE_LIMIT",
    "Part",
    "absolute",
    "anchor_of",
    "bound",
    "flat",
    "leads_away",
    "own_text",
    "text_lines",
]

TITLE_LIMIT = 160
_LINK_REACH = 3


@dataclass(slots=True, eq=False)
class Part:
    """A piece of a page with a title; its text, link and anchor are read off the page when first asked for.

    `block` holds the title and `blocks` the rest; `opening` is text beside the title. The link is looked for in
    `reach`, the anchor up to the block `limit` or else on the element `box`. Those of `told` are the blocks whose text
    is the part's, all by default.
    """

    tree: Tree
    title: str
    block: int
    blocks: list[int] = field(default_factory=list)
    level: int = 0
    group: str = ""
    opening: str = ""
    told: list[int] | None = None
    reach: Sequence[int] = ()
    limit: int | None = None
    box: int = -1
    _lines: list[str] | None = field(default=None, init=False)
    _text: str | None = field(default=None, init=False)
    _words: int = field(default=-1, init=False)
    _link: str | None = field(default=None, init=False)
    _anchor: str | None = field(default=None, init=False)
    _has_anchor: bool = field(default=False, init=False)

    @property
    def lines(self) -> list[str]:
        """Own text, a line a block."""
        if self._lines is None:
            lines = text_lines(self.tree, self.blocks if self.told is None else self.told)
            self._lines = [self.opening, *lines] if self.opening else lines
        return self._lines

    @lines.setter
    def lines(self, lines: list[str]) -> None:
        self._lines, self._text, self._words = lines, None, -1

    @property
    def text(self) -> str:
        """Own text."""
        if self._text is None:
            self._text = "\n".join(self.lines)
        return self._text

    @property
    def words(self) -> int:
        """Number of the text's words."""
        if self._words < 0:
            self._words = len(self.text.split())
        return self._words

    @property
    def link(self) -> str:
        """Address that the part's own link leads to, empty when it has none."""
        if self._link is None:
            self._link = _own_link(self.tree, self.block, self.blocks, self.reach)
        return self._link

    @property
    def anchor(self) -> str | None:
        """Id that leads to the part."""
        if not self._has_anchor:
            anchor = anchor_of(self.tree, self.block, self.limit)
            self.anchor = anchor or (self.tree.attribute(self.box, "id") if self.box >= 0 else None)
        return self._anchor

    @anchor.setter
    def anchor(self, anchor: str | None) -> None:
        self._anchor, self._has_anchor = anchor or None, True


def flat(text: str) -> str:
    """Text on one line."""
    return on_one_line(text)


def bound(tree: Tree, parts: Sequence[Part]) -> None:
    """Tells parts that follow one another where each ends; "Läs mer" lines after the last are still its link."""
    for part, following in zip_longest(parts, parts[1:]):
        last = part.blocks[-1] if part.blocks else part.block
        part.limit = following.block if following else None
        part.reach = range(part.block + 1, following.block if following else min(last + _LINK_REACH, len(tree.blocks)))


def anchor_of(tree: Tree, index: int, limit: int | None = None) -> str | None:
    """Id that leads to the block: its own, one inside it, or that of a container which begins with it.

    A container that goes on beyond the block `limit` holds other parts as well, so its id leads to none of them.
    """
    block = tree.blocks[index]
    for element in tree.ancestors(block.element):
        if tree.first[element] < index or tree.tags[element] in {"main", "body", "html"}:
            break
        if limit is not None and tree.last[element] > limit:
            break
        identity = tree.attribute(element, "id")
        if identity:
            return identity
        if element == block.element and block.ids:
            return block.ids[0]
    return block.ids[0] if block.ids else None


def _own_link(tree: Tree, title: int, own: Sequence[int], reach: Iterable[int]) -> str:
    """Address that a part's own link leads to: of its title, of "Läs mer", else its first one."""
    for link in tree.blocks[title].links:
        if leads_away(link.href):
            return link.href
    first = ""
    for index in reach:
        block = tree.blocks[index]
        if block.links and ((is_on := leads_on(tree, index)) or index in own):
            for link in block.links:
                if leads_away(link.href):
                    if is_on or is_read_more(flat(block.text[link.start : link.end])):
                        return link.href
                    first = first or link.href
    return first


def absolute(href: str, url: str) -> str | None:
    """Absolute address of `href` seen from the page `url`, None when it is none; a fragment is kept."""
    if not href:
        return None
    bare, _, fragment = href.strip().partition("#")
    try:
        address = normalise(bare or url, url)
    except AddressError:
        return None
    return f"{address}#{fragment}" if fragment else address


def leads_away(href: str) -> bool:
    """Whether an address leads to another page."""
    if href.startswith(("/", "http")):
        return True
    start = href.strip().lower()
    return bool(start) and not start.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "sms:"))


def text_lines(tree: Tree, blocks: Sequence[int]) -> list[str]:
    """Lines of text of these blocks, without furniture; the tree remembers them."""
    own = tree.own
    apart = pointers(tree)
    for at in blocks:
        if at not in own:
            block = tree.blocks[at]
            # A link such as "Läs mer" is furniture as well.
            own[at] = "" if at in apart or is_furniture(block.line) else own_text(block)
    return [line for at in blocks if (line := own[at])]


def own_text(block: Block) -> str:
    """Text of a block without lines of furniture and without a "Läs mer" link at its end."""
    text = block.text
    if block.links:
        last = block.links[-1]
        if last.start > 0 and last.end >= len(text) - 1 and is_read_more(flat(text[last.start : last.end])):
            text = text[: last.start].rstrip()
    return without_furniture(text) if "\n" in text else text
