"""One run at a time: a lock that the operating system lets go of when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kkharvest.core.errors import BusyError, OutOfSpaceError

__all__ = ["run_lock"]


@contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Holds the run lock of `folder`; raises `BusyError` with the holder's process id when it is taken."""
    path = folder / "kkharvest.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+", encoding="ascii")
    except OSError as error:
        raise OutOfSpaceError(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise BusyError(
                f"Another run is at work on {folder} (process {holder}). Wait until it has ended, then try again."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)
