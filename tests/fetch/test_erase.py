"""A page that opts out leaves the archive as well, whatever happens on the way."""

import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest
from warcio.checker import Checker

from kkharvest.core.settings import Settings
from kkharvest.extract.stage import run_extract
from kkharvest.fetch import erase
from kkharvest.fetch.archive import restore_pages
from kkharvest.store import open_store
from kkharvest.store.judgements import add_judgement
from kkharvest.store.reference import store_sources

from .conftest import FakeWeb, Harvester, page
from .test_resume import contents, state

ROOT = "https://x.se/"
SECRET = b"Hemligheten"


@pytest.fixture
def opted(web: FakeWeb, harvester: Harvester, tmp_path: Path) -> Settings:
    """Two harvests of a site, and the settings in which one of its pages has opted out since."""
    web[ROOT] = page("Start", "/person/anna", "/b", "/c")
    web[ROOT + "person/anna"] = page("Hemligheten")
    web[ROOT + "b"] = page("B")
    web[ROOT + "c"] = page("C")
    harvester.run()
    web[ROOT + "b"] = page("Nytt B")
    harvester.run()
    assert SECRET in harvester.archived()
    listed = tmp_path / "optout.txt"
    listed.write_text("x.se/person/\n", encoding="utf-8")
    return harvester.with_fetch(opt_out=listed)


def test_opting_out_takes_older_text_out_of_the_archive(harvester: Harvester, opted: Settings, tmp_path: Path) -> None:
    before = contents(harvester.settings.raw, harvester.store)
    files = sorted(harvester.settings.raw.rglob("*.warc.gz"))
    harvester.run(settings=opted)
    assert SECRET not in harvester.archived()
    assert b"opt-out list: x.se/person/" in harvester.archived()
    known = harvester.page(ROOT + "person/anna")
    assert (known["outcome"], known["content_hash"], known["fetch_id"]) == ("opted_out", None, None)
    del before[ROOT + "person/anna"]
    assert contents(harvester.settings.raw, harvester.store) == before, "every other page can be read as before"
    after = sorted(harvester.settings.raw.rglob("*.warc.gz"))
    assert len(after) == len(files) + 1, "a file of the new run, and no old version"
    assert Checker(SimpleNamespace(inputs=list(map(str, after)), verbose=False)).process_all() == 0

    with open_store(tmp_path / "other.db") as other:
        store_sources(other, [harvester.source()])
        restore_pages(other, harvester.settings.raw)
        assert state(other)["v"] == state(harvester.store)["v"]
        assert contents(harvester.settings.raw, other) == before
    stamps = {path: path.read_bytes() for path in after}
    harvester.run(settings=opted)
    assert all(path.read_bytes() == content for path, content in stamps.items()), "once is enough"


@pytest.mark.parametrize("step", ["move_visits", "close_page"])
def test_a_kill_on_the_way_loses_nothing_and_is_made_good(
    harvester: Harvester, opted: Settings, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = contents(harvester.settings.raw, harvester.store)
    del before[ROOT + "person/anna"]

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(erase, step, killed)
    with pytest.raises(KeyboardInterrupt):
        harvester.run(settings=opted)
    monkeypatch.undo()
    harvester.run(settings=opted)
    assert SECRET not in harvester.archived()
    assert contents(harvester.settings.raw, harvester.store) == before
    assert len(list(harvester.settings.raw.rglob("*.warc.gz"))) == 3


def test_a_damaged_file_is_left_and_told(harvester: Harvester, opted: Settings) -> None:
    first = min(harvester.settings.raw.rglob("*.warc.gz"))
    content = bytearray(first.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 40] = bytes(40)
    first.write_bytes(content)
    harvester.run(settings=opted)
    assert first.read_bytes() == content
    assert harvester.store.value("SELECT count(*) FROM issues WHERE code = 'not_erased'") == 1


def test_the_words_of_a_page_that_opted_out_are_nowhere_under_the_data_folder(
    harvester: Harvester, opted: Settings
) -> None:
    store = harvester.store
    run_extract(store, harvester.settings)
    row = store.row("SELECT id, text_hash FROM candidates WHERE title LIKE 'Hemlig%'")
    assert row is not None
    store.insert("embeddings", {"text_hash": row["text_hash"], "encoder": "e", "vector": b"Hemligheten"})
    decision = add_judgement(store, row["id"], "reject", "r1", {"reason": "other"})
    store.execute("UPDATE frontier SET hint = 'Hemligheten' WHERE url LIKE '%anna'")
    assert SECRET in _everything(opted)
    harvester.run(settings=opted)
    run_extract(store, opted)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET not in _everything(opted)
    kept = store.row("SELECT c.title, c.text, c.is_present FROM judgements AS j JOIN candidates AS c "
                     "ON c.id = j.candidate_id WHERE j.id = ?", (decision,))  # fmt: skip
    assert kept == {"title": "", "text": "", "is_present": 0}, "the judgement stays and points at an empty candidate"
    assert store.value("SELECT count(*) FROM candidates WHERE title = 'Nytt B'") == 1
    harvester.run(settings=harvester.settings)
    run_extract(store, harvester.settings)
    assert store.value("SELECT title FROM candidates WHERE id = ?", (row["id"],)) == "Hemligheten", "and may come back"


def _everything(settings: Settings) -> bytes:
    """Every byte under the data folder, archives unpacked."""
    files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
    return b"".join(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in files)


def test_a_run_goes_on_after_its_own_archive_was_rewritten(web: FakeWeb, harvester: Harvester, tmp_path: Path) -> None:
    web[ROOT] = page("Start", "/person/anna", "/b", "/c", "/d")
    web[ROOT + "person/anna"] = page("Hemligheten")
    for name in "bcd":
        web[ROOT + name] = page(name.upper())
    source = harvester.source(seeds=[{"kind": "page", "url": ROOT}, {"kind": "page", "url": ROOT + "person/anna"}])
    harvester.run(source, settings=harvester.with_fetch(max_pages=3))
    assert SECRET in harvester.archived()
    listed = tmp_path / "optout.txt"
    listed.write_text("x.se/person/\n", encoding="utf-8")
    harvester.run(source, again=False, settings=harvester.with_fetch(opt_out=listed))
    assert SECRET not in harvester.archived()
    assert len(web.asked) == len(set(web.asked)) == 5
    kept = contents(harvester.settings.raw, harvester.store)
    assert set(kept) == {ROOT, ROOT + "b", ROOT + "c", ROOT + "d"}
    files = sorted(harvester.settings.raw.rglob("*.warc.gz"))
    assert Checker(SimpleNamespace(inputs=list(map(str, files)), verbose=False)).process_all() == 0
    with open_store(tmp_path / "other.db") as other:
        store_sources(other, [source])
        restore_pages(other, harvester.settings.raw)
        assert contents(harvester.settings.raw, other) == kept
    harvester.run(source, settings=harvester.with_fetch(opt_out=listed))
    assert contents(harvester.settings.raw, harvester.store) == kept


def test_a_text_that_was_kept_before_its_page_was_reserved_goes_too(
    web: FakeWeb, harvester: Harvester, tmp_path: Path
) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = page("Hemligheten")
    harvester.run()
    run_extract(harvester.store, harvester.settings)
    web[ROOT + "a"] = page("Hemligheten", head='<meta name="tdm-reservation" content="1">')
    harvester.run()
    harvester.run()
    run_extract(harvester.store, harvester.settings)
    harvester.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert SECRET not in _everything(harvester.settings)
    assert harvester.page(ROOT + "a")["outcome"] == "reserved"
    outcomes = [
        row["outcome"]
        for row in harvester.store.rows("SELECT outcome FROM fetches WHERE url = ? ORDER BY id", (ROOT + "a",))
    ]
    assert outcomes == ["opted_out", "reserved", "reserved"]
    with open_store(tmp_path / "other.db") as other:
        store_sources(other, [harvester.source()])
        restore_pages(other, harvester.settings.raw)
        assert state(other)["v"] == state(harvester.store)["v"]
        assert state(other)["p"] == state(harvester.store)["p"]
