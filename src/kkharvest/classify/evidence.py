"""The sentences that speak for a suggestion.

A head is a linear function of a text's embedding, so the same function of a sentence's embedding says how much that
sentence alone speaks for the label. Measured by removal (`evaluate`): without the chosen sentences the
probability drops more than without sentences chosen at random.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.text import Span

__all__ = ["strongest"]

_SECOND_WITHIN = 0.5


def strongest(
    values: NDArray[np.float32], spans: Sequence[Span], *, most: int = 2, among: NDArray[np.bool_] | None = None
) -> tuple[Span, ...]:
    """At most `most` spans with the highest `values`, best first; a second one only when it comes close.

    `among` leaves out the sentences where it is false; close is within half a standard deviation.
    """
    allowed = np.flatnonzero(among) if among is not None else np.arange(len(values))
    if not len(allowed):
        return ()
    order = allowed[np.argsort(-values[allowed], kind="stable")][:most]
    bar = values[order[0]] - _SECOND_WITHIN * float(values.std())
    return tuple(spans[i] for rank, i in enumerate(order) if rank == 0 or values[i] >= bar)
