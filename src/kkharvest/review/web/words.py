"""Numbers, dates and codes as a Swedish reader expects them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

__all__ = ["FILTERS", "day", "likely", "moment", "number", "percent"]

_STOCKHOLM = ZoneInfo("Europe/Stockholm")
_MONTHS = "januari februari mars april maj juni juli augusti september oktober november december".split()
_LANGUAGES = {"sv": "svenska", "en": "engelska", "da": "danska", "nb": "norska", "no": "norska", "fi": "finska"}
_LIKELY = ((0.9, "Mycket troligt"), (0.7, "Troligt"), (0.4, "Osäkert"), (0.15, "Mindre troligt"), (0.0, "Otroligt"))
_VERDICTS = {
    "accept": "godkände",
    "reject": "avslog",
    "unsure": "var tveksam",
    "later": "sköt upp",
    "same": "slog ihop",
    "not_same": "delade",
    "pair_unsure": "var osäker på paret",
    "undo": "ångrade",
}
_JOINTS = ("kommunikation", "planering")
_ROLES = {"reader": "Läsare", "reviewer": "Granskare", "editor": "Redaktör", "administrator": "Administratör"}


def number(value: float) -> str:
    """The number with thin groups of thousands: 12 345."""
    return f"{value:,.0f}".replace(",", "\u00a0")


def percent(value: float) -> str:
    """The share as a whole percentage: 83 %."""
    return f"{value * 100:.0f}\u00a0%"


def out_of_hundred(p: float) -> int:
    """How many of a hundred, never 0 or 100: a model is never sure."""
    return min(99, max(1, round(p * 100)))


def chance(p: float) -> str:
    """The probability as a percentage that is never 0 or 100: over 99 %, under 1 %."""
    if p > 0.99:  # noqa: PLR2004 - the outermost percent
        return "över 99\u00a0%"
    return "under 1\u00a0%" if p < 0.01 else percent(p)  # noqa: PLR2004 - as above


def chance_in_column(p: float) -> str:
    """The same for a narrow column: >99 %, <1 %."""
    if p > 0.99:  # noqa: PLR2004 - the outermost percent
        return ">99\u00a0%"
    return "<1\u00a0%" if p < 0.01 else percent(p)  # noqa: PLR2004 - as above


def out_of_hundred_in_words(p: float) -> str:
    """How many of a hundred, in words that never say all or none: över 99 av 100."""
    if p > 0.99:  # noqa: PLR2004 - the outermost percent
        return "över 99 av 100"
    return "färre än 1 av 100" if p < 0.01 else f"{out_of_hundred(p)} av 100"  # noqa: PLR2004 - as above


def likely(p: float) -> str:
    """The probability in words."""
    return next(word for least, word in _LIKELY if p >= least)


def day(value: str | None) -> str:
    """The date in words: 3 mars 2026."""
    if not value:
        return ""
    try:
        found = date.fromisoformat(value[:10])
    except ValueError:
        return value
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def short_day(value: str) -> str:
    """The date for a narrow column: 3/3."""
    found = date.fromisoformat(value[:10])
    return f"{found.day}/{found.month}"


def moment(value: str | None) -> str:
    """The moment in Swedish time: 3 mars 2026 kl. 14.05."""
    if not value:
        return ""
    try:
        found = datetime.fromisoformat(value).astimezone(_STOCKHOLM)
    except ValueError:
        return value
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year} kl. {found:%H.%M}"


def language(code: str) -> str:
    """The name of a language."""
    return _LANGUAGES.get(code, code)


def host(url: str) -> str:
    """The host of an address, without www."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")


def web_address(url: str) -> str:
    """The address when it may be followed: http and https alone; "#" otherwise."""
    return url if url.lower().startswith(("https://", "http://")) else "#"


def breakable(name: str) -> str:
    """The name with soft hyphens where its compounds join, for narrow columns."""
    for joint in _JOINTS:
        name = name.replace(joint, f"\u00ad{joint}")
    return name


FILTERS: dict[str, Any] = {
    "tal": number,
    "procent": percent,
    "av_hundra": out_of_hundred,
    "av_100": out_of_hundred_in_words,
    "chans": chance,
    "chans_kort": chance_in_column,
    "troligt": likely,
    "dag": day,
    "dag_kort": short_day,
    "stund": moment,
    "sprak": language,
    "vard": host,
    "delbart": breakable,
    "webbadress": web_address,
    "utlatande": lambda verdict: _VERDICTS.get(verdict, verdict),
    "roll": lambda role: _ROLES.get(role, role),
}
