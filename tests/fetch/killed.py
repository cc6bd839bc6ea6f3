"""One harvest of a site on loopback, to be run in a process of its own: `python killed.py HOME PORT`."""

import asyncio
import sys
from pathlib import Path

from kkharvest.core.settings import FetchSettings, Settings
from kkharvest.fetch import Network, harvest
from kkharvest.sources import Source
from kkharvest.store import open_store
from kkharvest.store.reference import store_sources
from kkharvest.store.runs import begin_run


def work(home: Path, port: int) -> None:
    """One harvest, from wherever the last one in `home` got."""
    seeds = [{"kind": "page", "url": "http://x.example/"}]
    values = {"id": "x", "name": "X", "kind": "other", "homepage": "http://x.example/", "seeds": seeds}
    source = Source.model_validate(values)
    settings = Settings(home=home, fetch=FetchSettings(delay_s=0, patience=0, retry_wait_s=0))
    with open_store(settings.database) as store:
        store_sources(store, [source])
        run_id = begin_run(store, {})
        network = Network.for_sample({"x.example": ("127.0.0.1", port)})
        asyncio.run(harvest([source], settings, store, run_id, network))


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
