"""The command timeline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgtools import files
from kgtools.cli.options import DRAW, Articles, Language, Root, command, copies_at, language, notify, put
from kgtools.errors import UsageError

ENDINGS = (".html", ".svg", ".png", ".pdf", ".csv")


@command(DRAW, "kgtools timeline -o timeline.html", "kgtools timeline --about Mirziyoyev --lang ru -o mirziyoyev.svg")
def timeline(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .html, .svg, .png, .pdf or .csv.")],
    first: Annotated[int | None, typer.Option("--from", help="Only what touches this year or later ones.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Only what touches this year or earlier ones.")] = None,
    about: Annotated[str | None, typer.Option("--about", help="Only what a fact joins to this thing.")] = None,
    lanes: Annotated[
        str,
        typer.Option(
            "--lanes",
            help="stages, tenures, visits, documents, bodies, facts (these six if none is named), events, memberships, "
            "projects, publications; or all.",
        ),
    ] = "",
    article: Annotated[str | None, typer.Option("--article", help="Only what this article says (its id).")] = None,
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
) -> None:
    """Draw when things were, by the articles, with the claims behind each date."""
    from kgtools.cli.figures import article_id, in_words, thing_id
    from kgtools.graph import store
    from kgtools.views import timeline

    language(lang)
    ending = output.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"-o {output}: a timeline ends in {', '.join(ENDINGS)}")
    wanted = timeline.lanes(lanes) or timeline.USUAL
    project = files.find_root(root)
    graph = store.open_store(project, notify)
    thing = thing_id(graph, about)
    found = timeline.bars(graph, wanted, thing, first, last, article_id(project, article))
    say = in_words(graph, lang)
    if ending == ".csv":
        from kgtools.query.formats import write

        put(write(timeline.COLUMNS, list(timeline.rows(found, say)), "csv", file=output), output)
    else:
        from kgtools.plots import page, prepare
        from kgtools.views import pictures

        picture = pictures.timeline(project, graph, found, wanted, thing, lang)
        if ending == ".html":
            page.library()
            picture = pictures.with_evidence(picture, graph, copies_at(graph, articles), lang)
        prepare.timeline(output, picture, (first, last), lang)
    left = sum(map(len, timeline.undated(graph, wanted, thing).values()))
    things = len({bar.thing for bar in found})
    typer.echo(f"drew {len(found)} dates of {things} things in {output}; {left} things have no date", err=True)
