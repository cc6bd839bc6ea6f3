"""Main content: which blocks of a page its author wrote for it.

The learned model scores every block; those that together promise the best word F1 of the page are wanted, so that
the threshold lies lower where the model is less sure (Ye and others, 2012: Optimizing F-measures). Rules leave out
furniture (see `furniture`) whatever it scores; what lies outside the smallest element around the title that holds most
of the content is left out as well, and so is a text that was chosen before: pages hold copies for small screens, and
quotes of what they answer. The constants were chosen by five-fold cross-validation over the sites of WCXB's
development split (November 2026).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.features import page_features
from kkharvest.extract.furniture import FACT_HEADING, end_of_box, furniture, main_element
from kkharvest.extract.metadata import Head
from kkharvest.extract.model import Model, shipped_model
from kkharvest.extract.tree import Tree

__all__ = ["Content", "choose_content", "most_promising"]

# The model is surer than it is right: the log odds of its scores are halved.
_SURENESS = 0.5
# What is hardly likely is never wanted, and a page without one likely block has no content.
_LEAST, _LIKELY = 0.1, 0.3
_SCOPE = 0.6
_MARKED_SCOPE = 0.3
_HEADING_LIMIT = 90
# Shorter texts stand on a page more than once, and so do lines of code and cells.
_COPY_WORDS = 6
_REPEATING = frozenset({"pre", "td", "th"})

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Content:
    """Blocks in order: `usable` may hold examples or cards, `chosen` are the main content.

    `main` is the element that the page marks as its main part, the root when it marks none.
    """

    usable: list[int]
    chosen: list[int]
    main: int = 0

    def without(self, dropped: set[int]) -> "Content":
        """The same without some blocks."""
        usable, chosen = ([at for at in blocks if at not in dropped] for blocks in (self.usable, self.chosen))
        return Content(usable, chosen, self.main)


def choose_content(tree: Tree, title_block: int | None, head: Head, model: Model | None = None) -> Content:
    """Blocks that may be content, and those that are; `model` is the shipped one by default."""
    if not tree.blocks or not tree.tags:
        return Content([], [], main_element(tree) if tree.tags else 0)
    main = main_element(tree)
    scores = (model or shipped_model()).predict(page_features(tree, head))
    sizes = np.array([block.words for block in tree.blocks], dtype=np.float32)
    is_wanted = most_promising(scores, sizes)
    wanted = np.where(is_wanted, sizes * scores, 0)
    first, last = _scope(tree, title_block, main, wanted)
    start, end = (tree.first[main], tree.last[main]) if main else (first, last)
    dropped = furniture(tree, title_block, main, wanted.tolist(), (min(start, first), max(end, last)))
    if title_block is not None:
        dropped[title_block] = True
    usable = [at for at in range(start, end) if not dropped[at]]
    is_chosen = is_wanted.tolist()
    chosen = [at for at in range(first, last) if is_chosen[at] and not dropped[at]]
    return Content(usable, _each_once(tree, _with_facts(tree, chosen, usable)), main)


def most_promising(scores: Floats, sizes: Floats) -> NDArray[np.bool_]:
    """Whether each block is one of those that together have the highest expected word F1, (n,).

    `scores`: (n,) probabilities of being content; `sizes`: (n,) words, at least 1. For independent blocks these are
    the most probable ones, so that only the number of them is looked for.
    """
    wanted = np.zeros(len(scores), dtype=np.bool_)
    if scores.max(initial=0) < _LIKELY:
        return wanted
    odds = np.clip(scores, 1e-6, 1 - 1e-6).astype(np.float64)
    odds = (odds / (1 - odds)) ** _SURENESS
    hoped = sizes * odds / (1 + odds)
    order = np.argsort(-odds, kind="stable")
    promise = 2 * np.cumsum(hoped[order]) / (np.cumsum(sizes[order]) + hoped.sum())
    wanted[order[: int(promise.argmax()) + 1]] = True
    return wanted & (scores > _LEAST)


def _with_facts(tree: Tree, chosen: list[int], usable: list[int]) -> list[int]:
    """Chosen blocks and the rest of each box of facts whose heading is chosen: its lines are too short to be prose."""
    own = set(chosen)
    for at in chosen:
        block = tree.blocks[at]
        if block.level and len(block.text) <= _HEADING_LIMIT and FACT_HEADING.match(block.line):
            own.update(range(at, end_of_box(tree, at)))
    return sorted(own.intersection(usable)) if len(own) > len(chosen) else chosen


def _each_once(tree: Tree, chosen: list[int]) -> list[int]:
    """Blocks without later copies of earlier ones."""
    seen: set[str] = set()
    kept = []
    for at in chosen:
        block = tree.blocks[at]
        if block.words >= _COPY_WORDS and block.tag not in _REPEATING:
            folded = block.line.casefold()
            if folded in seen:
                continue
            seen.add(folded)
        kept.append(at)
    return kept


def _scope(tree: Tree, title_block: int | None, main: int, wanted: Floats) -> tuple[int, int]:
    """Range of blocks that holds the content: the smallest element around the title, or main, with most of it."""
    total = float(wanted.sum())
    around = list(tree.ancestors(tree.blocks[title_block].element)) if title_block is not None else []
    for element in [*around, main]:
        first, last = tree.first[element], tree.last[element]
        # What a page marks as its main part is trusted sooner: short pages hold less text than their footer.
        needed = _MARKED_SCOPE if element == main else _SCOPE
        if float(wanted[first:last].sum()) >= needed * total:
            return first, last
    return 0, len(tree.blocks)
