"""Who pays for public projects in Sweden: authorities, EU funds, programmes and foundations, and their other names.

A name list, no register. `pays_only` parts a fund or programme, which exists to pay, from a body that also does other
things: the first is a payer wherever money is spoken of, the second only where the words say that it pays.
"""

from dataclasses import dataclass
from functools import cache

from kkharvest.taxonomy.tables import Row, data_text, parse_csv, parse_rows

__all__ = ["Funder", "funders", "parse_funders"]

_PAYS = {"only": True, "also": False}


@dataclass(frozen=True, slots=True)
class Funder:
    """A payer by the name it is shown with; `aliases` are other ways to write it."""

    name: str
    pays_only: bool
    aliases: tuple[str, ...] = ()


@cache
def funders() -> tuple[Funder, ...]:
    """Every known payer in file order."""
    return parse_funders(data_text("funders.csv"))


def parse_funders(text: str, name: str = "funders.csv") -> tuple[Funder, ...]:
    """Payers of a CSV text in file order; raises `InputError` listing every fault."""

    def build(row: Row) -> Funder:
        if not str(row["name"]).strip():
            raise ValueError("name is empty")
        if row["pays"] not in _PAYS:
            raise ValueError(f"pays is “only” or “also”, not {row['pays']!r}")
        aliases = tuple(part for part in str(row["aliases"]).split("|") if part)
        return Funder(str(row["name"]), _PAYS[row["pays"]], aliases)

    return parse_rows(parse_csv(text, name), name, build, lambda body: body.name)
