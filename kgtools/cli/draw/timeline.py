"""The command timeline."""

from __future__ import annotations

from collections.abc import Sized
from pathlib import Path
from typing import Annotated

import typer

from kgtools import projects
from kgtools.cli.figures import article_id, in_words, thing_id
from kgtools.cli.options import (
    DRAW,
    About,
    Articles,
    Endpoint,
    Language,
    OfArticle,
    Root,
    Since,
    Until,
    command,
    copies_at,
    graph_of,
    language,
    put,
)
from kgtools.errors import UsageError
from kgtools.values import periods

_TIMELINES = (".html", ".svg", ".png", ".pdf", ".csv")


@command(DRAW, "kgtools timeline -o timeline.html", "kgtools timeline --about THING --lang ru -o thing.svg")
def timeline(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .html, .svg, .png, .pdf or .csv.")],
    since: Since = None,
    until: Until = None,
    about: About = None,
    lanes: Annotated[
        str,
        typer.Option(
            "--lanes",
            help="stages, tenures, visits, documents, bodies, facts (these six if none is named), events, memberships, "
            "projects, publications; or all.",
        ),
    ] = "",
    article: OfArticle = None,
    root: Root = None,
    endpoint: Endpoint = None,
    articles: Articles = None,
    lang: Language = "",
) -> None:
    """Draw when things were, by the articles, with the claims behind each date."""
    from kgtools.views import timeline
    from kgtools.views.overview.lanes import named, usual

    project = projects.find_root(root)
    lang = language(lang)
    first, last = periods.years(since, until)
    ending = output.suffix.lower()
    if ending not in _TIMELINES:
        raise UsageError(f"-o {output}: a timeline ends in {', '.join(_TIMELINES)}")
    wanted = named(lanes) or usual()
    graph = graph_of(project, endpoint)
    thing = thing_id(graph, about)
    found = timeline.bars(graph, wanted, thing, first, last, article_id(project, article))
    say = in_words(graph, lang)
    shown = found
    if ending == ".csv":
        from kgtools.query.formats import write

        put(write(timeline.COLUMNS, list(timeline.rows(found, say)), "csv", file=output), output)
    else:
        from kgtools.plots import prepare
        from kgtools.views import pictures

        if ending == ".html":
            drawn = pictures.timelines(project, graph, found, wanted, thing, copies_at(graph, articles))
            prepare.timeline_page(output, drawn, (first, last), lang)
            shown = [*drawn[lang].bars]
        else:
            picture = pictures.timeline(project, graph, found, wanted, thing, lang)
            prepare.timeline(output, picture, (first, last), lang)
            shown = [*picture.bars]
    left = sum(map(len, timeline.undated(graph, wanted, thing).values()))
    dates, things = _so_many(shown, found), _so_many(*({bar.thing for bar in some} for some in (shown, found)))
    typer.echo(f"drew {dates} dates of {things} things in {output}; {left} things have no date", err=True)


def _so_many(shown: Sized, every: Sized) -> str:
    return str(len(shown)) if len(shown) == len(every) else f"{len(shown)} of {len(every)}"
