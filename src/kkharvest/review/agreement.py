"""How far reviewers agree: Cohen's kappa over candidates that two read blind.

Kappa is agreement beyond chance: (p_o - p_e) / (1 - p_e) with observed agreement p_o and the agreement p_e expected
of two who decide at random with the same shares (Cohen 1960). None when it is undefined.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from kkharvest import taxonomy
from kkharvest.store import Store

__all__ = ["Agreement", "agreement", "kappa"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Kappa over all pairs of readings, per theme (where both accepted) and per person."""

    n_pairs: int
    overall: float | None
    themes: tuple[tuple[str, int, float | None], ...]
    people: tuple[tuple[str, int, float | None], ...]


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two readers' yes and no, -1 to 1; None without pairs or when chance alone would agree."""
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return None if chance == 1 else (observed - chance) / (1 - chance)


def agreement(store: Store) -> Agreement:
    """Agreement of the first two readers of each text that two or more have read."""
    texts: dict[tuple[str, str], list[tuple[str, bool, frozenset[str]]]] = defaultdict(list)
    for row in store.rows("SELECT * FROM standing_readings ORDER BY id"):
        chosen = json.loads(row["payload_json"])
        reading = (row["reviewer"], row["verdict"] == "accept", frozenset(chosen.get("themes", ())))
        texts[row["candidate_id"], row["text_hash"]].append(reading)
    pairs = [(found[0], found[1]) for found in texts.values() if len(found) > 1]
    both = [(a[2], b[2]) for a, b in pairs if a[1] and b[1]]
    themes = [
        (theme.name, len(both), kappa([(theme.slug in a, theme.slug in b) for a, b in both]))
        for theme in taxonomy.predicted_themes()
    ]
    people = []
    for person in sorted({reading[0] for pair in pairs for reading in pair}):
        own = [(a[1], b[1]) if a[0] == person else (b[1], a[1]) for a, b in pairs if person in {a[0], b[0]}]
        people.append((person, len(own), kappa(own)))
    return Agreement(len(pairs), kappa([(a[1], b[1]) for a, b in pairs]), tuple(themes), tuple(people))
