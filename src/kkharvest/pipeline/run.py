"""The steps of a run, for the Prefect flow and the command line alike."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kkharvest.classify import Classifier
from kkharvest.classify.encoder import load_encoder
from kkharvest.classify.stage import run_classify
from kkharvest.core.report import RunReport, StageReport
from kkharvest.core.settings import Settings
from kkharvest.dedupe.stage import run_dedupe
from kkharvest.extract.stage import run_extract
from kkharvest.fetch import HarvestSession, Network, SourceReport
from kkharvest.pipeline.checks import run_checks
from kkharvest.pipeline.page import write_report_page
from kkharvest.pipeline.tips import settle_tips, with_tips
from kkharvest.review import derive_examples
from kkharvest.sources import Source
from kkharvest.store import Store, open_store, run_lock
from kkharvest.store.reference import store_sources, store_taxonomy
from kkharvest.store.runs import begin_run, end_run, interrupt_run
from kkharvest.store.suggestions import EmbeddingTable

__all__ = ["Progress", "Run", "finish", "harvest_all", "open_run", "process", "process_stored"]

Progress = Callable[[str, int, int], None]
"""Called with a name (a source's id or a stage), how much is done, and how much there is in all."""


@dataclass(frozen=True, slots=True)
class Run:
    """An open run: what its steps work on."""

    id: str
    settings: Settings
    store: Store
    sources: tuple[Source, ...]
    session: HarvestSession
    started: float


@contextmanager
def open_run(settings: Settings, sources: Sequence[Source], network: Network, scope: dict[str, Any]) -> Iterator[Run]:
    """A run that holds the lock and the database; one left unfinished with the same scope is taken up again.

    Whatever ends the block early leaves the run marked as interrupted and everything harvested in place.
    """
    with run_lock(settings.processed), open_store(settings.database) as store:
        store_taxonomy(store)
        sources = with_tips(store, sources, everywhere=not scope.get("sample") and not scope.get("sources"))
        store_sources(store, list(sources))
        run_id = begin_run(store, scope)
        session = HarvestSession(settings, store, run_id, network)
        try:
            yield Run(run_id, settings, store, tuple(sources), session, time.monotonic())
        except BaseException:
            interrupt_run(store, run_id)
            raise


async def harvest_all(run: Run, progress: Progress | None = None) -> list[SourceReport]:
    """Harvests every source of the run, all hosts at once, each at its own pace."""
    async with run.session:
        return list(await asyncio.gather(*(run.session.harvest(source, progress) for source in run.sources)))


def process(run: Run, progress: Progress | None = None) -> list[StageReport]:
    """Everything after fetch, from what is stored: extract, classify, dedupe."""
    settle_tips(run.store, run.id)
    return process_stored(run.store, run.settings, run.id, progress)


def process_stored(
    store: Store, settings: Settings, run_id: str, progress: Progress | None = None
) -> list[StageReport]:
    """`process`, for a database whose pages are already there."""

    def told(stage: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(stage, done, total) if progress else None

    extracted = run_extract(store, settings, run_id, progress=told("extract"))
    encoder = load_encoder(settings, cache=EmbeddingTable(store))
    classifier = Classifier.load(settings.models, encoder)
    classified = run_classify(store, classifier, progress=told("classify"))
    deduped = run_dedupe(store, settings, encoder, run_id)
    derive_examples(store)
    return [extracted, classified, deduped]


def finish(run: Run, sources: Sequence[SourceReport], stages: Sequence[StageReport]) -> tuple[RunReport, Path]:
    """Asks the run's checks, ends it, and writes its page; the report and where the page stands."""
    report = RunReport(run.id, (run_checks(run.store, run.id, run.sources, sources), *stages))
    end_run(run.store, run.id, report)
    page = write_report_page(run.store, run.settings, run.id, report, sources, time.monotonic() - run.started)
    return report, page
