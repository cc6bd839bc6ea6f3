"""Single steps of the extraction, by behaviour."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import extract_page
from kkharvest.extract.actors import find_actors
from kkharvest.extract.charset import decode, repair_mojibake
from kkharvest.extract.dates import parse_date
from kkharvest.extract.facts import find_facts
from kkharvest.extract.language import detect_language
from kkharvest.extract.places import find_places
from kkharvest.extract.summary import summarise

SWEDISH = "Räksmörgåsar åt alla i Åmål, sade ångbåtsföraren från Öland."


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (SWEDISH.encode(), None, "utf-8"),
        (SWEDISH.encode("iso-8859-1"), "text/html; charset=iso-8859-1", "windows-1252"),
        (SWEDISH.encode("iso-8859-1"), None, "windows-1252"),
        (SWEDISH.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xef\xbb\xbf" + SWEDISH.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (SWEDISH.encode("utf-16"), None, "utf-16-le"),
        (b"<meta charset=windows-1252>" + "”citat”".encode("cp1252"), None, "windows-1252"),
    ],
)
def test_bytes_are_read_in_their_encoding(body: bytes, content_type: str | None, encoding: str) -> None:
    decoded = decode(body, content_type)
    assert decoded.encoding == encoding
    assert SWEDISH in decoded.text or "”citat”" in decoded.text


@given(st.one_of(st.binary(max_size=60), st.text(alphabet="åÃ¤€âÂ\ufeff\ud800 <>", max_size=30)))
def test_the_text_as_utf8_is_the_text(body: bytes | str) -> None:
    decoded = decode(body)
    assert decoded.utf8.decode("utf-8") == decoded.text


@given(st.text(alphabet="åäöÅÄÖé–”… abc", min_size=1, max_size=40))
def test_double_encoding_is_undone(text: str) -> None:
    assert repair_mojibake(text) == text
    twice = text.encode().decode("cp1252", "ignore") if "\ufffd" not in text else text
    if twice.encode("cp1252", "ignore") == text.encode():
        assert repair_mojibake(twice) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3 mars 2024", date(2024, 3, 3)),
        ("den 14:e oktober 2023", date(2023, 10, 14)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2023-02-29", None),
        ("March 5, 2021", date(2021, 3, 5)),
        ("20240311", date(2024, 3, 11)),
        ("5/3 2024", None),
        ("14.3.2024", date(2024, 3, 14)),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Klimatavtal med företagen", "sv"),
        ("Så arbetar kommunen med näringslivet", "sv"),
        ("A climate contract with the city", "en"),
        ("Bedriftene og kommunen har inngått et samarbeid", "no"),
        ("Virksomhederne og kommunen har indgået et samarbejde af hensyn til klimaet", "da"),
        ("Kaupunki ja yritykset ovat allekirjoittaneet sopimuksen", "fi"),
        ("Die Stadt und die Unternehmen haben einen Pakt geschlossen", "de"),
    ],
)
def test_language_of_short_text(text: str, lang: str) -> None:
    assert detect_language(text) == lang


def test_language_of_long_text_is_that_of_its_clear_beginning_else_of_more() -> None:
    swedish, english = (
        "Kommunen och företagen har skrivit ett avtal. ",
        "The city and the companies signed a contract. ",
    )
    assert detect_language(swedish * 20 + english * 60, "en") == "sv"
    assert detect_language((swedish + english) * 10 + english * 60) == "en"
    assert detect_language("1234 " * 400 + english * 10) == "en"
    assert detect_language("1234 " * 400, "fi") == "fi"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Helsingborgs stad och Lunds kommun samarbetar.", {"Helsingborg", "Lund"}),
        ("I Örebro län möts rådet, säger Region Kalmar län.", set()),
        ("Företag i Örebro och Kalmar deltar.", {"Örebro", "Kalmar"}),
        ("Mark upplåts till odling. Vara ska ingen vara utan.", set()),
        ("Energinätverket finns i Mark, Ale och Bjuv.", {"Mark", "Ale", "Bjuv"}),
        ("Nora Lund säger att det går bra.", set()),
        ("Marks kommun leder arbetet.", {"Mark"}),
        ("Umeå (Luleå) leder arbetet.", {"Umeå", "Luleå"}),
        ("E4-Umeå, xLuleå och _Kiruna är inga orter.", set()),
    ],
)
def test_municipalities_by_context(text: str, names: set[str]) -> None:
    assert {place.name for place in find_places(text) if place.confidence >= 0.5} == names


def test_places_point_at_their_words() -> None:
    text = "Projektet drivs av Umeå kommun tillsammans med Luleå."
    assert [place.span.of(text) for place in find_places(text) if place.span] == ["Umeå kommun", "Luleå"]


def test_organisations_with_kind_and_role() -> None:
    text = "Projektet leds av Umeå kommun i samarbete med Orsta Måleri AB och finansieras av Energimyndigheten."
    found = {actor.name: (actor.kind, actor.role) for actor in find_actors(text)}
    assert found["Umeå kommun"] == ("municipality", "lead")
    assert found["Orsta Måleri AB"] == ("company", "partner")
    assert found["Energimyndigheten"] == ("public", "funder")


def test_facts_carry_their_words() -> None:
    text = (
        "Projektet pågår 2021–2024. Energimyndigheten har beviljat 12 miljoner kronor i stöd. "
        "Företagen har minskat sin elanvändning med 14 procent."
    )
    found = {(fact.kind, fact.value) for fact in find_facts(text)}
    assert ("period", "2021–2024") in found
    assert ("funding", "12 miljoner kronor") in found
    assert ("result", "14 procent") in found


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Hela toppen har gått från 3,4 till 1,9 megawatt.", ("result", "från 3,4 till 1,9 megawatt")),
        ("Under det första året bytte 214 ton material ägare.", ("result", "214 ton material")),
        ("Företagen har sparat 1,8 miljoner kronor i inköp.", ("result", "1,8 miljoner kronor")),
        ("Batteriet har kostat 61 miljoner kronor.", ("funding", "61 miljoner kronor")),
        ("Staden får ned utsläppen med 40 procent.", ("result", "40 procent")),
        ("Projektet finansieras av Energimyndigheten och följs av forskare.", ("funder", "Energimyndigheten")),
    ],
)
def test_facts_of_single_sentences(text: str, fact: tuple[str, str]) -> None:
    assert fact in {(each.kind, each.value) for each in find_facts(text)}


@pytest.mark.parametrize("text", ["Vattnet stängs av mellan 9 och 14.", "Avgiften är 25 kronor.", "Ett förslag."])
def test_what_is_no_fact(text: str) -> None:
    assert not find_facts(text)


def test_summary_is_whole_sentences_of_the_text() -> None:
    text = "Läs mer om oss. " + "Tolv företag sänker sin energianvändning tillsammans med kommunen. " * 3
    summary = summarise("Energinätverket", text)
    assert 0 < len(summary) <= 300
    assert summary.endswith(".")
    assert "Läs mer" not in summary


def test_an_updated_date_is_never_the_published_one() -> None:
    page = "<main><h1>Rådet</h1><p>Rådet möts fyra gånger om året och samlar alla företag i hela kommunen.</p>{}</main>"
    text = "<p>Senast uppdaterad: 3 mars 2024</p>"
    document = extract_page(page.format(text), "https://orten.example/a")
    assert (document.published, document.modified) == (None, date(2024, 3, 3))
