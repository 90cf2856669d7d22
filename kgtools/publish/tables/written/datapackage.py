"""The description of a folder of tables as a data package: https://datapackage.org, version 2."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kgtools import namespaces, projects
from kgtools.messages import message
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
    Described,
    Table,
)
from kgtools.publish.tables.written.folder import NAME, hashed

_PROFILES = "https://datapackage.org/profiles/2.0/"
_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
_TYPES = {
    TEXT: {"type": "string"}, INTEGER: {"type": "integer"}, NUMBER: {"type": "number"}, TRUTH: {"type": "boolean"},
    DATE: {"type": "date"}, IRI: {"type": "string", "format": "uri"},
    LIST: {"type": "list", "delimiter": SEPARATOR, "itemType": "string"},
}  # fmt: skip


def package(content: Content, folder: Path, format: str) -> str:
    """The text of `datapackage.json` for tables that stand in a folder as csv or parquet."""
    words = Described(
        {language: title(language) for language in namespaces.languages()},
        {language: description(language, format) for language in namespaces.languages()},
    )
    licence = projects.in_use().licence
    described = {
        "$schema": f"{_PROFILES}datapackage.json",
        "name": NAME,
        "id": namespaces.base(),
        **_words(words),
        "languages": list(namespaces.languages()),
        "homepage": namespaces.base(),
        "version": projects.in_use().version,
        "licenses": [{"name": licence.id, "path": licence.address, "title": licence.title}],
        "contributors": [{"title": projects.in_use().creator, "roles": ["author"]}],
        "sources": [{"title": title, "path": path} for title, path in content.sources],
        "resources": [_resource(content, table, folder, format) for table in content.tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=1) + "\n"


def title(language: str) -> str:
    """What the tables are called as a whole."""
    return projects.in_use().titled(language)


def description(language: str, format: str) -> str:
    """What the tables hold as a whole, and how CSV differs from the graph."""
    known = projects.in_use()
    guarded = message("tables.about.guarded", language) if format == "csv" else ""
    return " ".join(
        filter(None, (message("tables.about.description", language, title=known.told(known.title, language)), guarded))
    )


def _resource(content: Content, table: Table, folder: Path, format: str) -> dict[str, Any]:
    file = folder / f"{table.name}.{format}"
    return {
        "name": table.name.replace("_", "-"), "type": "table", "path": file.name, **_words(content.about(table)),
        "format": format, "mediatype": _MEDIA[format], **({"encoding": "utf-8"} if format == "csv" else {}),
        "bytes": file.stat().st_size, "hash": hashed(file), "schema": _schema(content, table),
    }  # fmt: skip


def _schema(content: Content, table: Table) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}tableschema.json",
        "fields": [_field(content, table, column) for column in table.columns],
        "primaryKey": list(table.key),
        "foreignKeys": [
            {"fields": [column], "reference": {"resource": other.replace("_", "-"), "fields": ["id"]}}
            for column, other in table.foreign_keys.items()
        ],
        "missingValues": [""],
    }  # fmt: skip


def _field(content: Content, table: Table, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    choices = content.choices.get((table.name, column.name))
    if choices and column.type != LIST:
        constraints["enum"] = list(choices)
    if table.key == (column.name,):
        constraints["unique"] = True
    return {
        "name": column.name, **_TYPES[column.type], **_words(content.about(table, column)),
        **({"rdfType": namespaces.term(column.meaning[2:])} if column.meaning.startswith("t:") else {}),
        **({"constraints": constraints} if constraints else {}),
    }  # fmt: skip


def _words(words: Described) -> dict[str, Any]:
    """Title and description in one language, as the standard knows them, and in all beside."""
    first = namespaces.first_language()
    return {
        "title": words.titles[first], "description": words.descriptions[first],
        "titles": dict(words.titles), "descriptions": dict(words.descriptions),
    }  # fmt: skip
