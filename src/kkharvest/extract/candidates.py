"""Candidates of a page: its parts as records, with their place in the document's text."""

from kkharvest.core.records import Candidate, PageKind
from kkharvest.core.text import Span
from kkharvest.extract.address import address_of
from kkharvest.extract.kind import Verdict
from kkharvest.extract.parts import Part, absolute
from kkharvest.extract.wording import TEASER_CUT

__all__ = ["cut_candidates"]

_TEASER_LIMIT = 600


def cut_candidates(verdict: Verdict, url: str, title: str, text: str) -> tuple[Candidate, ...]:
    """Candidates of a page of this kind; `text` is the document's text."""
    if verdict.kind is PageKind.NONE:
        return ()
    if verdict.kind is PageKind.ARTICLE:
        cut = bool(TEASER_CUT.search(text)) and len(text) < _TEASER_LIMIT
        whole = Candidate(part="", title=title, text=text, is_truncated=cut, span=Span(0, len(text)), address=url)
        return (whole,)
    seen: dict[str, int] = {}
    start = 0
    candidates = []
    for part in verdict.parts:
        candidate, start = _candidate(part, verdict.kind, url, text, start, seen)
        candidates.append(candidate)
    return tuple(candidates)


def _candidate(
    part: Part, kind: PageKind, url: str, text: str, start: int, seen: dict[str, int]
) -> tuple[Candidate, int]:
    own = part.text
    span = _place(own, text, start)
    is_listing = kind is PageKind.LISTING
    link = absolute(part.link, url)
    key = (link if is_listing else part.anchor) or " ".join(part.title.casefold().split())
    seen[key] = seen.get(key, 0) + 1
    name = key if seen[key] == 1 else f"{key}#{seen[key]}"
    candidate = Candidate(
        part=name,
        title=part.title,
        text=own,
        anchor=part.anchor,
        link=link,
        is_teaser=is_listing,
        is_truncated=bool(TEASER_CUT.search(own)),
        span=span,
        address=address_of(url, part.anchor, part.title, own if text.count(part.title) > 1 else ""),
    )
    return candidate, span.end if span else start


def _place(own: str, text: str, start: int) -> Span | None:
    at = text.find(own, start) if own else -1
    if at < 0 and own:
        at = text.find(own)
    return Span(at, at + len(own)) if at >= 0 else None
