"""The claims about one thing as one table of CSV, for whoever opens the data of a page in a spreadsheet."""

from __future__ import annotations

import pyoxigraph as ox

from kgtools import namespaces
from kgtools.graph import terms
from kgtools.graph.reading import Store
from kgtools.publish.describing import claims as claims_about
from kgtools.publish.tables.model import Row, plain
from kgtools.publish.tables.rows import claims
from kgtools.publish.tables.rows.reading import Reader
from kgtools.publish.tables.rows.statements import statement
from kgtools.query import formats

# The dates of a claim, by the column from which its bounds are taken; the first that it has counts.
_DATES = ("period", "valid_time", "horizon", "value")
COLUMNS = (
    "claim", "iri", "type", "roles", "statement", "date", "earliest", "latest", "number", "lowest", "highest",
    "unit", "modality", "certainty", "accepted", "speakers", "article", "article_label", "passage_start",
    "passage_end", "fingerprint", "disagreements", "support", "note",
)  # fmt: skip


def csv(store: Store, node: ox.NamedNode, language: str = "", reader: Reader | None = None) -> str:
    """The claims that name a thing, that an article makes, or that a disagreement is about, one a row.

    Columns are those of the tables of an export, where these have them. `roles` tells as what a claim names the thing,
    and `number` is its value in the base unit `unit`. The text begins with a byte order mark, and no cell of it is run
    by a spreadsheet. It has no rows if no claim names the thing. Whoever writes many lends a `reader` of the store and
    language, which remembers names.
    """
    language = language or namespaces.first_language()
    reader = reader or Reader(store, language)
    rows = [_row(reader, node, claim, language) for claim in claims_about(store, node)]
    return formats.spreadsheet(COLUMNS, [[plain(row[column]) for column in COLUMNS] for row in rows])


def _row(reader: Reader, thing: ox.NamedNode, node: ox.NamedNode, language: str) -> Row:
    known = reader.properties(node)
    full = claims.in_full(reader, node, known)
    date = next((name for name in _DATES if full.get(f"{name}_earliest") or full.get(f"{name}_latest")), "")
    roles = (str(row["role"]) for row in claims.things(node, known) if row["thing"] == terms.short(thing))
    figure = claims.sort_of(known) == "figure"
    own: Row = {
        "claim": full["id"], "iri": node.value, "type": claims.sort_of(known), "roles": tuple(roles),
        "statement": statement(reader, known, language), "date": full[date] if date else None,
        "earliest": full[f"{date}_earliest"] if date else None, "latest": full[f"{date}_latest"] if date else None,
        "number": full["value"] if figure else None, "unit": full["base_unit"] if figure else None,
    }  # fmt: skip
    return {column: own[column] if column in own else full.get(column) for column in COLUMNS}
