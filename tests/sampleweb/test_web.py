"""The web as a function: validators, compression, redirects, machines' addresses, and every quirk."""

import gzip
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser

from kkharvest.sampleweb.content import Site, load_sites
from kkharvest.sampleweb.web import Response, Web

Ask = Callable[..., Response]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
ATOM = "{http://www.w3.org/2005/Atom}"


def _links(body: bytes, selector: str = "a[href]") -> list[str]:
    return [node.attributes["href"] or "" for node in LexborHTMLParser(body.decode("utf-8", "replace")).css(selector)]


def test_the_same_request_always_gets_the_same_bytes(
    sites: tuple[Site, ...], ask: Ask, asker: Callable[[Web], Ask]
) -> None:
    again = asker(Web(load_sites()))
    for site in sites:
        for page in site.pages:
            address = f"{site.host}{page.path}"
            first, second = ask(address, accept_encoding="gzip"), again(address, accept_encoding="gzip")
            assert (first.body, first.headers) == (second.body, second.headers)


def test_validators_answer_304_and_a_changed_one_200(ask: Ask) -> None:
    page = "kristianstad.example/miljo-och-klimat/klimat-och-energi/biogas.4.91e0cc35.html"
    fresh = ask(page)
    tag, moment = fresh.headers["ETag"], fresh.headers["Last-Modified"]
    unchanged = ask(page, if_none_match=tag)
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert unchanged.headers["ETag"] == tag
    assert ask(page, if_none_match=f'"other", W/{tag}').status == 304
    assert ask(page, if_modified_since=moment).status == 304
    assert ask(page, if_modified_since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200
    assert ask(page, if_modified_since="in the past").status == 200
    assert ask(page, if_none_match='"other"', if_modified_since=moment).status == 200  # the tag decides


def test_a_site_may_offer_no_validators(ask: Ask) -> None:
    answer = ask("mark.example/", if_none_match="*")
    assert answer.status == 200
    assert not {"ETag", "Last-Modified"} & set(answer.headers)


def test_compression_only_when_asked_for_and_head_without_body(ask: Ask) -> None:
    page = "helsingborg.example/foretagare/klimatavtal/"
    plain, packed, head = ask(page), ask(page, accept_encoding="br, gzip"), ask(page, method="HEAD")
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(plain.body))


def test_other_methods_and_unknown_hosts_are_refused(ask: Ask) -> None:
    assert ask("mark.example/", method="DELETE").status == 405
    assert ask("unknown.example/").status == 421


def test_redirects_follow_in_a_chain_and_add_a_missing_slash(ask: Ask) -> None:
    steps = ["/klimat/skyfall.html"]
    while (answer := ask(f"kristianstad.example{steps[-1]}")).status == 301:
        steps.append(answer.headers["Location"])
    assert len(steps) == 4
    assert answer.status == 200
    slash = ask("helsingborg.example/foretagare/klimatavtal?x=1")
    assert (slash.status, slash.headers["Location"]) == (301, "/foretagare/klimatavtal/?x=1")


def test_a_sitevision_page_answers_under_its_number(ask: Ask) -> None:
    short = ask("kristianstad.example/4.3b1a77c1.html")
    assert short.body == ask("kristianstad.example/skyfall/annan.4.3b1a77c1.html").body
    assert _links(short.body, "link[rel=canonical]") == [
        "http://kristianstad.example/miljo-och-klimat/klimatanpassning/skyfallskartan.4.3b1a77c1.html"
    ]


def test_the_old_site_speaks_latin_1_in_header_meta_and_bytes(ask: Ask) -> None:
    answer = ask("mark.example/foretag/textilkretsloppet.html")
    assert answer.headers["Content-Type"] == "text/html; charset=iso-8859-1"
    assert "väverierna" in answer.body.decode("iso-8859-1")
    assert b"v\xe4v" in answer.body
    assert b"charset=iso-8859-1" in answer.body


def test_robots_close_a_tempting_folder_that_pages_link_to(ask: Ask) -> None:
    assert "Disallow: /arbetsmaterial/" in ask("orebro.example/robots.txt").body.decode()
    page = ask("orebro.example/foretag--naringsliv/klimatsmart-orebro.4.10be77d3.html")
    assert "/arbetsmaterial/index.html" in _links(page.body)
    assert ask("orebro.example/arbetsmaterial/index.html").status == 200


def test_some_robots_name_a_crawl_delay_and_every_site_answers_for_them(sites: tuple[Site, ...], ask: Ask) -> None:
    answers = [ask(f"{site.host}/robots.txt") for site in sites]
    assert {answer.status for answer in answers} == {200}
    assert any("Crawl-delay" in answer.body.decode() for answer in answers)


def test_a_slow_host_delays(ask: Ask) -> None:
    assert 0 < ask("goteborg.example/").delay <= 0.05
    assert ask("kristianstad.example/").delay == 0


def test_every_seventh_path_fails_once_and_then_works(sites: tuple[Site, ...], ask: Ask) -> None:
    site = next(site for site in sites if site.quirks.failing_every)
    first = [ask(f"{site.host}{page.path}", seen=0) for page in site.pages]
    failed = [answer for answer in first if answer.status == 503]
    assert len(failed) == len(site.pages) // 7
    assert {answer.headers["Retry-After"] for answer in failed} == {"1"}
    assert {ask(f"{site.host}{page.path}", seen=1).status for page in site.pages} == {200}


def test_unknown_addresses_answer_404_or_apologise_with_200(ask: Ask) -> None:
    hard, soft = ask("kalmar.example/finns-inte"), ask("enkoping.example/finns-inte")
    assert (hard.status, soft.status) == (404, 200)
    for answer in (hard, soft):
        assert "Sidan kunde inte hittas" in answer.body.decode()


def test_the_calendar_never_ends(ask: Ask) -> None:
    address = "/kalender"
    for _ in range(30):
        answer = ask(f"kalmar.example{address}")
        assert answer.status == 200
        (address,) = _links(answer.body, "a[rel=next]")
    assert address == "/kalender?manad=2029-05"


def test_session_ids_differ_from_page_to_page_and_mean_nothing(ask: Ask) -> None:
    sessions = set()
    for page in ("/", "/nyheter.html", "/nyheter.html?page=2"):
        links = [link for link in _links(ask(f"orebro.example{page}").body) if "sid=" in link]
        assert links
        sessions.update(re.findall(r"sid=(\w+)", " ".join(links)))
    assert len(sessions) == 3
    plain, with_session = (
        ask(f"orebro.example/nyheter/2024-05-14-simskola.html{query}") for query in ("", "?sid=ab12")
    )
    assert plain.body == with_session.body


def test_tracking_parameters_and_facets_in_links(ask: Ask) -> None:
    links = _links(ask("kalmar.example/nyheter").body)
    assert any("utm_source=" in link for link in links)
    facets = [link for link in links if "amne=" in link]
    assert facets
    narrowed = _links(ask(f"kalmar.example{facets[0]}").body)
    assert any("amne=" in link and "sortera=" in link for link in narrowed)


def test_a_shell_a_login_and_an_empty_page(ask: Ask) -> None:
    shell, empty, login = (
        ask(address)
        for address in ("nacka.example/app/min-trafik", "nacka.example/tomt-blad", "viablecities.example/wp-login.php")
    )
    assert [node.text(strip=True) for node in LexborHTMLParser(shell.body.decode()).css("#root")] == [""]
    assert (empty.status, empty.body) == (200, b"")
    assert b'type="password"' in login.body


def test_reservations_stand_in_header_and_meta(ask: Ask) -> None:
    assert ask("viablecities.example/forskning/prognosdata/").headers["tdm-reservation"] == "1"
    assert b'content="noindex' in ask("viablecities.example/utkast/rapport-konkurrenskraft/").body


def test_pdf_text_and_picture(sites: tuple[Site, ...], ask: Ask) -> None:
    for site in sites:
        for page in site.pages:
            if page.kind == "pdf":
                answer = ask(f"{site.host}{page.path}")
                assert answer.headers["Content-Type"] == "application/pdf"
                reader = PdfReader(io.BytesIO(answer.body))
                assert reader.metadata is not None
                assert reader.metadata.title == page.title
                words = " ".join(sheet.extract_text() for sheet in reader.pages).split()
                assert page.body.split()[-1] in words
    assert (
        ask("viablecities.example/wp-content/uploads/2023/lasanvisning.txt")
        .headers["Content-Type"]
        .startswith("text/plain")
    )
    assert ask("viablecities.example/wp-content/uploads/2023/karta.png").body.startswith(b"\x89PNG\r\n\x1a\n")


def test_sitemaps_plain_in_parts_and_gzipped(ask: Ask) -> None:
    def places(address: str) -> list[str]:
        answer = ask(address)
        assert answer.status == 200
        body = gzip.decompress(answer.body) if address.endswith(".gz") else answer.body
        return [node.text or "" for node in ET.fromstring(body).iter(SITEMAP)]  # noqa: S314 - our own bytes

    assert "http://kristianstad.example/naringsliv.html" in places("kristianstad.example/sitemap.xml")
    for host, ending in (("helsingborg.example", ".xml.gz"), ("goteborg.example", ".xml")):
        parts = places(f"{host}/sitemap.xml")
        assert len(parts) == 2
        assert all(part.endswith(ending) for part in parts)
        assert len([place for part in parts for place in places(part)]) > 20
    assert ask("mark.example/sitemap.xml").status == 404


def test_feeds_of_both_kinds_hold_news_latest_first(ask: Ask) -> None:
    rss = ET.fromstring(ask("kristianstad.example/rss/nyheter.xml").body)  # noqa: S314 - our own bytes
    atom = ET.fromstring(ask("mariestad.example/feed/atom/").body)  # noqa: S314 - our own bytes
    links = [item.findtext("link") or "" for item in rss.iter("item")]
    assert links
    assert all(ask(link).status == 200 for link in links)
    dates = [entry.findtext(f"{ATOM}published") or "" for entry in atom.iter(f"{ATOM}entry")]
    assert len(dates) >= 4
    assert dates == sorted(dates, reverse=True)


def test_the_collection_shows_its_first_examples_and_loads_the_rest_until_there_is_no_more(
    sites: tuple[Site, ...], ask: Ask
) -> None:
    page = LexborHTMLParser(ask("viablecities.example/klimatkonkurrenskraft/").body.decode())
    shown = [node.attributes["href"] or "" for node in page.css("a.card__link")]
    assert [node.text() for node in page.css("button.js-load-more")] == ["Ladda fler"]
    loaded: list[str] = []
    for step in range(2, 10):
        piece = ask(f"viablecities.example/wp-admin/admin-ajax.php?action=load_more&type=exempel&paged={step}")
        assert piece.status == 200
        if b"Inget mer att visa" in piece.body:
            break
        loaded += _links(piece.body, "a.card__link")
    else:
        raise AssertionError("no end")
    (site,) = (site for site in sites if site.host == "viablecities.example")
    paths = [link.removeprefix("http://viablecities.example") for link in (*shown, *loaded)]
    assert paths == [each.path for each in site.pages if each.type == "exempel"]
    assert 0 < len(shown) < len(paths)


def test_rest_pages_by_header_and_refuses_a_page_too_far(ask: Ask) -> None:
    base = "viablecities.example/wp-json/wp/v2/exempel?per_page=5"
    first = ask(base)
    last = int(first.headers["X-WP-TotalPages"])
    posts = [post for step in range(1, last + 1) for post in json.loads(ask(f"{base}&page={step}").body)]
    assert len(posts) == int(first.headers["X-WP-Total"]) == len({post["id"] for post in posts})
    assert posts[0]["title"]["rendered"] == "Kristianstad: Skyfallskartan"
    assert "<p>" in posts[0]["content"]["rendered"]
    beyond = ask(f"{base}&page={last + 1}")
    assert (beyond.status, json.loads(beyond.body)["code"]) == (400, "rest_post_invalid_page_number")
    assert ask("viablecities.example/wp-json/wp/v2/nothing").status == 404
    assert ask("kalmar.example/wp-json/").status == 404


def test_listings_page_as_their_system_does(ask: Ask) -> None:
    for address, step in (
        ("goteborg.example/nyheter/", "?p=2"),
        ("kalmar.example/nyheter", "?page=1"),
        ("mariestad.example/nyheter/", "page/2/"),
        ("orebro.example/nyheter.html", "?page=2"),
    ):
        path = "/" + address.partition("/")[2]
        following = path + step
        first, second = ask(address), ask(f"{address.partition('/')[0]}{following}")
        assert following in _links(first.body), address
        assert second.status == 200
        assert second.body != first.body
    assert ask("kalmar.example/nyheter?page=9").status == 404


def test_languages_point_at_each_other(ask: Ask) -> None:
    swedish, english = (
        ask(f"goteborg.example{path}") for path in ("/klimat-och-miljo/electricity/", "/en/electricity/")
    )
    assert english.headers["Content-Language"] == "en"
    assert set(_links(swedish.body, "link[hreflang]")) == set(_links(english.body, "link[hreflang]"))
