"""The pool: what runs long moves aside, who used most leaves first, and what is lost comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kgtools.errors import UsageError
from kgtools.server.workers import pool, process, turns
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig
from kgtools.server.workers.turns import Busy

CONFIG = WorkerConfig(Path("/nowhere"), Path("/nowhere"), None, "digest", 1, 1)


class Worker:
    """A worker that answers when a test says so, and has used what a test says."""

    def __init__(self, template: Template) -> None:
        self.template, self.alive, self.aside, self.used = template, True, False, 0.0
        self.task: Task | None = None
        self._answer: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None

    def ask(self, task: Task, large: asyncio.Lock) -> asyncio.Future[tuple[dict[str, Any], bytes]]:
        self._answer = asyncio.get_running_loop().create_future()
        if not self.alive:
            self._answer.set_exception(EOFError())
            return self._answer
        self.task = task
        if task["query"].startswith("quick"):
            self.answer()
        return self._answer

    def answer(self) -> None:
        assert self._answer is not None
        assert self.task is not None
        head = {"status": 200, "type": "text/plain", "headers": {}, "rows": None, "last": False}
        self._answer.set_result((head, self.task["query"].encode()))

    def die(self) -> None:
        self.alive = False
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(EOFError())

    def processor_time(self) -> float:
        return self.used

    def lower_priority(self) -> None:
        self.aside = True

    async def end(self) -> int | None:
        self.alive = False
        return None


class Template:
    """Gives workers, unless a test forbids it."""

    every: list[Template]
    forbidden = ""

    def __init__(self) -> None:
        self.alive, self.workers = True, list[Worker]()
        Template.every.append(self)

    @classmethod
    async def start(cls, config: WorkerConfig, warm: Callable[[], None]) -> Template:
        if cls.forbidden:
            raise UsageError(cls.forbidden)
        return cls()

    async def fork(self) -> Worker:
        if Template.forbidden or not self.alive:
            raise UsageError(Template.forbidden or "it has ended")
        self.workers.append(Worker(self))
        return self.workers[-1]

    def retire(self) -> None:
        self.alive = False

    async def end(self) -> None:
        self.alive = False


@pytest.fixture(autouse=True)
def few_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    Template.every, Template.forbidden = [], ""
    monkeypatch.setattr(process, "Template", Template)
    monkeypatch.setattr(pool, "QUANTUM", 0.01)
    monkeypatch.setattr(pool, "PATIENCE", 0.05)
    monkeypatch.setattr(turns, "SHORT", 0.3)
    monkeypatch.setattr(pool, "LONGEST_WAIT", 0.05)


def run(test: Callable[[Pool], Awaitable[None]], size: int = 2, queue: int = 8) -> None:
    async def whole() -> None:
        under_test = Pool(CONFIG, size, queue, lambda line: None)
        await under_test.open()
        await until(lambda: under_test.gauges["idle"] == size)
        try:
            await test(under_test)
        finally:
            await under_test.close()

    asyncio.run(asyncio.wait_for(whole(), 60))


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.002)


def started(under_test: Pool, query: str, client: str = "") -> asyncio.Task[Reply]:
    return asyncio.create_task(under_test.ask({"query": query}, 50, client))


async def asked(query: str) -> Worker:
    """The worker that has a task."""
    found: list[Worker] = []

    def look() -> bool:
        found[:] = [
            each
            for template in Template.every
            for each in template.workers
            if each.alive and each.task == {"query": query, "seconds": 50}
        ]
        return bool(found)

    await until(look)
    return found[-1]


def test_what_runs_long_moves_aside_and_quick_tasks_go_on() -> None:
    async def test(under_test: Pool) -> None:
        long = started(under_test, "long")
        worker = await asked("long")
        worker.used = 1
        await until(lambda: worker.aside)
        for _ in range(5):
            assert (await under_test.ask({"query": "quick"}, 50)).body == b"quick"
        worker.answer()
        assert (await long).status == 200
        await until(lambda: not worker.alive)
        assert under_test.gauges == {"idle": 1, "busy": 0, "slow": 0, "waiting": 0}

    run(test, size=1)


def test_who_only_had_to_wait_for_a_processor_is_not_slow() -> None:
    async def test(under_test: Pool) -> None:
        waiting = started(under_test, "waiting")
        worker = await asked("waiting")
        quick = started(under_test, "quick")
        assert (await quick).status == 200
        assert worker.aside, "others did wait"
        assert under_test.gauges["slow"] == 0
        worker.answer()
        assert (await waiting).status == 200
        again = started(under_test, "waiting")
        worker = await asked("waiting")
        assert not worker.aside
        worker.answer()
        await again

    run(test, size=1)


def test_while_others_wait_a_shorter_time_is_long() -> None:
    async def test(under_test: Pool) -> None:
        long = started(under_test, "long")
        worker = await asked("long")
        worker.used = 0.03  # more than a quantum, less than patience
        await asyncio.sleep(0.1)
        assert not worker.aside
        assert (await under_test.ask({"query": "quick"}, 50)).status == 200
        assert worker.aside
        worker.answer()
        await long

    run(test, size=1)


def test_who_used_most_has_to_leave_the_slow_place() -> None:
    async def test(under_test: Pool) -> None:
        greedy = started(under_test, "one", "greedy")
        first = await asked("one")
        first.used = 9
        await until(lambda: first.aside)
        modest = started(under_test, "two", "modest")
        second = await asked("two")
        second.used = 0.2
        reply = await greedy
        assert (reply.status, reply.headers["Retry-After"]) == (503, str(pool.AGAIN))
        assert b"many ask at once" in reply.body
        await until(lambda: second.aside)
        second.answer()
        assert (await modest).status == 200
        assert under_test.gauges["slow"] == 0
        assert (await under_test.ask({"query": "quick"}, 50)).status == 200

    run(test, size=1)


def test_who_used_no_less_leaves_itself_if_others_wait() -> None:
    async def test(under_test: Pool) -> None:
        first = started(under_test, "one", "a")
        (await asked("one")).used = 1
        await until(lambda: under_test.gauges["slow"])
        second = started(under_test, "two", "b")
        (await asked("two")).used = 1
        await asyncio.sleep(0.1)
        assert not second.done(), "nobody waits"
        quick = started(under_test, "quick", "c")
        assert (await second).status == 503
        assert (await quick).status == 200
        (await asked("one")).answer()
        assert (await first).status == 200

    run(test, size=1)


def test_of_too_many_aside_the_one_that_used_most_has_to_go() -> None:
    async def test(under_test: Pool) -> None:
        tasks = {}
        for number in range(4):
            name = "x" * (number + 1)
            tasks[name] = started(under_test, name, name)
            (await asked(name)).used = 0.02 + number / 1000
            assert (await under_test.ask({"query": "quick"}, 50)).status == 200
        assert under_test.gauges["slow"] == 1
        assert (await tasks["xxx"]).status == 503
        for name in ("x", "xx", "xxxx"):
            (await asked(name)).answer()
            assert (await tasks[name]).status == 200

    run(test, size=1)


def test_what_was_slow_once_starts_aside_and_waits_for_that() -> None:
    async def test(under_test: Pool) -> None:
        first = started(under_test, "slow 1", "a")
        worker = await asked("slow 1")
        worker.used = 1
        await until(lambda: worker.aside)
        worker.answer()
        await first
        again = started(under_test, "slow  22", "b")
        worker = await asked("slow  22")
        assert worker.aside, "it differs in numbers and blanks alone"
        with pytest.raises(Busy):
            await under_test.ask({"query": "slow 3"}, 50, "c")
        other = started(under_test, "slowly", "c")
        assert not (await asked("slowly")).aside
        (await asked("slowly")).answer()
        assert (await other).status == 200
        worker.answer()  # quick this time
        await again
        third = started(under_test, "slow 4", "b")
        worker = await asked("slow 4")
        assert not worker.aside
        worker.answer()
        await third

    run(test, size=1)


def test_whose_tasks_are_long_leaves_a_quick_place_to_others() -> None:
    async def test(under_test: Pool) -> None:
        for number in range(2):
            task = started(under_test, f"work{'x' * number}", "heavy")
            worker = await asked(f"work{'x' * number}")
            worker.used += 0.4
            worker.answer()
            await task
        heavy = [started(under_test, name, "heavy") for name in ("a", "b")]
        await asked("a")
        assert (await under_test.ask({"query": "quick"}, 50, "other")).status == 200
        assert under_test.gauges["waiting"] == 1
        (await asked("a")).answer()
        (await asked("b")).answer()
        assert [(await each).status for each in heavy] == [200, 200]

    run(test, size=2)


def test_a_task_begins_before_anybody_waits_for_it() -> None:
    async def test(under_test: Pool) -> None:
        task: Task = {"query": "soon"}
        begun = under_test.begin(task, 50, "a")
        assert begun is not None
        (await asked("soon")).answer()
        assert (await under_test.ask(task, 50, "a", begun)).body == b"soon"
        assert under_test.gauges == {"idle": 1, "busy": 0, "slow": 0, "waiting": 0}

    run(test, size=1)


def test_a_task_begins_at_once_only_where_it_takes_no_place_of_others() -> None:
    async def test(under_test: Pool) -> None:
        first = under_test.begin({"query": "slow"}, 50, "a")
        assert first is not None
        assert under_test.begin({"query": "other"}, 50, "b") is None, "no worker is idle"
        worker = await asked("slow")
        worker.used = 1
        task = asyncio.create_task(under_test.ask({"query": "slow"}, 50, "a", first))
        await until(lambda: worker.aside and under_test.gauges["idle"])
        worker.answer()
        await task
        assert under_test.begin({"query": "slow 2"}, 50, "b") is None, "its kind is known to be slow"
        assert under_test.gauges["idle"] == 1

    run(test, size=1)


def test_a_task_whose_worker_was_killed_while_it_was_idle_begins_anew() -> None:
    async def test(under_test: Pool) -> None:
        task: Task = {"query": "soon"}
        begun = under_test.begin(task, 50, "a")
        (await asked("soon")).die()
        waiting = asyncio.create_task(under_test.ask(task, 50, "a", begun))
        (await asked("soon")).answer()
        assert (await waiting).body == b"soon"

    run(test, size=2)


def test_a_task_that_overruns_is_stopped_and_its_place_filled() -> None:
    async def test(under_test: Pool) -> None:
        reply = await under_test.ask({"query": "long"}, 0.03)
        assert (reply.status, reply.body) == (
            503, b"the query ran longer than 0.03 s and was stopped; ask for less at a time\n"
        )  # fmt: skip
        await until(lambda: under_test.gauges["idle"] == 1)

    run(test, size=1)


def test_workers_that_are_killed_come_back() -> None:
    async def test(under_test: Pool) -> None:
        task = started(under_test, "long")
        first = await asked("long")
        first.die()
        await until(lambda: any(each.alive and each.task for each in Template.every[0].workers))
        (await asked("long")).answer()
        assert (await task).status == 200, "another worker answered"
        for each in Template.every[0].workers:
            each.die()
        under_test.look()
        await until(lambda: under_test.gauges["idle"] == 2)
        assert (await under_test.ask({"query": "quick"}, 50)).status == 200

        busy = started(under_test, "busy")
        worker = await asked("busy")
        worker.used = 1
        worker.die()
        assert b"ended from outside" in (await busy).body

    run(test)


def test_what_keeps_workers_from_starting_is_told_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def test(under_test: Pool) -> None:
        Template.forbidden = "no space left"
        Template.every[0].alive = False
        under_test.look()
        await until(lambda: under_test.trouble)
        assert under_test.trouble == "no space left"
        assert (await under_test.ask({"query": "quick"}, 50)).status == 200, "what is there goes on"
        Template.forbidden = ""
        under_test.look()
        await until(lambda: not under_test.trouble)
        await until(lambda: under_test.gauges["idle"] == 2)
        assert (await under_test.ask({"query": "quick"}, 50)).status == 200
        assert all(each.template is Template.every[-1] for each in under_test._idle)  # type: ignore[comparison-overlap]

    run(test)


def test_newer_data_are_answered_from_at_once() -> None:
    async def test(under_test: Pool) -> None:
        old = started(under_test, "old")
        worker = await asked("old")
        await under_test.swap(WorkerConfig(Path("/nowhere"), Path("/nowhere"), None, "newer", 1, 1))
        assert under_test.config.digest == "newer"
        worker.answer()
        assert (await old).status == 200
        await until(lambda: under_test.gauges["idle"] == 2)
        assert all(each.template is Template.every[1] for each in under_test._idle)  # type: ignore[comparison-overlap]

    run(test)
