"""Dates as Swedish and English pages write them."""

import re
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
_DATE = re.compile(
    rf"\b(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>0?[1-9]|1[0-2])[-/.](?P<d1>[0-2]?\d|3[01])(?!\d)"
    rf"|\b(?P<d2>[0-2]?\d|3[01])(?:st|nd|rd|th|:?e|\.)?\s+(?:of\s+)?(?P<m2>{_MONTH})\b\.?,?\s+(?P<y2>(?:19|20)\d\d)\b"
    rf"|\b(?P<m3>{_MONTH})\b\.?\s+(?P<d3>[0-2]?\d|3[01])(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d\d)\b"
    rf"|\b(?P<d4>[0-2]?\d|3[01])[./](?P<m4>0?[1-9]|1[0-2])[./](?P<y4>(?:19|20)\d\d)\b"
    rf"|\b(?P<y5>(?:19|20)\d\d)(?P<m5>0[1-9]|1[0-2])(?P<d5>[0-2]\d|3[01])(?!\d)",
    re.IGNORECASE,
)


def parse_date(text: str) -> date | None:
    """First date in `text`, None when there is none or it does not exist in the calendar."""
    found = find_date(text)
    return found[0] if found else None


def find_date(text: str, start: int = 0) -> tuple[date, int, int] | None:
    """First date in `text` from `start` on, with the positions of its words."""
    for match in _DATE.finditer(text, start):
        parts = match.groupdict()
        for form in "12345":
            if parts[f"y{form}"]:
                day = _date(parts[f"y{form}"], parts[f"m{form}"], parts[f"d{form}"])
                if day:
                    return day, match.start(), match.end()
    return None


def _date(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.lower()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None
