"""Publishing and erasing, killed at random points: whether `latest` is a whole release every time.

python -m bench.publish kill [COUNT]

Each round decides something new and publishes it (every fifth erases an example) in a child process that kills itself
with SIGKILL at a file operation drawn at random, half of them among the last ones, where releases are put in place.
What the killed child left is where the next round begins. At the end one is let through.
"""

import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.publish.fill import fill
from kkharvest.core.ids import example_id
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.erase import erase
from kkharvest.publish.shelf import check_whole, read_versions
from kkharvest.review import accept
from kkharvest.store import open_store
from tests.publish.killing import in_child, latest_faults

__all__ = ["main"]

_LAST = 60
_EXAMPLES = 40


def main(arguments: list[str] | None = None) -> int:
    """Rounds, kills, and every moment at which `latest` was not whole; status 1 when there was one."""
    count = int((arguments or ["100"])[0])
    rng = random.Random(8)  # noqa: S311 - repeatable, not secret
    with tempfile.TemporaryDirectory() as folder:
        publishing = {"max_drop": 0.9, "base_url": "https://x.example/data/"}
        settings = Settings.model_validate({"home": Path(folder), "publish": publishing})
        with open_store(settings.database) as store:
            keys = fill(store, _EXAMPLES)
            publish(store, settings)
        n_events = {kind: in_child(_job(settings, kind, keys, -1), sys.maxsize) for kind in ("publish", "erase")}
        killed, broken = 0, 0
        for number in range(count):
            kind = "erase" if number % 5 == 4 and len(keys) > _EXAMPLES // 2 else "publish"
            job = _job(settings, kind, keys, number)
            last = n_events[kind]
            at = rng.randrange(last - _LAST, last) if rng.random() < 0.5 else rng.randrange(last)
            killed += not in_child(job, at)
            faults = latest_faults(settings.releases)
            broken += bool(faults)
            for fault in faults:
                print(f"round {number}, {kind}, operation {at}: {fault}")
        in_child(_job(settings, "publish", keys, count), sys.maxsize)
        end = [str(fault) for entry in read_versions(settings.releases) for fault in _whole(settings.releases, entry)]
        print(f"{count} rounds, {killed} killed, latest not whole after {broken}; at the end {len(end)} faults {end}")
    return int(bool(broken or end))


def _job(settings: Settings, kind: str, keys: list[str], number: int) -> Callable[[], object]:
    if kind == "erase":
        key = keys.pop()

        def run() -> object:
            with open_store(settings.database) as store:
                return erase(store, settings, example_id(key), "asked")
    else:

        def run() -> object:
            with open_store(settings.database) as store:
                accept(store, keys[0], "eva", themes=["energi"], title=f"Titel {number}")
                return publish(store, settings)

    return run


def _whole(releases: Path, entry: dict[str, object]) -> list[str]:
    try:
        check_whole(releases, entry)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return [str(error)]
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
