"""Words of many texts at once, as arrays of hashes.

Texts are joined and looked at as one array of code points; a word's hash is a difference of prefix sums of a
polynomial modulo 2^64 (Karp and Rabin 1987), so that no Python code runs per word. Hashes depend on the folded
letters alone: they are the same on every machine, in every run and every order.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["CAP_INSIDE", "CAP_START", "MAX_CHARS", "Tokens", "mix", "tokenise", "word_hash"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

MAX_CHARS = 60_000
"""Characters of a text that are looked at; what two tellings share shows long before."""

CAP_START = 1
"""The word has a capital where any word would: at the start of a sentence or line."""
CAP_INSIDE = 2
"""The word has a capital inside a sentence or stands after a quotation mark: likely a name."""

_BASE = 0x9E3779B97F4A7C15 | 1
_PLANE = 1 << 16
_OTHER, _LETTER, _UPPER, _DIGIT, _END, _NEWLINE, _QUOTE = range(7)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of some texts in order; all arrays have one entry a word.

    `text` (int64) is the number of the text, `word` (uint64) the hash of the folded word, `start` and `stop`
    (int64) its place in `joined`, `sentence` (int64) a number that grows by one at each sentence end and line break,
    `capital` (uint8) is 0, `CAP_START` or `CAP_INSIDE`. `sums` (uint64) are the prefix sums that hashes are made of,
    one more than there are code points.
    """

    joined: str
    text: Ints
    word: Hashes
    start: Ints
    stop: Ints
    sentence: Ints
    capital: NDArray[np.uint8]
    sums: Hashes

    def spelled(self, index: int) -> str:
        """The word at `index` as it was written."""
        return self.joined[self.start[index] : self.stop[index]]

    def hashes(self, start: Ints, stop: Ints) -> Hashes:
        """Hashes of the folded letters from `start` to `stop`: equal wherever the same letters stand."""
        return _between(self.sums, start, stop)


def tokenise(texts: Sequence[str]) -> Tokens:
    """Words of `texts`, of each at most the first `MAX_CHARS` characters."""
    cleaned = [_clean(text) for text in texts]
    joined = "\n".join(cleaned) + "\n"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    lower, kinds = _tables()
    points = np.where(points < _PLANE, points, 0xFFFD)
    kind = kinds[points]
    in_word = (kind >= _LETTER) & (kind <= _DIGIT)
    edge = np.flatnonzero(np.diff(in_word, prepend=False))
    start, stop = edge[0::2], edge[1::2]
    offsets = np.cumsum([0] + [len(text) + 1 for text in cleaned])
    sums = _prefix_sums(lower[points])
    return Tokens(
        joined=joined,
        text=np.searchsorted(offsets, start, side="right") - 1,
        word=_between(sums, start, stop),
        start=start,
        stop=stop,
        sentence=_sentences(kind, start, stop),
        capital=_capitals(kind, start, stop),
        sums=sums,
    )


def word_hash(word: str) -> int:
    """The hash that `tokenise` gives this one word."""
    tokens = tokenise([word])
    return int(tokens.word[0]) if len(tokens.word) else 0


def mix(values: Hashes) -> Hashes:
    """Well-spread 64-bit hashes of 64-bit values (finaliser of splitmix64, Steele and others 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _clean(text: str) -> str:
    text = text[:MAX_CHARS]
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.translate(_INVISIBLE) if any(map(text.__contains__, "\u00ad\u200b\u200c\u200d\u2060\ufeff")) else text


@cache
def _tables() -> tuple[Hashes, NDArray[np.uint8]]:
    """Folded code point and kind of each code point of the basic plane."""
    lower = np.arange(_PLANE, dtype=np.uint64)
    kinds = np.full(_PLANE, _OTHER, dtype=np.uint8)
    for point in range(_PLANE):
        char = chr(point)
        folded = unicodedata.normalize("NFKC", char).casefold()
        if len(folded) == 1:
            lower[point] = ord(folded)
        if char.isdecimal():
            kinds[point] = _DIGIT
        elif char.isupper():
            kinds[point] = _UPPER
        elif char.isalpha() or unicodedata.category(char) == "Mn":
            kinds[point] = _LETTER
    for chars, kind in ((".!?…", _END), ("\n\r\v\f\x85\u2028\u2029", _NEWLINE), ("\"”“„«»'’‘", _QUOTE)):
        kinds[[ord(char) for char in chars]] = kind
    lower.flags.writeable = kinds.flags.writeable = False
    return lower, kinds


@cache
def _powers(length: int) -> tuple[Hashes, Hashes]:
    """Powers of the base and of its inverse modulo 2^64."""
    inverse = pow(_BASE, -1, 1 << 64)
    base = np.full(length, _BASE, dtype=np.uint64)
    back = np.full(length, inverse, dtype=np.uint64)
    base[0] = back[0] = 1
    return np.multiply.accumulate(base), np.multiply.accumulate(back)


def _prefix_sums(letters: Hashes) -> Hashes:
    powers, _ = _powers(_room(len(letters)))
    sums = np.zeros(len(letters) + 1, dtype=np.uint64)
    np.cumsum(letters * powers[: len(letters)], out=sums[1:])
    return sums


def _between(sums: Hashes, start: Ints, stop: Ints) -> Hashes:
    _, back = _powers(_room(len(sums) - 1))
    return mix((sums[stop] - sums[start]) * back[start])


def _room(length: int) -> int:
    """A power of two above `length`, so that few tables of powers are made."""
    return 1 << max(length.bit_length(), 12)


def _sentences(kind: NDArray[np.uint8], start: Ints, stop: Ints) -> Ints:
    """Numbers of sentences; a full stop inside a word or number ends none."""
    if not len(start):
        return np.zeros(0, dtype=np.int64)
    newline = np.concatenate([[0], np.cumsum(kind == _NEWLINE)])
    ended = np.concatenate([[0], np.cumsum(kind == _END)])
    breaks = np.zeros(len(start), dtype=bool)
    gap_start, gap_stop = stop[:-1], start[1:]
    breaks[1:] = newline[gap_stop] > newline[gap_start]
    breaks[1:] |= (ended[gap_stop] > ended[gap_start]) & (gap_stop - gap_start > 1)
    return np.cumsum(breaks)


def _capitals(kind: NDArray[np.uint8], start: Ints, stop: Ints) -> NDArray[np.uint8]:
    capital = np.zeros(len(start), dtype=np.uint8)
    if not len(start):
        return capital
    upper = kind[start] == _UPPER
    begins = np.concatenate([[True], np.diff(_sentences(kind, start, stop)) > 0])
    quoted = kind[np.maximum(start - 1, 0)] == _QUOTE
    capital[upper] = CAP_START
    capital[upper & (~begins | quoted)] = CAP_INSIDE
    return capital
