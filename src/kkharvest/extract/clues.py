"""What each word of a text hints at: a distinct word is read once for all finders, and remembered.

A finder asks a sentence for its clues before it tries an expression; where the clue is missing no match can be.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kkharvest.core.text import sentences
from kkharvest.extract.gazetteer import BODY_WORD, PLACE_WORD, forms_begun, place_forms
from kkharvest.extract.quantities import holds_number

__all__ = [
    "BODY", "CURRENCY", "DIGIT", "FORM", "FUND", "FURNITURE", "MAY_FUND", "NUMBER", "PLACE", "SAID", "SAYING", "TIME",
    "YEARS", "Sentence", "clues_of", "read_sentences", "words_with",
]  # fmt: skip

# Bits of what a word hints at.
PLACE = 1 << 0  # a form of a municipality's, county's or region's name begins
BODY = 1 << 1  # a form of a known organisation's name begins
FORM = 1 << 2  # a part of a name by its form: "… AB", "… universitet"
SAID = 1 << 3  # says what the name after it is: "energibolaget"
NUMBER = 1 << 4  # digits, a number in words, a change that is its own number
DIGIT = 1 << 5
TIME = 1 << 6
CURRENCY = 1 << 7
FUND = 1 << 8  # speaks of paying
MAY_FUND = 1 << 9  # does so with the word after it
YEARS = 1 << 10
SAYING = 1 << 11
FURNITURE = 1 << 12

# Of names, in the words as they are written.
_IN_NAMES = {
    FORM: (
        r"[Uu]niversitet|tekniska$|University|Institute$|Högskolan$|Science$|Region$|Länsstyrelsen|Energikontor"
        r"|(?:verket|myndigheten|kommunalförbund|Handelskammare|föreningen|förbundet|regionen)"
        r"|^(?:AB|Ab|HB|KB|A/S|AS|Oy|GmbH|Ltd|Inc|plc|Group|Energi|Fastigheter|Bostäder|Hamn|Vatten|Airport|Elnät)s?"
        r"(?![\w-])|AB$"
    ),
    SAID: (
        r"(?:bolaget|företaget|koncernen|jätten|tillverkaren|kedjan|leverantören|entreprenören|operatören|byrån"
        r"|startupen|company)$"
    ),
}  # fmt: skip
# Of all else, in lower case.
_IN_FOLDED = {
    DIGIT: r"\d",
    TIME: r"19|20|månader|months|årig|-year|löper|pågår|pågick",
    YEARS: "^år",
    CURRENCY: r"kronor|(?:kr|sek|eur)\b|euro|€|miljoner|miljarder|(?:sek|eur)\s?\d",
    FUND: (
        r"finans|financ|stöd|bidrag|medel|medlen|pengar|bekosta|betala|anslag|bevilja|satsa|fördela|avsätt|avsatt|fund"
        r"|support|miljoner|sponsra|stött|lägger|täcks|resten|varav|skjut|sköt|delen|mkr|kronor|euro|million"
    ),
    MAY_FUND: "delat$|går$|gick$|står$|lån$",
    SAYING: "säger|berättar|menar|konstaterar|förklarar|said|says",
    FURNITURE: "läs$|klicka|kontakta|anmäl|cookie|kakor|@|prenumerera|ladda$|telefon|publicerad|foto:",
}  # fmt: skip
_NAMES = [(bit, re.compile(words)) for bit, words in _IN_NAMES.items()]
_FOLDED = [(bit, re.compile(words)) for bit, words in _IN_FOLDED.items()]
_ANY_FOLDED = re.compile("|".join(_IN_FOLDED.values()))
_MOST_WORDS = 50_000


class Sentence(NamedTuple):
    """A sentence of a text from `start` on, as written and in lower case, with what its words hint at."""

    start: int
    quote: str
    folded: str
    clues: int

    @property
    def end(self) -> int:
        """Where it ends in the text."""
        return self.start + len(self.quote)


def read_sentences(text: str) -> list[Sentence]:
    """Sentences of `text` with their clues; of each character one stands in lower case."""
    folded = text.replace("İ", "I").lower()
    return [
        Sentence(start, quote := text[start:end], folded[start:end], clues_of(quote)) for start, end in sentences(text)
    ]


def clues_of(quote: str) -> int:
    """What the words of a line hint at."""
    found = 0
    known = _KNOWN
    for word in quote.split(" "):
        found |= known[word]
    return found


def words_with(clue: int, text: str) -> Iterator[tuple[int, str]]:
    """Words between spaces that hint at any of `clue`, with their place in `text`."""
    at = 0
    for word in text.replace("\n", " ").split(" "):
        if _KNOWN[word] & clue:
            yield at, word
        at += len(word) + 1


class _Clues(dict[str, int]):
    """What words hint at, read when they are first met; all are forgotten when they become too many."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
        found = self[word] = _read(word)
        return found


_KNOWN = _Clues()


def _read(word: str) -> int:
    found = 0
    folded = word.lower()
    if _ANY_FOLDED.search(folded):
        found |= _bits(_FOLDED, folded)
    if holds_number(folded):
        found |= NUMBER
    found |= _bits(_NAMES, word)
    if folded != word:
        forms = place_forms()
        if any(each in forms for each in PLACE_WORD.findall(word)):
            found |= PLACE
        if any(forms_begun(each) for each in BODY_WORD.findall(word)):
            found |= BODY
    return found


def _bits(signs: Sequence[tuple[int, re.Pattern[str]]], word: str) -> int:
    return sum(bit for bit, sign in signs if sign.search(word))
