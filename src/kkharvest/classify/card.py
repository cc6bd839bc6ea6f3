"""The model card of a version of the heads, generated from its manifest."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["model_card", "write_card"]


def write_card(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write README.md into the version's folder."""
    (folder / "README.md").write_text(model_card(manifest), encoding="utf-8")


def model_card(manifest: Mapping[str, Any]) -> str:
    """The card in Markdown: what the heads do, were trained on, measure, and must not be used for."""
    encoder, training, metrics = manifest["encoder"], manifest["training"], manifest["metrics"]
    relevance, sets = metrics["relevance"], manifest["sets"]
    return f"""---
language: [sv, en]
license: eupl-1.2
library_name: kkharvest
base_model: {encoder["name"]}
tags: [text-classification, multi-label, climate, municipalities]
---
# {manifest["version"]}

Heads that judge whether a Swedish (or English) text tells of climate collaboration between municipalities and
business, and which themes, areas and support level it belongs to. They read the embeddings of `{encoder["name"]}`,
revision `{encoder["revision"]}`, character n-grams and lexical cues, and are of no use with another encoder.

## Use
Suggestions for a reviewer, who decides. Not for judging organisations or people, not for publishing unreviewed. Texts
of other kinds or languages than those below get an answer, but its probability is not calibrated for them.

## Training
{training["texts"]} labelled texts ({training["examples"]} examples, {training["texts"] - training["examples"]} near \
misses) of {training["initiatives"]} initiatives, {training["judgements"]} of them reviewers' judgements.
SHA-256 of texts and labels: `{training["sha256"]}`. See the datasheet in `models/training`.
Method: one logistic regression a label; relevance is the margin over the log-sum-exp of the near misses' heads;
Platt calibration on out-of-fold values. Thresholds: {manifest["thresholds"]}.

## Measured ({manifest["measured"]})
| relevance | |
| --- | --- |
| average precision | {relevance["average_precision"]} |
| threshold | {relevance["threshold"]} |
| precision, recall there | {relevance["precision"]}, {relevance["recall"]} |
| calibration error (ECE) | {relevance["ece"]} |
| unsure (at confidence {sets["confidence"]}) | {relevance["unsure_share"]} of texts |
| accuracy where sure | {relevance["accuracy_when_sure"]} |

| facet | micro-F1 | macro-F1 | LRAP | top 3 hold all | mean ECE | set of {sets["confidence"]}: coverage, size |
| --- | --- | --- | --- | --- | --- | --- |
{_facet_rows(metrics)}

{_levels(metrics["levels"])}

{_hindrances(metrics["hindrance"])}

{_label_tables(metrics)}
"""


def _facet_rows(metrics: Mapping[str, Any]) -> str:
    names = ("micro_f1", "macro_f1", "lrap", "top3_holds_all", "mean_ece")
    rows = []
    for facet in ("themes", "areas", "levels"):
        found = metrics[facet]
        cells = [str(found[name]) for name in names]
        rows.append(f"| {facet} | {' | '.join(cells)} | {found['set_coverage']}, {found['set_size']} |")
    return "\n".join(rows)


def _levels(found: Mapping[str, Any]) -> str:
    return f"""| levels: one is suggested where it is likelier than all others together | |
| --- | --- |
| suggested for | {found["chosen_share"]:.0%} of examples; elsewhere the reviewer chooses |
| right where suggested | {found["right_when_chosen"]:.0%} |
| the most frequent level alone | {found["most_frequent"]:.0%} |
| Cohen's kappa if it always chose | {found["kappa"]:.2f} (two readers among people: see the datasheet) |"""


def _hindrances(found: Mapping[str, Any]) -> str:
    judged = found["fully_judged"]
    return f"""| hindrances, sentences | all texts | texts judged sentence by sentence |
| --- | --- | --- |
| marked, of | {found["marked"]}, {found["sentences"]} | {judged["marked"]}, {judged["sentences"]} |
| average precision | {found["average_precision"]} | {judged["average_precision"]} |
| precision, recall | {found["precision"]}, {found["recall"]} | {judged["precision"]}, {judged["recall"]} |
| kind right, of ten | | {found["typed_right"]:.0%} of {found["typed"]} |

In the other texts sentences that tell of a hindrance but are not marked count as false."""


def _label_tables(metrics: Mapping[str, Any]) -> str:
    columns = ("texts", "f1", "average_precision", "ece", "threshold")
    tables = []
    for facet in ("themes", "areas", "levels"):
        head = f"| {facet} | texts | F1 | average precision | ECE | threshold |\n| --- | --- | --- | --- | --- | --- |"
        rows = [
            f"| {label} | {' | '.join(str(row[name]) for name in columns)} |"
            for label, row in metrics[facet]["labels"].items()
        ]
        tables.append("\n".join([head, *rows]))
    return "\n\n".join(tables)
