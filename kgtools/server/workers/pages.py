"""The pages that people look at: questions and answers, one thing, and the search behind the forms.

They are written by the workers, because whatever looks into the graph happens there.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from kgtools import messages, namespaces
from kgtools.errors import UsageError
from kgtools.graph import labels
from kgtools.portal import addresses, frame
from kgtools.portal.frame import Frame, View
from kgtools.portal.portal import Portal
from kgtools.query import answers, formats, lookup, parameters, questions, rows, search
from kgtools.query.questions import Parameter, Question
from kgtools.server.workers import resources
from kgtools.server.workers.sparql import ROWS, TRIPLES, ask, serialize
from kgtools.server.workers.tasks import Reply, Task, plain
from kgtools.sparql import execute, tokens, unknown_terms
from kgtools.sparql.syntax_errors import QuerySyntaxError
from kgtools.values.transliteration import bare
from kgtools.views import evidence
from kgtools.views.disagreements import marking
from kgtools.views.evidence import Source

SHOWN = 500  # rows on a page; a download holds all
_OFFERED = 60  # matches that are looked at for the ten that are offered
_VARY = "Accept-Language, Accept-Encoding"
LONGEST_LINK = 4000  # characters of a query that a link may carry
# Formats of a download with names, and of the endpoint by what the answer is.
NAMED = {"csv": "text/csv", "tsv": "text/tab-separated-values", "md": "text/markdown", "html": "text/html"}


class Suggestions:
    """Things that words may mean, for lists of the pages."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def listed(self, thing: ox.NamedNode, name: str, language: str) -> dict[str, str]:
        """A thing as lists have it, under the name by which it was found."""
        return {
            "id": namespaces.shorten(thing.value),
            "label": labels.label(self._store, thing, language),
            "kind": evidence.kind(self._store, thing, language),
            "about": labels.describe(self._store, thing, language),
            "name": name,
        }

    def answer(self, words: str, language: str) -> Reply:
        """What words that are still being typed may mean, the likeliest first, as JSON."""
        found = search.search(self._store, words, self._index)[:_OFFERED]
        named, told = [match for match in found if not match.told], [match for match in found if match.told]
        # Who is still typing means a name that begins so, and a state or person before what is called after it.
        begun = bare(words.strip()).casefold()
        ranked = {match.iri for match in found}
        begins = {iri: name for iri, name in self._index.names if begun and f" {begun}" in f" {bare(name).casefold()}"}
        named += [search.Match(iri, name, 0) for iri, name in begins.items() if iri not in ranked]
        named.sort(key=lambda match: (not bare(match.name).casefold().startswith(begun), _rank_of_kind(match.iri)))
        listed = [self._found(match, language) for match in (*named, *told)[:10]]
        return Reply(200, "application/json", json.dumps(listed, ensure_ascii=False).encode(), rows=len(listed))

    def _found(self, match: search.Match, language: str) -> dict[str, Any]:
        """A match as the page lists it; `why` in pieces, each with whether it is what was found."""
        row = search.row(self._store, match, evidence.kind(self._store, match.node, language), language)
        listed = self.listed(match.node, match.name, language)
        return listed | {"label": row.what, "told": row.told, "why": row.pieces if row.spans else []}

    @cached_property
    def _index(self) -> search.Index:
        return search.Index.read(self._store)


class Pages:
    """The pages over one store."""

    def __init__(self, portal: Portal, graphs: frozenset[str], rows: int) -> None:
        contents = portal.contents
        self._portal, self._graphs, self._rows = portal, graphs, rows
        self._store, self._questions, self._copies = contents.store, contents.questions, contents.copies
        self._suggestions = Suggestions(self._store)
        self._sources: dict[tuple[ox.NamedNode, str], Source] = {}

    def answer(self, task: Task) -> Reply:
        """What a task asks for: `page`, `resource`, `query`, `thing` or `search`."""
        fields: dict[str, str] = task.get("fields", {})
        language = task["language"]
        if task["kind"] == "search":
            return self._suggestions.answer(fields.get("words", ""), language)
        if task["kind"] == "thing":
            return self._thing(fields, language)
        if task["kind"] == "page":
            return self._of_portal(task["address"], language)
        if task["kind"] == "resource":
            return resources.answer(self._portal, task, self._like)
        return self._query(fields, language)

    # -- questions ----------------------------------------------------------------------------------

    def _query(self, fields: Mapping[str, str], language: str) -> Reply:
        question = self._questions.get(fields.get("question", ""))
        notices: list[messages.Message] = []
        page: dict[str, Any] = {
            "question": None,
            "sparql": "",
            "answer": None,
            "error": None,
            "notices": [],
            "names": {},
            "inputs": [],
        }
        status = 200
        sparql = fields.get("query", "").replace("\r\n", "\n")
        try:
            if fields.get("question") and question is None:
                raise UsageError(messages.Message("error.no-question", name=fields["question"]))
            if question is not None:
                page["question"] = {
                    "name": question.name,
                    "wording": _in(question.wording, language) or question.name,
                    "columns": {column: meaning[language] for column, meaning in question.columns.items()},
                }
                given = {
                    each.name: fields[each.name].strip()
                    for each in question.parameters
                    if fields.get(each.name, "").strip()
                }
                page["names"] = messages.section("questions.name", language)
                page["sparql"] = question.sparql
                page["inputs"] = [self._input(question, each, given, language) for each in question.parameters]
                bound = parameters.bind(self._store, question, given)
                sparql = bound.sparql
                notices = [assumed.notice for assumed in bound.assumed]
            page["sparql"] = sparql
            if sparql.strip():
                if fields.get("format") in NAMED:
                    return self._download(fields["format"], sparql, question, language)
                page["answer"] = self._answer(sparql, question, language)
                notices += [] if question else unknown_terms.unknown_terms(self._store, sparql)
        except (UsageError, RuntimeError) as error:
            status = 400
            line, column = (error.line, error.column) if isinstance(error, QuerySyntaxError) else (0, 0)
            text = messages.worded(error, language).removeprefix("query: ")
            page["error"] = {"message": text, "line": line, "column": column}
        page["notices"] = [notice.worded(language) for notice in notices]
        page["topics"] = _topics(self._questions.values(), language)
        chosen = {name: value for name, value in fields.items() if name not in ("lang", "format")}
        question_words = page["question"]["wording"] if page["question"] else messages.message("server.start", language)
        return self._page(View("query", question_words, page), language, "query", chosen, status)

    def _input(
        self, question: Question, parameter: Parameter, given: Mapping[str, str], language: str
    ) -> dict[str, str]:
        """What the form shows for a parameter: its name, type and meaning, the value given, and the default."""
        value = given.get(parameter.name, "")
        shown = value
        if parameter.type == "thing" and value:
            with contextlib.suppress(UsageError):
                shown = labels.label(self._store, lookup.find(self._store, value).thing, language)
        return {
            "name": parameter.name, "type": parameter.type, "meaning": parameter.meaning[language], "value": value,
            "shown": shown, "default": _default(self._store, question, parameter, language),
        }  # fmt: skip

    def _answer(self, sparql: str, question: Question | None, language: str) -> dict[str, Any]:
        """The answer to SPARQL as the page shows it."""
        found = ask(self._store, self._graphs, sparql)
        name = question.name if question else "answer"
        links = {"sparql": sparql, "name": name, "short": len(sparql) <= LONGEST_LINK}
        if isinstance(found, ox.QueryBoolean):
            return {**links, "kind": "truth", "value": bool(found), "formats": ["json", "xml"]}
        if isinstance(found, ox.QueryTriples):
            triples = sorted(set(islice(found, self._rows + 1)), key=str)
            self._not_too_many(len(triples))
            text = serialize(triples[:SHOWN], "turtle").decode()
            return {**links, "kind": "triples", "text": text, "total": len(triples), "shown": min(SHOWN, len(triples)),
                    "formats": list(TRIPLES)}  # fmt: skip
        columns = [variable.value for variable in found.variables]
        grouped = self._grouped(found, question, language)
        shown = self._shown(grouped[:SHOWN], sparql, language)
        return {**links, "kind": "rows", "columns": columns, "rows": shown, "total": len(grouped), "shown": len(shown),
                "evidence": any(row["evidence"] for row in shown), "formats": list(ROWS)}  # fmt: skip

    def _grouped(self, found: ox.QuerySolutions, question: Question | None, language: str) -> list[rows.Row]:
        """All rows for readers."""
        every = [list(row) for row in islice(found, self._rows + 1)]
        self._not_too_many(len(every))
        answer = execute.Answer([variable.value for variable in found.variables], every)
        return rows.group(self._store, answer, question.keys if question else (), language)

    def _shown(self, grouped: list[rows.Row], sparql: str, language: str) -> list[dict[str, Any]]:
        """Rows for readers as the page shows them, with the evidence for each."""
        evidence = answers.evidence(self._store, grouped, sparql)
        marks = rows.marks(self._store, grouped, marking(self._store))
        return [
            {
                "cells": [self._cell(*each, language) for each in zip(cells, marked, strict=True)],
                "evidence": [self._source(claim, language) for claim in answers.claims_of(behind)],
            }
            for cells, marked, behind in zip(grouped, marks, evidence, strict=True)
        ]

    def _cell(self, cell: rows.Cell, marked: tuple[str, ...], language: str) -> dict[str, Any]:
        """A cell as the page shows it: its lines with their links, and what it is sorted by."""
        texts = [labels.label(self._store, term, language).removeprefix("claim/") for term in cell]
        lines = rows.lines(cell, texts, marked, language)
        dated = bool(rows.less_precise(cell))  # then the values stand in one line, and dates have no pages
        hrefs = [""] if dated else [self._href(term, language) for term in cell]
        hrefs += [addresses.page(marked[0], language)] if marked else []
        length = sum(map(len, lines))
        return {
            "lines": [{"text": text, "href": href} for text, href in zip(lines, hrefs, strict=True)],
            "sort": _sort_key(cell[0], texts[0]) if cell else "",
            "tight": length < 24 and not any(map(str.isalpha, "".join(lines))),
            "long": length > 120,
        }

    def _not_too_many(self, rows: int) -> None:
        if rows > self._rows:
            raise UsageError(messages.Message("error.too-many-rows", number=self._rows))

    def _href(self, term: Any, language: str) -> str:
        """The page of a thing that a cell names; dates and claims have none."""
        if not isinstance(term, ox.NamedNode):
            return ""
        if term.value.startswith((namespaces.ID, namespaces.BASE + "article/")):
            return addresses.page(addresses.path(namespaces.shorten(term.value)), language)
        return ""

    def _source(self, claim: ox.NamedNode, language: str) -> Source:
        if (claim, language) not in self._sources:
            self._sources[claim, language] = evidence.source(self._store, claim, language, self._copies)
        return self._sources[claim, language]

    def _download(self, format: str, sparql: str, question: Question | None, language: str) -> Reply:
        """A file with names in place of IRIs, and the evidence for each row."""
        found = ask(self._store, self._graphs, sparql)
        if not isinstance(found, ox.QuerySolutions):
            return plain(406, "only rows can be had with names; ask the endpoint for the rest")
        grouped = self._grouped(found, question, language)
        columns = [variable.value for variable in found.variables]
        marks = rows.marks(self._store, grouped, marking(self._store))
        between = "; " if format in ("csv", "tsv") else "\n"
        cells = answers.Wording(self._store, language, between=between).texts(grouped, marks)
        for line, behind in zip(cells, answers.evidence(self._store, grouped, sparql), strict=True):
            line.append("\n".join(str(self._source(claim, language)) for claim in answers.claims_of(behind)))
        columns = [*columns, "evidence"]
        if format in ("csv", "tsv"):
            text = formats.spreadsheet(columns, cells, "," if format == "csv" else "\t")
        else:
            text = formats.write(columns, cells, format)
        name = question.name if question else "answer"
        headers = {"Content-Disposition": f'attachment; filename="{name}.{format}"'}
        return Reply(200, NAMED[format], text.encode(), headers, len(cells))

    # -- things -------------------------------------------------------------------------------------

    def _like(self, path: str, language: str) -> Reply:
        """What is like a path that names nothing."""
        return self._found({"id": _words(path)}, language, 404)

    def _of_portal(self, address: str, language: str) -> Reply:
        """The page at an address of the portal; for an address that has none, what is like it."""
        html = self._portal.page(address)
        if html is None:
            return self._like(address, language)
        return Reply(200, "text/html", html.encode(), {"Vary": "Accept-Encoding"})

    def _thing(self, fields: Mapping[str, str], language: str) -> Reply:
        """The way to the page of the thing that words name, or those that they may name."""
        words = fields.get("id", "").strip()
        with contextlib.suppress(UsageError):
            found = lookup.candidates(self._store, words) if words else []
            if len(found) == 1 or (found and found[0][1] == words):
                path = addresses.path(namespaces.shorten(found[0][0].value))
                return Reply(303, "text/plain", b"", {"Location": addresses.page(path, language), "Vary": _VARY})
        return self._found(fields, language, 200)

    def _found(self, fields: Mapping[str, str], language: str, status: int) -> Reply:
        """The things that words may name; status 404 if there are none."""
        words = fields.get("id", "").strip()
        page: dict[str, Any] = {"words": words, "found": [], "error": None}
        if words:
            try:
                found = lookup.candidates(self._store, words)
                page["found"] = [self._suggestions.listed(each, name, language) for each, name in found[:30]]
            except UsageError as error:
                status = 404
                page["error"] = messages.worded(error, language)
        title = words or messages.message("server.find-entity", language)
        return self._page(View("found", title, page), language, "thing", {"id": words} if words else {}, status)

    def _page(self, view: View, language: str, path: str, chosen: Mapping[str, str], status: int) -> Reply:
        tongues = [
            {"tag": tag, "name": name, "href": f"{path}?{urlencode({**chosen, 'lang': tag})}"}
            for tag, name in messages.LANGUAGE_NAMES.items()
        ]
        view = replace(view, values={**view.values, "tongues": tongues, "copies": bool(self._copies)})
        html = frame.html(view, Asked(path, language, live=True))
        answer = view.values.get("answer")
        return Reply(status, "text/html", html.encode(), {"Vary": _VARY}, answer.get("total") if answer else None)


@dataclass(frozen=True)
class Asked(Frame):
    """The place of a page that answers what is asked: it stands at the root, and its language is a field."""

    @property
    def address(self) -> str:
        """The address of the page, from the root."""
        return self.path


def _words(address: str) -> str:
    """What an address that has no page may name."""
    return address.removesuffix(".html").rpartition("/")[2].replace("-", " ")


def _rank_of_kind(iri: str) -> int:
    return 0 if iri.startswith((namespaces.ID + "state/", namespaces.ID + "person/")) else 1


def _in(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en", "")


def _default_of(question: Question, parameter: Parameter) -> str:
    match = re.search(rf"(?m)^\s*VALUES\s+\?{parameter.name}\s*\{{([^{{}}\n]*)\}}\s*$", question.sparql)
    return match[1] if match else ""


def _sort_key(term: Any, text: str) -> str:
    """What a cell is sorted by: the number it holds, or its text."""
    if isinstance(term, ox.Literal) and re.fullmatch(r"-?\d+(\.\d+)?", term.value):
        return term.value
    return text.casefold()


def _topics(library: Iterable[Question], language: str) -> list[dict[str, Any]]:
    by_topic: dict[str, list[dict[str, str]]] = {}
    for question in library:
        listed = {"name": question.name, "wording": _in(question.wording, language) or question.name}
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


def _default(store: ox.Store, question: Question, parameter: Parameter, language: str) -> str:
    """The default of a parameter as people read it; empty if it takes anything."""
    answer = store.query(
        f"SELECT * {{ VALUES ?x {{ {_default_of(question, parameter)} }} }}",
        prefixes=namespaces.PREFIXES | tokens.prefixes(question.sparql),
    )
    assert isinstance(answer, ox.QuerySolutions)
    return ", ".join(filter(None, (labels.label(store, solution["x"], language) for solution in answer)))
