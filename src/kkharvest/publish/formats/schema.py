"""The record as JSON Schema."""

from typing import Any

from kkharvest import taxonomy
from kkharvest.classify.hindrance import KINDS
from kkharvest.publish.formats.edition import SCHEMA_VERSION, Edition
from kkharvest.publish.formats.plain import json_bytes
from kkharvest.review.details import FORMS, ROLES, STATES

__all__ = ["record_schema", "schema_files"]

_TEXT: dict[str, Any] = {"type": "string"}
_DAY: dict[str, Any] = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_YEAR: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}$"}
_PLACE: dict[str, Any] = {"type": "integer", "minimum": 0}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}


def record_schema(identity: str = "") -> dict[str, Any]:
    """JSON Schema (2020-12) of one record; `identity` is the schema's own address."""
    fields: dict[str, Any] = {
        "id": {"type": "string", "pattern": "^kk-[a-z2-7]{16}$", "description": "never changes, never reused"},
        "title": {"type": "string", "minLength": 1},
        "summary": _TEXT,
        "lang": {"type": "string", "pattern": "^[a-z]{2,3}$"},
        "themes": _slugs([theme.slug for theme in taxonomy.predicted_themes()], 1, 3),
        "areas": _slugs([area.slug for area in taxonomy.areas()], 0, None),
        "level": {"enum": [*(level.slug for level in taxonomy.levels()), None]},
        "municipalities": {
            "type": "array",
            "items": _closed({"kommunkod": {"type": "string", "pattern": r"^\d{4}$"}, "name": _TEXT}),
        },
        "published": _DAY,
        "accepted_at": _MOMENT,
        "decided_at": _MOMENT,
        "sources": {
            "type": "array",
            "minItems": 1,
            "items": _closed(
                {
                    "role": {"enum": ["primary", "copy_of", "same_effort"]},
                    "url": {"type": "string", "format": "uri"},
                    "title": _TEXT,
                    "publisher": _TEXT,
                    "lang": _TEXT,
                    "published": _DAY,
                }
            ),
        },
    }
    schema = _closed(fields)
    schema["properties"]["details"] = _details()
    schema["properties"]["hindrances"] = _parts({"kind": {"enum": list(KINDS)}, "quote": _TEXT, "url": _TEXT})
    schema["properties"]["changes"] = _parts({"at": _MOMENT, "changed": {"type": "array", "items": _TEXT}})
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Example", "version": SCHEMA_VERSION}
    return {**head, **({"$id": identity} if identity else {}), **schema}


def _details() -> dict[str, Any]:
    """What a reviewer has told beside title and labels; each part may be absent."""
    organisation = {"name": _TEXT, "role": {"enum": [*ROLES, None]}}
    fields: dict[str, Any] = {
        "organisations": {"type": "array", "items": {**_closed(organisation), "required": ["name"]}},
        "form": {"enum": list(FORMS)},
        "status": {"enum": list(STATES)},
        "period": {**_closed({"from": _YEAR, "to": _YEAR}), "required": []},
        "results": _TEXT,
        "funding": _TEXT,
        "quote": {**_closed({"text": _TEXT, "start": _PLACE, "end": _PLACE}), "required": ["text"]},
        "verified": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    }
    return {**_closed(fields), "required": [], "minProperties": 1}


def schema_files(edition: Edition) -> dict[str, bytes]:
    """schema.json."""
    return {"schema.json": json_bytes(record_schema(f"{edition.latest_url}schema.json"))}


def _closed(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _parts(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": _closed(fields)}


def _slugs(known: list[str], least: int, most: int | None) -> dict[str, Any]:
    limits = {"minItems": least} | ({"maxItems": most} if most else {})
    return {"type": "array", "items": {"enum": known}, "uniqueItems": True, **limits}
