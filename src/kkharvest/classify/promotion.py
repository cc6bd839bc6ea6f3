"""Challenger against champion: newly trained heads replace those in use only when they are not worse.

The rule. Both are measured out of fold on the fixed test set, the seed texts of every fourth initiative by hash, and on
the recent judgements, those that the champion was not trained on: the champion judges them as it stands, the
challenger out of fold. The challenger is promoted when

1. on the fixed test set its average precision of relevance and its LRAP of themes are at most `TOLERANCE` lower, and
2. on recent judgements, when there are `FEWEST_RECENT` or more, its log loss of relevance is not higher.

Every version stays in models/heads; `set_current` goes back to an earlier one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.metrics import average_precision, ranking_precision
from kkharvest.classify.numbers import Floats
from kkharvest.core.errors import ModelError

__all__ = [
    "FEWEST_RECENT",
    "TOLERANCE",
    "FixedTest",
    "Promotion",
    "champion_test",
    "decide",
    "fixed_test",
    "in_fixed_test",
    "log_loss",
    "versions",
]

TOLERANCE = 0.01
FEWEST_RECENT = 20
_ONE_IN = 4


@dataclass(frozen=True, slots=True)
class FixedTest:
    """Out-of-fold figures on the fixed test set."""

    texts: int
    relevance_average_precision: float
    themes_lrap: float

    def as_json(self) -> dict[str, float]:
        """The form stored in the manifest."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Promotion:
    """Whether the challenger was promoted, and the sentence that says why or why not."""

    promoted: bool
    reason: str


def in_fixed_test(initiative: str) -> bool:
    """True for every fourth initiative, the same ones for good."""
    return hashlib.sha256(initiative.encode()).digest()[0] % _ONE_IN == 0


def fixed_test(
    relevance: Floats, is_example: NDArray[np.bool_], themes: Floats, carried: NDArray[np.bool_]
) -> FixedTest:
    """The figures from out-of-fold values of the test set's texts, and of its examples' themes."""
    return FixedTest(
        len(relevance),
        round(average_precision(relevance, is_example), 4),
        round(ranking_precision(themes, carried), 4),
    )


def log_loss(p: Floats, is_example: NDArray[np.bool_]) -> float:
    """Mean logarithmic loss in nats; no single text costs more than seven."""
    inside = np.clip(np.asarray(p, np.float64), 1e-3, 1 - 1e-3)
    return float(-np.mean(np.where(is_example, np.log(inside), np.log(1 - inside))))


def decide(
    champion: FixedTest | None, challenger: FixedTest, recent_losses: tuple[float, float, int] | None = None
) -> Promotion:
    """The rule applied; `recent_losses` are champion's and challenger's log loss and the number of judgements."""
    if champion is None:
        return Promotion(True, "promoted: no heads with figures to compare were in use for this encoder")
    for name, old, new in (
        (
            "average precision of relevance",
            champion.relevance_average_precision,
            challenger.relevance_average_precision,
        ),
        ("LRAP of themes", champion.themes_lrap, challenger.themes_lrap),
    ):
        if new < old - TOLERANCE:
            return Promotion(False, f"kept the heads in use: {name} on the fixed test set {new:.4f} after {old:.4f}")
    if recent_losses is not None and recent_losses[2] >= FEWEST_RECENT and recent_losses[1] > recent_losses[0]:
        old, new, count = recent_losses
        return Promotion(
            False, f"kept the heads in use: log loss on {count} recent judgements {new:.4f} after {old:.4f}"
        )
    return Promotion(
        True,
        f"promoted: relevance {challenger.relevance_average_precision:.4f} after "
        f"{champion.relevance_average_precision:.4f}, themes {challenger.themes_lrap:.4f} after "
        f"{champion.themes_lrap:.4f}",
    )


def champion_test(manifest: dict[str, Any]) -> FixedTest | None:
    """The stored figures of heads in use; None when they were trained before figures were stored."""
    stored = manifest.get("fixed_test")
    try:
        return FixedTest(**stored) if isinstance(stored, dict) else None
    except TypeError:
        return None


def versions(models_dir: Path) -> Sequence[dict[str, Any]]:
    """The manifests of all stored versions, by name; raises `ModelError` for one that cannot be read."""
    found = []
    for path in sorted((models_dir / "heads").glob("*/manifest.json")):
        try:
            found.append(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise ModelError(f"{path} cannot be read: {error}.") from None
    return found
