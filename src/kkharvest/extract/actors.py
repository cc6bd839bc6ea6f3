"""Who takes part: municipalities by code, and organisations with the role the text gives them.

A municipality's name counts with the probability that it means the municipality there: its official forms always,
a name that is also a word, a surname or a county only beside words that say so. Spans are positions in the text given.
"""

import re
from functools import cache

from kkharvest.core.records import Actor, Place
from kkharvest.core.text import Span
from kkharvest.extract.places import name_forms

__all__ = ["find_actors", "find_places"]

_NAME = re.compile(r"(?<![\w-])[A-ZÅÄÖ][\w-]*(?: [A-ZÅÄÖ][\w-]*)?")
_COUNTY_AFTER = re.compile(r"\s+län\b|s?\s+läns\b")
_REGION_BEFORE = re.compile(r"(?:Region|Länsstyrelsen(?: i)?|Landstinget(?: i)?|län(?:et)?,?)\s+$")
_OTHER_BEFORE = re.compile(r"(?:[A-ZÅÄÖ][a-zåäö]+|AB|gatan|vägen|hertig|familjen|säger|herr|fru)\s+$")
_PLACE_BEFORE = re.compile(
    r"\b(?:i|till|från|runt|utanför|nära|kring|för|hos|kommunerna|städerna|kommun|staden|of|in|from"
    r"|and|och|samt|,)\s+$",
    re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"(?:,|och|samt|and)\s+$")
_TOWN_AFTER = re.compile(r"\s*(?::|kommun|stads?\b|\(|[–-]\s)")
_PERSON_AFTER = re.compile(r",?\s+(?:säger|berättar|menar|konstaterar|förklarar|said|says)\b")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|\n\s*|[–-]\s)$")

_COMPANY = re.compile(
    r"(?<![\w-])(?:[A-ZÅÄÖ0-9][\w&-]*(?:[ ](?:[A-ZÅÄÖ0-9&][\w&-]*|och|i|av|för|de))*?[ ](?:AB|Ab|HB"
    r"|KB|A/S|AS|Oy|GmbH|Ltd|Inc|plc|Group|Energi|Fastigheter|Bostäder|Bygg|Sverige AB|Industrier)"
    r"|AB [A-ZÅÄÖ][\w-]+|Fastighets AB [A-ZÅÄÖ][\w-]+)(?![\w-])"
)
_UNIVERSITY = re.compile(
    r"(?<![\w-])(?:(?:[A-ZÅÄÖ][\w-]+s? ){0,2}(?:universitet|tekniska högskola|högskola|University"
    r"|Institute of Technology)(?:et)?|Högskolan (?:i|på|Väst|Dalarna|Kristianstad|Halmstad)?(?:"
    r" ?[A-ZÅÄÖ][\w-]+)?"
    r"|(?:KTH|Chalmers|SLU|LTU|RISE|IVL|Krinova)(?: [A-ZÅÄÖ][\w-]+){0,2})(?![\w-])"
)
_PUBLIC = re.compile(
    r"(?<![\w-])(?:Region (?:[A-ZÅÄÖ][\w-]+)(?: län)?|Länsstyrelsen(?: i)?(?: [A-ZÅÄÖ][\w-]+)*(?:"
    r" län)?|Energimyndigheten|Naturvårdsverket|Boverket|Vinnova|Formas|Tillväxtverket|Trafikverket"
    r"|Upphandlingsmyndigheten|Energikontor\w* [A-ZÅÄÖ][\w-]+|Viable Cities|Klimatkommunerna"
    r"|Fossilfritt Sverige|Sveriges Kommuner och Regioner|SKR|Klimatklivet|Europeiska kommissionen"
    r"|EU-kommissionen)(?![\w-])"
)
_ASSOCIATION = re.compile(
    r"(?<![\w-])(?:Naturskyddsföreningen|Företagarna|Svenskt Näringsliv|LRF|Fastighetsägarna"
    r"|Byggföretagen|Sveriges Byggindustrier|(?:[A-ZÅÄÖ][\w-]+ )?(?:Science Park|Handelskammare"
    r"|[A-ZÅÄÖ][\w-]*förening(?:en)?|Näringslivsforum))(?![\w-])"
)
_KINDS = (("university", _UNIVERSITY), ("public", _PUBLIC), ("association", _ASSOCIATION), ("company", _COMPANY))
# One of these stands in every name of its kind: looked for first, since most texts hold none.
_MARKS = {
    "university": ("universitet", "ögskola", "University", "Institute of", "KTH", "Chalmers", "SLU", "LTU", "RISE",
                   "IVL", "Krinova"),
    "public": ("Region ", "Länsstyrelsen", "Energi", "Naturvårdsverket", "Boverket", "Vinnova", "Formas",
               "Tillväxtverket", "Trafikverket", "Upphandlings", "Viable Cities", "Klimat", "Fossilfritt", "Sveriges",
               "SKR", "kommissionen"),
    "association": ("Naturskydds", "Företagarna", "Svenskt Nä", "LRF", "Fastighets", "Byggf", "Sveriges", "Science",
                    "Handelskammare", "förening", "Näringslivs"),
    "company": (" AB", "AB ", " Ab", " HB", " KB", " A/S", " AS", " Oy", " GmbH", " Ltd", " Inc", " plc", " Group",
                " Energi", " Fastigheter", " Bostäder", " Bygg", " Industrier"),
}  # fmt: skip
_ROLES = (
    ("lead", re.compile(
        r"(?:leds|drivs|samordnas|koordineras|initierades|startades) (?:gemensamt )?av\W+$"
        r"|(?:projektägare|projektledare|samordnare|huvudman|koordinator|värd)\s*(?:är|:)?\W*$", re.IGNORECASE)),
    ("funder", re.compile(
        r"(?:finansieras|finansierats|finansierat|stöds|med stöd|medel|bidrag|stöd|pengar) (?:av"
        r"|från)\W+$|(?:finansiär(?:er)?)\s*(?:är|:)?\W*$", re.IGNORECASE)),
    ("partner", re.compile(
        r"(?:tillsammans med|i samarbete med|samarbetar med|samverkan med|partner(?:s|na)?\s*(?:är|:)?"
        r"|ihop med|together with|in partnership with)\W+$", re.IGNORECASE)),
)  # fmt: skip
_LEADS_AFTER = re.compile(r"^\s+(?:leder|driver|samordnar|koordinerar|leads|coordinates)\b")
_FUNDS_AFTER = re.compile(r"^\s+(?:finansierar|har finansierat|stödjer|bidrar med|funds)\b")
_DROPPED_START = re.compile(r"^(?:Den|Det|De|Under|Med|För|Hos|Av|Nu|När|Och|Men|I)\s+")
_LIMIT = 20_000
_MOST = 40


def find_places(text: str) -> tuple[Place, ...]:
    """Municipalities named in `text`, most certain first; each once, where it is first named."""
    best: dict[str, Place] = {}
    for match in _NAME.finditer(text, 0, _LIMIT):
        place = _place(text, match)
        if place and (place.kommunkod not in best or place.confidence > best[place.kommunkod].confidence):
            best[place.kommunkod] = place
    return tuple(sorted(best.values(), key=lambda place: (-place.confidence, place.span or Span(0, 0))))[:_MOST]


@cache
def _names() -> dict[str, str]:
    from kkharvest.taxonomy import municipalities

    return {place.kommunkod: place.name for place in municipalities()}


def _place(text: str, match: re.Match[str]) -> Place | None:
    forms = name_forms()
    words = match.group()
    for form in (words, words.split(" ", 1)[0]):
        if form in forms:
            break
    else:
        return None
    code, doubtful = forms[form]
    start, end = match.start(), match.start() + len(form)
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    confidence = _confidence(form, words, before, after, doubtful=doubtful)
    if confidence <= 0:
        return None
    official = re.match(r"\s(?:kommuns?|stads?)\b", after)
    span = Span(start, end + (official.end() if official else 0))
    return Place(code, _names()[code], confidence, span)


def _confidence(  # noqa: PLR0911 - one return a case reads best
    form: str, words: str, before: str, after: str, *, doubtful: bool
) -> float:
    if _COUNTY_AFTER.match(after) or _REGION_BEFORE.search(before):
        return 0.0
    if form != words and not doubtful and _OTHER_BEFORE.search(before):
        return 0.0
    if re.match(r"\s(?:kommun|stad)s?\b", after) or re.search(r"(?:kommun|stad)s?$", form):
        return 1.0
    follows_name = form != words or re.match(r"\s[A-ZÅÄÖ][a-zåäö]+", after)
    if _OTHER_BEFORE.search(before) and not _LIST_BEFORE.search(before) and not _PLACE_BEFORE.search(before):
        return 0.0 if doubtful else 0.3
    if doubtful:
        if follows_name or _PERSON_AFTER.match(after):
            return 0.0
        if _TOWN_AFTER.match(after):
            return 0.9
        return 0.7 if _PLACE_BEFORE.search(before) else 0.0
    if follows_name:
        return 0.3
    return 0.95 if _PLACE_BEFORE.search(before) or _TOWN_AFTER.match(after) else 0.85


def find_actors(text: str) -> tuple[Actor, ...]:
    """Organisations named in `text` in order of first mention, with kind, and role where the text tells it."""
    found: dict[str, Actor] = {}
    for place in find_places(text):
        if place.confidence >= 1 and place.span is not None:
            name = place.span.of(text)
            found.setdefault(name.casefold(), Actor(name, "municipality", _role(text, place.span), place.span))
    taken: list[Span] = [actor.span for actor in found.values() if actor.span]
    for kind, pattern in _KINDS:
        if not any(mark in text for mark in _MARKS[kind]):
            continue
        for match in pattern.finditer(text, 0, _LIMIT):
            name = match.group().strip()
            start = match.start()
            lead = _DROPPED_START.match(name)
            if lead:
                name, start = name[lead.end() :], start + lead.end()
            span = Span(start, start + len(name))
            if any(span.start < other.end and other.start < span.end for other in taken):
                continue
            taken.append(span)
            found.setdefault(name.casefold(), Actor(name, kind, _role(text, span), span))
    return tuple(sorted(found.values(), key=lambda actor: actor.span or Span(0, 0)))[:_MOST]


def _role(text: str, span: Span) -> str | None:
    before, after = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 30]
    for role, pattern in _ROLES:
        if pattern.search(before):
            return role
    if _LEADS_AFTER.match(after):
        return "lead"
    return "funder" if _FUNDS_AFTER.match(after) else None
