"""Where connections may go: names resolved once, addresses vetted, connections pinned to them.

A name is resolved, every address it has is vetted, and the connection is made to the vetted address itself, so that a
second answer of the name server cannot lead elsewhere. The sample web is the one exception: its names, and only its
names, lead to loopback.
"""

import asyncio
import ipaddress
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import httpx

__all__ = ["Endpoint", "Network", "RefusedAddressError", "ResolveError", "Resolver", "is_public"]

_PORTS = frozenset({80, 443, 8080, 8443})
_KEEP_S = 300.0
# Public by their form, yet answered by a provider's own machines (metadata) or by nobody.
_OFF_LIMITS = tuple(
    ipaddress.ip_network(text) for text in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "fec0::/10")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddressError(Exception):
    """This host is no place for a harvester: a private, loopback, link-local or metadata address, or an odd port."""


class ResolveError(Exception):
    """The name has no address."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A numeric address and port that may be connected to."""

    address: str
    port: int


Resolver = Callable[[str], Awaitable[Sequence[str]]]
"""Numeric addresses of a host name; raises `OSError` when it has none."""

TransportFactory = Callable[["Network"], httpx.AsyncBaseTransport]


class Network:
    """The way out: a resolver, the rule over addresses, and a maker of transports; all can be replaced in tests."""

    def __init__(
        self,
        *,
        resolver: Resolver | None = None,
        transport: TransportFactory | None = None,
        sample: Mapping[str, tuple[str, int]] | None = None,
    ) -> None:
        self._resolver = resolver or _resolve_by_dns
        self._transport = transport
        self._sample = {host.lower(): Endpoint(*place) for host, place in sample.items()} if sample else None
        self._known: dict[str, tuple[float, tuple[str, ...]]] = {}

    @classmethod
    def for_sample(cls, resolver_map: Mapping[str, tuple[str, int]]) -> "Network":
        """A network in which these hosts, and no others, exist: host to loopback address and port."""
        return cls(sample=resolver_map)

    @property
    def is_sample(self) -> bool:
        """Whether only the sample web can be reached."""
        return self._sample is not None

    def transport(self, make: TransportFactory) -> httpx.AsyncBaseTransport:
        """The transport to use: the injected one, or what `make` gives."""
        return (self._transport or make)(self)

    async def endpoints(self, host: str, port: int) -> tuple[Endpoint, ...]:
        """Where to connect for `host`; raises `RefusedAddressError` or `ResolveError`.

        One address out of bounds refuses the host as a whole: a public name with a private address among its
        others is an attempt, not an oversight.
        """
        host = host.strip("[]").lower()
        if self._sample is not None:
            if host not in self._sample:
                raise ResolveError(f"{host} is no host of the sample web")
            return (self._sample[host],)
        if port not in _PORTS:
            raise RefusedAddressError(f"port {port} of {host} is none of a web server's usual ones")
        return tuple(Endpoint(address, port) for address in await self._addresses(host))

    async def _addresses(self, host: str) -> tuple[str, ...]:
        known = self._known.get(host)
        if known and known[0] > time.monotonic():
            return known[1]
        try:
            found = tuple(dict.fromkeys(await self._resolver(host)))
        except (OSError, UnicodeError) as error:
            raise ResolveError(f"{host} cannot be resolved: {error}") from None
        if not found:
            raise ResolveError(f"{host} has no address")
        for address in found:
            if not is_public(address):
                raise RefusedAddressError(f"{host} leads to {address}, which is not on the public internet")
        self._known[host] = (time.monotonic() + _KEEP_S, found)
        return found


def is_public(address: str) -> bool:
    """Whether a numeric address lies on the public internet; embedded IPv4 addresses are looked at too."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(found is not None and not _is_public_ip(found) for found in inner):
            return False
        if ip.ipv4_mapped:
            return True
    return _is_public_ip(ip)


def _is_public_ip(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if not ip.is_global or ip.is_multicast or ip.is_reserved:
        return False
    return not any(ip.version == network.version and ip in network for network in _OFF_LIMITS)


async def _resolve_by_dns(host: str) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [str(item[4][0]) for item in found]
