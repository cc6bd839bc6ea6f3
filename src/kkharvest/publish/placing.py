"""Putting folders and files of releases in place, so that a kill at any moment leaves a whole `latest`.

Everything is written aside under a name that begins with a dot, flushed, and then renamed: a rename happens or does
not. What a killed command left aside is swept away by the next one.
"""

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kkharvest.publish.formats import json_bytes

__all__ = ["exchange", "place_folder", "point_latest", "recover", "replace_file", "write_aside"]

_PLAN = ".exchange.json"
_OLD, _STAND_IN = ".old", ".standin"


def write_aside(releases: Path, version: str, files: Mapping[str, bytes]) -> Path:
    """Writes the files of a release into a folder of their own, flushed; the folder. Nothing is left of a failure."""
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


def place_folder(releases: Path, version: str, aside: Path) -> Path:
    """Renames a folder written aside to that of a version that is not listed yet; where it stands."""
    folder = releases / version
    # What stands there without being listed was never published: a publish that was killed left it.
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
    _sync(releases)
    return folder


def exchange(releases: Path, versions: Sequence[Mapping[str, Any]], rebuilt: Sequence[str]) -> None:
    """Puts folders written aside in the place of listed releases, and the new list of releases in that of the old.

    The list is written down first: from then on a kill is made good by `recover`, before that nothing has changed.
    `latest` is a whole release at every moment.
    """
    plan = {"versions": list(versions), "rebuilt": list(rebuilt)}
    replace_file(releases / _PLAN, json.dumps(plan, ensure_ascii=False).encode("utf-8"))
    recover(releases)


def recover(releases: Path) -> None:
    """Ends an exchange that was killed, or sweeps away what a killed command left aside."""
    plan = releases / _PLAN
    if plan.is_file():
        planned = json.loads(plan.read_text(encoding="utf-8"))
        for version in planned["rebuilt"]:
            _swap(releases, version)
        replace_file(releases / "versions.json", json_bytes(planned["versions"]))
        plan.unlink()
        _sync(releases)
    for path in releases.glob(".*"):
        if path.name.endswith((".part", _OLD, _STAND_IN)):
            _remove(path)


def _swap(releases: Path, version: str) -> None:
    """While a folder is exchanged, `latest` points at a second copy of the new one, made of hard links."""
    folder, aside = releases / version, releases / f".{version}.part"
    old, stand_in = releases / f".{version}{_OLD}", releases / f".{version}{_STAND_IN}"
    latest = releases / "latest"
    if aside.is_dir():
        if latest.is_symlink() and latest.readlink().name == version:
            _remove(stand_in)
            shutil.copytree(aside, stand_in, copy_function=_link)
            _sync(stand_in)
            point_latest(releases, stand_in.name)
        if folder.exists():
            _remove(old)
            folder.rename(old)
        aside.rename(folder)
        _sync(releases)
    if latest.is_symlink() and latest.readlink().name == stand_in.name:
        point_latest(releases, version)


def replace_file(path: Path, body: bytes) -> None:
    """Writes a file whole or not at all."""
    aside = path.with_name(f".{path.name}.part")
    with aside.open("wb") as handle:
        handle.write(body)
        handle.flush()
        os.fsync(handle.fileno())
    aside.replace(path)
    _sync(path.parent)


def point_latest(releases: Path, target: str) -> None:
    """Makes `latest` point at a folder beside it."""
    aside = releases / ".latest.part"
    aside.unlink(missing_ok=True)
    aside.symlink_to(target)
    aside.replace(releases / "latest")
    _sync(releases)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _link(source: str, target: str) -> object:
    """A hard link, or a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
