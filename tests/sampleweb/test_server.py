"""The web on a loopback port."""

import http.client
import socket
import threading
from collections.abc import Iterator

import pytest

from kkharvest.sampleweb import Change, SampleWeb, sample_registry
from kkharvest.sampleweb.content import Page, Site
from kkharvest.sources import load_registry


@pytest.fixture(scope="module")
def web() -> Iterator[SampleWeb]:
    with SampleWeb.start() as served:
        yield served


def _get(connection: http.client.HTTPConnection, host: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection.request("GET", path, headers={"Host": host, **headers})
    return connection.getresponse()


def test_one_connection_serves_many_hosts(web: SampleWeb) -> None:
    connection = http.client.HTTPConnection(*web.address)
    bodies = set()
    for host in web.hosts:
        answer = _get(connection, host, "/")
        assert answer.status == 200
        bodies.add(answer.read())
    sock = connection.sock
    assert sock is not None
    assert len(bodies) == len(web.hosts)
    connection.close()


def test_resolver_map_names_every_host_at_the_one_address(web: SampleWeb) -> None:
    assert set(web.resolver_map()) == set(web.hosts)
    assert set(web.resolver_map().values()) == {web.address}
    assert web.address[0] == "127.0.0.1"


def test_the_log_tells_host_path_status_and_agent(web: SampleWeb) -> None:
    before = len(web.log)
    connection = http.client.HTTPConnection(*web.address)
    _get(connection, "mark.example", "/finns-inte?a=1", **{"User-Agent": "probe"}).read()
    (entry,) = web.log[before:]
    assert (entry.host, entry.path, entry.status, entry.agent) == ("mark.example", "/finns-inte?a=1", 404, "probe")
    connection.close()


def test_requests_sent_in_one_go_are_answered_in_order(web: SampleWeb) -> None:
    with socket.create_connection(web.address) as sock:
        paths = ("/", "/nyheter/", "/robots.txt")
        sock.sendall(b"".join(f"GET {path} HTTP/1.1\r\nHost: goteborg.example\r\n\r\n".encode() for path in paths))
        answers = []
        for _ in paths:
            answer = http.client.HTTPResponse(sock)
            answer.begin()
            answers.append(answer.read())
    assert b"Officiella" in answers[0] or b"officiella" in answers[0]
    assert answers[2].startswith(b"User-agent")


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost mark.example\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: mark.example\r\nX: " + b"a" * 70000, 431),
        (b"POST / HTTP/1.1\r\nHost: mark.example\r\nContent-Length: 0\r\n\r\n", 405),
    ],
)
def test_bad_requests_are_refused_and_the_connection_closed(web: SampleWeb, raw: bytes, status: int) -> None:
    with socket.create_connection(web.address) as sock:
        sock.sendall(raw)
        answer = http.client.HTTPResponse(sock)
        answer.begin()
        assert answer.status == status
        assert answer.headers["Connection"] == "close"


def test_an_unmodified_page_costs_no_body(web: SampleWeb) -> None:
    connection = http.client.HTTPConnection(*web.address)
    first = _get(connection, "kalmar.example", "/foretag/matsvinn")
    assert first.read()
    second = _get(connection, "kalmar.example", "/foretag/matsvinn", **{"If-None-Match": first.headers["ETag"]})
    assert (second.status, second.read()) == (304, b"")
    connection.close()


def test_a_failing_host_fails_for_the_first_caller_of_a_path_only() -> None:
    pages = [Page(path="/", kind="start", title="A")]
    pages += [Page(path=f"/{n}", kind="article", title=str(n)) for n in range(6)]
    site = Site.model_validate(
        {
            "host": "a.example",
            "name": "A",
            "kind": "municipality",
            "system": "drupal",
            "quirks": {"failing_every": 7},
            "pages": pages,
        }
    )
    with SampleWeb.start([site]) as served:
        connection = http.client.HTTPConnection(*served.address)
        statuses = []
        for _ in range(2):
            answer = _get(connection, "a.example", "/5")
            answer.read()
            statuses.append(answer.status)
        connection.close()
    assert statuses == [503, 200]


def test_stopping_ends_the_thread_and_a_taken_port_is_an_error() -> None:
    served = SampleWeb.start()
    with pytest.raises(OSError, match="in use"):
        SampleWeb.start(port=served.address[1])
    names = {thread.name for thread in threading.enumerate()}
    assert "sampleweb" in names
    served.stop()
    served.stop()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(served.address)


def test_changes_show_on_the_web_that_starts_with_them(web: SampleWeb) -> None:
    address = "kalmar.example/foretag/matsvinn"
    with SampleWeb.with_changes([Change("gone", address)]) as later:
        connection = http.client.HTTPConnection(*later.address)
        gone = _get(connection, "kalmar.example", "/foretag/matsvinn")
        gone.read()
        assert gone.status == 404
        connection.close()


def test_the_registry_is_valid_and_has_one_short_delayed_source_for_each_site(web: SampleWeb) -> None:
    registry = load_registry(sample_registry())
    hosts = [host for source in registry for host in source.all_hosts if not host.startswith("www.")]
    assert sorted(hosts) == sorted(web.hosts)
    for source in registry:
        assert (source.politeness.delay_s or 0) <= 0.05, source.id
        assert source.id.endswith("-example")  # ids of real sources stay free
