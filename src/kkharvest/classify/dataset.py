"""Labelled texts: models/training/*.jsonl, validated and typed.

A line is one text with the labels an editor of the collection would choose. `initiative` names what the text tells
of; texts of one initiative never stand on both sides of a split.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kkharvest.classify.hindrance import KINDS
from kkharvest.core.errors import InputError
from kkharvest.taxonomy import areas, levels, predicted_themes

__all__ = ["Example", "read_examples", "training_hash"]


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text; `themes` has the most central first and is empty for near misses.

    `hindrance_kinds` belong to `hindrances` one by one, or are absent. `lookalikes` are sentences that sound like a
    hindrance and tell of none; a text that has some was judged sentence by sentence.
    """

    id: str
    initiative: str
    title: str
    text: str
    is_example: bool
    themes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    level: str | None = None
    lang: str = "sv"
    url: str | None = None
    register: str | None = None
    negative_kind: str | None = None
    hindrances: tuple[str, ...] = ()
    hindrance_kinds: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    is_hard: bool = False


def read_examples(folder: Path) -> list[Example]:
    """All labelled texts of a folder, ordered by id; raises `InputError` listing every fault with its line."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"There are no labelled texts (*.jsonl) in {folder}.")
    faults: list[str] = []
    found: dict[str, Example] = {}
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.strip():
                continue
            try:
                example = _example(json.loads(line))
                if example.id in found:
                    raise ValueError(f"the id {example.id} is used twice")  # noqa: TRY301 - gathered with the others
                found[example.id] = example
            except (ValueError, TypeError, KeyError) as error:
                faults.append(f"  {path.name}:{number}: {_reason(error)}")
    if faults:
        raise InputError("Labelled texts have faults:\n" + "\n".join(faults))
    return sorted(found.values(), key=lambda example: example.id)


def training_hash(examples: Iterable[Example]) -> str:
    """SHA-256 over everything that training reads: ids, words and labels; independent of order."""
    rows = sorted(
        json.dumps(
            [
                *(e.id, e.initiative, e.title, e.text, e.is_example, e.themes, e.areas, e.level),
                *(e.negative_kind, e.hindrances, e.hindrance_kinds, e.lookalikes),
            ],
            ensure_ascii=False,
        )
        for e in examples
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _example(row: Any) -> Example:
    if not isinstance(row, dict):
        raise TypeError("the line is no JSON object")
    example = Example(
        id=_text(row, "id"),
        initiative=_text(row, "initiative"),
        title=_text(row, "title", may_be_empty=True),
        text=_text(row, "text"),
        is_example=_flag(row, "is_example"),
        themes=_labels(row, "themes", [theme.slug for theme in predicted_themes()]),
        areas=_labels(row, "areas", [area.slug for area in areas()]),
        level=next(iter(_labels({"level": _as_list(row.get("level"))}, "level", [lv.slug for lv in levels()])), None),
        lang=str(row.get("lang") or "sv"),
        url=row.get("url"),
        register=row.get("register"),
        negative_kind=row.get("negative_kind"),
        hindrances=tuple(str(sentence) for sentence in row.get("hindrances") or ()),
        hindrance_kinds=_labels(row, "hindrance_kinds", KINDS),
        lookalikes=tuple(str(sentence) for sentence in row.get("lookalikes") or ()),
        is_hard=bool(row.get("hard")),
    )
    if example.is_example and not example.themes:
        raise ValueError("an example needs at least one theme")
    if example.hindrance_kinds and len(example.hindrance_kinds) != len(example.hindrances):
        raise ValueError("field 'hindrance_kinds' needs a kind for every hindrance")
    return example


def _text(row: dict[str, Any], field: str, *, may_be_empty: bool = False) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not (value.strip() or may_be_empty):
        raise ValueError(f"field '{field}' must be text")
    return value


def _flag(row: dict[str, Any], field: str) -> bool:
    value = row.get(field)
    if not isinstance(value, bool):
        raise TypeError(f"field '{field}' must be true or false")
    return value


def _labels(row: dict[str, Any], field: str, known: Sequence[str]) -> tuple[str, ...]:
    values = row.get(field) or []
    unknown = [str(value) for value in values if value not in known]
    if unknown:
        raise ValueError(f"field '{field}' holds unknown labels: {', '.join(unknown)}")
    return tuple(values)


def _as_list(value: Any) -> list[Any]:
    return [] if value is None else [value]


def _reason(error: Exception) -> str:
    return f"field {error} is missing" if isinstance(error, KeyError) else str(error)
