"""What compounds share, and numbers in words."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.records import Telling
from kkharvest.dedupe.numerals import numeral
from kkharvest.dedupe.parts import PART
from kkharvest.dedupe.profiles import profile


def parts(text: str) -> set[int]:
    return set(profile([Telling("a", "", text)]).parts.columns.tolist())


def test_compounds_share_the_parts_of_what_they_are_made_of() -> None:
    shared = parts("klimathandslaget") & parts("Boråshandslaget")
    assert len(shared) == len("handslaget") - PART + 1
    assert not parts("klimathandslaget") & parts("cykelverkstaden")


@given(st.lists(st.text(alphabet="abcdeåäö", min_size=1, max_size=14), min_size=1, max_size=12))
def test_every_run_of_letters_of_a_word_is_a_part(words: list[str]) -> None:
    text = " ".join(f"x{word}" for word in words)
    runs = {f"x{word}"[at : at + PART] for word in words for at in range(len(word) + 1 - PART + 1)}
    assert len(parts(text)) == len(runs)


def test_a_row_has_the_same_parts_alone_and_in_company() -> None:
    texts = ["Takkartan visar solen", "Trädkartan visar skuggan", "Takkartan"]
    together = profile([Telling(str(at), "", text) for at, text in enumerate(texts)]).parts
    for at, text in enumerate(texts):
        assert np.array_equal(
            np.sort(together.columns[together.bounds[at] : together.bounds[at + 1]]), sorted(parts(text))
        )


def test_numbers_in_words_meet_those_in_figures() -> None:
    assert (numeral("sextio"), numeral("trettiofyra"), numeral("twelve"), numeral("kommun")) == (60, 34, 12, 0)
    rows = profile([Telling("a", "", "sextio aktörer"), Telling("b", "", "60 organisations")]).numbers
    assert rows.columns.tolist() == [rows.columns[0]] * 2
