"""The command with which a person decides on proposals, or reads the claims of an article a second time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files, projects
from kgtools.cli.options import READ, Articles, Language, Root, command, graph_of, language, notify
from kgtools.errors import DataError, Finding, UsageError

if TYPE_CHECKING:
    from kgtools.articles.copies import Copy
    from kgtools.claims.model import Corpus
    from kgtools.curation.proposals.judge import Judged
    from kgtools.curation.review.decisions import Decision
    from kgtools.curation.review.session import Review
    from kgtools.ontology import Ontology
    from kgtools.server.review.pages import Pages

_FIRST, _SECOND = "curator-1", "curator-2"  # the marks of readers, if none is given


@command(
    READ,
    "kgtools review proposals.jsonl --articles my-articles",
    "kgtools review proposals.jsonl --articles my-articles --sheet review.xlsx",
    "kgtools review proposals.jsonl --articles my-articles --finish",
    "kgtools review --second ARTICLE --articles my-articles",
)
def review(
    proposals: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The proposals, in JSON Lines.", show_default=False)
    ] = None,
    articles: Articles = None,
    second: Annotated[
        str, typer.Option("--second", metavar="ARTICLE", help="Read the claims of an article a second time instead.")
    ] = "",
    log: Annotated[
        Path | None,
        typer.Option("--log", help="Where decisions are kept; by default beside the proposals, FILE.review."),
    ] = None,
    reader: Annotated[
        str,
        typer.Option(
            "--reader", metavar="MARK",
            help="The mark of who reviews; by default that of the log, else curator-1 or, with --second, curator-2.",
        ),
    ] = "",
    lang: Language = "",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the page in the browser.")] = False,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet", help="Write the open rows as .csv or .xlsx; if the file is there, read its verdicts back."
        ),
    ] = None,
    finish: Annotated[bool, typer.Option("--finish", help="Write what was accepted into the tables.")] = False,
    compare: Annotated[
        Path | None, typer.Option("--compare", metavar="LOG", help="Compare the decisions with another curator's log.")
    ] = None,
    root: Root = None,
) -> None:  # fmt: skip
    """Decide on proposals: a page beside the article, for this machine only; or a spreadsheet.

    Every decision is kept at once, in a log that holds no words of the article: a review can be ended at any moment,
    and goes on with the same command. Nothing enters the tables before --finish (or F on the page).
    """
    project = projects.find_root(root)
    lang = language(lang)
    if bool(proposals) == bool(second):
        raise UsageError("give either a file of proposals, or --second with an article")
    if sum((sheet is not None, finish, compare is not None)) > 1:
        raise UsageError("--sheet, --finish and --compare exclude each other; choose one")
    place = log or (proposals.with_name(f"{proposals.name}.review") if proposals else Path(f"{second}.review"))
    if compare is not None:
        _compare(place, compare)
        return
    if articles is None:
        raise UsageError("a review shows the article; name the folder with your copies with --articles")
    with _opened(project, articles, proposals, second, place, _mark(reader, place, second)) as opened:
        _tell(opened, place)
        name = str(proposals or f"data/articles/{second}")
        if sheet is not None:
            _sheet(opened, sheet)
        elif finish:
            _finish(opened, articles, name, bool(second))
        else:
            _serve(opened, articles, name, bool(second), lang, port, no_open)


def _mark(reader: str, place: Path, second: str) -> str:
    """The mark of who reviews: the one given, else the one that began the log, else the usual one."""
    from kgtools.curation.readings import check_mark
    from kgtools.curation.review import log

    begun = None if reader else log.read(place)
    mark = reader or (begun.head.reader if begun else _SECOND if second else _FIRST)
    check_mark(mark)
    return mark


@contextmanager
def _opened(
    project: Path, articles: Path, proposals: Path | None, second: str, place: Path, mark: str
) -> Iterator[Review]:
    """The review of proposals, or of the claims of an article, with its log locked."""
    from kgtools import ontology
    from kgtools.articles import copies
    from kgtools.checks import anchors
    from kgtools.claims import reader
    from kgtools.curation.review import items, rows
    from kgtools.curation.review.log import Head, Log, digest_of
    from kgtools.curation.review.session import Review

    terms = ontology.load(project)
    corpus = reader.load(project, terms)
    folder = copies.look(articles, anchors.identities(corpus))
    if proposals is None:
        ground = rows.ground(project, terms, corpus, second, folder)
        found, digest = list(items.of_claims(corpus, second, mark)), f"second reading of {second}"
        if not found:
            raise UsageError(
                f"no claim of {second} waits for a second reading by {mark}: one is read the second time by another "
                "than the first, as it stood then; kgtools readings shows how far each table is read"
            )
    else:
        content = _content(proposals)
        judged = _judged(files.decode(content, str(proposals)), corpus, terms, folder.copies, str(proposals))
        assert judged.run is not None
        ground = rows.ground(project, terms, corpus, judged.run.article, folder)
        found, digest = items.of_proposals(judged), digest_of(content)
    head = Head(proposals=digest, article=ground.article.id, text=ground.article.sha256, reader=mark)
    with Log(place, head) as log:
        yield Review(ground, found, log)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(Finding(str(path), 0, "the file is missing", hint="name a file of proposals")) from None
    except OSError as error:
        raise DataError(Finding(str(path), 0, "the file cannot be read", error.strerror or "")) from None


def _judged(text: str, corpus: Corpus, terms: Ontology, copies: Mapping[str, Copy], name: str) -> Judged:
    """Proposals, judged. Raises DataError if the file as a whole is of something else; single lines are told."""
    from kgtools.curation.proposals.judge import judge

    judged = judge(text, corpus, terms, copies, name)
    of_file = [one for one in judged.findings if one.line < 2 and one.severity == "violation"]
    if of_file or not judged.proposals:
        nothing = Finding(name, 0, "the file proposes nothing", hint="see kgtools propose --brief")
        raise DataError(of_file or list(judged.findings) or nothing)
    for finding in judged.findings:
        notify(str(finding))
    return judged


def _tell(review: Review, place: Path) -> None:
    """Say what of a log was left out."""
    if torn := getattr(review.log, "torn", 0):
        notify(f"{place}: the last line was cut off ({torn} bytes) and is left out; the decision was not yet noted")
    if review.gone:
        notify(f"{place}: {review.gone} decisions are about rows that have changed since; they are to be decided again")


def _sheet(review: Review, sheet: Path) -> None:
    from kgtools.curation.review import sheet as sheets

    if sheet.exists():
        typer.echo(f"{sheets.read(review, sheet)} verdicts taken from {sheet}")
    else:
        typer.echo(f"wrote {sheet}: {sheets.write(review, sheet)} rows")
        notify(f"fill in the column verdict ({', '.join(sheets.VERDICTS)}), then give the same command again")


def _finish(review: Review, articles: Path, name: str, second: bool) -> None:
    from kgtools.checks import check
    from kgtools.curation.review import finish as ends

    if second:
        read, changed = ends.finish_second(review)
        typer.echo(f"read a second time: {read}; changed, and to be read again: {changed}")
    else:
        done = ends.finish(review, name)
        for file in done.files:
            typer.echo(f"wrote {file}")
        typer.echo(
            f"{len(done.claims)} claims, {len(done.things)} things, {done.aliases} names, {done.empty} empty passages, "
            f"{len(done.disagreements)} disagreements to explain, {done.outcomes} outcomes to explain; "
            f"{done.left} rows still open"
        )
        typer.echo(f"of the proposals: {_shares(review.log.decisions)}")
    findings = check.check(review.ground.root, articles).findings
    for finding in findings:
        typer.echo(finding)
    typer.echo(f"{len(findings)} findings; see what it changes with: {_next(review, articles)}")
    if any(finding.severity != "information" for finding in findings):
        raise typer.Exit(1)


def _next(review: Review, articles: Path) -> str:
    return f"kgtools impact {review.ground.article.id} --articles {articles}"


def _serve(
    review: Review, articles: Path, name: str, second: bool, lang: str, port: int, no_open: bool
) -> None:  # fmt: skip
    try:
        from kgtools.server.review import app
    except ImportError as error:
        raise UsageError(
            f"kgtools review needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    from kgtools.checks import check
    from kgtools.curation.review import finish as ends

    def finish(pages: Pages) -> str:
        if second:
            read, changed = ends.finish_second(review)
            findings = check.check(review.ground.root, articles).findings
            return pages.finished_second(read, changed, findings)
        done = ends.finish(review, name)
        return pages.finished(done, check.check(review.ground.root, articles).findings, _next(review, articles))

    def announce(address: str) -> None:
        typer.echo(f"the review is at {address}")
        notify("Ctrl+C ends it; every decision is kept")
        if not no_open:
            import webbrowser

            webbrowser.open(address)

    app.serve(review, graph_of(review.ground.root, None), lang, port, announce, finish, second)


def _compare(place: Path, other: Path) -> None:
    from kgtools.curation.review import compare as comparing
    from kgtools.curation.review import log

    written = [log.read(path) for path in (place, other)]
    for path, one in zip((place, other), written, strict=True):
        if one is None:
            raise UsageError(f"there is no log {path}; name the logs of two reviews of one file")
        typer.echo(f"{one.head.reader}: {_shares(one.decisions)}")
    assert written[0]
    assert written[1]
    found = comparing.compare(written[0], written[1])
    beyond = "" if found.kappa is None else f", Cohen's kappa {found.kappa:.2f}"
    typer.echo(f"decided by both: {found.both}, alike {found.alike:.0%}{beyond}; by one alone: {len(found.only_one)}")
    for key, one_said, other_said in found.differences:
        typer.echo(f"{key}: {one_said} | {other_said}")


def _shares(decisions: Sequence[Decision]) -> str:
    """How many rows have each verdict, in words."""
    from kgtools.curation.review.compare import shares
    from kgtools.curation.review.decisions import verdicts

    return ", ".join(f"{what} {number}" for what, number in shares(verdicts(decisions))) or "nothing is decided"
