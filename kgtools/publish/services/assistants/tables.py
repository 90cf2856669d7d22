"""Answers in rows: questions of the library, figures side by side, SPARQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.errors import UsageError, nearest
from kgtools.graph import labels
from kgtools.graph.terms import Term
from kgtools.messages import Message, message, section
from kgtools.publish.services.assistants.receipts import Answer, Reader, cited
from kgtools.query import answers, lookup, parameters
from kgtools.query.questions import Question
from kgtools.query.rows import Row, group, marks
from kgtools.sparql import execute
from kgtools.sparql.unknown_terms import unknown_terms
from kgtools.values import periods
from kgtools.views import disagreements, figures


@dataclass(frozen=True)
class Runner:
    """Runs SPARQL from outside, within its bounds; an answer may have so many rows."""

    run: Callable[[str], execute.Result]
    rows: int


# -- the library ------------------------------------------------------------------------------------


def ask(reader: Reader, library: Mapping[str, Question], given: dict[str, Any], runner: Runner) -> Answer:
    """The answer to a question of the library, or the list of questions."""
    name = given.get("question", "")
    if not name:
        if given.get("parameters"):
            raise UsageError("ask: there are 'parameters', and no 'question' that takes them")
        return _listed(library, reader.language)
    if name not in library:
        raise UsageError(f"there is no question '{name}'; {nearest(name, library) or 'ask without one lists them'}")
    question = library[name]
    values = {key: str(value) for key, value in given.get("parameters", {}).items()}
    bound = parameters.bind(reader.store, question, values)
    names = section("questions.name", reader.language)
    meant = {
        column: {"heading": names.get(column, column), "meaning": meaning[reader.language]}
        for column, meaning in question.columns.items()
    }
    data = {"question": name, "wording": question.wording.get(reader.language, ""), "columns": meant}
    if bound.assumed:
        data["taken_for"] = [str(one) for one in bound.assumed]
    answer = _answered(reader, bound.sparql, bound.keys, given["limit"], runner)
    if answer.data.get("rows"):
        answer.lines[0] = " | ".join(one["heading"] for one in meant.values())
    lines = [data["wording"], *data.get("taken_for", ())]
    return Answer([*lines, *answer.lines], data | answer.data, answer.claims)


def _listed(library: Mapping[str, Question], language: str) -> Answer:
    listed = [
        {
            "question": one.name, "topic": one.topic, "wording": one.wording.get(language, ""),
            "parameters": {
                each.name: {"type": each.type, "meaning": each.meaning[language]}
                | {key: value for key, value in (("default", each.default), ("example", each.example)) if value}
                for each in one.parameters
            },
        }
        for one in library.values()
    ]  # fmt: skip
    lines = [f"{one['question']}({', '.join(one['parameters'])}): {one['wording']}" for one in listed]
    return Answer(lines, {"questions": listed})


# -- SPARQL -----------------------------------------------------------------------------------------


def sparql(reader: Reader, given: dict[str, Any], runner: Runner) -> Answer:
    """The answer to a query from outside, with the terms in it that the graph does not know."""
    query = given["query"]
    answer = _answered(reader, query, (), given["limit"], runner)
    if warnings := [str(one) for one in unknown_terms(reader.store, query)]:
        answer.data["warnings"] = warnings
        answer.lines += warnings
    return answer


def _answered(reader: Reader, query: str, keys: Sequence[str], limit: int, runner: Runner) -> Answer:
    """The answer to SPARQL: a truth value, triples, or rows with their claims."""
    try:
        found = runner.run(query)
        if isinstance(found, ox.QueryBoolean):
            truth = bool(found)
            return Answer([message(f"labels.truth.{str(truth).lower()}", reader.language)], {"truth": truth})
        if isinstance(found, ox.QueryTriples):
            return _triples(list(islice(found, limit + 1)), limit)
        columns = [variable.value for variable in found.variables]
        most = runner.rows if keys else limit  # rows of one thing must come together
        every = [list(solution) for solution in islice(found, most + 1)]
    except RuntimeError as error:
        raise UsageError(f"the query cannot be answered: {error}") from None
    if keys and len(every) > most:
        raise UsageError(Message("error.too-many-rows", number=most))
    grouped = group(reader.store, execute.Answer(columns, every), keys, reader.language)
    return _rows(reader, columns, grouped, query, limit)


def _triples(triples: list[ox.Triple], limit: int) -> Answer:
    lines = sorted({f"{one.subject} {one.predicate} {one.object} ." for one in triples[:limit]})
    return Answer(list(lines), {"triples": lines, "complete": len(triples) <= limit})


def _rows(reader: Reader, columns: list[str], grouped: list[Row], query: str, limit: int) -> Answer:
    shown = grouped[:limit]
    behind = answers.evidence(reader.store, shown, query)
    disputed = marks(reader.store, shown, disagreements.marking_about(reader.store, answers.things(shown)))
    rows, lines, claims = [], [], []
    for row, cells, entries in zip(shown, behind, disputed, strict=True):
        resting = [namespaces.shorten(claim.value) for claim in answers.claims_of(cells)]
        clashing = sorted({entry for cell in entries for entry in cell})
        values = {name: [_value(reader, term) for term in cell] for name, cell in zip(columns, row, strict=True)}
        rows.append({"values": values, "claims": resting} | ({"disagreements": clashing} if clashing else {}))
        words = (" / ".join(str(one.get("label", one.get("value"))) for one in cell) for cell in values.values())
        sign = f" {disagreements.SIGN} {', '.join(clashing)}" if clashing else ""
        lines.append(f"- {' | '.join(words)}{sign}{cited(resting)}")
        claims += resting
    data: dict[str, Any] = {"rows": rows, "complete": len(grouped) <= limit}
    if not data["complete"]:
        lines.append(message("assistant.more-rows", reader.language))
    nothing = [message("assistant.nothing", reader.language)]
    return Answer([" | ".join(columns), *lines] if rows else nothing, data, claims)


def _value(reader: Reader, term: Term) -> dict[str, Any]:
    """A value: of a thing its id and label, of anything else its text."""
    if isinstance(term, ox.NamedNode) and not term.value.startswith(namespaces.base() + "date/"):
        return {"id": namespaces.shorten(term.value), "label": labels.label(reader.store, term, reader.language)}
    return {"value": labels.label(reader.store, term, reader.language)}


# -- figures ----------------------------------------------------------------------------------------


def compared(reader: Reader, given: dict[str, Any]) -> Answer:
    """Printed values side by side, in the order of time."""
    store, words = reader.store, given["indicator"]
    indicator, flow = figures.topic(store, words)
    span = periods.period(given.get("from"), given.get("to"), ("from", "to"))
    party, other, article = (
        labels.identifier(lookup.find(store, given[name]).thing) if given.get(name) else ""
        for name in ("party", "other", "article")
    )
    article = article.removeprefix("article/")
    wanted = figures.FigureFilter(indicator, flow, party, other, span.first, span.last, article)
    values = figures.values(store, wanted)
    if not values:
        raise UsageError(figures.nothing(store, wanted, words))
    shown = values[: given["limit"]]
    rows = [
        {name: cell for name, cell in zip(figures.FIGURE_COLUMNS, row, strict=True) if cell}
        | {"claim": f"claim/{value.claim}"}
        for value, row in zip(
            shown,
            figures.figure_rows(shown, lambda term: labels.label(store, term, reader.language), reader.language),
            strict=True,
        )
    ]
    lines = [_figure(row) for row in rows]
    if len(values) > len(shown):
        lines.append(message("assistant.more", reader.language, number=len(values) - len(shown)))
    data = {"indicator": words, "total": len(values), "figures": rows}
    return Answer(lines, data, [row["claim"] for row in rows])


def _figure(row: Mapping[str, str]) -> str:
    told = (row.get(name, "") for name in ("period", "indicator", "of", "flow", "bound", "printed", "unit"))
    sign = f" {disagreements.SIGN} {row['disagreements']}" if row.get("disagreements") else ""
    return f"- {', '.join(filter(None, told))} ({row.get('modality', '')}){sign}{cited([row['claim']])}"
