"""`python -m bench.extract --data PATH`: quality and speed of the extractor beside trafilatura and resiliparse.

Quality is the mean word F1 of the benchmark, by page type: ours by cross-validation over sites (no page is read by a
model that saw its site), the peers as they are. Speed is pages a second of one process over the same pages, parsing
included: ours with candidates, metadata, actors, facts and summary, the peers with main text alone; trafilatura is
measured once more with its metadata, dates among them, which ours always reads.
The peers are no dependencies of the project: `pip install trafilatura resiliparse rapidfuzz`.
"""

import argparse
import gc
import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

# Set before numpy is loaded: one thread, as a worker of a harvest has.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from kkharvest.extract import extract_page
from kkharvest.extract.train import cross_validate, prepare
from kkharvest.extract.wcxb import Sample, read_samples, word_f1

Extractor = Callable[[Sample], str]
_TURNS = 3
_WITH_METADATA = "trafilatura with metadata"


def trafilatura_text(sample: Sample) -> str:
    """Main text as trafilatura finds it, default settings."""
    import trafilatura

    return trafilatura.extract(sample.markup.decode("utf-8", "replace")) or ""


def trafilatura_record(sample: Sample) -> str:
    """Main text and metadata as trafilatura finds them, default settings."""
    import trafilatura

    return (
        trafilatura.extract(sample.markup.decode("utf-8", "replace"), url=sample.url or None, with_metadata=True) or ""
    )


def resiliparse_text(sample: Sample) -> str:
    """Main text as resiliparse finds it."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return extract_plain_text(HTMLTree.parse(sample.markup.decode("utf-8", "replace")), main_content=True) or ""


def our_text(sample: Sample) -> str:
    """Main text as the whole extractor finds it, with everything else it does."""
    return extract_page(sample.markup, sample.url or "https://example.org/").text


def quality(samples: Sequence[Sample], texts: dict[str, str]) -> dict[str, float]:
    """Mean word F1 over all pages and by type."""
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for sample in samples:
        score = word_f1(texts[sample.id], sample.truth)
        scores["all"].append(score)
        scores[sample.kind].append(score)
    return {kind: sum(values) / len(values) for kind, values in sorted(scores.items())}


def pages_a_second(extract: Extractor, samples: Sequence[Sample]) -> float:
    """Pages a second of processor time of this process."""
    for sample in samples[:5]:
        extract(sample)
    started = time.process_time()
    for sample in samples:
        extract(sample)
    return len(samples) / (time.process_time() - started)


def measured(samples: Sequence[Sample], every: int, extractors: dict[str, Extractor]) -> tuple[dict[str, float], float]:
    """Median pages a second of three turns of each extractor, and by how many MB our first raised the peak memory.

    Each turn takes pages of its own, the same for all: no cache knows them. What was loaded before is set aside from
    the collector of cycles, as the extract stage does it.
    """
    turns: defaultdict[str, list[float]] = defaultdict(list)
    gc.freeze()
    before = _peak()
    peak = 0.0
    for turn in range(_TURNS):
        few = samples[turn::every]
        for name, extract in extractors.items():
            turns[name].append(pages_a_second(extract, few))
            peak = peak or _peak() - before
    return {name: median(values) for name, values in turns.items()}, peak


def _peak() -> float:
    """Peak memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Exit status 0 when we are better than the peers in every page type, else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.extract", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of a WCXB split")
    parser.add_argument("--folds", type=int, default=5, help="folds of the cross-validation; 0 uses the shipped model")
    parser.add_argument("--speed-only", action="store_true", help="measure speed and memory, not quality")
    parser.add_argument("--every", type=int, default=10, help="measure speed on every n-th page")
    parser.add_argument("--out", type=Path, help="write the figures as JSON to this file")
    options = parser.parse_args()
    samples = list(read_samples(options.data))
    peers: dict[str, Extractor] = {"trafilatura": trafilatura_text, "resiliparse": resiliparse_text}
    speeds, peak = measured(
        samples, options.every, {"kkharvest": our_text, **peers, _WITH_METADATA: trafilatura_record}
    )
    if options.speed_only:
        _print({}, speeds, peak)
        return 0
    if options.folds:
        found = {page.sample.id: text for page, text in cross_validate([prepare(s) for s in samples], options.folds)}
    else:
        found = {sample.id: our_text(sample) for sample in samples}
    table = {"kkharvest": quality(samples, found)}
    for name, extract in peers.items():
        table[name] = quality(samples, {sample.id: extract(sample) for sample in samples})
    _print(table, speeds, peak)
    if options.out:
        figures = {"word_f1": table, "pages_a_second": speeds, "peak_mb": peak, "folds": options.folds}
        options.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    ours = table["kkharvest"]
    return 0 if all(ours[kind] >= table["trafilatura"][kind] for kind in ours) else 1


def _print(table: dict[str, dict[str, float]], speeds: dict[str, float], peak: float) -> None:
    names = list(table)
    lines = ["                 " + "".join(f"{name:>14}" for name in names)] if table else []
    kinds = list(table[names[0]]) if table else []
    lines += [f"F1 {kind:<14}" + "".join(f"{table[name][kind]:>14.3f}" for name in names) for kind in kinds]
    lines += [f"{name:<28}{speed:>8.1f} pages a second" for name, speed in speeds.items()]
    ours = speeds["kkharvest"]
    lines.append(f"ours to trafilatura's text: {ours / speeds['trafilatura']:.2f}")
    lines.append(f"ours to its text and metadata: {ours / speeds[_WITH_METADATA]:.2f}")
    lines.append(f"peak memory of the process, all pages loaded, raised by our first turn by {peak:.0f} MB")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
