"""The model card of the scorer, written anew by every training."""

from collections import Counter
from collections.abc import Mapping, Sequence

from kkharvest.dedupe.evaluation import Counted, Result
from kkharvest.dedupe.labelled import NATURAL, Labelled
from kkharvest.dedupe.scoring import Scorer

__all__ = ["model_card"]

_HEAD = """# Model card: which tellings tell the same example

Written by `python -m kkharvest.dedupe.train`; do not edit.

Two probabilities for a pair of tellings: that both tell the same example, and that one is a copy of the other. Three
logistic models over {features} features of the pair (`kkharvest/dedupe/features.py`): one head for pairs with sentence
embeddings ({encoder}), one for pairs without, one for copies. Version `{version}`.

## Training data

{written} tellings of {initiatives} initiatives in {families} families, written for this project: {kinds}.
{natural} of them are the natural part, in the length and voice of municipalities, networks, firms and press; the others
are the adversarial part, shorter and many of them oblique on purpose. A family
holds initiatives that are easily confused: {hard} pairs of one family tell different initiatives, {same} pairs tell the
same. {made} further copies are made of the tellings by cutting, editing, framing and shortening. The initiatives rest
on known facts or are made up, and so are the details around them, even where a municipality or firm is real: no telling
is a source of anything. Persons are invented.

## Results, cross-validated by family (5 folds, groups as the filter gives them)

The threshold above which a link joins is chosen for each fold on the other folds. Expected calibration error of the
pair probability, over pairs with a link: {calibration}.

| condition | kind | precision | recall | F1 | ARI |
| --- | --- | --- | --- | --- | --- |
"""

_PARTS = """
Of the same groups, the pairs inside each part of the set:

| condition | part | copies F1 | same effort: precision, recall, F1 | translations: precision, recall, F1 | all F1 |
| --- | --- | --- | --- | --- | --- |
"""

_SPREAD = """
Families dealt to folds in four ways, with vectors: F1 {parts} (mean and standard deviation).
"""

_TAIL = """
## Limits

Features, encoder window, the use of the vectors and the threshold were chosen by cross-validation on this set, so its
figures flatter a little. Tellings written by somebody who saw neither this set nor the code
(`tests/dedupe/data/unseen.jsonl`, `unseen-2.jsonl`) are measured by `python -m bench.dedupe quality`; they have been
read more than once. The aims of 0.88 for same effort and 0.92 for translations are not reached in cross-validation,
in neither part of the set. Without vectors the natural part suffers most.

How the odds fall with the size of a collection was chosen on the collection that `python -m bench.dedupe speed` makes:
its precision and recall are not independent figures. Recall there falls from 0.999 among 10,000 tellings to 0.91 among
100,000.

What is missed is mostly told obliquely, without name or place; what is falsely joined is mostly a sister initiative of
the same place or house, and sisters are as near to each other as tellings of one initiative are in tellings of natural
length. Over two ways to deal families to folds F1 over all pairs rose from 0.83 to 0.87 by scoring vectors with a
likelihood ratio (`plda.py`) and by no longer averaging with a model that does not see them; features of how few others
hold what two share (exclusive, best) raise average precision of same effort by 0.01.

Tried in cross-validation, and left out because they changed F1 by less than its spread: boosted and randomised trees,
small neural networks, products of features, windows of the text and embeddings of titles or single sentences,
rarity of a shared municipality, counties and localities as places, names that one side alone has, weights of fixed
sign, other odds across languages, more weight on pairs of one host, likeness of the states of single rare words.
Evidence of third tellings (transitivity, rivals, rank) raises average precision of pairs from 0.71 to 0.80, but not F1
of the groups, which the clustering takes from the same evidence already; average linkage in its place gives the same
F1. Adapting the encoder's upper three layers to the set by contrastive learning lowered F1 of same effort to 0.73-0.75
(one dealing of families).

Oblique retellings that name neither the initiative nor its place are missed. Templates filled in by different
municipalities in nearly the same words stay apart only when both name their place. A later stage or a yearly edition
is told from the first by its title alone.
"""


def model_card(
    written: Sequence[Labelled],
    rows: Sequence[Labelled],
    results: Mapping[str, Result],
    spread: Mapping[str, tuple[float, float]],
    scorer: Scorer,
) -> str:
    """The card as Markdown; `spread` is mean and standard deviation of F1 by kind, over partitions into folds."""
    pairs = [(one, other) for number, one in enumerate(written) for other in written[:number]]
    near = [one.initiative == other.initiative for one, other in pairs if one.family == other.family]
    kinds = Counter(row.relation for row in written)
    head = _HEAD.format(
        features=len(scorer.same.columns),
        encoder=scorer.encoder,
        version=scorer.version,
        written=len(written),
        initiatives=len({row.initiative for row in written}),
        families=len({row.family for row in written}),
        kinds=", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())),
        hard=near.count(False),
        same=near.count(True),
        natural=sum(row.part == NATURAL for row in written),
        made=len(rows) - len(written),
        calibration=", ".join(f"{each.calibration:.3f} {name}" for name, each in results.items()),
    )
    lines = [
        f"| {name} | {kind} | {each.precision:.3f} | {each.recall:.3f} | {each.f1:.3f} | {result.rand:.3f} |"
        for name, result in results.items()
        for kind, each in result.counts.items()
    ]
    in_parts = [
        f"| {name} | {part} | {counts['copies'].f1:.3f} | {_figures(counts['same_effort'])} "
        f"| {_figures(counts['translations'])} | {counts['all'].f1:.3f} |"
        for name, result in results.items()
        for part, counts in result.parts.items()
    ]
    parts = ", ".join(f"{kind} {mean:.3f} ± {sd:.3f}" for kind, (mean, sd) in spread.items())
    tables = "\n".join(lines) + "\n" + _PARTS + "\n".join(in_parts) + "\n"
    return head + tables + _SPREAD.format(parts=parts) + _TAIL


def _figures(counted: Counted) -> str:
    return f"{counted.precision:.3f}, {counted.recall:.3f}, {counted.f1:.3f}"
