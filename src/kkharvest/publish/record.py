"""The published record: what leaves the house about one example, as plain values."""

import json
from typing import Any

from kkharvest.store import Row, Store
from kkharvest.store.examples import accepted_examples

__all__ = ["Record", "collect"]

Record = dict[str, Any]


def collect(store: Store) -> list[Record]:
    """The accepted examples by id; each a record with the same fields in the same order."""
    return [_record(row) for row in accepted_examples(store)]


def _record(row: Row) -> Record:
    details = json.loads(row["details_json"])
    return {
        "id": row["id"],
        "title": row["title"],
        "summary": row["summary"],
        "lang": row["lang"],
        "themes": row["themes"],
        "areas": row["areas"],
        "level": row["level"],
        "municipalities": [{"kommunkod": place["kommunkod"], "name": place["name"]} for place in row["municipalities"]],
        "published": row["published"],
        "accepted_at": row["accepted_at"],
        "decided_at": row["decided_at"],
        "sources": [
            {
                "role": voice["role"],
                "url": voice["url"],
                "title": voice["title"],
                "publisher": voice["source_name"],
                "lang": voice["lang"],
                "published": voice["published"],
            }
            for voice in row["sources"]
        ],
        **({"details": details} if details else {}),
    }
