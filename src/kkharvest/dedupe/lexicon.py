"""What each distinct word stands for: stem, number, year, municipality, edition word.

Python looks at every distinct word once; texts are then mapped through arrays.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.numerals import numeral
from kkharvest.dedupe.sets import column
from kkharvest.dedupe.stems import is_stop_word, language_of, stem
from kkharvest.dedupe.tokens import Tokens, mix, tokenise
from kkharvest.taxonomy.places import Ambiguity, municipalities

_Row = tuple[int, int, int, int, int, int, int, int, int]

__all__ = ["NO_PLACE", "Lexicon", "Meanings"]

NO_PLACE = -1
_YEARS = range(1990, 2061)
_LEAST_NUMBER = 3
_EDITION_WORDS = frozenset(
    "etapp etappen steg steget omgång omgången fas fasen del delen upplaga upplagan phase round step stage part".split()
)
_ORDINALS = {
    word: value
    for value, line in enumerate(
        (
            "första förste first i",
            "andra andre second ii",
            "tredje third iii",
            "fjärde fourth iv",
            "femte fifth v",
            "sjätte sixth vi",
        ),
        start=1,
    )
    for word in line.split()
}
_DISTINCTIVE = {
    "Upplands Väsby": "Väsby",
    "Östra Göinge": "Göinge",
    "Lilla Edet": "Edet",
    "Malung-Sälen": "Malung",
}
# A bare name that is as often a word or a person counts as a place only where a place word stands beside it.
_PLACE_WORDS = frozenset("kommun kommuns kommunen stad stads staden municipality city".split())


@dataclass(frozen=True, slots=True)
class Meanings:
    """What the words of some tokens stand for, one entry a word.

    `stem` (column, -1 for stop words and numbers), `number` (column or -1), `year` (or 0), `place` (row of the
    municipality or -1), `doubtful` (the place's name may be a common word), `edition_word`, `ordinal` (0 when none),
    `place_word`, `language` (1 for a function word of Swedish, 2 of English, 0 for others).
    """

    stem: NDArray[np.int64]
    number: NDArray[np.int64]
    year: NDArray[np.int64]
    place: NDArray[np.int64]
    doubtful: NDArray[np.bool_]
    edition_word: NDArray[np.bool_]
    ordinal: NDArray[np.int64]
    place_word: NDArray[np.bool_]
    language: NDArray[np.int64]


@dataclass(slots=True)
class Lexicon:
    """Words seen so far; grows with every text and can be thrown away at any time."""

    _numbers: dict[int, int] = field(default_factory=dict)
    _rows: list[_Row] = field(default_factory=list)

    def meanings(self, tokens: Tokens) -> Meanings:
        """What each word of `tokens` stands for."""
        distinct, first, inverse = np.unique(tokens.word, return_index=True, return_inverse=True)
        known = [self._numbers.get(word, -1) for word in distinct.tolist()]
        new = [position for position, number in enumerate(known) if number < 0]
        self._learn([int(distinct[at]) for at in new], [tokens.spelled(int(first[at])) for at in new])
        for position in new:
            known[position] = self._numbers[int(distinct[position])]
        table = np.array([self._rows[number] for number in known], dtype=np.int64).reshape(-1, 9)
        return Meanings(
            stem=table[inverse, 0],
            number=table[inverse, 1],
            year=table[inverse, 2],
            place=table[inverse, 3],
            doubtful=table[inverse, 4].astype(bool),
            edition_word=table[inverse, 5].astype(bool),
            ordinal=table[inverse, 6],
            place_word=table[inverse, 7].astype(bool),
            language=table[inverse, 8],
        )

    def _learn(self, keys: list[int], spelled: list[str]) -> None:
        words = [text.casefold() for text in spelled]
        bases = [stem(word) for word in words]
        columns = _columns(bases)
        for key, word, base_column in zip(keys, words, columns, strict=True):
            self._numbers[key] = len(self._rows)
            self._rows.append(_row(word, base_column))


def _columns(bases: list[str]) -> list[int]:
    """The column of each base; a word of several parts goes by its first."""
    tokens = tokenise(bases)
    columns = np.zeros(len(bases), dtype=np.int64)
    columns[tokens.text[::-1]] = column(tokens.word)[::-1]
    found: list[int] = columns.tolist()
    return found


def _row(word: str, base_column: int) -> _Row:
    if word.isdecimal():
        value = int(word[:18])
        is_year = value in _YEARS and len(word) == 4  # noqa: PLR2004 - digits of a year
        number = -1 if is_year else _number(value)
        return (-1, number, value if is_year else 0, NO_PLACE, 0, 0, 0 if is_year else min(value, 99), 0, 0)
    place, doubtful = _places().get(word, (NO_PLACE, False))
    subject = -1 if is_stop_word(word) else base_column
    edition, place_word = word in _EDITION_WORDS, word in _PLACE_WORDS
    return (
        subject,
        _number(numeral(word)),
        0,
        place,
        doubtful,
        edition,
        _ORDINALS.get(word, 0),
        place_word,
        language_of(word),
    )


def _number(value: int) -> int:
    """The column of a number; small ones stand in every text and say nothing."""
    return -1 if value < _LEAST_NUMBER else int(column(mix(np.array([value], dtype=np.uint64)))[0])


@cache
def _places() -> dict[str, tuple[int, bool]]:
    """Row and doubt of each municipality by the word that names it, plain and genitive."""
    doubts = {Ambiguity.WORD, Ambiguity.NAME}
    table: dict[str, tuple[int, bool]] = {}
    for row, place in enumerate(municipalities()):
        doubtful = bool(doubts & set(place.ambiguity))
        name = _DISTINCTIVE.get(place.name, place.name)
        genitive = name if name[-1] in "sxz" else f"{name}s"
        for spelled in (name, genitive, *place.aliases):
            if spelled.isalpha():
                table[spelled.casefold()] = (row, doubtful)
    return table
