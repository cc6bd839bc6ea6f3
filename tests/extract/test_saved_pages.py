"""Saved pages with what a person says is on them; a page without its expectation fails.

The extractor was mended by all pages but those named `r-…`, and by those named `u-…` in part: these are held to what
was read, no further.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from kkharvest.core.errors import InputError
from kkharvest.extract.layouts import LAYOUTS
from kkharvest.extract.saved import Agreement, SavedPage, compare, figures, read_saved

PAGES = Path(__file__).parents[1] / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.json"))
LEAST_PAGES = 190
KINDS = {"article": 60, "multi": 45, "listing": 25, "none": 25}
SYSTEMS = {
    **{layout.name: 10 for layout in LAYOUTS},
    "mynewsdesk": 5,
    "cision": 3,
    "other": 20,
}
MEASURES = ("kind", "title", "text", "date", "lang", "precision", "recall", "exact")
FLOOR = 1.0
HELD = {
    "r-": {
        "kind": 0.95, "title": 0.95, "text_f1": 0.97, "date": 0.95, "lang": 1.0,
        "precision": 0.95, "recall": 0.95, "exact": 0.9,
    },
    "u-": {
        "kind": 0.95, "title": 0.95, "text_f1": 0.94, "date": 1.0, "lang": 1.0,
        "precision": 0.94, "recall": 0.98, "exact": 0.96,
    },
}  # fmt: skip
MENDED_BY = [name for name in NAMES if not name.startswith(tuple(HELD))]


@cache
def agreements() -> dict[str, Agreement]:
    return {page.name: compare(page) for page in read_saved(PAGES)}


def mended_by(holds: Callable[[Agreement], bool]) -> list[Agreement]:
    return [each for name, each in agreements().items() if name in MENDED_BY and holds(each)]


def below(found: Sequence[Agreement], floor: float) -> dict[str, float]:
    """Measures of these pages that lie below the floor."""
    values = figures(found)
    return {name: value for name in MEASURES if (value := getattr(values, name)) < floor}


def test_there_are_enough_pages_and_every_expectation_has_its_page() -> None:
    assert len(agreements()) >= LEAST_PAGES
    assert sorted(agreements()) == NAMES


@pytest.mark.parametrize("name", MENDED_BY)
def test_page(name: str) -> None:
    assert not agreements()[name].differences


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_stays_above_its_floor(kind: str) -> None:
    found = mended_by(lambda each: each.kind == kind)
    assert len(found) >= KINDS[kind]
    assert not below(found, FLOOR)


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_page_system_stays_above_its_floor(system: str) -> None:
    found = mended_by(lambda each: each.system == system)
    assert len(found) >= SYSTEMS[system]
    assert not below(found, FLOOR)


@pytest.mark.parametrize("prefix", HELD)
def test_pages_held_to_what_was_read_stay_above_their_floors(prefix: str) -> None:
    found = figures([each for name, each in agreements().items() if name.startswith(prefix)])
    assert found.pages >= 15
    assert {name: getattr(found, name) for name, floor in HELD[prefix].items() if getattr(found, name) < floor} == {}


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
