"""How fast pages answer with 100,000 waiting and 20,000 decided candidates and ten reviewers at once.

python -m bench.review [WAITING] [DECIDED]

Ten clients on loopback click through the pages without pause; the aim is a 95th percentile under 100 ms for each page
when each reviewer clicks once a second, which is far more than anybody does.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

from bench.review.fill import fill
from kkharvest.core.settings import ReviewSettings
from kkharvest.review.accounts import Role, invite, sign_in, take_invitation
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import open_store

HOME = Path(__file__).resolve().parents[2]
PEOPLE = 10
ROUNDS = 12
PORT = 8397
AIM_MS = 100.0
PASSWORD = "fyra ord som passar"  # noqa: S105 - of made-up people
PAGES = (
    "/granska",
    "/ko",
    "/ko?tema=energi&kommun=1281",
    "/ko?sok=skyfallskarta+hamnen",
    "/ko?visa=alla&ordning=osakrast",
    "/ko?sida=400",
    "/oversikt",
    "/tackning",
    "/tackning/alla",
    "/oversikt/kallor",
    "/historik",
    "/historik?sok=hamnen",
    "/hjalp",
)


class Client:
    """A reviewer on one connection."""

    def __init__(self, cookie: str) -> None:
        self._cookie = f"kk_session={cookie}"
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, page, and where a redirect leads."""
        headers = {"Cookie": self._cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        self._connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("location") or ""


def day(cookie: str, times: dict[str, list[float]], lock: threading.Lock, number: int) -> None:
    """One reviewer's round: every page, and a decision."""
    client = Client(cookie)

    def timed(name: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        started = time.perf_counter()
        found = client.ask(path, form)
        with lock:
            times[name].append(1000 * (time.perf_counter() - started))
        return found

    for turn in range(ROUNDS):
        for path in PAGES[number % 3 :] + PAGES[: number % 3]:
            status, page, where = timed(path, path)
            if path == "/granska" and where:
                status, page, _ = timed("/granska/{candidate}", where)
                csrf = re.search(r'name="csrf" value="(\w+)"', page)
                form = {
                    "csrf": csrf.group(1) if csrf else "",
                    "token": f"{number}-{turn}",
                    "do": "reject:old",
                    "seen": "0",
                }
                status, _, _ = timed("decide", where, form)
            if status >= 400:
                raise RuntimeError(f"{path}: {status}")
            time.sleep(max(0.0, 0.9 + 0.02 * number - times[path][-1] / 1000))


def main(arguments: list[str]) -> int:
    """Fills, serves, measures; 1 when a page misses the aim."""
    waiting, decided = (int(one) for one in (*arguments, "100000", "20000")[:2])
    with tempfile.TemporaryDirectory() as folder:
        settings = ReviewSettings(second_reading=0)
        with open_store(Path(folder) / "processed" / "kkharvest.db") as store:
            started = time.perf_counter()
            fill(store, waiting, decided)
            print(f"filled with {waiting:,} waiting and {decided:,} decided in {time.perf_counter() - started:.0f} s")
            started = time.perf_counter()
            refresh_queue(store)
            print(f"queue and search index derived in {time.perf_counter() - started:.1f} s (after a first harvest)")
            store.execute(
                "UPDATE suggestions SET p = 1 - p WHERE taxonomy = 'relevance' AND candidate_id IN "
                "(SELECT candidate_id FROM queue_entries LIMIT 20000)"
            )
            store.execute("INSERT INTO queue_stale SELECT group_id FROM queue_entries LIMIT 20000")
            started = time.perf_counter()
            refresh_queue(store)
            print(
                f"20,000 re-ordered after new probabilities in {time.perf_counter() - started:.2f} s (aim: under 1 s)"
            )
            cookies = []
            for number in range(PEOPLE):
                token = invite(store, Role.EDITOR, settings, by=None)
                take_invitation(store, token, f"p{number}", f"Person {number}", PASSWORD)
                cookies.append(sign_in(store, f"p{number}", PASSWORD, str(number), settings))
        environment = {**os.environ, "KKHARVEST_DATA": folder, "KKHARVEST_REVIEW__SECOND_READING": "0"}
        command = [sys.executable, "-m", "kkharvest.cli", "serve", "--port", str(PORT)]
        server = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL)
        try:
            return measure(cookies, server.pid)
        finally:
            server.terminate()
            server.wait()


def measure(cookies: list[str], pid: int) -> int:
    """Ten reviewers at once; prints a row a page."""
    client = Client(cookies[0])
    for _ in range(300):
        try:
            client.ask("/logga-in")
            break
        except OSError:
            client = Client(cookies[0])
            time.sleep(0.1)
    for path in PAGES:
        client.ask(path)
    times: dict[str, list[float]] = defaultdict(list)
    lock = threading.Lock()
    threads = [threading.Thread(target=day, args=(cookie, times, lock, n)) for n, cookie in enumerate(cookies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    missed = 0
    print(f"{'page':38} {'n':>5} {'median ms':>10} {'p95 ms':>8} {'max ms':>8}")
    for name, found in sorted(times.items()):
        p95 = statistics.quantiles(found, n=20)[-1]
        missed += p95 >= AIM_MS
        print(f"{name:38} {len(found):5} {statistics.median(found):10.1f} {p95:8.1f} {max(found):8.1f}")
    peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    print(f"peak memory of the server: {int(peak.group(1)) / 1024:.0f} MB" if peak else "")
    print(f"pages over {AIM_MS:.0f} ms at the 95th percentile: {missed}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
