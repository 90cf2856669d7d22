"""Commands that show where the articles disagree: disagreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import tables
from kgtools.cli.options import Language, Output, Root, app, language, one_of, put, width
from kgtools.errors import UsageError, nearest

if TYPE_CHECKING:
    from kgtools.claims import Corpus
    from kgtools.vocabulary import Vocabulary

_FORMATS = ("table", "md", "csv", "json")


@app.command()
def disagreements(
    type_: Annotated[str, typer.Option("--type", help="Only those of this type, such as contradiction.")] = "",
    about: Annotated[
        str, typer.Option("--about", metavar="THING", help="Only those with a claim about this thing: an id or words.")
    ] = "",
    article: Annotated[str, typer.Option("--article", help="Only those with a claim of this article.")] = "",
    status: Annotated[str, typer.Option("--status", help="Only those of this status: open, explained, decided.")] = "",
    propose: Annotated[
        bool, typer.Option("--propose", help="Write a row into the ledger for every clash that has none.")
    ] = False,
    root: Root = None,
    lang: Language = "en",
    format_: Annotated[str, typer.Option("--format", help="table, md, csv or json.")] = "table",
    output: Output = None,
) -> None:
    """List where the articles disagree, with what each prints, where, and a curator's explanation."""
    from kgtools import corpus, vocabulary
    from kgtools.compare import listing

    language(lang)
    one_of("--format", format_, _FORMATS)
    house = tables.find_root(root)
    terms = vocabulary.load(house)
    known = corpus.load(house, terms)
    if propose:
        if type_ or about or article or status or output:
            raise UsageError("--propose writes all that is missing; give it without other options")
        _propose(house, known, terms)
        return
    _known("--type", type_, terms.codes["disagreement-type"])
    _known("--status", status, terms.codes["disagreement-status"])
    article = article.removeprefix("article/")
    _known("--article", article, tuple(known.articles))
    chosen = listing.select(known, type_, status, article, _thing(house, about) if about else "")
    words = listing.Words(known, terms, lang)
    if format_ == "md":
        put(listing.markdown(chosen, words), output)
    elif format_ == "json":
        import json

        put(json.dumps(listing.document(chosen, words), ensure_ascii=False, indent=1) + "\n", output)
    else:
        from kgtools import answers

        if format_ == "csv":
            put(answers.write(listing.COLUMNS, listing.rows(chosen, words), "csv"), output)
        else:
            columns = ("disagreement", "claims", "explanation")
            put(answers.write(columns, listing.summary(chosen, words), "table", width(output)), output)
    if not chosen:
        typer.echo("no disagreement in the ledger is like that", err=True)


def _known(option: str, value: str, choices: tuple[str, ...]) -> None:
    if value and value not in choices:
        hint = nearest(value, choices) or f"expected one of {', '.join(choices)}"
        raise UsageError(f"{option} {value}: there is none; {hint}")


def _thing(house: Path, words: str) -> str:
    """The id of the thing that an id or words name."""
    from kgtools import names, store, things

    return things.find(store.open_store(house), words).value.removeprefix(names.ID).removeprefix(names.BASE)


def _propose(house: Path, known: Corpus, terms: Vocabulary) -> None:
    from kgtools.compare import ledger

    rows = ledger.proposed(known, terms)
    if rows:
        tables.insert_rows(house / "data" / "disagreements.csv", tables.LEDGER, rows, house)
    for row in rows:
        typer.echo(f"{row['id']}: {row['note']}")
    what = "entry" if len(rows) == 1 else "entries"
    advice = "; explain each, and give it a telling id before it is published" if rows else ""
    typer.echo(f"{len(rows)} {what} added to data/disagreements.csv{advice}")
