"""A text in pieces, so that a page can show what speaks for what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kkharvest.core.text import Span

__all__ = ["Piece", "marked_paragraphs"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters in a row, and the labels that all of them speak for."""

    text: str
    speaks_for: tuple[str, ...]


def marked_paragraphs(text: str, evidence: Iterable[tuple[str, Sequence[Span]]]) -> list[list[Piece]]:
    """The paragraphs of `text` in pieces; joined again (with line breaks) they are `text`, blank lines aside."""
    found = [
        (max(0, span.start), min(len(text), span.end), label)
        for label, spans in evidence
        for span in spans
        if span.start < span.end and span.start < len(text)
    ]
    cuts = sorted({0, len(text), *(start for start, _, _ in found), *(end for _, end, _ in found)})
    paragraphs: list[list[Piece]] = [[]]
    for start, end in pairwise(cuts):
        labels = tuple(dict.fromkeys(label for low, high, label in found if low <= start and end <= high))
        first, *rest = text[start:end].split("\n")
        paragraphs[-1].append(Piece(first, labels))
        paragraphs += [[Piece(line, labels)] for line in rest]
    kept = ([piece for piece in paragraph if piece.text] for paragraph in paragraphs)
    return [paragraph for paragraph in kept if any(piece.text.strip() for piece in paragraph)]
