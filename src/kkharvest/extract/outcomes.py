"""Which quantities of a sentence are results: what has come of an effort, or is reckoned to come of it.

A quantity is governed by the nearest word before it, within its clause, that tells of an outcome ("har minskat",
"levererar", "deltar") or of an intention ("ska", "målet är"); with neither, by an outcome right after it. What is true
of a whole country, of anybody or of nothing yet is no result of the effort that a page tells of.
"""

import re
from collections.abc import Iterator
from itertools import islice

from kkharvest.core.text import Span
from kkharvest.extract.anchored import Anchored, begins_of, one_of
from kkharvest.extract.quantities import Quantity, quantities

__all__ = ["SAVES", "results"]

_CHANGES = (
    r"(?:minska|sänk|reducera|kapa|öka|höj|växe|krymp)(?:t|ts|de|des|te|tes|er|r|s)\b|sjunkit|sjunker|sjönk|fallit"
    r"|föll|faller"
    r"|gått (?:ner|ned|upp|från)|gick (?:ner|ned|upp)|går (?:ner|ned|upp)|dragit (?:ner|ned)|drog (?:\w+ ){0,3}(?:ner"
    r"|ned)\b"
    r"|skurit|skar ner|vuxit|växer|växte|stigit|steg|stiger|\bnere(?: på| i)?\b|uppe i|minskning|ökning|sänkning"
    r"|försv(?:ann|unnit)|fått ner|får (?:ner|ned)|pressat|kortat|effektiviserat|minskar|ökar"
    r"|(?:fell|fallen|dropped|rose|risen|grew|grown|decreased|increased|reduced|reduces|cut|cuts|slashed|trimmed|down"
    r"|lowered|shrunk)\b"
)
SAVES = (
    r"\b(?:inspara|spara)(?:r|t|ts|s|de|des)\b|\binspar\w+|\b\w*bespar\w+|\b(?:tjäna(?:r|t|de)|undvik(?:er|it|its|s)"
    r"|undvek|slipper|slapp|sluppit)\b"
    r"|rädda(?:t|r|s|ts|de|des)\b|(?:saved?|saves|saving|savings|avoided|avoids|avoiding)\b"
)
_MAKES = (
    r"\b(?:(?:producera|leverera|generera|installera|renovera|restaurera|plantera|återbruka|samla|tillverka|behandla"
    r"|lagra"
    r"|rena|röta|kompostera|uppgradera|omvandla|anlägga|återvinna|hämta|laga|reparera|elektrifiera|konvertera|ansluta"
    r"|anslut|etablera|starta|anställ|nyanställ|transportera|flytta|eliminera|fånga"
    r"|coacha|matcha|avleda|invig|röj|sanera|komplettera|odla|sortera|samordna|kartlägg|energieffektivisera"
    r"|återlämna)(?:r|s|t|ts|de|des|d)"
    r"|återan\w*(?:der|ds|des|t|ts|de)|återvin(?:ner|ns)|återvunn\w+|försörj(?:er|t|de|s)|värm(?:er|t|de|s|ts|des)"
    r"|bind(?:er|s)"
    r"|bygg(?:er|t|ts|de|des|s)|återställ(?:t|ts|de|des|s)|anlagts|ersätt(?:er|s)|ersatt(?:s|e)?)\b"
    r"|\b(?:ger|gav|gett|givit|ersatt|byggdes|anlagt|bundit|skapat|skapats|skapar|skapade|skapades|driver|räcker"
    r"|räckte|motsvarar|fasat ut|fasats ut|bytt ut|bytts ut|byter ut|delat ut|räddar|gjordes|gjorts|görs|täcker"
    r"|täckte|cover|covers|covered|öppnat|invigt|tillkommit|fångar|absorberar|odlas"
    r"|motsvarande|upphandlat|upphandlade|sålt|säljer|sålde|såldes|sålts|bytts|bytte|bytt|köpt|köpte|skördar|skördat"
    r"|blev|blivit|blir"
    r"|använder nu|använder|drar nu|kör nu|nu drar|tar emot|tagit emot|tog emot|tar hand om|tagit hand om|tog hand om"
    r"|hittat|hittade"
    r"|tagits|nått|når|nådde|uppnått|uppnådde|uppgår till|uppgick till|omfattar|kunnat|kan göra|lett till"
    r"|resulterat i|resultatet"
    r"|totalt|resultat|effekten|supplies|supplied|produces|produced|produce|delivers|delivered|created|built"
    r"|installed|provides|generates?|generated|yields?|yielded|recovers|recovered|stores|converted|connected|opened"
    r"|hired|serves|served|diverted|prevented|captures|captured"
    r"|planted|recycled|reused|heats|replaced|replaces|beräknas|väntas|bedöms|uppskattas|estimated|expected)\b"
)
_JOINS = (
    r"\b(?:deltar|deltog|deltagit|medverkar|medverkade|medverkat|anslutit|anslutna|anslöt|ansluter|skrivit (?:på"
    r"|under)|skrev (?:på|under)"
    r"|skrivits under|undertecknat\w*|undertecknade|fått (?:rådgivning|hjälp|stöd|utbildning|coachning)|utbilda(?:t"
    r"|ts|de|des)|testat|testade"
    r"|provat|prövat|samlar|samlade|samlat|gått (?:samman|med|ihop)|gick (?:samman|med)|engagera(?:t|r|de)"
    r"|involvera(?:t|r|de)|nått"
    r"|ställde|ställt om|ställt|antagit|genomfört|genomförde|visar|uppger|medlem\w*|är med|var med|varit med|ägs"
    r"|ingår|ingick|följer|follow|utbildats"
    r"|joined|signed|took part|taken part|participated?|gathers?|gathered|trained|involves|members|partners|svarade"
    r"|arbetar med"
    r"|får (?:sin|sitt|sina|el|värme)|undersöker|lastar|kör till|skrev|samverkar|samarbetar)\b"
)
# What stands right after a share, a measure or a count that has come about.
_COMPARES = (
    r"\s?(?:\w+ ){0,2}?(?:så (?:mycket|många|hög|höga|stor|stora)|lägre|mindre|färre|fler|högre|mer|under|över|bättre"
    r"|billigare|snabbare|dyrare|fossilfri\w*"
    r"|lower|less|fewer|more|below"
    r"|cheaper|higher|faster)\b"
)
_BESPARAR = r"\b\w*bespar"  # a saving in compounds, which no beginning tells


def _begins(*expressions: str) -> str:
    """What matches of these begin with."""
    found = set().union(*map(begins_of, expressions)) - {r"\b"}
    return f"{one_of(found)}|{_BESPARAR}"


_OUTCOME = Anchored(f"(?:{_CHANGES}|{SAVES}|{_MAKES}|{_JOINS})", _begins(_CHANGES, SAVES, _MAKES, _JOINS))
# What is done with, or by, things that are counted.
_MADE = rf"{SAVES}|{_MAKES}|{_JOINS}"
_DONE_TOO = "vuxit|växt till|ökat till|försv(?:ann|unnit)|minskar"
_DONE = Anchored(f"(?:{_MADE}|{_DONE_TOO})", _begins(SAVES, _MAKES, _JOINS, _DONE_TOO))
_AGAIN = "går (?:nu )?(?:tillbaka|vidare)|är nu|återvinns|återanvänds"
_AFTER = Anchored(
    f"(?:{_AGAIN}|{_CHANGES}|{SAVES}|{_JOINS}|{_MAKES})", _begins(_AGAIN, _CHANGES, SAVES, _MAKES, _JOINS)
)
_GONE = re.compile(r"\b(?:gått|gick|går|gone|went|goes) (?:\w+ ){0,4}$")
# What a number of bodies or things does, or what was done with them, right after it.
_GONE_NOW = "försv(?:ann|unnit)"
_TAKES_PART = Anchored(f"(?:{_GONE_NOW}|{SAVES}|{_JOINS}|{_MAKES})", _begins(_GONE_NOW, SAVES, _MAKES, _JOINS))
_ALONG = re.compile(r"\s?med\b(?=[.,]|$)")
_COMPARED = re.compile(_COMPARES)
_BY_NOW = re.compile(r"\b(?:har|hittills|nu|numera|totalt|sammanlagt|have|has|so far|now|in total)\b")
_IS_DONE = re.compile(r"(?: \w+){0,2}? (?:har|\w{2,}(?:ades|ats|tts|ddes|tes))\b|[^.;:]{0,30}(?: have| has|ed)\b")
_NOW = re.compile(r"\b(?:nu|idag|i dag|hittills|numera|now|so far|today)\b")
_INTENTION = Anchored(
    r"\b(?:ska(?:ll)?|(?<!det )vill|ville|måste|bör|behöver|behövs|krävs|siktar|strävar|planerar|planeras|avser"
    r"|hoppas|lovar|föreslå\w*|önskar|tänker"
    r"|aims?|aiming|wants?|must|should|plans?|hopes?|needs?|shall|goals?|targets?|ambition\w*|vision\w*|syftet"
    r"|avsikten|tanken|(?:\w*[a-zåäö]-?)?mål(?:et|en|sättning\w*|bild\w*)?"
    r"|kravet|krav|möjlighet|skulle|would|om alla|if all|(?:is|are) to|to (?:cut|reduce|halve|lower|increase|save)"
    r"|(?<!räknar med )(?<!lyckats )(?<!har lett till )att (?:minska|halvera|sänka|öka|kapa|spara))\b",
    r"\b(?:\w*-?mål|ska|vill|måste|bör|behöv|krav|krävs|siktar|strävar|planera|avser|hoppas|lovar|föreslå|önskar|tänker"
    r"|aim|want|must|should|plan|hope|need|goal|target|ambition|vision|syftet|avsikten|tanken|möjlighet|skulle|would|om$|if$"
    r"|is$|are$|to$|att$|shall)",
)
# Not of this effort: a country, a trade, anybody, a rule, an offer to apply for, a fee, a question asked.
_OF_ANYBODY = Anchored(
    r"\b(?:i (?:hela )?(?:sverige|landet|världen|europa|eu)|sveriges?|landets|världens|global\w*|nationell\w*"
    r"|svenskens?|varje svensk\w*|per svensk"
    r"|(?<!än )(?:en|ett) (?:vanlig|genomsnittlig|normal|medelstor)\w*|enligt (?:fn|ipcc|eu|lagen)|utgör|uppstår"
    r"|uppkommer"
    r"|befolkning\w*|invånarna|miljöbalken|in (?:europe|sweden)|worldwide|accounts? for|account for|world's|sweden)\b",
    r"\b(?:i$|sverige|landet|världen|global|nationell|svensken|varje$|per$|en$|ett$|enligt$|utgör|uppstår|uppkommer"
    r"|befolkning|invånarna|miljöbalken|in$|worldwide|account|world|sweden)",
)
_STANDS_FOR = re.compile(r"\b(?:står|stod|svarar) för (?:\w+ ){0,3}$")
_ALL_OF = re.compile(r"\b(?:alla|samtliga|de|dessa|all|the) $")
_HAVE = re.compile(r"\b(?:har|hade|have|had) (?:\w+ )?$")
_OFFER = Anchored(
    r"\bkan (?:du|ni|man|söka|få)\b|\b(?:du|ni|projekt) kan (?:söka|få|ansöka)\b|\b(?:avgift\w*|biljett\w*|taxa\w*"
    r"|hyran?|hyror|vite\w*|ränta\w*|hastighet\w*"
    r"|svarsfrekvens\w*|detaljplan\w*|omsätter|plats för|rymmer|kostnadsfri\w*|öppettider|tickets?|bidrag för"
    r"|procent av kostnad\w*)\b"
    r"|(?:procent|hälften|%) av (?:\w+ )?(?:kostnad|budget|investering)",
    r"(?:\b(?:kan$|du$|ni$|projekt$|avgift|biljett|taxa|hyra|hyror|vite|ränta|hastighet|svarsfrekvens|detaljplan|omsätter"
    r"|plats$|rymmer|kostnadsfri|öppettider|ticket|bidrag$)|procent$|hälften$|%$)",
)
_BEARS = re.compile(r"\b(?:väger|vid|tål|rymmer|klarar|bär)(?: \w+)? $")
_BY_THEN = re.compile(r" (?:till|fram till|senast|by) (?:år )?20\d\d")
_NEEDED = re.compile(
    r" (?:tung|lång|hög|stor|bred|djup)\w*\b|(?: \w+)? (?:ska|skulle|måste|krävs|behövs|would|must|should|is needed)\b"
)
_BODIES = (
    "kommuner", "företag", "bolag", "verksamheter", "organisationer", "aktörer", "åkerier", "butiker", "skolor",
    "städer", "hushåll", "föreningar", "ägare", "lantbrukare", "bönder", "partner", "partners", "parter",
    "universitet", "regioner", "hamnar", "fabriker", "odlare", "leverantörer", "medlemmar", "hotell", "restauranger",
    "krogar", "gårdar", "handlare", "löften", "companies", "cities", "municipalities", "firms", "suppliers",
    "members", "shops",
)  # fmt: skip
_NOT_YET = Anchored(
    r"\b(?:inte|ej|not|aldrig) (?:\w+ )?(?:minskat|ökat|sänkt|nått|uppnått|reached)\b", r"\b(?:inte|ej|not|aldrig)$"
)
# "Ett batteri på 20 megawatt", "paket över 30 kilo": how large a thing is.
_SIZE_OF = re.compile(
    r"\b(?:väger|väga|över|under|vid|äger|äga|drar|mindre än|minst|högst|upp till|max|rymmer|klarar|tål|(?<!delar )på"
    r"|of|to|weighs|over)"
    r" (?:\w+ )?$",
)
_FORESEEN = re.compile(r"\b(?:väntas|kommer att|beräknas|expected to|kunna) $")
_DID = re.compile(r" (?:av (?:\w+ ){1,4})?(?:har|kom|fick|gick|blev|kommer från|\w{3,}(?:ade|ades|ats))\b")
_PARTED = re.compile(r"[.;:]")
_ADJACENT = 25
_SOON = 45
_PARTING = (";", ":", "–", "—", " men", " but", " medan", " while", " whereas", ", så", ", and")
_CLAUSE = re.compile(r";|:(?=\s)| [–—] |,? (?:men|but|medan|while|whereas)\b|, (?:så|and)\b")
_REACH = 240  # characters of a sentence read on either side of a quantity
_AFTER_IT = 90
_NEAR = 60
_MOST = 3
_LOOKED_AT = 20


def results(sentence: str, clues: int) -> Iterator[Span]:
    """Places of at most three quantities of a sentence, in lower case, that are results, in order.

    `clues` are those of its words.
    """
    found = 0
    for quantity in islice(quantities(sentence, clues), _LOOKED_AT):
        if _came_about(sentence, quantity):
            yield quantity.span
            found += 1
            if found == _MOST:
                return


def _came_about(sentence: str, quantity: Quantity) -> bool:
    """Whether words around a quantity say that it came about, and none deny it; most fail at the first."""
    clause = _clause(sentence, quantity.span)
    before = sentence[clause.start : quantity.span.start]
    after = sentence[quantity.span.end : min(clause.end, quantity.span.end + _AFTER_IT)]
    if quantity.kind == "count":
        is_body = sentence.endswith(_BODIES, *quantity.span)
        # Many things are counted on a page: of those that take no part, what has been done by now is told.
        if not is_body and not (_BY_NOW.search(before[-_NEAR:]) or _IS_DONE.match(after)):
            return False
        told = _last(_DONE, before, len(before) - (_ADJACENT if quantity.small else _NEAR))
        is_told = told >= 0 or _is_counted(quantity, before, after, is_body=is_body)
    else:
        told = _last(_OUTCOME, before)
        is_told = _is_measured(quantity, before, after, told=told >= 0)
    return is_told and not _is_denied(quantity, sentence, clause, before, told)


def _is_counted(quantity: Quantity, before: str, after: str, *, is_body: bool) -> bool:
    """Whether a count, of bodies or of things, tells of those who take part or of what was made."""
    follows = _takes_part(after[:_NEAR])
    if quantity.small:
        begins = not before.strip() or before.endswith((" har ", " have "))
        return follows and begins and is_body
    return follows or quantity.strong or bool(_NOW.search(before[-_NEAR:]))


def _is_measured(quantity: Quantity, before: str, after: str, *, told: bool) -> bool:
    """Whether a share, a measure or a change is said to have come about; `told` when a word before it says so."""
    if quantity.kind == "change":
        return not (_FORESEEN.search(before) or _BY_THEN.match(after))
    if quantity.kind == "course":
        return told or bool(_GONE.search(before))
    is_measure = quantity.kind == "measure"
    if is_measure and (_is_size(before, after) or (quantity.small and not quantity.strong)):
        return False
    if told or _COMPARED.match(after) or (quantity.strong and not _SIZE_OF.search(before)):
        return True
    held = not is_measure and (_HAVE.search(before) or (not before.strip() and _DID.match(after)))
    return bool(_NOW.search(before) or held) or _follows(after[:_NEAR])


def _is_denied(quantity: Quantity, sentence: str, clause: Span, before: str, told: int) -> bool:
    """Whether the clause tells of anybody, offers, asks, or means to do what has not come about."""
    words = clause.of(sentence)
    return (
        _last_end(_INTENTION, before) > told
        or _is_set_apart(quantity, before)
        or sentence.endswith("?")
        or bool(_OF_ANYBODY.holds(words) or _OFFER.holds(words) or _NOT_YET.holds(words))
    )


def _is_size(before: str, after: str) -> bool:
    """Whether a measure says how large a thing is or must be: "ger upp vid 38 ton", "25 ton tung"."""
    return bool(_BEARS.search(before) or _NEEDED.match(after))


def _is_set_apart(quantity: Quantity, before: str) -> bool:
    """Whether a share is what somebody stands for of a whole, or a count one of things already told."""
    if quantity.kind in {"share", "fraction"}:
        return bool(_STANDS_FOR.search(before))
    return quantity.kind == "count" and bool(_ALL_OF.search(before))


def _takes_part(after: str) -> bool:
    if _COMPARED.match(after) or _ALONG.match(after):
        return True
    told = _TAKES_PART.first(after, _SOON)
    return bool(told) and not _PARTED.search(after, 0, told.start() if told else 0)


def _follows(after: str) -> bool:
    """Whether an outcome follows soon, with no intention before it."""
    told = _COMPARED.match(after)
    if not told:
        told = _AFTER.first(after, _NEAR)
        if not told or _PARTED.search(after, 0, told.start()):
            return False
    return not _INTENTION.holds(after[: told.end()])


def _clause(sentence: str, span: Span) -> Span:
    """The clause around a quantity, as far as it reaches."""
    start, end = max(0, span.start - _REACH), min(len(sentence), span.end + _REACH)
    if not any(map(sentence.__contains__, _PARTING)):
        return Span(start, end)
    for match in _CLAUSE.finditer(sentence, start, end):
        if match.end() <= span.start:
            start = match.end()
        elif match.start() >= span.end:
            end = match.start()
            break
    return Span(start, end)


def _last_end(words: Anchored, before: str) -> int:
    """Where the last match ends; -1 when there is none."""
    last = -1
    for match in words.finditer(before):
        last = match.end()
    return last


def _last(words: Anchored, before: str, start: int = 0) -> int:
    """Where the last match from `start` on begins; -1 when there is none."""
    last = -1
    for match in words.finditer(before, start):
        last = match.start()
    return last
