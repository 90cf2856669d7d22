"""Reads the tables of a project into a corpus of frozen values.

What cannot be read at all (an unknown property, an impossible date, an id that nobody defined) is
refused here, with file and line; what can be read but is wrong in substance is found by the checks
on the graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from kgtools import files, languages, namespaces
from kgtools.alike import without
from kgtools.changing import ByPart, ChosenByEach, Each, Gathered, Kept, Merged
from kgtools.claims import decision_reader, tables
from kgtools.claims.alone import ArticleAlone, WithRows, background, remembered
from kgtools.claims.article_reader import read_article, read_claims
from kgtools.claims.cells import Cells, flawed
from kgtools.claims.decision_reader import accepted_warning, confirmed_term, disagreements, mapping, readings
from kgtools.claims.model import (
    BACKGROUND,
    Article,
    Claim,
    Corpus,
    Entity,
    Reading,
    StaleName,
    Text,
)
from kgtools.claims.tables import TableRow
from kgtools.claims.translations import read_translations
from kgtools.errors import DataError, Finding, nearest
from kgtools.ontology import Ontology
from kgtools.remembering import Parts, Same, as_before, for_the_same, grouped, in_parts, joined, same
from kgtools.values import characters

_DATA_FILES = (
    "accepted-warnings.csv", "articles", BACKGROUND, "compared-claims.csv", "confirmed-terms.csv",
    "disagreements.csv", "entities", "explained-clashes.csv", "mappings.sssom.tsv", "outcomes.csv",
    decision_reader.PUBLISHED, tables.READ, "translations", "withdrawn.csv",
)  # fmt: skip
_ARTICLE = "article/"  # with which the ids of articles begin
_ALIAS = re.compile(rf"(.+)@({languages.TAG})")
_ISO = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


class UnreadableTablesError(DataError):
    """Tables hold what cannot be read; `corpus` is what they say otherwise, as far as it goes."""

    def __init__(self, findings: list[Finding], corpus: Corpus) -> None:
        super().__init__(findings)
        self.corpus = corpus


def load(
    root: Path, ontology: Ontology, with_names: bool = True, known: Mapping[str, ArticleAlone] | None = None,
    checks: bool = False,
) -> Corpus:  # fmt: skip
    """Read all tables of a project. Raises one UnreadableTablesError with every finding.

    Without `with_names` the tables of printed names are left unread, for rewriting them. The folders of articles in
    `known` are not read again; a corpus made so is for a build: it has nothing that checks alone ask for, and no
    translations, which come one by one (`translations.one_by_one`). With `checks` it has what these ask for, but for
    the rows as they are typed.
    Without them the rows of tables that have not changed since they were last read are the very same objects.
    """
    cells = Cells(root, ontology, keeps_rows=known is None, checks=checks)
    folders = files.article_folders(root)
    if known is None:
        taken: Mapping[str, WithRows] = remembered(root, folders, ontology)
    else:
        taken = {name: WithRows(one, (), ()) for name, one in known.items()}
    corpus = _corpus(cells, with_names, folders, taken)
    if cells.findings:
        raise UnreadableTablesError(cells.findings, corpus)
    return corpus


def _corpus(cells: Cells, with_names: bool, folders: Sequence[Path], known: Mapping[str, WithRows]) -> Corpus:
    """All tables, in the order in which they need each other."""
    data = cells.root / "data"
    cells.findings += files.unknown_files(data, _DATA_FILES, cells.root)
    cells.findings += files.unknown_files(data / BACKGROUND, ("facts.csv", tables.READ), cells.root)
    entities = _entities(cells)
    # All ids first: any table may refer to any other.
    of_entities, of_articles = _of_entities.of(entities), as_before(frozenset(_ARTICLE + one.name for one in folders))
    cells.ids = _ids(of_entities, of_articles)
    # What names an unknown id is read again, to say where.
    known = _with_known_names.of(known, _named.of(known, of_entities), given=(of_articles,))
    articles, parts = _articles(cells, folders, known)
    claims = in_parts((*parts, background(cells)))
    by_article = _by_article.of(grouped(claims, "article"))
    by_key = ByPart(by_article)
    entries, lost = disagreements(cells, by_key)
    outcomes = decision_reader.outcomes(cells, cells.rows(data / "outcomes.csv", tables.OUTCOMES), by_key)
    rows = cells.rows(data / "withdrawn.csv", tables.WITHDRAWN)
    defined = {
        *cells.ids, *(f"claim/{key}" for key in by_key), *(f"disagreement/{entry.id}" for entry in entries),
        *(f"target/{one.id}" for one in outcomes),
    } if rows else set()  # fmt: skip
    gone = tuple(decision_reader.withdrawn(cells, rows, defined))
    printed, stale = _printed_names(cells, folders, known, entities) if with_names else ({}, ())
    mappings = same(
        as_before(mapping(cells, row)) for row in cells.rows(data / "mappings.sssom.tsv", tables.MAPPINGS, "\t")
    )
    accepted = cells.each(accepted_warning, cells.rows(data / "accepted-warnings.csv", tables.ACCEPTED_WARNINGS))
    confirmed = cells.each(confirmed_term, cells.rows(data / "confirmed-terms.csv", tables.CONFIRMED_TERMS))
    read_by = tuple(_readings(cells, folders, known))
    published = decision_reader.published(cells)
    # A build reads translations one by one, unless it is told all that is wrong.
    translated = read_translations(cells) if cells.keeps_rows or cells.findings else ()
    corpus = Corpus(
        entities,
        _of_articles.of(articles),
        claims,
        entries,
        mappings,
        printed,
        outcomes,
        cells.of_checks(accepted),
        cells.of_checks(confirmed),
        translated,
        lost,
        readings=read_by,
        stale_names=cells.of_checks(stale),
        withdrawn=gone,
        published=published,
        typed=Parts(cells.typed),  # complete now that all tables are read
    )
    vars(corpus).update(by_article=by_article, by_key=by_key)  # which tell by what they differ from those before
    return corpus


_by_article = Kept[str, Same[Claim]]()
_of_articles = Kept[str, Article]()


_of_entities = Each[str, Entity, bool](lambda *_: True)  # which changes with the ids alone


@for_the_same(4)
def _ids(of_entities: Mapping[str, bool], of_articles: frozenset[str]) -> frozenset[str]:
    """The ids of all entities and articles."""
    return of_articles.union(of_entities)


def _if_all_is_known(_: str, one: WithRows, known: Same[bool], of_articles: frozenset[str]) -> WithRows | None:
    """What the folder of an article gives, if there is all that it names: as many entities as are no articles."""
    return one if len(known) == len(one.alone.named - of_articles) else None


_named = ChosenByEach[str, str, bool](lambda one: (id for id in one.alone.named if not id.startswith(_ARTICLE)))
_with_known_names = Each[str, WithRows, WithRows](_if_all_is_known)


def _articles(
    cells: Cells, folders: Iterable[Path], known: Mapping[str, WithRows]
) -> tuple[dict[str, Article], list[tuple[Claim, ...]]]:
    """All articles and the claims of each."""
    articles: dict[str, Article] = {}
    claims: list[tuple[Claim, ...]] = []
    own = _claims_of.of(known)
    for folder in folders:
        if (one := known.get(folder.name)) is not None:
            articles[folder.name] = one.alone.article
            claims.append(own[folder.name])
            cells.keep(one.typed)
            continue
        cells.article = cells.attempt(partial(read_article, cells, folder), None)
        if cells.article is not None:
            articles[folder.name] = cells.article
        claims.append(tuple(read_claims(cells, folder)))
    return articles, claims


_claims_of = Each[str, WithRows, Same[Claim]](lambda _, one: one.alone.claims)


def _readings(cells: Cells, folders: Iterable[Path], known: Mapping[str, WithRows]) -> Iterator[Reading]:
    """Who has read which rows, of all tables."""
    data = cells.root / "data"
    yield from readings(cells, [data, data / BACKGROUND, data / "entities", data / "translations"])
    for folder in folders:
        yield from known[folder.name].readings if folder.name in known else readings(cells, [folder])


def _entities(cells: Cells) -> dict[str, Entity]:
    by_kind, cells.failed, findings = entity_tables(cells.root, cells.keeps_rows)
    cells.findings += findings
    for rows in by_kind.values():
        cells.keep(rows)
    # In the order of their ids, which begin with their kind.
    kinds = sorted(by_kind, key=lambda kind: f"{kind}/")
    return _merged.of({kind: cells.each(_entity, by_kind[kind], kind) for kind in kinds})


_merged = Merged[Entity]()


def entity_tables(root: Path, remember: bool = True) -> tuple[dict[str, tuple[TableRow, ...]], set[str], list[Finding]]:
    """The entity tables of a project by kind, the kinds whose table could not be read, and all findings.

    A file that is no known table is refused, so that nothing is overlooked.
    """
    folder = root / "data" / "entities"
    known = {f"{table}.csv": kind for kind, (table, _) in namespaces.kinds().items()}
    findings = files.unknown_files(folder, (*known, tables.READ), root)
    rows: dict[str, tuple[TableRow, ...]] = {}
    failed = set()
    for file, kind in sorted(known.items()):
        if (folder / file).exists():
            try:
                rows[kind] = tables.read_table(folder / file, tables.entities(), root, remember=remember)
            except DataError as error:
                failed.add(kind)
                findings.extend(error.findings)
    return rows, failed, findings


def _entity(cells: Cells, row: TableRow, kind: str) -> Entity:
    return read_entity(cells, kind, row)


def read_entity(cells: Cells, kind: str, row: TableRow) -> Entity:
    """An entity from its row in the table of a kind; what is wrong with the row is noted in `cells`."""
    cells.identifier(row, kind)
    _, base = namespaces.kinds()[kind]
    if row["kind"] not in cells.ontology.parents:
        hint = nearest(row["kind"], cells.ontology.below(base))
        cells.wrong(row, "kind", "unknown class", f"{base} or a class below it", hint)
    elif not cells.ontology.is_a(row["kind"], base):
        cells.wrong(row, "kind", "the class does not belong in this table", f"{base} or a class below it")
    labels = []
    for language in namespaces.languages():
        column = tables.label(language)
        if not row[column]:
            cells.wrong(row, column, "the label is missing", "a label in every language", "add it")
        labels.append(Text(row[column], language))
        cells.signs(row, column, row[column], language)
    if row["iso"] and not _ISO.fullmatch(row["iso"]):
        cells.wrong(row, "iso", "not a code of ISO 3166", "a code such as KZ or KZ-75")
    return Entity(
        row["id"], row["kind"], tuple(labels), _aliases(cells, row), row["iso"], row["note"], row.file, row.line
    )


def _aliases(cells: Cells, row: TableRow) -> tuple[Text, ...]:
    found = []
    for part in filter(None, (part.strip() for part in row["aliases"].split("|"))):
        match = _ALIAS.fullmatch(part)
        if match is None:
            tags = ", ".join(f"@{tag}" for tag in namespaces.languages())
            hint = f"add {tags}, or one of these with a script"
            cells.wrong(row, "aliases", f"'{part}' has no language", "name@language, separated by ' | '", hint)
        else:
            found.append(Text(match[1], match[2]))
    return tuple(found)


def _printed_names(
    cells: Cells, folders: Iterable[Path], known: Mapping[str, WithRows], entities: dict[str, Entity]
) -> tuple[dict[str, dict[Text, tuple[str, ...]]], tuple[StaleName, ...]]:
    """The names that articles print, from their `names.csv`, and the rows there that are no name of any entity.

    Notes signs in aliases that no article prints; what is printed is kept as it is.
    """
    named = without(without(entities, "line"), "note")
    rows = {
        folder.name: same(cells.rows(folder / "names.csv", tables.NAMES) if one is None else one.alone.names)
        for folder, one in ((folder, known.get(folder.name)) for folder in folders)
    }
    parts = _by_article_in_print.of(rows, _called.of(rows, named))
    unknown = joined(tuple(stale for _, stale in parts.values()))
    found = _printed.of(_in_print.of(_names.of(parts)))
    for identifier, alias, flaw in chain.from_iterable(_flawed.of(named).values()):
        if alias not in found.get(identifier, {}) and not any(
            (name.entity, name.name) == (identifier, alias) for name in unknown
        ):
            row = TableRow(entities[identifier].file, entities[identifier].line, {})
            what = flawed(flaw, alias.value)
            cells.findings.append(row.finding("aliases", flaw.message, what, "", flaw.hint))
    return found, unknown


_InPrint = dict[str, tuple[tuple[Text, str], ...]]  # of a thing its names and the article


def _names_in_print(
    article: str, rows: tuple[TableRow, ...], entities: Iterable[Entity]
) -> tuple[_InPrint, Same[StaleName]]:  # fmt: skip
    """The names in print of one article, of the entities that have any, and its rows that are no name of these."""
    known = {entity.id: entity for entity in entities}
    found: dict[str, list[tuple[Text, str]]] = {}
    stale = []
    for row in rows:
        name = Text(row["name"], row["language"])
        entity = known.get(row["entity"])
        if entity is None or name not in (*entity.labels, *entity.aliases):
            stale.append(StaleName(article, row["entity"], name, row.file, row.line))
        else:
            found.setdefault(entity.id, []).append((name, article))
    return {identifier: tuple(names) for identifier, names in found.items()}, same(stale)


def _by_name(_: str, names: Iterable[tuple[Text, str]]) -> dict[Text, tuple[str, ...]]:
    """The names in print of an entity, each with the articles that print it."""
    found: dict[Text, tuple[str, ...]] = {}
    for name, article in names:
        found[name] = (*found.get(name, ()), article)
    return found


_called = ChosenByEach[str, str, Entity](lambda rows: sorted({row["entity"] for row in rows}))
_by_article_in_print = Each[str, Same[TableRow], tuple[_InPrint, Same[StaleName]]](_names_in_print, in_order=True)
_names = Each[str, tuple[_InPrint, Same[StaleName]], _InPrint](lambda _, one: one[0], in_order=True)
_in_print = Gathered[str, tuple[Text, str]]()
_printed = Each[str, Same[tuple[Text, str]], dict[Text, tuple[str, ...]]](_by_name)


def _wrong_signs(_: str, entity: Entity) -> list[tuple[str, Text, characters.Flaw]] | None:
    """Aliases with signs that are none of their language, if there are any."""
    flaws = ((alias, flaw) for alias in entity.aliases for flaw in characters.sign_flaws(alias.value, alias.language))
    return [(entity.id, alias, flaw) for alias, flaw in flaws] or None


_flawed = Each[str, Entity, list[tuple[str, Text, characters.Flaw]]](_wrong_signs)
