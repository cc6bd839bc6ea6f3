"""A run's own budget, shared by what sources promise."""

from collections import Counter

import pytest

from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.purse import Purse

from .conftest import FakeWeb, Harvester, Reply, page


def purse(run_pages: int) -> Purse:
    return Purse(FetchSettings(run_pages=run_pages))


def test_pages_go_to_the_best_addresses_of_all_sources() -> None:
    budget = purse(3)
    for source, tally in {"rich": Counter({90: 2, 50: 5}), "poor": Counter({60: 1, 40: 9})}.items():
        budget.join(source, tally)
        budget.begun(source)
    assert budget.lets("rich", 0.9)
    assert budget.lets("poor", 0.6)
    assert not budget.lets("rich", 0.5)
    budget.leave("rich")
    assert budget.lets("poor", 0.4), "what one leaves, another may use"


def test_a_source_that_has_not_begun_has_its_share_kept() -> None:
    budget = purse(4)
    budget.join("fast", Counter({90: 10}))
    budget.join("slow", Counter({10: 1}))
    budget.begun("fast")
    for _ in range(2):
        assert budget.lets("fast", 0.9)
        budget.spend(1)
    assert not budget.lets("fast", 0.9)
    assert budget.lets("slow", 0.1), "a first page is always let"
    budget.leave("slow")
    assert budget.lets("fast", 0.9)


def site(web: FakeWeb, host: str, words: str, count: int = 10) -> None:
    links = [f"/{words}-{number}" for number in range(count)]
    web[f"https://{host}/"] = page("Start", *links)
    for link in links:
        web[f"https://{host}{link}"] = page(link)


def test_a_run_keeps_its_budget_and_spends_it_where_it_pays(web: FakeWeb, harvester: Harvester) -> None:
    site(web, "x.se", "klimatavtal-med-foretag")
    site(web, "y.se", "bygglov")
    seeds = [{"kind": "page", "url": "https://y.se/"}]
    other = harvester.source(id="y", homepage="https://y.se/", seeds=seeds)
    reports = harvester.run(harvester.source(), other, settings=harvester.with_fetch(run_pages=10))
    asked = Counter(request.url.host for request in web.log if request.url.path != "/robots.txt")
    pages = web.asked
    assert len(pages) == 10
    assert sum("klimatavtal" in url for url in pages) >= 7
    assert asked["y.se"] >= 1
    assert {report.stopped for report in reports} == {"the run's budget of 10 pages"}
    harvester.run(harvester.source(), other, again=False)
    assert len(web.asked) == len(set(web.asked)) == 22, "what waits is asked when the run goes on with more"


@pytest.mark.parametrize(("setting", "reason"), [("run_bytes", "bytes"), ("run_minutes", "minutes")])
def test_a_run_has_budgets_of_bytes_and_minutes(web: FakeWeb, harvester: Harvester, setting: str, reason: str) -> None:
    site(web, "x.se", "sida")
    value = 1500 if setting == "run_bytes" else 1e-9
    report = harvester.run(settings=harvester.with_fetch(**{setting: value}))[0]
    assert len(web.asked) < 3
    assert reason in (report.stopped or "")


def test_lists_and_refusals_cost_the_run_nothing(web: FakeWeb, harvester: Harvester) -> None:
    body = "<urlset>" + "".join(f"<url><loc>https://x.se/{n}</loc></url>" for n in range(6)) + "</urlset>"
    robots = b"User-agent: *\nDisallow: /0\nDisallow: /1\nSitemap: https://x.se/sitemap.xml\n"
    web["https://x.se/robots.txt"] = Reply(200, {"content-type": "text/plain"}, robots)
    web["https://x.se/sitemap.xml"] = Reply(200, {"content-type": "application/xml"}, body.encode())
    web["https://x.se/"] = page("Start")
    for number in range(6):
        web[f"https://x.se/{number}"] = page(str(number))
    report = harvester.run(settings=harvester.with_fetch(run_pages=6))[0]
    assert len(web.asked) == 6
    assert report.stopped is None
