"""What one source still has to ask, best first; mirrored row by row in the database.

An address that waits is scored anew when it is found again with more words: a sitemap names it bare, a feed with title
and teaser. The order follows from the rows alone, so that a run that goes on asks in the order it would have asked.
"""

import json
from collections import Counter
from dataclasses import dataclass, field, replace

from kkharvest.core.address import AddressError, address_key
from kkharvest.core.ids import page_id
from kkharvest.fetch.entries import MACHINE_KINDS, OUTRIGHT, Entry, EntryKind, Found
from kkharvest.fetch.focus import Payoff, score_link
from kkharvest.fetch.traps import TrapGuard, hopeless
from kkharvest.fetch.waiting import Waiting
from kkharvest.sources import Source
from kkharvest.store import Row

__all__ = ["Frontier"]

_MOST_LISTS = 100


@dataclass(slots=True)
class Frontier:
    """The waiting addresses of one source; `seen` is shared by all sources of a run."""

    run_id: str
    source: Source
    seen: set[str]
    max_depth: int
    payoff: Payoff = field(default_factory=Payoff)
    turned_away: Counter[str] = field(default_factory=Counter)
    waiting: Waiting = field(default_factory=Waiting)
    _guard: TrapGuard = field(default_factory=TrapGuard)
    _lists: int = 0
    _offered: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.waiting)

    def restore(self, rows: list[Row]) -> None:
        """Takes up the rows of a run that was stopped, done ones for the traps' counts."""
        for row in rows:
            entry = _entry_of(row)
            if entry.found.kind == EntryKind.PAGE:
                self._guard.admit(entry.found.url)
            self._lists += entry.found.kind in MACHINE_KINDS
            self.waiting.know(entry)
            if row["state"] == "waiting":
                self.waiting.put(entry)

    def offer(self, found: Found) -> Row | None:
        """The row to store for an address that is new, wanted and no trap; it now waits. None for any other.

        An address that waits already has its row brought up to date when more words speak of it now.
        """
        if found.step is None and found.url in self._offered:
            return self._again(self._offered[found.url], found)
        if not found.is_trusted:
            reason = self._why_not(found)
            if reason:
                self._offered[found.url] = ""
                self.turned_away[reason] += 1
                return None
        try:
            key = _identity(found)
        except AddressError:
            return None
        page = page_id(key)
        if found.step is None:
            self._offered[found.url] = page
        if page in self.seen:
            return self._again(page, found)
        if not found.is_trusted and found.kind == EntryKind.PAGE and (reason := self._guard.admit(found.url)):
            self.turned_away[reason] += 1
            return None
        self.seen.add(page)
        self._lists += found.kind in MACHINE_KINDS
        entry = Entry(page, key, self._scored(found))
        self.waiting.know(entry)
        self.waiting.put(entry)
        return self._row(entry)

    def take(self, *, seeds_first: bool = False) -> Entry | None:
        """The best waiting address, or None; with `seeds_first` one that the source's file names, while one waits."""
        return (self.waiting.take_seed() if seeds_first else None) or self.waiting.take()

    def put_back(self, entry: Entry) -> None:
        """Lets an address wait again that was taken but not asked."""
        self.waiting.put(entry)

    def _why_not(self, found: Found) -> str | None:
        if not self.source.follow:
            return "not followed"
        if found.depth > self.max_depth:
            return "depth"
        if found.kind in MACHINE_KINDS:
            # Patterns speak of pages; a list is worth reading for the wanted ones among its addresses.
            if not self.source.owns(found.url):
                return "not wanted"
            return "lists" if self._lists >= _MOST_LISTS else None
        if not self.source.wants(found.url):
            return "not wanted"
        return hopeless(found.url)

    def _scored(self, found: Found) -> Found:
        if found.score is not None:
            return found
        learned = self.payoff.points(found.url, found.via_url)
        score = score_link(found.url, found.hint or "", found.heading, learned, found.teaser)
        return replace(found, score=score, n_words=_words(found))

    def _again(self, page: str, found: Found) -> Row | None:
        """The row of an address that waits and is found with more words than before."""
        known = self.waiting.get(page)
        if known is None or known.found.is_trusted or _words(found) <= known.found.n_words:
            return None
        told = known.found
        again = replace(told, score=None, via_url=found.via_url, hint=found.hint, heading=found.heading)
        again = replace(again, teaser=found.teaser, lastmod=told.lastmod or found.lastmod)
        entry = replace(known, found=self._scored(again))
        self.waiting.put(entry)
        return self._row(entry)

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
            "n_words": found.n_words,
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


def _words(found: Found) -> int:
    """How many words speak of an address."""
    if found.score is not None:
        return OUTRIGHT
    return min(len((found.hint or "").split()) + len(found.teaser.split()), OUTRIGHT - 1)


def _entry_of(row: Row) -> Entry:
    step = json.loads(row["step_json"]) if row["step_json"] else None
    names = ("url", "score", "kind", "depth", "hops", "via_url", "hint", "lastmod", "n_words")
    found = Found(**{name: row[name] for name in names}, step=step, is_trusted=step is not None)
    return Entry(row["page_id"], _identity(found), found)
