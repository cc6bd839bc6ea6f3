"""Families of wordings: looking for a word first never changes what is found."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.guard import parse
from kkharvest.extract.lexicon import WORDINGS, beginnings, longest_of, wording_columns
from kkharvest.extract.tree import Block, Tree
from kkharvest.extract.walk import build_tree

# Words and pieces of words of all families, so that chance often makes a wording.
PIECES = sorted({piece for words in WORDINGS.values() for piece in re.findall(r"[\wåäöé&©€£$-]+", words)})
BETWEEN = st.sampled_from([" ", " ", "\n", "", "\u00a0", "  ", ": ", "-"])
LINES = st.lists(
    st.tuples(
        st.sampled_from([" ", " ", "\n", "", "\u00a0", "  ", ": ", "-"]), st.sampled_from([*PIECES, "12", "och"])
    ),
    min_size=1,
    max_size=7,
).map(lambda pairs: "".join(before + piece for before, piece in pairs))


def tree_of(lines: list[str]) -> Tree:
    tree = build_tree(parse("<p>x</p>"))
    tree.blocks[:] = [Block(0, "p", line, [], [], []) for line in lines]
    return tree


@given(st.lists(LINES, min_size=1, max_size=4))
def test_a_family_is_found_exactly_where_its_expression_matches(lines: list[str]) -> None:
    table = wording_columns(tree_of(lines))
    for row, line in enumerate(lines):
        read = line.replace("\n", " ").lower() if len(line) <= 160 else ""
        assert table[row].tolist() == [float(bool(re.search(words, read))) for words in WORDINGS.values()]


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        ("log ?in|logga in", {r"log\Z", "login", r"logga\Z"}),
        (r"(?:my|your) account|cookies?\b", {"my", "your", "cookie", "cookies"}),
        (r"\d+ replies|(?m:^)(?:joined|post)\b", {r"\d", "joined", "post"}),
        ("e-?post", {"e-post", "epost"}),
        (r"\$\d|you.?ll", {r"\$", "you"}),
    ],
)
def test_what_a_match_begins_with(expression: str, begins: set[str]) -> None:
    assert beginnings(expression) == begins


@given(st.sets(st.text("ab", max_size=3), min_size=1, max_size=6), st.text("ab", max_size=5))
def test_the_longest_of_some_is_found(expressions: set[str], word: str) -> None:
    found = re.match(longest_of(expressions), word)
    longest = max((each for each in expressions if word.startswith(each)), key=len, default=None)
    assert (found.group() if found else None) == longest


def test_long_blocks_are_prose() -> None:
    tree = tree_of(["Läs mer", "Läs mer " * 40])
    assert wording_columns(tree).any(axis=1).tolist() == [True, False]
