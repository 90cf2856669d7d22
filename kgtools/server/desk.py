"""A worker's desk: what lies open on it (store, questions, copies, templates) and who answers which task."""

from __future__ import annotations

# What the tools import only when they need it: a worker could not open it any more.
import csv  # noqa: F401
import difflib  # noqa: F401
import html  # noqa: F401
import re
import textwrap  # noqa: F401
import unicodedata  # noqa: F401

import pyoxigraph as ox
import rapidfuzz.fuzz
import rapidfuzz.process  # noqa: F401
from anyascii import anyascii

from kgtools import evidence, query, questions, views
from kgtools.errors import UsageError
from kgtools.server import answering, description, pages
from kgtools.server.worker import Opening, Reply, Task, plain

for _block in range(0x80, 0x110000, 0x100):
    anyascii(chr(_block))  # it reads its tables of letters one by one, from files


class Desk:
    """Everything is opened here, once: afterwards a worker may open nothing more."""

    def __init__(self, opening: Opening) -> None:
        self._rows = opening.rows
        self._store = ox.Store.read_only(str(opening.folder / "store"))
        self._graphs = frozenset(
            graph.value for graph in self._store.named_graphs() if isinstance(graph, ox.NamedNode)
        )  # fmt: skip
        self._questions = {path.stem: questions.read_question(path) for path in questions.questions(opening.root)}
        copies = evidence.read_copies(opening.articles, views.known(self._store)) if opening.articles else {}
        self._pages = pages.Pages(self._store, self._graphs, self._questions, copies, opening.rows)

    def answer(self, task: Task) -> Reply:
        """The reply to a task."""
        if task["kind"] == "sparql":
            if description.SH in task["query"]:
                described = ox.Store()
                triples = description.describe(self._store, self._questions.values(), task["endpoint"])
                described.extend(ox.Quad(*triple) for triple in triples)
                return answering.answer(described, frozenset(), self._rows, task)
            reply = answering.answer(self._store, self._graphs, self._rows, task)
            doubts = query.doubts(self._store, task["query"])[:3] if reply.status == 200 else []
            if doubts:
                reply.headers["X-Warning"] = re.sub("[^ -~]", "?", "; ".join(doubts))[:1000]
            return reply
        if task["kind"] == "describe":
            name, media_type = task["triples_as"]
            found = description.describe(self._store, self._questions.values(), task["endpoint"])
            return Reply(200, media_type, answering.serialize(found, name, description.PREFIXES))
        try:
            return self._pages.answer(task)
        except UsageError as error:
            return plain(400, str(error))
