"""The merged record of a group: for each field the best value and whose it is, with all voices as sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kkharvest.core.records import Relation, Telling
from kkharvest.dedupe.contract import Place
from kkharvest.dedupe.standing import standing

__all__ = ["FieldValue", "Merged", "Voice", "merged_record"]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value and the id of the telling that it comes from."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A telling as a source: its part in the group."""

    id: str
    url: str | None
    relation: Relation | None
    of: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """One example out of many tellings; voices are in order of standing, the primary first."""

    title: FieldValue
    text: FieldValue
    url: FieldValue | None
    published: FieldValue | None
    places: tuple[FieldValue, ...]
    voices: tuple[Voice, ...]


def merged_record(tellings: Sequence[Telling], places: Mapping[str, Place]) -> Merged:
    """The merged record of one group's tellings; `places` are theirs by id.

    Title and link come from the first in standing that has them, the text from the fullest of the first's language,
    the date from the earliest, municipalities from all.
    """
    voices = sorted(tellings, key=standing)
    first = voices[0]
    titled = next((telling for telling in voices if telling.title.strip()), first)
    linked = next((telling for telling in voices if telling.url), None)
    dated = min(
        (telling for telling in voices if telling.published),
        key=lambda telling: (telling.published or date.max, voices.index(telling)),
        default=None,
    )
    fullest = max((each for each in voices if each.lang == first.lang), key=lambda telling: len(telling.text))
    named = {code: telling.id for telling in reversed(voices) for code in telling.places}
    return Merged(
        title=FieldValue(titled.title, titled.id),
        text=FieldValue(fullest.text, fullest.id),
        url=FieldValue(linked.url or "", linked.id) if linked else None,
        published=FieldValue(dated.published.isoformat(), dated.id) if dated and dated.published else None,
        places=tuple(FieldValue(code, source) for code, source in sorted(named.items())),
        voices=tuple(
            Voice(telling.id, telling.url, places[telling.id].relation, places[telling.id].of) for telling in voices
        ),
    )
