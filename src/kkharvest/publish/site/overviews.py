"""What the overview pages show: charts, the schematic map, and obstacles with quotations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kkharvest import taxonomy
from kkharvest.classify.hindrance import KINDS
from kkharvest.core.text import shorten
from kkharvest.publish.record import Record
from kkharvest.publish.site.facts import Facts

__all__ = ["Chart", "HindranceGroup", "charts", "hindrance_groups", "map_steps", "map_tiles"]

_LABEL = 60
_PLACES = 15
_QUOTES = 4
_THEMES = 3
# Where each county stands in the schematic map: column and row of its square.
_TILES = {
    "25": (3, 0), "24": (3, 1), "23": (2, 2), "22": (3, 2), "20": (2, 3), "21": (3, 3), "17": (1, 4), "18": (2, 4),
    "19": (3, 4), "03": (4, 4), "14": (1, 5), "05": (2, 6), "04": (3, 5), "01": (4, 5), "06": (1, 6), "08": (3, 7),
    "13": (0, 7), "07": (2, 7), "09": (4, 7), "12": (1, 8), "10": (2, 8),
}  # fmt: skip
_TILE = (124, 112)
_CELLS_A_ROW, _CELL = 10, 11
# Shares of the municipality with most examples above which a square is a shade darker.
_SHADES = (0.0, 0.25, 0.6)


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers under names: bars and a table in one."""

    name: str
    heading: str
    bars: tuple[tuple[str, int], ...]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((number for _, number in self.bars), default=0)


@dataclass(frozen=True, slots=True)
class HindranceGroup:
    """A kind of obstacle: how many examples tell of it, in which themes, and some of the sentences."""

    kind: str
    number: int
    themes: tuple[tuple[str, int], ...]
    quotes: tuple[tuple[Record, Mapping[str, str]], ...]


def charts(
    facts: Facts,
    records: Sequence[Record],
    words: Mapping[str, str],
    names: Sequence[tuple[str, str, Mapping[str, str], Mapping[str, list[Record]]]],
) -> list[Chart]:
    """By each of `names` (chart, heading, names by slug, records by slug), by year, county and municipality."""
    found = [
        Chart(chart, heading, tuple((shorten(name, _LABEL), len(groups[slug])) for slug, name in labels.items()))
        for chart, heading, labels, groups in names
    ]
    years = Counter((record["published"] or "")[:4] or words["unknown"] for record in records)
    counties = tuple((region.county, len(facts.by_county[region.code])) for region in taxonomy.regions())
    places = sorted(
        ((place.name, len(facts.by_place.get(place.kommunkod, ()))) for place in taxonomy.municipalities()),
        key=lambda pair: (-pair[1], pair[0]),
    )
    return [
        *found,
        Chart("ar", words["per_year"], tuple(sorted(years.items()))),
        Chart("lan", words["per_county"], counties),
        Chart("kommun", words["per_place"], tuple(pair for pair in places[:_PLACES] if pair[1])),
    ]


def map_steps(facts: Facts) -> list[tuple[int, int]]:
    """From and to how many examples each shade stands for, palest first; only shades that can occur."""
    most = max((len(group) for group in facts.by_place.values()), default=0)
    starts = [int(share * most) + 1 for share in _SHADES]
    ends = [*(start - 1 for start in starts[1:]), most]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start <= end]


def map_tiles(facts: Facts) -> list[dict[str, Any]]:
    """A square for each county, with a small one for each of its municipalities, shaded by the number of examples."""
    steps = map_steps(facts)
    tiles = []
    for county in taxonomy.regions():
        column, row = _TILES[county.code]
        held = [place for place in taxonomy.municipalities() if place.county_code == county.code]
        cells = []
        for at, place in enumerate(held):
            number = len(facts.by_place.get(place.kommunkod, ()))
            shade = sum(number >= start for start, _ in steps)
            x, y = at % _CELLS_A_ROW * _CELL, at // _CELLS_A_ROW * _CELL
            cells.append({"name": place.name, "number": number, "shade": shade, "x": x, "y": y})
        tiles.append(
            {"code": county.code, "name": county.county, "short": county.short_name, "cells": cells,
             "number": len(facts.by_county[county.code]), "x": column * _TILE[0] + 1, "y": row * _TILE[1] + 1}
        )  # fmt: skip
    return tiles


def hindrance_groups(records: Sequence[Record]) -> list[HindranceGroup]:
    """Kinds of obstacles by how many examples tell of them; what fits no kind comes last.

    The sentences are of the newest examples.
    """
    told: dict[str, list[tuple[Record, Mapping[str, str]]]] = {kind: [] for kind in KINDS}
    for record in sorted(records, key=lambda one: (one["accepted_at"], one["id"]), reverse=True):
        for hindrance in record.get("hindrances", ()):
            told[hindrance["kind"]].append((record, hindrance))
    groups = [
        HindranceGroup(
            kind,
            len(found),
            tuple(Counter(slug for record, _ in found for slug in record["themes"]).most_common(_THEMES)),
            tuple(found[:_QUOTES]),
        )
        for kind, found in told.items()
        if found
    ]
    return sorted(groups, key=lambda group: (group.kind == "other", -group.number))
