"""The order candidates come in: the classifier's woven streams, written beside the queue."""

import numpy as np

from kkharvest import taxonomy
from kkharvest.classify.queue import Stream, order_queue, rarity_of_themes
from kkharvest.review.filters import theme_bits
from kkharvest.store import Store

__all__ = ["WHY", "order_waiting"]

WHY = {
    Stream.LIKELY.value: "troligt exempel",
    Stream.UNSURE.value: "modellen är osäker",
    Stream.RARE.value: "ovanligt tema",
    Stream.OLD.value: "har väntat länge",
    Stream.AUDIT.value: "slumpvis kontroll",
}


def order_waiting(store: Store) -> int:
    """Gives every waiting candidate its place when some have none; how many were placed."""
    if not store.value("SELECT 1 FROM queue_entries WHERE stream = '' LIMIT 1"):
        return 0
    rows = store.rows(
        "SELECT candidate_id, relevance, themes, julianday('now') - julianday(first_seen_at) AS days "
        "FROM queue_entries ORDER BY candidate_id"
    )
    held = {row["theme"]: row["n"] for row in store.rows("SELECT theme, count(*) AS n FROM example_themes GROUP BY 1")}
    bits = theme_bits()
    slugs = [theme.slug for theme in taxonomy.predicted_themes()]
    masks = np.array([row["themes"] for row in rows], np.int64)
    themes = np.stack([(masks & bits[slug]) != 0 for slug in slugs], axis=1).astype(np.float32)
    places = order_queue(
        np.array([row["relevance"] for row in rows], np.float32),
        themes,
        np.array([row["days"] for row in rows], np.float32),
        rarity_of_themes([held.get(slug, 0) for slug in slugs]),
    )
    with store.transaction():
        store.db.conn.executemany(
            "UPDATE queue_entries SET place = ?, stream = ? WHERE candidate_id = ?",
            [(-at, place.stream.value, rows[place.row]["candidate_id"]) for at, place in enumerate(places)],
        )
    return len(places)
