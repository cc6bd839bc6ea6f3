"""What a page's description has of its blocks is what comparing word by word says."""

from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract import description
from kkharvest.extract.tree import Block, Tree

_WORDS = st.sampled_from(
    ["Kommunen", "kommunen", "och", "MASSE", "Maße", "bygger,", "ett", "biogasverk", "İ", "\u200b"]
)
_LINES = st.lists(_WORDS, max_size=70).map(" ".join)


@pytest.fixture(scope="module", params=["installed", "written"])
def module(request: pytest.FixtureRequest, as_written: Callable[[str], ModuleType]) -> ModuleType:
    return description if request.param == "installed" else as_written("extract.description")


def tree_of(lines: list[str]) -> Tree:
    return Tree(blocks=[Block(0, "p", line, [], [], []) for line in lines])


@given(st.lists(_LINES, max_size=4), st.lists(_WORDS, max_size=12).map("\n".join))
def test_the_share_of_known_words_is_that_of_the_first_sixty(module: ModuleType, lines: list[str], said: str) -> None:
    table = module.described_columns(tree_of(lines), said)
    known = set(said.casefold().split())
    for line, (share, _) in zip(lines, table.tolist(), strict=True):
        words = line.casefold().split()[:60]
        expected = sum(word in known for word in words) / len(words) if known and len(words) > 3 else 0
        assert share == pytest.approx(expected, rel=1e-6)


def test_a_description_may_be_the_beginning_of_a_block() -> None:
    lines = ["Kommunen bygger ett biogasverk", "Kommunen bygger ett biogasverk för bussar", "Kommunen bygger ett hus"]
    table = description.described_columns(tree_of(lines), "KOMMUNEN BYGGER ETT BIOGASVERK för bussarna på ön.")
    assert table[:, 1].tolist() == [1, 1, 0]
    assert not description.described_columns(tree_of(lines), " \n").any()
