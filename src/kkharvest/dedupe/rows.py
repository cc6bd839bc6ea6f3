"""Loops over sorted rows that are stored end to end: what two have in common, where an entry stands, what is common.

Each touches every element once and writes only what is asked for: no copies of rows, no matrices, no numbers wider than
needed. Row i holds `columns[bounds[i]:bounds[i + 1]]`, sorted and distinct; columns are int32, bounds int64. Compiled,
see setup.py.
"""

import cython
import numpy as np
from numpy.typing import NDArray

__all__ = ["common_elements", "rows_of", "tally"]

Ints = NDArray[np.int64]
Columns = NDArray[np.int32]


@cython.locals(
    first="const int[::1]",
    first_bounds="const long long[::1]",
    first_rows="const long long[::1]",
    second="const int[::1]",
    second_bounds="const long long[::1]",
    second_rows="const long long[::1]",
    found="int[::1]",
    counts="long long[::1]",
)
def common_elements(
    columns: Columns, bounds: Ints, rows: Ints, other_columns: Columns, other_bounds: Ints, other_rows: Ints
) -> tuple[Columns, Ints]:
    """Places in `columns` of what each of `rows` has in common with its partner in `other_rows`, and how many each has.

    Shapes: rows (n,), places (m,), counts (n,).
    """
    first, first_bounds, first_rows = columns, bounds, np.ascontiguousarray(rows, dtype=np.int64)
    second, second_bounds, second_rows = other_columns, other_bounds, np.ascontiguousarray(other_rows, dtype=np.int64)
    n: cython.Py_ssize_t = len(first_rows)
    most = np.minimum(np.diff(bounds)[first_rows], np.diff(other_bounds)[second_rows])
    places = np.empty(int(most.sum()), dtype=np.int32)
    sizes = np.zeros(n, dtype=np.int64)
    found, counts = places, sizes
    written: cython.Py_ssize_t = 0
    pair: cython.Py_ssize_t
    for pair in range(n):
        at: cython.Py_ssize_t = first_bounds[first_rows[pair]]
        end: cython.Py_ssize_t = first_bounds[first_rows[pair] + 1]
        other: cython.Py_ssize_t = second_bounds[second_rows[pair]]
        other_end: cython.Py_ssize_t = second_bounds[second_rows[pair] + 1]
        before: cython.Py_ssize_t = written
        while at < end and other < other_end:
            if first[at] < second[other]:
                at += 1
            elif first[at] > second[other]:
                other += 1
            else:
                found[written] = at
                written += 1
                at += 1
                other += 1
        counts[pair] = written - before
    return places[:written].copy(), sizes


@cython.locals(of_entry="const long long[::1]", starts="const long long[::1]", found="int[::1]")
def rows_of(bounds: Ints, entries: Ints) -> NDArray[np.int32]:
    """The row in which each of `entries` stands, places in `columns` in order; (n,)."""
    of_entry, starts = np.ascontiguousarray(entries, dtype=np.int64), bounds
    rows = np.empty(len(entries), dtype=np.int32)
    found = rows
    row: cython.Py_ssize_t = 0
    number: cython.Py_ssize_t
    for number in range(len(of_entry)):
        while starts[row + 1] <= of_entry[number]:
            row += 1
        found[number] = row
    return rows


@cython.locals(values="const int[::1]", counts="int[::1]")
def tally(columns: NDArray[np.integer], size: int) -> NDArray[np.int32]:
    """How many of `columns` have each remainder by `size`, a power of two; (size,)."""
    values = np.ascontiguousarray(columns, dtype=np.int32)
    table = np.zeros(size, dtype=np.int32)
    counts = table
    mask: cython.Py_ssize_t = size - 1
    number: cython.Py_ssize_t
    for number in range(len(values)):
        counts[values[number] & mask] += 1
    return table
