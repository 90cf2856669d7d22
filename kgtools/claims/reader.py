"""Reads the tables of a project into a corpus of frozen values.

What cannot be read at all (an unknown property, an impossible date, an id that nobody defined) is
refused here, with file and line; what can be read but is wrong in substance is found by the checks
on the graph.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from kgtools import files, namespaces
from kgtools.claims import tables
from kgtools.claims.article_reader import read_article, read_background, read_claims
from kgtools.claims.cells import Cells
from kgtools.claims.decision_reader import accepted_warning, confirmed_term, disagreements, mapping, outcome
from kgtools.claims.model import (
    BACKGROUND,
    Article,
    Claim,
    Corpus,
    Entity,
    Text,
)
from kgtools.claims.tables import TableRow
from kgtools.claims.translations import read_translations
from kgtools.errors import DataError, Finding, nearest
from kgtools.ontology import Ontology

_DATA_FILES = (
    "accepted-warnings.csv", "articles", BACKGROUND, "compared-claims.csv", "confirmed-terms.csv", "counts.csv",
    "disagreements.csv", "entities", "explained-clashes.csv", "mappings.sssom.tsv", "outcomes.csv", "translations",
)  # fmt: skip
_ALIAS = re.compile(r"(.+)@([a-z]{2,3}(?:-[A-Z][a-z]{3})?)")
_FEW = 5  # names, or so many of a hundred, that entities can lose before their table is taken to be stale
_ISO = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")


def load(root: Path, ontology: Ontology, with_names: bool = True) -> Corpus:
    """Read all tables of a project. Raises one DataError with every finding.

    Without `with_names` the tables of printed names are left unread, for rewriting them.
    """
    cells = Cells(root, ontology)
    corpus = _corpus(cells, with_names)
    if cells.findings:
        raise DataError(cells.findings)
    return corpus


def _corpus(cells: Cells, with_names: bool) -> Corpus:
    """All tables, in the order in which they need each other."""
    data = cells.root / "data"
    cells.findings += files.unknown_files(data, _DATA_FILES, cells.root)
    cells.findings += files.unknown_files(data / BACKGROUND, ("facts.csv",), cells.root)
    entities = _entities(cells)
    folders = files.article_folders(cells.root)
    # All ids first: any table may refer to any other.
    cells.ids = set(entities) | {f"article/{folder.name}" for folder in folders}
    read = (cells.attempt(partial(read_article, cells, folder), None) for folder in folders)
    articles: dict[str, Article] = {article.id: article for article in read if article is not None}
    claims: list[Claim] = []
    for folder in folders:
        cells.article = articles.get(folder.name)
        claims.extend(read_claims(cells, folder))
    claims.extend(read_background(cells))
    keys = {claim.key for claim in claims}
    entries, lost = disagreements(cells, {claim.key: claim for claim in claims})
    return Corpus(
        dict(sorted(entities.items())),
        articles,
        tuple(claims),
        entries,
        tuple(mapping(cells, row) for row in cells.rows(data / "mappings.sssom.tsv", tables.MAPPINGS, "\t")),
        _printed_names(cells, folders, entities) if with_names else {},
        tuple(outcome(cells, row, keys) for row in cells.rows(data / "outcomes.csv", tables.OUTCOMES)),
        tuple(
            accepted_warning(cells, row) for row in cells.rows(data / "accepted-warnings.csv", tables.ACCEPTED_WARNINGS)
        ),
        tuple(confirmed_term(cells, row) for row in cells.rows(data / "confirmed-terms.csv", tables.CONFIRMED_TERMS)),
        read_translations(cells),
        lost,
    )


def _entities(cells: Cells) -> dict[str, Entity]:
    by_kind, cells.failed, findings = tables.entity_tables(cells.root)
    cells.findings += findings
    return {row["id"]: _entity(cells, kind, row) for kind, rows in by_kind.items() for row in rows}


def _entity(cells: Cells, kind: str, row: TableRow) -> Entity:
    cells.identifier(row, kind)
    _, base = namespaces.KINDS[kind]
    if row["kind"] not in cells.ontology.parents:
        hint = nearest(row["kind"], cells.ontology.below(base))
        cells.wrong(row, "kind", "unknown class", f"{base} or a class below it", hint)
    elif not cells.ontology.is_a(row["kind"], base):
        cells.wrong(row, "kind", "the class does not belong in this table", f"{base} or a class below it")
    labels = []
    for language in namespaces.LANGUAGES:
        column = f"label_{language}"
        if not row[column]:
            cells.wrong(row, column, "the label is missing", "a label in every language", "add it")
        labels.append(Text(row[column], language))
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
            cells.wrong(row, "aliases", f"'{part}' has no language", "name@language, separated by ' | '",
                       "add @en, @ru, @kk, @uz, @uz-Cyrl or @kk-Latn")  # fmt: skip
        else:
            found.append(Text(match[1], match[2]))
    return tuple(found)


def _printed_names(
    cells: Cells, folders: Iterable[Path], entities: dict[str, Entity]
) -> dict[str, dict[Text, tuple[str, ...]]]:
    """The names that articles print, from their `names.csv`; each must be a name of its entity."""
    found: dict[str, dict[Text, tuple[str, ...]]] = {}
    for folder in folders:
        lost: list[tuple[Entity, Text]] = []
        rows = cells.rows(folder / "names.csv", tables.NAMES)
        for row in rows:
            name = Text(row["name"], row["language"])
            entity = entities.get(cells.known(row, "entity"))
            if entity and name not in (*entity.labels, *entity.aliases):
                cells.wrong(row, "name", "the entity has no such name", "a label or alias of the entity",
                           "rewrite the table with: kgtools names --articles DIR")  # fmt: skip
                lost.append((entity, name))
            by_name = found.setdefault(row["entity"], {})
            by_name[name] = (*by_name.get(name, ()), folder.name)
        if len(lost) <= max(_FEW, len(rows) * _FEW // 100):  # else it is the table that is wrong
            cells.findings += (_lost(entity, name, folder.name) for entity, name in lost)
    return found


def _lost(entity: Entity, name: Text, article: str) -> Finding:
    """A finding at the row of an entity that has lost a name which an article prints."""
    likely = difflib.get_close_matches(name.value, [own.value for own in (*entity.labels, *entity.aliases)], 1, 0.8)
    columns = {label.value: f"label_{label.language}" for label in entity.labels}
    column = columns.get(likely[0], "aliases") if likely else "aliases"
    message = f"column '{column}': a name that {article} prints is none of the row"
    hint = "put it back; if the article does not print it, rewrite its table of names"
    actual = f"'{likely[0]}'" if likely else ""
    return Finding(entity.file, entity.line, message, actual, f"'{name.value}@{name.language}'", hint)
