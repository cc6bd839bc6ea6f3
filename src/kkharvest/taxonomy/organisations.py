"""Organisations that often take part: universities, authorities, associations and companies by name.

A name list, no register: an organisation that is missing is still found by its form ("… AB", "… universitet"). Names
that are also common words stand in `data/organisations.csv` only in their long form.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kkharvest.taxonomy.tables import Row, data_text, parse_csv, parse_rows

__all__ = ["Organisation", "OrganisationKind", "organisations", "parse_organisations"]


class OrganisationKind(StrEnum):
    """What sort of body an organisation is."""

    UNIVERSITY = "university"  # universities, institutes, science parks, incubators
    PUBLIC = "public"  # authorities, regional bodies, programmes
    ASSOCIATION = "association"
    COMPANY = "company"  # municipal companies too


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation by the name it is shown with; `aliases` are other ways to write it."""

    name: str
    kind: OrganisationKind
    aliases: tuple[str, ...] = ()


@cache
def organisations() -> tuple[Organisation, ...]:
    """Every known organisation in file order."""
    return parse_organisations(data_text("organisations.csv"))


def parse_organisations(text: str, name: str = "organisations.csv") -> tuple[Organisation, ...]:
    """Organisations of a CSV text in file order; raises `InputError` listing every fault."""

    def build(row: Row) -> Organisation:
        if not str(row["name"]).strip():
            raise ValueError("name is empty")
        aliases = tuple(part for part in str(row["aliases"]).split("|") if part)
        return Organisation(str(row["name"]), OrganisationKind(row["kind"]), aliases)

    return parse_rows(parse_csv(text, name), name, build, lambda body: body.name)
