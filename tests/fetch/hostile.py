"""A server that plays every trick on loopback, one a path."""

import asyncio
import gzip
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from .conftest import page

Writer = asyncio.StreamWriter
_HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_WORDS = "Kommunen och företagen samverkar om klimatet. " * 20


def whole(body: bytes, media_type: str = "text/html; charset=utf-8", extra: str = "") -> bytes:
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{extra}\r\n".encode("latin-1")
        + body
    )


async def silent(_: Writer) -> None:
    await asyncio.sleep(30)


async def drip(out: Writer) -> None:
    out.write(_HTML + b"Content-Length: 100000\r\n\r\n")
    while True:
        out.write(b"x")
        await out.drain()
        await asyncio.sleep(0.05)


async def drip_of_headers(out: Writer) -> None:
    out.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(10_000):
        out.write(f"X-{number}: y\r\n".encode())
        await out.drain()
        await asyncio.sleep(0.05)


async def endless(out: Writer) -> None:
    out.write(_HTML + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        out.write(b"1000\r\n" + b"a" * 4096 + b"\r\n")
        await out.drain()


async def patience(out: Writer) -> None:
    while True:
        out.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await out.drain()
        await asyncio.sleep(0.01)


async def ten_megabytes_of_header(out: Writer) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(160):
        out.write(b"a" * 65536)
        await out.drain()
    out.write(b"\r\n\r\n")


async def reset(out: Writer) -> None:
    out.write(_HTML + b"Content-Length: 5000\r\n\r\n<html>")
    await out.drain()
    sock = out.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    out.transport.abort()


def says(*parts: bytes) -> Callable[[Writer], Awaitable[None]]:
    async def answer(out: Writer) -> None:
        for part in parts:
            out.write(part)
            await out.drain()
        out.close()

    return answer


BOMB = gzip.compress(b"\0" * 50_000_000)
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><urlset><url><loc>http://ond.example/skratt&j;</loc></url></urlset>"
)
_OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>http://ond.example/&f;</loc></url></urlset>"""

TRICKS: dict[str, tuple[Callable[[Writer], Awaitable[None]], set[str]]] = {
    "/tyst": (silent, {"timeout"}),
    "/dropp": (drip, {"timeout"}),
    "/huvuddropp": (drip_of_headers, {"timeout", "broken"}),
    "/utan-slut": (endless, {"too_large"}),
    "/vanta": (patience, {"timeout"}),
    "/stort-huvud": (ten_megabytes_of_header, {"broken"}),
    "/avbrott": (reset, {"broken"}),
    "/bomb": (says(whole(BOMB, extra="Content-Encoding: gzip\r\n")), {"too_large"}),
    "/dubbelbomb": (says(whole(gzip.compress(BOMB), extra="Content-Encoding: gzip, gzip\r\n")), {"too_large"}),
    "/halv-gzip": (says(whole(gzip.compress(_WORDS.encode())[:-9], extra="Content-Encoding: gzip\r\n")), {"broken"}),
    "/utlovat": (says(_HTML + b"Content-Length: 99999999999\r\n\r\n"), {"too_large"}),
    "/for-kort": (says(_HTML + b"Content-Length: 5000\r\n\r\nkort"), {"broken"}),
    "/for-lang": (says(whole(page("Lång").encode()) + b"HTTP/1.1 200 OK\r\n\r\nrest"), {"ok", "broken"}),
    "/negativ": (says(_HTML + b"Content-Length: -5\r\n\r\nx"), {"broken"}),
    "/tva-langder": (says(_HTML + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"), {"broken"}),
    "/trasig-bit": (says(_HTML + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n0\r\n\r\n"), {"broken"}),
    "/halv-bit": (says(_HTML + b"Transfer-Encoding: chunked\r\n\r\n400\r\nabc"), {"broken"}),
    "/ingen-http": (says(b"SSH-2.0-OpenSSH_9.6\r\n"), {"broken"}),
    "/ingenting": (says(), {"broken"}),
    "/tom-rad": (says(b"\r\n\r\n"), {"broken"}),
    "/http09": (says(b"<html>hej</html>"), {"broken"}),
    "/status-999": (says(b"HTTP/1.1 999 Nej\r\nContent-Length: 0\r\n\r\n"), {"server_error", "broken"}),
    "/status-tal": (says(b"HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"), {"broken"}),
    "/nollor-i-huvud": (says(b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 1\r\n\r\nx"), {"broken", "ok"}),
    "/okand-kodning": (says(whole(page("Kod").encode(), "text/html; charset=utf-99")), {"ok"}),
    "/farlig-kodning": (says(whole(page("Kod").encode("latin-1"), "text/html; charset=unicode_escape")), {"ok"}),
    "/blandad-kodning": (says(whole(page("Blandå").encode() + "åäö".encode("latin-1"))), {"ok"}),
    "/djup": (says(whole(b"<div>" * 30_000 + _WORDS.encode())), {"broken"}),
    "/djup-och-stangd": (says(whole(b"<i>" * 20_000 + b"ord " * 300 + b"</i>" * 20_000)), {"broken"}),
    "/lankar": (says(whole(page("Länkar", *(f"/x{n}.jpg" for n in range(4000))).encode())), {"ok"}),
    "/runt-0": (says(b"HTTP/1.1 302 F\r\nLocation: /runt-0\r\nContent-Length: 0\r\n\r\n"), {"bad_redirect"}),
    "/session": (
        says(b"HTTP/1.1 302 F\r\nLocation: /session?sid=123\r\nContent-Length: 0\r\n\r\n"),
        {"bad_redirect"},
    ),
    "/metadata": (
        says(b"HTTP/1.1 302 F\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"),
        {"redirect"},
    ),
    "/fil": (says(b"HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"), {"bad_redirect"}),
    "/langt-mal": (
        says(b"HTTP/1.1 302 F\r\nLocation: /" + b"a" * 60_000 + b"\r\nContent-Length: 0\r\n\r\n"),
        {"redirect", "bad_redirect"},
    ),
    "/skratt.xml": (says(whole(_LAUGHS, "application/xml")), {"broken"}),
    "/utanfor.xml": (says(whole(_OUTSIDE, "application/xml")), {"broken"}),
    "/halv.xml": (
        says(whole(b"<urlset><url><loc>http://ond.example/sist</loc></url><url><lo", "text/xml")),
        {"discovery"},
    ),
}
"""By path: what the server does, and what may be made of it."""


class HostileServer:
    """Serves the tricks from a thread of its own; a context manager."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._answer, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.close()

    async def _answer(self, reader: asyncio.StreamReader, out: Writer) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("latin-1")
                self.seen[path] += 1
                if path == "/":
                    out.write(whole(page("Start", *(trick for trick in TRICKS if not trick.endswith(".xml"))).encode()))
                elif path == "/sist":
                    out.write(whole(page("Sist").encode()))
                elif path in TRICKS:
                    await TRICKS[path][0](out)
                else:
                    out.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                await out.drain()
        except (asyncio.IncompleteReadError, asyncio.CancelledError, OSError, RuntimeError):
            out.close()
