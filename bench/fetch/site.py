"""A loopback site for benchmarks: many pages of municipal weight, served from memory by a process of its own.

`python -m bench.fetch.site PAGES` prints its port and serves until its standard input closes.
"""

import asyncio
import random
import sys
import zlib

__all__ = ["Pages", "serve"]

_WORDS = """kommunen företaget klimat samverkan energi projektet invånare platsen under tillsammans arbetet hållbar mark
avtal näringslivet utveckling nätverket mål
utsläpp transport byggande återbruk besökare gator skolan vatten ljus""".split()
_PARAGRAPHS = 170
_LINKS = 40


class Pages:
    """Pages `/` and `/sida-N.html` of about 100 kB, each linking to forty others; every one can be reached."""

    def __init__(self, count: int) -> None:
        self.count = count
        dice = random.Random(7)  # noqa: S311 - a fixed site
        paragraphs = [" ".join(dice.choices(_WORDS, k=60)).capitalize() + "." for _ in range(400)]
        self.bodies: dict[str, bytes] = {}
        for number in range(count):
            others = [(number * _LINKS + step + 1) % count for step in range(_LINKS)]
            links = "".join(f'<li><a href="{self.path(n)}">Läs om {dice.choice(_WORDS)} {n}</a></li>' for n in others)
            text = "".join(
                f"<h2>Avsnitt {i}</h2><p>{p}</p>" if i % 9 == 0 else f'<p class="normal">{p}</p>'
                for i, p in enumerate(dice.choices(paragraphs, k=_PARAGRAPHS))
            )
            page = (
                f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>Sida {number}</title>'
                f'<meta name="description" content="Sida {number}"><link rel="stylesheet" href="/stil.css"></head>'
                f"<body><nav><ul>{links}</ul></nav><main><h1>Sida {number}</h1>{text}</main></body></html>"
            )
            self.bodies[self.path(number)] = page.encode()

    @staticmethod
    def path(number: int) -> str:
        """Path of a page."""
        return f"/sida-{number}.html" if number else "/"


class _Connection(asyncio.Protocol):
    def __init__(self, answers: dict[str, bytes]) -> None:
        self._answers = answers
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].decode("latin-1")
            self._transport.write(self._answers.get(target, self._answers["404"]))  # type: ignore[attr-defined]


def _answer(status: str, body: bytes, media_type: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n"
    head += f'ETag: "{zlib.crc32(body):x}"\r\n\r\n'
    return head.encode() + body


async def serve(pages: Pages) -> asyncio.Server:
    """The running server, on a free port of 127.0.0.1."""
    answers = {path: _answer("200 OK", body, "text/html; charset=utf-8") for path, body in pages.bodies.items()}
    answers["/robots.txt"] = _answer("200 OK", b"User-agent: *\nDisallow: /privat/\n", "text/plain")
    answers["404"] = _answer("404 Not Found", b"", "text/html")
    return await asyncio.get_running_loop().create_server(lambda: _Connection(answers), "127.0.0.1", 0)


async def _main(count: int) -> None:
    server = await serve(Pages(count))
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
