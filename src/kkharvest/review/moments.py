"""Times that lie ahead or behind, in the form the database keeps."""

from datetime import UTC, datetime, timedelta

__all__ = ["ago", "ahead", "today"]


def ahead(*, days: float = 0, hours: float = 0, minutes: float = 0) -> str:
    """The moment this far ahead, UTC, ISO 8601."""
    moment = datetime.now(UTC) + timedelta(days=days, hours=hours, minutes=minutes)
    return moment.isoformat(timespec="seconds")


def ago(*, days: float = 0, hours: float = 0, minutes: float = 0) -> str:
    """The moment this far back, UTC, ISO 8601."""
    return ahead(days=-days, hours=-hours, minutes=-minutes)


def today() -> str:
    """The date now in UTC, ISO 8601."""
    return datetime.now(UTC).date().isoformat()
