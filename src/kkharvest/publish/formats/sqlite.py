"""The records as a SQLite database: tables, full-text search, a view a theme; ready for Datasette."""

import sqlite3
import tempfile
from pathlib import Path
from typing import Any

from kkharvest import taxonomy
from kkharvest.publish.formats.edition import LICENCE, Edition
from kkharvest.publish.formats.plain import json_bytes
from kkharvest.publish.formats.told import details_rows, hindrances_rows, organisations_rows
from kkharvest.publish.record import Record

__all__ = ["sqlite_files", "write_sqlite"]

_TABLES = """
CREATE TABLE release (version TEXT NOT NULL, licence TEXT NOT NULL, publisher TEXT NOT NULL);
CREATE TABLE examples (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, summary TEXT NOT NULL, lang TEXT NOT NULL, level TEXT,
    published TEXT, accepted_at TEXT NOT NULL, decided_at TEXT NOT NULL
);
CREATE TABLE themes (
    slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, holds_all INTEGER NOT NULL,
    position INTEGER NOT NULL
);
CREATE TABLE areas (slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE levels (slug TEXT PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE municipalities (kommunkod TEXT PRIMARY KEY, name TEXT NOT NULL, county TEXT NOT NULL);
CREATE TABLE example_themes (
    example_id TEXT NOT NULL REFERENCES examples(id), theme TEXT NOT NULL REFERENCES themes(slug),
    position INTEGER NOT NULL, PRIMARY KEY (example_id, theme)
);
CREATE TABLE example_areas (
    example_id TEXT NOT NULL REFERENCES examples(id), area TEXT NOT NULL REFERENCES areas(slug),
    position INTEGER NOT NULL, PRIMARY KEY (example_id, area)
);
CREATE TABLE example_municipalities (
    example_id TEXT NOT NULL REFERENCES examples(id), kommunkod TEXT NOT NULL REFERENCES municipalities(kommunkod),
    name TEXT NOT NULL, PRIMARY KEY (example_id, kommunkod)
);
CREATE TABLE example_sources (
    example_id TEXT NOT NULL REFERENCES examples(id), position INTEGER NOT NULL, role TEXT NOT NULL,
    url TEXT NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, lang TEXT, published TEXT,
    PRIMARY KEY (example_id, position)
);
CREATE TABLE example_details (
    example_id TEXT PRIMARY KEY REFERENCES examples(id), form TEXT, status TEXT, period_from TEXT, period_to TEXT,
    results TEXT, funding TEXT, quote TEXT, verified TEXT
);
CREATE TABLE example_organisations (
    example_id TEXT NOT NULL REFERENCES examples(id), position INTEGER NOT NULL, name TEXT NOT NULL, role TEXT,
    PRIMARY KEY (example_id, position)
);
CREATE TABLE example_hindrances (
    example_id TEXT NOT NULL REFERENCES examples(id), kind TEXT NOT NULL, quote TEXT NOT NULL, url TEXT NOT NULL,
    PRIMARY KEY (example_id, kind)
);
CREATE TABLE tombstones (id TEXT PRIMARY KEY, reason TEXT NOT NULL, redirect TEXT, version TEXT NOT NULL);
CREATE INDEX example_themes_by_theme ON example_themes (theme);
CREATE INDEX example_areas_by_area ON example_areas (area);
CREATE INDEX example_municipalities_by_kommunkod ON example_municipalities (kommunkod);
CREATE VIRTUAL TABLE examples_fts USING fts5 (
    title, summary, content='examples', tokenize='unicode61 remove_diacritics 0'
);
"""
_PLAIN = ("id", "title", "summary", "lang", "level", "published", "accepted_at", "decided_at")
_VOICE = ("role", "url", "title", "publisher", "lang", "published")


def sqlite_files(edition: Edition) -> dict[str, bytes]:
    """examples.sqlite, and metadata.json for `datasette examples.sqlite --metadata metadata.json`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "examples.sqlite"
        write_sqlite(path, edition)
        body = path.read_bytes()
    return {"examples.sqlite": body, "metadata.json": json_bytes(_metadata(edition))}


def write_sqlite(path: Path, edition: Edition) -> None:
    """Writes the edition as a database."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.executescript(_TABLES)
        _reference(connection, edition)
        for record in edition.records:
            _insert(connection, record)
        connection.executemany(
            "INSERT INTO tombstones VALUES (?, ?, ?, ?)",
            [(stone.id, stone.reason, stone.redirect, stone.version) for stone in edition.tombstones],
        )
        connection.execute("INSERT INTO examples_fts (examples_fts) VALUES ('rebuild')")
        for theme in taxonomy.predicted_themes():
            name = "theme_" + theme.slug.replace("-", "_")
            connection.execute(
                f"CREATE VIEW {name} AS SELECT e.* FROM examples AS e JOIN example_themes AS t "  # noqa: S608 - a slug of ours
                f"ON t.example_id = e.id WHERE t.theme = '{theme.slug}' ORDER BY t.position, e.id"
            )
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()


def _reference(connection: sqlite3.Connection, edition: Edition) -> None:
    connection.execute("INSERT INTO release VALUES (?, ?, ?)", (edition.version, LICENCE, edition.publisher))
    connection.executemany(
        "INSERT INTO themes VALUES (?, ?, ?, ?, ?)",
        [(t.slug, t.name, t.name_en, int(t.holds_all), position) for position, t in enumerate(taxonomy.themes())],
    )
    for table, labels in (("areas", taxonomy.areas()), ("levels", taxonomy.levels())):
        rows = [(label.slug, label.name, label.name_en, position) for position, label in enumerate(labels)]
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - two names of ours
    connection.executemany(
        "INSERT INTO municipalities VALUES (?, ?, ?)",
        [(place.kommunkod, place.name, place.county) for place in taxonomy.municipalities()],
    )


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
        [(key, number, *(voice[name] for name in _VOICE)) for number, voice in enumerate(record["sources"])],
    )
    connection.executemany("INSERT INTO example_details VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", details_rows(record))
    connection.executemany("INSERT INTO example_organisations VALUES (?, ?, ?, ?)", organisations_rows(record))
    connection.executemany("INSERT INTO example_hindrances VALUES (?, ?, ?, ?)", hindrances_rows(record))


def _metadata(edition: Edition) -> dict[str, Any]:
    return {
        "title": "Goda exempel på klimatsamverkan",
        "description": f"Utgåva {edition.version}",
        "license": "CC BY 4.0",
        "license_url": LICENCE,
        "source": edition.publisher,
        "source_url": edition.base_url,
        "databases": {
            "examples": {
                "tables": {
                    "examples": {"label_column": "title", "fts_table": "examples_fts", "sort_desc": "accepted_at"},
                    "examples_fts": {"hidden": True},
                    "example_sources": {"label_column": "title"},
                }
            }
        },
    }
