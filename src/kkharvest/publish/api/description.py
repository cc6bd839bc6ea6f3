"""The API as OpenAPI 3.1."""

from typing import Any

from kkharvest.publish.api.question import FILTERS, LARGEST_PAGE
from kkharvest.publish.formats import LICENCE, SCHEMA_VERSION, record_schema

__all__ = ["describe"]

_INTEGER = {"type": "integer", "minimum": 0}
_TEXT = {"type": "string"}


def describe(root: str = "") -> dict[str, Any]:
    """The description, for an API that is mounted at `root`."""
    example = {"$ref": "#/components/schemas/Example"}
    page = {
        "schema_version": _TEXT, "version": _TEXT, "licence": _TEXT, "total": _INTEGER, "limit": _INTEGER,
        "offset": _INTEGER, "next": {"type": ["string", "null"]}, "examples": {"type": "array", "items": example},
    }  # fmt: skip
    label = {"slug": _TEXT, "name": _TEXT, "name_en": _TEXT, "n_examples": _INTEGER}
    place = {"kommunkod": _TEXT, "name": _TEXT, "county": _TEXT, "n_examples": _INTEGER}
    entry = {"version": _TEXT, "n_examples": _INTEGER, "content_hash": _TEXT, "released_at": _TEXT}
    about = {"schema_version": _TEXT, "licence": _TEXT, **entry, "n_tombstones": _INTEGER}
    operation = {"op": {"enum": ["ADD", "MOD", "DEL"]}, "id": _TEXT}
    changes = {"from": _TEXT, "to": _TEXT, "operations": _list(operation)}
    delta = _get("What leads from one release to another", "delta", _object(changes), _versions())
    delta["get"]["responses"]["404"] = _answer("There is no such version", _ERROR)
    one = _get("One example", "example", example, [_identity()])
    one["get"]["responses"] |= {
        "308": _answer("Merged: the example that stands for it is named in Location", _ERROR),
        "404": _answer("There is no such id", _ERROR),
        "410": _answer("Withdrawn or erased: its tombstone", _ERROR),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Goda exempel på klimatsamverkan",
            "version": SCHEMA_VERSION,
            "description": "The latest release, read-only. Every answer has an ETag that changes with the release.",
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "servers": [{"url": root or "/"}],
        "paths": {
            "/": _get("The latest release", "release", _object(about)),
            "/examples": _get("Examples, newest first", "examples", _object(page), _parameters()),
            "/examples/{id}": one,
            "/themes": _get("The 14 themes", "themes", _list(label)),
            "/areas": _get("The 18 areas", "areas", _list(label)),
            "/levels": _get("The 4 support levels", "levels", _list(label)),
            "/municipalities": _get("The 290 municipalities", "municipalities", _list(place)),
            "/versions": _get("Every release, oldest first", "versions", _list(entry)),
            "/delta": delta,
        },
        "components": {"schemas": {"Example": record_schema()}},
    }


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields)}


def _list(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(fields)}


_ERROR = _object({"error": _TEXT})


def _answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _get(
    words: str, name: str, schema: dict[str, Any], parameters: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    responses = {
        "200": _answer(words, schema),
        "304": {"description": "Not changed since the ETag in If-None-Match"},
        "400": _answer("A parameter that is none, or has no such value", _ERROR),
        "503": _answer("Nothing is published, or the release is damaged", _ERROR),
    }
    return {"get": {"operationId": name, "summary": words, "parameters": parameters or [], "responses": responses}}


def _identity() -> dict[str, Any]:
    return {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _parameters() -> list[dict[str, Any]]:
    found = [
        _query(name, words, {"type": "string", "enum": list(values())}) for name, (words, values) in FILTERS.items()
    ]
    return [
        *found,
        _query("q", "words that all must stand in title, summary, theme or municipality", {**_TEXT, "maxLength": 200}),
        _query("since", "decided on this day or later", {"type": "string", "format": "date"}),
        _query("limit", "examples in an answer", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE}),
        _query("offset", "examples to skip", {"type": "integer", "minimum": 0, "maximum": 10_000_000}),
    ]


def _versions() -> list[dict[str, Any]]:
    asked = _query("from", "the version that you hold", _TEXT)
    return [{**asked, "required": True}, _query("to", "the version wanted; the latest when absent", _TEXT)]


def _query(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}
