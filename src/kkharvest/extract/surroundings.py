"""What stands around a block: the blocks marked like it, and the elements that hold it.

A block is seldom understood alone: a price in a row of prices, a paragraph under "Reviews", the second copy of a text.
The content model averages its own states over the tables of `Surroundings`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEVELS", "Surroundings"]

Ints = NDArray[np.int64]

# Elements that hold a block, each wider than the one before.
LEVELS = 5


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
