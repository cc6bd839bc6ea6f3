import asyncio
from collections.abc import Sequence

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kkharvest.fetch.network import Endpoint, Network, RefusedAddressError, ResolveError, is_public

from .conftest import PUBLIC, FakeWeb, Harvester, Reply, page

REFUSED = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - an address to refuse, not one to bind
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.170.2",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
    "no address",
    "",
]


@pytest.mark.parametrize("address", REFUSED)
def test_addresses_off_the_public_internet_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2a00:1450:400f:80d::200e", "::ffff:8.8.8.8"])
def test_public_addresses_are_let_through(address: str) -> None:
    assert is_public(address)


@given(
    st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="fc00::/7")
)
def test_no_private_address_slips_through(address: object) -> None:
    assert not is_public(str(address))


def network(*addresses: str) -> Network:
    async def resolve(_: str) -> Sequence[str]:
        return addresses

    return Network(resolver=resolve)


def test_a_connection_goes_to_the_address_that_was_vetted() -> None:
    assert asyncio.run(network(PUBLIC).endpoints("x.se", 443)) == (Endpoint(PUBLIC, 443),)


def test_a_name_is_resolved_once_so_that_a_second_answer_leads_nowhere() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])

    async def resolve(_: str) -> Sequence[str]:
        return next(answers)

    async def twice() -> list[tuple[Endpoint, ...]]:
        way_out = Network(resolver=resolve)
        return [await way_out.endpoints("x.se", 443) for _ in range(2)]

    assert asyncio.run(twice()) == [(Endpoint(PUBLIC, 443),)] * 2


def test_one_private_address_among_public_ones_refuses_the_host() -> None:
    with pytest.raises(RefusedAddressError, match=r"10\.0\.0\.1"):
        asyncio.run(network(PUBLIC, "10.0.0.1").endpoints("x.se", 443))


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 9200, 11211])
def test_odd_ports_are_refused(port: int) -> None:
    with pytest.raises(RefusedAddressError, match=str(port)):
        asyncio.run(network(PUBLIC).endpoints("x.se", port))


def test_a_name_without_address_is_unresolved() -> None:
    with pytest.raises(ResolveError):
        asyncio.run(network().endpoints("x.se", 443))


def test_the_sample_network_knows_its_own_hosts_only() -> None:
    sample = Network.for_sample({"mark.example": ("127.0.0.1", 8123)})
    assert sample.is_sample
    assert asyncio.run(sample.endpoints("mark.example", 80)) == (Endpoint("127.0.0.1", 8123),)
    for host in ("www.boras.se", "127.0.0.1", "localhost"):
        with pytest.raises(ResolveError):
            asyncio.run(sample.endpoints(host, 80))


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.0.0.8", "fd00:ec2::254"])
def test_a_host_that_leads_inside_is_never_asked(web: FakeWeb, harvester: Harvester, address: str) -> None:
    web.addresses["x.se"] = [address]
    web["https://x.se/"] = page("Start")
    harvester.run()
    assert web.log == []
    visit = harvester.visit("https://x.se/")
    assert visit["outcome"] == "refused_address"
    assert address in visit["reason"]


@pytest.mark.parametrize(
    "target",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8080/",
        "http://[::1]/",
        "http://metadata.google.internal/",
        "http://2130706433/",
        "https://x.se:6379/",
    ],
)
def test_a_redirect_inside_is_refused_before_any_connection(web: FakeWeb, harvester: Harvester, target: str) -> None:
    inside = httpx.URL(target).host
    web.addresses[inside] = [inside if ":" in inside else "127.0.0.1"] if inside != "x.se" else [PUBLIC]
    # Both ways in: robots.txt is followed to any host, a page to the source's own.
    web["https://x.se/robots.txt"] = Reply(302, {"location": target})
    web["https://x.se/"] = page("Start")
    harvester.run()
    assert {(request.url.host, request.url.port) for request in web.log} == {("x.se", None)}
    assert harvester.visit("https://x.se/")["outcome"] in {"unreachable", "refused_address"}


def test_a_page_that_redirects_to_an_odd_port_of_its_own_host_is_refused(web: FakeWeb, harvester: Harvester) -> None:
    web["https://x.se/"] = page("Start", "/a")
    web["https://x.se/a"] = Reply(302, {"location": "https://x.se:6379/"})
    harvester.run()
    assert harvester.visit("https://x.se:6379/")["outcome"] == "refused_address"
    assert all(request.url.port is None for request in web.log)
