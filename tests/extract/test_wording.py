"""Lines of furniture, whatever their case."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkharvest.extract.wording import (
    BYLINE,
    CAPTION,
    DATE_LINE,
    PAGING,
    READ_MORE,
    TAG_LINE,
    UTILITY,
    is_date_line,
    is_furniture,
    is_paging,
    is_read_more,
    is_tag_line,
)

_LONGEST = 220


def lines(*patterns: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Lines of furniture as their expressions are written, without what else the case of letters allows."""
    return st.one_of([st.from_regex(re.compile(each.pattern), fullmatch=True) for each in patterns]).filter(
        lambda line: len(line) <= _LONGEST
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(lines(READ_MORE, PAGING, DATE_LINE, TAG_LINE, CAPTION, UTILITY).map(str.lower))
def test_no_line_of_furniture_is_passed_over(line: str) -> None:
    known = [each for each in (READ_MORE, PAGING, DATE_LINE, TAG_LINE, CAPTION, UTILITY) if each.fullmatch(line)]
    assert is_furniture(line) or not known
    assert is_date_line(line) == (DATE_LINE in known)
    assert is_read_more(line) == (READ_MORE in known)
    assert is_tag_line(line) == (TAG_LINE in known)
    assert is_paging(line) == (PAGING in known and not line.isdigit())


@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(lines(BYLINE))
def test_no_byline_is_passed_over(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Läs mer om projektet",
        "Nästa sida",
        "Publicerad 3 mars 2024",
        "Senast uppdaterad: 2024-03-05T10:00 UTC",
        "Kategori: Klimat",
        "Foto: Anna Ek",
        "Skriv ut",
        "Sidan uppdaterades i går",
    ],
)
def test_furniture_is_known_in_any_case(line: str) -> None:
    assert is_furniture(line)
    assert is_furniture(line.upper())
    assert is_furniture(line.lower())


@pytest.mark.parametrize("line", ["Från Karlstads kommun", "Text: Anna Ek", "Skribent Anna Ek"])
def test_names_begin_with_a_capital(line: str) -> None:
    assert is_furniture(line)
    assert not is_furniture(line.lower())


@pytest.mark.parametrize("line", ["Kommunen minskade utsläppen.", "Läsningen ökar i alla skolor", ""])
def test_sentences_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)
