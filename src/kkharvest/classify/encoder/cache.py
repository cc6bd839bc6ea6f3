"""Embeddings that need not be computed again, keyed by text hash and encoder revision."""

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["EmbeddingCache", "FileCache", "MemoryCache", "text_key"]

_LOG = logging.getLogger(__name__)
_TABLE = """
CREATE TABLE IF NOT EXISTS vectors (
    revision TEXT NOT NULL, text_hash TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (revision, text_hash)
)
"""
_CHUNK = 500
_WAIT_S = 30.0


def text_key(text: str) -> str:
    """SHA-256 of `text` in UTF-8, in hexadecimal; half surrogates count as "?"."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


class EmbeddingCache(Protocol):
    """A store of vectors; the database implements it for good, `MemoryCache` for one process."""

    def get_many(self, revision: str, keys: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The vectors known for `keys`, each (d,) float32; unknown keys are absent."""
        ...

    def put_many(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the vectors under their keys."""
        ...


class MemoryCache:
    """A cache in memory, emptied when it holds more than `limit` vectors."""

    def __init__(self, limit: int = 200_000) -> None:
        self._limit = limit
        self._vectors: dict[tuple[str, str], NDArray[np.float32]] = {}

    def get_many(self, revision: str, keys: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The vectors known for `keys`."""
        vectors = self._vectors
        return {key: found for key in keys if (found := vectors.get((revision, key))) is not None}

    def put_many(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the vectors under their keys."""
        if len(self._vectors) + len(vectors) > self._limit:
            self._vectors = {}
        self._vectors.update({(revision, key): vector for key, vector in vectors.items()})


class FileCache:
    """A cache in an SQLite file of its own: training reads the same texts again and again.

    It only saves time: a file that is damaged is begun anew, one that cannot be written is left alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._asked: set[tuple[str, str]] = set()

    def get_many(self, revision: str, keys: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """The vectors known for `keys`."""
        self._asked.update((revision, key) for key in keys)
        if not self._path.is_file():
            return {}
        found: dict[str, NDArray[np.float32]] = {}
        try:
            with closing(self._open()) as db:
                for start in range(0, len(keys), _CHUNK):
                    part = keys[start : start + _CHUNK]
                    marks = ",".join("?" * len(part))
                    sql = f"SELECT text_hash, vector FROM vectors WHERE revision = ? AND text_hash IN ({marks})"  # noqa: S608 - only question marks
                    found.update((key, np.frombuffer(blob, "<f4")) for key, blob in db.execute(sql, [revision, *part]))
        except sqlite3.Error as error:
            self._give_up(error)
            return {}
        return found

    def put_many(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the vectors under their keys."""
        rows = ((revision, key, vector.astype("<f4").tobytes()) for key, vector in vectors.items())
        self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def forget_others(self) -> None:
        """Drop what was not asked for through this object: texts that are no longer trained on leave no vector."""
        if not self._path.is_file():
            return
        try:
            with closing(self._open()) as db:
                known = set(db.execute("SELECT revision, text_hash FROM vectors"))
        except sqlite3.Error as error:
            self._give_up(error)
            return
        self._write("DELETE FROM vectors WHERE revision = ? AND text_hash = ?", known - self._asked)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_WAIT_S)

    def _write(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._open()) as db, db:
                db.execute(_TABLE)
                db.executemany(sql, rows)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        _LOG.warning("Embeddings are computed anew, %s cannot be used: %s", self._path, error)
        # an operational error is a locked, full or read-only place, anything else a damaged file
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            self._path.unlink(missing_ok=True)
