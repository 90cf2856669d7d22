"""The application, the options that commands share, and how they print."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from kgtools import files
from kgtools.cli import completion
from kgtools.errors import UsageError, nearest
from kgtools.query.formats import TABLES

if TYPE_CHECKING:
    from kgtools.articles.copies import Copy
    from kgtools.graph.reading import Store
Command = TypeVar("Command", bound=Callable[..., Any])
# What commands are for.
ASK, COMPARE, DRAW, PUBLISH, READ, CURATE = "Ask", "Compare", "Draw", "Publish", "Read", "Curate"
_GROUPS = (ASK, COMPARE, DRAW, PUBLISH, READ, CURATE)
_GREETING = """
Tandem: a knowledge graph read from articles, every statement with its passage,
and no disagreement between sources hidden.

Try:
  kgtools search NAME                         things, by names in any spelling
  kgtools show NAME                           all that is said of one thing
  kgtools query --list                        the questions, each with its name
  kgtools disagreements                       why sources differ
  kgtools network actors -o actors.html       who is joined to whom, and by what

"""


class _Front(TyperGroup):
    """The command line as a whole, whose help greets: what this is, what to try, and the commands by what they do."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.format_usage(ctx, formatter)
        formatter.write(_GREETING)
        for group in _GROUPS:
            names = sorted(name for name, one in self.commands.items() if getattr(one, "rich_help_panel", "") == group)
            formatter.write(f"{group + ':':10}{' '.join(names)}\n")
        formatter.write("\nkgtools COMMAND --help tells what a command takes; kgtools --version its version\n")


app = typer.Typer(
    name="kgtools",
    cls=_Front,
    help="Tandem: a knowledge graph read from articles, every statement with its passage.",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def command(group: str, *examples: str, **settings: Any) -> Callable[[Command], Command]:
    """Enter a function as a command of a group, whose help ends with examples that one can type."""
    epilog = "\b\nExamples:\n" + "\n".join(f"  {example}" for example in examples)
    return app.command(rich_help_panel=group, epilog=epilog, **settings)


Root = Annotated[
    Path | None,
    typer.Option(
        "--root",
        help="The project to work on; by default the checkout around this folder, else the installed one.",
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
Endpoint = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        metavar="URL",
        envvar="TANDEM_ENDPOINT",
        help="Ask the graph behind this SPARQL endpoint and not the one built here. If it wants credentials, they are "
        "taken from TANDEM_USER and TANDEM_PASSWORD, or TANDEM_TOKEN.",
    ),
]
Language = Annotated[
    str,
    typer.Option(
        "--lang",
        metavar="TAG",
        show_default=False,
        autocompletion=completion.languages,
        help="Language of labels, one of the project's; by default its first.",
    ),
]
Since = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="From this date on: 2017, or 2017-05 where days count.")
]
Until = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Up to this date, all of it.")]
About = Annotated[
    str | None,
    typer.Option(
        "--about",
        metavar="THING",
        help="Only what concerns this thing: an id, or words of a name in any language.",
        autocompletion=completion.things,
    ),
]
OfArticle = Annotated[
    str | None,
    typer.Option("--article", metavar="ID", help="Only what this article says.", autocompletion=completion.articles),
]
Evidence = Annotated[
    bool,
    typer.Option("--evidence", help="Give also the claims behind it, with places and, with --articles, passages."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="How many to show at most.")]
Wide = Annotated[bool, typer.Option("--wide", help="On a terminal: all columns, and no line folded.")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file instead of standard output.")]


def _version(wanted: bool) -> None:
    if wanted:
        from kgtools import __version__

        typer.echo(f"kgtools {__version__}")
        raise typer.Exit


@app.callback()
def _kgtools(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def language(lang: str) -> str:
    """The language that an option names, by default the first of the project, which has to be in use."""
    from kgtools import namespaces

    if not lang:
        return namespaces.first_language()
    one_of("--lang", lang, namespaces.languages())
    return lang


def one_of(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        near = nearest(value, choices)
        raise UsageError(f"{option} {value}: expected {', '.join(choices)}{f'; {near}' if near else ''}")


# What the ending of a file says of its format; .txt and none say nothing.
_ENDINGS = {
    ".csv": ("csv",), ".tsv": ("tsv",), ".md": ("md",), ".html": ("html",), ".json": ("json", "jsonld"),
    ".xml": ("xml", "rdfxml"), ".ttl": ("turtle",), ".trig": ("trig",), ".nt": ("ntriples",), ".nq": ("nquads",),
    ".jsonld": ("jsonld",), ".rdf": ("rdfxml",),
}  # fmt: skip


def format_option(*names: str) -> Any:
    """The option --format of a command that writes these formats, the first by default."""
    listed = f"{', '.join(names[:-1])} or {names[-1]}"
    told = f"{listed}; by default what the ending of -o says, else {names[0]}."
    return typer.Option("--format", help=told, autocompletion=completion.choices(*names))


Format = Annotated[str | None, format_option(*TABLES)]


def chosen_format(
    given: str | None, output: Path | None, choices: tuple[str, ...] = TABLES, others: tuple[str, ...] = ()
) -> str:
    """The format that is wanted: by --format, else by the ending of the file, else the first of the choices.

    `others` are endings that the command writes besides, for the message.

    Raises UsageError for a format or an ending that is none of them, and where the two contradict each other.
    """
    if given is not None:
        one_of("--format", given, choices)
    ending = output.suffix.lower() if output is not None else ""
    if ending in ("", ".txt"):
        return given or choices[0]
    if ending in others:
        raise UsageError(f"-o {output} --format {given}: '{ending}' is drawn and has no format; leave out --format")
    named = [name for name in _ENDINGS.get(ending, ()) if name in choices]
    if not named:
        known = [*others, *(one for one, names in _ENDINGS.items() if {*names} & {*choices} and one not in others)]
        raise UsageError(f"-o {output}: nothing can be written as '{ending}' here; expected {', '.join(known)} or .txt")
    if given is None or given in named:
        return given or named[0]
    raise UsageError(f"-o {output}: the ending says {named[0]}, the format {given}; change one of them")


def width(output: Path | None) -> int | None:
    """The width a table may take: that of the terminal; none for a file or a pipe."""
    if output is not None or sys.stdout is None or not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def _height() -> int:
    import shutil

    return shutil.get_terminal_size().lines


def folded(text: str) -> str:
    """Text with its lines folded to the width of the terminal, continued under their own indent."""
    columns = width(None)
    if columns is None:
        return text
    from kgtools.query import terminal

    def fold(line: str) -> list[str]:
        indent = " " * (len(line) - len(line.lstrip()))
        return terminal.wrapped(line.strip(), columns, indent, indent + "  ") or [""]

    return "".join(f"{part}\n" for line in text.splitlines() for part in fold(line))


def shortened(typed: str, most: int = 60) -> str:
    """What was typed, if it is long only its beginning, so that a message stays one line."""
    return typed if len(typed) <= most else typed[:most] + "…"


def notify(sentence: str) -> None:
    """A message for whoever runs the command, apart from its results."""
    typer.echo(f"kgtools: {sentence}", err=True)


def say_nothing(sentence: str, output: Path | None) -> None:
    """Say that nothing is found, which is an answer and no error. Raises UsageError if it was to fill a file."""
    if output is not None:
        raise UsageError(f"{sentence}; {output} is not written")
    notify(sentence)


def graph_of(project: Path, endpoint: str | None) -> Store:
    """The graph that a command asks: that of the project, built first if need be, or the one behind an endpoint."""
    if not endpoint:
        from kgtools.graph.store import open_store

        return open_store(project, notify)
    try:
        from kgtools.sparql.remote.store import open_endpoint
    except ImportError as error:
        raise UsageError(f"an endpoint is asked with {error.name}; pip install 'tandem-kg[remote]'") from None
    return open_endpoint(endpoint, notify)


def copies_at(graph: Store, articles: Path | None) -> dict[str, Copy]:
    """The copies of articles in a folder; says what the folder holds if it lacks some and holds other files."""
    if articles is None:
        return {}
    from kgtools.articles import copies
    from kgtools.views import evidence

    known = evidence.identities(graph)
    folder = copies.look(articles, known)
    lacking = folder.lacking(known, "their passages are not shown")
    if lacking and (folder.refused or not folder.copies):
        notify(f"{folder.path}: {lacking}")
    return folder.copies


def headings(table: str, columns: tuple[str, ...], lang: str, output_format: str) -> tuple[str, ...]:
    """The headings of a table: for people in their language; in CSV, TSV and JSON, which programs read, as they are."""
    from kgtools.messages import message

    if output_format not in ("table", "md", "html"):
        return columns
    return tuple(message(f"{table}.column.{column}", lang) for column in columns)


def put(text: str, output: Path | None, paged: bool = False, wide: bool = False) -> None:
    """Write a result to a file or to standard output; on a terminal that it does not fit into, through the pager.

    The lines of a `wide` result may be longer than the terminal: the pager then moves sideways.
    """
    if output is not None:
        with files.replacing(output) as temporary:
            temporary.write_text(text, encoding="utf-8")
    elif paged and width(output) is not None and (wide or text.count("\n") >= _height()):
        import pydoc

        # What git, too, asks of less: show at once what fits, and leave the screen as it is.
        os.environ.setdefault("LESS", "-FRSX" if wide else "-FRX")
        os.environ.setdefault("LESSCHARSET", "utf-8")
        encoding, errors = sys.stdout.encoding, sys.stdout.errors or "strict"
        pydoc.pager(text.encode(encoding, errors).decode(encoding))
    else:
        print(text, end="")


@contextmanager
def writing(output: Path | None) -> Iterator[Path]:
    """Give a file to write a result into, which takes its place or is printed when the block ends well."""
    import shutil
    import tempfile

    if output is not None:
        with files.replacing(output) as temporary:
            yield temporary
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "result"
        yield file
        with file.open(encoding="utf-8", newline="") as written:
            shutil.copyfileobj(written, sys.stdout)


def put_page(text: str, output: Path | None = None) -> None:
    """Print lines of text, folded to the terminal and through its pager if they are many; to a file as they are."""
    put(text if output else folded(text), output, paged=True)
