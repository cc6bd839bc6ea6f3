"""What stands in the way of content is told from content: pages as the usual systems serve them."""

import pytest

from kkharvest.fetch.judge import judge_page
from kkharvest.fetch.links import read_page

from .walls import CONTENT, WALLS


@pytest.mark.parametrize(("kind", "html"), [(kind, html) for kind, pages in WALLS.items() for html in pages])
def test_a_wall_is_told_by_its_kind(kind: str, html: str) -> None:
    verdict = judge_page(read_page(html, "https://x.se/a"))
    assert verdict is not None
    assert verdict.outcome.value == kind
    assert verdict.reason


@pytest.mark.parametrize("html", CONTENT)
def test_content_about_such_things_is_content(html: str) -> None:
    assert judge_page(read_page(html, "https://x.se/a")) is None


@pytest.mark.parametrize("html", CONTENT)
def test_a_banner_over_a_page_does_not_hide_it(html: str) -> None:
    banner = "<div><h2>Vi använder kakor</h2><p>Godkänn alla eller välj själv.</p><button>Godkänn alla</button></div>"
    assert judge_page(read_page(html.replace("</body>", f"{banner}</body>"), "https://x.se/a")) is None
