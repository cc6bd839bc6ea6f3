"""What one source still has to ask, best first; mirrored row by row in the database.

Order: score, highest first, then page id, so that a run that goes on asks in the order it would have asked.
"""

import heapq
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from kkharvest.core.address import AddressError, address_key
from kkharvest.core.ids import page_id
from kkharvest.fetch.focus import Payoff, score_link
from kkharvest.fetch.traps import TrapGuard, hopeless
from kkharvest.sources import Source
from kkharvest.store import Row

__all__ = ["MACHINE_KINDS", "Entry", "EntryKind", "Found", "Frontier"]


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
    lastmod: str | None = None
    step: dict[str, Any] | None = None
    is_trusted: bool = False  # named by the source's file, so patterns and traps do not apply


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the frontier."""

    page_id: str
    address_key: str
    found: Found


@dataclass(slots=True)
class Frontier:
    """The waiting addresses of one source; `seen` is shared by all sources of a run."""

    run_id: str
    source: Source
    seen: set[str]
    max_depth: int
    payoff: Payoff = field(default_factory=Payoff)
    turned_away: Counter[str] = field(default_factory=Counter)
    _heap: list[tuple[float, str, Entry]] = field(default_factory=list)
    _guard: TrapGuard = field(default_factory=TrapGuard)
    _offered: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self._heap)

    def restore(self, rows: list[Row]) -> None:
        """Takes up the rows of a run that was stopped, done ones for the traps' counts."""
        for row in rows:
            entry = _entry_of(row)
            if entry.found.kind == EntryKind.PAGE:
                self._guard.admit(entry.found.url)
            if row["state"] == "waiting":
                self._put(entry)

    def offer(self, found: Found) -> Row | None:
        """The row to store for an address that is new, wanted and no trap; it now waits. None for any other."""
        if found.step is None:
            if found.url in self._offered:
                return None
            self._offered.add(found.url)
        if not found.is_trusted:
            reason = self._why_not(found)
            if reason:
                self.turned_away[reason] += 1
                return None
        try:
            key = _identity(found)
        except AddressError:
            return None
        if found.score is None:
            learned = self.payoff.points(found.url, found.via_url)
            found = replace(found, score=score_link(found.url, found.hint or "", found.heading, learned))
        entry = Entry(page_id(key), key, found)
        if entry.page_id in self.seen:
            return None
        if not found.is_trusted and found.kind == EntryKind.PAGE and (reason := self._guard.admit(found.url)):
            self.turned_away[reason] += 1
            return None
        self.seen.add(entry.page_id)
        self._put(entry)
        return self._row(entry)

    def take(self) -> Entry | None:
        """The best waiting address, or None."""
        return heapq.heappop(self._heap)[2] if self._heap else None

    def put_back(self, entry: Entry) -> None:
        """Lets an address wait again that was taken but not asked."""
        self._put(entry)

    def _why_not(self, found: Found) -> str | None:
        if found.depth > self.max_depth:
            return "depth"
        if found.kind in MACHINE_KINDS:
            # Patterns speak of pages; a list is worth reading for the wanted ones among its addresses.
            return None if self.source.owns(found.url) else "not wanted"
        if not self.source.wants(found.url):
            return "not wanted"
        return hopeless(found.url)

    def _put(self, entry: Entry) -> None:
        heapq.heappush(self._heap, (-(entry.found.score or 0.0), entry.page_id, entry))

    def _row(self, entry: Entry) -> Row:
        found = entry.found
        return {
            "run_id": self.run_id,
            "page_id": entry.page_id,
            "source_id": self.source.id,
            "url": found.url,
            "score": found.score,
            "depth": found.depth,
            "hops": found.hops,
            "via_url": found.via_url,
            "hint": found.hint,
            "lastmod": found.lastmod,
            "kind": found.kind,
            "step_json": json.dumps(found.step, sort_keys=True) if found.step else None,
            "state": "waiting",
        }


def _identity(found: Found) -> str:
    """The key of an address; the fields of a POST are part of it, for they decide what comes back."""
    key = address_key(found.url)
    if found.step and found.step.get("fields"):
        return f"{key} {json.dumps(found.step['fields'], sort_keys=True)}"
    return key


def _entry_of(row: Row) -> Entry:
    step = json.loads(row["step_json"]) if row["step_json"] else None
    names = ("url", "score", "kind", "depth", "hops", "via_url", "hint", "lastmod")
    found = Found(**{name: row[name] for name in names}, step=step, is_trusted=step is not None)
    return Entry(row["page_id"], _identity(found), found)
