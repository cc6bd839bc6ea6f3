"""Saved pages with what a person says is on them; a page without its expectation fails."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kkharvest.core.errors import InputError
from kkharvest.extract.saved import Agreement, SavedPage, compare, figures, read_saved

PAGES = Path(__file__).parents[1] / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))
LEAST_PAGES = 60
FLOORS = {
    "kind": 1.0,
    "title": 1.0,
    "text": 1.0,
    "date": 1.0,
    "lang": 1.0,
    "precision": 1.0,
    "recall": 1.0,
    "exact": 1.0,
}


@cache
def agreements() -> dict[str, Agreement]:
    return {page.name: compare(page) for page in read_saved(PAGES)}


def test_there_are_enough_pages_and_every_expectation_has_its_page() -> None:
    assert len(agreements()) >= LEAST_PAGES
    assert sorted(agreements()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str) -> None:
    assert not agreements()[name].differences


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_quality_stays_above_its_floor(name: str) -> None:
    assert getattr(figures(list(agreements().values())), name) >= FLOORS[name]


def test_a_page_without_expectation_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sida.html").write_text("<p>hej</p>")
    with pytest.raises(InputError, match=r"sida\.json"):
        list(read_saved(tmp_path))


def test_a_wrong_candidate_costs_precision_and_a_missing_one_recall() -> None:
    page = next(read_saved(PAGES, "multi-lista"))
    wanted = page.expected["candidates"]
    short = SavedPage(page.name, page.body, page.expected | {"candidates": wanted[1:]})
    renamed = {**wanted[0], "title": "Ett annat namn"}
    other = SavedPage(page.name, page.body, page.expected | {"candidates": [renamed, *wanted[1:]]})
    relinked = SavedPage(
        page.name, page.body, page.expected | {"candidates": [wanted[0] | {"link": None}, *wanted[1:]]}
    )
    count = len(wanted)
    assert figures([compare(page)]).f1 == 1
    assert figures([compare(short)]).precision == pytest.approx((count - 1) / count)
    assert figures([compare(other)]).recall == pytest.approx((count - 1) / count)
    assert figures([compare(relinked)]).recall == 1
    assert figures([compare(relinked)]).exact == pytest.approx((count - 1) / count)


def test_every_field_that_differs_is_counted_and_named() -> None:
    page = next(read_saved(PAGES, "artikel-jsonld"))
    wrong = {"kind": "multi", "title": "Annat", "lang": "en", "published": "1999-01-01", "text": "annat"}
    for field, value in wrong.items():
        found = compare(replace(page, expected=page.expected | {field: value}))
        assert any(line.startswith(f"{field}:") for line in found.differences)
        assert min(figures([found]).kind, figures([found]).title, figures([found]).lang, figures([found]).date,
                   figures([found]).text) == 0  # fmt: skip
