"""What `kkharvest evaluate` reports of the classify stage.

`python -m kkharvest.classify.evaluate [--sib FOLDER [--final]] [--json FILE]`
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from kkharvest.classify.classifier import Classifier
from kkharvest.classify.crossval import cross_validate, learning_curve
from kkharvest.classify.dataset import Example, read_examples
from kkharvest.classify.encoder import load_encoder_for_training
from kkharvest.classify.inputs import ClassifyInput
from kkharvest.classify.sib import evaluate_sib
from kkharvest.classify.train import read_training
from kkharvest.core.settings import Settings, load_settings
from kkharvest.core.text import Span, sentences

__all__ = ["evaluate", "main", "removal_test"]

_SEED = 11
_FEWEST_SENTENCES = 5


def evaluate(
    settings: Settings,
    *,
    sib: Path | None = None,
    final: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """All figures of the classify stage, measured now, as plain values."""
    encoder, _ = load_encoder_for_training(settings)
    examples = read_examples(settings.models / "training")
    progress(f"reading {len(examples)} labelled texts")
    reading = read_training(examples, encoder)
    progress("cross-validating by initiative, beside baselines")
    report: dict[str, Any] = {
        "texts": len(examples),
        "examples": sum(example.is_example for example in examples),
        "initiatives": len({example.initiative for example in examples}),
        "methods": [asdict(scores) for scores in cross_validate(examples, reading, encoder)],
    }
    progress("learning curve")
    report["learning_curve"] = learning_curve(examples, reading, encoder)
    progress("evidence by removal")
    report["evidence"] = removal_test(Classifier.load(settings.models, encoder), examples)
    if sib is not None:
        progress("SIB-200 Swedish")
        report["sib200"] = asdict(evaluate_sib(sib, encoder, final=final))
    return report


def removal_test(classifier: Classifier, examples: Sequence[Example], texts: int = 120) -> dict[str, float]:
    """How far the best theme's and relevance's log-odds fall without their evidence, and without random sentences.

    On examples of at least five sentences; as many sentences are removed at random as the evidence has.
    """
    rng = np.random.default_rng(_SEED)
    long = [e for e in examples if e.is_example and len(sentences(e.text)) >= _FEWEST_SENTENCES]
    chosen = [long[i] for i in rng.permutation(len(long))[:texts]]
    records = [ClassifyInput(e.id, e.title, e.text, e.lang) for e in chosen]
    drops: dict[str, list[float]] = {name: [] for name in ("theme", "theme_random", "relevance", "relevance_random")}
    before = classifier.classify(records)
    variants: list[ClassifyInput] = []
    for record, judged in zip(records, before, strict=True):
        spans = sentences(record.text)
        for evidence in (judged.themes[0].evidence, judged.relevance_evidence):
            drawn = [spans[i] for i in rng.permutation(len(spans))[: len(evidence)]]
            variants += [_without(record, evidence), _without(record, drawn)]
    after = classifier.classify(variants)
    for i, judged in enumerate(before):
        slug, p = judged.themes[0].slug, judged.themes[0].p
        without, random, irrelevant, also_random = after[4 * i : 4 * i + 4]
        drops["theme"].append(_log_odds(p) - _log_odds(_p(without.themes, slug)))
        drops["theme_random"].append(_log_odds(p) - _log_odds(_p(random.themes, slug)))
        drops["relevance"].append(_log_odds(judged.relevance) - _log_odds(irrelevant.relevance))
        drops["relevance_random"].append(_log_odds(judged.relevance) - _log_odds(also_random.relevance))
    return {"texts": float(len(chosen))} | {name: round(float(np.mean(found)), 3) for name, found in drops.items()}


def _without(record: ClassifyInput, spans: Sequence[Span]) -> ClassifyInput:
    text = record.text
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return ClassifyInput(record.id, record.title, text, record.lang)


def _p(scores: Sequence[Any], slug: str) -> float:
    return next(float(score.p) for score in scores if score.slug == slug)


def _log_odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sib", type=Path, help="folder of SIB-200's Swedish .tsv files")
    parser.add_argument("--final", action="store_true", help="read SIB-200's test set instead of its dev set")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    given = parser.parse_args(arguments)
    report = evaluate(load_settings(), sib=given.sib, final=given.final, progress=lambda text: _say(text, sys.stderr))
    if given.json:
        given.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for line in _lines(report):
        _say(line, sys.stdout)


def _lines(report: Mapping[str, Any]) -> list[str]:
    lines = [f"{report['texts']} texts, {report['examples']} examples, {report['initiatives']} initiatives"]
    for scores in report["methods"]:
        lines.append(f"\n{scores['method']}")
        for facet, figures in scores["figures"].items():
            plain = "  ".join(f"{name} {value}" for name, value in figures.items() if not isinstance(value, dict))
            lines.append(f"  {facet:10} {plain}")
            if "ece" in figures and isinstance(figures["ece"], dict) and scores["method"] == "kkharvest":
                lines.append(
                    "             ECE " + "  ".join(f"{label} {value}" for label, value in figures["ece"].items())
                )
    lines.append("\nlearning curve of themes: " + json.dumps(report["learning_curve"]))
    lines.append("evidence, mean fall of log-odds: " + json.dumps(report["evidence"]))
    if "sib200" in report:
        lines.append("SIB-200 Swedish: " + json.dumps(report["sib200"]))
    return lines


def _say(text: str, stream: Any) -> None:
    stream.write(text + "\n")


if __name__ == "__main__":
    main()
