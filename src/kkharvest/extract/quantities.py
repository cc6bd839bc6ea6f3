"""Numbers with what they count or measure: the grammar of a quantity, Swedish and English.

A quantity is a share ("38 procent", "en tredjedel", "9 av 10"), a change that is its own number ("halverats"), a
measure ("1 150 MWh"), a count ("27 nya jobb") or two ends of a change ("från 26 till 9"). Whether anything has come
of it is told by the words around it (`outcomes`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kkharvest.core.text import Span
from kkharvest.extract.anchored import Anchored
from kkharvest.extract.clues import CHANGED, FRACTION, FROM, MEASURE, NUMBER, SHARE, WORDED

__all__ = ["AMOUNT", "SCALE", "Quantity", "quantities"]

_NUMERAL = r"(?:\d{1,3}(?:[ \u00a0\u202f.,]\d{3}){1,4}(?!\d)(?:,\d{1,4})?|\d{1,12}(?:[.,]\d{1,6})?)"
_TENS = r"(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)"
_ONES = r"(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)"
_WORD_NUMBER = (
    rf"(?:{_TENS}{_ONES}?|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton"
    r"|arton|nitton|(?:ett )?(?:hundra|tusen)(?!tals)"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen)"
)
SCALE = r"(?:miljon(?:er)?|miljard(?:er)?|tusen|million|billion)"
_DIGITS = rf"{_NUMERAL}(?:\s?[–-]\s?{_NUMERAL})?"
AMOUNT = rf"(?:{_DIGITS}|{_WORD_NUMBER}\b|en(?: halv)?(?= {SCALE})|ett halvt?)"
_SIZE = rf"(?:{AMOUNT}(?: {SCALE})?)"

_SHARE = r"(?:%|procent(?:enheter)?\b|percent\b|per cent\b)"
_OF = r"(?:koldioxid(?:ekvivalent\w*|utsläpp)?|co2(?:e|-\w+)?|co₂e?|utsläpp|spill|avfall|textil|material|växthusgaser)"
_POWER = r"(?:[kmgt]wh?(?:/år)?\b|(?:kilo|mega|giga|tera)watt(?:immar|timmar| ?hours?)?\b)"
_MASS = rf"(?:(?:kilo(?:gram)?|kg|(?:kilo)?ton|gram|tonnes)\b(?: {_OF}\b)?)"
_VOLUME = r"(?:(?:liter|litres|kubikmeter|kubik|cubic metres)\b|m³|m3\b)"
_EXTENT = r"(?:(?:kvadratmeter|hektar|hectares|kilometer|km|mil|square metres)\b|m²|m2\b)"
_MEASURE = rf"(?:{_POWER}|{_MASS}|{_VOLUME}|{_EXTENT})"
# Units that say what came of an effort without a word of change beside them.
_STRONG = re.compile(
    rf"[kmgt]wh|watt\w*immar|watt ?hours|mw\b|megawatt|\bton\b|tonnes|{_VOLUME}"
    r"|deltagare|användare|medlemmar|medlemsföretag|parter\b|partners?\b"
)
_NOT_COUNTED = (
    r"(?!(?:år(?:en|et|s)?|månad\w*|vecko?r?n?a?|dag(?:ar|arna|en)?|timm\w*|minut\w*|sekund\w*|kronor|kr|euros?|sidor"
    r"|poäng"
    r"|grader|gånger|times|miljon\w*|miljard\w*|procent\w*|invånare|inhabitants|medarbetare|meter|meters|punkter|frågor"
    r"|steg|mål\w*|teman|rum|kapitel|tillfällen|sektorer|delar|typer|sätt|faser|etapper|sorters?|olika|län|years|months"
    r"|weeks|days|hours|pages|per|people|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november"
    r"|december|january|february|ledamöter|våningar|kvm|från|den|men|som|samt|minus|plus|times|as|is|was|has)\b)"
)
_BARE_PLURAL = (
    r"(?:hushåll|jobb|företag|bolag|hus|träd|projekt|fordon|kök|löften|avtal|verk|bestånd|åtgärder|samarbete|ställen"
    r"|tak|torg|skåp|lag|djur|byten|möten|tillstånd|anställda|studerande|deltagare|partner|leverantörer|lantbrukare"
    r"|pendlare|medlemmar|användare|bybor)"
)
_NOUN = rf"{_NOT_COUNTED}(?:\w*{_BARE_PLURAL}\b|[a-zåäö-]{{2,}}(?:ar|er|or|are|n|s)\b)"
# One word may stand between: "nya jobb", "small enterprises".
_COUNTED = (
    rf"(?:[a-zåäö]{{2,}}(?:a|de|ed) |swedish |new |local |small |[a-z]+(?:ive|al|ous|ic|ing|ish|ary|ent|ant|ful) )?"
    rf"{_NOUN}"
)
_LEVEL = r"(?:noll|ett|en|zero|one|\d[\d .,\u00a0]*)"
_FROM = rf"(?:från|from) (?:nästan |cirka |ca |omkring |about )?(?:{AMOUNT}|{_LEVEL})"
_TO = rf" (?:till|to) (?:nästan |cirka |ca |omkring |bara |drygt |about |only )?{_SIZE}"
_FRACTION = (
    r"(?:(?:en|två|tre|a|one|two|three) (?:tredjedel|fjärdedel|femtedel|sjättedel|tiondel|third|quarter|fifth"
    r"|tenth)(?:ar|s)?"
    r"|(?:drygt |nästan )?(?:hälften|by half|half (?:of|the)|halva)|(?:var|every) (?:tredje|fjärde|femte|sjätte"
    r"|tionde|third|fourth|fifth))\b"
    rf"|(?:\d+|{_WORD_NUMBER}) (?:av|out of|in) (?:10|tio|ten|fem|fyra|five|four|100|tre|three)\b"
    rf"|(?:\d+|{_WORD_NUMBER}) gånger (?=så |mer|fler|större|högre|lägre)"
)
_CHANGE = (
    r"(?:halver|dubbl|fördubbl|tredubbl|fyrdubbl|femdubbl|mångdubbl|tiodubbl)"
    r"a(?:t|ts|de|des|s|r)\b|halved\b|doubled\b|tripled\b"
)
_CHANGED = re.compile(_CHANGE)
_COURSE = re.compile(
    rf"{_FROM}{_TO}(?:\s?(?:{_SHARE}|{_MEASURE})|(?: {_COUNTED})?(?! ?(?:{SCALE}|kronor|kr\b))(?![\w%]))"
)
# Kinds in the order in which they are tried, each with the clue that a sentence must hold.
_KINDS = (
    (FRACTION, "fraction", re.compile(_FRACTION)),
    (SHARE, "share", re.compile(rf"{AMOUNT}(?: till {AMOUNT})?\s?{_SHARE}")),
    (MEASURE, "measure", re.compile(rf"{_SIZE}\s?{_MEASURE}")),
    (NUMBER, "count", re.compile(rf"{_SIZE} {_COUNTED}|ett (?:tio|tjugo|trettio|fyrtio|femtio|hundra)tal \w+")),
)
_SMALL = re.compile(
    r"(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\w+ton|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)\b"
)
_CALENDAR = re.compile(r"(?:19|20)\d\d ")
# A quantity begins where digits do, or a word of these; what stands before it must not make it part of something else.
_DIGIT_RUNS = Anchored(r"(?<!\d)\d+", r"(?<!\d)\d")
_ANY_START = Anchored(
    rf"(?<!\d)\d+|(?P<change>{_CHANGE})"
    rf"|(?P<words>\b(?:{_WORD_NUMBER}\b|noll\b|zero\b|ett (?=\w+tal )|en (?=halv|miljon|miljard|tredj|fjärd|femt|sjätt"
    r"|tion)|a (?=third|quarter|fifth|tenth)|one (?=third|quarter)|var (?=tredje|fjärde|femte|sjätte|tionde)"
    r"|every (?=third|fourth|fifth)|hälften|halva|by half|half (?=of|the)))",
    r"(?<!\d)\d|halver|(?:för|tre|fyr|fem|mång|tio)?dubbl|halved|doubled|tripled"
    rf"|\b(?:{_WORD_NUMBER}\b|noll|zero|ett$|en$|a$|one$|var$|every$|hälften|halva|by$|half$)",
)
_JOINED = frozenset("_§–/:+-")
_FROM_IT = re.compile(r"fr(?:ån|om) (?:\w+ )?$")
_LEAD = 24  # characters before a number where "från" may begin


class Quantity(NamedTuple):
    """Words of a text that say how much.

    `strong`: the unit alone tells of energy, mass, volume or members; `small`: a word from two to twenty.
    """

    kind: str
    span: Span
    strong: bool = False
    small: bool = False


def quantities(folded: str, clues: int) -> Iterator[Quantity]:
    """Quantities of a sentence in lower case, in order; `clues` are those of its words."""
    end = 0
    for start in _beginnings(folded, clues):
        if start < end or _is_part(folded, start):
            continue
        match, kind = _read(folded, start, clues)
        if match and not (kind == "count" and _CALENDAR.match(folded, start)):
            words, end = match.group(), match.end()
            strong = kind in {"measure", "count", "course"} and bool(_STRONG.search(words))
            yield Quantity(kind, Span(*match.span()), strong, bool(_SMALL.match(words)))


def _read(folded: str, start: int, clues: int) -> tuple[re.Match[str] | None, str]:
    """The quantity that begins at `start`, with what stands before it, and its kind."""
    if clues & CHANGED and (match := _CHANGED.match(folded, start)):
        return match, "change"
    if clues & FROM and (lead := _FROM_IT.search(folded, max(0, start - _LEAD), start)):
        match = _COURSE.match(folded, lead.start())
        if match:
            return match, "course"
    for clue, kind, expression in _KINDS:
        if clues & clue and (match := expression.match(folded, start)):
            return match, kind
    return None, ""


def _is_part(folded: str, start: int) -> bool:
    """Whether what begins here is a part of a word, a number, a reference or a range."""
    last = folded[start - 1 : start]
    return last.isalnum() or last in _JOINED or (last in {" ", ".", ","} and folded[start - 2 : start - 1].isdigit())


def _beginnings(folded: str, clues: int) -> list[int]:
    starts: list[int]
    if clues & (WORDED | CHANGED):
        found = _ANY_START.finditer(folded)
        starts = [match.start() for match in found if clues & WORDED or match.lastgroup != "words"]
    else:
        starts = _DIGIT_RUNS.starts(folded)
    return starts
