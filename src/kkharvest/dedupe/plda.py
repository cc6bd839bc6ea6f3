"""Whether two vectors come of one initiative or of two: probabilistic linear discriminant analysis.

Each vector is the sum of what its initiative is and of what the telling adds, both normally distributed (Prince and
Elder 2007, in the two-covariance form of Brümmer and de Villiers 2010). The logarithm of the ratio of the likelihoods
of "one" and "two" weighs every direction by how much initiatives differ in it, which a cosine does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plda"]

Floats = NDArray[np.float32]

_SHRINKAGE = 4.0
_LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Plda:
    """`mean` (d), `axes` (d, k) on which tellings of an initiative have variance 1, `between` (k) that of initiatives.

    All float32.
    """

    mean: Floats
    axes: Floats
    between: Floats

    @classmethod
    def of(cls, vectors: Floats, initiatives: Sequence[str]) -> "Plda":
        """Fitted to vectors (n, d) of unit length and the initiative of each."""
        width = vectors.shape[1]
        scaled = _scaled(vectors).astype(np.float64)
        _, initiative = np.unique(np.array(initiatives), return_inverse=True)
        counts = np.bincount(initiative)
        means = np.zeros((len(counts), width))
        np.add.at(means, initiative, scaled)
        means /= counts[:, None]
        apart = scaled - means[initiative]
        within = apart.T @ apart / max(len(scaled) - len(counts), 1)
        between = np.cov(means.T) - within / counts.mean() if len(counts) > 1 else np.zeros((width, width))
        shrunk = (within + _SHRINKAGE * max(np.trace(within) / width, 1e-9) * np.eye(width)) / (1 + _SHRINKAGE)
        spread, axes = np.linalg.eigh(shrunk)
        whitening = axes / np.sqrt(spread) @ axes.T
        variance, turn = np.linalg.eigh(whitening @ between @ whitening)
        # Directions in which initiatives do not differ say nothing of a pair.
        telling = variance > _LEAST_VARIANCE
        return cls(
            means.mean(axis=0).astype(np.float32),
            (whitening @ turn[:, telling]).astype(np.float32),
            variance[telling].astype(np.float32),
        )

    def place(self, vectors: Floats) -> tuple[Floats, Floats]:
        """`traits` (n, k) and `offsets` (n) of unit vectors: the ratio's logarithm is their dot product less both."""
        traits = (_scaled(vectors) - self.mean) @ self.axes * np.sqrt(self.between / (1 + 2 * self.between))
        own = traits**2 @ (self.between / (1 + self.between))
        chance = np.log((1 + self.between) ** 2 / (1 + 2 * self.between)).sum()
        return traits.astype(np.float32), (own / 2 - chance / 4).astype(np.float32)


def _scaled(vectors: Floats) -> Floats:
    """Unit vectors, stretched so that an element is about 1."""
    return vectors * np.float32(np.sqrt(vectors.shape[1]))
