"""The published record: what leaves the house about one example, as plain values."""

import json
from typing import Any

from kkharvest.publish.tellings import changes_by_example, hindrances_by_example
from kkharvest.store import Row, Store
from kkharvest.store.examples import accepted_examples

__all__ = ["UNPUBLISHED", "Record", "collect", "fates", "model_versions"]

UNPUBLISHED = frozenset({"intended", "next_check"})
"""Details for the house alone: what a reviewer let pass, and when somebody is to look again."""

Record = dict[str, Any]


def collect(store: Store) -> list[Record]:
    """The accepted examples by id; each a record with the same fields in the same order."""
    erased = {row["example_id"] for row in store.rows("SELECT example_id FROM erasures")}
    told, changed = hindrances_by_example(store), changes_by_example(store)
    return [
        _record(row)
        | {name: found[row["id"]] for name, found in (("hindrances", told), ("changes", changed)) if row["id"] in found}
        for row in accepted_examples(store)
        if row["id"] not in erased
    ]


def fates(store: Store) -> dict[str, tuple[str, str | None]]:
    """Why each example that is not published is not, and the accepted one that stands for it now."""
    rows = {row["id"]: row for row in store.rows("SELECT id, status, merged_into_id FROM examples")}
    found: dict[str, tuple[str, str | None]] = {}
    erased = {row["example_id"] for row in store.rows("SELECT example_id FROM erasures")}
    for key, row in rows.items():
        if row["status"] == "accepted":
            continue
        target, passed = row["merged_into_id"], {key}
        while target in rows and rows[target]["status"] == "merged" and target not in passed:
            passed.add(target)
            target = rows[target]["merged_into_id"]
        stands = target if target in rows and rows[target]["status"] == "accepted" else None
        found[key] = (row["status"], stands)
    return found | dict.fromkeys(erased, ("erased", None))


def model_versions(store: Store) -> list[str]:
    """Versions of the models whose suggestions stood before the people who made the published decisions."""
    rows = store.rows(
        "SELECT DISTINCT j.model_version AS version FROM examples AS e JOIN judgements AS j ON j.id = e.judgement_id "
        "WHERE e.status = 'accepted' AND j.model_version IS NOT NULL ORDER BY 1"
    )
    return [row["version"] for row in rows]


def _record(row: Row) -> Record:
    found = json.loads(row["details_json"])
    details = {name: value for name, value in found.items() if name not in UNPUBLISHED}
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
