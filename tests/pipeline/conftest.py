"""Harvests of the sample web that tests share: the whole of it to look at, three of its sites to go on from."""

import asyncio
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kkharvest.classify.encoder import CachedEncoder, EmbeddingCache, Encoder, MemoryCache, load_encoder
from kkharvest.core.report import RunReport
from kkharvest.core.settings import Settings, load_settings
from kkharvest.pipeline.plan import planned
from kkharvest.pipeline.run import finish, harvest_all, open_run, process
from kkharvest.store import Store, open_store
from tests.pipeline.killing import transactions_counted

HOME = Path(__file__).resolve().parents[2]
SITES = ("viablecities-example", "kristianstad-example", "mark-example")

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


@dataclass(frozen=True, slots=True)
class Harvested:
    """A data folder after a run over `SITES`, for copying; what the run left behind, and its transactions."""

    data: Path
    state: dict[str, str]
    transactions: int


@pytest.fixture(scope="session", autouse=True)
def encoder() -> Iterator[Encoder]:
    """The shipped encoder for every run of these tests: loaded once, and a text is computed once."""
    once = CachedEncoder(load_encoder(load_settings(HOME, {})), MemoryCache(), keeps_sentences=True)

    def load(_: Settings, cache: EmbeddingCache) -> Encoder:
        return CachedEncoder(once, cache)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kkharvest.pipeline.run.load_encoder", load)
        yield once


@pytest.fixture(scope="session")
def harvested(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Settings:
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


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Harvested:
    """Three sites, harvested once."""
    data = tmp_path_factory.mktemp("sites")
    settings = load_settings(HOME, {"KKHARVEST_DATA": str(data)})
    with transactions_counted() as count:
        assert run_sample(settings, SITES).exit_code == 0
    with open_store(settings.database, create=False) as store:
        return Harvested(data, state(store), count())


@pytest.fixture
def harvested_sites(settings: Settings, sites: Harvested) -> Settings:
    """Settings of a data folder of one's own in which the three sites were harvested."""
    shutil.copytree(sites.data, settings.data_dir)
    return settings


@pytest.fixture
def run() -> Callable[..., RunReport]:
    """`run_sample`."""
    return run_sample


@pytest.fixture
def digest() -> Callable[[Store], dict[str, str]]:
    """`state`."""
    return state
