import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.errors import InputError
from kkharvest.taxonomy import Ambiguity, cities_2030, municipalities, municipality, region, regions
from kkharvest.taxonomy.places import parse_municipalities, parse_regions

CITIES = """Borås Borlänge Enköping Eskilstuna Gävle Göteborg Helsingborg Järfälla Kalmar Karlstad Kristianstad
    Linköping Lund Malmö Mariestad Nacka Skellefteå Stockholm Umeå Uppsala Växjö Örebro Östersund""".split()
COUNTY_CODES = "01 03 04 05 06 07 08 09 10 12 13 14 17 18 19 20 21 22 23 24 25".split()
# Number of municipalities in each county, as SCB counts them.
IN_COUNTY = [26, 8, 9, 13, 13, 8, 12, 1, 5, 33, 6, 49, 16, 12, 10, 15, 10, 7, 8, 15, 14]
HEADER = "kommunkod,name,official_name,aliases,ambiguity,is_city_2030\n"

codes = st.sampled_from([place.kommunkod for place in municipalities()])


def test_there_are_290_municipalities_with_codes_and_names_of_their_own() -> None:
    places = municipalities()
    assert len(places) == 290
    assert len({place.kommunkod for place in places}) == 290
    assert len({place.name for place in places}) == 290
    assert len({place.official_name for place in places}) == 290


def test_there_are_21_regions_with_the_county_codes() -> None:
    assert [place.code for place in regions()] == COUNTY_CODES
    for field in ("name", "county", "short_name"):
        assert len({getattr(place, field) for place in regions()}) == 21


def test_each_county_holds_as_many_municipalities_as_it_should() -> None:
    counts = [sum(place.region is county for place in municipalities()) for county in regions()]
    assert counts == IN_COUNTY


@given(codes)
def test_a_kommunkod_is_four_digits_and_begins_with_its_county(code: str) -> None:
    place = municipality(code)
    assert re.fullmatch(r"\d{4}", code)
    assert place.kommunkod == code
    assert place.county_code == place.region.code == code[:2]
    assert region(code[:2]).county == place.county


@given(codes)
def test_official_names_hold_the_name_or_its_genitive(code: str) -> None:
    place = municipality(code)
    stems = {place.name, place.genitive, "Falu", f"Region {place.name}"}
    first = re.sub(r" (kommun|[Ss]tad)$", "", place.official_name)
    assert first in stems


def test_the_23_cities_are_marked() -> None:
    assert sorted(place.name for place in cities_2030()) == sorted(CITIES)


def test_fourteen_municipalities_call_themselves_stad() -> None:
    assert sum(place.official_name.casefold().endswith(" stad") for place in municipalities()) == 14
    for place in municipalities():
        if place.official_name.casefold().endswith(" stad"):
            assert any(alias.endswith(" kommun") for alias in place.aliases)


@pytest.mark.parametrize(
    ("code", "name", "official", "county", "region_name"),
    [
        ("1283", "Helsingborg", "Helsingborgs stad", "Skåne län", "Region Skåne"),
        ("1480", "Göteborg", "Göteborgs Stad", "Västra Götalands län", "Västra Götalandsregionen"),
        ("1880", "Örebro", "Örebro kommun", "Örebro län", "Region Örebro län"),
        ("0980", "Gotland", "Region Gotland", "Gotlands län", "Region Gotland"),
        ("2080", "Falun", "Falu kommun", "Dalarnas län", "Region Dalarna"),
        ("0331", "Heby", "Heby kommun", "Uppsala län", "Region Uppsala"),
        ("2380", "Östersund", "Östersunds kommun", "Jämtlands län", "Region Jämtland Härjedalen"),
    ],
)
def test_well_known_municipalities(code: str, name: str, official: str, county: str, region_name: str) -> None:
    place = municipality(code)
    assert (place.name, place.official_name) == (name, official)
    assert (place.county, place.region_name) == (county, region_name)


def test_names_with_other_meanings_say_which() -> None:
    by_name = {place.name: place for place in municipalities()}
    for name in "Mark Ale Bjuv Mora Nora Eda Habo Lund Kil Berg Vara Sala Kalmar Örebro Stockholm Uppsala".split():
        assert by_name[name].ambiguous, name
    assert by_name["Lund"].ambiguity == (Ambiguity.NAME,)
    for name in "Helsingborg Skellefteå Örnsköldsvik".split():
        assert not by_name[name].ambiguous


def test_every_name_shared_with_a_county_is_marked() -> None:
    shared = {place.short_name for place in regions()}
    for place in municipalities():
        assert (Ambiguity.COUNTY in place.ambiguity) == (place.name in shared), place.name


@pytest.mark.parametrize(("code", "genitive"), [("1283", "Helsingborgs"), ("1490", "Borås"), ("2514", "Kalix")])
def test_genitive(code: str, genitive: str) -> None:
    assert municipality(code).genitive == genitive


def test_an_unknown_code_is_a_key_error() -> None:
    for code in ("0000", "9999", "1", ""):
        with pytest.raises(KeyError):
            municipality(code)
        with pytest.raises(KeyError):
            region(code)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("0180,Stockholm,Stockholms stad,,,\n0180,Solna,Solna stad,,,\n", "row 2: 0180 stands twice"),
        ("0180,Solna,Solna stad,,,\n0184,Solna,Solna stad,,,\n", "a name twice: Solna"),
        ("180,Stockholm,Stockholms stad,,,\n", "row 1: kommunkod '180' has the wrong form"),
        ("0280,Nowhere,Nowhere kommun,,,\n", "row 1: kommunkod 0280 begins with no county code"),
        ("0180,,Stockholms stad,,,\n", "row 1: name is empty"),
        ("0180,Stockholm,Stockholms stad,,rhyme,\n", "row 1: 'rhyme' is not a valid Ambiguity"),
        ("0180,Stockholm,Stockholms stad,,,true\n", "row 1: is_city_2030 must be yes or empty"),
        ("0180,Stockholm\n", "line 2: 6 columns expected"),
        ('0180,"Stock"holm,Stockholms stad,,,\n', "line 2:"),
    ],
)
def test_a_faulty_row_is_refused_with_its_place(rows: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        parse_municipalities(HEADER + rows, regions(), "test.csv")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="row 1: county is missing"):
        parse_regions("code,name,short_name,aliases\n01,Region Stockholm,Stockholm,\n", "test.csv")
