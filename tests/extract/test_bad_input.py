"""Whatever comes in: an answer with a reason, no exception, bounded work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest.core.records import PageKind
from kkharvest.extract import extract_page, to_contract
from kkharvest.extract.guard import MAX_CHARACTERS, bounded
from kkharvest.extract.promises import broken_promises

URL = "https://orten.example/sida"

HOSTILE = {
    "nested": "<div>" * 100_000 + "hej",
    "nested inline": "<b>" * 100_000 + "hej",
    "lists": "<ul><li>" * 50_000 + "hej",
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">hej</div>",
    "open formatting": "<p>" + "".join(f"<font size={n}>" for n in range(5_000)) + "</p>" + "<p>x</p>" * 5_000,
    "quotes": '<a "' * 100_000,
    "comments": "<!--" * 100_000,
    "tables": "<table><tr><td>" * 5_000,
    "closing only": "</div>" * 100_000,
    "one word": "ord" * 300_000,
    "links": "<a href=/x>länk</a> " * 20_000,
    "selected options": "<select><button><selectedcontent></selectedcontent></button>"
    + "<option selected><b>x</b>" * 50_000,
    "cards": "<div class=card><h3><a href=/x>Titel</a></h3><p>Text.</p></div>" * 3_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_markup_is_read_to_an_end(name: str) -> None:
    document = extract_page(HOSTILE[name], URL)
    assert not (document.reason or "").startswith("failed")


def test_very_large_markup_is_cut() -> None:
    assert len(bounded(b"<p>hej " * 2_000_000)) <= MAX_CHARACTERS


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        ("   \n ", "empty"),
        (b"\x00" * 500, "binary"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10, "binary"),
        (b"PK\x03\x04" + b"\x00" * 100, "binary"),
        (b"%PDF-1.7 broken", "pdf"),
    ],
)
def test_what_is_no_page_says_why(body: bytes | str, reason: str) -> None:
    document = extract_page(body, URL)
    assert document.kind is PageKind.NONE
    assert (document.reason or "").startswith(reason)


def test_a_picture_by_its_type_is_no_page() -> None:
    assert extract_page("<p>hej</p>", URL, "image/png").kind is PageKind.NONE


def test_nul_bytes_inside_a_page_are_ignored() -> None:
    page = "<h1>Råd\x00et</h1><p>Rådet samlar företag, föreningar och kommunens\x00 ledning tre gånger om året.</p>"
    assert extract_page(page + page[13:] * 3, URL).title == "Rådet"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    document = extract_page(body, URL)
    assert not (document.reason or "").startswith("failed")


TAGS = "div p h1 h2 li ul a b table tr td main article details summary nav section span br".split()
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.sampled_from(["<a href='/x'>", "<h2 id=q>", "Läs mer", "3 mars 2024", "Lund: Energi. ", "\n", "…"]),
        st.text(max_size=30),
    ),
    max_size=60,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_any_markup_keeps_the_contract(markup: str) -> None:
    document = extract_page(markup, URL)
    assert not (document.reason or "").startswith("failed")
    found = to_contract(document)
    assert {"kind", "title", "text", "lang", "published", "candidates"} <= found.keys()
    assert not broken_promises(document, markup)


def test_the_same_page_gives_the_same_document() -> None:
    page = "<main><h1>Rådet</h1><p>" + "Företag och kommun möts varje månad för att dela el. " * 5 + "</p></main>"
    assert extract_page(page, URL) == extract_page(page.encode(), URL)
