"""`kkharvest dedupe`: the groups of some tellings, with no database and nothing remembered.

Embeddings cost most. A small collection is embedded whole; of a large one only the tellings in the pairs that the
model without embeddings is least sure of, up to a bound that does not grow with the collection.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError
from kkharvest.core.jsonl import Fields
from kkharvest.core.records import Link, Telling
from kkharvest.core.settings import Settings
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.contract import Place, to_contract
from kkharvest.dedupe.linking import rescored, score_pairs
from kkharvest.dedupe.profiles import profile
from kkharvest.dedupe.scored import ScoredPairs, to_links
from kkharvest.dedupe.scoring import Scorer, load_scorer
from kkharvest.dedupe.vectors import Embedded, text_to_embed

__all__ = ["Encode", "group", "project_encoder", "resolve"]

Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Sentence embeddings of texts: (n, d) float32 of unit length."""

_MOST_EMBEDDED = 600
_MOST_PICKED = 300
_LEAST_CHARS = 12
_UNSURE = (0.08, 0.9)
_LOG = logging.getLogger(__name__)


def resolve(tellings: Sequence[Telling], settings: Settings) -> list[Fields]:
    """`group`, `relation` and `of` of each telling, in input order."""
    scorer = load_scorer(settings.models / "dedupe")
    return [
        {"group": place.group, "relation": place.relation.value if place.relation else None, "of": place.of}
        for place in group(tellings, scorer, project_encoder(settings, scorer))
    ]


def group(tellings: Sequence[Telling], scorer: Scorer, encode: Encode | None = None) -> list[Place]:
    """The place of each telling, in input order; equal ids are taken for different tellings."""
    unique = _with_unique_ids(tellings)
    original = {changed.id: telling.id for changed, telling in zip(unique, tellings, strict=True)}
    links = _links(unique, scorer, encode)
    places = to_contract(unique, cluster([telling.id for telling in unique], links), links)
    return [replace(place, of=original[place.of]) if place.of else place for place in places]


def _links(tellings: Sequence[Telling], scorer: Scorer, encode: Encode | None) -> list[Link]:
    ids = [telling.id for telling in tellings]
    profiles = profile(tellings)
    if encode is None or len(tellings) < 2:  # noqa: PLR2004 - one telling has no pair
        return to_links(ids, score_pairs(profiles, ids, scorer))
    if len(tellings) <= _MOST_EMBEDDED:
        rows = np.arange(len(tellings))
        embedded = _embedded(tellings, rows, profiles.english, scorer, encode)
        return to_links(ids, score_pairs(profiles, ids, scorer, embedded))
    blind = score_pairs(profiles, ids, scorer)
    rows = _least_sure(blind, ids)
    embedded = _embedded(tellings, rows, profiles.english, scorer, encode)
    return to_links(ids, rescored(blind, profiles, scorer, embedded))


def _least_sure(scored: ScoredPairs, ids: Sequence[str]) -> NDArray[np.int64]:
    """Rows of the pairs nearest to an even chance, at most `_MOST_PICKED`."""
    same, copy = scored.scores.same, scored.scores.copy
    unsure = np.flatnonzero((same > _UNSURE[0]) & (same < _UNSURE[1]) & (copy < _UNSURE[1]))
    distance = np.round(np.abs(same[unsure] - 0.5), 4)
    names = [tuple(sorted((ids[scored.pairs.a[pair]], ids[scored.pairs.b[pair]]))) for pair in unsure.tolist()]
    chosen: dict[int, None] = {}
    for at in sorted(range(len(unsure)), key=lambda number: (distance[number], names[number])):
        for row in (int(scored.pairs.a[unsure[at]]), int(scored.pairs.b[unsure[at]])):
            chosen[row] = None
        if len(chosen) >= _MOST_PICKED:
            break
    return np.array(sorted(chosen), dtype=np.int64)


def _embedded(
    tellings: Sequence[Telling],
    rows: NDArray[np.int64],
    english: NDArray[np.int64],
    scorer: Scorer,
    encode: Encode,
) -> Embedded:
    """Vectors of some rows, zero for the others; equal texts are encoded once."""
    rows = np.array(
        [row for row in rows.tolist() if len(tellings[row].title) + len(tellings[row].text) >= _LEAST_CHARS],
        dtype=np.int64,
    )
    texts = [text_to_embed(tellings[row]) for row in rows.tolist()]
    distinct = sorted(set(texts))
    vectors = np.zeros((len(tellings), scorer.space.means.shape[1]), dtype=np.float32)
    if distinct:
        found = encode(distinct)
        place = {text: number for number, text in enumerate(distinct)}
        vectors[rows] = found[[place[text] for text in texts]]
    return scorer.space.place(vectors, english)


def project_encoder(settings: Settings, scorer: Scorer) -> Encode | None:
    """The encoder's function, or None when there is none or the scorer knows another; groups are found without too."""
    from kkharvest.classify.encoder import load_encoder

    try:
        encoder = load_encoder(settings).direct
    except ModelError as error:
        _LOG.warning("Tellings are compared without embeddings: %s", error)
        return None
    if encoder.revision != scorer.encoder:
        _LOG.warning("Tellings are compared without embeddings: the scorer was trained with %s", scorer.encoder)
        return None
    return encoder.encode


def _with_unique_ids(tellings: Sequence[Telling]) -> list[Telling]:
    seen: dict[str, int] = {}
    unique = []
    for telling in tellings:
        count = seen[telling.id] = seen.get(telling.id, -1) + 1
        unique.append(replace(telling, id=f"{telling.id}\x1f{count}") if count else telling)
    return unique
