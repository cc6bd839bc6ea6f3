import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from kkharvest.core.errors import BusyError, OutOfSpaceError, StoreError
from kkharvest.core.settings import Settings
from kkharvest.store import Store, open_store, run_lock
from kkharvest.store.schema import migrations

NAMED = """sources runs issues pages fetches documents candidates embeddings suggestions candidate_links judgements
examples example_themes example_sources releases themes areas levels municipalities review_queue""".split()


def test_the_tables_that_others_rely_on(store: Store) -> None:
    names = {row["name"] for row in store.rows("SELECT name FROM sqlite_master")}
    assert set(NAMED) <= names
    assert store.value("PRAGMA journal_mode") == "wal"
    assert store.value("PRAGMA foreign_keys") == 1


@pytest.mark.parametrize("stop", [migration.name for migration in migrations().pending(Database(memory=True))][1:])
def test_a_file_of_an_older_version_is_brought_forward(tmp_path: Path, stop: str) -> None:
    path = tmp_path / "old.db"
    old = Database(path)
    migrations().apply(old, stop_before=stop)
    old.execute("INSERT INTO themes VALUES ('x', 'X', 'X', 'x', 0, 99)")
    old.conn.commit()
    old.close()
    with open_store(path) as store:
        assert store.value("SELECT name FROM themes WHERE slug = 'x'") == "X"
        assert not migrations().pending(store.db)


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    open_store(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('kkharvest', 'm999_later', 'x')"
        )
    connection.close()
    with pytest.raises(StoreError, match="m999_later"):
        open_store(path)


def test_no_database_and_no_database_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kkharvest harvest"):
        open_store(tmp_path / "none.db", create=False)
    rubbish = tmp_path / "rubbish.db"
    rubbish.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="damaged or no database"):
        open_store(rubbish)


def test_a_full_disk_keeps_what_was_written(store: Store) -> None:
    store.insert("themes", {"slug": "a", "name": "A", "name_en": "A", "definition": "a", "position": 0})
    store.db.execute(f"PRAGMA max_page_count = {store.value('PRAGMA page_count')}")
    big = {"slug": "b", "name": "B" * 3_000_000, "name_en": "B", "definition": "b", "position": 1}
    with pytest.raises(OutOfSpaceError, match="make room"):
        store.insert("themes", big)
    assert [row["slug"] for row in store.rows("SELECT slug FROM themes")] == ["a"]


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OutOfSpaceError, match="cannot be made"):
        open_store(blocked / "data" / "x.db")


def test_an_error_inside_a_transaction_undoes_all_of_it(store: Store) -> None:
    row = {"slug": "a", "name": "A", "name_en": "A", "definition": "a", "position": 0}

    def write_and_fail() -> None:
        with store.transaction():
            store.insert("themes", row)
            store.insert("themes", {**row, "slug": "b"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert store.rows("SELECT * FROM themes") == []


def test_threads_take_turns(store: Store) -> None:
    def add(number: int) -> None:
        for step in range(20):
            with store.transaction():
                slug = f"{number}-{step}"
                store.insert("themes", {"slug": slug, "name": "", "name_en": "", "definition": "", "position": 0})

    threads = [threading.Thread(target=add, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.value("SELECT count(*) FROM themes") == 100


def test_a_second_run_is_kept_out_and_told_by_whom(settings: Settings) -> None:
    with run_lock(settings.processed), pytest.raises(BusyError, match=r"process \d+"), run_lock(settings.processed):
        pass
    with run_lock(settings.processed):
        pass


def test_judgements_never_change(store: Store) -> None:
    store.insert("judgements", {"at": "x", "reviewer": "r", "verdict": "unsure"})
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.execute("UPDATE judgements SET reviewer = 'other'")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.execute("DELETE FROM judgements")
