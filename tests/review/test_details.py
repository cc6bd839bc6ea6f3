"""What was read out of a text is suggested in the form under the names the extractor gives it."""

from typing import Any

from kkharvest.extract.facts import find_facts
from kkharvest.review.details import suggested_details

TEXT = (
    "Projektet pågår 2021–2024. Klimatklivet bidrar med 4 miljoner kronor. Det gick fort. "
    "Utsläppen har minskat med 40 procent."
)


def suggested(text: str) -> dict[str, Any]:
    facts = [{"kind": one.kind, "value": one.value, "quote": one.quote, "span": one.span} for one in find_facts(text)]
    return suggested_details({"facts": facts, "actors": []}, text)


def test_period_funding_and_result_are_suggested() -> None:
    found = suggested(TEXT)
    assert found["period"] == {"from": "2021", "to": "2024"}
    assert found["funding"] == "4 miljoner kronor"
    assert found["results"] == "40 procent"


def test_the_quote_stands_where_it_is_said_to_stand() -> None:
    quote = suggested(TEXT)["quote"]
    assert quote["text"] == "Utsläppen har minskat med 40 procent."
    assert TEXT[quote["start"] : quote["end"]] == quote["text"]


def test_a_sentence_too_long_to_be_quoted_is_not_suggested() -> None:
    long = "Utsläppen har minskat med 40 procent" + ", och det har märkts på många sätt" * 9 + "."
    assert "quote" not in suggested(long)
