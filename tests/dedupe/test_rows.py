"""Loops over stored rows, compiled and as they are written, against plain definitions."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.dedupe import rows as installed
from kkharvest.dedupe.sets import Sets

_ROWS = st.lists(st.sets(st.integers(0, 30), max_size=8), min_size=1, max_size=6)


@pytest.fixture(scope="module", params=["installed", "as written"])
def module(request: pytest.FixtureRequest, as_written: Callable[[str], ModuleType]) -> ModuleType:
    return installed if request.param == "installed" else as_written("dedupe.rows")


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


@given(_ROWS, st.data())
def test_entries_stand_in_their_rows(module: ModuleType, rows: list[set[int]], data: st.DataObject) -> None:
    sets = stored(rows)
    entries = data.draw(
        st.lists(st.sampled_from(range(len(sets.columns))), unique=True) if len(sets.columns) else st.just([])
    )
    entries.sort()
    found = module.rows_of(sets.bounds, np.array(entries, dtype=np.int64))
    assert found.tolist() == [int(sets.rows[entry]) for entry in entries]


@given(st.lists(st.integers(0, 2**31 - 2), max_size=40), st.integers(0, 6))
def test_columns_are_tallied_by_their_low_bits(module: ModuleType, columns: list[int], bits: int) -> None:
    counts = module.tally(np.array(columns, dtype=np.int32), 1 << bits)
    assert counts.tolist() == [sum(each % (1 << bits) == rest for each in columns) for rest in range(1 << bits)]
