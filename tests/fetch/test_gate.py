import asyncio
from itertools import pairwise

import pytest

from kkharvest.fetch.gate import HostGate


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("kkharvest.fetch.gate.time.monotonic", found.monotonic)
    monkeypatch.setattr("kkharvest.fetch.gate.asyncio.sleep", found.sleep)
    return found


def asked(clock: Clock, gate: HostGate, times: int, answering: float = 0.0) -> list[float]:
    """Moments at which requests are let through, when each is answered after `answering` seconds."""
    moments: list[float] = []

    async def run() -> None:
        for _ in range(times):
            async with gate.turn():
                moments.append(clock.now)
                clock.now += answering
                gate.answered(clock.now, answering)

    asyncio.run(run())
    return moments


def gaps(moments: list[float]) -> list[float]:
    return [round(later - earlier, 6) for earlier, later in pairwise(moments)]


def test_the_delay_counts_from_the_answer(clock: Clock) -> None:
    assert gaps(asked(clock, HostGate(2.0), 4, answering=0.5)) == [2.5] * 3


def test_the_first_request_does_not_wait(clock: Clock) -> None:
    assert asked(clock, HostGate(60.0), 1) == [1000.0]


def test_what_robots_txt_asks_for_holds_from_the_next_request_on(clock: Clock) -> None:
    gate = HostGate(0.0)
    asked(clock, gate, 1)
    gate.ask_at_least(7.0)
    start = clock.now
    assert asked(clock, gate, 1)[0] == start + 7.0


def test_the_largest_wish_counts(clock: Clock) -> None:
    gate = HostGate(2.0)
    gate.ask_at_least(9.0)
    gate.ask_at_least(3.0)
    assert gate.delay == 9.0


def test_a_slow_host_is_asked_more_slowly(clock: Clock) -> None:
    gate = HostGate(1.0, patience=1.0)
    assert gaps(asked(clock, gate, 6, answering=5.0))[-1] == pytest.approx(10.0, abs=0.1)
    assert HostGate(1.0, patience=0.0).delay == 1.0


def test_retry_after_is_kept_to_the_second(clock: Clock) -> None:
    gate = HostGate(1.0)
    gate.overloaded(30.0)
    assert asked(clock, gate, 1) == [1030.0]


def test_an_overloaded_host_gets_ever_more_time_and_recovers(clock: Clock) -> None:
    gate = HostGate(1.0, penalty_s=2.0)
    gate.overloaded()
    first = gate.delay
    gate.overloaded()
    assert gate.delay == 2 * first
    for _ in range(50):
        gate.overloaded()
    assert gate.delay <= 120.0
    asked(clock, gate, 40)
    assert gate.delay == 1.0


def test_no_more_connections_than_agreed() -> None:
    gate = HostGate(0.0, connections=2)
    inside: list[int] = [0]
    most: list[int] = [0]

    async def one() -> None:
        async with gate.turn():
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            inside[0] -= 1

    async def many() -> None:
        await asyncio.gather(*(one() for _ in range(20)))

    asyncio.run(many())
    assert most[0] == 2
