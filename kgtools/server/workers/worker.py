"""A worker: a process that holds the store open for reading and answers one task after the other.

What a stranger asks is parsed and run only here, never in the server itself. Before its first task
a worker gives up what no answer needs (see `limits`), so a query that brings its worker down harms
nobody else.

A task is one line of JSON; a reply is one line of JSON followed by as many bytes as it says. (Not
pickle: what comes out of a worker is not to be trusted more than what went in.)
"""

from __future__ import annotations

# Once its rights are given up a worker can open no file, so what other modules import only when they
# need it is imported here.
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
from typing import Any

import networkx  # noqa: F401
import pyoxigraph as ox
import rapidfuzz.fuzz
import rapidfuzz.process  # noqa: F401
import Stemmer  # noqa: F401
from anyascii import anyascii

from kgtools import messages
from kgtools.articles.copies import read_copies
from kgtools.errors import TandemError, UsageError
from kgtools.portal.contents import Contents
from kgtools.portal.portal import Portal
from kgtools.publish.linked_data import void
from kgtools.query.search import find, rows  # noqa: F401
from kgtools.server.workers import sparql
from kgtools.server.workers.limits import GRACE, give_up_rights, peak_memory
from kgtools.server.workers.pages import Pages
from kgtools.server.workers.tasks import Reply, Task, WorkerConfig, plain
from kgtools.sparql.unknown_terms import unknown_terms
from kgtools.views import evidence

for _block in range(0x80, 0x110000, 0x100):
    anyascii(chr(_block))  # it reads its tables of letters one by one, from files

_SMALL = 1024  # bytes below which compression gains nothing


class Worker:
    """Answers tasks. Everything is opened at the start, since later nothing can be."""

    def __init__(self, config: WorkerConfig) -> None:
        messages.table()
        self._max_rows = config.rows
        self._store = ox.Store.read_only(str(config.folder / "store"))
        graphs = self._store.named_graphs()
        self._graphs = frozenset(graph.value for graph in graphs if isinstance(graph, ox.NamedNode))
        copies = read_copies(config.articles, evidence.identities(self._store)) if config.articles else {}
        contents = Contents.read(config.root, self._store, copies)
        self._questions = contents.questions
        self._pages = Pages(Portal(contents, live=True), config.rows)

    def answer(self, task: Task) -> Reply:
        """The reply to a task, whatever happens."""
        try:
            if task["kind"] == "sparql":
                return self._sparql(task)
            if task["kind"] == "describe":
                return self._description(task)
            return self._pages.answer(task)
        except UsageError as error:
            return plain(400, str(error))
        except MemoryError:
            return plain(413, "the query needs more memory than a query may have; ask for less")
        except RecursionError:
            return plain(400, "the query is nested too deeply")
        except Exception as error:  # a mistake of ours: the client gets a status, the log the reason
            print(f"kgtools: this should not happen: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            return plain(500, "this should not happen; the log of the server has more")

    def _sparql(self, task: Task) -> Reply:
        if void.SH in task["query"]:
            description = ox.Store()
            description.extend(ox.Quad(*triple) for triple in self._describe(task["endpoint"]))
            return sparql.answer(description, frozenset(), self._max_rows, task)
        reply = sparql.answer(self._store, self._graphs, self._max_rows, task)
        warnings = unknown_terms(self._store, task["query"])[:3] if reply.status == 200 else []
        if warnings:
            reply.headers["X-Warning"] = re.sub("[^ -~]", "?", "; ".join(map(str, warnings)))[:1000]
        return reply

    def _description(self, task: Task) -> Reply:
        format, media_type = task["triples_as"]
        body = sparql.serialize(self._describe(task["endpoint"]), format, void.PREFIXES)
        return Reply(200, media_type, body)

    def _describe(self, endpoint: str) -> list[ox.Triple]:
        return void.describe(self._store, self._questions.values(), endpoint)


def run(channel: socket.socket, config: WorkerConfig) -> None:
    """Answer the tasks that come through the channel until it is closed."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # these are for the server, which ends its workers itself
        signal.signal(stop, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stream = channel.makefile("rwb")

    def send(head: dict[str, Any], body: bytes = b"") -> None:
        stream.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
        stream.flush()

    try:
        worker = Worker(config)
    except (TandemError, OSError, RuntimeError) as error:
        send({"error": " ".join(str(error).split())})
        return
    memory_at_start = peak_memory()
    give_up_rights(config.memory)
    send({"ready": True})
    try:
        for line in stream:
            task: Task = json.loads(line)
            signal.setitimer(signal.ITIMER_REAL, task["seconds"] + GRACE)
            reply = worker.answer(task)
            body, headers = reply.body, reply.headers
            if task["gzip"] and len(body) > _SMALL:
                body, headers = gzip.compress(body, 5, mtime=0), {**headers, "Content-Encoding": "gzip"}
            signal.setitimer(signal.ITIMER_REAL, 0)
            # A worker that once grew big may keep its memory, so it answers no more.
            last = peak_memory() - memory_at_start > config.memory / 2
            head = {"status": reply.status, "type": reply.type, "headers": headers, "rows": reply.rows, "last": last}
            send(head, body)
    except (BrokenPipeError, ConnectionResetError):
        return
