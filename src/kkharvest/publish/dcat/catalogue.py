"""The catalogue of a release in DCAT-AP-SE: one dataset, a distribution for each file.

Every address is absolute and ours; identifiers are UUIDs derived from the address, so that they never change. Both
syntaxes are written in sorted order, so that the same release gives the same bytes.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, Namespace

__all__ = ["CataloguedFile", "catalogue_graph", "to_rdfxml", "to_turtle"]

_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_DCATAP = Namespace("http://data.europa.eu/r5r/")
_LICENCE = URIRef("http://creativecommons.org/licenses/by/4.0/")
_AUTHORITY = "http://publications.europa.eu/resource/authority/"
_TITLE = {
    "sv": "Goda exempel på klimatsamverkan mellan kommuner och näringsliv",
    "en": "Good examples of climate collaboration between municipalities and business",
}
_ABOUT = {
    "sv": "Granskade exempel på hur svenska kommuner och näringsliv samverkar för klimatneutrala städer, "
    "med teman, områden, stödnivå, kommuner och källor.",
    "en": "Reviewed examples of how Swedish municipalities and business collaborate towards climate-neutral cities, "
    "with themes, areas, support level, municipalities and sources.",
}
_KEYWORDS = {
    "sv": ("klimat", "näringsliv", "kommuner", "samverkan", "klimatomställning"),
    "en": ("climate", "business", "municipalities", "collaboration"),
}
_MEDIA = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "sqlite": "application/vnd.sqlite3",
    "xml": "application/atom+xml",
    "jsonld": "application/ld+json",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class CataloguedFile:
    """A file of the release, by name, size and what it is."""

    name: str
    n_bytes: int
    title_sv: str
    title_en: str


def catalogue_graph(
    base: str,
    publisher: str,
    files: Sequence[CataloguedFile],
    *,
    issued: str,
    modified: str,
    version: str,
    contact_email: str,
    publisher_url: str = "",
    publisher_type: str = "NonProfitOrganisation",
) -> Graph:
    """The graph of a catalogue at `base`, an absolute address that ends with a slash; dates are ISO days."""
    graph = Graph()
    for prefix, name in (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", _VCARD), ("dcatap", _DCATAP)):
        graph.bind(prefix, name, override=True, replace=True)
    root, dataset = URIRef(f"{base}katalog"), URIRef(f"{base}datamangd/exempel")
    agent, contact = URIRef(publisher_url or f"{base}utgivare"), URIRef(f"{base}kontakt")
    _describe(graph, root, DCAT.Catalog, issued, modified)
    graph.add((root, DCTERMS.publisher, agent))
    graph.add((root, DCTERMS.license, _LICENCE))
    graph.add((root, FOAF.homepage, URIRef(base)))
    graph.add((root, DCTERMS.language, URIRef(f"{_AUTHORITY}language/SWE")))
    graph.add((root, DCTERMS.spatial, URIRef("http://sws.geonames.org/2661886/")))
    graph.add((root, DCAT.themeTaxonomy, URIRef(f"{_AUTHORITY}data-theme")))
    graph.add((root, DCAT.dataset, dataset))
    _describe(graph, dataset, DCAT.Dataset, issued, modified)
    graph.add((dataset, DCTERMS.publisher, agent))
    graph.add((dataset, DCAT.contactPoint, contact))
    graph.add((dataset, DCTERMS.identifier, Literal(str(uuid.uuid5(uuid.NAMESPACE_URL, str(dataset))))))
    for theme in ("ENVI", "GOVE"):
        graph.add((dataset, DCAT.theme, URIRef(f"{_AUTHORITY}data-theme/{theme}")))
    for language, words in _KEYWORDS.items():
        for word in words:
            graph.add((dataset, DCAT.keyword, Literal(word, lang=language)))
    for code in ("SWE", "ENG"):
        graph.add((dataset, DCTERMS.language, URIRef(f"{_AUTHORITY}language/{code}")))
    graph.add((dataset, DCTERMS.spatial, URIRef("http://sws.geonames.org/2661886/")))
    graph.add((dataset, DCTERMS.accrualPeriodicity, URIRef(f"{_AUTHORITY}frequency/IRREG")))
    graph.add((dataset, DCTERMS.accessRights, URIRef(f"{_AUTHORITY}access-right/PUBLIC")))
    graph.add((dataset, DCAT.landingPage, URIRef(base)))
    graph.add((dataset, URIRef(f"{DCAT}version"), Literal(version)))
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(publisher, lang="sv")))
    graph.add((agent, DCTERMS.type, URIRef(f"http://purl.org/adms/publishertype/{publisher_type}")))
    graph.add((contact, RDF.type, _VCARD.Organization))
    graph.add((contact, _VCARD.fn, Literal(publisher)))
    graph.add((contact, _VCARD.hasEmail, URIRef(f"mailto:{contact_email}")))
    for file in files:
        _distribution(graph, dataset, base, file, issued, modified)
    return graph


def to_rdfxml(graph: Graph) -> bytes:
    """RDF/XML, the syntax the national portal harvests, in sorted order."""
    return _sorted(graph).serialize(format="xml", encoding="utf-8")


def to_turtle(graph: Graph) -> bytes:
    """Turtle, in sorted order."""
    return graph.serialize(format="turtle", encoding="utf-8")


def _describe(graph: Graph, subject: URIRef, kind: URIRef, issued: str, modified: str) -> None:
    graph.add((subject, RDF.type, kind))
    for language in ("sv", "en"):
        graph.add((subject, DCTERMS.title, Literal(_TITLE[language], lang=language)))
        graph.add((subject, DCTERMS.description, Literal(_ABOUT[language], lang=language)))
    graph.add((subject, DCTERMS.issued, Literal(issued, datatype=XSD.date)))
    graph.add((subject, DCTERMS.modified, Literal(modified, datatype=XSD.date)))


def _distribution(graph: Graph, dataset: URIRef, base: str, file: CataloguedFile, issued: str, modified: str) -> None:
    node = URIRef(f"{base}distribution/{file.name}")
    address = URIRef(f"{base}latest/{file.name}")
    graph.add((dataset, DCAT.distribution, node))
    graph.add((node, RDF.type, DCAT.Distribution))
    graph.add((node, DCTERMS.title, Literal(file.title_sv, lang="sv")))
    graph.add((node, DCTERMS.title, Literal(file.title_en, lang="en")))
    graph.add((node, DCTERMS.description, Literal(f"{file.title_sv}: alla exempel i den senaste utgåvan.", lang="sv")))
    graph.add((node, DCTERMS.description, Literal(f"{file.title_en}: all examples of the latest release.", lang="en")))
    graph.add((node, DCAT.accessURL, address))
    graph.add((node, DCAT.downloadURL, address))
    graph.add((node, DCTERMS["format"], Literal(_MEDIA[file.name.rpartition(".")[2]])))
    graph.add((node, DCTERMS.license, _LICENCE))
    graph.add((node, DCAT.byteSize, Literal(str(file.n_bytes), datatype=XSD.nonNegativeInteger)))
    graph.add((node, DCTERMS.issued, Literal(issued, datatype=XSD.date)))
    graph.add((node, DCTERMS.modified, Literal(modified, datatype=XSD.date)))
    graph.add((node, _DCATAP.availability, URIRef(f"{_AUTHORITY}planned-availability/STABLE")))


def _sorted(graph: Graph) -> Graph:
    ordered = Graph()
    for prefix, name in graph.namespaces():
        ordered.bind(prefix, name, override=True, replace=True)
    for triple in sorted(graph):
        ordered.add(triple)
    return ordered
