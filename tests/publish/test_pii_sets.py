"""Floors: what is held back of the saved and the seeded sets, and how often clean text is called personal."""

import pytest

from bench.publish.pii_items import Item, clean_texts, items
from bench.publish.pii_saved import saved, saved_sets
from kkharvest.publish.pii import find_personal_data


def _slipped(planted: list[Item]) -> list[str]:
    """The texts in which no find reaches into the planted piece."""
    return [
        item.text
        for item in planted
        if not any(found.start < item.end and item.start < found.end for found in find_personal_data(item.text))
    ]


@pytest.mark.parametrize(
    ("name", "most_slipped", "most_alarms"), [("unseen-2", 0, 0), ("unseen-3", 0, 2), ("tune-weak", 2, 0)]
)
def test_saved_sets(name: str, most_slipped: int, most_alarms: int) -> None:
    planted, clean = saved(saved_sets()[name])
    assert planted
    assert clean
    slipped = _slipped(planted)
    assert len(slipped) <= most_slipped, slipped
    alarms = [text for text in clean if find_personal_data(text)]
    assert len(alarms) <= most_alarms, alarms


def test_the_seeded_set() -> None:
    assert _slipped(list(items("measure", 300))) == []
    assert [text for text in clean_texts("measure", 300) if find_personal_data(text)] == []
