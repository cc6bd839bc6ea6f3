"""The drift report: whether what comes in, and what people decide of it, still is what the heads know.

What came in lately is compared with what came before, as the heads in use see both (`classify.drift`); of what was
decided lately it is told how many examples the heads expected and how many there were.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.drift import DriftReport, drift
from kkharvest.classify.numbers import Floats
from kkharvest.store import Store
from kkharvest.taxonomy import predicted_themes

__all__ = ["DAYS", "Drift", "drift_lines", "read_drift"]

DAYS = 30
_FEWEST = 100
_FEWEST_DECIDED = 20
_READ_AS = {"stable": "stable", "moved": "moved", "changed": "changed: look at what comes in, and train"}


@dataclass(frozen=True, slots=True)
class Drift:
    """What came in lately against what came before; None where one of them has too few candidates.

    `decided`: how many were accepted or rejected lately; `expected` and `accepted` the number of examples among them
    by the heads in use and by people.
    """

    inflow: DriftReport | None
    reference: int
    recent: int
    decided: int
    expected: float
    accepted: int

    @property
    def is_changed(self) -> bool:
        """True when the heads should be looked at."""
        return (self.inflow is not None and self.inflow.is_changed) or self.is_miscounted

    @property
    def is_miscounted(self) -> bool:
        """True when people found more or fewer examples than chance allows at the heads' probabilities."""
        # variance of a sum of verdicts is at most a quarter each; two standard deviations
        return self.decided >= _FEWEST_DECIDED and abs(self.accepted - self.expected) > float(np.sqrt(self.decided))


def read_drift(store: Store, version: str, now: datetime, days: int = DAYS) -> Drift:
    """The drift of candidates that heads `version` judged, with the last `days` as recent."""
    since = (now - timedelta(days=days)).isoformat()
    names, table, is_recent = _seen(store, version, since)
    earlier, lately = table[~is_recent], table[is_recent]
    inflow = drift(names, earlier, lately) if min(len(earlier), len(lately)) >= _FEWEST else None
    decided = store.rows(
        """
        SELECT d.verdict, s.p FROM decisions AS d
        JOIN suggestions AS s ON s.candidate_id = d.candidate_id AND s.taxonomy = 'relevance'
        WHERE d.verdict IN ('accept', 'reject') AND d.at >= ? AND s.model_version = ?
        """,
        (since, version),
    )
    return Drift(
        inflow,
        len(earlier),
        len(lately),
        len(decided),
        sum(float(row["p"]) for row in decided),
        sum(row["verdict"] == "accept" for row in decided),
    )


def drift_lines(found: Drift, days: int = DAYS) -> list[str]:
    """The report in words, what has changed most first."""
    head = f"Drift: {found.recent} candidates of the last {days} days against {found.reference} before"
    if found.inflow is None:
        lines = [f"{head}: too few to compare (fewer than {_FEWEST} on one side)."]
    else:
        lines = [f"{head} (population stability index; moved above 0.1, changed above 0.25)"]
        lines += [f"  {row.name:42}{row.index:7.2f}  {_READ_AS[row.reading]}" for row in found.inflow.rows]
    if found.decided < _FEWEST_DECIDED:
        return [*lines, f"Decided in the last {days} days: {found.decided}, too few to hold against the heads."]
    verdict = "more than chance allows: train" if found.is_miscounted else "within chance"
    counted = f"{found.accepted} accepted, {found.expected:.0f} expected by the heads in use: {verdict}."
    return [*lines, f"Decided in the last {days} days: {found.decided}, {counted}"]


def _seen(store: Store, version: str, since: str) -> tuple[list[str], Floats, NDArray[np.bool_]]:
    """Names of columns, (candidates, columns) float32, and (candidates,) whether each came after `since`."""
    names = ["relevance", *(theme.slug for theme in predicted_themes()), "words"]
    column = {name: k for k, name in enumerate(names)}
    rows = store.rows(
        """
        SELECT c.id, c.first_seen_at >= ? AS is_recent, length(c.text) - length(replace(c.text, ' ', '')) AS words
        FROM candidates AS c JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
        WHERE c.is_present = 1 AND s.model_version = ? ORDER BY c.id
        """,
        (since, version),
    )
    place = {row["id"]: i for i, row in enumerate(rows)}
    table = np.zeros((len(rows), len(names)), np.float32)
    table[:, column["words"]] = [row["words"] for row in rows]
    for row in store.rows(
        "SELECT candidate_id, taxonomy, slug, p FROM suggestions "
        "WHERE taxonomy IN ('relevance', 'theme') AND model_version = ?",
        (version,),
    ):
        i = place.get(row["candidate_id"])
        k = 0 if row["taxonomy"] == "relevance" else column.get(row["slug"])
        if i is not None and k is not None:
            table[i, k] = row["p"]
    return names, table, np.array([bool(row["is_recent"]) for row in rows], np.bool_)
