"""A database of accepted examples, as harvest and review leave it."""

import json

from bench.publish.generate import records
from kkharvest.core.ids import candidate_id, document_id, page_id, text_hash
from kkharvest.publish.record import Record
from kkharvest.review.examples import derive_examples
from kkharvest.store import Store
from kkharvest.store.reference import store_taxonomy

__all__ = ["fill"]

_AT = "2026-11-01T08:00:00+00:00"


def fill(store: Store, count: int) -> list[str]:
    """Fills an empty database with `count` accepted examples; the ids of their candidates."""
    store_taxonomy(store)
    with store.transaction():
        source = {"id": "bench", "name": "Exempelkommun", "kind": "municipality", "layout": "auto"}
        rest = {"homepage_url": "https://kommun.example/", "is_enabled": 1, "config_json": "{}"}
        store.insert("sources", {**source, **rest})
        store.insert("runs", {"id": "r-1", "started_at": _AT, "status": "done"})
        made = [_candidate(store, number, record) for number, record in enumerate(records(count))]
    derive_examples(store)
    return made


def _candidate(store: Store, number: int, record: Record) -> str:
    url = f"https://kommun.example/{number}"
    page = page_id(f"kommun.example/{number}")
    key, text = candidate_id(page), f"Om {record['title']}. Mer att läsa om arbetet."
    digest = text_hash(record["title"], text)
    common = {"source_id": "bench", "url": url}
    store.insert(
        "pages",
        {"id": page, **common, "address_key": f"kommun.example/{number}", "first_seen_at": _AT, "outcome": "ok",
         "content_hash": digest},
    )  # fmt: skip
    visit = {"run_id": "r-1", "page_id": page, "url": url, "fetched_at": _AT, "outcome": "ok"}
    fetch = store.insert("fetches", visit)
    told = {"title": record["title"], "text": text, "text_hash": digest, "lang": "sv"}
    store.insert(
        "documents",
        {"id": document_id(page), "page_id": page, "source_id": "bench", "fetch_id": fetch, "content_hash": digest,
         "extractor_version": "b", "kind": "article", **told, "extracted_at": _AT},
    )  # fmt: skip
    store.insert(
        "candidates",
        {"id": key, "page_id": page, "document_id": document_id(page), **common, "part": "", "position": 0, **told,
         "is_teaser": 0, "is_truncated": 0, "summary": record["summary"], "published": record["published"],
         "first_seen_at": _AT, "changed_at": _AT},
    )  # fmt: skip
    chosen = {name: record[name] for name in ("title", "summary", "themes", "areas", "level")}
    chosen["municipalities"] = [place["kommunkod"] for place in record["municipalities"]]
    store.insert(
        "judgements",
        {"at": record["decided_at"], "reviewer": "granskare-1", "verdict": "accept", "candidate_id": key,
         "payload_json": json.dumps(chosen, ensure_ascii=False, sort_keys=True), "content_hash": digest,
         "text_hash": digest, "fetch_id": fetch},
    )  # fmt: skip
    store.insert("candidate_groups", {"candidate_id": key, "group_id": f"g-{key}", "is_primary": 1})
    return key
