"""What the words of rows show beside those of the other rows and of the translated texts, and whom these name."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain

from kgtools.alike import without
from kgtools.checks.things import language, meaning, named, spelling
from kgtools.checks.things.named import Names
from kgtools.checks.things.rows import Fault
from kgtools.checks.things.words import Texts, Words
from kgtools.claims.model import Entity, Text
from kgtools.differing import differing
from kgtools.errors import Finding

_NONE: frozenset[Text] = frozenset()
_NOTHING: frozenset[str] = frozenset()
Printed = Mapping[str, frozenset[Text]]
Related = Mapping[str, frozenset[str]]


class Wording:
    """The rows as they were last looked at: only those are looked at again for which something has changed."""

    def __init__(self) -> None:
        self._words, self._names = Words(), Names()
        self._printed: Printed = {}
        self._related: Related = {}
        self._checks: dict[str, Callable[[Entity], Iterator[Fault]]] = {
            language.CHECK: lambda entity: language.faults(entity, self._words),
            meaning.CHECK: lambda entity: meaning.faults(entity, self._words),
            spelling.CHECK: lambda entity: spelling.faults(entity, self._words, self._printed.get(entity.id, _NONE)),
            named.CHECK: lambda entity: named.faults(entity, self._names, self._related.get(entity.id, _NOTHING)),
        }
        self._faults: dict[str, dict[str, tuple[Fault, ...]]] = {}  # of the rows that have any, by check
        self._told: dict[str, list[Finding]] = {}  # what these are called, at their lines
        self._found: list[Finding] = []
        self._entities: Mapping[str, Entity] = {}
        self._one_at_a_time = threading.Lock()

    def findings(
        self, entities: Mapping[str, Entity], texts: Texts, printed: Printed, related: Related
    ) -> list[Finding]:  # fmt: skip
        """What is wrong in rows, in any order.

        `printed` are the names of each that articles print, `related` the others with which facts join it.
        """
        with self._one_at_a_time:
            rows = without(without(entities, "line"), "note")
            names, words, stems = self._words.take(rows, texts)
            named_others = self._names.take(rows, self._words.having)
            concerned = {
                language.CHECK: names | words,
                meaning.CHECK: names | stems,
                spelling.CHECK: names.union(words, stems, _different(self._printed, printed)),
                named.CHECK: names.union(named_others, _different(self._related, related)),
            }
            self._printed, self._related = printed, related
            others = names.union(*concerned.values())
            for one in others:
                self._look_at(one, rows.get(one), [check for check, ids in concerned.items() if one in ids])
            if others := others.union(differing(self._entities, entities)):
                self._tell(others, entities)
            self._entities = entities
            return self._found

    def _look_at(self, identifier: str, entity: Entity | None, checks: Collection[str]) -> None:
        """Look at a row again with some checks: what the others found holds."""
        before = self._faults.pop(identifier, {})
        if entity:
            found = {
                check: tuple(look(entity)) if check in checks else before.get(check, ())
                for check, look in self._checks.items()
            }
            if any(found.values()):
                self._faults[identifier] = found

    def _tell(self, identifiers: Iterable[str], entities: Mapping[str, Entity]) -> None:
        """Tell what is wrong in some rows at the lines where they stand now."""
        for one in identifiers:
            self._told.pop(one, None)
            if one in self._faults:
                found = self._faults[one].items()
                self._told[one] = [fault.of(entities[one], check) for check, faults in found for fault in faults]
        self._found = [*chain.from_iterable(self._told.values())]


def _different(before: Mapping[str, frozenset[object]], after: Mapping[str, frozenset[object]]) -> Iterator[str]:
    """The rows of which two states do not say the same."""
    yield from (one for one in differing(before, after) if before.get(one) != after.get(one))
