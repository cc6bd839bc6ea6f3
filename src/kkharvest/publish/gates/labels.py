"""Whether records say what a record must say, in known labels, and are not suddenly fewer."""

import re
from collections.abc import Sequence

from kkharvest import taxonomy
from kkharvest.publish.record import Record

__all__ = ["incomplete", "sudden_drop", "unknown_labels"]

_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?")


def unknown_labels(records: Sequence[Record]) -> list[str]:
    """Themes, areas, levels and municipalities that the taxonomy does not know, or knows by another name."""
    themes = {theme.slug for theme in taxonomy.predicted_themes()}
    areas = {area.slug for area in taxonomy.areas()}
    levels = {level.slug for level in taxonomy.levels()} | {None}
    places = {(place.kommunkod, place.name) for place in taxonomy.municipalities()}
    faults = []
    for record in records:
        if not record["themes"] or not set(record["themes"]) <= themes:
            faults.append(f"{record['id']} has themes {record['themes']}")
        if not set(record["areas"]) <= areas or record["level"] not in levels:
            faults.append(f"{record['id']} has areas {record['areas']} and level {record['level']}")
        if not {(place["kommunkod"], place["name"]) for place in record["municipalities"]} <= places:
            faults.append(f"{record['id']} has municipalities {record['municipalities']}")
    return faults


def incomplete(records: Sequence[Record]) -> list[str]:
    """Records without a title or a source, and sources without an absolute address."""
    faults = []
    for record in records:
        faults += [f"{record['id']} has no {name}" for name in ("title", "sources") if not record[name]]
        faults += [
            f"{record['id']} has a source without an absolute address: {voice['url']!r}"
            for voice in record["sources"]
            if not _ADDRESS.fullmatch(voice["url"])
        ]
    return faults


def sudden_drop(now: int, earlier: int, max_drop: float) -> list[str]:
    """What is wrong with `now` examples after `earlier`: a larger share of them is gone than may be."""
    if earlier and now < earlier * (1 - max_drop):
        return [f"{now} examples, the release before has {earlier}: a drop beyond {max_drop:.0%}"]
    return []
