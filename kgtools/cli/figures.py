"""Commands that follow what is said over time: figures, targets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files, projects
from kgtools.claims import tables
from kgtools.cli import completion
from kgtools.cli.options import (
    COMPARE,
    About,
    Articles,
    Endpoint,
    Format,
    Language,
    OfArticle,
    Output,
    Root,
    Since,
    Until,
    Wide,
    chosen_format,
    command,
    copies_at,
    folded,
    graph_of,
    headings,
    language,
    notify,
    one_of,
    put,
    put_page,
    say_nothing,
)
from kgtools.cli.printing import Way, put_table
from kgtools.errors import UsageError
from kgtools.values import periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgtools.graph.reading import Store
    from kgtools.views.figures import FigureValue, Say

_OUTCOMES = ("met", "missed", "disputed", "open", "unknowable")


Party = Annotated[
    str | None,
    typer.Option(
        "--party", metavar="THING", help="Only figures of this side, named in any language.",
        autocompletion=completion.things,
    ),
]  # fmt: skip
OtherParty = Annotated[
    str | None,
    typer.Option("--other", metavar="THING", help="The other side, likewise.", autocompletion=completion.things),
]


@command(COMPARE, "kgtools figures turnover", "kgtools figures export --from 2017 --to 2022 -o export.html")
def figures(
    indicator: Annotated[
        str,
        typer.Argument(
            help="An indicator by any of its names, or a flow: turnover, export, import.",
            autocompletion=completion.indicators,
        ),
    ],
    party: Party = None,
    other: OtherParty = None,
    since: Since = None,
    until: Until = None,
    article: OfArticle = None,
    output_format: Format = None,
    root: Root = None,
    endpoint: Endpoint = None,
    articles: Articles = None,
    lang: Language = "",
    wide: Wide = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Write to this file; .svg, .png or .pdf gives a chart, .html one to click."
        ),
    ] = None,
) -> None:
    """Show every printed value of an indicator side by side, by period, with who says so."""
    from kgtools.plots import style
    from kgtools.views import dataset, figures

    project = projects.find_root(root)
    lang = language(lang)
    charts = (".html", *style.ENDINGS)
    drawn = output_format is None and output is not None and output.suffix.lower() in charts
    output_format = chosen_format(output_format, None if drawn else output, others=charts)
    span = periods.period(since, until)
    graph = graph_of(project, endpoint)
    asked, flow = figures.topic(graph, indicator)
    wanted = figures.FigureFilter(
        asked, flow, thing_id(graph, party), thing_id(graph, other), span.first, span.last,
        article_id(project, article),
    )  # fmt: skip
    found = figures.values(graph, wanted)
    if not found:
        say_nothing(figures.nothing(graph, wanted, indicator), output)
        return
    say = in_words(graph, lang)
    if output is not None and drawn:
        _draw_chart(output, project, graph, found, articles, lang)
        return
    cited = dataset.citations(project, graph, (value.article for value in found), lang)
    below = (_explanations(graph, found, lang) if output_format in ("table", "md") else {}) | cited
    if output_format == "table":
        _put_side_by_side(found, say, Way(output_format, lang, output, wide), below)
    else:
        rows = figures.figure_rows(found, say, lang)
        put(_written("figures", figures.FIGURE_COLUMNS, rows, below, output_format, lang, output), output)


def _put_side_by_side(found: Sequence[FigureValue], say: Say, way: Way, below: dict[str, str]) -> None:
    """Figures as a table, on a terminal in few columns, with explanations and citations below."""
    import pyoxigraph as ox

    from kgtools import namespaces
    from kgtools.messages import counted
    from kgtools.query import formats
    from kgtools.views import figures

    columns: tuple[str, ...] = figures.FIGURE_COLUMNS
    rows = figures.figure_rows(found, say, way.language)
    if way.on_terminal and not way.wide:
        columns, rows = formats.narrowed(columns, rows, say(ox.NamedNode(namespaces.code("bound/exact"))))
    numbers = {"figures": len(found), "articles": len({value.article for value in found})}
    count = ", ".join(counted(what, number, way.language) for what, number in numbers.items())
    text = folded("".join(f"\n{name}: {text}" for name, text in below.items()))
    put_table(headings("figures", columns, way.language, way.format), rows, way, count, below=text)


def _explanations(graph: Store, found: Sequence[FigureValue], lang: str) -> dict[str, str]:
    """The explanations of the disagreements that are marked at the figures, as notes below them."""
    from kgtools.views import disagreements

    named = [entry for value in found for entry in value.disagreements]
    entries = disagreements.explained(graph, named, lang)
    return {name: f"{entry.status}. {entry.explanation}" for name, entry in entries.items()}


def _draw_chart(
    output: Path, project: Path, graph: Store, found: Sequence[FigureValue], articles: Path | None, lang: str
) -> None:
    """Draw figures as a chart, as a page if the ending is .html, and say how many are in it."""
    from kgtools.plots import prepare
    from kgtools.views import pictures

    picture = pictures.chart(project, graph, found, lang)
    if output.suffix.lower() == ".html":
        picture = pictures.figures_with_evidence(project, picture, graph, copies_at(graph, articles), lang)
    drawn = prepare.figures(output, picture, lang)
    left_out = f"; {picture.others} values of other indicators or units are not in it" if picture.others else ""
    typer.echo(f"drew {drawn} values in {output}{left_out}", err=True)


@command(COMPARE, "kgtools targets --outcome missed", 'kgtools targets --about "Silk Road visa" --lang kk')
def targets(
    about: About = None,
    article: OfArticle = None,
    outcome: Annotated[
        str | None,
        typer.Option(
            "--outcome",
            help=f"{', '.join(_OUTCOMES[:-1])} or {_OUTCOMES[-1]}.",
            autocompletion=completion.choices(*_OUTCOMES),
        ),
    ] = None,
    output_format: Format = None,
    root: Root = None,
    endpoint: Endpoint = None,
    lang: Language = "",
    output: Output = None,
    propose: Annotated[
        bool,
        typer.Option("--propose", help="Add to data/outcomes.csv what it lacks: targets, and claims that tell one."),
    ] = False,
) -> None:
    """Show targets, plans and expectations: who set them, by when, and what became of them."""
    project = projects.find_root(root)
    lang = language(lang)
    output_format = chosen_format(output_format, output)
    if propose:
        if any((about, article, outcome, output)):
            raise UsageError("--propose writes data/outcomes.csv; give it without other options")
        _propose(project)
        return
    from kgtools import ontology
    from kgtools.views import dataset, targets

    if outcome is not None:
        one_of("--outcome", outcome, ontology.load(project).codes["outcome"])
    graph = graph_of(project, endpoint)
    say = in_words(graph, lang)
    found = targets.chosen(graph, thing_id(graph, about), article_id(project, article), outcome or "")
    if not found:
        say_nothing("no target matches all options; leave one out", output)
        return
    told_in = (source for target in found for source in targets.sources(target))
    cited = dataset.citations(project, graph, told_in, lang)
    if output_format == "table":
        below = "\n".join(f"{source}: {citation}" for source, citation in cited.items())
        put_page(f"{targets.as_text(found, say, lang)}\n{below}\n", output)
    else:
        rows = targets.target_rows(found, say, lang)
        put(_written("targets", targets.TARGET_COLUMNS, rows, cited, output_format, lang, output), output)


def _propose(project: Path) -> None:
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.compare.outcomes import FILE
    from kgtools.curation import ledger

    terms = ontology.load(project)
    known = reader.load(project, terms)
    rows, added, told_again = ledger.all_outcomes(known, terms)
    if added or told_again:
        files.replace_all(project, {project / FILE: tables.as_text(tables.OUTCOMES, rows)})
    typer.echo(f"{added} rows added to {FILE}, claims added to {told_again}; read each, and say why")


def _written(
    name: str, columns: tuple[str, ...], rows: list[list[str]], cited: dict[str, str], output_format: str, lang: str,
    output: Path | None,
) -> str:  # fmt: skip
    """Rows whole, with the citations of their articles: below Markdown, else in a column of their own.

    A row of one article has it in the column `article`, one of several in `articles`, separated by spaces.
    """
    from kgtools.markdown import escaped
    from kgtools.query.formats import write

    if output_format == "md":
        below = [f"- {article}: {escaped(citation)}" for article, citation in cited.items()]
        return write(headings(name, columns, lang, output_format), rows, output_format) + "\n" + "\n".join(below) + "\n"
    place = next(number for number, column in enumerate(columns) if column in ("article", "articles"))
    columns = (*columns, "citation")
    rows = [[*row, " ".join(cited[source] for source in row[place].split())] for row in rows]
    return write(headings(name, columns, lang, output_format), rows, output_format, output)


def in_words(graph: Store, lang: str) -> Say:
    """How a term is shown in a language; a claim by its key."""
    from kgtools.graph import labels

    return lambda term: labels.label(graph, term, lang).removeprefix("claim/")


def thing_id(graph: Store, words: str | None) -> str:
    """The id of the thing that words name; empty for none."""
    from kgtools import namespaces
    from kgtools.query import lookup

    if not words:
        return ""
    found = lookup.find(graph, words)
    if found.alike:
        notify(str(found))
    return namespaces.shorten(found.thing.value)


def article_id(project: Path, name: str | None) -> str:
    if name is None:
        return ""
    identifier = name.removeprefix("article/")
    one_of("--article", identifier, tuple(folder.name for folder in files.article_folders(project)))
    return identifier
