"""Evidence put to the test: what is left of a suggestion when its sentences are taken away.

The heads never saw the texts they are tested on, nor others of the same initiatives. For every suggested theme of an
example of at least five sentences, and for its relevance, the evidence is taken out, and then as many of the other
sentences at random. Measured is by how much the log-odds fall.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kkharvest.classify.classifier import Classifier
from kkharvest.classify.dataset import Example
from kkharvest.classify.encoder import Encoder
from kkharvest.classify.features import Reading
from kkharvest.classify.fitting import fold_of_groups
from kkharvest.classify.heads import HeadSet
from kkharvest.classify.inputs import ClassifyInput
from kkharvest.classify.train import FOLDS, fit_heads
from kkharvest.core.records import Classification
from kkharvest.core.text import Span, sentences

__all__ = ["Fall", "removal_table", "removal_test"]

_SEED = 11
_FEWEST_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class Fall:
    """By how much the log-odds of one suggestion fall without its evidence, and without other sentences."""

    of: str
    without_evidence: float
    without_others: float


def removal_test(examples: Sequence[Example], reading: Reading, encoder: Encoder, *, folds: int = 2) -> list[Fall]:
    """The falls of all suggestions on the examples of `folds` of the usual folds, by heads that saw the others."""
    own = fold_of_groups([example.initiative for example in examples], FOLDS)
    rng = np.random.default_rng(_SEED)
    found: list[Fall] = []
    for fold in range(folds):
        seen = own != fold
        taught = [example for example, is_seen in zip(examples, seen, strict=True) if is_seen]
        fitted = fit_heads(taught, reading.take(seen), encoder)
        heads = HeadSet("held-out", encoder.name, encoder.revision, fitted.features, fitted.heads, fitted.sets, {})
        held = [example for example, is_seen in zip(examples, seen, strict=True) if not is_seen and example.is_example]
        found += falls(Classifier(encoder, heads), held, rng)
    return found


def falls(classifier: Classifier, examples: Sequence[Example], rng: np.random.Generator) -> list[Fall]:
    """The falls of all suggestions on `examples` of at least five sentences."""
    records = [ClassifyInput(e.id, e.title, e.text, e.lang) for e in examples if _is_long(e.text)]
    asked = [
        (record, judged, of, evidence, _others(record, evidence, rng))
        for record, judged in zip(records, classifier.classify(records), strict=True)
        for of, evidence in _suggested(judged)
    ]
    without = classifier.classify([_without(record, evidence) for record, _, _, evidence, _ in asked])
    control = classifier.classify([_without(record, others) for record, _, _, _, others in asked])
    return [
        Fall(of, _log_odds(judged, of) - _log_odds(one, of), _log_odds(judged, of) - _log_odds(other, of))
        for (_, judged, of, _, _), one, other in zip(asked, without, control, strict=True)
    ]


def removal_table(found: Sequence[Fall]) -> list[dict[str, Any]]:
    """A row for relevance, for all themes and for each: median falls, and how often the evidence's is the larger."""
    names = sorted({fall.of for fall in found} - {"relevance"})
    groups = {
        "relevance": [fall for fall in found if fall.of == "relevance"],
        "all themes": [fall for fall in found if fall.of != "relevance"],
        **{name: [fall for fall in found if fall.of == name] for name in names},
    }
    return [
        {
            "of": name,
            "suggestions": len(rows),
            "median fall without evidence": round(float(np.median([row.without_evidence for row in rows])), 3),
            "median fall without others": round(float(np.median([row.without_others for row in rows])), 3),
            "evidence falls more": round(float(np.mean([r.without_evidence > r.without_others for r in rows])), 3),
        }
        for name, rows in groups.items()
        if rows
    ]


def _suggested(judged: Classification) -> Iterator[tuple[str, tuple[Span, ...]]]:
    if judged.relevance_evidence:
        yield "relevance", judged.relevance_evidence
    yield from ((score.slug, score.evidence) for score in judged.themes if score.evidence)


def _others(record: ClassifyInput, evidence: Sequence[Span], rng: np.random.Generator) -> list[Span]:
    rest = [span for span in sentences(record.text) if span not in evidence]
    return [rest[i] for i in rng.permutation(len(rest))[: len(evidence)]]


def _is_long(text: str) -> bool:
    return len(sentences(text)) >= _FEWEST_SENTENCES


def _without(record: ClassifyInput, spans: Sequence[Span]) -> ClassifyInput:
    text = record.text
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return ClassifyInput(record.id, record.title, text, record.lang)


def _log_odds(judged: Classification, of: str) -> float:
    p = judged.relevance if of == "relevance" else next(score.p for score in judged.themes if score.slug == of)
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))
