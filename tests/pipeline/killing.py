"""A harvest in a child process that kills itself at one of its transactions."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from kkharvest.store import Store

__all__ = ["in_child", "transactions_counted"]


@contextmanager
def transactions_counted(kill_at: int = 0) -> Iterator[Callable[[], int]]:
    """How many transactions have begun in the block, whose process kills itself when number `kill_at` is to end."""
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

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "transaction", counted)
        yield lambda: count


def in_child(job: Callable[[], object], kill_at: int) -> int:
    """How a child process ended that did the job: 0, -9 (killed at its `kill_at`-th transaction), 1 for a failure."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with transactions_counted(kill_at):
                job()
            status = 0
        except BaseException:  # noqa: BLE001 - a child tells what went wrong, and ends
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
