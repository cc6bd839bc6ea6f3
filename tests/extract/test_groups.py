"""Groups of like cards: read as far as asked for, in the order that reading all of them gives."""

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.extract.examples import divisions
from kkharvest.extract.groups import Groups
from kkharvest.extract.guard import parse
from kkharvest.extract.parts import Part
from kkharvest.extract.signs import signs_of
from kkharvest.extract.tree import Tree
from kkharvest.extract.view import PageView
from kkharvest.extract.walk import build_tree
from kkharvest.extract.weighing import score, weigh

_LISTS = st.lists(st.lists(st.integers(1, 12), min_size=1, max_size=5), max_size=6)


def tree_of(body: str) -> Tree:
    return build_tree(parse(f"<html><body><main>{body}</main></body></html>".encode()))


def cards(lists: list[list[int]], heading: str = "h3") -> str:
    return "".join(
        f"<section class='s{number}'>"
        + "".join(
            f"<div class='card'><{heading}>Kort {number} {at}</{heading}><p>{'Kylan delas. ' * size}</p></div>"
            for at, size in enumerate(sizes)
        )
        + "</section>"
        for number, sizes in enumerate(lists)
    )


def size_of(parts: list[Part]) -> int:
    return sum(len(part.text) + len(part.title) for part in parts)


@given(_LISTS, st.integers(0, 4))
def test_the_first_groups_are_those_with_most_text(lists: list[list[int]], count: int) -> None:
    tree = tree_of(cards(lists))
    usable = list(range(len(tree.blocks)))
    wanted = sorted((size_of(group.parts) for group in Groups(tree, usable, ()).all if group.parts), reverse=True)
    groups = Groups(tree, usable, ())
    assert [size_of(parts) for parts in groups.first(count)] == wanted[:count]
    assert [size_of(parts) for parts in groups.first(len(wanted) + 1)] == wanted


@given(_LISTS)
def test_no_group_holds_more_than_it_says_beforehand(lists: list[list[int]]) -> None:
    tree = tree_of(cards(lists, heading="b"))
    for group in Groups(tree, list(range(len(tree.blocks))), ()).all:
        size, words = group.size, group.words
        assert size_of(group.parts) <= size
        assert sum(part.words + len(part.title.split()) for part in group.parts) <= words


def test_plain_paragraphs_are_no_group() -> None:
    tree = tree_of("<p>Kommunen delar kylan.</p>" * 5)
    assert Groups(tree, list(range(len(tree.blocks))), ()).all == []


@given(_LISTS, st.floats(-8, 8), st.sampled_from(["Goda exempel", "Om kylan", "Tre projekt i Lund, Malmö och Växjö"]))
def test_a_division_weighs_its_score_or_less_than_is_asked(lists: list[list[int]], least: float, title: str) -> None:
    tree = tree_of(cards(lists))
    page = PageView(tree, list(range(len(tree.blocks))), "https://orten.example/kyla", title, has_date=False)
    for division in divisions(page):
        total = score(signs_of(page, division))
        assert weigh(page, division, least) == (total if total >= least else None)
