"""What a release costs: time, peak memory and size of every format and of the site.

python -m bench.publish.release [COUNT]
"""

import gzip
import resource
import sys
import time

from bench.publish.generate import records
from kkharvest.publish.formats import (
    Edition,
    feed_files,
    linked_files,
    plain_files,
    schema_files,
    sqlite_files,
    table_files,
)
from kkharvest.publish.gates import personal_data_in
from kkharvest.publish.site import site_files


def main() -> int:
    """One line a part."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    edition = Edition("2026-11-23.1", "https://example.org/data/", "Klimatkonkurrenskraft", records(count))
    parts = [
        ("json, jsonl", plain_files),
        ("schema", schema_files),
        ("csv, data package", table_files),
        ("sqlite", sqlite_files),
        ("json-ld", linked_files),
        ("feeds", feed_files),
        ("site", site_files),
    ]
    started = time.perf_counter()
    found = personal_data_in(edition.records)
    print(f"{count} examples\npersonal data gate: {time.perf_counter() - started:.1f} s, {len(found)} finds")
    for name, make in parts:
        started = time.perf_counter()
        files = make(edition)
        seconds = time.perf_counter() - started
        size = sum(map(len, files.values()))
        print(f"{name}: {seconds:.1f} s, {len(files)} files, {size / 1e6:.1f} MB")
        if name == "site":
            pages = {path: body for path, body in files.items() if path.endswith(".html")}
            largest = max(pages, key=lambda path: len(pages[path]))
            index = files["search.json"]
            print(f"  largest page: {len(pages[largest]) / 1e3:.1f} kB ({largest})")
            print(f"  search index: {len(index) / 1e6:.2f} MB, {len(gzip.compress(index)) / 1e6:.2f} MB as sent")
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
