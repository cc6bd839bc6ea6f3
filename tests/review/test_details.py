"""What was read out of a text is suggested in the form under the names the extractor gives it."""

from kkharvest.extract.facts import find_facts
from kkharvest.review.details import suggested_details

TEXT = "Klimatklivet bidrar med 4 miljoner kronor. Utsläppen har minskat med 40 procent."


def test_funding_result_and_its_sentence_are_suggested() -> None:
    facts = [{"kind": one.kind, "value": one.value, "quote": one.quote, "span": one.span} for one in find_facts(TEXT)]
    suggested = suggested_details({"facts": facts, "actors": []})
    assert suggested["funding"] == "4 miljoner kronor"
    assert suggested["results"] == "40 procent"
    assert suggested["quote"]["text"] == "Utsläppen har minskat med 40 procent."
