"""Whose turn it is: nobody waits behind the many or long tasks of another."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kgtools.server.workers.turns import HALF_LIFE, Busy, Turns, Usage, client_of


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 30))


async def wait(turns: Turns[str], client: str) -> asyncio.Task[str]:
    task = asyncio.create_task(turns.wait(client, 60, lambda place: None))
    await asyncio.sleep(0)
    return task


def test_what_was_used_fades() -> None:
    clock = Clock()
    usage = Usage(clock)
    usage.add("a", 8)
    clock.now = HALF_LIFE
    assert usage.of("a") == pytest.approx(4)
    usage.add("a", 1)
    assert usage.of("a") == pytest.approx(5)
    assert usage.of("b") == 0


def test_not_every_client_is_remembered() -> None:
    usage = Usage(Clock())
    for number in range(10_000):
        usage.add(str(number), 1 + number)
    assert len(usage._used) <= 4096
    assert usage.of("9999") == 10_000, "those who used most are"


def test_who_used_least_comes_next_and_among_equals_the_first() -> None:
    async def test() -> None:
        usage = Usage(Clock())
        usage.add("greedy", 20)
        turns: Turns[str] = Turns(10, usage)
        greedy, first, second = [await wait(turns, client) for client in ("greedy", "one", "two")]
        given = [turns.give(f"place {number}") for number in range(4)]
        assert given == [True, True, True, False]
        assert [await each for each in (first, second, greedy)] == ["place 0", "place 1", "place 2"]

    run(test)


def test_whose_tasks_were_short_comes_first_however_many_they_were() -> None:
    async def test() -> None:
        usage = Usage(Clock())
        for _ in range(5000):
            usage.add("polite", 0.002)
        usage.add("runaway", 0.5)
        turns: Turns[str] = Turns(10, usage)
        waiting = [await wait(turns, client) for client in ("runaway", "new", "polite")]
        for place in ("first", "second", "third"):
            turns.give(place)
        assert [await each for each in waiting] == ["third", "second", "first"]

    run(test)


def test_of_those_whose_tasks_are_short_who_used_less_comes_first() -> None:
    async def test() -> None:
        usage = Usage(Clock())
        for _ in range(5000):
            usage.add("flood", 0.001)
        for _ in range(5):
            usage.add("reader", 0.04)
        turns: Turns[str] = Turns(10, usage)
        flood, reader = await wait(turns, "flood"), await wait(turns, "reader")
        turns.give("first")
        assert await reader == "first"
        flood.cancel()

    run(test)


def test_a_place_is_only_given_to_who_may_have_it() -> None:
    async def test() -> None:
        turns: Turns[str] = Turns(10, Usage(Clock()))
        one, other = await wait(turns, "one"), await wait(turns, "other")
        assert turns.give("place", lambda client: client == "other")
        assert await other == "place"
        assert not turns.give("place", lambda client: client == "other")
        assert not one.done()
        one.cancel()

    run(test)


def test_when_too_many_wait_the_last_of_who_has_most_goes() -> None:
    async def test() -> None:
        turns: Turns[str] = Turns(3, Usage(Clock()))
        crowd = [await wait(turns, "crowd") for _ in range(3)]
        single = await wait(turns, "single")
        with pytest.raises(Busy):
            await crowd[2]
        with pytest.raises(Busy):
            await turns.wait("crowd", 60, lambda place: None)
        assert len(turns) == 3
        assert not any(each.done() for each in (*crowd[:2], single))
        for each in (*crowd[:2], single):
            each.cancel()

    run(test)


def test_a_place_that_comes_too_late_is_given_back() -> None:
    async def test() -> None:
        back: list[str] = []
        turns: Turns[str] = Turns(3, Usage(Clock()))
        with pytest.raises(Busy):
            await turns.wait("late", 0.001, back.append)
        assert not turns.give("place")
        leaving: asyncio.Task[Any] = asyncio.create_task(turns.wait("leaving", 60, back.append))
        await asyncio.sleep(0)
        assert turns.give("place")
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert back == ["place"]

    run(test)


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("a:b", "a:b"),
    ],
)
def test_addresses_of_one_network_are_one_client(address: str, client: str) -> None:
    assert client_of(address) == client
