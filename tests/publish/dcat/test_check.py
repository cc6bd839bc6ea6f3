"""A correct catalogue with everything in it, and what is said when one thing in it is wrong."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, Namespace

from kkharvest.cli import main
from kkharvest.core.errors import InputError
from kkharvest.publish.dcat import Level, check_catalogue, check_graph

VCARD, DCATAP, ADMS = (
    Namespace("http://www.w3.org/2006/vcard/ns#"),
    Namespace("http://data.europa.eu/r5r/"),
    Namespace("http://www.w3.org/ns/adms#"),
)
SPDX, SCHEMA, PROV = (
    Namespace("http://spdx.org/rdf/terms#"),
    Namespace("http://schema.org/"),
    Namespace("http://www.w3.org/ns/prov#"),
)
EU = "http://publications.europa.eu/resource/authority/"
CORRECT = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dcatap: <http://data.europa.eu/r5r/> .
@prefix spdx: <http://spdx.org/rdf/terms#> . @prefix schema: <http://schema.org/> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix adms: <http://www.w3.org/ns/adms#> .
@prefix org: <https://www.w3.org/ns/org#> . @prefix odrs: <http://schema.theodi.org/odrs#> .
@base <https://data.example.se/> .
<katalog> a dcat:Catalog ; dcterms:title "Katalog"@sv ; dcterms:description "Öppna data."@sv ;
    dcterms:publisher <http://dataportal.se/organisation/SE2120001132> ; dcat:dataset <d1>, <d2> ; dcat:service <api> ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> ; dcterms:issued "2024-01-01"^^xsd:date ;
    dcterms:modified "2024-02-01T10:00:00Z"^^xsd:dateTime ; foaf:homepage <https://data.example.se/> ;
    dcterms:language <{EU}language/SWE> ; dcterms:spatial <http://sws.geonames.org/2661886/> ;
    dcat:themeTaxonomy <{EU}data-theme> .
<http://dataportal.se/organisation/SE2120001132> a foaf:Organization ; foaf:name "Exempelstad"@sv ;
    dcterms:type <http://purl.org/adms/publishertype/LocalAuthority> ; dcterms:description "En kommun."@sv ;
    dcterms:identifier "212000-1132" ; foaf:homepage <https://example.se/> ;
    org:classification <https://dataportal.se/concepts/orgAspects/feeFinanzing> ; foaf:mbox <mailto:kommun@example.se> .
<kontakt> a vcard:Organization ; vcard:fn "Öppna data" ; vcard:hasEmail <mailto:data@example.se> ;
    vcard:hasTelephone [ vcard:hasValue <tel:+46460000000> ] ;
    vcard:hasAddress [ a vcard:Address ; vcard:country-name "Sverige" ; vcard:locality "Exempelstad" ;
        vcard:postal-code "123 45" ; vcard:street-address "Torget 1" ] .
<d1> a dcat:Dataset ; dcterms:title "Badplatser"@sv, "Beaches"@en ; dcterms:description "Alla badplatser."@sv ;
    dcterms:publisher <http://dataportal.se/organisation/SE2120001132> ; dcat:contactPoint <kontakt> ;
    dcterms:identifier "3f2504e0-4f89-11d3-9a0c-0305e82c3301" ; dcat:keyword "bad"@sv ;
    dcat:theme <{EU}data-theme/ENVI> ; dcterms:issued "2024"^^xsd:gYear ; dcterms:modified "2024-03-01"^^xsd:date ;
    dcterms:language <{EU}language/SWE> ; dcat:landingPage <https://example.se/bad> ;
    dcterms:conformsTo <https://example.se/standard> ; dcterms:spatial <http://sws.geonames.org/2661886/> ;
    dcterms:temporal [ a dcterms:PeriodOfTime ; dcat:startDate "2020-01-01"^^xsd:date ;
        dcat:endDate "2024-01-01"^^xsd:date ] ;
    dcterms:accrualPeriodicity <{EU}frequency/ANNUAL> ; dcat:version "1" ;
    dcterms:accessRights <{EU}access-right/PUBLIC> ; dcat:temporalResolution "P1D"^^xsd:duration ;
    dcat:spatialResolutionInMeters "10.5"^^xsd:decimal ; dcat:distribution <d1.csv> ;
    dcatap:applicableLegislation <http://data.europa.eu/eli/reg_impl/2023/138/oj> ;
    dcatap:hvdCategory <http://data.europa.eu/bna/c_ac64a52d> ;
    schema:offers [ a schema:Offer ; schema:description "Gratis."@sv ; schema:mainEntityOfPage <https://e.se/> ] ;
    prov:qualifiedAttribution [ a prov:Attribution ; prov:agent <http://dataportal.se/organisation/SE2120001132> ;
        dcat:hadRole <http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/owner> ] ;
    dcterms:provenance [ a dcterms:ProvenanceStatement ; dcterms:description "Mätt på plats."@sv ] .
<d2> a dcat:Dataset ; dcterms:title "Träd"@sv ; dcterms:description "Alla träd."@sv ; dcat:contactPoint <kontakt> ;
    dcterms:publisher <http://dataportal.se/organisation/SE2120001132> ; dcat:keyword "träd"@sv ;
    dcterms:identifier "3f2504e0-4f89-11d3-9a0c-0305e82c3302" ; dcat:theme <{EU}data-theme/ENVI> ;
    dcterms:issued "2024-01-01"^^xsd:date ; dcterms:accessRights <{EU}access-right/PUBLIC> ;
    dcterms:spatial [ a dcterms:Location ; dcat:bbox
        "POLYGON((1 1,2 1,2 2,1 1))"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ;
        dcat:centroid "POINT(1 1)"^^<http://www.opengis.net/ont/geosparql#wktLiteral> ] ;
    dcterms:conformsTo <https://example.se/standard> ; dcterms:temporal [ a dcterms:PeriodOfTime ;
        dcat:startDate "2020"^^xsd:gYear ; dcat:endDate "2024"^^xsd:gYear ] .
<d1.csv> a dcat:Distribution ; dcterms:title "CSV"@sv ; dcterms:description "Som CSV."@sv ; dcterms:format "text/csv" ;
    dcat:accessURL <https://data.example.se/d1> ; dcat:downloadURL <https://data.example.se/d1> ;
    dcat:byteSize "100"^^xsd:nonNegativeInteger ; dcterms:license <http://creativecommons.org/licenses/by/4.0/> ;
    dcterms:issued "2024-01-01"^^xsd:date ; dcatap:availability <{EU}planned-availability/STABLE> ;
    adms:status <{EU}distribution-status/COMPLETED> ; dcat:accessService <api> ;
    spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha1 ; spdx:checksumValue "ab" ] .
<api> a dcat:DataService ; dcterms:title "API"@sv ; dcat:endpointURL <https://data.example.se/api> ;
    dcat:endpointDescription <https://data.example.se/api/openapi> ; dcterms:format "application/json" ;
    dcat:contactPoint <kontakt> ; dcat:keyword "api"@sv ; dcat:servesDataset <d1> ;
    dcterms:license <http://creativecommons.org/licenses/by/4.0/> ; dcterms:accessRights <{EU}access-right/PUBLIC> .
"""
BASE = "https://data.example.se/"
K, D1, D2, FILE, API, CONTACT = (URIRef(BASE + name) for name in ("katalog", "d1", "d2", "d1.csv", "api", "kontakt"))
AGENT = URIRef("http://dataportal.se/organisation/SE2120001132")
NODE = object()


def graph() -> Graph:
    made = Graph()
    made.parse(data=CORRECT, format="turtle")
    return made


def drop(subject: URIRef, *properties: Any) -> Callable[[Graph], None]:
    def change(g: Graph) -> None:
        for name in properties:
            g.remove((subject, name, None))

    return change


def put(subject: URIRef, name: Any, *values: Any) -> Callable[[Graph], None]:
    def change(g: Graph) -> None:
        g.remove((subject, name, None))
        add(subject, name, *values)(g)

    return change


def add(subject: URIRef, name: Any, *values: Any) -> Callable[[Graph], None]:
    def change(g: Graph) -> None:
        for value in values:
            g.add((subject, name, value))

    return change


def inside(subject: URIRef, role: Any, name: Any, *values: Any) -> Callable[[Graph], None]:
    """Replaces a property of the node that a property of `subject` points at."""

    def change(g: Graph) -> None:
        node = next(iter(g.objects(subject, role)))
        g.remove((node, name, None))
        for value in values:
            g.add((node, name, value))

    return change


def anonymous(subject: URIRef) -> Callable[[Graph], None]:
    """Makes a blank node of a thing."""

    def change(g: Graph) -> None:
        blank = BNode()
        for s, p, o in list(g):
            if subject in (s, o):
                g.remove((s, p, o))
                g.add((blank if s == subject else s, p, blank if o == subject else o))

    return change


def both(*changes: Callable[[Graph], None]) -> Callable[[Graph], None]:
    def change(g: Graph) -> None:
        for each in changes:
            each(g)

    return change


def plain(text: str) -> Literal:
    return Literal(text)


DAY = Literal("2024-01-01", datatype=XSD.date)
ELSE = URIRef("https://example.se/x")
FAULTS: list[tuple[Callable[[Graph], None], str, str]] = [
    (drop(K, DCTERMS.title), "missing", "dcat_Catalog-dcterms_title"),
    (drop(K, DCTERMS.description), "missing", "dcat_Catalog-dcterms_description"),
    (drop(K, DCTERMS.publisher), "missing", "dcat_Catalog-dcterms_publisher"),
    (drop(K, DCTERMS.license), "missing", "dcat_Catalog-dcterms_license"),
    (drop(K, DCAT.dataset), "missing", "dcat_Catalog-dcat_dataset"),
    (drop(K, FOAF.homepage), "recommended", "dcat_Catalog-foaf_homepage"),
    (drop(K, DCTERMS.modified), "recommended", "dcat_Catalog-dcterms_modified"),
    (add(K, DCTERMS.issued, Literal("2023-01-01", datatype=XSD.date)), "too-many", "dcat_Catalog-dcterms_issued"),
    (put(K, DCTERMS.issued, plain("2024-01-01")), "datatype", "dcat_Catalog-dcterms_issued"),
    (put(K, DCTERMS.language, plain("sv")), "not-iri", "dcat_Catalog-dcterms_language"),
    (put(K, DCTERMS.language, ELSE), "value", "dcat_Catalog-dcterms_language"),
    (put(K, DCAT.themeTaxonomy, ELSE), "value", "dcat_Catalog-dcat_themeTaxonomy"),
    (put(K, FOAF.homepage, plain("https://example.se/")), "not-iri", "dcat_Catalog-foaf_homepage"),
    (put(K, DCTERMS.title, ELSE), "not-literal", "dcat_Catalog-dcterms_title"),
    (put(K, DCTERMS.title, Literal("", lang="sv")), "empty", "dcat_Catalog-dcterms_title"),
    (put(K, DCTERMS.title, plain("Katalog")), "language-tag", "dcat_Catalog-dcterms_title"),
    (add(K, DCTERMS.title, Literal("En till", lang="sv")), "same-language", "dcat_Catalog-dcterms_title"),
    (put(K, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")), "licence-address", "undvik-dup"),
    (put(FILE, DCTERMS.license, URIRef("http://creativecommons.org/licenses/by/4.0")), "licence-address", "undvik-dup"),
    (put(K, DCTERMS.license, plain("CC BY")), "not-iri", "dcat_Catalog-dcterms_license"),
    (drop(D1, DCTERMS.title), "missing", "dcat_Dataset-dcterms_title"),
    (drop(D1, DCTERMS.description), "missing", "dcat_Dataset-dcterms_description"),
    (drop(D1, DCTERMS.publisher), "missing", "dcat_Dataset-dcterms_publisher"),
    (add(D1, DCTERMS.publisher, URIRef(BASE + "annan")), "too-many", "dcat_Dataset-dcterms_publisher"),
    (drop(D1, DCAT.contactPoint), "recommended", "dcat_Dataset-dcat_contactPoint"),
    (drop(D1, DCAT.theme), "recommended", "dcat_Dataset-dcat_theme"),
    (put(D1, DCAT.theme, URIRef(EU + "data-theme/MILJ")), "value", "dcat_Dataset-dcat_theme"),
    (put(D1, DCTERMS.accessRights, URIRef(EU + "access-right/OPEN")), "value", "dcat_Dataset-dcterms_accessRights"),
    (
        add(D1, DCTERMS.accessRights, URIRef(EU + "access-right/RESTRICTED")),
        "too-many",
        "dcat_Dataset-dcterms_accessRights",
    ),
    (
        put(D1, DCTERMS.accrualPeriodicity, URIRef(EU + "frequency/SOMETIMES")),
        "value",
        "dcat_Dataset-dcterms_accrualPeriodicity",
    ),
    (
        put(D1, DCTERMS.accrualPeriodicity, URIRef("http://purl.org/cld/freq/annual")),
        "deprecated",
        "dcat_Dataset-dcterms_accrualPeriodicity",
    ),
    (put(D1, DCAT.landingPage, URIRef("ftp://example.se/")), "pattern", "dcat_Dataset-dcat_landingPage"),
    (put(D1, DCAT.keyword, ELSE), "not-literal", "dcat_Dataset-dcat_keyword"),
    (put(D1, DCTERMS.issued, Literal("2024-13-01", datatype=XSD.date, normalize=False)), "lexical", "dcterms_issued"),
    (
        put(D1, DCAT.temporalResolution, Literal("1D", datatype=XSD.duration, normalize=False)),
        "lexical",
        "dcat_Dataset-dcat_temporalResolution",
    ),
    (put(D1, DCAT.spatialResolutionInMeters, plain("10")), "datatype", "dcat_Dataset-dcat_spatialResolutionInMeters"),
    (drop(D1, DCATAP.hvdCategory), "missing", "dcat_Dataset-dcatap_hvdCategory"),
    (put(D1, DCATAP.hvdCategory, ELSE), "value", "dcat_Dataset-dcatap_hvdCategory"),
    (put(D1, DCATAP.applicableLegislation, ELSE), "value", "dcat_Dataset-dcatap_applicableLegislation"),
    (put(D1, DCTERMS.subject, ELSE), "pattern", "dcat_Dataset-dcterms_subject"),
    (inside(D1, SCHEMA.offers, SCHEMA.description), "missing", "dcat_Dataset-schema_description"),
    (inside(D1, PROV.qualifiedAttribution, PROV.agent), "missing", "dcat_Dataset-prov_agent"),
    (inside(D1, PROV.qualifiedAttribution, DCAT.hadRole, ELSE), "pattern", "dcat_Dataset-dcat_hadRole"),
    (inside(D1, DCTERMS.provenance, DCTERMS.description), "missing", "dcat_Dataset-dcterms_description"),
    (inside(D1, DCTERMS.temporal, DCAT.startDate, plain("2020")), "datatype", "dcat_Dataset-dcat_startDate"),
    (
        inside(D1, DCTERMS.temporal, DCAT.endDate, DAY, Literal("2025", datatype=XSD.gYear)),
        "too-many",
        "dcat_Dataset-dcat_endDate",
    ),
    (inside(D1, DCTERMS.temporal, RDF.type, DCTERMS.Location), "class", "dcat_Dataset-dcterms_temporal"),
    (inside(D2, DCTERMS.spatial, DCAT.bbox, plain("1 1 2 2")), "datatype", "dcat_Dataset-dcat_bbox"),
    (put(D1, DCAT.distribution, D2), "class", "dcat_Dataset-dcat_distribution"),
    (add(D1, URIRef("http://www.w3.org/ns/dcat#version"), plain("2")), "too-many", "dcat_Dataset-dcat_version"),
    (drop(FILE, DCAT.accessURL), "missing", "dcat_Distribution-dcat_accessURL"),
    (add(FILE, DCAT.accessURL, ELSE), "too-many", "dcat_Distribution-dcat_accessURL"),
    (put(FILE, DCAT.accessURL, URIRef("mailto:x@example.se")), "pattern", "dcat_Distribution-dcat_accessURL"),
    (drop(FILE, DCTERMS["format"]), "missing", "dcat_Distribution-dcterms_format"),
    (put(FILE, DCTERMS["format"], plain("CSV")), "pattern", "dcat_Distribution-dcterms_format"),
    (put(FILE, DCTERMS["format"], ELSE), "not-literal", "dcat_Distribution-dcterms_format"),
    (drop(FILE, DCTERMS.license), "recommended", "dcat_Distribution-dcterms_license"),
    (put(FILE, DCAT.byteSize, Literal("100", datatype=XSD.integer)), "datatype", "dcat_Distribution-dcat_byteSize"),
    (put(FILE, DCATAP.availability, ELSE), "value", "dcat_Distribution-dcatap_availability"),
    (put(FILE, ADMS.status, ELSE), "value", "dcat_Distribution-adms_status"),
    (inside(FILE, SPDX.checksum, SPDX.checksumValue), "missing", "dcat_Distribution-spdx_checksumValue"),
    (inside(FILE, SPDX.checksum, SPDX.algorithm, ELSE), "value", "dcat_Distribution-spdx_algorithm"),
    (put(FILE, DCAT.accessService, D2), "class", "dcat_Distribution-dcat_accessService"),
    (drop(API, DCTERMS.title), "missing", "dcat_DataService-dcterms_title"),
    (drop(API, DCAT.endpointURL), "missing", "dcat_DataService-dcat_endpointURL"),
    (drop(API, DCTERMS["format"]), "missing", "dcat_DataService-dcterms_format"),
    (put(API, DCAT.endpointURL, plain("/api")), "not-iri", "dcat_DataService-dcat_endpointURL"),
    (drop(AGENT, FOAF.name), "missing", "foaf_Agent-foaf_name"),
    (drop(AGENT, DCTERMS.type), "missing", "foaf_Agent-dcterms_type"),
    (put(AGENT, DCTERMS.type, ELSE), "value", "foaf_Agent-dcterms_type"),
    (put(AGENT, FOAF.mbox, URIRef("https://example.se/")), "scheme", "foaf_Agent-foaf_mbox"),
    (put(AGENT, RDF.type, DCAT.Dataset), "class", "dcat_Catalog-dcterms_publisher"),
    (drop(CONTACT, VCARD.fn), "missing", "vcard_Kind-vcard_fn"),
    (drop(CONTACT, VCARD.hasEmail), "missing", "vcard_Kind-vcard_hasEmail"),
    (put(CONTACT, VCARD.hasEmail, plain("data@example.se")), "not-iri", "vcard_Kind-vcard_hasEmail"),
    (put(CONTACT, VCARD.hasEmail, ELSE), "scheme", "vcard_Kind-vcard_hasEmail"),
    (inside(CONTACT, VCARD.hasTelephone, VCARD.hasValue, URIRef("tel:kontoret")), "pattern", "vcard_Kind-vcard_hasV"),
    (add(CONTACT, RDF.type, VCARD.Individual), "too-many", "vcard_Kind-rdf_type"),
    (anonymous(K), "blank-node", "undvik-blanka-noder"),
    (anonymous(D1), "blank-node", "undvik-blanka-noder"),
    (anonymous(FILE), "blank-node", "undvik-blanka-noder"),
    (anonymous(AGENT), "blank-node", "undvik-blanka-noder"),
    (anonymous(CONTACT), "blank-node", "undvik-blanka-noder"),
    (add(D1, DCTERMS.relation, URIRef("d2")), "relative", "format"),
    (add(D1, DCTERMS.relation, URIRef("https://example.se/100%")), "iri", "format"),
    (put(D1, DCAT.contactPoint, AGENT), "contact-is-publisher", "hall-isar"),
    (add(D1, RDF.type, DCAT.Distribution), "shared-identity", "unika-identifierare"),
    (put(D2, DCTERMS.identifier, plain("3f2504e0-4f89-11d3-9a0c-0305e82c3301")), "same-identifier", "hantering-av-id"),
    (put(D2, DCTERMS.identifier, plain("trad-2024")), "not-uuid", "hantering-av-duplikat"),
    (
        both(
            put(D2, DCTERMS.publisher, URIRef(BASE + "u2")),
            add(URIRef(BASE + "u2"), RDF.type, FOAF.Agent),
            add(URIRef(BASE + "u2"), FOAF.name, Literal("exempelstad", lang="sv")),
        ),
        "publisher-twice",
        "beskriv-en-utgivande",
    ),
    (
        put(K, DCTERMS.publisher, URIRef("http://dataportal.se/organisation/SE212000-1132")),
        "publisher-address",
        "identifierare-for-utgivande",
    ),
    (put(K, DCTERMS.publisher, URIRef(BASE + "annan")), "catalogue-publisher", "undvik-separat"),
    (put(K, DCTERMS.publisher, URIRef(BASE + "annan")), "not-described", "val-av-identifierare"),
    (drop(CONTACT, RDF.type), "no-type", "val-av-identifierare"),
    (add(K, DCAT.dataset, URIRef(BASE + "d3")), "not-described", "val-av-identifierare"),
    (drop(D1, DCAT.distribution), "orphan", "val-av-identifierare"),
    (drop(K, RDF.type), "no-catalogue", "multipla-kataloger"),
    (add(URIRef(BASE + "k2"), RDF.type, DCAT.Catalog), "several-catalogues", "multipla-kataloger"),
    (add(K, DCTERMS.hasPart, D1), "part-no-catalogue", "multipla-kataloger"),
    (
        both(
            add(K, DCTERMS.hasPart, URIRef(BASE + "k2")),
            add(URIRef(BASE + "k2"), RDF.type, DCAT.Catalog),
            add(URIRef(BASE + "k2"), DCTERMS.hasPart, K),
        ),
        "catalogue-levels",
        "multipla-kataloger",
    ),
]


def test_nothing_is_said_of_a_correct_catalogue() -> None:
    assert [one for one in check_graph(graph()) if one.level is Level.ERROR] == []
    assert {one.code for one in check_graph(graph())} <= {"recommended"}


@pytest.mark.parametrize("number", range(len(FAULTS)))
def test_a_seeded_fault_is_found(number: int) -> None:
    change, code, place = FAULTS[number]
    faulty = graph()
    change(faulty)
    found = [one for one in check_graph(faulty) if one.code == code and place in one.address]
    assert found, sorted({(one.code, one.address) for one in check_graph(faulty)} - {("recommended", "")})
    assert all(one.sv and one.en and one.sv != one.en and one.address.startswith("https://") for one in found)


def test_there_are_at_least_sixty_faults() -> None:
    assert len(FAULTS) >= 60
    assert len({(code, place) for _, code, place in FAULTS}) >= 60


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_every_syntax_says_the_same(tmp_path: Path) -> None:
    said = []
    for name, syntax in (("k.rdf", "xml"), ("k.ttl", "turtle"), ("k.jsonld", "json-ld")):
        (tmp_path / name).write_bytes(graph().serialize(format=syntax, encoding="utf-8"))
        said.append([(one.code, one.subject) for one in check_catalogue(tmp_path / name)])
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"<html><p>hej", b"{}", b"<rdf", b"no rdf at all"])
def test_what_is_no_rdf_is_told(body: bytes) -> None:
    with pytest.raises(InputError, match="no RDF"):
        check_catalogue(body)


def test_a_wrong_value_is_told_as_a_finding_alone(caplog: pytest.LogCaptureFixture) -> None:
    wrong = '<https://a.se/k> <http://purl.org/dc/terms/issued> "2026-13-45"^^<http://www.w3.org/2001/XMLSchema#date> .'
    kind = "<https://a.se/k> a <http://www.w3.org/ns/dcat#Catalog> ."
    assert "lexical" in {one.code for one in check_catalogue(f"{wrong}\n{kind}".encode(), "turtle")}
    assert caplog.text == ""


_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/terms/"'


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY a "aaaa"><!ENTITY t "&a;&a;&a;">',
        '<!ENTITY t SYSTEM "file:///etc/passwd">',
        "<!ENTITY t PUBLIC 'x' 'http://127.0.0.1:9/'>",
        '<!ENTITY % p "x"><!ENTITY t "%p;">',
        f'<!ENTITY t "{"a" * 60_000}">',
    ],
)
def test_a_file_that_unfolds_to_something_else_is_told(entities: str) -> None:
    title = f"<d:title>{'&t;' * 200}</d:title>"
    body = f'<!DOCTYPE x [{entities}]><rdf:RDF {_RDF}><rdf:Description rdf:about="http://x/">{title}</rdf:Description>'
    with pytest.raises(InputError, match=r"Write (it|them) out"):
        check_catalogue(f"{body}</rdf:RDF>".encode(), "xml")


def test_entities_for_short_are_read() -> None:
    short = '<!DOCTYPE x [<!ENTITY w "https://a.example/">]>'
    body = f'{short}<rdf:RDF {_RDF}><rdf:Description rdf:about="&w;k"><d:title>K</d:title></rdf:Description></rdf:RDF>'
    assert {one.code for one in check_catalogue(body.encode(), "xml")} == {"no-catalogue"}


@pytest.mark.parametrize("context", ["https://schema.org", ["https://schema.org", {}]])
def test_no_connection_is_opened_for_a_context(context: object) -> None:
    body = json.dumps({"@graph": [{"@context": context, "@type": "Dataset"}]})
    with pytest.raises(InputError, match="no connection is opened"):
        check_catalogue(body.encode(), "json-ld")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        check_catalogue(tmp_path / "none.rdf")


def test_a_catalogue_on_the_web_is_checked_by_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = CORRECT.encode() if self.path == "/good.ttl" else b"<html>inget"
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keeps the terminal quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            statuses = []
            for name in ("good.ttl", "bad.ttl"):
                with pytest.raises(SystemExit) as ended:
                    main(["dcat", "check", f"http://127.0.0.1:{server.server_port}/{name}"])
                statuses.append(ended.value.code)
        finally:
            server.shutdown()
            thread.join()
    said = capsys.readouterr()
    assert statuses == [0, 2]
    assert "0 fel" in said.out
    assert "no RDF that can be read" in said.err
