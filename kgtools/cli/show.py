"""Commands that show what is there: show, search, why, about."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import projects
from kgtools.cli import completion
from kgtools.cli.options import (
    ASK,
    Articles,
    Endpoint,
    Format,
    Language,
    Limit,
    Output,
    Root,
    Wide,
    chosen_format,
    command,
    copies_at,
    graph_of,
    headings,
    language,
    notify,
    put,
    put_page,
    say_nothing,
    shortened,
    width,
)
from kgtools.cli.printing import Way, put_table
from kgtools.errors import UsageError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kgtools.graph.reading import Store


_OFFERED = 12  # things of one name that are listed
_SEARCH_COLUMNS = ("what", "kind", "why", "id")


@command(ASK, "kgtools show THING", "kgtools show THING --evidence --lang kk")
def show(
    thing: Annotated[
        str,
        typer.Argument(
            help="An id, an IRI, or words of a label in any language; also a claim or a disagreement.",
            autocompletion=completion.things,
        ),
    ],
    root: Root = None,
    endpoint: Endpoint = None,
    articles: Articles = None,
    lang: Language = "",
    evidence: Annotated[
        bool,
        typer.Option(
            "--evidence", help="Below each line the claims it rests on, with places and, with --articles, passages."
        ),
    ] = False,
) -> None:
    """Show one thing: what it is, disagreements, facts, events in time, figures and opinions; or a claim."""
    from kgtools.query import lookup
    from kgtools.views import entity

    project = projects.find_root(root)
    lang = language(lang)
    graph = graph_of(project, endpoint)
    found = lookup.candidates(graph, thing)
    if len(found) > 1:
        raise UsageError(_choice(graph, thing, [node for node, _ in found], lang))
    copies = copies_at(graph, articles)
    page = entity.page(graph, found[0][0], lang, copies)
    opened = entity.passages(graph, page, copies) if evidence or articles else None
    further = page.further() if width(None) is not None else ""
    put_page(page.text(opened) + further)


def _choice(graph: Store, words: str, found: list[ox.NamedNode], lang: str) -> str:
    """What words can mean, one line a thing with its id, name and kind, and the command to type."""
    from kgtools import namespaces
    from kgtools.graph import labels

    ids = [namespaces.shorten(node.value) for node in found[:_OFFERED]]
    lines = [f"'{words}' can be {len(found)} things; name one by its id:"]
    for identifier, node in zip(ids, found, strict=False):
        lines.append(f"  {identifier:<{max(map(len, ids))}}  {labels.label(graph, node, lang)}")
    if len(found) > _OFFERED:
        lines.append(f"  and {len(found) - _OFFERED} more: kgtools search {shlex.quote(words)}")
    return "\n".join([*lines, f"for example: kgtools show {ids[0]}"])


@command(ASK, "kgtools search NAME", 'kgtools search "high-speed railway"')
def search(
    words: Annotated[list[str], typer.Argument(help="Words of a name or of what is told, in any spelling.")],
    root: Root = None,
    endpoint: Endpoint = None,
    lang: Language = "",
    limit: Limit = 12,
    output_format: Format = None,
    wide: Wide = False,
    output: Output = None,
) -> None:
    """Find things by their names, however spelled, then by what claims, explanations and notes tell of them."""
    from kgtools.messages import counted
    from kgtools.query import search
    from kgtools.query.search import kept
    from kgtools.query.terminal import Marked
    from kgtools.views import evidence

    project = projects.find_root(root)
    lang = language(lang)
    output_format = chosen_format(output_format, output)
    graph = graph_of(project, endpoint)
    typed = " ".join(words)
    found, number = kept.search(graph, typed, limit)
    if not found:
        say_nothing(f"nothing is found for '{shortened(typed)}'; try fewer words, or another spelling", output)
        return
    shown = [search.row(graph, match, evidence.kind(graph, match.node, lang), lang) for match in found]
    rows = [[row.what, row.kind, Marked(row.why, row.spans), row.id] for row in shown]
    columns = headings("search", _SEARCH_COLUMNS, lang, output_format)
    put_table(columns, rows, Way(output_format, lang, output, wide), counted("rows", len(rows), lang))
    if number > limit:
        notify(f"{number - limit} more; see them with --limit {number}")


@command(ASK, "kgtools why DOCUMENT signedOn", "kgtools why PLACE country --lang ru")
def why(
    subject: Annotated[
        str,
        typer.Argument(help="The thing: an id, an IRI, or words of a label.", autocompletion=completion.things),
    ],
    predicate: Annotated[str, typer.Argument(metavar="PROPERTY", help="The property, such as signedOn.")],
    root: Root = None,
    endpoint: Endpoint = None,
    articles: Articles = None,
    lang: Language = "",
) -> None:
    """Show the claims behind a statement, each with its article, place and passage."""
    from kgtools.query import lookup
    from kgtools.views import evidence

    project = projects.find_root(root)
    lang = language(lang)
    graph = graph_of(project, endpoint)
    found = lookup.find(graph, subject)
    if found.alike:
        notify(str(found))
    copies = copies_at(graph, articles)
    put_page(evidence.why(graph, found.thing, predicate, lang, copies).text())


_ABOUT_FORMATS = ("text", "bibtex")
AboutFormat = Annotated[
    str,
    typer.Option("--format", help="text or bibtex.", autocompletion=completion.choices(*_ABOUT_FORMATS)),
]


@command(ASK, "kgtools about", "kgtools about --format bibtex")
def about(root: Root = None, lang: Language = "", output_format: AboutFormat = "text", output: Output = None) -> None:
    """Show what the project holds, from which articles, of when, and how to cite it."""
    from kgtools.graph import build, store
    from kgtools.views import dataset

    project = projects.find_root(root)
    lang = language(lang)
    graph = store.open_store(project, notify)
    if chosen_format(output_format, None, _ABOUT_FORMATS) == "bibtex":
        put(dataset.bibtex(project, graph, lang), output)
    else:
        put_page(dataset.about(project, graph, build.counts(project), lang), output)
