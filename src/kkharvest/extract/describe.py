"""A candidate with what its text says: who takes part, where, which facts, in short."""

from dataclasses import replace

from kkharvest.core.records import Candidate, Place
from kkharvest.core.text import Span, sentences
from kkharvest.extract.actors import find_actors
from kkharvest.extract.facts import READ, find_facts
from kkharvest.extract.places import find_places
from kkharvest.extract.summary import summarise

__all__ = ["described"]


def described(candidate: Candidate) -> Candidate:
    """`candidate` with actors, places, facts and summary; spans are positions in its text."""
    spans = sentences(candidate.text[:READ])
    actors = find_actors(candidate.text)
    return replace(
        candidate,
        summary=summarise(candidate.title, candidate.text, spans),
        actors=actors,
        places=_places(candidate),
        facts=find_facts(candidate.text, spans, actors),
    )


def _places(candidate: Candidate) -> tuple[Place, ...]:
    """Places of title and text; those of the title alone have no span in the text."""
    lead = len(candidate.title) + 1
    found = []
    for place in find_places(f"{candidate.title}\n{candidate.text}"):
        span = place.span
        inside = Span(span.start - lead, span.end - lead) if span and span.start >= lead else None
        found.append(replace(place, span=inside))
    return tuple(found)
