"""Commands for those who keep the data, from a new article to the check of all tables."""

from __future__ import annotations

from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files, messages, projects
from kgtools.cli import completion
from kgtools.cli.options import CURATE, READ, Articles, Output, Root, command, folded, notify, one_of, put, put_page
from kgtools.cli.printing import Way, progress, put_table
from kgtools.errors import UsageError
from kgtools.languages import ENGLISH

if TYPE_CHECKING:
    from kgtools.articles.copies import Copy, Folder
    from kgtools.checks.check import Report
    from kgtools.claims.model import Corpus


@command(CURATE, "kgtools build", "kgtools build --for-serving", "kgtools build short-note long-letter -o out")
def build(
    articles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ARTICLE]...",
            help="Make only the parts of these articles: a shard of a large build, which kgtools build puts together.",
            show_default=False,
            autocompletion=completion.articles,
        ),
    ] = None,
    root: Root = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder for the outputs; by default build/.")
    ] = None,
    for_serving: Annotated[
        bool, typer.Option("--for-serving", help="Make too what kgtools serve would read the whole graph for.")
    ] = False,
) -> None:
    """Build the graph: as TriG, as N-Quads, and the store that questions are asked of.

    Articles whose tables have not changed are not read again: what follows from each alone is kept in parts/.
    """
    from kgtools.graph import build

    project = projects.find_root(root)
    if articles and for_serving:
        raise UsageError("ARTICLE and --for-serving exclude each other: a server is of the whole; leave one out")
    try:
        if for_serving:
            from kgtools.portal.kept import prepare
    except ImportError as error:
        raise UsageError(
            f"--for-serving needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    with progress() as tell:
        if articles:
            named = {article.removeprefix("article/") for article in articles}
            there = tuple(folder.name for folder in files.article_folders(project))
            for article in sorted(named):
                one_of("ARTICLE", article, there)
            place = build.shard(project, named, output, tell)
            made = messages.counted("articles", len(named), ENGLISH)
            typer.echo(f"made the parts of {made} in {place}; kgtools build puts them together")
            return
        summary = build.build(project, output, tell, partial(prepare, project) if for_serving else None)
    counts = ", ".join(f"{number} {name}" for name, number in summary.counts.items() if " " not in name)
    typer.echo(f"built {summary.folder}: {counts}")


@command(CURATE, "kgtools check", "kgtools check --articles my-articles")
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
    unread: Annotated[
        bool, typer.Option("--unread", help="List every row that nobody has read as it stands, and check nothing else.")
    ] = False,
    rule_limit: Annotated[
        float, typer.Option("--rule-limit", metavar="SECONDS", min=0.001, help="How long one rule may take.")
    ] = 600,
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
    from kgtools.checks import formats

    one_of("--format", output_format, formats.FORMATS)
    if sum((bool(since), watch, listing, reference, unread, bool(confirm))) > 1:
        raise UsageError("--since, --watch, --list, --reference, --unread and --confirm exclude each other; choose one")
    project = projects.find_root(root)
    if confirm:
        _confirm(project, articles, confirm)
        return
    if listing:
        from kgtools.checks.shapes import load_shapes

        put_page(formats.listing(load_shapes(project)))
        return
    if watch:
        from kgtools.checks import changes

        if output_format != "text":
            raise UsageError("--watch prints text only; leave out --format")
        changes.watch(project, articles, lambda report: put(formats.render(report, "text", accepted), None), rule_limit)
        return
    report = _report(project, articles, since, unread, reference, rule_limit)
    rendered = formats.render(report, output_format, accepted)
    put(folded(rendered) if output_format == "text" else rendered, None)
    if any(finding.severity != "information" for finding in report.findings):
        raise typer.Exit(1)


def _report(
    project: Path, articles: Path | None, since: str, unread: bool, reference: bool, limit: float
) -> Report:  # fmt: skip
    """What a check finds: in all, in what has changed since a revision, or the rows that nobody has read."""
    import gc

    from kgtools.checks import changes, check, completeness

    gc.disable()  # a single check makes no garbage to speak of; looking for it takes a quarter of the time
    try:
        if since:
            return changes.since(project, since, articles, limit)
        if unread:
            return check.Report(sorted(completeness.unread(_read(project, None)[0])))
        with progress() as tell:
            return check.check(project, articles, reference, limit, tell, once=True)
    finally:
        gc.enable()


def _confirm(project: Path, articles: Path | None, chosen: list[str]) -> None:
    """Write which terms a curator has confirmed."""
    from kgtools.checks import printed_terms

    if articles is None:
        raise UsageError("--confirm needs the articles; name the folder with your copies with --articles")
    known, folder = _read(project, articles)
    number = printed_terms.confirm(project, known, _some(folder, known), chosen)
    typer.echo(f"{number} terms confirmed in {printed_terms.TABLE}")


@command(
    READ,
    'kgtools anchor my-articles/new.txt "words of a passage"',
    'kgtools anchor ARTICLE "words of a passage" --articles my-articles',
)
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
    known, folder = _read(projects.find_root(root), articles)
    identifier = article.removeprefix("article/")
    if identifier not in known.articles:
        from kgtools.errors import nearest_article

        hint = nearest_article(identifier, known.articles)
        raise UsageError(f"there is no article and no file '{article}'; {hint}")
    if articles is None:
        raise UsageError("name the folder with your copies of the articles with --articles")
    copy = folder.copies.get(identifier)
    if copy is None:
        raise UsageError(f"{articles}: {folder.lacking([identifier])}")
    if not copy.same:
        differs = f", from which it differs only by {copy.difference}" if copy.difference else ""
        raise UsageError(
            f"{copy.path} is another copy of '{identifier}' than the one places refer to "
            f"(sha256 {known.articles[identifier].sha256[:12]}…){differs}; use that one"
        )
    return copy.text


def _read(project: Path, articles: Path | None, with_names: bool = True) -> tuple[Corpus, Folder]:
    """The tables of a project, and what a folder with copies of its articles holds; without one, nothing."""
    from kgtools import ontology
    from kgtools.articles import copies
    from kgtools.checks import anchors
    from kgtools.claims import reader

    known = reader.load(project, ontology.load(project), with_names)
    if articles is None:
        return known, copies.Folder(Path(), {}, {})
    return known, copies.look(articles, anchors.identities(known))


def _some(folder: Folder, known: Corpus) -> dict[str, Copy]:
    """The copies of a folder; says of which articles it has none. Raises UsageError if it has none at all."""
    lacking = folder.lacking(known.articles)
    if not folder.copies:
        raise UsageError(f"{folder.path}: {lacking}")
    if lacking:
        notify(f"{folder.path}: {lacking}")
    return folder.copies


@command(CURATE, "kgtools tidy --dry-run", "kgtools tidy data/articles/ARTICLE/facts.csv")
def tidy(
    chosen: Annotated[
        list[Path] | None, typer.Argument(metavar="[TABLE]...", help="The tables; by default all.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Change nothing; exit with 1 if something would be changed.")
    ] = False,
    root: Root = None,
) -> None:
    """Bring tables that a spreadsheet or an editor saved into their canonical form, and tell what was done.

    What only a reader can mend is named and left, with exit code 1; a table that cannot be read whole is refused.
    """
    from kgtools.curation import tidy

    project = projects.find_root(root)
    found = tidy.tidied(project, tidy.choose(project, chosen or []))
    changed = [table for table in found if table.done]
    if changed and not dry_run:
        files.replace_all(project, {table.path: table.text for table in changed})
    for table in found:
        for finding in table.done:
            typer.echo(finding)
        for finding in table.left:
            typer.echo(f"left to you: {finding}")
    left = sum(len(table.left) for table in found)
    typer.echo(f"tables {'to be ' if dry_run else ''}tidied: {len(changed)}; cells left to you: {left}")
    if left or (dry_run and changed):
        raise typer.Exit(1)


@command(READ, "kgtools coverage --articles my-articles", "kgtools coverage --articles my-articles --root my-project")
def coverage(
    articles: Annotated[
        Path, typer.Option("--articles", envvar="TANDEM_ARTICLES", help="A folder with your copies of the articles.")
    ],
    root: Root = None,
) -> None:
    """Show which part of each article its claims cover, and which paragraphs hold none."""
    from kgtools.articles import fingerprints
    from kgtools.curation import coverage

    known, folder = _read(projects.find_root(root), articles)
    copies = _some(folder, known)
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


@command(CURATE, "kgtools translations kk -o to-translate.csv", "kgtools translations kk --add to-translate.csv")
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

    project = projects.find_root(root)
    one_of("LANGUAGE", target, translations.targets())
    terms = ontology.load(project)
    known = reader.load(project, terms)
    if add is not None:
        if not add.is_file():
            wanted = f"a filled-in listing of kgtools translations {target} -o FILE"
            raise UsageError(f"--add {add}: there is no such file; give {wanted}")
        added = translations.add(project, known, terms, target, add)
        typer.echo(f"{added} translations added to data/translations/{target}.csv", err=True)
        return
    from kgtools.articles import fingerprints
    from kgtools.query.formats import write

    lacking = translations.missing(known, terms, target)
    rows = [[key, fingerprints.digest(english), english, ""] for key, english in lacking]
    put(write(translations.TO_FILL_IN, rows, "csv", file=output), output)


@command(CURATE, "kgtools names --articles my-articles", "kgtools names --articles my-articles --root my-project")
def names(
    articles: Annotated[
        Path, typer.Option("--articles", envvar="TANDEM_ARTICLES", help="A folder with your copies of the articles.")
    ],
    root: Root = None,
) -> None:
    """Write down, for each article at hand, which names of entities it prints, and what its passages print.

    The names stand in names.csv. What passages print (names, dates, marks of numbers, no text) stands in
    passages.csv, so that claims are checked where no copy is at hand; only the very text gives it.
    """
    from kgtools.curation import printed

    project = projects.find_root(root)
    known, folder = _read(project, articles, with_names=False)
    texts: dict[Path, str] = {}
    told = []
    for identifier, copy in _some(folder, known).items():
        written = printed.read(project, known, identifier, copy)
        texts |= written.texts
        other = f"{written.names} names; {copy.path} is another copy, which gives no passages.csv"
        told.append(f"{identifier}: {f'{written.names} names, {written.passages} passages' if copy.same else other}")
    files.replace_all(project, texts)
    for line in told:
        typer.echo(line)


@command(CURATE, "kgtools readings", "kgtools readings ARTICLE/f012 --reader ana")
def readings(
    chosen: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ROW]...",
            help="What was read: FILE:LINE as the check names it, an id (of a claim article/id), a table, or a folder.",
            show_default=False,
        ),
    ] = None,
    reader: Annotated[str, typer.Option("--reader", metavar="MARK", help="Who has read it: a mark in one word.")] = "",
    number: Annotated[
        int | None,
        typer.Option(
            "--pass",
            min=1,
            max=2,
            help="The first or the second reading; by default the second of what another reader has read as it stands.",
        ),
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget that ROW was read; the row must be gone.")] = False,
    root: Root = None,
) -> None:
    """Note that rows were held against what they rest on; without ROW, show how far each table is read."""
    from kgtools.curation import readings

    project = projects.find_root(root)
    known, _ = _read(project, None)
    if not chosen:
        if reader or forget or number:
            raise UsageError("say what was read: a row as FILE:LINE, an id, a table or a folder")
        rows = [[str(cell) for cell in astuple(one)] for one in readings.progress(known)]
        put_table(("table", "rows", "read twice", "once", "unread"), rows, Way("table", messages.FALLBACK))
        return
    if bool(reader) == forget:
        raise UsageError("give either --reader with the mark of who has read the rows, or --forget")
    after = readings.forget(known, chosen) if forget else readings.note(known, chosen, reader, number)
    readings.write(project, after)
    changed = len(set(after) ^ set(known.readings)) if forget else len(set(after) - set(known.readings))
    typer.echo(f"{changed} {'readings forgotten' if forget else 'rows noted as read'}")
