"""A harvest of many sources on one event loop: shared host gates, one writer, one network.

`HarvestSession` is what all sources of a run share; `SourceHarvest` is the loop of one of them: take the best address,
visit, store, offer what was found. It ends when nothing waits, when a budget is spent, or when it is told to.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from kkharvest import __version__
from kkharvest.core.errors import OutOfSpaceError, SettingsError
from kkharvest.core.records import Issue, Severity
from kkharvest.core.settings import Settings
from kkharvest.fetch.archive import RunArchive, prune_archive
from kkharvest.fetch.client import Client
from kkharvest.fetch.frontier import MACHINE_KINDS, Entry, EntryKind, Found, Frontier
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.hosts import HostBook
from kkharvest.fetch.network import Network
from kkharvest.fetch.optout import OptOut
from kkharvest.fetch.outcome import CONTENT, FAILED, REFUSED, Outcome
from kkharvest.fetch.paging import seed_entries
from kkharvest.fetch.recorder import Recorder
from kkharvest.fetch.transport import PinnedTransport
from kkharvest.fetch.visit import Visit, Visitor
from kkharvest.sources import Source
from kkharvest.store import Store
from kkharvest.store.pages import (
    archive_ends,
    asked_bytes,
    known_pages,
    run_counts,
    seen_in_run,
    waiting_pages,
)
from kkharvest.store.runs import record_issue

__all__ = ["AGENT", "HarvestSession", "Progress", "SourceReport", "harvest", "user_agent"]

AGENT = "kkharvest"
"""Product token: what robots.txt may name."""

Progress = Callable[[str, int, int], None]
"""Called with a source's id, how many addresses were asked, and how many are known of so far."""

_FREE_LISTS = 100
_ZONE = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What a run did at one source: counts by name, and why it ended before everything was asked, if so."""

    source_id: str
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    stopped: str | None = None


def user_agent(contact: str) -> str:
    """The User-Agent header: who we are, and whom to turn to."""
    return f"{AGENT}/{__version__} (+{contact})"


class HarvestSession:
    """What the sources of a run share; an asynchronous context manager.

    Raises `SettingsError` when no contact is set, unless only the sample web can be reached.
    """

    def __init__(self, settings: Settings, store: Store, run_id: str, network: Network) -> None:
        if not settings.contact.strip() and not network.is_sample:
            raise SettingsError(
                'No contact is set. The sites that are visited must be able to reach you: put contact = "you@your.org" '
                "under [tool.kkharvest] in pyproject.toml, or set KKHARVEST_CONTACT. Nothing was asked."
            )
        self.settings = settings
        self.store = store
        self.run_id = run_id
        self._opt_out = OptOut.load(settings.fetch.opt_out)
        self._network = network
        self._stopping = asyncio.Event()
        self._gates: dict[str, HostGate] = {}
        self._running: set[asyncio.Task[str | None]] = set()

    async def __aenter__(self) -> Self:
        # Every retry is part of its visit's row; a line on the terminal for each would bury what matters.
        logging.getLogger("stamina").setLevel(logging.ERROR)
        fetch = self.settings.fetch
        transport = self._network.transport(lambda network: PinnedTransport(network, connections=fetch.connections))
        agent = user_agent(self.settings.contact.strip() or "sample web")
        self._client = Client(self._network, fetch, agent, transport)
        self._seen = seen_in_run(self.store, self.run_id)
        self._archive = RunArchive(self.settings.raw, self.run_id, archive_ends(self.store, self.run_id))
        self._recorder = Recorder(self.store, self._archive)
        await asyncio.to_thread(prune_archive, self.store, self.settings.raw, fetch.retention_days)
        book = HostBook(self.store, self._client, AGENT)
        self._visitor = Visitor(self.store, self.settings.raw, self._client, book, fetch, AGENT, self._opt_out)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._recorder.close()
        await self._client.aclose()

    def stop(self) -> None:
        """Lets every source end after the page it is at; what waits is asked when the run goes on."""
        self._stopping.set()

    async def harvest(self, source: Source, progress: Progress | None = None) -> SourceReport:
        """Harvests one source; safe to run for many sources at a time.

        Raises `OutOfSpaceError` when the disk is full; the other sources of the session stop as well.
        """
        started = time.monotonic()
        work = _SourceHarvest(self, source, progress)
        task = asyncio.create_task(work.run())
        self._running.add(task)
        try:
            stopped = await task
        except OutOfSpaceError:
            self.stop()
            raise
        finally:
            task.cancel()
            self._running.discard(task)
        counts = _counts(self.store, self.run_id, source.id, work)
        return SourceReport(source.id, counts, time.monotonic() - started, stopped)

    def gate(self, source: Source, host: str) -> HostGate:
        """The gate of a host; hosts of one `same_address_group` share it, the slowest wish of all sources counts."""
        name = source.politeness.same_address_group or host.removeprefix("www.")
        fetch = self.settings.fetch
        if name not in self._gates:
            self._gates[name] = HostGate(
                fetch.delay_s,
                connections=fetch.connections,
                patience=fetch.patience,
                penalty_s=fetch.retry_wait_s,
            )
        gate = self._gates[name]
        if source.politeness.delay_s is not None:
            gate.ask_at_least(source.politeness.delay_s)
        return gate


async def harvest(
    sources: Sequence[Source],
    settings: Settings,
    store: Store,
    run_id: str,
    network: Network,
    progress: Progress | None = None,
) -> list[SourceReport]:
    """Harvests all sources, every host at its own pace; a report for each."""
    async with HarvestSession(settings, store, run_id, network) as session:
        return list(await asyncio.gather(*(session.harvest(source, progress) for source in sources)))


class _SourceHarvest:
    """The loop of one source."""

    def __init__(self, session: HarvestSession, source: Source, progress: Progress | None) -> None:
        fetch = session.settings.fetch
        polite = source.politeness
        self._session = session
        self._source = source
        self._progress = progress
        self._max_pages = min(fetch.max_pages, polite.max_pages or fetch.max_pages)
        self._max_bytes = polite.max_bytes or fetch.max_total_bytes
        self._deadline = time.monotonic() + 60 * (polite.max_minutes or fetch.max_minutes)
        self._frontier = Frontier(session.run_id, source, session._seen, fetch.max_depth)  # noqa: SLF001 - one module
        self._asked = 0
        self._lists = 0
        self._bytes = 0
        self._active = 0
        self._checks_known = False
        self._wake = asyncio.Condition()
        self.stopped: str | None = None

    @property
    def turned_away(self) -> dict[str, int]:
        """Addresses that were not let in, by reason."""
        return dict(self._frontier.turned_away)

    @property
    def _budgeted(self) -> int:
        return self._asked - min(self._lists, _FREE_LISTS)

    async def run(self) -> str | None:
        """Asks until nothing waits; why it ended early, if it did."""
        await self._begin()
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self._session.settings.fetch.connections):
                    group.create_task(self._work())
        except BaseExceptionGroup as errors:
            # Workers fail together and for one reason; the first is as good as all.
            raise errors.exceptions[0] from None
        self._tell()
        if self.stopped:
            await self._note("stopped_early", f"{len(self._frontier)} addresses still wait: {self.stopped}")
        return self.stopped

    async def _begin(self) -> None:
        store, run_id, source = self._session.store, self._session.run_id, self._source
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
            await self._session._recorder.record(None, queued=queued)  # noqa: SLF001

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
        async with self._wake:
            while True:
                self.stopped = self.stopped or self._why_stop()
                if self.stopped:
                    return None
                entry = self._frontier.take()
                if entry is None and not self._active and not self._checks_known:
                    self._checks_known = True
                    await self._offer_known()
                    continue
                if entry is not None:
                    self._active += 1
                    return entry
                if not self._active:
                    return None
                await self._wake.wait()

    def _why_stop(self) -> str | None:
        window = self._source.politeness.window
        if self._session._stopping.is_set():  # noqa: SLF001
            return "stopped by the operator"
        if not len(self._frontier) and (self._active or self._checks_known):
            return None
        if self._budgeted + self._active >= self._max_pages:
            return f"budget of {self._max_pages} pages"
        if self._bytes >= self._max_bytes:
            return f"budget of {self._max_bytes:,} bytes"
        if time.monotonic() >= self._deadline:
            return "budget of minutes"
        if window and datetime.now(_ZONE).time() not in window:
            return f"outside the host's window {window}"
        return None

    async def _visit(self, entry: Entry) -> None:
        session, source = self._session, self._source
        visit = await session._visitor.visit(  # noqa: SLF001
            session.run_id, source, entry, lambda host: session.gate(source, host)
        )
        if Outcome(visit.row.outcome) not in REFUSED:
            self._asked += 1
            self._lists += entry.found.kind in MACHINE_KINDS
            self._bytes += visit.row.n_bytes
        queued = [row for found in [*self._sitemaps(visit), *visit.found] if (row := self._frontier.offer(found))]
        await session._recorder.record(  # noqa: SLF001
            visit.row,
            answer=visit.answer,
            refers_to=visit.refers_to,
            queued=queued,
            lastmod_was_right=visit.lastmod_was_right,
        )
        if visit.leave_for_s:
            self.stopped = f"the host asked to be left alone for {visit.leave_for_s:.0f} s"
        await self._report(visit)
        self._tell()

    def _sitemaps(self, visit: Visit) -> list[Found]:
        """Sitemaps that the host's robots.txt names."""
        named = self._session._visitor.sitemaps(visit.row.url)  # noqa: SLF001
        return [
            Found(url, 0.95, EntryKind.SITEMAP, via_url="robots.txt", is_trusted=True, step={"n": 0})
            for url in named
            if self._source.owns(url)
        ]

    async def _offer_known(self) -> None:
        """Pages known from earlier runs that nothing leads to any more are asked last."""
        rows = known_pages(self._session.store, self._source.id)
        queued = [row for known in rows if (row := self._frontier.offer(Found(known["url"], 0.0, hint="known")))]
        if queued:
            await self._session._recorder.record(None, queued=queued)  # noqa: SLF001

    async def _report(self, visit: Visit) -> None:
        outcome = Outcome(visit.row.outcome)
        if outcome in FAILED or outcome in {Outcome.CHALLENGE, Outcome.BAD_REDIRECT, Outcome.REFUSED_ADDRESS}:
            await self._note(outcome.value, visit.row.reason or "", visit.row.url, Severity.WARNING)
        elif outcome not in CONTENT and outcome not in _ORDINARY:
            await self._note(outcome.value, visit.row.reason or "", visit.row.url)

    async def _note(self, code: str, message: str, url: str | None = None, severity: Severity = Severity.INFO) -> None:
        issue = Issue("fetch", code, message, severity, self._source.id, url)
        await asyncio.to_thread(record_issue, self._session.store, self._session.run_id, issue)

    def _tell(self) -> None:
        if self._progress:
            waiting = min(len(self._frontier) + self._active, max(self._max_pages - self._budgeted, 0))
            self._progress(self._source.id, self._asked, self._asked + (0 if self.stopped else waiting))


_ORDINARY = frozenset({Outcome.DISCOVERY, Outcome.REDIRECT, Outcome.MOVED})


def _counts(store: Store, run_id: str, source_id: str, work: _SourceHarvest) -> dict[str, int]:
    by_outcome = run_counts(store, run_id, source_id)
    total = sum(by_outcome.values())
    refused = sum(by_outcome.get(outcome.value, 0) for outcome in REFUSED)
    unchanged = by_outcome.get(Outcome.UNCHANGED, 0) + by_outcome.get(Outcome.NOT_MODIFIED, 0)
    return {
        "asked": total - refused,
        "changed": by_outcome.get(Outcome.OK, 0),
        "unchanged": unchanged,
        "failed": sum(by_outcome.get(outcome.value, 0) for outcome in FAILED),
        "refused": refused,
        "turned_away": sum(work.turned_away.values()),
        "waiting": len(work._frontier),  # noqa: SLF001 - one module
        "bytes": asked_bytes(store, run_id, source_id),
    }
