"""The rest of the curated record: organisations, form, time, results, funding, quote, follow-up."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kkharvest.core.errors import InputError

__all__ = [
    "FORMS",
    "ROLES",
    "SOURCE_ROLES",
    "STATES",
    "checked_details",
    "checked_intended",
    "checked_roles",
    "suggested_details",
]

FORMS = {
    "agreement": "Avtal eller överenskommelse",
    "network": "Nätverk",
    "procurement": "Upphandling",
    "innovation-project": "Innovationsprojekt",
    "symbiosis": "Industriell symbios",
    "test-bed": "Testbädd",
    "funding": "Finansiering",
    "place": "Plats eller anläggning",
    "tool": "Verktyg eller metod",
    "other": "Annan form",
}
STATES = {"planned": "Planerad", "ongoing": "Pågår", "completed": "Avslutad", "paused": "Vilande"}
ROLES = {"lead": "leder", "partner": "partner", "funder": "finansierar", "supplier": "levererar", "user": "använder"}
SOURCE_ROLES = {"primary": "huvudkälla", "copy_of": "kopia", "same_effort": "samma insats"}
LONGEST_QUOTE = 300
_LONGEST = 1_000
_MOST = 60
_MOST_INTENDED = 20
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def suggested_details(found: Mapping[str, Any], text: str) -> dict[str, Any]:
    """What was read out of `text`, in the form of the curated record."""
    organisations = [
        {"name": actor["name"], "role": actor.get("role") if actor.get("role") in ROLES else None}
        for actor in found.get("actors", ())
    ]
    facts = {fact["kind"]: fact for fact in reversed(found.get("facts", ()))}
    details: dict[str, Any] = {"organisations": list({one["name"]: one for one in organisations}.values())}
    if "period" in facts:
        details["period"] = _years(facts["period"]["value"])
    if "result" in facts:
        details["results"] = facts["result"]["value"] or facts["result"]["quote"]
        details["quote"] = _quote_around(facts["result"], text)
    if "funding" in facts:
        details["funding"] = facts["funding"]["value"] or facts["funding"]["quote"]
    return {name: value for name, value in details.items() if value}


def _years(period: str) -> dict[str, str]:
    """First and last year that the words of a period name."""
    years = _YEAR.findall(period)
    if not years or years[0] > years[-1]:
        return {}
    return {"from": years[0], "to": years[-1]} if len(years) > 1 else {"from": years[0]}


def _quote_around(fact: Mapping[str, Any], text: str) -> dict[str, Any] | None:
    """The sentence that states a fact, where it stands in the text."""
    quote, span = fact["quote"], fact.get("span")
    if not span or not 0 < len(quote) <= LONGEST_QUOTE:
        return None
    start = text.find(quote, max(span[1] - len(quote), 0))
    return {"text": quote, "start": start, "end": start + len(quote)} if 0 <= start <= span[0] else None


def checked_details(sent: Mapping[str, Sequence[str]], text: str) -> dict[str, Any]:
    """The details of a form, empty fields left out; raises `InputError` for what cannot stand.

    A quote must stand in `text` word for word; its position is kept beside it.
    """
    one = {name: values[-1].strip() for name, values in sent.items() if values}
    details: dict[str, Any] = {
        "organisations": _organisations(one.get("organisations", "")),
        "form": _known(one.get("collaboration", ""), FORMS, "samverkansform"),
        "status": _known(one.get("status", ""), STATES, "status"),
        "period": _period(one.get("from", ""), one.get("to", "")),
        "results": _short(one.get("results", ""), "resultatet"),
        "funding": _short(one.get("funding", ""), "finansieringen"),
        "quote": _quote(one.get("quote", ""), text),
        "verified": _day(one.get("verified", ""), "senast kontrollerad"),
        "next_check": _day(one.get("next_check", ""), "nästa kontroll"),
    }
    return {name: value for name, value in details.items() if value}


def checked_intended(lines: str, texts: Sequence[str]) -> list[str]:
    """Pieces of personal data that are meant to be published, a line each; each must stand in one of the `texts`."""
    pieces = list(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))
    if len(pieces) > _MOST_INTENDED:
        raise InputError(f"Högst {_MOST_INTENDED} personuppgifter kan anges som avsedda.")
    for piece in pieces:
        if not any(piece in text for text in texts):
            raise InputError(f"”{piece}” står inte i det som publiceras. Skriv uppgiften precis som den står där.")
    return pieces


def checked_roles(sent: Sequence[str], suggested: Mapping[str, str]) -> dict[str, str]:
    """The role of each source by candidate, from `role:candidate`; empty when nothing else was said than `suggested`.

    Exactly one is the main source.
    """
    roles = {key: role for role, _, key in (value.partition(":") for value in sent)}
    unknown = [role for key, role in roles.items() if role not in SOURCE_ROLES or key not in suggested]
    if unknown:
        raise InputError("En av källorna hör inte till gruppen längre. Ladda om sidan och välj källornas roller igen.")
    said = {**suggested, **roles}
    if list(said.values()).count("primary") != 1:
        raise InputError("Välj en av källorna som huvudkälla, inte fler och inte ingen.")
    return {} if said == dict(suggested) else said


def _organisations(text: str) -> list[dict[str, str | None]]:
    lines = [line.partition(";") for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST:
        raise InputError(f"Högst {_MOST} organisationer kan anges.")
    by_word = {word: role for role, word in ROLES.items()} | {role: role for role in ROLES}
    found = []
    for name, _, role in lines:
        if role.strip() and role.strip().casefold() not in by_word:
            raise InputError(f"Okänd roll {role.strip()!r}. Välj bland: {', '.join(ROLES.values())}.")
        found.append({"name": name.strip()[:200], "role": by_word.get(role.strip().casefold())})
    return found


def _known(value: str, known: Mapping[str, str], what: str) -> str:
    if value and value not in known:
        raise InputError(f"Okänt värde för {what}: {value!r}.")
    return value


def _period(start: str, end: str) -> dict[str, str]:
    found = {name: value for name, value in (("from", start), ("to", end)) if value}
    for value in found.values():
        if not (value.isdecimal() and len(value) == 4):  # noqa: PLR2004 - a year
            raise InputError(f"Perioden anges med år, som 2024; {value!r} är inget år.")
    if start and end and start > end:
        raise InputError("Perioden slutar före den börjar.")
    return found


def _short(text: str, what: str) -> str:
    if len(text) > _LONGEST:
        raise InputError(f"Texten om {what} får ha högst {_LONGEST} tecken.")
    return text


def _quote(quote: str, text: str) -> dict[str, Any] | None:
    if not quote:
        return None
    if len(quote) > LONGEST_QUOTE:
        raise InputError(f"Citatet har {len(quote)} tecken; högst {LONGEST_QUOTE} får tas ur källan.")
    start = text.find(quote)
    if start < 0:
        raise InputError("Citatet står inte ordagrant i källans text. Kopiera det därifrån.")
    return {"text": quote, "start": start, "end": start + len(quote)}


def _day(value: str, what: str) -> str:
    if not value:
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise InputError(f"{value!r} är inget datum för {what}. Skriv till exempel 2027-01-31.") from None
