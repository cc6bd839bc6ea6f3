"""Main content: which blocks of a page its author wrote for it."""

from dataclasses import dataclass

from kkharvest.extract.furniture import furniture, main_element
from kkharvest.extract.tree import Tree

__all__ = ["Content", "choose_content"]


@dataclass(frozen=True, slots=True)
class Content:
    """Blocks in order: `usable` may hold examples or cards, `chosen` are the main content."""

    usable: list[int]
    chosen: list[int]


def choose_content(tree: Tree, title_block: int | None, title: str) -> Content:
    """Blocks that may be content, and those that are."""
    main = main_element(tree)
    dropped = furniture(tree, title_block, main)
    first, last = (tree.first[main], tree.last[main]) if tree.tags else (0, len(tree.blocks))
    usable = [at for at in range(first, last) if not dropped[at] and at != title_block]
    return Content(usable, usable)
