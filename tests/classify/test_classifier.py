import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkharvest.classify import Classifier, ClassifyInput, to_contract
from kkharvest.core.records import Actor, Place

EXAMPLE = ClassifyInput(
    "1",
    "Företagen och kommunen enas om fjärrvärme",
    "Lunds kommun och 9 företag samverkar om spillvärme och fjärrvärme. Klimatavtalet minskar utsläppen. "
    "Reglerna om effekt är ett hinder för företagen. Vädret var fint.",
)
NEAR_MISS = ClassifyInput("2", "Om solceller", "Så sparar du hemma: tips till dig som vill veta mer om solceller.")


def test_an_example_is_told_from_a_near_miss(classifier: Classifier) -> None:
    example, near_miss = classifier.classify([EXAMPLE, NEAR_MISS])
    assert example.is_example
    assert example.relevance > 0.8
    assert not near_miss.is_example
    assert near_miss.relevance < 0.2
    assert [score.slug for score in near_miss.reasons if score.selected] == ["citizen_tips"]


def test_every_facet_is_complete_and_highest_first(classifier: Classifier) -> None:
    found = classifier.classify([EXAMPLE])[0]
    for scores, count in ((found.themes, 13), (found.areas, 18), (found.levels, 4)):
        assert len({score.slug for score in scores}) == count
        assert [score.p for score in scores] == sorted((score.p for score in scores), reverse=True)
    assert found.themes[0].slug == "energi"
    assert sum(score.selected for score in found.levels) <= 1
    assert sum(score.p for score in found.levels) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(("p", "chosen"), [([0.6, 0.3, 0.1, 0.1], True), ([0.4, 0.3, 0.2, 0.1], False)])
def test_a_level_is_chosen_only_when_likelier_than_all_others_together(
    classifier: Classifier, p: list[float], chosen: bool
) -> None:
    found = classifier._levels(np.array(p, np.float32), is_example=True)
    assert [score.selected for score in found] == [chosen, False, False, False]
    assert not any(score.selected for score in classifier._levels(np.array(p, np.float32), is_example=False))


def test_evidence_is_verbatim_and_shows_both_sides(classifier: Classifier) -> None:
    found = classifier.classify([EXAMPLE])[0]
    sides = "Lunds kommun och 9 företag samverkar om spillvärme och fjärrvärme."
    assert [span.of(EXAMPLE.text) for span in found.business_evidence + found.municipality_evidence] == [sides, sides]
    assert sides in [span.of(EXAMPLE.text) for span in found.themes[0].evidence]
    assert [(h.kind, h.span.of(EXAMPLE.text)) for h in found.hindrances] == [
        ("legislation", "Reglerna om effekt är ett hinder för företagen.")
    ]


def test_an_example_always_has_a_theme(classifier: Classifier) -> None:
    strange = ClassifyInput("3", "Företagen och kommunen enas", "Lunds kommun och 3 företag samverkar. Klimatavtalet.")
    found = classifier.classify([strange])[0]
    assert found.is_example
    assert 1 <= sum(score.selected for score in found.themes) <= 3


def test_a_few_words_are_judged_with_reserve(classifier: Classifier) -> None:
    nothing, word = classifier.classify([ClassifyInput("x", "", ""), ClassifyInput("y", "", "Företagen")])
    assert nothing.is_unsure
    assert word.is_unsure
    assert nothing.relevance == pytest.approx(0.1)


def test_another_language_is_a_guess(classifier: Classifier) -> None:
    finnish = ClassifyInput("x", "", "Lunds kommun och nio företag samverkar om klimatet.", lang="fi")
    assert classifier.classify([finnish])[0].is_unsure


def test_markup_left_in_changes_nothing(classifier: Classifier) -> None:
    marked = ClassifyInput("1", EXAMPLE.title, "<p>" + EXAMPLE.text + "</p>")
    plain, wrapped = classifier.classify([EXAMPLE, marked])
    assert wrapped.relevance == pytest.approx(plain.relevance, abs=1e-4)


def test_a_judgement_does_not_depend_on_its_neighbours(classifier: Classifier) -> None:
    alone = classifier.classify([EXAMPLE])[0]
    among = classifier.classify([NEAR_MISS, EXAMPLE, NEAR_MISS])[1]
    assert among.relevance == pytest.approx(alone.relevance, abs=1e-5)
    assert [score.slug for score in among.themes] == [score.slug for score in alone.themes]


def test_nothing_in_nothing_out(classifier: Classifier) -> None:
    assert classifier.classify([]) == []


def test_contract_has_all_fields_and_is_json(classifier: Classifier) -> None:
    found = to_contract(
        classifier.classify([EXAMPLE])[0],
        EXAMPLE,
        actors=(Actor("Lunds kommun", "municipality"),),
        municipalities=(Place("1281", "Lund"),),
    )
    again = json.loads(json.dumps(found))
    assert {
        "relevance",
        "is_example",
        "is_unsure",
        "themes",
        "levels",
        "areas",
        "actors",
        "municipalities",
        "evidence",
    } <= set(again)
    assert again["municipalities"] == [{"name": "Lund", "kommunkod": "1281"}]
    assert all(set(score) == {"slug", "p", "selected"} for score in again["themes"])
    for item in again["evidence"]:
        assert item["text"] == EXAMPLE.text[item["start"] : item["end"]]
        assert item["for"]
    assert any("theme:energi" in item["for"] for item in again["evidence"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(title=st.text(max_size=60), text=st.text(max_size=400))
def test_any_text_gets_probabilities_and_spans_inside(classifier: Classifier, title: str, text: str) -> None:
    found = classifier.classify([ClassifyInput("x", title, text)])[0]
    everything = (*found.themes, *found.areas, *found.levels)
    assert all(0 <= score.p <= 1 for score in everything)
    spans = [span for score in everything for span in score.evidence] + list(found.relevance_evidence)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
