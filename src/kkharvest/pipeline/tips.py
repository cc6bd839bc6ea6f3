"""Tips of the public on their way through a harvest: asked as politely as everything else, and marked for what came.

A tip on the host of a source is one more seed of it. All others belong to a source of their own, `tips`, which follows
no link. A host that is away is tried again by the next runs; what cannot be harvested becomes an issue with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kkharvest.core.address import AddressError, address_key, host_of
from kkharvest.core.ids import page_id
from kkharvest.core.records import Issue, Severity
from kkharvest.fetch.outcome import CONTENT, FAILED, Outcome
from kkharvest.review.tips import mark_tip, tips_to_fetch
from kkharvest.sources import Expectations, Seed, SeedKind, Source, SourceKind
from kkharvest.store import Row, Store
from kkharvest.store.runs import record_issue

__all__ = ["TIPS", "settle_tips", "tips_source", "with_tips"]

TIPS = "tips"
"""Id of the source that holds tips on hosts of no other."""

_MOST = 100
_TRIES = 3
_HOPS = 5
_ONWARD = frozenset({Outcome.MOVED, Outcome.REDIRECT})


def tips_source(urls: Sequence[str] = ()) -> Source:
    """The source of tips on hosts of no other source; it asks for these pages and follows nothing."""
    fields = {
        "id": TIPS,
        "name": "Tips från allmänheten",
        "kind": SourceKind.OTHER,
        "homepage": "https://tips.invalid/",
        "hosts": tuple(sorted({host_of(url) for url in urls})),
        "seeds": [{"kind": "page", "url": "https://tips.invalid/"}],
        "follow": False,
        "expectations": Expectations(min_pages=0, max_failed_share=1),
    }
    return Source.model_validate(fields).model_copy(update={"seeds": tuple(map(_seed, urls))})


def with_tips(store: Store, sources: Sequence[Source], *, everywhere: bool) -> tuple[Source, ...]:
    """The sources with tips among their seeds, and that of all other tips when `everywhere`."""
    urls = [row["url"] for row in tips_to_fetch(store)[:_MOST]]
    found = []
    for source in sources:
        own = [url for url in urls if source.owns(url)]
        urls = [url for url in urls if url not in own]
        found.append(source.model_copy(update={"seeds": (*source.seeds, *map(_seed, own))}) if own else source)
    return (*found, tips_source(urls)) if urls and everywhere else tuple(found)


def settle_tips(store: Store, run_id: str) -> dict[str, int]:
    """Marks the tips that a run has asked for; how many were fetched, refused, and put off."""
    counts = {"fetched": 0, "refused": 0, "put_off": 0}
    for tip in tips_to_fetch(store):
        fate = _fate(store, run_id, page_id(address_key(tip["url"])))
        if fate is None:
            continue
        counts[fate.state] += 1
        if fate.state != "put_off":
            mark_tip(store, tip["id"], fate.state)
        if fate.state == "fetched":
            # Where it led is what reviewers see marked as a tip.
            store.execute("UPDATE tips SET page_id = ? WHERE id = ?", (fate.page, tip["id"]))
        else:
            issue = Issue("fetch", "tip_not_harvested", fate.reason, Severity.INFO, None, tip["url"])
            record_issue(store, run_id, issue)
    return counts


@dataclass(frozen=True, slots=True)
class _Fate:
    state: str
    page: str
    reason: str = ""


def _fate(store: Store, run_id: str, page: str) -> _Fate | None:
    visit = _visit(store, run_id, page)
    if visit is None:
        return None
    for _ in range(_HOPS):
        landing = _landing(visit)
        after = _visit(store, run_id, landing) if landing else None
        if landing is None or after is None:
            break
        page, visit = landing, after
    outcome = Outcome(visit["outcome"])
    if outcome in CONTENT:
        return _Fate("fetched", page)
    reason = f"{outcome.value}: {visit['reason']}" if visit["reason"] else outcome.value
    tries = store.value("SELECT count(*) FROM fetches WHERE page_id = ?", (page,))
    return _Fate("put_off" if outcome in FAILED and tries < _TRIES else "refused", page, reason)


def _visit(store: Store, run_id: str, page: str) -> Row | None:
    return store.row(
        "SELECT outcome, reason, redirect_url FROM fetches WHERE run_id = ? AND page_id = ?", (run_id, page)
    )


def _landing(visit: Row) -> str | None:
    if Outcome(visit["outcome"]) not in _ONWARD or not visit["redirect_url"]:
        return None
    try:
        return page_id(address_key(visit["redirect_url"]))
    except AddressError:
        return None


def _seed(url: str) -> Seed:
    # Not validated: people tip of http addresses, too.
    return Seed.model_construct(kind=SeedKind.PAGE, url=url, paging=None, optional=True)
