"""Obstacles and later changes, from the database into the published record."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kkharvest.core.errors import ReleaseError
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.tellings import changes_by_example, hindrances_by_example
from kkharvest.review import accept, undo_last
from kkharvest.store import Store

Add = Callable[..., str]
Group = Callable[..., None]

FIRST = "Reglerna för upphandling hindrar små företag från att delta."
SECOND = "Ring Anna Lind på 070-123 45 67 om hindren i upphandlingen."
THIRD = "Elnätet räcker inte till för alla som vill ladda i hamnen."
TEXT = f"Kommunen och tio företag delar elen. {FIRST} {SECOND} {THIRD} Det är svårt."


@pytest.fixture
def candidate(store: Store, add: Add, group: Group) -> str:
    key = add("/hinder", TEXT, title="Solel")
    group([key])
    for kind, sentence in (("procurement", SECOND), ("procurement", FIRST), ("infrastructure", THIRD)):
        start = TEXT.index(sentence)
        span = {"span_start": start, "span_end": start + len(sentence)}
        store.insert("hindrances", {"candidate_id": key, "kind": kind, **span})
    start = TEXT.index("Det är svårt.")
    store.insert("hindrances", {"candidate_id": key, "kind": "other", "span_start": start, "span_end": start + 13})
    return key


def test_one_sentence_a_kind_none_with_personal_data_none_too_short(store: Store, candidate: str) -> None:
    assert hindrances_by_example(store) == {}
    accept(store, candidate, "eva", themes=["energi"])
    (told,) = hindrances_by_example(store).values()
    assert [(one["kind"], one["quote"]) for one in told] == [("procurement", FIRST), ("infrastructure", THIRD)]
    assert all(one["url"].startswith("https://") for one in told)


def test_no_sentence_of_a_source_that_reserved_its_rights_is_told(
    store: Store, settings: Settings, candidate: str
) -> None:
    accept(store, candidate, "eva", themes=["energi"])
    store.execute("UPDATE pages SET outcome = 'reserved'")
    assert hindrances_by_example(store) == {}
    assert publish(store, settings, today="2026-11-23").is_new


def test_a_sentence_that_the_source_does_not_hold_is_stopped(
    store: Store, settings: Settings, candidate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(store, candidate, "eva", themes=["energi"])
    told = {
        key: [{**one[0], "quote": "Det här har ingen sagt någonstans."}]
        for key, one in hindrances_by_example(store).items()
    }
    monkeypatch.setattr("kkharvest.publish.record.hindrances_by_example", lambda _: told)
    with pytest.raises(ReleaseError, match="quotation_exact"):
        publish(store, settings, today="2026-11-23")


def test_only_what_changed_is_told_and_what_was_undone_is_not(store: Store, candidate: str) -> None:
    accept(store, candidate, "eva", themes=["energi"])
    accept(store, candidate, "eva", themes=["energi"])
    assert changes_by_example(store) == {}
    accept(store, candidate, "bo", themes=["energi", "digitalisering"], title="Solel i hamnen")
    (changes,) = changes_by_example(store).values()
    assert [one["changed"] for one in changes] == [["themes", "title"]]
    undo_last(store, "bo")
    assert changes_by_example(store) == {}


def test_the_release_carries_them_by_its_schema(store: Store, settings: Settings, candidate: str) -> None:
    accept(store, candidate, "eva", themes=["energi"], summary="Företag delar el.")
    accept(store, candidate, "bo", themes=["energi"], summary="Tio företag delar el.")
    folder = publish(store, settings, today="2026-11-23").folder
    (record,) = json.loads((folder / "examples.json").read_text(encoding="utf-8"))["examples"]
    jsonschema: Any = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator(json.loads((folder / "schema.json").read_text())).validate(record)
    assert [one["changed"] for one in record["changes"]] == [["summary"]]
    page = (folder / "site" / "hinder.html").read_text(encoding="utf-8")
    assert [sentence in page for sentence in (FIRST, SECOND, THIRD)] == [True, False, True]
    text = (folder / "site" / "exempel" / f"{record['id']}.html").read_text(encoding="utf-8")
    assert "Ändrat: sammanfattning" in text
