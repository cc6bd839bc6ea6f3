import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.fetch.discover import DiscoverError, Listed, read_ajax, read_feed, read_sitemap, read_wp_json

BASE = "https://x.se/sitemap.xml"
SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://x.se/a </loc><lastmod>2026-01-02</lastmod>
 <image:image><image:loc>https://x.se/bild.jpg</image:loc></image:image></url>
<url><loc>https://x.se/b?x=1&amp;y=2#del</loc>
 <news:news><news:title>Klimatavtal</news:title></news:news></url>
<url><loc>mailto:a@x.se</loc></url><url><lastmod>2026</lastmod></url>
</urlset>"""
INDEX = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://x.se/s1.xml.gz</loc><lastmod>2026-02-01</lastmod></sitemap></sitemapindex>"""
RSS = """<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel><link>https://x.se/</link>
<item><title>Återbruk i Malmö</title><link>https://x.se/a?utm_source=rss</link>
<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate></item>
<item><title>Utan länk</title><guid>https://x.se/b</guid></item>
<item><guid isPermaLink="false">123</guid></item></channel></rss>""".encode("iso-8859-1")
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://x.se/"/>
<entry><title>A</title><link rel="edit" href="https://x.se/edit"/>
<link rel="alternate" href="/a"/><updated>2026-03-01T00:00:00Z</updated></entry>
<entry><title>B</title><link href="https://x.se/b"/></entry></feed>"""


def test_a_sitemap_names_pages_and_their_days() -> None:
    assert read_sitemap(SITEMAP, BASE) == [
        Listed("https://x.se/a", "", "2026-01-02"),
        Listed("https://x.se/b?x=1&y=2", "Klimatavtal"),
    ]


def test_a_gzipped_sitemap_is_read_the_same() -> None:
    assert read_sitemap(gzip.compress(SITEMAP), BASE) == read_sitemap(SITEMAP, BASE)


def test_an_index_names_sitemaps() -> None:
    assert read_sitemap(INDEX, BASE) == [Listed("https://x.se/s1.xml.gz", "", "2026-02-01", is_index=True)]


def test_a_plain_list_is_a_sitemap_too() -> None:
    assert [item.url for item in read_sitemap(b"https://x.se/a\r\nhttps://x.se/b\n\nannat\n", BASE)] == [
        "https://x.se/a",
        "https://x.se/b",
    ]


def test_rss_in_its_own_encoding() -> None:
    assert read_feed(RSS, BASE) == [
        Listed("https://x.se/a", "Återbruk i Malmö", "Mon, 02 Mar 2026 08:00:00 GMT"),
        Listed("https://x.se/b", "Utan länk"),
    ]


def test_atom_takes_the_alternate_link() -> None:
    assert [(item.url, item.title) for item in read_feed(ATOM, BASE)] == [
        ("https://x.se/a", "A"),
        ("https://x.se/b", "B"),
    ]


def test_wordpress_posts() -> None:
    posts = [
        {"link": "https://x.se/a/", "title": {"rendered": "A"}, "modified_gmt": "2026-01-02T03:04:05"},
        {"link": None},
        "skräp",
        {"link": "https://x.se/b/"},
    ]
    assert read_wp_json(json.dumps(posts).encode(), BASE) == [
        Listed("https://x.se/a/", "A", "2026-01-02T03:04:05+00:00"),
        Listed("https://x.se/b/"),
    ]


@pytest.mark.parametrize(
    ("body", "html_at"),
    [
        (b'<article><a href="/a">Avtal</a></article>', None),
        (json.dumps({"data": {"html": '<a href="/a">Avtal</a>'}}).encode(), "data.html"),
        (json.dumps({"html": '<a href="/a">Avtal</a>', "more": True}).encode(), None),
        (json.dumps([{"link": "/a", "title": "Avtal"}]).encode(), None),
    ],
)
def test_answers_of_load_more_endpoints(body: bytes, html_at: str | None) -> None:
    assert read_ajax(body, "https://x.se/ajax", html_at) == [Listed("https://x.se/a", "Avtal")]


ENTITIES = [
    b'<!DOCTYPE u [<!ENTITY a "b">]><urlset><url><loc>https://x.se/&a;</loc></url></urlset>',
    b'<!DOCTYPE u [<!ENTITY % p SYSTEM "http://x.se/p.dtd"> %p;]><urlset/>',
    b'<?xml version="1.0"?><!DOCTYPE u SYSTEM "file:///etc/passwd" [ ]><urlset/>',
    '<!DOCTYPE u [<!ENTITY a "b">]><urlset><url><loc>https://x.se/&a;</loc></url></urlset>'.encode("utf-16"),
]


@pytest.mark.parametrize("body", ENTITIES)
def test_entities_are_refused_not_expanded(body: bytes) -> None:
    with pytest.raises(DiscoverError):
        read_sitemap(body, BASE)


@pytest.mark.parametrize(
    "body", [b"<html><body>404</body>", b"<", b"\x1f\x8b\x08trasig", gzip.compress(b"\0" * 60_000_000)]
)
def test_what_is_no_sitemap(body: bytes) -> None:
    try:
        found = read_sitemap(body, BASE)
    except DiscoverError:
        found = []
    assert found == []


@pytest.mark.parametrize("body", [b"", b"{", b"null", b'{"code": "rest_no_route"}', b"[" * 100_000])
def test_what_is_no_list_of_posts(body: bytes) -> None:
    with pytest.raises(DiscoverError):
        read_wp_json(body, BASE)


def test_addresses_before_a_fault_count() -> None:
    assert [item.url for item in read_sitemap(SITEMAP[:400], BASE)] == ["https://x.se/a"]


@given(st.binary(max_size=300))
def test_no_body_breaks_a_reader(body: bytes) -> None:
    for reader in (read_sitemap, read_feed, read_wp_json, read_ajax):
        try:
            reader(body, BASE)
        except DiscoverError:
            continue


def test_feeds_and_wordpress_tell_what_their_pages_are_about() -> None:
    feed = (
        b"<rss><channel><item><title>T</title><link>https://x.se/a</link><description>"
        b"&lt;p&gt;Kommun och &lt;b&gt;f\xc3\xb6retag&lt;/b&gt;&lt;/p&gt;</description></item></channel></rss>"
    )
    posts = b'[{"link": "https://x.se/b", "title": {"rendered": "T"}, "excerpt": {"rendered": "<p>Avtal&nbsp;nu</p>"}}]'
    assert read_feed(feed, BASE)[0].teaser == "Kommun och f\xf6retag"
    assert read_wp_json(posts, BASE)[0].teaser == "Avtal nu"
