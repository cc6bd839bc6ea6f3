"""Blocks that only lead on: contents lists, tabs that repeat a panel's heading, the same button under each card.

They are no text of anything, and as links they say where a part leads.
"""

import re
from itertools import compress

from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.wording import is_read_more

__all__ = ["leads_on", "menu_before", "pointers"]

_CONTENTS = re.compile(
    r"innehåll(?:sförteckning)?|på (?:den här )?sidan|innehåll på sidan|hoppa till|genvägar på sidan|contents"
    r"|table of contents|on this page|jump to",
    re.IGNORECASE,
)
_REPEATED = 2
_CALL_LIMIT = 60
_MOST_LINKED = 0.9
_MENU = 6


def pointers(tree: Tree) -> set[int]:
    """Indices of the blocks that only point to another place; remembered in the tree."""
    if tree.pointers is None:
        are_links = [_is_link(block) if block.links else False for block in tree.blocks]
        tree.pointers = _contents(tree, are_links) | _calls(tree, are_links)
    return tree.pointers


def leads_on(tree: Tree, index: int) -> bool:
    """Whether a block is a link such as "Läs mer", or one that stands alike under other parts."""
    return is_read_more(tree.blocks[index].line) or index in pointers(tree)


def menu_before(tree: Tree, title: int | None) -> set[int]:
    """Long runs of nothing but links before the title: the menu of a page laid out as a table."""
    found: set[int] = set()
    start = 0
    for at in range(title or 0):
        if not _is_link(tree.blocks[at]):
            start = at + 1
        elif at + 1 - start >= _MENU:
            found.update(range(start, at + 1) if at + 1 - start == _MENU else (at,))
    return found


def _is_link(block: Block) -> bool:
    return bool(block.links) and not block.level and block.link_length >= _MOST_LINKED * len(block.text)


def _contents(tree: Tree, are_links: list[bool]) -> set[int]:
    """Links to a heading of this page in that heading's own words, and the title of their list."""
    blocks = tree.blocks
    inner = [
        at
        for at in compress(range(len(blocks)), are_links)
        if (href := blocks[at].links[0].href).startswith("#") and len(href) > 1 and len(blocks[at].links) == 1
    ]
    if not inner:
        return set()
    names = {blocks[at].links[0].href[1:] for at in inner}
    starts: dict[str, int] = {}
    for element, attributes in enumerate(tree.attributes):
        if "id" in attributes and (identity := attributes["id"]) in names and tree.first[element] < tree.last[element]:
            starts.setdefault(identity, tree.first[element])
    for at, block in enumerate(blocks):
        for identity in block.ids:
            starts.setdefault(identity, at)
    found = set()
    for at in inner:
        target = starts.get(blocks[at].links[0].href[1:])
        if target is not None and target != at and blocks[target].line == blocks[at].line:
            found.add(at)
    titles = {at - 1 for at in found if at and _CONTENTS.fullmatch(blocks[at - 1].line.strip(" :"))}
    return found | titles


def _calls(tree: Tree, are_links: list[bool]) -> set[int]:
    """Links of the same words to different pages: "Till testbädden" under each."""
    blocks = tree.blocks
    alike: dict[str, list[int]] = {}
    for at in compress(range(len(blocks)), are_links):
        # What follows another link, or a heading, is one of a list.
        if not are_links[at - 1] and not blocks[at - 1].level and len(blocks[at].text) <= _CALL_LIMIT:
            alike.setdefault(blocks[at].line, []).append(at)
    return {
        at
        for group in alike.values()
        if len(group) >= _REPEATED <= len({blocks[at].links[0].href for at in group})
        for at in group
    }
