"""The order of the queue while people decide: after each decision the next ones are chosen anew by a quick refit.

The front of the queue (20,000 candidates, (n, 384) float32 unit vectors, 31 MB) is held in memory. A refit corrects
the trained heads by what was decided on the same model, weaves the front anew and writes the first of it into the
queue, below everything led before and above the rest. So the order is always read from the table, whoever reads it
and however; and what somebody has already looked at keeps its place, so that "previous" and "next" lead where they
led.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kkharvest import taxonomy
from kkharvest.classify.numbers import Floats
from kkharvest.classify.queue import order_queue
from kkharvest.classify.refit import Decision, Waiting, refit
from kkharvest.review.moments import today
from kkharvest.review.nearest import vectors_of
from kkharvest.review.ordering import rarity, write_places
from kkharvest.store import Row, Store

__all__ = ["LiveOrder"]

_FRONT = 20_000
_LEAD = 300
_LEARNT = 200
_TOP = 1_000_000_000
_READ = 100


@dataclass(slots=True)
class _Front:
    """Candidates as arrays: rows belong together. `days` is how long each has waited."""

    ids: list[str]
    rows: dict[str, int]
    waiting: Waiting
    days: Floats
    version: str


@dataclass(slots=True)
class LiveOrder:
    """Leads the queue by what was decided last."""

    _front: _Front | None = None
    _learnt: int = 0
    _next: int = _TOP
    _led: dict[str, tuple[int, str]] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def shown(self, candidate_id: str) -> None:
        """Notes that somebody has looked at a candidate."""
        self._shown.add(candidate_id)

    def forget(self) -> None:
        """Has the front read anew when something is decided next."""
        self._front = None
        self._learnt = 0

    def reload(self, store: Store) -> int:
        """Reads the front of the queue; how many candidates it holds."""
        self._front = _read_front(store)
        self._learnt = 0
        self._next = int(store.value("SELECT min(place) FROM queue_entries WHERE place > 0") or _TOP)
        return len(self._front.ids) if self._front else 0

    def learn(self, store: Store) -> int:
        """Leads the queue anew when something was decided since the last time; how many candidates lead it."""
        last = int(store.value("SELECT ifnull(max(id), 0) FROM judgements"))
        if last == self._learnt or (self._front is None and not self.reload(store)):
            return 0
        self._learnt = last
        front = self._front
        decisions = _decisions(store, front) if front else []
        if front is None or not decisions:
            return 0
        relevance, themes = refit(front.waiting, decisions)
        rows = _still_waiting(store, front)
        places = order_queue(relevance[rows], themes[rows], front.days[rows], rarity(store))
        shown = self._shown
        chosen = [
            (front.ids[rows[place.row]], place.stream.value)
            for place in places[: _LEAD + len(shown)]
            if front.ids[rows[place.row]] not in shown
        ]
        self._lead(store, chosen[:_LEAD], shown)
        return min(_LEAD, len(chosen))

    def _lead(self, store: Store, chosen: Sequence[tuple[str, str]], shown: set[str]) -> None:
        keys = {key for key, _ in chosen}
        back = [(place, stream, key) for key, (place, stream) in self._led.items() if key not in keys | shown]
        known = store.rows(
            "SELECT candidate_id, place, stream FROM json_each(?) AS k "
            "CROSS JOIN queue_entries AS q ON q.candidate_id = k.value WHERE q.place <= 0",
            (json.dumps(sorted(keys)),),
        )
        kept = {key: self._led[key] for key in keys & self._led.keys()}
        self._led = kept | {row["candidate_id"]: (row["place"], row["stream"]) for row in known}
        lead = [(self._next - at, stream, key) for at, (key, stream) in enumerate(chosen, start=1)]
        self._next -= len(lead)
        write_places(store, [*back, *lead])


def _read_front(store: Store) -> _Front | None:
    version = store.value(
        "SELECT s.model_version FROM queue_entries AS q JOIN suggestions AS s ON s.candidate_id = q.candidate_id "
        "AND s.taxonomy = 'relevance' ORDER BY q.is_suggested DESC, q.place DESC LIMIT 1"
    )
    found = store.rows(
        "SELECT candidate_id, relevance, julianday('now') - julianday(first_seen_at) AS days FROM queue_entries "
        "WHERE is_suggested = 1 ORDER BY place DESC LIMIT ?",
        (_FRONT,),
    )
    found += store.rows(
        "SELECT d.candidate_id, s.p AS relevance, 0.0 AS days FROM decisions AS d "
        "JOIN suggestions AS s ON s.candidate_id = d.candidate_id AND s.taxonomy = 'relevance' "
        "WHERE d.verdict IN ('accept', 'reject') AND d.model_version = ? ORDER BY d.id DESC LIMIT ?",
        (version, _LEARNT),
    )
    by_id = {row["candidate_id"]: row for row in found}
    vectors: dict[str, Floats] = {}
    ids = list(by_id)
    for start in range(0, len(ids), _READ):
        part = vectors_of(store, ids[start : start + _READ])
        vectors |= {key: vector for key, vector in part.items() if vector is not None}
    width = max((len(vector) for vector in vectors.values()), default=0)
    ids = [key for key in ids if key in vectors and len(vectors[key]) == width]
    if not ids:
        return None
    return _Front(
        ids,
        {key: row for row, key in enumerate(ids)},
        Waiting(
            tuple(ids),
            np.stack([vectors[key] for key in ids]),
            np.array([by_id[key]["relevance"] for key in ids], np.float32),
            _themes(store, ids),
        ),
        np.array([by_id[key]["days"] for key in ids], np.float32),
        version or "",
    )


def _themes(store: Store, ids: Sequence[str]) -> Floats:
    """(n, 13) float32: the suggested probability of each theme, in published order."""
    columns = {theme.slug: column for column, theme in enumerate(taxonomy.predicted_themes())}
    rows = {key: row for row, key in enumerate(ids)}
    found = np.zeros((len(ids), len(columns)), np.float32)
    for start in range(0, len(ids), _READ):
        for one in store.rows(
            "SELECT s.candidate_id, s.slug, s.p FROM json_each(?) AS k CROSS JOIN suggestions AS s "
            "ON s.candidate_id = k.value AND s.taxonomy = 'theme'",
            (json.dumps(ids[start : start + _READ]),),
        ):
            if one["slug"] in columns:
                found[rows[one["candidate_id"]], columns[one["slug"]]] = one["p"]
    return found


def _decisions(store: Store, front: _Front) -> list[Decision]:
    """The latest decisions on what is held here, made on the model that its probabilities are of."""
    rows: list[Row] = store.rows(
        "SELECT candidate_id, verdict, payload_json FROM decisions WHERE verdict IN ('accept', 'reject') "
        "AND model_version = ? ORDER BY id DESC LIMIT ?",
        (front.version, _LEARNT),
    )
    columns = {theme.slug: column for column, theme in enumerate(taxonomy.predicted_themes())}
    return [
        Decision(
            front.rows[row["candidate_id"]],
            row["verdict"] == "accept",
            tuple(columns[slug] for slug in json.loads(row["payload_json"]).get("themes", ()) if slug in columns),
        )
        for row in reversed(rows)
        if row["candidate_id"] in front.rows
    ]


def _still_waiting(store: Store, front: _Front) -> list[int]:
    rows = store.rows(
        "SELECT candidate_id FROM queue_entries WHERE is_suggested = 1 AND not_before <= ? "
        "AND earlier_verdict IS NOT 'unsure'",
        (today(),),
    )
    return sorted(front.rows[row["candidate_id"]] for row in rows if row["candidate_id"] in front.rows)
