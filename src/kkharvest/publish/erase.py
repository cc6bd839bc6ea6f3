"""Erasure at the request of a person or a source: from every release, and for good.

Every release that holds the example is built anew without it, under its own version: an id, a reason and nothing else
remain, as a tombstone. The releases' checksums change, and importers that hold the old content are brought right by
their next import, whose content hash no longer agrees. The judgements stay (they are append-only) but are never
published again; summaries in the curated tables are emptied.
"""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kkharvest.core.clock import now
from kkharvest.core.errors import InputError
from kkharvest.core.settings import Settings
from kkharvest.publish.delta import Tombstone
from kkharvest.publish.release import read_records, read_tombstones, read_versions, rebuild, replace_versions
from kkharvest.store import Store

__all__ = ["Erased", "erase"]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure reached: the example and the releases that were built anew."""

    example_id: str
    versions: tuple[str, ...]

    def summary(self) -> str:
        """The erasure in words."""
        reached = ", ".join(self.versions) or "none"
        return f"{self.example_id} is erased; releases built anew: {reached}. It is never published again."


def erase(store: Store, settings: Settings, example_id: str, reason: str) -> Erased:
    """Erases an example from the curated tables and every release; safe to run again after a break.

    Raises `InputError` for an id that was never an example, `ReleaseError` when a release is damaged.
    """
    versions = read_versions(settings.releases)
    known = store.value("SELECT count(*) FROM examples WHERE id = ?", (example_id,))
    holding = [entry for entry in versions if _holds(settings.releases, entry, example_id)]
    if not known and not holding:
        raise InputError(f"There is no example {example_id!r}. Its id stands on its page and in examples.csv.")
    row = {"example_id": example_id, "at": now(), "reason": reason, "n_releases": len(holding)}
    with store.transaction():
        store.insert("erasures", row, upsert_on=["example_id"])
        store.execute("UPDATE examples SET title = '', summary = '', details_json = '{}' WHERE id = ?", (example_id,))
        store.execute("DELETE FROM example_sources WHERE example_id = ?", (example_id,))
    for entry in holding:
        _rebuild_without(settings, versions, entry, example_id)
    return Erased(example_id, tuple(entry["version"] for entry in holding))


def _holds(releases: Path, entry: dict[str, Any], example_id: str) -> bool:
    return any(record["id"] == example_id for record in read_records(releases, entry))


def _rebuild_without(
    settings: Settings, versions: list[dict[str, Any]], entry: dict[str, Any], example_id: str
) -> None:
    """Builds a release anew and lists its new hash; the folder is swapped before the list is."""
    releases = settings.releases
    at = versions.index(entry)
    records = [record for record in read_records(releases, entry) if record["id"] != example_id]
    stones = {stone.id: stone for stone in read_tombstones(releases, entry)}
    stones[example_id] = Tombstone(example_id, "erased", None, entry["version"])
    before = read_records(releases, versions[at - 1]) if at else []
    folder = releases / entry["version"]
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    aside = rebuild(
        settings, entry["version"], records, [stones[key] for key in sorted(stones)],
        before=before, earlier=versions[at - 1]["version"] if at else None, checks=index.get("checks", []),
    )  # fmt: skip
    body = (aside / "examples.jsonl").read_bytes()
    entry |= {"content_hash": hashlib.sha256(body).hexdigest(), "n_examples": len(records)}
    old = folder.with_name(f".{entry['version']}.old")
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    aside.rename(folder)
    replace_versions(releases, versions)
    shutil.rmtree(old)
