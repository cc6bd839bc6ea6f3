import csv
import hashlib
import io
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kkharvest.cli import main
from kkharvest.core.errors import InputError, OutOfSpaceError, ReleaseError
from kkharvest.core.ids import example_id
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.dcat import Level, check_catalogue
from kkharvest.publish.erase import erase
from kkharvest.publish.formats.sqlite import write_sqlite
from kkharvest.publish.formats.tables import safe_cell, table_files
from kkharvest.publish.shelf import read_versions, release_as_of
from kkharvest.review import accept, reject, undo_last
from kkharvest.store import Store
from tests.publish.site_edition import edition

Add = Callable[..., str]
Group = Callable[..., None]
TODAY = "2026-11-23"


@pytest.fixture
def accepted(store: Store, add: Add, group: Group) -> list[str]:
    ids = [add(f"/{number}", f"Exempel nummer {number}.", title=f"Titel {number}") for number in range(4)]
    group(*([key] for key in ids))
    for key in ids[:3]:
        accept(store, key, "eva")
    return ids


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_only_accepted_examples_leave(store: Store, settings: Settings, accepted: list[str]) -> None:
    reject(store, accepted[3], "eva", "old")
    release = publish(store, settings, today=TODAY)
    assert (release.version, release.n_examples) == ("2026-11-23.1", 3)
    data = json.loads((settings.releases / "latest" / "examples.json").read_text(encoding="utf-8"))
    assert [example["title"] for example in data["examples"]] == [
        row["title"] for row in store.rows("SELECT title FROM examples ORDER BY id")
    ]
    with sqlite3.connect(release.folder / "examples.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM examples").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM themes").fetchone() == (14,)
    connection.close()


def test_checksums_are_those_of_the_files(store: Store, settings: Settings, accepted: list[str]) -> None:
    folder = publish(store, settings, today=TODAY).folder
    lines = [line.split("  ") for line in (folder / "SHA256SUMS").read_text().splitlines()]
    listed = {name: digest for digest, name in lines}
    assert listed == {
        name: hashlib.sha256(body).hexdigest() for name, body in files(folder).items() if name != "SHA256SUMS"
    }
    index = json.loads((folder / "index.json").read_text())
    assert all(listed[entry["name"]] == entry["sha256"] for entry in index["files"])


def test_the_same_decisions_give_the_same_bytes(
    store: Store, settings: Settings, accepted: list[str], tmp_path: Path
) -> None:
    elsewhere = settings.model_copy(update={"data": tmp_path / "elsewhere"})
    one, two = publish(store, settings, today=TODAY), publish(store, elsewhere, today=TODAY)
    assert files(one.folder) == files(two.folder)
    again = publish(store, settings, today="2026-11-24")
    assert (again.is_new, again.version) == (False, one.version)


def test_ids_are_stable_from_release_to_release(
    store: Store, settings: Settings, accepted: list[str], add: Add, group: Group
) -> None:
    first = publish(store, settings, today=TODAY)
    add("/0", "Helt ny text om exemplet, med mer.", title="Ny titel")
    accept(store, accepted[3], "eva")
    second = publish(store, settings, today=TODAY)
    assert second.version == "2026-11-23.2"
    ids = [
        {row["id"] for row in json.loads((r.folder / "examples.json").read_text())["examples"]} for r in (first, second)
    ]
    assert ids[0] < ids[1]


def test_a_refused_release_leaves_the_latest(store: Store, settings: Settings, accepted: list[str]) -> None:
    first = publish(store, settings, today=TODAY)
    accept(store, accepted[0], "eva", summary="Ring Anna på 070-123 45 67.")
    with pytest.raises(ReleaseError, match=r"no_personal_data.*070-123 45 67"):
        publish(store, settings, today=TODAY)
    undo_last(store, "eva")
    for _ in range(2):
        undo_last(store, "eva")
    with pytest.raises(ReleaseError, match="no_sudden_drop"):
        publish(store, settings, today=TODAY)
    assert (settings.releases / "latest").resolve() == first.folder
    assert [path.name for path in settings.releases.iterdir() if path.name.startswith(".")] == []


def test_nothing_accepted_is_said(store: Store, settings: Settings, add: Add) -> None:
    with pytest.raises(ReleaseError, match="kkharvest review list"):
        publish(store, settings)


def test_what_a_killed_publish_left_is_swept_away(store: Store, settings: Settings, accepted: list[str]) -> None:
    for name in (".2026-11-23.1.part", "2026-11-23.1"):
        (settings.releases / name).mkdir(parents=True)
        (settings.releases / name / "examples.json").write_text("half")
    release = publish(store, settings, today=TODAY)
    assert release.version == "2026-11-23.1"
    assert json.loads((release.folder / "examples.json").read_text())["examples"]
    assert not (settings.releases / ".2026-11-23.1.part").exists()


def test_a_damaged_list_and_an_unwritable_folder_are_told(
    store: Store, settings: Settings, accepted: list[str]
) -> None:
    settings.releases.parent.mkdir(parents=True, exist_ok=True)
    settings.releases.write_text("a file where the folder should be")
    with pytest.raises(OutOfSpaceError, match="latest release is as it was"):
        publish(store, settings)
    settings.releases.unlink()
    settings.releases.mkdir()
    for damage in (
        "[{",
        "[1]",
        "[{}]",
        '[{"version": 1, "content_hash": "", "n_examples": 1, "released_at": ""}]',
        "1",
    ):
        (settings.releases / "versions.json").write_text(damage)
        with pytest.raises(ReleaseError, match="damaged"):
            publish(store, settings)


def test_what_is_withdrawn_leaves_a_tombstone_and_a_delta(
    store: Store, settings: Settings, accepted: list[str]
) -> None:
    loose = settings.model_copy(update={"publish": settings.publish.model_copy(update={"max_drop": 0.9})})
    first = publish(store, loose, today=TODAY)
    reject(store, accepted[0], "eva", "old")
    second = publish(store, loose, today=TODAY)
    gone = {row["id"] for row in json.loads((first.folder / "examples.json").read_text())["examples"]} - {
        row["id"] for row in json.loads((second.folder / "examples.json").read_text())["examples"]
    }
    (stone,) = json.loads((second.folder / "tombstones.json").read_text())
    assert {stone["id"]} == gone
    assert (stone["reason"], stone["redirect"], stone["version"]) == ("withdrawn", None, second.version)
    (line,) = (second.folder / "delta.jsonl").read_text().splitlines()
    assert json.loads(line) == {"op": "DEL", "id": stone["id"], "redirect": None}
    assert "0 nya, 0 ändrade, 1 borttagna" in (second.folder / "CHANGES.md").read_text()
    assert "deleted-entry" in (second.folder / "feeds" / "all.xml").read_text()
    accept(store, accepted[0], "eva")
    third = publish(store, loose, today=TODAY)
    assert json.loads((third.folder / "tombstones.json").read_text()) == []


def test_a_release_edited_by_hand_is_told(store: Store, settings: Settings, accepted: list[str]) -> None:
    first = publish(store, settings, today=TODAY)
    (first.folder / "examples.jsonl").write_text("{}\n")
    accept(store, accepted[3], "eva")
    with pytest.raises(ReleaseError, match="not what was published"):
        publish(store, settings, today=TODAY)
    assert (settings.releases / "latest").resolve() == first.folder


def test_the_state_of_any_day(store: Store, settings: Settings, accepted: list[str]) -> None:
    release = publish(store, settings, today=TODAY)
    assert release_as_of(settings.releases, "2999-01-01")["version"] == release.version
    with pytest.raises(ReleaseError, match="Nothing had been published"):
        release_as_of(settings.releases, "2020-01-01")


def test_the_command_tells_what_leads_from_one_version_to_another(
    store: Store, settings: Settings, accepted: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    publish(store, settings, today=TODAY)
    accept(store, accepted[3], "eva")
    publish(store, settings, today=TODAY)
    monkeypatch.setenv("KKHARVEST_DATA", str(settings.data_dir))

    def told(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["publish", *arguments])
        out, err = capsys.readouterr()
        return int(str(ended.value.code)), out, err

    added, removed = example_id(accepted[3]), {"op": "DEL", "id": example_id(accepted[3]), "redirect": None}
    status, out, _ = told("--since", "2026-11-23.1")
    assert (status, [json.loads(line)["id"] for line in out.splitlines()]) == (0, [added])
    status, out, _ = told("--since", "2026-11-23.2", "--until", "2026-11-23.1")
    assert (status, json.loads(out)) == (0, removed)
    status, out, err = told("--since", "igår")
    assert (status, out) == (2, "")
    assert "2026-11-23.1, 2026-11-23.2" in err
    assert told("--until", "2026-11-23.1")[0] == 2


def test_an_erased_example_is_in_no_release_any_more(store: Store, settings: Settings, accepted: list[str]) -> None:
    publish(store, settings, today=TODAY)
    accept(store, accepted[3], "eva")
    publish(store, settings, today=TODAY)
    key = example_id(accepted[0])
    title = store.value("SELECT title FROM examples WHERE id = ?", (key,))
    assert erase(store, settings, key, "asked").versions == ("2026-11-23.1", "2026-11-23.2")
    for entry in read_versions(settings.releases):
        folder = settings.releases / entry["version"]
        assert hashlib.sha256((folder / "examples.jsonl").read_bytes()).hexdigest() == entry["content_hash"]
        for name, body in files(folder).items():
            assert title.encode() not in body, name
        assert {"id": key, "reason": "erased"}.items() <= json.loads((folder / "tombstones.json").read_text())[
            0
        ].items()
    accept(store, accepted[0], "eva", themes=["energi"], title="Tillbaka")
    publish(store, settings.model_copy(update={"publish": settings.publish.model_copy(update={"max_drop": 0.9})}))
    assert all(
        row["id"] != key for row in json.loads((settings.releases / "latest" / "examples.json").read_text())["examples"]
    )
    with pytest.raises(InputError, match="nothing under"):
        erase(store, settings, "kk-nothing", "asked")


def test_every_format_says_the_same(store: Store, settings: Settings, accepted: list[str]) -> None:
    folder = publish(store, settings, today=TODAY).folder
    records = json.loads((folder / "examples.json").read_text())["examples"]
    jsonschema: Any = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json.loads((folder / "schema.json").read_text()))
    for record in records:
        validator.validate(record)
    assert [json.loads(line) for line in (folder / "examples.jsonl").read_text().splitlines()] == records
    rows = list(csv.DictReader((folder / "examples.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    feed = json.loads((folder / "feeds" / "all.json").read_text())
    assert {item["title"] for item in feed["items"]} == {record["title"] for record in records}
    assert [one for one in check_catalogue(folder / "catalogue.rdf") if one.level is Level.ERROR] == []
    package = json.loads((folder / "datapackage.json").read_text())
    for resource in package["resources"]:
        body = (folder / resource["path"]).read_bytes()
        assert (len(body), f"sha256:{hashlib.sha256(body).hexdigest()}") == (resource["bytes"], resource["hash"])
    with sqlite3.connect(folder / "examples.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM theme_energi").fetchone() == (3,)
        assert connection.execute("SELECT count(*) FROM examples_fts WHERE examples_fts MATCH 'nummer'").fetchone()
    connection.close()


def test_tables_tell_what_records_tell(tmp_path: Path) -> None:
    held = edition()
    write_sqlite(tmp_path / "x.sqlite", held)
    tables = table_files(held)
    told = {
        "details": sum("details" in record for record in held.records),
        "organisations": sum(len(record.get("details", {}).get("organisations", ())) for record in held.records),
        "hindrances": sum(len(record.get("hindrances", ())) for record in held.records),
    }
    connection = sqlite3.connect(tmp_path / "x.sqlite")
    for name, number in told.items():
        rows = list(csv.DictReader(io.StringIO(tables[f"example_{name}.csv"].decode())))
        held_rows = connection.execute(f"SELECT * FROM example_{name}").fetchall()  # noqa: S608 - three of ours
        assert len(rows) == len(held_rows) == number > 0
        assert {tuple(row.values()) for row in rows} == {
            tuple(str(cell or "") if cell != 0 else "0" for cell in row) for row in held_rows
        }
    assert "Vi gör det tillsammans." in {row[0] for row in connection.execute("SELECT quote FROM example_details")}
    connection.close()


@pytest.mark.parametrize("cell", ["=1+1", "+46", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


def test_the_site_hangs_together(store: Store, settings: Settings, accepted: list[str]) -> None:
    site = publish(store, settings, today=TODAY).folder / "site"
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        body = page.read_text(encoding="utf-8")
        assert len(body.encode()) < 100_000
        assert "<script>" not in body
        assert "style=" not in body
        for target in re.findall(r'(?:href|src)="([^"#][^"]*)"', body):
            if "://" not in target:
                assert (page.parent / target).resolve().exists(), f"{page.name}: {target}"
    assert "Inget mer att visa" in (site / "index.html").read_text(encoding="utf-8")
