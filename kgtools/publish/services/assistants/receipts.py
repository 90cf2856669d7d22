"""What stands behind an answer: its claims with article and place, as values and as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.articles.copies import Copy
from kgtools.graph.reading import Store
from kgtools.messages import message
from kgtools.views import evidence

MOST = 150  # sources of one answer


@dataclass
class Answer:
    """An answer of a tool: its lines of text, its values, and the claims that it rests on, by their ids."""

    lines: list[str]
    data: dict[str, Any]
    claims: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """For whom an answer is: the graph, the language, and the copies of articles that the reader has."""

    store: Store
    language: str
    copies: Mapping[str, Copy]


def with_sources(answer: Answer, reader: Reader) -> dict[str, Any]:
    """An answer as its text and values, both with its sources."""
    ids = list(dict.fromkeys(answer.claims))
    told = sources(reader, ids[:MOST])
    data = {**answer.data, "sources": told}
    lines = [*answer.lines]
    if told:
        lines += ["", f"{message('entity.section.sources', reader.language)}:", *map(_line, told)]
    if len(ids) > MOST:
        data["sources_left_out"] = len(ids) - MOST
        lines.append(message("assistant.more-claims", reader.language, number=len(ids) - MOST))
    return {"text": "\n".join(lines), "data": data}


def sources(reader: Reader, ids: Iterable[str]) -> list[dict[str, Any]]:
    """Claims by their ids, with article and place, and the passage if the reader has it; what is empty is left out."""
    nodes = [ox.NamedNode(namespaces.base() + identifier) for identifier in ids if identifier.startswith("claim/")]
    found = []
    for known in evidence.evidence(reader.store, nodes, reader.language, reader.copies).values():
        where = known.source
        values: dict[str, Any] = {
            "claim": f"claim/{where.claim}",
            "article": f"article/{where.article}" if where.article else "",
            "citation": known.article, "start": where.start, "end": where.end, "passage": where.passage,
            "meant": message("evidence.background", reader.language) if known.background else known.status,
            "note": known.note,
        }  # fmt: skip
        found.append({name: value for name, value in values.items() if value not in ("", None)})
    return found


def cited(claims: Iterable[str]) -> str:
    """Claims as they stand behind a line.

    >>> cited(["claim/short-note/f001", "claim/short-note/f002"]), cited([])
    (' [claim/short-note/f001, claim/short-note/f002]', '')
    """
    listed = ", ".join(claims)
    return f" [{listed}]" if listed else ""


def _line(source: Mapping[str, Any]) -> str:
    place = f" [{source['start']}-{source['end']}]" if "start" in source else ""
    quoted = f" «{source['passage']}»" if "passage" in source else ""
    return f"{source['claim']}: {source['citation']}{place} ({source['meant']}){quoted}"
