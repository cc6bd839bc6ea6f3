"""JSON and JSON Lines."""

import json
from collections.abc import Iterable
from typing import Any

from kkharvest.publish.formats.edition import LICENCE, SCHEMA_VERSION, Edition
from kkharvest.publish.record import Record

__all__ = ["json_bytes", "jsonl_bytes", "plain_files"]


def json_bytes(value: Any) -> bytes:
    """JSON with two spaces of indent, UTF-8, a line break at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def jsonl_bytes(records: Iterable[Record]) -> bytes:
    """One record a line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode("utf-8")


def plain_files(edition: Edition) -> dict[str, bytes]:
    """examples.json with version and licence, examples.jsonl with a record a line, tombstones.json."""
    head = {"schema_version": SCHEMA_VERSION, "version": edition.version, "licence": LICENCE}
    return {
        "examples.json": json_bytes({**head, "examples": list(edition.records)}),
        "examples.jsonl": jsonl_bytes(edition.records),
        "tombstones.json": json_bytes([stone.as_dict() for stone in edition.tombstones]),
    }
