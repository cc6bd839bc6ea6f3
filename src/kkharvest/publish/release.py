"""Writing a release: aside, checked, renamed into place, listed, and only then the latest."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kkharvest import taxonomy
from kkharvest.core.clock import now
from kkharvest.core.errors import OutOfSpaceError, ReleaseError
from kkharvest.core.records import to_json
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.publish.formats import SCHEMA_VERSION, json_bytes, jsonl_bytes, write_sqlite
from kkharvest.publish.gates import check_release
from kkharvest.publish.record import Record, collect
from kkharvest.store import Store

__all__ = ["Release", "publish"]

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


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
    versions = read_versions(settings.releases)
    latest = versions[-1] if versions else None
    records = collect(store)
    content_hash = hashlib.sha256(jsonl_bytes(records)).hexdigest()
    checks = check_release(store, records, latest["n_examples"] if latest else 0, settings.publish.max_drop)
    refused = [check for check in checks if check.verdict is Verdict.FAILED]
    if refused:
        raise ReleaseError(
            "The release is refused; the latest one stays as it is.\n"
            + "\n".join(f"  {check.name}: {check.message}" for check in refused)
        )
    if latest and latest["content_hash"] == content_hash and (settings.releases / latest["version"]).is_dir():
        _point_latest(settings.releases, latest["version"])
        return Release(latest["version"], settings.releases / latest["version"], len(records), is_new=False)
    version = _next_version(versions, today)
    folder = settings.releases / version
    aside = settings.releases / f".{version}.part"
    # What stands there without being listed was never published: a publish that was killed left it.
    shutil.rmtree(aside, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    aside.mkdir(parents=True)
    _write_files(aside, version, records, content_hash, checks)
    aside.rename(folder)
    _sync(settings.releases)
    entry = {"version": version, "n_examples": len(records), "content_hash": content_hash, "released_at": now()}
    _replace(settings.releases / "versions.json", json_bytes([*versions, entry]))
    store.insert(
        "releases",
        {
            "version": version,
            "released_at": entry["released_at"],
            "content_hash": content_hash,
            "n_examples": len(records),
            "report_json": json.dumps([to_json(check) for check in checks], ensure_ascii=False),
        },
        upsert_on=["version"],
    )
    _point_latest(settings.releases, version)
    return Release(version, folder, len(records), is_new=True)


def read_versions(releases: Path) -> list[dict[str, Any]]:
    """The releases that stand, oldest first; raises `ReleaseError` when the list is damaged."""
    path = releases / "versions.json"
    if not path.is_file():
        return []
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [dict(entry) for entry in found]
    except (ValueError, TypeError) as error:
        raise ReleaseError(
            f"{path} is damaged ({error}). Restore it from a copy of the published folder; nothing was changed."
        ) from None


def _write_files(folder: Path, version: str, records: list[Record], content_hash: str, checks: list[Check]) -> None:
    themes = [(theme.slug, theme.name, int(theme.holds_all)) for theme in taxonomy.themes()]
    areas = [(area.slug, area.name) for area in taxonomy.areas()]
    head = {"schema_version": SCHEMA_VERSION, "version": version, "licence": LICENCE}
    _write(folder / "examples.json", json_bytes({**head, "examples": records}))
    _write(folder / "examples.jsonl", jsonl_bytes(records))
    write_sqlite(folder / "examples.sqlite", records, themes, areas)
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    index = {
        **head,
        "content_hash": content_hash,
        "n_examples": len(records),
        "checks": [to_json(check) for check in checks],
        "files": [
            {"name": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in files.items()
        ],
    }
    _write(folder / "index.json", json_bytes(index))
    files["index.json"] = (folder / "index.json").read_bytes()
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items()))
    _write(folder / "SHA256SUMS", sums.encode("ascii"))
    _sync(folder)


def _next_version(versions: list[dict[str, Any]], today: str) -> str:
    taken = {entry["version"] for entry in versions}
    number = 1
    while f"{today}.{number}" in taken:
        number += 1
    return f"{today}.{number}"


def _write(path: Path, body: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())


def _replace(path: Path, body: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    _write(aside, body)
    aside.replace(path)
    _sync(path.parent)


def _point_latest(releases: Path, version: str) -> None:
    aside = releases / ".latest.part"
    aside.unlink(missing_ok=True)
    aside.symlink_to(version)
    aside.replace(releases / "latest")
    _sync(releases)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
