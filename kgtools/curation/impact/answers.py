"""Questions asked of two graphs: whose answers differ, and by which rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kgtools.graph.labels import label
from kgtools.graph.reading import Store
from kgtools.markdown import escaped
from kgtools.messages import message
from kgtools.query.questions import Question
from kgtools.sparql.execute import Answer, ask

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class AnswerChange:
    """A question whose answer changed: how many rows it had and has, and which went and came.

    The terms of rows are written as N-Triples writes them; the order of an answer does not count.
    """

    question: Question
    columns: tuple[str, ...]
    before: int
    after: int
    removed: Rows
    added: Rows


def changes(old: Store, new: Store, questions: Iterable[Question]) -> Iterator[AnswerChange]:
    """What became of the answers from one graph to another. The questions are those of today, asked of both."""
    for question in questions:
        columns, before = _rows(old, question)
        _, after = _rows(new, question)
        if before != after:
            removed, added = (tuple(sorted(rows.elements())) for rows in (before - after, after - before))
            yield AnswerChange(question, columns, before.total(), after.total(), removed, added)


def _rows(store: Store, question: Question) -> tuple[tuple[str, ...], Counter[tuple[str, ...]]]:
    """The columns and rows of an answer, each row as often as it stands there."""
    found = ask(store, question.sparql, f"{question.name}.rq")
    if isinstance(found, Answer):
        rows = (tuple("" if term is None else str(term) for term in row) for row in found.rows)
        return tuple(found.columns), Counter(rows)
    if isinstance(found, bool):
        return ("answer",), Counter([(str(found).lower(),)])
    return ("subject", "predicate", "object"), Counter(tuple(map(str, triple)) for triple in found)


def shown(store: Store, term: str, language: str) -> str:
    """How a term that is written as in N-Triples is shown to people: a thing by its label."""
    if not term:
        return ""
    triple = next(iter(ox.parse(f"<a:s> <a:p> {term} .", format=ox.RdfFormat.N_TRIPLES)))
    return label(store, triple.object, language)


# What went and what came, as code: a bare plus at the beginning of a line of a list would begin a list within it.
GONE, CAME = "`−`", "`+`"


def told(
    change: AnswerChange, old: Store, new: Store, language: str, rows: int | None = None, letters: int | None = None
) -> list[str]:
    """A change of an answer as lines of Markdown: the question, then the rows that went and those that came.

    `rows` are so many of each at most, `letters` so many of a cell; None for all.
    """
    wording = change.question.wording.get(language, change.question.name)
    counted = message("impact.rows", language, before=change.before, after=change.after)
    lines = [f"- {escaped(wording)} (`{change.question.name}`): {counted}"]
    for sign, store, found in ((GONE, old, change.removed), (CAME, new, change.added)):
        for row in found[:rows]:
            cells = (escaped(_cut(shown(store, term, language), letters)) for term in row)
            lines.append(f"  - {sign} {' | '.join(cells)}")
        if rows is not None and len(found) > rows:
            lines.append(f"  - {sign} {message('impact.more', language, number=len(found) - rows)}")
    return lines


def _cut(text: str, letters: int | None) -> str:
    return text if letters is None or len(text) <= letters else text[: letters - 1].rstrip() + "…"
