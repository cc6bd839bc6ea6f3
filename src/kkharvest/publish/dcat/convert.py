"""The profile's published description (an RDForms bundle) in a form of our own.

python -m kkharvest.publish.dcat.convert BUNDLE.json > src/kkharvest/publish/dcat/data/profile.json

A shape is a list of rules, one a property. Templates for the same property become one rule with alternatives: any of
them may fit. Labels are kept in Swedish and English, choices as their values alone.
"""

import json
import sys
from pathlib import Path
from typing import Any

__all__ = ["convert"]

_Template = dict[str, Any]
_SHAPES = {
    "Catalog": "dcat:Catalog",
    "Dataset": "dcat:Dataset",
    "DatasetSeries": "dcat:DatasetSeries",
    "Distribution": "dcat:Distribution",
    "DataService": "dcat:DataService",
    "Agent": "dcat:foaf:Agent",
    "ContactPoint": "dcat:contactPoint",
}
_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "odrs": "http://schema.theodi.org/odrs#",
    "prov": "http://www.w3.org/ns/prov#",
    "schema": "http://schema.org/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "locn": "http://www.w3.org/ns/locn#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPE = _PREFIXES["rdf"] + "type"
_ATTRIBUTION = "DCAT-AP-SE 3.0.1, Myndigheten för digital förvaltning (DIGG), CC BY 4.0, changed in form"


def convert(bundle: dict[str, Any]) -> dict[str, Any]:
    """The shapes of the bundle's main classes, with attribution."""
    by_id = {template["id"]: template for template in bundle["templates"]}
    shapes = {}
    for name, key in _SHAPES.items():
        template = by_id[key]
        shapes[name] = {"classes": _classes(template), "rules": _rules(template, by_id)}
    return {"attribution": _ATTRIBUTION, "licence": "https://creativecommons.org/licenses/by/4.0/", "shapes": shapes}


def _rules(template: _Template, by_id: dict[str, _Template]) -> list[dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for item in template.get("items", ()):
        found = _resolved(item, by_id)
        if found.get("property"):
            _add(merged, found, [found], by_id)
        else:
            alternatives = [_resolved(inner, by_id) for inner in found.get("items", ())]
            _add(merged, {**found, "property": alternatives[0]["property"]}, alternatives, by_id)
    return [merged[key] for key in sorted(merged)]


def _add(
    merged: dict[str, dict[str, Any]], head: _Template, forms: list[_Template], by_id: dict[str, _Template]
) -> None:
    iri = _iri(head["property"])
    cardinality = head.get("cardinality", {})
    new = {
        "property": iri,
        "name": _short(iri),
        "label": {"sv": _label(head, "sv"), "en": _label(head, "en")},
        "min": cardinality.get("min", 0),
        "max": cardinality.get("max"),
        "recommended": bool(cardinality.get("pref")),
        "forms": [_form(form, by_id) for form in forms],
    }
    if head.get("deps"):
        new["when"] = [_iri(head["deps"][0]), head["deps"][1]]
    old = merged.get(iri)
    if old is None:
        merged[iri] = new
        return
    old["forms"] += new["forms"]
    old["min"] = max(old["min"], new["min"])
    old["max"] = None if None in (old["max"], new["max"]) else max(old["max"], new["max"])
    old["recommended"] = old["recommended"] or new["recommended"]


def _form(template: _Template, by_id: dict[str, _Template]) -> dict[str, Any]:
    form: dict[str, Any] = {"node": template.get("nodetype") or "RESOURCE"}
    datatypes = template.get("datatype")
    if datatypes:
        form["datatypes"] = [_iri(each) for each in ([datatypes] if isinstance(datatypes, str) else datatypes)]
    if template.get("pattern"):
        form["pattern"] = template["pattern"]
    if template.get("valueTemplate"):
        form["scheme"] = template["valueTemplate"].removesuffix("$1")
    if template.get("choices"):
        form["values"] = sorted(choice["value"] for choice in template["choices"])
    if "deprecated" in template.get("styles", ()):
        form["deprecated"] = True
    classes = _classes(template)
    if classes:
        form["classes"] = classes
    if template.get("items"):
        form["rules"] = _rules(template, by_id)
    return form


def _classes(template: _Template) -> list[str]:
    for key, value in template.get("constraints", {}).items():
        if _iri(key) == _TYPE:
            return sorted(_iri(each) for each in ([value] if isinstance(value, str) else value))
    return []


def _resolved(item: str | _Template, by_id: dict[str, _Template]) -> _Template:
    template = by_id[item] if isinstance(item, str) else item
    return {**_resolved(template["extends"], by_id), **template} if "extends" in template else template


def _label(template: _Template, language: str) -> str:
    return str(template.get("label", {}).get(language, "")) or _short(_iri(template["property"]))


def _iri(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return _PREFIXES[prefix] + rest if prefix in _PREFIXES else name


def _short(iri: str) -> str:
    extra = {
        "adms": "http://www.w3.org/ns/adms#",
        "dcatap": "http://data.europa.eu/r5r/",
        "spdx": "http://spdx.org/rdf/terms#",
    }
    for prefix, start in {**_PREFIXES, **extra, "org": "https://www.w3.org/ns/org#"}.items():
        if iri.startswith(start):
            return f"{prefix}:{iri.removeprefix(start)}"
    return iri


if __name__ == "__main__":
    made = convert(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
