"""When an effort goes on: from and to, since, begun, ended, for how long; Swedish and English."""

import re
from collections.abc import Iterator

from kkharvest.core.text import Span
from kkharvest.extract.anchored import Anchored

__all__ = ["periods"]

_YEAR = r"(?:19|20)\d\d(?!\d)"
_MONTH = (
    r"(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|january|february|march"
    r"|may|june|july|august|october)"
)
_SEASON = r"(?:våren|sommaren|hösten|vintern|spring|summer|autumn)"
_PART = rf"(?:(?:\d{{1,2}} )?{_MONTH}|{_SEASON}|årsskiftet|slutet av|utgången av|början av|mitten av)"
_TIME = rf"(?:{_YEAR}-\d\d(?:-\d\d)?(?![\d-])|(?:{_PART} )?{_YEAR})"
_DASH = r"\s?[–—-]\s?"
_BEGUN = (
    r"(?:började|börjar?|starta(?:de|r)?|inleddes|invigdes|bildades|lanserades|öppna(?:de|s|r)?|grundades"
    r"|togs i (?:drift|bruk)|stod (?:klar\w*|färdig\w*)"
    r"|undertecknades|sjösattes|drog i ?gång|etablerades|infördes|pågick|genomfördes|avsluta(?:de)?s|förläng(?:de)?s"
    r"|slutade|upphörde"
    r"|blev klar\w*"
    r"|(?:vara|är|blir|bli|stå|står) (?:klar|färdig)\w*|(?:projekt)?(?:start|slut)|gjordes|started|began|launched"
    r"|opened|ended|finished"
    r"|completed)"
)
_BEGUN_BY = (
    r"(?:börja|starta|inleddes|invigdes|bildades|lanserades|öppna|grundades|togs|stod|undertecknades|sjösattes|drog"
    r"|etablerades|infördes|pågick|genomfördes|avsluta|förläng|slutade|upphörde|blev|vara|är|blir|bli|stå"
    r"|(?:projekt)?(?:start|slut)|gjordes|started|began|launched|opened|ended|finished|completed)"
)
_LASTS = r"(?:ett|två|tre|fyra|fem|sex|sju|åtta|tio|\d{1,2}) (?:år|månader)\b"
_PERIOD = Anchored(
    rf"\b(?:{_TIME}{_DASH}(?:{_TIME}|\d\d\b(?![-–]|\s?{_MONTH}))"
    rf"|(?:\d{{1,2}} )?{_MONTH}{_DASH}{_TIME}"
    rf"|{_PART} (?:{_YEAR} )?till {_TIME}"
    rf"|(?:från|mellan|under|åren|since|from|between|during) (?:perioden |åren |år |i |och med )?{_TIME} "
    rf"(?:till och med|till|och|to|and|until) (?:år )?{_TIME}"
    rf"|(?:from|between) (?:\d{{1,2}} )?{_MONTH} (?:to|and) {_TIME}"
    rf"|(?:sedan|since)(?: starten| i| år| the start in| the)? {_TIME}(?:-talet|s\b)?"
    rf"|(?:pågår?|löper|gäller|fortsätter|runs?)\b[^.]{{0,30}}? (?:till och med|till|to|until) {_TIME}"
    rf"|(?:till och med|t\.o\.m\.|fram till|until) (?:år |och med |utgången av )?{_TIME}"
    rf"|{_BEGUN}:?(?: (?!till\b)[a-zåäö]+){{0,3}}?(?: under| år| i| in| på| den| on)? {_TIME}(?:{_DASH}(?:{_TIME}"
    rf"|\d\d\b))?"
    rf"|under {_SEASON} {_YEAR}"
    r"|\d{1,2}\s?[–-]\s?\d{1,2} (?:månader|months)"
    r"|(?:ett|två|tre|fyra|fem|sex|tio|fler)årigt? (?:\w+ )?(?:projekt\w*|program\w*|försök\w*|avtal\w*|samarbete\w*"
    r"|initiativ\w*)"
    r"|(?:ett|två|tre|fyra|fem|sex|tio|fler)åriga? (?:\w+ )?(?:satsning\w*|insats\w*|studie\w*)"
    r"|(?:two|three|four|five)-year (?:\w+ )?(?:project|programme|program|initiative|pilot|trial|study)"
    rf"|(?:sträcker sig över|löper (?:över|under|i)|pågår (?:under|i)|pågick (?:under|i)) {_LASTS}"
    rf"|under {_LASTS}(?= (?:har|ska|testa|prova|kommer)))",
    rf"\b(?:\d|{_MONTH}|{_SEASON}|årsskiftet|slutet|utgången|början|mitten|från|mellan|under|åren|since|from|between|during|sedan|pågår?|löper|gäller|fortsätter|runs?"
    rf"|till|t\.o\.m\.|fram|until|{_BEGUN_BY}|ett|två|tre|fyra|fem|sex|tio|fler|two|three|four|five|sträcker|pågick)",
)
# "Klimatneutralt fram till 2030": when a goal is to be reached says nothing of when the effort goes on.
_GOAL = re.compile(
    r"\bmål\w*|\bmåste\b|\bbehov\w*|\bbehöver\b|klimatneutral|nollutsläpp|fossilfri\w* (?:till|senast|år)"
    r"|climate.neutral"
)
_OPEN_END = re.compile(r"till|fram|t\.o\.m|until")
_MOST = 2


def periods(sentence: str) -> Iterator[Span]:
    """Places of at most two periods of a sentence in lower case, in order; the year a goal is set for is none."""
    found = 0
    for match in _PERIOD.finditer(sentence):
        if _OPEN_END.match(match.group()) and _GOAL.search(sentence):
            continue
        yield Span(*match.span())
        found += 1
        if found == _MOST:
            return
