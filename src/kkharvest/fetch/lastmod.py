"""Learned trust in a sitemap's lastmod: believed only where it has been right often and never wrong.

As long as a host is not trusted, every page is asked and the answer compared with what lastmod said. Once trusted,
pages that it calls unchanged are left in peace, but for one in ten, which keep checking it; one untruth ends the trust.
"""

import hashlib
from datetime import UTC, date, datetime, time

from kkharvest.store import Row

__all__ = ["is_sampled", "is_trusted", "says_unchanged"]

_NEEDED = 20
_SAMPLE = 10


def says_unchanged(lastmod: str | None, fetched_at: str | None) -> bool:
    """Whether `lastmod` lies before the moment at which we have the page; a date counts to its end."""
    if not lastmod or not fetched_at:
        return False
    try:
        if len(lastmod) == len("2026-01-01"):
            moment = datetime.combine(date.fromisoformat(lastmod), time.max, tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(lastmod)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment < datetime.fromisoformat(fetched_at)


def is_trusted(host: Row | None) -> bool:
    """Whether this host's lastmod has earned trust."""
    return host is not None and host["lastmod_right"] >= _NEEDED and not host["lastmod_wrong"]


def is_sampled(run_id: str, page_id: str) -> bool:
    """Whether a page is asked in this run whatever lastmod says; another tenth of the pages every run."""
    return hashlib.sha256(f"{run_id}{page_id}".encode()).digest()[0] % _SAMPLE == 0
