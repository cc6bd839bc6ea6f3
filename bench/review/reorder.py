"""What re-ordering costs."""

from pathlib import Path


def reorder_seconds(path: Path) -> None:
    pass
