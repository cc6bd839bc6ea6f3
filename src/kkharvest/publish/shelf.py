"""The folder of releases as it stands: its list, what each holds, and whether it is still what was published."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kkharvest.core.errors import InputError, ReleaseError
from kkharvest.publish.delta import Tombstone, delta_between
from kkharvest.publish.formats import SCHEMA_VERSION
from kkharvest.publish.record import Record

__all__ = [
    "check_whole",
    "delta_of",
    "faults_of",
    "latest_entry",
    "read_index",
    "read_records",
    "read_tombstones",
    "read_versions",
    "release_as_of",
]

_SHOWN = 5
_ENTRY: Mapping[str, type] = {"version": str, "content_hash": str, "n_examples": int, "released_at": str}


def read_versions(releases: Path) -> list[dict[str, Any]]:
    """The releases that stand, oldest first; raises `ReleaseError` when the list is damaged."""
    path = releases / "versions.json"
    if not path.is_file():
        return []
    try:
        found = [dict(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
        wrong = [name for entry in found for name, kind in _ENTRY.items() if not isinstance(entry.get(name), kind)]
        fault = f"a release without {wrong[0]}" if wrong else ""
    except (ValueError, TypeError) as error:
        fault = str(error)
    if fault:
        raise ReleaseError(
            f"{path} is damaged ({fault}). Restore it from a copy of the published folder; nothing was changed."
        )
    return found


def latest_entry(releases: Path) -> dict[str, Any] | None:
    """The entry of the release that `latest` points at, or None when nothing is published."""
    pointed = (releases / "latest").resolve().name
    return next((entry for entry in read_versions(releases) if entry["version"] == pointed), None)


def release_as_of(releases: Path, day: str) -> dict[str, Any]:
    """The entry of the release that was the latest at the end of a day (ISO, UTC).

    Raises `InputError` for what is no day, `ReleaseError` when nothing had been published.
    """
    try:
        end = date.fromisoformat(day).isoformat()
    except ValueError:
        raise InputError(f"{day!r} is no day. Write it like 2026-11-30.") from None
    found = [entry for entry in read_versions(releases) if entry["released_at"][:10] <= end]
    if not found:
        raise ReleaseError(f"Nothing had been published on {end}.")
    return found[-1]


def delta_of(releases: Path, start: str, end: str | None = None) -> list[dict[str, Any]]:
    """Operations that lead from one release to another, whichever came first; to the latest when `end` is None.

    Raises `InputError` for a version that is not listed, `ReleaseError` when one of the two is damaged.
    """
    versions = {entry["version"]: entry for entry in read_versions(releases)}
    for asked in (start, end):
        if asked is not None and asked not in versions:
            known = f"known are {', '.join(list(versions)[-_SHOWN:])}" if versions else "nothing is published yet"
            raise InputError(f"There is no release {asked[:40]!r}: {known}.")
    before, after = versions[start], versions[end or next(reversed(versions))]
    redirects = {stone.id: stone.redirect for stone in read_tombstones(releases, after)}
    return delta_between(read_records(releases, before), read_records(releases, after), redirects)


def read_index(releases: Path, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The index of a listed release; raises `ReleaseError` when it is damaged or of a newer data format."""
    path = releases / entry["version"] / "index.json"
    try:
        index = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ReleaseError(f"{_damaged(path)}: {getattr(error, 'strerror', None) or error}.") from None
    theirs, ours = (str(index.get("schema_version", "")), SCHEMA_VERSION)
    if not theirs.partition(".")[0].isdecimal() or int(theirs.partition(".")[0]) > int(ours.partition(".")[0]):
        raise ReleaseError(
            f"{path} is in data format {theirs or 'unknown'}, which this program does not know (its own is {ours}). "
            "Upgrade kkharvest and publish again; the latest release stays as it is."
        )
    return index


def read_records(releases: Path, entry: Mapping[str, Any]) -> list[Record]:
    """The records of a listed release; raises `ReleaseError` when they are not the ones that were published."""
    path = releases / entry["version"] / "examples.jsonl"
    body = _read(path)
    if hashlib.sha256(body).hexdigest() != entry["content_hash"]:
        raise ReleaseError(f"{_damaged(path)}: it is not what was published (its checksum differs).")
    return [json.loads(line) for line in body.splitlines()]


def read_tombstones(releases: Path, entry: Mapping[str, Any]) -> list[Tombstone]:
    """The tombstones of a listed release; raises `ReleaseError` when they cannot be read."""
    path = releases / entry["version"] / "tombstones.json"
    try:
        return [Tombstone(**row) for row in json.loads(_read(path))]
    except (ValueError, TypeError) as error:
        raise ReleaseError(f"{_damaged(path)}: {error}.") from None


def check_whole(releases: Path, entry: Mapping[str, Any]) -> None:
    """Raises `ReleaseError` naming every file of a listed release that is not what was published."""
    read_index(releases, entry)
    read_records(releases, entry)
    faults = faults_of(releases / entry["version"])
    if faults:
        more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        raise ReleaseError(
            f"Release {entry['version']} is not what was published: {'; '.join(faults[:_SHOWN])}{more}. Restore "
            f"{releases / entry['version']} from a copy of the published folder and publish again; the latest release "
            "stays as it is. Corrections are made as decisions, never in a release."
        )


def faults_of(folder: Path) -> list[str]:
    """Files of a release that its SHA256SUMS does not bear out: missing, changed or added."""
    try:
        lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return ["SHA256SUMS cannot be read"]
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    faults = [f"{name} is missing" for name in sorted(listed.keys() - found.keys())]
    faults += [f"{name} was added" for name in sorted(found.keys() - listed.keys() - {"SHA256SUMS"})]
    return faults + [
        f"{name} was changed"
        for name in sorted(listed.keys() & found.keys())
        if hashlib.sha256(found[name].read_bytes()).hexdigest() != listed[name]
    ]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{_damaged(path)}: {error.strerror}.") from None


def _damaged(path: Path) -> str:
    return (
        f"An earlier release is damaged, and changes cannot be told from it. Restore {path} from a copy of the "
        "published folder and publish again; the latest release stays as it is"
    )
