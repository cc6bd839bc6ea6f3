"""One visit: permission, request, verdict, and the addresses that the answer leads to.

Whatever happens becomes an outcome with its reason; only a full disk or a cancelled harvest ends a visit early.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import stamina

from kkharvest.core.address import AddressError, address_key, host_of, normalise
from kkharvest.core.clock import now
from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.client import Answer, AskError, Client
from kkharvest.fetch.entries import Entry, Found
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.hosts import GateOf, HostBook, HostRules, origin_of
from kkharvest.fetch.lastmod import is_sampled, is_trusted, says_unchanged
from kkharvest.fetch.optout import ERASED_ON_REQUEST, PARTLY_ERASED, OptOut
from kkharvest.fetch.outcome import CONTENT, Outcome
from kkharvest.fetch.reading import REDIRECTS, Reader, Reading, is_archived
from kkharvest.fetch.render import Rendered, Renderer, RenderError
from kkharvest.fetch.visited import Visit, closed, finished, wall_clock
from kkharvest.sources import Source
from kkharvest.store import Row, Store
from kkharvest.store.hosts import load_host
from kkharvest.store.pages import JUDGED, VisitRow, page_state

__all__ = ["Visitor"]

_AGAIN = frozenset({429, 500, 502, 503, 504})
_PASSING = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.BROKEN})
_MAX_RETRY_AFTER_S = 120.0
_VERDICT_KEPT = timedelta(days=30)


class _TryAgainError(Exception):
    """The host asked for patience, or stumbled."""

    def __init__(self, answer: Answer, wait_s: float | None, number: int) -> None:
        super().__init__(f"status {answer.status}")
        self.answer = answer
        self.wait_s = wait_s
        self.number = number


class Visitor:
    """Visits addresses for all sources of a run."""

    def __init__(
        self,
        store: Store,
        raw: Path,
        client: Client,
        book: HostBook,
        settings: FetchSettings,
        agent: str,
        opt_out: OptOut,
        renderer: Renderer,
    ) -> None:
        self._store = store
        self._raw = raw
        self._client = client
        self._book = book
        self._settings = settings
        self._agent = agent
        self._opt_out = opt_out
        self._renderer = renderer
        self._reader = Reader(raw, agent, settings.max_redirects)
        self._slots = asyncio.Semaphore(settings.hosts_at_once)

    async def visit(self, run_id: str, source: Source, entry: Entry, gate_of: GateOf) -> Visit:
        """Asks for an address, as far as that is allowed."""
        found = entry.found
        blank = VisitRow(run_id, source.id, entry.page_id, entry.address_key, found.url, now(), Outcome.OK)
        if ground := self._opt_out.ground(found.url):
            return Visit(closed(blank, Outcome.OPTED_OUT, ground))
        state = page_state(self._store, entry.page_id)
        claim = _claims_unchanged(found, state)
        url, attempts = found.url, 0
        for _ in range(self._settings.max_redirects + 1):
            gate = gate_of(host_of(url))
            try:
                await self._client.vet(url)
            except AskError as error:
                return Visit(closed(replace(blank, url=url), error.outcome, error.reason))
            rules = await self._book.rules(url, gate_of)
            if reason := rules.why_not(self._agent, url):
                outcome = Outcome.UNREACHABLE if rules.refusal else Outcome.DISALLOWED
                return Visit(closed(replace(blank, url=url), outcome, reason))
            if claim and self._trusts(url, run_id, entry):
                return await self._spared(source, found, blank, rules, state)
            try:
                answer, number = await self._ask(url, found, gate, _conditions(source, state, self._raw))
            except AskError as error:
                row = replace(blank, url=url, attempts=attempts + self._settings.attempts, fetched_at=now())
                return Visit(closed(row, error.outcome, error.reason, error.answer))
            attempts += number
            target = _same_page(answer, entry.address_key)
            if target is None or target == url:
                break
            url = target
        reading = await self._reader.read(source, found, answer, rules, state)
        rendered = None
        if reading.outcome is Outcome.SHELL and source.render:
            reading, rendered = await self._rendered(source, found, answer, rules, state, gate, reading)
        reading = self._without_erased(entry, reading)
        asked_at, delay_ms = wall_clock(answer.started), round(gate.delay * 1000)
        row = replace(blank, url=answer.url, attempts=attempts, asked_at=asked_at, delay_ms=delay_ms)
        visit = finished(row, answer, reading, state, rendered)
        if reading.outcome is Outcome.BUSY and (wait := _retry_after(answer) or 0.0) > _MAX_RETRY_AFTER_S:
            return replace(visit, leave_for_s=wait)
        return replace(visit, lastmod_was_right=reading.outcome is not Outcome.OK) if claim else visit

    def _without_erased(self, entry: Entry, reading: Reading) -> Reading:
        """The reading without links to what was erased.

        Of a page that held a part of it, and of a feed or list that still names it, nothing is to be kept.
        """
        found = [one for one in reading.found if self._opt_out.ground(one.url) != ERASED_ON_REQUEST]
        names_it = reading.outcome is Outcome.DISCOVERY and len(found) < len(reading.found)
        if names_it or (reading.outcome in CONTENT and entry.address_key in self._opt_out.emptied):
            return replace(reading, outcome=Outcome.NOINDEX, reason=PARTLY_ERASED, found=found)
        return replace(reading, found=found)

    async def _rendered(
        self,
        source: Source,
        found: Found,
        answer: Answer,
        rules: HostRules,
        state: Row | None,
        gate: HostGate,
        shell: Reading,
    ) -> tuple[Reading, Rendered | None]:
        """The reading of a shell after its scripts have run, or the shell's own with the reason why they did not."""

        def why_not(url: str) -> str | None:
            return self._opt_out.ground(url) or rules.why_not(self._agent, url)

        try:
            rendered = await self._renderer.render(answer, gate, why_not)
        except RenderError as error:
            return replace(shell, reason=f"{shell.reason}; {error}"), None
        return self._reader.read_rendered(source, found, answer, rendered.body, rules, state), rendered

    def _trusts(self, url: str, run_id: str, entry: Entry) -> bool:
        return is_trusted(load_host(self._store, origin_of(url))) and not is_sampled(run_id, entry.page_id)

    async def _spared(
        self, source: Source, found: Found, blank: VisitRow, rules: HostRules, state: Row | None
    ) -> Visit:
        """The visit to a page that is not asked, because its sitemap can be believed; its links are known."""
        moment = time.monotonic()
        silent = Answer(found.url, 304, httpx.Headers(), b"", b"", b"", moment, moment, moment)
        reading = await self._reader.read(source, found, silent, rules, state)
        reason = f"not asked: the sitemap says unchanged since {found.lastmod}"
        return Visit(closed(blank, reading.outcome, reason), found=tuple(reading.found))

    async def prepare(self, url: str, gate_of: GateOf) -> None:
        """Reads what the host of `url` permits, as far as it may be asked at all; a visit tells of any fault."""
        if self._opt_out.ground(url):
            return
        try:
            await self._client.vet(url)
        except AskError:
            return
        await self._book.rules(url, gate_of)

    def sitemaps(self, url: str) -> list[str]:
        """Sitemaps that robots.txt names for the host of `url`, once it has been read."""
        return self._book.sitemaps(url)

    async def _ask(self, url: str, found: Found, gate: HostGate, conditions: Mapping[str, str]) -> tuple[Answer, int]:
        fields = found.step.get("fields") if found.step else None
        number = 0
        try:
            async for attempt in stamina.retry_context(
                on=self._wait, attempts=self._settings.attempts, timeout=None, wait_jitter=0.0
            ):
                with attempt:
                    number += 1
                    async with gate.turn():
                        answer = await self._once(url, gate, conditions, fields)
                    if answer.status in _AGAIN:
                        wait = _retry_after(answer)
                        gate.overloaded(min(wait, _MAX_RETRY_AFTER_S) if wait else None)
                        raise _TryAgainError(answer, wait, number)  # noqa: TRY301 - what stamina retries is an exception
        except _TryAgainError as error:
            return error.answer, number
        return answer, number

    async def _once(
        self, url: str, gate: HostGate, conditions: Mapping[str, str], fields: Mapping[str, str] | None
    ) -> Answer:
        try:
            async with self._slots:
                method = "POST" if fields else "GET"
                answer = await self._client.ask(url, conditions, method=method, data=fields, delay=gate.delay)
        except AskError as error:
            if error.outcome is Outcome.TIMEOUT:
                gate.overloaded()
            raise
        gate.answered(answer.first_byte, answer.first_byte - answer.started)
        return answer

    def _wait(self, error: Exception) -> bool | float:
        if isinstance(error, _TryAgainError):
            if error.wait_s is not None and error.wait_s > _MAX_RETRY_AFTER_S:
                return False
            return max(error.wait_s or 0.0, self._settings.retry_wait_s * 2.0 ** (error.number - 1))
        if isinstance(error, AskError) and error.outcome in _PASSING:
            return self._settings.retry_wait_s
        return False


def _same_page(answer: Answer, key: str) -> str | None:
    """Where to ask again for the same page (another scheme, `www.`, a slash), or None."""
    location = answer.header("location")
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        target = normalise(location, answer.url)
        return target if address_key(target) == key else None
    except AddressError:
        return None


def _conditions(source: Source, state: Row | None, raw: Path) -> dict[str, str]:
    """Headers that let an unchanged page cost next to nothing; none when the archive no longer has it.

    A shell at a source that is rendered may stay the same while what its scripts show changes: no conditions.
    """
    if state is None or not _stands(state, raw) or (source.render and state["outcome"] == Outcome.SHELL):
        return {}
    names = (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
    # A validator goes back as it came: one that is no plain text is left out.
    return {
        name: value for name, column in names if (value := state[column]) and value.isascii() and value.isprintable()
    }


def _claims_unchanged(found: Found, state: Row | None) -> bool:
    if state is None or state["outcome"] != Outcome.OK:
        return False
    return says_unchanged(found.lastmod, state["fetched_at"])


def _stands(state: Row, raw: Path) -> bool:
    """Whether what is known of a page holds as long as its host says that it is not modified.

    A verdict without content is asked for anew once a month, because our own rules may have become wiser.
    """
    if state["outcome"] in JUDGED:
        return datetime.now(UTC) - datetime.fromisoformat(state["changed_at"]) < _VERDICT_KEPT
    return bool(state["content_hash"]) and is_archived(state, raw)


def _retry_after(answer: Answer) -> float | None:
    value = (answer.header("retry-after") or "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
