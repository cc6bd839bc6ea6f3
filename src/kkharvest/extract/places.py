"""Municipalities named in a text."""

import re
from functools import cache

from kkharvest.taxonomy import municipalities

__all__ = ["named_places"]


_NAME = re.compile(r"[A-ZÅÄÖ][\w-]*(?: [A-ZÅÄÖ][\w-]*)?")
_CONFIRMS = re.compile(r"\s*(?::|[–-]\s|kommun|stad\b|\()")


@cache
def name_forms() -> dict[str, tuple[str, bool]]:
    """Every form of a municipality's name with its code, and whether the form alone may mean something else."""
    forms: dict[str, tuple[str, bool]] = {}
    for place in municipalities():
        official = {place.official_name, f"{place.genitive} kommun", f"{place.name} kommun"}
        for name in (place.name, place.genitive, *place.aliases, *official):
            forms[name] = (place.kommunkod, place.ambiguous and name not in official)
    return forms


def named_places(text: str) -> set[str]:
    """Codes of the municipalities named in a title or opening; doubtful names only where they are confirmed."""
    forms = name_forms()
    found = set()
    for match in _NAME.finditer(text):
        words = match.group()
        first = words.split(" ", 1)[0]
        for name in (words, first):
            if name not in forms:
                continue
            code, doubtful = forms[name]
            if not doubtful or _CONFIRMS.match(text, match.start() + len(name)):
                found.add(code)
            break
    return found
