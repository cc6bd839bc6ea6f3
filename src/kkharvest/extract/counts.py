"""Characters, words and links of a page's blocks, counted once for all that ask.

Characters of each class are counted over one array of the whole page's code points: no Python loop touches one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.tree import Block

__all__ = ["CLASSES", "COMMA", "STOP", "BlockCounts", "count_blocks"]

Ints = NDArray[np.int64]

# Classes of characters; words are runs of characters that are neither spaces nor line breaks.
CLASSES = "letters upper digits spaces stops commas signs lines".split()
_LETTER, _UPPER, _DIGIT, _SPACE, STOP, COMMA, _SIGN, _LINE = range(8)
_TABLE_SIZE = 0x2100


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
            table[code] = STOP
        elif character in ",;":
            table[code] = COMMA
    return table


_TABLE = _class_table()


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


def count_blocks(blocks: list[Block]) -> BlockCounts:
    """Counts of these blocks."""
    count = len(blocks)
    # Every text ends in a line break here, which is none of it.
    joined = "".join([f"{block.text}\n" for block in blocks])
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype=np.uint32)
    of_point = _TABLE[np.minimum(points, _TABLE_SIZE - 1)]
    sizes = np.array([len(block.text) + 1 for block in blocks], dtype=np.int64)
    keys = np.repeat(np.arange(count) * len(CLASSES), sizes)
    keys += of_point
    classes = np.bincount(keys, minlength=count * len(CLASSES)).reshape(count, len(CLASSES))
    classes[:, _LINE] -= 1
    filled = (of_point != _SPACE) & (of_point != _LINE)
    filled[1:] &= ~filled[:-1]
    words = np.add.reduceat(filled, np.cumsum(sizes) - sizes, dtype=np.int64) if count else sizes
    return BlockCounts(
        classes,
        sizes - 1,
        words,
        np.array([block.link_length for block in blocks], dtype=np.int64),
        np.array([block.bold_length for block in blocks], dtype=np.int64),
        np.array([block.text[-1:] in ".!?…" for block in blocks], dtype=np.bool_),
    )
