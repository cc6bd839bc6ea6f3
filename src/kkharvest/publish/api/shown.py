"""The latest release in memory."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kkharvest import taxonomy
from kkharvest.core.errors import ReleaseError
from kkharvest.publish.delta import Tombstone
from kkharvest.publish.record import Record
from kkharvest.publish.shelf import latest_entry, read_records, read_tombstones

__all__ = ["Shelf", "Shown"]


@dataclass(frozen=True)
class Shown:
    """A release: its entry in versions.json, records newest first, texts to search in, tombstones."""

    entry: Mapping[str, Any]
    records: Sequence[Record]
    texts: Mapping[str, str]
    by_id: Mapping[str, Record]
    stones: Mapping[str, Tombstone]

    @property
    def etag(self) -> str:
        """Changes with the release, and only then."""
        return f'"{self.entry["version"]}-{self.entry["content_hash"][:16]}"'


class Shelf:
    """Gives the latest release; reads it from disk once, and again when another one is the latest."""

    def __init__(self, releases: Path) -> None:
        self.releases = releases
        self._lock = threading.Lock()
        self._shown: Shown | None = None

    def latest(self) -> Shown:
        """The latest release; raises `ReleaseError` when there is none or it is damaged."""
        with self._lock:
            entry = latest_entry(self.releases)
            if entry is None:
                raise ReleaseError("Nothing is published yet.")
            if self._shown is None or self._shown.entry["content_hash"] != entry["content_hash"]:
                self._shown = _read(self.releases, entry)
            return self._shown


def _read(releases: Path, entry: Mapping[str, Any]) -> Shown:
    records = sorted(read_records(releases, entry), key=lambda record: (record["accepted_at"], record["id"]))
    names = {theme.slug: theme.name for theme in taxonomy.themes()}
    texts = {
        record["id"]: "\n".join(
            [record["title"], record["summary"], *(names[slug] for slug in record["themes"]),
             *(place["name"] for place in record["municipalities"])]
        ).casefold()
        for record in records
    }  # fmt: skip
    return Shown(
        entry,
        records[::-1],
        texts,
        {record["id"]: record for record in records},
        {stone.id: stone for stone in read_tombstones(releases, entry)},
    )
