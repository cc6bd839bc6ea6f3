import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.jsonl import Fault, Fields, required_text, run_filter


def lengths(batch: Sequence[Fields]) -> list[Fields | Fault]:
    return [required_text(fields, "text") or {"length": len(fields["text"])} for fields in batch]


def answer(lines: list[bytes], **options: Any) -> tuple[int, list[Any], list[str]]:
    written: list[str] = []
    warned: list[str] = []
    status = run_filter(lines, lengths, write=written.append, warn=warned.append, **options)
    return status, [json.loads(line) for line in written], warned


def test_unknown_fields_pass_through_in_order() -> None:
    status, lines, warned = answer([b'{"id": 1, "text": "abc", "mine": [1]}', b'{"id": 2, "text": ""}'])
    assert (status, warned) == (0, [])
    assert lines == [{"id": 1, "text": "abc", "mine": [1], "length": 3}, {"id": 2, "text": "", "length": 0}]


def test_a_bad_line_stands_in_its_place_and_stops_nothing() -> None:
    bad = [b"{", b"[]", b"\xff", b'{"id": "x"}', b'{"id": "y", "text": 3}', b'{"id": NaN}', b"[" * 100_000]
    status, lines, warned = answer([bad[0], b'{"id": "a", "text": "ok"}', *bad[1:]], batch=2)
    assert status == 1
    assert [line["id"] for line in lines] == [None, "a", None, None, "x", "y", None, None]
    assert all(set(line) == {"id", "error"} for line in lines if line["id"] != "a")
    assert len(warned) == len(bad)
    assert warned[0].startswith("line 1: not JSON")


def test_blank_lines_are_no_records_and_dropped_fields_stay_out() -> None:
    status, lines, _ = answer([b"\n", b'{"id": 1, "text": "a", "html": "<p>"}\n', b""], drop=("html",))
    assert (status, lines) == (0, [{"id": 1, "text": "a", "length": 1}])


def test_half_surrogates_become_writable() -> None:
    _, lines, _ = answer([b'{"id": "\\ud800", "text": "\\udfff"}'])
    assert lines[0]["id"] == "\ufffd"


@given(st.lists(st.one_of(st.binary(max_size=20), st.just(b'{"id": 1, "text": "x"}')), max_size=20), st.integers(1, 5))
def test_one_line_out_for_each_line_in(lines: list[bytes], batch: int) -> None:
    _, answers, _ = answer(lines, batch=batch)
    assert len(answers) == sum(1 for line in lines if line.strip())
