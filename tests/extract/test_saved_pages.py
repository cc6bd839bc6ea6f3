"""Saved pages with what a person says is on them; a page without its expectation fails."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from kkharvest.extract import extract_page, to_contract

PAGES = Path(__file__).parents[1] / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("*.html"))
LEAST_PAGES = 60


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def extracted(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    expected = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    body = (PAGES / f"{name}.html").read_bytes()
    return expected, to_contract(extract_page(body, expected["url"], expected.get("content_type")))


def test_there_are_enough_pages_and_every_expectation_has_its_page() -> None:
    assert len(NAMES) >= LEAST_PAGES
    assert sorted(path.stem for path in PAGES.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_page(name: str) -> None:
    expected, found = extracted(name)
    for field in ("kind", "title", "lang", "published"):
        assert found[field] == expected[field], field
    if "text" in expected:
        assert words(found["text"]) == words(expected["text"])
    if "candidates" in expected:
        assert [each["title"] for each in found["candidates"]] == [each["title"] for each in expected["candidates"]]
        for mine, theirs in zip(found["candidates"], expected["candidates"], strict=True):
            assert words(mine["text"]) == words(theirs["text"])
            assert (mine["anchor"], mine["link"]) == (theirs["anchor"], theirs["link"])
    elif expected["kind"] == "article":
        (only,) = found["candidates"]
        assert (only["title"], only["text"]) == (found["title"], found["text"])
