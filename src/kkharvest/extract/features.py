"""Numbers that describe the blocks of a page: the input of the content model.

Sums over elements are differences of cumulative sums over blocks.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.counts import CLASSES, COMMA, STOP, BlockCounts, count_blocks
from kkharvest.extract.hints import FAMILIES, NO_HINT, TAG_FLAGS, Hint, read_hint
from kkharvest.extract.lexicon import WORDINGS, wording_columns
from kkharvest.extract.metadata import Head
from kkharvest.extract.surroundings import (
    DESCRIBED,
    Surroundings,
    described_columns,
    heading_columns,
    heading_names,
    like_columns,
    like_names,
    surroundings,
)
from kkharvest.extract.tree import Tree

__all__ = ["ANCESTORS", "PageFeatures", "feature_names", "page_features"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ANCESTORS = 6
_BLOCK_TAGS = (
    "h1 h2 h3 h4 h5 h6 p li td th dt dd div span a blockquote pre figcaption label legend summary button".split()
)
_TAG_INDEX = {tag: number for number, tag in enumerate(_BLOCK_TAGS)}
_OTHER_TAG = len(_BLOCK_TAGS)

_TITLE_LEAST, _TITLE_MOST = 4, 299
_PROSE_WORDS = 7
_LONG_ITEM = 100


@dataclass(frozen=True, slots=True)
class PageFeatures:
    """Input of the model for one page of n blocks.

    `dense`: (n, f) float32, no unit, roughly within [-1, 8]. `ancestors`: (n, ANCESTORS) int, rows of `bags`, nearest
    first, -1 where there is none. `bags`: word buckets of the distinct hints of the page. `around`: see `surroundings`.
    """

    dense: Floats
    ancestors: Ints
    bags: list[tuple[int, ...]]
    around: Surroundings

    def part(self, start: int, stop: int) -> "PageFeatures":
        """The same of the blocks from `start` to `stop`."""
        return PageFeatures(
            self.dense[start:stop], self.ancestors[start:stop], self.bags, self.around.part(start, stop)
        )


def feature_names() -> list[str]:
    """Names of the columns of `PageFeatures.dense`, in order."""
    return [
        "log_characters",
        "log_words",
        "word_length",
        *(f"share_{name}" for name in CLASSES[:-1]),
        "ends_in_stop",
        "link_share",
        "bold_share",
        "log_links",
        "is_button",
        *(f"tag_{tag}" for tag in _BLOCK_TAGS),
        "tag_other",
        *(f"says_{name}" for name in WORDINGS),
        "in_title",
        "repeated",
        "position",
        "position_words",
        "after_h1",
        "log_distance_h1",
        "depth",
        *(f"inside_{name}" for name in TAG_FLAGS),
        *(f"inside_{name}_words" for name in FAMILIES),
        *(f"near_{name}_words" for name in FAMILIES),
        *(f"up{level}_{name}" for level in (1, 2, 3)
          for name in ("log_words", "link_share", "stop_rate", "share", "log_blocks")),
        *(f"page_{name}" for name in
            "log_words log_blocks link_share stop_rate paragraphs headings items cells forms main"
            " article listiness".split()),
        *heading_names(list(WORDINGS)),
        *like_names(),
        *DESCRIBED,
    ]  # fmt: skip


def page_features(tree: Tree, head: Head) -> PageFeatures:
    """Features of all blocks of `tree`; `head` tells the page's title and description."""
    # What holds no block is never asked for its hint.
    hints = [
        read_hint(tag, attributes) if first < last else NO_HINT
        for tag, attributes, first, last in zip(tree.tags, tree.attributes, tree.first, tree.last, strict=True)
    ]
    elements = np.array([block.element for block in tree.blocks], dtype=np.int64)
    counts = count_blocks(tree.blocks)
    parents = np.array([*tree.parents, -1], dtype=np.int64)
    ancestors, bags = _ancestor_bags(elements, parents, hints)
    wider = _wider(tree)
    around = surroundings(tree, elements, wider, ancestors)
    says = wording_columns(tree)
    dense = np.concatenate(
        [
            _text_columns(counts),
            _mark_columns(tree, counts),
            _tag_columns(tree),
            says,
            _place_columns(tree, counts, elements, head.title),
            _hint_columns(elements, parents, hints),
            _container_columns(tree, counts, elements, wider),
            _page_columns(tree, counts),
            heading_columns(tree, says),
            like_columns(tree, counts, around.groups, ancestors),
            described_columns(tree, f"{head.description}\n{head.meta.get('og:description', '')}"),
        ],
        axis=1,
        dtype=np.float32,
    )
    return PageFeatures(dense, ancestors, bags, around)


def _text_columns(counts: BlockCounts) -> Floats:
    words = np.maximum(counts.words, 1)
    return np.concatenate(
        [
            np.log1p(counts.characters)[:, None],
            np.log1p(words)[:, None],
            np.minimum(counts.characters / words, 20)[:, None] / 10,
            counts.classes[:, :-1] / np.maximum(counts.characters, 1)[:, None],
        ],
        axis=1,
        dtype=np.float32,
    )


def _mark_columns(tree: Tree, counts: BlockCounts) -> Floats:
    characters = np.maximum(counts.characters, 1)
    table = np.empty((len(tree.blocks), 5), dtype=np.float32)
    table[:, 0] = counts.ends
    table[:, 1] = np.minimum(counts.links / characters, 1)
    table[:, 2] = np.minimum(counts.bold / characters, 1)
    table[:, 3] = np.log1p(np.array([len(block.links) for block in tree.blocks], dtype=np.float32))
    table[:, 4] = [block.is_button for block in tree.blocks]
    return table


def _tag_columns(tree: Tree) -> Floats:
    numbers = [_TAG_INDEX.get(block.tag, _OTHER_TAG) for block in tree.blocks]
    return np.eye(_OTHER_TAG + 1, dtype=np.float32)[numbers].reshape(len(numbers), _OTHER_TAG + 1)


def _place_columns(tree: Tree, counts: BlockCounts, elements: Ints, title: str) -> Floats:
    blocks = tree.blocks
    before = np.cumsum(counts.words) - counts.words
    first_h1 = next((at for at, block in enumerate(blocks) if block.level == 1), -1)
    copies = Counter([block.text for block in blocks])
    folded = title.casefold()
    longest = min(_TITLE_MOST, len(folded))
    in_title = [_TITLE_LEAST <= len(block.text) <= longest and block.text.casefold() in folded for block in blocks]
    numbers = np.arange(len(blocks))
    distance = numbers - first_h1 if first_h1 >= 0 else numbers
    table = np.empty((len(blocks), 7), dtype=np.float32)
    table[:, 0] = in_title
    table[:, 1] = np.minimum([copies[block.text] - 1 for block in blocks], 3)
    table[:, 2] = numbers / max(len(blocks), 1)
    table[:, 3] = before / max(int(counts.words.sum()), 1)
    table[:, 4] = distance >= 0 if first_h1 >= 0 else 0.5
    table[:, 5] = np.log1p(np.abs(distance)) / 4
    table[:, 6] = _depths(tree)[elements] / 20
    return table


def _depths(tree: Tree) -> Ints:
    depths: list[int] = []
    for parent in tree.parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return np.array(depths or [0], dtype=np.int64)


def _hint_columns(elements: Ints, parents: Ints, hints: list[Hint]) -> Floats:
    """Flags of all elements around a block, and the families of the two nearest."""
    # What is of no element stands last, where -1 leads.
    own = [*(hint.flags for hint in hints), 0]
    inside = [0] * len(own)
    for at, parent in enumerate(parents[:-1].tolist()):
        inside[at] = own[at] | inside[parent]
    flags = np.array(own, dtype=np.int64)
    near = flags[elements] | flags[parents[elements]]
    return np.concatenate(
        [
            _bits(np.array(inside, dtype=np.int64)[elements], len(TAG_FLAGS) + len(FAMILIES)),
            _bits(near >> len(TAG_FLAGS), len(FAMILIES)),
        ],
        axis=1,
    )


def _bits(values: Ints, width: int) -> Floats:
    """The lowest bits of each number, the first one first; (n, width)."""
    octets = values.astype("<i8").view(np.uint8).reshape(-1, 8)
    return np.unpackbits(octets, axis=1, count=width, bitorder="little").astype(np.float32)


def _wider(tree: Tree) -> Ints:
    """Of each element the next around it that holds more blocks, -1 for none; the last stands for no element."""
    up: list[int] = []
    for at, parent in enumerate(tree.parents):
        same = parent >= 0 and tree.first[parent] == tree.first[at] and tree.last[parent] == tree.last[at]
        up.append(up[parent] if same else parent)
    return np.array([*up, -1], dtype=np.int64)


def _container_columns(tree: Tree, counts: BlockCounts, elements: Ints, wider: Ints) -> Floats:
    """Size, link share and prose rate of the three nearest containers that hold more than the one below."""
    first = np.array([*tree.first, 0], dtype=np.int64)
    last = np.array([*tree.last, len(tree.blocks)], dtype=np.int64)
    sums = _cumulative(counts)
    total = max(float(sums[-1, 0]), 1.0)
    columns = []
    for _ in range(3):
        begin, end = first[elements], last[elements]
        part = sums[end] - sums[begin]
        words = np.maximum(part[:, 0], 1)
        columns += [
            np.log1p(words),
            np.minimum(part[:, 1] / np.maximum(part[:, 3], 1), 1),
            np.minimum(part[:, 2] / words * 10, 3),
            part[:, 0] / total,
            np.log1p(end - begin),
        ]
        elements = wider[elements]
    return np.stack(columns, axis=1).astype(np.float32)


def _cumulative(counts: BlockCounts) -> NDArray[np.float64]:
    """Running sums before each block: words, characters of links, sentence ends in prose, characters."""
    table = np.zeros((len(counts.words) + 1, 4))
    stops = counts.classes[:, STOP] + counts.classes[:, COMMA]
    prose = np.where(counts.words >= _PROSE_WORDS, stops, 0)
    np.cumsum(np.stack([counts.words, counts.links, prose, counts.characters], axis=1), axis=0, out=table[1:])
    return table


def _page_columns(tree: Tree, counts: BlockCounts) -> Floats:
    blocks = tree.blocks
    size = max(len(blocks), 1)
    words = max(int(counts.words.sum()), 1)
    tags = Counter([block.tag for block in blocks])
    long_items = sum([block.tag != "p" and len(block.text) > _LONG_ITEM for block in blocks])
    row = [
        np.log1p(words),
        np.log1p(len(blocks)),
        min(float(counts.links.sum()) / max(int(counts.characters.sum()), 1), 1),
        min(float(counts.classes[:, STOP].sum()) / words * 10, 3),
        tags["p"] / size,
        (tags["h2"] + tags["h3"] + tags["h4"]) / size,
        tags["li"] / size,
        (tags["td"] + tags["th"]) / size,
        np.log1p(len(tree.inputs)) / 3,
        float("main" in tree.tags),
        np.log1p(tree.tags.count("article")),
        long_items / size,
    ]
    return np.repeat(np.array([row], dtype=np.float32), len(blocks), axis=0)


def _ancestor_bags(elements: Ints, parents: Ints, hints: list[Hint]) -> tuple[Ints, list[tuple[int, ...]]]:
    rows: dict[tuple[int, ...], int] = {}
    of_element = np.array([rows.setdefault(hint.buckets, len(rows)) for hint in hints] + [-1], dtype=np.int64)
    table = np.empty((len(elements), ANCESTORS), dtype=np.int64)
    for column in range(ANCESTORS):
        table[:, column] = of_element[elements]
        elements = parents[elements]
    return table, list(rows)
