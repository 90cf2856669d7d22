"""Questions and their answers, as values for a page or as a file: those of the library, and SPARQL of one's own."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kgtools import messages, namespaces
from kgtools.articles.copies import Copy
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.graph.terms import Term, iri
from kgtools.portal.frame import Frame
from kgtools.publish.linked_data.formats import serialize
from kgtools.query import answers, formats, lookup, parameters, questions, rows
from kgtools.query.questions import Parameter, Question
from kgtools.sparql import execute, tokens, unknown_terms
from kgtools.sparql.syntax_errors import QuerySyntaxError
from kgtools.views import evidence
from kgtools.views.disagreements import marking_about
from kgtools.views.evidence import Source

SHOWN = 500  # rows on a page; a download holds all
ROOM = 42_000  # bytes, about, that the rows of a page take where nobody can ask for more
LONGEST_LINK = 4000  # characters of a query that a link may carry
MOST = 100_000  # rows of an answer
_KEPT = "answer"  # what the keys of kept answers begin with
# Formats of a download with names, and those of the endpoint by what the answer is.
_GENERAL = ("format", "lang")  # fields that each question takes
NAMED = {"csv": "text/csv", "tsv": "text/tab-separated-values", "md": "text/markdown", "html": "text/html"}
_ROWS, _TRUTH = ("json", "xml", "csv", "tsv"), ("json", "xml")
_TRIPLES = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml", "n3")


@dataclass(frozen=True)
class Asked:
    """What is asked: a question of the library or none, its SPARQL with the values given, and what was assumed."""

    question: Question | None
    sparql: str
    notices: tuple[messages.Message, ...] = ()


@dataclass(frozen=True)
class Answered:
    """What a page needs of an answer, in no language: its columns, and the first rows for readers.

    So many such rows there are in `total`, of so many rows that were `read`; of too many of these none is given.
    """

    columns: Sequence[str]
    rows: Sequence[rows.Row]
    total: int
    read: int


class Asking:
    """Answers questions over one graph; `most` is how many rows an answer may have.

    `recall` gives what a server keeps of answers in a file, by its key, and else None.
    """

    def __init__(
        self, store: Store, library: Mapping[str, Question], copies: Mapping[str, Copy], most: int = MOST,
        recall: Callable[[tuple[str, ...]], Any] = lambda key: None,
    ) -> None:  # fmt: skip
        self._store, self._questions, self._copies, self._most = store, library, copies, most
        self._recall = recall
        self._sources: dict[tuple[ox.NamedNode, str], Source] = {}

    def asked(self, fields: Mapping[str, str]) -> Asked:
        """What fields of a form ask: `question` with its parameters, or `query`. Raises UsageError for a wrong one."""
        name = fields.get("question", "")
        if not name:
            return Asked(None, fields.get("query", "").replace("\r\n", "\n"))
        if name not in self._questions:
            raise UsageError(messages.Message("error.no-question", name=name))
        question = self._questions[name]
        bound = parameters.bind(self._store, question, _given(question, fields))
        return Asked(question, bound.sparql, tuple(assumed.notice for assumed in bound.assumed))

    def values(self, fields: Mapping[str, str], frame: Frame) -> dict[str, Any]:
        """What a page shows of a question: its form, and its answer or what is wrong with it (`error`)."""
        language = frame.language
        question = self._questions.get(fields.get("question", ""))
        page: dict[str, Any] = {
            "question": None, "sparql": fields.get("query", ""), "answer": None, "error": None, "notices": [],
            "names": {}, "inputs": [], "topics": topics(self._questions.values(), language),
            "copies": bool(self._copies),
        }  # fmt: skip
        if question is not None:
            page |= self._form(question, fields, language)
        notices = _unknown(question, fields)
        try:
            asked = self.asked(fields)
            page["sparql"] = asked.sparql
            notices += asked.notices
            if asked.sparql.strip():
                page["answer"] = self._answer(asked, frame)
                notices += [] if question else unknown_terms.unknown_terms(self._store, asked.sparql)
        except (UsageError, RuntimeError) as error:
            page["error"] = _told(error, language)
        page["notices"] = [notice.worded(language) for notice in notices]
        return page

    def file(self, asked: Asked, format: str, language: str) -> str:
        """An answer with names in place of IRIs, and the evidence for each row. Raises UsageError if it has no rows."""
        found = execute.results(self._store, asked.sparql)
        if not isinstance(found, ox.QuerySolutions):
            raise UsageError("only rows can be had with names; ask the endpoint for the rest")
        grouped = self._grouped(found, asked.question, language)
        marks = self._marks(grouped)
        between = "; " if format in ("csv", "tsv") else "\n"
        cells = answers.Wording(self._store, language, between=between).texts(grouped, marks)
        for line, behind in zip(cells, answers.evidence(self._store, grouped, asked.sparql), strict=True):
            line.append("\n".join(str(self._source(claim, language)) for claim in answers.claims_of(behind)))
        columns = [*(variable.value for variable in found.variables), "evidence"]
        if format in ("csv", "tsv"):
            return formats.spreadsheet(columns, cells, "," if format == "csv" else "\t")
        return formats.write(columns, cells, format)

    # -- the form -------------------------------------------------------------------------------------

    def _form(self, question: Question, fields: Mapping[str, str], language: str) -> dict[str, Any]:
        """The question in words, its SPARQL as the library has it, and a field for each parameter."""
        given = _given(question, fields)
        return {
            "question": {
                "name": question.name,
                "wording": in_language(question.wording, language) or question.name,
                "columns": {column: meaning[language] for column, meaning in question.columns.items()},
            },
            "names": messages.section("questions.name", language),
            "sparql": question.sparql,
            "inputs": [self._input(question, each, given.get(each.name, ""), language) for each in question.parameters],
        }

    def _input(self, question: Question, parameter: Parameter, value: str, language: str) -> dict[str, str]:
        """What the form shows for a parameter: its name, type and meaning, the value given, and the default."""
        shown = value
        if parameter.type == "thing" and value:
            with contextlib.suppress(UsageError):
                shown = labels.label(self._store, lookup.find(self._store, value).thing, language)
        return {
            "name": parameter.name, "type": parameter.type, "meaning": parameter.meaning[language], "value": value,
            "shown": shown, "default": _default(self._store, question, parameter, language),
        }  # fmt: skip

    # -- the answer -----------------------------------------------------------------------------------

    def _answer(self, asked: Asked, frame: Frame) -> dict[str, Any]:
        """The answer as the page shows it."""
        known = self._known(asked)
        found = execute.results(self._store, asked.sparql) if known is None else known
        name = asked.question.name if asked.question else "answer"
        links = {"sparql": asked.sparql, "name": name, "short": len(asked.sparql) <= LONGEST_LINK}
        if isinstance(found, ox.QueryBoolean):
            return {**links, "kind": "truth", "value": bool(found), "formats": _TRUTH}
        if isinstance(found, ox.QueryTriples):
            triples = sorted(set(islice(found, self._most + 1)), key=str)
            self._not_too_many(len(triples))
            text = serialize(triples[:SHOWN], "turtle")
            return {**links, "kind": "triples", "text": text, "total": len(triples), "shown": min(SHOWN, len(triples)),
                    "formats": _TRIPLES}  # fmt: skip
        answer = found if isinstance(found, Answered) else self._first(found, asked.question)
        self._not_too_many(answer.read)
        first = rows.ordered(self._store, answer.rows, frame.language)
        shown = self._shown(first, asked.sparql, frame)
        shown = shown if frame.live else _fitting(shown)
        return {**links, "kind": "rows", "columns": answer.columns, "rows": shown, "total": answer.total,
                "shown": len(shown), "evidence": any(row["evidence"] for row in shown), "formats": _ROWS}  # fmt: skip

    def _first(self, found: ox.QuerySolutions, question: Question | None) -> Answered:
        """What a page needs of rows."""
        columns = [variable.value for variable in found.variables]
        every = [list(row) for row in islice(found, self._most + 1)]
        if len(every) > self._most:
            return Answered(columns, (), 0, len(every))
        grouped = rows.together(execute.Answer(columns, every), question.keys if question else ())
        return Answered(columns, grouped[:SHOWN], len(grouped), len(every))

    def parts(self) -> Iterator[tuple[tuple[str, ...], object]]:
        """What pages need of the answers to the questions of the library, asked as they are, as JSON has it."""
        for question in self._questions.values():
            found = execute.results(self._store, question.sparql)
            if isinstance(found, ox.QuerySolutions):
                answer = self._first(found, question)
                written = [[list(map(_written, cell)) for cell in row] for row in answer.rows]
                yield (_KEPT, question.name), [answer.columns, written, answer.total, answer.read]

    def _known(self, asked: Asked) -> Answered | None:
        """What is kept of the answer to a question that is asked as it is; None if nothing is, or not all of it."""
        if asked.question is None or asked.sparql != asked.question.sparql:
            return None
        found = self._recall((_KEPT, asked.question.name))
        if found is None:
            return None
        columns, written, total, read = found
        if read > MOST and self._most > MOST:
            return None
        return Answered(columns, [[tuple(map(_term, cell)) for cell in row] for row in written], total, read)

    def _grouped(self, found: ox.QuerySolutions, question: Question | None, language: str) -> list[rows.Row]:
        """All rows for readers."""
        every = [list(row) for row in islice(found, self._most + 1)]
        self._not_too_many(len(every))
        answer = execute.Answer([variable.value for variable in found.variables], every)
        return rows.group(self._store, answer, question.keys if question else (), language)

    def _shown(self, grouped: list[rows.Row], sparql: str, frame: Frame) -> list[dict[str, Any]]:
        """Rows for readers as the page shows them, with the evidence for each."""
        evidence = answers.evidence(self._store, grouped, sparql)
        marks = self._marks(grouped)
        return [
            {
                "cells": [self._cell(*each, frame) for each in zip(cells, marked, strict=True)],
                "evidence": [self._source(claim, frame.language) for claim in answers.claims_of(behind)],
            }
            for cells, marked, behind in zip(grouped, marks, evidence, strict=True)
        ]

    def _marks(self, grouped: list[rows.Row]) -> list[list[tuple[str, ...]]]:
        """The disagreements about the values of each cell."""
        return rows.marks(self._store, grouped, marking_about(self._store, answers.things(grouped)))

    def _cell(self, cell: rows.Cell, marked: tuple[str, ...], frame: Frame) -> dict[str, Any]:
        """A cell as the page shows it: its lines with their links, and what it is sorted by."""
        texts = [labels.label(self._store, term, frame.language).removeprefix("claim/") for term in cell]
        lines = rows.lines(cell, texts, marked, frame.language)
        dated = bool(rows.less_precise(cell))  # then the values stand in one line, and dates have no pages
        hrefs = [""] if dated else [_href(term, frame) for term in cell]
        hrefs += [frame.href(marked[0])] if marked else []
        length = sum(map(len, lines))
        return {
            "lines": [{"text": text, "href": href} for text, href in zip(lines, hrefs, strict=True)],
            "sort": _sort_key(cell[0], texts[0]) if cell else "",
            "tight": length < 24 and not any(map(str.isalpha, "".join(lines))),
            "long": length > 120,
        }

    def _not_too_many(self, number: int) -> None:
        if number > self._most:
            raise UsageError(messages.Message("error.too-many-rows", number=self._most))

    def _source(self, claim: ox.NamedNode, language: str) -> Source:
        if (claim, language) not in self._sources:
            self._sources[claim, language] = evidence.source(self._store, claim, language, self._copies)
        return self._sources[claim, language]


def _written(term: Term) -> str | list[str]:
    """A term as JSON has it: an IRI, or a literal with its language or else its type.

    >>> _written(ox.NamedNode("urn:a")), _written(ox.Literal("а", language="kk"))
    ('urn:a', ['а', 'kk', ''])
    """
    if isinstance(term, ox.Literal):
        return [term.value, term.language or "", "" if term.language else term.datatype.value]
    return iri(term)


def _term(written: str | list[str]) -> Term:
    """The term that was written.

    >>> _term("urn:a"), _term(["а", "kk", ""]) == ox.Literal("а", language="kk")
    (<NamedNode value=urn:a>, True)
    """
    if isinstance(written, str):
        return ox.NamedNode(written)
    value, language, kind = written
    return ox.Literal(value, language=language) if language else ox.Literal(value, datatype=ox.NamedNode(kind))


def _fitting(shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first rows, as many as a light page holds."""
    room = ROOM
    for number, row in enumerate(shown):
        words = [line["text"] + line["href"] for cell in row["cells"] for line in cell["lines"]]
        words += [f"{source.place}{source.meant}" for source in row["evidence"]]
        room -= sum(90 + len(text.encode()) for text in words)
        if room < 0 and number:
            return shown[:number]
    return shown


def topics(library: Iterable[Question], language: str) -> list[dict[str, Any]]:
    """The questions of a library by topic, with the heading of each."""
    by_topic: dict[str, list[dict[str, str]]] = {}
    for question in library:
        listed = {"name": question.name, "wording": in_language(question.wording, language) or question.name}
        by_topic.setdefault(question.topic, []).append(listed)
    return [
        {
            "name": name,
            "heading": messages.message(f"questions.topic.{name or 'none'}", language),
            "questions": by_topic[name],
        }
        for name in (*questions.TOPICS, "")
        if name in by_topic
    ]


def in_language(texts: Mapping[str, str], language: str) -> str:
    """A text in a language, or else in another; empty if there is none."""
    return messages.chosen(texts, language)


def _given(question: Question, fields: Mapping[str, str]) -> dict[str, str]:
    """The values that fields give to the parameters of a question."""
    stripped = {parameter.name: fields.get(parameter.name, "").strip() for parameter in question.parameters}
    return {name: value for name, value in stripped.items() if value}


def _unknown(question: Question | None, fields: Mapping[str, str]) -> list[messages.Message]:
    """A notice of each field that nothing takes, such as a misspelt parameter."""
    own = [parameter.name for parameter in question.parameters] if question else ["query"]
    known = ["question", *own, *_GENERAL]
    return [
        messages.Message("error.no-parameter", name=name, expected=", ".join(known))
        for name in fields
        if name not in (*known, "query")
    ]


def _told(error: Exception, language: str) -> dict[str, Any]:
    """What is wrong, and where, if the place is known."""
    line, column = (error.line, error.column) if isinstance(error, QuerySyntaxError) else (0, 0)
    return {"message": messages.worded(error, language).removeprefix("query: "), "line": line, "column": column}


def _href(term: Any, frame: Frame) -> str:
    """The page of a thing or claim that a cell names; dates have none."""
    if isinstance(term, ox.NamedNode) and term.value.startswith(
        (
            namespaces.things(),
            *(f"{namespaces.base()}{kind}/" for kind in ("article", "claim", "disagreement", "target")),
        )
    ):
        return frame.href(namespaces.shorten(term.value))
    return ""


def _sort_key(term: Any, text: str) -> str:
    """What a cell is sorted by: the number it holds, or its text."""
    if isinstance(term, ox.Literal) and re.fullmatch(r"-?\d+(\.\d+)?", term.value):
        return term.value
    return text.casefold()


def _default(store: Store, question: Question, parameter: Parameter, language: str) -> str:
    """The default of a parameter as people read it; empty if it takes anything."""
    match = re.search(rf"(?m)^\s*VALUES\s+\?{parameter.name}\s*\{{([^{{}}\n]*)\}}\s*$", question.sparql)
    answer = store.query(
        f"SELECT * {{ VALUES ?x {{ {match[1] if match else ''} }} }}",
        prefixes=namespaces.prefixes() | tokens.prefixes(question.sparql),
    )
    assert isinstance(answer, ox.QuerySolutions)
    return ", ".join(filter(None, (labels.label(store, solution["x"], language) for solution in answer)))
