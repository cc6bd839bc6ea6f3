"""Publishing that is killed, starved or doubled: a clear message, and `latest` whole at every moment."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kkharvest.core.errors import BusyError, InputError, OutOfSpaceError, ReleaseError
from kkharvest.core.ids import example_id
from kkharvest.core.settings import Settings
from kkharvest.publish import publish, release
from kkharvest.publish.erase import erase
from kkharvest.publish.shelf import check_whole, latest_entry, read_versions, release_as_of
from kkharvest.review import accept
from kkharvest.store import Store, open_store, run_lock
from tests.publish.killing import in_child, latest_faults

TODAY = "2026-11-23"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"publish": settings.publish.model_copy(update={"max_drop": 0.9})})


@pytest.fixture
def keys(store: Store, settings: Settings, add: Callable[..., str], group: Callable[..., None]) -> list[str]:
    """Three published examples; the first is decided anew since."""
    found = [add(f"/{number}", f"Exempel nummer {number}.", title=f"Titel {number}") for number in range(3)]
    group(*([key] for key in found))
    for key in found:
        accept(store, key, "eva")
    publish(store, settings, today=TODAY)
    accept(store, found[0], "eva", title="Ny titel")
    return found


@pytest.mark.parametrize("kind", ["publish", "erase"])
def test_killed_anywhere_latest_is_whole_and_the_next_one_ends_it(
    store: Store, settings: Settings, keys: list[str], kind: str
) -> None:
    gone = example_id(keys[2])

    def job() -> None:
        with open_store(settings.database) as own:
            if kind == "erase":
                erase(own, settings, gone, "asked")
            else:
                publish(own, settings, today=TODAY)

    releases = settings.releases
    n_files = sum(path.is_file() for path in (releases / "latest").resolve().rglob("*"))
    store.close()
    # The last operations put folders in place; before them the files are written aside, one like the other.
    total = n_files + 60 if kind == "publish" else 2 * n_files + 60
    points = [3, n_files // 2, *range(n_files - 4, total, 7 if kind == "publish" else 60)]
    killed = 0
    for at in points:
        killed += not in_child(job, at)
        assert latest_faults(releases) == [], at
        assert latest_entry(releases) in read_versions(releases), at
    assert killed > 3
    with open_store(settings.database) as again:
        publish(again, settings, today=TODAY)
    for entry in read_versions(releases):
        check_whole(releases, entry)
        assert kind == "publish" or gone not in (releases / entry["version"] / "examples.jsonl").read_text()
    assert latest_faults(releases) == []
    assert [path.name for path in releases.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("step", ["write_aside", "place_folder", "replace_file", "point_latest"])
def test_a_full_disk_is_told_and_changes_nothing(
    store: Store, settings: Settings, keys: list[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = (settings.releases / "latest").resolve()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "releases")

    with monkeypatch.context() as patch:
        patch.setattr(release, step, full)
        with pytest.raises(OutOfSpaceError, match=r"No space left on device.*make room"):
            publish(store, settings, today=TODAY)
    assert (settings.releases / "latest").resolve() == before
    assert latest_faults(settings.releases) == []
    done = publish(store, settings, today=TODAY)
    assert (settings.releases / "latest").resolve() == done.folder
    check_whole(settings.releases, read_versions(settings.releases)[-1])


def test_a_disk_that_fills_up_while_files_are_written_leaves_nothing(
    store: Store, settings: Settings, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = Path.write_bytes, 0

    def filling(self: Path, body: bytes) -> int:
        nonlocal written
        written += len(body)
        if written > 100_000:
            raise OSError(28, "No space left on device", str(self))
        return write(self, body)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", filling)
        with pytest.raises(OutOfSpaceError, match="latest release is as it was"):
            publish(store, settings, today=TODAY)
    assert [path.name for path in settings.releases.iterdir() if path.name.startswith(".")] == []
    assert latest_faults(settings.releases) == []


def test_two_publishes_at_once_take_turns(store: Store, settings: Settings, keys: list[str]) -> None:
    with run_lock(settings.processed), pytest.raises(BusyError, match="Another run"), run_lock(settings.processed):
        publish(store, settings)
    assert len(read_versions(settings.releases)) == 1


def publishing(settings: Settings) -> "subprocess.Popen[str]":
    """The command in a process of its own."""
    environment = {
        **os.environ,
        "KKHARVEST_DATA": str(settings.data_dir),
        "KKHARVEST_HOME": str(settings.home),
        "KKHARVEST_PUBLISH__MAX_DROP": "0.9",
    }
    command = [sys.executable, "-m", "kkharvest.cli", "publish"]
    return subprocess.Popen(  # noqa: S603 - ours
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_of_two_processes_one_publishes_and_the_other_is_told(
    store: Store, settings: Settings, keys: list[str]
) -> None:
    store.close()
    lock = settings.processed / "kkharvest.lock"
    one = publishing(settings)
    try:
        # Stopped as soon as it holds the lock: the other one comes while it is at work, however fast it is.
        while one.poll() is None and not (lock.exists() and lock.read_text() == str(one.pid)):
            time.sleep(0.001)
        one.send_signal(signal.SIGSTOP)
        other = publishing(settings)
        said, complained = other.communicate(timeout=300)
        assert (other.returncode, said) == (4, "")
        assert f"process {one.pid}" in complained
        assert "try again" in complained
        assert "Traceback" not in complained
        assert latest_faults(settings.releases) == []
        assert len(read_versions(settings.releases)) == 1
    finally:
        one.send_signal(signal.SIGCONT)
        said, complained = one.communicate(timeout=300)
    assert (one.returncode, complained) == (0, "")
    assert said.startswith("Released ")
    assert latest_faults(settings.releases) == []
    assert latest_entry(settings.releases) == read_versions(settings.releases)[-1]
    assert len(read_versions(settings.releases)) == 2


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("site/index.html", b"<p>handskrivet</p>", "site/index.html was changed"),
        ("feeds/all.xml", None, "feeds/all.xml is missing"),
        ("anteckning.txt", b"min egen", "anteckning.txt was added"),
        ("SHA256SUMS", b"", "added"),
        ("examples.jsonl", b"{}\n", "not what was published"),
        ("examples.jsonl", None, "damaged"),
        ("index.json", b"{", "damaged"),
    ],
)
def test_a_release_changed_by_hand_is_named_file_by_file(
    store: Store, settings: Settings, keys: list[str], file: str, change: bytes | None, told: str
) -> None:
    folder = (settings.releases / "latest").resolve()
    if change is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(change)
    with pytest.raises(ReleaseError, match=told):
        publish(store, settings, today=TODAY)
    assert (settings.releases / "latest").resolve() == folder
    assert len(read_versions(settings.releases)) == 1


def test_a_release_of_a_newer_data_format_is_left_alone(store: Store, settings: Settings, keys: list[str]) -> None:
    path = settings.releases / "latest" / "index.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema_version": "2.0"}))
    with pytest.raises(ReleaseError, match=r"data format 2\.0.*Upgrade kkharvest"):
        publish(store, settings, today=TODAY)


def test_the_state_of_a_day_wants_a_day(settings: Settings, keys: list[str]) -> None:
    with pytest.raises(InputError, match="is no day"):
        release_as_of(settings.releases, "igår")
