"""What the overview pages show: charts, the map, and obstacles with quotations."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kkharvest import taxonomy
from kkharvest.classify.hindrance import KINDS
from kkharvest.core.text import shorten
from kkharvest.publish.record import Record
from kkharvest.publish.site.facts import Facts
from kkharvest.taxonomy.shapes import sweden

__all__ = ["Chart", "HindranceGroup", "charts", "hindrance_groups", "map_shapes", "map_steps"]

_LABEL = 60
_PLACES = 15
_QUOTES = 4
_THEMES = 3
# A number below one needs no nought before its point.
_SHORTER = re.compile(r"(?<!\d)0(\.)")
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


def map_shapes(facts: Facts) -> list[dict[str, Any]]:
    """Every municipality as a shape, shaded by its number of examples, in order of its code."""
    steps, paths = map_steps(facts), sweden().municipalities
    found = []
    for place in taxonomy.municipalities():
        number = len(facts.by_place.get(place.kommunkod, ()))
        shade = sum(number >= start for start, _ in steps)
        path = _SHORTER.sub(r"\1", paths[place.kommunkod].replace(" -", "-"))
        found.append({"code": place.kommunkod, "name": place.name, "number": number, "shade": shade, "path": path})
    return found


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
