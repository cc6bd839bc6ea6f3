"""Sentence embeddings made comparable: between languages, and between crowded and lonely subjects.

Raw embeddings of one model sit in a narrow cone, each language in its own: the mean of a language is taken away
(after Mu and Viswanath 2018). Directions in which tellings of one initiative differ (style, genre, what is left of
the language) count less: the space is whitened by their covariance, shrunk towards a multiple of the identity (after
Hatch, Kajarekar and Stolcke 2006). What is near to everything says little by being near: `crowd` is the mean cosine to
the five nearest but one of a fixed background, and features use the cosine above it (after CSLS, Conneau and
others 2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.records import Telling
from kkharvest.dedupe.plda import Plda

__all__ = ["Embedded", "Space", "text_to_embed"]

Floats = NDArray[np.float32]

_WORDS = 120
_SHRINKAGE = 2.0
_LEAST_SPREAD = 1e-9
_NEAREST = 5
_CHUNK = 10_000
# The very nearest is left out: where the background holds the initiative that a telling tells, it says nothing of how
# crowded the subject is.


def text_to_embed(telling: Telling) -> str:
    """What of a telling is given to the encoder: its title and the first words of its text."""
    return f"{telling.title}. {' '.join(telling.text.split(maxsplit=_WORDS)[:_WORDS])}"


@dataclass(frozen=True, slots=True)
class Embedded:
    """Placed vectors (n, d) of unit length, zero rows for none, and the `crowd` (n) around each, all float32.

    `traits` (n, k) and `offsets` (n) are those of `plda`.
    """

    vectors: Floats
    crowd: Floats
    traits: Floats
    offsets: Floats

    @classmethod
    def none(cls, n: int, space: "Space") -> "Embedded":
        """`n` rows without a vector; they cost no memory."""
        vectors, traits = (
            np.zeros((n, width), dtype=np.float32) for width in (space.means.shape[1], len(space.plda.between))
        )
        return cls(vectors, np.zeros(n, dtype=np.float32), traits, np.zeros(n, dtype=np.float32))

    def take(self, rows: NDArray[np.int64]) -> "Embedded":
        """Some rows, in the order asked for."""
        return Embedded(self.vectors[rows], self.crowd[rows], self.traits[rows], self.offsets[rows])

    def then(self, other: "Embedded") -> "Embedded":
        """These rows and after them those of `other`."""
        return Embedded(
            np.concatenate([self.vectors, other.vectors]),
            np.concatenate([self.crowd, other.crowd]),
            np.concatenate([self.traits, other.traits]),
            np.concatenate([self.offsets, other.offsets]),
        )

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which rows have a vector."""
        known: NDArray[np.bool_] = np.any(self.vectors, axis=1)
        return known


@dataclass(frozen=True, slots=True)
class Space:
    """Where vectors are compared, all arrays float32.

    `means` (2, d) of other languages and English, `whitening` (d, d), `background` (m, d) vectors as placed, and the
    `plda` of placed vectors.
    """

    means: Floats
    whitening: Floats
    background: Floats
    plda: Plda

    @classmethod
    def of(
        cls, vectors: Floats, english: NDArray[np.int64], background: NDArray[np.bool_], initiatives: Sequence[str]
    ) -> "Space":
        """The space of some texts' vectors; `background` says which stand for all, `initiatives` what each tells."""
        means = np.zeros((2, vectors.shape[1]), dtype=np.float32)
        for language in (0, 1):
            chosen = (english == 1) == bool(language)
            if chosen.any():
                means[language] = vectors[chosen].mean(axis=0)
        whitening = _whitening(vectors - means[(english == 1).astype(np.int64)], initiatives)
        placed = _placed(vectors, english, means, whitening)
        return cls(means, whitening, placed[background], Plda.of(placed, initiatives))

    def place(self, vectors: Floats, english: NDArray[np.int64]) -> Embedded:
        """Raw unit vectors, zero rows for none, as they are compared; rows for none cost no memory."""
        embedded = Embedded.none(len(vectors), self)
        known = np.flatnonzero(vectors.any(axis=1))
        for start in range(0, len(known), _CHUNK):
            rows = known[start : start + _CHUNK]
            placed = _placed(vectors[rows], english[rows], self.means, self.whitening)
            embedded.vectors[rows] = placed
            embedded.traits[rows], embedded.offsets[rows] = self.plda.place(placed)
            if len(self.background) > _NEAREST:
                likeness = placed @ self.background.T
                nearest = np.partition(likeness, (-_NEAREST - 1, -1), axis=1)[:, -_NEAREST - 1 : -1]
                embedded.crowd[rows] = nearest.mean(axis=1)
        return embedded


def _whitening(centred: Floats, initiatives: Sequence[str]) -> Floats:
    """The (d, d) matrix after which tellings of one initiative differ about as much in every direction."""
    width = centred.shape[1]
    _, initiative = np.unique(np.array(initiatives), return_inverse=True)
    sums = np.zeros((initiative.max(initial=-1) + 1, width))
    np.add.at(sums, initiative, centred)
    within = centred - (sums / np.bincount(initiative)[:, None])[initiative]
    covariance = within.T @ within / max(len(within) - len(sums), 1)
    shrunk = covariance + (_SHRINKAGE * np.trace(covariance) / width + _LEAST_SPREAD) * np.eye(width)
    spread, axes = np.linalg.eigh(shrunk)
    whitening: Floats = (axes / np.sqrt(spread) @ axes.T).astype(np.float32)
    return whitening


def _placed(vectors: Floats, english: NDArray[np.int64], means: Floats, whitening: Floats) -> Floats:
    white = (vectors - means[(english == 1).astype(np.int64)]) @ whitening
    length = np.linalg.norm(white, axis=1, keepdims=True)
    known = vectors.any(axis=1, keepdims=True)
    unit: Floats = np.where(known, white / np.maximum(length, 1e-9), 0.0).astype(np.float32)
    return unit
