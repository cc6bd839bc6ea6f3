"""Expressions tried where a match can begin: they find what they find everywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import funders, outcomes, periods, quantities
from kkharvest.extract.anchored import Anchored, begins_of, one_of

EXPRESSIONS = {
    "periods": periods._PERIOD,
    "frames": funders._FRAMES,
    "outcomes": outcomes._OUTCOME,
    "done": outcomes._DONE,
    "after": outcomes._AFTER,
    "takes part": outcomes._TAKES_PART,
    "intentions": outcomes._INTENTION,
    "anybody": outcomes._OF_ANYBODY,
    "offers": outcomes._OFFER,
    "not yet": outcomes._NOT_YET,
    "digits": quantities._DIGIT_RUNS,
    "quantities": quantities._ANY_START,
}


def words_of(expression: str) -> list[str]:
    """Words and parts of words of an expression, so that chance often makes what it matches."""
    return sorted(set(re.findall(r"[a-zåäö%]+", expression)))


@pytest.mark.parametrize("name", EXPRESSIONS)
@given(data=st.data())
def test_nothing_is_lost(name: str, data: st.DataObject) -> None:
    anchored = EXPRESSIONS[name]
    between = st.sampled_from([" ", " ", " ", "", "-", "–", ": ", ".", "\u00a0", "\n", "("])
    word = st.sampled_from([*words_of(anchored._expression.pattern), "2021", "12", "har", "av", "på", "nya"])
    text = "".join(data.draw(st.lists(st.tuples(word, between).map("".join), max_size=14)))
    plain = [match.span() for match in anchored._expression.finditer(text)]
    assert [match.span() for match in anchored.finditer(text)] == plain
    assert anchored.holds(text) == bool(plain)
    start = data.draw(st.integers(0, len(text)))
    later = [match.span() for match in anchored._expression.finditer(text, start)]
    assert [match.span() for match in anchored.finditer(text, start)] == later


def test_a_match_is_found_within_reach_only() -> None:
    halved = Anchored("halverats?", "halver")
    assert halved.first("har nu halverat", 7)
    assert halved.first("har nu halverat", 6) is None


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        (r"\b(?:minska|sänk)(?:t|s)\b|föll", {r"\bminska", r"\bsänk", "föll"}),
        (r"gått (?:ner|upp)|saved?|(?:fell|cut)s", {"gått$", "save", "fell", "cut"}),
        (r"\b\w*bespar", {r"\b"}),
    ],
)
def test_what_a_match_begins_with(expression: str, begins: set[str]) -> None:
    assert begins_of(expression) == begins


@given(st.sets(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=6), st.text("ab", max_size=5))
def test_one_of_some_beginnings_is_seen(begins: set[str], word: str) -> None:
    assert bool(re.match(one_of(begins), word)) == word.startswith(tuple(begins))
