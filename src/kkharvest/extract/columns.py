"""The numbers of a page's blocks, written column by column into one table.

Plain loops over flat lists and arrays, which Cython compiles. Of n blocks and m elements, `out` is (n, width) float32,
the columns that a function fills whole; what they mean stands with their names in `features`.
"""

import cython
import numpy as np
from cython.cimports.libc.math import log1p  # type: ignore[import-not-found]  # known to the compiler alone
from numpy.typing import NDArray

from kkharvest.extract.counts import BlockCounts
from kkharvest.extract.hints import FAMILIES, TAG_FLAGS, Hints
from kkharvest.extract.tables import BLOCK_TAGS, HEADING_LEVELS, Blocks, Elements
from kkharvest.extract.tree import Tree

__all__ = [
    "container_columns",
    "heading_columns",
    "hint_columns",
    "like_columns",
    "mark_columns",
    "page_columns",
    "place_columns",
    "tag_columns",
    "text_columns",
]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_TITLE_LEAST, _TITLE_MOST = 4, 299
_LONG_ITEM = 100


@cython.locals(
    out="float[:, :]", classes="long long[:, :]", characters="long long[:]", counted="long long[:]",
    at=cython.Py_ssize_t, column=cython.Py_ssize_t, size=cython.double, words=cython.double,
)  # fmt: skip
def text_columns(out: Floats, counts: BlockCounts) -> None:
    """Characters, words, their mean length, and the share of each class of characters."""
    classes, characters, counted = counts.classes, counts.characters, counts.words
    for at in range(out.shape[0]):
        size, words = characters[at], max(counted[at], 1)
        out[at, 0] = log1p(size)
        out[at, 1] = log1p(words)
        out[at, 2] = min(size / words, 20.0) / 10
        size = max(size, 1.0)
        for column in range(3, out.shape[1]):
            out[at, column] = classes[at, column - 3] / size


@cython.locals(
    out="float[:, :]", characters="long long[:]", linked="long long[:]", bold="long long[:]", ends="unsigned char[:]",
    links="long long[::1]", buttons="long long[::1]", at=cython.Py_ssize_t, size=cython.double,
)  # fmt: skip
def mark_columns(out: Floats, counts: BlockCounts, blocks: Blocks) -> None:
    """Whether the text ends as a sentence, shares in links and in bold, number of links, whether it is a button."""
    characters, linked, bold, ends = counts.characters, counts.links, counts.bold, counts.ends.view(np.uint8)
    links, buttons = blocks.links, blocks.buttons
    for at in range(out.shape[0]):
        size = max(characters[at], 1)
        out[at, 0] = ends[at]
        out[at, 1] = min(linked[at] / size, 1.0)
        out[at, 2] = min(bold[at] / size, 1.0)
        out[at, 3] = log1p(links[at])
        out[at, 4] = buttons[at]


@cython.locals(out="float[:, :]", tags="long long[::1]", at=cython.Py_ssize_t, column=cython.Py_ssize_t)
def tag_columns(out: Floats, blocks: Blocks) -> None:
    """1 in the column of the block's tag, the last for a tag without a column of its own."""
    tags = blocks.tags
    for at in range(out.shape[0]):
        for column in range(out.shape[1]):
            out[at, column] = tags[at] == column


@cython.locals(
    out="float[:, :]", sums="double[:, ::1]", own="long long[::1]", depths="long long[::1]", levels="long long[::1]",
    texts="long long[::1]", copies="long long[::1]", at=cython.Py_ssize_t, size=cython.Py_ssize_t,
    least=cython.Py_ssize_t, most=cython.Py_ssize_t, first_h1=cython.Py_ssize_t, distance=cython.Py_ssize_t,
    total=cython.double, text=str, folded=str,
)  # fmt: skip
def place_columns(
    out: Floats, sums: NDArray[np.float64], blocks: Blocks, elements: Elements, tree: Tree, title: str
) -> None:
    """Whether the title holds the text, its other copies, where it stands, also from the first h1; depth."""
    own, levels, texts, depths = blocks.own, blocks.levels, blocks.texts, elements.depths
    folded = title.casefold()
    least, most = _TITLE_LEAST, min(_TITLE_MOST, len(folded))
    size = len(tree.blocks)
    total = max(sums[size, 0], 1.0)
    copies = np.zeros(size, dtype=np.int64)
    first_h1 = -1
    for at in range(size):
        copies[texts[at]] += 1
        if first_h1 < 0 and levels[at] == 1:
            first_h1 = at
    for at, block in enumerate(tree.blocks):
        text = block.text
        distance = at - max(first_h1, 0)
        out[at, 0] = least <= len(text) <= most and text.casefold() in folded
        out[at, 1] = min(copies[texts[at]] - 1, 3)
        out[at, 2] = at / size
        out[at, 3] = sums[at, 0] / total
        out[at, 4] = 0.5 if first_h1 < 0 else distance >= 0
        out[at, 5] = log1p(abs(distance)) / 4
        out[at, 6] = depths[own[at]] / 20


@cython.locals(
    out="float[:, :]", own="long long[::1]", parents="long long[::1]", flags="long long[::1]", inside="long long[::1]",
    at=cython.Py_ssize_t, bit=cython.Py_ssize_t, tags=cython.Py_ssize_t, both=cython.Py_ssize_t, around="long long",
    near="long long",
)  # fmt: skip
def hint_columns(out: Floats, blocks: Blocks, elements: Elements, hints: Hints) -> None:
    """Flags of all elements around a block, then the families of names of the two nearest."""
    own, parents, flags, inside = blocks.own, elements.parents, hints.flags, hints.inside
    tags, both = len(TAG_FLAGS), len(TAG_FLAGS) + len(FAMILIES)
    for at in range(out.shape[0]):
        around = inside[own[at]]
        near = (flags[own[at]] | flags[parents[own[at]]]) >> tags
        for bit in range(both):
            out[at, bit] = (around >> bit) & 1
        for bit in range(out.shape[1] - both):
            out[at, both + bit] = (near >> bit) & 1


@cython.locals(
    out="float[:, :]", sums="double[:, ::1]", own="long long[::1]", wider="long long[::1]", first="long long[::1]",
    last="long long[::1]", at=cython.Py_ssize_t, element=cython.Py_ssize_t, column=cython.Py_ssize_t,
    begin=cython.Py_ssize_t, end=cython.Py_ssize_t, total=cython.double, words=cython.double, linked=cython.double,
    prose=cython.double, characters=cython.double,
)  # fmt: skip
def container_columns(out: Floats, sums: NDArray[np.float64], blocks: Blocks, elements: Elements) -> None:
    """Words, link share, prose rate, share of the page and blocks of the nearest containers, each wider than the last.

    Sums over an element are differences of `sums`, see `running_sums`.
    """
    own, wider, first, last = blocks.own, elements.wider, elements.first, elements.last
    total = max(sums[out.shape[0], 0], 1.0)
    for at in range(out.shape[0]):
        element = own[at]
        for column in range(0, out.shape[1], 5):
            begin, end = first[element], last[element]
            words = sums[end, 0] - sums[begin, 0]
            linked = sums[end, 1] - sums[begin, 1]
            prose = sums[end, 2] - sums[begin, 2]
            characters = sums[end, 3] - sums[begin, 3]
            out[at, column] = log1p(max(words, 1.0))
            out[at, column + 1] = min(linked / max(characters, 1.0), 1.0)
            out[at, column + 2] = min(prose / max(words, 1.0) * 10, 3.0)
            out[at, column + 3] = words / total
            out[at, column + 4] = log1p(end - begin)
            element = wider[element]


def page_columns(out: Floats, sums: NDArray[np.float64], blocks: Blocks, counts: BlockCounts, tree: Tree) -> None:
    """What kind of page it is: size, links, prose, shares of some tags; the same in every row."""
    size = max(len(tree.blocks), 1)
    words, linked, _, characters, stops = sums[-1].tolist()
    tags = dict(zip(BLOCK_TAGS, np.bincount(blocks.tags, minlength=len(BLOCK_TAGS)).tolist(), strict=False))
    long_items = np.count_nonzero((counts.characters > _LONG_ITEM) & (blocks.tags != BLOCK_TAGS.index("p")))
    out[:] = [
        log1p(max(words, 1)),
        log1p(len(tree.blocks)),
        min(linked / max(characters, 1), 1),
        min(stops / max(words, 1) * 10, 3),
        tags["p"] / size,
        (tags["h2"] + tags["h3"] + tags["h4"]) / size,
        tags["li"] / size,
        (tags["td"] + tags["th"]) / size,
        log1p(len(tree.inputs)) / 3,
        float("main" in tree.tags),
        log1p(tree.tags.count("article")),
        long_items / size,
    ]


@cython.locals(
    out="float[:, :]", says="float[:, :]", levels="long long[::1]", characters="long long[:]", linked="long long[:]",
    opened="long long[::1]", depths="long long[::1]", at=cython.Py_ssize_t, width=cython.Py_ssize_t,
    column=cython.Py_ssize_t, up=cython.Py_ssize_t, nearest=cython.Py_ssize_t, open_=cython.Py_ssize_t,
    lowest=cython.Py_ssize_t, size=cython.double,
)  # fmt: skip
def heading_columns(out: Floats, says: Floats, blocks: Blocks, counts: BlockCounts) -> None:
    """What the nearest heading over a block says, what any of those over it says, and where and what the nearest is.

    `says`: (n, w), the wordings of each block. The heading over a heading is the nearest before it of a higher rank.
    """
    levels, characters, linked = blocks.levels, counts.characters, counts.links
    width, lowest = says.shape[1], HEADING_LEVELS - 1
    # Headings that are open, the highest first; and how many were open with each.
    opened, depths = np.zeros((2, len(blocks.own)), dtype=np.int64)
    nearest, open_ = -1, 0
    for at in range(out.shape[0]):
        up = nearest
        if levels[at]:
            while open_ and levels[opened[open_ - 1]] >= levels[at]:
                open_ -= 1
            up = opened[open_ - 1] if open_ else -1
            opened[open_] = nearest = at
            open_ += 1
            depths[at] = open_
        if up < 0:
            for column in range(out.shape[1]):
                out[at, column] = 0
            continue
        for column in range(width):
            out[at, column] = says[up, column]
            out[at, width + column] = max(says[up, column], out[up, width + column])
        size = max(characters[up], 1)
        out[at, 2 * width] = 1
        out[at, 2 * width + 1] = log1p(at - up) / 4
        out[at, 2 * width + 2] = levels[up] / lowest
        out[at, 2 * width + 3] = min(linked[up] / size, 1.0)
        out[at, 2 * width + 4] = depths[up] / 3


@cython.locals(out="float[:, :]", lines="long long[::1]", at=cython.Py_ssize_t, column=cython.Py_ssize_t)
def like_columns(out: Floats, counts: BlockCounts, blocks: Blocks, closely: Ints, loosely: Ints) -> None:
    """Count, words, links, prose, share and spread of the blocks alike; whether the text came before."""
    lines, column = blocks.lines, out.shape[1] - 1
    _group_columns(out[:, : column // 2], counts, blocks, closely)
    _group_columns(out[:, column // 2 : column], counts, blocks, loosely)
    for at in range(out.shape[0]):
        out[at, column] = lines[at] < at


@cython.locals(
    out="float[:, :]", groups="long long[::1]", counted="long long[::1]", linked="long long[:]",
    characters="long long[:]", ends="unsigned char[:]", sums="double[:, ::1]", at=cython.Py_ssize_t,
    group=cython.Py_ssize_t, size=cython.Py_ssize_t, count=cython.double, total=cython.double,
)  # fmt: skip
def _group_columns(out: Floats, counts: BlockCounts, blocks: Blocks, groups: Ints) -> None:
    counted, linked, characters, ends = blocks.words, counts.links, counts.characters, counts.ends.view(np.uint8)
    size = out.shape[0]
    # Blocks, words, characters in links, characters, sentence ends, first and last block.
    sums = np.zeros((size, 7))
    total = 0.0
    for at in range(size):
        group = groups[at]
        if not sums[group, 0]:
            sums[group, 5] = at
        sums[group, 0] += 1
        sums[group, 1] += counted[at]
        sums[group, 2] += linked[at]
        sums[group, 3] += characters[at]
        sums[group, 4] += ends[at]
        sums[group, 6] = at
        total += counted[at]
    total = max(total, 1.0)
    for at in range(size):
        group = groups[at]
        count = sums[group, 0]
        out[at, 0] = log1p(count)
        out[at, 1] = log1p(sums[group, 1] / count)
        out[at, 2] = min(sums[group, 2] / max(sums[group, 3], 1.0), 1.0)
        out[at, 3] = sums[group, 4] / count
        out[at, 4] = sums[group, 1] / total
        out[at, 5] = (sums[group, 6] - sums[group, 5]) / size
