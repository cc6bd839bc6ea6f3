"""What the records say together: groups, neighbours, and a text on each area."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from kkharvest import taxonomy
from kkharvest.publish.record import Record

__all__ = ["Facts", "area_narrative", "of_different_places"]

_RELATED = 3
_NAMED = 6
_MENTIONED = 3


class Facts:
    """The records by theme, area, level, municipality and county."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.by_theme: dict[str, list[Record]] = defaultdict(list)
        self.by_area: dict[str, list[Record]] = defaultdict(list)
        self.by_level: dict[str, list[Record]] = defaultdict(list)
        self.by_place: dict[str, list[Record]] = defaultdict(list)
        self.by_county: dict[str, list[Record]] = defaultdict(list)
        self._positions = {record["id"]: position for position, record in enumerate(records)}
        for record in records:
            for slug in record["themes"]:
                self.by_theme[slug].append(record)
            for slug in record["areas"]:
                self.by_area[slug].append(record)
            if record["level"]:
                self.by_level[record["level"]].append(record)
            codes = [place["kommunkod"] for place in record["municipalities"]]
            for code in codes:
                self.by_place[code].append(record)
            for county in sorted({code[:2] for code in codes}):
                self.by_county[county].append(record)
        self._nearby = {id(group): {one["id"]: at for at, one in enumerate(group)} for group in self._groups()}

    def related(self, record: Record) -> list[Record]:
        """Up to three others: of the same municipality, then of the same area, then of the same theme."""
        found: dict[str, Record] = {}
        own = [self.by_place[place["kommunkod"]] for place in record["municipalities"]]
        groups = (
            own + [self.by_area[slug] for slug in record["areas"]] + [self.by_theme[slug] for slug in record["themes"]]
        )
        for group in groups:
            at = self._nearby[id(group)][record["id"]]
            for step in range(1, min(len(group), _RELATED + 1)):
                other = group[(at + step) % len(group)]
                if other["id"] != record["id"] and len(found) < _RELATED:
                    found.setdefault(other["id"], other)
        return list(found.values())

    def _groups(self) -> Iterator[list[Record]]:
        for groups in (self.by_theme, self.by_area, self.by_place):
            yield from groups.values()


def of_different_places(records: Sequence[Record]) -> list[Record]:
    """The first few records, none of the same municipality as an earlier one."""
    found: list[Record] = []
    seen: set[str] = set()
    for record in records:
        codes = {place["kommunkod"] for place in record["municipalities"]}
        if not codes & seen and len(found) < _MENTIONED:
            found.append(record)
            seen |= codes
    return found


def area_narrative(records: Sequence[Record], theme_names: Mapping[str, str], language: str) -> list[str]:
    """One paragraph of facts on an area's examples; none when there are no examples."""
    if not records:
        return []
    places = Counter(place["name"] for record in records for place in record["municipalities"])
    themes = Counter(slug for record in records for slug in record["themes"])
    years = sorted({record["published"][:4] for record in records if record["published"]})
    levels = {level.slug: level for level in taxonomy.levels()}
    reached = Counter(record["level"] for record in records if record["level"])
    sv = language == "sv"
    count = len(records)
    said = [
        f"Här finns {count} exempel."
        if sv
        else f"There {'is' if count == 1 else 'are'} {count} example{'s' * (count != 1)} here."
    ]
    if places:
        named = _listed([name for name, _ in places.most_common(_NAMED)], "och" if sv else "and")
        said.append(
            (
                f"De kommer från {len(places)} kommuner, bland dem {named}."
                if len(places) > _NAMED
                else f"{'Det' if count == 1 else 'De'} kommer från {named}."
            )
            if sv
            else (
                f"They come from {len(places)} municipalities, among them {named}."
                if len(places) > _NAMED
                else f"{'It comes' if count == 1 else 'They come'} from {named}."
            )
        )
    named = _listed([theme_names[slug] for slug, _ in themes.most_common(2)], "och" if sv else "and")
    said.append(
        f"{'Det hör' if count == 1 else 'Oftast hör de'} till {named}."
        if sv
        else f"{'It belongs' if count == 1 else 'Most belong'} to {named}."
    )
    if reached:
        level = levels[reached.most_common(1)[0][0]]
        said.append(
            f"{'Stödnivån är' if count == 1 else 'Vanligast är stödnivån'} {level.name.lower()}."
            if sv
            else f"The {'' if count == 1 else 'most common '}level of support is to {level.name_en.lower()}."
        )
    if years:
        span = years[0] if len(years) == 1 else f"{years[0]}–{years[-1]}"
        said.append(
            f"{'Källan' if count == 1 else 'Källorna'} är från {span}."
            if sv
            else f"The source{'' if count == 1 else 's'} date{'s' if count == 1 else ''} from {span}."
        )
    return [" ".join(said)]


def _listed(names: Sequence[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"
