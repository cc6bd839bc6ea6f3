from collections.abc import Callable

import pytest

from kkharvest.classify import Classifier, ClassifyInput
from kkharvest.classify.near_misses import near_miss_name
from kkharvest.classify.stage import run_classify
from kkharvest.review.queue import view
from kkharvest.store import Store
from kkharvest.store.suggestions import assessment_of, candidates_to_classify

Add = Callable[..., str]
TEXT = "Lunds kommun och 9 företag samverkar om spillvärme och fjärrvärme. Klimatavtalet minskar utsläppen."
TIPS = "Så sparar du hemma: tips till dig som vill veta mer om solceller. Stäng av lampan."


def test_everything_judged_of_a_candidate_reaches_the_reviewer(store: Store, add: Add, classifier: Classifier) -> None:
    example, tips, word = add("/a", TEXT), add("/b", TIPS), add("/c", "Klimat")
    report = run_classify(store, classifier)
    assert report.counts["candidates"] == 3
    shown = view(store, example)
    sides = [span.of(TEXT) for span in shown.assessment.business + shown.assessment.municipality]
    assert sides == [TEXT.split(". ", maxsplit=1)[0] + "."] * 2
    assert shown.themes[0].is_in_set
    assert {theme.is_in_set for theme in shown.themes} == {True, False}
    assert shown.relevance.is_selected
    title, lang = shown.candidate["title"], shown.candidate["lang"]
    judged = classifier.classify([ClassifyInput(example, title, TEXT, lang)])[0]
    assert shown.assessment.is_unsure == judged.is_unsure
    assert near_miss_name(assessment_of(store, tips).near_misses) == "tips till invånare"
    assert view(store, word).assessment.is_unsure


def test_a_candidate_without_an_assessment_is_read_again(store: Store, add: Add, classifier: Classifier) -> None:
    key = add("/a", TEXT)
    assert not assessment_of(store, key).business
    run_classify(store, classifier)
    assert candidates_to_classify(store, classifier.version) == []
    store.execute("DELETE FROM assessments")
    assert [row["id"] for row in candidates_to_classify(store, classifier.version)] == [key]


@pytest.mark.parametrize("likely", [(), (("school", 0.1),), (("not-a-kind", 0.9),)])
def test_an_unlikely_or_unknown_kind_has_no_name(likely: tuple[tuple[str, float], ...]) -> None:
    assert near_miss_name(likely) == ""
