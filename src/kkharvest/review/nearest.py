"""Confirmed examples that lie nearest to a candidate, by the embeddings the classifier already made."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.encoder.cache import text_key
from kkharvest.classify.inputs import ClassifyInput, judged_text
from kkharvest.store import Row, Store

__all__ = ["Accepted", "Near", "Neighbours", "accepted_vectors", "vectors_of"]

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Near:
    """A confirmed example and its cosine similarity, -1 to 1."""

    example_id: str
    candidate_id: str
    title: str
    themes: tuple[str, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Accepted:
    """The candidates of all accepted examples, and the vectors of those that were not known before.

    Vectors are (d,) float32 of unit length; None where the classifier kept none.
    """

    ids: Sequence[str]
    new: Mapping[str, NDArray[np.float32] | None]


def accepted_vectors(store: Store, known: Collection[str]) -> Accepted:
    """What is accepted now, with the vectors of what is not `known`."""
    rows = store.rows("SELECT candidate_id FROM examples WHERE status = 'accepted' ORDER BY candidate_id")
    ids = [row["candidate_id"] for row in rows]
    missing = [key for key in ids if key not in known]
    new: dict[str, NDArray[np.float32] | None] = {}
    for start in range(0, len(missing), _BATCH):
        new |= vectors_of(store, missing[start : start + _BATCH])
    return Accepted(ids, new)


class Neighbours:
    """The vectors of accepted examples, (n, d) float32 of unit length, kept up to date by `take`."""

    def __init__(self) -> None:
        self._known: dict[str, NDArray[np.float32] | None] = {}
        self._ids: list[str] = []
        self._matrix: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._lock = threading.Lock()

    def take(self, accepted: Accepted) -> int:
        """Takes in what was accepted and drops what no longer is; how many examples can be near."""
        with self._lock:
            self._known |= accepted.new
            found = [(key, vector) for key in accepted.ids if (vector := self._known.get(key)) is not None]
            width = max((len(vector) for _, vector in found), default=0)
            # Another encoder's vectors cannot be compared with these.
            found = [(key, vector) for key, vector in found if len(vector) == width]
            self._ids = [key for key, _ in found]
            self._matrix = np.stack([vector for _, vector in found]) if found else np.zeros((0, 0), np.float32)
        return len(self._ids)

    def of(self, store: Store, candidate: Row, *, limit: int = 3) -> list[Near]:
        """The nearest confirmed examples, nearest first; none when the candidate has no embedding."""
        own = vectors_of(store, [candidate["id"]]).get(candidate["id"])
        with self._lock:
            if own is None or not self._ids or len(own) != self._matrix.shape[1]:
                return []
            scores = self._matrix @ own
            best = [(self._ids[i], float(scores[i])) for i in np.argsort(-scores, kind="stable")[: limit + 1]]
        found = (_near(store, key, score) for key, score in best if key != candidate["id"])
        return [near for near in found if near][:limit]


def _near(store: Store, candidate_id: str, similarity: float) -> Near | None:
    row = store.row(
        "SELECT id, title FROM examples WHERE candidate_id = ? AND status = 'accepted' LIMIT 1", (candidate_id,)
    )
    if row is None:
        return None
    themes = store.rows("SELECT theme FROM example_themes WHERE example_id = ? ORDER BY position", (row["id"],))
    return Near(row["id"], candidate_id, row["title"], tuple(one["theme"] for one in themes), similarity)


def vectors_of(store: Store, ids: Sequence[str]) -> dict[str, NDArray[np.float32] | None]:
    """The embedding of each candidate, (d,) float32 of unit length; None where the classifier kept none."""
    marks = ",".join("?" * len(ids))
    rows = store.rows(f"SELECT id, title, text, lang FROM candidates WHERE id IN ({marks})", list(ids))  # noqa: S608 - only question marks
    keys = {row["id"]: text_key(judged_text(ClassifyInput(row["id"], row["title"], row["text"]))) for row in rows}
    wanted = sorted(set(keys.values()))
    marks = ",".join("?" * len(wanted))
    found = {
        row["text_hash"]: np.frombuffer(row["vector"], dtype="<f4")
        for row in store.rows(f"SELECT text_hash, vector FROM embeddings WHERE text_hash IN ({marks})", wanted)  # noqa: S608 - as above
    }
    return {key: _unit(found.get(digest)) for key, digest in keys.items()}


def _unit(vector: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
    length = float(np.linalg.norm(vector)) if vector is not None else 0.0
    return None if vector is None or not length else (vector / length).astype(np.float32)
