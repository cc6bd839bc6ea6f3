"""PDF in, document out."""

import io

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from kkharvest.core.records import Candidate, Document, PageKind
from kkharvest.core.text import normalise_space, shorten
from kkharvest.extract.language import detect_language

__all__ = ["extract_pdf"]

_MAX_PAGES = 60


def extract_pdf(body: bytes, url: str) -> Document:
    """The text of the first pages as an article; kind none with a reason when it cannot be read."""
    try:
        reader = PdfReader(io.BytesIO(body))
        text = normalise_space("\n".join(page.extract_text() for page in reader.pages[:_MAX_PAGES]))
        stated = str((reader.metadata or {}).get("/Title") or "")
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Document(url, PageKind.NONE, "", "", "", reason="broken")
    if not text:
        return Document(url, PageKind.NONE, stated, "", "", reason="empty")
    title = stated or text.split("\n", 1)[0]
    candidate = Candidate("", title, text, summary=shorten(text, 300))
    return Document(url, PageKind.ARTICLE, title, text, detect_language(text), candidates=(candidate,))
