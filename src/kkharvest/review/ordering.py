"""The order candidates come in: the classifier's woven streams, written beside the queue.

`place` falls along the queue. `order_waiting` gives places to what has none; the order that learns from each decision
(`learning`) puts the next ones above them.
"""

import time
from collections.abc import Sequence

import numpy as np

from kkharvest import taxonomy
from kkharvest.classify.numbers import Floats
from kkharvest.classify.queue import Place, Stream, order_queue, rarity_of_themes
from kkharvest.review.filters import theme_bits
from kkharvest.review.search import BREATH_S
from kkharvest.store import Row, Store

__all__ = ["WHY", "order_waiting", "rarity", "write_places"]

WHY = {
    Stream.LIKELY.value: "troligt exempel",
    Stream.UNSURE.value: "modellen är osäker",
    Stream.RARE.value: "ovanligt tema",
    Stream.OLD.value: "har väntat länge",
    Stream.AUDIT.value: "slumpvis kontroll",
}
_FEW = 50
_BATCH = 250


def order_waiting(store: Store) -> int:
    """Gives every waiting candidate that has none its place; how many were placed.

    A few (taken back, put off and due again) come beside their equals; after a harvest everything is woven anew.
    """
    unplaced = "SELECT candidate_id, relevance, is_suggested FROM queue_entries WHERE stream = '' LIMIT ?"
    new = store.rows(unplaced, (_FEW + 1,))
    if not new:
        return 0
    if len(new) <= _FEW and store.value("SELECT 1 FROM queue_entries WHERE stream <> '' LIMIT 1"):
        return sum(_beside_equals(store, row) for row in new)
    return _order_all(store)


def write_places(store: Store, places: Sequence[tuple[int, str, str]]) -> None:
    """Writes (place, stream, candidate) of waiting candidates, in batches, so that nobody waits long for them."""
    for start in range(0, len(places), _BATCH):
        if start:
            time.sleep(BREATH_S)
        with store.transaction():
            store.db.conn.executemany(
                "UPDATE queue_entries SET place = ?, stream = ? WHERE candidate_id = ?", places[start : start + _BATCH]
            )


def rarity(store: Store) -> Floats:
    """(13,) float32: how rare each predicted theme is among examples, in published order."""
    held = {row["theme"]: row["n"] for row in store.rows("SELECT theme, count(*) AS n FROM example_themes GROUP BY 1")}
    return rarity_of_themes([held.get(theme.slug, 0) for theme in taxonomy.predicted_themes()])


def _beside_equals(store: Store, row: Row) -> int:
    equal = store.row(
        "SELECT place FROM queue_entries WHERE is_suggested = ? AND relevance <= ? AND stream = 'likely' "
        "AND place <= 0 ORDER BY relevance DESC LIMIT 1",
        (row["is_suggested"], row["relevance"]),
    )
    last = "SELECT min(place) AS place FROM queue_entries WHERE is_suggested = ? AND stream <> ''"
    equal = equal or store.row(last, (row["is_suggested"],)) or {}
    write_places(store, [(equal.get("place") or 0, Stream.LIKELY.value, row["candidate_id"])])
    return 1


def _order_all(store: Store) -> int:
    rows = store.rows(
        "SELECT candidate_id, relevance, themes, julianday('now') - julianday(first_seen_at) AS days "
        "FROM queue_entries ORDER BY candidate_id"
    )
    bits = theme_bits()
    masks = np.array([row["themes"] for row in rows], np.int64)
    themes = np.stack([(masks & bits[theme.slug]) != 0 for theme in taxonomy.predicted_themes()], axis=1)
    places: list[Place] = order_queue(
        np.array([row["relevance"] for row in rows], np.float32),
        themes.astype(np.float32),
        np.array([row["days"] for row in rows], np.float32),
        rarity(store),
    )
    write_places(store, [(-at, place.stream.value, rows[place.row]["candidate_id"]) for at, place in enumerate(places)])
    return len(places)
