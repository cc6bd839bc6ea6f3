"""A job in a child process that kills itself at a file operation, and whether `latest` is whole after it."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from kkharvest.publish.shelf import faults_of

__all__ = ["in_child", "latest_faults"]

_EVENTS = frozenset(
    {"open", "os.rename", "os.mkdir", "os.symlink", "os.remove", "os.rmdir", "os.link", "sqlite3.connect"}
)


def in_child(job: Callable[[], object], at: int) -> int:
    """How many file operations a job made in a child of its own, or 0 when it killed itself (SIGKILL) after `at`.

    Raises `RuntimeError` when the job failed by itself.
    """
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        _run(job, at, tell)
    os.close(tell)
    with os.fdopen(told) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("the child failed instead of being killed")
    return int(said or 0)


def latest_faults(releases: Path) -> list[str]:
    """What is wrong with `latest`: it must be a folder with every file that its checksums name."""
    latest = releases / "latest"
    if not (latest / "index.json").is_file():
        return ["latest is no release"]
    return faults_of(latest.resolve())


def _run(job: Callable[[], object], at: int, tell: int) -> None:
    seen = 0

    def count(event: str, _: object) -> None:
        nonlocal seen
        if event in _EVENTS:
            seen += 1
            if seen > at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    status = 1
    try:
        job()
        os.write(tell, str(seen).encode())
        status = 0
    except Exception:  # noqa: BLE001 - a child tells what went wrong, and ends
        traceback.print_exc()
    finally:
        os._exit(status)
