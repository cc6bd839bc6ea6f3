"""A candidate with what its text says: who takes part, where, which facts, in short."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kkharvest.core.records import Candidate, Place
from kkharvest.core.text import Span
from kkharvest.extract.actors import LIMIT, find_actors
from kkharvest.extract.clues import PLACE, Sentence, read_sentences, words_with
from kkharvest.extract.facts import READ, find_facts
from kkharvest.extract.places import Mention, find_mentions, find_places
from kkharvest.extract.summary import summarise

__all__ = ["described"]


def described(candidate: Candidate) -> Candidate:
    """`candidate` with actors, places, facts and summary; spans are positions in its text."""
    title, text = candidate.title, candidate.text
    sentences = read_sentences(text[:LIMIT])
    opening = sentences if len(text) <= READ else read_sentences(text[:READ])
    whole = f"{title}\n{text}"
    lead = len(title) + 1
    mentions = list(find_mentions(whole, _words(title, lead, sentences)))
    actors = find_actors(text, sentences, _inside(mentions, lead))
    return replace(
        candidate,
        summary=summarise(title, text, opening),
        actors=actors,
        places=tuple(_moved(place, lead) for place in find_places(whole, mentions=mentions)) if mentions else (),
        facts=find_facts(text, opening, actors),
    )


def _words(title: str, lead: int, sentences: Sequence[Sentence]) -> Iterator[tuple[int, str]]:
    """Words of title and text in which a place may begin, the text's beginning at `lead`."""
    yield from words_with(PLACE, title)
    for sentence in sentences:
        if sentence.clues & PLACE:
            for at, word in words_with(PLACE, sentence.quote):
                yield lead + sentence.start + at, word


def _inside(mentions: Sequence[Mention], lead: int) -> Iterator[Mention]:
    """Mentions in the text, by their place in it."""
    for mention in mentions:
        start, end = mention.span
        if start >= lead:
            yield mention._replace(span=Span(start - lead, end - lead))


def _moved(place: Place, lead: int) -> Place:
    """A place of title and text with its span in the text; one of the title alone has none."""
    span = place.span
    inside = Span(span.start - lead, span.end - lead) if span and span.start >= lead else None
    return replace(place, span=inside)
