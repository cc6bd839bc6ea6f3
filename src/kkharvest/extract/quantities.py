"""Numbers with what they count or measure: the grammar of a quantity, Swedish and English.

A quantity is a share ("38 procent", "en tredjedel", "9 av 10"), a change that is its own number ("halverats"), a
measure ("1 150 MWh"), a count ("27 nya jobb") or two ends of a change ("från 26 till 9"). Whether anything has come
of it is told by the words around it (`outcomes`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from kkharvest.core.text import Span

__all__ = ["AMOUNT", "NUMBER", "SCALE", "Quantity", "quantities"]

NUMBER = r"(?:\d{1,3}(?:[ \u00a0\u202f.,]\d{3}){1,4}(?!\d)(?:,\d{1,4})?|\d{1,12}(?:[.,]\d{1,6})?)"
_TENS = r"(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)"
_ONES = r"(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)"
_WORD_NUMBER = (
    rf"(?:{_TENS}{_ONES}?|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton"
    r"|arton|nitton|(?:ett )?(?:hundra|tusen)(?!tals)"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
    r"|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen)"
)
SCALE = r"(?:miljon(?:er)?|miljard(?:er)?|tusen|million|billion)"
_DIGITS = rf"{NUMBER}(?:\s?[–-]\s?{NUMBER})?"
AMOUNT = rf"(?:{_DIGITS}|{_WORD_NUMBER}\b|en(?: halv)?(?= {SCALE})|ett halvt?)"
_SIZE = rf"(?:{AMOUNT}(?: {SCALE})?)"

_SHARE = r"(?:%|procent(?:enheter)?\b|percent\b|per cent\b)"
_OF = r"(?:koldioxid(?:ekvivalent\w*|utsläpp)?|CO2(?:e|-\w+)?|CO₂e?|utsläpp|spill|avfall|textil|material|växthusgaser)"
_POWER = r"(?:[kMGT]Wh?(?:/år)?\b|(?:kilo|mega|giga|tera)watt(?:immar|timmar| ?hours?)?\b)"
_MASS = rf"(?:(?:kilo(?:gram)?|kg|(?:kilo)?ton|gram|tonnes)\b(?: {_OF}\b)?)"
_VOLUME = r"(?:(?:liter|litres|kubikmeter|kubik|cubic metres)\b|m³|m3\b)"
_EXTENT = r"(?:(?:kvadratmeter|hektar|hectares|kilometer|km|mil|square metres)\b|m²|m2\b)"
_MEASURE = rf"(?:{_POWER}|{_MASS}|{_VOLUME}|{_EXTENT})"
# Units that say what came of an effort without a word of change beside them.
_STRONG = re.compile(
    rf"[kMGT]Wh|watt\w*immar|watt ?hours|MW\b|megawatt|\bton\b|tonnes|{_VOLUME}"
    r"|deltagare|medlemmar|medlemsföretag|parter\b|partners?\b"
)
_NOT_COUNTED = (
    r"(?!(?:år(?:en|et|s)?|månad\w*|vecko?r?n?a?|dag(?:ar|arna|en)?|timm\w*|minut\w*|sekund\w*|kronor|kr|euros?|sidor"
    r"|poäng"
    r"|grader|gånger|times|miljon\w*|miljard\w*|procent\w*|invånare|inhabitants|medarbetare|meter|meters|punkter|frågor"
    r"|steg|mål\w*|teman|rum|kapitel|tillfällen|sektorer|delar|typer|sätt|faser|etapper|sorters?|olika|län|years|months"
    r"|weeks|days|hours|pages|per|people|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november"
    r"|december|january|february|ledamöter|våningar|kvm|plus|minus|times|as|is|was|has)\b)"
)
_BARE_PLURAL = (
    r"(?:hushåll|jobb|företag|bolag|hus|träd|projekt|fordon|kök|löften|avtal|verk|bestånd|åtgärder|samarbete|ställen"
    r"|tak|torg|skåp|lag|djur|byten|möten|tillstånd|anställda|studerande|deltagare|partner|leverantörer|lantbrukare"
    r"|pendlare|medlemmar|användare|bybor)"
)
_NOUN = rf"{_NOT_COUNTED}(?:\w*{_BARE_PLURAL}\b|[a-zåäö-]{{2,}}(?:ar|er|or|are|n|s)\b)"
# One word may stand between: "nya jobb", "small enterprises".
_COUNTED = (
    rf"(?:[a-zåäö]{{2,}}(?:a|de|ed) |Swedish |new |local |small |[a-z]+(?:ive|al|ous|ic|ing|ish|ary|ent|ant|ful) )?"
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
)
_CHANGE = (
    r"(?:halver|(?:för)?dubbl|fördubbl|tredubbl|trefaldig|fyrdubbl|femdubbl|mångdubbl|tiodubbl)"
    r"a(?:t|ts|de|des|s|r)\b|halved\b|doubled\b|tripled\b"
)
# By kind; a digit or a word begins each, and each is tried where that stands alone.
_QUANTITY = re.compile(
    rf"(?<![\w§–/:+-])(?<!\d[ .,])(?:(?P<change>{_CHANGE})"
    rf"|(?P<course>{_FROM}{_TO}(?:\s?(?:{_SHARE}|{_MEASURE})|(?: {_COUNTED})?(?! ?(?:{SCALE}|kronor|kr\b))(?![\w%])))"
    rf"|(?P<fraction>{_FRACTION})"
    rf"|(?P<share>{AMOUNT}(?: till {AMOUNT})?\s?{_SHARE})"
    rf"|(?P<measure>{_SIZE}\s?{_MEASURE})"
    rf"|(?P<count>{_SIZE} {_COUNTED}|ett (?:tio|tjugo|trettio|fyrtio|femtio|hundra)tal \w+))",
    re.IGNORECASE,
)
_SMALL = re.compile(
    r"(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|\w+ton|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"(?:19|20)\d\d ")
_DIGIT = re.compile(r"\d")
# What a quantity without digits cannot be told without, lower case.
_WORDS = (
    "halver", "halva", "dubbl", "faldig", "hälften", "del", "var ", "två", "tre", "fyr", "fem", "sex", "sju", "åtta",
    "nio", "tio", "elva", "tolv", "arton", "hundra", "tusen", "tal ", "half", "halved", "doubled", "third", "quarter",
    "ty ", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten ", "twelve", "percent",
)  # fmt: skip


class Quantity(NamedTuple):
    """Words of a text that say how much.

    `strong`: the unit alone tells of energy, mass, volume or members; `small`: a word from two to twenty.
    """

    kind: str
    span: Span
    strong: bool = False
    small: bool = False


def quantities(sentence: str, folded: str) -> Iterator[Quantity]:
    """Quantities of a sentence in order; `folded` is the sentence in lower case."""
    if not _DIGIT.search(folded) and not any(word in folded for word in _WORDS):
        return
    for match in _QUANTITY.finditer(sentence):
        kind, words = str(match.lastgroup), match.group()
        if kind == "count" and _CALENDAR.match(words):
            continue
        yield Quantity(kind, Span(*match.span()), bool(_STRONG.search(words)), bool(_SMALL.match(words)))
