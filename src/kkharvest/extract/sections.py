"""Examples under headings: of one level, or of an accordion's panels."""

from kkharvest.extract.parts import Part, fill
from kkharvest.extract.tree import Block, Tree

__all__ = ["headings", "is_panel", "rank_of"]

PANEL = 7
_LEAST_RULED = 3


def headings(tree: Tree, usable: list[int], level: int) -> list[Part]:
    """One part a heading of `level`; text before the first belongs to none."""
    parts: list[Part] = []
    current: Part | None = None
    group = ""
    for index in usable:
        block = tree.blocks[index]
        rank = rank_of(tree, index)
        if rank and rank < level:
            current, group = None, block.line
        elif rank == level:
            current = Part(block.line, index, level=level, group=group)
            parts.append(current)
        elif current is not None:
            current.blocks.append(index)
    _end_at_rules(tree, parts)
    for part in parts:
        _end_at_panel(tree, part)
    fill(tree, parts)
    return parts


def _end_at_rules(tree: Tree, parts: list[Part]) -> None:
    """Ends the last part at the line drawn under it, where one is drawn under every other."""
    if len(parts) < _LEAST_RULED or "hr" not in tree.tags:
        return
    rules = sorted(tree.first[at] for at, tag in enumerate(tree.tags) if tag == "hr")
    if not all(following.block in rules for following in parts[1:]):
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
    if index not in tree.ranks:
        tree.ranks[index] = _rank(tree, tree.blocks[index])
    return tree.ranks[index]


def _rank(tree: Tree, block: Block) -> int:
    if block.level:
        return block.level
    if block.tag == "summary" or (block.is_button and _opens_panel(tree, block)):
        return PANEL
    element = block.element
    if element >= 0 and tree.attribute(element, "role") == "heading":
        stated = tree.attribute(element, "aria-level")
        return int(stated) if stated in {"2", "3", "4", "5", "6"} else 2
    return 0


def is_panel(tree: Tree, index: int) -> bool:
    """Whether a heading opens a panel: a summary, a button, or a heading of an accordion."""
    block = tree.blocks[index]
    return rank_of(tree, index) == PANEL or _opens_panel(tree, block)


def _opens_panel(tree: Tree, block: Block) -> bool:
    near = list(tree.ancestors(block.element))[:3]
    if any("aria-controls" in tree.attributes[up] or "aria-expanded" in tree.attributes[up] for up in near):
        return True
    names = " ".join(tree.hint(up) for up in near)
    return any(word in names for word in ("accordion", "expand", "dragspel", "collaps", "panel", "fold", "toggle"))
