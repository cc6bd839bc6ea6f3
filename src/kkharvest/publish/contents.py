"""The bytes of a release: every file by path, from records, tombstones and the release before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from kkharvest import taxonomy
from kkharvest.core.settings import Settings
from kkharvest.publish.dcat.catalogue import CataloguedFile, catalogue_graph, to_rdfxml, to_turtle
from kkharvest.publish.delta import Tombstone, changes_in_words, delta_between
from kkharvest.publish.formats import (
    LICENCE,
    SCHEMA_VERSION,
    Edition,
    feed_files,
    json_bytes,
    jsonl_bytes,
    linked_files,
    plain_files,
    schema_files,
    sqlite_files,
    table_files,
)
from kkharvest.publish.licences import QUOTATIONS, licence_of
from kkharvest.publish.record import Record
from kkharvest.publish.site import site_files

__all__ = ["content_hash", "release_files", "with_index"]

_CATALOGUED = {
    "examples.json": ("JSON", "JSON"),
    "examples.jsonl": ("JSON Lines, ett exempel per rad", "JSON Lines, an example a line"),
    "examples.csv": ("CSV-tabell", "CSV table"),
    "examples.sqlite": ("SQLite-databas", "SQLite database"),
    "examples.jsonld": ("JSON-LD enligt schema.org", "JSON-LD in schema.org's terms"),
}


def release_files(
    settings: Settings,
    version: str,
    records: Sequence[Record],
    stones: Sequence[Tombstone],
    *,
    before: Sequence[Record],
    earlier: str | None,
) -> dict[str, bytes]:
    """Every file of a release but its index, by path; `before` and `earlier` are records and name of the one before."""
    about = settings.publish
    edition = Edition(version, about.base_url, about.publisher, records, stones, settings.contact)
    return _files(edition, before, earlier, settings)


def content_hash(records: Sequence[Record]) -> str:
    """SHA-256 of the records as they stand in examples.jsonl: what two holders of the same content agree on."""
    return hashlib.sha256(jsonl_bytes(records)).hexdigest()


def _files(edition: Edition, before: Sequence[Record], earlier: str | None, settings: Settings) -> dict[str, bytes]:
    redirects = {stone.id: stone.redirect for stone in edition.tombstones}
    operations = delta_between(before, edition.records, redirects)
    words = changes_in_words(edition.version, earlier, operations, edition.tombstones, before, len(edition.records))
    files = {
        **plain_files(edition),
        **schema_files(edition),
        **table_files(edition),
        **sqlite_files(edition),
        **linked_files(edition),
        **feed_files(edition),
        "delta.jsonl": jsonl_bytes(operations),
        "CHANGES.md": words.encode("utf-8"),
    }
    graph = _catalogue(edition, files, settings)
    return {
        **files,
        "catalogue.rdf": to_rdfxml(graph),
        "catalogue.ttl": to_turtle(graph),
        **{f"site/{path}": body for path, body in site_files(edition).items()},
    }


def _catalogue(edition: Edition, files: Mapping[str, bytes], settings: Settings) -> Any:
    contact = settings.contact if "@" in settings.contact else f"kontakt@{urlsplit(edition.base_url).hostname}"
    return catalogue_graph(
        edition.base_url,
        edition.publisher,
        [CataloguedFile(name, len(files[name]), *titles) for name, titles in _CATALOGUED.items()],
        issued=min((record["accepted_at"][:10] for record in edition.records), default=edition.updated_at[:10]),
        modified=edition.updated_at[:10],
        version=edition.version,
        contact_email=contact,
    )


def with_index(
    files: Mapping[str, bytes],
    version: str,
    records: Sequence[Record],
    stones: Sequence[Tombstone],
    *,
    checks: Sequence[Any],
    models: Sequence[str],
) -> dict[str, bytes]:
    """The files with index.json, which lists and describes them, and SHA256SUMS.

    `models` are the versions whose suggestions the decisions were made on.
    """
    index = {
        "schema_version": SCHEMA_VERSION,
        "version": version,
        "licence": LICENCE,
        "quotations": QUOTATIONS,
        "content_hash": content_hash(records),
        "n_examples": len(records),
        "n_tombstones": len(stones),
        "updated_at": max((record["decided_at"] for record in records), default=None),
        "taxonomy_version": _taxonomy_version(),
        "model_versions": list(models),
        "checks": list(checks),
        "files": [
            {
                "name": name,
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
                "licence": licence_of(name),
            }
            for name, body in sorted(files.items())
        ],
    }
    whole = {**files, "index.json": json_bytes(index)}
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(whole.items()))
    return {**whole, "SHA256SUMS": sums.encode("utf-8")}


def _taxonomy_version() -> str:
    """Changes with the labels, their names or definitions, and with the municipalities."""
    labels = (*taxonomy.themes(), *taxonomy.areas(), *taxonomy.levels())
    held = [
        *([label.slug, label.name, label.name_en, label.definition_sv, label.definition_en] for label in labels),
        *([place.kommunkod, place.name] for place in taxonomy.municipalities()),
    ]
    return hashlib.sha256(json.dumps(held).encode("utf-8")).hexdigest()[:12]
