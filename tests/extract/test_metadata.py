"""What a page says of itself in its head and in names of elements."""

import pytest

from kkharvest.extract.guard import parse
from kkharvest.extract.metadata import Head, read_crumbs, read_head
from kkharvest.extract.walk import build_tree


@pytest.mark.parametrize(
    "named",
    [
        'class="c-Breadcrumb"',
        'id="brodsmulor"',
        'class="Brödsmulor"',
        'class="länkstig x"',
        'aria-label="Du är här"',
        'class="crumbs"',
    ],
)
def test_crumbs_are_those_of_the_first_element_named_so(named: str) -> None:
    page = f"""<body class="has-breadcrumb"><div class="crumb" title="breadcrumb"><p>Meny</p></div>
    <nav {named}><ul><li>Start</li><li>Näringsliv</li></ul></nav><ol class="breadcrumb"><li>Annat</li></ol>"""
    assert read_crumbs(build_tree(parse(page)), Head()) == ("Start", "Näringsliv")


def test_a_line_of_crumbs_is_parted() -> None:
    tree = build_tree(parse('<p class="breadcrumbs">Start / Näringsliv » Klimatavtal</p><p>Text</p>'))
    assert read_crumbs(tree, Head()) == ("Start", "Näringsliv", "Klimatavtal")


def test_crumbs_stated_in_the_head_come_first() -> None:
    head = read_head(
        parse(
            """<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement":
            [{"name": "Start"}, {"item": {"name": "Energi"}}]}</script>"""
        )
    )
    tree = build_tree(parse('<ol class="breadcrumb"><li>Annat</li></ol>'))
    assert read_crumbs(tree, head) == ("Start", "Energi")


def test_a_page_without_names_has_no_crumbs() -> None:
    assert read_crumbs(build_tree(parse("<h1>Du är här</h1><p class>Breadcrumb</p>")), Head()) == ()
