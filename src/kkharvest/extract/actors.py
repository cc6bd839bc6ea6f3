"""Who takes part: municipalities in their official form, and organisations, with the role the text gives them.

Organisations are found by name (taxonomy) and by form: "… AB", "… universitet", "Länsstyrelsen i …", or a name after
a word that says what it is ("energibolaget Kraftringen"). A role is read off the words before or after a name and
holds for a whole list: "i samarbete med A, B och C". Spans are positions in the text given.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kkharvest.core.records import Actor
from kkharvest.core.text import Span
from kkharvest.extract.clues import BODY, FORM, PLACE, SAID, Sentence, read_sentences, words_with
from kkharvest.extract.gazetteer import BODY_WORD, forms_begun
from kkharvest.extract.places import Mention, find_mentions
from kkharvest.taxonomy import municipality

__all__ = ["GIVES", "LIMIT", "find_actors"]

LIMIT = 20_000  # characters of a text that are read for names
_MOST = 40

_NAME = r"[A-ZÅÄÖ][\w&-]*"
_NAMES = rf"{_NAME}(?: {_NAME})?"
_COUNTY = rf"{_NAME}(?: {_NAME})?(?:(?: och | samt ){_NAME}(?= län))?(?:s? län)?"

# Names by their form, as one alternation: the group that matched is the kind.
_BY_FORM = re.compile(
    rf"(?<![\w-])(?:"
    rf"(?P<university>{_NAMES} (?:universitet|tekniska högskola|University|Institute of Technology)(?:et)?"
    rf"|Högskolan (?:i )?{_NAME}|(?:Universitetet|University) (?:i|of) {_NAME}|{_NAMES} Science Park)"
    rf"|(?P<public>Region {_COUNTY}|Länsstyrelsen(?: i)? {_COUNTY}"
    rf"|(?:{_NAME} )?{_NAME}sregionen|Energikontoret? (?:i )?{_NAMES}"
    rf"|{_NAME}(?<!nät)(?:verket|myndigheten)|{_NAME} kommunalförbund)"
    rf"|(?P<association>{_NAMES} Handelskammare|Handelskammaren(?: i)? {_NAME}"
    rf"|{_NAME}(?:föreningen|förbundet|nätverket))"
    rf"|(?P<company>{_NAME}(?: (?:{_NAME}|&|i|av|för))*? (?:AB|Ab|HB|KB|A/S|AS|Oy|GmbH|Ltd|Inc|plc|Group(?: AB)?)"
    rf"|(?:AB|Fastighets AB|Bostads AB) {_NAMES}"
    rf"|{_NAME}(?: {_NAME})? (?:Energi|Fastigheter|Bostäder|Hamn|Vatten|Airport|Elnät|Energi & Miljö))"
    rf")(?:s\b)?(?![\w-])"
)
_SAYINGS = (
    "bolaget|företaget|koncernen|jätten|tillverkaren|kedjan|leverantören|entreprenören|operatören|byrån|startupen"
    "|the company"
)
_SAID_TO_BE = re.compile(rf"\b\w*(?:{_SAYINGS}) (?P<company>(?:{_NAME})(?: {_NAME}){{0,2}})")
_NO_ORGANISATION = re.compile(
    r"^(?:Den|Det|De|Detta|Denna|Under|Med|För|Hos|Av|Nu|När|Och|Men|I|På|Till|Från|Vid|Genom|Även|Både|Som|The|A|An|In"
    r"|At|By|Our|Vår|Vårt|Kommunens|Stadens|Regionens)\s+"
)
_GENITIVE = re.compile(r"(?:regionen|verket|myndigheten|föreningen|förbundet|nätverket|universitet)s$")
_COMMON = re.compile(
    r"^(?:Kommun|Läns|Bolags|Byggnads|Projekt|Miljö|Social|Region|Tekn|Kultur|Fastighets|Skol|Arbets|Trafik|Närings)?"
    r"(?:styrelsen|förbundet|föreningen|nätverket|verket|myndigheten)$|^(?:Nätverk|Samverkans|Bransch|Förenings)\w*$"
)

_ROLES = (
    ("lead", re.compile(
        r"(?:(?:led(?:s|des)|dr(?:ivs|evs)|(?:samordna|koordinera|initiera|starta)(?:s|des|ts))"
        r" (?:gemensamt )?av|(?:led|coordinated) by) $"
        r"|(?:projektägare|projektledare|samordnare|huvudman|koordinator|värd)\s*(?:är|:)? *$", re.IGNORECASE)),
    ("funder", re.compile(
        r"(?:finansiera[sd]e?s?|finansierats|finansierat|finansiering|stöd(?:s|des)|bekosta(?:s|des|ts)"
        r"|betala(?:s|des)|med stöd|\w*medel|bidrag|(?<!brett )(?<!starkt )stöd|pengar|kronor"
        r"|funded|supported)(?: (?:delvis|helt|huvudsakligen|även|gemensamt|till (?:större|största) del(?:en)?))?"
        r" (?:av|från|by) $|(?:pengarna|medlen|stödet|bidraget) kommer från $"
        r"|(?:delas ut|beviljas|fördelas|utlyses) av $"
        r"|(?:utlyste|utlyser|delade ut|delar ut|avsatte|avsätter|satsade) $"
        r"|(?:finansiär(?:er)?)\s*(?:är|:)? *$", re.IGNORECASE)),
    ("partner", re.compile(
        r"(?:(?:tillsammans|i samarbete|samarbetar|samverkan|i samråd|ihop|avtal) med|(?:samarbete|samverkan) mellan"
        r"|part(?:ner)?(?:er|s)?(?:na)?\s*(?:är|:)?|deltar|between|(?:together|in partnership|collaboration) with) *$",
        re.IGNORECASE)),
)  # fmt: skip
# What each of these ends with.
_CUES = (
    "av", "by", "från", "med", "with", "mellan", "between", "deltar", "är", ":", "utlyste", "utlyser", "ut", "avsatte",
    "avsätter", "satsade", "projektägare", "projektledare", "samordnare", "huvudman", "koordinator", "värd",
    "finansiär", "finansiärer", "part", "parter", "parts", "partner", "partners", "na",
)  # fmt: skip
# Names before this one in the same list, whoever they are.
_LINKS = (", ", " och ", " samt ", " and ")
_LISTED = re.compile(rf"(?<!\w)(?:{_NAME}(?: {_NAME})*(?:, | och | samt | and ))+$")
_REACH = 90
# "Chalmers Industriteknik" is not Chalmers.
_GOES_ON = re.compile(r" (?!AB\b|[A-ZÅÄÖ]{2})[A-ZÅÄÖ]\w")
_LEADS_AFTER = re.compile(r"^\s+(?:leder|driver|samordnar|koordinerar|leads|coordinates)\b")
# What a body does that pays; some of these words mean other things where no money is spoken of.
GIVES = (
    "(?:ger|gav|gett)(?! ut)|delar ut|delade ut|delat ut|fördelar|fördelade|fördelat|utlyser|utlyste"
    "|beviljar|beviljade|beviljat"
    "|satsar|satsade|satsat|avsätter|avsatte|avsatt|anslår|betalar|betalade|står för|finansierar|finansierade"
    "|finansierat|stödjer|stöder|bidrar med|funds|funded|finances"
)
_FUNDS_AFTER = re.compile(
    r"^\s+(?:har )?(?:finansierar|finansierade|finansierat|bidrar med|funds|finances"
    rf"|(?:{GIVES})\b[^.]{{0,60}}?(?:kronor|\bkr\b|euro|miljon|miljard|pengar|medel|bidrag\b|stöd\b))"
)
_PARTNER_AFTER = re.compile(r"^\s+(?:deltar|medverkar|är med|samarbetar|är partner)\b")
_SAME_LIST = re.compile(r"^(?:,|\s*&|,?\s+(?:och|samt|and))\s+(?:(?:företag|bolag|energibolag|byggbolag)\w*\s+)?$")


class _Found(NamedTuple):
    name: str
    kind: str
    span: Span


def find_actors(
    text: str, read: Sequence[Sentence] | None = None, mentions: Iterable[Mention] | None = None
) -> tuple[Actor, ...]:
    """Bodies named in the first 20,000 characters, in order of first mention, with kind and role where it is told.

    `read` are the sentences of these and `mentions` the municipalities named there, found here when not given.
    """
    text = text[:LIMIT]
    read = read_sentences(text) if read is None else read
    mentions = find_mentions(text, words_with(PLACE, text)) if mentions is None else mentions
    hinting = [one for one in read if one.clues & (BODY | FORM | SAID)]
    named = [
        *_municipalities(mentions),
        *_by_name(text, hinting),
        *_by_form(text, hinting),
        *_said_to_be(text, hinting),
    ]
    if not named:
        return ()
    actors: dict[str, Actor] = {}
    last: Actor | None = None
    for found in _without_overlap(named):
        role = _role(text, found.span, last)
        last = Actor(found.name, found.kind, role, found.span)
        known = actors.get(found.name.casefold())
        if known is None:
            actors[found.name.casefold()] = last
        elif known.role is None and role:
            actors[found.name.casefold()] = Actor(known.name, known.kind, role, known.span)
    return tuple(actors.values())[:_MOST]


def _without_overlap(found: Sequence[_Found]) -> list[_Found]:
    """In text order; of names that share words the one that begins first, then the longer, then the earlier found."""
    taken: list[_Found] = []
    for one in sorted(found, key=lambda one: (one.span.start, -one.span.end)):
        if not taken or one.span.start >= taken[-1].span.end:
            taken.append(one)
    return taken


def _municipalities(mentions: Iterable[Mention]) -> Iterator[_Found]:
    for mention in mentions:
        if mention.is_official:
            yield _Found(municipality(mention.kommunkod).official_name, "municipality", mention.span)


def _by_name(text: str, read: Iterable[Sentence]) -> Iterator[_Found]:
    for sentence in read:
        if not sentence.clues & BODY:
            continue
        for at, word in words_with(BODY, sentence.quote):
            for begun in BODY_WORD.finditer(word):
                start = sentence.start + at + begun.start()
                for form in forms_begun(begun.group()):
                    stop = start + len(form.words)
                    if text.startswith(form.words, start) and _ends(text, stop):
                        yield _Found(form.name, form.kind, Span(start, stop))
                        break


def _ends(text: str, stop: int) -> bool:
    """Whether a name may end at `stop`: nothing of a word follows but a genitive s, and no further name."""
    if _GOES_ON.match(text, stop):
        return False
    rest = text[stop : stop + 2]
    if rest[:1] == "s":
        rest = rest[1:]
    return not rest[:1].isalnum() and rest[:1] != "-"


def _by_form(text: str, read: Iterable[Sentence]) -> Iterator[_Found]:
    for sentence in read:
        if sentence.clues & FORM:
            for match in _BY_FORM.finditer(text, sentence.start, sentence.end):
                found = _trimmed(match.group(), match.start(), str(match.lastgroup))
                if found:
                    yield found


def _said_to_be(text: str, read: Iterable[Sentence]) -> Iterator[_Found]:
    for sentence in read:
        if sentence.clues & SAID:
            for match in _SAID_TO_BE.finditer(text, sentence.start, sentence.end):
                yield _Found(match["company"], "company", Span(*match.span("company")))


def _trimmed(name: str, start: int, kind: str) -> _Found | None:
    """The match without a word that only begins the sentence; None when nothing but a common word is left."""
    lead = _NO_ORGANISATION.match(name)
    if lead:
        name, start = name[lead.end() :], start + lead.end()
        if " " not in name and kind != "association":
            return None
    if _GENITIVE.search(name):
        name = name[:-1]
    if _COMMON.match(name) or not name[:1].isupper():
        return None
    return _Found(name, kind, Span(start, start + len(name)))


def _role(text: str, span: Span, last: Actor | None) -> str | None:
    before, after = text[max(0, span.start - _REACH) : span.start], text[span.end : span.end + _REACH]
    if before.endswith(_LINKS):
        before = _LISTED.sub("", before)
    if before.rstrip().lower().endswith(_CUES):
        for role, pattern in _ROLES:
            if pattern.search(before):
                return role
    if last and last.role and last.span and _SAME_LIST.match(text[last.span.end : span.start]):
        return last.role
    for role, follows in (("lead", _LEADS_AFTER), ("funder", _FUNDS_AFTER), ("partner", _PARTNER_AFTER)):
        if follows.match(after):
            return role
    return None
