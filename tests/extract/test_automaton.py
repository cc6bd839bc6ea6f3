"""Looking for many expressions at once finds what looking for each finds."""

import re
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import automaton

_CHARACTERS = st.sampled_from(["a", "b", "é", " ", "-", r"\d", ".", r"\$", "€"])
_PIECES = st.recursive(
    st.lists(_CHARACTERS, min_size=1, max_size=3).map("".join),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        inner.map(lambda part: f"(?:{part})?"),
        st.tuples(inner, inner).map("".join),
        st.sampled_from(["ab?", "(?:a|)b", "é?a"]),
    ),
    max_leaves=4,
)
# A boundary stands beside a letter.
_EXPRESSIONS = st.one_of(
    _PIECES,
    _PIECES.map("^{}".format),
    _PIECES.map(r"\ba{}".format),
    _PIECES.map(r"{}b\b".format),
    st.lists(_PIECES, min_size=2, max_size=2).map("|".join),
)
_TEXTS = st.text(st.sampled_from("ab aé-5٣$€_.\n\u2003\u3042\U0001d7d8"), max_size=9)


@pytest.fixture(scope="module", params=["installed", "written"])
def module(request: pytest.FixtureRequest, as_written: Callable[[str], ModuleType]) -> ModuleType:
    return automaton if request.param == "installed" else as_written("extract.automaton")


@given(st.lists(_EXPRESSIONS, min_size=1, max_size=3), st.lists(_TEXTS, max_size=4))
def test_an_expression_is_found_exactly_where_it_matches(
    module: ModuleType, expressions: list[str], texts: list[str]
) -> None:
    found = module.Automaton(expressions).search(texts)
    for text, bits in zip(texts, found.tolist(), strict=True):
        line = text.replace("\n", " ")
        assert [bits >> bit & 1 for bit in range(len(expressions))] == [
            bool(re.search(expression, line)) for expression in expressions
        ]


def test_the_end_of_one_match_may_be_within_another() -> None:
    (bits,) = automaton.Automaton(["abcd", "bc", "c", "^a", r"d\b"]).search(["abcd"])
    assert bits == 0b11111


def test_there_is_room_for_many_expressions() -> None:
    words = [chr(0x61 + at % 26) * (at // 26 + 2) + "q" for at in range(60)]
    assert automaton.Automaton(words).search(words).tolist() == [
        sum(1 << bit for bit, word in enumerate(words) if word in text) for text in words
    ]
