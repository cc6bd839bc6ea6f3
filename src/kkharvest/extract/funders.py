"""Who pays, read off the words around a name: "finansieras av …", "medel från …", "Finansiär: …", "… går in med".

Names are those of the list of payers (`taxonomy.funders`), which may begin with a small letter, and any words that
are written as a name. A fund or programme of the list, which exists to pay, is a payer wherever a sentence speaks of
money given; another body only where such a frame holds it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kkharvest.core.text import Span
from kkharvest.extract.actors import GIVES
from kkharvest.extract.anchored import Anchored
from kkharvest.extract.clues import ASKED, GIVEN
from kkharvest.taxonomy.funders import funders

__all__ = ["payers"]

_WORD = r"[A-ZÅÄÖ][\wé&-]*(?:–[A-ZÅÄÖ][\wé-]*)?"
# What a name written in several words ends with.
_TAIL = (
    r"\w*(?:stiftelsen?|fond(?:en)?|program(?:met)?|klivet|förbund(?:et)?|bank(?:en)?|nämnd(?:en)?|kontor(?:et)?)\b"
    r"|kommun\b|stad\b|län\b|regionala"
    r"|utvecklingsfonden\b"
)
_FREE = rf"(?:(?:EU:s )?{_WORD}(?: (?:{_WORD}|i(?= [A-ZÅÄÖ])|of(?= [A-Z])|för (?=\w)|{_TAIL}))*)"
# Listed names that go on: "Interreg Sverige–Norge", "Leader Nordöstra Skåne", "Länsstyrelsen i Dalarnas län".
_LONGER = (
    rf"EU:s \w*(?:fond|program)\w*|\w*(?:[Ss]tiftelsen)(?: {_WORD})+|Interreg(?: {_WORD})*|Leader(?: {_WORD})+"
    rf"|Länsstyrelsen(?: i)?(?: {_WORD})+(?: län\b)?"
)
_ADVERB = (
    r"(?: (?:delvis|helt|huvudsakligen|även|också|bland annat|gemensamt|till lika delar|till viss del|till en del"
    r"|partly|jointly"
    r"|in part"
    r"|till (?:större|största|en) del(?:en)?|till (?:\d+ (?:procent|%)|hälften)))?"
)
_PAID = (
    r"(?:(?:med|del|sam)?finansiera(?:s|des|ts|d|t|de)?|\bstöd(?:s|des|da|d)|stött?as|stöttats|betala(?:s|des|ts|t|d)"
    r"|betal[dt]"
    r"|bekosta(?:s|des|ts|d|t)"
    r"|sponsra(?:s|des|d)|möjliggörs|möjliggjorts|täcks|funded|financed|supported|sponsored|paid(?: for)?)"
)
_MONEY = (
    r"(?:(?<!brett )(?<!starkt )(?<!politiskt )stöd(?:et)?|(?<!viktigt )bidrag(?:et)?|medel|medlen|pengar(?:na)?"
    r"|finansiering(?:en)?"
    r"|anslag|miljoner|miljarder|kronor|\bkr|mkr|mnkr|msek|euro|\blån|lånet|grants?|funding|support|million|fått)"
)
_VIA = r"(?:av|från|genom|via|ur|hos|inom|inom ramen för|by|from|through|of|under)"
_PLACE = (
    r"(?:programmet |satsningen |forskningsprogrammet |eu-programmet |eu:s program |the "
    r"|european union's )?"
)
_FRAMES = Anchored(
    rf"(?:{_PAID}{_ADVERB} (?:{_VIA}|(?:med|with) {_MONEY} {_VIA})"
    rf"|{_MONEY}(?: \w+)? {_VIA}|kommer från|(?:delas ut|bevilja(?:s|ts|des)|ge(?:s|tts)|gavs) av|(?:pengarna|medlen"
    rf"|stödet) är"
    rf"|(?:(?:huvud|med|del)?finansiär(?:er|erna|en)?|bidragsgivare|finansiering|funders?)(?::| är| var| are| is))"
    rf" {_PLACE}",
    r"(?:(?:med|del|sam)?finansiera|stöd|stött|betal|bekosta|sponsra|möjlig|täcks|funded|financed|supported|sponsored"
    r"|paid|bidrag|mede?l|pengar|finansiering|anslag|miljoner|miljarder|kronor|kr|mkr|mnkr|msek|euro|lån|grant|funding"
    r"|support|million|fått|kommer|delas|bevilja|ge(?:t?ts|s)|gavs|(?:huvud|del)?finansiär|funder)",
)
_GIVES_MONEY = (
    rf"(?:(?:har )?(?:{GIVES}|(?:med|del|sam)finansiera(?:r|de|t)|bekosta(?:r|de|t)|stött?a(?:r|de|t)|stöd(?:jer|er"
    rf"|de)|supports?)\b"
    r"|(?:har )?(?:går|gick|gått) in med|(?:skjuter|sköt|skjutit) till|lägger|står för|(?:och|är med och) finansierar"
    r"|bidrar"
    r"|(?:har )?beslutat(?=[^.]{0,60}(?:kronor|miljon)))"
)
_GIVING = re.compile(rf"(?: kommun| stad)?(?:s gröna obligationer)?(?: är \w+ och)? {_GIVES_MONEY}")
_GIVES = re.compile(_GIVES_MONEY)
_OF_ITS = re.compile(r":?s (?:\w+ )?(?:stöd|bidrag|medel|pengar|finansiering|fond|anslag|investeringsstöd|program)\b")
# Beside a verb of giving: what is given, or to what.
_GIVEN = re.compile(
    r"kronor|\bkr\b|mkr|euro|miljon|miljard|pengar|medel|bidrag|\bstöd|hälften|tredjedel|resten|merparten|delen"
    r"|del av|stor del|kostnad|finansier|bekosta"
    r"|projekt|satsning|forskning|grant|fund",
)
_BESIDE = 60
_TOLD_TO = re.compile(r"\bi uppdrag\b")
_LINK = re.compile(
    r"(?:, | och | samt | & |, and | and )(?:av |från |resten av |också )?(?:the )?"
    rf"|,? (?:genom|via|inom(?: ramen för)?|through|within) {_PLACE}"
)
_REST = re.compile(
    r"\b(?:resten|resterande|hälften|varav|half of (?:it|this)) (?:betalas |bekostas |kommer |täcks )?"
    r"(?:av |från |from (?:the )?)?"
)
_GENERAL = re.compile(
    r"(?:Den|Det|De|Detta|Denna|Projekt\w*|Kommunen?|Pengarna|Stödet|Medlen|Här|Nu|The|This|It|Vi|Totalt|Hälften"
    r"|Investeringen|Med"
    r"|Region(?:en)?|Bolaget|Satsningen|Budget(?:en)?|Länets?|Om|Parter|Norrland|Sverige|Sweden|Europa|Europe|När|I"
    r"|Under|För)"
)
_PLACED = re.compile(r"\b(?:ett?|an?|på|i|vid|till|med|för|in|at|of|to) $")
_OWNED = re.compile(r" (?!och|samt|med|för|i|har|till|som|på|under|and|in|for|to|with)[a-zåäö]{3,}")
_COMPOSED = re.compile(
    r"\w(?:fonden|stiftelsen|klivet|invest|verket|myndigheten|bostäder|bolagen|hem|regionen)$|[a-z][A-Z]"
)
# Names that a text may begin with a small letter.
_MAY_BE_SMALL = re.compile(
    r"^(?:[^ ]+(?:programmet|avtalet|avtalen|klivet|premien|fonden)|Staten|Regeringen|Länsstyrelsen)$"
)
_ASKED = re.compile(
    r"\bavslag\b|\b(?:kan|går det att|för att) (?:du |ni |man )?(?:söka|ansöka)\b|^(?:sök|ansök)\b|\bkan sökas\b"
    r"|\brejected\b",
)
_NOT_FUNDED = re.compile(r"\b(?:råd och stöd|ta stöd)\b")
_SPEAKS = re.compile(
    r"stöd|bidrag|medel|pengar|finansier|bekosta|kronor|\bkr\b|euro|miljon|bevilja|mkr|sek\b|ansök|fått|fund|grant"
    r"|support|betala",
)


def payers(sentence: str, folded: str, known: Sequence[Span], clues: int) -> Iterator[Span]:
    """Places of the names of those who pay, each once; `known` are bodies whose role has been told already.

    `folded` is the sentence in lower case, `clues` are those of its words.
    """
    if clues & ASKED and _ASKED.search(folded):
        return
    taken = list(known)
    for place in (*_framed(sentence, folded), *_giving(sentence, folded, clues), *_programmes(sentence, folded)):
        if not any(place.start < other.end and other.start < place.end for other in taken):
            taken.append(place)
    seen: set[str] = set()
    for place in sorted(taken):
        name = place.of(sentence)
        if name not in seen:
            seen.add(name)
            yield place


def _framed(sentence: str, folded: str) -> Iterator[Span]:
    """Names that follow words of paying, with those that follow them in a list."""
    for match in (*_FRAMES.finditer(folded), *_REST.finditer(folded)):
        if _NOT_FUNDED.search(folded[max(0, match.start() - 12) : match.end()]):
            continue
        at: int | None = match.end()
        while at is not None and (place := _name_at(sentence, at)):
            yield place
            link = _LINK.match(folded, place.end)
            at = link.end() if link else None


def _giving(sentence: str, folded: str, clues: int) -> Iterator[Span]:
    """Names, and lists of names, before a verb of giving that has its money or what it is given to beside it."""
    if not ((clues & GIVEN and _GIVES.search(folded)) or _OF_ITS.search(folded)):
        return
    listed: list[Span] = []
    for match in _name().finditer(sentence):
        name, end = match.group(), match.end()
        if _is_common(name, sentence[: match.start()]):
            continue
        if listed and not _LINK.fullmatch(folded, listed[-1].end, match.start()):
            listed = []
        listed.append(Span(match.start(), end))
        verb = _GIVING.match(folded, end)
        if verb and _GIVEN.search(folded, end, verb.end() + _BESIDE) and not _TOLD_TO.search(folded, end):
            yield from listed
        elif name.casefold() in _listed() and _OF_ITS.match(folded, end):
            yield listed[-1]


def _programmes(sentence: str, folded: str) -> Iterator[Span]:
    """Funds and programmes of the list, in a sentence that speaks of money."""
    if _SPEAKS.search(folded):
        yield from (Span(*match.span()) for match in _funds().finditer(sentence))


def _is_common(name: str, before: str) -> bool:
    """Whether a name is none that pays: a common word that begins a sentence, one with an article, a place."""
    if _GENERAL.fullmatch(name) or _PLACED.search(before):
        return True
    known = " " in name or name.casefold() in _listed() or name.isupper() or _COMPOSED.search(name)
    return not (before or known)


def _is_owner(sentence: str, name: re.Match[str]) -> bool:
    """Whether a name only says whose the word after it is: "Granviks företagare"."""
    return (
        name.group().endswith("s")
        and name.group().casefold() not in _listed()
        and bool(_OWNED.match(sentence, name.end()))
    )


def _name_at(sentence: str, at: int) -> Span | None:
    match = _name().match(sentence, at)
    if not match or _GENERAL.fullmatch(match.group()) or _is_owner(sentence, match):
        return None
    return Span(*match.span())


@cache
def _listed() -> frozenset[str]:
    return frozenset(name.casefold() for body in funders() for name in (body.name, *body.aliases))


@cache
def _name() -> re.Pattern[str]:
    """A listed name in whatever case, or words written as a name."""
    names = [name for body in funders() for name in (body.name, *body.aliases)]
    listed = _alternatives([*names, *(name.lower() for name in names if _MAY_BE_SMALL.search(name))])
    return re.compile(
        rf"(?<![\w-])(?:{_LONGER}|(?:{listed})(?=(?::?s)?(?![\w-])(?! (?:fond|utvecklingsfond)))|{_FREE})"
    )


@cache
def _funds() -> re.Pattern[str]:
    listed = _alternatives([name for body in funders() if body.pays_only for name in (body.name, *body.aliases)])
    return re.compile(
        rf"(?<![\w-])(?:Interreg(?: {_WORD})*|Leader(?: {_WORD})+|(?:{listed}))(?:(?![\w-])|(?=-(?:bidrag|stöd|medel"
        rf"|pengar)))"
    )


def _alternatives(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
