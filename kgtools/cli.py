"""The command line: reads options, calls one function, prints.

Results go to standard output, messages to standard error. Exit code 0 is fine, 1 means findings,
2 means that the request or the data were wrong. Heavy imports wait inside the commands.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import tables
from kgtools.errors import DataError, TandemError, UsageError

if TYPE_CHECKING:
    from kgtools.evidence import Copy, Known

app = typer.Typer(
    name="kgtools",
    help="Tandem: a knowledge graph of Kazakhstan–Uzbekistan relations, every statement with its passage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        help="The house to work on; by default the checkout around this folder, else the installed one.",
    ),
]
Articles = Annotated[
    Path | None,
    typer.Option(
        "--articles",
        envvar="TANDEM_ARTICLES",
        help="A folder with your copies of the articles, under any names.",
    ),
]
Language = Annotated[str, typer.Option("--lang", help="Language of labels: en, ru, kk or uz.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead of standard output.")]


def _version(wanted: bool) -> None:
    if wanted:
        from kgtools import __version__

        typer.echo(f"kgtools {__version__}")
        raise typer.Exit


@app.callback()
def _kgtools(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def build(
    root: Root = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for the outputs; by default build/.")
    ] = None,
) -> None:
    """Build the graph: tandem.trig, tandem.nq and the store that questions are asked of."""
    from kgtools import store

    summary = store.build(tables.find_root(root), output)
    counts = ", ".join(f"{number} {name}" for name, number in summary.counts.items() if " " not in name)
    typer.echo(f"built {summary.folder}: {counts}")


@app.command()
def check(
    root: Root = None,
    articles: Articles = None,
    format_: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Check tables, anchors and shapes; print what is wrong with file and line."""
    from kgtools import validate

    _one_of("--format", format_, ("text", "json"))
    report = validate.check(tables.find_root(root), articles)
    if format_ == "json":
        import dataclasses
        import json

        found = [dataclasses.asdict(finding) for finding in report.findings]
        document = {
            "findings": found,
            "anchors": {article: dict(count) for article, count in report.anchors.items()},
        }
        typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        for finding in report.findings:
            typer.echo(f"{finding.severity}: {finding}")
        for article, verdicts in report.anchors.items():
            typer.echo(validate.anchors_line(article, verdicts))
        typer.echo(f"{len(report.findings)} findings")
    if any(finding.severity != "information" for finding in report.findings):
        raise typer.Exit(1)


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

    _language(lang)
    _one_of("--format", format_, asking.FORMATS)
    house = tables.find_root(root)
    if list_:
        _print(_listing(house, lang), None)
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
        _print("yes\n" if found else "no\n", output)
        return
    if isinstance(found, list):
        _print("".join(f"{triple} .\n" for triple in found), output)
        return
    if format_ == "json":
        _print(asking.write_json(found), output)
        return
    columns, rows = list(found.columns), asking.cells(graph, found, lang, iris)
    if evidence:
        from kgtools import views

        asking.find_evidence(graph, found)
        copies = _copies(articles, views.known(graph)) if articles else {}
        columns.append("evidence")
        for row, claims in zip(rows, found.evidence, strict=True):
            row.append("\n".join(views.source(graph, claim, copies) for claim in claims))
    _print(asking.write(columns, rows, format_, _width(output)), output)


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


@app.command()
def show(
    thing: Annotated[str, typer.Argument(help="An id, an IRI, or words of a label in any language.")],
    root: Root = None,
    lang: Language = "en",
) -> None:
    """Show one thing: its names, facts, figures, opinions and disagreements."""
    from kgtools import store, things, views

    _language(lang)
    graph = store.open_store(tables.find_root(root))
    found = things.candidates(graph, thing)
    _print(_folded(views.show(graph, found[0][0], lang)), None)
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
    from kgtools import store, things, views

    _language(lang)
    graph = store.open_store(tables.find_root(root))
    thing = things.find(graph, subject)
    copies = _copies(articles, views.known(graph)) if articles else {}
    _print(_folded(views.why(graph, thing, property_, lang, copies)), None)


@app.command()
def anchor(
    article: Annotated[str, typer.Argument(help="The article: its id, or a file with its text.")],
    quote: Annotated[str, typer.Argument(help="The words that say it; line breaks, hyphens and markup do not matter.")],
    occurrence: Annotated[
        int | None,
        typer.Option("--occurrence", help="Which one, from 1, if the quote stands there more than once."),
    ] = None,
    root: Root = None,
    articles: Articles = None,
) -> None:
    """Write the anchor of a quote: start,end,print, ready for a table of claims."""
    from kgtools import evidence

    found = evidence.anchor(_article_text(article, root, articles), quote, occurrence)
    typer.echo(f"{found.start},{found.end},{found.print}")


def _article_text(article: str, root: Path | None, articles: Path | None) -> str:
    """The text that anchors of an article refer to, from a named file or from the copies at hand."""
    from kgtools import corpus, evidence, validate, vocabulary

    path = Path(article)
    if path.is_file():
        return tables.read_text(path, article)
    house = tables.find_root(root)
    known = corpus.load(house, vocabulary.load(house))
    identifier = article.removeprefix("article/")
    if identifier not in known.articles:
        from kgtools.errors import nearest

        hint = nearest(identifier, known.articles) or f"the articles are {', '.join(known.articles)}"
        raise UsageError(f"there is no article and no file '{article}'; {hint}")
    if articles is None:
        raise UsageError("name the folder with your copies of the articles with --articles")
    copy = evidence.read_copies(articles, validate.known(known)).get(identifier)
    if copy is None:
        raise UsageError(f"no copy of '{identifier}' in {articles}")
    if not copy.same:
        raise UsageError(
            f"{copy.path} is another copy of '{identifier}' than the one places refer to "
            f"(sha256 {known.articles[identifier].sha256[:12]}…); use that one"
        )
    return copy.text


@app.command()
def coverage(
    articles: Annotated[
        Path, typer.Option("--articles", envvar="TANDEM_ARTICLES", help="A folder with your copies of the articles.")
    ],
    root: Root = None,
) -> None:
    """Tell which part of each article its claims cover, and which paragraphs hold none."""
    from kgtools import corpus, evidence, text, validate, vocabulary
    from kgtools import coverage as measuring

    house = tables.find_root(root)
    known = corpus.load(house, vocabulary.load(house))
    copies = evidence.read_copies(articles, validate.known(known))
    for identifier, article in known.articles.items():
        if identifier not in copies:
            typer.echo(f"{identifier}: no copy of the article at hand")
            continue
        copy = copies[identifier]
        found = measuring.measure(known, article, copy)
        open_ = sum(1 for gap in found.gaps if not gap.why)
        typer.echo(
            f"{identifier}: {found.share:.1%} of the text lies in passages of claims; {len(found.gaps)} of "
            f"{found.paragraphs} paragraphs hold no claim, {open_} of them not marked as read and empty"
        )
        for gap in found.gaps:
            words = "" if gap.why else f" «{text.tidy(copy.text[gap.start : gap.end])}»"
            typer.echo(
                _folded(f"  {gap.start}-{gap.end}, {gap.letters} letters: {gap.why or 'not looked at'}{words}\n"),
                nl=False,
            )


@app.command()
def names(
    articles: Annotated[
        Path, typer.Option("--articles", envvar="TANDEM_ARTICLES", help="A folder with your copies of the articles.")
    ],
    root: Root = None,
) -> None:
    """Write down, for each article at hand, which names of entities it prints (names.csv)."""
    from kgtools import corpus, evidence, validate, vocabulary
    from kgtools import coverage as measuring

    house = tables.find_root(root)
    known = corpus.load(house, vocabulary.load(house), names_too=False)
    copies = evidence.read_copies(articles, validate.known(known))
    for identifier, copy in copies.items():
        rows = measuring.printed_names(known, known.articles[identifier], copy)
        tables.write_table(house / "data" / "articles" / identifier / "names.csv", tables.NAMES, rows)
        typer.echo(f"{identifier}: {len(rows)} names")


@app.command()
def about(root: Root = None, lang: Language = "en") -> None:
    """Tell what this house holds and which articles it was read from."""
    from kgtools import __version__, store, views

    _language(lang)
    house = tables.find_root(root)
    graph = store.open_store(house)
    _print(_folded(views.about(graph, store.counts(house), __version__, lang)), None)


@app.command()
def export(
    format_: Annotated[str, typer.Argument(metavar="FORMAT", help="turtle, trig, ntriples, nquads, jsonld or rdfxml.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    root: Root = None,
) -> None:
    """Write the graph as linked data."""
    import json

    from kgtools import export as exporting
    from kgtools import store

    house = tables.find_root(root)
    context = json.loads(tables.read_text(house / "ontology" / "context.jsonld", "ontology/context.jsonld"))
    number = exporting.export(store.open_store(house), format_, output, context)
    typer.echo(f"wrote {number} statements to {output}", err=True)


@app.command()
def network(
    view: Annotated[str, typer.Argument(help="The network: actors.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .graphml or .gexf.")],
    root: Root = None,
    lang: Language = "en",
) -> None:
    """Write a network of actors; every edge names the claims it rests on."""
    from kgtools import network as networking
    from kgtools import store

    _language(lang)
    found = networking.network(store.open_store(tables.find_root(root)), view, lang)
    networking.write(found, output)
    typer.echo(f"wrote {found.number_of_nodes()} nodes and {found.number_of_edges()} edges to {output}", err=True)


# -- small things -----------------------------------------------------------------------------------


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


def _copies(folder: Path, known: dict[str, Known]) -> dict[str, Copy]:
    from kgtools import evidence

    return evidence.read_copies(folder, known)


def _language(lang: str) -> None:
    from kgtools.names import LANGUAGES

    _one_of("--lang", lang, LANGUAGES)


def _one_of(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise UsageError(f"{option} {value}: expected {', '.join(choices)}")


def _width(output: Path | None) -> int | None:
    """The width a table may take: that of the terminal; none for a file or a pipe."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def _folded(text: str) -> str:
    """Text with its lines folded to the width of the terminal, continued under their own indent."""
    width = _width(None)
    if width is None:
        return text
    import textwrap

    def fold(line: str) -> str:
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        return textwrap.fill(line, width, subsequent_indent=indent, break_on_hyphens=False)

    return "\n".join(map(fold, text.splitlines())) + "\n"


def _print(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
    else:
        with tables.replacing(output) as temporary:
            temporary.write_text(text, encoding="utf-8")


def main() -> None:
    """Run the command line and leave with its exit code.

    Leaving at once, without taking the interpreter down first, spares the time that closing a store
    takes; it is open for reading only, so there is nothing to save.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    code = _run()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            pass
        except OSError as error:
            code = _cannot_print(error)
    os._exit(code)


def _cannot_print(error: OSError) -> int:
    print(f"kgtools: cannot write to standard output: {error.strerror}", file=sys.stderr)
    return 2


def _run() -> int:
    """The exit code of the command; every error that a user can cause ends in one line."""
    try:
        app()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except DataError as error:
        for finding in error.findings:
            print(finding, file=sys.stderr)
    except TandemError as error:
        print(f"kgtools: {error}", file=sys.stderr)
    except BrokenPipeError:
        return 0
    except OSError as error:
        if error.filename is None and error.errno is not None:
            return _cannot_print(error)
        print(f"kgtools: {error.filename or ''}: {error.strerror or error}", file=sys.stderr)
    except Exception as error:
        if os.environ.get("TANDEM_DEBUG"):
            raise
        print(
            f"kgtools: this should not happen: {type(error).__name__}: {error}; "
            "please report it, with what TANDEM_DEBUG=1 prints",
            file=sys.stderr,
        )
    return 2
