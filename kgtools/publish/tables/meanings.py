"""What tables and columns are called and hold, in four languages: as the ontology says, or `messages.csv`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kgtools import namespaces
from kgtools.messages import chosen, language_names, message
from kgtools.publish.tables.model import Column, Described, Row, Table

_BOUNDS = ("earliest", "latest")


def described(tables: Iterable[Table], terms: Iterable[Row]) -> dict[tuple[str, ...], Described]:
    """The words for each table by its name, and for each column by table and name.

    `terms` are the rows of the terms of the ontology.
    """
    words = _Words({str(row["id"]): row for row in terms if row["type"] != "code"})
    found: dict[tuple[str, ...], Described] = {}
    for table in tables:
        found[(table.name,)] = words.table(table)
        found |= {(table.name, column.name): words.column(column) for column in table.columns}
    return found


class _Words:
    """Words for tables and columns, with the ontology at hand."""

    def __init__(self, terms: Mapping[str, Row]) -> None:
        self.terms = terms

    def table(self, table: Table) -> Described:
        titles = {language: _capital(message(table.title, language)) for language in namespaces.languages()}
        return Described(titles, self.described(table.meaning).descriptions)

    def column(self, column: Column) -> Described:
        plain = self.described(column.meaning)
        if column.aspect in namespaces.languages():
            name = language_names()[column.aspect]
            titles = {language: f"{plain.titles[language]} ({name})" for language in namespaces.languages()}
            return Described(titles, plain.descriptions)
        if not column.aspect:
            return plain
        aspect = self.described(f"t:{column.aspect}" if column.aspect in _BOUNDS else "named")
        titles = {
            language: f"{plain.titles[language]}: {aspect.titles[language]}" for language in namespaces.languages()
        }
        return Described(titles, aspect.descriptions)

    def described(self, meaning: str) -> Described:
        """The words for a term of the ontology, or for a key of `messages.csv`."""
        if meaning.startswith("t:"):
            term = self.terms[meaning.removeprefix("t:")]
            return Described(
                {language: _said(term, "label", language) or meaning for language in namespaces.languages()},
                {language: _said(term, "definition", language) for language in namespaces.languages()},
            )
        return Described(
            {language: message(f"tables.column.{meaning}", language) for language in namespaces.languages()},
            {language: message(f"tables.about.{meaning}", language) for language in namespaces.languages()},
        )


def _said(term: Row, column: str, language: str) -> str:
    """What the ontology says of a term, in a language or another; empty if it speaks none of the project."""
    return chosen({tag: str(said) for tag in namespaces.languages() if (said := term[f"{column}_{tag}"])}, language)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
