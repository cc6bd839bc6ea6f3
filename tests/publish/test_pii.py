import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.publish.pii import find_personal_data


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Född 811228-9874 i Lund.", "personnummer", "811228-9874"),
        ("Nummer 19811228-9874.", "personnummer", "19811228-9874"),
        ("Nummer 8112289874 utan streck.", "personnummer", "8112289874"),
        ("Samordningsnummer 701063-2391.", "samordningsnummer", "701063-2391"),
        ("Skriv till anna.lind@lund.se i dag.", "email", "anna.lind@lund.se"),
        ("Ring 046-359 50 12 till projektledaren.", "phone", "046-359 50 12"),
        ("Mobil 070-123 45 67.", "phone", "070-123 45 67"),
        ("Telefon +46 70 123 45 67.", "phone", "+46 70 123 45 67"),
    ],
)
def test_found(text: str, kind: str, found: str) -> None:
    (item,) = find_personal_data(text)
    assert (item.kind, item.text) == (kind, found)
    assert text[item.start : item.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "Mejla kommun@lund.se eller registrator@lund.se.",
        "Växel: 046-359 50 00.",
        "Kontaktcenter nås på 0771-10 10 10.",
        "Organisationsnummer 212000-1132.",
        "Diarienummer KS 2024/00123, 811228-9875 är fel kontrollsiffra.",
        "Utsläppen sjönk från 2019 till 2024 med 1 200 000 kronor.",
        "Projektet pågår 2021-2024 och 2025-06-30.",
        "",
    ],
)
def test_not_personal(text: str) -> None:
    assert find_personal_data(text) == []


@given(st.text(max_size=200))
def test_finds_are_verbatim_ordered_and_apart(text: str) -> None:
    found = find_personal_data(text)
    assert all(text[item.start : item.end] == item.text for item in found)
    assert all(left.end <= right.start for left, right in itertools.pairwise(found))
