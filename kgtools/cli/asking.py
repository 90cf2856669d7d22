"""Commands that answer: query, show, why, about."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kgtools import tables
from kgtools.cli.options import Articles, Language, Output, Root, app, folded, language, one_of, put, width
from kgtools.errors import UsageError


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def query(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="A question of the library, a file with SPARQL, or - for standard input."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the questions with their parameters.")] = False,
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
    format_: Annotated[str, typer.Option("--format", help="table, csv, tsv, json or md.")] = "table",
    iris: Annotated[bool, typer.Option("--iris", help="Show ids instead of labels.")] = False,
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence",
            help="Add to each row the claims behind it, with places and, with --articles, passages.",
        ),
    ] = False,
    output: Output = None,
) -> None:
    """Ask a question. Parameters of a question are given as options: --project "Tenge Bank"."""
    from kgtools import query as asking
    from kgtools import store

    language(lang)
    one_of("--format", format_, asking.FORMATS)
    house = tables.find_root(root)
    if list_:
        put(_listing(house, lang), None)
        return
    if name is None:
        raise UsageError("say which question to ask; see kgtools query --list")
    graph = store.open_store(house)
    if name == "-":
        if context.args:
            raise UsageError(f"'{context.args[0]}' is no option, and SPARQL from standard input takes no parameters")
        found = asking.ask(graph, sys.stdin.read(), "standard input")
    else:
        found = asking.run(house, graph, name, _given(context.args))
    if isinstance(found, bool):
        put("yes\n" if found else "no\n", output)
        return
    if isinstance(found, list):
        put("".join(f"{triple} .\n" for triple in found), output)
        return
    if format_ == "json":
        put(asking.write_json(found), output)
        return
    columns, rows = list(found.columns), asking.cells(graph, found, lang, iris)
    if evidence:
        from kgtools import views
        from kgtools.evidence import read_copies

        asking.find_evidence(graph, found)
        copies = read_copies(articles, views.known(graph)) if articles else {}
        columns.append("evidence")
        for row, claims in zip(rows, found.evidence, strict=True):
            row.append("\n".join(views.source(graph, claim, copies) for claim in claims))
    put(asking.write(columns, rows, format_, width(output)), output)


def _listing(house: Path, lang: str) -> str:
    from kgtools import query as asking

    lines = []
    for path in asking.questions(house):
        question = asking.read_question(path)
        lines.append(f"{question.name}\n    {question.wording.get(lang, question.wording.get('en', ''))}")
        lines.extend(
            f"    --{parameter.name} ({parameter.type}): {parameter.meaning}" for parameter in question.parameters
        )
    return "\n".join(lines) + "\n"


def _given(arguments: list[str]) -> dict[str, str]:
    """Parameters of a question from the options left over: --name value or --name=value."""
    given: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        option = rest.pop(0)
        if not option.startswith("--"):
            raise UsageError(f"'{option}' is too much; parameters are given as --name value")
        name, sign, value = option.removeprefix("--").partition("=")
        if not sign:
            if not rest:
                raise UsageError(f"--{name} needs a value")
            value = rest.pop(0)
        given[name] = value
    return given


@app.command()
def show(
    thing: Annotated[str, typer.Argument(help="An id, an IRI, or words of a label in any language.")],
    root: Root = None,
    lang: Language = "en",
) -> None:
    """Show one thing: its names, facts, figures, opinions and disagreements."""
    from kgtools import store, things, views

    language(lang)
    graph = store.open_store(tables.find_root(root))
    found = things.candidates(graph, thing)
    put(folded(views.show(graph, found[0][0], lang)), None)
    if found[1:]:
        typer.echo(f"kgtools: '{thing}' can also be {things.listing(found[1:])}", err=True)


@app.command()
def why(
    subject: Annotated[str, typer.Argument(help="The thing: an id, an IRI, or words of a label.")],
    property_: Annotated[str, typer.Argument(metavar="PROPERTY", help="The property, such as signedOn.")],
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
) -> None:
    """Show the claims behind a statement, each with its article, place and passage."""
    from kgtools import evidence, store, things, views

    language(lang)
    graph = store.open_store(tables.find_root(root))
    thing = things.find(graph, subject)
    copies = evidence.read_copies(articles, views.known(graph)) if articles else {}
    put(folded(views.why(graph, thing, property_, lang, copies)), None)


@app.command()
def about(root: Root = None, lang: Language = "en") -> None:
    """Tell what this house holds and which articles it was read from."""
    from kgtools import __version__, store, views

    language(lang)
    house = tables.find_root(root)
    graph = store.open_store(house)
    put(folded(views.about(graph, store.counts(house), __version__, lang)), None)
