"""Ten reviewers at once against `kkharvest serve`: what each page takes, what the server needs, what goes wrong.

Milliseconds on the clock hold on a quiet machine alone. The processor time of an answer, read while nobody else asks,
holds on a busy one too.
"""

import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Role, invite, sign_in, take_invitation
from kkharvest.store import open_store

__all__ = ["measure"]

PEOPLE = 10
AIM_MS = 100.0
PAUSE_S = 0.9
REST_S = 5.0
ALONE = 3
PASSWORD = "fyra ord som passar"  # noqa: S105 - of made-up people
YARDSTICK = "/tillganglighet"
PAGES = (
    YARDSTICK,
    "/granska",
    "/granska?ordning=troligast&tema=energi",
    "/ko",
    "/ko?sida=400&efter=-20000~c-x",
    "/ko?tema=energi&kommun=1281",
    "/ko?kalla=s3",
    "/ko?niva=utveckla",
    "/ko?sprak=en",
    "/ko?alder=7",
    "/ko?grupp=flera",
    "/ko?sok=skyfallskarta",
    "/ko?sok=klimat+kommunen",
    "/ko?sok=solceller&tema=energi&visa=osakra",
    "/ko?visa=alla&ordning=osakrast",
    "/ko?visa=alla&ordning=nyast",
    "/ko?ordning=troligast",
    "/ko?visa=osakra",
    "/ko?visa=mina",
    "/ko?visa=tveksamma",
    "/ko?visa=oeniga",
    "/ko?visa=andrade",
    "/ko?visa=senare",
    "/ko?visa=tips",
    "/flera",
    "/flera?beslut=reject&visa=alla",
    "/oversikt",
    "/oversikt/kallor",
    "/oversikt/hinder",
    "/tackning",
    "/tackning?tema=energi",
    "/tackning/alla",
    "/historik",
    "/historik?sida=80&efter=4000",
    "/historik?sok=hamnen",
    "/historik?sok=klimat&status=accepted",
    "/tips",
    "/personer",
    "/installningar",
    "/hjalp",
)


@dataclass(slots=True)
class Tally:
    """Milliseconds and faults by kind of page."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Client:
    """A reviewer on one connection."""

    def __init__(self, port: int, cookie: str, tally: Tally) -> None:
        self._headers = {"Cookie": f"kk_session={cookie}", "Accept-Encoding": "gzip"}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._tally = tally

    def ask(self, kind: str, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        """The page and where a redirect leads; time and fault are counted under `kind`."""
        headers = dict(self._headers)
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        started = time.perf_counter()
        self._connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        took = 1000 * (time.perf_counter() - started)
        with self._tally.lock:
            self._tally.times[kind].append(took)
            # Somebody else may have decided it meanwhile; that is an answer, not a fault.
            if answer.status >= 400 and answer.status != 409:
                self._tally.faults.append(f"{kind} {path}: {answer.status}")
        if answer.getheader("content-encoding") == "gzip":
            import gzip

            raw = gzip.decompress(raw)
        return raw.decode(), answer.getheader("location") or ""


def measure(data: Path, home: Path, rounds: int) -> int:
    """Serves `data`, walks, prints a row a kind of page; how many kinds miss the aim."""
    with open_store(data / "processed" / "kkharvest.db") as store:
        settings = ReviewSettings()
        cookies = []
        for number in range(PEOPLE):
            token = invite(store, Role.ADMINISTRATOR, settings, by=None)
            take_invitation(store, token, f"p{number}", f"Person {number}", PASSWORD)
            cookies.append(sign_in(store, f"p{number}", PASSWORD, str(number), settings))
        examples = [row["id"] for row in store.rows("SELECT id FROM examples ORDER BY id LIMIT 500")]
        fetches = [row["id"] for row in store.rows("SELECT id FROM fetches ORDER BY id LIMIT 500")]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "KKHARVEST_DATA": str(data)}
    command = [sys.executable, "-m", "kkharvest.cli", "serve", "--port", str(port)]
    started = time.perf_counter()
    server = subprocess.Popen(command, cwd=home, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        print(f"served after {time.perf_counter() - started:.1f} s")
        tally = Tally()
        warm = Client(port, cookies[0], Tally())
        for path in PAGES:
            warm.ask("", path)
        walks = [
            threading.Thread(target=_walk, args=(Client(port, cookie, tally), rounds, number, examples, fetches))
            for number, cookie in enumerate(cookies)
        ]
        for walk in walks:
            walk.start()
        for walk in walks:
            walk.join()
        time.sleep(REST_S)
        return _report(tally, _alone(Client(port, cookies[0], Tally()), server.pid), server.pid)
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the application did not start")


def _walk(client: Client, rounds: int, number: int, examples: list[str], fetches: list[int]) -> None:
    """One reviewer: every page in an order of their own, and a decision after every third."""
    chance = random.Random(number)  # noqa: S311 - a sample, not a secret
    time.sleep(number * PAUSE_S / PEOPLE)
    for turn in range(rounds):
        paths = list(PAGES)
        chance.shuffle(paths)
        for at, path in enumerate(paths):
            client.ask(path, path)
            time.sleep(PAUSE_S * chance.uniform(0.5, 1.5))
            if at % 3 == 0:
                _decide(client, f"{number}-{turn}-{at}", chance)
        client.ask("/historik/{example}", f"/historik/{chance.choice(examples)}")
        client.ask("/arkiv/{fetch}", f"/arkiv/{chance.choice(fetches)}")


def _decide(client: Client, token: str, chance: random.Random) -> None:
    _, where = client.ask("/granska", "/granska")
    if not where:
        return
    page, _ = client.ask("/granska/{candidate}", where)
    time.sleep(PAUSE_S)
    common = {"csrf": _value(page, "csrf"), "seen": _value(page, "seen") or "0"}
    if chance.random() < 0.2:
        client.ask("note", where.replace("?", "/anteckning?", 1) if "?" in where else where + "/anteckning",
                   {**common, "text": "Stämmer det här?"})  # fmt: skip
    choice = chance.choice(["accept", "accept", "reject:old", "unsure", "later:changed"])
    _, following = client.ask("decide", where, {**common, "token": token, "do": choice})
    time.sleep(PAUSE_S)
    if following:
        page, _ = client.ask("/granska/{candidate}", following)
        if chance.random() < 0.2:
            client.ask("undo", "/angra", {**common, "token": token + "u"})
            time.sleep(PAUSE_S)


def _alone(client: Client, pid: int) -> dict[str, float]:
    """Milliseconds of processor time that the server spends on each page, nobody else asking: the dearest of some.

    The first reckons what the next ones find kept.
    """
    found = {}
    for path in PAGES:
        took = []
        for _ in range(ALONE):
            before = _processor_ns(pid)
            client.ask("", path)
            took.append((_processor_ns(pid) - before) / 1e6)
        found[path] = max(took)
    return found


def _processor_ns(pid: int) -> int:
    """Nanoseconds that all threads of a process have run."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads)


def _memory_mb(pid: int) -> tuple[float, float]:
    """Megabytes that a process holds, and the most it held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    now, most = (int(re.findall(rf"{name}:\s+(\d+)", status)[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def _family(pid: int) -> list[int]:
    """The process and those that it started."""
    children = Path(f"/proc/{pid}/task").glob("*/children")
    found = [int(child) for path in children for child in path.read_text(encoding="ascii").split()]
    return [pid, *(member for child in found for member in _family(child))]


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found.group(1) if found else ""


def _report(tally: Tally, processor: dict[str, float], pid: int) -> int:
    yardstick = statistics.median(tally.times[YARDSTICK])
    missed = 0
    print(f"{'page':46} {'n':>5} {'p50 ms':>7} {'p95 ms':>7} {'p99 ms':>7} {'x yardstick':>12} {'cpu ms':>7}")
    for kind, found in sorted(tally.times.items()):
        cuts = statistics.quantiles(found, n=100, method="inclusive")
        missed += cuts[94] >= AIM_MS
        ratio = statistics.median(found) / yardstick
        alone = f"{processor[kind]:7.1f}" if kind in processor else ""
        print(
            f"{kind:46} {len(found):5} {cuts[49]:7.1f} {cuts[94]:7.1f} {cuts[98]:7.1f} {ratio:12.1f} {alone}".rstrip()
        )
    members = [_memory_mb(member) for member in _family(pid)]
    now, most = (sum(figures) for figures in zip(*members, strict=True))
    print(
        f"memory: {now:.0f} MB in {len(members)} processes, at most {most:.0f} MB, {members[0][1]:.0f} MB of them for "
        f"the pages; load average {os.getloadavg()[0]:.1f}"
    )
    for fault in tally.faults[:10]:
        print(f"fault: {fault}")
    print(f"faults: {len(tally.faults)}; kinds over {AIM_MS:.0f} ms at the 95th percentile: {missed}")
    return missed + len(tally.faults)
