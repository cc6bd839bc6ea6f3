"""Writing a release: aside, checked, renamed into place, listed, and only then the latest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kkharvest.core.clock import now
from kkharvest.core.errors import OutOfSpaceError, ReleaseError
from kkharvest.core.records import to_json
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.publish.contents import content_hash, release_files, with_index
from kkharvest.publish.delta import tombstones_after
from kkharvest.publish.erase import finish_erasures
from kkharvest.publish.formats import json_bytes
from kkharvest.publish.gates import check_files, check_release
from kkharvest.publish.placing import place_folder, point_latest, recover, replace_file, write_aside
from kkharvest.publish.record import collect, fates, model_versions
from kkharvest.publish.shelf import check_whole, read_index, read_records, read_tombstones, read_versions
from kkharvest.store import Store

__all__ = ["Release", "publish"]


@dataclass(frozen=True, slots=True)
class Release:
    """A release that stands: its version, folder and size; not new when nothing had changed."""

    version: str
    folder: Path
    n_examples: int
    is_new: bool

    def summary(self) -> str:
        """What was published, in words."""
        if not self.is_new:
            return f"Nothing has changed since {self.version} ({self.n_examples} examples): {self.folder}"
        return f"Released {self.version} with {self.n_examples} examples: {self.folder}"


def publish(store: Store, settings: Settings, *, today: str | None = None) -> Release:
    """Writes a release of the accepted examples, or gives the latest when nothing has changed.

    Raises `ReleaseError` naming every gate that refuses; the latest release then stays as it was.
    """
    try:
        return _publish(store, settings, today or datetime.now(UTC).date().isoformat())
    except OSError as error:
        raise OutOfSpaceError(
            f"The release could not be written ({error.strerror}: {error.filename}). The latest release is as it was; "
            "make room or make the folder writable, and publish again."
        ) from error


def _publish(store: Store, settings: Settings, today: str) -> Release:
    releases = settings.releases
    recover(releases)
    finish_erasures(store, settings)
    versions = read_versions(releases)
    latest = versions[-1] if versions else None
    if latest:
        check_whole(releases, latest)
    records = collect(store)
    digest = content_hash(records)
    checks = check_release(store, records, latest["n_examples"] if latest else 0, settings)
    _refuse(checks)
    if latest and latest["content_hash"] == digest:
        _note(store, latest, read_index(releases, latest)["checks"])
        point_latest(releases, latest["version"])
        return Release(latest["version"], releases / latest["version"], len(records), is_new=False)
    before = read_records(releases, latest) if latest else []
    version = _next_version(versions, today)
    stones = tombstones_after(
        read_tombstones(releases, latest) if latest else [],
        [record["id"] for record in before],
        [record["id"] for record in records],
        fates(store),
        version,
    )
    earlier = latest["version"] if latest else None
    files = release_files(settings, version, records, stones, before=before, earlier=earlier)
    checks += check_files(files)
    _refuse(checks)
    told = [to_json(check) for check in checks]
    whole = with_index(files, version, records, stones, checks=told, models=model_versions(store))
    folder = place_folder(releases, version, write_aside(releases, version, whole))
    entry = {"version": version, "n_examples": len(records), "content_hash": digest, "released_at": now()}
    _note(store, entry, told)
    replace_file(releases / "versions.json", json_bytes([*versions, entry]))
    point_latest(releases, version)
    return Release(version, folder, len(records), is_new=True)


def _refuse(checks: Sequence[Check]) -> None:
    """Raises `ReleaseError` with every check that failed."""
    refused = [check for check in checks if check.verdict is Verdict.FAILED]
    if refused:
        raise ReleaseError(
            "The release is refused; the latest one stays as it is.\n"
            + "\n".join(f"  {check.name}: {check.message}" for check in refused)
        )


def _note(store: Store, entry: Mapping[str, Any], checks: Sequence[Any]) -> None:
    """Notes a release in the database, once."""
    columns = ("version", "released_at", "content_hash", "n_examples")
    row = {name: entry[name] for name in columns}
    store.insert(
        "releases", {**row, "report_json": json.dumps(list(checks), ensure_ascii=False)}, upsert_on=["version"]
    )


def _next_version(versions: list[dict[str, Any]], today: str) -> str:
    taken = {entry["version"] for entry in versions}
    number = 1
    while f"{today}.{number}" in taken:
        number += 1
    return f"{today}.{number}"
