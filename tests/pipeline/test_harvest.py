import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kkharvest.core.errors import OutOfSpaceError
from kkharvest.core.report import RunReport
from kkharvest.core.settings import Settings, load_settings
from kkharvest.pipeline.replay import replay
from kkharvest.pipeline.truth import compare_with_truth
from kkharvest.review import accept, queue
from kkharvest.store import Store, open_store
from kkharvest.store.examples import accepted_examples

Digest = Callable[[Store], dict[str, str]]
Run = Callable[..., RunReport]

HOME = Path(__file__).resolve().parents[2]
SITES = ("viablecities-example", "kristianstad-example", "mark-example")


def test_a_whole_harvest_against_the_file_of_truth(harvested_store: Store) -> None:
    found = compare_with_truth(harvested_store)
    assert found.forbidden_read == 0
    assert found.tellings >= 90
    # Floors, set below what was measured when they were last raised; `kkharvest harvest --sample` prints the figures.
    assert found.found / found.tellings >= 0.55
    assert found.found / (found.found + found.false) >= 0.55
    assert found.initiatives_found / found.initiatives >= 0.7


def test_every_stage_left_its_rows(harvested_store: Store) -> None:
    for table in ("runs", "issues", "pages", "fetches", "documents", "candidates", "embeddings", "suggestions"):
        assert harvested_store.value(f"SELECT count(*) FROM {table}"), table  # noqa: S608
    assert harvested_store.value("SELECT count(*) FROM pages") >= 250
    assert harvested_store.value("SELECT count(DISTINCT source_id) FROM pages") >= 15
    assert queue(harvested_store, limit=5)


def test_the_report_page_stands(harvested: Settings) -> None:
    html = (harvested.reports / "latest.html").read_text(encoding="utf-8")
    assert "<svg" in html
    assert "<script" not in html


def test_a_second_run_asks_for_changes_alone(settings: Settings, run: Run, digest: Digest) -> None:
    run(settings, SITES)
    with open_store(settings.database) as store:
        first = digest(store)
        key = queue(store, limit=1)[0].candidate_id
        accept(store, key, "eva")
        examples = accepted_examples(store)
    report = run(settings, SITES)
    assert report.stages[0].counts["changed"] == 0
    assert report.stages[1].counts["pages"] == 0
    with open_store(settings.database) as store:
        assert digest(store) == first
        assert accepted_examples(store) == examples
        assert store.value("SELECT count(*) FROM runs WHERE status = 'done'") == 2


def test_replay_gives_the_same_from_the_archive_alone(settings: Settings, run: Run, digest: Digest) -> None:
    run(settings, SITES)
    with open_store(settings.database) as store:
        expected = digest(store)
    for path in settings.processed.glob("kkharvest.db*"):
        path.unlink()
    report = replay(settings)
    assert report.exit_code == 0
    with open_store(settings.database) as store:
        assert digest(store) == expected


def harvest_until_killed(data: Path, at: int) -> subprocess.CompletedProcess[str]:
    script = Path(__file__).with_name("killed.py")
    command = [sys.executable, str(script), str(data), str(at), *SITES]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603


def test_killed_anywhere_and_started_again_the_end_is_the_same(tmp_path: Path, digest: Digest) -> None:
    whole = harvest_until_killed(tmp_path / "whole", 0)
    assert whole.returncode == 0, whole.stderr
    transactions = int(whole.stdout)

    def end_state(name: str) -> dict[str, str]:
        settings = load_settings(HOME, {"KKHARVEST_DATA": str(tmp_path / name)})
        with open_store(settings.database, create=False) as store:
            assert store.value("SELECT count(*) FROM runs WHERE status = 'running'") == 0
            return digest(store)

    expected = end_state("whole")
    points = sorted(random.Random(7).sample(range(1, transactions), 5))  # noqa: S311 - which points, not secrets
    for point in points:
        killed = harvest_until_killed(tmp_path / "killed", point)
        assert killed.returncode in {-signal.SIGKILL, 0}, killed.stderr
    last = harvest_until_killed(tmp_path / "killed", 0)
    assert last.returncode == 0, last.stderr
    assert end_state("killed") == expected


def test_an_unwritable_archive_is_told_and_loses_nothing(settings: Settings, run: Run) -> None:
    settings.raw.parent.mkdir(parents=True)
    settings.raw.write_text("a file where the folder should be")
    with pytest.raises((OutOfSpaceError, ExceptionGroup)) as caught:
        run(settings, SITES[:1])
    assert caught.type is OutOfSpaceError
    with open_store(settings.database) as store:
        assert store.value("SELECT status FROM runs") == "interrupted"
    settings.raw.unlink()
    assert run(settings, SITES[:1]).exit_code == 0
    with open_store(settings.database) as store:
        assert store.value("SELECT count(*) FROM runs") == 1
