"""What a record tells beside title and labels, as rows: details, organisations, obstacles."""

from collections.abc import Sequence

from kkharvest.publish.record import Record

__all__ = ["DETAILS", "HINDRANCES", "ORGANISATIONS", "details_rows", "hindrances_rows", "organisations_rows"]

Cells = Sequence[str | int | None]

DETAILS = ("form", "status", "period_from", "period_to", "results", "funding", "quote", "verified")
"""Columns after the example's id; empty where a reviewer told nothing."""

ORGANISATIONS = ("position", "name", "role")
HINDRANCES = ("kind", "quote", "url")


def details_rows(record: Record) -> list[Cells]:
    """One row with the columns of `DETAILS`, or none."""
    told = record.get("details", {})
    period = told.get("period", {})
    flat = {**told, "period_from": period.get("from"), "period_to": period.get("to")}
    flat["quote"] = told.get("quote", {}).get("text")
    cells = [flat.get(name) for name in DETAILS]
    return [[record["id"], *cells]] if any(cells) else []


def organisations_rows(record: Record) -> list[Cells]:
    """A row an organisation that takes part."""
    told = record.get("details", {}).get("organisations", ())
    return [[record["id"], number, one["name"], one["role"]] for number, one in enumerate(told)]


def hindrances_rows(record: Record) -> list[Cells]:
    """A row an obstacle."""
    return [[record["id"], *(one[name] for name in HINDRANCES)] for one in record.get("hindrances", ())]
