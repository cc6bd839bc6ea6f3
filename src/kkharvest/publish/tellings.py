"""What else is told of an accepted example: obstacles in the source's own words, and what later decisions changed.

Nobody chose these sentences one by one, so nobody could mend one that a gate refuses: what the gates would stop (a long
sentence, one with personal data, one of a source that has reserved its rights since) is left out here, by the same
rules.
"""

import json
from collections import defaultdict
from itertools import pairwise
from typing import Any

from kkharvest.publish.texts import personal_pieces
from kkharvest.store import Store

__all__ = ["changes_by_example", "hindrances_by_example"]

_LONGEST = 300
_SHORTEST = 30


def hindrances_by_example(store: Store) -> dict[str, list[dict[str, str]]]:
    """By example id: one sentence a kind of obstacle, with its kind and the page it stands on, in order of the text."""
    rows = store.rows(
        """
        SELECT e.id, h.kind, substr(c.text, h.span_start + 1, h.span_end - h.span_start) AS sentence, s.url
        FROM examples AS e JOIN hindrances AS h ON h.candidate_id = e.candidate_id
        JOIN candidates AS c ON c.id = h.candidate_id JOIN pages AS p ON p.id = c.page_id
        JOIN example_sources AS s ON s.example_id = e.id AND s.candidate_id = c.id
        WHERE e.status = 'accepted' AND coalesce(p.outcome, '') NOT IN ('reserved', 'opted_out')
        ORDER BY e.id, h.span_start, h.kind
        """
    )
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
    for row in rows:
        quote = " ".join(row["sentence"].split())
        if row["kind"] in found[row["id"]] or not _SHORTEST <= len(quote) <= _LONGEST:
            continue
        if personal_pieces("hindrances.quote", quote):
            continue
        found[row["id"]][row["kind"]] = {"kind": row["kind"], "quote": quote, "url": row["url"]}
    return {key: list(kinds.values()) for key, kinds in found.items() if kinds}


def changes_by_example(store: Store) -> dict[str, list[dict[str, Any]]]:
    """By example id: when a later acceptance changed the record, and which of its fields, oldest first."""
    rows = store.rows(
        """
        SELECT e.id, j.at, j.payload_json FROM examples AS e
        JOIN standing_judgements AS j ON j.candidate_id = e.candidate_id AND j.verdict = 'accept'
        WHERE e.status = 'accepted' ORDER BY e.id, j.id
        """
    )
    decided: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        decided[row["id"]].append((row["at"], json.loads(row["payload_json"])))
    found = {
        key: [
            {"at": at, "changed": changed}
            for (_, before), (at, after) in pairwise(versions)
            if (changed := sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
        ]
        for key, versions in decided.items()
    }
    return {key: changes for key, changes in found.items() if changes}
