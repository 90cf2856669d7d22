"""The pool: keeps workers ready, hands them tasks, ends those that overrun and starts new ones.

There are `size` places for quick tasks and as many for slow ones. A task that runs on steps aside: its worker gets a
lower priority, and a fresh one its quick place. It does so after `PATIENCE` seconds of processor time, or after a
`QUANTUM` if others wait, and needs a slow place at the latest after `PATIENCE`. What was slow once starts in one. When
these are full, the client that used most of late has to leave its one to who used less; who finds none is asked to come
again. (No way is known to stop a query in Oxigraph but to end its process.)
"""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from kgtools.server.workers.process import Forks, Told, WorkerProcess
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, plain
from kgtools.server.workers.turns import Kinds, Turns, Usage

PATIENCE = 0.5  # seconds of processor time after which a task counts as slow
QUANTUM = 0.1  # of them that a task may take while others wait
LONGEST_TURN = 0.3  # seconds after which a task steps aside for others even if it got no processor
LONGEST_TRIAL = 2.0  # seconds after which it has to go, if others need the place, even if it got none
TRIALS = 2  # times as many tasks as there are slow places may be aside without one, until their patience is over
LONGEST_WAIT = 5.0  # seconds that a slow task waits for a slow place
AGAIN = 5  # seconds after which who was turned away may come again
_TOO_LONG = "the query ran longer than {:g} s and was stopped; ask for less at a time"
_DISPLACED = "many ask at once, and the query was stopped because it takes long; try again later"
_ENDED = "the process that answered was ended from outside; try again"


@dataclass(eq=False)
class Run:
    """A task under way: whose it is, in which worker, and whether it has a slow place."""

    client: str
    worker: WorkerProcess
    heavy: bool
    began: float
    kind: int
    seconds: float  # that it may take
    slow: bool = False
    answer: asyncio.Future[Told] = field(init=False)
    aside: bool = False  # its worker has a lower priority, and another its quick place
    answered: bool = False
    started: float = field(default_factory=time.monotonic)
    stopped: bool = False  # because it took too long
    last: float = 0.0  # seconds of processor time that it had used when it was last looked at
    leave: bool = False  # another has its slow place; noticed within a quantum

    def used(self) -> float:
        """The seconds of processor time that it has taken so far."""
        self.last = max(self.last, self.worker.processor_time() - self.began)
        return self.last

    def tell_kind(self, kinds: Kinds) -> None:
        """Remember its kind as slow, or forget it, by what it took in the end."""
        if self.last >= PATIENCE or self.stopped or (self.last >= QUANTUM and not self.answered):
            kinds.add(self.kind)
        elif self.last < QUANTUM and self.answered:
            kinds.discard(self.kind)


class Pool:
    """Workers over one store, which can be swapped for a newer one while tasks run."""

    def __init__(self, config: WorkerConfig, size: int, queue: int, log: Callable[[str], None] = print) -> None:
        self.counts: Counter[str] = Counter()  # what became of tasks, and how many workers were started
        self._size = size
        self._forks = Forks(config, log, self._refresh)
        self._idle: list[WorkerProcess] = []
        self._runs: set[Run] = set()
        self._usage = Usage()
        self._quick: Turns[WorkerProcess] = Turns(queue, self._usage)
        self._slow = _SlowPlaces(size, queue, self._usage)
        self._kinds = Kinds()
        self._large = asyncio.Lock()  # large answers are taken over one at a time
        self._in_background = _Background()

    async def open(self) -> None:
        """Start the workers; raises UsageError if the store cannot be opened."""
        self._idle.append(await self._forks.open())
        for _ in range(self._size - 1):
            self._in_background(self._start())

    @property
    def config(self) -> WorkerConfig:
        """What workers open now."""
        return self._forks.config

    @property
    def trouble(self) -> str:
        """What keeps workers from starting; empty if nothing does."""
        return self._forks.trouble

    @property
    def gauges(self) -> dict[str, int]:
        """How many workers are idle and busy, how many of these with slow tasks, and how many tasks wait."""
        waiting = len(self._quick) + len(self._slow.waiting)
        return {"idle": len(self._idle), "busy": len(self._runs), "slow": self._slow.taken, "waiting": waiting}

    async def ask(self, task: Task, seconds: float, client: str = "", begun: Run | None = None) -> Reply:
        """The reply to a task of a client that may run for so many seconds, whatever becomes of its worker.

        It may have begun already. Raises Busy if there is no place for it.
        """
        reply = await self._replied(begun or await self._run(task, seconds, client))
        # A worker that was killed while it had nothing to do is noticed only when it is asked.
        return reply or await self._replied(await self._run(task, seconds, client)) or _turned_away(_ENDED)

    def begin(self, task: Task, seconds: float, client: str) -> Run | None:
        """Let an idle worker begin a task before anybody waits for it; None if not. Who begins one has to `ask`."""
        kind = self._kinds.of(_text(task))
        if kind in self._kinds or not self._may_take(client):
            return None
        worker = self._next_idle()
        return self._start_run(task, seconds, client, kind, worker) if worker else None

    async def _run(self, task: Task, seconds: float, client: str) -> Run:
        """A task under way, as soon as there is a place for it."""
        kind = self._kinds.of(_text(task))
        known = kind in self._kinds
        if known:
            await self._slow.take(client, min(seconds, LONGEST_WAIT))
        try:
            worker = await self._take(client, seconds)
        except BaseException:
            if known:
                self._slow.give()
            raise
        return self._start_run(task, seconds, client, kind, worker, known)

    def _start_run(
        self, task: Task, seconds: float, client: str, kind: int, worker: WorkerProcess, slow: bool = False
    ) -> Run:  # fmt: skip
        run = Run(client, worker, self._usage.heavy(client), worker.processor_time(), kind, seconds, slow)
        self._runs.add(run)
        if slow:
            self._step_aside(run)
        run.answer = worker.ask({**task, "seconds": seconds}, self._large)
        return run

    async def _replied(self, run: Run) -> Reply | None:
        """The reply to a task; None if its worker was ended from outside before it did much."""
        reusable = False
        try:
            reply, reusable = await self._answered(run)
            return reply
        finally:
            self._usage.add(run.client, max(run.used(), PATIENCE if run.stopped else 0.0))
            run.tell_kind(self._kinds)
            self._leave(run, reusable)

    async def _answered(self, run: Run) -> tuple[Reply | None, bool]:
        """The reply, if the worker was not ended from outside at once, and whether it may be asked again."""
        until, answer = run.started + run.seconds, run.answer
        try:
            while not answer.done() and not run.leave and (rest := until - time.monotonic()) > 0:
                await asyncio.wait({answer}, timeout=min(rest, QUANTUM))
                if not answer.done() and not run.slow and not self._may_go_on(run):
                    break
            if answer.done():
                head, body = answer.result()
                self.counts["answered"] += 1
                run.answered = True
                reply = Reply(head["status"], head["type"], body, head["headers"], head["rows"], head["last"])
                return reply, not run.aside and not reply.last
            run.stopped = True
            if time.monotonic() >= until:
                self.counts["timeout"] += 1
                return plain(503, _TOO_LONG.format(run.seconds)), False
            self.counts["displaced"] += 1
            return _turned_away(_DISPLACED), False
        except EOFError:
            self.counts["crashed"] += 1
            told = _exit_reply(await run.worker.end())
            return told if told or run.used() < QUANTUM else _turned_away(_ENDED), False
        finally:
            answer.cancel()

    def _may_go_on(self, run: Run) -> bool:
        """Whether a task that has no slow place may run on, perhaps aside from now on."""
        used, others_wait = run.used(), len(self._quick) > 0
        long = used >= QUANTUM or time.monotonic() - run.started >= LONGEST_TURN
        if used < PATIENCE and (run.aside or not others_wait or not long):
            return True
        if used >= QUANTUM and self._take_slow_from(run.client, used):
            run.slow = True
            self._step_aside(run)
        elif not run.aside and others_wait and used < PATIENCE and self._room_for_trial():
            self._step_aside(run)
        return run.slow or used < PATIENCE or not others_wait

    def _room_for_trial(self) -> bool:
        """Whether one more task may run aside without a slow place; of too many the one that used most has to go."""
        aside = [each for each in self._runs if each.aside and not each.slow and not each.leave]
        if len(aside) < TRIALS * self._size:
            return True
        most = max(aside, key=lambda each: self._usage.of(each.client) + each.used())
        if most.used() < QUANTUM and time.monotonic() - most.started < LONGEST_TRIAL:
            return False
        most.leave = True
        return True

    def _take_slow_from(self, client: str, used: float) -> bool:
        """Whether there is a slow place for a client's task, if need be that of a client who used more."""
        if self._slow.take_free():
            return True
        others = [each for each in self._runs if each.slow and not each.leave]
        most = max(others, key=lambda each: self._usage.of(each.client) + each.used(), default=None)
        if most is None or self._usage.of(most.client) + most.used() <= self._usage.of(client) + used + PATIENCE:
            return False
        most.slow = False
        most.leave = True
        return True

    def _step_aside(self, run: Run) -> None:
        if run.aside:
            return
        run.aside = True
        run.worker.lower_priority()
        self._hand_out()
        self._in_background(self._start())

    def _leave(self, run: Run, reusable: bool) -> None:
        self._runs.discard(run)
        if run.slow:
            self._slow.give()
        if reusable:
            self._release(run.worker)
        else:
            self._in_background(self._stop(run.worker, replace=not run.aside))
        self._hand_out()

    # -- places ---------------------------------------------------------------------------------------

    def _may_take(self, client: str) -> bool:
        """Whether a client may have a quick place now: whose tasks are long leaves one to others."""
        others = sum(each.heavy and not each.aside for each in self._runs)
        return self._size == 1 or not self._usage.heavy(client) or others < self._size - 1

    async def _take(self, client: str, seconds: float) -> WorkerProcess:
        worker = self._next_idle() if self._may_take(client) else None
        return worker or await self._quick.wait(client, seconds, self._release)

    def _next_idle(self) -> WorkerProcess | None:
        """An idle worker that can be asked, if there is one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.alive and self._forks.made(worker):
                return worker
            self._in_background(self._stop(worker))
        return None

    def _release(self, worker: WorkerProcess) -> None:
        """Give a worker to the task whose turn it is, or keep it for the next."""
        if self._in_background.closed or not worker.alive or not self._forks.made(worker):
            self._in_background(self._stop(worker))
        else:
            self._idle.append(worker)
            self._hand_out()

    def _hand_out(self) -> None:
        """Give idle workers to those who wait and may have one."""
        while self._idle and self._quick.give(self._idle[-1], self._may_take):
            self._idle.pop()

    # -- workers --------------------------------------------------------------------------------------

    async def swap(self, config: WorkerConfig) -> None:
        """Answer from a newer store from now on; tasks under way end on the old one, whose folder goes.

        Raises UsageError, and stays with the old one, if the new one cannot be opened.
        """
        old = self.config
        await self._forks.swap(config)
        self._kinds.clear()
        self._refresh()
        shutil.rmtree(old.folder, ignore_errors=True)  # a worker has open what it needs

    def look(self) -> None:
        """Replace what was ended from outside."""
        dead = [each for each in self._idle if not each.alive]
        self._idle = [each for each in self._idle if each.alive]
        for each in dead:
            self._in_background(self._stop(each))
        if self._forks.lost:
            self._in_background(self._forks.renew())

    def _refresh(self) -> None:
        """Fork idle workers anew, for the template has read more."""
        idle, self._idle = self._idle, []
        for each in idle:
            self._in_background(self._stop(each))

    async def close(self) -> None:
        """End all workers."""
        await self._in_background.close()
        workers = [*self._idle, *(run.worker for run in self._runs)]
        await asyncio.gather(*(each.end() for each in workers), return_exceptions=True)
        await self._forks.end()
        shutil.rmtree(self.config.folder, ignore_errors=True)

    async def _stop(self, worker: WorkerProcess, replace: bool = True) -> None:
        if replace:
            self._in_background(self._start())
        await worker.end()

    async def _start(self) -> None:
        """Start a worker for a free place."""
        worker = await self._forks.next()
        self.counts["started"] += 1
        self._release(worker)


class _SlowPlaces:
    """The places for slow tasks, which have to wait if all are taken."""

    def __init__(self, size: int, queue: int, usage: Usage) -> None:
        self.taken = 0
        self.waiting: Turns[None] = Turns(queue, usage)
        self._size = size

    def take_free(self) -> bool:
        """Take a place if one is free."""
        free = self.taken < self._size
        self.taken += free
        return free

    async def take(self, client: str, seconds: float) -> None:
        """Take a place within so many seconds. Raises Busy if there is none in time."""
        if not self.take_free():
            await self.waiting.wait(client, seconds, lambda place: self.give())

    def give(self) -> None:
        """Give a place back, to the task whose turn it is if one waits."""
        if not self.waiting.give(None):
            self.taken -= 1


class _Background:
    """Work that nobody waits for; none is begun any more once it is closed."""

    def __init__(self) -> None:
        self.closed = False
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, work: Coroutine[Any, Any, None]) -> None:
        if self.closed:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End all that is under way."""
        self.closed = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _text(task: Task) -> str:
    """What the kind of a task is known by."""
    return task.get("query") or json.dumps(task, sort_keys=True)


def _turned_away(reason: str) -> Reply:
    reply = plain(503, reason)
    return Reply(reply.status, reply.type, reply.body, {"Retry-After": str(AGAIN)})


def _exit_reply(code: int | None) -> Reply | None:
    """The reply to the client whose query brought its worker down; None if somebody else did."""
    if code == -signal.SIGABRT:
        return plain(413, "the query needs more memory than a query may have; ask for less")
    if code in (-signal.SIGSEGV, -signal.SIGBUS):
        return plain(400, "the query is nested too deeply to be read")
    if code == -signal.SIGALRM:
        return plain(503, "the query took too long and was stopped; ask for less at a time")
    return None
