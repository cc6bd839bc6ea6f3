"""Figures for the dashboard: what is done, what is left, and how much of it is likely to be an example."""

import math
from dataclasses import dataclass
from typing import Any

from kkharvest.store import Row, Store

__all__ = ["Remaining", "figures", "remaining", "source_rows"]

_TWO_SIDES = 1.96


@dataclass(frozen=True, slots=True)
class Remaining:
    """How many relevant candidates are likely left: an interval of 95 %."""

    low: int
    high: int


def remaining(n: float, total: float, spread: float) -> Remaining:
    """The interval for `n` candidates whose probabilities sum to `total`, with variance `spread`.

    A sum of independent yes and no with known probabilities (Poisson-binomial), taken as normal.
    """
    half = _TWO_SIDES * math.sqrt(spread)
    return Remaining(max(0, math.floor(total - half)), min(int(n), math.ceil(total + half)))


def figures(store: Store) -> dict[str, Any]:
    """Counts and lists for the dashboard."""
    waiting = store.row(
        "SELECT count(*) AS n, total(relevance) AS mass, total(relevance * (1 - relevance)) AS spread, "
        "total(is_suggested) AS suggested, total(earlier_verdict = 'unsure') AS unsure, "
        "total(not_before > date('now')) AS later, total(is_changed) AS changed, total(is_tip) AS tips "
        "FROM queue_entries"
    )
    verdicts = store.rows("SELECT verdict, count(*) AS n FROM decisions GROUP BY 1")
    counts = {row["verdict"]: row["n"] for row in verdicts}
    waiting = waiting or {}
    return {
        "waiting": waiting,
        "left": remaining(waiting["n"], waiting["mass"], waiting["spread"]),
        "accepted": counts.get("accept", 0),
        "rejected": counts.get("reject", 0),
        "examples": store.value("SELECT count(*) FROM examples WHERE status = 'accepted'"),
        "themes": store.rows(
            "SELECT t.slug, t.name, count(e.id) AS n FROM themes AS t "
            "LEFT JOIN example_themes AS x ON x.theme = t.slug "
            "LEFT JOIN examples AS e ON e.id = x.example_id AND e.status = 'accepted' "
            "WHERE t.holds_all = 0 GROUP BY t.slug ORDER BY t.position"
        ),
        "counties": store.rows(
            "SELECT m.county, count(DISTINCT e.id) AS n FROM municipalities AS m "
            "LEFT JOIN example_municipalities AS x ON x.kommunkod = m.kommunkod "
            "LEFT JOIN examples AS e ON e.id = x.example_id AND e.status = 'accepted' "
            "GROUP BY m.county_code ORDER BY m.county_code"
        ),
        "reasons": store.rows(
            "SELECT json_extract(payload_json, '$.reason') AS reason, count(*) AS n FROM decisions "
            "WHERE verdict = 'reject' GROUP BY 1 ORDER BY 2 DESC"
        ),
        "days": _days(store),
    }


def _days(store: Store) -> list[Row]:
    """Decisions on each of the last fourteen days; nothing when there were none at all."""
    rows = store.rows(
        """
        WITH RECURSIVE days (day) AS (
            SELECT date('now', '-13 days') UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < date('now'))
        SELECT d.day, ifnull(n.accepted, 0) AS accepted, ifnull(n.rejected, 0) AS rejected FROM days AS d
        LEFT JOIN (SELECT substr(at, 1, 10) AS day, sum(verdict = 'accept') AS accepted,
                          sum(verdict = 'reject') AS rejected FROM standing_judgements
                   WHERE at >= date('now', '-13 days') AND verdict IN ('accept', 'reject') GROUP BY 1) AS n
               ON n.day = d.day ORDER BY d.day
        """
    )
    return rows if any(row["accepted"] or row["rejected"] for row in rows) else []


def source_rows(store: Store) -> list[Row]:
    """Each source with what was read of it, what came out, and what looks wrong."""
    return store.rows(
        """
        SELECT s.id, s.name, s.kind, s.homepage_url, s.is_enabled,
               ifnull(p.pages, 0) AS pages, ifnull(p.ok, 0) AS ok, ifnull(p.closed, 0) AS closed,
               ifnull(p.broken, 0) AS broken, p.checked_at,
               ifnull(c.n, 0) AS candidates, ifnull(e.n, 0) AS examples, i.faults
        FROM sources AS s
        LEFT JOIN (SELECT source_id, count(*) AS pages, total(outcome = 'ok') AS ok,
                   total(outcome IN ('disallowed', 'reserved', 'noindex', 'opted_out')) AS closed,
                   total(outcome IN ('timeout', 'broken', 'server_error', 'unreachable', 'shell')) AS broken,
                   max(checked_at) AS checked_at FROM pages GROUP BY 1) AS p ON p.source_id = s.id
        LEFT JOIN (SELECT source_id, count(*) AS n FROM candidates WHERE is_present = 1 GROUP BY 1) AS c
                   ON c.source_id = s.id
        LEFT JOIN (SELECT k.source_id, count(DISTINCT x.example_id) AS n FROM examples AS y
                   JOIN example_sources AS x ON x.example_id = y.id JOIN candidates AS k ON k.id = x.candidate_id
                   WHERE y.status = 'accepted' GROUP BY 1) AS e ON e.source_id = s.id
        LEFT JOIN (SELECT source_id, group_concat(message, ' · ') AS faults FROM issues
                   WHERE severity <> 'info' AND run_id = (SELECT max(id) FROM runs) GROUP BY 1) AS i
                   ON i.source_id = s.id
        ORDER BY s.name
        """
    )
