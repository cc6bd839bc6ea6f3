"""The terms on which Sveriges dataportal harvests a catalogue, beyond the profile itself."""

import re
from collections import defaultdict
from collections.abc import Iterator

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, Namespace
from rdflib.term import Node

from kkharvest.publish.dcat.finding import HARVESTING, Finding, Level

__all__ = ["RELATIVE", "check_harvesting"]

RELATIVE = "https://relative.invalid/"
"""The base that relative addresses resolve to, so that they can be told from absolute ones."""

_SERIES = URIRef(f"{DCAT}DatasetSeries")
_VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
_BAD_CHARACTER = re.compile(r"[\x00-\x20<>\"{}|\\^`]|%(?![0-9A-Fa-f]{2})")
_PORTAL_AGENT = re.compile(r"http://dataportal\.se/organisation/SE\d{10}(?:-[\w-]+)?")
_CC = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/.+", re.IGNORECASE)
_CC_RIGHT = re.compile(r"http://creativecommons\.org/(?:licenses/[a-z-]+/\d\.\d|publicdomain/(?:zero|mark)/1\.0)/")
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_PRIMARY = {
    DCAT.Catalog: ("katalogen", "the catalogue"),
    DCAT.Dataset: ("datamängden", "the dataset"),
    DCAT.Distribution: ("distributionen", "the distribution"),
    DCAT.DataService: ("datatjänsten", "the data service"),
}
_POINTED = {
    DCTERMS.publisher: ("utgivaren", "the publisher"),
    DCAT.contactPoint: ("kontakten", "the contact point"),
    DCAT.dataset: ("datamängden", "the dataset"),
    DCAT.distribution: ("distributionen", "the distribution"),
    DCAT.service: ("datatjänsten", "the data service"),
    DCAT.accessService: ("datatjänsten", "the data service"),
}


def check_harvesting(graph: Graph) -> Iterator[Finding]:
    """Findings on addresses, identities, publishers, licences and the way several catalogues hang together."""
    yield from _addresses(graph)
    yield from _blank_nodes(graph)
    yield from _identities(graph)
    yield from _identifiers(graph)
    yield from _publishers(graph)
    yield from _licences(graph)
    yield from _catalogues(graph)
    yield from _described(graph)


def _found(level: Level, code: str, subject: Node | str, sv: str, en: str, section: str) -> Finding:
    shown = "_:blank" if isinstance(subject, BNode) else f"<{subject}>"
    return Finding(level, code, shown, sv, en, f"{HARVESTING}#{section}")


def _addresses(graph: Graph) -> Iterator[Finding]:
    for node in sorted({str(node) for triple in graph for node in triple if isinstance(node, URIRef)}):
        if node.startswith(RELATIVE):
            shown = node.removeprefix(RELATIVE)
            yield _found(
                Level.ERROR,
                "relative",
                shown,
                "Adressen är relativ; portalen kräver absoluta adresser.",
                "The address is relative; the portal requires absolute addresses.",
                "format",
            )
        elif not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", node):
            yield _found(
                Level.ERROR,
                "relative",
                node,
                "Adressen saknar schema (http:// eller https://).",
                "The address has no scheme (http:// or https://).",
                "format",
            )
        elif _BAD_CHARACTER.search(node):
            yield _found(
                Level.ERROR,
                "iri",
                node,
                "Adressen innehåller tecken som måste kodas enligt RFC 3987, till exempel mellanslag.",
                "The address holds characters that RFC 3987 wants encoded, such as a space.",
                "format",
            )


def _blank_nodes(graph: Graph) -> Iterator[Finding]:
    named: dict[Node, tuple[str, str]] = {}
    for kind, words in _PRIMARY.items():
        named |= dict.fromkeys(graph.subjects(RDF.type, kind), words)
    for role, words in _POINTED.items():
        named |= dict.fromkeys(graph.objects(None, role), words)
    for node, (sv, en) in named.items():
        if isinstance(node, BNode):
            yield _found(
                Level.ERROR,
                "blank-node",
                node,
                f"{sv.capitalize()} är en blank nod; ge den en egen adress.",
                f"{en.capitalize()} is a blank node; give it an address of its own.",
                "undvik-blanka-noder",
            )


def _identities(graph: Graph) -> Iterator[Finding]:
    kinds: dict[Node, set[Node]] = defaultdict(set)
    for kind in _PRIMARY:
        for subject in graph.subjects(RDF.type, kind):
            kinds[subject].add(kind)
    for agent in set(graph.objects(None, DCTERMS.publisher)):
        kinds[agent].add(FOAF.Agent)
    for contact in set(graph.objects(None, DCAT.contactPoint)):
        kinds[contact].add(_VCARD.Kind)
    for node, found in kinds.items():
        if {FOAF.Agent, _VCARD.Kind} <= found:
            yield _found(
                Level.ERROR,
                "contact-is-publisher",
                node,
                "Samma adress används för kontakt och utgivare; de måste hållas isär.",
                "The same address is used for contact and publisher; they must be kept apart.",
                "hall-isar-kontakter-och-utgivande-organisationer",
            )
        elif len(found) > 1:
            yield _found(
                Level.ERROR,
                "shared-identity",
                node,
                "Samma adress används för två olika slags ting.",
                "The same address is used for two different kinds of thing.",
                "unika-identifierare",
            )


def _identifiers(graph: Graph) -> Iterator[Finding]:
    holders: dict[str, set[Node]] = defaultdict(set)
    for kind in (DCAT.Dataset, DCAT.DataService):
        for subject in set(graph.subjects(RDF.type, kind)):
            for value in graph.objects(subject, DCTERMS.identifier):
                holders[str(value)].add(subject)
    for identifier, subjects in holders.items():
        if len(subjects) > 1:
            for subject in subjects:
                yield _found(
                    Level.ERROR,
                    "same-identifier",
                    subject,
                    f"Identifieraren {identifier} används av flera datamängder eller datatjänster.",
                    f"The identifier {identifier} is used by several datasets or data services.",
                    "hantering-av-identifierare",
                )
        if not _UUID.fullmatch(identifier):
            for subject in subjects:
                yield _found(
                    Level.WARNING,
                    "not-uuid",
                    subject,
                    f"Identifieraren {identifier} är ingen UUID och kan inte användas för att känna igen dubbletter.",
                    f"The identifier {identifier} is no UUID and cannot be used to recognise duplicates.",
                    "hantering-av-duplikat",
                )


def _publishers(graph: Graph) -> Iterator[Finding]:
    names: dict[str, set[Node]] = defaultdict(set)
    publishers = set(graph.objects(None, DCTERMS.publisher))
    for agent in publishers:
        if "dataportal.se/organisation" in str(agent) and not _PORTAL_AGENT.fullmatch(str(agent)):
            yield _found(
                Level.ERROR,
                "publisher-address",
                agent,
                "Adressen ska vara http://dataportal.se/organisation/SE följt av tio siffror, utan bindestreck.",
                "The address must be http://dataportal.se/organisation/SE and ten digits, without a hyphen.",
                "identifierare-for-utgivande-organisationer",
            )
        for written in graph.objects(agent, FOAF.name):
            names[" ".join(str(written).casefold().split())].add(agent)
    for name, agents in names.items():
        if len(agents) > 1:
            for agent in agents:
                yield _found(
                    Level.ERROR,
                    "publisher-twice",
                    agent,
                    f"Utgivaren “{name}” beskrivs {len(agents)} gånger; beskriv en organisation en enda gång.",
                    f"The publisher “{name}” is described {len(agents)} times; describe an organisation once only.",
                    "beskriv-en-utgivande-organisation-enbart-en-gang",
                )
    of_catalogues, of_datasets = _publishers_of(graph, DCAT.Catalog), _publishers_of(graph, DCAT.Dataset)
    for agent in of_catalogues - of_datasets:
        if of_datasets:
            yield _found(
                Level.WARNING,
                "catalogue-publisher",
                agent,
                "Katalogen har en utgivare som ingen datamängd har.",
                "The catalogue has a publisher that no dataset has.",
                "undvik-separat-utgivande-organisation-pa-katalognivan",
            )


def _publishers_of(graph: Graph, kind: URIRef) -> set[Node]:
    return {agent for each in graph.subjects(RDF.type, kind) for agent in graph.objects(each, DCTERMS.publisher)}


def _licences(graph: Graph) -> Iterator[Finding]:
    for subject, value in sorted(graph.subject_objects(DCTERMS.license), key=str):
        if _CC.fullmatch(str(value)) and not _CC_RIGHT.fullmatch(str(value)):
            yield _found(
                Level.ERROR,
                "licence-address",
                subject,
                f"Licensens adress {value} ska skrivas exakt: http:// och avslutande snedstreck, utan tillägg.",
                f"The licence's address {value} must be exact: http:// and a closing slash, with nothing added.",
                "undvik-duplicerade-identifierare",
            )


def _catalogues(graph: Graph) -> Iterator[Finding]:
    catalogues = set(graph.subjects(RDF.type, DCAT.Catalog))
    section = "multipla-kataloger-per-organisation"
    if not catalogues:
        yield _found(
            Level.ERROR,
            "no-catalogue",
            "",
            "Här finns ingen katalog (dcat:Catalog).",
            "There is no catalogue (dcat:Catalog) here.",
            section,
        )
        return
    parts: dict[Node, set[Node]] = {each: set(graph.objects(each, DCTERMS.hasPart)) for each in catalogues}
    inner = {part for each in parts.values() for part in each}
    for part in sorted(inner - catalogues, key=str):
        yield _found(
            Level.ERROR,
            "part-no-catalogue",
            part,
            "En del av katalogen är inte typad som dcat:Catalog.",
            "A part of the catalogue is not typed as dcat:Catalog.",
            section,
        )
    for part in sorted(inner & catalogues, key=str):
        if parts[part]:
            yield _found(
                Level.ERROR,
                "catalogue-levels",
                part,
                "En underkatalog har egna delar; endast en nivå och inga cirkulära referenser är tillåtna.",
                "A part of a catalogue has parts itself; one level and no circles are allowed.",
                section,
            )
    outer = catalogues - inner
    if len(catalogues) > 1 and len(outer) != 1:
        for each in sorted(outer or catalogues, key=str):
            yield _found(
                Level.ERROR,
                "several-catalogues",
                each,
                "Flera kataloger måste hänga samman i en huvudkatalog genom dcterms:hasPart.",
                "Several catalogues must hang together in one main catalogue by dcterms:hasPart.",
                section,
            )


def _described(graph: Graph) -> Iterator[Finding]:
    remote = set(graph.objects(None, DCTERMS.hasPart))
    for role, (sv, en) in _POINTED.items():
        for subject, target in sorted(graph.subject_objects(role), key=str):
            if isinstance(target, Literal) or target in remote:
                continue
            if (target, None, None) not in graph:
                yield _found(
                    Level.ERROR,
                    "not-described",
                    subject,
                    f"{sv.capitalize()} <{target}> beskrivs inte i katalogen.",
                    f"{en.capitalize()} <{target}> is not described in the catalogue.",
                    "val-av-identifierare",
                )
            elif (target, RDF.type, None) not in graph:
                yield _found(
                    Level.ERROR,
                    "no-type",
                    target,
                    f"{sv.capitalize()} saknar rdf:type.",
                    f"{en.capitalize()} has no rdf:type.",
                    "val-av-identifierare",
                )
    for kind, role, sv, en in (
        (DCAT.Dataset, DCAT.dataset, "Datamängden ingår inte i någon katalog", "The dataset is in no catalogue"),
        (
            DCAT.Distribution,
            DCAT.distribution,
            "Distributionen hör inte till någon datamängd",
            "The distribution belongs to no dataset",
        ),
    ):
        held = set(graph.objects(None, role))
        for subject in sorted(set(graph.subjects(RDF.type, kind)) - held, key=str):
            if (subject, RDF.type, _SERIES) in graph:
                continue
            yield _found(
                Level.WARNING,
                "orphan",
                subject,
                f"{sv} och skördas därför inte.",
                f"{en} and is therefore not harvested.",
                "val-av-identifierare",
            )
