"""The words around a run of capitalised words that say it is a person: a role, "säger", "Kontakt:", an age."""

import re

__all__ = ["KIN", "ROLE", "ROLE_WORD", "is_thing_called", "person_after", "person_around", "person_before"]

# Characters before a name that can say what it is.
_REACH = 80

_ROLE_STEMS = (
    r"chef|ledare|samordnare|strateg|ansvarige?|handläggare|utvecklare|direktör|råd|ordförande|ingenjör|arkitekt"
    r"|rådgivare|controller|planerare|forskare|professor|doktorand|lektor|docent"
    r"|koordinator|sekreterare|inspektör|specialist|expert|kommunikatör|redaktör|reporter|journalist|fotograf|lärare"
    r"|rektor|borgmästare|landshövding|minister|grundare|entreprenör|lantbrukare|bonde"
    r"|student|elev|boende|pensionär|granne|ledamot|politiker|upphandlare|jurist|ekonom|assistent|administratör"
    r"|inköpare|chaufför|förare|mamma|pappa|hyresgäst|villaägare|butiksägare|kund|invånare"
    r"|sjuksköterska|undersköterska|läkare|vaktmästare|maskinist|tekniker|projektör|analytiker|utredare|moderator"
    r"|värd|sökande|deltagare|vinnare|kassör|revisor|suppleant|medförfattare|krönikör|klagande|gäst|besökare"
    r"|kontaktperson|ombud|skribent|författare|kollega|kollegan|sambo|ägare|medarbetare|vd|VD|CEO|CTO"
    r"|manager|officer|director|coordinator|leader|researcher|engineer|mayor|spokesperson|adviser|advisor|resident"
    r"|planner|strategist|president|chair(?:man|woman|person)?|founder"
)
ROLE = (
    rf"(?:[\w-]*(?:{_ROLE_STEMS})(?:en|n|et|an|s|ens|ns|ets|na|nas)?|dotter(?:n|s)?|son(?:en|s)?|make(?:n|ns)?|makan?"
    r"|fru(?:n|s)?|man(?:nen|s)?|talesman|talesperson(?:en)?|rådman(?:nen)?)"
)
ROLE_WORD = re.compile(rf"(?i){ROLE}")
_LOOSE_ROLE = re.compile(r"(?i)(?:ägare|grundare|kund|medlem|arkitekt|ansvarig|råd|man|ledare)\w*")
KIN = (
    r"(?:(?:\w*barns)?(?:mam|pap)man?|(?:mor|far)(?:mor|far|bror)s?|\w*(?:far|mor)far|son(?:en)?|dotter(?:n)?|sonens"
    r"|make(?:n)?|makan?|makarna|hustrun?|frun?|sambon?|änk\w+|syster(?:n)?|bror(?:n)?|brodern|syskon\w*|barnet"
    r"|tvilling\w*|familjen|kusin(?:en)?|moster|faster|paret)"
)
_VERB = (
    r"(?:säger|sa|sade|berättar|berättade|menar|menade|förklarar|förklarade|tycker|tyckte|tror|konstaterar"
    r"|konstaterade|påpekar|tillägger|understryker|betonar|framhåller|hävdar|anser|beskriver|minns|hoppas|fortsätter"
    r"|skriver|kommenterar|uppger|svarar"
    r"|avslutar|sammanfattar|inflikar|utbrister|skrattar|says|said|explains|adds|notes|believes|told)"
)
_ACT = (
    r"(?:leder|ledde|driver|arbetar|jobbar|bor|ansvarar|studerar|forskar|skrattar|projektleder|samordnar|representerar"
    r"|deltog|vill|har|fick|blev|startade|grundade|flyttade|föddes|är|tillträd\w+|efterträd\w+|slutar|slutade|avgår|avgick|pensioneras|lämnar)"
)
_BEFORE = re.compile(
    rf"(?:(?P<label>(?i:kontakt(?:a|person(?:er)?|uppgifter)?|contact|projektledning|ansvarig(?: utgivare)?"
    rf"|författare|text(?: och foto| & foto)?|foto(?:graf)?|bild|skribent|reporter|av|by|upplysningar|frågor(?: "
    rf"besvaras av)?|anmälan till|namn|vid frågor|mer information(?: lämnas av)?|vid pennan|sökande|ägare|arrangör"
    rf"|kontakter|projektägare|vd|deltagare|medverkande|intervju(?: med)?|handledare|moderator|talare|föreläsare"
    rf"|deltagare|klagande|underskrift|namnteckning|undertecknad|avsändare|mottagare|beställare|närvarande|justerare|handläggare|sekreterare|cc|till|från|hej)\s?[:|–-]\s*)"
    rf"|(?P<verb>\b(?i:{_VERB})\s+)"
    rf"|(?P<honorific>\b(?:[Ff]ru|[Hh]err|[Ff]röken|[Dd]r|Dr\.|[Pp]rof|Prof\.|Mr|Mrs|Ms|Mr\.|Mrs\.|Ms\."
    rf"|[Ff]amiljen)\s+)"
    rf"|(?P<named>\b(?i:heter|hette|vid namn|som heter|kallad|med namnet|named|called|hälsningar,?|hälsar|mvh,?"
    rf"|regards,?|vännerna|underteckna[dt]e?,?|undertecknat av)\s+)"
    rf"|(?P<reach>\b(?i:kontakta|ring|mejla|maila|mejl till|skriv till|hör av dig till|prata med|vänd dig till|fråga"
    rf"|tala med|nå|träffa|möt|intervjuat|intervjuade|tacka|tack till|kontakt med|tillsammans med kollegan|anmäl dig "
    rf"till|svar till|email|call)\s+(?:gärna\s+|då\s+|våra?n?\s+|sedan\s+)?)"
    rf"|(?P<act>\b\w+(?:des|ts|ats|its|s|rit|de)\s+(?:till|av|med|från)\s+)"
    rf"|(?P<role>\b(?i:{ROLE})(?:\s+(?:på|vid|i|hos|för|at|of)\s+[^.;:!?\n]{{2,40}})?,?\s+(?:(?i:är|var|heter|blir"
    rf"|is)\s+)?))$"
)
_BYLINE = re.compile(r"(?:^|\n)\s*(?:Av|By|Text|Foto|Text och foto)\s+$")
_AFTER = re.compile(
    rf"(?:(?P<role>\s*(?:,|\(|–|-|\||\n|är)\s*(?:(?:kommunens?|stadens?|vår|tidigare|tf\.?|tillförordnad|biträdande"
    rf"|vice|senior|verkställande|the|a|an|en|is)\s+)?(?i:[\w-]+\s+(?:och|and)\s+)?(?i:{ROLE})\b)"
    rf"|(?P<work>\s+(?:är|har\s+(?:arbetat|jobbat|varit)|arbetar|jobbar|verkar|blir|blev|was|works)\s+(?:som\s+"
    rf"|as\s+)?(?:[\w-]+\s+){{0,2}}(?i:{ROLE})\b)"
    rf"|(?P<age>,?\s*\(?\s?(?:\d{{1,2}}\s?år\b|\d{{1,2}}\)|\d{{2}},|,?\s?född\b))"
    rf"|(?P<verb>\s+{_VERB}\b)|(?P<act>\s+{_ACT}\b)"
    rf"|(?P<party>\s+\((?:S|M|C|L|V|MP|KD|SD)\))"
    rf"|(?P<phone>\s*[,:|–-]?\s*(?:(?i:tel(?:efon|\.|nr)?|mobil|mob|phone|e-?post|e-?mail|mejl)\b[.:]?\s*|på\s+"
    rf"|på\s+telefon\s+)?(?:\+?\d[\d\s()-]{{6,}}|[\w.]+@)))"
)

# What is called by a person's name without being one.
_THING_CALLED = re.compile(
    r"(?i)\b\w*(?:program(?:met)?|projekt(?:et)?|robot(?:en)?|båt(?:en)?|färja(?:n)?|tåg(?:et)?|app(?:en)?|tjänst(?:en)?"
    r"|system(?:et)?|kran(?:en)?|buss(?:en)?|modell(?:en)?|verktyg(?:et)?|kvarter(?:et)?|hus(?:et)?|plattform(?:en)?"
    r"|maskin(?:en)?|ugn(?:en)?|panna(?:n)?|fartyg(?:et)?|satsning(?:en)?|kampanj(?:en)?|storm(?:en)?|spel(?:et)?|lok(?:et)?|vagn(?:en)?|sal(?:en)?|rum(?:met)?|lokal(?:en)?|dator(?:n)?|häst(?:en)?|hund(?:en)?"
    r"|ko(?:n)?|sort(?:en)?|väg(?:en)?|gata(?:n)?|park(?:en)?|skepp(?:et)?|skuta(?:n)?)"
    r"(?:\s+(?:nummer|nr)\s+\d+)?,?(?:\s+(?:som|har|är|blev|numera))*\s+(?:heter|hette|kallad|kallas|kallats|döpt(?:es|s)?\s+till"
    r"|uppkallad efter|named|called)\s+$"
)


def is_thing_called(text: str, start: int) -> bool:
    """Whether the words directly before `start` say that a thing is called what follows."""
    return bool(_THING_CALLED.search(text[max(0, start - _REACH) : start]))


def person_before(text: str, start: int) -> re.Match[str] | None:
    """What directly before `start` says that a person is named; a thing that is called so is none."""
    head = text[max(0, start - _REACH) : start]
    found = _BEFORE.search(head)
    return None if found and found.lastgroup == "named" and _THING_CALLED.search(head) else found


def person_around(text: str, start: int, end: int) -> str:
    """What around a run says that it is a person: label, verb, role, age …; empty when nothing does."""
    head = text[max(0, start - _REACH) : start]
    before = person_before(text, start)
    if before and before.lastgroup:
        if before.lastgroup != "role":
            return before.lastgroup
        role = before["role"].split()[0] if before["role"] else ""
        if not _LOOSE_ROLE.fullmatch(role):
            return "role"
    if _BYLINE.search(head):
        return "label"
    after = person_after(text, end)
    return (after.lastgroup or "") if after else ""


def person_after(text: str, end: int) -> re.Match[str] | None:
    """What directly after `end` says that a person was named."""
    return _AFTER.match(text, end)
