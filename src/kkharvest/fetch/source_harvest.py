"""The loop of one source: take the best address, visit, store, offer what was found.

It ends when nothing waits, when a budget is spent, when the host's window closes, or when it is told to.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kkharvest.core.records import Issue, Severity
from kkharvest.core.settings import Settings
from kkharvest.fetch.entries import MACHINE_KINDS, Entry, EntryKind, Found
from kkharvest.fetch.focus import Payoff
from kkharvest.fetch.frontier import Frontier
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.hosts import origin_of
from kkharvest.fetch.outcome import CONTENT, FAILED, REFUSED, Outcome
from kkharvest.fetch.paging import seed_entries
from kkharvest.fetch.purse import Purse
from kkharvest.fetch.recorder import Recorder
from kkharvest.fetch.render import why_not_rendered
from kkharvest.fetch.visit import Visitor
from kkharvest.fetch.visited import Visit
from kkharvest.sources import Source
from kkharvest.store import Store
from kkharvest.store.frontier import asked_bytes, payoffs, run_counts, waiting_pages
from kkharvest.store.pages import known_pages
from kkharvest.store.runs import record_issue

__all__ = ["Progress", "Shared", "SourceHarvest"]

Progress = Callable[[str, int, int], None]
"""Called with a source's id, how many addresses were asked, and how many are known of so far."""

_FREE_LISTS = 100
_LAST = 0.9
_ZONE = ZoneInfo("Europe/Stockholm")
_ORDINARY = frozenset({Outcome.DISCOVERY, Outcome.REDIRECT, Outcome.MOVED})


@dataclass(frozen=True, slots=True)
class Shared:
    """What all sources of a run work with; `seen` holds the ids of all pages offered so far."""

    settings: Settings
    store: Store
    run_id: str
    visitor: Visitor
    recorder: Recorder
    seen: set[str]
    purse: Purse
    stopping: asyncio.Event
    gate: Callable[[Source, str], HostGate]


class SourceHarvest:
    """The loop of one source."""

    def __init__(self, shared: Shared, source: Source, progress: Progress | None) -> None:
        fetch = shared.settings.fetch
        polite = source.politeness
        self._shared = shared
        self._source = source
        self._progress = progress
        self._max_pages = min(fetch.max_pages, polite.max_pages or fetch.max_pages)
        self._max_bytes = polite.max_bytes or fetch.max_total_bytes
        self._deadline = time.monotonic() + 60 * (polite.max_minutes or fetch.max_minutes)
        payoff = Payoff.learn(payoffs(shared.store, source.id, shared.run_id))
        self._frontier = Frontier(shared.run_id, source, shared.seen, fetch.max_depth, payoff)
        self._asked = 0
        self._lists = 0
        self._bytes = 0
        self._active = 0
        self._checks_known = False
        self._wake = asyncio.Condition()
        self.stopped: str | None = None

    @property
    def waiting(self) -> int:
        """Addresses that still wait."""
        return len(self._frontier)

    @property
    def turned_away(self) -> dict[str, int]:
        """Addresses that were not let in, by reason."""
        return dict(self._frontier.turned_away)

    @property
    def _budgeted(self) -> int:
        return self._asked - min(self._lists, _FREE_LISTS)

    async def run(self) -> str | None:
        """Asks until nothing waits; why it ended early, if it did."""
        self._shared.purse.join(self._source.id, self._frontier.waiting.tally)
        try:
            return await self._run()
        finally:
            self._shared.purse.leave(self._source.id)

    async def _run(self) -> str | None:
        await self._begin()
        if self._source.render and (missing := why_not_rendered(self._shared.settings.fetch)):
            await self._note("not_rendered", missing, severity=Severity.WARNING)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._shared.settings.fetch.connections):
                    group.create_task(self._work())
        except BaseExceptionGroup as errors:
            # Workers fail together and for one reason; the first is as good as all.
            raise errors.exceptions[0] from None
        self._tell()
        if self.stopped:
            await self._note("stopped_early", f"{len(self._frontier)} addresses still wait: {self.stopped}")
        return self.stopped

    async def _begin(self) -> None:
        store, run_id, source = self._shared.store, self._shared.run_id, self._source
        rows = waiting_pages(store, run_id, source.id, done=True)
        self._frontier.restore(rows)
        counts = run_counts(store, run_id, source.id)
        self._asked = sum(count for outcome, count in counts.items() if Outcome(outcome) not in REFUSED)
        # Lists made for machines cost no page of the budget: they are what makes a small one go far.
        lists = sum(row["state"] == "done" and row["kind"] in MACHINE_KINDS for row in rows)
        self._lists = min(lists, self._asked)
        self._bytes = asked_bytes(store, run_id, source.id)
        queued = [row for found in seed_entries(source) if (row := self._frontier.offer(found))]
        if queued:
            await self._shared.recorder.record(None, queued=queued)
            if self._source.follow and not self._why_stop():
                await self._hear_lists()

    async def _hear_lists(self) -> None:
        """Reads the robots.txt of the source's hosts, so that the lists it names come before any page."""
        for origin in dict.fromkeys(origin_of(seed.url) for seed in self._source.seeds):
            await self._shared.visitor.prepare(f"{origin}/", lambda host: self._shared.gate(self._source, host))
            queued = [row for found in self._sitemaps(origin) if (row := self._frontier.offer(found))]
            if queued:
                await self._shared.recorder.record(None, queued=queued)

    async def _work(self) -> None:
        while True:
            entry = await self._next()
            if entry is None:
                return
            try:
                await self._visit(entry)
            finally:
                async with self._wake:
                    self._active -= 1
                    self._wake.notify_all()

    async def _next(self) -> Entry | None:
        while True:
            async with self._wake:
                self.stopped = self.stopped or self._why_stop()
                if self.stopped:
                    return None
                # The last tenth of a budget is kept for what the source's own file names.
                entry = self._frontier.take(seeds_first=self._budgeted >= _LAST * self._max_pages)
                if entry is None and not self._active and not self._checks_known:
                    self._checks_known = True
                    await self._offer_known()
                    continue
                if entry is None and not self._active:
                    return None
                if entry is None:
                    await self._wake.wait()
                    continue
                if self._may_take(entry):
                    self._active += 1
                    return entry
                self._frontier.put_back(entry)
            await self._shared.purse.changed()

    def _may_take(self, entry: Entry) -> bool:
        """Whether the run has a page left for this address; it is then taken out."""
        if entry.found.kind in MACHINE_KINDS:
            return True
        if not self._shared.purse.lets(self._source.id, self._frontier.waiting.score(entry)):
            return False
        self._shared.purse.spend(1)
        return True

    def _why_stop(self) -> str | None:
        window = self._source.politeness.window
        if self._shared.stopping.is_set():
            return "stopped by the operator"
        if not len(self._frontier) and (self._active or self._checks_known):
            return None
        if self._budgeted + self._active >= self._max_pages:
            return f"budget of {self._max_pages} pages"
        if self._bytes >= self._max_bytes:
            return f"budget of {self._max_bytes:,} bytes"
        if time.monotonic() >= self._deadline:
            return "budget of minutes"
        if reason := self._shared.purse.why_stop():
            return reason
        if window and datetime.now(_ZONE).time() not in window:
            return f"outside the host's window {window}"
        return None

    async def _visit(self, entry: Entry) -> None:
        shared, source = self._shared, self._source
        visit = await shared.visitor.visit(shared.run_id, source, entry, lambda host: shared.gate(source, host))
        is_list = entry.found.kind in MACHINE_KINDS
        if Outcome(visit.row.outcome) not in REFUSED:
            self._asked += 1
            self._lists += is_list
            self._bytes += visit.row.n_bytes
            shared.purse.spend(0, visit.row.n_bytes)
        elif not is_list:
            shared.purse.spend(-1)
        queued = [
            row for found in [*self._sitemaps(visit.row.url), *visit.found] if (row := self._frontier.offer(found))
        ]
        await shared.recorder.record(
            visit.row,
            answer=visit.answer,
            refers_to=visit.refers_to,
            rendered=visit.rendered,
            queued=queued,
            lastmod_was_right=visit.lastmod_was_right,
        )
        if not is_list:
            shared.purse.begun(source.id)
        if visit.leave_for_s:
            self.stopped = f"the host asked to be left alone for {visit.leave_for_s:.0f} s"
        await self._report(visit)
        self._tell()

    def _sitemaps(self, url: str) -> list[Found]:
        """Sitemaps that the host's robots.txt names."""
        named = self._shared.visitor.sitemaps(url) if self._source.follow else []
        return [
            Found(url, 0.95, EntryKind.SITEMAP, via_url="robots.txt", is_trusted=True, step={"n": 0})
            for url in named
            if self._source.owns(url)
        ]

    async def _offer_known(self) -> None:
        """Pages known from earlier runs that nothing leads to any more are asked last."""
        rows = known_pages(self._shared.store, self._source.id)
        queued = [row for known in rows if (row := self._frontier.offer(Found(known["url"], 0.0, hint="known")))]
        if queued:
            await self._shared.recorder.record(None, queued=queued)

    async def _report(self, visit: Visit) -> None:
        outcome = Outcome(visit.row.outcome)
        if outcome in FAILED or outcome in {Outcome.CHALLENGE, Outcome.BAD_REDIRECT, Outcome.REFUSED_ADDRESS}:
            await self._note(outcome.value, visit.row.reason or "", visit.row.url, Severity.WARNING)
        elif outcome not in CONTENT and outcome not in _ORDINARY:
            await self._note(outcome.value, visit.row.reason or "", visit.row.url)

    async def _note(self, code: str, message: str, url: str | None = None, severity: Severity = Severity.INFO) -> None:
        issue = Issue("fetch", code, message, severity, self._source.id, url)
        await asyncio.to_thread(record_issue, self._shared.store, self._shared.run_id, issue)

    def _tell(self) -> None:
        if self._progress:
            waiting = min(len(self._frontier) + self._active, max(self._max_pages - self._budgeted, 0))
            self._progress(self._source.id, self._asked, self._asked + (0 if self.stopped else waiting))
