"""Embeddings that need not be computed again, keyed by text hash and encoder revision."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["EmbeddingCache", "MemoryCache", "text_key"]


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
