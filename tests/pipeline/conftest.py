"""One whole harvest of the sample web, shared by the tests that only look at it."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kkharvest.core.report import RunReport
from kkharvest.core.settings import Settings, load_settings
from kkharvest.pipeline.plan import planned
from kkharvest.pipeline.run import finish, harvest_all, open_run, process
from kkharvest.store import Store, open_store

HOME = Path(__file__).resolve().parents[2]

STATE = {
    "pages": "SELECT id, source_id, url, outcome, content_hash, redirect_url FROM pages ORDER BY id",
    "documents": "SELECT id, kind, title, text_hash, lang, published FROM documents ORDER BY id",
    "candidates": "SELECT id, part, title, text_hash, url, link_url, is_present FROM candidates ORDER BY id",
    "suggestions": "SELECT candidate_id, taxonomy, slug, round(p, 4), is_selected FROM suggestions ORDER BY 1, 2, 3",
    "groups": "SELECT candidate_id, group_id, is_primary, relation, of_id FROM candidate_groups ORDER BY 1",
}


def state(store: Store) -> dict[str, str]:
    """A digest of each table that a harvest leaves behind, without times and row numbers."""
    return {
        name: hashlib.sha256(json.dumps(store.rows(sql), ensure_ascii=False).encode()).hexdigest()
        for name, sql in STATE.items()
    }


def run_sample(settings: Settings, source_ids: tuple[str, ...] = ()) -> RunReport:
    """One run over the sample web, or some of its sites."""
    with (
        planned(settings, sample=True, source_ids=source_ids) as plan,
        open_run(plan.settings, plan.sources, plan.network, plan.scope) as run,
    ):
        sources = asyncio.run(harvest_all(run))
        report, _ = finish(run, sources, process(run))
    return report


@pytest.fixture(scope="session")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder in which the whole sample web was harvested once; for reading only."""
    data = tmp_path_factory.mktemp("harvested")
    settings = load_settings(HOME, {"KKHARVEST_DATA": str(data)})
    assert run_sample(settings).exit_code == 0
    return settings


@pytest.fixture
def harvested_store(harvested: Settings) -> Iterator[Store]:
    """The database of that harvest."""
    with open_store(harvested.database, create=False) as store:
        yield store


@pytest.fixture
def run() -> Callable[..., RunReport]:
    """`run_sample`."""
    return run_sample


@pytest.fixture
def digest() -> Callable[[Store], dict[str, str]]:
    """`state`."""
    return state
