"""Lines of furniture, whatever their case."""

import pytest

from kkharvest.extract.wording import is_furniture


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
