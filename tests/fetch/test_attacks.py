"""What somebody with a server of his own, or a name server, could try."""

import asyncio
import gzip
import socket
import zlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.core.address import AddressError, normalise
from kkharvest.fetch.inflate import InflateError, TooLargeError, inflate
from kkharvest.fetch.network import Network, RefusedAddressError, ResolveError
from kkharvest.fetch.pdfmeta import pdf_rights
from kkharvest.fetch.transport import PinnedTransport

from .conftest import PUBLIC, FakeWeb, Harvester, Reply, page

ROOT = "https://x.se/"
NUMERIC = [
    "127.0.0.1", "127.1", "0", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "169.254.169.254",
    "[fe80::1]", "[64:ff9b::7f00:1]",
]  # fmt: skip


@pytest.mark.parametrize("host", NUMERIC)
def test_an_address_that_leads_inside_is_refused_however_it_is_written(host: str) -> None:
    async def resolve(name: str) -> list[str]:
        # What getaddrinfo makes of digits, without asking anybody.
        return [name if ":" in name else socket.inet_ntoa(socket.inet_aton(name))]

    with pytest.raises(RefusedAddressError):
        asyncio.run(Network(resolver=resolve).endpoints(host, 80))


def test_digits_of_other_scripts_become_the_address_that_is_vetted() -> None:
    assert normalise("http://①②⑦.⓪.⓪.①/") == "http://127.0.0.1/"


@pytest.mark.parametrize(
    "target",
    [
        "https://kund:hemligt@x.se/",
        "ftp://x.se/a",
        "file:///etc/passwd",
        "gopher://x.se/",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_a_redirect_to_another_scheme_or_with_credentials_leads_nowhere(
    web: FakeWeb, harvester: Harvester, target: str
) -> None:
    web[ROOT] = Reply(302, {"location": target})
    harvester.run()
    assert harvester.visit(ROOT)["outcome"] == "bad_redirect"
    assert web.asked == [ROOT]


def test_the_address_that_was_vetted_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that answers differently the second time (rebinding) is not asked a second time."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    connected: list[tuple[str, int]] = []

    async def resolve(_: str) -> list[str]:
        return next(answers)

    async def connect(host: str, port: int, **_: object) -> None:
        connected.append((host, port))
        raise OSError("no packet leaves")

    async def ask() -> None:
        network = Network(resolver=resolve)
        await network.endpoints("x.se", 80)
        async with PinnedTransport(network, connections=1) as transport:
            with pytest.raises(Exception, match=r"no connection to x\.se"):
                await transport.handle_async_request(httpx.Request("GET", "http://x.se/"))

    monkeypatch.setattr(asyncio, "open_connection", connect)
    asyncio.run(ask())
    assert connected == [(PUBLIC, 80)]


def test_an_answer_of_the_name_server_that_came_late_is_vetted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[PUBLIC], ["10.0.0.1"]])

    async def resolve(_: str) -> list[str]:
        return next(answers)

    async def twice() -> None:
        network = Network(resolver=resolve)
        await network.endpoints("x.se", 443)
        await network.endpoints("x.se", 443)

    monkeypatch.setattr("kkharvest.fetch.network._KEEP_S", -1.0)
    with pytest.raises(RefusedAddressError):
        asyncio.run(twice())


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"å"', '"a\x00"'])
def test_a_validator_that_is_no_plain_text_is_not_sent_back(harvester: Harvester, web: FakeWeb, etag: str) -> None:
    web[ROOT] = page("Start")
    harvester.run()
    harvester.store.execute("UPDATE pages SET etag = ?", (etag,))
    harvester.run()
    assert "if-none-match" not in web.log[-1].headers
    assert harvester.visit(ROOT)["outcome"] == "unchanged"


def test_what_a_server_says_cannot_steer_a_terminal(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT + "robots.txt"] = Reply(
        200, {"content-type": "text/plain"}, b"User-agent: *\nDisallow: /\x1b[2Jborta\x07*\nDisallow: /\n"
    )
    web[ROOT] = page("Start")
    web[ROOT + ".well-known/tdmrep.json"] = Reply(404)
    harvester.run()
    assert harvester.visit(ROOT)["outcome"] == "disallowed"
    texts = harvester.store.rows("SELECT reason AS text FROM fetches UNION SELECT message FROM issues")
    assert all((row["text"] or "").isprintable() for row in texts)


# Compression


def test_a_bomb_inside_a_bomb_is_cut_off() -> None:
    bomb = gzip.compress(gzip.compress(bytes(50_000_000)))
    with pytest.raises(TooLargeError):
        inflate(bomb, "gzip, gzip", 1_000_000)


def test_encodings_are_not_stacked_without_end() -> None:
    with pytest.raises(InflateError, match="on top of each other"):
        inflate(b"x", ", ".join(["gzip"] * 50), 1000)


def test_a_million_empty_members_are_read_in_one_pass() -> None:
    body = gzip.compress(b"", mtime=0) * 50_000 + gzip.compress(b"slut")
    assert inflate(body, "gzip", 1000) == b"slut"


@given(st.lists(st.binary(max_size=300), max_size=5), st.integers(0, 1200))
def test_members_are_read_whole_and_within_the_limit(texts: list[bytes], limit: int) -> None:
    body = b"".join(map(gzip.compress, texts))
    whole = b"".join(texts)
    if len(whole) <= limit:
        assert inflate(body, "gzip", limit) == whole
    else:
        with pytest.raises(TooLargeError):
            inflate(body, "gzip", limit)


def test_a_pdf_that_unfolds_without_end_is_let_be() -> None:
    stream = zlib.compress(bytes(90_000_000), 9)
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Metadata 2 0 R >>\nendobj\n"
    second = len(head)
    head += b"2 0 obj\n<< /Type /Metadata /Filter /FlateDecode /Length %d >>\nstream\n" % len(stream) + stream
    head += b"\nendstream\nendobj\n"
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (9, second)
    body = head + table + b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(head)
    assert pdf_rights(body).reservation is None


# Discovery


def index(*urls: str) -> Reply:
    body = "<sitemapindex>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>"
    return Reply(200, {"content-type": "application/xml"}, body.encode())


def mapped(harvester: Harvester) -> list[str]:
    source = harvester.source(
        seeds=[{"kind": "sitemap", "url": ROOT + "sitemap.xml"}, {"kind": "page", "url": ROOT}],
    )
    harvester.run(source, settings=harvester.with_fetch(max_pages=20))
    return harvester.web.paths


def test_sitemap_indexes_that_name_each_other_come_to_an_end(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start")
    web[ROOT + "sitemap.xml"] = index(ROOT + "andra.xml", ROOT + "sitemap.xml")
    web[ROOT + "andra.xml"] = index(ROOT + "sitemap.xml", ROOT + "andra.xml")
    assert sorted(mapped(harvester)) == ["/", "/andra.xml", "/sitemap.xml"]


def test_a_chain_and_a_flood_of_sitemaps_leave_room_for_pages(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start")
    web[ROOT + "sitemap.xml"] = index(ROOT + "kedja-0.xml", *(f"{ROOT}flod-{n}.xml" for n in range(500)))
    for number in range(50):
        web[f"{ROOT}kedja-{number}.xml"] = index(f"{ROOT}kedja-{number + 1}.xml")
    paths = mapped(harvester)
    assert "/" in paths
    assert sum("kedja" in path for path in paths) <= 7
    assert len(paths) <= 102


def test_links_of_boundless_length_are_passed_over(web: FakeWeb, harvester: Harvester) -> None:
    web[ROOT] = page("Start", "/" + "a" * 100_000, "/b")
    web[ROOT + "b"] = page("B")
    harvester.run()
    assert web.paths == ["/", "/b"]
    with pytest.raises(AddressError):
        normalise("http://" + "a" * 10 + "_/\x00 /../..", None)


def test_a_name_that_is_none_is_unresolved() -> None:
    async def resolve(host: str) -> list[str]:
        host.encode("idna")
        return []

    with pytest.raises(ResolveError):
        asyncio.run(Network(resolver=resolve).endpoints("a" * 70 + ".se", 443))
