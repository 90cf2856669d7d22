"""What the words of rows show beside those of the other rows and of the translated texts."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from kgtools.checks.things import language, meaning, spelling
from kgtools.checks.things.rows import Fault
from kgtools.checks.things.words import Texts, Words
from kgtools.claims.model import Entity, Text
from kgtools.errors import Finding

_NONE: frozenset[Text] = frozenset()
Faults = tuple[tuple[str, Fault], ...]  # each with the check that found it


class Wording:
    """The rows as they were last looked at: only those are looked at again for which something has changed."""

    def __init__(self) -> None:
        self._words = Words()
        self._printed: Mapping[str, frozenset[Text]] = {}
        self._faults: dict[str, Faults] = {}  # of the rows that have any
        self._one_at_a_time = threading.Lock()

    def findings(
        self, entities: Mapping[str, Entity], texts: Texts, printed: Mapping[str, frozenset[Text]]
    ) -> list[Finding]:  # fmt: skip
        """What is wrong in rows, in their order; `printed` are the names of each that articles print."""
        with self._one_at_a_time:
            changed = self._words.take(entities, texts)
            if printed is not self._printed:
                every = {**self._printed, **printed}
                changed.update(one for one in every if printed.get(one) != self._printed.get(one))
                self._printed = printed
            for gone in self._faults.keys() - entities.keys():
                del self._faults[gone]
            for identifier in changed & entities.keys():
                self._look_at(entities[identifier])
            return [
                fault.of(entities[identifier], check)
                for identifier in entities
                for check, fault in self._faults.get(identifier, ())
            ]

    def _look_at(self, entity: Entity) -> None:
        found = [(language.CHECK, fault) for fault in language.faults(entity, self._words)]
        found += [(meaning.CHECK, fault) for fault in meaning.faults(entity, self._words)]
        printed = self._printed.get(entity.id, _NONE)
        found += [(spelling.CHECK, fault) for fault in spelling.faults(entity, self._words, printed)]
        if found:
            self._faults[entity.id] = tuple(found)
        else:
            self._faults.pop(entity.id, None)
