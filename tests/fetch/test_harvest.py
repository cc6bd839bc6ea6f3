from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from kkharvest.core.errors import SettingsError
from kkharvest.fetch.archive import read_body
from kkharvest.fetch.hosts import robots_policy
from kkharvest.fetch.session import HarvestSession
from kkharvest.sources import Source
from kkharvest.store.hosts import load_host, politeness_log

from .conftest import FakeWeb, Harvester, Reply, page

ROOT = "https://x.se/"


def html(body: str, status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"content-type": "text/html; charset=utf-8", **named}, body.encode())


def moved(to: str, status: int = 301) -> Reply:
    return Reply(status, {"location": to})


def test_links_are_followed_and_every_page_can_be_read_back(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/a", "/b", "https://annan.se/")
    web[ROOT + "a"] = page("A", "/b", "/c")
    web[ROOT + "b"] = page("B", "/")
    web[ROOT + "c"] = page("C")
    report = harvester.run()[0]
    assert set(web.asked) == {ROOT, ROOT + "a", ROOT + "b", ROOT + "c"}
    assert len(web.asked) == 4
    assert (report.counts["asked"], report.counts["changed"], report.stopped) == (4, 4, None)
    for row in harvester.store.rows("SELECT f.* FROM fetches AS f"):
        body = read_body(harvester.settings.raw, row["warc_file"], row["warc_offset"])
        assert body.decode() == web.answers[row["url"]]


def test_no_harvest_without_a_contact(web: FakeWeb, harvester: Harvester) -> None:
    with pytest.raises(SettingsError, match="KKHARVEST_CONTACT"):
        harvester.run(settings=harvester.settings.model_copy(update={"contact": " "}))
    assert web.log == []


def test_every_request_says_who_asks_and_whom_to_turn_to(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start")
    harvester.run()
    assert {r.headers["user-agent"].partition("/")[0] for r in web.log} == {"kkharvest"}
    assert all("drift@x.se" in r.headers["user-agent"] for r in web.log)
    assert all("cookie" not in r.headers for r in web.log)


def test_cookies_are_not_kept(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = html(page("Start", "/a"), set_cookie="id=1; Path=/")
    web[ROOT + "a"] = page("A")
    harvester.run()
    assert all("cookie" not in r.headers for r in web.log)


# robots.txt


def test_robots_txt_is_read_before_anything_else_and_once(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT + "robots.txt"] = "User-agent: *\nDisallow: /intern\n"
    web[ROOT] = page("Start", "/intern/a", "/b")
    web[ROOT + "b"] = page("B")
    harvester.run()
    assert web.log[0].url.path == "/robots.txt"
    assert "/intern/a" not in web.paths
    assert harvester.visit(ROOT + "intern/a")["outcome"] == "disallowed"
    assert harvester.visit(ROOT + "intern/a")["reason"] == "robots.txt: Disallow: /intern"
    harvester.run()
    assert [r.url.path for r in web.log].count("/robots.txt") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_no_robots_txt_means_no_rules(web: FakeWeb, harvester: Harvester, status: int) -> None:
    web[ROOT + "robots.txt"] = Reply(status)
    web[ROOT] = page("Start")
    harvester.run()
    assert harvester.outcomes() == {ROOT: "ok"}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_robots_txt_that_cannot_be_had_forbids_everything(web: FakeWeb, harvester: Harvester, status: int) -> None:
    web[ROOT + "robots.txt"] = Reply(status)
    web[ROOT] = page("Start")
    harvester.run()
    assert web.asked == []
    assert harvester.visit(ROOT)["outcome"] == "unreachable"
    assert str(status) in harvester.visit(ROOT)["reason"]


def test_a_host_that_does_not_answer_is_told_as_such(web: FakeWeb, harvester: Harvester) -> None:
    def silent(_: httpx.Request) -> Reply:
        raise httpx.ConnectError("no route")

    web[ROOT + "robots.txt"] = silent
    harvester.run()
    assert harvester.visit(ROOT)["outcome"] == "unreachable"
    assert harvester.store.value("SELECT count(*) FROM issues WHERE code = 'unreachable'") == 1


def test_robots_txt_may_move_five_times(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/intern")
    web[ROOT + "robots.txt"] = moved("/r1")
    for number in range(1, 5):
        web[f"{ROOT}r{number}"] = moved(f"/r{number + 1}")
    web[ROOT + "r5"] = "User-agent: *\nDisallow: /intern\n"
    harvester.run()
    assert harvester.outcomes() == {ROOT: "ok", ROOT + "intern": "disallowed"}


def test_a_sixth_move_counts_as_no_robots_txt(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/intern")
    web[ROOT + "intern"] = page("Intern")
    web[ROOT + "robots.txt"] = moved("/r1")
    for number in range(1, 6):
        web[f"{ROOT}r{number}"] = moved(f"/r{number + 1}")
    web[ROOT + "r6"] = "User-agent: *\nDisallow: /intern\n"
    harvester.run()
    assert harvester.outcomes()[ROOT + "intern"] == "ok"


def test_robots_txt_that_moved_to_another_host_is_asked_at_that_hosts_pace(
    web: FakeWeb, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kkharvest.fetch.gate import HostGate

    hosts: dict[HostGate, str] = {}
    turns: list[str] = []
    gate_of, turn_at = HarvestSession.gate, HostGate.turn

    def gate(session: HarvestSession, source: Source, host: str) -> HostGate:
        found = gate_of(session, source, host)
        hosts[found] = host
        return found

    def turn(found: HostGate) -> AbstractAsyncContextManager[None]:
        turns.append(hosts[found])
        return turn_at(found)

    monkeypatch.setattr(HarvestSession, "gate", gate)
    monkeypatch.setattr(HostGate, "turn", turn)
    web[ROOT] = page("Start", "/intern")
    web[ROOT + "robots.txt"] = moved("https://y.se/robots.txt")
    web["https://y.se/robots.txt"] = "User-agent: *\nDisallow: /intern\n"
    harvester.run()
    assert harvester.outcomes() == {ROOT: "ok", ROOT + "intern": "disallowed"}
    assert turns == [request.url.host for request in web.log]
    assert turns.count("y.se") == 1


@pytest.mark.parametrize(
    ("failing_days", "text", "policy"),
    [
        (None, "User-agent: *", ("User-agent: *", False)),
        (0, "User-agent: *", ("", True)),
        (29, None, ("", True)),
        (30, None, ("", False)),
        (31, "Disallow: /x", ("Disallow: /x", False)),
    ],
)
def test_the_thirty_day_rule(failing_days: int | None, text: str | None, policy: tuple[str, bool]) -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    since = None if failing_days is None else (moment - timedelta(days=failing_days)).isoformat()
    row = {"robots_text": text, "robots_status": 200, "robots_failing_since": since, "robots_reason": "status 503"}
    found, refusal = robots_policy(row, moment)
    assert (found, refusal is not None) == policy


def test_robots_txt_is_asked_again_after_a_day_and_keeps_its_failing_since(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start")
    harvester.run()
    web[ROOT + "robots.txt"] = Reply(503)
    harvester.store.execute("UPDATE hosts SET robots_at = ?", ((datetime.now(UTC) - timedelta(hours=25)).isoformat(),))
    harvester.run()
    first = load_host(harvester.store, "https://x.se")
    assert first is not None
    harvester.store.execute("UPDATE hosts SET robots_at = ?", ((datetime.now(UTC) - timedelta(hours=1)).isoformat(),))
    harvester.run()
    second = load_host(harvester.store, "https://x.se")
    assert second is not None
    assert first["robots_failing_since"] == second["robots_failing_since"] is not None
    assert harvester.page(ROOT)["outcome"] == "ok", "what is known is kept while a host is away"


def test_a_crawl_delay_raises_the_pace_of_its_host(
    web: FakeWeb, harvester: Harvester, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kkharvest.fetch.gate import HostGate

    asked: list[float] = []
    monkeypatch.setattr(HostGate, "ask_at_least", lambda _, seconds: asked.append(seconds))
    web[ROOT + "robots.txt"] = "User-agent: *\nCrawl-delay: 7\nRequest-rate: 1/9\n"
    web[ROOT] = page("Start")
    harvester.run()
    assert max(asked) == 9


# Reservations


@pytest.mark.parametrize(
    ("headers", "head", "outcome"),
    [
        ({"tdm-reservation": "1"}, "", "reserved"),
        ({}, '<meta name="tdm-reservation" content="1">', "reserved"),
        ({}, '<meta name="ROBOTS" content="NOAI">', "reserved"),
        ({"x-robots-tag": "noindex"}, "", "noindex"),
        ({}, '<meta name="robots" content="noindex, follow">', "noindex"),
    ],
)
def test_a_reserved_text_is_not_kept(
    web: FakeWeb, harvester: Harvester, headers: dict[str, str], head: str, outcome: str
) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = Reply(
        200, {"content-type": "text/html", **headers}, page("Hemligheten", "/b", head=head).encode()
    )
    web[ROOT + "b"] = page("B")
    harvester.run()
    row = harvester.visit(ROOT + "a")
    assert row["outcome"] == outcome
    assert row["reason"]
    assert row["content_hash"] is None
    assert b"Hemligheten" not in harvester.archived()
    assert ("/b" in web.paths) is (outcome == "noindex"), "links of a reserved page are not read"


def test_a_text_kept_earlier_is_withdrawn_when_it_becomes_reserved(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start")
    harvester.run()
    web[ROOT] = html(page("Start"), tdm_reservation="1")
    harvester.run()
    known = harvester.page(ROOT)
    assert (known["outcome"], known["content_hash"], known["fetch_id"]) == ("reserved", None, None)


def test_the_hosts_file_reserves_and_a_page_may_free_itself(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT + ".well-known/tdmrep.json"] = '[{"location": "/r/", "tdm-reservation": 1}]'
    web[ROOT] = page("Start", "/r/a", "/r/b")
    web[ROOT + "r/a"] = page("A")
    web[ROOT + "r/b"] = page("B", head='<meta name="tdm-reservation" content="0">')
    harvester.run()
    assert harvester.outcomes() == {ROOT: "ok", ROOT + "r/a": "reserved", ROOT + "r/b": "ok"}


def test_the_opt_out_list_is_obeyed_before_anything_is_asked(
    web: FakeWeb, harvester: Harvester, tmp_path: Path
) -> None:
    listed = tmp_path / "optout.txt"
    listed.write_text("# ber om att slippa\nx.se/person/\n", encoding="utf-8")
    web[ROOT] = page("Start", "/person/anna", "/b")
    web[ROOT + "b"] = page("B")
    harvester.run(settings=harvester.with_fetch(opt_out=listed))
    assert harvester.visit(ROOT + "person/anna")["outcome"] == "opted_out"
    assert "/person/anna" not in web.paths
    listed.write_text("x.se\n", encoding="utf-8")
    before = len(web.log)
    harvester.run(settings=harvester.with_fetch(opt_out=listed))
    assert len(web.log) == before
    assert harvester.page(ROOT)["outcome"] == "opted_out"


def test_an_opt_out_list_that_is_missing_stops_the_harvest(harvester: Harvester, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="opt-out"):
        harvester.run(settings=harvester.with_fetch(opt_out=tmp_path / "saknas.txt"))


# Redirects


def test_a_moved_page_becomes_a_page_of_its_own(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/gammal")
    web[ROOT + "gammal"] = moved("/ny")
    web[ROOT + "ny"] = page("Ny")
    harvester.run()
    assert harvester.outcomes() == {ROOT: "ok", ROOT + "gammal": "moved", ROOT + "ny": "ok"}
    assert harvester.page(ROOT + "gammal")["redirect_url"] == ROOT + "ny"


def test_another_scheme_or_slash_is_the_same_page(web: FakeWeb, harvester: Harvester) -> None:
    web["https://x.se/a"] = moved("https://www.x.se/a/")
    web["https://www.x.se/a/"] = page("A")
    web[ROOT] = page("Start", "/a")
    harvester.run()
    assert harvester.outcomes() == {ROOT: "ok", "https://www.x.se/a/": "ok"}


@pytest.mark.parametrize(
    ("first", "outcome"),
    [
        (moved("/a"), "bad_redirect"),
        (moved("/a/"), "bad_redirect"),
        (moved("ftp://x.se/a"), "bad_redirect"),
        (moved("http://[half"), "bad_redirect"),
        (Reply(302), "bad_redirect"),
        (moved("https://annan.se/"), "moved"),
    ],
)
def test_bad_redirects_end_at_once(web: FakeWeb, harvester: Harvester, first: Reply, outcome: str) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = first
    web[ROOT + "a/"] = moved("/a")
    harvester.run()
    assert harvester.visit(next(url for url in harvester.outcomes() if "/a" in url))["outcome"] == outcome
    assert not any("annan.se" in url for url in web.asked)


def test_a_chain_that_never_ends_is_cut(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/r0")
    for number in range(50):
        web[f"{ROOT}r{number}"] = moved(f"/r{number + 1}", 302)
    harvester.run()
    assert len(web.asked) == 1 + 1 + harvester.settings.fetch.max_redirects
    assert list(harvester.outcomes().values())[-1] == "bad_redirect"


def test_two_pages_that_send_on_to_each_other_are_asked_once(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = moved("/b", 302)
    web[ROOT + "b"] = moved("/a", 302)
    harvester.run()
    assert sorted(web.paths) == ["/", "/a", "/b"]


# Second harvest


def test_an_unchanged_page_is_asked_conditionally_and_its_links_still_lead_on(
    web: FakeWeb, harvester: Harvester
) -> None:
    def with_tag(body: str) -> Any:
        def answer(request: httpx.Request) -> Reply:
            same = request.headers.get("if-none-match") == '"1"'
            return Reply(304, {"etag": '"1"'}) if same else html(body, etag='"1"')

        return answer

    web[ROOT] = with_tag(page("Start", "/a"))
    web[ROOT + "a"] = with_tag(page("A", "/b"))
    web[ROOT + "b"] = page("B")
    harvester.run()
    first = {row["url"]: dict(row) for row in harvester.store.rows("SELECT * FROM pages")}
    report = harvester.run()[0]
    assert harvester.outcomes() == {ROOT: "not_modified", ROOT + "a": "not_modified", ROOT + "b": "unchanged"}
    assert report.counts["unchanged"] == 3
    for url, row in first.items():
        assert harvester.page(url)["fetch_id"] == row["fetch_id"]
        assert harvester.page(url)["outcome"] == "ok"
    assert harvester.archived().count(b"WARC-Type: revisit") == 3


def test_a_page_whose_archive_is_gone_is_asked_without_conditions(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = html(page("Start"), etag='"1"')
    harvester.run()
    for path in harvester.settings.raw.rglob("*.warc.gz"):
        path.unlink()
    harvester.run()
    assert "if-none-match" not in web.log[-1].headers
    assert harvester.visit(ROOT)["outcome"] == "ok"


def test_a_change_is_found_and_the_old_version_stays_in_the_archive(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Första")
    harvester.run()
    before = harvester.page(ROOT)
    web[ROOT] = page("Andra")
    harvester.run()
    after = harvester.page(ROOT)
    assert harvester.visit(ROOT)["outcome"] == "ok"
    assert before["content_hash"] != after["content_hash"]
    old = harvester.store.row("SELECT * FROM fetches WHERE id = ?", (before["fetch_id"],))
    assert old is not None
    assert "Första" in read_body(harvester.settings.raw, old["warc_file"], old["warc_offset"]).decode()


@pytest.mark.parametrize(("status", "outcome"), [(404, "not_found"), (410, "gone")])
def test_a_page_that_is_gone_and_no_longer_linked_is_noticed(
    web: FakeWeb, harvester: Harvester, status: int, outcome: str
) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = page("A")
    harvester.run()
    web[ROOT] = page("Start")
    web[ROOT + "a"] = Reply(status)
    harvester.run()
    assert harvester.page(ROOT + "a")["outcome"] == outcome


def test_a_stumbling_host_loses_nothing(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = page("A")
    harvester.run()
    web[ROOT + "a"] = Reply(500)
    harvester.run()
    assert harvester.visit(ROOT + "a")["outcome"] == "server_error"
    assert harvester.visit(ROOT + "a")["attempts"] == 3
    assert harvester.page(ROOT + "a")["outcome"] == "ok"


def test_a_second_try_helps(web: FakeWeb, harvester: Harvester) -> None:
    answers = iter([Reply(503, {"retry-after": "0"}), html(page("Start"))])
    web[ROOT] = lambda _: next(answers)
    harvester.run()
    assert (harvester.visit(ROOT)["outcome"], harvester.visit(ROOT)["attempts"]) == ("ok", 2)


def test_a_host_that_asks_for_much_patience_is_left_alone(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/a", "/b")
    for path in "ab":
        web[ROOT + path] = Reply(429, {"retry-after": "86400"})
    report = harvester.run()[0]
    assert len(web.asked) == 2
    assert (harvester.visit(web.asked[1])["outcome"], harvester.visit(web.asked[1])["attempts"]) == ("busy", 1)
    assert report.stopped == "the host asked to be left alone for 86400 s"


# What is no content


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (html(page("Sidan kunde inte hittas", text="Tyvärr.")), "soft_404"),
        (html("<title>Just a moment...</title><body><h1>x.se</h1>Checking your browser"), "challenge"),
        (Reply(403, {"cf-mitigated": "challenge"}), "challenge"),
        (html("<title>Logga in</title><body><h1>Logga in</h1><input type=password>"), "login"),
        (html("<title>Godkänn kakor</title><body>Vi använder kakor. Godkänn alla."), "cookie_wall"),
        (html('<title>App</title><body><div id="root"></div><script src="/app.js"></script>'), "shell"),
        (html(""), "empty"),
        (Reply(200, {"content-type": "image/png"}, b"\x89PNG"), "not_content"),
        (Reply(200, {"content-type": "text/html"}, b"\x00\x01\x02" * 50), "not_content"),
        (Reply(403), "no_access"),
        (Reply(204), "empty"),
        (html(page("Stor", text="ord " * 4_000_000)), "too_large"),
        (html(page("Packad"), content_encoding="gzip"), "broken"),
        (html(page("Packad"), content_encoding="zstd"), "broken"),
    ],
)
def test_what_is_no_content_is_called_by_its_name(
    web: FakeWeb, harvester: Harvester, answer: Reply, outcome: str
) -> None:
    web[ROOT] = page("Start", "/a")
    web[ROOT + "a"] = answer
    harvester.run()
    row = harvester.visit(ROOT + "a")
    assert row["outcome"] == outcome
    assert row["reason"]
    assert harvester.page(ROOT + "a")["content_hash"] is None


@pytest.mark.parametrize(
    "body",
    [
        page("404 nya bostäder i Hamnstaden byggs klimatneutralt", text="Kommunen bygger. " * 400),
        page("Så hanterar vi cookies", text="Vi använder kakor på webbplatsen. " * 60),
        page("Logga in med bank-id", "/e", text="Guide till e-tjänster för företag. " * 60),
        page("Access denied – om stängda data", text="Öppna data och företag. " * 100),
    ],
)
def test_an_article_about_walls_is_no_wall(web: FakeWeb, harvester: Harvester, body: str) -> None:
    web[ROOT] = body
    harvester.run()
    assert harvester.visit(ROOT)["outcome"] == "ok"


# Budgets and stops


def test_a_budget_of_pages_is_kept_and_the_rest_waits(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", *(f"/{n}" for n in range(20)))
    for number in range(20):
        web[f"{ROOT}{number}"] = page(str(number))
    report = harvester.run(settings=harvester.with_fetch(max_pages=5))[0]
    assert len(web.asked) == 5
    assert report.stopped == "budget of 5 pages"
    assert report.counts["waiting"] == 16
    harvester.run(again=False)
    assert len(web.asked) == len(set(web.asked)) == 21


def test_the_sources_own_budget_is_the_smaller_one(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", *(f"/{n}" for n in range(20)))
    harvester.run(harvester.source(politeness={"max_pages": 3}))
    assert len(web.asked) == 3


def test_a_budget_of_bytes_is_kept(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", *(f"/{n}" for n in range(20)))
    report = harvester.run(harvester.source(politeness={"max_bytes": 100}))[0]
    assert len(web.asked) == 1
    assert "bytes" in (report.stopped or "")


def test_a_host_is_left_alone_outside_its_window(web: FakeWeb, harvester: Harvester) -> None:
    now = datetime.now().astimezone()
    closed = f"{(now + timedelta(hours=3)):%H}:00-{(now + timedelta(hours=4)):%H}:00"
    report = harvester.run(harvester.source(politeness={"window": closed}))[0]
    assert web.log == []
    assert "window" in (report.stopped or "")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-07-01T20:30:00+00:00", True),  # summer time: 22:30 in Stockholm
        ("2026-01-01T20:30:00+00:00", False),  # winter time: 21:30
        ("2026-01-01T21:30:00+00:00", True),
        ("2026-01-02T04:59:00+00:00", True),  # past midnight
        ("2026-01-02T05:00:00+00:00", False),
        ("2026-10-25T00:30:00+00:00", True),  # 02:30, the first time
        ("2026-10-25T01:30:00+00:00", True),  # 02:30, once more
        ("2026-10-25T05:00:00+00:00", False),
    ],
)
def test_a_window_is_local_time_over_midnight_and_over_the_change_of_clocks(
    web: FakeWeb, harvester: Harvester, monkeypatch: pytest.MonkeyPatch, moment: str, is_open: bool
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromisoformat(moment).astimezone(tz)

    monkeypatch.setattr("kkharvest.fetch.source_harvest.datetime", Clock)
    web[ROOT] = page("Start")
    harvester.run(harvester.source(politeness={"window": "22:00-06:00"}))
    assert bool(web.asked) is is_open


@pytest.mark.parametrize("form", ["date", "seconds"])
def test_retry_after_is_understood_as_date_and_as_seconds(web: FakeWeb, harvester: Harvester, form: str) -> None:
    far = datetime.now(UTC) + timedelta(days=1)
    value = format_datetime(far, usegmt=True) if form == "date" else "86400"
    web[ROOT] = Reply(503, {"retry-after": value})
    report = harvester.run()[0]
    assert len(web.asked) == 1, "a host that asks to be left alone for long is"
    assert harvester.visit(ROOT)["outcome"] == "busy"
    seconds = int("".join(c for c in (report.stopped or "") if c.isdigit()))
    assert seconds == pytest.approx(86400, abs=60)


def test_sources_of_one_address_group_share_one_pace(web: FakeWeb, harvester: Harvester) -> None:
    shared = {"same_address_group": "hus", "delay_s": 0.05}
    seeds = [{"kind": "page", "url": "https://y.se/"}]
    one = harvester.source(politeness=shared)
    other = harvester.source(id="y", homepage="https://y.se/", seeds=seeds, politeness=shared)
    web[ROOT] = page("Start")
    web["https://y.se/"] = page("Start")
    harvester.run(one, other)
    log = politeness_log(harvester.store, harvester.run_id)
    moments = sorted(datetime.fromisoformat(row["asked_at"]) for row in log)
    gaps = [(after - before).total_seconds() for before, after in pairwise(moments)]
    assert {row["host"] for row in log} == {ROOT, "https://y.se/"}
    assert min(gaps) >= 0.045, "two names, one machine, one request at a time"


def test_patterns_keep_a_harvest_to_its_subject(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/nyheter/a", "/skola/b", "/nyheter/skola")
    web[ROOT + "nyheter/a"] = page("A")
    harvester.run(harvester.source(include=["^/nyheter/"], exclude=["skola"]))
    assert sorted(web.paths) == ["/", "/nyheter/a"]


def test_sources_that_share_a_host_share_its_gate(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start")
    web[ROOT + "b/"] = page("B")
    other = harvester.source(id="y", seeds=[{"kind": "page", "url": "https://x.se/b/"}])
    reports = harvester.run(harvester.source(), other)
    assert [r.url.path for r in web.log].count("/robots.txt") == 1
    assert [report.counts["asked"] for report in reports] == [1, 1]


def test_a_report_adds_up_over_a_resumed_run(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/a", "/b")
    web[ROOT + "a"] = page("A")
    web[ROOT + "b"] = page("B")
    harvester.run(settings=harvester.with_fetch(max_pages=2))
    report = harvester.run(again=False)[0]
    assert replace(report, seconds=0).counts["asked"] == 3


def test_a_verdict_stands_as_long_as_its_page_is_not_modified(web: FakeWeb, harvester: Harvester) -> None:
    def login(request: httpx.Request) -> Reply:
        if request.headers.get("if-none-match") == '"1"':
            return Reply(304)
        return html("<title>Logga in</title><h1>Logga in</h1><input type=password>", etag='"1"')

    web[ROOT] = login
    harvester.run()
    harvester.run()
    assert harvester.visit(ROOT)["http_status"] == 304
    assert harvester.visit(ROOT)["outcome"] == harvester.page(ROOT)["outcome"] == "login"
    harvester.store.execute("UPDATE pages SET changed_at = '2026-01-01T00:00:00+00:00'")
    harvester.run()
    assert harvester.visit(ROOT)["http_status"] == 200, "after a month our own rules may have become wiser"


# Learned trust in lastmod

OLD = "2020-01-01"


def sitemap(*lines: tuple[str, str]) -> Reply:
    urls = "".join(f"<url><loc>{loc}</loc><lastmod>{lastmod}</lastmod></url>" for loc, lastmod in lines)
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Reply(200, {"content-type": "application/xml"}, body.encode())


@pytest.fixture
def mapped(web: FakeWeb, harvester: Harvester) -> Any:
    addresses = [f"{ROOT}sida-{chr(97 + n)}" for n in range(26)]
    web[ROOT + "sitemap.xml"] = sitemap(*((address, OLD) for address in addresses))
    for address in addresses:
        web[address] = page(address)
    return harvester.source(seeds=[{"kind": "sitemap", "url": ROOT + "sitemap.xml"}])


def test_a_lastmod_that_was_always_right_spares_requests(web: FakeWeb, harvester: Harvester, mapped: Any) -> None:
    harvester.run(mapped)
    assert len(web.asked) == 27
    web.log = []
    harvester.run(mapped)
    assert len(web.asked) > 20, "trust is earned by twenty answers"
    web.log = []
    report = harvester.run(mapped)[0]
    assert len(web.asked) < 12, "one in ten is still checked"
    assert report.counts["unchanged"] == 27


def test_one_untruth_ends_the_trust(web: FakeWeb, harvester: Harvester, mapped: Any) -> None:
    harvester.run(mapped)
    web[ROOT + "sida-c"] = page("Ändrad utan att säga det")
    harvester.run(mapped)
    web.log = []
    harvester.run(mapped)
    assert len(web.asked) == 27


def test_a_page_with_a_new_lastmod_is_asked_even_where_lastmod_is_trusted(
    web: FakeWeb, harvester: Harvester, mapped: Any
) -> None:
    harvester.run(mapped)
    harvester.run(mapped)
    lines = [(f"{ROOT}sida-{chr(97 + n)}", "2099-01-01" if n == 2 else OLD) for n in range(26)]
    web[ROOT + "sitemap.xml"] = sitemap(*lines)
    web[ROOT + "sida-c"] = page("Ändrad")
    harvester.run(mapped)
    assert harvester.visit(ROOT + "sida-c")["outcome"] == "ok"
