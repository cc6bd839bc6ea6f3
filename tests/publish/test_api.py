"""The read-only API: what it answers, and that its description tells the truth."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from kkharvest.core.ids import example_id
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.api import create_api, describe
from kkharvest.publish.api.question import FILTERS
from kkharvest.publish.delta import apply_delta
from kkharvest.publish.erase import erase
from kkharvest.publish.shelf import latest_entry, read_records, read_versions
from kkharvest.review import accept
from kkharvest.review.decide import judge_pair
from kkharvest.store import Store

TODAY = "2026-11-23"


@pytest.fixture
def ids(store: Store, settings: Settings, add: Callable[..., str], group: Callable[..., None]) -> list[str]:
    """Five published examples, by candidate."""
    keys = [add(f"/{number}", f"Exempel nummer {number}.", title=f"Titel {number}") for number in range(5)]
    group(*([key] for key in keys))
    for number, key in enumerate(keys):
        accept(store, key, "eva", themes=["energi", "governance"][: 1 + number % 2], title=f"Solceller nummer {number}")
    publish(store, settings, today=TODAY)
    return keys


@pytest.fixture
def client(settings: Settings) -> TestClient:
    return TestClient(create_api(settings.releases))


def test_it_gives_the_records_as_they_were_published(settings: Settings, ids: list[str], client: TestClient) -> None:
    entry = latest_entry(settings.releases)
    assert entry is not None
    published = {record["id"]: record for record in read_records(settings.releases, entry)}
    answer = client.get("/examples").json()
    assert {record["id"]: record for record in answer["examples"]} == published
    assert (answer["total"], answer["next"], answer["version"]) == (5, None, entry["version"])
    for key, record in published.items():
        assert client.get(f"/examples/{key}").json() == record
    assert client.get("/").json()["content_hash"] == entry["content_hash"]
    assert [one["version"] for one in client.get("/versions").json()] == [entry["version"]]


def test_pages_follow_each_other_and_hold_everything_once(ids: list[str], client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "?limit=2&theme=energi"
    while address:
        answer = client.get(f"/examples{address}")
        seen += [record["id"] for record in answer.json()["examples"]]
        address = answer.json()["next"]
        assert ("link" in answer.headers) == bool(address)
    assert sorted(seen) == sorted(example_id(key) for key in ids)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("theme=governance", 2),
        ("theme=alla-exempel", 5),
        ("theme=digitalisering", 0),
        ("area=energi", 5),
        ("level=utveckla", 5),
        ("municipality=1281&county=12", 5),
        ("county=01", 0),
        ("q=SOLCELLER nummer 3", 1),
        ("q=lund", 5),
        ("since=2026-01-01", 5),
        ("since=2999-01-01", 0),
        ("offset=4", 5),
    ],
)
def test_filters(ids: list[str], client: TestClient, query: str, expected: int) -> None:
    assert client.get(f"/examples?{query}").json()["total"] == expected


@pytest.mark.parametrize(
    "query",
    [
        "them=energi", "theme=energy", "theme=energi&theme=energi", "limit=0", "limit=501", "limit=x", "limit=-1",
        "offset=-1", "offset=٣", "since=igår", "since=20260101", "level=", "municipality=999", "q=" + "a" * 201,
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(ids: list[str], client: TestClient, query: str) -> None:
    answer = client.get(f"/examples?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_etag_saves_the_answer_until_something_changes(
    store: Store, settings: Settings, ids: list[str], client: TestClient
) -> None:
    first = client.get("/examples")
    etag = first.headers["etag"]
    for sent in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        again = client.get("/examples", headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    accept(store, ids[0], "eva", title="Något nytt")
    publish(store, settings, today=TODAY)
    changed = client.get("/examples", headers={"If-None-Match": etag})
    assert (changed.status_code, changed.headers["etag"] != etag) == (200, True)


def test_what_leads_from_any_version_to_any_other(
    store: Store, settings: Settings, ids: list[str], client: TestClient
) -> None:
    for title in ("Ny", "Nyare"):
        accept(store, ids[0], "eva", title=title)
        publish(store, settings, today=TODAY)
    held = {entry["version"]: read_records(settings.releases, entry) for entry in read_versions(settings.releases)}
    for start, end in product(held, held):
        told = client.get("/delta", params={"from": start, "to": end}).json()
        assert apply_delta(held[start], told["operations"]) == held[end]
        assert len(told["operations"]) == int(start != end)
    assert client.get("/delta", params={"from": "2026-11-23.1"}).json()["to"] == "2026-11-23.3"
    for status, wrong in (
        (400, {}),
        (404, {"from": "x"}),
        (404, {"from": "2026-11-23.1", "to": "x"}),
        (400, {"from": "2026-11-23.1", "limit": "1"}),
    ):
        answer = client.get("/delta", params=wrong)
        assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


def test_what_is_gone_has_a_tombstone_and_what_was_merged_a_redirect(
    store: Store, settings: Settings, ids: list[str], client: TestClient
) -> None:
    gone = example_id(ids[0])
    erase(store, settings, gone, "asked")
    answer = client.get(f"/examples/{gone}")
    assert (answer.status_code, answer.json()["reason"]) == (410, "erased")
    assert client.get("/examples/kk-unknown").status_code == 404
    store.execute("UPDATE candidate_groups SET group_id = ? WHERE candidate_id = ?", (f"g-{ids[1]}", ids[2]))
    judge_pair(store, ids[1], ids[2], "eva", "same")
    accept(store, ids[1], "eva")
    loose = settings.model_copy(update={"publish": settings.publish.model_copy(update={"max_drop": 0.9})})
    publish(store, loose, today=TODAY)
    answer = client.get(f"/examples/{example_id(ids[2])}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (308, example_id(ids[1]))
    assert client.get(f"/examples/{example_id(ids[2])}").json()["id"] == example_id(ids[1])


def test_any_site_may_read_and_none_may_write(ids: list[str], client: TestClient) -> None:
    answer = client.get("/examples", headers={"Origin": "https://annan.se"})
    assert answer.headers["access-control-allow-origin"] == "*"
    wanted = {"Origin": "https://annan.se", "Access-Control-Request-Method": "GET"}
    assert client.options("/examples", headers=wanted).status_code == 200
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/examples").status_code == 405
    assert client.head("/examples").content == b""


def test_nothing_published_and_a_damaged_release_are_told(settings: Settings, tmp_path: Path, ids: list[str]) -> None:
    empty = TestClient(create_api(tmp_path / "none")).get("/examples")
    assert (empty.status_code, empty.json()["error"]) == (503, "Nothing is published yet.")
    (settings.releases / "latest" / "examples.jsonl").write_text("{}")
    assert TestClient(create_api(settings.releases)).get("/examples").status_code == 503


def test_the_description_tells_every_route_and_every_answer_fits_it(ids: list[str], client: TestClient) -> None:
    jsonschema: Any = pytest.importorskip("jsonschema")
    told = client.get("/openapi.json").json()
    assert told == describe()
    routes = {route.path for route in create_api(Path("/none")).routes if isinstance(route, Route)}
    assert set(told["paths"]) == routes - {"/openapi.json"}
    names = {one["name"] for one in told["paths"]["/examples"]["get"]["parameters"]}
    assert names == {*FILTERS, "q", "since", "limit", "offset"}
    for path, operations in told["paths"].items():
        asked = {"from": "2026-11-23.1"} if path == "/delta" else {}
        answer = client.get(path.replace("{id}", example_id(ids[0])), params=asked)
        schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": told["components"]}).validate(answer.json())
