"""What a project knows about words: in which languages they stand, and beside which words of another language.

The labels of all entities and the translated texts are one collection in all languages. Whatever is asked about a label
is asked of the other rows and texts alone, so that a slip never vouches for itself. The collection is kept while rows
and texts change, and tells for which rows it gives another answer than before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kgtools import namespaces
from kgtools.checks.things.words.stems import Stem, Stems, Usual
from kgtools.checks.things.words.texts import label_of
from kgtools.checks.things.words.vocabulary import Vocabulary
from kgtools.claims.model import Entity
from kgtools.differing import differing

_NOTHING: Mapping[str, str] = {}
Texts = Mapping[str, Mapping[str, str]]  # by id and language


class Concerned(NamedTuple):
    """The ids of rows for which something is not as it was: their own names, or what is told of words or of stems.

    Rows that are gone are among those with other names.
    """

    names: set[str]
    words: set[str]
    stems: set[str]


class Words:
    """The words of entities and of translated texts.

    `rows` has the labels of each entity by language.
    """

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, str]] = {}
        self._vocabulary, self._stems = Vocabulary(), Stems()
        self._entities: Mapping[str, Entity] = {}
        self._texts: Texts = {}
        self._places: dict[tuple[str, bool], int] = {}  # of rows and of texts, by id
        self._row_at: dict[int, str] = {}
        self._free: list[int] = []

    # -- questions ------------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many rows and texts there are, in steps."""
        return self._stems.size

    def elsewhere(self, entity: Entity, language: str, word: str) -> int:
        """In how many names and texts of a language a word stands, the names of an entity left out."""
        return self._vocabulary.elsewhere(self._places[entity.id, True], language, word)

    def like(self, entity: Entity, language: str, word: str) -> list[str]:
        """The words of more than one name or text that are a letter from a word of an entity, sorted."""
        return self._vocabulary.like(self._places[entity.id, True], language, word)

    def stem(self, entity: Entity, language: str, word: str) -> Stem | None:
        """The stem of a word that an entity need not have, if a label of the language has it."""
        return self._stems.stem(self._places[entity.id, True], language, word)

    def stems(self, language: str, label: str) -> list[Stem]:
        """The stems of a label."""
        return self._stems.stems(language, label)

    def together(self, one: Stem, others: list[Stem]) -> list[float]:
        """How surely a stem means the same as each of another language: from 0 to 1."""
        return self._stems.together(one, others)

    def usual(self, stem: Stem, other: str) -> Usual:
        """The stems of another language in (nearly) all rows whose label has a stem, and how many others these are."""
        return self._stems.usual(stem, other)

    def having(self, word: str) -> list[str]:
        """The ids of the rows that have a word in a name of any language."""
        return [self._row_at[place] for place in self._vocabulary.having(word)]

    # -- changes --------------------------------------------------------------------------------------

    def take(self, entities: Mapping[str, Entity], texts: Texts) -> Concerned:
        """Take these rows and texts instead of those before; gives the rows of which something has changed.

        A text counts if it has a translation.
        """
        names = self._take_rows(entities)
        self._take_texts(texts)
        by_words, by_stems = self._vocabulary.changed(), self._stems.changed()
        return Concerned(names, self._at(by_words), set(entities) if by_stems is None else self._at(by_stems))

    def _at(self, places: set[int]) -> set[str]:
        """The rows at some places, of which one may have become that of a text."""
        return {self._row_at[place] for place in places if place in self._row_at}

    def _take_rows(self, entities: Mapping[str, Entity]) -> set[str]:
        before, other = self._entities, differing(self._entities, entities)
        for identifier in (one for one in other if one not in entities):
            place = self._leave(identifier, True)
            self._vocabulary.exchange_names(place, ())
            self._stems.exchange(place, self.rows.pop(identifier), {}, row=True)
            del self._row_at[place]
        changed = {one for one in other if one not in entities}
        for identifier in (one for one in other if one in entities):
            was, entity = before.get(identifier), entities[identifier]
            if was and (was.labels, was.aliases) == (entity.labels, entity.aliases):
                continue
            place = self._place(identifier, True)
            self._row_at[place] = identifier
            labels = label_of(entity)
            self._vocabulary.exchange_names(place, (*entity.labels, *entity.aliases))
            self._stems.exchange(place, self.rows.get(identifier, {}), labels, row=True)
            self.rows[identifier] = labels
            changed.add(identifier)
        self._entities = entities
        return changed

    def _take_texts(self, texts: Texts) -> None:
        for identifier in differing(self._texts, texts):
            before, after = _said(self._texts, identifier), _said(texts, identifier)
            if before != after:
                place = self._place(identifier, False) if after else self._leave(identifier, False)
                self._vocabulary.exchange_text(before, after)
                self._stems.exchange(place, before, after, row=False)
        self._texts = texts

    def _place(self, identifier: str, row: bool) -> int:
        if (identifier, row) not in self._places:
            self._places[identifier, row] = self._free.pop() if self._free else len(self._places)
        return self._places[identifier, row]

    def _leave(self, identifier: str, row: bool) -> int:
        place = self._places.pop((identifier, row))
        self._free.append(place)
        return place


def _said(texts: Texts, identifier: str) -> Mapping[str, str]:
    """A text in each language; nothing if it is not translated."""
    found = texts.get(identifier, _NOTHING)
    return found if len(found) > 1 and namespaces.first_language() in found else _NOTHING
