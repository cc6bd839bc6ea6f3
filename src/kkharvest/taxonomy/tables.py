"""Rows of the taxonomy's data files, checked for form.

The faults of a file are gathered and raised together as one `InputError` that names file and row.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any, TypeVar

import yaml

from kkharvest.core.errors import InputError

__all__ = ["Row", "data_text", "parse_csv", "parse_rows", "parse_yaml"]

Row = Mapping[str, Any]
_Record = TypeVar("_Record")


def data_text(name: str) -> str:
    """Text of the data file `name`."""
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


def parse_yaml(text: str, name: str) -> list[Row]:
    """Mappings of a YAML list; raises `InputError` for anything else."""
    try:
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise InputError(f"{name} is no YAML: {error}") from None
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise InputError(f"{name} must be a list of mappings")
    return value


def parse_csv(text: str, name: str) -> list[Row]:
    """Rows of a CSV file with a header; raises `InputError` for short or long rows."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num + 1}: {error}") from None
    for number, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise InputError(f"{name}, line {number}: {len(reader.fieldnames or ())} columns expected")
    return list(rows)


def parse_rows(
    rows: Iterable[Row], name: str, build: Callable[[Row], _Record], key: Callable[[_Record], str]
) -> tuple[_Record, ...]:
    """Records in file order, keys unique; raises `InputError` listing every faulty row.

    `build` reports a fault by raising `ValueError` or `KeyError` (a column that is missing).
    """
    records: dict[str, _Record] = {}
    faults: list[str] = []
    for number, row in enumerate(rows, start=1):
        try:
            record = build(row)
        except KeyError as error:
            faults.append(f"row {number}: {error.args[0]} is missing")
        except ValueError as error:
            faults.append(f"row {number}: {error}")
        else:
            if key(record) in records:
                faults.append(f"row {number}: {key(record)} stands twice")
            records[key(record)] = record
    if faults:
        raise InputError(f"{name} has faults:\n" + "\n".join(f"  {fault}" for fault in faults))
    return tuple(records.values())
