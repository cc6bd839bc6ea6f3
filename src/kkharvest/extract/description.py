"""Which blocks of a page its own description speaks of. Compiled, see setup.py."""

import cython
import numpy as np
from numpy.typing import NDArray

from kkharvest.extract.tree import Tree

__all__ = ["DESCRIBED", "described_columns"]

# Names of the columns of `described_columns`, in order.
DESCRIBED = ("share_described", "begins_described")
_LEAST_WORDS, _MOST_WORDS, _BEGINNING, _BEGINNING_LEAST = 4, 60, 40, 25
_MARKS = 4096


@cython.locals(view="float[:, ::1]")
def described_columns(tree: Tree, description: str) -> NDArray[np.float32]:
    """Share of the first words that the page's description has too, and whether that holds the block's beginning."""
    folded: str = description.casefold()
    known: set[str] = set(folded.split())
    table = np.zeros((len(tree.blocks), len(DESCRIBED)), dtype=np.float32)
    if not known:
        return table
    marks: bytearray = bytearray(_MARKS)
    for word in known:
        marks[_mark(word)] = 1
    view = table
    row: cython.Py_ssize_t
    shared: cython.Py_ssize_t
    for row, block in enumerate(tree.blocks):
        words: cython.Py_ssize_t = block.words
        if words >= _LEAST_WORDS:
            line: str = block.line.casefold()
            shared = _shared(line, known, marks)
            view[row, 0] = shared / min(words, _MOST_WORDS)
            view[row, 1] = len(line) > _BEGINNING_LEAST and line[:_BEGINNING] in folded
    return table


@cython.cfunc
def _shared(line: str, known: set[str], marks: bytearray) -> cython.Py_ssize_t:
    """How many of the first words, parted by single spaces, are known; only those with a mark are looked up."""
    most: cython.Py_ssize_t = _MOST_WORDS
    lowest: cython.uint = _MARKS - 1
    read: cython.Py_ssize_t = 0
    shared: cython.Py_ssize_t = 0
    start: cython.Py_ssize_t = 0
    at: cython.Py_ssize_t
    mark: cython.uint = 0
    character: cython.Py_UCS4
    ended: str = f"{line} "
    for at, character in enumerate(ended):
        if character != " ":
            mark = (mark * 31 + ord(character)) & lowest
            continue
        if marks[mark] and ended[start:at] in known:
            shared += 1
        read += 1
        if read == most:
            break
        start = at + 1
        mark = 0
    return shared


@cython.cfunc
def _mark(word: str) -> cython.uint:
    lowest: cython.uint = _MARKS - 1
    mark: cython.uint = 0
    character: cython.Py_UCS4
    for character in word:
        mark = (mark * 31 + ord(character)) & lowest
    return mark
