"""Numbers that describe the blocks of a page: the input of the content model. `columns` reckons most of them."""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.columns import (
    container_columns,
    heading_columns,
    hint_columns,
    like_columns,
    mark_columns,
    page_columns,
    place_columns,
    tag_columns,
    text_columns,
)
from kkharvest.extract.counts import CLASSES, count_blocks
from kkharvest.extract.description import DESCRIBED, described_columns
from kkharvest.extract.hints import FAMILIES, TAG_FLAGS, read_hints
from kkharvest.extract.lexicon import WORDINGS, wording_columns
from kkharvest.extract.metadata import Head
from kkharvest.extract.surroundings import LEVELS, Surroundings
from kkharvest.extract.tables import (
    BLOCK_TAGS,
    groups_alike,
    ranges_of,
    read_blocks,
    read_elements,
    rows_upwards,
    running_sums,
)
from kkharvest.extract.tree import Tree

__all__ = ["ANCESTORS", "PageFeatures", "feature_names", "page_features"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

ANCESTORS = 6
_LIKE = ("log_count", "log_words", "link_share", "sentences", "share", "spread")
# Names of the columns of `PageFeatures.dense`, by the function that fills them, in order.
_COLUMNS = {
    "text": ["log_characters", "log_words", "word_length", *(f"share_{name}" for name in CLASSES[:-1])],
    "marks": ["ends_in_stop", "link_share", "bold_share", "log_links", "is_button"],
    "tag": [*(f"tag_{tag}" for tag in BLOCK_TAGS), "tag_other"],
    "says": [f"says_{name}" for name in WORDINGS],
    "place": "in_title repeated position position_words after_h1 log_distance_h1 depth".split(),
    "hints": [
        *(f"inside_{name}" for name in TAG_FLAGS),
        *(f"{where}_{name}_words" for where in ("inside", "near") for name in FAMILIES),
    ],
    "containers": [
        f"up{level}_{name}"
        for level in (1, 2, 3)
        for name in ("log_words", "link_share", "stop_rate", "share", "log_blocks")
    ],
    "page": [
        f"page_{name}"
        for name in (
            "log_words log_blocks link_share stop_rate paragraphs headings items cells forms main article listiness"
        ).split()
    ],
    "headings": [
        *(f"heading_{name}" for name in WORDINGS),
        *(f"headings_{name}" for name in WORDINGS),
        *(f"heading_{name}" for name in ("is_there", "log_distance", "level", "link_share", "depth")),
    ],
    "like": [*(f"{how}_like_{name}" for how in ("closely", "loosely") for name in _LIKE), "seen_before"],
    "described": list(DESCRIBED),
}


def _places() -> dict[str, slice]:
    ends = list(accumulate(map(len, _COLUMNS.values())))
    return {name: slice(end - len(names), end) for (name, names), end in zip(_COLUMNS.items(), ends, strict=True)}


_PLACES = _places()
_WIDTH = sum(map(len, _COLUMNS.values()))


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
        if not start and stop >= len(self.dense):
            return self
        return PageFeatures(
            self.dense[start:stop], self.ancestors[start:stop], self.bags, self.around.part(start, stop)
        )


def feature_names() -> list[str]:
    """Names of the columns of `PageFeatures.dense`, in order."""
    return [name for names in _COLUMNS.values() for name in names]


def page_features(tree: Tree, head: Head) -> PageFeatures:
    """Features of all blocks of `tree`; `head` tells the page's title and description."""
    blocks, elements, hints = read_blocks(tree), read_elements(tree), read_hints(tree)
    counts = count_blocks(tree.blocks)
    sums = running_sums(counts)
    ancestors = rows_upwards(blocks, elements, hints, ANCESTORS)
    closely, loosely = groups_alike(blocks, ancestors, len(hints.bags))
    dense = np.empty((len(tree.blocks), _WIDTH), dtype=np.float32)
    part = {name: dense[:, columns] for name, columns in _PLACES.items()}
    text_columns(part["text"], counts)
    mark_columns(part["marks"], counts, blocks)
    tag_columns(part["tag"], blocks)
    part["says"][:] = wording_columns(tree)
    place_columns(part["place"], sums, blocks, elements, tree, head.title)
    hint_columns(part["hints"], blocks, elements, hints)
    container_columns(part["containers"], sums, blocks, elements)
    page_columns(part["page"], sums, blocks, counts, tree)
    heading_columns(part["headings"], part["says"], blocks, counts)
    like_columns(part["like"], counts, blocks, closely, loosely)
    part["described"][:] = described_columns(tree, f"{head.description}\n{head.meta.get('og:description', '')}")
    return PageFeatures(dense, ancestors, hints.bags, Surroundings(ranges_of(blocks, elements, LEVELS), closely))
