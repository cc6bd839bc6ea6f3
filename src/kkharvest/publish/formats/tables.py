"""CSV tables and the Frictionless Data Package that describes them.

A cell that a spreadsheet would run as a formula (it begins with =, +, -, @, tab or carriage return) gets an
apostrophe in front, which spreadsheets hide; `datapackage.json` says so.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import Any

from kkharvest import taxonomy
from kkharvest.publish.formats.edition import LICENCE, Edition
from kkharvest.publish.formats.plain import json_bytes
from kkharvest.publish.formats.told import (
    DETAILS,
    HINDRANCES,
    ORGANISATIONS,
    details_rows,
    hindrances_rows,
    organisations_rows,
)
from kkharvest.publish.record import Record

__all__ = ["safe_cell", "table_files"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLAIN = ("id", "title", "summary", "lang", "level", "published", "accepted_at", "decided_at")
_LICENCES = [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}]
_Rows = list[Sequence[str | int | None]]


def safe_cell(value: str | int | None) -> str | int:
    """The value as a spreadsheet may read it: never a formula; None is an empty cell."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def table_files(edition: Edition) -> dict[str, bytes]:
    """examples.csv, its side tables, and datapackage.json over them."""
    tables = {name: (fields, rows) for name, fields, rows in _tables(edition.records)}
    files = {f"{name}.csv": _csv([field for field, _ in fields], rows) for name, (fields, rows) in tables.items()}
    resources = [_resource(name, fields, files[f"{name}.csv"]) for name, (fields, _) in tables.items()]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "klimatkonkurrenskraft-exempel",
        "id": edition.base_url,
        "title": "Goda exempel på klimatsamverkan mellan kommuner och näringsliv",
        "version": edition.version,
        "created": edition.updated_at,
        "homepage": edition.latest_url,
        "description": "Cells that a spreadsheet would run as formulas begin with an apostrophe.",
        "licenses": _LICENCES,
        "contributors": [{"title": edition.publisher, "roles": ["publisher"]}],
        "resources": resources,
    }
    return {**files, "datapackage.json": json_bytes(package)}


def _csv(names: Iterable[str], rows: _Rows) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8")


def _tables(records: Sequence[Record]) -> list[tuple[str, list[tuple[str, str]], _Rows]]:
    text = "string"
    return [
        ("examples", [(name, text) for name in _PLAIN], [[record[name] for name in _PLAIN] for record in records]),
        (
            "example_themes",
            [("example_id", text), ("position", "integer"), ("theme", text)],
            _labels(records, "themes"),
        ),
        ("example_areas", [("example_id", text), ("position", "integer"), ("area", text)], _labels(records, "areas")),
        (
            "example_municipalities",
            [("example_id", text), ("kommunkod", text), ("name", text)],
            [[r["id"], place["kommunkod"], place["name"]] for r in records for place in r["municipalities"]],
        ),
        (
            "example_sources",
            [("example_id", text), ("position", "integer"), *((name, text) for name in _VOICE)],
            [[r["id"], i, *(voice[name] for name in _VOICE)] for r in records for i, voice in enumerate(r["sources"])],
        ),
        *(
            (
                f"example_{name}",
                [("example_id", text), *((column, "integer" if column == "position" else text) for column in columns)],
                [row for record in records for row in rows(record)],
            )
            for name, columns, rows in (
                ("details", DETAILS, details_rows),
                ("organisations", ORGANISATIONS, organisations_rows),
                ("hindrances", HINDRANCES, hindrances_rows),
            )
        ),
        (
            "themes",
            [("slug", text), ("name", text), ("name_en", text)],
            [[theme.slug, theme.name, theme.name_en] for theme in taxonomy.themes()],
        ),
    ]


_VOICE = ("role", "url", "title", "publisher", "lang", "published")


def _labels(records: Sequence[Record], key: str) -> _Rows:
    return [[record["id"], position, slug] for record in records for position, slug in enumerate(record[key])]


def _resource(name: str, fields: list[tuple[str, str]], body: bytes) -> dict[str, Any]:
    first = fields[0][0]
    schema: dict[str, Any] = {"fields": [{"name": field, "type": kind} for field, kind in fields]}
    if first == "example_id":
        schema["foreignKeys"] = [{"fields": ["example_id"], "reference": {"resource": "examples", "fields": ["id"]}}]
    else:
        schema["primaryKey"] = [first]
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "licenses": _LICENCES,
        "schema": schema,
    }
