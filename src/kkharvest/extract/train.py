"""`python -m kkharvest.extract.train --data PATH`: fits the content model on WCXB's development split.

With `--folds` it also says how well the whole extractor does on sites that the model has not seen. The model is
written to models/extractor as arrays, manifest and model card.
"""

import argparse
import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kkharvest.extract.card import model_card
from kkharvest.extract.charset import decode
from kkharvest.extract.features import page_features
from kkharvest.extract.fit import Row, fit_model, fold_of
from kkharvest.extract.guard import parse
from kkharvest.extract.metadata import read_head
from kkharvest.extract.model import MODEL_FOLDER, Model, save_model
from kkharvest.extract.page import extract_page
from kkharvest.extract.walk import build_tree
from kkharvest.extract.wcxb import Sample, block_labels, read_samples, tokens, word_f1

__all__ = ["Prepared", "cross_validate", "main", "prepare", "text_with"]

_LOG = logging.getLogger(__name__)
_NO_ADDRESS = "https://example.org/"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page and its training row."""

    sample: Sample
    row: Row


def prepare(sample: Sample) -> Prepared:
    """The page parsed, described and labelled."""
    document = parse(decode(sample.markup).text)
    head = read_head(document)
    tree = build_tree(document)
    labels, sizes = block_labels(tree.blocks, sample.truth)
    return Prepared(sample, Row(page_features(tree, head), labels, sizes, len(tokens(sample.truth))))


def text_with(model: Model, sample: Sample) -> str:
    """Main text of a page as the whole extractor finds it with this model."""
    return extract_page(sample.markup, sample.url or _NO_ADDRESS, model=model).text


def cross_validate(pages: Sequence[Prepared], folds: int) -> Iterator[tuple[Prepared, str]]:
    """Each page with the text found by a model that saw no page of its site."""
    for fold in range(folds):
        model = fit_model([page.row for page in pages if fold_of(page.sample.site, folds) != fold])
        for page in pages:
            if fold_of(page.sample.site, folds) == fold:
                yield page, text_with(model, page.sample)
        _LOG.info("fold %d of %d done", fold + 1, folds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 once the model is written."""
    parser = argparse.ArgumentParser(prog="python -m kkharvest.extract.train", description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of WCXB's development split")
    parser.add_argument("--out", type=Path, default=MODEL_FOLDER, help="folder to write to (default: %(default)s)")
    parser.add_argument("--folds", type=int, default=0, help="also cross-validate over sites with so many folds")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    started = time.monotonic()
    pages = [prepare(sample) for sample in read_samples(options.data)]
    _LOG.info("%d pages read in %.0f s", len(pages), time.monotonic() - started)
    metrics: dict[str, float] = {}
    if options.folds:
        metrics = _metrics(cross_validate(pages, options.folds))
        for name, value in metrics.items():
            _LOG.info("%-16s %.3f", name, value)
    model = fit_model([page.row for page in pages])
    digest = hashlib.sha256("".join(page.sample.id + page.sample.truth for page in pages).encode()).hexdigest()
    manifest: dict[str, object] = {
        "data": "WCXB 1.0, development split (Murrough Foley, 2026, CC BY 4.0)",
        "data_sha256": digest,
        "pages": len(pages),
        "networks": len(model.networks),
        "folds": options.folds,
        "word_f1": metrics,
    }
    save_model(model, options.out, manifest)
    (options.out / "README.md").write_text(model_card(manifest), encoding="utf-8")
    _LOG.info("written to %s after %.0f s", options.out, time.monotonic() - started)
    return 0


def _metrics(found: Iterator[tuple[Prepared, str]]) -> dict[str, float]:
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for page, text in found:
        score = word_f1(text, page.sample.truth)
        scores["all"].append(score)
        scores[page.sample.kind].append(score)
    return {name: round(sum(values) / len(values), 4) for name, values in sorted(scores.items())}


if __name__ == "__main__":
    raise SystemExit(main())
