"""Reservations of rights to text and data mining: TDMRep at its four levels, and robots tags besides.

The W3C community group's final report (2024) ranks the levels from the general to the special: the file
`/.well-known/tdmrep.json` of the host, HTTP headers, meta elements of a page, metadata of a PDF. Each that speaks
supersedes the ones before; a value other than 0 and 1 does not speak. `noai` and `noindex` in `X-Robots-Tag` or a
robots meta are obeyed as well: no TDMRep value lifts them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kkharvest.fetch.outcome import Outcome
from kkharvest.fetch.patterns import PathPattern, normal_form, path_of

__all__ = ["PdfRights", "Reservation", "SiteRules", "parse_robots_tags", "reservation", "robots_tags"]

_NOAI = frozenset({"noai", "notdm", "noml"})
_NOINDEX = frozenset({"noindex", "none"})
_MAX_RULES = 1000
# Tags whose value is written after a colon, which otherwise names an agent.
_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


@dataclass(frozen=True, slots=True)
class Reservation:
    """That a page's text may not be kept, and by whose word."""

    outcome: Outcome
    ground: str


@dataclass(frozen=True, slots=True)
class PdfRights:
    """What the metadata of a PDF says: `tdm:reservation` and `tdm:policy` as written."""

    reservation: str | None = None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: PathPattern
    is_reserved: bool
    policy: str | None


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Rules of a host's tdmrep.json in their order; the first whose location covers an address decides."""

    rules: tuple[_Rule, ...] = ()

    @classmethod
    def parse(cls, text: str | None) -> "SiteRules":
        """The rules in `text`; what is no rule is passed over, a file that is no JSON holds none.

        A rule that stands alone, without the array that the report asks for, is taken for what it means.
        """
        try:
            found = json.loads(text.lstrip("\ufeff")) if text else []
        except (ValueError, RecursionError):
            return cls()
        items = found if isinstance(found, list) else [found]
        return cls(tuple(rule for item in items[:_MAX_RULES] if (rule := _site_rule(item))))

    def find(self, url: str) -> tuple[bool, str | None] | None:
        """Whether the file reserves `url`, and its policy; None when no rule speaks of it."""
        path = normal_form(path_of(url))
        for rule in self.rules:
            if rule.pattern.matches(path):
                return rule.is_reserved, rule.policy
        return None


def reservation(
    url: str,
    *,
    site: SiteRules | None = None,
    headers: Iterable[tuple[str, str]] = (),
    meta: Mapping[str, str] | None = None,
    pdf: PdfRights | None = None,
    agent: str = "kkharvest",
) -> Reservation | None:
    """The reservation on the answer from `url`, or None when its text may be kept.

    `headers` are the answer's, `meta` the page's meta elements by lower-case name.
    """
    pairs = [(name.lower(), value) for name, value in headers]
    meta = meta or {}
    tags = robots_tags(pairs, meta, agent)
    if noai := tags & _NOAI:
        return Reservation(Outcome.RESERVED, f"robots tag {min(noai)}")
    for ground, flag, policy in _levels(url, site or SiteRules(), pairs, meta, pdf or PdfRights()):
        if flag is None:
            continue
        if flag:
            return Reservation(Outcome.RESERVED, f"{ground} (policy {policy})" if policy else ground)
        break
    if noindex := tags & _NOINDEX:
        return Reservation(Outcome.NOINDEX, f"robots tag {min(noindex)}")
    return None


def _levels(
    url: str, site: SiteRules, pairs: list[tuple[str, str]], meta: Mapping[str, str], pdf: PdfRights
) -> Iterable[tuple[str, bool | None, str | None]]:
    """What each level says, the most special first: ground, flag, policy."""
    yield "metadata of the PDF", _flag(pdf.reservation), pdf.policy
    yield "meta tdm-reservation", _flag(meta.get("tdm-reservation")), meta.get("tdm-policy")
    yield "header tdm-reservation", _header_flag(pairs), dict(pairs).get("tdm-policy")
    of_site = site.find(url)
    if of_site:
        yield "/.well-known/tdmrep.json", *of_site


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
        if colon and name.strip() not in _WITH_VALUE:
            addressed = name.strip() == agent.lower()
            words = rest
        if addressed:
            tags.update(words.split())
    return tags


def _site_rule(item: object) -> _Rule | None:
    if not isinstance(item, dict):
        return None
    location, flag, policy = item.get("location"), _flag(item.get("tdm-reservation")), item.get("tdm-policy")
    if not isinstance(location, str) or not location or flag is None:
        return None
    written = location if location.startswith(("/", "*")) else f"/{location}"
    return _Rule(PathPattern.parse(normal_form(written)), flag, policy if isinstance(policy, str) else None)


def _flag(value: object) -> bool | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return {0: False, 1: True}.get(value)
    return {"0": False, "1": True}.get(value.strip()) if isinstance(value, str) else None


def _header_flag(pairs: list[tuple[str, str]]) -> bool | None:
    """The header's value; when several disagree, the one that reserves."""
    values = {_flag(value) for name, text in pairs if name == "tdm-reservation" for value in text.split(",")}
    return True if True in values else False if False in values else None
