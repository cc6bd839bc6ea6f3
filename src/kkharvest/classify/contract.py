"""The fixed output of `kkharvest classify`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kkharvest.classify.inputs import ClassifyInput
from kkharvest.core.records import Actor, Classification, Place, Score

if TYPE_CHECKING:
    from kkharvest.core.text import Span

__all__ = ["to_contract"]


def to_contract(
    judged: Classification,
    record: ClassifyInput,
    *,
    actors: Sequence[Actor] = (),
    municipalities: Sequence[Place] = (),
) -> dict[str, Any]:
    """The fields that `kkharvest classify` adds to a record."""
    return {
        "relevance": round(judged.relevance, 4),
        "is_example": judged.is_example,
        "is_unsure": judged.is_unsure,
        "themes": _scores(judged.themes),
        "levels": _scores(judged.levels),
        "areas": _scores(judged.areas),
        "actors": [{"name": actor.name, "kind": actor.kind, "role": actor.role} for actor in actors],
        "municipalities": [{"name": place.name, "kommunkod": place.kommunkod} for place in municipalities],
        "evidence": _evidence(judged, record.text),
        "model": judged.version,
    }


def _scores(scores: Sequence[Score]) -> list[dict[str, Any]]:
    return [{"slug": score.slug, "p": round(score.p, 4), "selected": score.selected} for score in scores]


def _evidence(judged: Classification, text: str) -> list[dict[str, Any]]:
    """Sentences in the order of the text, each with everything that it speaks for."""
    speaks: dict[Span, list[str]] = {}
    for label, spans in (
        ("relevance", judged.relevance_evidence),
        ("business", judged.business_evidence),
        ("municipality", judged.municipality_evidence),
        *((f"theme:{score.slug}", score.evidence) for score in judged.themes),
        *((f"area:{score.slug}", score.evidence) for score in judged.areas),
        *((f"level:{score.slug}", score.evidence) for score in judged.levels),
        *((f"hindrance:{found.kind}", (found.span,)) for found in judged.hindrances),
    ):
        for span in spans:
            speaks.setdefault(span, []).append(label)
    return [
        {"text": span.of(text), "start": span.start, "end": span.end, "for": speaks[span]} for span in sorted(speaks)
    ]
