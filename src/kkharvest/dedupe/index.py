"""What is known already, so that a new harvest is compared with it and not with itself again.

The index keeps of every telling its profile, its vector and the scored pairs worth keeping. Adding costs work for the
new tellings, and a scan over the arrays of the known ones. How common a word is was counted when the index was last
built whole (`build`): with the same counts the same pairs score the same, whichever came first.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.ids import text_hash
from kkharvest.core.records import Link, Telling
from kkharvest.dedupe.blocking import Pairs
from kkharvest.dedupe.identical import telling_pairs, twins
from kkharvest.dedupe.linking import completed, explained, new_pairs, score_pairs
from kkharvest.dedupe.profiles import Profiles, profile, stack, take
from kkharvest.dedupe.scored import ScoredPairs, joined, kept, to_links
from kkharvest.dedupe.scoring import Scorer, Scores, default_scorer
from kkharvest.dedupe.statistics import Statistics
from kkharvest.dedupe.vectors import Embedded

__all__ = ["PairIndex", "content_of"]

Vectors = NDArray[np.float32]
Bools = NDArray[np.bool_]


def content_of(telling: Telling) -> str:
    """A digest of everything that a telling is compared by."""
    fields = (telling.title, telling.text, telling.url, telling.lang, telling.published, telling.places, telling.links)
    return text_hash(*map(str, fields))


class PairIndex:
    """Profiles, vectors and kept pairs of known tellings, by id; to be stored by `index_file`."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.contents: list[str] = []
        self.profiles: Profiles = profile([])
        self.embedded: Embedded | None = None
        self.statistics: Statistics | None = None
        self.scored: ScoredPairs = _no_pairs()

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(cls, tellings: Sequence[Telling], vectors: Vectors | None = None, *, scorer: Scorer) -> "PairIndex":
        """The index of a whole collection, everything compared with everything and counted anew."""
        index = cls()
        index.take_in(tellings, vectors, scorer=scorer)
        index.statistics = Statistics.of(index.profiles, scorer.background)
        scored = score_pairs(index.profiles, index.ids, scorer, index.embedded, index.statistics)
        index.scored = kept(scored, len(index))
        return index

    def links(self) -> list[Link]:
        """The links of all that is known, without explanations, sorted by ids."""
        return to_links(self.ids, self.scored)

    def changes(self, tellings: Sequence[Telling]) -> tuple[list[Telling], list[str]]:
        """Those of a whole collection that are new or changed, and the ids that are known and no longer in it."""
        known = dict(zip(self.ids, self.contents, strict=True))
        present = {telling.id for telling in tellings}
        fresh = [telling for telling in tellings if known.get(telling.id) != content_of(telling)]
        return fresh, [name for name in self.ids if name not in present]

    def add(
        self, tellings: Sequence[Telling], vectors: Vectors | None = None, *, scorer: Scorer | None = None
    ) -> list[Link]:
        """Takes tellings in and gives their links, among themselves and to what was known; sorted by ids.

        A known id is replaced. `vectors` are those of `find_links`. Links to tellings that were known before name
        what both share only where both texts are at hand: they are explained by `explaining.explain`.
        """
        self.update(tellings, (), vectors, scorer=scorer)
        mine = {telling.id for telling in tellings}
        links = [link for link in self.links() if link.a in mine or link.b in mine]
        inside = [link for link in links if link.a in mine and link.b in mine]
        known = {(link.a, link.b): link for link in explained(inside, tellings)}
        return [known.get((link.a, link.b), link) for link in links]

    def update(
        self,
        tellings: Sequence[Telling],
        gone: Iterable[str] = (),
        vectors: Vectors | None = None,
        *,
        scorer: Scorer | None = None,
    ) -> None:
        """Forgets what is gone, takes tellings in, and compares what is new with all."""
        scorer = scorer or default_scorer()
        again = self.remove([*gone, *(telling.id for telling in tellings)])
        taken = self.take_in(tellings, vectors, scorer=scorer)
        if not len(self):
            return
        new = np.arange(len(self)) >= len(self) - len(taken)
        new |= np.isin(np.array(self.ids), sorted(again))
        # Of identical tellings one stands for all: which one may have changed.
        new |= twins(self.profiles, new)
        statistics = self.statistics or Statistics.of(self.profiles, scorer.background)
        known = self.scored.take(~(new[self.scored.pairs.a] | new[self.scored.pairs.b]))
        known = known.take(telling_pairs(self.profiles, known.pairs))
        fresh = new_pairs(self.profiles, self.ids, new, scorer, self.embedded, statistics)
        everything = completed(joined(known, fresh), self.profiles, self.ids, statistics, scorer, self.embedded)
        self.scored = kept(everything, len(self))

    def take_in(
        self, tellings: Sequence[Telling], vectors: Vectors | None = None, *, scorer: Scorer | None = None
    ) -> list[Telling]:
        """Takes tellings in without comparing them; those taken, of equal ids the last."""
        last = list({telling.id: row for row, telling in enumerate(tellings)}.values())
        tellings, vectors = [tellings[row] for row in last], None if vectors is None else vectors[last]
        self.remove(telling.id for telling in tellings)
        before, fresh = len(self), profile(tellings)
        self.ids += [telling.id for telling in tellings]
        self.contents += [content_of(telling) for telling in tellings]
        self.profiles = stack([self.profiles, fresh])
        self._embed(before, fresh, vectors, scorer)
        return tellings

    def remove(self, ids: Iterable[str]) -> set[str]:
        """Forgets these ids, unknown ones are none; the ids of those identical to what was forgotten."""
        wanted = set(ids)
        gone = np.array([name in wanted for name in self.ids], dtype=bool)
        if not gone.any():
            return set()
        same = twins(self.profiles, gone) & ~gone
        again = {self.ids[row] for row in np.flatnonzero(same).tolist()}
        rows = np.flatnonzero(~gone)
        place = np.cumsum(~gone) - 1
        pairs = self.scored.take(~(gone[self.scored.pairs.a] | gone[self.scored.pairs.b]))
        self.scored = ScoredPairs(Pairs(place[pairs.pairs.a], place[pairs.pairs.b]), pairs.scores)
        self.ids = [self.ids[row] for row in rows.tolist()]
        self.contents = [self.contents[row] for row in rows.tolist()]
        self.profiles = take(self.profiles, rows)
        self.embedded = self.embedded.take(rows) if self.embedded else None
        return again

    def _embed(self, before: int, fresh: Profiles, vectors: Vectors | None, scorer: Scorer | None) -> None:
        """Appends vectors as they are compared, zeros where there are none."""
        if vectors is None and self.embedded is None:
            return
        space = (scorer or default_scorer()).space
        width = space.means.shape[1]
        if vectors is None:
            vectors = np.zeros((len(fresh), width), dtype=np.float32)
        known = self.embedded or Embedded.none(before, space)
        self.embedded = known.then(space.place(vectors, fresh.english))


def _no_pairs() -> ScoredPairs:
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    return ScoredPairs(Pairs(none, none), Scores(nothing, nothing))
