"""In how many names and texts of a language each word stands, kept while rows and texts change."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kgtools.checks.things.words.texts import words_of
from kgtools.claims.model import Text

THERE = 2  # other names and texts with a word before it is one of their language, or a usual one
SURELY = 20  # so many, and it is a word of that language though it sounds like that of a third
_SHORTEST = 4  # letters of a word in which a slip can be told from another word
_LIMITS = (1, THERE, SURELY)  # numbers that a word must reach in other rows for something


class Vocabulary:
    """The words of names and texts by language, and which rows have them in a name."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._own: dict[int, dict[str, Counter[str]]] = {}  # of the names of each row, by its place
        self._named: dict[str, array[int]] = {}  # the places of the rows with a word in a name of any language
        self._by_ends: dict[tuple[str, str, str], list[str]] = {}  # words of more than one name or text
        self._alone_by_ends: dict[tuple[str, str, str], list[str]] = {}  # and those of one
        self._asked: dict[tuple[str, str], set[int]] = {}  # who asked for words that are like their own
        self._most = 0  # names of a row
        self._settled = False  # from the first question on, what changes is noted
        self._before: dict[tuple[str, str], int] = {}  # the numbers of words that have changed since

    # -- questions ------------------------------------------------------------------------------------

    def elsewhere(self, place: int, language: str, word: str) -> int:
        """In how many names and texts of a language a word stands, the names of a row left out."""
        return self._number(language, word) - self._number_of_own(place, language, word)

    def like(self, place: int, language: str, word: str) -> list[str]:
        """The words of more than one name or text that are a letter from a word, sorted; it is noted who asks.

        They begin or end like the word, for a slip spares one end of it.
        """
        found = sorted(_a_letter_from(word, language, self._by_ends))
        for other in found:
            self._asked.setdefault((language, other), set()).add(place)
        return found

    def having(self, word: str) -> Sequence[int]:
        """The places of the rows with a word in a name of any language."""
        return self._named.get(word, ())

    def _number(self, language: str, word: str) -> int:
        counts = self._counts.get(language)
        return counts[word] if counts else 0

    def _number_of_own(self, place: int, language: str, word: str) -> int:
        own = self._own[place].get(language)
        return own[word] if own else 0

    # -- changes --------------------------------------------------------------------------------------

    def exchange_names(self, place: int, names: Sequence[Text]) -> None:
        """Take these names of a row instead of those before."""
        before = self._own.pop(place, {})
        after: dict[str, Counter[str]] = {}
        for name in names:
            after.setdefault(name.language, Counter()).update(set(words_of(name.value)))
        self._most = max(self._most, len(names))
        was, now = (frozenset().union(*said.values()) for said in (before, after))
        for word in was - now:
            self._named[word].remove(place)
        for word in now - was:
            self._named.setdefault(word, array("I")).append(place)
        if after:
            self._own[place] = after
        for language in before.keys() | after.keys():
            self._add(language, after.get(language, Counter()), before.get(language, Counter()))

    def exchange_text(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Take a text in each language instead of that before."""
        for language in before.keys() | after.keys():
            if before.get(language) != after.get(language):
                was, now = (set(words_of(said.get(language, ""))) for said in (before, after))
                self._add(language, dict.fromkeys(now - was, 1), dict.fromkeys(was - now, 1))

    def _add(self, language: str, more: Mapping[str, int], less: Mapping[str, int]) -> None:
        counts = self._counts.setdefault(language, Counter())
        if not self._settled:
            counts.update(more)
            return
        for word in more.keys() | less.keys():
            was = counts[word]
            now = was + more.get(word, 0) - less.get(word, 0)
            if now != was:
                self._before.setdefault((language, word), was)
                counts[word] = now
                if min(was, 2) != min(now, 2) and len(word) >= _SHORTEST:
                    self._enter(language, word, was, now)
                if not now:
                    del counts[word]

    def _enter(self, language: str, word: str, was: int, now: int) -> None:
        """Keep a word by its ends, among those of one name or text or of more."""
        for number, add in ((was, False), (now, True)):
            by_ends = self._by_ends if number > 1 else self._alone_by_ends
            for ends in _ends(language, word) if number else ():
                if add:
                    by_ends.setdefault(ends, []).append(word)
                else:
                    by_ends[ends].remove(word)

    def changed(self) -> set[int]:
        """The places of rows for which something has changed since this was asked last, but their own names."""
        found: set[int] = set()
        if not self._settled:
            self._settle()
        for (language, word), was in self._before.items():
            now = self._number(language, word)
            if was == now:
                continue
            if min(was, now) <= SURELY + self._most:
                found.update(place for place in self._named.get(word, ()) if self._tells(place, language, word, was))
            found |= self._asked.get((language, word), set())
            if was < 2 <= now and len(word) >= _SHORTEST:  # it has become one that others may be slips from
                found.update(self._with_a_word_like(language, word))
        self._before.clear()
        return found

    def _settle(self) -> None:
        for language, counts in self._counts.items():
            for word, number in counts.items():
                if len(word) >= _SHORTEST:
                    by_ends = self._by_ends if number > 1 else self._alone_by_ends
                    by_ends.setdefault((language, word[:2], ""), []).append(word)
                    by_ends.setdefault((language, "", word[-2:]), []).append(word)
        self._settled = True

    def _tells(self, place: int, language: str, word: str, was: int) -> bool:
        """Whether a word has reached a limit, or come below it, beside the names of a row."""
        own = self._number_of_own(place, language, word)
        now = self._number(language, word)
        return any((was - own >= limit) != (now - own >= limit) for limit in _LIMITS)

    def _with_a_word_like(self, language: str, word: str) -> Iterator[int]:
        for by_ends in (self._by_ends, self._alone_by_ends):
            for other in _a_letter_from(word, language, by_ends):
                yield from self._named.get(other, ())


def _ends(language: str, word: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    return (language, word[:2], ""), (language, "", word[-2:])


def _a_letter_from(word: str, language: str, by_ends: Mapping[tuple[str, str, str], list[str]]) -> set[str]:
    """The words that begin or end like a word and are a letter from it."""
    near = [other for ends in _ends(language, word) for other in by_ends.get(ends, ())]
    like = process.extract(word, near, scorer=OSA.distance, score_cutoff=1, limit=None)
    return {str(other) for other, _, _ in like} - {word}
