"""A worker: a process that holds the store open for reading and answers one task after the other.

What a stranger asks is parsed and run only here, never in the server itself, but for what is proved to be small
(`kgtools.server.small`). Before its first task a worker gives up what no answer needs (see `limits`), so a query that
brings its worker down harms nobody else.

A task is one line of JSON; a reply is one line of JSON followed by as many bytes as it says. (Not
pickle: what comes out of a worker is not to be trusted more than what went in.)
"""

from __future__ import annotations

# Once its rights are given up a worker can open no file, so what other modules import only when they
# need it is imported here.
import contextlib
import csv  # noqa: F401
import difflib  # noqa: F401
import gc
import html  # noqa: F401
import json
import os
import re
import resource
import select
import signal
import socket
import sqlite3
import textwrap  # noqa: F401
import unicodedata  # noqa: F401
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any, NoReturn

import edtf.parser.edtf_exceptions  # noqa: F401
import networkx  # noqa: F401
import pyoxigraph as ox
import rapidfuzz.fuzz
import rapidfuzz.process  # noqa: F401
import Stemmer  # noqa: F401
from anyascii import anyascii

from kgtools import languages, layout, marks, messages, projects
from kgtools.articles.copies import read_copies
from kgtools.errors import TandemError, UsageError
from kgtools.graph import build
from kgtools.graph.store import FEW, BuiltStore
from kgtools.portal import kept as pages
from kgtools.portal.contents import Contents
from kgtools.portal.portal import Portal
from kgtools.publish.descriptions import endpoint as described
from kgtools.publish.descriptions.model import prefixes
from kgtools.publish.services.assistants.desk import Assistant
from kgtools.publish.services.assistants.tables import Runner
from kgtools.publish.services.desk import Desk
from kgtools.publish.services.reconciliation import TooMany, Unknown
from kgtools.query import search
from kgtools.query.search import find, kept, rows  # noqa: F401
from kgtools.query.search.ranking import begun  # noqa: F401
from kgtools.server.workers import sparql
from kgtools.server.workers.limits import GRACE, give_up_rights, peak_memory
from kgtools.server.workers.pages import INDEX, Pages
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, compressed, plain, refused, say
from kgtools.sparql import execute
from kgtools.sparql.unknown_terms import remembering, unknown_terms
from kgtools.views import evidence

for _block in range(0x80, 0x110000, 0x100):
    anyascii(chr(_block))  # it reads its tables of letters one by one, from files

_NICE = 5  # of the process that reads the whole graph: quick answers go first, but long ones wait for what it makes
_MAKING = (
    "what draws on the whole graph is made now, in {steps} steps, and who asks for it meanwhile is told to wait; "
    "kgtools build --for-serving makes it beforehand"
)
_IDLE = 0.2  # seconds without a wish for a worker after which the template reads what they may need later


class Worker:
    """Answers tasks. Everything is opened at the start, since later nothing can be."""

    def __init__(self, config: WorkerConfig, store: ox.Store) -> None:
        self._config, self._searched, self._made = config, config.folder / kept.FILE, config.folder / pages.FILE
        projects.use(config.root)
        marks.ontology()  # which is read when it is first asked for
        messages.table()
        for tag in (*projects.in_use().names.languages, messages.FALLBACK):
            languages.language(tag)
        self._max_rows = config.rows
        self._store = BuiltStore(config.folder, config.digest, store)
        self._known = remembering(self._store)
        copies = read_copies(config.articles, evidence.identities(self._store)) if config.articles else {}
        # What is read once for all pages makes each quicker; of a large graph it would take long, and much memory.
        whole = len(self._store) <= FEW
        contents = Contents.read(config.root, self._store, copies, whole)
        self._questions = contents.questions
        self.desk = Desk(self._store)
        self._pages = Pages(Portal(contents, live=True), config.rows, lambda: self.desk.index)
        runner = Runner(partial(execute.results, self._store), config.rows)
        self._assistant = Assistant(self._store, self._questions, copies, lambda: self.desk.index, runner)

    def warm(self) -> Iterator[None]:
        """Read, step by step, what answers need: for a moment in which nobody asks."""
        yield from self.desk.warm()
        yield from self._pages.warm()

    def stages(self) -> Iterator[tuple[Callable[[], Iterator[None]], Callable[[], None]]]:
        """What a process of its own each writes to a file, and what takes it over from there before the next begins.

        What is kept beside the same build is taken over at once. Home comes first, then lists, then what is searched.
        """
        searched = kept.lent(self._config.root, self._searched, self._config.digest)
        with contextlib.suppress(OSError, ValueError, UsageError):
            build.link(layout.build_folder(self._config.root) / pages.FILE, self._made)
            self._take()
        told = False
        for step in self._pages.expect(searched):
            if self._pages.refusing and not told:
                say(_MAKING.format(steps=self._pages.steps))
                told = True
            yield (self._keep_index, lambda: None) if step == INDEX else (self._make_pages, self._take)
        if told and self._pages.made == pages.STEPS:
            say("what draws on the whole graph is made")

    def _take(self) -> None:
        self._pages.take(self._made, self._config.digest)

    def _keep_index(self) -> Iterator[None]:
        kept.keep(self._store, self._config.root, self._searched, self._config.digest)
        yield

    def _make_pages(self) -> Iterator[None]:
        self._store.part()
        yield from self._pages.make(self._made, self._config.digest)
        build.keep(self._config.root, self._made, self._config.digest)

    def begin(self) -> None:
        """Open what a process must open for itself, while it still may; without it names and texts are read."""
        self._store.part()
        _ = self._store.things
        with contextlib.suppress(sqlite3.Error, LookupError, ValueError, TypeError):
            _ = self._store.names
        with contextlib.suppress(sqlite3.Error, LookupError, ValueError):
            self._store.searched = search.Index.opened(self._store, self._searched, self._config.digest)
            self.desk.use(self._store.searched)
        with contextlib.suppress(sqlite3.Error):
            self._pages.begin()

    def answer(self, task: Task) -> Reply:
        """The reply to a task, whatever happens."""
        try:
            if (waiting := self._pages.waiting(task)) is not None:
                return waiting
            if task["kind"] == "sparql":
                return self._sparql(task)
            if task["kind"] == "describe":
                return self._description(task)
            if task["kind"] == "service":
                return self._service(task)
            if task["kind"] == "tool":
                return _as_json(self._assistant.call(task["tool"], task["arguments"], task["language"]))
            return self._pages.answer(task)
        except Unknown as error:
            return plain(404, str(error))
        except TooMany as error:
            return plain(413, str(error))
        except UsageError as error:
            return plain(400, str(error))
        except OSError as error:
            return refused(error)
        except MemoryError:
            return plain(413, "the query needs more memory than a query may have; ask for less")
        except RecursionError:
            return plain(400, "the query is nested too deeply")
        except Exception as error:
            if self._store.searched is not None and isinstance(error, (sqlite3.Error, LookupError, ValueError)):
                self._store.searched = None  # the index that is kept seems to be damaged
                self.desk.use(search.Index.read(self._store))
                return self.answer(task)
            # A mistake of ours: the client gets a status, the log the reason.
            say(f"this should not happen: {type(error).__name__}: {error}")
            return plain(500, "this should not happen; the log of the server has more")

    def _sparql(self, task: Task) -> Reply:
        if task["dataset"] is None and described.is_sought(task["query"]):
            description = ox.Store()
            description.extend(ox.Quad(*triple) for triple in self._describe(task["endpoint"]))
            return sparql.answer(description, self._max_rows, task)
        reply = sparql.answer(self._store, self._max_rows, task)
        warnings = unknown_terms(self._store, task["query"], self._known) if reply.status == 200 else []
        if warnings:
            reply.headers["X-Warning"] = re.sub("[^ -~]", "?", "; ".join(map(str, warnings)))[:1000]
        return reply

    def _description(self, task: Task) -> Reply:
        format, media_type = task["triples_as"]
        body = sparql.serialize(self._describe(task["endpoint"]), format, prefixes())
        return Reply(200, media_type, body)

    def _service(self, task: Task) -> Reply:
        found = self.desk.answer(task["service"], task["fields"], task["language"], task["base"])
        if isinstance(found, str):
            return Reply(200, "text/html", found.encode())
        return _as_json(found)

    def _describe(self, endpoint: str) -> list[ox.Triple]:
        return described.describe(self._store, self._questions.values(), endpoint)


def _as_json(found: dict[str, Any]) -> Reply:
    return Reply(200, "application/json", json.dumps(found, ensure_ascii=False).encode(errors="backslashreplace"))


def template(control: socket.socket, config: WorkerConfig, opening: Future[ox.Store]) -> None:
    """Read the graph, and fork off a worker for each channel that comes through `control`, until that is closed.

    Tells in lines of JSON: `ready` or `error` first; then of each worker that it was `forked` and has `ended`, by its
    number, and `warm` once all is read that may be needed later.
    """
    for stop in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # these are for the server, which ends its workers
        signal.signal(stop, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def tell(**told: Any) -> None:
        control.sendall(json.dumps(told).encode() + b"\n")

    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the server has ended meanwhile
        try:
            worker = Worker(config, opening.result())
        except (TandemError, OSError, RuntimeError) as error:
            tell(error=" ".join(str(error).split()))
            return
        tell(ready=True)
        _fork_off(control, worker, config, tell)


def _fork_off(control: socket.socket, worker: Worker, config: WorkerConfig, tell: Callable[..., None]) -> None:
    scribe = _Scribe(worker)
    ended, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    warming: Iterator[None] | None = worker.warm()
    wanted = [control]  # nothing any more once the server wants no more workers
    while wanted or _children_left():
        ready, _, _ = select.select([*wanted, ended], [], [], _IDLE if warming or scribe.waits else None)
        if ended in ready:
            ended.recv(4096)
            for process, code in _ended():
                tell(ended=process, code=code)
                if scribe.has_ended(process, code):
                    _settle(tell)
        if control in ready:
            message, channels, _, _ = socket.recv_fds(control, 1, 1)
            if not message:
                wanted, warming = [], None
                scribe.stop()
                continue
            channel = socket.socket(fileno=channels[0])
            if (process := os.fork()) == 0:
                _become_worker(channel, worker, config, (control, ended, wake))
            channel.close()
            tell(forked=process)
        if warming is None:
            scribe.begin((control, ended, wake))
        elif not ready:
            warming = _step(warming)
            if warming is None:
                _settle(tell)


def _children_left() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _ended() -> Iterator[tuple[int, int]]:
    """The children that have ended, with their exit codes."""
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found[0], os.waitstatus_to_exitcode(found[1])


def _settle(tell: Callable[..., None]) -> None:
    """Have workers forked anew, since more was read; what is never moved or freed stays shared."""
    gc.collect()
    gc.freeze()
    tell(warm=True)


class _Scribe:
    """A child of the template that reads the whole graph and writes to a file what the template keeps of it.

    What the reading takes is free again when it ends. It lets quick answers go first.
    """

    def __init__(self, worker: Worker) -> None:
        self._stages = worker.stages()
        self._stage = next(self._stages, None)
        self._process = 0

    @property
    def waits(self) -> bool:
        """Whether there is something left to begin."""
        return self._stage is not None and not self._process

    def begin(self, of_template: Iterable[socket.socket]) -> None:
        """Begin the next stage."""
        if self._stage is None or self._process:
            return
        template = os.getpid()
        if (process := os.fork()) == 0:
            code = 1
            try:
                _part_from(of_template)
                os.nice(_NICE)
                make, _ = self._stage
                for _ in make():
                    if os.getppid() != template:  # which was killed
                        break
                else:
                    code = 0
            except Exception as error:  # then workers read themselves what they need
                say(f"nothing is kept: {type(error).__name__}: {error}")
            finally:
                os._exit(code)
        self._process = process

    def has_ended(self, process: int, code: int) -> bool:
        """Whether this process was its child; what it has left is taken over."""
        if process != self._process or self._stage is None:
            return False
        _, take = self._stage
        self._process = 0
        if code == 0:
            with contextlib.suppress(OSError, ValueError):
                take()
        self._stage = next(self._stages, None)
        return True

    def stop(self) -> None:
        """End the child, and begin no more."""
        self._stage = None
        if self._process:
            os.kill(self._process, signal.SIGKILL)


def _part_from(of_template: Iterable[socket.socket]) -> None:
    """Give up, in a child, what is the template's alone: its channels, and to hear of children that have ended."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for each in of_template:
        each.close()


def _become_worker(
    channel: socket.socket, worker: Worker, config: WorkerConfig, of_template: Iterable[socket.socket]
) -> NoReturn:  # fmt: skip
    code = 1
    try:
        _part_from(of_template)
        worker.begin()
        give_up_rights(config.memory)
        run(channel, worker, config.memory)
        code = 0
    finally:
        os._exit(code)  # what the template would do at its end is not the worker's to do


def run(channel: socket.socket, worker: Worker, memory: int) -> None:
    """Answer the tasks that come through the channel until it is closed."""
    stream = channel.makefile("rwb")
    memory_at_start = peak_memory()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        while line := stream.readline():
            task: Task = json.loads(line)
            signal.setitimer(signal.ITIMER_REAL, task["seconds"] + GRACE)
            reply = compressed(worker.answer(task), task)
            signal.setitimer(signal.ITIMER_REAL, 0)
            # A worker that once grew big may keep its memory, so it answers no more.
            last = reply.last or peak_memory() - memory_at_start > memory / 2
            head = {"status": reply.status, "type": reply.type, "headers": reply.headers, "rows": reply.rows}
            told = json.dumps({**head, "last": last, "length": len(reply.body)})
            stream.write(told.encode() + b"\n" + reply.body)
            stream.flush()


def _step(warming: Iterator[None]) -> Iterator[None] | None:
    """Go on reading for later; nothing once all is read, or there is no memory for it."""
    try:
        next(warming)
    except (StopIteration, MemoryError):
        return None
    return warming
