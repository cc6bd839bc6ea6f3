"""Filters: JSON objects in, one a line; one line out for each, in order.

A filter is a function over a batch of objects that gives, for each, the fields to add or a `Fault`. Whatever else a
line held is passed through. A bad line never stops the others: `{"id": …, "error": "…"}` stands in its place, the
message goes to standard error too, and the exit status is 1 at the end.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Fault", "Fields", "Filter", "required_text", "run_filter"]

Fields = dict[str, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be answered."""

    message: str


Filter = Callable[[Sequence[Fields]], Sequence[Fields | Fault]]


def required_text(fields: Fields, *names: str) -> Fault | None:
    """The first of `names` that is missing or no text, as a fault."""
    for name in names:
        if name not in fields or fields[name] is None:
            return Fault(f"field '{name}' is missing")
        if not isinstance(fields[name], str):
            return Fault(f"field '{name}' must be text, not {type(fields[name]).__name__}")
    return None


def run_filter(
    lines: Iterable[bytes],
    work: Filter,
    *,
    write: Callable[[str], object],
    warn: Callable[[str], object],
    batch: int | None = 64,
    drop: Sequence[str] = (),
) -> int:
    """Answers every line through `work`, `batch` lines at a time (all at once for None); the exit status.

    Fields named in `drop` are not passed through (a page's own HTML, for instance).
    """
    status = 0
    for group in _batches(lines, batch):
        good = [fields for _, fields in group if not isinstance(fields, Fault)]
        answers = iter(work(good) if good else ())
        for number, fields in group:
            answer = fields if isinstance(fields, Fault) else next(answers)
            identity = None if isinstance(fields, Fault) else fields.get("id")
            if isinstance(answer, Fault):
                status = 1
                warn(f"line {number}: {answer.message}")
                line: Fields = {"id": identity, "error": answer.message}
            else:
                passed = {} if isinstance(fields, Fault) else {k: v for k, v in fields.items() if k not in drop}
                line = {**passed, **answer}
            write(_SURROGATE.sub("\ufffd", json.dumps(line, ensure_ascii=False, allow_nan=False)) + "\n")
    return status


def _batches(lines: Iterable[bytes], size: int | None) -> Iterator[list[tuple[int, Fields | Fault]]]:
    group: list[tuple[int, Fields | Fault]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        group.append((number, _parsed(line)))
        if size is not None and len(group) >= size:
            yield group
            group = []
    if group:
        yield group


def _parsed(line: bytes) -> Fields | Fault:
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        return Fault(f"not UTF-8: {error.reason} at byte {error.start}")
    except (ValueError, RecursionError) as error:
        return Fault(f"not JSON: {error}")
    if not isinstance(value, dict):
        return Fault(f"not a JSON object but {type(value).__name__}")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")
