"""The numeric columns of a page's features agree with their plain definitions, compiled or not."""

from collections import Counter
from itertools import pairwise
from math import log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from kkharvest.extract.features import ANCESTORS, PageFeatures, feature_names, page_features
from kkharvest.extract.guard import parse
from kkharvest.extract.metadata import Head
from kkharvest.extract.surroundings import LEVELS
from kkharvest.extract.tree import Tree
from kkharvest.extract.walk import build_tree

_PIECES = st.sampled_from(
    [
        *"<h1>Rubrik</h1> <h2>Frakt</h2> <h3>Recension</h3> <h4>Om</h4> <td>12 <th>x </table> </ul> </div>".split(),
        "<div class=card>",
        "<ul id=menu>",
        "<p>En rad om saken, som är längre än sju ord. Och så slut.</p>",
        "<p class=b>En   rad</p><p>En rad</p>",
        "<li><a href=/x>länk</a> och <b>fett</b>",
        "<button>Sök</button>",
        "text",
    ]
)
PAGES = st.lists(_PIECES, max_size=25).map("".join)
NAMES = feature_names()


def described(markup: str, title: str = "") -> tuple[Tree, PageFeatures]:
    tree = build_tree(parse(markup))
    return tree, page_features(tree, Head(title=title))


def column(features: PageFeatures, name: str) -> NDArray[np.float32]:
    values: NDArray[np.float32] = features.dense[:, NAMES.index(name)]
    return values


def close(values: list[float]) -> object:
    return pytest.approx(values, abs=1e-6)


@given(PAGES)
def test_each_block_has_one_tag_and_tells_its_place_and_its_copies(markup: str) -> None:
    tree, features = described(markup, "Frakt av varor")
    tags = [at for at, name in enumerate(NAMES) if name.startswith("tag_")]
    assert (features.dense[:, tags].sum(axis=1) == 1).all()
    copies = Counter(block.text for block in tree.blocks)
    depths = [sum(1 for _ in tree.ancestors(block.element)) - 1 for block in tree.blocks]
    assert column(features, "repeated").tolist() == [min(copies[block.text] - 1, 3) for block in tree.blocks]
    assert column(features, "in_title").tolist() == [block.text == "Frakt" for block in tree.blocks]
    assert column(features, "depth") == close([depth / 20 for depth in depths])
    lines = [block.line for block in tree.blocks]
    assert column(features, "seen_before").tolist() == [line in lines[:at] for at, line in enumerate(lines)]


@given(PAGES)
def test_containers_are_those_that_hold_more_than_the_one_below(markup: str) -> None:
    tree, features = described(markup)
    for at, block in enumerate(tree.blocks):
        ranges = [(tree.first[up], tree.last[up]) for up in tree.ancestors(block.element)]
        wider = [ranges[0], *(after for before, after in pairwise(ranges) if after != before)]
        wider += [(0, len(tree.blocks))] * LEVELS
        assert features.around.holders[at].tolist() == [list(each) for each in wider[:LEVELS]]
        for level, (first, last) in enumerate(wider[:3], start=1):
            inside = tree.blocks[first:last]
            words, characters = sum(each.words for each in inside), sum(len(each.text) for each in inside)
            share = min(sum(each.link_length for each in inside) / characters, 1)
            assert column(features, f"up{level}_log_words")[at] == pytest.approx(log1p(words), abs=1e-6)
            assert column(features, f"up{level}_log_blocks")[at] == pytest.approx(log1p(last - first), abs=1e-6)
            assert column(features, f"up{level}_link_share")[at] == pytest.approx(share, abs=1e-6)


@given(PAGES)
def test_the_heading_over_a_heading_is_the_nearest_of_a_higher_rank(markup: str) -> None:
    tree, features = described(markup)
    says, headings = [
        features.dense[:, [at for at, name in enumerate(NAMES) if name.startswith(prefix)]]
        for prefix in ("says_", "headings_")
    ]
    for at, block in enumerate(tree.blocks):
        chain: list[int] = []
        rank = block.level or 7
        for before in reversed(range(at)):
            if 0 < tree.blocks[before].level < rank:
                chain.append(before)
                rank = tree.blocks[before].level
        assert column(features, "heading_is_there")[at] == bool(chain)
        assert column(features, "heading_depth")[at] == pytest.approx(len(chain) / 3, abs=1e-6)
        assert headings[at].tolist() == np.max(says[chain], axis=0, initial=0).tolist()
        if chain:
            assert column(features, "heading_level")[at] == pytest.approx(tree.blocks[chain[0]].level / 6, abs=1e-6)
            assert column(features, "heading_log_distance")[at] == pytest.approx(log1p(at - chain[0]) / 4, abs=1e-6)


@given(PAGES)
def test_blocks_are_alike_by_the_names_around_them(markup: str) -> None:
    tree, features = described(markup)
    names = [tuple(features.bags[row] if row >= 0 else None for row in rows) for rows in features.ancestors.tolist()]
    assert all(len(each) == ANCESTORS for each in names)
    closely = [(block.level, *each[:4]) for block, each in zip(tree.blocks, names, strict=True)]
    groups = features.around.groups.tolist()
    assert len(set(groups)) == len(set(closely)) == len(set(zip(groups, closely, strict=True)))
    loosely = [each[:2] for each in names]
    for how, keys in (("closely", closely), ("loosely", loosely)):
        counts = Counter(keys)
        assert column(features, f"{how}_like_log_count") == close([log1p(counts[key]) for key in keys])
        spread = [(len(keys) - 1 - keys[::-1].index(key) - keys.index(key)) / len(keys) for key in keys]
        assert column(features, f"{how}_like_spread") == close(spread)


def test_a_page_without_blocks_has_no_rows() -> None:
    for markup in ("", "<div></div>", "<p> </p>"):
        features = described(markup)[1]
        assert features.dense.shape == (0, len(NAMES))
        assert features.ancestors.shape == (0, ANCESTORS)
        assert features.around.holders.shape == (0, LEVELS, 2)
