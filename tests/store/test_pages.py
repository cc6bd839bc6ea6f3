from collections.abc import Iterator
from pathlib import Path

import pytest

from kkharvest.sources import Source
from kkharvest.store import Store, open_store
from kkharvest.store.archives import archive_ends, forget_archive, unreferenced_archives
from kkharvest.store.frontier import queue_pages, run_counts, seen_in_run, waiting_pages
from kkharvest.store.hosts import log_requests, politeness_log
from kkharvest.store.pages import JUDGED, Place, VisitRow, page_state, save_visit
from kkharvest.store.reference import store_sources

SEED = {"kind": "page", "url": "https://x.se/"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "kkharvest.db") as found:
        values = {"id": "x", "name": "X", "kind": "other", "homepage": "https://x.se/", "seeds": [SEED]}
        store_sources(found, [Source.model_validate(values)])
        for number in (1, 2, 3):
            found.insert("runs", {"id": f"r{number}", "started_at": f"2026-01-0{number}", "status": "done"})
        yield found


def visit(store: Store, run: int, outcome: str, page: str = "p", **more: object) -> None:
    values: dict[str, object] = {"etag": f'"{run}"', "content_hash": f"h{run}", "http_status": 200, **more}
    row = VisitRow(f"r{run}", "x", page, f"x.se/{page}", f"https://x.se/{page}", f"2026-01-0{run}", outcome, **values)  # type: ignore[arg-type]
    save_visit(store, row, Place(f"r{run}/x.warc.gz", run * 100, 50))


def known(store: Store) -> dict[str, object]:
    row = store.row("SELECT * FROM pages WHERE id = 'p'")
    assert row is not None
    return row


def test_content_brings_the_page_up_to_date(store: Store) -> None:
    visit(store, 1, "ok")
    visit(store, 2, "ok")
    row = known(store)
    assert (row["first_seen_at"], row["changed_at"], row["content_hash"]) == ("2026-01-01", "2026-01-02", "h2")
    state = page_state(store, "p")
    assert state is not None
    assert (state["warc_file"], state["warc_offset"]) == ("r2/x.warc.gz", 200)


@pytest.mark.parametrize("outcome", ["unchanged", "not_modified"])
def test_the_same_content_leaves_everything_but_the_day_of_checking(store: Store, outcome: str) -> None:
    visit(store, 1, "ok")
    visit(store, 2, outcome, etag=None)
    row = known(store)
    assert (row["outcome"], row["changed_at"], row["checked_at"]) == ("ok", "2026-01-01", "2026-01-02")
    assert (row["etag"], row["content_hash"]) == ('"1"', "h1")


@pytest.mark.parametrize("outcome", ["timeout", "unreachable", "broken", "server_error", "busy"])
def test_a_passing_failure_takes_nothing_away(store: Store, outcome: str) -> None:
    visit(store, 1, "ok")
    visit(store, 2, outcome, content_hash=None)
    assert (known(store)["outcome"], known(store)["content_hash"]) == ("ok", "h1")


@pytest.mark.parametrize("outcome", ["timeout", "unreachable", "server_error"])
def test_a_failure_of_a_page_that_was_never_seen_is_what_is_known_of_it(store: Store, outcome: str) -> None:
    visit(store, 1, outcome, content_hash=None)
    assert known(store)["outcome"] == outcome


@pytest.mark.parametrize("outcome", ["not_found", "gone", "reserved", "noindex", "opted_out", "moved", "soft_404"])
def test_what_is_gone_for_good_takes_the_content_with_it(store: Store, outcome: str) -> None:
    visit(store, 1, "ok")
    visit(store, 2, outcome)
    row = known(store)
    assert (row["outcome"], row["content_hash"], row["fetch_id"]) == (outcome, None, None)
    assert (row["etag"] is not None) == (outcome in JUDGED)


def test_a_verdict_that_was_not_modified_keeps_its_day(store: Store) -> None:
    visit(store, 1, "login")
    visit(store, 2, "login", http_status=304)
    assert (known(store)["changed_at"], known(store)["checked_at"]) == ("2026-01-01", "2026-01-02")


def frontier_row(page: str, score: float) -> dict[str, object]:
    base = {"run_id": "r1", "source_id": "x", "depth": 0, "kind": "page", "state": "waiting"}
    return {**base, "page_id": page, "url": f"https://x.se/{page}", "score": score}


def test_the_frontier_is_in_order_of_asking_and_scores_what_waits_anew(store: Store) -> None:
    queue_pages(store, [frontier_row("b", 0.5), frontier_row("a", 0.5), frontier_row("c", 0.9)])
    queue_pages(store, [frontier_row("a", 1.0)])
    assert [row["page_id"] for row in waiting_pages(store, "r1", "x")] == ["a", "c", "b"]
    visit(store, 1, "ok", page="c")
    assert [row["page_id"] for row in waiting_pages(store, "r1", "x")] == ["a", "b"]
    assert len(waiting_pages(store, "r1", "x", done=True)) == 3
    assert seen_in_run(store, "r1") == {"a", "b", "c"}
    assert run_counts(store, "r1", "x") == {"ok": 1}


def test_the_archive_ends_with_its_last_indexed_record(store: Store) -> None:
    visit(store, 1, "ok", page="a")
    visit(store, 1, "ok", page="b")
    assert archive_ends(store, "r1") == {"r1/x.warc.gz": 150}
    assert archive_ends(store, "r2") == {}


def test_an_archive_may_go_when_no_page_needs_it(store: Store) -> None:
    visit(store, 1, "ok")
    visit(store, 2, "ok")
    assert unreferenced_archives(store, "2026-02-01") == ["r1/x.warc.gz"]
    assert unreferenced_archives(store, "2026-01-01") == []
    forget_archive(store, "r1/x.warc.gz")
    assert unreferenced_archives(store, "2026-02-01") == []
    assert store.value("SELECT count(*) FROM fetches") == 2


def test_the_log_tells_gap_and_delay_of_every_request(store: Store) -> None:
    for number, second in enumerate(("00.000", "02.500", "05.250")):
        moment = f"2026-01-01T08:00:{second}+00:00"
        log_requests(store, "r1", [{"url": f"https://x.se/{number}", "asked_at": moment, "delay_ms": 2500}])
    assert [row["gap_ms"] for row in politeness_log(store, "r1")] == [None, 2500, 2750]
