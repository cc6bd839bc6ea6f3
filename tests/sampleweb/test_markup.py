"""Bodies in the dialects of page systems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from kkharvest.sampleweb.content import System
from kkharvest.sampleweb.dialects import DIALECTS
from kkharvest.sampleweb.markup import parts, plain_text, render_body

BODY = """
Ingress.

## Första rubriken

**Fet inledning** – och resten.

## Egen {#mitt-ankare}

| Namn | Vad |
| --- | --- |
| Rad ett | text |

::: accordion Panel ett
Inne i *panelen*.
:::
::: accordion Panel två
- punkt
:::
::: fact Fakta
Faktatext.
:::
::: button Anmäl
/anmalan
:::
"""


@pytest.mark.parametrize("system", DIALECTS)
def test_all_words_survive_in_every_dialect_and_anchors_exist(system: System) -> None:
    dialect = DIALECTS[system]
    tree = LexborHTMLParser(render_body(BODY, dialect))
    text = " ".join(" ".join(node.text() for node in tree.css("body")).split())
    for words in ("Ingress.", "Första rubriken", "Fet inledning", "Rad ett", "Panel två", "punkt", "Faktatext."):
        assert words in text
    assert "{#" not in text
    assert ":::" not in text
    assert tree.css_first("a[href='/anmalan']") is not None
    for part in parts(BODY, dialect):
        if part.anchor is not None:
            assert tree.css_first(f"[id='{part.anchor}'], a[name='{part.anchor}']") is not None


def test_parts_are_headings_bold_leads_rows_and_panels() -> None:
    found = parts(BODY, DIALECTS["sitevision"])
    assert [(part.kind, part.title) for part in found] == [
        ("heading", "Första rubriken"),
        ("lead", "Fet inledning"),
        ("heading", "Egen"),
        ("row", "Rad ett"),
        ("panel", "Panel ett"),
        ("panel", "Panel två"),
    ]
    assert [part.anchor for part in found if part.kind == "heading"] == ["h-Forstarubriken", "mitt-ankare"]
    assert [part.anchor for part in parts(BODY, DIALECTS["legacy"]) if part.anchor] == ["mitt-ankare"]


def test_plain_text_has_a_line_for_each_block_and_no_button() -> None:
    lines = plain_text(BODY).split("\n")
    assert lines[:2] == ["Ingress.", "Första rubriken"]
    assert "Panel ett" in lines
    assert "Anmäl" not in lines


def test_an_unclosed_box_is_an_error() -> None:
    with pytest.raises(ValueError, match="not closed"):
        render_body("::: fact Fakta\ntext", DIALECTS["drupal"])


@given(st.lists(st.text(alphabet="abcåäö \n", min_size=1), min_size=1, max_size=5))
def test_paragraphs_keep_their_words(paragraphs: list[str]) -> None:
    body = "\n\n".join(paragraphs)
    html = render_body(body, DIALECTS["umbraco"])
    tree = LexborHTMLParser(f"<body>{html}</body>")
    assert " ".join(node.text() for node in tree.css("body")).split() == body.split()
