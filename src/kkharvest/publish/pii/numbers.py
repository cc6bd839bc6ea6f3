"""Numbers that lead to a person: identity numbers, accounts, vehicles, IP addresses.

Check digits and registers decide where there are any (Luhn for identity numbers, ISO 13616 for IBAN); the words
around decide the rest, for a row of digits alone may be anything.
"""

import ipaddress
import re
from collections.abc import Iterator
from datetime import date

from kkharvest.publish.pii.model import PersonalData, find

__all__ = ["find_numbers"]

_DASH = "+–−\u2010\u2011-"
_IDENTITY = re.compile(
    rf"(?<![\d.,/{_DASH}])(?P<year>(?:19|20)?\d{{2}})(?P<sep>[-. ]?)(?P<month>\d{{2}})(?P=sep)(?P<day>\d{{2}})"
    rf"(?:\s?[{_DASH}]\s?|\s)?(?P<tail>\d{{4}})(?!\d|[{_DASH}]\d)"
)
_CASE_BEFORE = re.compile(
    r"(?i)(?:org(?:anisations)?\.?\s?-?(?:nr|nummer)|dnr|diarie\w*|ärende\w*|faktura\w*|order\w*|artikel\w*|\bocr"
    r"|is[bs]n|doi"
    r"|referens\w*|ref\.?(?:nr)?|beställnings\w*|bidrags-?id|upphandlings-?id|fastighetsbeteckning)\W{0,3}(?:nr"
    r"|nummer|är)?\W{0,3}$"
)
_SWISH_BEFORE = re.compile(r"(?i)\bswish\w*(?:\s?nummer)?\W{0,3}(?:är|till)?\W{0,3}$")
_COORDINATION = 60
_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?)(?![A-Za-z0-9])")
_IBAN_LENGTH = range(15, 35)
_ACCOUNT = re.compile(
    r"(?i)(?:\b(?:bank|person|löne?|spar|privat)?konto(?:t|n)?(?:nummer|nr\.?)?|\bclearing(?:nummer|nr\.?)?"
    r"|\bbank\s+account(?:\s+number)?"
    r"|\baccount\s+(?:number"
    r"|no\.?))\b(?P<between>[^\d\n]{0,50}?)(?P<number>\d{4}(?:[-–]\d)?[ ,.\-–]{0,2}(?:(?i:konto(?:nummer"
    r"|nr)?)\W{0,2})?\d[\d \-–.]{4,14}\d)"
)
# An account without the word: clearing number and account where money goes.
_MONEY_TO = re.compile(
    r"(?i)\b(?:pengar\w*|betal\w*|överför\w*|sätt(?:s|er|a)?\s+in|insättning\w*|utbetal\w*|ersättning\w*|hyran?"
    r"|återbetal\w*|skicka\w*|autogiro\w*|debiteras|dras\s+från|lön\w*|arvode\w*|swedbank|nordea|handelsbanken|seb|sparbanken|ica\s?banken)\b"
    r"(?P<between>[^\n.!?]{0,60}?)(?<![\d-])"
    r"(?P<number>\d{4}(?:-\d)?[ ,]{1,2}(?:\d{2,4}[ -]?){2,4}\d?(?:-\d)?|\d{4}-\d{2} \d{3} \d{2})"
    r"(?![\d-])(?!\s?(?:kr|kronor|SEK|meter|ton|kWh|MWh))"
)
_ACCOUNT_DIGITS = range(10, 17)
_OWN_ACCOUNT = re.compile(
    r"(?i)\b(?:kommun\w*|region\w*|förening\w*|stiftelse\w*|bolag\w*|företag\w*|förvaltning\w*|stad(?:en)?s?"
    r"|myndighet\w*|bankgiro\w*|plusgiro\w*"
    r"|projekt\w*|kostnads\w*|intäkts\w*|bokförings\w*|organisation\w*|AB)\b"
)
_SWISH = re.compile(
    r"(?i)\bswish\w*\b[^\n]{0,60}?(?<![\d+])(?P<number>(?:\+46[\s-]?(?:\(0\))?|0046[\s-]?"
    r"|0)7[02369](?:[\s-]?\d){7})(?!\d)"
)
_PLATE = re.compile(
    r"(?<![\w-])([A-HJ-PR-UW-Z]{3})([\s-]?)(\d{2})([0-9A-HJ-PR-UW-Z])(?![\w-]|\s?(?:kr|%|[kM]Wh?\b|ton|meter|000))"
)
_SMALL_PLATE = re.compile(
    r"(?i)\b(?:reg(?:istrerings)?[.\s-]*(?:nr|num\w*|skylt\w*)|skylt(?:en)?|nummerplåt\w*)[\s:.]{1,3}"
    r"(?P<plate>[a-hj-pr-uw-z]{3}[\s-]?\d{2}[0-9a-hj-pr-uw-z])(?![\w-])"
)
_MAKES = (
    "volvo|tesla|saab|volkswagen|vw|golf|passat|polo|audi|bmw|mercedes|skoda|škoda|seat|cupra|kia|hyundai|toyota"
    "|nissan|mazda|subaru|honda|suzuki|mitsubishi|lexus|ford|opel|fiat|renault|peugeot|citroën|citroen|dacia|porsche"
    "|polestar|mg|byd|mini|jeep|scania|man|iveco|yamaha|vespa"
)
_PLATE_AROUND = re.compile(
    r"(?i)\b(?:reg(?:istrerings)?\.?-?\s?(?:nr|num\w*|skylt\w*|number|plate)|bil(?:en|ens|ar|arna)?|elbil\w*"
    r"|laddbil\w*|privatbil\w*|tjänstebil\w*|hyrbil\w*|fordon\w*"
    r"|skylt\w*|skåpbil\w*|lastbil\w*|parkera\w*|motorcykel\w*|moped\w*|släp\w*|car|van|vehicle|volvo\w*|tesla\w*"
    r"|saab\w*|kör(?:de|t|a)?|taxi\w*|kamera\w*|läs(?:te|er)\s+av"
    r"|passera\w*|trängselskatt\w*|p-\w+|parkering\w*|besikt\w*|chassi\w*|ägare\w*|ägs|äger|tull\w*|passage\w*|min|körjournal\w*"
    r"|\w*(?:bil|buss|traktor|motorcykel|moped|scooter|fyrhjuling|husvagn|cabriolet|kombi|sedan|suv|plåt|skylt)"
    r"(?:en|n|s|ar|arna)?|\w*plåt(?:en|s)?|registrera\w*|bärg(?:as|ning\w*|ar|ad\w*)|fortkör\w*|hastighet\w*"
    r"|ladd(?:ar|are|aren|at|as|de|plats\w*|kort\w*|box\w*|stolpe\w*)?|pendlar|vittne\w*|tomgångs?\w*|stulna?"
    r"|försäkr\w+|leasa\w*|leasing\w*|tanka\w*|kolliderade|krockade|felparkera\w*|årsmodell|plate|driver|parked"
    rf"|(?:{_MAKES})\w*)\b"
)
# What is called by letters and figures: a model, a line, an article.
_CALLED = re.compile(
    r"(?i)\b(?:modell\w*|motor\w*|heter|typ(?:en)?|linje\w*|version\w*|artikel\w*|standard\w*|klass(?:en)?|kurs\w*"
    r"|flyg\w*|rum|sal|kod(?:en)?|pump\w*|filter|bränsle\w*)\s+$"
)
_NO_PLATE = frozenset(
    """ISO SIS DIN AMA BBR EKS FSC ETA TDT LFM EUR SEK USD GBP NOK DKK DNR KLM SAS ABB SKF SSB SFS PBL MKB CSR ESG
    GRI GHG RCP SSP HSB DHL UPS BMW KIA LED LCA EPD BTA BRA ATP RAL IEC IEA UNE AFS TRS KSN KFN MSB SKR SGU SLU
    KTH LTH BTH HVO CCS PVC CNG LNG DEC JAN FEB""".split()
)
_IPV4 = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])((?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4})(?![\w:])")
_NOT_IP = re.compile(
    r"(?i)(?:version\w*|ver\.?|\bv\.?|kapitel|kap\.?|avsnitt|bilaga|punkt|tabell|§|release|build|firmware|utgåva"
    r"|rubrik|uppdater\w* till|uppgrader\w* till|drivrutin\w*|programvara\w*|mjukvara\w*)\s?$"
)


def find_numbers(text: str) -> Iterator[PersonalData]:
    """Every number that leads to a person, in no order."""
    yield from _identity(text)
    yield from _accounts(text)
    yield from _vehicles(text)
    yield from _addresses(text)


def _identity(text: str) -> Iterator[PersonalData]:
    for match in _IDENTITY.finditer(text):
        kind = _identity_kind(match)
        before = text[max(0, match.start() - 40) : match.start()]
        if kind and not _CASE_BEFORE.search(before) and not _SWISH_BEFORE.search(before):
            yield find(kind, match)


def _identity_kind(match: re.Match[str]) -> str | None:
    """Personnummer or samordningsnummer when the date is one and the check digit is right (Luhn)."""
    year, month, day, tail = (match[name] for name in ("year", "month", "day", "tail"))
    number = int(day)
    coordination = number > _COORDINATION
    centuries = (year,) if len(year) > 2 else ("19" + year, "20" + year)  # noqa: PLR2004 - two or four digits
    if not any(_is_date(century, month, number - _COORDINATION * coordination) for century in centuries):
        return None
    if not _luhn(year[-2:] + month + day + tail):
        return None
    return "samordningsnummer" if coordination else "personnummer"


def _is_date(year: str, month: str, day: int) -> bool:
    try:
        date(int(year), int(month), day)
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(digits):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - digit sum
    return total % 10 == 0


def _accounts(text: str) -> Iterator[PersonalData]:
    for match in _IBAN.finditer(text):
        if _is_iban(match[1]) and not _OWN_ACCOUNT.search(_clause_before(text, match.start())):
            yield find("iban", match, 1)
    for match in _ACCOUNT.finditer(text):
        if not _OWN_ACCOUNT.search(_clause_before(text, match.start()) + " " + match["between"]):
            yield find("bank_account", match, "number")
    for match in _MONEY_TO.finditer(text):
        if len(re.sub(r"\D", "", match["number"])) in _ACCOUNT_DIGITS and not _OWN_ACCOUNT.search(match["between"]):
            yield find("bank_account", match, "number")
    for match in _SWISH.finditer(text):
        yield find("swish", match, "number")


def _clause_before(text: str, position: int) -> str:
    """The up to five words before a position, in the same sentence."""
    head = re.split(r"[.!?;\n]\s|\n", text[max(0, position - 60) : position])[-1]
    return " ".join(head.split()[-5:])


def _is_iban(found: str) -> bool:
    number = "".join(found.split())
    if len(number) not in _IBAN_LENGTH:
        return False
    return int("".join(str(int(letter, 36)) for letter in number[4:] + number[:4])) % 97 == 1


def _vehicles(text: str) -> Iterator[PersonalData]:
    for match in _PLATE.finditer(text):
        letters, _, _, last = match.groups()
        if (
            last.isdigit()
            and letters in _NO_PLATE
            and not re.search(r"(?i)reg\w*\W{0,2}$", text[max(0, match.start() - 22) : match.start()])
        ):
            continue
        around = text[max(0, match.start() - 70) : match.start()] + " " + text[match.end() : match.end() + 40]
        if _CALLED.search(text[max(0, match.start() - 20) : match.start()]):
            continue
        if last.isalpha() or _PLATE_AROUND.search(around):
            yield find("vehicle_registration", match)
    for match in _SMALL_PLATE.finditer(text):
        if match["plate"] != match["plate"].upper():
            yield find("vehicle_registration", match, "plate")


def _addresses(text: str) -> Iterator[PersonalData]:
    for form in (_IPV4, _IPV6):
        for match in form.finditer(text):
            try:
                address = ipaddress.ip_address(match[1])
            except ValueError:
                continue
            before = text[max(0, match.start() - 24) : match.start()]
            if not (_is_nobodys(address) or _NOT_IP.search(before)):
                yield find("ip_address", match, 1)


_PRIVATE_NETWORKS = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_FIRST_MASK = ipaddress.ip_address("255.0.0.0")


def _is_nobodys(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is a network mask, or an address that leads nowhere outside its own building (RFC 1918)."""
    if address.is_unspecified or address.is_loopback:
        return True
    if isinstance(address, ipaddress.IPv6Address):
        return False
    return int(address) >= int(_FIRST_MASK) or any(address in network for network in _PRIVATE_NETWORKS)
