"""What a worker does with SPARQL from outside: refuse what is never done, run the rest, write the answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from itertools import islice

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.graph import xml
from kgtools.graph.reading import Store
from kgtools.query import formats
from kgtools.server.workers.tasks import Reply, Task, plain, refused
from kgtools.sparql import execute

MAX_ANSWER_BYTES = 64 * 2**20  # bytes of an answer
# name of a format -> (the library's format, what begins or ends a row in it, whether a line of names comes first)
ROWS: dict[str, tuple[ox.QueryResultsFormat, tuple[bytes, ...], bool]] = {
    "json": (ox.QueryResultsFormat.JSON, (b",{", b"[{"), False),
    "xml": (ox.QueryResultsFormat.XML, (b"<result>",), False),
    "csv": (ox.QueryResultsFormat.CSV, (b"\r\n",), True),
    "tsv": (ox.QueryResultsFormat.TSV, (b"\n",), True),
}
TRIPLES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "n3": ox.RdfFormat.N3,
}
ENDINGS = {"turtle": "ttl", "ntriples": "nt", "nquads": "nq", "rdfxml": "rdf"}  # where it is not the name
_OF_THE_STORE = ("Corruption", "IO error")  # how errors of the files begin
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


class _Unwritable(UsageError):
    """A format cannot hold the answer."""


class _TooLong(Exception):
    """The answer is longer than an answer may be; says how."""


class _Bounded(io.BytesIO):
    """An answer as it is written, until it has too many rows or bytes."""

    def __init__(self, rows: int, format: str) -> None:
        super().__init__()
        self._rows, self._format, self._next = rows, format, 2**16

    def write(self, part: bytes) -> int:  # type: ignore[override]
        written = super().write(part)
        if self.tell() > MAX_ANSWER_BYTES:
            raise _TooLong(f"{MAX_ANSWER_BYTES >> 20} MB")
        if self.tell() >= self._next:
            self._next = 2 * self.tell()
            self.counted()
        return written

    def counted(self) -> int:
        """How many rows there are, or seem to be. Raises _TooLong if there are too many."""
        number = count(self.getvalue(), self._format, exactly=False)
        if number > self._rows and (number := count(self.getvalue(), self._format)) > self._rows:
            raise _TooLong(f"{self._rows} rows")
        return number


def count(body: bytes, format: str, exactly: bool = True) -> int:
    """How many rows an answer, or its beginning, has; at most, if strings that look like rows may count too."""
    _, signs, names_first = ROWS[format]
    if exactly and format == "json" and b"\\" in body:
        body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if exactly and format in ("json", "csv"):
        body = b'"'.join(body.split(b'"')[::2])  # what stands outside the quotes, which may be open at the end
    return sum(map(body.count, signs)) - names_first


def answer(store: Store, rows: int, task: Task) -> Reply:
    """The reply to a query that came by the SPARQL protocol.

    The task holds the query, the graphs of the dataset, if any, and the formats (name and media
    type) wanted for rows and for triples, or None where none is acceptable.
    """
    try:
        return written(execute.results(store, task["query"], dataset=task["dataset"]), rows, task)
    except execute.QueryRefused as error:
        return plain(403, str(error).removeprefix("query: "))
    except (xml.NotXml, _Unwritable) as error:
        return plain(406, str(error))
    except UsageError as error:
        return plain(400, str(error))
    except _TooLong as error:
        return plain(413, f"the answer has more than {error}; ask for less, or in parts with LIMIT and OFFSET")
    except RuntimeError as error:
        if str(error).startswith(_OF_THE_STORE):
            raise  # no fault of the query
        return plain(400, f"the query cannot be answered: {error}")
    except OSError as error:
        return refused(error)


def written(found: execute.Result, rows: int, task: Task, small: bool = False) -> Reply:
    """The reply that holds what was found, as `answer` gives it; what is known to be `small` is not watched.

    Raises UsageError if the format cannot hold it.
    """
    if isinstance(found, ox.QueryTriples):
        if task["triples_as"] is None:
            return plain(406, f"the answer is triples; they can be had as {', '.join(TRIPLES)}")
        name, media_type = task["triples_as"]
        triples = list(islice(found, rows + 1))
        if len(triples) > rows:
            raise _TooLong(f"{rows} rows")
        headers = _named(task, ENDINGS.get(name, name))
        return Reply(200, media_type, serialize(triples, name), headers, rows=len(triples))
    if task["rows_as"] is None:
        return plain(406, f"the answer is rows or a truth value; they can be had as {', '.join(ROWS)}")
    name, media_type = task["rows_as"]
    headers = _named(task, name)
    if isinstance(found, ox.QueryBoolean):
        return Reply(200, media_type, found.serialize(format=ROWS[name][0]) or b"", headers, rows=1)
    if small:
        body = found.serialize(format=ROWS[name][0]) or b""
        number = count(body, name, exactly=False)
    else:
        out = _Bounded(rows, name)
        found.serialize(out, format=ROWS[name][0])
        body, number = out.getvalue(), out.counted()
    if name == "xml":
        body = xml.checked(body, "json, csv or tsv")
    elif headers and name in ("csv", "tsv"):
        body = _harmless(body, name)
    return Reply(200, media_type, body, headers, rows=number)


def _named(task: Task, ending: str) -> dict[str, str]:
    """The header by which a browser keeps an answer as a file, if the client wants that."""
    name = task.get("download")
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'} if name else {}


def _harmless(body: bytes, format: str) -> bytes:
    """Rows as a file that a spreadsheet opens rightly and in which it runs nothing (decision 23)."""
    text = body.decode()
    if format == "tsv":  # terms stand there as in Turtle: texts in quotes, which a spreadsheet takes off
        return formats.BYTE_ORDER_MARK.encode() + _TEXT.sub(_harmless_text, text).encode()
    columns, *rows = csv.reader(io.StringIO(text, newline=""))
    return formats.spreadsheet(columns, rows).encode()


def _harmless_text(found: re.Match[str]) -> str:
    text = found[1].replace("\\t", "\t").replace("\\r", "\r")
    return found[0] if formats.harmless(text) == text else f"\"'{found[0][1:]}"


def serialize(triples: Iterable[ox.Triple], name: str, prefixes: dict[str, str] | None = None) -> bytes:
    """Triples, sorted and each once, in a format. Raises UsageError for what it cannot hold."""
    prefixes = namespaces.prefixes() if prefixes is None else prefixes
    ordered = sorted(set(triples), key=str)
    if name == "rdfxml":
        return xml.rdfxml(ordered, prefixes)
    try:
        return ox.serialize(ordered, format=TRIPLES[name], prefixes=prefixes) or b""
    except OSError as error:
        raise _Unwritable(f"the triples cannot be written as {name}: {error}; take turtle or ntriples") from None
