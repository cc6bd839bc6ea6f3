"""Importing a published release: whole the first time, then by deltas, checked, all or nothing.

Standard library only::

    from kkharvest.publish.client import pull
    report = pull("https://klimatkonkurrenskraft.example/data/", "examples.db")

The database holds the records as tables and verbatim (`examples.record`). Everything is written in one transaction: an
import that breaks off leaves the file as it was, and the next one goes on from there.
"""

import hashlib
import http.client
import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from kkharvest.core.errors import InputError

__all__ = ["Pulled", "pull", "read_bytes"]

_SCHEMA_MAJOR = "1"
_TIMEOUT_S = 60.0
_MAX_BYTES = 500_000_000
_TABLES = """
CREATE TABLE IF NOT EXISTS release (version TEXT NOT NULL, content_hash TEXT NOT NULL, source TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS examples (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, lang TEXT NOT NULL, level TEXT,
    published TEXT, accepted_at TEXT NOT NULL, decided_at TEXT NOT NULL, record TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS example_themes (
    example_id TEXT NOT NULL REFERENCES examples(id) ON DELETE CASCADE, theme TEXT NOT NULL, position INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS example_areas (
    example_id TEXT NOT NULL REFERENCES examples(id) ON DELETE CASCADE, area TEXT NOT NULL, position INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS example_municipalities (
    example_id TEXT NOT NULL REFERENCES examples(id) ON DELETE CASCADE, kommunkod TEXT NOT NULL, name TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS example_sources (
    example_id TEXT NOT NULL REFERENCES examples(id) ON DELETE CASCADE, position INTEGER NOT NULL, role TEXT NOT NULL,
    url TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS redirects (id TEXT PRIMARY KEY, redirect TEXT);
CREATE INDEX IF NOT EXISTS themes_by_example ON example_themes (example_id);
CREATE INDEX IF NOT EXISTS areas_by_example ON example_areas (example_id);
CREATE INDEX IF NOT EXISTS municipalities_by_example ON example_municipalities (example_id);
CREATE INDEX IF NOT EXISTS sources_by_example ON example_sources (example_id);
"""
# What reading raises when a file is JSON but not what it should be; the last three when its values go into the tables.
_MALFORMED = (
    KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError,
    sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError,
)  # fmt: skip
_PLAIN = ("id", "title", "summary", "lang", "level", "published", "accepted_at", "decided_at")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What an import did: the version now held, how it came (whole, deltas or unchanged), and how many rows changed."""

    version: str
    how: str
    n_examples: int
    n_changed: int

    def summary(self) -> str:
        """The import in words."""
        if self.how == "unchanged":
            return f"Nothing new: {self.version} with {self.n_examples} examples is the latest."
        return f"Now at {self.version} with {self.n_examples} examples ({self.how}, {self.n_changed} rows changed)."


def pull(url: str, into: str | Path, *, read: Callable[[str], bytes] | None = None) -> Pulled:
    """Brings the database `into` to the latest release published at `url`, the folder of versions.json.

    Raises `InputError` when something cannot be read, has a wrong checksum or another major schema version; the
    database is then as it was.
    """
    read = read or read_bytes
    base = url if url.endswith("/") else f"{url}/"
    versions = _json(read(urljoin(base, "versions.json")), "versions.json")
    if not isinstance(versions, list) or not versions:
        raise InputError(f"Nothing is published at {base} yet.")
    connection = _open(Path(into))
    try:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            return _bring(connection, base, versions, read)
    except _MALFORMED as error:
        raise InputError(
            f"What is published at {base} is no release that can be read ({type(error).__name__}: {error}); nothing "
            "was imported. Is the address that of the folder with versions.json?"
        ) from error
    except sqlite3.Error as error:
        raise InputError(f"{into} cannot be written ({error}). It is as it was.") from error
    finally:
        connection.close()


def read_bytes(url: str) -> bytes:
    """The body at an http or https address; raises `InputError` saying what went wrong."""
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url} is no http or https address.")
    request = urllib.request.Request(url, headers={"User-Agent": "kkharvest-client/1"})  # noqa: S310 - scheme checked above
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - scheme checked above
            body: bytes = answer.read(_MAX_BYTES + 1)
            promised = answer.headers.get("Content-Length")
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise InputError(
            f"{url} cannot be read: {getattr(error, 'reason', None) or error}. Try again later."
        ) from error
    # A connection that ends early is no error to the library when a number of bytes was asked for.
    if promised and promised.isdecimal() and len(body) < min(int(promised), _MAX_BYTES):
        raise InputError(f"{url} broke off after {len(body)} of {promised} bytes. Try again later.")
    if len(body) > _MAX_BYTES:
        raise InputError(f"{url} is larger than {_MAX_BYTES} bytes.")
    return body


def _open(path: Path) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(_TABLES)
    except sqlite3.Error as error:
        raise InputError(f"{path} cannot be opened as a database of examples ({error}).") from error
    return connection


def _bring(
    connection: sqlite3.Connection, base: str, versions: list[dict[str, Any]], read: Callable[[str], bytes]
) -> Pulled:
    latest = versions[-1]
    held = connection.execute("SELECT version, content_hash FROM release").fetchone()
    if held == (latest["version"], latest["content_hash"]) and _content_hash(connection) == latest["content_hash"]:
        return Pulled(latest["version"], "unchanged", _count(connection), 0)
    index = _index(read, base, latest)
    names = [entry["version"] for entry in versions]
    n_changed, how = 0, "whole"
    if held and held[0] in names and versions[names.index(held[0])]["content_hash"] == _content_hash(connection):
        try:
            for entry in versions[names.index(held[0]) + 1 :]:
                n_changed += _apply(connection, read(urljoin(base, f"{entry['version']}/delta.jsonl")))
            how = "deltas" if _content_hash(connection) == latest["content_hash"] else "whole"
        except _MALFORMED:
            how = "whole"
    if how == "whole":
        n_changed = _replace_all(connection, read(urljoin(base, f"{latest['version']}/examples.jsonl")), latest)
    _put_redirects(connection, read(urljoin(base, f"{latest['version']}/tombstones.json")), index)
    connection.execute("DELETE FROM release")
    connection.execute("INSERT INTO release VALUES (?, ?, ?)", (latest["version"], latest["content_hash"], base))
    return Pulled(latest["version"], how, _count(connection), n_changed)


def _index(read: Callable[[str], bytes], base: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The index of a release in a format that is known here; raises `InputError` for any other."""
    index = _json(read(urljoin(base, f"{entry['version']}/index.json")), "index.json")
    found = str(index.get("schema_version", "")) if isinstance(index, dict) else ""
    if not isinstance(index, dict) or found.partition(".")[0] != _SCHEMA_MAJOR:
        raise InputError(
            f"{base} publishes data format {found or 'unknown'}, not {_SCHEMA_MAJOR}.x. Upgrade the client."
        )
    return index


def _put_redirects(connection: sqlite3.Connection, body: bytes, index: Mapping[str, Any]) -> None:
    """Every id that is no more, with the one that stands for it; also when the import was whole."""
    listed = {one["name"]: one["sha256"] for one in index.get("files", ())}
    if hashlib.sha256(body).hexdigest() != listed.get("tombstones.json"):
        raise InputError("tombstones.json arrived with a wrong checksum; nothing was imported. Try again later.")
    connection.execute("DELETE FROM redirects")
    rows = [(stone["id"], stone["redirect"]) for stone in _json(body, "tombstones.json")]
    connection.executemany("INSERT INTO redirects VALUES (?, ?)", rows)


def _replace_all(connection: sqlite3.Connection, body: bytes, entry: Mapping[str, Any]) -> int:
    if hashlib.sha256(body).hexdigest() != entry["content_hash"]:
        raise InputError(
            f"The examples of {entry['version']} arrived with a wrong checksum; nothing was imported. Try again later."
        )
    connection.execute("DELETE FROM examples")
    records = [json.loads(line) for line in body.splitlines()]
    for record in records:
        _put(connection, record)
    return len(records)


def _apply(connection: sqlite3.Connection, body: bytes) -> int:
    operations = [_json(line, "delta.jsonl") for line in body.splitlines()]
    for operation in operations:
        if operation["op"] == "DEL":
            connection.execute("DELETE FROM examples WHERE id = ?", (operation["id"],))
        else:
            _put(connection, operation["example"])
    return len(operations)


def _put(connection: sqlite3.Connection, record: Mapping[str, Any]) -> None:
    key = record["id"]
    connection.execute("DELETE FROM examples WHERE id = ?", (key,))
    values = [record[name] for name in _PLAIN]
    connection.execute(
        "INSERT INTO examples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [*values, json.dumps(record, ensure_ascii=False)]
    )
    for position, slug in enumerate(record["themes"]):
        connection.execute("INSERT INTO example_themes VALUES (?, ?, ?)", (key, slug, position))
    for position, slug in enumerate(record["areas"]):
        connection.execute("INSERT INTO example_areas VALUES (?, ?, ?)", (key, slug, position))
    for place in record["municipalities"]:
        connection.execute(
            "INSERT INTO example_municipalities VALUES (?, ?, ?)", (key, place["kommunkod"], place["name"])
        )
    for position, voice in enumerate(record["sources"]):
        row = (key, position, voice["role"], voice["url"], voice["title"], voice["publisher"])
        connection.execute("INSERT INTO example_sources VALUES (?, ?, ?, ?, ?, ?)", row)


def _content_hash(connection: sqlite3.Connection) -> str:
    digest = hashlib.sha256()
    for (record,) in connection.execute("SELECT record FROM examples ORDER BY id"):
        digest.update(f"{record}\n".encode())
    return digest.hexdigest()


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM examples").fetchone()[0])


def _json(body: bytes, name: str) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise InputError(f"{name} cannot be read ({error}); nothing was imported. Try again later.") from None
