"""The hindrances report: what stands in the way according to those who did it, by kind, theme and place."""

from kkharvest.classify.hindrance import HindranceSummary, Mention, summarise
from kkharvest.store import Store

__all__ = ["hindrances"]

_MOST = 5_000


def hindrances(store: Store) -> HindranceSummary:
    """The sentences about obstacles in the tellings of accepted examples, summed up."""
    rows = store.rows(
        """
        SELECT h.candidate_id, h.kind, substr(c.text, h.span_start + 1, h.span_end - h.span_start) AS sentence, c.url,
               (SELECT group_concat(t.theme) FROM example_themes AS t WHERE t.example_id = e.id) AS themes,
               (SELECT group_concat(m.kommunkod) FROM example_municipalities AS m WHERE m.example_id = e.id) AS places
        FROM examples AS e JOIN hindrances AS h ON h.candidate_id = e.candidate_id
        JOIN candidates AS c ON c.id = h.candidate_id
        WHERE e.status = 'accepted' ORDER BY e.id, h.span_start LIMIT ?
        """,
        (_MOST,),
    )
    return summarise(
        [
            Mention(
                row["candidate_id"],
                row["kind"],
                row["sentence"],
                tuple((row["themes"] or "").split(",")) if row["themes"] else (),
                tuple(row["places"].split(",")) if row["places"] else (),
                row["url"],
            )
            for row in rows
        ]
    )
