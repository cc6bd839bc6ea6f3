"""One request, one answer, within limits; no cookies, no redirects followed, nothing retried."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpcore
import httpx

from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.inflate import InflateError, TooLargeError, inflate
from kkharvest.fetch.network import Network, RefusedAddressError, ResolveError
from kkharvest.fetch.outcome import Outcome

__all__ = ["Answer", "AskError", "Client", "Sent"]

_TIMEOUTS = (httpcore.TimeoutException, httpx.TimeoutException, TimeoutError)
_CONNECT = (httpcore.ConnectError, httpx.ConnectError)
_BROKEN = (
    httpcore.ProtocolError,
    httpcore.NetworkError,
    httpcore.UnsupportedProtocol,
    httpx.TransportError,
    OSError,
)


class AskError(Exception):
    """There is no usable answer; `outcome` and the message say why."""

    def __init__(self, outcome: Outcome, reason: str, answer: "Answer | None" = None) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer: `raw` as it was transferred, `body` inflated. Times are of the monotonic clock, in seconds."""

    url: str
    status: int
    headers: httpx.Headers
    raw: bytes
    body: bytes
    request_head: bytes
    started: float
    first_byte: float
    ended: float
    version: str = "HTTP/1.1"
    phrase: str = field(default="")

    def header(self, name: str) -> str | None:
        """A header's value, or None."""
        value: str | None = self.headers.get(name)
        return value

    @property
    def content_type(self) -> str:
        """Media type without parameters, lower case."""
        return str(self.headers.get("content-type", "")).partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that went out: when (UTC, to the millisecond), at which delay, and the status it brought, if any."""

    url: str
    asked_at: str
    delay_ms: int | None = None
    http_status: int | None = None


class Client:
    """Asks through one transport; closed by `aclose`. Every request that goes out is told to `sent`."""

    def __init__(
        self,
        network: Network,
        settings: FetchSettings,
        agent: str,
        transport: httpx.AsyncBaseTransport,
        sent: Callable[[Sent], None] | None = None,
    ) -> None:
        self._sent = sent
        self._network = network
        self._settings = settings
        self._transport = transport
        self._headers = {
            "User-Agent": agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.8,application/xml;q=0.8,*/*;q=0.5",
            "Accept-Language": "sv,en;q=0.7",
            "Accept-Encoding": "gzip, deflate",
        }
        silence = settings.timeout_s
        self._extensions = {"timeout": {"connect": silence, "read": silence, "write": silence, "pool": None}}

    async def vet(self, url: str) -> None:
        """Raises `AskError` when `url` leads where no request may go; asks nothing."""
        try:
            await self._endpoints(httpx.URL(url))
        except RefusedAddressError as error:
            raise AskError(Outcome.REFUSED_ADDRESS, str(error)) from None
        except ResolveError:
            # Asking will tell, with its retries.
            return

    async def _endpoints(self, url: httpx.URL) -> None:
        await self._network.endpoints(url.host, url.port or (443 if url.scheme == "https" else 80))

    async def ask(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        data: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        delay: float | None = None,
    ) -> Answer:
        """The answer of the server at `url`; raises `AskError` when there is none within the limits.

        `delay` (seconds) is the one in force, for the log.
        """
        request = httpx.Request(
            method, url, headers={**self._headers, **(headers or {})}, data=data, extensions=self._extensions
        )
        started = time.monotonic()
        try:
            await self._endpoints(request.url)
            async with asyncio.timeout(self._settings.max_seconds):
                return await self._exchange(request, started, max_bytes or self._settings.max_bytes, delay)
        except RefusedAddressError as error:
            raise AskError(Outcome.REFUSED_ADDRESS, str(error)) from None
        except ResolveError as error:
            raise AskError(Outcome.UNREACHABLE, str(error)) from None
        except _TIMEOUTS as error:
            reason = str(error) or f"not finished within {self._settings.max_seconds:g} s"
            raise AskError(Outcome.TIMEOUT, reason) from None
        except _CONNECT as error:
            raise AskError(Outcome.UNREACHABLE, str(error)) from None
        except _BROKEN as error:
            raise AskError(Outcome.BROKEN, str(error)[:300] or type(error).__name__) from None

    async def _exchange(self, request: httpx.Request, started: float, limit: int, delay: float | None) -> Answer:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        status = None
        try:
            response = await self._transport.handle_async_request(request)
            status = response.status_code
        finally:
            if self._sent:
                self._sent(Sent(str(request.url), moment, None if delay is None else round(1000 * delay), status))
        first_byte = time.monotonic()
        try:
            raw, too_large = await _read(response, limit)
        finally:
            await response.aclose()
        body, fault = b"", None
        if too_large is None:
            try:
                body = inflate(raw, response.headers.get("content-encoding", ""), limit)
            except TooLargeError as error:
                too_large = str(error)
            except InflateError as error:
                fault = str(error)
        answer = Answer(
            url=str(request.url),
            status=response.status_code,
            headers=response.headers,
            raw=raw,
            body=body,
            request_head=_head_of(request),
            started=started,
            first_byte=first_byte,
            ended=time.monotonic(),
            version=response.extensions.get("http_version", b"HTTP/1.1").decode("ascii", "replace"),
            phrase=response.extensions.get("reason_phrase", b"").decode("ascii", "replace"),
        )
        if too_large:
            raise AskError(Outcome.TOO_LARGE, too_large, answer)
        if fault:
            raise AskError(Outcome.BROKEN, fault, answer)
        return answer

    async def aclose(self) -> None:
        """Closes all connections."""
        await self._transport.aclose()


async def _read(response: httpx.Response, limit: int) -> tuple[bytes, str | None]:
    """The body as transferred, and why it was cut off, if it was."""
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        return b"", f"{int(announced):,} bytes announced, at most {limit:,} are taken"
    parts: list[bytes] = []
    size = 0
    async for chunk in response.stream:  # type: ignore[union-attr]
        size += len(chunk)
        if size > limit:
            return b"", f"more than {limit:,} bytes"
        parts.append(chunk)
    return b"".join(parts), None


def _head_of(request: httpx.Request) -> bytes:
    target = request.url.raw_path.decode("ascii", "replace")
    lines = [f"{request.method} {target} HTTP/1.1"]
    lines += [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for name, value in request.headers.raw]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8") + request.content
