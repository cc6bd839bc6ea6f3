"""Trains the scorer of duplicates: `python -m kkharvest.dedupe.train`.

Reads `models/dedupe/training/*.jsonl`, cross-validates by family, fits on everything, and writes arrays, manifest
and model card to `models/dedupe/`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.settings import Settings, load_settings
from kkharvest.dedupe.card import model_card
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.contract import to_contract
from kkharvest.dedupe.evaluation import Counted, adjusted_rand, copy_roots, count_pairs
from kkharvest.dedupe.fitting import fit_scorer, fold_of
from kkharvest.dedupe.labelled import Labelled, bare, load_labelled, with_made_copies
from kkharvest.dedupe.linking import score_pairs, to_links
from kkharvest.dedupe.profiles import profile
from kkharvest.dedupe.scoring import Scorer, save_scorer
from kkharvest.dedupe.vectors import text_to_embed

__all__ = ["Result", "cross_validate", "main", "train"]

Floats = NDArray[np.float32]

SEED = 1
KINDS = ("copies", "same_effort", "translations", "all")


@dataclass(frozen=True, slots=True)
class Result:
    """Counts of pairs by kind, and the adjusted Rand index of the groups (mean over folds)."""

    counts: dict[str, Counted]
    rand: float


def cross_validate(rows: Sequence[Labelled], vectors: Floats, *, blind: bool, stripped: bool) -> Result:
    """Groups of each fold by a scorer of the other folds; `blind` without vectors, `stripped` without metadata."""
    counts = dict.fromkeys(KINDS, Counted())
    rands: list[float] = []
    for fold in sorted({fold_of(row) for row in rows}):
        inside = np.array([fold_of(row) == fold for row in rows])
        others = [row for row, held in zip(rows, inside, strict=True) if not held]
        scorer = fit_scorer(others, vectors[~inside], "cross-validation")
        held = [row for row, out in zip(rows, inside, strict=True) if out]
        shown = bare(held) if stripped else held
        found = _grouped(shown, None if blind else vectors[inside], scorer)
        for kind, counted in count_pairs(held, *found).items():
            counts[kind] += counted
        rands.append(adjusted_rand([row.initiative for row in held], found[0]))
    return Result(counts, sum(rands) / len(rands))


def _grouped(rows: Sequence[Labelled], vectors: Floats | None, scorer: Scorer) -> tuple[list[str], list[str]]:
    """Names of groups and of sets of copies."""
    tellings = [row.telling for row in rows]
    ids = [telling.id for telling in tellings]
    profiles = profile(tellings)
    embedded = None if vectors is None else scorer.space.place(vectors, profiles.english)
    links = to_links(ids, score_pairs(profiles, ids, scorer, embedded))
    places = to_contract(tellings, cluster(ids, links), links)
    return [place.group for place in places], copy_roots(places, ids)


def train(settings: Settings) -> dict[str, Result]:
    """Trains, validates and stores the scorer; the results by name of the condition."""
    from kkharvest.classify.encoder import load_encoder

    folder = settings.models / "dedupe"
    written = load_labelled(folder / "training")
    rows = with_made_copies(written, SEED)
    encoder = load_encoder(settings).direct
    vectors = encoder.encode([text_to_embed(row.telling) for row in rows])
    results = {
        "with vectors": cross_validate(rows, vectors, blind=False, stripped=False),
        "with vectors, no metadata": cross_validate(rows, vectors, blind=False, stripped=True),
        "without vectors": cross_validate(rows, vectors, blind=True, stripped=False),
    }
    data = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((folder / "training").glob("*.jsonl"))))
    scorer = fit_scorer(rows, vectors, f"pairs-{data.hexdigest()[:12]}", encoder.revision)
    manifest = {
        "training_sha256": data.hexdigest(),
        "metrics": {name: _metrics(each) for name, each in results.items()},
    }
    save_scorer(scorer, folder, manifest)
    (folder / "README.md").write_text(model_card(written, rows, results, scorer), encoding="utf-8")
    return results


def _metrics(result: Result) -> dict[str, float]:
    figures = {f"{kind}_f1": round(result.counts[kind].f1, 4) for kind in KINDS}
    return {**figures, "ari": round(result.rand, 4)}


def main() -> None:
    """Trains with the project's settings and says how it went."""
    for name, result in train(load_settings()).items():
        print(f"{name}: ARI {result.rand:.3f}")  # noqa: T201 - a command speaks
        for kind, counted in result.counts.items():
            print(f"  {kind:13} P {counted.precision:.3f}  R {counted.recall:.3f}  F1 {counted.f1:.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
