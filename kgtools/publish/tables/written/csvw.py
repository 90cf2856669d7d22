"""The description of the tables in CSV for the Semantic Web: https://www.w3.org/TR/tabular-metadata/."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from kgtools import namespaces, projects
from kgtools.publish.tables.model import (
    DATE,
    INTEGER,
    IRI,
    LIST,
    NUMBER,
    SEPARATOR,
    TEXT,
    TRUTH,
    Column,
    Content,
    Table,
)
from kgtools.publish.tables.written import datapackage

_TYPES = {
    TEXT: "string", INTEGER: "integer", NUMBER: "decimal", TRUTH: "boolean", DATE: "date", IRI: "anyURI",
    LIST: "string",
}  # fmt: skip
# What the rows of a table are about, where that has an IRI made of the key.
_ABOUT = {"facts": "claim/{+id}", "figures": "claim/{+id}", "opinions": "claim/{+id}"}


def metadata(content: Content) -> str:
    """The text of `csv-metadata.json` for tables that stand beside it."""
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": namespaces.first_language()}],
        "@id": namespaces.base(),
        "dc:title": _texts({language: datapackage.title(language) for language in namespaces.languages()}),
        "dc:description": _texts(
            {language: datapackage.description(language, "csv") for language in namespaces.languages()}
        ),
        "dc:license": {"@id": projects.in_use().licence.address},
        "dc:creator": projects.in_use().creator,
        "dc:source": [{"@id": path} for _, path in content.sources],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\n"]},
        "tables": [_table(content, table) for table in content.tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def _table(content: Content, table: Table) -> dict[str, Any]:
    words = content.about(table)
    schema: dict[str, Any] = {
        "columns": [_column(content, table, column) for column in table.columns],
        "primaryKey": list(table.key),
        # Here the standard asks of every row that its key is found; keys that may be empty are none.
        "foreignKeys": [
            {"columnReference": column.name, "reference": {"resource": f"{column.refers}.csv", "columnReference": "id"}}
            for column in table.columns
            if column.required and column.name in table.foreign_keys
        ],
    }
    if about := _about(table):
        schema["aboutUrl"] = about
    return {
        "url": f"{table.name}.csv", "dc:title": _texts(words.titles), "dc:description": _texts(words.descriptions),
        "tableSchema": schema,
    }  # fmt: skip


def _about(table: Table) -> str:
    """The template of the IRI of a row."""
    if table.name in _ABOUT:
        return namespaces.base() + _ABOUT[table.name]
    return "{+iri}" if any(column.name == "iri" for column in table.columns) else ""


def _column(content: Content, table: Table, column: Column) -> dict[str, Any]:
    words, first = content.about(table, column), namespaces.first_language()
    found: dict[str, Any] = {
        "name": column.name,
        # The heading of the file is a title too: what validates the file compares the two.
        "titles": {**words.titles, first: [column.name, words.titles[first]]},
        "dc:description": _texts(words.descriptions),
        "datatype": _datatype(content, table, column),
        "required": column.required,
    }
    if column.type == LIST:
        found["separator"] = SEPARATOR
    if column.aspect in namespaces.languages():
        found["lang"] = column.aspect
    if column.meaning.startswith("t:") and column.aspect not in ("label", "earliest", "latest"):
        found["propertyUrl"] = namespaces.term(column.meaning[2:])
    return found


def _datatype(content: Content, table: Table, column: Column) -> str | dict[str, str]:
    choices = content.choices.get((table.name, column.name))
    if choices:
        return {"base": "string", "format": "|".join(map(re.escape, choices))}
    return _TYPES[column.type]


def _texts(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in words.items()]
