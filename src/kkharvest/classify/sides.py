"""Words by which a sentence shows the public side or the business side of a collaboration."""

import re
from functools import cache

from kkharvest.taxonomy import municipalities

__all__ = ["shows_business", "shows_municipality"]

_PUBLIC = re.compile(
    r"\b(?:kommun(?!ikation|icera)\w*|\w*kommun(?:en|er|erna|ens|ernas|s)?|stad(?:en|ens|s)?|städer\w*|region(?:en|ens|er|erna)?|"
    r"länsstyrelse\w*|energikontor\w*|\w*förvaltning(?:en|ens|ar|arna)|\w*nämnd(?:en|ens|er)?|\w*kontoret|näringslivsenhet\w*|"
    r"municipal\w*|city|cities|county|council)\b",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\b(?:\w*företag\w*|näringsliv\w*|\w*bolag(?:et|en|ens|ets|s)?|\w*bransch\w*|industri\w*|\w*aktör(?:er|erna|ernas)|"
    r"fastighetsägar\w*|bygg(?:herr|aktör)\w*|entreprenör\w*|leverantör\w*|handlare\w*|hotell\w*|restaurang\w*|\w*butik\w*|"
    r"verksamhetsutövare|lantbrukar\w*|åkeri\w*|exploatör\w*|arrangör\w*|besöksnäring\w*|handelskammar\w*|"
    r"business\w*|compan(?:y|ies)|industr(?:y|ies|ial)|enterprise\w*|suppliers?|developers?|firms?)\b|\bAB\b",
    re.IGNORECASE,
)


def shows_business(sentence: str) -> bool:
    """True when the sentence names companies, a trade, or those who run businesses."""
    return _BUSINESS.search(sentence) is not None


def shows_municipality(sentence: str) -> bool:
    """True when the sentence names a municipality, a city, a region or one of their offices."""
    return _PUBLIC.search(sentence) is not None or _names().search(sentence) is not None


@cache
def _names() -> re.Pattern[str]:
    # a name of fewer than four letters is more often a common word
    names = sorted({re.escape(place.name) for place in municipalities() if len(place.name) > 3}, key=len, reverse=True)  # noqa: PLR2004
    return re.compile(rf"\b(?:{'|'.join(names)})s?\b")
