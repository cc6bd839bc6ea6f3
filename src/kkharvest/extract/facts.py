"""Facts worth a reviewer's glance: period, funding, results with number and unit, each with its words."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from kkharvest.core.records import Actor, Fact
from kkharvest.core.text import Span, sentences
from kkharvest.extract.actors import GIVES, find_actors

__all__ = ["READ", "find_facts"]

READ = 8_000  # characters of a text that are read for facts

_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|january|february|march"
    r"|may|june|july|august|october)"
)
_TIME = rf"(?:(?:\d{{1,2}} )?{_MONTH} |(?:våren|sommaren|hösten|vintern|spring|summer|autumn|årsskiftet) )?{_YEAR}"
_PERIOD = re.compile(
    rf"\b(?:{_TIME}\s?[–—-]\s?(?:{_TIME}|\d\d\b(?!\s?{_MONTH}))"
    rf"|\d{{1,2}} {_MONTH}\s?[–—-]\s?{_TIME}|{_MONTH}\s?[–—-]\s?{_TIME}"
    rf"|(?:från|mellan|under|åren|since|from|between|during) (?:åren |år |i |och med )?{_TIME} "
    rf"(?:till och med|till|och|to|and|until) (?:år )?{_TIME}"
    rf"|(?:sedan|since)(?: starten| i| år| the start in)? {_TIME}"
    rf"|(?:pågår|löper|gäller|runs?)[^.]{{0,30}}? (?:till och med|till|to|until) (?:år )?{_TIME}"
    rf"|(?:till och med|t\.o\.m\.|fram till|until) (?:år |och med |utgången av )?{_TIME}"
    rf"|(?:började|startade|inleddes|invigdes|bildades|lanserades|öppnade|grundades|started|launched|opened)"
    rf"(?: redan| officiellt)?(?: år| i| in| på| den)? {_TIME}"
    rf"|\d{{1,2}}\s?[–-]\s?\d{{1,2}} (?:månader|months))",
    re.IGNORECASE,
)
# "Klimatneutralt fram till 2030": when a goal is to be reached says nothing of when the effort goes on.
_GOAL = re.compile(r"\bmål\w*|klimatneutral|nollutsläpp|fossilfri\w* (?:till|senast|år)|climate.neutral", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:till|fram|t\.o\.m|until)", re.IGNORECASE)
_NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f.]\d{3})+|\d+(?:[.,]\d+)?)"
_TENS = r"(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)"
_ONES = r"(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)"
_WORD_NUMBER = (
    rf"(?:{_TENS}{_ONES}|{_TENS}|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton"
    r"|arton|nitton|hundra|tusen)"
)
_RANGE = rf"(?:{_NUMBER}\s?[–-]\s?{_NUMBER}|{_NUMBER})"
_SCALE = r"(?:miljon(?:er)?|miljard(?:er)?|tusen|million|billion)"
_AMOUNT = rf"(?:{_RANGE}|{_WORD_NUMBER}|en(?: halv)?(?= {_SCALE})|ett halvt?)"
_MONEY = re.compile(
    rf"(?<![\w–-]){_AMOUNT}\s?(?:{_SCALE}|mkr|mnkr|msek|tkr)?"
    r"\s?(?:(?:svenska )?kronor\b|kr\b|sek\b|euro\b|eur\b|€|mkr\b|mnkr\b|msek\b|tkr\b)"
    rf"|(?:SEK|EUR|€)\s?\d[\d ,.\u00a0]*\d(?:\s?{_SCALE})?|(?:SEK|EUR|€)\s?\d(?:\s?{_SCALE})?",
    re.IGNORECASE,
)
_RESULT = re.compile(
    rf"(?<![\w–-])(?:{_RANGE}|{_WORD_NUMBER}|en(?= (?:halv )?{_SCALE}))(?:\s{_SCALE})?"
    r"\s?(?:%|procent(?:enheter)?|percent|per cent|(?:kilo|ton"
    r"|kiloton)\s?(?:koldioxid(?:ekvivalenter)?|CO2e?|CO₂e?|utsläpp|spill|avfall|textil|material)?"
    r"|[kMGT]Wh(?:/år)?|[kMG]W\b|(?:kilo|mega|giga|tera)watt(?:timmar)?|kvadratmeter|m²|hektar"
    r"|gram(?:\s?koldioxid)?|liter|kubikmeter"
    r"|(?:\w+ )?(?:företag|verksamheter|bostäder|lägenheter|hushåll|arbetsplatser|jobb|anställda|deltagare"
    r"|kommuner|organisationer|aktörer|parter|partner|åkerier|fastighetsägare|laddplatser|laddpunkter|elbilar|lastbilar"
    r"|\w*leverantörer|medlemmar|butiker|lantbrukare|löften|resor|studenter|companies|homes|jobs|tonnes"
    r"|organisations|municipalities|partners))(?![\w])",
    re.IGNORECASE,
)
_FUNDING = re.compile(
    r"finansier|stöd|bidrag|medel|investe|budget|kosta[rt]|kostade|kostnad|anslag|anslår|värd|värt|fund|grant"
    r"|sats(?:a|ning)|fördela"
    r"|bevilja|\b(?:får|fått|fick|ger|gett|gav|ges|delar på|delar ut|delat ut|få högst|fördelar"
    r"|avsätt\w*|avsatt|utlysning\w*|ramen"
    r"|lån\w*|gick|uppgår till)\b|obligation|\bpays?\b|receive|\bshare\b|worth|utlys",
    re.IGNORECASE,
)
# "Bygger för 355 miljoner kronor."
_WORTH = re.compile(r"\b(?:bygger|byggs|byggt|köper|anlägger|rustar|upp)\b[^.]*\bför (?:\w+ )?$")
_NAME = (
    r"(?:EU:s|Horizon 2020|[A-ZÅÄÖ][\wé&-]*)(?: (?:[A-ZÅÄÖ][\wé&-]*|i(?= [A-ZÅÄÖ])|för (?=\w)|of(?= [A-Z])|län\b"
    r"|regionala|utvecklingsfonden?\b|miljöfond\b|fond(?:en)?\b))*"
)
_NAMES = rf"{_NAME}(?:(?:, | och | samt | and |, and ){_NAME})*"
_EACH = re.compile(rf"{_NAME}(?: kommun| stad)?")
_FUNDER = re.compile(
    r"(?:(?:finansier\w*|stöd(?:s|des)|betala(?:s|des)|bekosta(?:s|des|ts)|funded|financed|supported)"
    r"(?: (?:delvis|helt|huvudsakligen|även|gemensamt|partly|jointly|till (?:större|största|en) del(?:en)?))?"
    r" (?:av|genom|från|by)|kommer från|delas ut av"
    r"|(?:stöd|bidrag|\w*medel|pengar|finansiering|anslag|miljoner(?: kronor| euro)?"
    r"|miljarder(?: kronor)?|kronor|euro|it|grant|[Ff]unding)"
    r"(?: ur| av| från| genom| from)|ur|million from)"
    rf" (?:the )?(?P<names>{_NAMES})"
)
_GIVER = re.compile(
    r"(?P<names>Regeringen|Staten|[A-ZÅÄÖ]\w+(?:fonden|stiftelsen|klivet|invest)|EU(?:-kommissionen)?|Viable Cities)"
    r"(?:s gröna obligationer)?"
    rf" (?:har )?(?:{GIVES})\b"
    rf"|(?:har|ger|satsar|avsätter) (?P<after>[A-ZÅÄÖ]\w+(?:fonden|klivet)) (?:{GIVES})\b"
    r"|(?P<of>Horizon Europe|Horizon 2020|Klimatklivet|Interreg [A-ZÅÄÖ]\w+) (?:funding|pengar|medel)\b"
)
_GENERAL = re.compile(r"^(?:Den|Det|De|Detta|Denna|Projektet|Kommunen|Pengarna|Stödet|Här|Nu|The|This|It)$")
# What each kind of fact cannot be told without, looked for first: most sentences hold none of it.
_CENTURIES = ("19", "20", "månader", "months")
_CURRENCIES = ("kr", "sek", "eur", "€")
_FUNDS = (
    "finans", "stöd", "bidrag", "medel", "pengar", "bekosta", "betala", "anslag", "bevilja", "satsa", "fördela",
    "avsätt", "avsatt", "delat ut", "ger ", "gett ", "gav ", " ur ", "fund", "support", "från", " from ", "miljoner",
)  # fmt: skip
_EFFECTS = (
    "minsk", "sänk", "sjunk", "föll", "får ned", "halver", "öka", "ökning", "spara", "bespar", "gett", "resultat",
    "uppnå", "skrivit under", "skrev under", "skrev på", "undertecknat", "deltar", "medverkar", "medlem", "lett till",
    "ersätt", "producera", "byggt", "installera", "effekt", "reduc", "cut", "saved", "increase", "joined", "gather",
    "vuxit", "gått från", "samlar", "antagit", "genomför", "ägs ", "samarbet", "dyrare", "billigare", "lägre",
    "beviljats",
)  # fmt: skip
_SAVED = re.compile(r"spara|bespar|saved?\b", re.IGNORECASE)
# Measures of energy, mass and volume say what came of it in any sentence; a share or a count only beside an effect.
_MEASURE = re.compile(r"deltagare|medlemmar|ton\b|tonnes|gram\b|W(?:h|$)|watt|liter|kubikmeter|hektar", re.IGNORECASE)
_MEASURES = (" ton", "wh", "mw", "kw", "gw", "watt", "liter", "kubikmeter", "hektar", " gram", "deltagare", "medlemmar")
# What is true of the whole country has come of no effort, and what is asked of the year 2030 has not come yet.
_AIM = re.compile(
    r"\b(?:uppstår|uppkommer|utgör)\b|"
    r"\bska (?:\w+ )?(?:ha )?(?:minska|vara|komma|öka|bli)\w*\b[^.]*\b20[2-5]\d\b"
    r"|\b(?:nationella|klimat|miljö)?mål(?:et)?\b"
    r" (?:är|om)\b",
    re.IGNORECASE,
)
_MOST_RESULTS = 3
_MOST = 12


class _Signs(NamedTuple):
    """What sentences with facts cannot be told without, lower case."""

    centuries: tuple[str, ...]
    currencies: tuple[str, ...]
    funds: tuple[str, ...]
    effects: tuple[str, ...]
    measures: tuple[str, ...]


_SIGNS = _Signs(_CENTURIES, _CURRENCIES, _FUNDS, _EFFECTS, _MEASURES)


def find_facts(
    text: str, spans: Sequence[Span] | None = None, actors: Sequence[Actor] | None = None
) -> tuple[Fact, ...]:
    """Facts in order of the text; `quote` is the sentence, `span` the place of `value`.

    `spans` are the text's sentences and `actors` who takes part in it, found here when they are not given.
    """
    facts: list[Fact] = []
    named = find_actors(text) if actors is None else actors
    payers = [actor.span for actor in named if actor.role == "funder" and actor.span]
    spans = sentences(text[:READ]) if spans is None else spans
    signs = _signs_in(text[: spans[-1].end]) if spans else _SIGNS
    for sentence in spans:
        inside = [span for span in payers if sentence.start <= span.start < sentence.end]
        facts += _of_sentence(sentence.of(text), sentence.start, inside, signs)
        if len(facts) >= _MOST:
            break
    return tuple(facts[:_MOST])


def _signs_in(text: str) -> _Signs:
    """Those signs that a text holds anywhere: none of its sentences is asked for the others."""
    folded = text.lower()
    return _Signs(*(tuple(word for word in words if word in folded) for words in _SIGNS))


def _of_sentence(quote: str, start: int, payers: Sequence[Span], signs: _Signs) -> Iterator[Fact]:
    folded = quote.lower()
    period = _PERIOD.search(quote) if _holds(folded, signs.centuries) else None
    if period and not (_OPEN_END.match(period.group()) and _GOAL.search(quote)):
        yield _fact("period", period, quote, start)
    if _holds(folded, signs.currencies):
        yield from _money(quote, start)
    if payers or _holds(folded, signs.funds):
        yield from _funders(quote, start, payers)
    has_effect = _holds(folded, signs.effects)
    if (has_effect or _holds(folded, signs.measures)) and not _AIM.search(quote):
        found = (each for each in _RESULT.finditer(quote) if has_effect or _MEASURE.search(each.group()))
        for each in islice(found, _MOST_RESULTS):
            yield _fact("result", each, quote, start)


def _money(quote: str, start: int) -> Iterator[Fact]:
    kind = "result" if _SAVED.search(quote) else ("funding" if _FUNDING.search(quote) else "")
    for each in islice(_MONEY.finditer(quote), _MOST_RESULTS):
        if kind or _WORTH.search(quote[: each.start()]):
            yield _fact(kind or "funding", each, quote, start)


def _funders(quote: str, start: int, payers: Sequence[Span]) -> Iterator[Fact]:
    """Who pays, each of a list by itself: bodies known to, and names after words of paying."""
    taken = [Span(span.start - start, span.end - start) for span in payers]
    for match in (*_FUNDER.finditer(quote), *_GIVER.finditer(quote)):
        group = str(match.lastgroup)
        for each in _EACH.finditer(match.group(group)):
            first = match.start(group) + each.start()
            place = Span(first, first + len(each.group()))
            overlaps = any(place.start < other.end and other.start < place.end for other in taken)
            if not overlaps and not _GENERAL.match(each.group()):
                taken.append(place)
    seen: set[str] = set()
    for place in taken:
        name = place.of(quote)
        if name not in seen:
            seen.add(name)
            yield Fact("funder", name, quote, Span(start + place.start, start + place.end))


def _holds(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a generator would take longer than the search
        if word in text:
            return True
    return False


def _fact(kind: str, match: re.Match[str], quote: str, start: int) -> Fact:
    return Fact(kind, match.group().strip(), quote, Span(start + match.start(), start + match.end()))
