"""Dates as Swedish and English pages write them."""

import re
import sys
from datetime import date

__all__ = ["find_date", "parse_date"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january januar jan", "februari february februar feb", "mars march mar", "april apr",
            "maj may mai", "juni june jun", "juli july jul", "augusti august aug", "september sept sep",
            "oktober october okt oct", "november nov", "december desember dezember dec des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
# What a date begins with is looked at first: at most places of a text it is the only thing looked at.
_DATE = re.compile(
    r"\b(?=[\djfmasond])(?:"
    r"(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>0?[1-9]|1[0-2])[-/.](?P<d1>[0-2]?\d|3[01])(?!\d)"
    rf"|(?P<d2>[0-2]?\d|3[01])(?:st|nd|rd|th|:?e|\.)?\s+(?:of\s+)?(?P<m2>{_MONTH})\b\.?,?\s+(?P<y2>(?:19|20)\d\d)\b"
    rf"|(?P<m3>{_MONTH})\b\.?\s+(?P<d3>[0-2]?\d|3[01])(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)\b"
    r"|(?P<d4>[0-2]?\d|3[01])[./](?P<m4>0?[1-9]|1[0-2])[./](?P<y4>(?:19|20)\d\d)\b"
    r"|(?P<y5>(?:19|20)\d\d)(?P<m5>0[1-9]|1[0-2])(?P<d5>[0-2]\d|3[01])(?!\d))",
    re.IGNORECASE,
)


def parse_date(text: str) -> date | None:
    """First date in `text`, None when there is none or it does not exist in the calendar."""
    found = find_date(text)
    return found[0] if found else None


def find_date(text: str, start: int = 0, end: int = sys.maxsize) -> tuple[date, int, int] | None:
    """First date in `text` between `start` and `end`, with the positions of its words."""
    # Each is written with its century.
    if text.find("20", start, end) < 0 and text.find("19", start, end) < 0:
        return None
    for match in _DATE.finditer(text, start, end):
        form = (match.lastgroup or "")[1:]
        day = _date(match[f"y{form}"], match[f"m{form}"], match[f"d{form}"])
        if day:
            return day, match.start(), match.end()
    return None


def _date(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
