"""Addresses on their way through a harvest: as they were found, and as they wait."""

from dataclasses import dataclass
from typing import Any

__all__ = ["MACHINE_KINDS", "OUTRIGHT", "Entry", "EntryKind", "Found"]


class EntryKind:
    """Names of what is expected at an address; those of `SeedKind`, with `page` for whatever a link leads to."""

    PAGE = "page"
    SITEMAP = "sitemap"
    FEED = "feed"
    LISTING = "listing"
    WP_JSON = "wp_json"
    AJAX = "ajax"


MACHINE_KINDS = frozenset({EntryKind.SITEMAP, EntryKind.FEED, EntryKind.WP_JSON, EntryKind.AJAX})
"""Kinds of address that are read for their links alone."""

OUTRIGHT = 1000
"""Words of a score that was given outright: no words that are found later count against it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An address to be asked, as it was found."""

    url: str
    score: float | None = None  # None: to be scored by its words, once it turns out to be new
    kind: str = EntryKind.PAGE
    depth: int = 0
    hops: int = 0
    via_url: str | None = None
    hint: str | None = None
    heading: str = ""
    teaser: str = ""
    lastmod: str | None = None
    step: dict[str, Any] | None = None
    n_words: int = OUTRIGHT  # how many words its score rests on
    is_trusted: bool = False  # named by the source's file, so patterns and traps do not apply


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the frontier."""

    page_id: str
    address_key: str
    found: Found
