"""Facts worth a reviewer's glance: period, funding, results with number and unit, each with its words.

`periods`, `outcomes` and `funders` know what each of them looks like; here a sentence is asked only for what it can
hold.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from kkharvest.core.records import Actor, Fact
from kkharvest.core.text import Span
from kkharvest.extract.actors import find_actors
from kkharvest.extract.clues import (
    CURRENCY,
    FUND,
    MAY_FUND,
    NUMBER,
    TIME,
    YEARS,
    Sentence,
    read_sentences,
)
from kkharvest.extract.funders import payers
from kkharvest.extract.outcomes import SAVES, results
from kkharvest.extract.periods import periods
from kkharvest.extract.quantities import AMOUNT, SCALE

__all__ = ["READ", "find_facts"]

READ = 8_000  # characters of a text that are read for facts

_CURRENCY = r"(?:(?:svenska )?kronor\b|kr\b|sek\b|euros?\b|eur\b|€|mkr\b|mnkr\b|msek\b|tkr\b|mdkr\b)"
_MONEY = re.compile(
    rf"(?<![\w–-])(?<!\d[ .,]){AMOUNT}(?:\s?[–-]\s?{AMOUNT})?(?:\s?{SCALE})?\s?{_CURRENCY}"
    rf"|(?:sek|eur|€)\s?\d[\d ,.\u00a0]{{0,20}}\d(?:\s?{SCALE})?|(?:sek|eur|€)\s?\d(?:\s?{SCALE})?"
    rf"|(?<![\w–-]){AMOUNT}\s?(?:miljoner|miljarder)(?=[.,;]?$|[.,;]? (?:från|till|ur|via|av|på|för|per|om|och)\b)",
)
_FUNDING = re.compile(
    r"finansier|stöd|bidrag|medel|investe|budget|kosta[rt]|kostade|kostnad|anslag|anslår|värd|värt|fund|grant|cost\b"
    r"|costs\b"
    r"|sats(?:a|ning)|skjuter till|sköt till|skjutit till|samlades|samlat in|fördela|prislapp|omslutning|landade på"
    r"|bekosta"
    r"|bevilja|\b(?:får|fått|fick|ger|gett|gav|ges|delar på|delar ut|delat ut|få högst|fördelar"
    r"|avsätt\w*|avsatt|utlysning\w*|ramen|lägger|går in med|gick in med|gått in med|bidrar|betala\w*"
    r"|lån\w*|gick|uppgår till)\b|obligation|\bpays?\b|receive|\bshare\b|worth|utlys|klivet|fonden",
)
# "Bygger för 355 miljoner kronor."
_WORTH = re.compile(r"\b(?:bygger|byggs|byggt|köper|anlägger|rustar|upp)\b[^.]*\bför (?:\w+ )?$")
_CUTS = re.compile(
    r"\b(?:kapa|sänk|minska|pressa|cut)\w* (?:\w+ ){0,3}?\w*(?:kostnad|räkning|utgift|bill|cost)\w* (?:med"
    r"|by) (?:\w+ ){0,2}$"
)
# Fees, prices, turnover, prizes, and what would have had to be paid.
_PRICE = re.compile(
    r"\b(?:biljett\w*|\w*avgift\w*|möjlighet att söka|i månaden|i timmen|per (?:månad|person|deltagare|leverans"
    r"|portion|resa|lyft)|hyran?\b|hyror|taxa\w*|viten?\b|böter|vinnar\w*|pris(?:et|er)?\b|diplom|omsätter"
    r"|omsättning\w*|lön\w*"
    r"|priset|tickets?|fees?|fine|hade (?:vi |de )?(?:behövt|kostat)|skulle ha)\b",
)
_SAVED = re.compile(SAVES)
_CHEAPER = re.compile(r"\s?(?:\w+ ){0,2}?(?:lägre|mindre|billigare|less|lower)\b")
_FALLS = re.compile(
    r"(?:kostnad|räkning|avgift|utgift|cost)\w*[^.;]*\b(?:minskat|minskar|minskade|sjunkit|sjönk|sänkt\w*|gått (?:ner"
    r"|ned)|gick (?:ner|ned)"
    r"|fell|fallen) (?:med|by) (?:\w+ ){0,2}$",
)
_LEAST = 1_000  # kronor or euro written without a scale: less is a price
_DIGITS = re.compile(r"\d+")
# Of several words, one of which is a clue.
_FUNDS = ("delat ut", "går in", "gick in", "står för", "lån ")
_LASTS = ("under ett år", "under två år", "under tre år", "under fyra år", "under fem år", "sträcker sig")
_ANY = NUMBER | TIME | YEARS | FUND | MAY_FUND
_MOST_SUMS = 3
_MOST = 12


def find_facts(
    text: str, read: Sequence[Sentence] | None = None, actors: Sequence[Actor] | None = None
) -> tuple[Fact, ...]:
    """Facts in order of the text; `quote` is the sentence, `span` the place of `value`.

    `read` are the text's sentences and `actors` who takes part in it, found here when they are not given.
    """
    facts: list[Fact] = []
    named = find_actors(text) if actors is None else actors
    known = [actor.span for actor in named if actor.role == "funder" and actor.span]
    for sentence in read_sentences(text[:READ]) if read is None else read:
        if sentence.clues & _ANY or known:
            inside = [
                Span(span.start - sentence.start, span.end - sentence.start)
                for span in known
                if sentence.start <= span.start < sentence.end
            ]
            facts += _of_sentence(sentence, inside)
            if len(facts) >= _MOST:
                break
    return tuple(facts[:_MOST])


def _of_sentence(sentence: Sentence, known: Sequence[Span]) -> Iterator[Fact]:
    """Facts of a sentence, in which `known` bodies pay."""
    clues, folded = sentence.clues, sentence.folded
    if clues & TIME or (clues & YEARS and _holds(folded, _LASTS)):
        yield from (_fact("period", place, sentence) for place in periods(folded))
    if clues & NUMBER and clues & CURRENCY:
        yield from _money(sentence)
    if known or clues & FUND or (clues & MAY_FUND and _holds(folded, _FUNDS)):
        yield from (_fact("funder", place, sentence) for place in payers(sentence.quote, folded, known, clues))
    if clues & NUMBER:
        yield from (_fact("result", place, sentence) for place in results(folded, clues))


def _money(sentence: Sentence) -> Iterator[Fact]:
    folded = sentence.folded
    found = list(islice(_MONEY.finditer(folded), _MOST_SUMS))
    if not found:
        return
    saved = bool(_SAVED.search(folded))
    funded = bool(_FUNDING.search(folded)) and not _PRICE.search(folded)
    for each in found:
        before, place = folded[: each.start()], Span(*each.span())
        if saved or _CHEAPER.match(folded, each.end()) or _FALLS.search(before) or _CUTS.search(before):
            yield _fact("result", place, sentence)
        elif (funded or _WORTH.search(before)) and _is_more_than_a_price(each.group()):
            yield _fact("funding", place, sentence)


def _is_more_than_a_price(words: str) -> bool:
    digits = "".join(_DIGITS.findall(words))
    return bool(re.search(rf"{SCALE}|m[nd]?kr|msek|tkr", words)) or int(digits or 0) >= _LEAST


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator would take longer than the search
        if word in text:
            return True
    return False


def _fact(kind: str, place: Span, sentence: Sentence) -> Fact:
    quote, start = sentence.quote, sentence.start
    while quote[place.end - 1].isspace():
        place = Span(place.start, place.end - 1)
    return Fact(kind, place.of(quote), quote, Span(start + place.start, start + place.end))
