"""Permission by robots.txt, after RFC 9309.

A matcher of our own, because an operator must be able to see the line that decided. Rules: groups that name the
product token are joined, else those of `*`; the longest matching path wins, allow before disallow at equal length; lines
that are no rules never end a group. As sites write them, `useragent`, `disalow` and a missing colon are understood.

Where an address can be read in two ways (a path as written, and in the RFC's normal form of percent-encoding), it is
allowed only when both readings allow it.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ["MAX_BYTES", "Permission", "Robots", "allowed"]

MAX_BYTES = 500 * 1024
"""How much of a file is read, as RFC 9309 asks at least."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_MAX_LINE = 16_664
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
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
class _Path:
    """A path pattern cut at its wildcards; `$` at its end means the address ends there."""

    pieces: tuple[str, ...]
    anchored: bool
    length: int

    @classmethod
    def parse(cls, pattern: str) -> "_Path":
        anchored = pattern.endswith("$")
        pieces = tuple(pattern.removesuffix("$").split("*"))
        return cls(pieces, anchored, len(pattern))

    def matches(self, path: str) -> bool:
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        if not rest:
            return not self.anchored or len(path) == len(first)
        at = len(first)
        for piece in rest[:-1]:
            at = path.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        if self.anchored:
            return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at
        return path.find(rest[-1], at) >= 0


@dataclass(frozen=True, slots=True)
class _Rule:
    """An allow or disallow line, in both readings of its path."""

    allows: bool
    literal: _Path
    normal: _Path
    line: str


@dataclass(slots=True)
class _Agent:
    """What is said to one product token, over all groups that name it."""

    rules: list[_Rule] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Robots:
    """A parsed robots.txt; never fails, unknown lines are passed over."""

    agents: dict[str, _Agent] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)

    @classmethod
    def parse(cls, text: str) -> "Robots":
        """The rules of `text`, of which at most `MAX_BYTES` characters are read."""
        robots = cls()
        current: list[_Agent] = []
        in_rules = False
        for line, key, value in _lines(text):
            match key:
                case "agent":
                    if in_rules:
                        current, in_rules = [], False
                    token = _line_token(value)
                    if token:
                        current.append(robots.agents.setdefault(token, _Agent()))
                case "allow" | "disallow":
                    in_rules = True
                    if value:
                        rule = _rule(value, line, allows=key == "allow")
                        for agent in current:
                            agent.rules.append(rule)
                case "delay":
                    for agent in current:
                        agent.delays.extend(_seconds(value))
                case "rate":
                    for agent in current:
                        agent.rates.extend(_per_request(value))
                case "sitemap":
                    robots.sitemaps.append(value)
        return robots

    def permission(self, agent: str, url: str) -> Permission:
        """Whether `agent` (a product token) may ask for `url`."""
        told = self._told(agent)
        if told is None:
            return Permission(allowed=True)
        delay = max(told.delays, default=None)
        path = _path_of(url)
        if path == "/robots.txt":
            return Permission(True, delay)
        written = _upper_escapes(path)
        verdict = _decide([(rule, rule.literal) for rule in told.rules], written)
        normal = _normal(path)
        if verdict is None or verdict.allows:
            other = _decide([(rule, rule.normal) for rule in told.rules], normal)
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
    literal = _Path.parse(_upper_escapes(_encoded(value)))
    return _Rule(allows, literal, _Path.parse(_normal(value)), line)


def _decide(rules: list[tuple[_Rule, _Path]], path: str) -> _Rule | None:
    best: tuple[int, bool] = (-1, False)
    found: _Rule | None = None
    for rule, pattern in rules:
        rank = (pattern.length, rule.allows)
        if rank > best and pattern.matches(path):
            best, found = rank, rule
    return found


def _path_of(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    return f"{path}?{parts.query}" if parts.query or "?" in url.partition("#")[0] else path


def _encoded(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace")) for c in text)


def _upper_escapes(text: str) -> str:
    return _ESCAPE.sub(lambda found: found.group().upper(), text) if "%" in text else text


def _normal(text: str) -> str:
    """The RFC's form: all but ASCII escaped, unreserved characters not escaped, digits of escapes upper case."""
    text = _encoded(text)
    return _ESCAPE.sub(_unescaped, text) if "%" in text else text


def _unescaped(found: re.Match[str]) -> str:
    character = chr(int(found.group(1), 16))
    return character if character in _UNRESERVED else found.group().upper()


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
