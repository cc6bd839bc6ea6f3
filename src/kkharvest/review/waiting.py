"""The queue as a table that follows from judgements, groups and suggestions.

`queue_entries` holds one row for each group that waits, the same groups as the view `review_queue`, with everything
that filters ask for. Triggers note which groups changed (`queue_stale`); `refresh_queue` derives those anew, so a
decision costs one group and a harvest what it changed. A page never waits for the whole.
"""

import time

from kkharvest.review.search import BATCH, BREATH_S, STALE, index_candidates
from kkharvest.store import Store

__all__ = ["refresh_queue"]

_DERIVE = f"""
INSERT OR REPLACE INTO queue_entries
SELECT c.id, g.group_id, c.title, c.url, s.p, s.is_selected,
       ifnull((SELECT sum(1 << t.position) FROM suggestions AS st JOIN themes AS t ON t.slug = st.slug
               WHERE st.candidate_id = c.id AND st.taxonomy = 'theme' AND st.is_selected = 1), 0),
       (SELECT sl.slug FROM suggestions AS sl
        WHERE sl.candidate_id = c.id AND sl.taxonomy = 'level' AND sl.is_selected = 1 ORDER BY sl.p DESC LIMIT 1),
       c.source_id,
       ' ' || ifnull(src.kommunkod, '') || ' ' || ifnull((
           SELECT group_concat(json_extract(place.value, '$.kommunkod'), ' ')
           FROM json_each(c.details_json, '$.places') AS place), '') || ' ',
       c.lang,
       (SELECT count(*) FROM candidate_groups AS h WHERE h.group_id = g.group_id),
       c.first_seen_at,
       d.verdict IN ('accept', 'reject') IS TRUE,
       d.verdict,
       CASE WHEN d.verdict = 'later' AND json_extract(d.payload_json, '$.until') = 'changed'
                 THEN CASE WHEN d.text_hash = c.text_hash THEN '9999' ELSE '' END
            WHEN d.verdict = 'later' THEN ifnull(json_extract(d.payload_json, '$.until'), '') ELSE '' END,
       EXISTS (SELECT 1 FROM tips AS tip WHERE tip.page_id = c.page_id),
       -1000000000, '', e.id
-- CROSS JOIN keeps this order: the few stale groups come first, however large the rest is.
FROM {STALE} AS n
CROSS JOIN candidate_groups AS g ON g.group_id = n.group_id
CROSS JOIN candidates AS c ON c.id = g.candidate_id
CROSS JOIN sources AS src ON src.id = c.source_id
CROSS JOIN suggestions AS s ON s.candidate_id = c.id AND s.taxonomy = 'relevance'
CROSS JOIN search_entries AS e ON e.candidate_id = c.id
LEFT JOIN decisions AS d ON d.candidate_id = c.id
WHERE g.is_primary = 1 AND c.is_present = 1 AND NOT EXISTS (
    SELECT 1 FROM candidate_groups AS h
    JOIN decisions AS v ON v.candidate_id = h.candidate_id
    JOIN candidates AS k ON k.id = h.candidate_id
    JOIN documents AS doc ON doc.id = k.document_id
    WHERE h.group_id = g.group_id AND v.verdict IN ('accept', 'reject')
      AND (v.text_hash = k.text_hash OR v.content_hash = doc.content_hash OR k.is_present = 0))
"""  # noqa: S608 - a name of ours

_VOICES = f"""
INSERT OR REPLACE INTO queue_voices
SELECT e.id, q.number FROM {STALE} AS n
CROSS JOIN queue_entries AS q ON q.group_id = n.group_id
CROSS JOIN candidate_groups AS g ON g.group_id = n.group_id
CROSS JOIN search_entries AS e ON e.candidate_id = g.candidate_id
"""  # noqa: S608 - as above


def refresh_queue(store: Store, *, of: str | None = None) -> int:
    """Derives the entries of changed groups anew, or the one `of` a candidate; how many groups were changed.

    Works in batches of their own transactions, so that a decision made meanwhile waits for one batch at most.
    """
    done = 0
    where = "" if of is None else "WHERE group_id IN (SELECT group_id FROM candidate_groups WHERE candidate_id = :of)"
    while store.value("SELECT 1 FROM queue_stale LIMIT 1"):
        if done:
            time.sleep(BREATH_S)
        with store.transaction():
            store.execute("CREATE TEMP TABLE IF NOT EXISTS stale_now (group_id TEXT PRIMARY KEY)")
            store.execute("DELETE FROM stale_now")
            found = store.execute(
                f"INSERT INTO stale_now SELECT group_id FROM queue_stale {where} LIMIT :limit",  # noqa: S608 - ours
                {"of": of, "limit": BATCH},
            )
            if not found:
                return done
            store.execute("DELETE FROM queue_entries WHERE group_id IN (SELECT group_id FROM stale_now)")
            store.execute(
                "DELETE FROM queue_entries WHERE candidate_id IN "  # noqa: S608 - as above
                f"(SELECT g.candidate_id FROM {STALE} AS n CROSS JOIN candidate_groups AS g USING (group_id))"
            )
            index_candidates(store)
            store.execute(_DERIVE)
            store.execute(_VOICES)
            store.execute("DELETE FROM queue_stale WHERE group_id IN (SELECT group_id FROM stale_now)")
            done += found
    return done
