"""Municipalities named in a text, each with the probability that it takes part there.

Mentions are found through the forms of the 290 names (genitive, *stad*, *kommun*, aliases) and dropped where the words
around them make them something else: a county, a region, a university, a person, a word that begins a sentence. What
is left of a municipality's mentions is weighed together: official form, place in the text, number of mentions, and
words that only compare, travel or visit. Spans are positions in the text given.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from kkharvest.core.records import Place
from kkharvest.core.text import Span
from kkharvest.extract.clues import PLACE, words_with
from kkharvest.extract.gazetteer import PLACE_WORD, PlaceForm, place_forms
from kkharvest.taxonomy import municipalities
from kkharvest.taxonomy.places import Ambiguity

__all__ = [
    "Mention", "find_mentions", "find_places", "home_of", "mentions_by_place", "named_places", "signs", "with_home",
]  # fmt: skip

_LIMIT = 20_000
_MOST = 40
_AROUND = 48
_OPENING = 300
_HOME = 0.9  # all 192 labelled texts on a municipality's site that do not name it are about it

_PART_OF_WORD = re.compile(r"[\w-]")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|\n\s*|[–-]\s)$")

# After a name: it is a part of another name, or its own official form.
_COUNTY_AFTER = re.compile(
    r"s? (?:läns?|county)\b|(?:, [A-ZÅÄÖ][\w-]+)* (?:och|samt) [A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+)? län\b"
)
_OTHER_AFTER = re.compile(
    r" (?:universitet|tekniska|högskola|lasarett|flygplats|domkyrka|stift|tingsrätt|university|airport"
    r"|FF|IF|BK|HC|IK|AIF)\b",
    re.IGNORECASE,
)
_PERSON_AFTER = re.compile(r",? (?:säger|berättar|menar|konstaterar|förklarar|said|says)\b")
_NAME_AFTER = re.compile(r" [A-ZÅÄÖ][a-zåäöé]")
_OFFICIAL_AFTER = re.compile(r" (?:kommuns?|stads?|municipality|city council)\b", re.IGNORECASE)
_OFFICIAL_FORM = re.compile(r" (?:kommuns?|stads?|municipality)$")
_HEADING_AFTER = re.compile(r" ?(?::|\(|[–-] )")
_LIST_AFTER = re.compile(r"(?:,| och| samt| and) [A-ZÅÄÖ]")
# Before a name.
_REGION_BEFORE = re.compile(r"(?:\b[Rr]egion|\b[Ll]änsstyrelsen(?: i)?|\b[Ll]andstinget(?: i)?|\blän(?:et|en)?:?) $")
_OTHER_BEFORE = re.compile(
    r"(?:\b(?:[Hh]ögskolan|[Uu]niversitetet|[Uu]niversity)(?: i| of| in)?|\b[Bb]usiness [Rr]egion"
    r"|\b(?:AB|gatan|vägen|hertig(?:en av)?|familjen|herr|fru)) $"
)
_CAPITAL_BEFORE = re.compile(
    r"\b(?!(?:Both|Både|När|Innan|Efter|Även|Så|Nu|Sedan|Medan|Att|Om|Why|How|When) )[A-ZÅÄÖ][a-zåäöé]+ $"
)
_OFFICIAL_BEFORE = re.compile(
    r"\b(?:kommunen|kommunerna|kommuner som|staden|städerna|(?:city|municipality|town) of) $", re.IGNORECASE
)
_IN_BEFORE = re.compile(r"\b(?:i|runt|hos|för|kring|of|in|around) $", re.IGNORECASE)
_WAY_BEFORE = re.compile(
    r"\b(?:till|från|mellan|via|nära|utanför|söder om|norr om|from|to|between|near) $", re.IGNORECASE
)
_SPEAKER_BEFORE = re.compile(r"\b(?:säger|enligt|says) $")
_COMPARES = (
    "förebild", "inspirer", "idé", "besök", "mötes", "möttes", "träff", "konferens", "mässa", "studieresa", "forskare",
    "liknande", "liksom", "såsom", "på samma sätt", "till exempel", "bland annat", "jämför", "visited", "conference",
    "inspired", "such as",
)  # fmt: skip
# Of what stands before a name only so much is asked for words right before it; the longest of them are shorter.
_CLOSE = 20

_WEIGHTS = {
    "always": 0.6,
    "official": 0.93,
    "title": 0.98,
    "opening": 1.24,
    "late": -0.68,
    "twice": 0.96,
    "alone": 1.24,
    "starts": 1.09,
    "way": -1.17,
    "compared": -0.99,
    "doubtful": 0.06,
}
"""Log odds of each sign, and of none: logistic regression on the labelled texts, `python -m bench.extract.places`."""


class Mention(NamedTuple):
    """One place in a text where a municipality is named, or may be (`is_sure`); `before` and `after` are around it."""

    kommunkod: str
    span: Span
    is_official: bool
    is_sure: bool
    before: str
    after: str


def find_places(text: str, least: float = 0.5, mentions: Iterable[Mention] | None = None) -> tuple[Place, ...]:
    """Municipalities that take part in `text` with probability `least` or more, most certain first.

    Each stands once, where it is named most clearly. The first line of `text` counts as its title; its `mentions` are
    found here when they are not given.
    """
    found = mentions_by_place(text, mentions)
    if not found:
        return ()
    places = [
        Place(code, _names()[code], _probability(signs(mentions, text, len(found))), _clearest(mentions).span)
        for code, mentions in found.items()
    ]
    likely = (place for place in places if place.confidence >= least)
    return tuple(sorted(likely, key=lambda place: (-place.confidence, place.span or Span(0, 0))))[:_MOST]


def with_home(places: Sequence[Place], kommunkod: str | None) -> tuple[Place, ...]:
    """`places` and the municipality on whose site the text stands: its texts say "the city" and mean it."""
    if kommunkod is None or any(place.kommunkod == kommunkod for place in places):
        return tuple(places)
    return (*places, Place(kommunkod, _names()[kommunkod], _HOME))


def home_of(url: str | None) -> str | None:
    """Code of the municipality whose name is the address's domain: www.upplandsvasby.se; None for any other."""
    host = (urlsplit(url).hostname if url else None) or ""
    name, _, top = host.removeprefix("www.").rpartition(".")
    return _by_domain().get(name.replace("-", "")) if top == "se" else None


@lru_cache(maxsize=1_000)
def named_places(text: str) -> frozenset[str]:
    """Codes of the municipalities named in a title or opening; ways to divide a page ask for the same ones."""
    return frozenset(mentions_by_place(text))


def mentions_by_place(text: str, mentions: Iterable[Mention] | None = None) -> dict[str, list[Mention]]:
    """Mentions in the first 20,000 characters by code; a place of unsure mentions alone is not named."""
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in find_mentions(text, words_with(PLACE, text[:_LIMIT])) if mentions is None else mentions:
        found[mention.kommunkod].append(mention)
    return {code: mentions for code, mentions in found.items() if any(mention.is_sure for mention in mentions)}


def signs(mentions: Sequence[Mention], text: str, n_places: int) -> dict[str, bool]:
    """What speaks for and against that a municipality with these mentions takes part in the text, by name.

    The first line of `text` counts as its title; `n_places` municipalities are named in it.
    """
    first = mentions[0].span.start
    title = max(text.find("\n"), 0)
    return {
        "official": any(mention.is_official for mention in mentions),
        "title": first < title,
        "opening": first < title + _OPENING,
        "late": first > title + 3 * _OPENING,
        "twice": len(mentions) > 1,
        "alone": n_places == 1,
        "starts": any(_SENTENCE_START.search(mention.before) for mention in mentions),
        "way": all(_closes(_WAY_BEFORE, mention.before) for mention in mentions),
        "compared": all(_compares(mention.before) or _compares(mention.after) for mention in mentions),
        "doubtful": not all(mention.is_sure for mention in mentions),
    }


def _compares(around: str) -> bool:
    folded = around.lower()
    for words in _COMPARES:  # noqa: SIM110 - a generator would take longer than the search
        if words in folded:
            return True
    return False


def _closes(words: re.Pattern[str], before: str) -> bool:
    """Whether what stands before a name ends with some words."""
    return bool(words.search(before, max(0, len(before) - _CLOSE)))


def _probability(present: dict[str, bool]) -> float:
    total = _WEIGHTS["always"] + sum(_WEIGHTS[name] for name, holds in present.items() if holds)
    return round(1 / (1 + math.exp(-total)), 3)


def _clearest(mentions: Sequence[Mention]) -> Mention:
    """The one in official form, else the first sure one."""
    return min(mentions, key=lambda mention: (not mention.is_official, not mention.is_sure))


def find_mentions(text: str, words: Iterable[tuple[int, str]]) -> Iterator[Mention]:
    """Mentions in `text`, in order; `words` are those, with their place, in which a name may begin."""
    end = 0
    forms = place_forms()
    for at, word in words:
        for begun in PLACE_WORD.finditer(word):
            start = at + begun.start()
            if start < end:
                continue
            for form in forms.get(begun.group(), ()):
                stop = start + len(form.words)
                if text.startswith(form.words, start) and not _PART_OF_WORD.match(text, stop):
                    end = stop
                    mention = _read(text, Span(start, stop), form) if form.kommunkod else None
                    if mention:
                        end = mention.span.end
                        yield mention
                    break


def _read(text: str, span: Span, form: PlaceForm) -> Mention | None:
    """The mention at `span`; None when the words around it make it something else."""
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    tail = _OFFICIAL_AFTER.match(after)
    official = bool(tail or _OFFICIAL_FORM.search(form.words) or _closes(_OFFICIAL_BEFORE, before))
    if not official and (
        _COUNTY_AFTER.match(after)
        or _closes(_REGION_BEFORE, before)
        or _closes(_OTHER_BEFORE, before)
        or _OTHER_AFTER.match(after)
        or (form.ambiguity and _PERSON_AFTER.match(after))
    ):
        return None
    sure = official or not form.ambiguity or _is_place(before, after, form.ambiguity)
    whole = Span(span.start, span.end + tail.end()) if tail else span
    return Mention(form.kommunkod or "", whole, official, sure, before, after)


def _is_place(before: str, after: str, ambiguity: frozenset[Ambiguity]) -> bool:
    """Whether a name that may be a word, a person or a company is a place here."""
    if _NAME_AFTER.match(after):
        return False
    if _closes(_IN_BEFORE, before) or _closes(_WAY_BEFORE, before) or _HEADING_AFTER.match(after):
        return True
    if _CAPITAL_BEFORE.search(before) or _closes(_SPEAKER_BEFORE, before):
        return False
    if _LIST_AFTER.match(after):
        return True
    return Ambiguity.WORD not in ambiguity or not _SENTENCE_START.search(before)


@cache
def _names() -> dict[str, str]:
    return {place.kommunkod: place.name for place in municipalities()}


@cache
def _by_domain() -> dict[str, str]:
    plain = str.maketrans("åäöé", "aaoe", " -")
    return {
        place.name.lower().translate(plain): place.kommunkod
        for place in municipalities()
        if Ambiguity.LOOKALIKE not in place.ambiguity
    }
