import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kkharvest.core.errors import OutOfSpaceError, ReleaseError
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.review import accept, reject, undo_last
from kkharvest.store import Store

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
    (settings.releases / "versions.json").write_text("[{")
    with pytest.raises(ReleaseError, match="damaged"):
        publish(store, settings)
