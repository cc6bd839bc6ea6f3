"""How a page is divided: contents lists, tabs, buttons and counters that are no text; signs and their weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.records import Document, PageKind
from kkharvest.extract.page import extract_page
from kkharvest.extract.signs import SIGNS
from kkharvest.extract.weighing import BIAS, WEIGHTS, score

URL = "https://orten.example/klimat/exempel"
STORIES = {
    "Kylan": "Fem butiker och kommunen delar på en slinga för kyla som byggdes förra våren i centrum.",
    "Virket": "Företagen torkar virke från rivningar och säljer det vidare till kommunens egna byggen.",
    "Lasten": "Åkerierna kör kommunens papper i retur i stället för att köra hem med tomma släp.",
}


def page(body: str, title: str = "Goda exempel från våra företag") -> Document:
    markup = f"<html lang='sv'><body><nav><a href='/'>Start</a></nav><main><h1>{title}</h1>{body}</main></body></html>"
    return extract_page(markup, URL)


def told(document: Document) -> dict[str, str]:
    return {candidate.title: candidate.text for candidate in document.candidates}


def sections(link: str = "") -> str:
    return "".join(
        f'<h2 id="{name.lower()}">{name}</h2><p>{text}</p>{link.format(name.lower())}' for name, text in STORIES.items()
    )


def test_a_contents_list_is_no_text_and_divides_nothing() -> None:
    contents = "".join(f'<li><a href="#{name.lower()}">{name}</a></li>' for name in STORIES)
    document = page(f"<h2>Innehåll</h2><ul>{contents}</ul>{sections()}")
    assert document.kind is PageKind.MULTI
    assert told(document) == STORIES
    assert "Innehåll" not in document.text


def test_a_list_that_leads_to_other_words_is_text() -> None:
    document = page(f'<ul><li><a href="#kylan">Så kyler vi</a></li></ul>{sections()}')
    assert "Så kyler vi" in document.text


def test_the_same_button_under_each_part_is_its_link_and_no_text() -> None:
    document = page(sections('<p><a class="btn" href="/prov/{}">Till testbädden</a></p>'))
    assert told(document) == STORIES
    assert [candidate.link for candidate in document.candidates] == [
        f"https://orten.example/prov/{name.lower()}" for name in STORIES
    ]
    assert "Till testbädden" not in document.text


def test_a_button_that_stands_once_is_text() -> None:
    document = page(sections() + '<p><a href="/prov">Ritningar över kylan</a> finns att se.</p>')
    assert "Ritningar över kylan" in document.text


def test_rows_are_named_by_the_first_cell_that_is_no_counter() -> None:
    rows = "".join(
        f"<tr><td>{number}</td><td>{name}</td><td>{text}</td></tr>"
        for number, (name, text) in enumerate(STORIES.items(), start=1)
    )
    document = page(f"<p>Tre exempel.</p><table><tr><th>Nr</th><th>Projekt</th><th>Vad</th></tr>{rows}</table>")
    assert told(document) == STORIES


def test_a_year_in_the_first_cell_is_no_counter() -> None:
    rows = "".join(f"<tr><td>2024</td><td>{name}</td><td>{text}</td></tr>" for name, text in STORIES.items())
    document = page(f"<table><tr><th>År</th><th>Projekt</th><th>Vad</th></tr>{rows}</table>")
    assert not set(STORIES).issubset(told(document))


def test_the_last_part_ends_at_the_rule_that_ends_the_others() -> None:
    body = "".join(f"<h3>{name}</h3><p>{text}</p><hr>" for name, text in STORIES.items())
    document = page(f"{body}<p>Så tycker vi alla som har varit med om detta arbete.</p>")
    assert told(document) == STORIES


def test_a_list_parted_by_year_is_one_listing() -> None:
    years = "".join(
        f"<h2>{year}</h2><ul>"
        + "".join(f'<li><a href="/r/{year}-{at}">Rapport om delad kyla, del {at} av två</a></li>' for at in range(2))
        + "</ul>"
        for year in (2025, 2024)
    )
    document = page(f"<p>Allt vi har skrivit.</p>{years}", title="Rapporter")
    assert document.kind is PageKind.LISTING
    assert len(document.candidates) == 4


@pytest.mark.parametrize(
    "words",
    ["Din sökning på kyla gav inga träffar.", "Inga resultat.", "No results found for cooling."],
)
def test_a_search_without_hits_is_nothing(words: str) -> None:
    assert (
        page(f"<p>{words}</p><p>Kontrollera stavningen eller pröva med färre ord.</p>", title="Sök").reason == "no hits"
    )


def test_a_long_text_about_lacking_hits_is_an_article() -> None:
    text = "<p>Kommunens sökning gav inga träffar, och det säger mycket om arkivet som staden har byggt upp.</p>"
    assert page(text + "<p>Företagen delar på kylan under sommaren.</p>" * 30, title="Arkivet").kind is PageKind.ARTICLE


def test_dates_in_a_table_are_kept() -> None:
    rows = "".join(
        f"<tr><td>{step}</td><td>{day} mars 2025</td></tr>" for day, step in enumerate(("Annons", "Möte"), 3)
    )
    document = page(f"<p>Kommunen köper asfalt med klimatkrav för fyra år framåt.</p><table>{rows}</table>", "Asfalt")
    assert "3 mars 2025" in document.text


def test_only_known_signs_have_weights() -> None:
    assert set(WEIGHTS) <= set(SIGNS)


@given(st.lists(st.floats(0, 1), min_size=len(SIGNS), max_size=len(SIGNS)))
def test_the_score_is_the_sum_of_the_weighed_signs(values: list[float]) -> None:
    parts = [WEIGHTS.get(name, 0.0) * value for name, value in zip(SIGNS, values, strict=True)]
    assert score(values) == pytest.approx(BIAS + sum(parts))


def test_a_page_without_any_sign_tells_no_examples() -> None:
    assert score([0.0] * len(SIGNS)) < 0
