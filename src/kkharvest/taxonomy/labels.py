"""Themes, areas and support levels: the three facets an example is labelled with."""

import re
from dataclasses import dataclass
from functools import cache

from kkharvest.taxonomy.tables import Row, data_text, parse_rows, parse_yaml

__all__ = [
    "Area",
    "Level",
    "Theme",
    "areas",
    "levels",
    "parse_areas",
    "parse_levels",
    "parse_themes",
    "predicted_themes",
    "themes",
]

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = frozenset({"slug", "name", "name_en", "definition_sv", "definition_en"})


@dataclass(frozen=True, slots=True)
class _Label:
    """A label: `slug` is its identity, `name` Swedish as published, definitions are sentences."""

    slug: str
    name: str
    name_en: str
    definition_sv: str
    definition_en: str


@dataclass(frozen=True, slots=True)
class Theme(_Label):
    """An entry of the published filter; one that `holds_all` is never predicted."""

    holds_all: bool = False


@dataclass(frozen=True, slots=True)
class Area(_Label):
    """A subject of the published page's running text."""


@dataclass(frozen=True, slots=True)
class Level(_Label):
    """How far a municipality goes; `order` counts from 1, the least committed."""

    order: int = 0


@cache
def themes() -> tuple[Theme, ...]:
    """All 14 themes in published order, `alla-exempel` first."""
    return parse_themes(data_text("themes.yml"))


@cache
def predicted_themes() -> tuple[Theme, ...]:
    """The 13 themes that a classifier chooses among, in published order."""
    return tuple(theme for theme in themes() if not theme.holds_all)


@cache
def areas() -> tuple[Area, ...]:
    """The 18 areas in published order."""
    return parse_areas(data_text("areas.yml"))


@cache
def levels() -> tuple[Level, ...]:
    """The 4 support levels, lowest first."""
    return parse_levels(data_text("levels.yml"))


def parse_themes(text: str, name: str = "themes.yml") -> tuple[Theme, ...]:
    """Themes of a YAML text; raises `InputError` listing every fault."""

    def build(row: Row) -> Theme:
        holds_all = row.get("holds_all", False)
        if not isinstance(holds_all, bool):
            raise ValueError("holds_all must be true or false")  # noqa: TRY004 - parse_rows gathers ValueError
        return Theme(**_texts(row, optional=frozenset({"holds_all"})), holds_all=holds_all)

    return parse_rows(parse_yaml(text, name), name, build, _slug)


def parse_areas(text: str, name: str = "areas.yml") -> tuple[Area, ...]:
    """Areas of a YAML text; raises `InputError` listing every fault."""
    return parse_rows(parse_yaml(text, name), name, lambda row: Area(**_texts(row)), _slug)


def parse_levels(text: str, name: str = "levels.yml") -> tuple[Level, ...]:
    """Levels of a YAML text in file order; raises `InputError` listing every fault."""
    rows = parse_yaml(text, name)
    numbered = {id(row): number for number, row in enumerate(rows, start=1)}
    return parse_rows(rows, name, lambda row: Level(**_texts(row), order=numbered[id(row)]), _slug)


def _slug(label: _Label) -> str:
    return label.slug


def _texts(row: Row, optional: frozenset[str] = frozenset()) -> dict[str, str]:
    unknown = sorted(str(key) for key in row.keys() - _KEYS - optional)
    if unknown:
        raise ValueError(f"unknown field {', '.join(unknown)}")
    texts = {}
    for key in sorted(_KEYS):
        value = row[key]
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{key} must be a text")
        texts[key] = value.strip()
    if not _SLUG.fullmatch(texts["slug"]):
        raise ValueError(f"slug {texts['slug']!r} may hold a-z, 0-9 and single hyphens")
    return texts
