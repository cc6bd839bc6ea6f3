"""What each word of a text hints at: a distinct word is read once for all finders, and remembered.

A finder asks a sentence for its clues before it tries an expression; where the clue is missing no match can be.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import cython

from kkharvest.core.text import sentences
from kkharvest.extract.gazetteer import BODY_WORD, PLACE_WORD, forms_begun, place_forms

__all__ = [
    "ASKED", "BODY", "CHANGED", "CURRENCY", "DIGIT", "FORM", "FRACTION", "FROM", "FUND", "FURNITURE", "GIVEN",
    "MAY_FUND", "MEASURE", "NUMBER", "PLACE", "SAID", "SAYING", "SHARE", "TIME", "WORDED", "YEARS", "Sentence",
    "clues_of", "read_sentences", "words_with",
]  # fmt: skip

# Bits of what a word hints at: in names, as they are written …
PLACE = 1 << 0  # a form of a municipality's, county's or region's name begins
BODY = 1 << 1  # a form of a known organisation's name begins
FORM = 1 << 2  # a part of a name by its form: "… AB", "… universitet"
SAID = 1 << 3  # says what the name after it is: "energibolaget"
# … and in any case.
DIGIT = 1 << 4
WORDED = 1 << 5  # a number in words
CHANGED = 1 << 6  # a change that is its own number: "halverats"
NUMBER = DIGIT | WORDED | CHANGED
SHARE = 1 << 7
MEASURE = 1 << 8  # a unit, apart from its number or not
FRACTION = 1 << 9
FROM = 1 << 10
TIME = 1 << 11
YEARS = 1 << 12
CURRENCY = 1 << 13
FUND = 1 << 14  # speaks of paying
MAY_FUND = 1 << 15  # does so with the word after it
ASKED = 1 << 16  # speaks of applying for money
GIVEN = 1 << 17  # a verb of giving begins
SAYING = 1 << 18
FURNITURE = 1 << 19

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
    CHANGED: "halve|ubbl|oubled|trip",
    SHARE: "%|procent|percent|per$",
    MEASURE: (
        r"(?:^|[\d\s])(?:[kmgt]wh?|kilo|mega|giga|tera|kg|ton|gram|lit(?:er|re)|kubik|cubic|m[³3²2]|kvadrat|hekt?ar|hectar"
        r"|km|mil|square)"
    ),
    FRACTION: (
        r"del(?:ar|s)?\b|tredje|fjärde|femte|sjätte|tionde|hälften|hal[fv]|third|fourth|quarter|fifth|tenth|gånger"
        r"|^(?:av|of|in)$|out$"
    ),
    FROM: "fr(?:ån|om)$",
    TIME: r"19|20|månader|months|årig|-year|löper|pågår|pågick",
    YEARS: "^år",
    CURRENCY: r"kronor|(?:kr|sek|eur)\b|euro|€|miljoner|miljarder|(?:sek|eur)\s?\d",
    FUND: (
        r"finans|financ|stöd|bidrag|medel|medlen|pengar|bekosta|betala|anslag|bevilja|satsa|fördela|avsätt|avsatt|fund"
        r"|support|miljoner|sponsra|stött|lägger|täcks|resten|varav|skjut|sköt|delen|mkr|kronor|euro|million"
    ),
    MAY_FUND: "delat$|går$|gick$|står$|lån$",
    ASKED: "avslag|sök|reject",
    GIVEN: (
        r"^(?:ger|gav|gett|dela|fördela|utlys|bevilja|satsa|avsätt|avsatt|anslår|betala|står$|finans|stöd|bidrar|fund"
        r"|(?:med|del|sam)finans|bekosta|stött?a|support|går|gick|gått|skjut|sköt|lägger|beslutat)"
    ),
    SAYING: "säger|berättar|menar|konstaterar|förklarar|said|says",
    FURNITURE: "läs$|klicka|kontakta|anmäl|cookie|kakor|@|prenumerera|ladda$|telefon|publicerad|foto:",
}  # fmt: skip
_NAMES = [(bit, re.compile(words)) for bit, words in _IN_NAMES.items()]
_FOLDED = [(bit, re.compile(words)) for bit, words in _IN_FOLDED.items()]
_ANY_FOLDED = re.compile("|".join(_IN_FOLDED.values()))
_TENS_OF = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()
_ONES_OF = "ett två tre fyra fem sex sju åtta nio".split()
_TENS_IN = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ONES_IN = "one two three four five six seven eight nine".split()
_NUMBER_WORDS = frozenset(
    [
        *_TENS_OF, *_ONES_OF[1:], *_TENS_IN, *_ONES_IN[1:],
        *(tens + one for tens in _TENS_OF for one in _ONES_OF),
        *(f"{tens}-{one}" for tens in _TENS_IN for one in _ONES_IN),
        *"""tio elva tolv tretton fjorton femton sexton sjutton arton nitton hundra tusen noll halv halvt miljon miljard
        hälften halva tredjedel tredjedelar fjärdedel fjärdedelar femtedel sjättedel tiondel tredje fjärde femte sjätte
        tionde tiotal tjugotal trettiotal fyrtiotal femtiotal hundratal
        ten eleven twelve fifteen half third quarter fifth tenth fourth""".split(),
    ]
)  # fmt: skip
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


@cython.locals(found=cython.longlong, known=dict, words=list)
def clues_of(quote: str) -> int:
    """What the words of a line hint at."""
    found = 0
    known = _KNOWN
    words = quote.split(" ")
    for word in words:
        hints = known.get(word)
        found |= _read(word) if hints is None else hints
    return found


@cython.locals(wanted=cython.longlong, at=cython.Py_ssize_t, known=dict, words=list)
def words_with(clue: int, text: str) -> list[tuple[int, str]]:
    """Words between spaces that hint at any of `clue`, with their place in `text`."""
    found: list[tuple[int, str]] = []
    wanted = clue
    known = _KNOWN
    at = 0
    words = text.replace("\n", " ").split(" ")
    for word in words:
        hints = known.get(word)
        if (_read(word) if hints is None else hints) & wanted:
            found.append((at, word))
        at += len(word) + 1
    return found


_KNOWN: dict[str, int] = {}  # what words hint at, as `_read` of them


def _read(word: str) -> int:
    """What a word that is met for the first time hints at; all are forgotten when they become too many."""
    if len(_KNOWN) >= _MOST_WORDS:
        _KNOWN.clear()
    folded = word.lower()
    found = _bits(_NAMES, word)
    if _ANY_FOLDED.search(folded):
        found |= _bits(_FOLDED, folded)
    if not _NUMBER_WORDS.isdisjoint(folded.replace(",", " ").replace(".", " ").split()):
        found |= WORDED
    if folded != word:
        forms = place_forms()
        if any(each in forms for each in PLACE_WORD.findall(word)):
            found |= PLACE
        if any(forms_begun(each) for each in BODY_WORD.findall(word)):
            found |= BODY
    _KNOWN[word] = found
    return found


def _bits(signs: Sequence[tuple[int, re.Pattern[str]]], word: str) -> int:
    return sum(bit for bit, sign in signs if sign.search(word))
