"""SIB-200 (topics of Swedish sentences) with the shipped trainer: a check against published systems.

The folder holds train.tsv, dev.tsv and test.tsv; the test set is opened only when asked for (`final`): once, at the
end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kkharvest.classify.encoder import Encoder
from kkharvest.classify.features import Features, Reading, read_records
from kkharvest.classify.fitting import Recipe, fit_linear
from kkharvest.classify.inputs import ClassifyInput
from kkharvest.core.errors import InputError

__all__ = ["SibReport", "evaluate_sib", "read_split"]

_COLUMNS = 3
# what the seven topics hold, as the trainer's definitions; in words of ours
_DEFINITIONS = {
    "entertainment": "Film, musik, tv, teater, konst, kändisar, spel och fester; nöje och kultur.",
    "geography": "Länder, städer, öar, berg, floder, klimat och landskap; var något ligger, hur stort det är.",
    "health": "Sjukdomar, smitta, vård, läkare, medicin, vaccin, kost, kropp och skador.",
    "politics": "Regeringar, presidenter, val, lagar, partier, krig, diplomati, protester, brott och domstolar.",
    "science/technology": "Forskning, fysik, kemi, biologi, djur, rymden, datorer, uppfinningar och teknik; historia.",
    "sports": "Idrott, lag, matcher, mästerskap, spelare, lopp, fotboll, tennis, ridning, skidor och OS.",
    "travel": "Resor, turism, hotell, flyg, tåg, pass, resmål, bagage, safari, vandring; råd till resenärer.",
}
_SHOTS = 8
_SEEDS = 5


@dataclass(frozen=True, slots=True)
class SibReport:
    """Accuracy and weighted F1 on one split, and the accuracy of fits on eight sentences a topic."""

    split: str
    texts: int
    accuracy: float
    weighted_f1: float
    eight_shot_accuracy: float


def evaluate_sib(folder: Path, encoder: Encoder, *, final: bool = False) -> SibReport:
    """The shipped trainer fitted on train.tsv and measured on dev.tsv, or on test.tsv when `final`."""
    texts, labels = read_split(folder / "train.tsv")
    split = "test" if final else "dev"
    held_texts, held_labels = read_split(folder / f"{split}.tsv")
    seen = _read(texts, encoder)
    topics = sorted(set(labels))
    defined = _read([_DEFINITIONS.get(topic, topic) for topic in topics], encoder)
    unseen = _read(held_texts, encoder)
    guessed = _fit_and_guess(seen, labels, unseen, defined)
    few = [_accuracy(_eight_shot(seen, labels, unseen, defined, seed), held_labels) for seed in range(_SEEDS)]
    return SibReport(
        split,
        len(held_labels),
        round(_accuracy(guessed, held_labels), 4),
        round(_weighted_f1(guessed, held_labels), 4),
        round(float(np.mean(few)), 4),
    )


def read_split(path: Path) -> tuple[list[str], list[str]]:
    """Texts and topics of a SIB-200 file; raises `InputError` when it is missing or has other columns."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}): give the folder of SIB-200's .tsv files."
        ) from None
    rows = [line.split("\t") for line in lines if line.strip()]
    if not rows or any(len(row) != _COLUMNS for row in rows):
        raise InputError(f"{path} should have the columns index_id, category, text.")
    return [row[2] for row in rows], [row[1] for row in rows]


def _read(texts: Sequence[str], encoder: Encoder) -> Reading:
    return read_records([ClassifyInput(str(i), "", text) for i, text in enumerate(texts)], encoder)


def _fit_and_guess(seen: Reading, labels: Sequence[str], unseen: Reading, defined: Reading) -> list[str]:
    features = Features.learn(seen)
    topics = sorted(set(labels))
    targets = np.array([[label == topic for topic in topics] for label in labels])
    weights, bias = fit_linear(features.topics(seen), targets, Recipe(), features.topics(defined))
    values: Any = features.topics(unseen) @ weights.T + bias
    return [topics[i] for i in values.argmax(axis=1)]


def _eight_shot(seen: Reading, labels: Sequence[str], unseen: Reading, defined: Reading, seed: int) -> list[str]:
    order = np.random.default_rng(seed).permutation(len(labels))
    chosen = [i for topic in sorted(set(labels)) for i in [j for j in order if labels[j] == topic][:_SHOTS]]
    rows = np.array(sorted(chosen))
    return _fit_and_guess(seen.take(rows), [labels[i] for i in rows], unseen, defined)


def _accuracy(guessed: Sequence[str], labels: Sequence[str]) -> float:
    return float(np.mean([a == b for a, b in zip(guessed, labels, strict=True)]))


def _weighted_f1(guessed: Sequence[str], labels: Sequence[str]) -> float:
    total = 0.0
    for topic in set(labels):
        hits = sum(a == b == topic for a, b in zip(guessed, labels, strict=True))
        denominator = list(guessed).count(topic) + list(labels).count(topic)
        total += list(labels).count(topic) * (2 * hits / denominator if denominator else 0.0)
    return total / len(labels)
