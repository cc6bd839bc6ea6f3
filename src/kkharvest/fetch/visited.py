"""What came of one address: the row to store, the answer to archive, the addresses found."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from kkharvest.core.clock import now
from kkharvest.fetch.client import Answer
from kkharvest.fetch.entries import Found
from kkharvest.fetch.outcome import CONTENT, WITHDRAWN, Outcome
from kkharvest.fetch.reading import NOT_MODIFIED, Reading
from kkharvest.fetch.render import RENDERED_TYPE, Rendered
from kkharvest.store import Row
from kkharvest.store.pages import VisitRow

__all__ = ["Visit", "closed", "finished", "wall_clock"]


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one address: the row to store, the answer to archive, the addresses found."""

    row: VisitRow
    answer: Answer | None = None
    refers_to: Mapping[str, str] | None = None
    rendered: bytes | None = None
    found: tuple[Found, ...] = ()
    lastmod_was_right: bool | None = None
    leave_for_s: float | None = None


def closed(blank: VisitRow, outcome: Outcome, reason: str, answer: Answer | None = None) -> VisitRow:
    """The row of a visit that came to nothing."""
    status = answer.status if answer else None
    return replace(blank, outcome=outcome.value, reason=_plain(reason), http_status=status)


def _plain(reason: str) -> str:
    """A reason as it can be shown on a terminal: it may quote what a server said."""
    return "".join(c if c.isprintable() else "\ufffd" for c in reason[:500])


def finished(blank: VisitRow, answer: Answer, reading: Reading, state: Row | None, rendered: Rendered | None) -> Visit:
    """The visit that an answer ended, once it has been read; `state` is what was known of the page."""
    kept = reading.keeps_answer and reading.outcome not in WITHDRAWN
    has_content = reading.outcome in CONTENT or reading.outcome is Outcome.DISCOVERY
    is_rendered = rendered is not None and reading.outcome in CONTENT
    row = replace(
        blank,
        fetched_at=now(),
        outcome=reading.outcome.value,
        reason=_plain(reading.reason) if reading.reason else None,
        http_status=answer.status,
        elapsed_ms=round((answer.ended - answer.started) * 1000),
        n_bytes=len(answer.raw) + (rendered.n_bytes if rendered else 0),
        content_type=_type_of(answer, is_rendered=is_rendered),
        etag=None if is_rendered else answer.header("etag"),
        last_modified=None if is_rendered else answer.header("last-modified"),
        content_hash=reading.digest if has_content else None,
        redirect_url=reading.redirect_url,
        canonical_url=reading.canonical_url,
    )
    refers_to = None
    if state and reading.outcome in {Outcome.UNCHANGED, Outcome.NOT_MODIFIED} and not is_rendered:
        refers_to = {"url": state["url"], "date": state["fetched_at"], "hash": state["content_hash"]}
    body = rendered.body if rendered and kept and reading.outcome is Outcome.OK else None
    return Visit(row, answer if kept else None, refers_to, body, tuple(reading.found))


def _type_of(answer: Answer, *, is_rendered: bool) -> str | None:
    if is_rendered:
        return RENDERED_TYPE
    return answer.header("content-type") if answer.status != NOT_MODIFIED else None


def wall_clock(moment: float) -> str:
    """A moment of the monotonic clock as a time of day, to the millisecond."""
    since = timedelta(seconds=time.monotonic() - moment)
    return (datetime.now(UTC) - since).isoformat(timespec="milliseconds")
