"""The 290 municipalities and 21 regions, by the codes of Statistics Sweden (SCB).

The codes and names agree in two public compilations of SCB's list (sjbrg/swedish-geodata, CC0, and
MagnumOpuses/JobScanning); which 14 municipalities call themselves *stad* follows Wikipedia's list, which 23 are
cities of Klimatneutrala städer 2030 viablecities.se (the 23 since October 2021).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from kkharvest.core.errors import InputError
from kkharvest.taxonomy.tables import Row, data_text, parse_csv, parse_rows

__all__ = [
    "Ambiguity",
    "Municipality",
    "Region",
    "cities_2030",
    "municipalities",
    "municipality",
    "parse_municipalities",
    "parse_regions",
    "region",
    "regions",
]

_KOMMUNKOD = re.compile(r"\d{4}")
_COUNTY_CODE = re.compile(r"\d{2}")
_YES_NO = {"yes": True, "": False}


class Ambiguity(StrEnum):
    """Why a municipality's bare name in a text may mean something else."""

    WORD = "word"  # a common word at the start of a sentence: Mark, Vara, Köping
    NAME = "name"  # a first name or surname: Nora, Lund, Falkenberg
    COUNTY = "county"  # the county and its region carry the same name: Kalmar, Örebro
    PROVINCE = "province"  # a province as well: Gotland, Härjedalen
    COMPANY = "company"  # a company known by the same name: Trelleborg, Höganäs
    LOOKALIKE = "lookalike"  # one letter from another municipality: Habo and Håbo (habo.se is Håbo's)


@dataclass(frozen=True, slots=True)
class Region:
    """A county and the region that governs it; `code` is the two-digit county code."""

    code: str
    name: str
    county: str
    short_name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality; `official_name` is how it calls itself ("Helsingborgs stad")."""

    kommunkod: str
    name: str
    official_name: str
    region: Region
    aliases: tuple[str, ...] = ()
    ambiguity: tuple[Ambiguity, ...] = ()
    is_city_2030: bool = False

    @property
    def county_code(self) -> str:
        """Two-digit county code, the first two digits of the kommunkod."""
        return self.kommunkod[:2]

    @property
    def county(self) -> str:
        """Name of the county: "Skåne län"."""
        return self.region.county

    @property
    def region_name(self) -> str:
        """Name of the region: "Region Skåne"."""
        return self.region.name

    @property
    def ambiguous(self) -> bool:
        """Whether the bare name needs context before it means this municipality."""
        return bool(self.ambiguity)

    @property
    def genitive(self) -> str:
        """Genitive of the name: "Helsingborgs", unchanged after s, x and z."""
        return self.name if self.name[-1] in "sxz" else f"{self.name}s"


@cache
def regions() -> tuple[Region, ...]:
    """The 21 regions in order of county code."""
    return parse_regions(data_text("regions.csv"))


@cache
def municipalities() -> tuple[Municipality, ...]:
    """The 290 municipalities in order of kommunkod."""
    return parse_municipalities(data_text("municipalities.csv"), regions())


@cache
def cities_2030() -> tuple[Municipality, ...]:
    """The 23 cities of Klimatneutrala städer 2030 in order of kommunkod."""
    return tuple(place for place in municipalities() if place.is_city_2030)


def municipality(kommunkod: str) -> Municipality:
    """The municipality with this code; raises `KeyError` when there is none."""
    return _by_kommunkod()[kommunkod]


def region(code: str) -> Region:
    """The region with this county code; raises `KeyError` when there is none."""
    return _by_county_code()[code]


@cache
def _by_kommunkod() -> dict[str, Municipality]:
    return {place.kommunkod: place for place in municipalities()}


@cache
def _by_county_code() -> dict[str, Region]:
    return {place.code: place for place in regions()}


def parse_regions(text: str, name: str = "regions.csv") -> tuple[Region, ...]:
    """Regions of a CSV text in file order; raises `InputError` listing every fault."""

    def build(row: Row) -> Region:
        return Region(
            code=_code(row, "code", _COUNTY_CODE),
            name=_text(row, "name"),
            county=_text(row, "county"),
            short_name=_text(row, "short_name"),
            aliases=_parts(row, "aliases"),
        )

    return parse_rows(parse_csv(text, name), name, build, lambda place: place.code)


def parse_municipalities(
    text: str, known: tuple[Region, ...], name: str = "municipalities.csv"
) -> tuple[Municipality, ...]:
    """Municipalities of a CSV text in file order; raises `InputError` listing every fault.

    Each must lie in one of the `known` regions, and no two may share a name.
    """
    by_code = {place.code: place for place in known}

    def build(row: Row) -> Municipality:
        kommunkod = _code(row, "kommunkod", _KOMMUNKOD)
        if kommunkod[:2] not in by_code:
            raise ValueError(f"kommunkod {kommunkod} begins with no county code")
        if row["is_city_2030"] not in _YES_NO:
            raise ValueError("is_city_2030 must be yes or empty")
        return Municipality(
            kommunkod=kommunkod,
            name=_text(row, "name"),
            official_name=_text(row, "official_name"),
            region=by_code[kommunkod[:2]],
            aliases=_parts(row, "aliases"),
            ambiguity=tuple(Ambiguity(part) for part in _parts(row, "ambiguity")),
            is_city_2030=_YES_NO[row["is_city_2030"]],
        )

    places = parse_rows(parse_csv(text, name), name, build, lambda place: place.kommunkod)
    names = [place.name for place in places]
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise InputError(f"{name} has a name twice: {', '.join(twice)}")
    return places


def _text(row: Row, key: str) -> str:
    value = str(row[key]).strip()
    if not value:
        raise ValueError(f"{key} is empty")
    return value


def _code(row: Row, key: str, form: re.Pattern[str]) -> str:
    value = _text(row, key)
    if not form.fullmatch(value):
        raise ValueError(f"{key} {value!r} has the wrong form")
    return value


def _parts(row: Row, key: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(row[key]).split("|") if part.strip())
