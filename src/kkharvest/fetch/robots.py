"""Permission by robots.txt, after RFC 9309.

A matcher of our own, because an operator must be able to see the line that decided. Rules: groups that name the product
token are joined, else those of `*`; the longest matching path wins, allow before disallow at equal length; lines that
are no rules never end a group. As sites write them, `useragent`, `disalow` and a missing colon are understood.

Where an address can be read in two ways (a path as written, and in the RFC's normal form of percent-encoding), it is
allowed only when both readings allow it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kkharvest.fetch.patterns import PathPattern, escaped, normal_form, path_of, written_form

__all__ = ["MAX_BYTES", "Permission", "Robots", "allowed"]

MAX_BYTES = 500 * 1024
"""How much of a file is read, as RFC 9309 asks at least."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_MAX_LINE = 16_663
_AGENT = re.compile(r"[^\s/;(,]+")
_RATE = re.compile(r"(\d+)\s*/\s*(\d+)\s*([smhd]?)", re.IGNORECASE)
_UNIT_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_KEYS = {
    "user-agent": "agent",
    "useragent": "agent",
    "user agent": "agent",
    "allow": "allow",
    "disallow": "disallow",
    "dissallow": "disallow",
    "dissalow": "disallow",
    "disalow": "disallow",
    "diasllow": "disallow",
    "disallaw": "disallow",
    "crawl-delay": "delay",
    "crawldelay": "delay",
    "request-rate": "rate",
    "sitemap": "sitemap",
    "site-map": "sitemap",
}
_MARKS = ("\ufeff", "ï»¿", "ï»", "ï", "\ufffd")


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether an address may be asked for, the Crawl-delay in seconds, and the line that decided."""

    allowed: bool
    crawl_delay: float | None = None
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    """An allow or disallow line, in both readings of its path."""

    allows: bool
    written: PathPattern
    normal: PathPattern
    line: str


@dataclass(slots=True)
class _Agent:
    """What is said to one product token, over all groups that name it."""

    rules: list[_Rule] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def hear(self, key: str, value: str, line: str) -> None:
        """Takes in a line of a group that names this agent."""
        match key:
            case "allow" | "disallow":
                if value:
                    self.rules.append(_rule(value, line, allows=key == "allow"))
            case "delay":
                self.delays.extend(_seconds(value))
            case "rate":
                self.rates.extend(_per_request(value))


@dataclass(slots=True)
class Robots:
    """A parsed robots.txt; never fails, unknown lines are passed over."""

    agents: dict[str, _Agent] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> "Robots":
        """The rules of `text`, of which at most `MAX_BYTES` characters are read."""
        robots = cls()
        group: list[_Agent] = []
        in_rules = False
        for line, key, value in _lines(text):
            if key == "agent":
                if in_rules:
                    group, in_rules = [], False
                token = _line_token(value)
                if token:
                    group.append(robots.agents.setdefault(token, _Agent()))
            elif key == "sitemap":
                robots.sitemaps.append(value)
            else:
                in_rules = in_rules or key in {"allow", "disallow"}
                for agent in group:
                    agent.hear(key, value, line)
        return robots

    def permission(self, agent: str, url: str) -> Permission:
        """Whether `agent` (a product token) may ask for `url`."""
        told = self._told(agent)
        if told is None:
            return Permission(allowed=True)
        delay = max(told.delays, default=None)
        path = path_of(url)
        if path == "/robots.txt":
            return Permission(True, delay)
        verdict = _decide([(rule, rule.written) for rule in told.rules], written_form(path))
        if verdict is None or verdict.allows:
            other = _decide([(rule, rule.normal) for rule in told.rules], normal_form(path))
            if verdict is None or (other is not None and not other.allows):
                verdict = other
        return Permission(verdict is None or verdict.allows, delay, verdict.line if verdict else None)

    def delay(self, agent: str) -> float:
        """Seconds between requests that Crawl-delay and Request-rate ask of `agent`; 0 when they are silent."""
        told = self._told(agent)
        return max((*told.delays, *told.rates), default=0.0) if told else 0.0

    def _told(self, agent: str) -> _Agent | None:
        token = agent.strip().partition("/")[0].lower()
        return self.agents.get(token) or self.agents.get("*")


def allowed(robots_txt: str, agent: str, url: str) -> Permission:
    """Whether `agent` may ask for `url` under this robots.txt; the filter `kkharvest allowed`."""
    return Robots.parse(robots_txt).permission(agent, url)


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    for mark in _MARKS:
        if text.startswith(mark):
            text = text[len(mark) :]
            break
    for raw in _LINE_END.split(text[:MAX_BYTES]):
        line = raw[:_MAX_LINE].strip(" \t\x00")
        content = line.partition("#")[0].strip(" \t")
        name, colon, value = content.partition(":")
        if not colon:
            words = content.split()
            if len(words) != 2:  # noqa: PLR2004 - a name and a value
                continue
            name, value = words
        key = _KEYS.get(name.strip(" \t").lower())
        if key:
            yield line, key, value.strip(" \t")


def _line_token(value: str) -> str | None:
    if value == "*" or value.startswith(("* ", "*\t")):
        return "*"
    found = _AGENT.match(value)
    return found.group().lower() if found else None


def _rule(value: str, line: str, *, allows: bool) -> _Rule:
    written = PathPattern.parse(written_form(escaped(value)))
    return _Rule(allows, written, PathPattern.parse(normal_form(value)), line)


def _decide(rules: list[tuple[_Rule, PathPattern]], path: str) -> _Rule | None:
    best: tuple[int, bool] = (-1, False)
    found: _Rule | None = None
    for rule, pattern in rules:
        rank = (pattern.length, rule.allows)
        if rank > best and pattern.matches(path):
            best, found = rank, rule
    return found


def _seconds(value: str) -> Iterator[float]:
    try:
        seconds = float(value)
    except ValueError:
        return
    if math.isfinite(seconds) and seconds >= 0:
        yield seconds


def _per_request(value: str) -> Iterator[float]:
    found = _RATE.match(value)
    if found and int(found.group(1)):
        yield int(found.group(2)) * _UNIT_S[found.group(3).lower()] / int(found.group(1))
