"""The command timeline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kgtools import tables
from kgtools.cli.options import Articles, Language, Root, app, language, put
from kgtools.errors import UsageError

ENDINGS = (".html", ".svg", ".png", ".pdf", ".csv")


@app.command()
def timeline(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write: .html, .svg, .png, .pdf or .csv.")],
    first: Annotated[int | None, typer.Option("--from", help="Only what touches this year or later ones.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Only what touches this year or earlier ones.")] = None,
    about: Annotated[str | None, typer.Option("--about", help="Only what a fact joins to this thing.")] = None,
    lanes: Annotated[
        str,
        typer.Option(
            "--lanes",
            help="stages, tenures, visits, documents, bodies (these five if none is named), events, memberships, "
            "projects, publications; or all.",
        ),
    ] = "",
    article: Annotated[str | None, typer.Option("--article", help="Only what this article says (its id).")] = None,
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
) -> None:
    """Draw when things were, by the articles, with the claims behind each date."""
    from kgtools import store
    from kgtools import timeline as times
    from kgtools.cli.following import article_id, in_words, thing_id

    language(lang)
    ending = output.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"-o {output}: a timeline ends in {', '.join(ENDINGS)}")
    wanted = times.lanes(lanes)
    house = tables.find_root(root)
    graph = store.open_store(house)
    thing = thing_id(graph, about)
    found = times.bars(graph, wanted, thing, first, last, article_id(house, article))
    say = in_words(graph, lang)
    if ending == ".csv":
        from kgtools.answers import write

        put(write(times.COLUMNS, list(times.rows(found, say)), "csv"), output)
    else:
        from kgtools.drawings import showing

        showing.timeline(house, graph, output, found, wanted, thing, (first, last), articles, lang)
    typer.echo(f"drew {len(found)} dates of {len({bar.thing for bar in found})} things in {output}", err=True)
