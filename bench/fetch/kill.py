"""SIGKILL at random moments: a harvest of the sample web, killed over and over, then compared with one left in peace.

The server stays up the whole time; its log shows what was asked twice. Kills fall at random times after the start.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

KILLS = 200
_RUN = "00000000T000000000Z"


def report(kills: int = KILLS) -> bool:
    """Kills and resumes until done, and prints the comparison; whether the end was the same and nothing asked twice."""
    from kkharvest.sampleweb import SampleWeb

    with tempfile.TemporaryDirectory() as folder, SampleWeb.start() as web:
        places = {host: list(place) for host, place in web.resolver_map().items()}
        (Path(folder) / "hosts.json").write_text(json.dumps(places), encoding="utf-8")
        seconds = _harvest(Path(folder) / "peace", None) or 0.0
        whole = _state(Path(folder) / "peace")
        dice = random.Random(5)  # noqa: S311 - which moments does not matter, that they can be repeated does
        done, excess, differences, rounds, in_flight = 0, 0, 0, 0, 0
        while done < kills:
            rounds += 1
            home = Path(folder) / f"killed-{rounds}"
            start = len(web.log)
            killed = 0
            while _harvest(home, dice.uniform(0.3, 1.0) * seconds if done + killed < kills else None) is None:
                killed += 1
            done += killed
            asked = Counter((line.host, line.path) for line in web.log[start:] if line.status != 503)
            twice = sum(times - 1 for page, times in asked.items() if times > 1 and "robots" not in page[1])
            in_flight += killed * len(places)
            excess += max(twice - killed * len(places), 0)
            differences += _state(home) != whole
    print(f"{done} kills in {rounds} runs: {differences} ended differently, {excess} requests beyond those in flight")
    return differences == 0 and excess == 0


def _harvest(home: Path, kill_after: float | None) -> float | None:
    """Seconds of a harvest, or None when it was killed first."""
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "bench.fetch.kill", str(home)], stdout=subprocess.PIPE)
    if kill_after is not None:
        try:
            process.wait(kill_after)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            return None
    if process.wait():
        raise SystemExit("a harvest failed by itself")
    return time.monotonic() - started


def _state(home: Path) -> list[Any]:
    from kkharvest.store import open_store

    with open_store(home / "data" / "processed" / "kkharvest.db", create=False) as store:
        return [
            store.rows("SELECT url, source_id, outcome, reason, content_hash, redirect_url FROM pages ORDER BY id"),
            store.rows("SELECT url, outcome, reason FROM fetches ORDER BY page_id"),
            store.rows("SELECT page_id, state FROM frontier ORDER BY page_id"),
        ]


def _work(home: Path) -> None:
    import asyncio

    from kkharvest.core.settings import FetchSettings, Settings
    from kkharvest.fetch import Network, harvest
    from kkharvest.sampleweb import sample_registry
    from kkharvest.sources import load_registry
    from kkharvest.store import open_store
    from kkharvest.store.reference import store_sources, store_taxonomy

    places = json.loads((home.parent / "hosts.json").read_text(encoding="utf-8"))
    settings = Settings(home=home, fetch=FetchSettings(delay_s=0, retry_wait_s=0.05))
    sources = [
        source.model_copy(update={"politeness": source.politeness.model_copy(update={"delay_s": 0.0})})
        for source in load_registry(sample_registry())
    ]
    with open_store(settings.database) as store:
        store_taxonomy(store)
        store_sources(store, sources)
        row = {"id": _RUN, "started_at": "", "status": "running"}
        store.insert("runs", row, upsert_on=["id"])
        network = Network.for_sample({host: (place[0], place[1]) for host, place in places.items()})
        asyncio.run(harvest(sources, settings, store, _RUN, network))


if __name__ == "__main__":
    _work(Path(sys.argv[1]))
