"""Text of a PDF: headings guessed from type size, broken words joined, running heads and page numbers left out."""

import io
import logging
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from kkharvest.core.records import Candidate, Document, PageKind
from kkharvest.core.text import Span, normalise_space
from kkharvest.extract.describe import described
from kkharvest.extract.evidence import with_evidence
from kkharvest.extract.language import detect_language

__all__ = ["extract_pdf"]

MAX_PAGES = 100
MAX_CHARACTERS = 400_000
MAX_BYTES = 50_000_000
_MAX_PAGE_STREAM = 3_000_000
_LARGER = 1.15
_HEADING_LIMIT = 150
_RUNNING = 3
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(r"(?:sida?|page)?\s*\d{1,4}(?:\s*(?:\(|av|of|/)\s*\d{1,4}\)?)?", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[•·▪●◦–—-]|\d{1,2}[.)])\s+")
_MOST_WORDS = 20


@dataclass(slots=True)
class _Line:
    text: str
    size: float
    top: float
    page: int


def extract_pdf(body: bytes, url: str) -> Document:
    """Document of a PDF with one candidate; never raises, `reason` says why there is nothing."""
    if len(body) > MAX_BYTES:
        return _nothing(url, "pdf too large")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return _nothing(url, "pdf encrypted")
        stated = str((reader.metadata and reader.metadata.title) or "")
        lines = list(_lines(reader))
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OverflowError,
        OSError,
        NotImplementedError,
    ) as error:
        return _nothing(url, f"pdf unreadable: {type(error).__name__}")
    lines = _without_running(lines)
    if not lines:
        return _nothing(url, "pdf without text")
    return _document(lines, normalise_space(stated), url)


def _nothing(url: str, reason: str) -> Document:
    return Document(url, PageKind.NONE, "", "", "sv", reason=reason)


def _document(lines: list[_Line], stated: str, url: str) -> Document:
    usual = _usual_size(lines)
    title = _title(lines, stated, usual)
    paragraphs = [text for text in _paragraphs(lines, usual) if text.casefold() != title.casefold()]
    text = "\n".join(paragraphs)[:MAX_CHARACTERS]
    lang = detect_language(f"{title}\n{text}", None)
    if len(text.split()) < _MOST_WORDS:
        return Document(url, PageKind.NONE, title, text, lang, layout="pdf", reason="little text")
    candidate = described(Candidate(part="", title=title, text=text, span=Span(0, len(text)), address=url))
    return with_evidence(Document(url, PageKind.ARTICLE, title, text, lang, layout="pdf", candidates=(candidate,)), "")


def _lines(reader: PdfReader) -> Iterator[_Line]:
    written = 0
    for number, page in enumerate(reader.pages[:MAX_PAGES]):
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _MAX_PAGE_STREAM:
            continue
        pieces: list[_Line] = []

        def visit(
            text: str, matrix: list[float], place: list[float], _font: Any, size: float,
            number: int = number, pieces: list[_Line] = pieces,
        ) -> None:  # fmt: skip
            if text.strip():
                scale = abs(place[3] or 1) * abs(matrix[3] or 1)
                pieces.append(_Line(text, round(size * scale, 1), place[5], number))

        page.extract_text(visitor_text=visit)
        for line in _joined(pieces):
            written += len(line.text)
            if written > MAX_CHARACTERS:
                return
            yield line


def _joined(pieces: list[_Line]) -> Iterator[_Line]:
    """Pieces on one height as one line; a piece may itself hold line breaks."""
    current: _Line | None = None
    for piece in pieces:
        for at, part in enumerate(piece.text.split("\n")):
            same = current is not None and at == 0 and abs(current.top - piece.top) < 1
            if same and current is not None:
                current.text += part
                current.size = max(current.size, piece.size)
                continue
            if current is not None and current.text.strip():
                yield current
            current = _Line(part, piece.size, piece.top, piece.page)
    if current is not None and current.text.strip():
        yield current


def _without_running(lines: list[_Line]) -> list[_Line]:
    pages: dict[str, set[int]] = {}
    for line in lines:
        line.text = normalise_space(line.text)
        pages.setdefault(_mask(line.text), set()).add(line.page)
    return [
        line
        for line in lines
        if line.text and not _PAGE_NUMBER.fullmatch(line.text) and len(pages[_mask(line.text)]) < _RUNNING
    ]


def _mask(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _usual_size(lines: list[_Line]) -> float:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    return weights.most_common(1)[0][0]


def _title(lines: list[_Line], stated: str, usual: float) -> str:
    first = [line for line in lines if line.page == lines[0].page]
    largest = max(line.size for line in first)
    if largest > _LARGER * usual:
        start = next(at for at, line in enumerate(first) if line.size == largest)
        parts = []
        for line in first[start : start + 4]:
            if line.size != largest:
                break
            parts.append(line.text)
        found = _join(parts)
        if found and len(found) <= 2 * _HEADING_LIMIT:
            return found
    is_name = stated and not re.search(r"\.(?:docx?|pdf|indd)$|^microsoft word|untitled|namnlös", stated, re.IGNORECASE)
    return stated if is_name else first[0].text[:_HEADING_LIMIT]


def _paragraphs(lines: list[_Line], usual: float) -> Iterator[str]:
    width = statistics.quantiles([len(line.text) for line in lines] * 2, n=10)[-1]
    group: list[_Line] = []
    for line in lines:
        if group and _begins(group[-1], line, usual, width):
            yield _join([part.text for part in group])
            group = []
        group.append(line)
    if group:
        yield _join([part.text for part in group])


def _begins(before: _Line, line: _Line, usual: float, width: float) -> bool:
    """Whether `line` begins a paragraph of its own."""
    if abs(before.size - line.size) > 0.1 * usual or _BULLET.match(line.text):
        return True
    if before.page != line.page:
        return before.text[-1:] in ".!?:" or before.size > _LARGER * usual
    gap = before.top - line.top
    if gap > 1.8 * line.size or gap < -line.size:
        return not _BROKEN.search(before.text)
    return before.text[-1:] in ".!?:" and len(before.text) < 0.75 * width


def _join(parts: list[str]) -> str:
    text = ""
    for part in parts:
        broken = _BROKEN.search(text) and part[:1].islower()
        text = text[:-1] + part if broken else f"{text} {part}".lstrip()
    return text.strip()
