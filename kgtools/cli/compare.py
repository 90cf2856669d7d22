"""Commands that show where the articles disagree: disagreements."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kgtools import files, projects
from kgtools.cli import completion
from kgtools.cli.figures import OtherParty, Party, article_id, thing_id
from kgtools.cli.options import (
    COMPARE,
    About,
    Articles,
    Language,
    OfArticle,
    Output,
    Root,
    Since,
    Until,
    chosen_format,
    command,
    copies_at,
    format_option,
    language,
    notify,
    put,
    put_page,
    width,
)
from kgtools.errors import UsageError, nearest
from kgtools.values import periods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kgtools.claims.model import Corpus, Disagreement
    from kgtools.compare.figures.observations import Observation
    from kgtools.compare.report.labels import Labels
    from kgtools.compare.report.listing import Selection
    from kgtools.graph.reading import Store
    from kgtools.ontology import Ontology

_FORMATS = ("text", "md", "csv", "json")


Which = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHICH]...",
        help="Ids of disagreements; or an indicator or flow, as for figures: turnover, export.",
        show_default=False,
        autocompletion=completion.disagreements_or_indicators,
    ),
]
Kind = Annotated[
    str, typer.Option("--kind", help="Only those of this kind: value, plan, judgement, identity, retelling …")
]
Type = Annotated[str, typer.Option("--type", help="Only those of this type, such as contradiction.")]
Status = Annotated[str, typer.Option("--status", help="Only those of this status: open, explained, decided.")]
Everything = Annotated[
    bool, typer.Option("--all", help="List misprints, and what is no conflict but read together, too.")
]
Propose = Annotated[bool, typer.Option("--propose", help="Write a row into the list for every clash that has none.")]
Confirm = Annotated[
    bool, typer.Option("--confirm", help="Say that what explains WHICH holds for its claims as they are.")
]
Format = Annotated[str | None, format_option(*_FORMATS)]


@command(
    COMPARE,
    "kgtools disagreements turnover --from 2022 --to 2022",
    'kgtools disagreements --about "Tenge Bank" --lang ru',
)
def disagreements(
    which: Which = None,
    about: About = None,
    kind: Kind = "",
    clash_type: Type = "",
    status: Status = "",
    article: OfArticle = None,
    party: Party = None,
    other: OtherParty = None,
    since: Since = None,
    until: Until = None,
    everything: Everything = False,
    propose: Propose = False,
    confirm: Confirm = False,
    root: Root = None,
    articles: Articles = None,
    lang: Language = "",
    output_format: Format = None,
    output: Output = None,
) -> None:
    """Show where the articles disagree: what each prints, what would follow, why, and what would decide it.

    The list begins with what matters most; up to three are shown whole. Of an indicator in a time (turnover
    --from 2022 --to 2022) you see the values, and the arithmetic that follows, beside the explanations.
    """
    from kgtools import ontology
    from kgtools.claims import reader
    from kgtools.compare.report.listing import Selection

    project = projects.find_root(root)
    lang = language(lang)
    output_format = chosen_format(output_format, output, _FORMATS)
    span = periods.period(since, until)
    terms = ontology.load(project)
    known = reader.load(project, terms)
    if propose or confirm:
        if any((about, kind, clash_type, status, article, party, other, since, until, output, propose and confirm)):
            raise UsageError("--propose and --confirm write the list of disagreements; give them without other options")
        _write(project, known, terms, which or [], propose)
        return
    _known("--kind", kind, terms.codes["disagreement-kind"])
    _known("--type", clash_type, terms.codes["disagreement-type"])
    _known("--status", status, terms.codes["disagreement-status"])
    entries = _by_id(known, which or [])
    graph = _store(project) if about or party or other or (which and not entries) else None
    thing, *sides = (thing_id(graph, words) if graph else "" for words in (about, party, other))
    topic, flow = _topic(graph, which[0]) if graph and which and not entries else ("", "")
    wanted = Selection(
        kind, clash_type, status, article_id(project, article), thing, topic, flow, tuple(filter(None, sides)),
        span.first, span.last,
    )  # fmt: skip
    chosen = [entry for entry in entries or known.disagreements if wanted.wants(entry, known)]
    if output_format == "text":
        put_page(_text(project, known, terms, chosen, wanted, (articles, lang, everything, output)), output)
    else:
        put(_written(known, terms, chosen, output_format, lang, output), output)
    if not chosen:
        notify(_nothing(known, entries or known.disagreements, wanted))


def _nothing(known: Corpus, entries: Sequence[Disagreement], wanted: Selection) -> str:
    """Why no entry is found: where it is the time alone, how many there are without it."""
    from dataclasses import replace

    without = [one for one in entries if replace(wanted, since=None, until=None).wants(one, known)]
    if without and (wanted.since or wanted.until):
        return f"no disagreement is of that time; without --from and --to there are {len(without)}"
    return "no disagreement matches all options"


def _text(
    project: Path,
    known: Corpus,
    terms: Ontology,
    chosen: list[Disagreement],
    wanted: Selection,
    shown: tuple[Path | None, str, bool, Path | None],
) -> str:
    """What a terminal shows: one entry as its page, few whole, an indicator in a time with its values, else a list."""
    from kgtools.compare.report.labels import Labels
    from kgtools.compare.report.listing import WHOLE, TextWriter

    articles, lang, everything, output = shown
    if not chosen:
        return ""
    if len(chosen) == 1 and not wanted.topic and not wanted.flow:
        return _page(project, chosen[0], articles, lang)
    writer = TextWriter(Labels(known, terms, lang), terms, width(output))
    whole = everything or bool(wanted.kind)
    if (wanted.topic or wanted.flow) and (wanted.since or wanted.until):
        return writer.question(chosen, _values(known, terms, wanted, writer.words), whole)
    return writer.whole(chosen) if len(chosen) <= WHOLE else writer.ranked(chosen, whole)


def _page(project: Path, entry: Disagreement, articles: Path | None, lang: str) -> str:
    """The page of an entry, as `show` prints it."""
    import pyoxigraph as ox

    from kgtools.views import entity

    graph = _store(project)
    return entity.page(graph, ox.NamedNode(entry.iri), lang, copies_at(graph, articles)).text()


def _values(known: Corpus, terms: Ontology, wanted: Selection, words: Labels) -> dict[str, list[Observation]]:
    """What is printed of an indicator or flow and what follows from it, by series in words."""
    from kgtools.compare.figures import arithmetic

    found: dict[str, list[Observation]] = {}
    for observation in arithmetic.implied(known, terms, wanted.topic, wanted.flow, wanted.since, wanted.until):
        found.setdefault(words.series(observation.series), []).append(observation)
    return found


def _written(
    known: Corpus, terms: Ontology, chosen: list[Disagreement], output_format: str, lang: str, output: Path | None
) -> str:
    """Entries whole, for a paper or for programs."""
    from kgtools.compare.report import listing as report
    from kgtools.compare.report.labels import Labels
    from kgtools.compare.report.severity import Severity

    words = Labels(known, terms, lang)
    if output_format == "md":
        return report.markdown(Severity(known, terms).ranked(chosen), words)
    if output_format == "json":
        import json

        return json.dumps(report.document(chosen, words), ensure_ascii=False, indent=1) + "\n"
    from kgtools.query import formats

    return formats.write(report.COLUMNS, report.rows(chosen, words), "csv", file=output)


def _known(option: str, value: str, choices: Sequence[str]) -> None:
    if value and value not in choices:
        hint = nearest(value, choices) or f"expected one of {', '.join(choices)}"
        raise UsageError(f"{option} {value}: there is none; {hint}")


def _by_id(known: Corpus, named: Sequence[str]) -> list[Disagreement]:
    """The entries with these ids; none if the first of them is no id, so that it may name an indicator."""
    if not named:
        return []
    entries = {entry.id: entry for entry in known.disagreements}
    ids = [name.removeprefix("disagreement/") for name in named]
    unknown = [identifier for identifier in ids if identifier not in entries]
    if unknown and (len(unknown) < len(ids) or len(ids) > 1 or named[0].startswith("disagreement/")):
        hint = nearest(unknown[0], entries) or "kgtools disagreements lists them"
        alone = "; an indicator or flow is given alone" if len(ids) > 1 else ""
        raise UsageError(f"no disagreement has the id '{unknown[0]}'; {hint}{alone}")
    return [] if unknown else [entries[identifier] for identifier in ids]


def _store(project: Path) -> Store:
    from kgtools.graph import store

    return store.open_store(project, notify)


def _topic(graph: Store, words: str) -> tuple[str, str]:
    """The indicator or flow that words name."""
    from kgtools.views import figures

    try:
        return figures.topic(graph, words)
    except UsageError as error:
        raise UsageError(f"no disagreement has the id '{words}', and {error}") from None


def _write(project: Path, known: Corpus, terms: Ontology, named: Sequence[str], propose: bool) -> None:
    """Write what is missing into the list of disagreements, or confirm the named entries."""
    if propose and named:
        raise UsageError("--propose writes all that is missing; give it without ids")
    if propose:
        _propose(project, known, terms)
    else:
        _confirm(project, known, terms, named)


def _propose(project: Path, known: Corpus, terms: Ontology) -> None:
    from kgtools.claims import tables
    from kgtools.curation import ledger

    entries = ledger.disagreements(known, terms)
    if entries:
        rows = [ledger.row(entry) for entry in entries]
        listed = project / "data" / "disagreements.csv"
        memory = ledger.memory(project, [*known.disagreements, *known.lost_entries, *entries])
        files.replace_all(project, {listed: tables.with_rows(listed, tables.DISAGREEMENTS, rows, project), **memory})
    for entry in entries:
        typer.echo(f"{entry.id}: {entry.note}")
    what = "entry" if len(entries) == 1 else "entries"
    advice = "; explain each, and give it a meaningful id before it is published" if entries else ""
    typer.echo(f"{len(entries)} {what} added to data/disagreements.csv{advice}")


def _confirm(project: Path, known: Corpus, terms: Ontology, named: Sequence[str]) -> None:
    from kgtools.curation import ledger

    if not named:
        raise UsageError("--confirm: name the disagreements whose explanations you have read again")
    lost = {entry.id for entry in known.lost_entries}
    gone = [name for name in named if name in lost]
    chosen = {entry.id for entry in _by_id(known, [name for name in named if name not in gone])}
    if not chosen and not gone:
        hint = nearest(named[0], [entry.id for entry in known.disagreements]) or "kgtools disagreements lists them"
        raise UsageError(f"no disagreement has the id '{named[0]}'; {hint}")
    entries = ledger.confirm(known, terms, chosen)
    kept = [entry for entry in known.lost_entries if entry.id not in gone]
    files.replace_all(project, ledger.memory(project, [*entries, *kept]))
    for name in gone:
        typer.echo(f"{name}: no longer in the list of disagreements")
    for entry in entries:
        if entry.id in chosen:
            typer.echo(f"{entry.id}: claims {len(entry.compared)}, clashes explained {len(entry.explains)}")
