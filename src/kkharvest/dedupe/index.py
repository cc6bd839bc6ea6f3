"""What is there already, so that a new harvest is compared with it and not with itself again.

Adding costs work for the new tellings, and a scan over the arrays of the known ones. Rarity is counted over
everything known at that time; `find_links` over the whole collection is the reference.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError
from kkharvest.core.records import Link, Telling
from kkharvest.dedupe.linking import explained, new_pairs, to_links
from kkharvest.dedupe.profiles import SETS, Profiles, profile, stack, take
from kkharvest.dedupe.scoring import Scorer, default_scorer
from kkharvest.dedupe.sets import Sets

__all__ = ["PairIndex"]

Vectors = NDArray[np.float32]

_FORMAT = 3


class PairIndex:
    """Profiles and vectors of known tellings, by id; can be pickled, or stored as arrays."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._profiles = profile([])
        self._vectors: NDArray[np.float16] | None = None

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def ids(self) -> tuple[str, ...]:
        """The known ids, in order of arrival."""
        return tuple(self._ids)

    def add(
        self, tellings: Sequence[Telling], vectors: Vectors | None = None, *, scorer: Scorer | None = None
    ) -> list[Link]:
        """Takes tellings in and gives their links, among themselves and to what was known; sorted by ids.

        A known id is replaced. `vectors` are those of `find_links`. Links to tellings that were known before name
        what both share only where both texts are at hand: they are explained by `explaining.explain`.
        """
        scorer = scorer or default_scorer()
        tellings = self.take_in(tellings, vectors)
        embedded = None
        if self._vectors is not None:
            embedded = scorer.space.place(self._vectors.astype(np.float32), self._profiles.english)
        new = np.arange(len(self._ids)) >= len(self._ids) - len(tellings)
        links = to_links(self._ids, new_pairs(self._profiles, self._ids, new, scorer, embedded))
        mine = {telling.id for telling in tellings}
        return explained([link for link in links if link.a in mine and link.b in mine], tellings) + [
            link for link in links if not (link.a in mine and link.b in mine)
        ]

    def take_in(self, tellings: Sequence[Telling], vectors: Vectors | None = None) -> list[Telling]:
        """Takes tellings in without comparing them; those taken, of equal ids the last."""
        last = list({telling.id: row for row, telling in enumerate(tellings)}.values())
        tellings, vectors = [tellings[row] for row in last], None if vectors is None else vectors[last]
        self.remove(telling.id for telling in tellings)
        before = len(self._ids)
        self._ids += [telling.id for telling in tellings]
        self._profiles = stack([self._profiles, profile(tellings)])
        self._take_vectors(before, len(tellings), vectors)
        return tellings

    def remove(self, ids: Iterable[str]) -> None:
        """Forgets these ids; unknown ones are none."""
        gone = set(ids) & set(self._ids)
        if not gone:
            return
        kept = np.array([row for row, known in enumerate(self._ids) if known not in gone], dtype=np.int64)
        self._ids = [self._ids[row] for row in kept.tolist()]
        self._profiles = take(self._profiles, kept)
        self._vectors = None if self._vectors is None else self._vectors[kept]

    def save(self, path: Path) -> None:
        """Writes the index as arrays."""
        arrays: dict[str, NDArray[Any]] = {"format": np.array(_FORMAT), "ids": np.array(self._ids, dtype=np.str_)}
        for name in Profiles.__dataclass_fields__:
            values = getattr(self._profiles, name)
            if isinstance(values, Sets):
                arrays |= {f"{name}_columns": values.columns, f"{name}_bounds": values.bounds}
            else:
                arrays[name] = values
        if self._vectors is not None:
            arrays["vectors"] = self._vectors
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> "PairIndex":
        """The index that `save` wrote; raises `ModelError` for anything else."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                if int(arrays["format"]) != _FORMAT:
                    raise ModelError(f"{path} was written by another version; delete it, and it is built anew.")
                index = cls()
                index._ids = [str(name) for name in arrays["ids"]]
                index._profiles = Profiles(**{name: _loaded(arrays, name) for name in Profiles.__dataclass_fields__})
                index._vectors = arrays.get("vectors", None)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise ModelError(f"{path} is no index of tellings: {error}; delete it, and it is built anew.") from None
        return index

    def _take_vectors(self, before: int, count: int, vectors: Vectors | None) -> None:
        """Appends vectors, zeros where there are none."""
        if vectors is None and self._vectors is None:
            return
        width = vectors.shape[1] if vectors is not None else 0
        known = self._vectors if self._vectors is not None else np.zeros((before, width), dtype=np.float16)
        fresh = vectors.astype(np.float16) if vectors is not None else np.zeros((count, known.shape[1]), np.float16)
        self._vectors = np.concatenate([known, fresh])


def _loaded(arrays: Any, name: str) -> Any:
    return Sets(arrays[f"{name}_columns"], arrays[f"{name}_bounds"]) if name in SETS else arrays[name]
