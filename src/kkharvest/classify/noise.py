"""Labels that the other texts contradict: where a second look at the training texts pays most.

Confident learning (Northcutt et al. 2021) in its simplest form: a label is suspect when its out-of-fold probability
lies beyond the mean probability of the texts that truly carry the other answer.

`python -m kkharvest.classify.noise` lists them, most suspect first.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kkharvest.classify.dataset import Example, read_examples
from kkharvest.classify.encoder import load_encoder_for_training
from kkharvest.classify.numbers import Floats
from kkharvest.classify.targets import Target, targets_of
from kkharvest.classify.train import fit_heads, read_training
from kkharvest.core.settings import load_settings

__all__ = ["Suspect", "main", "suspects"]

_MOST = 60


@dataclass(frozen=True, slots=True)
class Suspect:
    """A label of one text that looks wrong: `given` as it stands, `p` what the other texts say."""

    id: str
    facet: str
    label: str
    given: bool
    p: float


def suspects(examples: Sequence[Example], facet: str, target: Target, probabilities: Floats) -> list[Suspect]:
    """Suspect labels of one facet, most suspect first; `probabilities` are out of fold, for the facet's texts."""
    ids = [example.id for example, row in zip(examples, target.rows, strict=True) if row]
    table = target.table[target.rows]
    found: list[Suspect] = []
    for k, label in enumerate(target.labels):
        p, carried = probabilities[:, k], table[:, k]
        if not carried.any() or carried.all():
            continue
        high, low = float(p[carried].mean()), float(p[~carried].mean())
        rows = np.flatnonzero((carried & (p < low)) | (~carried & (p > high))).tolist()
        found += [Suspect(ids[i], facet, label, bool(carried[i]), round(float(p[i]), 3)) for i in rows]
    return sorted(found, key=lambda suspect: -abs(float(suspect.given) - suspect.p))


def main() -> None:
    """List suspect labels of relevance and themes."""
    settings = load_settings()
    examples = read_examples(settings.models / "training")
    encoder, _ = load_encoder_for_training(settings)
    fitted = fit_heads(examples, read_training(examples, encoder), encoder)
    titles = {example.id: example.title for example in examples}
    for facet in ("relevance", "themes"):
        listed = suspects(examples, facet, targets_of(examples)[facet], fitted.probabilities[facet])
        sys.stdout.write(f"{facet}: {len(listed)} suspect labels\n")
        for suspect in listed[:_MOST]:
            given = "given" if suspect.given else "not given"
            sys.stdout.write(f"  {suspect.id} {suspect.label} {given}, p {suspect.p}: {titles[suspect.id]}\n")


if __name__ == "__main__":
    main()
