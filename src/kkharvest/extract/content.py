"""Main content: which blocks of a page its author wrote for it.

The learned model scores every block; rules speak where they know better. Furniture (see `furniture`) is out. Where the
page marks its main element, and what is left there after the rules is clean, that is taken: public-sector pages do so,
and the model has seen few of them. Elsewhere the model chooses, and what it cut out of the middle is put back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.features import page_features
from kkharvest.extract.furniture import furniture, main_element
from kkharvest.extract.model import shipped_weights
from kkharvest.extract.network import Weights, predict
from kkharvest.extract.tree import Tree

__all__ = ["Content", "choose_content"]

_THRESHOLD = 0.35
_SCOPE = 0.7


@dataclass(frozen=True, slots=True)
class Content:
    """Blocks in order: `usable` may hold examples or cards, `chosen` are the main content."""

    usable: list[int]
    chosen: list[int]


def choose_content(tree: Tree, title_block: int | None, title: str, weights: Weights | None = None) -> Content:
    """Blocks that may be content, and those that are; `weights` default to the shipped model's."""
    if not tree.blocks:
        return Content([], [])
    main = main_element(tree)
    dropped = furniture(tree, title_block, main)
    first, last = (tree.first[main], tree.last[main]) if tree.tags else (0, len(tree.blocks))
    usable = [at for at in range(first, last) if not dropped[at] and at != title_block]
    weights = weights or shipped_weights()
    if weights is None:
        return Content(usable, usable)
    scores = predict(weights, page_features(tree, title))
    sizes = np.array([len(block.text.split()) for block in tree.blocks], dtype=np.float32)
    first, last = _scope(tree, title_block, main, np.where(scores > _THRESHOLD, sizes * scores, 0))
    chosen = np.flatnonzero(scores > _THRESHOLD)
    return Content(
        usable,
        [int(at) for at in chosen if first <= at < last and not dropped[at] and at != title_block],
    )


def _scope(tree: Tree, title_block: int | None, main: int, wanted: NDArray[np.float32]) -> tuple[int, int]:
    """Range of blocks that holds the content: the smallest element around the title, or main, with most of it."""
    total = float(wanted.sum())
    around = list(tree.ancestors(tree.blocks[title_block].element)) if title_block is not None else []
    for element in [*around, main]:
        first, last = tree.first[element], tree.last[element]
        if float(wanted[first:last].sum()) >= _SCOPE * total:
            return first, last
    return 0, len(tree.blocks)
