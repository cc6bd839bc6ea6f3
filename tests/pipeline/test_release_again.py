"""A release can be made again from the archive and what people decided, byte for byte."""

from pathlib import Path
from typing import Any

from kkharvest.core.settings import Settings
from kkharvest.pipeline.replay import replay
from kkharvest.publish import publish
from kkharvest.publish.record import collect
from kkharvest.publish.shelf import read_versions
from kkharvest.review import accept, derive_examples
from kkharvest.store import open_store

TODAY = "2026-11-23"
# What people decided, and nothing that follows from pages.
DECIDED = ("judgements", "erasures")


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_from_archive_and_judgements_alone_come_the_same_bytes(harvested_sites: Settings, tmp_path: Path) -> None:
    settings = harvested_sites
    with open_store(settings.database) as store:
        waiting = store.rows("SELECT candidate_id FROM review_queue WHERE is_suggested = 1 ORDER BY 1")
        for row in waiting:
            accept(store, row["candidate_id"], "eva", summary="Kommunen och företag arbetar tillsammans för klimatet.")
        first = publish(store, settings, today=TODAY)
        told = sum("hindrances" in record for record in collect(store))
        decided: dict[str, list[Any]] = {table: store.rows(f"SELECT * FROM {table}") for table in DECIDED}  # noqa: S608
    assert first.n_examples >= 8
    assert told, "nothing was published that a model found"
    for path in settings.processed.glob("kkharvest.db*"):
        path.unlink()

    assert replay(settings).exit_code == 0
    elsewhere = settings.model_copy(update={"data": tmp_path / "elsewhere"})
    with open_store(settings.database) as store:
        for table, rows in decided.items():
            store.insert_all(table, rows)
        derive_examples(store)
        again = publish(store, elsewhere, today=TODAY)
    assert files(again.folder) == files(first.folder)
    entries = [read_versions(each.releases)[0]["content_hash"] for each in (settings, elsewhere)]
    assert entries[0] == entries[1]
