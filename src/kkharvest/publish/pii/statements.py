"""Sensitive details tied to a person, and signature blocks: finds that hold other finds.

Sensitive are health, union membership, faith, political opinion, sexual orientation, ethnic origin, offences and
social support (GDPR articles 9 and 10). A statement about many, without a person, is none.
"""

import re
from collections.abc import Iterator, Sequence

from kkharvest.core.text import sentences
from kkharvest.publish.pii.lexicon import is_given_name, word_list
from kkharvest.publish.pii.model import PersonalData
from kkharvest.publish.pii.name_context import KIN, ROLE
from kkharvest.publish.pii.names import is_organisation
from kkharvest.publish.pii.sensitive_words import MORE_DETAIL

__all__ = ["find_sensitive", "find_signatures"]

_ILLNESS = (
    r"(?:\w*cancer\w*|\w+beroende|leukemi|diabetes|diabetiker|epilepsi|astma|depression\w*|deprimerad|utbränd\w*"
    r"|utmattning\w*|utmattningssyndrom|ångest\w*|panikångest|bipolär\w*|schizofreni|adhd|autism\w*|asperger\w*"
    r"|ms-sjuk|multipel skleros|\bMS\b|parkinson\w*|alzheimer\w*|demens\w*|dement"
    r"|stroke|hjärtinfarkt\w*|hjärtfel|reumati\w+|ledgångsreumatism|crohns?|hiv\w*|hepatit\w*|kol-sjuk|alkoholis\w+"
    r"|alkoholproblem|missbruk\w*|beroendesjukdom|ätstörning\w*|anorexi|bulimi|dyslexi|fibromyalgi|migrän|covid\w*"
    r"|långtidscovid|psykos\w*|psykisk ohälsa|självmord\w*|tumör\w*|allergi\w*|diskbråck|ryggskada\w*|ryggproblem"
    r"|whiplash|endometrios|missfall\w*|ptsd|tourettes?|rullstol\w*|synskada\w*|hörselskada\w*"
    r"|funktionsnedsättning\w*)"
)
_DETAIL = (
    rf"(?:(?:är|var|blev|blivit|varit|har varit|is|was|been)\s+(?:\w+\s+){{0,2}}?(?:(?:lång|del"
    rf"|hel)?tids?-?)?(?:sjukskriv\w+|gravid\w*|cancersjuk\w*|{_ILLNESS}|ms-sjuk|kroniskt sjuk\w*|allvarligt sjuk\w*"
    rf"|svårt sjuk\w*|sjukpensionär\w*|förtidspensionera\w*|inlagd\w*|opererad\w*|homosexuell\w*|bisexuell\w*"
    rf"|transperson\w*|transsexuell\w*|lesbisk|icke-binär|muslim\w*|judisk\w*|jude|kristen|katolik\w*|hindu|buddhist"
    rf"|ateist|jehovas vittne|pingstvän|rom(?:sk)?|same|kurd\w*|assyrier|dömd\w*|åtalad\w*|häktad\w*|misstänkt\w*"
    rf"|straffad\w*|nykter alkoholist|alkoholist|bostadslös|hemlös|skuldsatt|asylsökande|papperslös|blind|döv"
    rf"|rullstolsburen|on sick leave|pregnant|diagnosed)"
    rf"|(?:är|var|blev|har varit|is|was)\s+(?:aktiv\s+|sedan länge\s+|\w+\s+){{0,2}}?(?:medlem|ombud|skyddsombud"
    rf"|huvudskyddsombud|förtroendevald|ordförande|engagerad|organiserad|fackombud|fackligt (?:ombud|aktiv"
    rf"|förtroendevald|engagerad)|facklig\w*|member|union\s+\w+)\s*(?:i|för|inom|hos|of|på|till)?\s*(?:fack\w*"
    rf"|Kommunal|Vision|Unionen|IF Metall|Metall|Sveriges Ingenjörer|Akademikerförbundet\s?\w*|Saco\w*|SACO|TCO|LO\b"
    rf"|Byggnads|Transport|Seko|SEKO|Lärarförbundet|Sveriges Lärare|Ledarna|Vårdförbundet|Handels\w*"
    rf"|Elektrikerförbundet|Naturvetarna|Jusek|Akavia|SSR|Fastighetsanställdas|Pappers|Svenska kyrkan|moské\w*"
    rf"|församling\w*|Pingst\w*|Sverigedemokraterna|Socialdemokraterna|Moderaterna|Vänsterpartiet|Miljöpartiet"
    rf"|Centerpartiet|Liberalerna|Kristdemokraterna|RFSL)(?:\s+(?-i:[A-ZÅÄÖ])\w+)?"
    rf"|(?:är|var|blev)\s+(?:\w+\s+)?(?:fackligt|facklig)\s+\w+|(?:är|var)\s+(?:\w+\s+)?(?:skyddsombud|fackombud"
    rf"|fackklubbens\s+\w+)"
    rf"|(?:har|hade|fick|fått|lider av|led av|lidit av|drabbades av|drabbats av|opererats för|behandlas för"
    rf"|behandlades för|diagnostiserades med|diagnostiserats med|diagnosen|insjuknade i|insjuknat i|lever med|levt "
    rf"med|opererades för|medicinerar mot|medicinerar för|äter medicin mot|har diagnosen|sökt vård för|vårdas för"
    rf"|vårdades för|kämpar med|kämpat med|återhämtar sig från|återhämtat sig från|suffers from|has been diagnosed "
    rf"with|has|diagnosed with)\s+(?:\w+\s+){{0,3}}?{_ILLNESS}"
    rf"|(?:har|hade|fick|uppbär|uppbar|får|lever på|ansökt om|beviljats"
    rf"|beviljades)\s+(?:\w+\s+){{0,2}}?(?:försörjningsstöd|ekonomiskt bistånd|sjukpenning|sjukersättning"
    rf"|aktivitetsersättning|personlig assistans|skyddad identitet|socialbidrag|skuldsanering|LSS-insats\w*)"
    rf"|(?:dömdes|dömts|åtalades|åtalats|greps|gripits|fälldes|avtjänar|avtjänade|häktades"
    rf"|straffades)\s+(?:\w+\s+){{0,2}}?(?:för|till|i|ett|med|som)\s+[\w-]+|förekommer i (?:belastningsregistret"
    rf"|brottsregistret)"
    rf"|(?:lämnade|begärde utträde ur|gick med i|gick ur|strejkade med|representerar|företräder)\s+(?:facket\b"
    rf"|fackförbundet\b|Kommunal\b|Vision\b|Unionen\b|IF Metall\b|Metall\b|Byggnads\b|Seko\b|Handels\b"
    rf"|Ledarna\b|Vårdförbundet\b|Sveriges Ingenjörer\b)|(?:sjukskrevs|sjukskrivits"
    rf"|sjukskrev sig|sjukskrivning|sjukfrånvaro|hospitaliserades|genomgick en (?:abort|operation|transplantation)"
    rf"|genomgår (?:cellgifts|cancer|strål)\w+|genomgått (?:cellgifts|cancer|strål)\w+|går på (?:rehab\w*"
    rf"|antidepressiva)|går i terapi)(?:\s+(?:för|på grund av|sedan|efter)\s+[\w\s-]{{2,40}})?"
    rf"|(?:är|var|har varit)\s+(?:politiskt\s+)?(?:aktiv|engagerad|verksam)\s+i\s+(?:\w+partiet|\w*demokraterna"
    rf"|Moderaterna|Liberalerna|facket|[\w ]*församling\w*|Svenska kyrkan)|sitter i rullstol"
    rf"|(?:väntar|väntade)\s+(?:\w+\s+)?(?:barn|tvillingar)|(?:skadade|skadat|bröt|brutit|opererade|opererat)\s+(?:\w+\s+)?"
    rf"(?:ryggen|knäet|knät|armen|benet|foten|höften|axeln|handleden|hjärtat|nacken)"
    rf"|(?:hör|ser)\s+(?:mycket\s+)?(?:dåligt|illa|nästan ingenting)|förlorade\s+(?:synen|hörseln)|är\s+nykter\b"
    rf"|gick in i väggen|gått in i väggen|kraschade i utmattning"
    rf"|röstar (?:på|för)\s+\w+|röstade på\s+\w+|{MORE_DETAIL})"
)
_SENSITIVE = re.compile(
    rf"(?i:\b{_DETAIL})(?:(?:(?!\s(?:och|men|när|sedan|så|som|därför|eftersom|förra|while|but|and|since)\s)[^.,;:!?\n]){{0,60}}(?=[.,;:!?\n]|\s(?:och|men|när|sedan|så|som|därför|eftersom|förra|while|but|and|since)\s|$))?"
)
_POSSESSIVE = re.compile(
    rf"(?i)\b(?:hans|hennes|sin|sitt|min|mitt|makens|hustruns|sambons|sonens"
    rf"|dotterns)\s+(?:\w+\s+){{0,2}}?(?:{_ILLNESS}|sjukskrivning|sjukdom|diagnos|graviditet|fackmedlemskap|fackliga "
    rf"uppdrag|missbruk|läggning|tro)\b(?:[^.,;:!?\n]{{0,40}}(?=[.,;:!?\n]|$))?"
)
_PERSON = re.compile(
    rf"(?i)\b(?:hon|han|hen|jag|honom|henne|kollegan|medarbetaren|mannen|kvinnan|brukaren|den anställde|{KIN}"
    rf"|she|he|(?:{ROLE}))\b"
)
_NAMED = re.compile(
    r"(?:^|[^\w])(?P<first>[A-ZÅÄÖŞÇĞŁŚÉİÜ][\w’'-]+)\s(?P<last>[A-ZÅÄÖŞÇĞŁŚÉİÜ][\w’'-]+)(?:,?\s+som|,)?\s*$"
)
_MANY = re.compile(
    r"(?i)\b(?:kommunen|staden|regionen|bolaget|företaget|anläggningen|bussen|många|andelen|antalet|alla|invånare"
    r"|personer med|människor med|elever med|boende med|barn med|projektet|byggnaden|marknaden|de som|den som)\s*$"
)

_GREETING = (
    r"(?:(?:[Mm]ed\s+)?(?:[Vv]änlig(?:a)?|[Bb]ästa|[Vv]arma|[Hh]järtliga|[Ss]oliga|[Kk]limatsmarta|[Gg]röna|[Tt]revliga)"
    r"\s+[Hh]älsning(?:ar)?|[Hh]älsning(?:ar)?|[Mm]vh|MVH|/\s?(?=[A-ZÅÄÖİ])|[Vv]h|VH|[Bb]est regards|[Kk]ind regards"
    r"|[Ww]arm regards|[Rr]egards|[Ss]incerely|[Vv]änligen|[Aa]llt gott|[Tt]ack på förhand|[Yy]ours sincerely|[Hh]älsar"
    r"|[Vv]id pennan|[Vv]i ses!?|[Hh]ej då|[Hh]ejdå"
    r"|[Aa]llt väl|[Hh]a det (?:gott|bra|fint)|[Vv]äl mött|[Kk]ram(?:ar)?|[Tt]ack och hej|[Tt]ack för hjälpen|[Cc]heers"
    r"|[Bb]est wishes|[Mm]any thanks|[Tt]hank you|[Mm]ed hopp om (?:\w+ ){0,2}\w+)"
)
_SIGNATURE = re.compile(
    rf"(?:^|\n|(?<=[.!?] ))[ \t]*(?P<block>{_GREETING}[ ,!:]*(?:\n[ \t]*)*[^\n]{{2,80}}(?:\n[^\n]{{2,70}}){{0,6}})"
)
_LINE = re.compile(r"[^\n]+")
_MAX_LINE, _MAX_LINES = 70, 6


def find_sensitive(text: str, names: Sequence[PersonalData]) -> Iterator[PersonalData]:
    """Every sensitive detail whose sentence, or the one before, names or points at a person."""
    spans = sentences(text)
    for number, sentence in enumerate(spans):
        body = sentence.of(text)
        for form in (_SENSITIVE, _POSSESSIVE):
            for match in form.finditer(body):
                start = sentence.start + match.start()
                head = text[sentence.start : start]
                if _MANY.search(head):
                    continue
                named = any(sentence.start <= name.start < sentence.end for name in names)
                pointed = form is _POSSESSIVE or bool(_PERSON.search(head)) or _ends_in_a_name(head)
                if named or pointed or (number and re.match(r"(?i)(?:hon|han|hen)\b", body)):
                    found = match.group().rstrip()
                    yield PersonalData("sensitive", start, start + len(found), found)


def _ends_in_a_name(head: str) -> bool:
    """Whether two capitalised words that are no organisation stand directly before."""
    last = head.rstrip(" ,").rpartition(" ")[2]
    if last[:1].isupper() and is_given_name(last) and last.casefold() not in word_list("word_names.txt"):
        return True
    found = _NAMED.search(head)
    return found is not None and not is_organisation(found["first"]) and not is_organisation(found["last"])


def find_signatures(text: str, finds: Sequence[PersonalData]) -> Iterator[PersonalData]:
    """Every block of lines that greets or names a person and says how to reach them."""
    names = [item for item in finds if item.kind == "name"]
    for match in _SIGNATURE.finditer(text):
        start, end = match.start("block"), match.end("block")
        inside = [item for item in finds if start <= item.start and item.end <= end]
        if any(item.kind == "name" for item in inside):
            last = max(item.end for item in inside)
            yield _block(text, start, _end_of_line(text, last))
    for name in names:
        block = _contact_lines(text, name, finds)
        if block:
            yield block


def _contact_lines(text: str, name: PersonalData, finds: Sequence[PersonalData]) -> PersonalData | None:
    """Short lines from a line that is a name down to the last that holds a way to reach them."""
    start = text.rfind("\n", 0, name.start) + 1
    end = _end_of_line(text, name.end)
    if text[start : name.start].strip(" \t") or text[name.end : end].strip(" \t,") or end >= len(text):
        return None
    last = end
    for number, line in enumerate(_LINE.finditer(text, end + 1)):
        if (
            number >= _MAX_LINES
            or len(line.group()) > _MAX_LINE
            or text[line.start() - 1] != "\n"
            or text[line.start() - 2 : line.start()] == "\n\n"
        ):
            break
        if any(item.kind in {"email", "phone"} and line.start() <= item.start < line.end() for item in finds):
            last = line.end()
    return _block(text, start, last) if last > end else None


def _end_of_line(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def _block(text: str, start: int, end: int) -> PersonalData:
    found = text[start:end].rstrip()
    return PersonalData("signature_block", start, start + len(found), found)
