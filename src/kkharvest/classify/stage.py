"""The classify stage: candidates to suggestions in the database."""

import time
from collections import Counter
from collections.abc import Callable

from kkharvest.classify import Classifier, ClassifyInput
from kkharvest.core.report import Check, StageReport, Verdict
from kkharvest.store import Store
from kkharvest.store.suggestions import candidates_to_classify, save_classification

__all__ = ["run_classify"]

_BATCH = 64


def run_classify(
    store: Store, classifier: Classifier, *, progress: Callable[[int, int], None] | None = None
) -> StageReport:
    """Judges every present candidate whose text or model is newer than its suggestions."""
    started = time.monotonic()
    counts: Counter[str] = Counter(candidates=0, suggested=0)
    rows = candidates_to_classify(store, classifier.version)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        results = classifier.classify(
            [ClassifyInput(id=row["id"], title=row["title"], text=row["text"], lang=row["lang"]) for row in batch]
        )
        with store.transaction():
            for row, result in zip(batch, results, strict=True):
                save_classification(store, row, result)
                counts["candidates"] += 1
                counts["suggested"] += int(result.is_example)
        if progress:
            progress(start + len(batch), len(rows))
    left = len(candidates_to_classify(store, classifier.version))
    check = Check(
        "all_classified",
        Verdict.FAILED if left else Verdict.OK,
        f"{left} candidates have no suggestion of {classifier.version}" if left else "",
    )
    return StageReport("classify", classifier.version, dict(counts), (check,), time.monotonic() - started)
