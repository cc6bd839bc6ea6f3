"""The database file: opening, migrating, writing from one place at a time.

WAL mode, foreign keys on, one writer. Threads of one process share a `Store`, whose lock makes their transactions
take turns; another process that harvests is kept out by `lock.RunLock`; reviewers' short writes wait for theirs.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from kkharvest.core.errors import BusyError, OutOfSpaceError, StoreError
from kkharvest.store.schema import migrations

__all__ = ["Row", "Store", "open_store"]

Row = dict[str, Any]
Parameters = Sequence[Any] | dict[str, Any]

_WAIT_S = 30.0


class Store:
    """An open database; use `transaction` for every write."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self.db = Database(connection)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """All rows of a query, as dicts in column order."""
        with self._lock, _translated():
            cursor = self.db.execute(sql, parameters)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        with self._lock, _translated():
            found = self.db.execute(sql, parameters).fetchone()
            return found[0] if found else None

    def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Runs one writing statement in a transaction; the number of rows it changed."""
        with self.transaction():
            return self.db.execute(sql, parameters).rowcount

    def insert(self, table: str, row: Mapping[str, Any], *, upsert_on: Sequence[str] = ()) -> int:
        """Inserts `row`, or updates the row with the same `upsert_on`; the rowid of an inserted row."""
        return self.insert_all(table, [row], upsert_on=upsert_on)

    def insert_all(self, table: str, rows: Iterable[Mapping[str, Any]], *, upsert_on: Sequence[str] = ()) -> int:
        """Inserts rows with the same columns; the last rowid, or 0 when there were none."""
        last = 0
        with self.transaction():
            for row in rows:
                sql = _insert_sql(table, tuple(row), tuple(upsert_on))
                last = self.db.execute(sql, tuple(row.values())).lastrowid or 0
        return last

    @contextmanager
    def transaction(self) -> Iterator[Self]:
        """One writer at a time; everything inside is kept, or on an error nothing; nested ones join the outer."""
        with self._lock, _translated():
            if self._depth:
                yield self
                return
            self.db.conn.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield self
            except BaseException:
                self.db.conn.rollback()
                raise
            else:
                self.db.conn.commit()
            finally:
                self._depth = 0
                if self.db.conn.in_transaction:
                    self.db.conn.rollback()

    def close(self) -> None:
        """Closes the file; safe to call twice."""
        with self._lock:
            self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(path: Path, *, create: bool = True) -> Store:
    """The migrated database at `path`, created with its folder when `create`.

    Raises `StoreError` when there is none and `create` is false, when it is damaged or no database, or when a
    newer kkharvest wrote it; `OutOfSpaceError` when the disk is full or read-only.
    """
    if not create and not path.is_file():
        raise StoreError(f"There is no database at {path} yet. Run a harvest first: kkharvest harvest")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutOfSpaceError(
            f"The folder {path.parent} cannot be made: {error.strerror}. Nothing was lost."
        ) from error
    with _translated(path):
        connection = sqlite3.connect(path, timeout=_WAIT_S, check_same_thread=False)
        try:
            store = _prepared(connection, path)
        except BaseException:
            connection.close()
            raise
    return store


def _prepared(connection: sqlite3.Connection, path: Path) -> Store:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    store = Store(connection)
    unknown = {migration.name for migration in migrations().applied(store.db)} - _all_names()
    if unknown:
        raise StoreError(
            f"{path} was written by a newer kkharvest (it knows {', '.join(sorted(unknown))}). "
            "Upgrade this program, or point it at another data folder; the file was not changed."
        )
    if migrations().pending(store.db):
        migrations().apply(store.db)
        connection.commit()
    return store


def _all_names() -> set[str]:
    return {migration.name for migration in migrations().pending(Database(memory=True))}


def _insert_sql(table: str, columns: tuple[str, ...], upsert_on: tuple[str, ...]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - names come from our own code
    if not upsert_on:
        return sql
    keys = ", ".join(f'"{column}"' for column in upsert_on)
    changes = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in upsert_on)
    return f"{sql} ON CONFLICT ({keys}) DO " + (f"UPDATE SET {changes}" if changes else "NOTHING")


@contextmanager
def _translated(path: Path | None = None) -> Iterator[None]:
    """SQLite's errors as ours, each saying what to do."""
    where = str(path or "the database")
    try:
        yield
    except sqlite3.OperationalError as error:
        message = str(error)
        if "full" in message or "readonly" in message or "read-only" in message or "disk I/O" in message:
            raise OutOfSpaceError(
                f"{where} cannot be written ({message}). Everything up to here is kept; make room or make the folder "
                "writable, then start the same command again: it goes on where it was."
            ) from error
        if "locked" in message or "busy" in message:
            raise BusyError(
                f"{where} is in use by another program ({message}). Try again when it has ended."
            ) from error
        if "unable to open" in message:
            raise StoreError(
                f"{where} cannot be opened ({message}). Check that the folder exists and is yours."
            ) from error
        raise
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise StoreError(
                f"{where} is damaged or no database ({error}). Move it away and put the latest backup in its place, or "
                "start afresh: `kkharvest replay` rebuilds everything but the decisions from data/raw."
            ) from error
        raise
