"""Needles finds what a plain search for each string finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.needles import SHORTEST, Needles

# Few letters, so that strings overlap, repeat and stand in each other.
PIECES = st.lists(st.sampled_from([b"a", b"b", b"ab", b"\x00", b"\xff"]), max_size=40).map(b"".join)


@given(st.lists(PIECES.filter(lambda piece: len(piece) >= SHORTEST), max_size=6), st.lists(PIECES, max_size=4), PIECES)
def test_what_stands_in_the_text_is_found(needles: list[bytes], between: list[bytes], last: bytes) -> None:
    text = b"".join(piece for pair in zip(between, needles, strict=False) for piece in pair) + last
    assert Needles(needles).found_in(text) == {needle for needle in needles if needle in text}


@pytest.mark.parametrize("before", range(8))
@pytest.mark.parametrize("after", range(4))
def test_every_place_of_a_text_is_looked_at(before: int, after: int) -> None:
    assert Needles([b"o-grid"]).found_in(b"." * before + b"o-grid" + b"." * after) == {b"o-grid"}
    assert not Needles([b"o-grid"]).found_in(b"." * before + b"o-gri" + b"." * after)


def test_too_short_a_string_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter than 6 bytes"):
        Needles([b"umb"])
