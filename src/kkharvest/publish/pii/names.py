"""Names of people, by the names themselves and by the words around.

A run of capitalised words is a person's name when it begins with a given name that a surname follows, or when the
words around say so: a role before or after, "säger", "Kontakt:", a byline, an age. It is none when it names a thing
after a person: a street, a firm, a foundation, a school, a project, a prize.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kkharvest import taxonomy
from kkharvest.publish.pii.lexicon import is_given_name, is_surname_like, line_list, surnames, word_list
from kkharvest.publish.pii.model import PersonalData
from kkharvest.publish.pii.name_context import ROLE_WORD, is_thing_called, person_after, person_around, person_before

__all__ = ["find_names", "is_organisation"]

_LATIN = [chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250)) if chr(code).isalpha()]
_UPPER = "".join(letter for letter in _LATIN if letter.isupper())
_LOWER = "".join(letter for letter in _LATIN if letter.islower())
_WORD = rf"[{_UPPER}](?:[{_LOWER}]+|['’](?=[{_UPPER}]))(?:['’]?[{_UPPER}][{_LOWER}]+)?(?:-[{_UPPER}][{_LOWER}]+)*"
_INITIAL = rf"[{_UPPER}]\.?(?=[ \u00a0])"
_PARTICLE = r"(?:von der|von|af|de la|de|van der|van den|van|der|den|al|el|bin|ben|di|da|dos|del|ter|zu|ibn|abu)"
_RUN = re.compile(
    rf"(?<![\w@.-])(?<![\w/:]/)(?:{_WORD}|{_INITIAL})(?:[ \u00a0](?:{_PARTICLE}[ \u00a0])?(?:[Aa]l-)?(?:{_WORD}"
    rf"|{_INITIAL}|[{_UPPER}](?=[ \u00a0,.\n]|$)))*"
)
_PIECE = re.compile(rf"(?:{_PARTICLE}[ \u00a0])?(?:[Aa]l-)?(?:{_WORD}|[{_UPPER}]\.?)(?=[ \u00a0]|$|['’])")
_CAPITALS = re.compile(
    rf"(?<![\w@.-])(?<![\w/:]/)([{_UPPER}]{{2,}}(?:-[{_UPPER}]{{2,}})?)[ \u00a0]"
    rf"([{_UPPER}]{{2,}}(?:-[{_UPPER}]{{2,}})?)(?![\w-])"
)

_THING_BEFORE = re.compile(
    r"(?i)(?:\b|^)(?:stiftelse\w*|fonde?n?s?|företaget|firman?|advokatfirman?|\w*bolaget|\w*företaget|\w*firman"
    r"|åkeri\w*|\w*skola\w*|gymnasie\w*|kvarter\w*|kv\.?|fartyg\w*|färja\w*|båte\w*|\w*priset|pris|stipendi\w*"
    r"|projekt(?:et|ets)?|\w*projektet|programmet|satsningen|initiativet|\w*teatern?"
    r"|\w*muse\w+|parken|\w*arena\w*|\w*huset|gården|\w*märket|varumärk\w*|butike\w*|\w*affären|restaurang\w*"
    r"|caf[ée]\w*|kedjan|hotell\w*|kyrka\w*|statyn|utställning\w*|boken|filme\w*|pjäsen|figure\w*|sagan|romanen"
    r"|tåget|robote\w*|gruvan|bron|tunneln|rondellen|koncern\w*|varuhus\w*|bokhandel\w*|konditori\w*|bageri\w*"
    r"|institutet"
    r"|laboratori\w*|ångfartyget|isbrytaren|minnesfond\w*|torget|gatan|vägen|stormen|orkanen|foundation|ship|ferry"
    r"|company|brand|street|koncernen|leverantören|entreprenören|byggherren|fastighetsägaren|tillverkaren"
    r"|operatören|\w*rum(?:met|men)?|(?:\w*[a-zåäö])?sal(?:en|arna)?|lokal(?:en|erna)?|aula(?:n)?|\w*scen(?:en)?|paviljong(?:en)?"
    r"|\w*båten?|\w*fartyget?|skuta(?:n)?|skepp(?:et)?|briggen?|skonaren?|jakten|M/[SFYT]|[MS]S|S/S|HMS|R/V|lok(?:et)?"
    r"|vagn(?:en)?|spårvagn(?:en)?|\w*färja(?:n)?|häst(?:en)?|hund(?:en)?|katten|sort(?:en)?|ros(?:en)?|pion(?:en)?"
    r"|äpple(?:t|n)?|äppel\w*|päron\w*|potatis\w*|tomat\w*|\w*dator(?:n)?|servern?|satellit(?:en)?|teleskop(?:et)?"
    r"|tunnelborr\w*|borrmaskin(?:en)?|grävmaskin(?:en)?|vindkraftverk(?:et)?|\w*byggnad(?:en)?|\w*villan|\w*stugan"
    r"|vessel|boat|tram|room|hall|conference\s+room|auditorium|building|varvet|snickeri\w*|måleri\w*|rörfirma\w*"
    r"|byggfirma\w*|plantskola\w*|handelsträdgård\w*|hovleverantör\w*|maskinstation\w*|bussbolag\w*|grossist\w*"
    r"|rederi\w*|begravningsbyrå\w*|arkitektkontor\w*|arkitektbyrå\w*|advokatbyrå\w*|konsultbyrå\w*|förlag\w*"
    r"|bilhandlare\w*|guldsmed\w*|medaljen|stipendiet|professuren|föreläsningen|salongen|ateljé\w*|galleri\w*)\s*[”\"“'’«»]?\s*$"
)
_THING_AFTER = re.compile(
    r"(?:[-–]?s?[- ](?:(?i:gata|gatan|väg|vägen|gränd|torg|torget|plats|park|allé|allén|bro|minne|minnesfond"
    r"|stiftelse|familjestiftelse|stipendium|stipendiefond|fond|pris|skola|skolan|gymnasium|barnsjukhus|sjukhus|hus"
    r"|museum|institut|institutet|center|universitet|värld|trädgård"
    r"|backe|stig|stråk|kaj|teater|kyrka|kapell|gård|kulle|varv|akademi|sällskap|sällskapet|professur|församling"
    r"|medalj|arena|plan|hall|hallen|bibliotek|vårdcentral|förskola|konsthall|arkiv|boulevard|esplanad|foundation"
    r"|street|road|award|prize|square|school|hospital|university|stiftelsen|fonden|priset|stipendiet|huset|parken"
    r"|projektet|labbet|lab|passagen|tunneln"
    r"|\w*(?:plantor|odling(?:ar)?|maskiner|handel|montage|installation(?:er)?|trävaror|produkter|entreprenad(?:er)?|transporter)"
    r"|städ|redovisning|grönsaker|bageri|betong|sten|grus|asfalt|stål|glas|papper|textil|choklad|glass|kaffe|mejeri|slakteri|fisk|chark|tegel"
    r"|hamburgare|hamburgerrestauranger|skor|kläder|bilar|bygg|konditori|livs|mekaniska|plåt|rör|schakt|transport"
    r"|trä|åkeri|el|fastighet\w*|kraft|skog|snickeri|måleri|plantskola|handelsträdgård|blommor|buss|taxi|trafik"
    r"|frakt|maskin|entreprenad|gruppen|group|invest|capital|consulting|konsult|media|partners|holding|fonder|bank"
    r"|advokatbyrå|arkitekt\w*kontor|arkitekter|golv|kök|möbler|mode|cykel|motor|energi|solenergi|vind|solar)\b)"
    r"|\s+(?:&|och|and|et)\s+(?:Söner|Co\b|Son\b|Partners|Company|Sons|Bröder|Döttrar)|\s*(?:AB|HB|KB|Ltd|Inc|GmbH"
    r"|A/S|AS|ASA|Oy|Ek\.?\s?[Ff]ör)\b|-?(?:skolan|gatan|vägen|torget|priset|fonden|stiftelsen|huset|parken"
    r"|projektet|stipendiet|hallen|salen|sällskapet|institutet|gymnasiet|medaljen|dagen|året|loppet|bron|leden"
    r"|muséet|museet))"
)
_ORG_ENDINGS = re.compile(
    r"(?i).+(?:kommuns?|bolaget|enheten|kontoret|förvaltningen|nämnden|styrelsen|universitet(?:et)?s?|högskolan?s?"
    r"|förbund(?:et)?s?|förening(?:en|ar)?s?|verket|byrån|centret|centrum|gruppen|gatan|vägen|torget|parken|skolan|huset|plan"
    r"|stiftelsen|fonden|banken|institutet|museet|sjukhuset|hamnen|projektet|programmet"
    r"|rådet|nätverket|initiativet|kraften|energi|bostäder|hem|bygg|trafiken|avtalet|kontraktet|strategin|planen"
    r"|kartan|utveckling|näringsliv|kusten|riket|ländskt?|ska|iska?|dagen|veckan|mässan|priset|hubben|labbet|arena"
    r"|området|staden|stad|län|kusten|dalen|bygden|verkstaden|servicen?|teknik|system|media|tidning(?:en)?|bladet"
    r"|posten|nyheter(?:na)?|kuriren|allehanda|platsen|förmedling|mäkleri|leden|kajen|allén|gränd)"
)


# Parts of a name, initials and particles with their word.
_SHORTEST, _LONGEST = 2, 4


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    start: int
    end: int

    @property
    def bare(self) -> str:
        return self.text.rstrip(".").split()[-1] if self.text.strip() else ""


def find_names(text: str) -> Iterator[PersonalData]:
    """Every name of a person, in order of place; of two readings of a run the one with a given name."""
    for run in _RUN.finditer(text):
        yield from _in_run(text, run.start(), run.group())
    for match in _CAPITALS.finditer(text):
        first, last = match.groups()
        if is_given_name(first) and is_surname_like(last) and not _THING_AFTER.match(text, match.end()):
            yield PersonalData("name", match.start(), match.end(), match.group())


def _in_run(text: str, offset: int, run: str) -> Iterator[PersonalData]:
    parts = [_Part(m.group(), offset + m.start(), offset + m.end()) for m in _PIECE.finditer(run)]
    index = 0
    while index < len(parts):
        length = _known(text, parts, index) or _told(text, parts, index) or _alone(text, parts, index)
        if length:
            start, end = parts[index].start, parts[index + length - 1].end
            end = _without_full_stop(text, start, end)
            yield PersonalData("name", start, end, text[start:end])
        index += max(length, 1)


def _without_full_stop(text: str, start: int, end: int) -> int:
    """The end of a name without the full stop of the sentence; that of an initial stays."""
    last = text[start:end].rsplit(maxsplit=1)[-1]
    return end - 1 if last.endswith(".") and len(last) > 2 else end  # noqa: PLR2004 - "A."


def _known(text: str, parts: list[_Part], index: int) -> int:
    """How many parts from `index` are a name that begins with a given name; 0 for none."""
    first = parts[index].bare
    if not is_given_name(first) or _is_place_before(parts, index):
        return 0
    length = _stretch(parts, index)
    if length < 2:  # noqa: PLR2004 - given name and surname
        return 0
    rest = [part.bare for part in parts[index + 1 : index + length]]
    if first.casefold() in word_list("word_names.txt") and not any(
        is_surname_like(word) or is_given_name(word) for word in rest
    ):
        return 0
    if not _certain(rest) and not (person_around(text, parts[index].start, parts[index + length - 1].end)):
        return 0
    return 0 if _is_thing(text, parts, index, length) else length


def _certain(rest: list[str]) -> bool:
    """Whether what follows a given name reads as a surname at all."""
    return bool(rest) and not any(is_organisation(word) for word in rest)


def _told(text: str, parts: list[_Part], index: int) -> int:
    """How many parts from `index` the words around call a person; 0 for none."""
    first = parts[index].bare
    if is_organisation(first) or first.casefold() in word_list("plain_words.txt") or ROLE_WORD.fullmatch(first):
        return 0
    length = _stretch(parts, index)
    if any(is_given_name(part.bare) for part in parts[index + 1 : index + length - 1]) and not is_given_name(
        parts[index].bare
    ):
        return 0
    if length and _is_initial(parts[index + length - 1].text):
        return 0
    if not _SHORTEST <= length <= _LONGEST or any(
        _is_place(part.bare) and part.bare.casefold() not in surnames() for part in parts[index : index + length]
    ):
        return 0
    if _is_place_before(parts, index) or _is_thing(text, parts, index, length):
        return 0
    context = person_around(text, parts[index].start, parts[index + length - 1].end)
    if context == "verb" and person_before(text, parts[index].start) is None:
        context = "act"
    if context == "act":
        return length if is_surname_like(parts[index + length - 1].bare) and not is_surname_like(first) else 0
    return length if context else 0


def _alone(text: str, parts: list[_Part], index: int) -> int:
    """1 when one part alone is a name by the words before it: "ring Anna", "familjen Lind"."""
    word = parts[index].bare
    before = person_before(text, parts[index].start)
    if index + 1 < len(parts) and not _is_initial(parts[index + 1].text):
        return 0
    if is_organisation(word) or _is_thing(text, parts, index, 1):
        return 0
    if before and before["honorific"] and (is_surname_like(word) or is_given_name(word)) and not _is_place(word):
        return 1
    if not is_given_name(word) or _is_place(word) or word.casefold() in word_list("word_names.txt"):
        return 0
    if before and (before["label"] or before["verb"] or before["named"] or before["reach"] or before["role"]):
        return 1 + (index + 1 < len(parts))
    after = person_after(text, parts[index].end)
    return int(bool(after and (after["age"] or after["verb"] or after["phone"])))


def _stretch(parts: list[_Part], index: int) -> int:
    """How many parts from `index` can belong to one name."""
    length = 1
    for part in parts[index + 1 : index + 5]:
        if (
            is_organisation(part.bare)
            or part.bare.casefold() in word_list("plain_words.txt")
            or (ROLE_WORD.fullmatch(part.bare) and part.bare.casefold() not in surnames())
        ):
            break
        length += 1
        if (
            is_given_name(parts[index].bare)
            and not _is_initial(part.text)
            and not is_given_name(part.bare)
            and not _follows(parts, index + length)
        ):
            break
    return length


def _follows(parts: list[_Part], index: int) -> bool:
    """Whether a second surname stands at `index`."""
    return index < len(parts) and is_surname_like(parts[index].bare)


def _is_thing(text: str, parts: list[_Part], index: int, length: int) -> bool:
    """Whether the run names a street, a firm, a foundation … after a person."""
    start, end = parts[index].start, parts[index + length - 1].end
    whole = text[start:end].casefold().rstrip(".")
    if whole in line_list("public_names.txt") or whole.removesuffix("s") in line_list("public_names.txt"):
        return True
    if _THING_AFTER.match(text, end):
        return True
    following = parts[index + length].bare if index + length < len(parts) else ""
    if following and parts[index + length].start - end == 1 and (is_organisation(following)):
        return following.casefold() not in {"på", "vid", "i"}
    return bool(_THING_BEFORE.search(text[max(0, start - 40) : start])) or is_thing_called(text, start)


def _is_place_before(parts: list[_Part], index: int) -> bool:
    """Whether the part is the second word of another name: "Sankt Per", "Fastighets AB Erik"."""
    if index == 0:
        return False
    earlier = parts[index - 1].bare.casefold()
    return earlier in {
        "ab",
        "fastighets",
        "sankt",
        "brf",
        "kvarteret",
        "stiftelsen",
        "projekt",
        "projektet",
        "kung",
        "drottning",
        "prins",
        "hotell",
        "hotel",
        "café",
        "villa",
    }


def _is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1


def is_organisation(word: str) -> bool:
    """Whether a capitalised word belongs to an organisation or a place."""
    folded = word.casefold()
    if folded in word_list("organisation_words.txt"):
        return folded not in surnames()
    return (
        bool(_ORG_ENDINGS.fullmatch(word)) and folded not in surnames() and folded.removesuffix("s") not in surnames()
    )


def _is_place(word: str) -> bool:
    return word.casefold() in _place_words()


@cache
def _place_words() -> frozenset[str]:
    names = [place.name for place in taxonomy.municipalities()] + [
        place.genitive for place in taxonomy.municipalities()
    ]
    names += [region.short_name for region in taxonomy.regions()]
    return frozenset(word.casefold() for name in names for word in name.split())
