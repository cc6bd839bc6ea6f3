"""What the models read of a record: one clean text, and sentences with their places.

Spans always point into the record's own text; cleaning happens on copies. Everything is bounded, so that a text of
any length costs a bounded time.
"""

import re
from dataclasses import dataclass

from kkharvest.core.text import Span, normalise_space, sentences

__all__ = ["ClassifyInput", "judged_sentences", "judged_text"]

_MAX_CHARACTERS = 12_000
_MAX_SENTENCES = 48
_LONGEST_SENTENCE = 600
_MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|</?[a-zA-Z][^<>]{0,400}>", re.DOTALL)
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|lt|gt|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class ClassifyInput:
    """A record to be judged: its id, title and own text."""

    id: str
    title: str
    text: str
    lang: str | None = None
    url: str | None = None


def judged_text(record: ClassifyInput) -> str:
    """Title and text as one clean text of bounded length: what the relevance and themes are judged on."""
    return f"{_clean(record.title[:500])}\n{_clean(record.text[: 2 * _MAX_CHARACTERS])[:_MAX_CHARACTERS]}".strip()


def judged_sentences(record: ClassifyInput) -> list[tuple[Span, str]]:
    """Sentences of the record's text that hold words, with their clean wording; evenly chosen when there are many."""
    found = []
    for span in sentences(record.text[: 4 * _MAX_CHARACTERS]):
        wording = _clean(span.of(record.text)[:_LONGEST_SENTENCE])
        if len(_LETTER.findall(wording)) > 1:
            found.append((Span(span.start, min(span.end, span.start + _LONGEST_SENTENCE)), wording))
    if len(found) <= _MAX_SENTENCES:
        return found
    step = len(found) / _MAX_SENTENCES
    return [found[int(i * step)] for i in range(_MAX_SENTENCES)]


def _clean(text: str) -> str:
    return normalise_space(_ENTITY.sub(" ", _MARKUP.sub(" ", text)))
