"""Further steps of a listing: by a query parameter, a next link, or an endpoint behind *Ladda fler*."""

import hashlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kkharvest.fetch.entries import EntryKind, Found
from kkharvest.sources import LoadMorePaging, NextPaging, ParamPaging, Seed, SeedKind, Source

__all__ = ["MAX_STEPS", "digest", "next_step", "seed_entries", "with_param"]

MAX_STEPS = 50
"""Steps of a list that tells its own number of pages."""

# A front page only leads on: where lists tell of the pages behind it, the most promising of them come first.
_HOME = 0.7
_KINDS = {
    SeedKind.PAGE: EntryKind.PAGE,
    SeedKind.SITEMAP: EntryKind.SITEMAP,
    SeedKind.FEED: EntryKind.FEED,
    SeedKind.LISTING: EntryKind.LISTING,
    SeedKind.WP_JSON: EntryKind.WP_JSON,
    SeedKind.AJAX: EntryKind.AJAX,
}


def seed_entries(source: Source) -> list[Found]:
    """Where a harvest of `source` starts."""
    return [_first(seed, number) for number, seed in enumerate(source.seeds)]


def next_step(source: Source, found: Found, links: Iterable[str], next_url: str | None) -> Found | None:
    """The step after `found`, whose answer held `links` and perhaps a next link; None after the last.

    A step without links, or with the same ones as the step before, was the last: many sites answer every number.
    """
    step = found.step
    if step is None or "seed" not in step:
        return None
    paging = source.seeds[step["seed"]].paging
    seen = digest(links)
    if paging is None or not seen or seen == step.get("last") or step["n"] + 1 >= paging.max_pages:
        return None
    number = step["n"] + 1
    after = {"seed": step["seed"], "n": number, "last": seen}
    if isinstance(paging, NextPaging):
        return _found(next_url, EntryKind.LISTING, after, found) if next_url else None
    seed = source.seeds[step["seed"]]
    if isinstance(paging, ParamPaging):
        value = str(paging.start + number * paging.step)
        return _found(with_param(seed.url, paging.param, value), found.kind, after, found)
    # A listing page is no step of its endpoint: the button behind it asks for the first one.
    asked = number if seed.kind is SeedKind.AJAX else number - 1
    return _load_more(paging, str(paging.start + asked * paging.step), after, found)


def with_param(url: str, name: str, value: str) -> str:
    """`url` with one query parameter set."""
    parts = urlsplit(url)
    pairs = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (name, value)])))


def digest(links: Iterable[str]) -> str:
    """What tells one step's links from another's; empty when there are none."""
    joined = "\n".join(sorted(set(links)))
    return hashlib.sha256(joined.encode()).hexdigest()[:16] if joined else ""


def _first(seed: Seed, number: int) -> Found:
    kind = _KINDS[seed.kind]
    step: dict[str, Any] = {"seed": number, "n": 0}
    url = seed.url
    if isinstance(seed.paging, LoadMorePaging) and kind == EntryKind.AJAX:
        # The seed is the endpoint itself: its first step is asked like all others.
        found = Found(url, 1.0, kind, step=step, is_trusted=True)
        return _load_more(seed.paging, str(seed.paging.start), step, found)
    if isinstance(seed.paging, ParamPaging) and kind == EntryKind.AJAX:
        url = with_param(url, seed.paging.param, str(seed.paging.start))
    is_home = kind == EntryKind.PAGE and urlsplit(url).path in {"", "/"}
    return Found(url, _HOME if is_home else 1.0, kind, step=step, is_trusted=True)


def _load_more(paging: LoadMorePaging, value: str, step: dict[str, Any], before: Found) -> Found:
    fields = {**paging.fields, paging.param: value}
    if paging.method == "post":
        return _found(paging.endpoint, EntryKind.AJAX, {**step, "fields": fields}, before)
    url = paging.endpoint
    for name, text in fields.items():
        url = with_param(url, name, text)
    return _found(url, EntryKind.AJAX, step, before)


def _found(url: str, kind: str, step: dict[str, Any], before: Found) -> Found:
    return Found(url, before.score, kind, before.depth, via_url=before.url, step=step, is_trusted=True)
