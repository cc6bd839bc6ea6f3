"""What a release costs, from a database of accepted examples to the folder in place: time, peak memory, size.

python -m bench.publish size [COUNT]

The release is written by a process of its own, so that its memory is told apart from the filling; the parts are those
of the release that stands.
"""

import gzip
import multiprocessing
import multiprocessing.connection
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.publish.fill import fill
from kkharvest.core.settings import Settings
from kkharvest.publish import publish
from kkharvest.publish.shelf import check_whole, latest_entry
from kkharvest.review import accept
from kkharvest.store import open_store

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Time and memory of the first release and of one after a single change; sizes by part."""
    count = int((arguments or ["10000"])[0])
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"home": Path(folder), "publish": {"base_url": "https://exempel.se/data/"}})
        with open_store(settings.database) as store:
            keys = fill(store, count)
        _told("the first release", settings)
        with open_store(settings.database) as store:
            accept(store, keys[0], "granskare-1", themes=["energi"], title="En ändrad rubrik")
        _told("a release after one change", settings)
        entry = latest_entry(settings.releases)
        if entry is None:
            return 1
        started = time.perf_counter()
        check_whole(settings.releases, entry)
        print(f"checking every file of it: {time.perf_counter() - started:.1f} s")
        _sizes(settings.releases / entry["version"])
    return 0


def _told(what: str, settings: Settings) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_release, args=(settings, theirs))
    process.start()
    theirs.close()
    seconds, memory, n_examples = ours.recv()
    process.join()
    print(f"{what} of {n_examples} examples: {seconds:.1f} s, {memory:.2f} GB")


def _release(settings: Settings, tell: "multiprocessing.connection.Connection") -> None:
    with open_store(settings.database) as store:
        started = time.perf_counter()
        release = publish(store, settings)
        seconds = time.perf_counter() - started
    # ru_maxrss is in kB on Linux.
    tell.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, release.n_examples))


def _sizes(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    sizes, numbers = Counter[str](), Counter[str]()
    for path in files:
        part = path.relative_to(folder).parts[0]
        sizes[part] += path.stat().st_size
        numbers[part] += 1
    print(f"all: {len(files)} files, {sum(sizes.values()) / 1e6:.1f} MB")
    for part, size in sizes.most_common(12):
        print(f"  {part}: {numbers[part]} files, {size / 1e6:.1f} MB")
    pages = [path for path in files if path.suffix == ".html"]
    largest = max(pages, key=lambda path: path.stat().st_size)
    print(f"  largest page: {largest.stat().st_size / 1e3:.1f} kB ({largest.relative_to(folder)})")
    body = (folder / "site" / "search" / "words.json").read_bytes()
    print(f"  words of the search: {len(body) / 1e3:.0f} kB, {len(gzip.compress(body)) / 1e3:.0f} kB as sent")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
