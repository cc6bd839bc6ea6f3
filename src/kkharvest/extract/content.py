"""Main content: which blocks of a page its author wrote for it."""

import re

from kkharvest.extract.tree import Tree

__all__ = ["main_blocks"]

_OUTSIDE = re.compile(r"cookie|share|social|related|relaterad|breadcrumb|\bmenu|\bmeny|sidebar|pagination|contact|kontakt")


def main_blocks(tree: Tree) -> list[int]:
    """Indices of the blocks of the main content, in order."""
    roots = [i for i, tag in enumerate(tree.tags) if tag == "main" or tree.attribute(i, "role") == "main"]
    root = roots[0] if roots else 0
    dropped = set()
    for i, tag in enumerate(tree.tags):
        if tag in {"nav", "footer", "aside"} or (i != root and _OUTSIDE.search(tree.hint(i))):
            dropped.update(range(tree.first[i], tree.last[i]))
    if not tree.tags:
        return list(range(len(tree.blocks)))
    return [b for b in range(tree.first[root], tree.last[root]) if b not in dropped]
