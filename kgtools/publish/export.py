"""Exports: what is selected of the graph, in every format; the same bytes for the same graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kgtools.errors import UsageError, nearest
from kgtools.graph.store import is_at_hand
from kgtools.publish import tables
from kgtools.publish.linked_data import formats, nanopublications, quickstatements, streams
from kgtools.publish.selection import Selection


@dataclass(frozen=True)
class Export:
    """What an export wrote: how much of what the file holds, and the hash of its statements if it is RDF.

    The hash is that of RDFC-1.0 with SHA-256, in hexadecimal digits; whoever has the file can find it again.
    """

    number: int
    what: str
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.number} {self.what}" + (f"; RDFC-1.0 sha256:{self.digest}" if self.digest else "")


Writer = Callable[[Selection, dict[str, Any], Path], Export]


@dataclass(frozen=True)
class Format:
    """A format of exports: the endings its files have, the usual one first, and what writes it."""

    endings: tuple[str, ...]
    write: Writer


def _canonical(name: str) -> Writer:
    """Writes a format of lines: what is hashed is what is written."""

    def write(selection: Selection, _: dict[str, Any], path: Path) -> Export:
        done = streams.canonical(formats.held(selection.statements(), name), path)
        return Export(done.number, "statements", done.digest)

    return write


def _streamed(name: str) -> Writer:
    """Writes a format that has statements in their order."""

    def write(selection: Selection, _: dict[str, Any], path: Path) -> Export:
        done = streams.written(formats.held(selection.statements(), name), name, path)
        return Export(done.number, "statements", done.digest)

    return write


def _rdfxml(selection: Selection, _: dict[str, Any], path: Path) -> Export:
    done = streams.rdfxml(formats.held(selection.statements(), "rdfxml"), path)
    return Export(done.number, "statements", done.digest)


def _jsonld(selection: Selection, context: dict[str, Any], path: Path) -> Export:
    done = streams.document(_at_hand(selection), context, path)
    return Export(done.number, "statements", done.digest)


def _lines(selection: Selection, context: dict[str, Any], path: Path) -> Export:
    done = streams.lines(_at_hand(selection), context, path)
    return Export(done.number, "documents", done.digest)


def _at_hand(selection: Selection) -> streams.AtHand:
    """A store with what is selected and nothing else, for what nests and looks up nodes one by one."""
    if selection.whole and is_at_hand(selection.store):
        return selection.store
    store = ox.Store()
    store.extend(selection.statements())
    return store


def _nanopublications(selection: Selection, _: dict[str, Any], path: Path) -> Export:
    return Export(len(selection.claims), "nanopublications", nanopublications.write(selection, path).digest)


def _quickstatements(selection: Selection, _: dict[str, Any], path: Path) -> Export:
    lines = quickstatements.lines(selection)
    _put(path, "".join(lines))
    return Export(len(lines), "statements for Wikidata")


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


FORMATS = {
    "turtle": Format((".ttl",), _streamed("turtle")),
    "trig": Format((".trig",), _streamed("trig")),
    "ntriples": Format((".nt",), _canonical("ntriples")),
    "nquads": Format((".nq",), _canonical("nquads")),
    "jsonld": Format((".jsonld", ".json"), _jsonld),
    "rdfxml": Format((".rdf", ".xml"), _rdfxml),
    "lines": Format((".jsonl", ".ndjson"), _lines),
    "nanopublications": Format((".trig",), _nanopublications),
    "quickstatements": Format((".tsv", ".qs"), _quickstatements),
}


# The endings of the files of each format; what writes a folder has none.
ENDINGS = {name: one.endings for name, one in FORMATS.items()} | tables.FORMATS


def export(selection: Selection, format: str, context: dict[str, Any], path: Path) -> Export:
    """Write what is selected in a format; `context` is the JSON-LD context of the project (`formats.context`).

    Formats without named graphs (turtle, ntriples, rdfxml, lines) get the default graph, which holds everything but
    the plain triples by article. Raises UsageError for an unknown format, and for what is no RDF/XML.
    """
    if format not in FORMATS:
        raise UsageError(unknown(format))
    return FORMATS[format].write(selection, context, path)


def unknown(format: str) -> str:
    """What to say of a format that there is not: the nearest, also by its usual ending, or all.

    >>> unknown("ttl")
    "there is no export format 'ttl'; did you mean 'turtle'?"
    """
    by_ending = {ending.removeprefix("."): name for name, endings in reversed(ENDINGS.items()) for ending in endings}
    word = format.lower().removeprefix(".")
    hint = f"did you mean '{by_ending[word]}'?" if word in by_ending else nearest(word, ENDINGS)
    return f"there is no export format '{format}'; {hint or 'the formats are ' + ', '.join(ENDINGS)}"
