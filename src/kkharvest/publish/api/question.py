"""What was asked of the API, checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kkharvest import taxonomy
from kkharvest.core.errors import InputError
from kkharvest.publish.record import Record

__all__ = ["FILTERS", "LARGEST_PAGE", "Question", "asked", "between"]

LARGEST_PAGE = 500
_PAGE = 50
_LONGEST = 200
_MOST_SKIPPED = 10_000_000


def _day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


FILTERS: Mapping[str, tuple[str, Callable[[], Sequence[str]]]] = {
    "theme": ("one of the 13 themes, or alla-exempel", lambda: [theme.slug for theme in taxonomy.themes()]),
    "area": ("one of the 18 areas", lambda: [area.slug for area in taxonomy.areas()]),
    "level": ("one of the 4 support levels", lambda: [level.slug for level in taxonomy.levels()]),
    "municipality": ("a kommunkod", lambda: [place.kommunkod for place in taxonomy.municipalities()]),
    "county": ("a county's two digits", lambda: [county.code for county in taxonomy.regions()]),
}
"""Filters by name: what they take in words, and every value they know."""

_OTHERS = {"q", "since", "limit", "offset"}


@dataclass(frozen=True, slots=True)
class Question:
    """Filters that all must hold, words that all must stand in the text, and the page wanted."""

    filters: Mapping[str, str]
    words: tuple[str, ...]
    since: str
    limit: int
    offset: int

    def fits(self, record: Record, text: str) -> bool:
        """Whether a record is among those asked for."""
        return (
            all(_has(record, name, value) for name, value in self.filters.items())
            and record["decided_at"][:10] >= self.since
            and all(word in text for word in self.words)
        )


def asked(parameters: Sequence[tuple[str, str]]) -> Question:
    """The question of a query string; raises `InputError` for a parameter or value that is none."""
    given: dict[str, Any] = _given(parameters, [*FILTERS, *sorted(_OTHERS)])
    for name in FILTERS.keys() & given.keys():
        if given[name] not in FILTERS[name][1]():
            raise InputError(f"{given[name]!r} is no value of {name}: {FILTERS[name][0]}.")
    since, q = given.get("since", ""), given.get("q", "")
    if "since" in given and not _day(since):
        raise InputError(f"since takes a day such as 2026-11-30, not {since!r}.")
    if len(q) > _LONGEST:
        raise InputError(f"q takes at most {_LONGEST} characters.")
    return Question(
        {name: given[name] for name in FILTERS if name in given and given[name] != "alla-exempel"},
        tuple(q.casefold().split()),
        since,
        _number(given, "limit", _PAGE, 1, LARGEST_PAGE),
        _number(given, "offset", 0, 0, _MOST_SKIPPED),
    )


def between(parameters: Sequence[tuple[str, str]]) -> tuple[str, str | None]:
    """The two versions of a query string, the second may be absent; raises `InputError` for anything else."""
    given = _given(parameters, ["from", "to"])
    if "from" not in given:
        raise InputError("from names the version that you hold.")
    return given["from"], given.get("to")


def _given(parameters: Sequence[tuple[str, str]], known: Sequence[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in parameters:
        if name not in known:
            raise InputError(f"There is no parameter {name!r}. Known: {', '.join(known)}.")
        if name in given:
            raise InputError(f"{name} is given twice.")
        given[name] = value
    return given


def _number(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = given.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise InputError(f"{name} takes a whole number from {least} to {most}, not {text[:20]!r}.")
    return int(text)


def _has(record: Record, name: str, value: str) -> bool:
    if name == "level":
        return bool(record["level"] == value)
    if name in {"municipality", "county"}:
        return any(place["kommunkod"].startswith(value) for place in record["municipalities"])
    return value in record[f"{name}s"]
