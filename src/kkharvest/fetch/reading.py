"""What an answer means: its outcome, and the addresses that it leads to.

The only place where bodies are looked at. Status first, then redirects, media type, reservations, and last whether a
page is content or a wall in its place.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kkharvest.core.address import AddressError, address_key, normalise
from kkharvest.core.ids import content_hash
from kkharvest.fetch.archive import ArchiveError, read_body
from kkharvest.fetch.charset import decode_page
from kkharvest.fetch.client import Answer
from kkharvest.fetch.discover import DiscoverError, Listed, read_ajax, read_feed, read_sitemap, read_wp_json
from kkharvest.fetch.entries import MACHINE_KINDS, EntryKind, Found
from kkharvest.fetch.hosts import HostRules
from kkharvest.fetch.judge import judge_page, judge_status, judge_type
from kkharvest.fetch.links import PageFacts, nests_too_deeply, read_page
from kkharvest.fetch.outcome import Outcome
from kkharvest.fetch.paging import MAX_STEPS, next_step, with_param
from kkharvest.fetch.pdfmeta import pdf_rights
from kkharvest.fetch.render import RENDERED_TYPE
from kkharvest.fetch.tdm import PdfRights, reservation, robots_tags
from kkharvest.sources import LoadMorePaging, NextPaging, Source
from kkharvest.store import Row
from kkharvest.store.pages import JUDGED

__all__ = ["NOT_MODIFIED", "REDIRECTS", "Reader", "Reading", "is_archived"]

NOT_MODIFIED = 304
REDIRECTS = {
    301: Outcome.MOVED,
    308: Outcome.MOVED,
    302: Outcome.REDIRECT,
    303: Outcome.REDIRECT,
    307: Outcome.REDIRECT,
}
_HINT = 100
# The latest hundred, with what tells whether they are worth asking for.
_WP_FIELDS = "per_page=100&_fields=link,title,excerpt,modified_gmt"
_PDF = b"%PDF-"


@dataclass(slots=True)
class Reading:
    """A verdict on an answer, with its ground."""

    outcome: Outcome
    reason: str | None = None
    found: list[Found] = field(default_factory=list)
    redirect_url: str | None = None
    canonical_url: str | None = None
    digest: str | None = None
    keeps_answer: bool = True


class Reader:
    """Reads answers for all sources of a run."""

    def __init__(self, raw: Path, agent: str, max_redirects: int) -> None:
        self._raw = raw
        self._agent = agent
        self._max_redirects = max_redirects

    async def read(self, source: Source, found: Found, answer: Answer, rules: HostRules, state: Row | None) -> Reading:
        """What `answer` means for the address `found`; `state` is what was known of its page."""
        verdict = judge_status(answer)
        if verdict:
            return Reading(verdict.outcome, verdict.reason)
        if answer.status in REDIRECTS:
            return self._redirected(source, found, answer)
        body, content_type = answer.body, answer.header("content-type")
        known = None
        if answer.status == NOT_MODIFIED:
            kept = await self._kept(state)
            if isinstance(kept, Reading):
                return kept
            body, content_type, known = kept, state["content_type"] if state else None, Outcome.NOT_MODIFIED
        elif verdict := judge_type(answer, is_list=found.kind in MACHINE_KINDS):
            return Reading(verdict.outcome, verdict.reason)
        digest = content_hash(body)
        if known is None and state and state["content_hash"] == digest and is_archived(state, self._raw):
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

    def read_rendered(
        self, source: Source, found: Found, answer: Answer, html: bytes, rules: HostRules, state: Row | None
    ) -> Reading:
        """What the page of `answer` means now that its scripts have run."""
        reading = self._page(source, found, answer, html, RENDERED_TYPE, rules, None)
        reading.digest = content_hash(html)
        if reading.outcome is Outcome.SHELL:
            reading.reason = f"{reading.reason}, rendered too"
        elif reading.outcome is Outcome.OK and state and state["content_hash"] == reading.digest:
            reading.outcome = Outcome.UNCHANGED if is_archived(state, self._raw) else Outcome.OK
        return reading

    async def _kept(self, state: Row | None) -> bytes | Reading:
        """The body that a page had when it was last sent, or the verdict that stands in its place."""
        if state and state["outcome"] in JUDGED:
            return Reading(Outcome(state["outcome"]), state["reason"], keeps_answer=False)
        if state is None or not state["warc_file"]:
            return Reading(Outcome.BROKEN, "status 304 to a request without conditions")
        try:
            return await asyncio.to_thread(read_body, self._raw, state["warc_file"], state["warc_offset"])
        except ArchiveError as error:
            return Reading(Outcome.BROKEN, f"not modified, but the archive has lost it: {error}")

    def _redirected(self, source: Source, found: Found, answer: Answer) -> Reading:
        outcome = REDIRECTS[answer.status]
        try:
            target = normalise(answer.header("location") or "", answer.url)
        except AddressError as error:
            return Reading(Outcome.BAD_REDIRECT, str(error))
        if not answer.header("location"):
            return Reading(Outcome.BAD_REDIRECT, "a redirect without an address")
        if target == answer.url or address_key(target) == address_key(answer.url):
            return Reading(Outcome.BAD_REDIRECT, "the address redirects to itself", redirect_url=target)
        if found.hops >= self._max_redirects:
            return Reading(Outcome.BAD_REDIRECT, f"more than {self._max_redirects} redirects", redirect_url=target)
        return Reading(outcome, f"to {target}", [_onward(source, found, target)], redirect_url=target)

    def _page(
        self,
        source: Source,
        found: Found,
        answer: Answer,
        body: bytes,
        content_type: str | None,
        rules: HostRules,
        rights: PdfRights | None,
    ) -> Reading:
        is_pdf = rights is not None
        html = "" if is_pdf else decode_page(body, content_type)
        if nests_too_deeply(html):
            return Reading(Outcome.BROKEN, "elements nested without end")
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
            return Reading(reserved.outcome, reserved.ground, links, keeps_answer=False)
        if is_pdf:
            return Reading(Outcome.OK)
        if facts.refresh and facts.n_words < 60 and found.hops < self._max_redirects:  # noqa: PLR2004 - a page that only sends on
            return Reading(
                Outcome.REDIRECT,
                "meta refresh",
                [_onward(source, found, facts.refresh)],
                redirect_url=facts.refresh,
            )
        verdict = judge_page(facts)
        if verdict:
            return Reading(verdict.outcome, verdict.reason, links if verdict.outcome is Outcome.SHELL else [])
        onward = next_step(source, found, (anchor.url for anchor in facts.anchors), facts.next_url) if follows else None
        return Reading(Outcome.OK, None, [*links, *([onward] if onward else [])], canonical_url=facts.canonical)


def is_archived(state: Row, raw: Path) -> bool:
    """Whether the archive still has the content of a page."""
    return bool(state["warc_file"]) and (raw / state["warc_file"]).is_file()


def _onward(source: Source, found: Found, target: str) -> Found:
    """Where a redirect leads; a seed's trust ends at the border of its source."""
    is_trusted = found.is_trusted and source.owns(target)
    return replace(found, url=target, hops=found.hops + 1, via_url=found.url, is_trusted=is_trusted)


def _facts(source: Source, found: Found, html: str, url: str) -> PageFacts:
    paging = source.seeds[found.step["seed"]].paging if found.step and "seed" in found.step else None
    return read_page(html, url, next_selector=paging.selector if isinstance(paging, NextPaging) else None)


def _links(found: Found, facts: PageFacts) -> Iterator[Found]:
    for anchor in facts.anchors:
        if not anchor.nofollow:
            hint = anchor.text[:_HINT] or None
            yield Found(
                anchor.url,
                depth=found.depth + 1,
                via_url=found.url,
                hint=hint,
                heading=anchor.heading,
                teaser=anchor.teaser,
            )
    if facts.next_url:
        yield Found(facts.next_url, _step_score(found), depth=found.depth, via_url=found.url, hint="next")
    if facts.canonical:
        yield Found(facts.canonical, found.score, depth=found.depth, via_url=found.url, hint="canonical")
    for feed in facts.feeds:
        yield Found(feed, 0.9, EntryKind.FEED, found.depth, via_url=found.url)
    if facts.rest_url:
        for kind in ("posts", "pages"):
            url = f"{facts.rest_url.rstrip('/')}/wp/v2/{kind}?{_WP_FIELDS}"
            yield Found(url, 0.9, EntryKind.WP_JSON, found.depth, via_url=found.url)


def _step_score(found: Found) -> float:
    """A further step of a list is as near to the start as the list itself."""
    return max(found.score or 0.0, 0.6) if found.kind == EntryKind.LISTING else found.score or 0.0


def _listed(source: Source, found: Found, answer: Answer, body: bytes) -> Reading:
    try:
        items = _items(source, found, answer.url, body)
    except DiscoverError as error:
        return Reading(Outcome.BROKEN, str(error))
    links = [_listed_link(found, item) for item in items]
    if found.kind == EntryKind.WP_JSON:
        links.extend(_wp_steps(found, answer))
    onward = next_step(source, found, (item.url for item in items), None)
    return Reading(Outcome.DISCOVERY, f"{len(items)} addresses", [*links, *([onward] if onward else [])])


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
        # One level deeper each, so that indexes which name each other without end come to one.
        return Found(item.url, found.score, EntryKind.SITEMAP, found.depth + 1, found.hops, found.url)
    hint = item.title[:_HINT] or None
    return Found(
        item.url, depth=found.depth + 1, via_url=found.url, hint=hint, lastmod=item.lastmod, teaser=item.teaser
    )


def _wp_steps(found: Found, answer: Answer) -> Iterator[Found]:
    total = answer.header("x-wp-totalpages") or ""
    if found.step and found.step.get("n") == 0 and total.isdecimal():
        for number in range(2, min(int(total), MAX_STEPS) + 1):
            url = with_param(found.url, "page", str(number))
            step = {"n": number}
            yield Found(url, found.score, EntryKind.WP_JSON, found.depth, via_url=found.url, step=step, is_trusted=True)
