"""A page drawn otherwise, with the same words on it, gives the same answer.

A share of the saved pages in every redrawing; `python -m bench.extract.redrawn` reads all of them.
"""

from pathlib import Path

import pytest

from bench.extract.redrawn import REDRAWINGS, redrawn
from kkharvest.extract import extract_page
from kkharvest.extract.saved import SavedPage, compare, figures, read_saved

PAGES = Path(__file__).parents[1] / "pages"
EVERY = 9
UNCHANGED, FOUND = 0.8, 0.93


@pytest.fixture(scope="module")
def some() -> list[SavedPage]:
    pages = [page for prefix in ("o-", "q-", "s-") for page in read_saved(PAGES, prefix)]
    return [page for page in pages if not page.body.startswith(b"%PDF")][::EVERY]


@pytest.mark.parametrize("name", REDRAWINGS)
def test_answers_hold_in_other_clothes(name: str, some: list[SavedPage]) -> None:
    agreements = [compare(redrawn(page, REDRAWINGS[name])) for page in some]
    found = figures(agreements)
    assert min(found.kind, found.precision, found.recall) >= FOUND
    assert sum(not each.differences for each in agreements) >= UNCHANGED * len(agreements)


SENTENCES = "Kommunen och sju företag delar på värmen från bageriet. Det räcker till badhuset hela vintern."


def article(inside: str) -> str:
    return f"<html lang=sv><title>Värme ur bröd</title><body><h1>Värme ur bröd</h1>{inside}</body>"


@pytest.mark.parametrize(
    "line",
    [
        "Annons",
        "Tor, 02/05/2024 - 10:00",
        "Av Kontoret 14 nov 2024",
        "Pressmeddelande • 2025-08-02 08:00",
        "Badhuset sett från ån. Foto: Kommunen",
        "#klimat #värme",
        "Hade du nytta av sidan?",
    ],
)
def test_lines_of_furniture_are_known_by_their_words(line: str) -> None:
    page = extract_page(article(f"<p>{line}</p><p>{SENTENCES}</p><p>{SENTENCES[:-1]} också.</p>"), "https://a.se/b")
    assert line not in page.text
    assert SENTENCES in page.text


def test_an_empty_element_named_as_the_content_is_not_the_main_part() -> None:
    page = extract_page(article(f"<div><div id='Innehall'></div><p>{SENTENCES}</p></div>"), "https://a.se/b")
    assert page.kind == "article"
    assert page.text == SENTENCES


def test_a_form_to_sign_in_beside_an_article_makes_no_form_of_it() -> None:
    form = "<form><input name=u><input type=password name=p><input name=code></form>"
    text = f"{SENTENCES} {SENTENCES.replace('bageriet', 'bryggeriet')} {SENTENCES.replace('badhuset', 'skolan')}"
    page = extract_page(article(f"<p>{text}</p><div>{form}</div>"), "https://a.se/b")
    assert page.kind == "article"


def test_a_label_on_every_card_is_no_text_of_it() -> None:
    cards = "".join(
        f"<li><h2><a href='/{n}'>{title}</a></h2><p>{text}</p><p>{label}</p><p>2024-0{n}-11</p></li>"
        for n, (title, text, label) in enumerate(
            [
                ("Tak för alla", "Kommunen hyr ut sina tak till företag som vill göra el.", "Energi"),
                ("Tysta timmen", "Butikerna släcker samtidigt och sparar tillsammans.", "Handel"),
                ("Godsrådet", "Åkerier och hamnen samordnar sina turer genom stan.", "Transporter"),
            ],
            start=1,
        )
    )
    page = extract_page(
        f"<html lang=sv><title>Nyheter</title><body><main><h1>Nyheter</h1><ul>{cards}</ul></main></body>",
        "https://a.se/nyheter",
    )
    assert [candidate.text.count("\n") for candidate in page.candidates] == [0, 0, 0]


def test_boxes_without_headings_are_cards_where_all_begin_with_a_name() -> None:
    boxes = "".join(
        f"<div><div><span>{title}</span></div><div>{text}</div></div>"
        for title, text in (
            ("Gemensam värd", "Tre bostadsbolag i Hagsta kommun delar på en anställd som sorterar avfallet."),
            ("Kyla ur marken", "Kontoren i Torsö och sjukhuset hämtar kyla ur samma brunnar hela sommaren."),
            ("Sena leveranser", "Butikerna i Lindvik tar emot sina varor efter klockan åtta på kvällen."),
        )
    )
    page = extract_page(
        "<html lang=sv><title>Exempel från tre kommuner</title><body><main><h1>Exempel från tre kommuner</h1>"
        f"<p>Här är tre exempel.</p><div>{boxes}</div></main></body>",
        "https://a.se/exempel",
    )
    assert [candidate.title for candidate in page.candidates] == ["Gemensam värd", "Kyla ur marken", "Sena leveranser"]
