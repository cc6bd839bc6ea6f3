"""Families of wordings: looking for all at once never changes what is found."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.guard import parse
from kkharvest.extract.lexicon import WORDINGS, wording_columns
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


def test_long_blocks_are_prose() -> None:
    tree = tree_of(["Läs mer", "Läs mer " * 40])
    assert wording_columns(tree).any(axis=1).tolist() == [True, False]
