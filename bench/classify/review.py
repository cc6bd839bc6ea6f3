"""Review simulated: reading saved (WSS@95) beside ASReview, and how far the stopping estimate may be trusted.

Pools of labelled texts with 5 % examples. Ours orders by probabilities from fits that saw none of the text's
initiative, and learns from every tenth decision; ASReview's default model starts, as it does, from one example and one
other text. ASReview is measured where it is installed; `pip install --no-deps` it into a folder on PYTHONPATH with what
it asks for, since it would take pandas back to an earlier one.
"""

import contextlib
import importlib
import importlib.util
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kkharvest.classify.dataset import Example, read_examples
from kkharvest.classify.encoder import load_encoder_for_training
from kkharvest.classify.numbers import Floats
from kkharvest.classify.queue import Stream, order_queue, rarity_of_themes
from kkharvest.classify.refit import Decision, Waiting, refit
from kkharvest.classify.stopping import remaining
from kkharvest.classify.train import fit_heads, read_training
from kkharvest.core.settings import Settings

PREVALENCE = 0.05
POOLS = 5
STOPPING_RUNS = 200
CANDIDATES = 20_000


def measure(settings: Settings) -> dict[str, Any]:
    """All figures of the review, on pools drawn from the labelled texts."""
    examples = read_examples(settings.models / "training")
    encoder, _ = load_encoder_for_training(settings)
    reading = read_training(examples, encoder)
    fitted = fit_heads(examples, reading, encoder)
    truth = np.array([e.is_example for e in examples], np.bool_)
    relevance = fitted.probabilities["relevance"][:, 0]
    themes = np.zeros((len(examples), 13), np.float32)
    themes[truth] = fitted.probabilities["themes"]
    waiting = Waiting(tuple(e.id for e in examples), reading.whole, relevance, themes)
    pools = [_pool(truth, seed) for seed in range(POOLS)]
    ours = [_read_in_order(waiting, truth, rows) for rows in pools]
    result: dict[str, Any] = {
        "pools": POOLS,
        "texts in a pool": len(pools[0]),
        "prevalence": PREVALENCE,
        "WSS@95, kkharvest": _summary([wss(found) for found in ours]),
        "recall after 5, 10, 20, 40 % read": [
            round(float(np.mean([_recall(f, s) for f in ours])), 3) for s in (0.05, 0.1, 0.2, 0.4)
        ],
    }
    if importlib.util.find_spec("asreview"):
        theirs = [wss(_asreview(examples, truth, rows, seed)) for seed, rows in enumerate(pools)]
        result["WSS@95, ASReview default model"] = _summary(theirs)
    else:
        result["WSS@95, ASReview default model"] = "not installed"
    result["stopping"] = stopping(relevance, themes, truth)
    result["refit and re-order"] = reorder_seconds()
    return result


def wss(found: NDArray[np.bool_], recall: float = 0.95) -> float:
    """Work saved over sampling: the share not read when `recall` is reached, minus what chance would save."""
    needed = int(np.ceil(recall * found.sum()))
    read = int(np.argmax(np.cumsum(found) >= needed)) + 1
    return (len(found) - read) / len(found) - (1 - recall)


def stopping(relevance: Floats, themes: Floats, truth: NDArray[np.bool_]) -> dict[str, Any]:
    """Reading stops when at least 95 % recall is stated with 95 % confidence; was it reached?"""
    reached, read = [], []
    for seed in range(STOPPING_RUNS):
        rows = _pool(truth, 1000 + seed)
        order = _order(relevance[rows], themes[rows], seed)
        found = truth[rows][order]
        for count in range(20, len(rows) + 20, 20):
            if remaining(found[:count].tolist(), relevance[rows][order[count:]]).recall_at_least >= 0.95:
                break
        reached.append(bool(found[:count].sum() >= 0.95 * found.sum()))
        read.append(min(count, len(rows)) / len(rows))
    return {
        "runs": STOPPING_RUNS,
        "95 % recall stated and reached": round(float(np.mean(reached)), 3),
        "mean share read when stopping": round(float(np.mean(read)), 3),
    }


def reorder_seconds() -> dict[str, float]:
    """Seconds to refit on 300 decisions and to order 20,000 candidates anew; the second round counts."""
    rng = np.random.default_rng(0)
    vectors = np.asarray(rng.normal(size=(CANDIDATES, 384)) / 20, np.float32)
    waiting = Waiting(
        tuple(map(str, range(CANDIDATES))),
        vectors,
        rng.random(CANDIDATES).astype(np.float32),
        rng.random((CANDIDATES, 13)).astype(np.float32),
    )
    decisions = [Decision(i, bool(i % 2), (i % 13,)) for i in range(300)]
    seconds = {"refit": 0.0, "order": 0.0}
    for _ in range(2):
        started = time.perf_counter()
        relevance, themes = refit(waiting, decisions)
        between = time.perf_counter()
        _order(relevance, themes, 0)
        seconds = {"refit": round(between - started, 3), "order": round(time.perf_counter() - between, 3)}
    return {**seconds, "together": round(sum(seconds.values()), 3)}


def _pool(truth: NDArray[np.bool_], seed: int) -> NDArray[np.intp]:
    rng = np.random.default_rng(seed)
    others = np.flatnonzero(~truth)
    examples = rng.choice(np.flatnonzero(truth), round(len(others) * PREVALENCE / (1 - PREVALENCE)), replace=False)
    return rng.permutation(np.concatenate([others, examples]))


def _order(relevance: Floats, themes: Floats, seed: int) -> NDArray[np.intp]:
    days = np.zeros(len(relevance), np.float32)
    return np.array([p.row for p in order_queue(relevance, themes, days, rarity_of_themes([1] * 13), seed=seed)])


def _read_in_order(waiting: Waiting, truth: NDArray[np.bool_], rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Verdicts in the order read: by relevance alone, fitted anew after every ten decisions."""
    part = Waiting(
        tuple(waiting.ids[i] for i in rows), waiting.vectors[rows], waiting.relevance[rows], waiting.themes[rows]
    )
    decided: list[int] = []
    relevance, themes = part.relevance, part.themes
    shares = {Stream.LIKELY: 1.0}
    days = np.zeros(len(rows), np.float32)
    while len(decided) < len(rows):
        seen = set(decided)
        places = order_queue(relevance, themes, days, rarity_of_themes([1] * 13), shares=shares)
        decided += [p.row for p in places if p.row not in seen][:10]
        relevance, _ = refit(part, [Decision(i, bool(truth[rows[i]])) for i in decided])
    return np.asarray(truth[rows][np.array(decided)])


def _asreview(
    examples: Sequence[Example], truth: NDArray[np.bool_], rows: NDArray[np.intp], seed: int
) -> NDArray[np.bool_]:
    """Verdicts in the order in which ASReview's default model asks for them."""
    # it leaves a file in the current folder when it is imported
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        asreview, pd = (importlib.import_module(name) for name in ("asreview", "pandas"))
        configured = importlib.import_module("asreview.models.models").get_ai_config()
    labels = truth[rows].astype(int)
    table = pd.DataFrame({"title": [examples[i].title for i in rows], "abstract": [examples[i].text for i in rows]})
    rng = np.random.default_rng(seed)
    prior = [int(rng.choice(np.flatnonzero(labels == value))) for value in (1, 0)]
    simulation = asreview.Simulate(
        table,
        pd.Series(labels),
        [asreview.ActiveLearningCycle.from_meta(configured["value"])],
        stopper=None,
        print_progress=False,
    )
    simulation.label(prior)
    simulation.review()
    read = simulation._results["record_id"].to_numpy(int)  # noqa: SLF001 - the only place of the order
    # it stops when every example is found; the rest is unread
    rest = np.setdiff1d(np.arange(len(rows)), read)
    return np.asarray(truth[rows][np.concatenate([read, rest])])


def _recall(found: NDArray[np.bool_], share: float) -> float:
    return float(found[: int(len(found) * share)].sum() / found.sum())


def _summary(values: Sequence[float]) -> str:
    return f"{np.mean(values):.3f} (lowest {np.min(values):.3f}, highest {np.max(values):.3f})"
