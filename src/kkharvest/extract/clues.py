"""What each word of a text hints at: a distinct word is read once for all finders, and remembered.

The words of a text that are new are read together. A finder asks a sentence for its clues before it tries an
expression; where the clue is missing no match can be.
"""

from functools import cache
from typing import NamedTuple

import cython

from kkharvest.core.text import sentences
from kkharvest.extract.automaton import Automaton
from kkharvest.extract.gazetteer import BODY_WORD, PLACE_WORD, forms_begun, place_forms

__all__ = [
    "ASKED", "BODY", "CHANGED", "CURRENCY", "DIGIT", "FORM", "FRACTION", "FROM", "FUND", "FURNITURE", "GIVEN",
    "MAY_FUND", "MEASURE", "NUMBER", "PLACE", "SAID", "SAYING", "SHARE", "TIME", "WORDED", "YEARS", "Sentence",
    "clues_of", "read_sentences", "words_with",
]  # fmt: skip

# Bits of what a word hints at, in any case …
DIGIT = 1 << 0
CHANGED = 1 << 1  # a change that is its own number: "halverats"
SHARE = 1 << 2
MEASURE = 1 << 3  # a unit, apart from its number or not
FRACTION = 1 << 4
FROM = 1 << 5
TIME = 1 << 6
YEARS = 1 << 7
CURRENCY = 1 << 8
FUND = 1 << 9  # speaks of paying
MAY_FUND = 1 << 10  # does so with the word after it
ASKED = 1 << 11  # speaks of applying for money
GIVEN = 1 << 12  # a verb of giving begins
SAYING = 1 << 13
FURNITURE = 1 << 14
# … in names, as they are written …
FORM = 1 << 15  # a part of a name by its form: "… AB", "… universitet"
SAID = 1 << 16  # says what the name after it is: "energibolaget"
# … and told by lists.
PLACE = 1 << 17  # a form of a municipality's, county's or region's name begins
BODY = 1 << 18  # a form of a known organisation's name begins
WORDED = 1 << 19  # a number in words
NUMBER = DIGIT | WORDED | CHANGED

# Of names, in the words as they are written, in the order of their bits.
_IN_NAMES = {
    FORM:
        r"(?:U|u)niversitet|tekniska$|University|Institute$|Högskolan$|Science$|Region$|Länsstyrelsen|Energikontor"
        r"|verket|myndigheten|kommunalförbund|Handelskammare|föreningen|förbundet|regionen"
        r"|^(?:AB|Ab|HB|KB|A/S|AS|Oy|GmbH|Ltd|Inc|plc|Group|Energi|Fastigheter|Bostäder|Hamn|Vatten|Airport|Elnät)s?\b"
        r"|AB$",
    SAID:
        r"(?:bolaget|företaget|koncernen|jätten|tillverkaren|kedjan|leverantören|entreprenören|operatören|byrån"
        r"|startupen|company)$",
}  # fmt: skip
# Of all else, in lower case, in the order of their bits.
_IN_FOLDED = {
    DIGIT: r"\d",
    CHANGED: "halve|ubbl|oubled|trip",
    SHARE: "%|procent|percent|per$",
    MEASURE:
        r"(?:^|\d|\W)(?:(?:k|m|g|t)wh?|kilo|mega|giga|tera|kg|ton|gram|lit(?:er|re)|kubik|cubic|m(?:³|3|²|2)|kvadrat"
        r"|hekt?ar|hectar|km|mil|square)",
    FRACTION:
        r"del(?:ar|s)?\b|tredje|fjärde|femte|sjätte|tionde|hälften|hal(?:f|v)|third|fourth|quarter|fifth|tenth|gånger"
        r"|^(?:av|of|in)$|out$",
    FROM: "fr(?:ån|om)$",
    TIME: r"19|20|månader|months|årig|-year|löper|pågår|pågick",
    YEARS: "^år",
    CURRENCY: r"kronor|(?:kr|sek|eur)\b|euro|€|miljoner|miljarder|(?:sek|eur)\W?\d",
    FUND:
        r"finans|financ|stöd|bidrag|medel|medlen|pengar|bekosta|betala|anslag|bevilja|satsa|fördela|avsätt|avsatt|fund"
        r"|support|miljoner|sponsra|stött|lägger|täcks|resten|varav|skjut|sköt|delen|mkr|kronor|euro|million",
    MAY_FUND: "delat$|går$|gick$|står$|lån$",
    ASKED: "avslag|sök|reject",
    GIVEN:
        r"^(?:ger|gav|gett|dela|fördela|utlys|bevilja|satsa|avsätt|avsatt|anslår|betala|står$|finans|stöd|bidrar|fund"
        r"|(?:med|del|sam)finans|bekosta|stött?a|support|går|gick|gått|skjut|sköt|lägger|beslutat)",
    SAYING: "säger|berättar|menar|konstaterar|förklarar|said|says",
    FURNITURE: "läs$|klicka|kontakta|anmäl|cookie|kakor|@|prenumerera|ladda$|telefon|publicerad|foto:",
}  # fmt: skip
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
    _learn(set(text.replace("\n", " ").split(" ")).difference(_KNOWN))
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


_KNOWN: dict[str, int] = {}  # what words hint at, as `_learn` found


def _read(word: str) -> int:
    """What a word that is met for the first time hints at."""
    _learn({word})
    return _KNOWN[word]


@cache
def _automata() -> tuple[Automaton, Automaton]:
    """What looks for all expressions at once, in lower case and as written; each finds bits of its own from 0 on."""
    return Automaton(_IN_FOLDED.values()), Automaton(_IN_NAMES.values())


def _learn(words: set[str]) -> None:
    """Remembers what some words hint at; all others are forgotten when they become too many."""
    if len(_KNOWN) + len(words) > _MOST_WORDS:
        _KNOWN.clear()
    written = list(words)
    folded = [word.lower() for word in written]
    in_folded, in_names = _automata()
    found = in_folded.search(folded) | in_names.search(written) * FORM
    for word, low, hints in zip(written, folded, found.tolist(), strict=True):
        _KNOWN[word] = hints | _told_by_lists(word, low)


def _told_by_lists(word: str, low: str) -> int:
    """Whether a word, also in lower case, is a number, or a name begins in it."""
    found = 0
    parts = low.replace(",", " ").replace(".", " ").split() if "," in low or "." in low else (low,)
    if not _NUMBER_WORDS.isdisjoint(parts):
        found |= WORDED
    if low != word:
        forms = place_forms()
        if any(each in forms for each in PLACE_WORD.findall(word)):
            found |= PLACE
        if any(forms_begun(each) for each in BODY_WORD.findall(word)):
            found |= BODY
    return found
