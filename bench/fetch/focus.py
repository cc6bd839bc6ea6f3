"""Focus: which share of the sample web's examples a budget of a fifth of its pages finds, beside breadth-first.

All harvests start from front pages alone (no sitemap, feed or listing seed), so that finding is up to the order of
asking; every site has a fifth of its own pages, or all of them share a fifth of the whole. What is counted: pages that
tell of examples, tellings (a page may hold several), and examples told at least once.

On a known site a run with the small budget follows one that had half of the pages, once by words alone and once with
what that run taught; what a model and reviewers would have said is taken from the sample web's own truth.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from unittest import mock

SHARE = 0.2
_TAUGHT = 0.5


def report(share: float = SHARE) -> bool:
    """Runs both and prints the shares; whether focus found more."""
    from kkharvest.sampleweb import SampleWeb, truth

    found: dict[str, set[str]] = {}
    tellings = truth.load()
    pages = {_bare(telling.url) for telling in tellings}
    with SampleWeb.start() as web:
        sizes = {host: len(web.web.sites[host].pages) for host in web.hosts}
        budget = sum(max(round(share * size), 1) for size in sizes.values())
        found["breadth-first"] = _harvest(web, sizes, share, focused=False)
        found["focused"] = _harvest(web, sizes, share)
        found["focused, one budget for all sites"] = _harvest(web, sizes, share, shared=budget)
        for name, learns in (("known site, words alone", False), ("known site, learned", True)):
            found[name] = _harvest(web, sizes, share, teach=pages, learns=learns)
    shares = {name: len(pages & urls) / len(pages) for name, urls in found.items()}
    examples = {telling.initiative for telling in tellings}
    print(f"{sum(sizes.values())} pages on {len(sizes)} sites, {len(pages)} of them tell of examples; budget {budget}:")
    for name, urls in found.items():
        told = [telling.initiative for telling in tellings if _bare(telling.url) in urls]
        print(
            f"  {name}: {shares[name]:.0%} of these pages, {len(told) / len(tellings):.0%} of the tellings, "
            f"{len(set(told)) / len(examples):.0%} of the examples"
        )
    return (
        shares["focused"] > shares["breadth-first"]
        and shares["known site, learned"] >= shares["known site, words alone"]
    )


def _bare(url: str) -> str:
    return url.removeprefix("http://")


def _harvest(
    web: Any,
    sizes: dict[str, int],
    share: float,
    *,
    focused: bool = True,
    shared: int | None = None,
    teach: set[str] | None = None,
    learns: bool = True,
) -> set[str]:
    """Addresses with content that one run asked for, or, with `teach`, that the run after it asked for."""
    from kkharvest.core.settings import FetchSettings, Settings
    from kkharvest.fetch import Network, harvest
    from kkharvest.sources import Source
    from kkharvest.store import open_store
    from kkharvest.store.reference import store_sources
    from kkharvest.store.runs import begin_run

    plain = [
        Source.model_validate(
            {
                "id": host.removesuffix(".example"),
                "name": host,
                "kind": "other",
                "homepage": f"http://{host}/",
                "seeds": [{"kind": "page", "url": f"http://{host}/"}],
            }
        )
        for host in sizes
    ]
    sources = plain if shared else _with_budget(plain, sizes, share)
    with tempfile.TemporaryDirectory() as folder:
        fetch = FetchSettings(delay_s=0, retry_wait_s=0.05, run_pages=shared)
        settings = Settings(home=Path(folder), fetch=fetch)
        with open_store(settings.database) as store:
            store_sources(store, sources)
            run_id = begin_run(store, {})
            network = Network.for_sample(web.resolver_map())
            with nullcontext() if focused else _first_come():
                first = _with_budget(sources, sizes, _TAUGHT) if teach else sources
                asyncio.run(harvest(first, settings, store, run_id, network))
            if teach is not None:
                _teach(store, settings, teach)
                store.execute("UPDATE runs SET status = 'done'")
                run_id = begin_run(store, {"second": 1})
                known = (
                    nullcontext() if learns else mock.patch("kkharvest.fetch.source_harvest.payoffs", return_value=[])
                )
                with known:
                    asyncio.run(harvest(sources, settings, store, run_id, network))
            rows = store.rows("SELECT url FROM fetches WHERE run_id = ? AND content_hash IS NOT NULL", (run_id,))
    return {row["url"].removeprefix("http://") for row in rows}


@contextmanager
def _first_come() -> Iterator[None]:
    """Lets addresses be asked in the order in which they were first found."""
    turn = itertools.count()
    first: dict[str, float] = {}

    def score(url: str, *_: Any) -> float:
        return first.setdefault(url, 0.5 / (1 + next(turn)))

    with mock.patch("kkharvest.fetch.frontier.score_link", score), mock.patch("kkharvest.fetch.waiting._KNOWN", 1.0):
        yield


def _with_budget(sources: list[Any], sizes: dict[str, int], share: float) -> list[Any]:
    budgets = [max(round(share * size), 1) for size in sizes.values()]
    return [
        source.model_copy(update={"politeness": source.politeness.model_copy(update={"max_pages": budget})})
        for source, budget in zip(sources, budgets, strict=True)
    ]


def _teach(store: Any, settings: Any, pages: set[str]) -> None:
    """Reads what was fetched and suggests every candidate of the pages that tell of examples."""
    from kkharvest.core.records import Classification
    from kkharvest.extract.stage import run_extract
    from kkharvest.store.suggestions import save_classification

    run_extract(store, settings)
    for row in store.rows("SELECT c.id, c.text_hash, p.url FROM candidates AS c JOIN pages AS p ON p.id = c.page_id"):
        is_example = row["url"].removeprefix("http://") in pages
        save_classification(store, row, Classification(float(is_example), is_example, (), (), (), version="truth"))
