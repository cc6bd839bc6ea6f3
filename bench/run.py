"""What `make run` costs after set-up: wall time, peak memory, and what a second run asks for again.

python -m bench.run
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kkharvest.store import open_store

HOME = Path(__file__).resolve().parents[1]


def main() -> int:
    """Two harvests of the sample web into an empty data folder."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "KKHARVEST_DATA": folder}
        for name in ("first", "second"):
            started = time.monotonic()
            status = subprocess.call(
                [sys.executable, "-m", "flows.harvest", "--sample"],
                cwd=HOME,
                env=environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            seconds = time.monotonic() - started
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
            with open_store(Path(folder) / "processed" / "kkharvest.db", create=False) as store:
                run = store.value("SELECT max(id) FROM runs")
                asked, size = store.db.execute(
                    "SELECT count(*), total(n_bytes) FROM fetches WHERE run_id = ?", (run,)
                ).fetchone()
                candidates = store.value("SELECT count(*) FROM candidates WHERE is_present = 1")
            print(
                f"{name} run: exit {status}, {seconds:.1f} s, peak {peak:.2f} GB, {asked} requests, "
                f"{size / 1e6:.2f} MB, {candidates} candidates"
            )
            if status:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
