"""What rows have in common, compiled and as it is written, against sets."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.dedupe import intersection
from kkharvest.dedupe.sets import Sets

_ROWS = st.lists(st.sets(st.integers(0, 30), max_size=8), min_size=1, max_size=6)


@pytest.fixture(scope="module", params=["installed", "as written"])
def module(request: pytest.FixtureRequest, as_written: Callable[[str], ModuleType]) -> ModuleType:
    return intersection if request.param == "installed" else as_written("dedupe.intersection")


def stored(rows: list[set[int]]) -> Sets:
    entries = [(row, element) for row, elements in enumerate(rows) for element in elements]
    table = np.array(entries, dtype=np.int64).reshape(-1, 2)
    return Sets.of(table[:, 0], table[:, 1], len(rows))


@given(_ROWS, _ROWS, st.data())
def test_common_elements_are_those_of_both_sets(
    module: ModuleType, rows: list[set[int]], others: list[set[int]], data: st.DataObject
) -> None:
    pairs = data.draw(
        st.lists(st.tuples(st.integers(0, len(rows) - 1), st.integers(0, len(others) - 1)), max_size=9), label="pairs"
    )
    one, other = stored(rows), stored(others)
    a, b = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    places, counts = module.common_elements(one.columns, one.bounds, a, other.columns, other.bounds, b)
    found = np.split(one.columns[places], np.cumsum(counts)[:-1]) if len(pairs) else []
    assert [each.tolist() for each in found] == [sorted(rows[row] & others[partner]) for row, partner in pairs]


def test_a_row_beyond_the_last_is_refused(module: ModuleType) -> None:
    sets = stored([{1, 2}])
    beyond = np.array([1], dtype=np.int64)
    with pytest.raises(IndexError):
        module.common_elements(sets.columns, sets.bounds, beyond, sets.columns, sets.bounds, beyond)
