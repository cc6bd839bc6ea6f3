"""Everything after fetch, once more, from the archive alone."""

from kkharvest.core.report import Check, RunReport, StageReport, Verdict
from kkharvest.core.settings import Settings
from kkharvest.fetch.archive import restore_pages
from kkharvest.pipeline.run import Progress, process_stored
from kkharvest.pipeline.tips import tips_source
from kkharvest.sampleweb import sample_registry
from kkharvest.sources import load_registry, shipped_registry
from kkharvest.store import open_store, run_lock
from kkharvest.store.reference import store_sources, store_taxonomy
from kkharvest.store.runs import begin_run, end_run, interrupt_run

__all__ = ["replay"]


def replay(settings: Settings, progress: Progress | None = None) -> RunReport:
    """Restores what the database has lost of the archive, then extracts, classifies and groups; opens no connection.

    A database that was moved away is built anew in this way; only decisions cannot come from the archive.
    """
    with run_lock(settings.processed), open_store(settings.database) as store:
        store_taxonomy(store)
        for folder in (settings.registry or shipped_registry(), sample_registry()):
            store_sources(store, list(load_registry(folder)))
        store_sources(store, [tips_source()])
        restored = restore_pages(store, settings.raw)
        run_id = begin_run(store, {"replay": True})
        try:
            stages = process_stored(store, settings, run_id, progress)
        except BaseException:
            interrupt_run(store, run_id)
            raise
        report = RunReport(run_id, (_restored(restored), *stages))
        end_run(store, run_id, report)
    return report


def _restored(visits: int) -> StageReport:
    return StageReport("archive", "", {"visits_restored": visits}, (Check("archive_read", Verdict.OK),))
