"""Time as it is stored: UTC, ISO 8601, to the second."""

from datetime import UTC, datetime

__all__ = ["now", "stamp"]


def now() -> str:
    """The time now, such as 2026-11-23T06:30:00+00:00."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamp() -> str:
    """The time now as a sortable name, such as 20261123T063000123Z."""
    moment = datetime.now(UTC)
    return moment.strftime("%Y%m%dT%H%M%S") + f"{moment.microsecond // 1000:03d}Z"
