"""The command query: questions of the library, and own SPARQL."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kgtools import files, projects
from kgtools.cli import completion
from kgtools.cli.options import (
    ASK,
    Articles,
    Endpoint,
    Evidence,
    Language,
    Output,
    Root,
    Wide,
    chosen_format,
    command,
    copies_at,
    graph_of,
    language,
    notify,
    put,
    put_page,
)
from kgtools.cli.printing import Way, put_table
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kgtools.articles.copies import Copy
    from kgtools.graph.reading import Store
    from kgtools.query.parameters import Bound
    from kgtools.sparql.execute import Answer


@command(
    ASK,
    "kgtools query QUESTION --lang ru",
    'kgtools query claims-about --thing "Tenge Bank" --evidence',
    cls=completion.QuestionCommand,
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def query(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(
            help="A question of the library, a file with SPARQL, or - for standard input.",
            autocompletion=completion.questions,
        ),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the questions with their parameters.")] = False,
    showing: Annotated[
        bool, typer.Option("--show", help="Print the SPARQL with the parameters given, and ask nothing.")
    ] = False,
    helping: Annotated[
        bool,
        typer.Option("-h", "--help", help="Show this, or after a question what it asks, its columns and parameters."),
    ] = False,
    root: Root = None,
    endpoint: Endpoint = None,
    articles: Articles = None,
    lang: Language = "",
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="table, csv, tsv, md, html, json or xml, for triples turtle, jsonld ...; by default what the "
            "ending of -o says, else table.",
            autocompletion=completion.choices("table", "csv", "tsv", "md", "html", "json", "xml", "turtle", "jsonld"),
        ),
    ] = None,
    iris: Annotated[bool, typer.Option("--iris", help="Show ids instead of labels.")] = False,
    evidence: Evidence = False,
    wide: Wide = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Only so many rows.")] = None,
    offset: Annotated[int, typer.Option("--offset", min=0, help="Leave out so many rows first.")] = 0,
    output: Output = None,
) -> None:
    """Ask a question. Parameters of a question are given as options: --project "Tenge Bank"."""
    from kgtools.publish.linked_data import formats as linked_data
    from kgtools.query import formats, questions

    project = projects.find_root(root)
    lang = language(lang)
    output_format = chosen_format(output_format, output, (*formats.FORMATS, *linked_data.FORMATS))
    if helping:
        put_page(_help(project, name, lang) if name and name != "-" else context.get_help() + "\n")
        return
    if listing:
        put_page(questions.listing(project, lang))
        return
    if name is None:
        raise UsageError("say which question to ask; see kgtools query --list")
    if showing:
        put(_shown(project, endpoint, name, context.args), output, paged=True, wide=True)
    else:
        way = Way(output_format, lang, output, wide)
        part = Part(limit, offset)
        _answer(project, graph_of(project, endpoint), name, context.args, way, iris, evidence, articles, part)


@dataclass(frozen=True)
class Part:
    """Which of many rows are wanted: so many (None: all), behind so many that are left out."""

    limit: int | None
    offset: int

    def __bool__(self) -> bool:
        return self.limit is not None or self.offset > 0

    def of(self, rows: list[Any]) -> list[Any]:
        """The rows that are wanted; says which of how many they are."""
        last = len(rows) if self.limit is None else self.offset + self.limit
        found = rows[self.offset : last]
        if self:
            which = f"{self.offset + 1}–{self.offset + len(found)}" if found else "none"
            notify(f"shown: {which} of {len(rows)}")
        return found

    def asked(self, sparql: str, file: str) -> str:
        """A SELECT that gives these of its rows alone. Raises UsageError for one that says itself how many."""
        limited = f"{sparql}\nLIMIT {self.limit or sys.maxsize} OFFSET {self.offset}\n"
        if not self or not _is_sparql(sparql) or _is_sparql(limited):
            return limited if self else sparql
        raise UsageError(f"{file} ends in a LIMIT, OFFSET or VALUES of its own; change it there, or leave out --limit "
                         "and --offset")  # fmt: skip


def _is_sparql(text: str) -> bool:
    from kgtools import namespaces
    from kgtools.sparql import parsing

    try:
        parsing.check(text, namespaces.prefixes(), namespaces.base())
    except SyntaxError:
        return False
    return True


def _answer(
    project: Path, graph: Store, name: str, arguments: list[str], way: Way, iris: bool, evidence: bool,
    articles: Path | None, part: Part,
) -> None:  # fmt: skip
    """Ask, and print the answer: rows, a truth value, or triples."""
    from kgtools.publish.linked_data import formats as linked_data
    from kgtools.query import ask, formats
    from kgtools.sparql import execute, tokens

    asked, file = _asked(project, graph, name, arguments)
    if way.format in ("json", "xml") and tokens.form(asked.sparql) in ("SELECT", "ASK"):
        _put_standard(graph, name, asked.sparql, file, way, copies_at(graph, articles) if evidence else None, part)
        return
    with _confined(graph, name, asked.sparql, file):
        found = execute.ask(graph, asked.sparql, file)
    if isinstance(found, list):
        _one_of_formats(way.format, linked_data.FORMATS, "triples")
        put(linked_data.serialize(part.of(found), "turtle" if way.format == "table" else way.format), way.output)
        return
    _one_of_formats(way.format, formats.FORMATS, "rows")
    copies = copies_at(graph, articles) if evidence else None
    if isinstance(found, bool):
        _refuse_truth(part)
        put("yes\n" if found else "no\n", way.output)
    else:
        _put_rows(project, graph, found, asked, way, iris, copies, part)
        if not found.rows:
            outside = ask.outside(project, graph, name, _given(arguments)) if name != "-" else ""
            if outside or not way.on_terminal:
                notify(f"0 rows{outside}")


def _put_standard(
    graph: Store, name: str, sparql: str, file: str, way: Way, copies: Mapping[str, Copy] | None, part: Part
) -> None:
    """Print rows or a truth value as the library writes them in the W3C's JSON or XML; with `copies` also evidence."""
    from kgtools.sparql import execute, tokens

    select = tokens.form(sparql) == "SELECT"
    if not select:
        _refuse_truth(part)
    with _confined(graph, name, sparql, file):
        asked = part.asked(sparql, file)
        standard = execute.standard(graph, asked, file, way.format)
        found = execute.ask(graph, asked, file) if select and copies is not None else None
    if copies is not None and isinstance(found, execute.Answer):
        standard = _with_evidence(graph, found, asked, standard, way.format, copies)
    put(standard + "\n", way.output)


def _refuse_truth(part: Part) -> None:
    if part:
        raise UsageError("--limit and --offset are for rows and triples; this is answered with yes or no")


def _own(name: str) -> bool:
    """Whether what is asked is SPARQL of one's own, and no question of the library."""
    return name == "-" or Path(name).is_file()


def _confined(graph: Store, name: str, sparql: str, file: str) -> AbstractContextManager[None]:
    """What keeps SPARQL of one's own, which may come from anywhere, from opening files and connections here.

    Raises UsageError for what would end this process.
    """
    from kgtools.graph.store import BuiltStore, is_at_hand
    from kgtools.sparql import confined

    if not _own(name) or not is_at_hand(graph):  # an endpoint is asked through a connection
        return nullcontext()
    confined.refuse_too_deep(sparql, file)
    if isinstance(graph, BuiltStore):
        graph.open_files()
    return confined.confined()


def _shown(project: Path, endpoint: str | None, name: str, arguments: list[str]) -> str:
    """The SPARQL of a question; with the values of its parameters where they are given."""
    from kgtools.query import questions

    if name != "-" and not arguments:
        return questions.find_question(project, name).sparql
    return _asked(project, graph_of(project, endpoint), name, arguments)[0].sparql


def _help(project: Path, name: str, lang: str) -> str:
    """What a question asks, its columns and its parameters, with what one can type."""

    from kgtools.query import questions

    question = questions.find_question(project, name)
    examples = [f"--{one.name} {shlex.quote(one.example)}" for one in question.parameters if one.example]
    typed = [f"kgtools query {name}", f"kgtools query {name} --show"]
    return (
        questions.explained(question, lang)
        + "".join(f"\n  {line}" for line in [*(f"{typed[0]} {example}" for example in examples), *typed])
        + "\n"
    )


def _asked(project: Path, graph: Store, name: str, arguments: list[str]) -> tuple[Bound, str]:
    """What to ask, and what messages call it; says what words were taken for, and which terms are unknown."""
    from kgtools.query import ask
    from kgtools.query.parameters import Bound
    from kgtools.sparql import unknown_terms

    if name == "-":
        if arguments:
            raise UsageError(f"unexpected argument '{arguments[0]}': SPARQL from standard input takes no parameters")
        bound, file = Bound(_standard_input()), "standard input"
    else:
        bound, file = ask.prepare(project, graph, name, _given(arguments))
        for assumed in bound.assumed:
            notify(str(assumed))
    if _own(name):
        for unknown in unknown_terms.unknown_terms(graph, bound.sparql):
            notify(str(unknown))
    return bound, file


def _standard_input() -> str:
    """What is piped into the command, without a byte order mark. Raises UsageError if it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start + 1} is 0x{error.object[error.start]:02x}"
        raise UsageError(f"standard input is not UTF-8: {where}; save the query as UTF-8") from None


def _put_rows(
    project: Path, graph: Store, answer: Answer, asked: Bound, way: Way, iris: bool,
    copies: Mapping[str, Copy] | None, part: Part,
) -> None:  # fmt: skip
    """Print one row for one thing; with `copies` also the evidence, below the rows where somebody reads them."""
    from kgtools.messages import message, section
    from kgtools.query import answers
    from kgtools.query.rows import group, marks
    from kgtools.views import disagreements

    lang = way.language
    names = section("questions.name", lang) if way.for_people else {}
    columns = [names.get(column, column) for column in answer.columns]
    rows = part.of(group(graph, answer, asked.keys, lang))
    disputed = marks(graph, rows, disagreements.marking_about(graph, answers.things(rows)))
    behind = answers.evidence(graph, rows, asked.sparql) if way.on_terminal or copies is not None else []
    short, sources = {}, []
    if way.footnotes:
        from kgtools.views import dataset, evidence

        folders = (folder.name for folder in files.article_folders(project))
        short = dataset.short_names(project, graph, folders, lang)
    if way.footnotes and copies is not None:
        sources = evidence.footnotes(graph, answers.numbered(behind), lang, copies, short)
    wording = answers.Wording(graph, lang, iris, short if way.on_terminal else {}, "\n" if way.for_people else "; ")
    texts = wording.texts(rows, disputed, behind if sources else ())
    if copies is not None and not way.footnotes:
        columns.append(message("evidence.evidence", lang) if way.for_people else "evidence")
        for row, found in zip(texts, behind, strict=True):
            row.append(_places(graph, answers.claims_of(found), lang, copies))
    claims = [claim for row in behind for claim in answers.claims_of(row)]
    put_table(columns, texts, way, answers.count(graph, rows, claims, lang), sources)


def _places(graph: Store, claims: Sequence[ox.NamedNode], lang: str, copies: Mapping[str, Copy]) -> str:
    """Where claims stand, one a line, with their passages."""
    from kgtools.views.evidence import source

    return "\n".join(str(source(graph, claim, lang, copies)) for claim in claims)


def _with_evidence(
    graph: Store, answer: Answer, sparql: str, standard: str, output_format: str, copies: Mapping[str, Copy]
) -> str:
    """An answer in JSON with the claims behind each row by column, beside the results. Raises UsageError for XML."""
    import json

    from kgtools.query import answers
    from kgtools.query.rows import group
    from kgtools.views.evidence import sources

    if output_format == "xml":
        raise UsageError("--format xml has no place for --evidence; take json, csv or tsv")
    rows = [
        {
            column: sources(graph, claims, copies)
            for column, cell in zip(answer.columns, row, strict=True)
            if (claims := [claim for claims in cell for claim in claims])
        }
        for row in answers.evidence(graph, group(graph, answer), sparql)
    ]
    return json.dumps({**json.loads(standard), "evidence": rows}, ensure_ascii=False)


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
