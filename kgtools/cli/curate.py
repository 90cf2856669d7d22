"""Commands for those who keep the data: build, check, anchor, coverage, names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files
from kgtools.articles.copies import Copy
from kgtools.claims import tables
from kgtools.claims.model import Corpus
from kgtools.cli.options import Articles, Output, Root, app, folded, one_of, put
from kgtools.errors import UsageError

if TYPE_CHECKING:
    from kgtools.articles.copies import Copy
    from kgtools.claims.model import Corpus


@app.command()
def build(
    root: Root = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for the outputs; by default build/.")
    ] = None,
) -> None:
    """Build the graph: tandem.trig, tandem.nq and the store that questions are asked of."""
    from kgtools.graph import build

    summary = build.build(files.find_root(root), output)
    counts = ", ".join(f"{number} {name}" for name, number in summary.counts.items() if " " not in name)
    typer.echo(f"built {summary.folder}: {counts}")


@app.command()
def check(
    root: Root = None,
    articles: Articles = None,
    output_format: Annotated[str, typer.Option("--format", help="text, json, csv, github or turtle.")] = "text",
    since: Annotated[
        str, typer.Option("--since", metavar="REV", help="Only what the rows changed since a git revision can affect.")
    ] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Stay and check at every save; end with Ctrl-C.")] = False,
    accepted: Annotated[bool, typer.Option("--accepted", help="Show the accepted warnings too.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="Print every shape and rule, and check nothing.")] = False,
    reference: Annotated[
        bool, typer.Option("--reference", help="Run the shapes by pySHACL: slow, for comparison.")
    ] = False,
    confirm: Annotated[
        list[str] | None,
        typer.Option(
            "--confirm",
            metavar="CLAIM",
            help="Note in confirmed-terms.csv that the terms of a claim (article/id) or of a whole article, which "
            "the check lists as not printed, were looked at and are right; can be given several times.",
        ),
    ] = None,
) -> None:
    """Check tables, anchors and shapes; print what is wrong with file and line."""
    import gc

    from kgtools.checks import check, formats

    one_of("--format", output_format, formats.FORMATS)
    if sum((bool(since), watch, listing, reference, bool(confirm))) > 1:
        raise UsageError("--since, --watch, --list, --reference and --confirm exclude each other; choose one")
    project = files.find_root(root)
    if confirm:
        _confirm(project, articles, confirm)
        return
    if listing:
        from kgtools.checks.shapes import load_shapes

        typer.echo(folded(formats.listing(load_shapes(project))), nl=False)
        return
    if watch:
        from kgtools.checks import changes

        if output_format != "text":
            raise UsageError("--watch prints text only; leave out --format")
        changes.watch(project, articles, lambda report: put(formats.render(report, "text", accepted), None))
        return
    gc.disable()  # a single check makes no garbage to speak of; looking for it takes a quarter of the time
    if since:
        from kgtools.checks import changes

        report = changes.since(project, since, articles)
    else:
        report = check.check(project, articles, reference)
    put(formats.render(report, output_format, accepted), None)
    if any(finding.severity != "information" for finding in report.findings):
        raise typer.Exit(1)


def _confirm(project: Path, articles: Path | None, chosen: list[str]) -> None:
    """Write which terms a curator has confirmed."""
    from kgtools.checks import printed_terms

    if articles is None:
        raise UsageError("--confirm needs the articles; name the folder with your copies with --articles")
    known, copies = _read(project, articles)
    number = printed_terms.confirm(project, known, copies, chosen)
    typer.echo(f"{number} terms confirmed in {printed_terms.TABLE}")


@app.command()
def anchor(
    article: Annotated[str, typer.Argument(help="The article: its id, or a file with its text.")],
    quote: Annotated[str, typer.Argument(help="The words that say it; line breaks, hyphens and markup do not matter.")],
    occurrence: Annotated[
        int | None,
        typer.Option("--occurrence", help="Which one, from 1, if the quote stands there more than once."),
    ] = None,
    root: Root = None,
    articles: Articles = None,
) -> None:
    """Write the anchor of a quote: start,end,fingerprint, ready for a table of claims."""
    from kgtools.articles import anchors

    found = anchors.anchor(_article_text(article, root, articles), quote, occurrence)
    typer.echo(f"{found.start},{found.end},{found.fingerprint}")


def _article_text(article: str, root: Path | None, articles: Path | None) -> str:
    """The text that anchors of an article refer to, from a named file or from the copies at hand."""
    path = Path(article)
    if path.is_file():
        return files.read_text(path, article)
    known, copies = _read(files.find_root(root), articles)
    identifier = article.removeprefix("article/")
    if identifier not in known.articles:
        from kgtools.errors import nearest

        hint = nearest(identifier, known.articles) or f"the articles are {', '.join(known.articles)}"
        raise UsageError(f"there is no article and no file '{article}'; {hint}")
    if articles is None:
        raise UsageError("name the folder with your copies of the articles with --articles")
    copy = copies.get(identifier)
    if copy is None:
        raise UsageError(f"no copy of '{identifier}' in {articles}")
    if not copy.same:
        raise UsageError(
            f"{copy.path} is another copy of '{identifier}' than the one places refer to "
            f"(sha256 {known.articles[identifier].sha256[:12]}…); use that one"
        )
    return copy.text


def _read(project: Path, articles: Path | None, with_names: bool = True) -> tuple[Corpus, dict[str, Copy]]:
    """The tables of a project, and the copies of its articles in a folder."""
    from kgtools import ontology
    from kgtools.articles import copies
    from kgtools.checks import anchors
    from kgtools.claims import reader

    known = reader.load(project, ontology.load(project), with_names)
    return known, copies.read_copies(articles, anchors.identities(known)) if articles else {}


@app.command()
def coverage(
    articles: Annotated[
        Path, typer.Option("--articles", envvar="TANDEM_ARTICLES", help="A folder with your copies of the articles.")
    ],
    root: Root = None,
) -> None:
    """Show which part of each article its claims cover, and which paragraphs hold none."""
    from kgtools.articles import fingerprints
    from kgtools.curation import coverage

    known, copies = _read(files.find_root(root), articles)
    for identifier, article in known.articles.items():
        if identifier not in copies:
            typer.echo(f"{identifier}: no copy of the article at hand")
            continue
        copy = copies[identifier]
        found = coverage.measure(known, article, copy)
        unmarked = sum(1 for gap in found.gaps if not gap.why)
        typer.echo(
            f"{identifier}: {found.share:.1%} of the text lies in passages of claims; {len(found.gaps)} of "
            f"{found.paragraphs} paragraphs hold no claim, {unmarked} of them not marked as read and empty"
        )
        for gap in found.gaps:
            words = "" if gap.why else f" «{fingerprints.tidy(copy.text[gap.start : gap.end])}»"
            typer.echo(
                folded(f"  {gap.start}-{gap.end}, {gap.letters} letters: {gap.why or 'not looked at'}{words}\n"),
                nl=False,
            )


@app.command()
def translations(
    target: Annotated[str, typer.Argument(metavar="LANGUAGE", help="ru, kk or uz.")],
    add: Annotated[
        Path | None,
        typer.Option("--add", help="Take the translations in this file, which has the columns listed here."),
    ] = None,
    root: Root = None,
    output: Output = None,
) -> None:
    """List curators' texts that lack a translation or have a stale one, as CSV to be filled in."""
    from kgtools import ontology
    from kgtools.claims import reader, translations

    one_of("LANGUAGE", target, translations.TARGETS)
    project = files.find_root(root)
    terms = ontology.load(project)
    known = reader.load(project, terms)
    if add is not None:
        if not add.is_file():
            wanted = f"a filled-in listing of kgtools translations {target} -o FILE"
            raise UsageError(f"--add {add}: there is no such file; give {wanted}")
        added = translations.add(project, known, terms, target, add)
        typer.echo(f"{added} translations added to data/translations/{target}.csv", err=True)
        return
    from kgtools.query.formats import write

    lacking = translations.missing(known, terms, target)
    rows = [[key, translations.fingerprint(english), english, ""] for key, english in lacking]
    put(write(translations.TO_FILL_IN, rows, "csv"), output)


@app.command()
def names(
    articles: Annotated[
        Path, typer.Option("--articles", envvar="TANDEM_ARTICLES", help="A folder with your copies of the articles.")
    ],
    root: Root = None,
) -> None:
    """Write down, for each article at hand, which names of entities it prints (names.csv)."""
    from kgtools.checks.passages import printed_names

    project = files.find_root(root)
    known, copies = _read(project, articles, with_names=False)
    for identifier, copy in copies.items():
        rows = printed_names.printed_names(known, known.articles[identifier], copy)
        tables.write_table(project / "data" / "articles" / identifier / "names.csv", tables.NAMES, rows)
        typer.echo(f"{identifier}: {len(rows)} names")
