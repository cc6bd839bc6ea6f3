"""The links of a collection, where only what is new since last time is compared.

A small collection is compared whole every time: that is quicker than reading an index. Of a large one the index is
kept as a file beside the database. It follows from the tellings alone: lost, damaged, of another model's making or
outgrown it is built anew.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError
from kkharvest.core.records import Link, Telling
from kkharvest.dedupe.index import PairIndex
from kkharvest.dedupe.index_file import load_index, save_index
from kkharvest.dedupe.linking import explained
from kkharvest.dedupe.scored import LIKELY
from kkharvest.dedupe.scoring import Scorer

__all__ = ["WHOLE_UP_TO", "CaughtUp", "catch_up"]

Vectors = Callable[[Sequence[Telling]], NDArray[np.float32] | None]

WHOLE_UP_TO = 5_000
"""Tellings up to which everything is compared with everything every time."""
_OUTGROWN = 0.25
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """All links, sorted by ids, and how many tellings were compared for them."""

    links: list[Link]
    compared: int


def catch_up(
    tellings: Sequence[Telling],
    vectors: Vectors,
    scorer: Scorer,
    path: Path,
    known: Mapping[tuple[str, str], Link],
    *,
    whole_up_to: int = WHOLE_UP_TO,
) -> CaughtUp:
    """The links of a whole collection; `known` are those of last time, for their explanations."""
    index = None if len(tellings) <= whole_up_to else _usable(path, scorer)
    compared: Sequence[Telling] = tellings
    if index is not None:
        compared, gone = index.changes(tellings)
        if _outgrown(index, len(compared) + len(gone)):
            index, compared = None, tellings
        elif compared or gone:
            index.update(compared, gone, vectors(compared), scorer=scorer)
    if index is None:
        index = PairIndex.build(tellings, vectors(tellings), scorer=scorer)
    if len(tellings) > whole_up_to:
        save_index(index, path, scorer)
    changed = {telling.id for telling in compared}
    usable = {pair: link for pair, link in known.items() if not changed & set(pair)}
    by_id = {telling.id: telling for telling in tellings}
    return CaughtUp(_explained(index.links(), usable, by_id), len(compared))


def _usable(path: Path, scorer: Scorer) -> PairIndex | None:
    if not path.exists():
        return None
    try:
        return load_index(path, scorer)
    except ModelError as error:
        _LOG.warning("Everything is compared anew: %s", error)
        return None


def _outgrown(index: PairIndex, changes: int) -> bool:
    """Whether so much has changed since words were counted that they should be counted anew."""
    counted = index.statistics.n if index.statistics else 0
    grown = abs(len(index) + changes - counted)
    return changes > _OUTGROWN * len(index) or (counted > 0 and grown > 2 * _OUTGROWN * max(counted, len(index)))


def _explained(
    links: Sequence[Link], known: Mapping[tuple[str, str], Link], by_id: Mapping[str, Telling]
) -> list[Link]:
    """The links, explained as before where pair and relation are the same, else by comparing both texts."""
    done, new = [], []
    for link in links:
        before = known.get((link.a, link.b))
        if link.score < LIKELY:
            done.append(link)
        elif before is not None and before.explanation and before.relation is link.relation:
            done.append(replace(link, explanation=before.explanation))
        else:
            new.append(link)
    ends = sorted({name for link in new for name in (link.a, link.b)})
    done += explained(new, [by_id[name] for name in ends])
    return sorted(done, key=lambda link: (link.a, link.b))
