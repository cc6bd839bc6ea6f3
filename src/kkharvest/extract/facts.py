"""Facts worth a reviewer's glance: period, funding, results with number and unit, each with its words."""

import re
from collections.abc import Sequence
from itertools import islice

from kkharvest.core.records import Fact
from kkharvest.core.text import Span, sentences

__all__ = ["READ", "find_facts"]

READ = 8_000  # characters of a text that are read for facts

_YEAR = r"(?:19|20)\d\d"
_PERIOD = re.compile(
    rf"(?:{_YEAR}\s?[–-]\s?(?:{_YEAR}|\d\d\b)|(?:från|mellan|under|since|from|between) (?:\w+"
    rf" )?{_YEAR} (?:till|och|to|and|until) (?:\w+ )?{_YEAR}"
    rf"|(?:sedan|startade|inleddes|invigdes|bildades|pågår (?:till|sedan)|(?:till och med|fram till"
    rf"|senast)(?: år)?|since|until) (?:\w+ ){{0,2}}{_YEAR})",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+(?:[.,]\d+)?)"
_WORD_NUMBER = r"(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tjugo|trettio|fyrtio|femtio|hundra|tusen)"
_MONEY = re.compile(
    rf"(?:{_NUMBER}|{_WORD_NUMBER})\s?(?:miljon(?:er)?|miljard(?:er)?|tusen|mkr|mnkr|msek|tkr|million"
    rf"|billion)?\s?(?:kronor|kr\b|sek\b|euro|eur\b|€|mkr|mnkr|msek|tkr)",
    re.IGNORECASE,
)
_RESULT = re.compile(
    rf"(?:{_NUMBER}|{_WORD_NUMBER})\s?(?:%|procent(?:enheter)?|percent|(?:kilo|ton"
    rf"|kiloton)\s?(?:koldioxid(?:ekvivalenter)?|CO2e?|CO₂e?|utsläpp|spill|avfall|textil|material)?"
    rf"|[kMGT]Wh(?:/år)?|[kMG]W\b|(?:kilo|mega|giga|tera)watt(?:timmar)?|kvadratmeter|m²|hektar"
    rf"|liter|kubikmeter"
    r"|företag|verksamheter|bostäder|lägenheter|hushåll|arbetsplatser|jobb|anställda|deltagare"
    r"|kommuner|organisationer|åkerier|fastighetsägare|laddplatser|laddpunkter|elbilar|lastbilar"
    r"|resor|studenter|companies|homes|jobs|tonnes)(?![\w])",
    re.IGNORECASE,
)
_FUNDING = re.compile(
    r"finansier|stöd|bidrag|medel|investe|budget|kosta[rt]|kostade|kostnad|anslag|värt|satsa|fund|grant|beviljat",
    re.IGNORECASE,
)
_FUNDER = re.compile(
    r"(?:finansieras|finansierats|finansierat|stöds|med (?:ekonomiskt )?stöd|bidrag|medel|stöd) (?:av"
    r"|från|genom) ((?:[A-ZÅÄÖ][\w-]*|EU:s)(?: (?:[A-ZÅÄÖ][\w-]*|och|i|för|regionala"
    r"|utvecklingsfonden))*)"
)
# What each kind of fact cannot be told without, looked for first: most sentences hold none of it.
_CENTURIES = ("19", "20")
_CURRENCIES = ("kr", "sek", "eur", "€")
_FUNDS = ("finansiera", "stöd", "bidrag", "medel")
_EFFECTS = (
    "minska", "sänk", "får ned", "halver", "öka", "spara", "gett", "resultat", "uppnå", "ansluti", "skrivit under",
    "undertecknat", "deltar", "medverkar", "medlemmar", "lett till", "ersätt", "producera", "byggt", "installera",
    "effekt", "reduc", "cut", "saved", "increase", "joined",
)  # fmt: skip
_SAVED = re.compile(r"spara|inbespar|saved?\b", re.IGNORECASE)
# Measures of energy, mass and volume say what came of it in any sentence; a share or a count only beside an effect.
_MEASURE = re.compile(r"ton\b|tonnes|W(?:h|$)|watt|liter|kubikmeter|hektar", re.IGNORECASE)
_MEASURES = (" ton", "wh", "mw", "kw", "gw", "watt", "liter", "kubikmeter", "hektar")
_MOST_RESULTS = 3
_LOOSE_END = re.compile(r"(?: (?:och|i|för))+$")
_MOST = 12


def find_facts(text: str, spans: Sequence[Span] | None = None) -> tuple[Fact, ...]:
    """Facts in order of the text; `quote` is the sentence, `span` the place of `value`; `spans` are the sentences."""
    facts: list[Fact] = []
    for sentence in sentences(text[:READ]) if spans is None else spans:
        facts += _of_sentence(sentence.of(text), sentence.start)
        if len(facts) >= _MOST:
            break
    return tuple(facts[:_MOST])


def _of_sentence(quote: str, start: int) -> list[Fact]:
    found = []
    folded = quote.lower()
    period = _PERIOD.search(quote) if _holds(folded, _CENTURIES) else None
    if period:
        found.append(_fact("period", period, quote, start))
    money = _MONEY.search(quote) if _holds(folded, _CURRENCIES) else None
    if money and _FUNDING.search(quote):
        found.append(_fact("funding", money, quote, start))
    elif money and _SAVED.search(quote):
        found.append(_fact("result", money, quote, start))
    funder = _FUNDER.search(quote) if _holds(folded, _FUNDS) else None
    if funder:
        name = _LOOSE_END.sub("", funder.group(1))
        place = Span(start + funder.start(1), start + funder.start(1) + len(name))
        found.append(Fact("funder", name, quote, place))
    has_effect = _holds(folded, _EFFECTS)
    if has_effect or _holds(folded, _MEASURES):
        results = islice(_RESULT.finditer(quote), _MOST_RESULTS)
        found += [
            _fact("result", each, quote, start) for each in results if has_effect or _MEASURE.search(each.group())
        ]
    return found


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator would take longer than the search
        if word in text:
            return True
    return False


def _fact(kind: str, match: re.Match[str], quote: str, start: int) -> Fact:
    return Fact(kind, match.group().strip(), quote, Span(start + match.start(), start + match.end()))
