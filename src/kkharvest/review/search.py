"""Full-text search that knows Swedish words: inflection, å ä ö, and both ends of compounds.

Words are indexed by stem; the last part of a compound is found because long stems are indexed reversed as well
(`karta` finds `skyfallskartan` by the prefix `trak` of `traksllafyks`).
"""

from kkharvest.core.text import words
from kkharvest.dedupe.stems import is_stop_word, stem
from kkharvest.store import Store

__all__ = ["BATCH", "BREATH_S", "STALE", "index_candidates", "match_expression"]

_READ = 12_000
_COMPOUND = 8
_SHORTEST_HEAD = 4
_MAX_TERMS = 12

BATCH = 250
# Between two portions whoever waits to write gets their turn.
BREATH_S = 0.003
# The limit tells SQLite how few these are; without it all candidates are read for a Bloom filter.
STALE = f"(SELECT group_id FROM stale_now LIMIT {BATCH})"  # noqa: S608 - a number of ours

_CHANGED = f"""
SELECT c.id, c.title, substr(c.text, 1, ?) AS text, c.text_hash, e.id AS row, s.name AS source
FROM {STALE} AS n
CROSS JOIN candidate_groups AS g ON g.group_id = n.group_id
CROSS JOIN candidates AS c ON c.id = g.candidate_id
CROSS JOIN sources AS s ON s.id = c.source_id
LEFT JOIN search_entries AS e ON e.candidate_id = c.id
WHERE e.id IS NULL OR e.text_hash <> c.text_hash
"""  # noqa: S608 - as above


def index_candidates(store: Store) -> int:
    """Indexes the candidates of the groups in `stale_now` whose text is new; how many."""
    rows = store.rows(_CHANGED, (_READ,))
    for row in rows:
        key = row["row"]
        if key is None:
            key = store.insert("search_entries", {"candidate_id": row["id"], "text_hash": row["text_hash"]})
        else:
            store.execute("UPDATE search_entries SET text_hash = ? WHERE id = ?", (row["text_hash"], key))
            store.execute("DELETE FROM search_index WHERE rowid = ?", (key,))
        stems = list(dict.fromkeys(_stems(f"{row['title']} {row['source']} {row['text']}")))
        store.execute(
            "INSERT INTO search_index (rowid, title, words, heads) VALUES (?, ?, ?, ?)",
            (
                key,
                " ".join(_stems(row["title"])),
                " ".join(stems),
                " ".join(one[::-1] for one in stems if len(one) >= _COMPOUND),
            ),
        )
    return len(rows)


def match_expression(query: str) -> str:
    """The FTS5 expression for what somebody typed, all words wanted; empty when it holds no word."""
    parts = []
    for one in dict.fromkeys(_stems(query)):
        alternatives = [f'"{one}"*']
        if len(one) >= _SHORTEST_HEAD:
            alternatives.append(f'heads : "{one[::-1]}"*')
        parts.append(f"({' OR '.join(alternatives)})")
    return " AND ".join(parts[:_MAX_TERMS])


def _stems(text: str) -> list[str]:
    kept = (word for word in words(text) if not is_stop_word(word))
    return [part for word in kept for part in stem(word).replace("’", "-").replace("'", "-").split("-") if part]
