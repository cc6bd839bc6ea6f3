"""Examples under headings: of one level, or of an accordion's panels."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from kkharvest.extract.parts import Part, bound
from kkharvest.extract.tree import Block, Tree

__all__ = ["is_panel", "rank_of", "ranks_of", "sections_by_rank"]

PANEL = 7
_LEAST_RULED = 3
_RANKS = frozenset("23456")
_PANEL_DEPTH = 3
_PANEL_NAME = re.compile("accordion|expand|dragspel|collaps|panel|fold|toggle")
_NAMING = ("class", "id", "role")


def ranks_of(tree: Tree, usable: Sequence[int]) -> dict[int, int]:
    """Ranks of those of these blocks that are headings."""
    ranks = {}
    blocks, attributes = tree.blocks, tree.attributes
    for at in usable:
        block = blocks[at]
        rank = block.level
        # What else may be a heading.
        if not rank and (block.is_button or block.tag == "summary" or "role" in attributes[block.element]):
            rank = rank_of(tree, at)
        if rank:
            ranks[at] = rank
    return ranks


def sections_by_rank(tree: Tree, usable: Sequence[int], rank_by_block: dict[int, int]) -> dict[int, list[Part]]:
    """Sections under the headings of each rank below h1, the highest first; text before the first belongs to none."""
    headings = [(bisect_left(usable, at), rank) for at, rank in rank_by_block.items()]
    ranks = sorted({rank for _, rank in headings if rank > 1})
    rules = [first for first, tag in zip(tree.first, tree.tags, strict=True) if tag == "hr"] if ranks else []
    has_panels = bool(ranks) and "details" in tree.tags
    found = {}
    for rank in ranks:
        parts = _sections(tree, usable, headings, rank)
        if rules:
            _end_at_rules(parts, sorted(rules))
        if has_panels:
            for part in parts:
                _end_at_panel(tree, part)
        bound(tree, parts)
        found[rank] = parts
    return found


def _sections(tree: Tree, usable: Sequence[int], headings: Sequence[tuple[int, int]], rank: int) -> list[Part]:
    """One part a heading of `rank`, up to the next one that is no lower; `headings` are places in `usable`, ranks."""
    bounds = [(place, other) for place, other in headings if other <= rank]
    parts = []
    group = ""
    for (place, other), (end, _) in zip(bounds, [*bounds[1:], (len(usable), 0)], strict=True):
        line = tree.blocks[usable[place]].line
        if other < rank:
            group = line
        else:
            blocks = list(usable[place + 1 : end])
            parts.append(Part(tree, line, usable[place], blocks, level=rank, group=group))
    return parts


def _end_at_rules(parts: list[Part], rules: list[int]) -> None:
    """Ends the last part at the line drawn under it, where one is drawn under every other."""
    if len(parts) < _LEAST_RULED or not all(following.block in rules for following in parts[1:]):
        return
    last = parts[-1]
    end = next((at for at in rules if at > last.block), None)
    if end is not None:
        last.blocks = [at for at in last.blocks if at < end]


def _end_at_panel(tree: Tree, part: Part) -> None:
    """Ends a part with the `details` element that its heading sums up."""
    around = tree.ancestors(tree.blocks[part.block].element)
    panel = next((up for up in around if tree.tags[up] == "details"), None)
    if panel is not None and tree.first[panel] == part.block:
        part.blocks = [at for at in part.blocks if at < tree.last[panel]]


def rank_of(tree: Tree, index: int) -> int:
    """Level of a heading; panels' buttons and summaries count as one below h6, other blocks as 0."""
    rank = tree.ranks.get(index)
    if rank is None:
        rank = tree.ranks[index] = _rank(tree, tree.blocks[index])
    return rank


def _rank(tree: Tree, block: Block) -> int:
    if block.level:
        return block.level
    if block.tag == "summary" or (block.is_button and _opens_panel(tree, block)):
        return PANEL
    element = block.element
    if element >= 0:
        attributes = tree.attributes[element]
        if attributes and attributes.get("role") == "heading":
            stated = attributes.get("aria-level")
            return int(stated) if stated in _RANKS else 2
    return 0


def is_panel(tree: Tree, index: int) -> bool:
    """Whether a heading opens a panel: a summary, a button, or a heading of an accordion."""
    return rank_of(tree, index) == PANEL or _opens_panel(tree, tree.blocks[index])


def _opens_panel(tree: Tree, block: Block) -> bool:
    for up in islice(tree.ancestors(block.element), _PANEL_DEPTH):
        attributes = tree.attributes[up]
        if attributes:
            if "aria-controls" in attributes or "aria-expanded" in attributes:
                return True
            for name in _NAMING:
                names = attributes.get(name)
                if names and _is_panel_name(names):
                    return True
    return False


@lru_cache(maxsize=20_000)
def _is_panel_name(names: str) -> bool:
    return bool(_PANEL_NAME.search(names.lower()))
