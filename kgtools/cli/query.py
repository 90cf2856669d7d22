"""Commands that answer: query, search, show, why, about."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.cli.options import (
    ASK,
    Articles,
    Language,
    Output,
    Root,
    command,
    copies_at,
    folded,
    headings,
    language,
    notify,
    one_of,
    put,
    width,
)
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kgtools.sparql.execute import Answer

_SEARCH_COLUMNS = ("what", "kind", "found in", "about it", "id")


@command(
    ASK,
    "kgtools query documents-signed --from 2017 --to 2022",
    'kgtools query claims-about --thing "Tenge Bank" --evidence',
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def query(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(help="A question of the library, a file with SPARQL, or - for standard input."),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the questions with their parameters.")] = False,
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
    output_format: Annotated[
        str, typer.Option("--format", help="table, csv, tsv, md, html, json or xml; for triples turtle, jsonld ...")
    ] = "table",
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
    from kgtools.graph import store
    from kgtools.publish import export
    from kgtools.query import formats, questions
    from kgtools.sparql import execute

    language(lang)
    one_of("--format", output_format, (*formats.FORMATS, *export.FORMATS))
    project = files.find_root(root)
    if listing:
        put(questions.listing(project, lang), None)
        return
    if name is None:
        raise UsageError("say which question to ask; see kgtools query --list")
    graph = store.open_store(project, notify)
    sparql, file = _sparql(project, graph, name, context.args)
    found = execute.ask(graph, sparql, file)
    if isinstance(found, list):
        _one_of_formats(output_format, export.FORMATS, "triples")
        put(export.serialize(found, "turtle" if output_format == "table" else output_format), output)
        return
    _one_of_formats(output_format, formats.FORMATS, "rows")
    if output_format in ("json", "xml"):
        put(execute.standard(graph, sparql, file, output_format) + "\n", output)
    elif isinstance(found, bool):
        put("yes\n" if found else "no\n", output)
    else:
        put(_rows(graph, found, output_format, lang, iris, evidence, articles, output), output)
        if not found.rows:
            notify("0 rows")


def _sparql(project: Path, graph: ox.Store, name: str, arguments: list[str]) -> tuple[str, str]:
    """The SPARQL to run, and what messages call it; says what words were taken for, and which terms are unknown."""
    from kgtools.query import ask
    from kgtools.sparql import unknown_terms

    if name == "-":
        if arguments:
            raise UsageError(f"unexpected argument '{arguments[0]}': SPARQL from standard input takes no parameters")
        sparql, file = _standard_input(), "standard input"
    else:
        bound, file = ask.prepare(project, graph, name, _given(arguments))
        sparql = bound.sparql
        for assumed in bound.assumed:
            notify(str(assumed))
    if name == "-" or Path(name).is_file():
        for unknown in unknown_terms.unknown_terms(graph, sparql):
            notify(str(unknown))
    return sparql, file


def _standard_input() -> str:
    """What is piped into the command, without a byte order mark. Raises UsageError if it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1} is 0x{error.object[error.start]:02x}"
        raise UsageError(f"standard input is not UTF-8: {where}; save the query as UTF-8") from None


def _rows(
    graph: ox.Store, answer: Answer, output_format: str, lang: str, iris: bool, evidence: bool, articles: Path | None,
    output: Path | None,
) -> str:  # fmt: skip
    """Rows as a table or in a format of tables, with the evidence for each if that is wanted."""
    from kgtools.messages import message, section
    from kgtools.query import answers, formats

    for_people = output_format in ("table", "md", "html")  # a program reads the other formats
    names = section("questions.name", lang) if for_people else {}
    columns = [names.get(column, column) for column in answer.columns]
    rows = answers.cells(graph, answer, lang, iris)
    if evidence:
        from kgtools.views.evidence import source

        answers.find_evidence(graph, answer)
        copies = copies_at(graph, articles)
        columns.append(message("evidence.evidence", lang) if for_people else "evidence")
        for row, claims in zip(rows, answer.evidence, strict=True):
            row.append("\n".join(str(source(graph, claim, lang, copies)) for claim in claims))
    return formats.write(columns, rows, output_format, width(output), output)


def _one_of_formats(output_format: str, formats: Collection[str], holds: str) -> None:
    if output_format != "table" and output_format not in formats:
        raise UsageError(f"--format {output_format}: the answer holds {holds}; expected {', '.join(formats)}")


def _given(arguments: list[str]) -> dict[str, str]:
    """Parameters of a question from the options left over: --name value or --name=value."""
    given: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        option = rest.pop(0)
        if not option.startswith("--"):
            raise UsageError(f"unexpected argument '{option}'; parameters are given as --name value")
        name, sign, value = option.removeprefix("--").partition("=")
        if not sign:
            if not rest:
                raise UsageError(f"--{name} needs a value")
            value = rest.pop(0)
        given[name] = value
    return given


@command(ASK, 'kgtools show "allied relations"', "kgtools show Tokayev --lang kk")
def show(
    thing: Annotated[str, typer.Argument(help="An id, an IRI, or words of a label in any language.")],
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
) -> None:
    """Show one thing: its names, facts, figures, opinions and disagreements; or a claim, or a disagreement."""
    from kgtools.graph import store
    from kgtools.query import lookup
    from kgtools.views import entity

    language(lang)
    graph = store.open_store(files.find_root(root), notify)
    found = lookup.candidates(graph, thing)
    copies = copies_at(graph, articles)
    put(folded(entity.page(graph, found[0][0], lang, copies).text()), None)
    if found[1:]:
        notify(f"'{thing}' can also be {lookup.listing(found[1:])}")


@command(ASK, "kgtools search Мирзиеев", "kgtools search temir yoʻl --lang uz")
def search(
    words: Annotated[list[str], typer.Argument(help="Words of a name, a gist or a note, in any spelling.")],
    root: Root = None,
    lang: Language = "en",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to show.")] = 12,
    output_format: Annotated[str, typer.Option("--format", help="table, csv, tsv or md.")] = "table",
    output: Output = None,
) -> None:
    """Find things by words, however spelled: in names first, then in gists, accounts and notes."""
    from kgtools.graph import labels, store
    from kgtools.query import formats, search
    from kgtools.views import evidence

    language(lang)
    one_of("--format", output_format, ("table", "csv", "tsv", "md"))
    graph = store.open_store(files.find_root(root), notify)
    found = search.search(graph, " ".join(words))
    if not found:
        raise UsageError(f"nothing is found for '{' '.join(words)}'; try fewer words, or another spelling")
    rows = [
        [labels.label(graph, match.node, lang), evidence.kind(graph, match.node, lang), match.name,
         labels.describe(graph, match.node, lang), labels.identifier(match.node)]
        for match in found[:limit]
    ]  # fmt: skip
    columns = headings("search", _SEARCH_COLUMNS, lang, output_format)
    put(formats.write(columns, rows, output_format, width(output), output), output)
    if len(found) > limit:
        notify(f"{len(found) - limit} more; see them with --limit {len(found)}")


@command(ASK, 'kgtools why "Declaration on allied relations" signedOn', "kgtools why Tashkent country --lang ru")
def why(
    subject: Annotated[str, typer.Argument(help="The thing: an id, an IRI, or words of a label.")],
    predicate: Annotated[str, typer.Argument(metavar="PROPERTY", help="The property, such as signedOn.")],
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
) -> None:
    """Show the claims behind a statement, each with its article, place and passage."""
    from kgtools.graph import store
    from kgtools.query import lookup
    from kgtools.views import evidence

    language(lang)
    graph = store.open_store(files.find_root(root), notify)
    found = lookup.find(graph, subject)
    if found.alike:
        notify(str(found))
    copies = copies_at(graph, articles)
    put(folded(evidence.why(graph, found.thing, predicate, lang, copies).text()), None)


@command(ASK, "kgtools about", "kgtools about --lang uz")
def about(root: Root = None, lang: Language = "en") -> None:
    """Show what the project holds and which articles it was read from."""
    from kgtools import __version__
    from kgtools.graph import build, store
    from kgtools.views import dataset

    language(lang)
    project = files.find_root(root)
    graph = store.open_store(project, notify)
    put(folded(dataset.about(graph, build.counts(project), __version__, lang)), None)
