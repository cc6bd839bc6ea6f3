"""The sample web on a loopback port: HTTP/1.1 with keep-alive, one thread, one event loop.

A protocol of our own rather than the standard library's handler classes: those answer a few hundred requests a second
and would be what a benchmark of the fetch stage measures.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from email.utils import formatdate
from http import HTTPStatus
from types import TracebackType
from typing import NamedTuple, Self

from kkharvest.sampleweb.changes import Change, changed
from kkharvest.sampleweb.content import Site, load_sites
from kkharvest.sampleweb.web import Request, Response, Web

__all__ = ["Access", "SampleWeb"]

_LOOPBACK = "127.0.0.1"
_HEAD_LIMIT = 65536
_START_SECONDS = 10.0


class Access(NamedTuple):
    """One line of the access log; `at` is the loop's clock, in seconds."""

    at: float
    host: str
    path: str
    status: int
    method: str
    agent: str
    sent: int


class SampleWeb:
    """All sites served on a loopback port, chosen by Host header; a context manager that stops the server."""

    def __init__(self, web: Web, port: int = 0) -> None:
        self.web = web
        self.log: list[Access] = []
        self.seen: Counter[tuple[str, str]] = Counter()
        self._wanted = port
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._fault: OSError | None = None
        self._address = (_LOOPBACK, 0)
        self._thread = threading.Thread(target=self._run, name="sampleweb", daemon=True)

    @classmethod
    def start(cls, sites: Iterable[Site] | None = None, *, port: int = 0) -> Self:
        """A running sample web; without `sites`, the package's own; port 0 takes a free one."""
        served = cls(Web(load_sites() if sites is None else sites), port)
        served._thread.start()
        if not served._ready.wait(_START_SECONDS):
            raise OSError("the sample web did not start")
        if served._fault is not None:
            raise served._fault
        return served

    @classmethod
    def with_changes(cls, changes: Iterable[Change], *, sites: Iterable[Site] | None = None, port: int = 0) -> Self:
        """A running sample web some time later: the same sites after `changes`."""
        later, note = changed(load_sites() if sites is None else sites, changes)
        served = cls.start(later, port=port)
        served.web = Web(later, note)
        return served

    @property
    def address(self) -> tuple[str, int]:
        """Loopback address and port."""
        return self._address

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names served."""
        return tuple(self.web.sites)

    def resolver_map(self) -> Mapping[str, tuple[str, int]]:
        """Host name to loopback address and port, for the fetch stage's resolver."""
        return dict.fromkeys(self.hosts, self.address)

    def stop(self) -> None:
        """Close all connections and end the thread; harmless when done twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        connections: set[_Connection] = set()
        try:
            server = self._loop.run_until_complete(
                self._loop.create_server(lambda: _Connection(self, connections), _LOOPBACK, self._wanted)
            )
        except OSError as error:
            self._fault = error
            self._ready.set()
            self._loop.close()
            return
        self._address = (_LOOPBACK, int(server.sockets[0].getsockname()[1]))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for connection in list(connections):
            connection.close()
        self._loop.run_until_complete(server.wait_closed())
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def answer(self, request: Request, at: float) -> Response:
        """The web's response to a request, counted and logged."""
        path = request.target.partition("?")[0]
        key = (request.host, path)
        response = self.web.respond(
            Request(request.host, request.target, request.method, request.headers, self.seen[key])
        )
        self.seen[key] += 1
        host = request.host.partition(":")[0]
        agent = request.headers.get("user-agent", "")
        self.log.append(Access(at, host, request.target, response.status, request.method, agent, len(response.body)))
        return response


class _Connection(asyncio.Protocol):
    """One client connection; requests are answered in the order they come."""

    def __init__(self, served: SampleWeb, connections: "set[_Connection]") -> None:
        self._served = served
        self._connections = connections
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        if self._waiting:
            self._waiting.cancel()
        self._transport = None
        self._connections.discard(self)

    def close(self) -> None:
        """Drop the connection."""
        if self._transport:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _HEAD_LIMIT:
            self._send(Response(431, {}), keep=False)
            return
        self._next()

    def _next(self) -> None:
        while self._waiting is None and b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            request = _parse(head)
            if request is None:
                self._send(Response(400, {}), keep=False)
                return
            loop = asyncio.get_running_loop()
            response = self._served.answer(request, loop.time())
            keep = request.headers.get("connection", "").lower() != "close" and request.method in {"GET", "HEAD"}
            if response.delay:
                self._waiting = loop.call_later(response.delay, self._late, response, keep)
            else:
                self._send(response, keep=keep)

    def _late(self, response: Response, keep: bool) -> None:
        self._waiting = None
        self._send(response, keep=keep)
        self._next()

    def _send(self, response: Response, *, keep: bool) -> None:
        if self._transport is None:
            return
        status = HTTPStatus(response.status)
        length = {} if response.status == HTTPStatus.NOT_MODIFIED else {"Content-Length": str(len(response.body))}
        headers = {
            "Date": formatdate(usegmt=True),
            "Server": "Apache",
            **length,
            **response.headers,
            "Connection": "keep-alive" if keep else "close",
        }
        lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        self._transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + response.body)
        if not keep:
            self._transport.close()


def _parse(head: bytes) -> Request | None:
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):  # noqa: PLR2004 - method, target, version
        return None
    headers = {}
    for line in rest:
        name, colon, value = line.partition(":")
        if not colon:
            return None
        headers[name.strip().lower()] = value.strip()
    target = words[1]
    if target.startswith("http://"):
        target = "/" + target.removeprefix("http://").partition("/")[2]
    if "host" not in headers or not target.startswith("/"):
        return None
    return Request(headers["host"], target, words[0], headers)
