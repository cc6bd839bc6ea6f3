"""The extract stage: fetched pages to documents and candidates in the database."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from kkharvest.core.records import Document, Issue, PageKind, Severity
from kkharvest.core.report import Check, StageReport, Verdict
from kkharvest.core.settings import Settings
from kkharvest.extract import EXTRACTOR_VERSION, extract_page
from kkharvest.extract.pdf import extract_pdf
from kkharvest.extract.places import with_home
from kkharvest.fetch.archive import ArchiveError, read_body
from kkharvest.store import Row, Store
from kkharvest.store.corpus import drop_document, pages_to_extract, save_document, withdrawn_pages
from kkharvest.store.runs import record_issue

__all__ = ["run_extract"]

_BATCH = 50


def run_extract(
    store: Store, settings: Settings, run_id: str | None = None, *, progress: Callable[[int, int], None] | None = None
) -> StageReport:
    """Reads every page whose content or extractor is newer than its document; the rest is left as it is.

    Works from the archive alone. A page whose archived answer cannot be read becomes an issue and is tried again at
    the next run.
    """
    started = time.monotonic()
    counts: Counter[str] = Counter(pages=0, candidates=0, unreadable=0)
    for page_id in withdrawn_pages(store):
        drop_document(store, page_id)
        counts["withdrawn"] += 1
    pages = list(pages_to_extract(store, EXTRACTOR_VERSION))
    with _long_lived_set_aside():
        _extract_all(store, settings, run_id, pages, counts, progress)
    readable = counts["unreadable"] == 0
    check = Check(
        "archive_readable",
        Verdict.OK if readable else Verdict.WARNING,
        "" if readable else f"{counts['unreadable']} archived pages could not be read",
    )
    return StageReport("extract", EXTRACTOR_VERSION, dict(counts), (check,), time.monotonic() - started)


@contextmanager
def _long_lived_set_aside() -> Iterator[None]:
    """The collector of cycles leaves what is there already alone: a page's many small objects set it off each time."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _extract_all(
    store: Store,
    settings: Settings,
    run_id: str | None,
    pages: Sequence[Row],
    counts: Counter[str],
    progress: Callable[[int, int], None] | None,
) -> None:
    for start in range(0, len(pages), _BATCH):
        read = [(page, _read(page, store, settings, run_id)) for page in pages[start : start + _BATCH]]
        with store.transaction():
            for page, document in read:
                if document is None:
                    counts["unreadable"] += 1
                    continue
                counts["pages"] += 1
                counts[f"kind_{document.kind.value}"] += 1
                counts["candidates"] += save_document(store, page, _placed(document, page), EXTRACTOR_VERSION)
                _note(store, run_id, page, document)
        if progress:
            progress(min(start + _BATCH, len(pages)), len(pages))


def _read(page: Row, store: Store, settings: Settings, run_id: str | None) -> Document | None:
    try:
        body = read_body(settings.raw, page["warc_file"], page["warc_offset"])
    except ArchiveError as error:
        issue = Issue("extract", "unreadable_archive", str(error), Severity.ERROR, page["source_id"], page["url"])
        record_issue(store, run_id, issue)
        return None
    content_type = page["content_type"] or ""
    if "pdf" in content_type.lower() or body.startswith(b"%PDF-"):
        return extract_pdf(body, page["url"])
    return extract_page(body, page["url"], content_type)


def _placed(document: Document, page: Row) -> Document:
    """The document, with the source's own municipality added to what its candidates name."""
    placed = (replace(each, places=with_home(each.places, page["kommunkod"])) for each in document.candidates)
    return replace(document, candidates=tuple(placed))


def _note(store: Store, run_id: str | None, page: Row, document: Document) -> None:
    """A page that should have held something and did not is worth a row."""
    if document.kind is PageKind.NONE and document.reason in {"broken", "empty", "too_large", "not_html"}:
        message = f"Nothing could be read from the page: {document.reason}."
        record_issue(
            store, run_id, Issue("extract", document.reason, message, Severity.INFO, page["source_id"], page["url"])
        )
