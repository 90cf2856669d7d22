"""Commands that show where the articles disagree: disagreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.claims import tables
from kgtools.claims.model import Corpus
from kgtools.cli.options import Language, Output, Root, app, headings, language, notify, one_of, put, width
from kgtools.errors import UsageError, nearest
from kgtools.ontology import Ontology

if TYPE_CHECKING:
    from kgtools.claims.model import Corpus
    from kgtools.ontology import Ontology

_FORMATS = ("table", "md", "csv", "json")


@app.command()
def disagreements(
    clash_type: Annotated[str, typer.Option("--type", help="Only those of this type, such as contradiction.")] = "",
    about: Annotated[
        str, typer.Option("--about", metavar="THING", help="Only those with a claim about this thing: an id or words.")
    ] = "",
    article: Annotated[str, typer.Option("--article", help="Only those with a claim of this article.")] = "",
    status: Annotated[str, typer.Option("--status", help="Only those of this status: open, explained, decided.")] = "",
    propose: Annotated[
        bool, typer.Option("--propose", help="Write a row into the list for every clash that has none.")
    ] = False,
    root: Root = None,
    lang: Language = "en",
    output_format: Annotated[str, typer.Option("--format", help="table, md, csv or json.")] = "table",
    output: Output = None,
) -> None:
    """List where the articles disagree, with what each prints, where, and a curator's explanation."""
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.compare import disagreement_report

    language(lang)
    one_of("--format", output_format, _FORMATS)
    project = files.find_root(root)
    terms = ontology.load(project)
    known = reader.load(project, terms)
    if propose:
        if clash_type or about or article or status or output:
            raise UsageError("--propose writes all that is missing; give it without other options")
        _propose(project, known, terms)
        return
    _known("--type", clash_type, terms.codes["disagreement-type"])
    _known("--status", status, terms.codes["disagreement-status"])
    article = article.removeprefix("article/")
    _known("--article", article, tuple(known.articles))
    chosen = disagreement_report.select(known, clash_type, status, article, _thing(project, about) if about else "")
    words = disagreement_report.Labels(known, terms, lang)
    if output_format == "md":
        put(disagreement_report.markdown(chosen, words), output)
    elif output_format == "json":
        import json

        put(json.dumps(disagreement_report.document(chosen, words), ensure_ascii=False, indent=1) + "\n", output)
    else:
        from kgtools.query import formats

        if output_format == "csv":
            put(formats.write(disagreement_report.COLUMNS, disagreement_report.rows(chosen, words), "csv"), output)
        else:
            columns = headings("disagreements", ("disagreement", "claims", "explanation"), lang, output_format)
            put(formats.write(columns, disagreement_report.summary(chosen, words), "table", width(output)), output)
    if not chosen:
        typer.echo("no disagreement matches all options", err=True)


def _known(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value and value not in choices:
        hint = nearest(value, choices) or f"expected one of {', '.join(choices)}"
        raise UsageError(f"{option} {value}: there is none; {hint}")


def _thing(project: Path, words: str) -> str:
    """The id of the thing that an id or words name."""
    from kgtools import namespaces
    from kgtools.graph import store
    from kgtools.query import lookup

    found = lookup.find(store.open_store(project, notify), words)
    if found.alike:
        notify(str(found))
    return namespaces.shorten(found.thing.value)


def _propose(project: Path, known: Corpus, terms: Ontology) -> None:
    from kgtools.curation import proposals

    rows = proposals.disagreements(known, terms)
    if rows:
        tables.insert_rows(project / "data" / "disagreements.csv", tables.DISAGREEMENTS, rows, project)
    for row in rows:
        typer.echo(f"{row['id']}: {row['note']}")
    what = "entry" if len(rows) == 1 else "entries"
    advice = "; explain each, and give it a meaningful id before it is published" if rows else ""
    typer.echo(f"{len(rows)} {what} added to data/disagreements.csv{advice}")
