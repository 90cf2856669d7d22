"""What the words of rows show beside those of the other rows and of the translated texts, and whom these name."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping

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
Faults = tuple[tuple[str, Fault], ...]  # each with the check that found it
Printed = Mapping[str, frozenset[Text]]
Related = Mapping[str, frozenset[str]]


class Wording:
    """The rows as they were last looked at: only those are looked at again for which something has changed."""

    def __init__(self) -> None:
        self._words, self._names = Words(), Names()
        self._printed: Printed = {}
        self._related: Related = {}
        self._faults: dict[str, Faults] = {}  # of the rows that have any
        self._found: list[Finding] = []  # what was told of them last
        self._entities: Mapping[str, Entity] = {}
        self._one_at_a_time = threading.Lock()

    def findings(
        self, entities: Mapping[str, Entity], texts: Texts, printed: Printed, related: Related
    ) -> list[Finding]:  # fmt: skip
        """What is wrong in rows, in their order.

        `printed` are the names of each that articles print, `related` the others with which facts join it.
        """
        with self._one_at_a_time:
            rows = without(without(entities, "line"), "note")
            changed = self._words.take(rows, texts)
            changed |= self._names.take(rows, self._words.having)
            changed.update(_different(self._printed, printed), _different(self._related, related))
            self._printed, self._related = printed, related
            if changed or entities is not self._entities:
                self._look_again(rows, changed)
                faults = sorted(self._faults.items())
                self._found = [fault.of(entities[one], check) for one, found in faults for check, fault in found]
            self._entities = entities
            return self._found

    def _look_again(self, rows: Mapping[str, Entity], changed: Iterable[str]) -> None:
        for gone in self._faults.keys() - rows.keys():
            del self._faults[gone]
        for identifier in changed:
            if identifier in rows:
                self._look_at(rows[identifier])

    def _look_at(self, entity: Entity) -> None:
        found = [(language.CHECK, fault) for fault in language.faults(entity, self._words)]
        found += [(meaning.CHECK, fault) for fault in meaning.faults(entity, self._words)]
        printed = self._printed.get(entity.id, _NONE)
        found += [(spelling.CHECK, fault) for fault in spelling.faults(entity, self._words, printed)]
        related = self._related.get(entity.id, _NOTHING)
        found += [(named.CHECK, fault) for fault in named.faults(entity, self._names, related)]
        if found:
            self._faults[entity.id] = tuple(found)
        else:
            self._faults.pop(entity.id, None)


def _different(before: Mapping[str, frozenset[object]], after: Mapping[str, frozenset[object]]) -> Iterator[str]:
    """The rows of which two states do not say the same."""
    yield from (one for one in differing(before, after) if before.get(one) != after.get(one))
