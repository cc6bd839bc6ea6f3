"""Records as files: the same records give the same bytes."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kkharvest.publish.record import Record

__all__ = ["SCHEMA_VERSION", "json_bytes", "jsonl_bytes", "write_sqlite"]

SCHEMA_VERSION = "1.0"

_TABLES = """
CREATE TABLE examples (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, lang TEXT NOT NULL, level TEXT,
    published TEXT, accepted_at TEXT NOT NULL, decided_at TEXT NOT NULL
);
CREATE TABLE themes (slug TEXT PRIMARY KEY, name TEXT NOT NULL, holds_all INTEGER NOT NULL, position INTEGER NOT NULL);
CREATE TABLE areas (slug TEXT PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE example_themes (
    example_id TEXT NOT NULL REFERENCES examples(id), theme TEXT NOT NULL REFERENCES themes(slug),
    position INTEGER NOT NULL, PRIMARY KEY (example_id, theme)
);
CREATE TABLE example_areas (
    example_id TEXT NOT NULL REFERENCES examples(id), area TEXT NOT NULL REFERENCES areas(slug),
    position INTEGER NOT NULL, PRIMARY KEY (example_id, area)
);
CREATE TABLE example_municipalities (
    example_id TEXT NOT NULL REFERENCES examples(id), kommunkod TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (example_id, kommunkod)
);
CREATE TABLE example_sources (
    example_id TEXT NOT NULL REFERENCES examples(id), position INTEGER NOT NULL, role TEXT NOT NULL,
    url TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, lang TEXT, published TEXT,
    PRIMARY KEY (example_id, position)
);
"""
_PLAIN = ("id", "title", "summary", "lang", "level", "published", "accepted_at", "decided_at")


def json_bytes(value: Any) -> bytes:
    """JSON with two spaces of indent, UTF-8, a line break at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def jsonl_bytes(records: Sequence[Record]) -> bytes:
    """One record a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("utf-8")


def write_sqlite(
    path: Path, records: Sequence[Record], themes: Sequence[tuple[str, str, int]], areas: Sequence[tuple[str, str]]
) -> None:
    """Writes the records as a database; `themes` are (slug, name, holds_all), `areas` (slug, name), in order."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(_TABLES)
        connection.executemany(
            "INSERT INTO themes VALUES (?, ?, ?, ?)", [(*theme, position) for position, theme in enumerate(themes)]
        )
        connection.executemany(
            "INSERT INTO areas VALUES (?, ?, ?)", [(*area, position) for position, area in enumerate(areas)]
        )
        for record in records:
            _insert(connection, record)
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, record: Record) -> None:
    key = record["id"]
    connection.execute("INSERT INTO examples VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [record[name] for name in _PLAIN])
    for table in ("themes", "areas"):
        rows = [(key, slug, position) for position, slug in enumerate(record[table])]
        connection.executemany(f"INSERT INTO example_{table} VALUES (?, ?, ?)", rows)  # noqa: S608 - two names of ours
    connection.executemany(
        "INSERT INTO example_municipalities VALUES (?, ?, ?)",
        [(key, place["kommunkod"], place["name"]) for place in record["municipalities"]],
    )
    connection.executemany(
        "INSERT INTO example_sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (key, number, *(voice[name] for name in ("role", "url", "title", "publisher", "lang", "published")))
            for number, voice in enumerate(record["sources"])
        ],
    )
