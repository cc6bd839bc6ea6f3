"""The records as schema.org JSON-LD."""

from typing import Any

from kkharvest import taxonomy
from kkharvest.publish.formats.edition import LICENCE, Edition
from kkharvest.publish.formats.plain import json_bytes
from kkharvest.publish.record import Record

__all__ = ["as_article", "linked_files"]


def linked_files(edition: Edition) -> dict[str, bytes]:
    """examples.jsonld: a Dataset whose parts are the examples."""
    value = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": edition.base_url,
        "name": "Goda exempel på klimatsamverkan mellan kommuner och näringsliv",
        "description": "Granskade exempel på hur svenska kommuner och näringsliv samverkar för klimatneutrala städer.",
        "version": edition.version,
        "license": LICENCE,
        "inLanguage": "sv",
        "dateModified": edition.updated_at,
        "creator": {"@type": "Organization", "name": edition.publisher},
        "hasPart": [as_article(edition, record) for record in edition.records],
    }
    return {"examples.jsonld": json_bytes(value)}


def as_article(edition: Edition, record: Record) -> dict[str, Any]:
    """One record as a schema.org Article."""
    names = {theme.slug: theme.name for theme in taxonomy.themes()}
    article: dict[str, Any] = {
        "@type": "Article",
        "@id": edition.page_url(record["id"]),
        "identifier": record["id"],
        "headline": record["title"],
        "abstract": record["summary"],
        "inLanguage": record["lang"],
        "dateModified": record["decided_at"],
        "keywords": [names[slug] for slug in record["themes"]],
        "spatialCoverage": [
            {"@type": "AdministrativeArea", "name": place["name"], "identifier": place["kommunkod"]}
            for place in record["municipalities"]
        ],
        "isBasedOn": [voice["url"] for voice in record["sources"]],
        "license": LICENCE,
    }
    return article | ({"datePublished": record["published"]} if record["published"] else {})
