"""What the models say of candidates, and the embeddings they read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.records import Classification, Score, to_json
from kkharvest.core.text import Span
from kkharvest.store.database import Row, Store

__all__ = [
    "Assessment",
    "EmbeddingTable",
    "assessment_of",
    "candidates_to_classify",
    "save_classification",
    "suggestions_of",
]

_CHUNK = 500
_NEAR_MISSES = 3


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the models say of a candidate beside its scores; spans are of the candidate's text.

    `is_unsure`: they abstain. `near_misses`: kinds of near miss and their probabilities, most probable first.
    """

    is_unsure: bool = False
    business: tuple[Span, ...] = ()
    municipality: tuple[Span, ...] = ()
    near_misses: tuple[tuple[str, float], ...] = ()


def candidates_to_classify(store: Store, version: str) -> list[Row]:
    """Present candidates whose text or model is newer than their suggestions."""
    return store.rows(
        """
        SELECT c.id, c.title, c.text, c.lang, c.url, c.text_hash FROM candidates AS c
        LEFT JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
        LEFT JOIN assessments AS a ON a.candidate_id = c.id
        WHERE c.is_present = 1
          AND (s.slug IS NULL OR a.candidate_id IS NULL OR s.text_hash <> c.text_hash OR s.model_version <> ?)
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
                    "is_in_set": int(score.in_set),
                    "model_version": result.version,
                    "text_hash": candidate["text_hash"],
                    "evidence_json": json.dumps(to_json(score.evidence)),
                }
                for taxonomy, score in scores
            ),
        )
        store.insert_all("assessments", [_assessment_row(candidate["id"], result)], upsert_on=["candidate_id"])
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
        "SELECT slug, p, is_selected, is_in_set, evidence_json, model_version FROM suggestions "
        "WHERE candidate_id = ? AND taxonomy = ? ORDER BY p DESC, slug",
        (candidate_id, taxonomy),
    )


def assessment_of(store: Store, candidate_id: str) -> Assessment:
    """What the models said of the candidate as a whole; empty before they have read it."""
    row = store.row("SELECT * FROM assessments WHERE candidate_id = ?", (candidate_id,))
    if row is None:
        return Assessment()
    return Assessment(
        bool(row["is_unsure"]),
        _spans(row["business_json"]),
        _spans(row["municipality_json"]),
        tuple((str(kind), float(p)) for kind, p in json.loads(row["near_misses_json"])),
    )


def _assessment_row(candidate_id: str, result: Classification) -> Row:
    likeliest = sorted(result.reasons, key=lambda score: -score.p)[:_NEAR_MISSES]
    return {
        "candidate_id": candidate_id,
        "is_unsure": int(result.is_unsure),
        "business_json": json.dumps(to_json(result.business_evidence)),
        "municipality_json": json.dumps(to_json(result.municipality_evidence)),
        "near_misses_json": json.dumps([(score.slug, round(score.p, 4)) for score in likeliest]),
    }


def _spans(stored: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in json.loads(stored))


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
