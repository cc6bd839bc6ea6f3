import numpy as np
import pytest

from kkharvest.classify import Classifier
from kkharvest.classify.dataset import Example
from kkharvest.classify.removal import Fall, falls, removal_table

PADDING = "Vädret var fint. Gästerna åt lunch. Bilden togs i maj. Sidan skrevs om."


def told(number: int, sentence: str, padding: str = PADDING) -> Example:
    return Example(str(number), str(number), "Nytt", f"{sentence} {padding}", True, ("energi",))


@pytest.fixture
def texts() -> list[Example]:
    words = ("spillvärme och fjärrvärme", "solceller och effekt", "fjärrvärme och solceller")
    return [told(i, f"Lunds kommun och {i + 2} företag samverkar om {words[i % 3]} i klimatavtalet.") for i in range(6)]


def test_without_its_evidence_a_suggestion_falls_further(classifier: Classifier, texts: list[Example]) -> None:
    found = falls(classifier, texts, np.random.default_rng(0))
    rows = {row["of"]: row for row in removal_table(found)}
    assert rows["energi"]["suggestions"] == 6
    assert rows["energi"]["median fall without evidence"] > 1 > rows["energi"]["median fall without others"]
    assert rows["energi"]["evidence falls more"] == 1
    assert rows["relevance"]["evidence falls more"] == 1


def test_short_texts_are_left_out(classifier: Classifier) -> None:
    short = told(1, "Lunds kommun och 9 företag samverkar om spillvärme.", "Vädret var fint.")
    assert falls(classifier, [short], np.random.default_rng(0)) == []


def test_the_table_has_a_row_for_relevance_for_all_themes_and_for_each() -> None:
    found = [Fall("relevance", 2, 0), Fall("energi", 1, 0), Fall("governance", 0, 3)]
    rows = removal_table(found)
    assert [row["of"] for row in rows] == ["relevance", "all themes", "energi", "governance"]
    assert rows[1]["evidence falls more"] == 0.5
    assert removal_table([]) == []
