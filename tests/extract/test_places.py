"""Municipalities by context, and the bodies that take part, with the words that say so."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.actors import find_actors
from kkharvest.extract.places import find_places, home_of, mentions_by_place, with_home
from kkharvest.taxonomy import Municipality, municipalities, municipality
from kkharvest.taxonomy.organisations import organisations, parse_organisations


def named(text: str) -> set[str]:
    return {place.name for place in find_places(text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I Göteborg arbetar man med kompetensförsörjning.", {"Göteborg"}),
        ("Both Lund and Skellefteå tell how they did it.", {"Lund", "Skellefteå"}),
        ("Stadens arbete\nLund är en av två svenska städer i programmet.", {"Lund"}),
        ("Ett samarbete i Trelleborg\nDykare letar platser för ålgräs.", {"Trelleborg"}),
        ("Business Region Göteborg samlar parkeringsdata.", set()),
        ("Forskare vid Umeå universitet och Högskolan i Skövde har skrivit rapporten.", set()),
        ("I Kalmar och Kronobergs län drevs projektet.", set()),
        ("Region Jämtland Härjedalen stödjer arbetet.", set()),
        ("Lund säger att arbetet fortsätter.", set()),
        ("Vara eller inte vara, det är frågan. Mark och vatten skyddas.", set()),
        ("Vara ställer krav på byggen. Nästa steg tas i Vara under hösten.", {"Vara"}),
        ("Kommunerna Ale, Lerum och Mark har gått samman.", {"Ale", "Lerum", "Mark"}),
        ("The City of Malmö signs a contract with local companies.", {"Malmö"}),
        ("Upplands Väsby och Upplands-Bro prövar tillsammans.", {"Upplands Väsby", "Upplands-Bro"}),
        ("Göteborgs-Posten skriver om Malmöfestivalen.", set()),
    ],
)
def test_municipalities_by_the_words_around_them(text: str, names: set[str]) -> None:
    assert named(text) == names


def test_a_place_that_is_only_passed_weighs_less() -> None:
    text = "Stadens logistiknav\nUmeå kommun samlar leveranserna. Tåget från Stockholm tar sex timmar."
    found = {place.name: place.confidence for place in find_places(text, least=0)}
    assert found["Umeå"] > found["Stockholm"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.goteborg.se/nyheter/1", "Göteborg"),
        ("https://upplands-bro.se/", "Upplands-Bro"),
        ("https://klimatkommunerna.se/lund", None),
        ("https://lund.example/", None),
        ("https://habo.se/", None),
        (None, None),
    ],
)
def test_a_municipality_owns_the_domain_of_its_name(url: str | None, name: str | None) -> None:
    code = home_of(url)
    assert (municipality(code).name if code else None) == name


def test_the_site_of_a_municipality_adds_it_once() -> None:
    named = find_places("Staden och Lunds kommun samarbetar.")
    at_malmo, at_lund = with_home(named, "1280"), with_home(named, "1281")
    assert [place.name for place in at_malmo] == ["Lund", "Malmö"]
    assert (at_lund, with_home(named, None)) == (named, named)


@pytest.mark.parametrize("place", municipalities(), ids=lambda place: place.name)
def test_the_official_form_always_counts(place: Municipality) -> None:
    assert set(mentions_by_place(f"Avtalet undertecknades av {place.official_name} i mars.")) == {place.kommunkod}


@given(st.lists(st.sampled_from(["I Umeå", "Lunds kommun", " Mark ", "Vara", ".", "\n", "säger", "Örebro län", "💚"])))
def test_spans_hold_the_name(parts: list[str]) -> None:
    text = " ".join(parts)
    for mentions in mentions_by_place(text).values():
        for mention in mentions:
            assert municipality(mention.kommunkod).name in mention.span.of(text)
    spans = [actor.span for actor in find_actors(text) if actor.span]
    assert all(one.end <= two.start for one, two in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        (
            "Rådet leds gemensamt av Länsstyrelsen i Örebro län och Region Örebro län.",
            {("Länsstyrelsen i Örebro län", "public", "lead"), ("Region Örebro län", "public", "lead")},
        ),
        (
            "Partner är RISE, Umeå universitet och Esam AB. Finansieras av Vinnova och Formas.",
            {
                ("RISE", "university", "partner"),
                ("Umeå universitet", "university", "partner"),
                ("Esam AB", "company", "partner"),
                ("Vinnova", "public", "funder"),
                ("Formas", "public", "funder"),
            },
        ),
        (
            "Företag, kommuner, universitet och föreningar möts. Kommunstyrelsen beslutade. Ett energikontor deltar.",
            set(),
        ),
        ("Volvos fabrik byggs. E.ON och Göteborgs Stads bolag följer efter.", {
            ("Volvo", "company", None), ("E.ON", "company", None), ("Göteborgs Stad", "municipality", None),
        }),
        ("Energibolaget Kraftringen är med.", {("Kraftringen", "company", "partner")}),
    ],
)  # fmt: skip
def test_bodies_with_kind_and_role(text: str, actors: set[tuple[str, str, str | None]]) -> None:
    assert {(actor.name, actor.kind, actor.role) for actor in find_actors(text)} == actors


def test_no_way_to_write_an_organisation_means_two() -> None:
    forms = [form for body in organisations() for form in (body.name, *body.aliases)]
    assert len(forms) == len(set(forms))


def test_an_unknown_kind_of_organisation_is_refused() -> None:
    with pytest.raises(Exception, match="row 1"):
        parse_organisations("name,kind,aliases\nKlubben,klubb,\n")
