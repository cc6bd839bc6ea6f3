"""Everything after fetch, once more, from the archive alone."""

from kkharvest.core.report import RunReport
from kkharvest.core.settings import Settings
from kkharvest.fetch.archive import restore_pages
from kkharvest.pipeline.run import Progress, process_stored
from kkharvest.sources import load_registry, shipped_registry
from kkharvest.store import open_store, run_lock
from kkharvest.store.reference import store_sources, store_taxonomy

__all__ = ["replay"]
