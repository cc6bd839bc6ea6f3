"""The index as a file of arrays: written whole or not at all, and never trusted when something else wrote it."""

import os
from dataclasses import fields
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.errors import ModelError
from kkharvest.dedupe.blocking import Pairs
from kkharvest.dedupe.index import PairIndex
from kkharvest.dedupe.profiles import SETS, Profiles
from kkharvest.dedupe.scored import ScoredPairs
from kkharvest.dedupe.scoring import Scorer, Scores
from kkharvest.dedupe.sets import Sets
from kkharvest.dedupe.statistics import Counts, Statistics
from kkharvest.dedupe.vectors import Embedded

__all__ = ["load_index", "save_index"]

_FORMAT = 4
_COUNTS = tuple(each.name for each in fields(Statistics) if each.name not in {"n", "background"})
_EMBEDDED = tuple(each.name for each in fields(Embedded))
Arrays = dict[str, NDArray[Any]]


def save_index(index: PairIndex, path: Path, scorer: Scorer) -> None:
    """Writes the index of what `scorer` compared; a write that is cut short leaves the earlier file in place."""
    arrays: Arrays = {
        "format": np.array(_FORMAT),
        "scorer": np.array(scorer.version),
        "ids": np.array(index.ids, dtype=np.str_),
        "contents": np.array(index.contents, dtype=np.str_),
        "pairs_a": index.scored.pairs.a,
        "pairs_b": index.scored.pairs.b,
        "same": index.scored.scores.same,
        "copy": index.scored.scores.copy,
    }
    for name in Profiles.__dataclass_fields__:
        values = getattr(index.profiles, name)
        if isinstance(values, Sets):
            arrays |= {f"{name}_columns": values.columns, f"{name}_bounds": values.bounds}
        else:
            arrays[name] = values
    if index.embedded is not None:
        arrays |= {name: getattr(index.embedded, name) for name in _EMBEDDED}
    if index.statistics is not None:
        arrays["counted"] = np.array(index.statistics.n)
        arrays |= {f"count_{name}": getattr(index.statistics, name).table for name in _COUNTS}
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def load_index(path: Path, scorer: Scorer) -> PairIndex:
    """The index that `save_index` wrote; raises `ModelError` for anything else, and for another scorer's."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if int(arrays["format"]) != _FORMAT or str(arrays["scorer"]) != scorer.version:
                raise ModelError(f"{path} was written by another version; delete it, and it is built anew.")
            index = PairIndex()
            index.ids = [str(name) for name in arrays["ids"]]
            index.contents = [str(content) for content in arrays["contents"]]
            index.profiles = Profiles(**{name: _values(arrays, name) for name in Profiles.__dataclass_fields__})
            index.scored = ScoredPairs(
                Pairs(arrays["pairs_a"], arrays["pairs_b"]), Scores(arrays["same"], arrays["copy"])
            )
            if "vectors" in arrays:
                index.embedded = Embedded(**{name: arrays[name] for name in _EMBEDDED})
            if "counted" in arrays:
                counts = {name: Counts(arrays[f"count_{name}"]) for name in _COUNTS}
                index.statistics = Statistics(int(arrays["counted"]), **counts, background=scorer.background)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelError(f"{path} is no index of tellings: {error}; delete it, and it is built anew.") from None
    return index


def _values(arrays: Any, name: str) -> Any:
    return Sets(arrays[f"{name}_columns"], arrays[f"{name}_bounds"]) if name in SETS else arrays[name]
