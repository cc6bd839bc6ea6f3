"""Tables of a page's elements and blocks: flat arrays that compiled loops read, instead of objects.

Also what follows from them by index alone: sums, ranges, groups. Of n blocks and m elements; compiled, see setup.py.
"""

from dataclasses import dataclass

import cython
import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.counts import COMMA, STOP, BlockCounts
from kkharvest.extract.hints import Hints
from kkharvest.extract.tree import Tree

__all__ = [
    "BLOCK_TAGS",
    "HEADING_LEVELS",
    "Blocks",
    "Elements",
    "groups_alike",
    "ranges_of",
    "read_blocks",
    "read_elements",
    "rows_upwards",
    "running_sums",
]

Ints = NDArray[np.int64]

BLOCK_TAGS = (
    "h1 h2 h3 h4 h5 h6 p li td th dt dd div span a blockquote pre figcaption label legend summary button".split()
)
_TAG_INDEX = {tag: number for number, tag in enumerate(BLOCK_TAGS)}
_PROSE_WORDS = 7
HEADING_LEVELS = 7


@dataclass(frozen=True, slots=True)
class Elements:
    """Tables of the m elements of a page, (m + 1,) int; the last row stands for no element and holds the whole page.

    `parents`; `wider`: the next around it that holds more blocks; `first`, `last`: its half-open range of blocks;
    `depths`.
    """

    parents: Ints
    wider: Ints
    first: Ints
    last: Ints
    depths: Ints


@dataclass(frozen=True, slots=True)
class Blocks:
    """Tables of the n blocks of a page, (n,) int.

    `own`: row of its element in `Elements`; `tags`: place of its tag in `BLOCK_TAGS`, behind them for another;
    `levels`, `words`: see `Block`; `links`: how many; `buttons`: 1 for a button; `texts`, `lines`: the first block with
    the same text, and with the same words on one line.
    """

    own: Ints
    tags: Ints
    levels: Ints
    words: Ints
    links: Ints
    buttons: Ints
    texts: Ints
    lines: Ints


@cython.locals(
    parents="long long[::1]", wider="long long[::1]", first="long long[::1]", last="long long[::1]",
    depths="long long[::1]", at=cython.Py_ssize_t, up=cython.Py_ssize_t, size=cython.Py_ssize_t, is_same=cython.bint,
    ups=list, begins=list, ends=list,
)  # fmt: skip
def read_elements(tree: Tree) -> Elements:
    """Tables of the elements of `tree`."""
    ups, begins, ends = tree.parents, tree.first, tree.last
    size = len(ups)
    table = np.zeros((5, size + 1), dtype=np.int64)
    parents, wider, first, last, depths = table
    parents[size] = wider[size] = size
    last[size] = len(tree.blocks)
    for at in range(size):
        up = ups[at]
        if up < 0:
            up = size
        parents[at], first[at], last[at] = up, begins[at], ends[at]
        is_same = up < size and first[up] == first[at] and last[up] == last[at]
        wider[at] = wider[up] if is_same else up
        depths[at] = depths[up] + 1 if up < size else 0
    return Elements(*table)


@cython.locals(
    own="long long[::1]", tags="long long[::1]", levels="long long[::1]", words="long long[::1]",
    links="long long[::1]", buttons="long long[::1]", texts="long long[::1]", lines="long long[::1]",
    at=cython.Py_ssize_t, element=cython.Py_ssize_t, none=cython.Py_ssize_t, other=cython.Py_ssize_t, numbers=dict,
    first_texts=dict, first_lines=dict, text=str, line=str,
)  # fmt: skip
def read_blocks(tree: Tree) -> Blocks:
    """Tables of the blocks of `tree`."""
    none, numbers, other = len(tree.tags), _TAG_INDEX, len(BLOCK_TAGS)
    table = np.empty((8, len(tree.blocks)), dtype=np.int64)
    own, tags, levels, words, links, buttons, texts, lines = table
    first_texts: dict[str, int] = {}
    first_lines: dict[str, int] = {}
    for at, block in enumerate(tree.blocks):
        element = block.element
        own[at] = element if element >= 0 else none
        tags[at] = numbers.get(block.tag, other)
        levels[at] = block.level
        words[at] = block.words
        links[at] = len(block.links)
        buttons[at] = block.is_button
        text, line = block.text, block.line
        texts[at] = first_texts.setdefault(text, at)
        lines[at] = first_lines.setdefault(line, at)
    return Blocks(*table)


@cython.locals(
    counted="long long[:]", linked="long long[:]", characters="long long[:]", classes="long long[:, :]",
    sums="double[:, ::1]", at=cython.Py_ssize_t, stop=cython.Py_ssize_t, comma=cython.Py_ssize_t,
    least="long long", prose="long long",
)  # fmt: skip
def running_sums(counts: BlockCounts) -> NDArray[np.float64]:
    """Sums over the blocks before each, (n + 1, 5).

    Of words, characters in links, sentence ends and commas in prose, characters, sentence ends.
    """
    counted, linked, characters, classes = counts.words, counts.links, counts.characters, counts.classes
    stop, comma, least = STOP, COMMA, _PROSE_WORDS
    table = np.zeros((len(counts.words) + 1, 5))
    sums = table
    for at in range(counted.shape[0]):
        prose = classes[at, stop] + classes[at, comma] if counted[at] >= least else 0
        sums[at + 1, 0] = sums[at, 0] + counted[at]
        sums[at + 1, 1] = sums[at, 1] + linked[at]
        sums[at + 1, 2] = sums[at, 2] + prose
        sums[at + 1, 3] = sums[at, 3] + characters[at]
        sums[at + 1, 4] = sums[at, 4] + classes[at, stop]
    return table


@cython.locals(
    own="long long[::1]", parents="long long[::1]", names="long long[::1]", found="long long[:, ::1]",
    at=cython.Py_ssize_t, level=cython.Py_ssize_t, element=cython.Py_ssize_t,
)  # fmt: skip
def rows_upwards(blocks: Blocks, elements: Elements, hints: Hints, levels: int) -> Ints:
    """Rows of `bags` of each block's own element and those around it, nearest first; (n, levels), -1 for none."""
    own, parents, names = blocks.own, elements.parents, hints.rows
    table = np.empty((len(blocks.own), levels), dtype=np.int64)
    found = table
    for at in range(own.shape[0]):
        element = own[at]
        for level in range(found.shape[1]):
            found[at, level] = names[element]
            element = parents[element]
    return table


@cython.locals(
    own="long long[::1]", wider="long long[::1]", first="long long[::1]", last="long long[::1]",
    found="long long[:, :, ::1]", at=cython.Py_ssize_t, level=cython.Py_ssize_t, element=cython.Py_ssize_t,
)  # fmt: skip
def ranges_of(blocks: Blocks, elements: Elements, levels: int) -> Ints:
    """Ranges of blocks of the elements that hold each block, each wider than the one before; (n, levels, 2)."""
    own, wider, first, last = blocks.own, elements.wider, elements.first, elements.last
    table = np.empty((len(blocks.own), levels, 2), dtype=np.int64)
    found = table
    for at in range(own.shape[0]):
        element = own[at]
        for level in range(found.shape[1]):
            found[at, level, 0], found[at, level, 1] = first[element], last[element]
            element = wider[element]
    return table


@cython.locals(
    levels="long long[::1]", rows="long long[:, ::1]", close="long long[::1]", loose="long long[::1]",
    at=cython.Py_ssize_t, width="long long", key="long long", headings="long long", close_numbers=dict,
    loose_numbers=dict,
)  # fmt: skip
def groups_alike(blocks: Blocks, rows: Ints, names: int) -> tuple[Ints, Ints]:
    """Numbers of groups of blocks marked alike, closely and loosely, (n,) each; `rows`: (n, 4 or more) below `names`.

    Loosely: by the names of two elements, the own one and the next; closely: by those of four and the heading level.
    """
    levels, width, headings = blocks.levels, names + 1, HEADING_LEVELS
    table = np.empty((2, len(blocks.own)), dtype=np.int64)
    close, loose = table
    close_numbers: dict[int, int] = {}
    loose_numbers: dict[int, int] = {}
    for at in range(levels.shape[0]):
        key = (rows[at, 0] + 1) * width + rows[at, 1] + 1
        loose[at] = loose_numbers.setdefault(key, len(loose_numbers))
        key = (loose[at] * headings + levels[at]) * width + rows[at, 2] + 1
        close[at] = close_numbers.setdefault(key * width + rows[at, 3] + 1, len(close_numbers))
    return table[0], table[1]
