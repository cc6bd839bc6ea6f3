"""Endless places: recognised by the form of an address, or by how many of a kind have come already."""

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

__all__ = ["TrapGuard", "hopeless"]

_NOT_CONTENT = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|bmp|tiff?|css|js|mjs|json|map|woff2?|ttf|eot|mp[34]|m4[av]|mov|avi|wmv|webm|ogg|wav|zip"
    r"|gz|tgz|rar|7z|tar|exe|dmg|apk|iso|ics|vcf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|dwg|kml|kmz|gpx|csv|epub)$",
    re.IGNORECASE,
)
_MAX_LENGTH = 500
_MAX_SEGMENTS = 14
_MAX_PARAMS = 5
_MAX_PAGE = 200
_MAX_PER_FORM = 60
_MAX_CALENDAR = 12
_MAX_FACETS = 24
_CALENDAR = re.compile(
    r"/(?:19|20|21)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]\d\d?)?/?$|/(?:vecka|week|manad|month|dag|day)[/-]?\d+",
    re.IGNORECASE,
)
_CALENDAR_PARAM = re.compile(
    r"(?:date|datum|month|manad|year|ar|week|vecka|day|dag|from|to|start|tribe.*)", re.IGNORECASE
)
_DATE_VALUE = re.compile(r"\d{4}-?\d\d(?:-?\d\d)?|\d{1,2}")
_PAGE_PARAM = re.compile(r"(?:page|paged|p|sida|sid(?:nr)?|offset|start|skip|pg|pagenr|currentpage)", re.IGNORECASE)
_ENDLESS = re.compile(
    r"(?:sort\w*|order\w*|orderby|dir|view|vy|layout|print|utskrift|replytocom|share|format|filter.*|facet.*|f\[.*"
    r"|add-to-cart|return\w*|redirect\w*|ref|lang-switch|q|query|s|sok|search\w*|fontsize|contrast|cookie\w*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


def hopeless(url: str) -> str | None:
    """Why an address is not worth asking for, by its form alone, or None."""
    parts = urlsplit(url)
    if _NOT_CONTENT.search(parts.path):
        return "file"
    if len(url) > _MAX_LENGTH:
        return "long"
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if len(segments) > _MAX_SEGMENTS:
        return "deep"
    if _repeats(segments):
        return "repeating"
    params = parse_qsl(parts.query, keep_blank_values=True)
    if len(params) > _MAX_PARAMS:
        return "parameters"
    for name, value in params:
        if _ENDLESS.fullmatch(name):
            return "facets"
        if _PAGE_PARAM.fullmatch(name) and value.isdecimal() and int(value) > _MAX_PAGE:
            return "paging"
    return None


def _repeats(segments: list[str]) -> bool:
    """A segment that stands three times, or two equal neighbours of two segments each."""
    if any(count > 2 for count in Counter(segments).values()):  # noqa: PLR2004 - once may be a name, twice a chance
        return True
    return any(segments[i : i + 2] == segments[i + 2 : i + 4] for i in range(len(segments) - 3))


class TrapGuard:
    """Counts addresses of one source by form, and says when a form has had its share.

    The counts follow from the addresses let in, in any order, so a run that goes on has the same guard.
    """

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def admit(self, url: str) -> str | None:
        """None, and the address is counted; or why it is turned away."""
        forms = list(_forms(url))
        for form, limit in forms:
            if self._counts[form] >= limit:
                return form[0]
        self._counts.update(form for form, _ in forms)
        return None


def _forms(url: str) -> list[tuple[tuple[str, str], int]]:
    parts = urlsplit(url)
    prefix = parts.path.rpartition("/")[0]
    forms: list[tuple[tuple[str, str], int]] = []
    params = parse_qsl(parts.query, keep_blank_values=True)
    if _CALENDAR.search(parts.path):
        where = _CALENDAR.sub("", parts.path)
        forms.append((("calendar", where), _MAX_CALENDAR))
    elif any(_CALENDAR_PARAM.fullmatch(name) and _DATE_VALUE.fullmatch(value) for name, value in params):
        forms.append((("calendar", parts.path), _MAX_CALENDAR))
    elif params:
        names = ",".join(sorted({name for name, _ in params}))
        paging = len(params) == 1 and _PAGE_PARAM.fullmatch(params[0][0])
        forms.append((("facets", f"{parts.path}?{names}"), _MAX_PAGE if paging else _MAX_FACETS))
    if _NUMBER.search(parts.path.rpartition("/")[2]) and "-" not in parts.path.rpartition("/")[2]:
        shape = _NUMBER.sub("0", parts.path.rpartition("/")[2])
        forms.append((("numbered", f"{prefix}/{shape}"), _MAX_PER_FORM * 10))
    return forms
