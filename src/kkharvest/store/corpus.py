"""Documents and candidates: what was read out of pages."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from kkharvest.core.address import AddressError, address_key
from kkharvest.core.clock import now
from kkharvest.core.ids import candidate_id, document_id, page_id, text_hash
from kkharvest.core.records import Candidate, Document, to_json
from kkharvest.store.database import Row, Store

__all__ = [
    "candidates_to_group",
    "drop_document",
    "landing_pages",
    "pages_to_extract",
    "save_document",
    "withdrawn_pages",
]

_META = (
    "date_evidence",
    "publisher",
    "canonical",
    "image",
    "image_alt",
    "image_credit",
    "breadcrumbs",
    "layout",
)

_DETAILS = ("actors", "places", "facts", "evidence")


def pages_to_extract(store: Store, version: str) -> Iterator[Row]:
    """Pages whose content or extractor is newer than their document, with the archive position of the content."""
    yield from store.rows(
        """
        SELECT p.id, p.url, p.source_id, p.content_hash, p.fetch_id,
               f.content_type, f.warc_file, f.warc_offset, s.kommunkod
        FROM pages AS p JOIN fetches AS f ON f.id = p.fetch_id JOIN sources AS s ON s.id = p.source_id
        LEFT JOIN documents AS d ON d.page_id = p.id
        WHERE p.content_hash IS NOT NULL AND p.outcome = 'ok'
          AND (d.id IS NULL OR d.content_hash <> p.content_hash OR d.extractor_version <> ?)
        ORDER BY p.id
        """,
        (version,),
    )


def withdrawn_pages(store: Store) -> list[str]:
    """Pages with a document still standing that are gone, moved, or may no longer be read."""
    rows = store.rows(
        """
        SELECT p.id FROM pages AS p JOIN documents AS d ON d.page_id = p.id
        WHERE d.content_hash <> '' AND p.outcome IN
            ('not_found', 'gone', 'moved', 'redirect', 'disallowed', 'reserved', 'noindex', 'opted_out', 'soft_404')
        ORDER BY p.id
        """
    )
    return [row["id"] for row in rows]


def save_document(store: Store, page: Row, document: Document, version: str) -> int:
    """Replaces the page's document and brings its candidates up to date; how many candidates it has.

    A candidate that the page no longer holds stays as a row with `is_present` 0: judgements refer to it.
    """
    doc_id = document_id(page["id"])
    with store.transaction():
        store.insert(
            "documents",
            {
                "id": doc_id,
                "page_id": page["id"],
                "source_id": page["source_id"],
                "fetch_id": page["fetch_id"],
                "content_hash": page["content_hash"],
                "extractor_version": version,
                "kind": document.kind.value,
                "title": document.title,
                "text": document.text,
                "text_hash": text_hash(document.title, document.text),
                "lang": document.lang,
                "published": to_json(document.published),
                "modified": to_json(document.modified),
                "reason": document.reason,
                "meta_json": _dump({name: to_json(getattr(document, name)) for name in _META}),
                "extracted_at": now(),
            },
            upsert_on=["id"],
        )
        store.execute("UPDATE candidates SET is_present = 0 WHERE page_id = ?", (page["id"],))
        for position, candidate in enumerate(document.candidates):
            _save_candidate(store, page, document, candidate, position)
    return len(document.candidates)


def drop_document(store: Store, page: str) -> None:
    """Empties what was read from a page that is gone or may no longer be read."""
    with store.transaction():
        store.execute("UPDATE candidates SET is_present = 0 WHERE page_id = ?", (page,))
        store.execute(
            "UPDATE documents SET text = '', kind = 'none', content_hash = '', reason = 'withdrawn' WHERE page_id = ?",
            (page,),
        )


def candidates_to_group(store: Store) -> list[Row]:
    """Candidates to be grouped: those that their page holds now, and those that somebody accepted or rejected.

    Of one whose page has opted out no word is left to compare.
    """
    return store.rows(
        """
        SELECT c.*, s.kind AS source_kind, s.kommunkod, s.name AS source_name, d.kind AS page_kind,
               d.meta_json AS meta_json
        FROM candidates AS c JOIN documents AS d ON d.id = c.document_id JOIN sources AS s ON s.id = c.source_id
        WHERE (c.is_present = 1
           OR c.id IN (SELECT candidate_id FROM decisions WHERE verdict IN ('accept', 'reject')))
          AND (c.title <> '' OR c.text <> '')
        ORDER BY c.id
        """
    )


def landing_pages(store: Store) -> dict[str, str]:
    """For each page that redirects, the id of the page where it lands."""
    rows = store.rows("SELECT id, redirect_url FROM pages WHERE redirect_url IS NOT NULL")
    return {row["id"]: landing for row in rows if (landing := _page_of(row["redirect_url"]))}


def _save_candidate(store: Store, page: Row, document: Document, candidate: Candidate, position: int) -> None:
    key = candidate_id(page["id"], candidate.part)
    digest = text_hash(candidate.title, candidate.text)
    known = store.row("SELECT part, text_hash, first_seen_at, changed_at FROM candidates WHERE id = ?", (key,))
    if known and known["part"] == key:
        # Erased on request: its part of the page is never read again.
        return
    moment = now()
    span = candidate.span
    store.insert(
        "candidates",
        {
            "id": key,
            "page_id": page["id"],
            "document_id": document_id(page["id"]),
            "source_id": page["source_id"],
            "part": candidate.part,
            "position": position,
            "title": candidate.title,
            "text": candidate.text,
            "text_hash": digest,
            "url": candidate.address or page["url"] + (f"#{candidate.anchor}" if candidate.anchor else ""),
            "anchor": candidate.anchor,
            "link_url": candidate.link,
            "link_page_id": _page_of(candidate.link),
            "is_teaser": int(candidate.is_teaser),
            "is_truncated": int(candidate.is_truncated),
            "span_start": span.start if span else None,
            "span_end": span.end if span else None,
            "summary": candidate.summary,
            "lang": document.lang,
            "published": to_json(document.published),
            "details_json": _dump({name: to_json(getattr(candidate, name)) for name in _DETAILS}),
            "is_present": 1,
            "first_seen_at": known["first_seen_at"] if known else moment,
            "changed_at": known["changed_at"] if known and known["text_hash"] == digest else moment,
        },
        upsert_on=["id"],
    )


def _page_of(link: str | None) -> str | None:
    try:
        return page_id(address_key(link)) if link else None
    except AddressError:
        return None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
