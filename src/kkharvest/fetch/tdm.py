"""Reservations: TDMRep at its four levels, and robots tags.

The W3C community group's final report (2024) ranks the levels from the general to the special: the file
`/.well-known/tdmrep.json` of the host, HTTP headers, metadata inside the resource (HTML meta, PDF). The most special level
that speaks decides. `noai` and `noindex` in `X-Robots-Tag` or a robots meta are obeyed besides: no TDMRep value lifts them.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kkharvest.fetch.outcome import Outcome

__all__ = ["Reservation", "SiteRules", "parse_robots_tags", "reservation", "robots_tags"]

_NOAI = frozenset({"noai", "notdm", "noml"})
_NOINDEX = frozenset({"noindex", "none"})
_MAX_RULES = 1000
_PDF_FLAG = re.compile(
    rb"(?:tdm:reservation\s*=\s*[\"']\s*([01])|<tdm:reservation[^>]{0,80}>\s*([01])\s*<|/tdm-reservation\s*\(?\s*([01]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reservation:
    """That a page's text may not be kept, and by whose word."""

    outcome: Outcome
    ground: str


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Rules of a host's tdmrep.json, in their order; the first that matches an address decides."""

    rules: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def parse(cls, text: str | None) -> "SiteRules":
        """The rules in `text`; what is no rule is passed over, a file that is no JSON holds none."""
        try:
            found = json.loads(text) if text else []
        except (ValueError, RecursionError):
            return cls()
        items = found if isinstance(found, list) else [found]
        return cls(tuple(rule for item in items[:_MAX_RULES] if (rule := _site_rule(item))))

    def reserved(self, url: str) -> bool | None:
        """Whether the file reserves `url`; None when no rule speaks of it."""
        parts = urlsplit(url)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        for pattern, is_reserved in self.rules:
            if _matches(pattern, path):
                return is_reserved
        return None


def reservation(
    *,
    site: bool | None = None,
    headers: Iterable[tuple[str, str]] = (),
    meta: Mapping[str, str] | None = None,
    pdf: bytes | None = None,
    agent: str = "kkharvest",
) -> Reservation | None:
    """The reservation on a page, or None when its text may be kept.

    `site` is what the host's file says of it, `meta` the page's meta elements by lower-case name, `pdf` a PDF's bytes.
    """
    pairs = [(name.lower(), value) for name, value in headers]
    meta = meta or {}
    tags = robots_tags(pairs, meta, agent)
    if noai := tags & _NOAI:
        return Reservation(Outcome.RESERVED, f"robots tag {min(noai)}")
    levels = (
        ("metadata of the PDF", _pdf_flag(pdf)),
        ("meta tdm-reservation", _flag(meta.get("tdm-reservation"))),
        ("header tdm-reservation", _flag(_last(pairs, "tdm-reservation"))),
        ("/.well-known/tdmrep.json", site),
    )
    ground, flag = next(((ground, flag) for ground, flag in levels if flag is not None), ("", None))
    if flag:
        return Reservation(Outcome.RESERVED, ground)
    if noindex := tags & _NOINDEX:
        return Reservation(Outcome.NOINDEX, f"robots tag {min(noindex)}")
    return None


def robots_tags(
    headers: Iterable[tuple[str, str]], meta: Mapping[str, str], agent: str = "kkharvest"
) -> frozenset[str]:
    """Robots tags that hold for `agent`: of `X-Robots-Tag` headers, and of meta `robots` and meta by its own name."""
    tags: set[str] = set()
    for name, value in headers:
        if name.lower() == "x-robots-tag":
            tags |= parse_robots_tags(value, agent)
    for name in ("robots", agent.lower()):
        tags |= parse_robots_tags(meta.get(name, ""), agent)
    return frozenset(tags)


def parse_robots_tags(value: str, agent: str) -> set[str]:
    """The tags of one header or meta value; those addressed to another agent by `name:` are left out."""
    tags: set[str] = set()
    addressed = True
    for part in value.lower().split(","):
        words = part.strip()
        name, colon, rest = words.partition(":")
        if colon and name.strip() not in {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}:
            addressed = name.strip() == agent.lower()
            words = rest.strip()
        if addressed and words:
            tags.update(words.split())
    return tags


def _site_rule(item: object) -> tuple[str, bool] | None:
    if not isinstance(item, dict):
        return None
    location, flag = item.get("location"), _flag(item.get("tdm-reservation"))
    return (location, flag) if isinstance(location, str) and location and flag is not None else None


def _flag(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return {0: False, 1: True}.get(value)
    if isinstance(value, str):
        return {"0": False, "1": True}.get(value.strip())
    return None


def _last(pairs: list[tuple[str, str]], name: str) -> str | None:
    """A header's value; when several disagree, the one that reserves."""
    values = [value.strip() for key, value in pairs if key == name for value in value.split(",")]
    return "1" if "1" in values else next(iter(values), None)


def _pdf_flag(body: bytes | None) -> bool | None:
    found = _PDF_FLAG.search(body) if body else None
    return next(group for group in found.groups() if group) == b"1" if found else None


def _matches(pattern: str, path: str) -> bool:
    """Whether a location pattern covers a path: `*` is any run, `$` at the end its end, else a prefix."""
    if not pattern.startswith(("/", "*")):
        pattern = f"/{pattern}"
    expression = ".*".join(re.escape(piece) for piece in pattern.removesuffix("$").split("*"))
    return re.match(expression + ("$" if pattern.endswith("$") else ""), path) is not None
