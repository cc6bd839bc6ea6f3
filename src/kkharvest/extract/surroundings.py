"""What stands around a block: the headings over it, the blocks marked like it, the elements that hold it.

A block is seldom understood alone: a price in a row of prices, a paragraph under "Reviews", the second copy of a text.
These are counts and index tables over a page's flat lists; the content model also averages its own states over them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.counts import BlockCounts
from kkharvest.extract.tree import Tree

__all__ = [
    "DESCRIBED",
    "LEVELS",
    "Surroundings",
    "described_columns",
    "heading_columns",
    "heading_names",
    "like_columns",
    "like_names",
    "surroundings",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Elements that hold a block, each wider than the one before.
LEVELS = 5
# Names of so many elements, from the block's own outwards, make blocks alike: closely or loosely.
_CLOSELY, _LOOSELY = 4, 2
_HEADING_LEVELS = 7
# Names of the columns of `described_columns`, in order.
DESCRIBED = ("share_described", "begins_described")
_DESCRIBED_WORDS, _DESCRIBED_MOST, _BEGINNING, _BEGINNING_LEAST = 4, 60, 40, 25
_LIKE = ("log_count", "log_words", "link_share", "sentences", "share", "spread")


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


def surroundings(tree: Tree, elements: Ints, wider: Ints, ancestors: Ints) -> Surroundings:
    """Tables of a page; `elements`: (n,) of its blocks, `wider`: of each element the next that holds more blocks."""
    first = np.array([*tree.first, 0], dtype=np.int64)
    last = np.array([*tree.last, len(tree.blocks)], dtype=np.int64)
    holders = np.empty((len(elements), LEVELS, 2), dtype=np.int64)
    for level in range(LEVELS):
        holders[:, level, 0], holders[:, level, 1] = first[elements], last[elements]
        elements = wider[elements]
    return Surroundings(holders, _groups(tree, ancestors, _CLOSELY))


def _groups(tree: Tree, ancestors: Ints, depth: int) -> Ints:
    keys = np.array([block.level for block in tree.blocks], dtype=np.int64) if depth == _CLOSELY else 0
    width = int(ancestors.max(initial=0)) + 2
    for column in range(depth):
        keys = keys * width + ancestors[:, column] + 1
    return np.unique(keys, return_inverse=True)[1].reshape(-1).astype(np.int64)


def like_names() -> list[str]:
    """Names of the columns of `like_columns`, in order."""
    return [*(f"{how}_like_{name}" for how in ("closely", "loosely") for name in _LIKE), "seen_before"]


def like_columns(tree: Tree, counts: BlockCounts, groups: Ints, ancestors: Ints) -> Floats:
    """Count, words, links, prose, share and spread of the blocks alike; whether the text came before."""
    blocks = tree.blocks
    words = np.array([block.words for block in blocks], dtype=np.int64)
    total = max(float(words.sum()), 1.0)
    numbers = np.arange(len(blocks))
    columns: list[NDArray[np.floating]] = []
    for of_block in (groups, _groups(tree, ancestors, _LOOSELY)):
        count = np.bincount(of_block)
        of_group = [np.bincount(of_block, each) for each in (words, counts.links, counts.characters, counts.ends)]
        earliest, latest = np.full(len(count), len(blocks)), np.zeros(len(count), dtype=np.int64)
        earliest[of_block[::-1]] = numbers[::-1]
        latest[of_block] = numbers
        rows = (
            np.log1p(count),
            np.log1p(of_group[0] / np.maximum(count, 1)),
            np.minimum(of_group[1] / np.maximum(of_group[2], 1), 1),
            of_group[3] / np.maximum(count, 1),
            of_group[0] / total,
            (latest - earliest) / max(len(blocks), 1),
        )
        columns += [row[of_block] for row in rows]
    first: dict[str, int] = {}
    columns.append(
        np.array([first.setdefault(block.line, at) < at for at, block in enumerate(blocks)], dtype=np.float32)
    )
    return np.stack(columns, axis=1).astype(np.float32)


def heading_names(wordings: list[str]) -> list[str]:
    """Names of the columns of `heading_columns`, in order."""
    return [
        *(f"heading_{name}" for name in wordings),
        *(f"headings_{name}" for name in wordings),
        *(f"heading_{name}" for name in ("is_there", "log_distance", "level", "link_share", "depth")),
    ]


def heading_columns(tree: Tree, says: Floats) -> Floats:
    """What the nearest heading over a block says, what any of those over it says, and where and what the nearest is.

    `says`: (n, w), the wordings of each block. The heading over a heading is the nearest before it of a higher rank.
    """
    blocks = tree.blocks
    size, width = says.shape
    # Row 0 stands for no heading.
    own = np.zeros((1, 2 * width + 2), dtype=np.float32)
    rows: list[NDArray[np.float32]] = [own[0]]
    over = np.zeros(size, dtype=np.int64)
    marks, open_ = [0], [0]
    ranks = [0]
    headings = [at for at in range(size) if blocks[at].level]
    for at in headings:
        block = blocks[at]
        while ranks[open_[-1]] >= block.level:
            open_.pop()
        up = open_[-1]
        over[at] = up
        row = np.empty(2 * width + 2, dtype=np.float32)
        row[:width] = says[at]
        np.maximum(says[at], rows[up][width : 2 * width], out=row[width : 2 * width])
        row[-2] = min(block.link_length / max(len(block.text), 1), 1)
        row[-1] = len(open_) / 3
        open_.append(len(rows))
        rows.append(row)
        marks.append(at)
        ranks.append(block.level)
    is_heading = np.zeros(size, dtype=bool)
    is_heading[headings] = True
    nearest = np.cumsum(is_heading)
    over = np.where(is_heading, over, nearest)
    table = np.stack(rows)[over]
    there = over > 0
    distance = np.arange(size) - np.array(marks, dtype=np.int64)[over]
    place = np.stack(
        [
            there,
            np.log1p(np.where(there, distance, 0)) / 4,
            np.array(ranks, dtype=np.float32)[over] / (_HEADING_LEVELS - 1),
            table[:, -2],
            table[:, -1],
        ],
        axis=1,
    )
    return np.concatenate([table[:, : 2 * width], place], axis=1, dtype=np.float32)


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
