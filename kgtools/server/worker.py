"""A worker: a process that answers tasks on the store and may open nothing."""

from __future__ import annotations

# Some of these the tools import only when they need them: a worker could not open them any more.
import csv  # noqa: F401
import difflib  # noqa: F401
import gzip
import html  # noqa: F401
import json
import re
import resource
import signal
import socket
import sys
import textwrap  # noqa: F401
import unicodedata  # noqa: F401
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import rapidfuzz.fuzz
import rapidfuzz.process  # noqa: F401
from anyascii import anyascii

from kgtools import messages
from kgtools.articles.copies import read_copies
from kgtools.errors import TandemError, UsageError
from kgtools.publish import void
from kgtools.query import questions
from kgtools.server import pages, sparql
from kgtools.server.limits import GRACE, give_up_rights, peak_memory
from kgtools.server.tasks import Reply, Task, WorkerConfig, plain
from kgtools.sparql import unknown_terms
from kgtools.views import evidence

for _block in range(0x80, 0x110000, 0x100):
    anyascii(chr(_block))  # it reads its tables of letters one by one, from files


class Desk:
    """Everything is opened here, once: afterwards a worker may open nothing more."""

    def __init__(self, opening: WorkerConfig) -> None:
        messages.table()
        self._rows = opening.rows
        self._store = ox.Store.read_only(str(opening.folder / "store"))
        self._graphs = frozenset(
            graph.value for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode)
        )  # fmt: skip
        self._questions = {path.stem: questions.read_question(path) for path in questions.questions(opening.root)}
        copies = read_copies(opening.articles, evidence.identities(self._store)) if opening.articles else {}
        self._pages = pages.Pages(self._store, self._graphs, self._questions, copies, opening.rows)

    def answer(self, task: Task) -> Reply:
        """The reply to a task."""
        if task["kind"] == "sparql":
            if void.SH in task["query"]:
                described = ox.Store()
                triples = void.describe(self._store, self._questions.values(), task["endpoint"])
                described.extend(ox.Quad(*triple) for triple in triples)
                return sparql.answer(described, frozenset(), self._rows, task)
            reply = sparql.answer(self._store, self._graphs, self._rows, task)
            doubts = unknown_terms.unknown_terms(self._store, task["query"])[:3] if reply.status == 200 else []
            if doubts:
                reply.headers["X-Warning"] = re.sub("[^ -~]", "?", "; ".join(doubts))[:1000]
            return reply
        if task["kind"] == "describe":
            name, media_type = task["triples_as"]
            found = void.describe(self._store, self._questions.values(), task["endpoint"])
            return Reply(200, media_type, sparql.serialize(found, name, void.PREFIXES))
        try:
            return self._pages.answer(task)
        except UsageError as error:
            return plain(400, str(error))


_SMALL = 1024  # bytes below which compression gains nothing


def main(channel: socket.socket, opening: WorkerConfig) -> None:
    """Serve the other end of the channel until it is closed."""

    for stop in (signal.SIGINT, signal.SIGTERM):  # these are for the server, which ends its workers itself
        signal.signal(stop, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stream = channel.makefile("rwb")

    def send(head: dict[str, Any], body: bytes = b"") -> None:
        stream.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
        stream.flush()

    try:
        desk = Desk(opening)
    except (TandemError, OSError, RuntimeError) as error:
        send({"error": " ".join(str(error).split())})
        return
    before = peak_memory()
    give_up_rights(opening.memory)
    send({"ready": True})
    try:
        for line in stream:
            task: Task = json.loads(line)
            signal.setitimer(signal.ITIMER_REAL, task["seconds"] + GRACE)
            reply = _answer(desk.answer, task)
            body, headers = reply.body, reply.headers
            if task["gzip"] and len(body) > _SMALL:
                body, headers = gzip.compress(body, 5, mtime=0), {**headers, "Content-Encoding": "gzip"}
            signal.setitimer(signal.ITIMER_REAL, 0)
            # A worker that once grew big may keep its memory, so it answers no more.
            last = peak_memory() - before > opening.memory / 2
            head = {"status": reply.status, "type": reply.type, "headers": headers, "rows": reply.rows, "last": last}
            send(head, body)
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(answer: Callable[[Task], Reply], task: Task) -> Reply:
    try:
        return answer(task)
    except MemoryError:
        return plain(413, "the query needs more memory than a query may have; ask for less")
    except RecursionError:
        return plain(400, "the query is nested too deeply")
    except Exception as error:  # a mistake of ours: the client gets a status, the log the reason
        print(f"kgtools: this should not happen: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        return plain(500, "this should not happen; the log of the server has more")
