"""A catalogue against DCAT-AP-SE 3.0.1: every rule of the profile, then the portal's terms of harvest."""

import re
from collections.abc import Iterator
from pathlib import Path

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from kkharvest.publish.dcat.finding import SPECIFICATION, Finding, Level
from kkharvest.publish.dcat.harvesting import check_harvesting
from kkharvest.publish.dcat.profile import Form, Rule, Shape, profile
from kkharvest.publish.dcat.reading import parse_catalogue

__all__ = ["check_catalogue", "check_graph"]

_LEXICAL = {
    XSD.date: re.compile(r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:Z|[+-]\d\d:\d\d)?"),
    XSD.dateTime: re.compile(
        r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"
    ),
    XSD.gYear: re.compile(r"-?\d{4,}(?:Z|[+-]\d\d:\d\d)?"),
    XSD.decimal: re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    XSD.nonNegativeInteger: re.compile(r"\+?\d+|-0+"),
    XSD.duration: re.compile(r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"),
}
# The property under which each class is pointed at, where the target needs no type of its own to be checked.
_BY_ROLE = {
    "Agent": ("http://purl.org/dc/terms/publisher", "http://purl.org/dc/terms/creator"),
    "ContactPoint": ("http://www.w3.org/ns/dcat#contactPoint",),
    "Distribution": ("http://www.w3.org/ns/dcat#distribution",),
    "Dataset": ("http://www.w3.org/ns/dcat#dataset",),
}
_DESCRIBED = frozenset(name for names in _BY_ROLE.values() for name in names)


def check_catalogue(data: bytes | Path, syntax: str | None = None) -> list[Finding]:
    """Findings on a catalogue as a file or bytes; raises `InputError` when it is no RDF at all."""
    return check_graph(parse_catalogue(data, syntax))


def check_graph(graph: Graph) -> list[Finding]:
    """All findings on a graph, errors first, each once."""
    found: set[Finding] = set()
    for shape in profile().values():
        for subject in sorted(_subjects(graph, shape), key=str):
            found.update(_against(graph, subject, shape.name, shape.rules))
    found.update(check_harvesting(graph))
    return sorted(found, key=lambda one: (one.level, one.subject, one.code, one.en))


def _subjects(graph: Graph, shape: Shape) -> set[Node]:
    subjects = {subject for each in shape.classes for subject in graph.subjects(RDF.type, URIRef(each))}
    for role in _BY_ROLE.get(shape.name, ()):
        subjects |= {target for target in graph.objects(None, URIRef(role)) if (target, None, None) in graph}
    if shape.name == "ContactPoint":
        # A vcard that is no contact point, such as an address, is none of the profile's business.
        subjects &= set(graph.objects(None, URIRef(_BY_ROLE["ContactPoint"][0])))
    if shape.name == "Dataset":
        series = set(graph.subjects(RDF.type, URIRef("http://www.w3.org/ns/dcat#DatasetSeries")))
        subjects -= series
    return subjects


def _against(graph: Graph, subject: Node, shape: str, rules: tuple[Rule, ...]) -> Iterator[Finding]:
    for rule in rules:
        if rule.when and (subject, URIRef(rule.when[0]), URIRef(rule.when[1])) not in graph:
            continue
        values = sorted(graph.objects(subject, URIRef(rule.iri)), key=str)
        yield from _cardinality(subject, shape, rule, values)
        for value in values:
            yield from _value(graph, subject, shape, rule, value)


def _cardinality(subject: Node, shape: str, rule: Rule, values: list[Node]) -> Iterator[Finding]:
    if len(values) < rule.min:
        yield _finding(
            Level.ERROR,
            "missing",
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}) saknas; minst {rule.min} krävs.",
            f"{rule.label_en} ({rule.name}) is missing; at least {rule.min} is required.",
        )
    elif not values and rule.is_recommended:
        yield _finding(
            Level.WARNING,
            "recommended",
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}) rekommenderas men saknas.",
            f"{rule.label_en} ({rule.name}) is recommended but missing.",
        )
    languages = [value.language for value in values if isinstance(value, Literal)]
    counted = len(values)
    if rule.max is not None and counted > rule.max:
        yield _finding(
            Level.ERROR,
            "too-many",
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}) finns {counted} gånger; högst {rule.max} är tillåtet.",
            f"{rule.label_en} ({rule.name}) occurs {counted} times; at most {rule.max} is allowed.",
        )
    if len({each for each in languages if each}) < len([each for each in languages if each]) and rule.name in {
        "dcterms:title",
        "dcterms:description",
        "foaf:name",
    }:
        yield _finding(
            Level.ERROR,
            "same-language",
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}) finns flera gånger på samma språk.",
            f"{rule.label_en} ({rule.name}) occurs more than once in the same language.",
        )


def _value(graph: Graph, subject: Node, shape: str, rule: Rule, value: Node) -> Iterator[Finding]:
    faults = [_misfit(graph, form, value) for form in rule.forms]
    if all(faults):
        # Of several forms the one that fits best explains most: the last fault in the order of the checks.
        rank, code, sv, en = max(fault for fault in faults if fault)
        del rank
        yield _finding(
            Level.ERROR,
            code,
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}): {sv}. Värdet är {_shown(value)}.",
            f"{rule.label_en} ({rule.name}): {en}. The value is {_shown(value)}.",
        )
        return
    form = next(form for form, fault in zip(rule.forms, faults, strict=True) if not fault)
    if form.is_deprecated:
        yield _finding(
            Level.WARNING,
            "deprecated",
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}): det här uttryckssättet är övergivet. Värdet är {_shown(value)}.",
            f"{rule.label_en} ({rule.name}): this way to say it is deprecated. The value is {_shown(value)}.",
        )
    if form.node == "LANGUAGE_LITERAL" and isinstance(value, Literal) and not value.language:
        yield _finding(
            Level.WARNING,
            "language-tag",
            subject,
            shape,
            rule,
            f"{rule.label_sv} ({rule.name}) saknar språktagg, till exempel @sv.",
            f"{rule.label_en} ({rule.name}) has no language tag, such as @sv.",
        )
    if form.rules and (value, None, None) in graph:
        yield from _against(graph, value, shape, form.rules)


_Fault = tuple[int, str, str, str]


def _misfit(graph: Graph, form: Form, value: Node) -> _Fault | None:
    """Why a value does not fit a form: rank, code and words; None when it fits."""
    if isinstance(value, Literal):
        return _literal_misfit(form, value)
    if form.node in {"URI", "RESOURCE"}:
        return _resource_misfit(graph, form, value)
    return (0, "not-literal", "ett textvärde krävs, inte en resurs", "a literal is required, not a resource")


def _literal_misfit(form: Form, value: Literal) -> _Fault | None:
    text = str(value)
    if form.node in {"URI", "RESOURCE"}:
        return (
            0,
            "not-iri",
            "en adress (IRI) krävs, inte ett textvärde",
            "an address (IRI) is required, not a literal",
        )
    if not text.strip():
        return (1, "empty", "värdet är tomt", "the value is empty")
    if form.node == "DATATYPE_LITERAL" or form.datatypes:
        if str(value.datatype) not in form.datatypes:
            allowed = ", ".join(each.rpartition("#")[2] for each in form.datatypes)
            return (2, "datatype", f"datatypen ska vara {allowed}", f"the datatype must be {allowed}")
        lexical = _LEXICAL.get(URIRef(str(value.datatype)))
        if lexical and not lexical.fullmatch(text):
            return (3, "lexical", "värdet har inte datatypens form", "the value is not in the form of its datatype")
    if form.pattern and not re.search(rf"^(?:{form.pattern})$", text):
        return (5, "pattern", "värdet har fel form", "the value has the wrong form")
    if form.values and text not in form.values:
        return (4, "value", "värdet är inget av de tillåtna", "the value is none of those allowed")
    return None


def _resource_misfit(graph: Graph, form: Form, value: Node) -> _Fault | None:
    if isinstance(value, BNode):
        if form.node == "URI":
            return (
                1,
                "blank-node",
                "en adress (IRI) krävs, inte en blank nod",
                "an address (IRI) is required, not a blank node",
            )
    else:
        address = str(value)
        if form.scheme and not address.startswith(form.scheme):
            return (2, "scheme", f"adressen ska börja med {form.scheme}", f"the address must begin with {form.scheme}")
        if form.pattern and not re.search(rf"^(?:{form.pattern})$", address.removeprefix(form.scheme)):
            return (3, "pattern", "adressen har fel form", "the address has the wrong form")
        if form.values and address not in form.values:
            return (4, "value", "värdet finns inte i den lista som gäller", "the value is not in the list that applies")
    types = {str(each) for each in graph.objects(value, RDF.type)}
    if form.classes and types and not types & set(form.classes):
        names = ", ".join(re.split(r"[/#]", each)[-1] for each in form.classes)
        return (5, "class", f"det den pekar på ska vara {names}", f"what it points at must be {names}")
    return None


def _finding(level: Level, code: str, subject: Node, shape: str, rule: Rule, sv: str, en: str) -> Finding:
    owner = {"Agent": "foaf_Agent", "ContactPoint": "vcard_Kind"}.get(shape, f"dcat_{shape}")
    return Finding(level, code, _shown(subject), sv, en, f"{SPECIFICATION}#{owner}-{rule.name.replace(':', '_')}")


def _shown(node: Node) -> str:
    return "_:blank" if isinstance(node, BNode) else f"“{node}”" if isinstance(node, Literal) else f"<{node}>"
