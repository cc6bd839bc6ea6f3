"""Focus: which share of the sample web's examples a budget of a fifth of its pages finds, beside breadth-first.

Both harvests start from front pages alone (no sitemap, feed or listing seed), so that finding is up to the order of
asking.
"""

import asyncio
import itertools
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

SHARE = 0.2


def report(share: float = SHARE) -> bool:
    """Runs both and prints the shares; whether focus found more."""
    from kkharvest.sampleweb import SampleWeb, truth

    found: dict[str, set[str]] = {}
    with SampleWeb.start() as web:
        sizes = {host: len(web.web.sites[host].pages) for host in web.hosts}
        for name in ("breadth-first", "focused"):
            found[name] = _harvest(web, sizes, share, focused=name == "focused")
    pages = {telling.url.removeprefix("http://") for telling in truth.load()}
    shares = {name: len(pages & urls) / len(pages) for name, urls in found.items()}
    budget = sum(max(round(share * size), 1) for size in sizes.values())
    print(f"{sum(sizes.values())} pages on {len(sizes)} sites, {len(pages)} tell of examples, budget {budget} pages:")
    for name, part in shares.items():
        print(f"  {name}: {part:.0%} of the pages that tell of examples")
    return shares["focused"] > shares["breadth-first"]


def _harvest(web: Any, sizes: dict[str, int], share: float, *, focused: bool) -> set[str]:
    from kkharvest.core.settings import FetchSettings, Settings
    from kkharvest.fetch import Network, harvest
    from kkharvest.sources import Source
    from kkharvest.store import open_store
    from kkharvest.store.reference import store_sources
    from kkharvest.store.runs import begin_run

    sources = [
        Source.model_validate(
            {
                "id": host.removesuffix(".example"),
                "name": host,
                "kind": "other",
                "homepage": f"http://{host}/",
                "seeds": [{"kind": "page", "url": f"http://{host}/"}],
                "politeness": {"max_pages": max(round(share * size), 1)},
            }
        )
        for host, size in sizes.items()
    ]
    turn = itertools.count()
    order = (lambda *_: 0.5 / (1 + next(turn))) if not focused else None
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), fetch=FetchSettings(delay_s=0, retry_wait_s=0.05))
        with open_store(settings.database) as store:
            store_sources(store, sources)
            run_id = begin_run(store, {})
            network = Network.for_sample(web.resolver_map())
            with mock.patch("kkharvest.fetch.frontier.score_link", order) if order else mock.patch.dict({}, {}):
                asyncio.run(harvest(sources, settings, store, run_id, network))
            rows = store.rows("SELECT url FROM pages WHERE outcome = 'ok'")
    return {row["url"].removeprefix("http://") for row in rows}
