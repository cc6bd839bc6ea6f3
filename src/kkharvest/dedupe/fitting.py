"""Fits the scorer to labelled tellings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.dedupe.blocking import Pairs, all_pairs
from kkharvest.dedupe.evaluation import is_copy_pair
from kkharvest.dedupe.features import FEATURES, VECTOR_FEATURES, pair_features
from kkharvest.dedupe.labelled import Labelled, bare
from kkharvest.dedupe.profiles import profile, take
from kkharvest.dedupe.scoring import Linear, Scorer
from kkharvest.dedupe.statistics import Background, Statistics
from kkharvest.dedupe.vectors import Space

__all__ = ["fit_scorer", "fold_of"]

Floats = NDArray[np.float32]

_FOLDS = 5
_EASY_SHARE = 0.15
_STRENGTH = 0.06
_COPY_FEATURES = (
    "shingle_cover",
    "shingle_cover_long",
    "shingle_shared",
    "sentence_cover",
    "stem_cover",
    "length_short",
    "number_differs",
    "place_differs",
    "lead_place_differs",
    "title_year_differs",
    "edition_differs",
    "title_place_differs",
)


def fold_of(row: Labelled, partition: int = 0) -> int:
    """The fold of a row's family, 0 to 4; depends on the family's name and the `partition` alone."""
    name = f"{row.family}{partition or ''}"
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _FOLDS


@dataclass(frozen=True, slots=True)
class _Sample:
    """Features of pairs with what is true of each."""

    features: Floats
    same: NDArray[np.bool_]
    copy: NDArray[np.bool_]
    siblings: NDArray[np.bool_]


def fit_scorer(rows: Sequence[Labelled], vectors: Floats, version: str, encoder: str = "") -> Scorer:
    """The scorer of `rows` and their raw vectors, (rows, d) float32.

    Each fold of families is seen as a collection of its own, with the other folds as background, since a harvest's
    names are new to the background too. Every pair counts twice: as labelled, and without address, language and date.
    """
    samples = [
        _sample(rows, vectors, fold, stripped=stripped)
        for fold in sorted({fold_of(row) for row in rows})
        for stripped in (False, True)
    ]
    features = np.concatenate([sample.features for sample in samples])
    same = np.concatenate([sample.same for sample in samples])
    copy = np.concatenate([sample.copy for sample in samples])
    siblings = np.concatenate([sample.siblings for sample in samples])
    everything = np.arange(len(FEATURES))
    blind = np.setdiff1d(everything, VECTOR_FEATURES)
    copying = np.array([FEATURES.index(name) for name in _COPY_FEATURES])
    background, space = _surroundings(rows, vectors, [True] * len(rows))
    return Scorer(
        same=_linear(features, same, everything),
        same_blind=_linear(features, same, blind),
        copy=_linear(features[~siblings], copy[~siblings], copying),
        background=background,
        space=space,
        version=version,
        encoder=encoder,
    )


def _surroundings(rows: Sequence[Labelled], vectors: Floats, chosen: Sequence[bool]) -> tuple[Background, Space]:
    """Background and vector space of the chosen rows."""
    some = [number for number, each in enumerate(chosen) if each]
    profiles = profile([rows[number].telling for number in some])
    initiatives = [rows[number].initiative for number in some]
    written = np.array([not rows[number].telling.id.endswith("-made") for number in some])
    originals = np.array([rows[number].relation == "original" for number in some])
    return (
        Background.of(take(profiles, np.flatnonzero(written))),
        Space.of(vectors[some], profiles.english, originals, initiatives),
    )


def _sample(rows: Sequence[Labelled], vectors: Floats, fold: int, *, stripped: bool) -> _Sample:
    inside = [fold_of(row) == fold for row in rows]
    background, space = _surroundings(rows, vectors, [not each for each in inside])
    some = [number for number, each in enumerate(inside) if each]
    kept = [rows[number] for number in some]
    kept = bare(kept) if stripped else kept
    profiles = profile([row.telling for row in kept])
    pairs = all_pairs(np.arange(len(kept)))
    wanted = _wanted(kept, pairs)
    pairs = Pairs(pairs.a[wanted], pairs.b[wanted])
    embedded = space.place(vectors[some], profiles.english)
    features = pair_features(profiles, Statistics.of(profiles, background), pairs, embedded)
    both = [(kept[a], kept[b]) for a, b in zip(pairs.a, pairs.b, strict=True)]
    return _Sample(
        features,
        np.array([one.initiative == other.initiative for one, other in both]),
        np.array([is_copy_pair(one, other) for one, other in both]),
        np.array([one.initiative == other.initiative and one.of == other.of and bool(one.of) for one, other in both]),
    )


def _wanted(rows: Sequence[Labelled], pairs: Pairs) -> NDArray[np.bool_]:
    """All pairs of one family, and a share of the others, chosen by their ids."""
    wanted = np.zeros(len(pairs), dtype=bool)
    for number, (a, b) in enumerate(zip(pairs.a, pairs.b, strict=True)):
        key = f"{rows[a].telling.id} {rows[b].telling.id}".encode()
        share = int.from_bytes(hashlib.sha256(key).digest()[:4], "big") / 2**32
        wanted[number] = rows[a].family == rows[b].family or share < _EASY_SHARE
    return wanted


def _linear(features: Floats, truth: NDArray[np.bool_], columns: NDArray[np.int64]) -> Linear:
    """Logistic regression on standardised columns, its scaling folded into the weights."""
    from sklearn.linear_model import LogisticRegression

    table = features[:, columns].astype(np.float64)
    mean, scale = table.mean(axis=0), table.std(axis=0)
    scale[scale == 0] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit((table - mean) / scale, truth)
    weights = model.coef_[0] / scale
    return Linear(columns, weights.astype(np.float32), float(model.intercept_[0] - weights @ mean))
