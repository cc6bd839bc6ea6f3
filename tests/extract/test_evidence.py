"""Where title, text, actors and date stand, and the address that leads to a part."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.records import Actor, Candidate, Document, PageKind
from kkharvest.core.text import Span
from kkharvest.extract import extract_page
from kkharvest.extract.address import address_of
from kkharvest.extract.charset import decode
from kkharvest.extract.evidence import with_evidence
from kkharvest.extract.promises import broken_promises
from kkharvest.extract.saved import read_saved

PAGES = Path(__file__).parents[1] / "pages"
URL = "https://orten.example/natverk"
JSON = '<script type="application/ld+json">'
BODY = (
    "<p>Umeå kommun och Orsta Måleri AB samlar företagen kring elbilar, varje månad.</p>"
    "<p>De delar laddplatser och lär av varandra under hela året, i alla väder.</p>"
)


def dated(head: str, body: str = "", url: str = URL) -> tuple[Document, str]:
    page = f"<html><head>{head}</head><body><main><h1>Rådet</h1>{body}{BODY}</main></body></html>"
    return extract_page(page, url), page


def test_every_saved_page_keeps_its_promises() -> None:
    for page in read_saved(PAGES):
        document = extract_page(page.body, page.expected["url"], page.expected.get("content_type"))
        assert not broken_promises(document, decode(page.body, page.expected.get("content_type")).text), page.name


@pytest.mark.parametrize(
    ("name", "kind", "count", "titles"),
    [
        (
            "part-outside",
            PageKind.MULTI,
            7,
            ["Lund: Brunnshögsnätverket", "Umeå: Klimatverkstaden", "Örebro: Handslaget"],
        ),
        ("parts-outside", PageKind.ARTICLE, 1, ["Alla exempel"]),
    ],
)
def test_what_the_text_of_a_mangled_page_does_not_hold_is_no_candidate(
    name: str, kind: PageKind, count: int, titles: list[str]
) -> None:
    document = extract_page((Path(__file__).parent / "data" / f"{name}.html").read_bytes(), URL)
    assert not broken_promises(document)
    assert document.kind is kind
    # The fourth part of the first page, whose text is cut up, is left out; a whole copy of all four follows.
    assert [candidate.title for candidate in document.candidates][: len(titles)] == titles
    assert len(document.candidates) == count


@pytest.mark.parametrize(
    ("head", "body", "quote"),
    [
        ('<meta content="2024-03-05T10:00" property="article:published_time">', "", "2024-03-05"),
        (f'{JSON}{{"@type":"NewsArticle","datePublished":"2024-03-05"}}</script>', "", "2024-03-05"),
        ("", "<p>Publicerad&nbsp;5&nbsp;mars 2024</p>", "5&nbsp;mars 2024"),
        ("", "<p>Publicerad <b>5</b> mars 2024</p>", "5</b> mars 2024"),
        ("", "<time datetime=2024-03-05>i tisdags</time>", "2024-03-05"),
    ],
)  # fmt: skip
def test_the_date_is_quoted_from_the_page(head: str, body: str, quote: str) -> None:
    document, page = dated(head, body)
    assert str(document.published) == "2024-03-05"
    (found,) = [each for each in document.candidates[0].evidence if each.of == "date"]
    assert (found.where, found.span.of(page)) == ("page", quote)
    assert not broken_promises(document, page)


def test_a_date_of_the_address_is_quoted_from_it() -> None:
    document, _ = dated("", url="https://orten.example/2024/03/05/rad")
    (found,) = [each for each in document.candidates[0].evidence if each.of == "date"]
    assert (found.where, found.span.of(document.url)) == ("address", "/2024/03/05/")


def test_actors_are_quoted_from_the_text() -> None:
    document, _ = dated("")
    quotes = [each.span.of(document.text) for each in document.candidates[0].evidence if each.of == "actor"]
    assert {"Umeå kommun", "Orsta Måleri AB"} <= set(quotes)


def test_a_broken_promise_is_named() -> None:
    document, page = dated('<meta name="date" content="2024-03-05">')
    candidate = document.candidates[0]
    shifted = tuple(replace(each, span=Span(each.span.start + 1, each.span.end)) for each in candidate.evidence)
    wrong = replace(document, candidates=(replace(candidate, evidence=shifted, summary="x" * 301),))
    assert not broken_promises(document, page)
    assert set(broken_promises(wrong, page)) >= {
        "a summary is short",
        "the title is evidenced",
        "the text is evidenced",
        "actors are evidenced",
    }
    assert broken_promises(replace(document, candidates=())) == ["candidates by kind", "an article is one candidate"]
    assert "parts have names of their own" in broken_promises(replace(document, candidates=(candidate, candidate)))


def test_a_part_without_anchor_is_addressed_by_its_words() -> None:
    assert address_of(URL, "rad-1", "Rådet") == f"{URL}#rad-1"
    assert address_of(URL, None, "Energi- och klimatråd, Örebro") == (
        f"{URL}#:~:text=Energi%2D%20och%20klimatr%C3%A5d%2C%20%C3%96rebro"
    )
    assert address_of(URL, None, "Rådet", "samlar tolv företag i hela länet") == (
        f"{URL}#:~:text=R%C3%A5det,-samlar%20tolv%20f%C3%B6retag%20i"
    )


@given(st.text(min_size=1, max_size=300), st.text(max_size=50))
def test_an_address_holds_no_space_and_one_fragment(title: str, following: str) -> None:
    address = address_of(URL, None, title, following)
    assert len(address.split()) == 1
    assert address.count("#") <= 1


def test_a_table_that_lays_out_the_page_is_no_row_of_examples() -> None:
    menu = "".join(f"<p><a href=/{n}>Sida {n}</a></p>" for n in range(40))
    page = (
        f"<table><tr><td>{menu}</td><td><h1>Rådet</h1>{BODY}</td></tr><tr><td>{menu}</td><td>{BODY}</td></tr></table>"
    )
    document = extract_page(page, URL)
    assert not broken_promises(document, page)
    assert all(len(each.title) <= 160 for each in document.candidates)


def test_a_title_of_several_lines_is_evidenced_as_one() -> None:
    rows = "".join(
        f"<tr><td><p>Ort {n}</p><p>kommun</p></td><td>Företagen i orten delar på el och värme.</td></tr>"
        for n in range(4)
    )
    page = f"<main><h1>Exempel från länet</h1><table><tr><th>Kommun</th><th>Vad</th></tr>{rows}</table></main>"
    document = extract_page(page, URL)
    assert [each.title for each in document.candidates] == [f"Ort {n} kommun" for n in range(4)]
    assert not broken_promises(document, page)


def test_an_id_of_a_list_leads_to_none_of_its_cards() -> None:
    cards = "".join(
        f"<li><h3><a href=/p{n}>Lund: Satsning {n}</a></h3><p>Text om {n}, från och med…</p></li>" for n in range(3)
    )
    document = extract_page(f"<main><h1>Exempel</h1><ul id=alla>{cards}</ul></main>", URL)
    assert [each.anchor for each in document.candidates] == [None, None, None]


def test_a_card_that_is_only_partly_in_the_text_is_not_half_evidenced() -> None:
    text = "Rad ett om Lunds kommun."
    card = Candidate(
        "a", "Kort", f"{text}\nRad två.", actors=(Actor("Lunds kommun", "municipality", None, Span(11, 23)),)
    )
    document = Document(URL, PageKind.LISTING, "Nyheter", f"Kort\n{text}", "sv", candidates=(card,))
    assert {each.of for each in with_evidence(document, "").candidates[0].evidence} == {"title"}
    whole = replace(document, text=f"Kort\n{text}\nannat\nRad två.")
    assert not broken_promises(with_evidence(whole, ""))
