"""Labelled texts as arrays: what each facet is trained on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.dataset import Example
from kkharvest.taxonomy import areas, levels, predicted_themes

__all__ = ["Target", "targets_of"]

# A kind of near miss with fewer texts is learnt with the others alone.
_FEWEST_OF_A_REASON = 8


@dataclass(frozen=True, slots=True)
class Target:
    """A facet's labels, `table` (texts, labels) of what each text carries, `rows` (texts,) it is trained on."""

    labels: tuple[str, ...]
    table: NDArray[np.bool_]
    rows: NDArray[np.bool_]


def targets_of(examples: Sequence[Example]) -> dict[str, Target]:
    """The targets of every facet, by facet; themes, areas and levels are those of examples alone."""
    everything = np.ones(len(examples), np.bool_)
    positive = np.array([example.is_example for example in examples], np.bool_)
    levelled = np.array([example.is_example and example.level is not None for example in examples], np.bool_)
    kinds = Counter(e.negative_kind for e in examples if not e.is_example and e.negative_kind)
    reasons = tuple(sorted(kind for kind, count in kinds.items() if count >= _FEWEST_OF_A_REASON))
    return {
        "relevance": Target(("example",), positive[:, None], everything),
        "reasons": Target(reasons, _table(reasons, [_one(e.negative_kind) for e in examples]), everything),
        "themes": _target([theme.slug for theme in predicted_themes()], [e.themes for e in examples], positive),
        "areas": _target([area.slug for area in areas()], [e.areas for e in examples], positive),
        "levels": _target([level.slug for level in levels()], [_one(e.level) for e in examples], levelled),
    }


def _target(labels: Sequence[str], carried: Sequence[tuple[str, ...]], rows: NDArray[np.bool_]) -> Target:
    return Target(tuple(labels), _table(labels, carried), rows)


def _table(labels: Sequence[str], carried: Sequence[tuple[str, ...]]) -> NDArray[np.bool_]:
    return np.array([[label in found for label in labels] for found in carried], np.bool_).reshape(
        len(carried), len(labels)
    )


def _one(label: str | None) -> tuple[str, ...]:
    return (label,) if label else ()
