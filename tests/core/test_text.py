import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.text import fold, normalise_space, sentences, shorten, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Ett nätverk. Två bolag!", ["Ett nätverk.", "Två bolag!"]),
        (
            "Kommunen har bl.a. startat t.ex. RISE-labbet. Det växer.",
            ["Kommunen har bl.a. startat t.ex. RISE-labbet.", "Det växer."],
        ),
        ("Mötet är kl. 9 den 3 mars. Välkomna", ["Mötet är kl. 9 den 3 mars.", "Välkomna"]),
        ("”Vi gör det.” Sedan sa hon mer.", ["”Vi gör det.”", "Sedan sa hon mer."]),
        ("Rubrik\nBrödtext här. Mer", ["Rubrik", "Brödtext här.", "Mer"]),
        ("Utsläppen är 2.5 ton.", ["Utsläppen är 2.5 ton."]),
        ("Läs mer på www.kalmar.se om arbetet.", ["Läs mer på www.kalmar.se om arbetet."]),
        ("Det slutar så… Eller?", ["Det slutar så…", "Eller?"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in sentences(text)] == expected


@given(st.text(max_size=300))
def test_sentences_cover_all_but_space_in_order(text: str) -> None:
    spans = sentences(text)
    assert all(left.end <= right.start for left, right in itertools.pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())


@given(st.text(max_size=300))
def test_normalised_and_folded_text_stays_so(text: str) -> None:
    assert normalise_space(normalise_space(text)) == normalise_space(text)
    assert "\x00" not in normalise_space(text)
    assert "  " not in fold(text)


def test_words_keep_compounds_and_letters() -> None:
    assert words("Klimat- och energiplan för Åhus, CO2-fri") == [
        "klimat",
        "och",
        "energiplan",
        "för",
        "åhus",
        "co2-fri",
    ]


@given(st.text(max_size=200), st.integers(2, 80))
def test_shorten_keeps_the_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == " ".join(text.split()) or short.endswith("…")
