"""Words by which a sentence shows who takes part and what it is about.

An example needs a public side, a business side and a bearing on the climate. Which of them a text shows, and whether
they meet in one sentence, tells near misses apart better than topics do (`cue_features`); the same words choose the
sentences that show a reviewer each side.
"""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from kkharvest.classify.numbers import Floats
from kkharvest.taxonomy import municipalities

__all__ = ["CUE_NAMES", "cue_features", "shows_business", "shows_municipality"]

_PUBLIC = re.compile(
    r"\b(?:\w*kommun(?:en|er|erna|ens|ers|ernas|s|al|ala|alt)?|kommun(?:styrelse|fullmäktige|direktör|råd|ledning)\w*|"
    r"stad(?:en|ens|s)?|städer(?:na|nas|s)?|region(?:en|ens|er|erna|s)?|länsstyrelse\w*|energikontor\w*|"
    r"\w*förvaltning(?:en|ens|ar|arna)|\w*nämnd(?:en|ens|er)?|\w+kontoret|näringslivsenhet\w*|"
    r"municipal\w*|city|cities|county|council)\b",
    re.IGNORECASE,
)
_BUSINESS = re.compile(
    r"\b(?:\w*företag(?!sklimat)\w*|näringsliv\w*|\w*bolag(?:et|en|ens|ets|s)?|\w*bransch\w*|industri\w*|"
    r"\w*aktör(?:er|erna|ernas)|fastighetsägar\w*|bygg(?:herr|aktör)\w*|entreprenör\w*|leverantör\w*|handlar(?:e|na)\w*|"
    r"hotell\w*|restaurang\w*|\w*butik\w*|verksamhetsutövare|lantbrukar\w*|åkeri\w*|exploatör\w*|arrangör\w*|"
    r"besöksnäring\w*|handelskammar\w*|byggbolag\w*|energibolag\w*|arbetsgivare\w*|"
    r"business\w*|compan(?:y|ies)|industr(?:y|ies|ial)|enterprise\w*|suppliers?|developers?|firms?)\b|\bAB\b",
    re.IGNORECASE,
)
_CLIMATE = re.compile(
    r"klimat|koldioxid|växthusgas|fossil|utsläpp|hållbar|energi|cirkul|återbruk|återvinn|förnybar|"
    r"elektrifier|sol(?:cell|el\b)|miljö|omställning|biogas|laddinfra|laddstation|skyfall|biologisk mångfald|"
    r"net.?zero|carbon|climate|sustainab|renewab|circular|emission",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"samverk|samarbet|tillsammans|nätverk|avtal|partner|gemensam|överenskommelse|dialog|anslut|initiativ|åtagande|"
    r"collaborat|together|network|agreement|joint|pledge",
    re.IGNORECASE,
)
_ACADEMY = re.compile(
    r"universitet|högskol|forsk|science park|inkubator|akademi|\bRISE\b|universit|research", re.IGNORECASE
)
_TEXT_SPAN = 4.0  # a text of 54 sentences counts as long as any

_KINDS = ("public", "business", "climate", "together", "academy")
_MEETINGS = (
    ("public", "business"),
    ("business", "climate"),
    ("public", "climate"),
    ("public", "business", "together"),
    ("public", "business", "climate"),
)
CUE_NAMES = (
    *(f"{name}_{what}" for name in (*_KINDS, *("+".join(m) for m in _MEETINGS)) for what in ("any", "share")),
    *(f"title_{name}" for name in _KINDS[:4]),
    "length",
)


def shows_business(sentence: str) -> bool:
    """True when the sentence names companies, a trade, or those who run businesses."""
    return _BUSINESS.search(sentence) is not None


def shows_municipality(sentence: str) -> bool:
    """True when the sentence names a municipality, a city, a region or one of their offices."""
    return _PUBLIC.search(sentence) is not None or _names().search(sentence) is not None


def cue_features(title: str, sentences: Sequence[str]) -> Floats:
    """(25,) float32 in 0…1: which kinds of words a text has, in what share of its sentences, and which meet."""
    seen = {kind: np.array([_shows(kind, sentence) for sentence in sentences], np.bool_) for kind in _KINDS}
    for meeting in _MEETINGS:
        seen["+".join(meeting)] = np.logical_and.reduce([seen[kind] for kind in meeting])
    count = max(len(sentences), 1)
    shares = [float(part.sum()) / count for part in seen.values()]
    values = [value for share in shares for value in (float(share > 0), share)]
    values += [float(_shows(kind, title)) for kind in _KINDS[:4]]
    values.append(min(float(np.log1p(len(sentences))) / _TEXT_SPAN, 1.0))
    return np.array(values, np.float32)


def _shows(kind: str, sentence: str) -> bool:
    if kind == "public":
        return shows_municipality(sentence)
    patterns = {"business": _BUSINESS, "climate": _CLIMATE, "together": _TOGETHER, "academy": _ACADEMY}
    return patterns[kind].search(sentence) is not None


@cache
def _names() -> re.Pattern[str]:
    # a name of fewer than four letters is more often a common word
    names = sorted({re.escape(place.name) for place in municipalities() if len(place.name) > 3}, key=len, reverse=True)  # noqa: PLR2004 - see above
    return re.compile(rf"\b(?:{'|'.join(names)})s?\b")
