"""What the models say of candidates, and the embeddings they read."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.records import Classification, Score, to_json
from kkharvest.store.database import Row, Store

__all__ = ["EmbeddingTable", "candidates_to_classify", "save_classification", "suggestions_of"]

_CHUNK = 500


def candidates_to_classify(store: Store, version: str) -> list[Row]:
    """Present candidates whose text or model is newer than their suggestions."""
    return store.rows(
        """
        SELECT c.id, c.title, c.text, c.lang, c.url, c.text_hash FROM candidates AS c
        LEFT JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
        WHERE c.is_present = 1 AND (s.slug IS NULL OR s.text_hash <> c.text_hash OR s.model_version <> ?)
        ORDER BY c.id
        """,
        (version,),
    )


def save_classification(store: Store, candidate: Row, result: Classification) -> None:
    """Replaces the suggestions of one candidate."""
    whole = Score("example", result.relevance, result.is_example, result.relevance_evidence)
    scores = [("relevance", whole)]
    scores += [("theme", score) for score in result.themes]
    scores += [("area", score) for score in result.areas]
    scores += [("level", score) for score in result.levels]
    with store.transaction():
        store.execute("DELETE FROM suggestions WHERE candidate_id = ?", (candidate["id"],))
        store.insert_all(
            "suggestions",
            (
                {
                    "candidate_id": candidate["id"],
                    "taxonomy": taxonomy,
                    "slug": score.slug,
                    "p": round(float(score.p), 6),
                    "is_selected": int(score.selected),
                    "model_version": result.version,
                    "text_hash": candidate["text_hash"],
                    "evidence_json": json.dumps(to_json(score.evidence)),
                }
                for taxonomy, score in scores
            ),
        )
        store.execute("DELETE FROM hindrances WHERE candidate_id = ?", (candidate["id"],))
        store.insert_all(
            "hindrances",
            (
                {
                    "candidate_id": candidate["id"],
                    "kind": hindrance.kind,
                    "span_start": hindrance.span.start,
                    "span_end": hindrance.span.end,
                }
                for hindrance in result.hindrances
            ),
            upsert_on=["candidate_id", "span_start", "kind"],
        )


def suggestions_of(store: Store, candidate_id: str, taxonomy: str) -> list[Row]:
    """The suggestions of one taxonomy for a candidate, most probable first."""
    return store.rows(
        "SELECT slug, p, is_selected, evidence_json, model_version FROM suggestions "
        "WHERE candidate_id = ? AND taxonomy = ? ORDER BY p DESC, slug",
        (candidate_id, taxonomy),
    )


class EmbeddingTable:
    """Embeddings in the database, by hash of the text and revision of the encoder; (d,) float32 each."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get_many(self, revision: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """The vectors that are known, by text hash."""
        found: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(keys), _CHUNK):
            part = list(keys[start : start + _CHUNK])
            marks = ",".join("?" * len(part))
            sql = f"SELECT text_hash, vector FROM embeddings WHERE encoder = ? AND text_hash IN ({marks})"  # noqa: S608 - only question marks
            for row in self._store.rows(sql, [revision, *part]):
                found[row["text_hash"]] = np.frombuffer(row["vector"], dtype="<f4")
        return found

    def put_many(self, revision: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keeps vectors by text hash."""
        rows = (
            {"text_hash": key, "encoder": revision, "vector": vector.astype("<f4").tobytes()}
            for key, vector in vectors.items()
        )
        self._store.insert_all("embeddings", rows, upsert_on=["text_hash", "encoder"])
