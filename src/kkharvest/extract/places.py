"""Municipalities named in a text."""

import re
from functools import cache

from kkharvest.taxonomy import municipalities

__all__ = ["named_places"]


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    forms: dict[str, str] = {}
    for place in municipalities():
        for name in (place.name, place.genitive, place.official_name, *place.aliases):
            forms[name] = place.kommunkod
    names = sorted(forms, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, names)) + r")(?![\w-])"), forms


def named_places(text: str) -> set[str]:
    """Codes of the municipalities whose names stand in `text`, whatever they mean there."""
    pattern, forms = _pattern()
    return {forms[match] for match in pattern.findall(text)}
