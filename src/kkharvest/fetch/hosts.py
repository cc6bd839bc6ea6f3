"""What a host permits: robots.txt and tdmrep.json, asked for once a day and remembered.

robots.txt after RFC 9309: status 4xx means that there are no rules; 5xx, 429 or no answer means that nothing may be
asked, until that has lasted 30 days: then the last good copy holds, or there are no rules.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from kkharvest.core.address import AddressError, host_of, normalise
from kkharvest.core.clock import now
from kkharvest.fetch.client import Answer, AskError, Client
from kkharvest.fetch.gate import HostGate
from kkharvest.fetch.outcome import Outcome
from kkharvest.fetch.robots import MAX_BYTES, Robots
from kkharvest.fetch.tdm import SiteRules
from kkharvest.store import Row, Store
from kkharvest.store.hosts import load_host, save_host

__all__ = ["GateOf", "HostBook", "HostRules", "origin_of", "robots_policy"]

GateOf = Callable[[str], HostGate]
"""The gate of a host, by its name."""

_KEEP = timedelta(hours=24)
_KEEP_FAILURE = timedelta(minutes=10)
_PATIENCE = timedelta(days=30)
_MAX_REDIRECTS = 5
_MAX_SITEMAPS = 50
_MAX_FETCHED = 5_000_000


@dataclass(frozen=True, slots=True)
class HostRules:
    """The rules of one origin; `refusal` is set when nothing of it may be asked."""

    robots: Robots
    site: SiteRules
    refusal: str | None = None

    def why_not(self, agent: str, url: str) -> str | None:
        """Why `agent` may not ask for `url`, or None when it may."""
        if self.refusal:
            return self.refusal
        permission = self.robots.permission(agent, url)
        return None if permission.allowed else f"robots.txt: {permission.rule}"


def origin_of(url: str) -> str:
    """Scheme, host and port of an address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def robots_policy(row: Row | None, moment: datetime) -> tuple[str, str | None]:
    """The robots.txt text that holds at `moment`, and why nothing may be asked, if so."""
    if row is None or (row["robots_status"] is None and row["robots_failing_since"] is None):
        return "", None
    if row["robots_failing_since"] is None:
        return row["robots_text"] or "", None
    since = datetime.fromisoformat(row["robots_failing_since"])
    if moment - since >= _PATIENCE:
        return row["robots_text"] or "", None
    return "", f"robots.txt cannot be had ({row['robots_reason']})"


class HostBook:
    """Rules by origin; asks each host at most once at a time, through its own gate."""

    def __init__(self, store: Store, client: Client, agent: str) -> None:
        self._store = store
        self._client = client
        self._agent = agent
        self._rules: dict[str, HostRules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def rules(self, url: str, gate_of: GateOf) -> HostRules:
        """The rules for `url`'s origin; raises its gate's delay to what they ask for."""
        origin = origin_of(url)
        if origin in self._rules:
            return self._rules[origin]
        async with self._locks.setdefault(origin, asyncio.Lock()):
            if origin not in self._rules:
                row = load_host(self._store, origin)
                if row is None or not _fresh(row):
                    row = await self._ask(origin, gate_of, row)
                text, refusal = robots_policy(row, datetime.now(UTC))
                self._rules[origin] = HostRules(Robots.parse(text), SiteRules.parse(row["tdmrep_text"]), refusal)
            rules = self._rules[origin]
            gate_of(host_of(url)).ask_at_least(rules.robots.delay(self._agent))
        return rules

    def sitemaps(self, url: str) -> list[str]:
        """Addresses of the sitemaps that robots.txt names for `url`'s origin, as far as it has been read."""
        rules = self._rules.get(origin_of(url))
        found = []
        for text in rules.robots.sitemaps[:_MAX_SITEMAPS] if rules else ():
            try:
                found.append(normalise(text, url))
            except AddressError:
                continue
        return found

    async def _ask(self, origin: str, gate_of: GateOf, known: Row | None) -> Row:
        values = await self._robots(origin, gate_of, known)
        if values["robots_failing_since"] is None:
            gate_of(host_of(origin)).ask_at_least(Robots.parse(values["robots_text"]).delay(self._agent))
            values["tdmrep_text"] = await self._tdmrep(origin, gate_of)
        await asyncio.to_thread(save_host, self._store, origin, values)
        return load_host(self._store, origin) or values

    async def _robots(self, origin: str, gate_of: GateOf, known: Row | None) -> Row:
        good = {"robots_at": now(), "robots_reason": None, "robots_failing_since": None}
        try:
            answer = await self._follow(f"{origin}/robots.txt", gate_of)
        except AskError as error:
            return _failing(known, error.reason)
        if answer.status == 200 or 200 < answer.status < 300:  # noqa: PLR2004 - successes
            text = answer.body[:MAX_BYTES].decode("utf-8", "replace")
            return {**good, "robots_text": text, "robots_status": answer.status}
        if answer.status == 429 or answer.status >= 500:  # noqa: PLR2004 - busy or broken
            return _failing(known, f"status {answer.status}") | {"robots_status": answer.status}
        # 4xx: no rules. A redirect that is still one after five hops counts the same.
        return {**good, "robots_text": "", "robots_status": answer.status}

    async def _tdmrep(self, origin: str, gate_of: GateOf) -> str | None:
        try:
            answer = await self._follow(f"{origin}/.well-known/tdmrep.json", gate_of)
        except AskError:
            return None
        is_json = answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{")
        return answer.body.decode("utf-8", "replace") if answer.status == 200 and is_json else None  # noqa: PLR2004

    async def _follow(self, url: str, gate_of: GateOf) -> Answer:
        for _ in range(_MAX_REDIRECTS + 1):
            gate = gate_of(host_of(url))
            async with gate.turn():
                answer = await self._client.ask(url, max_bytes=_MAX_FETCHED, delay=gate.delay)
                gate.answered(answer.first_byte, answer.first_byte - answer.started)
            location = answer.header("location")
            if not (300 <= answer.status < 400 and location):  # noqa: PLR2004 - redirects
                return answer
            try:
                url = normalise(location, url)
            except AddressError as error:
                raise AskError(Outcome.BAD_REDIRECT, str(error)) from None
        return answer


def _fresh(row: Row) -> bool:
    if not row["robots_at"]:
        return False
    age = datetime.now(UTC) - datetime.fromisoformat(row["robots_at"])
    return age < (_KEEP_FAILURE if row["robots_failing_since"] else _KEEP)


def _failing(known: Row | None, reason: str) -> Row:
    since = known["robots_failing_since"] if known else None
    return {
        "robots_text": known["robots_text"] if known else None,
        "robots_status": None,
        "robots_at": now(),
        "robots_reason": reason,
        "robots_failing_since": since or now(),
    }
