"""Characters, words and links of a page's blocks, counted once for all that ask. Compiled, see setup.py."""

from dataclasses import dataclass

import cython
import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.tree import Block

__all__ = ["CLASSES", "COMMA", "STOP", "BlockCounts", "count_blocks"]

Ints = NDArray[np.int64]

# Classes of characters; words are runs of characters that are neither spaces nor line breaks.
CLASSES = "letters upper digits spaces stops commas signs lines".split()
_LETTER, _UPPER, _DIGIT, _SPACE, STOP, COMMA, _SIGN, _LINE = range(8)


def _class_of(character: str) -> int:
    sorts = (
        (_LINE, character == "\n"),
        (_SPACE, character.isspace()),
        (_UPPER, character.isupper()),
        (_LETTER, character.isalpha()),
        (_DIGIT, character.isdigit()),
        (STOP, character in ".!?…:"),
        (COMMA, character in ",;"),
    )
    return next((sort for sort, holds in sorts if holds), _SIGN)


# Classes of the first characters; all others are signs.
_TABLE = bytes(map(_class_of, map(chr, range(0x2100))))


@dataclass(frozen=True, slots=True)
class BlockCounts:
    """Of each of n blocks: characters, those of each class, (n, classes), of links and in bold, and words.

    `ends`: whether the text ends as a sentence does. All int but that, without unit, (n,).
    """

    classes: Ints
    characters: Ints
    words: Ints
    links: Ints
    bold: Ints
    ends: NDArray[np.bool_]


@cython.locals(classes_view="long long[:, ::1]", lengths_view="long long[:, ::1]", ends_view="unsigned char[::1]")
def count_blocks(blocks: list[Block]) -> BlockCounts:
    """Counts of these blocks."""
    size: cython.Py_ssize_t = len(blocks)
    row: cython.Py_ssize_t
    sort: cython.Py_ssize_t
    table: bytes = _TABLE
    table_size: cython.Py_ssize_t = len(table)
    space: cython.Py_ssize_t = _SPACE
    line: cython.Py_ssize_t = _LINE
    sign: cython.Py_ssize_t = _SIGN
    words: cython.Py_ssize_t
    begins: cython.int
    after_gap: cython.int
    character: cython.Py_UCS4
    classes = np.zeros((size, len(CLASSES)), dtype=np.int64)
    lengths = np.empty((4, size), dtype=np.int64)
    ends = np.empty(size, dtype=np.uint8)
    ends_view = ends
    classes_view = classes
    lengths_view = lengths
    for row in range(size):
        block = blocks[row]
        text: str = block.text
        words = 0
        after_gap = 1
        character = "."
        for character in text:
            sort = table[ord(character)] if ord(character) < table_size else sign
            classes_view[row, sort] += 1
            begins = after_gap
            after_gap = (sort == space) | (sort == line)
            words += begins > after_gap
        lengths_view[0, row] = len(text)
        lengths_view[1, row] = words
        lengths_view[2, row] = block.link_length
        lengths_view[3, row] = block.bold_length
        ends_view[row] = character in ".!?…"
    return BlockCounts(classes, lengths[0], lengths[1], lengths[2], lengths[3], ends.view(np.bool_))
