"""The order in which one source's addresses are asked: by score, highest first, then by page id.

A section whose pages are known by now mostly lists what they tell: it comes later than its words alone would have it.
What is known only grows, so an address is looked at once more when its turn has come.
"""

import heapq
import re
from collections import Counter
from itertools import count

from kkharvest.fetch.entries import MACHINE_KINDS, Entry, EntryKind

__all__ = ["BUCKETS", "Waiting", "bucket"]

_ENDING = re.compile(r"\.(?:html?|aspx?|php)$")
_SECTION = 3
_KNOWN = 0.6
BUCKETS = 100


class Waiting:
    """A queue of entries in which one can be replaced by the same with another score."""

    def __init__(self) -> None:
        self.tally: Counter[int] = Counter()
        """How many pages wait, by bucket of their score."""
        self._heap: list[tuple[float, str, int, Entry]] = []
        self._entries: dict[str, tuple[float, Entry]] = {}
        self._below: Counter[str] = Counter()
        self._number = count()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, page_id: str) -> Entry | None:
        """The entry that waits under this id."""
        found = self._entries.get(page_id)
        return found[1] if found else None

    def know(self, entry: Entry) -> None:
        """Takes note of an address that exists, whether it waits or was asked."""
        if entry.found.kind == EntryKind.PAGE:
            self._below[entry.address_key.rpartition("/")[0]] += 1

    def put(self, entry: Entry) -> None:
        """Lets an entry wait, in place of the one with the same id."""
        self._forget(entry.page_id)
        score = self.score(entry)
        self._entries[entry.page_id] = (score, entry)
        if entry.found.kind not in MACHINE_KINDS:
            self.tally[bucket(score)] += 1
        heapq.heappush(self._heap, (-score, entry.page_id, next(self._number), entry))

    def take(self) -> Entry | None:
        """The best entry, which waits no longer; None when none is left."""
        while self._heap:
            rank, key, _, entry = heapq.heappop(self._heap)
            if self.get(key) is not entry:
                continue  # it was replaced
            if self.score(entry) < -rank:
                self.put(entry)
                continue
            self._forget(key)
            return entry
        return None

    def take_seed(self) -> Entry | None:
        """An entry that the source's file names, if one waits still."""
        for page_id, (_, entry) in self._entries.items():
            if entry.found.is_trusted:
                self._forget(page_id)
                return entry
        return None

    def score(self, entry: Entry) -> float:
        """The score of an entry as things stand."""
        score = entry.found.score or 0.0
        if entry.found.is_trusted or self._below[_stem(entry.address_key)] < _SECTION:
            return score
        return score * _KNOWN

    def _forget(self, page_id: str) -> None:
        found = self._entries.pop(page_id, None)
        if found and found[1].found.kind not in MACHINE_KINDS:
            self.tally[bucket(found[0])] -= 1


def bucket(score: float) -> int:
    """The hundredth that a score falls into."""
    return int(score * BUCKETS)


def _stem(key: str) -> str:
    """The address that the pages of a section lie under: `/energi.html` is that of `/energi/…`."""
    return _ENDING.sub("", key.partition("?")[0]).rstrip("/")
