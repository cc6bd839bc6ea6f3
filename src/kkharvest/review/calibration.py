"""How right the suggestions have been, counted from decisions."""

from dataclasses import dataclass

from kkharvest.store import Store

__all__ = ["Bin", "bin_of", "confirmed_by_bin"]

_BINS = 10
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Bin:
    """Decided candidates whose relevance lay in one tenth of the scale."""

    n_accepted: int = 0
    n_decided: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether there are so many that their share says something."""
        return self.n_decided >= _ENOUGH


def bin_of(p: float) -> int:
    """Which tenth a probability lies in."""
    return min(_BINS - 1, max(0, int(p * _BINS)))


def confirmed_by_bin(store: Store) -> list[Bin]:
    """Accepted and decided candidates for each tenth of the relevance they have now."""
    rows = store.rows(
        """
        SELECT min(9, CAST(s.p * 10 AS INTEGER)) AS tenth, total(d.verdict = 'accept') AS accepted, count(*) AS decided
        FROM decisions AS d JOIN suggestions AS s
            ON s.candidate_id = d.candidate_id AND s.taxonomy = 'relevance' AND s.slug = 'example'
        WHERE d.verdict IN ('accept', 'reject') GROUP BY 1
        """
    )
    found = {row["tenth"]: Bin(int(row["accepted"]), row["decided"]) for row in rows}
    return [found.get(tenth, Bin()) for tenth in range(_BINS)]
