"""The heads that find sentences telling of hindrances and tell their kind, from what the labelled texts mark."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.dataset import Example
from kkharvest.classify.features import Features, Reading
from kkharvest.classify.fitting import Recipe, fit_linear, make_head, out_of_fold
from kkharvest.classify.heads import Head
from kkharvest.classify.hindrance import KINDS, kind_of, likely_kinds, marked
from kkharvest.classify.metrics import hindrance_metrics
from kkharvest.classify.numbers import Floats

__all__ = ["fit_hindrances"]

_RECIPE = Recipe(c=0.3)
_SEED = 5
_UNMARKED_TAUGHT = 2500


def fit_hindrances(
    examples: Sequence[Example], reading: Reading, features: Features, folds: NDArray[np.intp]
) -> tuple[dict[str, Head], dict[str, Any]]:
    """The heads `hindrance` and `hindrance_kind`, and what both measure out of fold."""
    wordings = [wording for row in reading.wordings for wording in row]
    view = features.of_sentences(np.vstack(reading.sentences), wordings)
    lengths = [len(row) for row in reading.wordings]
    sentence_folds = np.repeat(folds, lengths)
    finder, p, table = _fit_finder(examples, reading, view, sentence_folds)
    judged = np.repeat([bool(e.lookalikes) for e in examples], lengths)
    metrics = hindrance_metrics(p, table, float(finder.threshold[0]), judged)
    typer, typed, right = _fit_kinds(examples, reading, view, sentence_folds)
    metrics |= {"typed": typed, "typed_right": round(right / max(typed, 1), 4)}
    return {"hindrance": finder, "hindrance_kind": typer}, metrics


def _fit_finder(
    examples: Sequence[Example], reading: Reading, view: Floats, folds: NDArray[np.intp]
) -> tuple[Head, Floats, NDArray[np.bool_]]:
    table = _marked(reading, [e.hindrances for e in examples])[:, None]
    lookalikes = _marked(reading, [e.lookalikes for e in examples])
    # unmarked sentences are many and alike: a part of them teaches as much, calibration sees them all
    drawn = np.random.default_rng(_SEED).random(len(table)) < _UNMARKED_TAUGHT / len(table)
    taught = table[:, 0] | lookalikes | drawn
    values = np.zeros(table.shape, np.float32)
    for fold in np.unique(folds):
        seen, unseen = taught & (folds != fold), folds == fold
        weights, bias = fit_linear(view[seen], table[seen], _RECIPE)
        values[unseen] = view[unseen] @ weights.T + bias
    head, p = make_head(("hindrance",), fit_linear(view[taught], table[taught], _RECIPE), values, table)
    return head, p[:, 0], table[:, 0]


def _fit_kinds(
    examples: Sequence[Example], reading: Reading, view: Floats, folds: NDArray[np.intp]
) -> tuple[Head, int, int]:
    """The head of kinds, the number of sentences that a reader typed, and of those it types as the reader did.

    Marked sentences that nobody typed teach what their words say, when these say anything.
    """
    rows, kinds, typed = _typed_sentences(examples, reading)
    chosen = np.array(rows, np.intp)
    table = np.array([[kind == known for known in KINDS] for kind in kinds], np.bool_).reshape(-1, len(KINDS))
    values = out_of_fold(view[chosen], table, folds[chosen], _RECIPE)
    head, _ = make_head(KINDS, fit_linear(view[chosen], table, _RECIPE), values, table)
    wordings = [wording for row in reading.wordings for wording in row]
    guessed = likely_kinds(values, [wordings[row] for row in rows])
    right = sum(guess == kind for guess, kind, is_typed in zip(guessed, kinds, typed, strict=True) if is_typed)
    return head, sum(typed), right


def _typed_sentences(examples: Sequence[Example], reading: Reading) -> tuple[list[int], list[str], list[bool]]:
    """Rows of marked sentences, the kind of each, and whether a reader gave it."""
    rows: list[int] = []
    kinds: list[str] = []
    typed: list[bool] = []
    start = 0
    for example, wordings in zip(examples, reading.wordings, strict=True):
        given = example.hindrance_kinds or ("",) * len(example.hindrances)
        for mark, kind in zip(example.hindrances, given, strict=True):
            found = next((i for i, is_marked in enumerate(marked(wordings, [mark])) if is_marked), None)
            worded = kind or kind_of(mark)
            if found is not None and (kind or worded != "other"):
                rows.append(start + found)
                kinds.append(worded)
                typed.append(bool(kind))
        start += len(wordings)
    return rows, kinds, typed


def _marked(reading: Reading, marks: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """(sentences of all texts,): which of them the marks of their text name."""
    found = [flag for row, wanted in zip(reading.wordings, marks, strict=True) for flag in marked(row, wanted)]
    return np.array(found, np.bool_)
