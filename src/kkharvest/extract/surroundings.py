"""What stands around a block: the blocks marked like it, the elements that hold it, and the page's own description.

A block is seldom understood alone: a price in a row of prices, a paragraph under "Reviews", the second copy of a text.
The content model averages its own states over the tables of `Surroundings`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.tree import Tree

__all__ = [
    "DESCRIBED",
    "LEVELS",
    "Surroundings",
    "described_columns",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Elements that hold a block, each wider than the one before.
LEVELS = 5
# Names of the columns of `described_columns`, in order.
DESCRIBED = ("share_described", "begins_described")
_DESCRIBED_WORDS, _DESCRIBED_MOST, _BEGINNING, _BEGINNING_LEAST = 4, 60, 40, 25


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Index tables of the n blocks of a page.

    `holders`: (n, LEVELS, 2) int, half-open ranges of blocks of the elements that hold a block, narrowest first.
    `groups`: (n,) int, blocks with the same number are marked alike.
    """

    holders: Ints
    groups: Ints

    def part(self, start: int, stop: int) -> "Surroundings":
        """The tables of the blocks from `start` to `stop`."""
        holders = np.clip(self.holders[start:stop], start, stop) - start
        return Surroundings(holders, self.groups[start:stop])


def described_columns(tree: Tree, description: str) -> Floats:
    """Share of the first words that the page's description has too, and whether that holds the block's beginning."""
    folded = description.casefold()
    known = set(folded.split())
    table = np.zeros((len(tree.blocks), len(DESCRIBED)), dtype=np.float32)
    if not known:
        return table
    for at, block in enumerate(tree.blocks):
        if block.words < _DESCRIBED_WORDS:
            continue
        line = block.line.casefold()
        words = line.split(maxsplit=_DESCRIBED_MOST)[:_DESCRIBED_MOST]
        table[at, 0] = sum(map(known.__contains__, words)) / len(words)
        table[at, 1] = len(line) > _BEGINNING_LEAST and line[:_BEGINNING] in folded
    return table
