"""How fast pages answer with 100,000 waiting and 20,000 decided candidates and ten reviewers at once.

python -m bench.review [--waiting N] [--decided N] [--rounds N] [--keep FOLDER]

`kkharvest serve` runs in a process of its own; ten clients on loopback walk every kind of page and decide, a click a
second each, which is far more than anybody does. The aim is a 95th percentile under 100 ms for every kind. The page
that reads nothing (`/tillganglighet`) is the yardstick: the ratio to it says more than milliseconds on a busy machine.
Filling takes some three minutes of processor time, measuring six minutes; with `--keep` the filled database is kept in
FOLDER and used again.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.review.fill import fill
from bench.review.measure import measure
from bench.review.reorder import print_reorder
from kkharvest.review.ordering import order_waiting
from kkharvest.review.waiting import refresh_queue
from kkharvest.store import open_store

HOME = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Fills, serves, measures; 1 when a page misses the aim."""
    parser = argparse.ArgumentParser(prog="python -m bench.review")
    parser.add_argument("--waiting", type=int, default=100_000)
    parser.add_argument("--decided", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3, help="how often each reviewer walks all pages")
    parser.add_argument("--keep", type=Path, help="folder for the filled database")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        filled = (chosen.keep or Path(folder) / "filled") / "processed" / "kkharvest.db"
        if not filled.exists():
            prepare(filled, chosen.waiting, chosen.decided)
        # What is decided here must not be decided in the next run.
        data = Path(folder) / "data"
        (data / "processed").mkdir(parents=True)
        shutil.copy(filled, data / "processed" / "kkharvest.db")
        print(f"database: {filled.stat().st_size / 1e6:,.0f} MB")
        print_reorder(data / "processed" / "kkharvest.db")
        return measure(data, HOME, chosen.rounds)


def prepare(path: Path, waiting: int, decided: int) -> None:
    """A filled database with queue and search index."""
    with open_store(path) as store:
        started = time.perf_counter()
        fill(store, waiting, decided, HOME / "models" / "training")
        print(f"filled with {waiting:,} waiting and {decided:,} decided in {time.perf_counter() - started:.0f} s")
        started = time.perf_counter()
        refresh_queue(store)
        print(f"queue and search index derived in {time.perf_counter() - started:.0f} s (after a first harvest)")
        started = time.perf_counter()
        order_waiting(store)
        print(f"first order of all that waits in {time.perf_counter() - started:.1f} s")
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
