"""Records as files: the same records give the same bytes.

::

    plain      examples.json, examples.jsonl     schema     schema.json (JSON Schema 2020-12)
    tables     examples.csv and its side tables, datapackage.json (Frictionless Data Package 2)
    sqlite     examples.sqlite, metadata.json (Datasette)
    linked     examples.jsonld (schema.org)      feeds      Atom and JSON Feed: all, a theme, a municipality

A format is a function from an `Edition` to files by path; nothing here knows where they are written.
"""

from kkharvest.publish.formats.edition import LICENCE, SCHEMA_VERSION, Edition
from kkharvest.publish.formats.feeds import feed_files
from kkharvest.publish.formats.linked import linked_files
from kkharvest.publish.formats.plain import json_bytes, jsonl_bytes, plain_files
from kkharvest.publish.formats.schema import record_schema, schema_files
from kkharvest.publish.formats.sqlite import sqlite_files
from kkharvest.publish.formats.tables import table_files

__all__ = [
    "LICENCE",
    "SCHEMA_VERSION",
    "Edition",
    "feed_files",
    "json_bytes",
    "jsonl_bytes",
    "linked_files",
    "plain_files",
    "record_schema",
    "schema_files",
    "sqlite_files",
    "table_files",
]
