"""Importers that stopped at any of many real releases: whether all arrive at the same content hash, and by deltas.

python -m bench.publish deltas [COUNT]

Between releases examples are accepted, changed, rejected and taken back. Each release is imported into a database of
its own when it is the latest; at the end every one of them is brought up to date. Then two examples are erased, which
builds every release anew that held them, and the importers are brought up to date from where they had stopped.
"""

import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from bench.publish.fill import fill
from kkharvest.core.ids import example_id
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.client import pull
from kkharvest.publish.erase import erase
from kkharvest.review import accept, reject
from kkharvest.store import Store, open_store

__all__ = ["main"]

_BASE = "https://exempel.se/data/"


def main(arguments: list[str] | None = None) -> int:
    """How the importers arrived, before and after; status 1 when they hold different things."""
    count = int((arguments or ["100"])[0])
    rng = random.Random(8)  # noqa: S311 - repeatable, not secret
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"home": Path(folder), "publish": {"base_url": _BASE, "max_drop": 0.9}})

        def read(url: str) -> bytes:
            return (settings.releases / url.removeprefix(_BASE)).read_bytes()

        stopped = [Path(folder) / f"{number}.db" for number in range(count)]
        with open_store(settings.database) as store:
            keys = fill(store, 30)
            for into in stopped:
                release = publish(store, settings)
                while not release.is_new:
                    _decide(store, keys, rng)
                    release = publish(store, settings)
                pull(_BASE, into, read=read)
            outcomes = _arrive("none erased", stopped, read)
            for _ in range(2):
                erase(store, settings, example_id(keys.pop()), "asked")
            outcomes += _arrive("two erased", stopped, read)
    return int(outcomes != 2)


def _arrive(what: str, stopped: Sequence[Path], read: Callable[[str], bytes]) -> int:
    """Brings a copy of every importer up to date; how many different contents they end with."""
    hows, ends = Counter[str](), set()
    for held in stopped:
        into = held.with_suffix(".copy")
        shutil.copyfile(held, into)
        hows[pull(_BASE, into, read=read).how] += 1
        with closing(sqlite3.connect(into)) as connection:
            version = connection.execute("SELECT version, content_hash FROM release").fetchone()
            records = tuple(connection.execute("SELECT id, record FROM examples ORDER BY id"))
            redirects = tuple(connection.execute("SELECT id, redirect FROM redirects ORDER BY id"))
        ends.add((version, records, redirects))
        into.unlink()
    print(f"{what}: {len(stopped)} releases and importers: {dict(hows)}; {len(ends)} different outcomes")
    return len(ends)


def _decide(store: Store, keys: list[str], rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        key = rng.choice(keys)
        if rng.random() < 0.3:
            reject(store, key, "granskare-1", "old")
        else:
            accept(store, key, "granskare-1", themes=["energi"], title=f"Titel {rng.random()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
