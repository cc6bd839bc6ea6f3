"""The records that travel between stages.

All are frozen and hold plain values, so that they can be pickled to workers, written as JSON and compared in
tests. `to_json` gives the JSON form that the filters and the database share.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kkharvest.core.text import Span

__all__ = [
    "Actor",
    "Candidate",
    "Classification",
    "Document",
    "Evidence",
    "Fact",
    "Hindrance",
    "Issue",
    "Link",
    "PageKind",
    "Place",
    "Relation",
    "Score",
    "Severity",
    "Telling",
    "to_json",
]


class Severity(StrEnum):
    """How much an issue matters to the operator."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that went wrong or looks wrong, as a row for the operator."""

    stage: str
    code: str
    message: str
    severity: Severity = Severity.WARNING
    source_id: str | None = None
    url: str | None = None


class PageKind(StrEnum):
    """What a page is, decided before candidates are cut from it."""

    ARTICLE = "article"
    MULTI = "multi"
    LISTING = "listing"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation named in a text; spans are positions in the candidate's text."""

    name: str
    kind: str
    role: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality named in a text; `confidence` is 0 to 1."""

    kommunkod: str
    name: str
    confidence: float = 1.0
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A period, a sum, a result: with the words of the text that say so."""

    kind: str
    value: str
    quote: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something said of a candidate stands, word for word.

    `of` is title, text, actor or date; `where` the stored thing that `span` is a position in: the document's title or
    text, the address, or page for the archived page, decoded. A text in several pieces has an evidence for each.
    """

    of: str
    where: str
    span: Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible example as cut from a page.

    `part` tells it from its siblings on the page and is stable between harvests (empty for a whole page); `span` is
    the place of `text` in the document's text, where it stands there in one piece; `address` leads to it on its page,
    by `anchor` or, where the page has none, by a text fragment.
    """

    part: str
    title: str
    text: str
    anchor: str | None = None
    link: str | None = None
    is_teaser: bool = False
    is_truncated: bool = False
    span: Span | None = None
    summary: str = ""
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    facts: tuple[Fact, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The content of one page: what its author wrote, and what the page says of itself."""

    url: str
    kind: PageKind
    title: str
    text: str
    lang: str
    published: date | None = None
    modified: date | None = None
    date_evidence: str | None = None
    publisher: str | None = None
    canonical: str | None = None
    image: str | None = None
    image_alt: str | None = None
    image_credit: str | None = None
    breadcrumbs: tuple[str, ...] = ()
    layout: str | None = None
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A probability for one label of a taxonomy, with the sentences that speak for it.

    `in_set`: the label belongs to the prediction set, which holds all true labels with a stated probability.
    """

    slug: str
    p: float
    selected: bool
    evidence: tuple[Span, ...] = ()
    in_set: bool = False


@dataclass(frozen=True, slots=True)
class Hindrance:
    """A sentence that tells of an obstacle or a need; `kind` says of what."""

    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Classification:
    """Every judgement of the models on one candidate; lists are highest first.

    `is_unsure`: the models abstain, since neither yes nor no can be excluded with the stated probability.
    `reasons`: which kinds of near miss the text is like.
    """

    relevance: float
    is_example: bool
    themes: tuple[Score, ...]
    areas: tuple[Score, ...]
    levels: tuple[Score, ...]
    relevance_evidence: tuple[Span, ...] = ()
    business_evidence: tuple[Span, ...] = ()
    municipality_evidence: tuple[Span, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    reasons: tuple[Score, ...] = ()
    is_unsure: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One voice that may tell an example: what duplicates are found by."""

    id: str
    title: str
    text: str
    url: str | None = None
    lang: str | None = None
    published: date | None = None
    places: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    source_kind: str | None = None


class Relation(StrEnum):
    """How two tellings belong together."""

    COPY_OF = "copy_of"
    SAME_EFFORT = "same_effort"


@dataclass(frozen=True, slots=True)
class Link:
    """A scored relation between two tellings, `a` < `b`."""

    a: str
    b: str
    relation: Relation
    score: float
    explanation: str = ""


def to_json(value: Any) -> Any:
    """The JSON form of a record: enums and dates as text, tuples as lists, spans as [start, end]."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    return value
