"""Dates in text, and the words that say what happened on them."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkharvest.extract import extract_page
from kkharvest.extract.dates import find_date

MONTHS = {"januari": 1, "jan": 1, "mars": 3, "maj": 5, "may": 5, "september": 9, "sept": 9, "oktober": 10, "dec": 12}
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY, YEAR = r"([0-2]?\d|3[01])", r"((?:19|20)\d\d)"
# Each way of writing a date on its own: the pattern, and where year, month and day stand in it.
FORMS = [
    (rf"\b{YEAR}[-/.](0?[1-9]|1[0-2])[-/.]{DAY}(?!\d)", (1, 2, 3)),
    (rf"\b{DAY}(?:st|nd|rd|th|:?e|\.)?\s+(?:of\s+)?({NAMES})\b\.?,?\s+{YEAR}\b", (3, 2, 1)),
    (rf"\b({NAMES})\b\.?\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}\b", (3, 1, 2)),
    (rf"\b{DAY}[./](0?[1-9]|1[0-2])[./]{YEAR}\b", (3, 2, 1)),
    (rf"\b{YEAR}(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)", (1, 2, 3)),
]
PIECES = st.one_of(
    st.sampled_from(["Mars", "MAY", *MONTHS]),
    st.sampled_from("den of 2024 1999 2150 31 3 02 11 20240311 14:e 5th 19 x å _ ²".split()),
    st.sampled_from(["-", "/", ".", ",", " ", "\n"]),
)
TEXTS = st.lists(PIECES, max_size=14).map("".join)


def first_date(text: str) -> tuple[date, int, int] | None:
    """The definition: the first date that is written and exists."""
    at = 0
    while True:
        found = [
            (match.start(), order, match, groups)
            for order, (form, groups) in enumerate(FORMS)
            if (match := re.compile(form, re.IGNORECASE).search(text, at))
        ]
        if not found:
            return None
        _, _, match, (year, month, day) = min(found, key=lambda each: each[:2])
        number = MONTHS.get(match[month].lower()) or int(match[month])
        try:
            return date(int(match[year]), number, int(match[day])), match.start(), match.end()
        except ValueError:
            at = match.end()


@settings(max_examples=300)
@given(TEXTS)
def test_the_first_date_is_found(text: str) -> None:
    assert find_date(text) == first_date(text)


@given(TEXTS, st.integers(0, 20), st.integers(0, 40))
def test_nothing_is_read_beyond_the_end(text: str, start: int, end: int) -> None:
    assert find_date(text, start, end) == find_date(text[:end], start)


def page(line: str) -> str:
    text = "<p>Kommunen och näringslivet har skrivit på ett avtal om att halvera utsläppen före år 2030.</p>" * 4
    return f"<main><h1>Klimatavtal i Lund</h1><p>{line}</p>{text}</main>"


@pytest.mark.parametrize(
    "words",
    "Publicerad|PUBLICERAT:|Publicerades den|Publiceringsdatum|Publicering|Inlagd|Upplagd|Skapad|Skriven av Anna Berg,|"
    "Pressmeddelande|Published|Posted on|NYHET".split("|"),
)
def test_words_of_publication(words: str) -> None:
    document = extract_page(page(f"{words} 3 mars 2024"), "https://orten.example/sida")
    assert document.published == date(2024, 3, 3)
    assert document.date_evidence == f"{words} 3 mars 2024"


@pytest.mark.parametrize(
    "words",
    "Senast uppdaterad|ÄNDRAD|Sidan granskades|Reviderad|Modified|Last updated:|Changed|Revised|Reviewed".split("|"),
)
def test_words_of_change(words: str) -> None:
    document = extract_page(page(f"{words} 3 mars 2024"), "https://orten.example/sida")
    assert (document.published, document.modified) == (None, date(2024, 3, 3))
