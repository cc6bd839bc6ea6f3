"""A run that was killed goes on where it was.

A kill leaves the files as they are at that moment: a copy of the data folder is just that. Copies are taken at every
step between an answer and its row, and each is taken up again.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from kkharvest.core.errors import OutOfSpaceError
from kkharvest.fetch import HarvestSession, SourceReport, harvest
from kkharvest.fetch import archive as archive_module
from kkharvest.fetch import recorder as recorder_module
from kkharvest.fetch.archive import RunArchive, iter_archive, read_body, restore_pages
from kkharvest.store import Store, frontier, open_store, pages
from kkharvest.store.reference import store_sources
from kkharvest.store.runs import begin_run

from .conftest import FakeWeb, Harvester, Reply, page

ROOT = "https://x.se/"
PAGES = 12


@pytest.fixture
def site(web: FakeWeb) -> FakeWeb:
    web[ROOT + "robots.txt"] = "User-agent: *\nDisallow: /intern\n"
    web[ROOT] = page("Start", *(f"/n{n}" for n in range(PAGES)), "/intern", "/saknas", "/flyttad")
    web[ROOT + "flyttad"] = Reply(301, {"location": "/n3"})
    for number in range(PAGES):
        web[f"{ROOT}n{number}"] = page(f"Sida {number}", f"/djup{number}", "/n1")
        web[f"{ROOT}djup{number}"] = page(f"Djup {number}", ROOT)
    return web


def state(store: Store) -> dict[str, Any]:
    """What a harvest leaves behind, but for times and the order of rows."""
    known = store.rows("SELECT url, source_id, outcome, reason, http_status, content_hash, redirect_url FROM pages")
    visits = store.rows("SELECT url, outcome, reason, attempts, n_bytes FROM fetches")
    left = store.rows("SELECT url, state FROM frontier")
    return {name: sorted(map(str, rows)) for name, rows in (("p", known), ("v", visits), ("f", left))}


def contents(harvester_raw: Path, store: Store) -> dict[str, bytes]:
    """Bodies of all pages with content, read through their rows."""
    rows = store.rows("SELECT p.url, f.* FROM pages AS p JOIN fetches AS f ON f.id = p.fetch_id")
    return {row["url"]: read_body(harvester_raw, row["warc_file"], row["warc_offset"]) for row in rows}


def test_the_end_is_the_same_wherever_a_run_is_killed(
    site: FakeWeb, harvester: Harvester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies: list[tuple[Path, int]] = []
    data = harvester.settings.data_dir

    def copying(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **named: Any) -> Any:
            result = function(*args, **named)
            copy = tmp_path / "copies" / str(len(copies)) / "data"
            shutil.copytree(data, copy)
            copies.append((copy, len(site.log)))
            return result

        return wrapped

    monkeypatch.setattr(RunArchive, "write", copying(RunArchive.write))
    monkeypatch.setattr(recorder_module, "save_visit", copying(pages.save_visit))
    monkeypatch.setattr(recorder_module, "queue_pages", copying(frontier.queue_pages))
    harvester.run()
    monkeypatch.undo()
    whole = state(harvester.store)
    bodies = contents(harvester.settings.raw, harvester.store)
    assert len(copies) > 3 * PAGES
    first_asked = [str(request.url) for request in site.log]

    for copy, asked_before in copies[:: len(copies) // 25]:
        settings = harvester.settings.model_copy(update={"data": copy})
        site.log = []
        with open_store(settings.database) as store:
            again = Harvester(site, settings, store, harvester.run_id)
            again.run(again=False)
            assert state(store) == whole
            assert contents(settings.raw, store) == bodies
        asked = Counter(first_asked[:asked_before]) + Counter(str(request.url) for request in site.log)
        twice = [url for url, times in asked.items() if times > 1 and not url.endswith((".txt", ".json"))]
        assert len(twice) <= 1, "only what was in flight may be asked again"


def test_a_finished_run_has_nothing_left_to_ask(site: FakeWeb, harvester: Harvester) -> None:
    harvester.run()
    before = state(harvester.store)
    site.log = []
    harvester.run(again=False)
    assert site.asked == []
    assert state(harvester.store) == before


def test_a_harvest_that_is_cancelled_keeps_what_it_has(site: FakeWeb, harvester: Harvester) -> None:
    source = harvester.source()
    store_sources(harvester.store, [source])
    harvester.run_id = begin_run(harvester.store, {})

    async def stopped_half_way() -> None:
        asked = asyncio.Event()
        handle = site.handle

        def counting(request: httpx.Request) -> httpx.Response:
            if len(site.asked) >= PAGES:
                asked.set()
            return handle(request)

        site.handle = counting  # type: ignore[method-assign]
        network = site.network()
        task = asyncio.create_task(harvest([source], harvester.settings, harvester.store, harvester.run_id, network))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped_half_way())
    assert harvester.store.value("SELECT count(*) FROM frontier WHERE state = 'waiting'") > 0
    harvester.run(again=False)
    assert len(contents(harvester.settings.raw, harvester.store)) == 1 + 2 * PAGES
    assert len(site.asked) - len(set(site.asked)) <= 1


def test_a_session_told_to_stop_ends_after_the_page_it_is_at(site: FakeWeb, harvester: Harvester) -> None:
    source = harvester.source()
    store_sources(harvester.store, [source])
    harvester.run_id = begin_run(harvester.store, {})

    async def stopped() -> SourceReport:
        async with HarvestSession(harvester.settings, harvester.store, harvester.run_id, site.network()) as session:
            return await session.harvest(source, lambda _, done, __: session.stop() if done == 3 else None)

    report = asyncio.run(stopped())
    assert (report.stopped, len(site.asked)) == ("stopped by the operator", 3)
    harvester.run(again=False)
    assert len(site.asked) == len(set(site.asked))


class _Full:
    """A file on a disk that is full after so many bytes."""

    def __init__(self, inner: Any, room: list[int]) -> None:
        self._inner = inner
        self._room = room

    def write(self, data: bytes) -> int:
        if len(data) > self._room[0]:
            self._inner.write(data[: self._room[0]])
            self._room[0] = 0
            raise OSError(28, "No space left on device")
        self._room[0] -= len(data)
        return int(self._inner.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def test_a_full_disk_stops_with_a_message_and_loses_nothing(
    site: FakeWeb, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = [4000]
    opened = RunArchive._open
    monkeypatch.setattr(RunArchive, "_open", lambda self, name: _Full(opened(self, name), room))
    with pytest.raises(OutOfSpaceError, match=r"the disk is full.*goes on where it was"):
        harvester.run()
    kept = len(contents(harvester.settings.raw, harvester.store))
    assert 0 < kept < PAGES
    monkeypatch.undo()
    harvester.run(again=False)
    resumed, bodies = state(harvester.store), contents(harvester.settings.raw, harvester.store)
    assert len(set(site.asked)) == len(site.asked) - 1, "the page that found no room is asked again"
    assert len(bodies) == 1 + 2 * PAGES
    assert all("waiting" not in row for row in resumed["f"])


def test_a_raw_folder_that_cannot_be_written_is_told_before_anything_is_lost(
    site: FakeWeb, harvester: Harvester
) -> None:
    harvester.settings.raw.parent.mkdir(parents=True, exist_ok=True)
    harvester.settings.raw.write_text("in the way", encoding="utf-8")
    with pytest.raises(OutOfSpaceError, match="cannot be written"):
        harvester.run()
    assert harvester.store.value("SELECT count(*) FROM fetches") == 0
    harvester.settings.raw.unlink()
    harvester.run(again=False)
    assert len(contents(harvester.settings.raw, harvester.store)) == 1 + 2 * PAGES


def test_the_archive_is_good_for_other_readers(site: FakeWeb, harvester: Harvester) -> None:
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from warcio.checker import Checker

    harvester.run()
    harvester.run()
    paths = sorted(harvester.settings.raw.rglob("*.warc.gz"))
    assert len(paths) == 2
    checker = Checker(SimpleNamespace(inputs=[str(path) for path in paths], verbose=False))
    assert checker.process_all() == 0
    kinds = []
    for path in paths:
        with path.open("rb") as handle:
            for record in ArchiveIterator(handle, parse_http=False):
                assert record.record_type == WarcRecordType.revisit or record.verify_block_digest()
                kinds.append(record.record_type)
    assert kinds.count(WarcRecordType.revisit) == 1 + 2 * PAGES
    assert kinds.count(WarcRecordType.warcinfo) == 2


def test_pages_and_visits_can_be_rebuilt_from_the_archive_alone(
    site: FakeWeb, harvester: Harvester, tmp_path: Path
) -> None:
    harvester.run()
    site[ROOT + "n2"] = page("Ny text")
    site[ROOT + "n4"] = Reply(404)
    harvester.run()
    with open_store(tmp_path / "other.db") as store:
        store_sources(store, [harvester.source()])
        site.log = []
        assert restore_pages(store, harvester.settings.raw) == len(list(iter_archive(harvester.settings.raw)))
        assert site.log == []
        rebuilt, known = state(store), state(harvester.store)
        assert (rebuilt["p"], rebuilt["v"]) == (known["p"], known["v"])
        assert contents(harvester.settings.raw, store) == contents(harvester.settings.raw, harvester.store)
        assert restore_pages(store, harvester.settings.raw) == 0, "a second time adds nothing"


@pytest.mark.parametrize("cut", [1, 8, 100, 300])
def test_a_damaged_tail_ends_its_file_and_no_more(site: FakeWeb, harvester: Harvester, cut: int) -> None:
    harvester.run()
    path = next(harvester.settings.raw.rglob("*.warc.gz"))
    visits = len(list(iter_archive(harvester.settings.raw)))
    path.write_bytes(path.read_bytes()[:-cut])
    whole = len(list(iter_archive(harvester.settings.raw)))
    # Eight bytes end a record's gzip member; without them its content is still whole.
    assert whole == visits - 1 if cut > 8 else whole in {visits - 1, visits}


def test_a_record_that_is_not_there_is_an_archive_error(site: FakeWeb, harvester: Harvester) -> None:
    harvester.run()
    name = harvester.store.value("SELECT warc_file FROM fetches LIMIT 1")
    for warc_file, offset in (("saknas.warc.gz", 0), (name, 0), (name, 3), (name, 10**9)):
        with pytest.raises(archive_module.ArchiveError):
            read_body(harvester.settings.raw, warc_file, offset)


def test_an_old_archive_goes_when_no_page_needs_it(site: FakeWeb, harvester: Harvester) -> None:
    harvester.run()
    site[ROOT] = page("Ny start", *(f"/n{n}" for n in range(PAGES)))
    harvester.run()
    harvester.store.execute("UPDATE runs SET started_at = '2020-01-01', ended_at = '2020-01-02'")
    harvester.run(settings=harvester.with_fetch(retention_days=30))
    assert len(list(harvester.settings.raw.rglob("*.warc.gz"))) == 3, "all still hold some page's content"
    for number in range(PAGES):
        site[f"{ROOT}n{number}"] = page(f"Ny {number}", f"/djup{number}")
        site[f"{ROOT}djup{number}"] = page(f"Nytt djup {number}")
    site[ROOT] = page("Nyast", *(f"/n{n}" for n in range(PAGES)))
    harvester.run()
    harvester.store.execute("UPDATE runs SET started_at = '2020-01-01', ended_at = '2020-01-02'")
    harvester.run(settings=harvester.with_fetch(retention_days=30))
    assert len(list(harvester.settings.raw.rglob("*.warc.gz"))) == 2
    assert len(contents(harvester.settings.raw, harvester.store)) == 1 + 2 * PAGES
