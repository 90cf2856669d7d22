"""A word that is looked for, with the names and texts that hold it in any form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from kgtools import namespaces
from kgtools.query.search import words as words_
from kgtools.query.search.index.bits import Sought
from kgtools.query.search.index.held import Held, together
from kgtools.query.search.index.opened import Index
from kgtools.query.search.likeness import OTHER_FORM
from kgtools.values.transliteration import beyond_latin, phonetic_key, readings

MOST = 30  # words that are looked for
KEY = 3  # letters that a phonetic key has at least, if words that sound alike are to be one name
# Of a word in a name: whether it stands there in another form, where, as the index has it, and with how many letters.
InName = tuple[bool, int, int]


@dataclass(frozen=True)
class Wanted:
    """A word that is looked for: as it was typed, and as it is folded in each language; its phonetic keys, those of its
    forms in names, and its forms in names and texts of each language."""

    index: Index
    typed: str
    folded: Mapping[str, str]
    keys: frozenset[str]
    forms_of_keys: frozenset[str]
    forms: Mapping[str, frozenset[str]]

    @classmethod
    def known(cls, index: Index, word: str, loose: bool) -> Wanted:
        """A word with its forms; compared loosely, a word beyond Latin letters may be of another keyboard."""
        keys = {key for each in readings(word).values() for key in each if len(key) >= KEY or key.isdigit()}
        likes = [index.vocabulary.likes(key, not beyond_latin(word)) for key in keys]
        forms_of_keys = {other for each in likes for other, like in each.items() if like >= OTHER_FORM}
        folded = {language: words_.folded(word, language) for language in namespaces.languages()}
        return cls(index, word, folded, frozenset(keys), frozenset(forms_of_keys), index.forms(word, loose))

    # -- in texts -----------------------------------------------------------------------------------

    @cached_property
    def _told(self) -> Sequence[tuple[bool, Held]]:
        """Where its forms stand in texts, each with whether it is as it was typed."""
        each = ((language, self.index.told(known, language)) for language, known in self.forms.items() if known)
        return [(word == self.folded[language], held) for language, some in each for word, held in some.items()]

    @cached_property
    def texts(self) -> int:
        """The texts that hold it."""
        return together((held for _, held in self._told), len(self.index.things))

    @cached_property
    def number(self) -> int:
        """How many these are."""
        return self.texts.bit_count()

    @cached_property
    def same(self) -> int:
        """The texts that hold it as it was typed."""
        return together((held for same, held in self._told if same), len(self.index.things))

    def beside(self, other: Wanted) -> int | None:
        """The texts in which another word may stand beside it; None if that is not known, since both may be one word,
        or a stop word."""
        own, others = self._forms, other._forms
        return None if own & others or words_.stop() & (own | others) else self.index.beside(own, others)

    @cached_property
    def _forms(self) -> frozenset[str]:
        return frozenset(chain.from_iterable(self.forms.values()))

    def places(self, texts: Sought) -> list[tuple[int, int]]:
        """Where it stands in some texts, whose numbers rise: each place after the number of the text."""
        return [one for _, held in self._told for one in held.among(texts)]

    # -- in names -----------------------------------------------------------------------------------

    @cached_property
    def _spoken(self) -> Sequence[tuple[str, str, Held]]:
        """The words of names that are it, by their stems, or as they sound: each after its language, with what holds
        it."""
        words = {language: set(known) for language, known in self.forms.items()}
        for language, word in chain.from_iterable(map(self.index.sounding, self.forms_of_keys)):
            words[language].add(word)
        each = ((language, self.index.named(some, language)) for language, some in words.items() if some)
        return [(language, word, held) for language, some in each for word, held in some.items()]

    @cached_property
    def _named(self) -> Mapping[str, Sequence[tuple[bool, int, Held]]]:
        """Where it stands in the names of each language, in another form or not, and with how many letters."""
        found: dict[str, list[tuple[bool, int, Held]]] = {each: [] for each in namespaces.languages()}
        for language, word, held in self._spoken:
            other = word != self.folded[language] and phonetic_key(word) not in self.keys
            found[language].append((other, len(word), held))
        return found

    @cached_property
    def longest(self) -> int:
        """The most letters with which it stands in a name."""
        return max((size for some in self._named.values() for _, size, _ in some), default=0)

    def names(self, language: str) -> int:
        """The names of a language that hold it."""
        return together((held for _, _, held in self._named[language]), len(self.index.ties))

    def names_as_typed(self, language: str) -> int:
        """The names of a language that hold it in no other form."""
        return together((held for other, _, held in self._named[language] if not other), len(self.index.ties))

    def in_names(self, language: str, names: Sequence[int]) -> Mapping[int, InName]:
        """How some names of a language hold it. If one does several times, then as it was typed, then first."""
        found: dict[int, InName] = {}
        sought = Sought(names)
        for other, size, held in self._named[language]:
            for number, place in held.among(sought):
                one = other, place, size
                if number not in found or one < found[number]:
                    found[number] = one
        return found

    @cached_property
    def of_bearers(self) -> int:
        """The texts that tell of things with a name that has it."""
        return self.index.of_bearers(self._spoken)

    @cached_property
    def is_named(self) -> bool:
        """Whether a name has it."""
        return bool(self._spoken)
