"""Two hundred polite hosts at once: wall time beside the politeness bound, and the server's log as witness.

Each host has some pages and a Crawl-delay of its own. The bound is what politeness alone costs: the requests of the
slowest host times its delay. The log holds the moment of each request as the server saw it.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

HOSTS = 200
_SLACK_S = 0.002  # the clock's and the scheduler's grain


def report(hosts: int = HOSTS) -> bool:
    """Runs the harvest and prints what it took; whether it kept within 1.15 × the bound and nobody was hurried."""
    from kkharvest.core.settings import FetchSettings, Settings
    from kkharvest.fetch import Network, harvest
    from kkharvest.sources import Source
    from kkharvest.store import open_store
    from kkharvest.store.reference import store_sources
    from kkharvest.store.runs import begin_run

    server = subprocess.Popen(
        [sys.executable, "-m", "bench.fetch.hosts", str(hosts)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    port = int((server.stdout or sys.stdin).readline())
    delays, pages = _plan(hosts)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), fetch=FetchSettings(delay_s=0))
        sources = [
            Source.model_validate(
                {
                    "id": f"h{number}",
                    "name": f"h{number}",
                    "kind": "other",
                    "homepage": f"http://h{number}.example/",
                    "seeds": [{"kind": "page", "url": f"http://h{number}.example/"}],
                }
            )
            for number in range(hosts)
        ]
        with open_store(settings.database) as store:
            store_sources(store, sources)
            run_id = begin_run(store, {})
            network = Network.for_sample({f"h{number}.example": ("127.0.0.1", port) for number in range(hosts)})
            started = time.monotonic()
            asyncio.run(harvest(sources, settings, store, run_id, network))
            wall = time.monotonic() - started
            fetched = store.value("SELECT count(*) FROM pages WHERE outcome = 'ok'")
    log = json.loads(server.communicate()[0])
    moments: dict[str, list[float]] = defaultdict(list)
    for host, at in log:
        moments[host].append(at)
    # robots.txt and tdmrep.json are requests like any other; the delay is known from the first answer on.
    bound = max((len(moments[f"h{n}.example"]) - 1) * delays[n] for n in range(hosts))
    hurried = [
        (host, later - earlier)
        for host, found in moments.items()
        for earlier, later in pairwise(found[1:])
        if later - earlier < delays[int(host[1 : -len(".example")])] - _SLACK_S
    ]
    print(f"{hosts} hosts, {fetched} of {sum(pages)} pages, delays {min(delays)} to {max(delays)} s:")
    print(f"  {wall:.1f} s, bound {bound:.1f} s: {wall / bound:.3f} ×; {len(log)} requests, {len(hurried)} too soon")
    return fetched == sum(pages) and wall <= 1.15 * bound and not hurried


def _plan(hosts: int) -> tuple[list[float], list[int]]:
    dice = random.Random(3)  # noqa: S311 - a fixed plan
    delays = [dice.choice((0.25, 0.5, 1.0, 1.5)) for _ in range(hosts)]
    return delays, [dice.randint(5, 20) for _ in range(hosts)]


async def _serve(hosts: int) -> list[tuple[str, float]]:
    delays, pages = _plan(hosts)
    log: list[tuple[str, float]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                path = head.split(" ", 2)[1]
                host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
                log.append((host, time.monotonic()))
                number = int(host[1 : -len(".example")])
                status, body = 200, ""
                if path == "/robots.txt":
                    body = f"User-agent: *\nCrawl-delay: {delays[number]}\n"
                elif path.startswith("/.well-known"):
                    status = 404
                else:
                    links = "".join(f'<a href="/s{n}.html">Sida {n}</a>' for n in range(1, pages[number]))
                    body = f"<title>{host}{path}</title><h1>{path}</h1><p>{'klimat och energi ' * 300}</p>{links}"
                raw = body.encode()
                writer.write(
                    f"HTTP/1.1 {status} X\r\nContent-Type: text/html\r\nContent-Length: {len(raw)}\r\n\r\n".encode()
                )
                writer.write(raw)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    return log


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_serve(int(sys.argv[1])))))
