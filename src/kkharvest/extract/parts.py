"""A piece of a page with a title of its own: where it stands, what its text is, where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from kkharvest.core.address import AddressError, normalise
from kkharvest.extract.pointers import leads_on
from kkharvest.extract.tree import Block, Tree, on_one_line
from kkharvest.extract.wording import is_furniture, is_read_more, without_furniture

__all__ = [
    "TITLE_LIMIT",
    "Part",
    "absolute",
    "anchor_of",
    "fill",
    "flat",
    "leads_away",
    "own_link",
    "own_text",
    "text_lines",
]

TITLE_LIMIT = 160
_LINK_REACH = 3


@dataclass(slots=True)
class Part:
    """A piece of a page with a title: `lines` are (block index or None, text); positions refer to the tree."""

    title: str
    block: int
    lines: list[str] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)
    link: str = ""
    anchor: str | None = None
    level: int = 0
    group: str = ""
    _words: int | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def text(self) -> str:
        """Own text, a line a block."""
        return "\n".join(self.lines)

    @property
    def words(self) -> int:
        """Number of the text's words; counted once, so asked when the part is complete."""
        if self._words is None:
            self._words = len(self.text.split())
        return self._words


def flat(text: str) -> str:
    """Text on one line."""
    return on_one_line(text)


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


def own_link(tree: Tree, title: int | None, blocks: Iterable[int]) -> str:
    """Address that a part's own link leads to: of its title, of "Läs mer", else its first one."""
    if title is not None:
        for link in tree.blocks[title].links:
            if leads_away(link.href):
                return link.href
    first = ""
    for index in blocks:
        block = tree.blocks[index]
        for link in block.links:
            if not leads_away(link.href):
                continue
            if leads_on(tree, index) or is_read_more(flat(block.text[link.start : link.end])):
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
    start = href.strip().lower()
    return bool(start) and not start.startswith(("#", "mailto:", "tel:", "javascript:", "data:", "sms:"))


def fill(tree: Tree, parts: list[Part]) -> None:
    """Gives each part its lines and its link; "Läs mer" lines that are no text of it still are its link."""
    for part, following in zip_longest(parts, parts[1:]):
        last = max([part.block, *part.blocks])
        end = following.block if following else min(last + _LINK_REACH, len(tree.blocks))
        own = set(part.blocks)
        part.link = own_link(
            tree, part.block, (at for at in range(part.block + 1, end) if at in own or leads_on(tree, at))
        )
        part.anchor = anchor_of(tree, part.block, following.block if following else None)
        part.lines += text_lines(tree, part.blocks)


def text_lines(tree: Tree, blocks: list[int]) -> list[str]:
    """Lines of text of these blocks, without furniture."""
    return [line for at in blocks if (line := _own_line(tree, at))]


def _own_line(tree: Tree, index: int) -> str:
    """Text of a block, empty when it is furniture; found once."""
    line = tree.own.get(index)
    if line is None:
        block = tree.blocks[index]
        line = tree.own[index] = "" if is_furniture(block.line) or leads_on(tree, index) else own_text(block)
    return line


def own_text(block: Block) -> str:
    """Text of a block without lines of furniture and without a "Läs mer" link at its end."""
    text = block.text
    last = block.links[-1] if block.links else None
    if last and last.start > 0 and last.end >= len(text) - 1 and is_read_more(flat(text[last.start : last.end])):
        text = text[: last.start].rstrip()
    return without_furniture(text)
