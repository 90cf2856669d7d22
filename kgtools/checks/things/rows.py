"""A finding about a cell of an entity's row, and the cells in which its names stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kgtools.claims.model import Entity, Text
from kgtools.errors import Finding
from kgtools.remembering import for_the_same


@dataclass(frozen=True)
class Fault:
    """What is wrong in a column of an entity's row; the parts are those of a `Finding`."""

    column: str
    message: str
    actual: str
    expected: str = ""
    hint: str = ""

    def of(self, entity: Entity, check: str) -> Finding:
        """The finding at the row of an entity, a warning."""
        return _finding(self, entity, check)


@for_the_same(65536)
def _finding(fault: Fault, entity: Entity, check: str) -> Finding:
    message = f"column '{fault.column}': {fault.message}"
    return Finding(entity.file, entity.line, message, fault.actual, fault.expected, fault.hint, "warning", check)


def names(entity: Entity) -> Iterator[tuple[str, Text]]:
    """The labels and aliases of an entity, each with its column."""
    yield from labels(entity)
    yield from (("aliases", alias) for alias in entity.aliases)


def labels(entity: Entity) -> Iterator[tuple[str, Text]]:
    """The labels of an entity, each with its column."""
    yield from ((f"label_{label.language}", label) for label in entity.labels)


def quoted(name: Text, column: str) -> str:
    """A name as a finding shows it: an alias with its language."""
    return f"'{name.value}@{name.language}'" if column == "aliases" else f"'{name.value}'"
