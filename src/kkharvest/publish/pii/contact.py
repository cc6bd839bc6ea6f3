"""Ways to reach a person: e-mail, telephone, social-media accounts.

A mailbox, number or account that belongs to a function (`kommun@`, the switchboard, a municipality's own account)
is no personal data.
"""

import re
from collections.abc import Iterator
from functools import cache

from kkharvest import taxonomy
from kkharvest.publish.pii.lexicon import given_names, is_surname_like, surnames
from kkharvest.publish.pii.model import PersonalData, find

__all__ = ["find_contacts", "is_function_name"]

_AT = r"(?:\s?[\[({<]\s?(?:at|snabel-?a|a|@|ät|snabela)\s?[\])}>]\s?|\s+(?:at|snabel-?a|ät)\s+)"
_DOT = r"(?:\s?[\[({<]\s?(?:punkt|dot|prick|\.)\s?[\])}>]\s?|\s+(?:punkt|dot|prick)\s+)"
_EMAIL = re.compile(
    r"(?<![\w.+%@-])(?P<local>[\w+%-]+(?:\.[\w+%-]+)*)@(?P<host>[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}"
    r"|[\w-]+\.xn--[\w-]+)(?![\w@])"
)
_HIDDEN_EMAIL = re.compile(
    rf"(?i)(?<![\w.@])(?P<local>[^\W_][\w+%-]*(?:(?:\.|{_DOT})[\w+%-]+){{0,3}})(?P<at>{_AT}"
    rf"|\s?@\s?)(?P<host>[\w-]+(?:(?:\.|{_DOT})[\w-]+){{0,3}}?(?:\.|{_DOT})(?:se|com|nu|org|net|eu|no|dk|fi|de|info"
    rf"|uk|io))(?![\w@])"
)
# Written with a bracketed at sign, an address may end in any domain.
_BRACKETED_EMAIL = re.compile(
    r"(?i)(?<![\w.@])(?P<local>[^\W_][\w+%-]*(?:\.[\w+%-]+){0,3})\s?[\[({<]\s?(?:at|snabel-?a|a|@|ät)\s?[\])}>]\s?"
    r"(?P<host>[\w-]+(?:\.[\w-]+){0,3}\.[a-z]{2,10})(?![\w@])"
)
_TEMPLATE = re.compile(r"(?:f[oö]r?namn|first\.?name|namn|name)(?:[._-](?:efternamn|last\.?name|surname))?")
_FUNCTION_PARTS = (
    "kommun stad region info kontakt contact registrat diari kund service press media kansli klimat miljo miljö "
    "energi hallbar hållbar narings närings foretag företag "
    "projekt upphandl bygg plan trafik kultur fritid turis bibliotek skol utbild social omsorg personal ekonomi "
    "faktur invoice order bokning event webb admin support "
    "help hjalp hjälp hello office sales forsalj försälj marknad redaktion nyhet news jobb career karriar rekryt "
    "dataskydd gdpr privacy noreply no-reply styrelse forening "
    "förening medlem member data api team forum natverk nätverk network postmaster abuse security visit welcome "
    "valkommen välkommen parkering avfall vatten fjarrvarme fjärrvärme bostad "
    "uthyr fastighet lokal radhus rådhus museum park hub science innovation inkubator reception post mail system "
    "medborgar invanar invånar synpunkt felanmal felanmäl tillsyn tillstand tillstånd "
    "stod stöd radgiv rådgiv gruppen enhet avdelning forvaltning förvaltning kontor byra byrå center centrum "
    "aterbruk återbruk aterv återv cirkul solcell laddplats mobilitet cykel kollektiv "
    "utveckl samverkan samhall samhäll lantm havsplan exploat mark etabler investor finans bolag butik shop hotell "
    "konferens anmal anmäl ansok ansök ordforande ordförande koordinator sekretariat verksamhet "
    "avtal leverans inkop inköp lager drift jour vaxel växel universitet forskning bidrag fond stiftelse agenda "
    "procure purchas tender booking career sustain environ inquir complain feedback financ account billing legal "
    "complian safety marketing newsletter subscri volunteer educat admission regist library archiv treasur secretar "
    "housing water waste traffic partner research communic kommunik recruit vacanc reserv ticket biljett anbud remiss "
    "yttrand ledning arende ärende besok besök brand raddning räddning annons prenumer tavling tävling kultur resor "
    "travel export import quality kvalitet garanti warranty repair service lantbruk hamn depa depå verkstad workshop "
    "viable fossil city town council enquir general hallå dialog skyfall karta fardplan färdplan program"
).split()
_FUNCTION_WORDS = frozenset(
    """hr it va ks kf sbk mok vd dso pr hej hi web edu lab tech dev ops crm bo nu ab brf gov adm box ks-diarium alla
    staff team all desk www hem start om smart green se miljö""".split()
)
_SHORT = 4
_PRIVATE_HOST = re.compile(
    r"(?i)^(?:gmail|hotmail|outlook|live|msn|yahoo|icloud|me|telia|bredband2?|comhem|spray|passagen|protonmail"
    r"|proton|gmx|tele2|swipnet|home)\."
)
_AREA_CODES = (
    r"(?:8|1[013-9]|2[136]|3[1356]|4[0246]|5[04]|6[03]|90|1[27]\d|14\d|15\d|2[24-9]\d|3[0247-9]\d|4[13-57-9]\d"
    r"|5[0-35-9]\d|6[1-24-9]\d|9[1-8]\d|10)"
)
_SEP = r"[\s/.\u00a0–−-]"
_LANDLINE = re.compile(
    rf"(?<![\w/.,:+–-])(?P<number>(?:(?:(?:\+|00)46{_SEP}?(?:\(0\)\s?)?|0){_AREA_CODES}"
    rf"|\(0{_AREA_CODES}\)){_SEP}{{0,3}}(?:\d{{5,8}}|\d{{2,3}}(?:{_SEP}\d{{2,3}}){{1,3}}"
    rf"|\d{{3,4}}{_SEP}\d{{2,4}}))(?![\w]|[-–]\d|[.,]\d)"
)
_MOBILE = re.compile(
    rf"(?<![\w/.,:+–-])(?P<number>(?:(?:(?:\+|00)46{_SEP}?(?:\(0\)\s?)?|0)7[02369]"
    rf"|\(07[02369]\))(?:{_SEP}{{0,3}}\d){{7}})(?![\w]|[-–]\d|[.,]\d)"
)
_FOREIGN = re.compile(r"(?<![\w+])(?P<number>(?:\+|00)(?!46)[1-9]\d{0,2}(?:[\s.\u00a0–-]?\(?\d{1,5}\)?){2,6})(?![\w])")
_FOREIGN_DIGITS = range(8, 16)
_HOURS = re.compile(r"\d{2}[.:]\d{2}\s?[-–−]\s?\d{2}[.:]\d{2}")
_LOCAL_DIGITS = range(8, 12)
_SWITCHBOARD = re.compile(
    r"(?i)(?:väx(?:el|eln|elnummer\w*|\.)|\bvx\b|kund\w*|kontaktcent\w*|kontakt\s?center|\w*service(?:center)?\w*"
    r"|reception\w*|\w*jour\w*|switchboard|\w*rådgivning\w*|\w*byrån?\b|\w*kontoret\b|\w*centret\b|\w*center\b"
    r"|\w*linjen\b|biblioteket|växlar|felanmälan|upplysning\w*|customer|support\w*|helpdesk|medborgar\w*"
    r"|(?:kommunens|stadens|regionens|företagets|bolagets|myndighetens)\s+(?:telefon\w*|nummer\w*|växel\w*)"
    r"|(?:ring|nå|når|kontakta|nås)\s+(?:du\s+)?(?:kommunen|staden|regionen|länsstyrelsen|oss|föreningen|bolaget)"
    r"|huvudnummer\w*|servicenummer\w*|gruppnummer\w*|presstjänst\w*|presstelefon\w*|pressnummer\w*|larmnummer\w*"
    r"|akutnummer\w*|bokning\w*|beställning\w*|central\w*)"
)
_AFTER_SWITCHBOARD = re.compile(
    r"(?i)^[ \t,]*\(?(?:vx\b|växel\w*|kund\w*|kontaktcent\w*|switchboard|reception\w*|telefontid\s+vardagar)"
)
_DIRECT = re.compile(r"(?i)(?:direkt\w*|mobil\w*|personlig\w*|privat\w*|hem(?:nummer|telefon)|\bmob\b|\bcell\b)")
_SERVICE_NUMBER = re.compile(r"^(?:\+46|0046|0)(?:77\d|200|20[1-9]|20\D|900|939|944)")
_NO_PHONE_BEFORE = re.compile(
    r"(?i)(?:org(?:anisations)?\.?\s?-?(?:nr|nummer)|dnr|diarie\w*|ärende\w*|faktura\w*|artikel\w*|\bocr|is[bs]n"
    r"|bankgiro\w*|plusgiro\w*|\b[bp]g|postgiro|kommunkod\w*|länskod\w*|kod(?:en|er|erna)?|doi|swish\w*|konto\w*"
    r"|clearing\w*|fastighet\w*|ISO|kl\.?|klockan|id|uppdrags\w*|löp\w*|version)\W{0,3}(?:nr|nummer|är)?\W{0,3}$"
)
_HANDLE = re.compile(r"(?<![\w@./+-])@(?P<handle>[A-Za-zÅÄÖåäö_][\w.]{2,29}(?<!\.))(?:@[\w-]+(?:\.[\w-]+)+)?(?![\w@])")
_OWN_CHANNEL = re.compile(
    r"(?i)(?:kommunens?|stadens|regionens|projektets|företagets|bolagets|organisationens|vårt|våra|vår|officiella"
    r"|networks?)\b[^.!?\n]{0,30}$"
)
_PROFILE = re.compile(
    r"(?i)(?:https?://)?(?:www\.|[a-z]{2}\.)?(?:linkedin\.com/in/|(?:twitter|x|instagram|facebook|tiktok|threads"
    r"|snapchat|bsky|t|youtube)\.(?:com|net|me|app|ly)/(?:@|profile/|add/|profile\.php\?id=)?|mastodon\.\w+/@"
    r"|bsky\.app/profile/)"
    r"(?P<handle>[\w.\-%åäö]{3,60})/?"
)
_COMPANY_PATH = frozenset(
    """company school showcase groups pages events hashtag watch channel intent share sharer explore reel post posts
    status about p c user playlist""".split()
)


def find_contacts(text: str) -> Iterator[PersonalData]:
    """Every e-mail address, telephone number and account of a person, in no order."""
    for form in (_EMAIL, _BRACKETED_EMAIL, _HIDDEN_EMAIL):
        for match in form.finditer(text):
            if _is_personal_mailbox(match["local"], match["host"]):
                yield find("email", match)
    yield from _phones(text)
    yield from _accounts(text)


def is_function_name(name: str) -> bool:
    """Whether a mailbox or account is named after a function, an organisation or a place."""
    folded = name.casefold()
    if _names_a_function(folded) or any(place in folded.replace("_", "") for place in _places()):
        return not _is_persons(folded)
    return all(token in _FUNCTION_WORDS or token.isdigit() for token in re.split(r"[._+-]", folded) if token)


def _names_a_function(folded: str) -> bool:
    """Whether a word of a function is in it; a short one counts at the edges of a token only."""
    tokens = [token for token in re.split(r"[._\d+-]+", folded) if token]
    return any(
        part in token if len(part) > _SHORT else token.startswith(part) or token.endswith(part)
        for part in _FUNCTION_PARTS
        for token in tokens
    )


def _is_persons(folded: str) -> bool:
    """Whether it reads as given name and surname: anna.lind, anna_lind, annalindberg."""
    tokens = [token for token in re.split(r"[._\d+-]+", folded) if token]
    first_names = _ascii_given_names()
    if len(tokens) == 1:
        whole = tokens[0]
        return any(
            whole[:cut] in first_names and is_surname_like(whole[cut:]) for cut in range(_SHORT, len(whole) - _SHORT)
        )
    return (
        len(tokens) > 1
        and tokens[0] in first_names
        and (
            is_surname_like(tokens[-1])
            or not any(tokens[-1].startswith(part) for part in _FUNCTION_PARTS if len(part) > _SHORT)
        )
    )


@cache
def _ascii_given_names() -> frozenset[str]:
    return frozenset(given_names() | {_ascii(name) for name in given_names()})


@cache
def _places() -> tuple[str, ...]:
    names = {place.name.casefold().replace(" ", "") for place in taxonomy.municipalities()}
    short = {name for name in names if len(name) > 4 and name not in surnames() and name not in given_names()}  # noqa: PLR2004 - "ale", "mora" stand in many words
    return tuple(sorted(short | {_ascii(name) for name in short}))


def _ascii(name: str) -> str:
    return name.translate(str.maketrans("åäöéüøæ", "aaoeuoa"))


def _is_personal_mailbox(local: str, host: str) -> bool:
    folded = re.sub(_DOT, ".", local).casefold()
    if _TEMPLATE.fullmatch(folded):
        return False
    if _is_persons(folded):
        return True
    if _PRIVATE_HOST.match(host):
        return not any(folded.startswith(part) for part in ("info", "kontakt", "kansli", "styrelse"))
    return not is_function_name(folded)


def _phones(text: str) -> Iterator[PersonalData]:
    for match in _MOBILE.finditer(text):
        if not _NO_PHONE_BEFORE.search(_before(text, match, 30)) and not _is_function_number(text, match, mobile=True):
            yield find("phone", match, "number")
    for match in _LANDLINE.finditer(text):
        digits = re.sub(r"\D", "", match["number"].replace("(0)", ""))
        national = (
            "0" + digits[2:] if digits.startswith("46") else "0" + digits[4:] if digits.startswith("0046") else digits
        )
        if (
            len(national) in _LOCAL_DIGITS
            and not _HOURS.fullmatch(match["number"])
            and not _SERVICE_NUMBER.match(re.sub(r"^0020", "020", national))
            and not _NO_PHONE_BEFORE.search(_before(text, match, 30))
            and not _is_function_number(text, match, mobile=False)
        ):
            yield find("phone", match, "number")
    for match in _FOREIGN.finditer(text):
        if (
            len(re.sub(r"\D", "", match["number"])) in _FOREIGN_DIGITS
            and (
                match["number"].startswith("+")
                or re.search(r"(?i)(?:tel|ring|phone|mobil|nås|call|nummer)\w*\W{0,20}$", _before(text, match, 40))
            )
            and not _is_function_number(text, match, mobile=False)
        ):
            yield find("phone", match, "number")


def _before(text: str, match: re.Match[str], length: int) -> str:
    return text[max(0, match.start() - length) : match.start()]


def _is_function_number(text: str, match: re.Match[str], *, mobile: bool) -> bool:
    """Whether the nearest words say that many answer this number."""
    before = re.split(r"[!?]\s|(?<=[a-zåäö])\.\s|\n\s*\n", _before(text, match, 90))[-1]
    before = re.split(r"\n(?=[^\n]*\w[^\n]*\n)", before)[-1]
    excuses = [found.end() for found in _SWITCHBOARD.finditer(before)]
    claims = [found.end() for found in _DIRECT.finditer(before)]
    # A number before this one ends the reach of the words before it: "växel 046-35 50 00, direkt 046-35 59 21".
    other = max((found.end() for found in re.finditer(r"\d{2}[\s-]?\d{2}\b", before)), default=-1)
    if _AFTER_SWITCHBOARD.match(text[match.end() : match.end() + 30]):
        return True
    if excuses and max(excuses) > max([*claims, -1]) and max(excuses) > other:
        return not _names_a_person(before[max(excuses) :])
    if mobile or claims:
        return False
    # Numbers that end in double zeros are an organisation's own series, unless a person stands beside them.
    return bool(re.search(r"00$", match["number"])) and not _names_a_person(before)


def _names_a_person(before: str) -> bool:
    words = (word.casefold() for word in re.findall(r"\b[A-ZÅÄÖ][\w-]+", before))
    return any(word in given_names() and word not in _place_names() for word in words)


@cache
def _place_names() -> frozenset[str]:
    return frozenset(place.name.casefold() for place in taxonomy.municipalities())


def _accounts(text: str) -> Iterator[PersonalData]:
    for match in _HANDLE.finditer(text):
        before = _before(text, match, 40)
        own = _DIRECT.search(before) or not _OWN_CHANNEL.search(before)
        if own and not is_function_name(match["handle"]):
            yield find("social_media", match)
    for match in _PROFILE.finditer(text):
        handle = match["handle"].rstrip(".").removesuffix(".bsky.social")
        if handle.casefold() in _COMPANY_PATH:
            continue
        if "linkedin.com/in/" in match.group().casefold() or not is_function_name(handle):
            yield PersonalData(
                "social_media",
                match.start(),
                match.start() + len(match.group().rstrip("./")),
                match.group().rstrip("./"),
            )
