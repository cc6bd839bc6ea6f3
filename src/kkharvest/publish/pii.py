"""Personal data in a text, as the publishing gate sees it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

__all__ = ["PersonalData", "find_personal_data"]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A piece of personal data: `start` and `end` are character positions, half-open."""

    kind: str
    start: int
    end: int
    text: str


_IDENTITY = re.compile(r"(?<![\d-])((?:19|20)?\d{2})(\d{2})(\d{2})[-+ ]?(\d{4})(?![\d-])")
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_PHONE = re.compile(
    r"(?<![\w/.-])(?:\+46[\s-]?(?:\(0\))?|0046[\s-]?|0)\d{1,3}[\s/–-]{0,3}\d{2,3}(?:[\s–-]?\d{2,3}){1,3}(?![\w-])"
)
_FUNCTION_MAILBOX = re.compile(
    r"(?:info|kommun\w*|\w*kommun|registrator|diariet?|kontakt\w*|contact|support|press|media|post|mail|reception|kansli\w*"
    r"|naringsliv\w*|näringsliv\w*|miljo\w*|klimat\w*|energi\w*|upphandling|stad|region\w*|kundservice|kundtjanst|noreply"
    r"|no-reply|webb\w*|webmaster|kundcenter|medborgar\w*|servicecenter|dataskydd\w*|dso|hallbarhet\w*|projekt\w*)",
    re.IGNORECASE,
)
_SWITCHBOARD = re.compile(
    r"(?:växel\w*|kundservice|kundtjänst|kundcenter|kontaktcenter|medborgarservice|servicecenter|reception\w*|jour\w*"
    r"|switchboard|kommunens? (?:telefon|nummer))[^.\n]{0,30}$",
    re.IGNORECASE,
)
_MAX_DAY = 31
_COORDINATION = 60


def find_personal_data(text: str) -> list[PersonalData]:
    """Personal data in order of place; overlapping finds are one, the first kind that matched."""
    found: list[PersonalData] = []
    for item in sorted(_all(text), key=lambda each: (each.start, -each.end)):
        if not found or item.start >= found[-1].end:
            found.append(item)
    return found


def _all(text: str) -> Iterator[PersonalData]:
    for match in _IDENTITY.finditer(text):
        kind = _identity_kind(match)
        if kind:
            yield _item(kind, match)
    for match in _EMAIL.finditer(text):
        if not _FUNCTION_MAILBOX.fullmatch(match.group().split("@")[0]):
            yield _item("email", match)
    for match in _PHONE.finditer(text):
        if not _SWITCHBOARD.search(text[max(0, match.start() - 60) : match.start()]):
            yield _item("phone", match)


def _item(kind: str, match: re.Match[str]) -> PersonalData:
    return PersonalData(kind, match.start(), match.end(), match.group())


def _identity_kind(match: re.Match[str]) -> str | None:
    """Personnummer or samordningsnummer when the date is one and the check digit is right (Luhn)."""
    year, month, day, tail = match.groups()
    number = int(day)
    coordination = number > _COORDINATION
    full_year = int(year) if len(year) > 2 else 1900 + int(year)  # noqa: PLR2004 - two or four digits
    try:
        date(full_year, int(month), number - _COORDINATION if coordination else number)
    except ValueError:
        return None
    if not _luhn(year[-2:] + month + day + tail):
        return None
    return "samordningsnummer" if coordination else "personnummer"


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(digits):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 - digit sum
    return total % 10 == 0
