"""What waits for a decision, and everything a reviewer needs to see of one candidate."""

import json
from dataclasses import dataclass
from typing import Any

from kkharvest import taxonomy
from kkharvest.core.errors import InputError
from kkharvest.core.text import Span
from kkharvest.store import Row, Store
from kkharvest.store.groups import group_members
from kkharvest.store.judgements import history
from kkharvest.store.suggestions import Assessment, assessment_of, suggestions_of

__all__ = ["QueueItem", "Suggestion", "View", "find_candidate", "queue", "view"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested label: probability 0 to 1, and the sentences that speak for it.

    `is_in_set`: it belongs to the prediction set, which holds all true labels with a stated probability.
    """

    slug: str
    name: str
    p: float
    is_selected: bool
    evidence: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    is_in_set: bool = False


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A waiting candidate in a line; `relevance` is a probability."""

    candidate_id: str
    title: str
    url: str
    relevance: float
    themes: tuple[str, ...]
    group_size: int


@dataclass(frozen=True, slots=True)
class View:
    """One candidate with its suggestions, voices and history."""

    candidate: Row
    details: dict[str, Any]
    relevance: Suggestion
    assessment: Assessment
    themes: tuple[Suggestion, ...]
    areas: tuple[Suggestion, ...]
    levels: tuple[Suggestion, ...]
    voices: tuple[Row, ...]
    history: tuple[Row, ...]


def queue(store: Store, *, limit: int = 20, theme: str | None = None, everything: bool = False) -> list[QueueItem]:
    """Waiting candidates, most probable first; only suggested ones unless `everything`."""
    rows = store.rows(
        """
        SELECT q.* FROM review_queue AS q
        WHERE (:everything OR q.is_suggested = 1)
          AND (:theme IS NULL OR EXISTS (SELECT 1 FROM suggestions AS s WHERE s.candidate_id = q.candidate_id
               AND s.taxonomy = 'theme' AND s.slug = :theme AND s.is_selected = 1))
        ORDER BY q.relevance DESC, q.candidate_id LIMIT :limit
        """,
        {"everything": int(everything), "theme": theme, "limit": limit},
    )
    return [
        QueueItem(
            candidate_id=row["candidate_id"],
            title=row["title"],
            url=row["url"],
            relevance=row["relevance"],
            themes=tuple(
                found["slug"] for found in suggestions_of(store, row["candidate_id"], "theme") if found["is_selected"]
            ),
            group_size=row["group_size"],
        )
        for row in rows
    ]


def find_candidate(store: Store, reference: str) -> str:
    """The id that `reference` starts uniquely; raises `InputError` when none or several do."""
    escaped = reference.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = store.rows("SELECT id FROM candidates WHERE id LIKE ? ESCAPE '\\' ORDER BY id LIMIT 3", (escaped + "%",))
    if not rows:
        raise InputError(f"Det finns ingen kandidat {reference!r}. Se kön med: kkharvest review list")
    if len(rows) > 1 and rows[0]["id"] != reference:
        raise InputError(f"{reference!r} passar flera kandidater: {', '.join(row['id'] for row in rows)} …")
    return str(rows[0]["id"])


def view(store: Store, candidate_id: str) -> View:
    """Everything about one candidate; raises `InputError` when there is none."""
    candidate = store.row(
        """
        SELECT c.*, s.name AS source_name, g.group_id FROM candidates AS c JOIN sources AS s ON s.id = c.source_id
        LEFT JOIN candidate_groups AS g ON g.candidate_id = c.id WHERE c.id = ?
        """,
        (candidate_id,),
    )
    if candidate is None:
        raise InputError(f"Det finns ingen kandidat {candidate_id!r}.")
    names: dict[str, str] = {label.slug: label.name for label in taxonomy.predicted_themes()}
    names |= {label.slug: label.name for label in taxonomy.areas()}
    names |= {label.slug: label.name for label in taxonomy.levels()}

    def suggestions(kind: str) -> tuple[Suggestion, ...]:
        rows = suggestions_of(store, candidate_id, kind)
        return tuple(_suggestion(row, names.get(row["slug"], "Gott exempel"), candidate["text"]) for row in rows)

    relevance = suggestions("relevance")
    return View(
        candidate=candidate,
        details=json.loads(candidate["details_json"]),
        relevance=relevance[0] if relevance else Suggestion("example", "Gott exempel", 0.0, False, ()),
        assessment=assessment_of(store, candidate_id),
        themes=suggestions("theme"),
        areas=suggestions("area"),
        levels=suggestions("level"),
        voices=tuple(group_members(store, candidate["group_id"])) if candidate["group_id"] else (),
        history=tuple(history(store, candidate_id)),
    )


def _suggestion(row: Row, name: str, text: str) -> Suggestion:
    spans = [Span(start, end) for start, end in json.loads(row["evidence_json"])]
    return Suggestion(
        row["slug"],
        name,
        row["p"],
        bool(row["is_selected"]),
        tuple(span.of(text) for span in spans),
        tuple(spans),
        bool(row["is_in_set"]),
    )
