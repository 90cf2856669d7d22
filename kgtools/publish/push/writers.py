"""Statements sent to an endpoint: by SPARQL 1.1 Update, or by the SPARQL 1.1 Graph Store Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlencode, urlsplit, urlunsplit

import pyoxigraph as ox

from kgtools.sparql.remote.connection import Connection, EndpointError

# What says that an address takes no updates, rather than that it is in trouble or wants to know who asks.
_NOT_HERE = (400, 404, 405, 406, 415, 501)


class Writer(Protocol):
    """Writes to graphs of an endpoint; None stands for its default graph. Statements are lines of N-Triples."""

    def insert(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> None:
        """Add statements; those that are there already stay. Raises EndpointError."""

    def remove(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> bool:
        """Take statements away; false if all statements of the graph had to go with them. Raises EndpointError."""


class Updates:
    """Writes by SPARQL Update at the first of some addresses that takes updates."""

    def __init__(self, connection: Connection, addresses: Sequence[str]) -> None:
        self._connection = connection
        self._addresses = list(addresses)

    def insert(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> None:
        self._send(f"INSERT DATA {{ {_in(graph, lines)} }}")

    def remove(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> bool:
        self._send(f"DELETE DATA {{ {_in(graph, lines)} }}")
        return True

    def _send(self, update: str) -> None:
        refused = []
        for address in self._addresses:
            try:
                self._connection.send("POST", address, update.encode(), "application/sparql-update")
            except EndpointError as error:
                if error.status not in _NOT_HERE or len(self._addresses) == 1:
                    raise
                refused.append(f"{address} ({error.status})")
            else:
                self._addresses = [address]
                return
        raise EndpointError(f"no address for updates is found: tried {', '.join(refused)}; name it with --update")


class GraphStore:
    """Writes by the Graph Store Protocol at an address. It cannot take single statements away, only graphs."""

    def __init__(self, connection: Connection, address: str) -> None:
        self._connection = connection
        self._address = address

    def insert(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> None:
        content = "\n".join((*lines, "")).encode()
        self._connection.send("POST", self._of(graph), content, "application/n-triples")

    def remove(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> bool:
        self._connection.send("DELETE", self._of(graph))
        return False

    def _of(self, graph: ox.NamedNode | None) -> str:
        parts = urlsplit(self._address)
        named = urlencode({"graph": graph.value}) if graph else "default"
        return urlunsplit(parts._replace(query=f"{parts.query}&{named}" if parts.query else named))


def update_addresses(url: str) -> list[str]:
    """Where engines take updates, from the address at which they take queries; the likeliest first.

    >>> update_addresses("http://127.0.0.1:7878/query")
    ['http://127.0.0.1:7878/update', 'http://127.0.0.1:7878/query']
    >>> update_addresses("http://127.0.0.1:7200/repositories/tandem")
    ['http://127.0.0.1:7200/repositories/tandem/statements', 'http://127.0.0.1:7200/repositories/tandem']
    """
    parts = urlsplit(url)
    folder, _, last = parts.path.rstrip("/").rpartition("/")
    paths = [f"{folder}/{name}" for name in _BESIDE.get(last, ())]
    if folder.endswith("/repositories"):  # RDF4J and GraphDB
        paths.append(f"{parts.path}/statements")
    return [*(urlunsplit(parts._replace(path=path)) for path in paths), url]


_BESIDE = {"query": ("update",), "sparql": ("update", "sparql-auth")}


def _in(graph: ox.NamedNode | None, lines: Sequence[str]) -> str:
    statements = "\n".join(lines)
    return f"GRAPH {graph} {{ {statements} }}" if graph else statements
