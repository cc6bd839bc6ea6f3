"""A harvest of many sources on one event loop: shared host gates, one writer, one network.

`HarvestSession` holds what all sources of a run share; `source_harvest` is the loop of one of them.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from kkharvest import __version__
from kkharvest.core.errors import OutOfSpaceError, SettingsError
from kkharvest.core.records import Issue, Severity
from kkharvest.core.settings import Settings
from kkharvest.fetch.archive import RunArchive, prune_archive
from kkharvest.fetch.client import Client
from kkharvest.fetch.erase import erase_opted_out, erased_addresses, partly_erased_addresses
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.hosts import HostBook
from kkharvest.fetch.network import Network
from kkharvest.fetch.optout import OptOut
from kkharvest.fetch.outcome import FAILED, REFUSED, Outcome
from kkharvest.fetch.purse import Purse
from kkharvest.fetch.recorder import Recorder
from kkharvest.fetch.render import Renderer
from kkharvest.fetch.source_harvest import Progress, Shared, SourceHarvest
from kkharvest.fetch.transport import PinnedTransport
from kkharvest.fetch.visit import Visitor
from kkharvest.sources import Source
from kkharvest.store import Store
from kkharvest.store.archives import archive_ends
from kkharvest.store.frontier import asked_bytes, run_counts, run_spent, seen_in_run
from kkharvest.store.hosts import prune_requests
from kkharvest.store.runs import record_issue

__all__ = ["AGENT", "HarvestSession", "Progress", "SourceReport", "harvest", "user_agent"]

AGENT = "kkharvest"
"""Product token: what robots.txt may name."""

_LOG_KEPT = timedelta(days=90)


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
        closed, emptied = erased_addresses(store), partly_erased_addresses(store)
        self._opt_out = OptOut.load(settings.fetch.opt_out).closing(closed, emptied)
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
        before = datetime.now(UTC) - _LOG_KEPT
        await asyncio.to_thread(prune_requests, self.store, before.isoformat(timespec="seconds"))
        await asyncio.to_thread(prune_archive, self.store, self.settings.raw, fetch.retention_days)
        for name in await asyncio.to_thread(erase_opted_out, self.store, self.settings.raw, self._opt_out):
            message = f"{name} is damaged: what it holds of pages that have opted out could not be taken out."
            record_issue(self.store, self.run_id, Issue("fetch", "not_erased", message, Severity.ERROR))
        self._archive = RunArchive(self.settings.raw, self.run_id, archive_ends(self.store, self.run_id))
        self._recorder = Recorder(self.store, self._archive, self.run_id)
        self._client = Client(self._network, fetch, agent, transport, self._recorder.sent)
        book = HostBook(self.store, self._client, AGENT)
        self._renderer = Renderer(self._client, fetch)
        visitor = Visitor(
            self.store, self.settings.raw, self._client, book, fetch, AGENT, self._opt_out, self._renderer
        )
        seen = seen_in_run(self.store, self.run_id)
        purse = Purse(fetch, *run_spent(self.store, self.run_id))
        self._shared = Shared(
            self.settings, self.store, self.run_id, visitor, self._recorder, seen, purse, self._stopping, self.gate
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._recorder.close()
        await self._renderer.aclose()
        await self._client.aclose()

    def stop(self) -> None:
        """Lets every source end after the page it is at; what waits is asked when the run goes on."""
        self._stopping.set()

    async def harvest(self, source: Source, progress: Progress | None = None) -> SourceReport:
        """Harvests one source; safe to run for many sources at a time.

        Raises `OutOfSpaceError` when the disk is full; the other sources of the session stop as well.
        """
        started = time.monotonic()
        work = SourceHarvest(self._shared, source, progress)
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


def _counts(store: Store, run_id: str, source_id: str, work: SourceHarvest) -> dict[str, int]:
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
        "waiting": work.waiting,
        "bytes": asked_bytes(store, run_id, source_id),
    }
