"""Which municipalities have examples of which themes, and why others have none."""

from dataclasses import dataclass
from enum import StrEnum

from kkharvest import taxonomy
from kkharvest.store import Store
from kkharvest.taxonomy import Municipality

__all__ = ["Coverage", "State", "coverage"]


class State(StrEnum):
    """What is known of a municipality and a theme."""

    FOUND = "found"
    NONE = "none"
    BROKEN = "broken"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A municipality: how its sources are, and its examples by theme (`alla-exempel` counts each once)."""

    place: Municipality
    source_state: State
    examples: dict[str, int]

    def state(self, theme: str) -> State:
        """What is known for a theme."""
        return State.FOUND if self.examples.get(theme) else self.source_state

    def count(self, theme: str) -> int:
        """Examples of a theme."""
        return self.examples.get(theme, 0)


def coverage(store: Store) -> list[Coverage]:
    """All 290 municipalities in order of kommunkod."""
    found: dict[str, dict[str, int]] = {}
    accepted = "example_municipalities AS m JOIN examples AS e ON e.id = m.example_id AND e.status = 'accepted'"
    for row in store.rows(
        f"SELECT m.kommunkod, t.theme, count(*) AS n FROM {accepted} "  # noqa: S608 - our own tables
        f"JOIN example_themes AS t ON t.example_id = e.id GROUP BY 1, 2 "
        f"UNION ALL SELECT m.kommunkod, 'alla-exempel', count(*) FROM {accepted} GROUP BY 1"
    ):
        found.setdefault(row["kommunkod"], {})[row["theme"]] = row["n"]
    sources = {
        row["kommunkod"]: _state(row["pages"], int(row["ok"]), int(row["closed"]))
        for row in store.rows(
            "SELECT s.kommunkod, count(p.id) AS pages, total(p.outcome IN ('ok', 'unchanged', 'not_modified')) AS ok, "
            "total(p.outcome IN ('disallowed', 'reserved', 'noindex', 'opted_out')) AS closed "
            "FROM sources AS s LEFT JOIN pages AS p ON p.source_id = s.id AND p.outcome IS NOT NULL "
            "WHERE s.kommunkod IS NOT NULL GROUP BY 1"
        )
    }
    return [
        Coverage(place, sources.get(place.kommunkod, State.UNKNOWN), found.get(place.kommunkod, {}))
        for place in taxonomy.municipalities()
    ]


def _state(pages: int, ok: int, closed: int) -> State:
    if ok:
        return State.NONE
    if not pages:
        return State.UNKNOWN
    return State.CLOSED if closed * 2 > pages else State.BROKEN
