"""The profile's rules, typed."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["Form", "Rule", "Shape", "profile"]


@dataclass(frozen=True, slots=True)
class Form:
    """One way a value may look: `node` is URI, RESOURCE (or blank node), or a kind of literal."""

    node: str
    datatypes: tuple[str, ...] = ()
    pattern: str = ""
    scheme: str = ""
    values: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()
    is_deprecated: bool = False
    rules: "tuple[Rule, ...]" = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What the profile says of one property of a class; `when` names a property and value that make it apply."""

    iri: str
    name: str
    label_sv: str
    label_en: str
    min: int
    max: int | None
    is_recommended: bool
    forms: tuple[Form, ...]
    when: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """The rules of a class of things."""

    name: str
    classes: tuple[str, ...]
    rules: tuple[Rule, ...] = field(default=())


@cache
def profile() -> dict[str, Shape]:
    """The shapes by name: Catalog, Dataset, DatasetSeries, Distribution, DataService, Agent, ContactPoint."""
    text = (files(__package__) / "data" / "profile.json").read_text(encoding="utf-8")
    return {
        name: Shape(name, tuple(shape["classes"]), tuple(map(_rule, shape["rules"])))
        for name, shape in json.loads(text)["shapes"].items()
    }


def _rule(row: dict[str, Any]) -> Rule:
    when = row.get("when")
    return Rule(
        row["property"],
        row["name"],
        row["label"]["sv"],
        row["label"]["en"],
        row["min"],
        row["max"],
        row["recommended"],
        tuple(map(_form, row["forms"])),
        (when[0], when[1]) if when else None,
    )


def _form(row: dict[str, Any]) -> Form:
    return Form(
        row["node"],
        tuple(row.get("datatypes", ())),
        row.get("pattern", ""),
        row.get("scheme", ""),
        frozenset(row.get("values", ())),
        tuple(row.get("classes", ())),
        bool(row.get("deprecated")),
        tuple(map(_rule, row.get("rules", ()))),
    )
