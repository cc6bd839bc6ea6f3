"""The answers that many pages show and that are dear to compute: renewed in the background, read by the pages."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from kkharvest.review.agreement import agreement
from kkharvest.review.calibration import confirmed_by_bin
from kkharvest.review.coverage import coverage
from kkharvest.review.hindrances import hindrances
from kkharvest.review.overview import figures, source_rows
from kkharvest.store import Store

__all__ = ["ANSWERS", "all_answers", "state_of_affairs"]

ANSWERS: Mapping[str, Callable[[Store], Any]] = MappingProxyType(
    {
        "figures": figures,
        "agreement": agreement,
        "coverage": coverage,
        "source_rows": source_rows,
        "hindrances": hindrances,
        "calibration": confirmed_by_bin,
    }
)


def all_answers(store: Store) -> dict[str, Any]:
    """Every standing answer as of now."""
    return {question: answer(store) for question, answer in ANSWERS.items()}


def state_of_affairs(store: Store) -> tuple[Any, ...]:
    """What changes whenever an answer may: as long as it stays the same, so do they."""
    row = store.row(
        "SELECT date('now'), (SELECT max(id) FROM judgements), (SELECT max(id) FROM readings), "
        "(SELECT max(id) FROM fetches), (SELECT max(id) FROM issues), (SELECT max(id) FROM tips), "
        "(SELECT total(relevance) FROM queue_entries)"
    )
    return tuple((row or {}).values())
