"""What a shell completes: questions with their own parameters, things, indicators, articles, disagreements, formats.

The values come from the tables, without the graph: a shell asks at every press of a key.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from kgtools import files, messages, namespaces, projects
from kgtools.errors import TandemError
from kgtools.languages import ENGLISH, language

_MOST = 50  # values that a shell is given; more would hide each other
Values = Iterable[tuple[str, str]]  # what can be typed, and what it means


Completer = Callable[[typer.Context, str], list[tuple[str, str]]]  # of the context and what was typed


def _items(values: Values) -> list[Any]:
    """Values as the shell is given them."""
    try:
        from typer._click.shell_completion import CompletionItem
    except ImportError:  # an older typer stands on click itself
        from click.shell_completion import CompletionItem  # type: ignore[assignment]

    return [CompletionItem(value, help=meaning or None) for value, meaning in values]


def _completing(values: Callable[[Path], Values]) -> Completer:
    """A function that gives the values that begin like what was typed, or have a word that does."""

    def complete(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        try:
            found = list(values(_root(context)))
        except (TandemError, OSError, csv.Error, UnicodeDecodeError):
            return []  # nobody reads a message in the middle of a line
        typed = incomplete.casefold()
        begin = [one for one in found if one[0].casefold().startswith(typed)]
        within = [one for one in found if one not in begin and any(map(_begins(typed), _words(one)))]
        return (begin + within)[:_MOST]

    return complete


def _root(context: Any) -> Path:
    named = context.params.get("root")
    return projects.find_root(Path(named) if named else None)


def _begins(typed: str) -> Callable[[str], bool]:
    return lambda word: word.casefold().startswith(typed)


def _words(one: tuple[str, str]) -> list[str]:
    return [*one[0].replace("/", " ").split(), *one[1].split()]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _things(root: Path) -> Values:
    for table in sorted((root / "data" / "entities").glob("*.csv")):
        label = f"label_{namespaces.first_language()}"
        yield from ((row["id"], row[label]) for row in _rows(table) if label in row)


def _indicators(root: Path) -> Values:
    from kgtools.compare.figures import flows

    known, first = projects.in_use().terms, namespaces.first_language()
    for flow in filter(flows.adds_up, known.codes["flow"]):
        iri = namespaces.code(f"flow/{flow}")
        yield flow, known.labels.get((iri, first)) or known.labels.get((iri, ENGLISH), "")
    label = f"label_{first}"
    yield from ((row["id"], row[label]) for row in _rows(root / "data" / "entities" / "indicators.csv"))


def _articles(root: Path) -> Values:
    return ((folder.name, "") for folder in files.article_folders(root))


def _disagreements(root: Path) -> Values:
    return ((row["id"], row["type"]) for row in _rows(root / "data" / "disagreements.csv"))


def _questions(root: Path) -> Values:
    from kgtools.query import questions

    found = map(questions.read_question, questions.questions(root))
    return ((question.name, messages.chosen(question.wording, messages.FALLBACK)) for question in found)


def _kinds(_: Path) -> Values:
    return ((kind, table) for kind, (table, _) in namespaces.kinds().items())


things, indicators, articles, kinds = map(_completing, (_things, _indicators, _articles, _kinds))
questions, disagreements = map(_completing, (_questions, _disagreements))
disagreements_or_indicators = _completing(lambda root: [*_disagreements(root), *_indicators(root)])
languages = _completing(lambda _: tuple((tag, language(tag).name) for tag in namespaces.languages()))


def choices(*names: str) -> Completer:
    """What completes one of some words."""
    return _completing(lambda _: ((name, "") for name in names))


class QuestionCommand(TyperCommand):
    """The command that asks a question: the parameters of the question are completed like options."""

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What may come next: the value of a parameter, or an option, those of the question among them."""
        parameters = self._parameters(ctx)
        before = ctx.args[-1].removeprefix("--") if ctx.args and ctx.args[-1].startswith("--") else ""
        if before in parameters:
            values = things(ctx, incomplete) if parameters[before].type == "thing" else []
            example = parameters[before].example
            return _items(values or ([(example, "for example")] if example.startswith(incomplete) else []))
        own = [(f"--{name}", messages.chosen(one.meaning, messages.FALLBACK)) for name, one in parameters.items()]
        begin = [one for one in own if one[0].startswith(incomplete or "-")]
        return _items(begin) + super().shell_complete(ctx, incomplete)

    def _parameters(self, ctx: Any) -> dict[str, Any]:
        from kgtools.query import questions

        try:
            question = questions.find_question(_root(ctx), ctx.params.get("name") or "")
        except (TandemError, OSError):
            return {}
        return {parameter.name: parameter for parameter in question.parameters}
