"""Each gate refuses what it is there for, alone and by name, and `latest` stays as it was."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kkharvest.core.ids import example_id
from kkharvest.core.report import Check, Verdict
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.dcat import catalogue_graph, to_rdfxml
from kkharvest.publish.formats import record_schema, table_files
from kkharvest.publish.gates import check_files, check_release, personal_data_in
from kkharvest.publish.gates.wording import taken_over
from kkharvest.publish.licences import DATA, PROGRAM
from kkharvest.publish.record import Record, collect
from kkharvest.publish.texts import published_texts
from kkharvest.review import accept
from kkharvest.store import Store
from tests.publish.site_edition import edition, site

TEXT = (
    "Lunds kommun och tolv företag bygger solceller på taken i hamnen. ”Det här är bara början”, säger kommunen. "
    "Elen delas mellan företagen i en gemensam förening som kommunen har startat med ortens näringsliv."
)
Accepted = Callable[..., str]
CATALOGUE = to_rdfxml(
    catalogue_graph(
        "https://data.example/", "Utgivaren", [], issued="2026-11-01", modified="2026-11-02", version="1",
        contact_email="data@kommun.example",
    )
)  # fmt: skip


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


def strings(schema: Record, name: str = "") -> Iterator[tuple[str, Record]]:
    """Name and rules of every string that the published schema allows."""
    for key, inner in schema.get("properties", {}).items():
        yield from strings(inner, f"{name}.{key}" if name else key)
    if "items" in schema:
        yield from strings(schema["items"], name)
    if "string" in (schema.get("type") or ""):
        yield name, schema


def test_no_string_of_the_schema_goes_by_unseen() -> None:
    rich = next(record for record in edition().records if record.get("details") and len(record["sources"]) > 1)
    seen = {name for name, _ in published_texts(put(rich, "details.funding", "EU"))}
    by_taxonomy = {"municipalities.name"}
    for name, rules in strings(record_schema()):
        bound = {"pattern", "format", "enum"} & rules.keys() and rules.get("format") != "uri"
        assert bound or name in seen | by_taxonomy, name


def put(record: Record, name: str, text: str) -> Record:
    """A copy of the record with this text in this place."""
    changed = json.loads(json.dumps(record))
    *path, last = name.split(".")
    inner = changed
    for step in path:
        inner = inner[step][0] if isinstance(inner[step], list) else inner[step]
    inner[last] = text
    return dict(changed)


@pytest.mark.parametrize(
    "name",
    [
        "title", "summary", "details.results", "details.funding", "details.quote.text", "details.organisations.name",
        "details.form", "hindrances.quote", "sources.title", "sources.publisher", "sources.role", "new", "details.new",
    ],
)  # fmt: skip
def test_personal_data_is_held_back_wherever_it_stands(name: str) -> None:
    rich = next(record for record in edition().records if record.get("details"))
    assert personal_data_in([rich]) == []
    (fault,) = personal_data_in([put(rich, name, "Ring Anna Lind på 070-123 45 67.")], {rich["id"]: ["Anna Lind"]})
    assert fault.startswith(f"{rich['id']} {name}: phone “070-123 45 67”")
    for url in ("sources.url", "hindrances.url"):
        assert personal_data_in([put(rich, url, "https://a.se/?till=anna.lind%40lund.se")])


def test_a_file_of_an_unknown_kind_or_without_its_licence_is_stopped() -> None:
    held = edition(3)
    package = table_files(held)
    files = {**site(held), **package, "catalogue.rdf": CATALOGUE}

    def faults(changed: dict[str, bytes]) -> set[str]:
        return {one.name for one in check_files({**files, **changed}) if one.verdict is Verdict.FAILED}

    known = {"links_inside"}
    assert faults({}) <= known
    assert faults({"bild.png": b""}) - known == {"licence_of_each_file"}
    assert faults({"site/om.html": b"<p>utan"}) - known == {"licence_of_each_file"}
    other = package["datapackage.json"].replace(b"by/4.0", b"by-nc/4.0", 3)
    assert faults({"datapackage.json": other}) - known == {"licence_of_each_file"}
    heavy = files["site/om.html"] + b" " * 100_000
    assert faults({"site/om.html": heavy}) - known == {"pages_light"}
    assert faults({"catalogue.rdf": CATALOGUE.replace(b"PUBLIC", b"OTHER")}) - known == {"catalogue_valid"}


def test_the_index_names_a_licence_for_every_file(store: Store, settings: Settings, accepted: Accepted) -> None:
    accepted()
    folder = publish(store, settings, today="2026-11-23").folder
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert {entry["licence"] for entry in index["files"]} == {DATA, PROGRAM}
    assert {entry["name"] for entry in index["files"] if entry["licence"] == PROGRAM} == {
        f"site/{name}" for name in ("style.css", "site.js", "search.js", "embed.js", "mark.svg")
    }
    assert index["model_versions"] == ["m1"]
    assert index["taxonomy_version"]
    names = {one["name"] for one in index["checks"]}
    assert {"licence_of_each_file", "links_inside", "catalogue_valid", "pages_light"} <= names


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
