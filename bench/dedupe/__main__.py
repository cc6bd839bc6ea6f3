"""Quality of groups beside peers, and time and memory from 10,000 to 100,000 tellings: `python -m bench.dedupe`.

`python -m bench.dedupe quality` or `… speed` runs one half. Peers: `pip install datasketch semhash`.
"""

import math
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.dedupe.generate import Made, collection, pool
from bench.dedupe.quality import cosine_pairs, minhash_pairs, peer_on, peer_result, semhash_pairs
from bench.dedupe.unseen import UNSEEN_SETS, load_unseen
from kkharvest.core.settings import Settings, load_settings
from kkharvest.dedupe.evaluation import Result, adjusted_rand, calibration_error
from kkharvest.dedupe.index import PairIndex
from kkharvest.dedupe.labelled import Labelled, load_labelled, with_made_copies
from kkharvest.dedupe.resolving import group, project_encoder
from kkharvest.dedupe.scoring import Scorer, load_scorer
from kkharvest.dedupe.statistics import Statistics
from kkharvest.dedupe.train import SEED, cross_validate, evaluated
from kkharvest.dedupe.vectors import text_to_embed
from kkharvest.dedupe.weights import JOIN_ABOVE

_SIZES = (10_000, 30_000, 100_000)
_INCREMENT = 500
_EMBEDDED = 300


def main(arguments: Sequence[str]) -> None:
    """Runs the halves asked for, both without arguments."""
    settings = load_settings()
    if not arguments or "quality" in arguments:
        quality(settings)
    if not arguments or "speed" in arguments:
        speed(settings)


def quality(settings: Settings) -> None:
    """Ours and peers: cross-validated by family, and on tellings that nobody chose anything by."""
    rows = with_made_copies(load_labelled(settings.models / "dedupe" / "training"), SEED)
    encode = project_encoder(settings, load_scorer(settings.models / "dedupe"))
    if encode is None:
        sys.exit("There is no encoder: run make setup.")
    vectors = encode([text_to_embed(row.telling) for row in rows])
    scorer = load_scorer(settings.models / "dedupe")
    wide, narrow = [at / 20 for at in range(2, 20)], [0.8 + at / 100 for at in range(20)]
    print(f"{len(rows)} labelled tellings, cross-validated by family")
    say("kkharvest", cross_validate(rows, vectors, blind=False, stripped=False))
    say("kkharvest, no vectors", cross_validate(rows, vectors, blind=True, stripped=False))
    peers = []
    for name, find, thresholds in (
        ("datasketch MinHash-LSH", minhash_pairs, wide),
        ("semhash", semhash_pairs, narrow),
        ("cosine alone", cosine_pairs, narrow),
    ):
        result = peer_result(rows, vectors, find, thresholds)
        say(name, result)
        peers.append((name, find, result.threshold or 0.0))
    for path in UNSEEN_SETS:
        unseen = load_unseen(path)
        unseen_vectors = encode([text_to_embed(row.telling) for row in unseen])
        print(f"{len(unseen)} tellings of {path.name}, at the thresholds that the labelled ones chose")
        say("kkharvest", measured(unseen, unseen_vectors, scorer))
        say("kkharvest, no vectors", measured(unseen, None, scorer))
        for name, find, threshold in peers:
            say(name, peer_on(unseen, unseen_vectors, find, threshold))


def measured(rows: Sequence[Labelled], vectors: NDArray[np.float32] | None, scorer: Scorer) -> Result:
    """The trained scorer on rows that it has not seen."""
    fold = evaluated(rows, rows, vectors, scorer)
    error = calibration_error(fold.said, fold.true)
    return Result(fold.counts[JOIN_ABOVE], fold.rand[JOIN_ABOVE], error, JOIN_ABOVE)


def say(name: str, result: Result) -> None:
    """One line a method."""
    figures = "  ".join(
        f"{kind} {counted.precision:.3f}/{counted.recall:.3f}/{counted.f1:.3f}"
        for kind, counted in result.counts.items()
    )
    error = "" if result.calibration is None else f"  calibration error {result.calibration:.3f}"
    print(f"{name:24} ARI {result.rand:.3f}  {figures} (P/R/F1){error}", flush=True)


def speed(settings: Settings) -> None:
    """Seconds, growth and memory of the whole filter, and of an increment."""
    parts = pool(settings.models / "dedupe" / "training")
    scorer = load_scorer(settings.models / "dedupe")
    before = resident()
    encode = project_encoder(settings, scorer)
    if encode is not None:
        encode([part * 3 for part in parts[:_EMBEDDED]])
    own = resident() - before
    print(f"encoder and embeddings, in memory by themselves: {own:.2f} GB")
    taken: list[float] = []
    made: list[Made] = []
    for size in _SIZES:
        made = collection(size, parts)
        tellings = [each.telling for each in made]
        started, worked = time.monotonic(), time.process_time()
        places = group(tellings, scorer, encode)
        seconds, worked = time.monotonic() - started, time.process_time() - worked
        taken.append(worked)
        truth, found = [each.group for each in made], [place.group for place in places]
        precision, recall = agreement(truth, found)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{size:7} tellings  {seconds:5.1f} s ({worked:5.1f} s of processor)  "
            f"P {precision:.3f} R {recall:.3f} ARI {adjusted_rand(truth, found):.3f}  peak memory {peak:.2f} GB, "
            f"{peak - own:.2f} GB beyond encoder and embeddings",
            flush=True,
        )
    print(f"growth exponent of processor time {math.log(taken[-1] / taken[0]) / math.log(_SIZES[-1] / _SIZES[0]):.2f}")
    index = PairIndex()
    known, fresh = [each.telling for each in made[:-_INCREMENT]], [each.telling for each in made[-_INCREMENT:]]
    index.take_in(known)
    index.statistics = Statistics.of(index.profiles, scorer.background)
    started, worked = time.monotonic(), time.process_time()
    links = index.add([replace(each, id=f"new-{each.id}") for each in fresh], scorer=scorer)
    seconds, worked = time.monotonic() - started, time.process_time() - worked
    print(f"{_INCREMENT} against {len(known)}: {seconds:.1f} s ({worked:.1f} s of processor), {len(links)} links")


def resident() -> float:
    """Memory that this process holds now, in GB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e9


def agreement(truth: Sequence[str], groups: Sequence[str]) -> tuple[float, float]:
    """Precision and recall of pairs."""

    def pairs(keys: Sequence[object]) -> int:
        return sum(count * (count - 1) // 2 for count in Counter(keys).values())

    right = pairs(list(zip(truth, groups, strict=True)))
    return right / max(pairs(groups), 1), right / max(pairs(truth), 1)


if __name__ == "__main__":
    main(sys.argv[1:])
