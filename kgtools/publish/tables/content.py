"""All tables with their rows, read from a selection of the graph once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.publish.selection import Selection
from kgtools.publish.tables import meanings, schema
from kgtools.publish.tables.model import Content
from kgtools.publish.tables.rows import beside, claims, things
from kgtools.publish.tables.rows.reading import Reader
from kgtools.publish.tables.spool import Rows
from kgtools.publish.withdrawn import withdrawn

_SORTS = {"fact": "facts", "figure": "figures", "opinion": "opinions"}
# What leads from a disagreement or a target to its claims.
_BESIDE = {"disagreements": ("involves",), "targets": ("toldBy", "decidedBy")}


def read(selection: Selection, language: str = "") -> Content:
    """The tables of a selection, with names in a language, by default the first.

    A disagreement or target of a selected claim comes with all its claims: those that are not selected themselves
    stand only in the table of all claims. Whatever a row names has a row of its own.
    """
    language = language or namespaces.first_language()
    reader = Reader(selection.store, language)
    rows = {table.name: Rows(table) for table in schema.TABLES}
    rows["terms"].extend(things.ontology(reader))
    if selection.whole:
        rows["withdrawn"].extend(beside.withdrawn(reader, gone) for gone in withdrawn(selection.store).values())
    _put_beside(reader, selection, rows)
    _put_claims(reader, selection, rows)
    _put_things(reader, selection, rows)
    for each in rows.values():
        each.sort()
    described = meanings.described(schema.TABLES, rows["terms"])
    return Content(language, selection, schema.TABLES, rows, described, _choices(rows), tuple(_sources(rows)))


def _put_beside(reader: Reader, selection: Selection, rows: dict[str, Rows]) -> None:
    """The disagreements and targets of the selected claims."""
    chosen = set(selection.claims)
    for table, names in _BESIDE.items():
        quads = (
            quad
            for name in names
            for claim in _or_all(selection)
            for quad in selection.store.quads_for_pattern(None, terms.term_node(name), claim, ox.DefaultGraph())
        )
        nodes = {terms.node(quad.subject) for quad in quads if quad.object in chosen}
        for node in sorted(nodes, key=str):
            if table == "disagreements":
                rows[table].append(beside.disagreement(reader, node))
                rows["disagreement_claims"].extend(beside.disagreement_claims(reader, node))
            else:
                rows[table].append(beside.target(reader, node))
                rows["target_claims"].extend(beside.target_claims(reader, node))


def _or_all(selection: Selection) -> Iterable[ox.NamedNode | None]:
    """The claims of a selection, or None in the place of all: one search is quicker than one for each."""
    return [None] if selection.whole else selection.claims


def _put_claims(reader: Reader, selection: Selection, rows: dict[str, Rows]) -> None:
    """The selected claims, and those that stand beside them in a disagreement or target."""
    chosen = set(selection.claims)
    named = (row["claim"] for table in ("disagreement_claims", "target_claims") for row in rows[table])
    others = {ox.NamedNode(f"{namespaces.base()}claim/{claim}") for claim in named} - chosen
    for node in (*selection.claims, *others):
        known = reader.properties(node)
        rows["claims"].append(claims.in_short(reader, node, known, node in chosen))
        if node in chosen:
            rows[_SORTS[claims.sort_of(known)]].append(claims.in_full(reader, node, known))
            rows["claim_things"].extend(claims.things(node, known))


def _put_things(reader: Reader, selection: Selection, rows: dict[str, Rows]) -> None:
    """The selected things and articles, and all that other rows name."""
    by_article = Counter(row["article"] for row in rows["claims"] if row["selected"])
    chosen = [terms.short(node) for node in selection.things]
    articles = {identifier.partition("/")[2] for identifier in chosen if identifier.startswith("article/")}
    for identifier in sorted(articles | _named(rows, "articles")):
        node = ox.NamedNode(namespaces.entity(f"article/{identifier}"))
        rows["articles"].append(things.article(reader, node, by_article[identifier]))
    by_thing = Counter(thing for _, thing in {(row["claim"], row["thing"]) for row in rows["claim_things"]})
    for identifier in sorted({*chosen, *_named(rows, "things")}):
        node = ox.NamedNode(namespaces.entity(identifier))
        rows["things"].append(things.thing(reader, node, by_thing[identifier]))
        rows["names"].extend(things.names(reader, node))
        rows["links"].extend(things.links(reader, node))


def _named(rows: Mapping[str, Rows], refers: str) -> set[str]:
    """The keys of a table that rows of others hold."""
    found: set[str] = set()
    for table in schema.TABLES:
        columns = [column.name for column in table.columns if column.refers == refers]
        for row in rows[table.name] if columns else ():
            for value in map(row.__getitem__, columns):
                found.update(value if isinstance(value, tuple) else [str(value)] if value is not None else [])
    return found


def _choices(rows: Mapping[str, Rows]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The values that columns take, of those that take only some."""
    lists: dict[str, list[str]] = {}
    for row in rows["terms"]:
        if row["type"] == "code":
            lists.setdefault(str(row["list"]), []).append(str(row["id"]).partition("/")[2])
    return {
        (table.name, column.name): column.choices or tuple(lists[column.codes])
        for table in schema.TABLES
        for column in table.columns
        if column.choices or column.codes
    }


def _sources(rows: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    """The articles: what each is called, and its address."""
    for row in rows["articles"]:
        yield str(row[f"label_{namespaces.first_language()}"]), str(row["url"] or row["iri"])
