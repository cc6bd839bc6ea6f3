"""Lists that are loaded in steps, and what machines are told: whole harvests of each kind of seed."""

import gzip
import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from .conftest import FakeWeb, Harvester, Reply, page

ROOT = "https://x.se/"
ITEMS = [f"/exempel-{letter}" for letter in "abcdefghijkl"]
STEP = 4


def step(number: int) -> list[str]:
    return ITEMS[(number - 1) * STEP : number * STEP]


@pytest.fixture
def items(web: FakeWeb) -> FakeWeb:
    for item in ITEMS:
        web[ROOT + item[1:]] = page(item)
    return web


def harvested(web: FakeWeb) -> set[str]:
    return set(web.paths) & set(ITEMS)


def links(paths: list[str]) -> str:
    return "".join(f'<a href="{path}">{path}</a>' for path in paths)


def test_a_listing_paged_by_a_parameter(items: FakeWeb, harvester: Harvester) -> None:
    items[ROOT + "lista"] = page("Lista", *step(1))
    items[ROOT + "lista?page=2"] = page("Lista", *step(2))
    items[ROOT + "lista?page=3"] = page("Lista", *step(3))
    paging = {"by": "param", "param": "page"}
    harvester.run(harvester.source(seeds=[{"kind": "listing", "url": ROOT + "lista", "paging": paging}]))
    assert harvested(items) == set(ITEMS)
    assert [url for url in items.asked if "lista" in url][-1] == ROOT + "lista?page=4", (
        "the first that is missing ends it"
    )


def test_a_listing_that_answers_every_number_ends_when_it_repeats_itself(items: FakeWeb, harvester: Harvester) -> None:
    items[ROOT + "lista"] = page("Lista", *step(1))
    for number in range(2, 50):
        items[f"{ROOT}lista?page={number}"] = page("Lista", *step(2))
    paging = {"by": "param", "param": "page", "max_pages": 40}
    harvester.run(harvester.source(seeds=[{"kind": "listing", "url": ROOT + "lista", "paging": paging}]))
    assert sum("lista" in url for url in items.asked) == 3


def test_a_listing_paged_by_offsets_keeps_to_its_limit(items: FakeWeb, harvester: Harvester) -> None:
    items[ROOT + "lista"] = page("Lista", *step(1))
    items[ROOT + "lista?start=4"] = page("Lista", *step(2))
    paging = {"by": "param", "param": "start", "start": 0, "step": 4, "max_pages": 2}
    harvester.run(harvester.source(seeds=[{"kind": "listing", "url": ROOT + "lista", "paging": paging}]))
    assert harvested(items) == {*step(1), *step(2)}
    assert sum("lista" in url for url in items.asked) == 2


@pytest.mark.parametrize("paging", [{"by": "next"}, {"by": "next", "selector": ".mer a"}])
def test_a_listing_paged_by_next_links(items: FakeWeb, harvester: Harvester, paging: dict[str, str]) -> None:
    mark = '<p class="mer"><a href="{}">Nästa</a></p>' if "selector" in paging else '<a rel="next" href="{}">Nästa</a>'
    items[ROOT + "lista"] = page("Lista", *step(1)) + mark.format("/lista/tva")
    items[ROOT + "lista/tva"] = page("Lista", *step(2)) + mark.format("/lista/tre")
    items[ROOT + "lista/tre"] = page("Lista", *step(3))
    harvester.run(harvester.source(seeds=[{"kind": "listing", "url": ROOT + "lista", "paging": paging}]))
    assert harvested(items) == set(ITEMS)


def load_more(method: str, **more: Any) -> dict[str, Any]:
    endpoint = {"by": "load_more", "endpoint": ROOT + "ajax", "param": "paged", "method": method}
    return {**endpoint, "fields": {"action": "mer"}, **more}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("html_at", [None, "data.html"])
def test_a_button_behind_which_an_endpoint_stands(
    items: FakeWeb, harvester: Harvester, method: str, html_at: str | None
) -> None:
    def answer(request: httpx.Request) -> Reply:
        fields = parse_qs(request.content.decode() if method == "post" else request.url.query.decode())
        assert request.method == method.upper()
        assert fields["action"] == ["mer"]
        html = links(step(int(fields["paged"][0])))
        body = json.dumps({"data": {"html": html}}) if html_at else html
        return Reply(200, {"content-type": "text/html"}, body.encode())

    items[ROOT + "lista"] = page("Lista", *step(1))
    for number in range(2, 6):
        items[f"{ROOT}ajax?action=mer&paged={number}"] = answer
    items[ROOT + "ajax"] = answer
    paging = load_more(method, start=2, **({"html_at": html_at} if html_at else {}))
    harvester.run(harvester.source(seeds=[{"kind": "listing", "url": ROOT + "lista", "paging": paging}]))
    assert harvested(items) == set(ITEMS)
    assert {row["outcome"] for row in harvester.store.rows("SELECT outcome FROM pages WHERE url LIKE '%ajax%'")} <= {
        "discovery",
        "empty",
    }


def test_wordpress_tells_its_own_number_of_pages(items: FakeWeb, harvester: Harvester) -> None:
    for number in range(1, 4):
        body = json.dumps([{"link": ROOT + path[1:], "title": {"rendered": path}} for path in step(number)])
        suffix = f"?page={number}" if number > 1 else ""
        reply = Reply(200, {"content-type": "application/json", "x-wp-totalpages": "3"}, body.encode())
        items[f"{ROOT}wp-json/wp/v2/exempel{suffix}"] = reply
    harvester.run(harvester.source(seeds=[{"kind": "wp_json", "url": ROOT + "wp-json/wp/v2/exempel"}]))
    assert harvested(items) == set(ITEMS)


def test_sitemaps_named_by_robots_txt_are_read_gzipped_and_nested(items: FakeWeb, harvester: Harvester) -> None:
    items[ROOT + "robots.txt"] = f"Sitemap: {ROOT}sitemap.xml\nSitemap: https://annan.se/sitemap.xml\n"
    items[ROOT] = page("Start")
    index = f"<sitemapindex><sitemap><loc>{ROOT}s1.xml.gz</loc></sitemap></sitemapindex>".encode()
    urls = "".join(f"<url><loc>{ROOT}{path[1:]}</loc></url>" for path in ITEMS)
    items[ROOT + "sitemap.xml"] = Reply(200, {"content-type": "text/xml"}, index)
    packed = gzip.compress(f"<urlset>{urls}</urlset>".encode())
    items[ROOT + "s1.xml.gz"] = Reply(200, {"content-type": "application/x-gzip"}, packed)
    harvester.run()
    assert harvested(items) == set(ITEMS)
    assert not any("annan.se" in url for url in items.asked)


def test_a_feed_that_a_page_announces_is_read(items: FakeWeb, harvester: Harvester) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    items[ROOT] = page("Start", head=head)
    entries = "".join(f"<item><link>{ROOT}{path[1:]}</link></item>" for path in ITEMS)
    items[ROOT + "rss.xml"] = Reply(200, {"content-type": "application/rss+xml"}, f"<rss>{entries}</rss>".encode())
    harvester.run()
    assert harvested(items) == set(ITEMS)


def test_lists_made_for_machines_cost_no_page_of_the_budget(items: FakeWeb, harvester: Harvester) -> None:
    urls = "".join(f"<url><loc>{ROOT}{path[1:]}</loc></url>" for path in ITEMS)
    items[ROOT + "sitemap.xml"] = Reply(200, {"content-type": "text/xml"}, f"<urlset>{urls}</urlset>".encode())
    source = harvester.source(seeds=[{"kind": "sitemap", "url": ROOT + "sitemap.xml"}], politeness={"max_pages": 5})
    harvester.run(source)
    assert len(harvested(items)) == 5


def test_a_faceted_list_does_not_eat_the_budget(web: FakeWeb, harvester: Harvester) -> None:
    facets = [f"/lista?amne={a}&ar={b}" for a in range(20) for b in range(20)]
    web[ROOT] = page("Start", *facets, "/artikel")
    for facet in facets:
        web[ROOT + facet[1:]] = page("Lista", *facets)
    web[ROOT + "artikel"] = page("Artikel")
    harvester.run()
    assert "/artikel" in web.paths
    assert len(web.asked) < 60


def test_a_calendar_without_end_ends(web: FakeWeb, harvester: Harvester) -> None:
    def month(request: httpx.Request) -> Reply:
        number = int(str(request.url).rpartition("-")[2])
        return Reply(200, {"content-type": "text/html"}, page("Kalender", f"/k?manad=2026-{number + 1:02d}").encode())

    web[ROOT] = page("Start", "/k?manad=2026-01", "/artikel")
    web[ROOT + "artikel"] = page("Artikel")
    for number in range(1, 100):
        web[f"{ROOT}k?manad=2026-{number:02d}"] = month
    harvester.run(settings=harvester.with_fetch(max_depth=100))
    assert len(web.asked) < 20
    assert "/artikel" in web.paths
