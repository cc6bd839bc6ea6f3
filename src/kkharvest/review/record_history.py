"""Everything that ever happened to an example, and going back to an earlier version of it."""

import json
from typing import Any

from kkharvest.core.errors import InputError
from kkharvest.review.decide import accept
from kkharvest.review.search import match_expression
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import Row, Store

__all__ = ["PAGE", "count_examples", "events", "example", "examples", "restore"]

PAGE = 50


def examples(
    store: Store, query: str, status: str, *, after: int | None = None, before: int | None = None
) -> list[Row]:
    """A page of examples whose title, summary or telling holds the words, latest decision first.

    It begins after the example of one judgement, or ends before that of another.
    """
    where, values = _where(query, status)
    back = before is not None and after is None
    bound = "e.judgement_id > :at" if back else "(:at IS NULL OR e.judgement_id < :at)"
    rows: list[Row] = store.rows(
        f"SELECT e.*, ifnull(a.display_name, j.reviewer) AS name, "  # noqa: S608 - our own conditions
        f"(SELECT group_concat(t.theme) FROM example_themes AS t WHERE t.example_id = e.id) AS themes "
        f"FROM (SELECT e.id FROM examples AS e WHERE {where} AND {bound} "
        f"ORDER BY e.judgement_id {'ASC' if back else 'DESC'} LIMIT {PAGE}) AS p "
        f"CROSS JOIN examples AS e ON e.id = p.id JOIN judgements AS j ON j.id = e.judgement_id "
        f"LEFT JOIN accounts AS a ON a.pseudonym = j.reviewer ORDER BY e.judgement_id DESC",
        {**values, "at": before if back else after},
    )
    return rows


def count_examples(store: Store, query: str, status: str) -> int:
    """How many examples fit."""
    where, values = _where(query, status)
    return int(store.value(f"SELECT count(*) FROM examples AS e WHERE {where}", values))  # noqa: S608 - our own conditions


def _where(query: str, status: str) -> tuple[str, dict[str, Any]]:
    match = match_expression(query)
    where = "(:status = '' OR e.status = :status)"
    if match:
        # Whole numbers are compared: a search may find half of all that was ever harvested.
        where += (
            " AND (SELECT s.id FROM search_entries AS s WHERE s.candidate_id = e.candidate_id)"
            " IN (SELECT i.rowid FROM search_index AS i WHERE search_index MATCH :match)"
        )
    return where, {"status": status, "match": match}


def example(store: Store, key: str) -> Row:
    """One example with its sources; raises `InputError` when there is none."""
    found = store.row("SELECT * FROM examples WHERE id = ?", (key,))
    if found is None:
        raise InputError(f"Det finns inget exempel {key!r}.")
    found["details"] = json.loads(found["details_json"])
    found["themes"] = [
        row["theme"]
        for row in store.rows("SELECT theme FROM example_themes WHERE example_id = ? ORDER BY position", (key,))
    ]
    found["places"] = store.rows(
        "SELECT m.* FROM example_municipalities AS e JOIN municipalities AS m USING (kommunkod) WHERE e.example_id = ?",
        (key,),
    )
    found["sources"] = store.rows(
        "SELECT * FROM example_sources WHERE example_id = ? ORDER BY role <> 'primary'", (key,)
    )
    return found


def events(store: Store, key: str) -> list[dict[str, Any]]:
    """Every judgement on the tellings of an example, newest first: who, when, what, on which page and model."""
    rows = store.rows(
        """
        SELECT j.*, ifnull(a.display_name, j.reviewer) AS name, c.title AS candidate_title, c.url, f.fetched_at,
               (SELECT 1 FROM judgements AS u WHERE u.undoes_id = j.id) AS is_undone,
               v.verdict AS undone_verdict
        FROM judgements AS j JOIN candidates AS c ON c.id = j.candidate_id
        LEFT JOIN accounts AS a ON a.pseudonym = j.reviewer LEFT JOIN fetches AS f ON f.id = j.fetch_id
        LEFT JOIN judgements AS v ON v.id = j.undoes_id
        WHERE j.candidate_id IN (SELECT candidate_id FROM example_sources WHERE example_id = :key
                                 UNION SELECT candidate_id FROM examples WHERE id = :key)
        ORDER BY j.id DESC
        """,
        {"key": key},
    )
    return [{**row, "payload": json.loads(row["payload_json"])} for row in rows]


def restore(store: Store, judgement_id: int, reviewer: str) -> int:
    """Accepts a candidate again with the record of an earlier acceptance; the new judgement's id."""
    with store.transaction():
        row = store.row("SELECT * FROM judgements WHERE id = ? AND verdict = 'accept'", (judgement_id,))
        if row is None:
            raise InputError("Bara ett tidigare godkännande kan återställas.")
        chosen = json.loads(row["payload_json"])
        record = {
            name: chosen.get(name)
            for name in ("title", "summary", "themes", "areas", "level", "municipalities", "sources")
        }
        note = f"Återställt från beslut {judgement_id}"
        found = accept(store, row["candidate_id"], reviewer, **record, details=chosen.get("details", {}), note=note)
        refresh_queue(store, of=row["candidate_id"])
    return found
