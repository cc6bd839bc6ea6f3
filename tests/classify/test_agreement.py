import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.classify.agreement import Reading, agreement, compare, kappa, main, read_second
from kkharvest.classify.dataset import Example
from kkharvest.core.errors import InputError

LABELS = st.sampled_from("abc")


def _first(number: int, *themes: str, level: str | None = None) -> dict[str, Any]:
    name = f"t-{number}"
    said = {"is_example": bool(themes), "themes": themes, "level": level}
    return {"id": name, "initiative": name, "title": "Titel", "text": "En text.", **said}


def _second(number: int, *themes: str, level: str | None = None) -> dict[str, Any]:
    return {"id": f"t-{number}", "is_example": bool(themes), "themes": themes, "level": level}


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _pairs(count: int, a: bool, b: bool) -> list[tuple[bool, bool]]:
    return [(a, b)] * count


def test_kappa_of_yes_and_no_by_hand() -> None:
    # observed 35/50 = 0.7; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5
    pairs = _pairs(20, True, True) + _pairs(5, True, False) + _pairs(10, False, True) + _pairs(15, False, False)
    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_of_three_labels_by_hand() -> None:
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("b", "b"), ("c", "c"), ("c", "c")]
    # observed 5/6; by chance (2 * 1 + 2 * 3 + 2 * 2) / 36 = 1/3
    assert kappa(pairs) == pytest.approx(0.75)


def test_kappa_of_opposites_is_minus_one() -> None:
    assert kappa(_pairs(3, True, False) + _pairs(3, False, True)) == pytest.approx(-1)


def test_kappa_is_zero_when_one_reader_always_says_the_same() -> None:
    assert kappa(_pairs(4, True, True) + _pairs(2, True, False)) == pytest.approx(0)


@pytest.mark.parametrize("pairs", [[], [(True, True)] * 5])
def test_kappa_is_undefined_without_pairs_or_variation(pairs: list[tuple[bool, bool]]) -> None:
    assert kappa(pairs) is None


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=40))
def test_kappa_is_bounded_symmetric_and_one_only_for_full_agreement(pairs: list[tuple[str, str]]) -> None:
    value = kappa(pairs)
    turned = kappa([(b, a) for a, b in pairs])
    assert (value is None) == (turned is None)
    if value is not None and turned is not None:
        assert value == pytest.approx(turned)
        assert -1 - 1e-9 <= value <= 1
        assert (value == 1) == all(a == b for a, b in pairs)


def test_each_facet_is_compared_over_its_own_texts(tmp_path: Path) -> None:
    first = [
        _first(1, "energi", level="mojliggora"),
        _first(2, "governance", level="utveckla"),
        _first(3),
        _first(4, "energi"),
        _first(5, "energi"),
    ]
    second = [
        _second(2, "governance", "energi", level="mojliggora"),
        _second(1, "energi", level="mojliggora"),
        _second(3, "energi", level="utveckla"),
        _second(4),
    ]
    _write(tmp_path / "training" / "a-01.jsonl", first)
    found = agreement(tmp_path / "training", _write(tmp_path / "second.jsonl", second))
    assert (found.relevance.n, found.relevance.observed, found.relevance.yes) == (4, 0.5, (3, 3))
    assert found.differing == ("t-3", "t-4")
    both = {facet.name: facet for facet in found.themes}
    every = {facet.name: facet for facet in found.themes_of_all}
    assert (both["energi"].n, both["energi"].yes) == (2, (1, 2))
    assert (every["energi"].n, every["energi"].yes) == (4, (2, 3))
    assert both["governance"].kappa == 1
    assert (found.level.n, found.level.observed) == (2, 0.5)


def test_a_reading_agrees_wholly_with_itself() -> None:
    examples = [Example("1", "i", "", "x", True, ("energi",), level="utveckla"), Example("2", "j", "", "x", False)]
    found = compare([(e, Reading(id=e.id, is_example=e.is_example, themes=e.themes, level=e.level)) for e in examples])
    assert found.relevance.kappa == 1
    assert found.differing == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Invalid JSON"),
        ("[]", "should be an object"),
        (json.dumps({"id": "t-1", "is_example": True, "themes": ["energi"]}), "level: Field required"),
        (json.dumps(_second(1, "energi") | {"is_example": "yes"}), "is_example: Input should be a valid boolean"),
        (json.dumps(_second(1, "sport")), "unknown labels: sport"),
        (json.dumps(_second(1, "alla-exempel")), "unknown labels: alla-exempel"),
        (json.dumps(_second(1, "energi", level="hög")), "unknown labels: hög"),
        (json.dumps(_second(1) | {"is_example": True}), "one to three themes"),
        (json.dumps(_second(1, level="utveckla")), "neither themes nor level"),
        (json.dumps(_second(1, "energi", "governance", "civilsamhalle", "digitalisering")), "at most 3 items"),
        (json.dumps(_second(2)), "the id t-2 is used twice"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "second.jsonl"
    path.write_text(json.dumps(_second(2)) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"second\.jsonl:3: ") as raised:
        read_second(path)
    assert reason in str(raised.value)


def test_an_empty_missing_or_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "second.jsonl"
    with pytest.raises(InputError, match="cannot be read"):
        read_second(path)
    path.write_bytes(b"\n")
    with pytest.raises(InputError, match="no readings"):
        read_second(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_second(path)


def test_a_text_that_nobody_labelled_first_is_refused(tmp_path: Path) -> None:
    _write(tmp_path / "training" / "a-01.jsonl", [_first(1)])
    with pytest.raises(InputError, match=r"does not hold: t-9\."):
        agreement(tmp_path / "training", _write(tmp_path / "second.jsonl", [_second(1), _second(9)]))


def test_the_command_prints_a_table_or_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _write(tmp_path / "training" / "a-01.jsonl", [_first(1, "energi"), _first(2), _first(3)])
    path = _write(tmp_path / "second.jsonl", [_second(1, "energi"), _second(2, "energi"), _second(3)])
    arguments = ["--training", str(tmp_path / "training"), "--second", str(path)]
    main(arguments)
    printed = capsys.readouterr().out
    assert [line.split() for line in printed.splitlines()][1] == ["is_example", "3", "1", "2", "0.67", "0.40"]
    assert "differing on is_example (1): t-2" in printed
    path.unlink()
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == InputError.exit_code
    assert "cannot be read" in capsys.readouterr().err
