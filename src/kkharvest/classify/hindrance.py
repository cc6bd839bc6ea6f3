"""Sentences that tell of obstacles and needs, typed and summed up.

Heads trained on the sentences that the labelled texts mark find them and tell what kind of obstacle it is
(`hindrance_heads`), with words as a second opinion. The report is what the initiative brings to regional and national
actors.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kkharvest.classify.numbers import Floats

__all__ = [
    "KINDS",
    "HindranceRow",
    "HindranceSummary",
    "Mention",
    "kind_name",
    "kind_of",
    "likely_kinds",
    "marked",
    "summarise",
]

_PATTERNS = {
    "legislation": r"\blag(?:en|ar|arna|stift\w*|krav\w*|ändring\w*|rum\w*)?\b|regelverk|regler|reglering|förordning|"
    r"direktiv|plan- och bygglag|miljöbalk|kommunallag|konkurrenslag|juridi|\blegal|legislat|regulat|\bact\b|\blaw",
    "procurement": r"upphandl|ramavtal|anbud|\blou\b|inköp|beställar|avtalsperiod|procure|tender",
    "permits": r"tillstånd|bygglov|detaljplan|prövning|dispens|handläggning|överklag|miljödom|\bkoncession|permit",
    "funding": r"finansier|\bpengar|kostnad|kostar|\bdyr|investering|\bbidrag|medel\b|budget|lån(?:en|a)?\b|ekonomi|"
    r"lönsam|\bpris|ersättning|fund|financ|\bcost|expens|invest",
    "data": r"\bdata\b|\bdatan|statistik|underlag|mätvärd|mätning|uppgifter om|uppföljning|"
    r"informationsutbyte|standardiser",
    "knowledge": r"kunskap|kompetens|okunskap|utbild|erfarenhet|vana\b|rekryter|arbetskraft|känner inte till|"
    r"vet inte|knowledge|skills|competence|expertise|awareness",
    "roles": r"\broll|ansvar|mandat|rådighet|styrning|samordn|stuprör|silo|organisation|tid\b|resurser|personal|"
    r"förankr|politisk|beslut|responsib|mandate|coordinat|governance|capacity",
    "market": r"marknad|efterfrågan|utbud|leverantör|konkurren|affärsmodell|market|demand|supply",
    "infrastructure": r"\belnät|nätkapacitet|effektbrist|kapacitet|ledningar|laddinfra|laddstolp|infrastruktur|"
    r"utrymme|\bmark\b|\byta|lagring|grid|infrastructure",
}
KINDS = (*_PATTERNS, "other")
_COMPILED = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _PATTERNS.items()}
_NAMES = {
    "legislation": "Lagar och regler",
    "procurement": "Upphandling",
    "permits": "Tillstånd och planer",
    "funding": "Finansiering och kostnader",
    "data": "Data och uppföljning",
    "knowledge": "Kunskap och kompetens",
    "roles": "Roller, ansvar och resurser",
    "market": "Marknad och efterfrågan",
    "infrastructure": "Infrastruktur och plats",
    "other": "Övrigt",
}
_SHORTEST_MARK = 10
_WORDS_COUNT = 0.5  # in log-odds, when a sentence has words of a kind


@dataclass(frozen=True, slots=True)
class Mention:
    """One sentence of one candidate or example that tells of a hindrance, with what it was told about."""

    candidate_id: str
    kind: str
    sentence: str
    themes: tuple[str, ...] = ()
    kommunkoder: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class HindranceRow:
    """A kind of hindrance: how many tell of it, about which themes, where, and in which words."""

    kind: str
    name: str
    sentences: int
    sources: int
    themes: tuple[tuple[str, int], ...]
    kommunkoder: tuple[str, ...]
    quotes: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class HindranceSummary:
    """All kinds that were told of, the most frequent first."""

    sentences: int
    sources: int
    rows: tuple[HindranceRow, ...]


def kind_of(sentence: str) -> str:
    """The kind whose words the sentence has most of; the first of `KINDS` among equals, "other" without any."""
    hits = {kind: len(pattern.findall(sentence)) for kind, pattern in _COMPILED.items()}
    best = max(hits, key=lambda kind: hits[kind])
    return best if hits[best] else "other"


def likely_kinds(values: Floats, sentences: Sequence[str]) -> list[str]:
    """The kind of each sentence: the highest of its head's `values` (sentences, kinds), helped by the words it has."""
    worded = [[bool(kind in _COMPILED and _COMPILED[kind].search(text)) for kind in KINDS] for text in sentences]
    if not worded:
        return []
    return [KINDS[i] for i in (values + _WORDS_COUNT * np.array(worded)).argmax(axis=1)]


def kind_name(kind: str) -> str:
    """The Swedish name of a kind."""
    return _NAMES[kind]


def marked(sentences: Sequence[str], marks: Sequence[str]) -> list[bool]:
    """Which of the sentences of a labelled text its marks name, wholly or in part."""
    wanted = [mark.strip() for mark in marks if len(mark.strip()) > _SHORTEST_MARK]
    return [any(mark in sentence or sentence in mark for mark in wanted) for sentence in sentences]


def summarise(mentions: Iterable[Mention], *, quotes: int = 3) -> HindranceSummary:
    """The report: counts by kind, with themes, places and `quotes` sentences of different candidates each."""
    by_kind: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_kind.setdefault(mention.kind, []).append(mention)
    rows = [_row(kind, found, quotes) for kind, found in by_kind.items()]
    rows.sort(key=lambda row: (-row.sources, -row.sentences, KINDS.index(row.kind)))
    everyone = {mention.candidate_id for found in by_kind.values() for mention in found}
    return HindranceSummary(sum(row.sentences for row in rows), len(everyone), tuple(rows))


def _row(kind: str, found: list[Mention], quotes: int) -> HindranceRow:
    themes = Counter(theme for mention in found for theme in set(mention.themes))
    places = sorted({code for mention in found for code in mention.kommunkoder})
    first = {mention.candidate_id: mention for mention in reversed(found)}
    return HindranceRow(
        kind,
        kind_name(kind),
        len(found),
        len(first),
        tuple(sorted(themes.items(), key=lambda item: (-item[1], item[0]))),
        tuple(places),
        tuple(sorted(first.values(), key=lambda mention: mention.candidate_id)[:quotes]),
    )
