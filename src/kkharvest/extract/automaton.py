r"""Many expressions looked for at once: one pass over a text, one step in a table a character.

The table leads from the longest beginning of a match that what was read ends in to the next (Aho & Corasick, 1975),
over classes of characters. It is made for expressions that match finitely many sequences: of characters, `.`, `\d`,
groups, alternatives and `?`, with `\b` beside letters, `^` and `$` at their ends. Compiled, see setup.py.
"""

import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, MutableSequence
from itertools import product

import cython
import numpy as np
from numpy.typing import NDArray

__all__ = ["Automaton"]

_UNIT = re.compile(r"\(\?:|\\.|.", re.DOTALL)
# A text stands between two borders; what a boundary asks for is a character that is no part of a word, or a border.
_ASSERTIONS = {r"\b": r"\W", "^": r"\n", "$": r"\n"}
# Examples of what no expression names: a digit, a letter, a sign; and the border.
_DIGIT, _LETTER, _SIGN, _BORDER = "\u0660\u01bf\0\n"
# Characters from here on are one of these three.
_NAMED_END = 0x2100


class Automaton:
    """Looks for some expressions in texts on one line.

    States and classes of characters are numbers. `classes`: of the first characters, a byte each. `table`: the state
    after a state and a class, `width` classes a state. `matched`: bits of the expressions of which a match ends in a
    state. `border`: the class of both ends of a text, `start`: the state after the first.
    """

    def __init__(self, expressions: Iterable[str]) -> None:
        sequences = [_sequences(iter(_UNIT.findall(expression))) for expression in expressions]
        units = {unit for each in sequences for sequence in each for unit in sequence}
        named = sorted(unit[-1] for unit in units if not re.fullmatch(r"\\\w|\.", unit))
        examples = [*named, _DIGIT, _LETTER, _SIGN, _BORDER]
        of_unit = {unit: [at for at, each in enumerate(examples) if re.fullmatch(unit, each)] for unit in units}
        self._numbers = {example: number for number, example in enumerate(examples)}
        children: list[dict[int, int]] = [{}]
        matched = array("q", [0])
        for bit, each in enumerate(sequences):
            for path in {path for sequence in each for path in product(*map(of_unit.__getitem__, sequence))}:
                state = 0
                for number in path:
                    if number not in children[state]:
                        children[state][number] = len(children)
                        children.append({})
                        matched.append(0)
                    state = children[state][number]
                matched[state] |= 1 << bit
        self.width = len(examples)
        self.matched = matched
        self.table = _linked(children, matched, self.width)
        self.classes = bytes(map(self._class_of, map(chr, range(_NAMED_END))))
        self.border = self._numbers[_BORDER]
        self.start = self.table[self.border]

    def _class_of(self, character: str) -> int:
        """Class of a character; a line break within a text is read as a space."""
        read = " " if character == _BORDER else character
        sort = _DIGIT if read.isdecimal() else _LETTER if read.isalnum() or read == "_" else _SIGN
        return self._numbers.get(read, self._numbers[sort])

    @cython.locals(table="const short[::1]", matched="const long long[::1]")
    def search(self, texts: list[str]) -> NDArray[np.int64]:
        """Bits of the expressions that match somewhere in each text; (n,)."""
        table = self.table
        matched = self.matched
        width: cython.Py_ssize_t = self.width
        classes: bytes = self.classes
        named_end: cython.Py_ssize_t = len(self.classes)
        border: cython.Py_ssize_t = self.border
        start: cython.Py_ssize_t = self.start
        digit: cython.Py_ssize_t = self._numbers[_DIGIT]
        letter: cython.Py_ssize_t = self._numbers[_LETTER]
        sign: cython.Py_ssize_t = self._numbers[_SIGN]
        state: cython.Py_ssize_t
        number: cython.Py_ssize_t
        bits: cython.longlong
        character: cython.Py_UCS4
        text: str
        found = []
        for text in texts:
            state = start
            bits = 0
            for character in text:
                if ord(character) < named_end:
                    number = classes[ord(character)]
                else:
                    number = digit if character.isdecimal() else letter if character.isalnum() else sign
                state = table[state * width + number]
                bits |= matched[state]
            found.append(bits | matched[table[state * width + border]])
        return np.array(found, dtype=np.int64)


def _sequences(units: Iterator[str]) -> set[tuple[str, ...]]:
    """All sequences of expressions of one character that an expression matches, up to its end or its parenthesis."""
    found: set[tuple[str, ...]] = set()
    before: set[tuple[str, ...]] = {()}
    here = before
    for unit in units:
        if unit == ")":
            break
        if unit == "|":
            found |= here
            here = {()}
        elif unit == "?":
            here = here | before
        else:
            before = here
            following = _sequences(units) if unit == "(?:" else {(_ASSERTIONS.get(unit, unit),)}
            here = {left + right for left in before for right in following}
    return found | here


def _linked(children: list[dict[int, int]], matched: MutableSequence[int], width: int) -> MutableSequence[int]:
    """The next state of every state and class, given the tree of all sequences.

    Where a sequence cannot go on, what was read may end in the beginning of a shorter one: that state leads, and what
    matches there matches here.
    """
    table = array("h", bytes(2 * len(children) * width))
    shorter = [0] * len(children)
    waiting = deque([0])
    while waiting:
        state = waiting.popleft()
        row = state * width
        if state:
            table[row : row + width] = table[shorter[state] * width : (shorter[state] + 1) * width]
            matched[state] |= matched[shorter[state]]
        for number, child in children[state].items():
            shorter[child] = table[row + number]
            table[row + number] = child
            waiting.append(child)
    return table
