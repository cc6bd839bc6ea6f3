"""Each gate refuses what it is there for, alone and by name, and `latest` stays as it was."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kkharvest.core.ids import example_id
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.publish.formats import record_schema
from kkharvest.publish.gates import check_release
from kkharvest.publish.gates.wording import taken_over
from kkharvest.publish.record import Record, collect
from kkharvest.publish.texts import published_texts
from kkharvest.review import accept
from kkharvest.store import Store

TEXT = (
    "Lunds kommun och tolv företag bygger solceller på taken i hamnen. ”Det här är bara början”, säger kommunen. "
    "Elen delas mellan företagen i en gemensam förening som kommunen har startat med ortens näringsliv."
)
Accepted = Callable[..., str]


@pytest.fixture
def accepted(store: Store, add: Callable[..., str], group: Callable[..., None]) -> Accepted:
    """Accepts one example with these words; its id."""
    key = add("/a", TEXT)
    group([key])

    def put(**words: Any) -> str:
        accept(store, key, "eva", **({"title": "Solel i hamnen", "summary": "Tolv företag delar på elen."} | words))
        return example_id(key)

    return put


def failed(store: Store, settings: Settings, records: list[Record] | None = None, earlier: int = 0) -> set[str]:
    checks = check_release(store, collect(store) if records is None else records, earlier, settings)
    return {check.name for check in checks if check.verdict is not Verdict.OK}


def test_a_good_example_passes_every_gate(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted(details={"quote": {"text": "Det här är bara början"}, "organisations": [{"name": "Lunds Energi AB"}]})
    assert failed(store, settings) == set()


@pytest.mark.parametrize(
    ("words", "gate"),
    [
        ({"title": "Ring 070-123 45 67"}, "no_personal_data"),
        ({"summary": "Skriv till anna.karlsson@lund.se."}, "no_personal_data"),
        ({"details": {"results": "Ring 070-123 45 67."}}, "no_personal_data"),
        ({"details": {"funding": "Skriv till anna.karlsson@lund.se."}}, "no_personal_data"),
        ({"details": {"organisations": [{"name": "Anna Karlsson"}]}}, "no_personal_data"),
        ({"details": {"quote": {"text": "en mening som inte står där"}}}, "quotation_exact"),
        ({"summary": "De säger: ”" + "mycket " * 50 + "”."}, "quotation_short"),
        ({"summary": TEXT.partition("”")[0] + TEXT.rpartition("kommunen. ")[2]}, "own_words"),
    ],
)
def test_a_decision_that_must_not_be_published_is_stopped(
    store: Store, settings: Settings, accepted: Accepted, words: dict[str, Any], gate: str
) -> None:
    accepted(**words)
    assert failed(store, settings) == {gate}


def test_what_a_reviewer_meant_to_publish_passes_and_the_mark_stays_in_the_house(
    store: Store, settings: Settings, accepted: Accepted
) -> None:
    details = {"results": "Ring 070-123 45 67.", "intended": ["070-123 45 67"], "next_check": "2027-01-01"}
    accepted(details=details)
    assert failed(store, settings) == set()
    assert [record["details"] for record in collect(store)] == [{"results": "Ring 070-123 45 67."}]


def test_too_much_of_a_source_is_refused(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted(summary=TEXT.partition("”")[0] + TEXT.rpartition("kommunen. ")[2])
    strict = settings.model_copy(update={"review": settings.review.model_copy(update={"max_taken_over": 50})})
    assert "quotation_limit" in failed(store, strict)


@pytest.mark.parametrize(
    ("sql", "gate"),
    [
        ("UPDATE examples SET title = 'Något annat'", "traceable"),
        ("UPDATE examples SET level = NULL", "traceable"),
        ("DELETE FROM example_municipalities", "traceable"),
        ("UPDATE example_themes SET theme = 'governance'", "traceable"),
        ("UPDATE example_sources SET url = '/relativ'", "complete"),
        ("DELETE FROM example_sources", "complete"),
        ("UPDATE example_sources SET source_name = ''", "licence_of_each_part"),
        ("UPDATE pages SET outcome = 'gone'", "links_alive_or_archived"),
    ],
)
def test_what_was_changed_behind_the_reviewers_back_is_stopped(
    store: Store, settings: Settings, accepted: Accepted, sql: str, gate: str
) -> None:
    accepted()
    store.execute(sql)
    assert failed(store, settings) == {gate}


def test_a_gone_page_that_is_archived_may_be_linked_to(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted()
    store.execute("UPDATE pages SET outcome = 'gone'")
    store.execute("UPDATE fetches SET warc_file = 'r/lund.warc.gz'")
    assert failed(store, settings) == set()


def test_a_source_that_reserved_its_rights_is_not_quoted(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted(details={"quote": {"text": "Det här är bara början"}})
    store.execute("UPDATE pages SET outcome = 'reserved'")
    assert failed(store, settings) == {"licence_of_each_part"}


def test_an_example_without_a_standing_acceptance_is_stopped(
    store: Store, settings: Settings, accepted: Accepted
) -> None:
    key = accepted()
    row = store.row("SELECT * FROM judgements WHERE verdict = 'accept'") or {}
    undone = {"at": row["at"], "reviewer": "eva", "verdict": "undo", "candidate_id": row["candidate_id"]}
    store.insert("judgements", {**undone, "undoes_id": row["id"]})
    assert store.value("SELECT status FROM examples WHERE id = ?", (key,)) == "accepted", "examples are not derived yet"
    assert failed(store, settings) == {"nothing_unreviewed"}


def test_labels_that_are_none_are_stopped(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted()
    changes: list[Record] = [{"themes": []}, {"themes": ["alla-exempel"]}, {"areas": ["x"]}, {"level": "x"}]
    for change in changes:
        records = [{**record, **change} for record in collect(store)]
        assert "taxonomy_valid" in failed(store, settings, records)
    records = [{**record, "municipalities": [{"kommunkod": "9999", "name": "X"}]} for record in collect(store)]
    assert "taxonomy_valid" in failed(store, settings, records)


def test_a_drop_and_an_empty_release_are_stopped(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted()
    assert failed(store, settings, earlier=2) == {"no_sudden_drop"}
    assert failed(store, settings, records=[]) == {"not_empty"}


def test_every_text_that_leaves_is_looked_at(store: Store, settings: Settings, accepted: Accepted) -> None:
    details = {
        "results": "r r r", "funding": "f f f", "quote": {"text": "q q q"}, "organisations": [{"name": "o o o"}],
    }  # fmt: skip
    accepted(details=details)
    (record,) = collect(store)
    seen = {text for _, text in published_texts(record)}
    assert {"r r r", "f f f", "q q q", "o o o", record["title"], record["summary"]} <= seen
    assert {voice["title"] for voice in record["sources"]} <= seen
    assert "anteckning" not in json.dumps(record)


def test_details_fit_the_published_schema(store: Store, settings: Settings, accepted: Accepted) -> None:
    jsonschema: Any = pytest.importorskip("jsonschema")
    accepted(
        details={
            "organisations": [{"name": "Lunds Energi AB", "role": "lead"}, {"name": "Kraftringen", "role": None}],
            "form": "network", "status": "ongoing", "period": {"from": "2024"}, "results": "r", "funding": "f",
            "quote": {"text": "Det här är bara början", "start": 70, "end": 92}, "verified": "2026-11-01",
        }
    )  # fmt: skip
    (record,) = collect(store)
    schema = jsonschema.Draft202012Validator(record_schema())
    schema.validate(record)
    for wrong in ({"form": "x"}, {"note": "x"}, {"period": {"from": "igår"}}, {}):
        assert list(schema.iter_errors({**record, "details": wrong})), wrong


def test_quotations_do_not_count_as_taken_over() -> None:
    assert taken_over(TEXT, TEXT) > 0.9
    assert taken_over(f"Så här skriver de: ”{TEXT.replace('”', '')}”", TEXT) == 0
    assert taken_over("Sju ord i rad räcker inte till.", "Sju ord i rad räcker inte till.") == 0


def test_checks_are_named_once(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted()
    checks: list[Check] = check_release(store, collect(store), 0, settings)
    assert len({check.name for check in checks}) == len(checks)
