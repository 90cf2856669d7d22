"""The command that lets the rules read an article and propose what they find."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import projects
from kgtools.cli.options import READ, Articles, Output, Root, command, notify, put
from kgtools.cli.printing import progress
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.claims.model import Article, Corpus
    from kgtools.curation.extract.spans import Reading


@command(
    READ,
    "kgtools extract my-articles/text.txt -o proposals.jsonl",
    "kgtools extract ARTICLE --articles my-articles -o proposals.jsonl",
    "kgtools extract text.txt --published 2024-08-08 --spans",
)
def extract(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE|FILE", help="The article: its id, or a file with its text.")
    ],
    spans: Annotated[
        bool, typer.Option("--spans", help="List the names, dates and quantities that were found, as CSV.")
    ] = False,
    published: Annotated[
        str,
        typer.Option("--published", metavar="DATE", help="When it was published, if it is no known article: a date."),
    ] = "",
    root: Root = None,
    articles: Articles = None,
    output: Output = None,
) -> None:
    """Let the rules read an article: names, dates, quantities and what is said, as proposals for a curator.

    Nothing of it enters the graph: a curator decides on each. No network is used.
    """
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.curation.extract import run
    from kgtools.curation.extract.reading import read
    from kgtools.curation.proposals import records

    project = projects.find_root(root)
    own = ontology.load(project)
    corpus = reader.load(project, own)
    text, name, known = _text(article, corpus, articles)
    published = _date(published)
    with progress() as tell:
        reading = read(text, corpus, own, known, published, partial(tell, "sentences"))
    if reading.unread:
        _left_out(name, reading)
    if spans:
        put(run.spans(reading), output)
        return
    found = run.proposals(reading, name, corpus, own, known)
    put(records.write(found), output)
    counts = {kind: sum(type(one).__name__ == kind for one in found) for kind in ("Thing", "Fact", "Figure")}
    listed = ", ".join(f"{number} {kind.lower()}{'s' * (number != 1)}" for kind, number in counts.items())
    notify(f"proposed: {listed}; nothing enters before a curator accepts it")


def _left_out(name: str, reading: Reading) -> None:
    """Say what is left out, since there are no rules for its language. Raises UsageError if that is all."""
    from kgtools.articles import lexicon

    languages, known = ", ".join(reading.unread), ", ".join(lexicon.with_rules())
    told = f"{name}: what stands in {languages} is not read, there are rules for {known} alone"
    if not reading.sentences:
        raise UsageError(f"{told}; let another reader propose what it says: kgtools propose")
    notify(told)


def _date(published: str) -> str:
    from kgtools.values import dates

    if published:
        try:
            dates.parse(published)
        except ValueError as error:
            raise UsageError(f"--published {published}: {error}") from None
    return published


def _text(article: str, corpus: Corpus, articles: Path | None) -> tuple[str, str, Article | None]:
    """The text of an article, what the run calls it, and what is known of it."""
    from kgtools.articles import copies
    from kgtools.checks import anchors
    from kgtools.errors import nearest_article

    path = Path(article)
    if path.is_file():
        copy, known = copies.read_file(path, anchors.identities(corpus))
        if copy.encoding:
            notify(f"{path} was read as {copy.encoding}; save it in UTF-8 before you enter claims from it")
        return copy.text, known or path.stem, corpus.articles.get(known)
    identifier = article.removeprefix("article/")
    if identifier not in corpus.articles:
        hint = nearest_article(identifier, corpus.articles)
        raise UsageError(f"there is no article and no file '{article}'; {hint}")
    if articles is None:
        raise UsageError("name the folder with your copies of the articles with --articles")
    folder = copies.look(articles, anchors.identities(corpus))
    if identifier not in folder.copies:
        raise UsageError(f"{articles}: {folder.lacking([identifier])}")
    return folder.copies[identifier].text, identifier, corpus.articles[identifier]
