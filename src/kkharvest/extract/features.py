"""Numbers that describe the blocks of a page: the input of the content model.

Counts of characters are cumulative sums over one array of the whole page's code points, sums over elements are
differences of cumulative sums over blocks: no Python loop touches a character.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.hints import FAMILIES, TAG_FLAGS, Hint, read_hint
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

_LETTER, _UPPER, _DIGIT, _SPACE, _STOP, _COMMA, _SIGN, _LINE = range(8)
_CLASSES = 8
_TABLE_SIZE = 0x2100
_TITLE_LEAST, _TITLE_MOST = 4, 299
_PROSE_WORDS = 7
_LONG_ITEM = 100


def _class_table() -> NDArray[np.uint8]:
    table = np.full(_TABLE_SIZE, _SIGN, dtype=np.uint8)
    for code in range(_TABLE_SIZE):
        character = chr(code)
        if character == "\n":
            table[code] = _LINE
        elif character.isspace():
            table[code] = _SPACE
        elif character.isupper():
            table[code] = _UPPER
        elif character.isalpha():
            table[code] = _LETTER
        elif character.isdigit():
            table[code] = _DIGIT
        elif character in ".!?…:":
            table[code] = _STOP
        elif character in ",;":
            table[code] = _COMMA
    return table


_TABLE = _class_table()


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
    counts = "letters upper digits spaces stops commas signs".split()
    return [
        "log_characters",
        "log_words",
        "word_length",
        *(f"share_{name}" for name in counts),
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
    hints = [read_hint(tag, attributes) for tag, attributes in zip(tree.tags, tree.attributes, strict=True)]
    elements = np.array([block.element for block in tree.blocks], dtype=np.int64)
    text = _text_counts(tree)
    parents = np.array(tree.parents or [-1], dtype=np.int64)
    ancestors, bags = _ancestor_bags(elements, parents, hints)
    wider = _wider(tree)
    around = surroundings(tree, elements, wider, ancestors)
    says = wording_columns(tree)
    dense = np.concatenate(
        [
            _text_columns(text),
            _mark_columns(tree, text),
            _tag_columns(tree),
            says,
            _place_columns(tree, text, head.title),
            _hint_columns(elements, tree.parents, hints),
            _container_columns(tree, text, elements, wider),
            _page_columns(tree, text),
            heading_columns(tree, says),
            like_columns(tree, around.groups, ancestors),
            described_columns(tree, f"{head.description}\n{head.meta.get('og:description', '')}"),
        ],
        axis=1,
        dtype=np.float32,
    )
    return PageFeatures(dense, ancestors, bags, around)


def _text_counts(tree: Tree) -> Ints:
    """Characters of each class in each block, (n, classes + 1); the last column counts words."""
    count = len(tree.blocks)
    # Every text ends in a line break here, which is none of it.
    joined = "".join([f"{block.text}\n" for block in tree.blocks])
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    classes = _TABLE[np.minimum(points, _TABLE_SIZE - 1)]
    owners = np.repeat(np.arange(count), [len(block.text) + 1 for block in tree.blocks])
    counts = np.empty((count, _CLASSES + 1), dtype=np.int64)
    counts[:, :_CLASSES] = np.bincount(owners * _CLASSES + classes, minlength=count * _CLASSES).reshape(-1, _CLASSES)
    counts[:, _LINE] -= 1
    filled = (classes != _SPACE) & (classes != _LINE)
    begins = filled.copy()
    begins[1:] &= ~filled[:-1]
    counts[:, _CLASSES] = np.bincount(owners[begins], minlength=count)
    return counts


def _text_columns(counts: Ints) -> Floats:
    characters = counts[:, :_CLASSES].sum(axis=1)
    words = np.maximum(counts[:, _CLASSES], 1)
    size = np.maximum(characters, 1)[:, None]
    return np.concatenate(
        [
            np.log1p(characters)[:, None],
            np.log1p(words)[:, None],
            np.minimum(characters / words, 20)[:, None] / 10,
            counts[:, :_LINE] / size,
        ],
        axis=1,
        dtype=np.float32,
    )


def _mark_columns(tree: Tree, counts: Ints) -> Floats:
    characters = np.maximum(counts[:, :_CLASSES].sum(axis=1), 1)
    blocks = tree.blocks
    table = np.empty((len(blocks), 5), dtype=np.float32)
    table[:, 0] = [block.text[-1:] in ".!?…" for block in blocks]
    table[:, 1] = np.minimum(np.array([block.link_length for block in blocks], dtype=np.float32) / characters, 1)
    table[:, 2] = np.minimum(np.array([block.bold_length for block in blocks], dtype=np.float32) / characters, 1)
    table[:, 3] = np.log1p(np.array([len(block.links) for block in blocks], dtype=np.float32))
    table[:, 4] = [block.is_button for block in blocks]
    return table


def _tag_columns(tree: Tree) -> Floats:
    numbers = [_TAG_INDEX.get(block.tag, _OTHER_TAG) for block in tree.blocks]
    return np.eye(_OTHER_TAG + 1, dtype=np.float32)[numbers].reshape(len(numbers), _OTHER_TAG + 1)


def _place_columns(tree: Tree, counts: Ints, title: str) -> Floats:
    blocks = tree.blocks
    size = max(len(blocks), 1)
    words = counts[:, _CLASSES]
    before = np.cumsum(words) - words
    first_h1 = next((at for at, block in enumerate(blocks) if block.level == 1), -1)
    seen: dict[str, int] = {}
    for block in blocks:
        seen[block.text] = seen.get(block.text, 0) + 1
    folded = title.casefold()
    in_title = [_TITLE_LEAST <= len(block.text) <= _TITLE_MOST and block.text.casefold() in folded for block in blocks]
    numbers = np.arange(len(blocks))
    distance = numbers - first_h1 if first_h1 >= 0 else numbers
    depth = _depths(tree)
    columns: list[NDArray[np.floating]] = [
        np.array(in_title, dtype=np.float32),
        np.array([min(seen[block.text] - 1, 3) for block in blocks], dtype=np.float32),
        numbers / size,
        before / max(int(words.sum()), 1),
        (distance >= 0).astype(np.float32) if first_h1 >= 0 else np.full(len(blocks), 0.5),
        np.log1p(np.abs(distance)) / 4,
        np.array([depth[block.element] for block in blocks], dtype=np.float32) / 20,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _depths(tree: Tree) -> list[int]:
    depths: list[int] = []
    for parent in tree.parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return depths or [0]


def _hint_columns(elements: Ints, parents: list[int], hints: list[Hint]) -> Floats:
    tags, words, near = [0] * (len(hints) + 1), [0] * (len(hints) + 1), [0] * (len(hints) + 1)
    for at, hint in enumerate(hints):
        parent = parents[at]
        tags[at] = hint.tag_flags | tags[parent]
        words[at] = hint.families | words[parent]
        near[at] = hint.families | (hints[parent].families if parent >= 0 else 0)
    columns = [
        _bits(np.array(values, dtype=np.int64)[elements], width)
        for values, width in ((tags, len(TAG_FLAGS)), (words, len(FAMILIES)), (near, len(FAMILIES)))
    ]
    return np.concatenate(columns, axis=1, dtype=np.float32)


def _bits(values: Ints, width: int) -> Floats:
    return ((values[:, None] >> np.arange(width)) & 1).astype(np.float32)


def _wider(tree: Tree) -> Ints:
    """Of each element the next around it that holds more blocks, -1 for none; the last stands for no element."""
    up: list[int] = []
    for at, parent in enumerate(tree.parents):
        same = parent >= 0 and tree.first[parent] == tree.first[at] and tree.last[parent] == tree.last[at]
        up.append(up[parent] if same else parent)
    return np.array([*up, -1], dtype=np.int64)


def _container_columns(tree: Tree, counts: Ints, elements: Ints, wider: Ints) -> Floats:
    """Size, link share and prose rate of the three nearest containers that hold more than the one below."""
    first = np.array([*tree.first, 0], dtype=np.int64)
    last = np.array([*tree.last, len(tree.blocks)], dtype=np.int64)
    sums = _cumulative(tree, counts)
    total = max(float(sums[-1, 0]), 1.0)
    columns = []
    for _ in range(3):
        part = sums[last[elements]] - sums[first[elements]]
        words = np.maximum(part[:, 0], 1)
        columns += [
            np.log1p(words),
            np.minimum(part[:, 1] / np.maximum(part[:, 3], 1), 1),
            np.minimum(part[:, 2] / words * 10, 3),
            part[:, 0] / total,
            np.log1p(last[elements] - first[elements]),
        ]
        elements = wider[elements]
    return np.stack(columns, axis=1).astype(np.float32)


def _cumulative(tree: Tree, counts: Ints) -> NDArray[np.float64]:
    """Running sums before each block: words, characters of links, sentence ends in prose, characters."""
    table = np.zeros((len(tree.blocks) + 1, 4))
    characters = counts[:, :_CLASSES].sum(axis=1)
    prose = np.where(counts[:, _CLASSES] >= _PROSE_WORDS, counts[:, _STOP] + counts[:, _COMMA], 0)
    links = np.array([block.link_length for block in tree.blocks], dtype=np.float64)
    table[1:] = np.cumsum(np.stack([counts[:, _CLASSES], links, prose, characters], axis=1), axis=0)
    return table


def _page_columns(tree: Tree, counts: Ints) -> Floats:
    blocks = tree.blocks
    size = max(len(blocks), 1)
    words = max(int(counts[:, _CLASSES].sum()), 1)
    characters = max(int(counts[:, :_CLASSES].sum()), 1)
    tags = [block.tag for block in blocks]
    long_items = sum(1 for block in blocks if block.tag != "p" and len(block.text) > _LONG_ITEM)
    row = [
        np.log1p(words),
        np.log1p(len(blocks)),
        min(sum(block.link_length for block in blocks) / characters, 1),
        min(float(counts[:, _STOP].sum()) / words * 10, 3),
        tags.count("p") / size,
        sum(1 for tag in tags if tag in {"h2", "h3", "h4"}) / size,
        tags.count("li") / size,
        (tags.count("td") + tags.count("th")) / size,
        np.log1p(len(tree.inputs)) / 3,
        float("main" in tree.tags),
        np.log1p(tree.tags.count("article")),
        long_items / size,
    ]
    return np.repeat(np.array([row], dtype=np.float32), len(blocks), axis=0)


def _ancestor_bags(elements: Ints, parents: Ints, hints: list[Hint]) -> tuple[Ints, list[tuple[int, ...]]]:
    rows: dict[tuple[int, ...], int] = {}
    of_element = np.array([rows.setdefault(hint.buckets, len(rows)) for hint in hints] + [-1], dtype=np.int64)
    padded = np.concatenate((parents, [-1]))
    columns = []
    for _ in range(ANCESTORS):
        columns.append(of_element[elements])
        elements = padded[elements]
    table = np.stack(columns, axis=1)
    return table, list(rows)
