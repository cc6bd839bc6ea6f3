"""Benchmarks of the fetch stage: `python -m bench.fetch [PART …]`.

Parts: peers (pages per second beside Scrapy), hosts (200 polite hosts), again (second harvest), focus, kill.
"""

import sys
from collections.abc import Callable

from bench.fetch import again, focus, hosts, kill, peers

PARTS: dict[str, Callable[[], bool]] = {
    "peers": peers.report,
    "hosts": hosts.report,
    "again": again.report,
    "focus": focus.report,
    "kill": kill.report,
}


def main(names: list[str]) -> int:
    """Runs the named parts, or all; 1 when one of them missed its aim."""
    missed = []
    for name in names or list(PARTS):
        print(f"### {name}", flush=True)
        if not PARTS[name]():
            missed.append(name)
    if missed:
        print(f"missed: {', '.join(missed)}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
