"""The tables as one SQLite database with full-text search, and the file that Datasette reads beside it.

The same tables give the same bytes with the same version of SQLite: nothing in the file comes from a clock, and it
is written in one order and packed at the end.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from kgtools import namespaces, projects
from kgtools.errors import UsageError
from kgtools.files import plain as is_plain
from kgtools.files import replacing
from kgtools.publish.tables.model import (
    DATE,
    INTEGER,
    IRI,
    LIST,
    NUMBER,
    TEXT,
    TRUTH,
    Column,
    Content,
    Table,
    Value,
    plain,
)
from kgtools.publish.tables.written import datapackage

APPLICATION = 0x544E444D  # "TNDM", by which a database is known as ours
VERSION = 1  # of the tables; counted up when a query over them may have to change
_MAGIC, _APPLICATION_AT = b"SQLite format 3\x00", 68
_TYPES = {
    TEXT: "TEXT", INTEGER: "INTEGER", NUMBER: "NUMERIC", TRUTH: "INTEGER", DATE: "TEXT", IRI: "TEXT", LIST: "TEXT",
}  # fmt: skip
# Letters are compared as they are, with their marks. The sign ʻ is a letter to this tokenizer.
_TOKENIZER = "unicode61 remove_diacritics 0"
_VIEWS = {  # <label> is the label in the first language; <statements> are the statements in all
    "claims_about": """
SELECT claim_things.thing, things.<label> AS thing_label, claim_things.role, claims.id AS claim, claims.type,
       <statements>, claims.accepted, claims.article
FROM claim_things JOIN claims ON claims.id = claim_things.claim JOIN things ON things.id = claim_things.thing""",
    "disagreement_sides": """
SELECT disagreements.id AS disagreement, disagreements.kind, disagreements.type, disagreements.status,
       disagreements.about, claims.article, claims.id AS claim, <statements>,
       disagreement_claims.preferred, disagreement_claims.not_accepted
FROM disagreements JOIN disagreement_claims ON disagreement_claims.disagreement = disagreements.id
     JOIN claims ON claims.id = disagreement_claims.claim""",
    "figures_in_time": """
SELECT indicator, indicator_label, measured, measured_label, partner, partner_label, flow, period, period_earliest,
       period_latest, value, lowest, highest, base_unit, bound, accepted, article, id AS claim, disagreements
FROM figures ORDER BY indicator, measured, partner, flow, period_earliest, period_latest, id""",
}
_FACETS = {
    "things": ("kind_label",), "claims": ("type", "article", "accepted", "modality"),
    "facts": ("article", "property_label", "modality", "certainty", "accepted"),
    "figures": ("article", "indicator_label", "flow", "modality", "accepted"), "opinions": ("article", "stance"),
    "disagreements": ("kind_label", "type_label", "status"), "targets": ("outcome_label",), "terms": ("type", "list"),
    "names": ("language", "main", "printed"), "claim_things": ("role",), "claims_about": ("role", "type", "article"),
    "disagreement_sides": ("kind", "type", "status", "article"), "figures_in_time": ("indicator_label", "flow"),
}  # fmt: skip
_NAMED_BY = {"things": "label", "articles": "label", "terms": "label", "targets": "label",
             "claims": "statement", "disagreements": "explanation"}  # fmt: skip


def write(content: Content, path: Path, force: bool = False) -> None:
    """Write the tables into a database, and `NAME.metadata.json` for Datasette beside it.

    A device or pipe gets the database alone. Raises UsageError if the path cannot be written, and if it is a file that
    no export wrote; with `force` that is replaced.
    """
    beside = path.with_suffix(".metadata.json")
    if not force:
        _refuse_foreign(path, beside)
    with replacing(path) as temporary:
        try:
            _fill(temporary, content)
        except sqlite3.OperationalError as error:
            raise UsageError(f"cannot write {path}: {error}; make room or choose another place with -o") from None
    if is_plain(path):
        with replacing(beside) as temporary:
            text = json.dumps(datasette(content, path.stem), ensure_ascii=False, indent=1) + "\n"
            temporary.write_text(text, encoding="utf-8")


def _refuse_foreign(path: Path, beside: Path) -> None:
    """Raise UsageError for a file that was not written by an export."""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(100)
        ours = head.startswith(_MAGIC) and head[_APPLICATION_AT:][:4] == APPLICATION.to_bytes(4, "big")
        if head and not ours:
            raise UsageError(
                f"{path} was not written by an export; name another file with -o, or replace it with --force"
            )
    if beside.is_file():
        try:
            ours = json.loads(beside.read_text(encoding="utf-8"))["source_url"] == namespaces.base()
        except (OSError, ValueError, LookupError, TypeError):
            ours = False
        if not ours:
            raise UsageError(
                f"{beside}, which Datasette would read, was not written by an export; name another file with -o, or "
                "replace it with --force"
            )


def _fill(file: Path, content: Content) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        for pragma in (
            "encoding = 'UTF-8'", "page_size = 4096", "auto_vacuum = NONE", "journal_mode = OFF", "synchronous = OFF",
            f"application_id = {APPLICATION}", f"user_version = {VERSION}",
        ):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for table in content.tables:
            connection.execute(_table(content, table))
            marks = ", ".join("?" * len(table.columns))
            rows = ([_stored(row[column.name]) for column in table.columns] for row in content.rows[table.name])
            connection.executemany(f'INSERT INTO "{table.name}" VALUES ({marks})', rows)
        for statement in (*_indexes(content), *_views(), *_search(content)):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _table(content: Content, table: Table) -> str:
    """The definition of a table; whoever opens the database finds what each column holds in it."""
    lines = [_column(content, table, column) for column in table.columns]
    key = ", ".join(f'"{name}"' for name in table.key)
    words, first = content.about(table), namespaces.first_language()
    return (
        f'CREATE TABLE "{table.name}" (\n  -- {words.titles[first]}: {words.descriptions[first]}\n'
        + "\n".join(f"  {line},  -- {' '.join(comment.split())}" for line, comment in lines)
        + f"\n  PRIMARY KEY ({key})\n)"
    )


def _column(content: Content, table: Table, column: Column) -> tuple[str, str]:
    name = f'"{column.name}"'
    parts = [name, _TYPES[column.type], "NOT NULL" if column.required else ""]
    if column.name in table.foreign_keys:
        parts.append(f'REFERENCES "{column.refers}" ("id")')
    choices = content.choices.get((table.name, column.name))
    if column.type == TRUTH:
        parts.append(f"CHECK ({name} IN (0, 1))")
    elif choices and column.type != LIST:
        parts.append(f"CHECK ({name} IN ({', '.join(map(_quoted, choices))}))")
    words, first = content.about(table, column), namespaces.first_language()
    return " ".join(filter(None, parts)), f"{words.titles[first]}. {words.descriptions[first]}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _indexes(content: Content) -> Iterator[str]:
    """An index for each key of another table that is not the first of the table's own key."""
    for table in content.tables:
        for column in table.foreign_keys:
            if column != table.key[0]:
                yield f'CREATE INDEX "{table.name}_{column}" ON "{table.name}" ("{column}")'
    yield "CREATE INDEX figures_period ON figures (indicator, measured, partner, flow, period_earliest)"
    yield "CREATE INDEX names_name ON names (name)"


def _views() -> Iterator[str]:
    statements = ", ".join("claims." + _name(f"statement_{tag}") for tag in namespaces.languages())
    label = _name(f"label_{namespaces.first_language()}")
    filled = ((name, one.replace("<label>", label).replace("<statements>", statements)) for name, one in _VIEWS.items())
    return (f"CREATE VIEW {name} AS{select}" for name, select in filled)


def _name(column: str) -> str:
    """A column as SQL names it: with quotes if it has a hyphen, as some tags of languages have."""
    return f'"{column}"' if "-" in column else column


def _search(content: Content) -> Iterator[str]:
    """A full-text index over the texts of a table, which themselves stand in the table alone.

    Rows have the numbers 1, 2, 3 ... in the order of their keys, so that packing the file leaves them as they are.
    """
    for table in content.tables:
        if table.searched:
            name, columns = f"{table.name}_fts", ", ".join(map(_name, table.searched))
            yield (
                f'CREATE VIRTUAL TABLE {name} USING fts5({columns}, content="{table.name}", tokenize="{_TOKENIZER}")'
            )
            yield f"INSERT INTO {name} ({name}) VALUES ('rebuild')"
            yield f"INSERT INTO {name} ({name}) VALUES ('optimize')"


def _stored(value: Value) -> str | int | float | None:
    if value is None or isinstance(value, int):
        return value if value is None else int(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 2**63 else float(value)
    if isinstance(value, datetime.date | tuple):
        return plain(value)
    return value


def datasette(content: Content, database: str) -> dict[str, Any]:
    """What Datasette shows of the database of a name: titles, descriptions, licence, sources and facets."""
    language = content.language
    tables: dict[str, dict[str, Any]] = {}
    for table in content.tables:
        words = content.about(table)
        columns = {column.name: content.about(table, column).descriptions[language] for column in table.columns}
        tables[table.name] = {
            "title": words.titles[language], "description": words.descriptions[language], "columns": columns,
            "sort": table.key[0],
        }  # fmt: skip
    for name in (*tables, *_VIEWS):
        shown = tables.setdefault(name, {})
        if name in _NAMED_BY:
            shown["label_column"] = f"{_NAMED_BY[name]}_{language}"
        if name in _FACETS:
            shown["facets"] = list(_FACETS[name])
    known = projects.in_use()
    return {
        "title": datapackage.title(language), "description": datapackage.description(language, "sqlite"),
        "license": known.licence.id, "license_url": known.licence.address, "source": known.creator,
        "source_url": namespaces.base(), "databases": {database: {"tables": tables}},
    }  # fmt: skip
