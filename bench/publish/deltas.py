"""Importers that stopped at any of many real releases: whether all arrive at the same content hash, and by deltas.

python -m bench.publish deltas [COUNT]

Between releases examples are accepted, changed, rejected, taken back and, twice, erased. Each release is imported into
a database of its own when it is the latest; at the end every one of them is brought up to date.
"""

import random
import sqlite3
import sys
import tempfile
from collections import Counter
from pathlib import Path

from bench.publish.fill import fill
from kkharvest.core.ids import example_id
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.client import pull
from kkharvest.publish.erase import erase
from kkharvest.publish.shelf import read_versions
from kkharvest.review import accept, reject
from kkharvest.store import Store, open_store

__all__ = ["main"]

_BASE = "https://exempel.se/data/"


def main(arguments: list[str] | None = None) -> int:
    """How many importers arrived, and how; status 1 when one holds anything else."""
    count = int((arguments or ["100"])[0])
    rng = random.Random(8)  # noqa: S311 - repeatable, not secret
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"home": Path(folder), "publish": {"base_url": _BASE, "max_drop": 0.9}})

        def read(url: str) -> bytes:
            return (settings.releases / url.removeprefix(_BASE)).read_bytes()

        with open_store(settings.database) as store:
            keys = fill(store, 30)
            while len(read_versions(settings.releases)) < count:
                _decide(store, keys, rng)
                number = len(read_versions(settings.releases))
                publish(store, settings)
                pull(_BASE, Path(folder) / f"{number}.db", read=read)
                if number in {count // 3, 2 * count // 3}:
                    erase(store, settings, example_id(keys.pop()), "asked")
        hows, hashes = Counter[str](), set()
        for number in range(count):
            into = Path(folder) / f"{number}.db"
            hows[pull(_BASE, into, read=read).how] += 1
            connection = sqlite3.connect(into)
            hashes.add(connection.execute("SELECT content_hash FROM release").fetchone()[0])
            hashes.add(tuple(connection.execute("SELECT id, record FROM examples ORDER BY id")))
            hashes.add(tuple(connection.execute("SELECT id, redirect FROM redirects ORDER BY id")))
            connection.close()
        print(f"{count} releases, {count} importers: {dict(hows)}; {len(hashes) // 3} different outcomes")
    return int(len(hashes) != 3)


def _decide(store: Store, keys: list[str], rng: random.Random) -> None:
    for _ in range(rng.randint(1, 4)):
        key = rng.choice(keys)
        if rng.random() < 0.3:
            reject(store, key, "granskare-1", "old")
        else:
            accept(store, key, "granskare-1", themes=["energi"], title=f"Titel {rng.random()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
