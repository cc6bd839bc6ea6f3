"""One visit: permission, request, verdict, and the addresses that the answer leads to.

Whatever happens becomes an outcome with its reason; only a full disk or a cancelled harvest ends a visit early.
"""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import stamina

from kkharvest.core.address import AddressError, address_key, host_of, normalise
from kkharvest.core.clock import now
from kkharvest.core.ids import content_hash
from kkharvest.core.settings import FetchSettings
from kkharvest.fetch.archive import ArchiveError, read_body
from kkharvest.fetch.charset import decode_page
from kkharvest.fetch.client import Answer, AskError, Client
from kkharvest.fetch.discover import DiscoverError, Listed, read_ajax, read_feed, read_sitemap, read_wp_json
from kkharvest.fetch.frontier import MACHINE_KINDS, Entry, EntryKind, Found
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.hosts import HostBook, HostRules, origin_of
from kkharvest.fetch.judge import judge_page, judge_status, judge_type
from kkharvest.fetch.lastmod import is_sampled, is_trusted, says_unchanged
from kkharvest.fetch.links import PageFacts, nests_too_deeply, read_page
from kkharvest.fetch.optout import OptOut
from kkharvest.fetch.outcome import CONTENT, WITHDRAWN, Outcome
from kkharvest.fetch.paging import MAX_STEPS, next_step, with_param
from kkharvest.fetch.pdfmeta import pdf_rights
from kkharvest.fetch.tdm import PdfRights, reservation, robots_tags
from kkharvest.sources import LoadMorePaging, NextPaging, Source
from kkharvest.store import Row, Store
from kkharvest.store.pages import JUDGED, VisitRow, load_host, page_state

__all__ = ["Visit", "Visitor"]

_AGAIN = frozenset({429, 500, 502, 503, 504})
_PASSING = frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.BROKEN})
_MAX_RETRY_AFTER_S = 120.0
_HINT = 100
_NOT_MODIFIED = 304
_VERDICT_KEPT = timedelta(days=30)
_PDF = b"%PDF-"
_REDIRECTS = {
    301: Outcome.MOVED,
    308: Outcome.MOVED,
    302: Outcome.REDIRECT,
    303: Outcome.REDIRECT,
    307: Outcome.REDIRECT,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one address: the row to store, the answer to archive, the addresses found."""

    row: VisitRow
    answer: Answer | None = None
    refers_to: Mapping[str, str] | None = None
    found: tuple[Found, ...] = ()
    lastmod_was_right: bool | None = None


@dataclass(slots=True)
class _Reading:
    """A verdict in the making."""

    outcome: Outcome
    reason: str | None = None
    found: list[Found] = field(default_factory=list)
    redirect_url: str | None = None
    canonical_url: str | None = None
    digest: str | None = None
    keeps_answer: bool = True


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
    ) -> None:
        self._store = store
        self._raw = raw
        self._client = client
        self._book = book
        self._settings = settings
        self._agent = agent
        self._opt_out = opt_out

    async def visit(self, run_id: str, source: Source, entry: Entry, gate_of: Callable[[str], HostGate]) -> Visit:
        """Asks for an address, as far as that is allowed."""
        found = entry.found
        blank = VisitRow(run_id, source.id, entry.page_id, entry.address_key, found.url, now(), Outcome.OK)
        if ground := self._opt_out.ground(found.url):
            return Visit(_closed(blank, Outcome.OPTED_OUT, ground))
        state = page_state(self._store, entry.page_id)
        claim = _claims_unchanged(found, state)
        url, attempts = found.url, 0
        for _ in range(self._settings.max_redirects + 1):
            gate = gate_of(host_of(url))
            try:
                await self._client.vet(url)
            except AskError as error:
                return Visit(_closed(replace(blank, url=url), error.outcome, error.reason))
            rules = await self._book.rules(url, gate)
            if reason := rules.why_not(self._agent, url):
                outcome = Outcome.UNREACHABLE if rules.refusal else Outcome.DISALLOWED
                return Visit(_closed(replace(blank, url=url), outcome, reason))
            if claim and self._trusts(url, run_id, entry):
                return await self._spared(source, found, blank, rules, state)
            try:
                answer, number = await self._ask(url, found, gate, _conditions(state, self._raw))
            except AskError as error:
                row = replace(blank, url=url, attempts=attempts + self._settings.attempts, fetched_at=now())
                return Visit(_closed(row, error.outcome, error.reason, error.answer))
            attempts += number
            target = _same_page(answer, entry.address_key)
            if target is None or target == url:
                break
            url = target
        reading = await self._read(source, found, answer, rules, state)
        visit = _finished(replace(blank, url=answer.url, attempts=attempts), answer, reading, state)
        return replace(visit, lastmod_was_right=reading.outcome is not Outcome.OK) if claim else visit

    def _trusts(self, url: str, run_id: str, entry: Entry) -> bool:
        return is_trusted(load_host(self._store, origin_of(url))) and not is_sampled(run_id, entry.page_id)

    async def _spared(
        self, source: Source, found: Found, blank: VisitRow, rules: HostRules, state: Row | None
    ) -> Visit:
        """The visit to a page that is not asked, because its sitemap can be believed; its links are known."""
        moment = time.monotonic()
        silent = Answer(found.url, 304, httpx.Headers(), b"", b"", b"", moment, moment, moment)
        reading = await self._read(source, found, silent, rules, state)
        reason = f"not asked: the sitemap says unchanged since {found.lastmod}"
        return Visit(_closed(blank, reading.outcome, reason), found=tuple(reading.found))

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
            answer = await self._client.ask(url, conditions, method="POST" if fields else "GET", data=fields)
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

    async def _read(
        self, source: Source, found: Found, answer: Answer, rules: HostRules, state: Row | None
    ) -> _Reading:
        verdict = judge_status(answer)
        if verdict:
            return _Reading(verdict.outcome, verdict.reason)
        if answer.status in _REDIRECTS:
            return self._redirected(source, found, answer)
        body, content_type = answer.body, answer.header("content-type")
        known = None
        if answer.status == _NOT_MODIFIED:
            kept = await self._kept(state)
            if isinstance(kept, _Reading):
                return kept
            body, content_type, known = kept, state["content_type"] if state else None, Outcome.NOT_MODIFIED
        elif verdict := judge_type(answer, is_list=found.kind in MACHINE_KINDS):
            return _Reading(verdict.outcome, verdict.reason)
        digest = content_hash(body)
        if known is None and state and state["content_hash"] == digest and _is_archived(state, self._raw):
            known = Outcome.UNCHANGED
        if found.kind in MACHINE_KINDS:
            reading = _listed(source, found, answer, body)
        else:
            rights = await asyncio.to_thread(pdf_rights, body) if body.startswith(_PDF) else None
            reading = self._page(source, found, answer, body, content_type, rules, rights)
        if known and reading.outcome in {Outcome.OK, Outcome.DISCOVERY}:
            reading.outcome = known
        reading.digest = digest
        return reading

    async def _kept(self, state: Row | None) -> bytes | _Reading:
        """The body that a page had when it was last sent, or the verdict that stands in its place."""
        if state and state["outcome"] in JUDGED:
            return _Reading(Outcome(state["outcome"]), state["reason"], keeps_answer=False)
        if state is None or not state["warc_file"]:
            return _Reading(Outcome.BROKEN, "status 304 to a request without conditions")
        try:
            return await asyncio.to_thread(read_body, self._raw, state["warc_file"], state["warc_offset"])
        except ArchiveError as error:
            return _Reading(Outcome.BROKEN, f"not modified, but the archive has lost it: {error}")

    def _redirected(self, source: Source, found: Found, answer: Answer) -> _Reading:
        outcome = _REDIRECTS[answer.status]
        try:
            target = normalise(answer.header("location") or "", answer.url)
        except AddressError as error:
            return _Reading(Outcome.BAD_REDIRECT, str(error))
        if not answer.header("location"):
            return _Reading(Outcome.BAD_REDIRECT, "a redirect without an address")
        if target == answer.url or address_key(target) == address_key(answer.url):
            return _Reading(Outcome.BAD_REDIRECT, "the address redirects to itself", redirect_url=target)
        if found.hops >= self._settings.max_redirects:
            return _Reading(
                Outcome.BAD_REDIRECT, f"more than {self._settings.max_redirects} redirects", redirect_url=target
            )
        is_trusted = found.is_trusted and source.owns(target)
        onward = replace(found, url=target, hops=found.hops + 1, via_url=found.url, is_trusted=is_trusted)
        return _Reading(outcome, f"to {target}", [onward], redirect_url=target)

    def _page(
        self,
        source: Source,
        found: Found,
        answer: Answer,
        body: bytes,
        content_type: str | None,
        rules: HostRules,
        rights: PdfRights | None,
    ) -> _Reading:
        is_pdf = rights is not None
        html = "" if is_pdf else decode_page(body, content_type)
        if nests_too_deeply(html):
            return _Reading(Outcome.BROKEN, "elements nested without end")
        facts = PageFacts() if is_pdf else _facts(source, found, html, answer.url)
        headers = answer.headers.multi_items()
        reserved = reservation(
            answer.url,
            site=rules.site,
            headers=headers,
            meta=facts.meta,
            pdf=rights,
            agent=self._agent,
        )
        tags = robots_tags(headers, facts.meta, self._agent)
        follows = not tags & {"nofollow", "none"} and (reserved is None or reserved.outcome is Outcome.NOINDEX)
        links = list(_links(found, facts)) if follows else []
        if reserved:
            return _Reading(reserved.outcome, reserved.ground, links, keeps_answer=False)
        if is_pdf:
            return _Reading(Outcome.OK)
        if facts.refresh and facts.n_words < 60:  # noqa: PLR2004 - a page that only sends on
            return _Reading(
                Outcome.REDIRECT,
                "meta refresh",
                [replace(found, url=facts.refresh, via_url=found.url)],
                redirect_url=facts.refresh,
            )
        verdict = judge_page(facts)
        if verdict:
            return _Reading(verdict.outcome, verdict.reason, links if verdict.outcome is Outcome.SHELL else [])
        onward = next_step(source, found, (anchor.url for anchor in facts.anchors), facts.next_url) if follows else None
        return _Reading(Outcome.OK, None, [*links, *([onward] if onward else [])], canonical_url=facts.canonical)


def _facts(source: Source, found: Found, html: str, url: str) -> PageFacts:
    paging = source.seeds[found.step["seed"]].paging if found.step and "seed" in found.step else None
    return read_page(html, url, next_selector=paging.selector if isinstance(paging, NextPaging) else None)


def _links(found: Found, facts: PageFacts) -> Iterator[Found]:
    for anchor in facts.anchors:
        if not anchor.nofollow:
            hint = anchor.text[:_HINT] or None
            yield Found(anchor.url, depth=found.depth + 1, via_url=found.url, hint=hint, heading=anchor.heading)
    if facts.next_url:
        yield Found(facts.next_url, _step_score(found), depth=found.depth, via_url=found.url, hint="next")
    if facts.canonical:
        yield Found(facts.canonical, found.score, depth=found.depth, via_url=found.url, hint="canonical")
    for feed in facts.feeds:
        yield Found(feed, 0.9, EntryKind.FEED, found.depth, via_url=found.url)


def _step_score(found: Found) -> float:
    """A further step of a list is as near to the start as the list itself."""
    return max(found.score or 0.0, 0.6) if found.kind == EntryKind.LISTING else found.score or 0.0


def _listed(source: Source, found: Found, answer: Answer, body: bytes) -> _Reading:
    try:
        items = _items(source, found, answer.url, body)
    except DiscoverError as error:
        return _Reading(Outcome.BROKEN, str(error))
    links = [_listed_link(found, item) for item in items]
    if found.kind == EntryKind.WP_JSON:
        links.extend(_wp_steps(found, answer))
    onward = next_step(source, found, (item.url for item in items), None)
    return _Reading(Outcome.DISCOVERY, f"{len(items)} addresses", [*links, *([onward] if onward else [])])


def _items(source: Source, found: Found, url: str, body: bytes) -> list[Listed]:
    match found.kind:
        case EntryKind.SITEMAP:
            return read_sitemap(body, url)
        case EntryKind.FEED:
            return read_feed(body, url)
        case EntryKind.WP_JSON:
            return read_wp_json(body, url)
        case _:
            paging = source.seeds[found.step["seed"]].paging if found.step and "seed" in found.step else None
            return read_ajax(body, url, paging.html_at if isinstance(paging, LoadMorePaging) else None)


def _listed_link(found: Found, item: Listed) -> Found:
    if item.is_index:
        return Found(item.url, found.score, EntryKind.SITEMAP, found.depth, found.hops, found.url, is_trusted=False)
    hint = item.title[:_HINT] or None
    return Found(item.url, depth=found.depth + 1, via_url=found.url, hint=hint, lastmod=item.lastmod)


def _wp_steps(found: Found, answer: Answer) -> Iterator[Found]:
    total = answer.header("x-wp-totalpages") or ""
    if found.step and found.step.get("n") == 0 and total.isdecimal():
        for number in range(2, min(int(total), MAX_STEPS) + 1):
            url = with_param(found.url, "page", str(number))
            step = {"n": number}
            yield Found(url, found.score, EntryKind.WP_JSON, found.depth, via_url=found.url, step=step, is_trusted=True)


def _same_page(answer: Answer, key: str) -> str | None:
    """Where to ask again for the same page (another scheme, `www.`, a slash), or None."""
    location = answer.header("location")
    if answer.status not in _REDIRECTS or not location:
        return None
    try:
        target = normalise(location, answer.url)
        return target if address_key(target) == key else None
    except AddressError:
        return None


def _conditions(state: Row | None, raw: Path) -> dict[str, str]:
    """Headers that let an unchanged page cost next to nothing; none when the archive no longer has it."""
    if state is None or not _stands(state, raw):
        return {}
    names = (("If-None-Match", "etag"), ("If-Modified-Since", "last_modified"))
    return {name: state[column] for name, column in names if state[column]}


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
    return bool(state["content_hash"]) and _is_archived(state, raw)


def _is_archived(state: Row, raw: Path) -> bool:
    return bool(state["warc_file"]) and (raw / state["warc_file"]).is_file()


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


def _closed(blank: VisitRow, outcome: Outcome, reason: str, answer: Answer | None = None) -> VisitRow:
    status = answer.status if answer else None
    return replace(blank, outcome=outcome.value, reason=reason[:500], http_status=status)


def _finished(blank: VisitRow, answer: Answer, reading: _Reading, state: Row | None) -> Visit:
    kept = reading.keeps_answer and reading.outcome not in WITHDRAWN
    has_content = reading.outcome in CONTENT or reading.outcome is Outcome.DISCOVERY
    row = replace(
        blank,
        fetched_at=now(),
        outcome=reading.outcome.value,
        reason=reading.reason[:500] if reading.reason else None,
        http_status=answer.status,
        elapsed_ms=round((answer.ended - answer.started) * 1000),
        n_bytes=len(answer.raw),
        content_type=answer.header("content-type") if answer.status != _NOT_MODIFIED else None,
        etag=answer.header("etag"),
        last_modified=answer.header("last-modified"),
        content_hash=reading.digest if has_content else None,
        redirect_url=reading.redirect_url,
        canonical_url=reading.canonical_url,
    )
    refers_to = None
    if state and reading.outcome in {Outcome.UNCHANGED, Outcome.NOT_MODIFIED}:
        refers_to = {"url": state["url"], "date": state["fetched_at"], "hash": state["content_hash"]}
    return Visit(row, answer if kept else None, refers_to, tuple(reading.found))
