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

from kkharvest.classify.crossval import cross_validate, learning_curve
from kkharvest.classify.dataset import read_examples
from kkharvest.classify.encoder import load_encoder_for_training
from kkharvest.classify.removal import removal_table, removal_test
from kkharvest.classify.sib import evaluate_sib
from kkharvest.classify.train import read_training
from kkharvest.core.settings import Settings, load_settings

__all__ = ["evaluate", "main"]


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
    report["evidence"] = removal_table(removal_test(examples, reading, encoder))
    if sib is not None:
        progress("SIB-200 Swedish")
        report["sib200"] = asdict(evaluate_sib(sib, encoder, final=final))
    return report


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
    lines.append("\nevidence taken away: fall of log-odds")
    lines += ["  " + "  ".join(f"{name} {value}" for name, value in row.items()) for row in report["evidence"]]
    if "sib200" in report:
        lines.append("SIB-200 Swedish: " + json.dumps(report["sib200"]))
    return lines


def _say(text: str, stream: Any) -> None:
    stream.write(text + "\n")


if __name__ == "__main__":
    main()
