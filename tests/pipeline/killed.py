"""Harvests some sites of the sample web, and kills itself at the n-th transaction (0: never).

python tests/pipeline/killed.py DATA_FOLDER N SOURCE...
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kkharvest.core.settings import load_settings
from kkharvest.store import Store
from tests.pipeline.conftest import HOME, run_sample


def main(data: str, kill_at: int, *source_ids: str) -> None:
    plain = Store.transaction
    count = 0

    @contextmanager
    def counted(self: Store) -> Iterator[Any]:
        nonlocal count
        count += 1
        with plain(self) as opened:
            yield opened
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    Store.transaction = counted  # type: ignore[method-assign]
    report = run_sample(load_settings(HOME, {"KKHARVEST_DATA": data}), source_ids)
    sys.stdout.write(str(count))
    sys.exit(report.exit_code)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
