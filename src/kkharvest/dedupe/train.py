"""Trains the scorer of duplicates: `python -m kkharvest.dedupe.train`.

Reads `models/dedupe/training/*.jsonl`, cross-validates by family, fits on everything, and writes arrays, manifest
and model card to `models/dedupe/`.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kkharvest.core.settings import Settings, load_settings
from kkharvest.dedupe.card import model_card
from kkharvest.dedupe.clusters import cluster
from kkharvest.dedupe.contract import to_contract
from kkharvest.dedupe.evaluation import (
    KINDS,
    Counted,
    Result,
    adjusted_rand,
    best_without,
    calibration_error,
    copy_roots,
    count_pairs,
)
from kkharvest.dedupe.fitting import fit_scorer, fold_of
from kkharvest.dedupe.labelled import ADVERSARIAL, NATURAL, Labelled, bare, load_labelled, with_made_copies
from kkharvest.dedupe.linking import score_pairs
from kkharvest.dedupe.profiles import profile
from kkharvest.dedupe.scored import to_links
from kkharvest.dedupe.scoring import Scorer, save_scorer
from kkharvest.dedupe.vectors import text_to_embed
from kkharvest.dedupe.weights import THRESHOLDS

__all__ = ["Fold", "cross_validate", "evaluated", "fold_scorers", "main", "train", "version_of"]

Floats = NDArray[np.float32]

SEED = 1
_PARTITIONS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Fold:
    """What one collection gave: by threshold counts, those of each part, and Rand index; and the linked pairs' odds."""

    counts: dict[float, dict[str, Counted]]
    parts: dict[float, dict[str, dict[str, Counted]]]
    rand: dict[float, float]
    said: Floats
    true: NDArray[np.bool_]


def cross_validate(
    rows: Sequence[Labelled],
    vectors: Floats,
    *,
    blind: bool = False,
    stripped: bool = False,
    partition: int = 0,
    scorers: Sequence[Scorer] | None = None,
) -> Result:
    """Groups of each fold by a scorer and a threshold of the other folds.

    `blind` without vectors, `stripped` without metadata; `partition` says how families are dealt to folds. `scorers`
    are those of `fold_scorers`, where they are at hand.
    """
    scorers = scorers or fold_scorers(rows, vectors, partition)
    folds = _folds(rows, vectors, scorers, blind=blind, stripped=stripped, partition=partition)
    rands, chosen = [], []
    by_threshold = {threshold: [fold.counts[threshold]["all"] for fold in folds] for threshold in THRESHOLDS}
    for number, fold in enumerate(folds):
        best = best_without(by_threshold, number)
        chosen.append((fold.counts[best], fold.parts[best]))
        rands.append(fold.rand[best])
    said, true = (np.concatenate(parts) for parts in zip(*((fold.said, fold.true) for fold in folds), strict=True))
    return Result(
        _total(counts for counts, _ in chosen),
        sum(rands) / len(rands),
        calibration_error(said, true),
        best_without(by_threshold, None),
        {part: _total(parts[part] for _, parts in chosen) for part in (ADVERSARIAL, NATURAL)},
    )


def fold_scorers(rows: Sequence[Labelled], vectors: Floats, partition: int = 0) -> list[Scorer]:
    """For each fold the scorer that the other folds teach."""
    return [
        fit_scorer(
            [row for row, out in zip(rows, inside, strict=True) if not out], vectors[~inside], "cross-validation"
        )
        for inside in _inside(rows, partition)
    ]


def _inside(rows: Sequence[Labelled], partition: int) -> list[NDArray[np.bool_]]:
    """For each fold which rows it holds."""
    numbers = np.array([fold_of(row, partition) for row in rows])
    return [numbers == fold for fold in sorted(set(numbers.tolist()))]


def _folds(
    rows: Sequence[Labelled],
    vectors: Floats,
    scorers: Sequence[Scorer],
    *,
    blind: bool,
    stripped: bool,
    partition: int,
) -> list[Fold]:
    folds = []
    for inside, scorer in zip(_inside(rows, partition), scorers, strict=True):
        held = [row for row, out in zip(rows, inside, strict=True) if out]
        shown = bare(held) if stripped else held
        folds.append(evaluated(held, shown, None if blind else vectors[inside], scorer))
    return folds


def _total(counted: Iterable[Mapping[str, Counted]]) -> dict[str, Counted]:
    total = dict.fromkeys(KINDS, Counted())
    for counts in counted:
        total = {kind: total[kind] + counts[kind] for kind in KINDS}
    return total


def evaluated(rows: Sequence[Labelled], shown: Sequence[Labelled], vectors: Floats | None, scorer: Scorer) -> Fold:
    """How the groups of `shown` agree with what is true of `rows`, at each threshold."""
    tellings = [row.telling for row in shown]
    ids = [telling.id for telling in tellings]
    profiles = profile(tellings)
    embedded = None if vectors is None else scorer.space.place(vectors, profiles.english)
    links = to_links(ids, score_pairs(profiles, ids, scorer, embedded))
    initiative = {row.telling.id: row.initiative for row in rows}
    counts, parts, rands = {}, {}, {}
    for threshold in THRESHOLDS:
        places = to_contract(tellings, cluster(ids, links, join_above=threshold), links)
        groups = [place.group for place in places]
        roots = copy_roots(places, ids)
        counts[threshold] = count_pairs(rows, groups, roots)
        parts[threshold] = {part: _of_part(part, rows, groups, roots) for part in (ADVERSARIAL, NATURAL)}
        rands[threshold] = adjusted_rand(list(initiative.values()), groups)
    said = np.array([link.score for link in links], dtype=np.float32)
    return Fold(counts, parts, rands, said, np.array([initiative[link.a] == initiative[link.b] for link in links]))


def _of_part(part: str, rows: Sequence[Labelled], groups: Sequence[str], roots: Sequence[str]) -> dict[str, Counted]:
    """Counts of the pairs inside one part of the set."""
    some = [number for number, row in enumerate(rows) if row.part == part]
    return count_pairs([rows[at] for at in some], [groups[at] for at in some], [roots[at] for at in some])


def train(settings: Settings) -> dict[str, Result]:
    """Trains, validates and stores the scorer; the results by name of the condition."""
    from kkharvest.classify.encoder import load_encoder

    folder = settings.models / "dedupe"
    written = load_labelled(folder / "training")
    rows = with_made_copies(written, SEED)
    encoder = load_encoder(settings).direct
    vectors = encoder.encode([text_to_embed(row.telling) for row in rows])
    scorers = fold_scorers(rows, vectors)
    results = {
        "with vectors": cross_validate(rows, vectors, scorers=scorers),
        "with vectors, no metadata": cross_validate(rows, vectors, stripped=True, scorers=scorers),
        "without vectors": cross_validate(rows, vectors, blind=True, scorers=scorers),
    }
    again = [cross_validate(rows, vectors, partition=each) for each in _PARTITIONS]
    spread = {kind: _spread([each.counts[kind].f1 for each in (results["with vectors"], *again)]) for kind in KINDS}
    data = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((folder / "training").glob("*.jsonl"))))
    fitted = fit_scorer(rows, vectors, "", encoder.revision)
    scorer = replace(fitted, version=version_of(fitted))
    manifest = {
        "training_sha256": data.hexdigest(),
        "metrics": {name: _metrics(each) for name, each in results.items()},
        "f1_over_partitions": {kind: {"mean": mean, "sd": sd} for kind, (mean, sd) in spread.items()},
    }
    save_scorer(scorer, folder, manifest)
    (folder / "README.md").write_text(model_card(written, rows, results, spread, scorer), encoding="utf-8")
    return results


def version_of(scorer: Scorer) -> str:
    """A name that changes with what the scorer answers, so that whatever it compared is compared anew."""
    heads = (scorer.same, scorer.same_blind, scorer.copy)
    content = b"".join(head.weights.tobytes() + str(head.intercept).encode() for head in heads)
    return f"pairs-{hashlib.sha256(content).hexdigest()[:12]}"


def _spread(figures: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation."""
    return round(float(np.mean(figures)), 4), round(float(np.std(figures)), 4)


def _metrics(result: Result) -> dict[str, float | None]:
    figures: dict[str, float | None] = {f"{kind}_f1": round(result.counts[kind].f1, 4) for kind in KINDS}
    error = None if result.calibration is None else round(result.calibration, 4)
    for part, counts in result.parts.items():
        figures |= {f"{part}_{kind}_f1": round(counts[kind].f1, 4) for kind in KINDS}
    return {**figures, "ari": round(result.rand, 4), "calibration_error": error, "best_threshold": result.threshold}


def main() -> None:
    """Trains with the project's settings and says how it went."""
    for name, result in train(load_settings()).items():
        print(  # noqa: T201 - a command speaks
            f"{name}: ARI {result.rand:.3f}, calibration error {result.calibration:.3f}, "
            f"best threshold {result.threshold}"
        )
        for kind, counted in result.counts.items():
            parts = "  ".join(f"{part} {counts[kind].f1:.3f}" for part, counts in result.parts.items())
            print(  # noqa: T201
                f"  {kind:13} P {counted.precision:.3f}  R {counted.recall:.3f}  F1 {counted.f1:.3f}  ({parts})"
            )


if __name__ == "__main__":
    main()
