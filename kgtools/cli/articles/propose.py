"""Proposals of readers: the brief that they get, what they hand in taken over, and what each proposal is worth."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import namespaces, projects
from kgtools.cli.options import READ, Articles, Output, Root, command, notify, one_of, put
from kgtools.errors import UsageError, nearest

if TYPE_CHECKING:
    from kgtools.articles.copies import Copy
    from kgtools.claims.model import Article, Corpus
    from kgtools.curation.proposals.importers import Source
    from kgtools.errors import Finding
    from kgtools.ontology import Ontology


@command(
    READ,
    "kgtools propose --brief -o brief.md",
    "kgtools propose --brief --known ARTICLE --articles my-articles",
    "kgtools propose --import answer.txt ARTICLE -o proposals.jsonl",
    "kgtools propose --import export.json --map PER=Person ARTICLE -o proposals.jsonl",
)
def propose(
    article: Annotated[str, typer.Argument(help="The article, by its id.", show_default=False)] = "",
    brief: Annotated[
        bool, typer.Option("--brief", help="Print what a reader needs: task, rules, vocabulary, example, schema.")
    ] = False,
    known: Annotated[
        bool, typer.Option("--known", help="In the brief, the things that the text of ARTICLE seems to name.")
    ] = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a line, and no more.")] = False,
    source: Annotated[
        Path | None, typer.Option("--import", metavar="FILE", help="Take over what a reader or a tool has written.")
    ] = None,
    named: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="FORMAT",
            help="Its format, if it is not recognised: proposals, csv, xlsx, web-annotation, label-studio, inception, "
            "langextract or brat.",
        ),
    ] = "",
    mapped: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="LABEL=NAME", help="What a label means: a kind, a property, empty or ignored."),
    ] = None,
    root: Root = None,
    articles: Articles = None,
    output: Output = None,
) -> None:
    """Ask a reader for proposals about an article, or take over those that one has written.

    Readers may be people, language models or annotation tools; kgtools proposals then tells what each is worth.
    """
    if sum((brief, schema, source is not None)) != 1:
        raise UsageError("say what to do: --brief, --schema or --import FILE")
    if known and not brief:
        raise UsageError("--known belongs to --brief")
    project = projects.find_root(root)
    corpus, ontology = _tables(project)
    if schema:
        from kgtools.curation.proposals.brief.schema import as_text

        put(as_text(ontology), output)
        return
    if brief:
        from kgtools.curation.proposals.brief.brief import brief as write_brief

        chosen = _article(corpus, article) if article or known else None
        copy = _copies(corpus, articles).get(chosen.id) if known and chosen else None
        if known and copy is None:
            raise UsageError(f"--known reads the text of '{article}'; name the folder that holds it with --articles")
        put(write_brief(corpus, ontology, chosen, copy), output)
        return
    assert source is not None
    _take_over(project, source, named, mapped or [], _article(corpus, article), (corpus, ontology), output)


def _take_over(
    project: Path, source: Path, named: str, mapped: Sequence[str], article: Article,
    known: tuple[Corpus, Ontology], output: Path | None,
) -> None:  # fmt: skip
    """Write what a reader has handed in as proposals about an article, and tell what could not be taken over."""
    from kgtools.curation.proposals import importers, records
    from kgtools.curation.proposals.importers import taken_over

    if named:
        one_of("--as", named, importers.FORMATS)
    if output is not None and (project / "data") in output.resolve().parents:
        raise UsageError(f"-o {output}: proposals hold quotes, which no table may; write them outside data/")
    given = importers.open_source(source)
    chosen = named or importers.recognised(given)
    lines, findings = importers.read(
        given, known[1], chosen, _pairs(mapped), (article.languages or namespaces.languages())[0]
    )
    if not lines and not findings:
        raise UsageError(f"{source}: the file holds nothing to take over; is it the right one?")
    found, notes = taken_over.as_proposals(lines, article, chosen, *known)
    put(records.write(found), output)
    _tell([*findings, *notes])
    number = sum(not isinstance(record, records.Run) for record in found)
    notify(
        f"{number} proposals taken over from {source} ({chosen})"
        + (f"; see kgtools proposals {output}" if output else "")
    )
    if any(finding.severity != "information" for finding in findings):
        raise typer.Exit(1)


def _pairs(mapped: Sequence[str]) -> Mapping[str, str]:
    pairs = [one.partition("=")[::2] for one in mapped]
    for (label, name), one in zip(pairs, mapped, strict=True):
        if not label or not name:
            raise UsageError(f"--map {one}: expected LABEL=NAME, such as PER=Person or 'signed on'=signedOn")
    return dict(pairs)


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        typer.echo(str(finding), err=True)


@command(READ, "kgtools proposals proposals.jsonl --articles my-articles", "kgtools proposals p.jsonl --format json")
def proposals(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of proposals; - is standard input.")],
    output_format: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    root: Root = None,
    articles: Articles = None,
    output: Output = None,
) -> None:
    """Check proposals: which an article bears out, what each would become, and what a person must look at.

    Exit code 0 if all are clean, 1 if some are refused or need a look.
    """
    from kgtools.curation.proposals import importers, judge, listing

    one_of("--format", output_format, ("text", "json"))
    corpus, ontology = _tables(projects.find_root(root))
    source = _source(file)
    if (found := importers.recognised(source)) not in (importers.OWN, ""):
        raise UsageError(
            f"{file} is no file of proposals but {found}; take it over first: kgtools propose --import {file}"
        )
    lines, findings = importers.read(source, ontology, importers.OWN)
    judged = judge.judge_lines(lines, corpus, ontology, _copies(corpus, articles), source.name, findings)
    put(listing.as_json(judged) if output_format == "json" else listing.as_text(judged), output)
    if not listing.fine(judged):
        raise typer.Exit(1)


def _source(file: Path) -> Source:
    from kgtools.curation.proposals import importers

    if str(file) != "-":
        return importers.open_source(file)
    stream = getattr(sys.stdin, "buffer", None)
    content = stream.read(importers.MOST_BYTES + 1) if stream else sys.stdin.read().encode()
    return importers.checked("standard input", content)


def _tables(project: Path) -> tuple[Corpus, Ontology]:
    from kgtools import ontology
    from kgtools.claims import reader

    terms = ontology.load(project)
    return reader.load(project, terms), terms


def _copies(corpus: Corpus, articles: Path | None) -> Mapping[str, Copy]:
    if articles is None:
        return {}
    from kgtools.articles import copies
    from kgtools.checks import anchors

    return copies.look(articles, anchors.identities(corpus)).copies


def _article(corpus: Corpus, named: str) -> Article:
    identifier = named.removeprefix("article/")
    if not identifier:
        raise UsageError(f"name the article: {', '.join(corpus.articles)}")
    if identifier not in corpus.articles:
        hint = nearest(identifier, corpus.articles) or "make it known first: kgtools add-article"
        raise UsageError(f"there is no article '{named}'; {hint}")
    return corpus.articles[identifier]
