"""Writing a release: aside, checked, renamed into place, listed, and only then the latest."""

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kkharvest.core.clock import now
from kkharvest.core.errors import OutOfSpaceError, ReleaseError
from kkharvest.core.records import to_json
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.publish.dcat.catalogue import CataloguedFile, catalogue_graph, to_rdfxml, to_turtle
from kkharvest.publish.delta import Tombstone, changes_in_words, delta_between, tombstones_after
from kkharvest.publish.formats import (
    LICENCE,
    SCHEMA_VERSION,
    Edition,
    feed_files,
    json_bytes,
    jsonl_bytes,
    linked_files,
    plain_files,
    schema_files,
    sqlite_files,
    table_files,
)
from kkharvest.publish.gates import check_release
from kkharvest.publish.record import Record, collect, fates
from kkharvest.publish.site import site_files
from kkharvest.store import Store

__all__ = [
    "Release",
    "publish",
    "read_records",
    "read_tombstones",
    "read_versions",
    "rebuild",
    "release_as_of",
    "replace_versions",
]

_CATALOGUED = {
    "examples.json": ("JSON", "JSON"),
    "examples.jsonl": ("JSON Lines, ett exempel per rad", "JSON Lines, an example a line"),
    "examples.csv": ("CSV-tabell", "CSV table"),
    "examples.sqlite": ("SQLite-databas", "SQLite database"),
    "examples.jsonld": ("JSON-LD enligt schema.org", "JSON-LD in schema.org's terms"),
}


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
    before = read_records(settings.releases, latest) if latest else []
    if latest and latest["content_hash"] == content_hash:
        _point_latest(settings.releases, latest["version"])
        return Release(latest["version"], settings.releases / latest["version"], len(records), is_new=False)
    version = _next_version(versions, today)
    stones = tombstones_after(
        read_tombstones(settings.releases, latest) if latest else [],
        [record["id"] for record in before],
        [record["id"] for record in records],
        fates(store),
        version,
    )
    edition = Edition(version, settings.publish.base_url, settings.publish.publisher, records, stones)
    earlier = latest["version"] if latest else None
    files = _indexed(
        edition, _files(edition, before, earlier, settings), content_hash, [to_json(each) for each in checks]
    )
    folder = _write_folder(settings.releases, edition, files)
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


def rebuild(
    settings: Settings,
    version: str,
    records: Sequence[Record],
    stones: Sequence[Tombstone],
    *,
    before: Sequence[Record],
    earlier: str | None,
    checks: Sequence[Any],
) -> Path:
    """Writes a release with these records aside, without putting it in place; its folder."""
    edition = Edition(version, settings.publish.base_url, settings.publish.publisher, records, stones)
    content_hash = hashlib.sha256(jsonl_bytes(records)).hexdigest()
    files = _indexed(edition, _files(edition, before, earlier, settings), content_hash, checks)
    return _write_aside(settings.releases, version, files)


def replace_versions(releases: Path, versions: Sequence[Mapping[str, Any]]) -> None:
    """Writes the list of releases, whole or not at all."""
    _replace(releases / "versions.json", json_bytes(list(versions)))


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


def read_records(releases: Path, entry: Mapping[str, Any]) -> list[Record]:
    """The records of a listed release; raises `ReleaseError` when they are not the ones that were published."""
    path = releases / entry["version"] / "examples.jsonl"
    try:
        body = path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{_damaged(path)}: {error.strerror}.") from None
    if hashlib.sha256(body).hexdigest() != entry["content_hash"]:
        raise ReleaseError(f"{_damaged(path)}: it is not what was published (its checksum differs).")
    return [json.loads(line) for line in body.splitlines()]


def release_as_of(releases: Path, day: str) -> dict[str, Any]:
    """The entry of the release that was the latest at the end of a day (ISO); `ReleaseError` when there was none."""
    found = [entry for entry in read_versions(releases) if entry["released_at"][:10] <= day]
    if not found:
        raise ReleaseError(f"Nothing had been published on {day}.")
    return found[-1]


def _damaged(path: Path) -> str:
    return (
        f"An earlier release is damaged, and changes cannot be told from it. Restore {path} from a copy of the "
        "published folder and publish again; the latest release stays as it is"
    )


def read_tombstones(releases: Path, entry: Mapping[str, Any]) -> list[Tombstone]:
    """The tombstones of a listed release; raises `ReleaseError` when they cannot be read."""
    path = releases / entry["version"] / "tombstones.json"
    if not path.is_file():
        return []
    try:
        return [Tombstone(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise ReleaseError(f"{_damaged(path)}: {error}.") from None


def _files(edition: Edition, before: Sequence[Record], earlier: str | None, settings: Settings) -> dict[str, bytes]:
    """Every file of the release but the index and the checksums, by path."""
    redirects = {stone.id: stone.redirect for stone in edition.tombstones}
    operations = delta_between(before, edition.records, redirects)
    words = changes_in_words(
        edition.version, earlier, operations, {record["id"]: record["title"] for record in before}, len(edition.records)
    )
    files = {
        **plain_files(edition),
        **schema_files(edition),
        **table_files(edition),
        **sqlite_files(edition),
        **linked_files(edition),
        **feed_files(edition),
        "delta.jsonl": jsonl_bytes(operations),
        "CHANGES.md": words.encode("utf-8"),
    }
    graph = _catalogue(edition, files, settings)
    return {
        **files,
        "catalogue.rdf": to_rdfxml(graph),
        "catalogue.ttl": to_turtle(graph),
        **{f"site/{path}": body for path, body in site_files(edition).items()},
    }


def _catalogue(edition: Edition, files: Mapping[str, bytes], settings: Settings) -> Any:
    contact = settings.contact if "@" in settings.contact else f"kontakt@{urlsplit(edition.base_url).hostname}"
    return catalogue_graph(
        edition.base_url,
        edition.publisher,
        [CataloguedFile(name, len(files[name]), *titles) for name, titles in _CATALOGUED.items()],
        issued=min((record["accepted_at"][:10] for record in edition.records), default=edition.updated_at[:10]),
        modified=edition.updated_at[:10],
        version=edition.version,
        contact_email=contact,
    )


def _indexed(edition: Edition, files: dict[str, bytes], content_hash: str, checks: Sequence[Check]) -> dict[str, bytes]:
    """The files with index.json, which lists them, and SHA256SUMS."""
    index = {
        "schema_version": SCHEMA_VERSION,
        "version": edition.version,
        "licence": LICENCE,
        "content_hash": content_hash,
        "n_examples": len(edition.records),
        "n_tombstones": len(edition.tombstones),
        "updated_at": edition.updated_at,
        "checks": list(checks),
        "files": [
            {"name": name, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, body in sorted(files.items())
        ],
    }
    files = {**files, "index.json": json_bytes(index)}
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items()))
    return {**files, "SHA256SUMS": sums.encode("utf-8")}


def _write_folder(releases: Path, edition: Edition, files: Mapping[str, bytes]) -> Path:
    """Writes the files aside and renames the whole folder into place."""
    folder = releases / edition.version
    aside = _write_aside(releases, edition.version, files)
    # What stands there without being listed was never published: a publish that was killed left it.
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    _sync(releases)
    return folder


def _write_aside(releases: Path, version: str, files: Mapping[str, bytes]) -> Path:
    aside = releases / f".{version}.part"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        for name, body in files.items():
            path = aside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    # One flush for all files: thousands of pages, each flushed alone, take minutes.
    os.sync()
    return aside


def _next_version(versions: list[dict[str, Any]], today: str) -> str:
    taken = {entry["version"] for entry in versions}
    number = 1
    while f"{today}.{number}" in taken:
        number += 1
    return f"{today}.{number}"


def _replace(path: Path, body: bytes) -> None:
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())
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
