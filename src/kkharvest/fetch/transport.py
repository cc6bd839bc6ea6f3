"""An httpx transport whose connections go to vetted addresses only.

httpcore speaks HTTP/1.1 and HTTP/2; the network backend below is the only place that opens sockets.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from types import TracebackType
from typing import Any, Self

import httpcore
import httpx

from kkharvest.fetch.network import Network

__all__ = ["PinnedTransport"]

_READ = 262_144
_KEEPALIVE_S = 30.0


class PinnedTransport(httpx.AsyncBaseTransport):
    """HTTP over connections that `network` allows; `ssl_context` says whom to trust, public authorities when None."""

    def __init__(self, network: Network, *, connections: int, ssl_context: ssl.SSLContext | None = None) -> None:
        self._backend = _Backend(network)
        self._connections = connections
        self._ssl = ssl_context or httpx.create_ssl_context()
        # A pool looks through all its connections at every request: with one pool a host that is nothing.
        self._pools: dict[bytes, httpcore.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`, with its body still to be read."""
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answer = await self._pool(request.url.raw_host).handle_async_request(asked)
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Closes all connections."""
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()

    def _pool(self, host: bytes) -> httpcore.AsyncConnectionPool:
        if host not in self._pools:
            self._pools[host] = httpcore.AsyncConnectionPool(
                ssl_context=self._ssl,
                max_connections=self._connections,
                max_keepalive_connections=self._connections,
                keepalive_expiry=_KEEPALIVE_S,
                http1=True,
                http2=True,
                network_backend=self._backend,
            )
        return self._pools[host]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            yield chunk

    async def aclose(self) -> None:
        if hasattr(self._stream, "aclose"):
            await self._stream.aclose()


class _Backend(httpcore.AsyncNetworkBackend):
    """Opens connections to the endpoints that the network gives for a host, one after the other."""

    def __init__(self, network: Network) -> None:
        self._network = network

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        failure: OSError | None = None
        for endpoint in await self._network.endpoints(host, port):
            try:
                async with asyncio.timeout(timeout):
                    streams = await asyncio.open_connection(endpoint.address, endpoint.port, limit=_READ)
            except TimeoutError as error:
                raise httpcore.ConnectTimeout(f"no connection to {host} within {timeout} s") from error
            except OSError as error:
                failure = error
            else:
                return _Stream(*streams)
        raise httpcore.ConnectError(f"no connection to {host}: {failure}")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Stream(httpcore.AsyncNetworkStream):
    """asyncio's streams in httpcore's form."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002, ASYNC109
        try:
            async with asyncio.timeout(timeout):
                return await self._reader.read(_READ)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(f"silent for {timeout} s") from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        if not buffer:
            return
        try:
            self._writer.write(buffer)
            async with asyncio.timeout(timeout):
                await self._writer.drain()
        except TimeoutError as error:
            raise httpcore.WriteTimeout(f"took nothing for {timeout} s") from error
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        # Not a shutdown in good order: a server that never answers it would keep us waiting.
        self._writer.transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no TLS within {timeout} s") from error
        except (OSError, ssl.SSLError) as error:
            raise httpcore.ConnectError(f"TLS: {error}") from error
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._writer.get_extra_info("ssl_object")
        if info == "is_readable":
            # An idle connection that the server closed, or on which it speaks unasked, is not to be used again.
            unasked = bool(self._reader._buffer)  # type: ignore[attr-defined]  # noqa: SLF001 - no public way to look
            return unasked or self._reader.at_eof() or self._writer.is_closing()
        return None
