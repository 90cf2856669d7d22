"""Finds names in a text: in the language of the stretch they stand in, whatever their endings.

One rule for all who look for names: the table of printed names, the comparison of claims with their
passages, the reading of new articles. A name stands in a text (`Finder`) when its words follow each other
there, in one language, with the endings that the language gives them. A stretch speaks of a name more
loosely (`speaks_of`) when the stems of its words stand anywhere in it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise, takewhile

from rapidfuzz.distance import Levenshtein

from kgtools import languages, marks, namespaces
from kgtools.articles.endings import forms, stem
from kgtools.articles.languages import first_in, script_of, stretches
from kgtools.articles.lexicon import in_print, plain
from kgtools.languages import scripts

_LETTER = r"(?:[^\W_][\u0300-\u036f]*)"
# A word may be broken at the end of a line, and holds apostrophes of all kinds; some letters have one at the end too.
_WORD = rf"{_LETTER}(?:(?:\u00ad\s*|-[ \t]*\n\s*(?=[%s])|[’ʻʼ‘'`](?={_LETTER}))?{_LETTER})*"
_BROKEN = re.compile(r"\u00ad\s*|-[ \t]*\n\s*")
_MARKUP = re.compile(r"[\s*_\\\u00ad]+")
_DASHES = re.compile("[-–—−]")
_QUOTES = re.compile(r"[«»\"“”„‘’]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class Name:
    """A name of an entity in a language."""

    entity: str
    value: str
    language: str


@dataclass(frozen=True)
class Mention:
    """A name that stands in a text, at these code points."""

    name: Name
    start: int
    end: int


@dataclass(frozen=True)
class Word:
    """A word of a text: as printed, in small letters, and its place."""

    printed: str
    text: str
    start: int
    end: int


_SENTENCES = 2048  # letters that are no article


@languages.remembered()
def _word() -> re.Pattern[str]:
    """A word in any language of the project."""
    every = (letter for tag in namespaces.languages() for letter in languages.language(tag).letters)
    signed = "".join(sorted({case for letter in every if letter[1:] == "ʻ" for case in (letter[0], letter[0].upper())}))
    return re.compile(_WORD % scripts.small() + (rf"(?:(?<=[{signed}])[’ʻʼ‘'`])?" if signed else ""))


def words(text: str) -> list[Word]:
    """The words of a text, each put together again if it is broken at the end of a line.

    >>> [word.text for word in words("Қ. Бекта-\\nев, Oʻrmon")]
    ['қ', 'бектаев', 'o’rmon']
    """
    return _words_of_a_sentence(text) if len(text) < _SENTENCES else _words(text)


def _words(text: str) -> list[Word]:
    found = []
    for match in _word().finditer(text):
        printed = match[0]
        if printed.isascii() and printed.isalpha():
            found.append(Word(printed, printed.lower(), match.start(), match.end()))
            continue
        printed = unicodedata.normalize("NFKC", _BROKEN.sub("", printed))
        if not printed.isascii() and _LATIN.search(printed) and script_of(printed) == "Cyrl":
            printed = printed.translate(scripts.LATIN_AS_CYRILLIC)
        found.append(Word(printed, plain(printed), match.start(), match.end()))
    return found


# Several read a text of a curator one after the other; nobody changes what they are given.
_words_of_a_sentence = languages.remembered(128)(_words)


@dataclass(frozen=True)
class _Pattern:
    """A name taken apart: its words, the forms of each, and the signs before, between and after them."""

    name: Name
    words: tuple[Word, ...]
    forms: tuple[frozenset[str], ...]
    signs: tuple[str, ...]

    def fits(self, text: str, found: list[Word], first: int) -> bool:
        """Whether the name stands in a text from this word on; the language is for the caller to look at."""
        printed = found[first : first + len(self.words)]
        if len(printed) < len(self.words):
            return False
        for own, its_forms, word in zip(self.words, self.forms, printed, strict=True):
            if word.text not in its_forms or not self._same_letters(own, word):
                return False
        between = [text[left.end : right.start] for left, right in pairwise(printed)]
        free = self.name.entity.startswith(marks.kinds("calledBy", "title"))
        if not all(_same_signs(own, signs, free) for own, signs in zip(self.signs[1:-1], between, strict=True)):
            return False
        start, end = printed[0].start, printed[-1].end
        around = ((self.signs[0], text[max(0, start - 1) : start]), (self.signs[-1], text[end : end + 1]))
        return all(_QUOTES.search(signs) for own, signs in around if _QUOTES.search(own))

    def _same_letters(self, own: Word, word: Word) -> bool:
        """Whether capitals stand where they must; е may be printed for ё, not ё for е."""
        if _is_abbreviation(own.printed):
            return word.printed.startswith(own.printed)
        if any(letter in word.printed.lower() and letter not in own.printed.lower() for letter in in_print()):
            return False
        return word.printed[0].isupper() or not (own.printed[0].isupper() and self._is_proper(own))

    def _is_proper(self, own: Word) -> bool:
        """Whether a word of the name must have its capital: all of a person's, the first of a place's or state's.

        Of a body only if it is the only one, of a place not in "Central regions of Avalon".
        """
        kind = self.name.entity
        if len(self.words) == 1:
            return kind.startswith(marks.kinds("calledBy", "proper", "name"))
        first = own is self.words[0] and self.words[1].printed[0].isupper()
        personal = kind.startswith(marks.kinds("personalName"))
        return personal or (first and kind.startswith(marks.kinds("calledBy", "proper")))


def _is_abbreviation(printed: str) -> bool:
    return printed[:2].isupper() and len(printed) > 1 and (printed.isupper() or len(printed) < 6)


def _same_signs(own: str, printed: str, free: bool) -> bool:
    """Whether the signs between two words of a name are those in print, but for spaces and kinds of quotes and dashes.

    A full stop may be left out and a quotation mark added. With `free` (a publication, whose author and title
    are set apart in many ways) stops and commas do not count.
    """
    if free:
        own, printed = (re.sub("[.,:;]", "", signs) for signs in (own, printed))
    own, printed = (_DASHES.sub("-", _QUOTES.sub('"', _MARKUP.sub("", signs))) for signs in (own, printed))
    if '"' not in own:
        printed = printed.replace('"', "")
    return printed in (own, own.replace(".", ""))


@lru_cache(maxsize=16384)
def _patterns(name: Name) -> tuple[_Pattern, ...]:
    """A name as it can be printed: as it is, and with a hyphen lost in a break of the line."""
    found = words(name.value)
    if not found:
        return ()
    ends = [0, *(word.end for word in found)]
    signs = tuple(name.value[end:start] for end, start in zip(ends, [*(w.start for w in found), None], strict=True))
    patterns = [_pattern(name, tuple(found), signs)]
    for place, sign in enumerate(signs[1:-1]):
        if sign == "-" and found[place + 1].text[0] == found[place + 1].printed[0]:
            left, right = found[place], found[place + 1]
            one = Word(left.printed + right.printed, left.text + right.text, left.start, right.end)
            joined = (*found[:place], one, *found[place + 2 :])
            patterns.append(_pattern(name, joined, (*signs[: place + 1], *signs[place + 2 :])))
    return tuple(patterns)


def _pattern(name: Name, found: tuple[Word, ...], signs: tuple[str, ...]) -> _Pattern:
    """Some languages decline each word of a name; others add their endings to the last one."""
    own = languages.language(name.language)
    each = own.has("each-word-declines")
    all_forms = [
        forms(word.text, name.language) if each or word is found[-1] else frozenset((word.text,)) for word in found
    ]
    if own.has("no-plural-of-names") and len(found) == 1 and name.entity.startswith(marks.kinds("calledBy", "proper")):
        # the Urals are not the Ural
        all_forms[-1] = frozenset(form for form in all_forms[-1] if form == found[-1].text or "’" in form)
    return _Pattern(name, found, tuple(all_forms), signs)


def most_telling(of_words: Sequence[frozenset[str]]) -> frozenset[str]:
    """Of the forms of each word of a name those of its longest word: what has the name has one of these."""
    return max(of_words, key=lambda its_forms: min(map(len, its_forms)))


def telling(name: Name) -> frozenset[str]:
    """Words of which a text has one if it has a name: the forms of the longest of its own.

    >>> sorted(telling(Name("person/ada-quill", "A. Quill", "en")) & {"a", "quill"})
    ['quill']
    """
    return frozenset().union(*(most_telling(pattern.forms) for pattern in _patterns(name)))


class Finder:
    """Finds any of some names in texts."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_form: dict[tuple[str, str], list[_Pattern]] = {}
        for name in names:
            self.enter(name)

    def enter(self, name: Name) -> None:
        """Find one more name."""
        for pattern in _patterns(name):
            for form in pattern.forms[0]:
                self._by_form.setdefault((_primary(name.language), form), []).append(pattern)

    def leave(self, name: Name) -> None:
        """Find a name no longer that was entered."""
        for pattern in _patterns(name):
            for form in pattern.forms[0]:
                self._by_form[_primary(name.language), form].remove(pattern)

    def find(self, text: str, language: str = "") -> list[Mention]:
        """All names that stand in a text, in the order of their places; one can lie within another.

        Of several names of an entity that fit one place only the nearest to print is given. Without `language`
        the text itself tells in which it is written.
        """
        found = words(text)
        told = [frozenset((language,))] * len(found) if language else _languages(text, found)
        mentions = []
        for first, word in enumerate(found):
            for own in sorted(told[first] or namespaces.languages()):
                for pattern in self._by_form.get((own, word.text), ()):
                    last = first + len(pattern.words)
                    if pattern.fits(text, found, first) and all(own in one for one in told[first:last] if one):
                        mentions.append(Mention(pattern.name, word.start, found[last - 1].end))
        return list(_nearest(text, mentions))


def _nearest(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Of the names of an entity at one place those with the fewest other letters than print, capitals aside."""

    def place(mention: Mention) -> tuple[int, int, str, str]:
        return mention.start, mention.end, mention.name.entity, mention.name.language

    for (start, end, _, _), names in groupby(sorted(mentions, key=place), key=place):
        printed = _letters(text[start:end])
        far = {mention: Levenshtein.distance(_letters(mention.name.value), printed) for mention in names}
        yield from (mention for mention in far if far[mention] == min(far.values()))


def _letters(printed: str) -> str:
    return re.sub(r"[\W_ʻʼ]", "", printed.lower())


def _primary(language: str) -> str:
    return namespaces.language_of(language) or language


def _languages(text: str, found: list[Word]) -> list[frozenset[str]]:
    """For each word the language of the stretch it stands in; for one in another script that of its letters too.

    A number has none: it is read in any.
    """
    stretch_of = [""] * len(text)
    for stretch in stretches(text):
        stretch_of[stretch.start : stretch.end] = [stretch.language] * (stretch.end - stretch.start)
    told: list[frozenset[str]] = []
    for word in found:
        language = stretch_of[word.start]
        told.append(frozenset() if word.text.isdecimal() else frozenset((language, _other(word.printed, language))))
    return told


@languages.remembered(maxsize=65536)
def _other(printed: str, language: str) -> str:
    """The language of the letters of a word that stands in a language: another one if it has not their script."""
    its = languages.language(language).scripts if language else ("Latn",)
    if "Latn" not in its and _LATIN.search(printed):
        return first_in("Latn")
    script = "Latn" if printed.isascii() else script_of(printed)
    return first_in(script) if script != "Latn" and script not in its else language


# -- looser -----------------------------------------------------------------------------------------


def speaks_of(name: Name, stretch: str) -> bool:
    """Whether a stretch has the stems of all words of a name, in any order; small words such as "of" do not count.

    Of a person one long word of the name is enough; a state is called by the name of its people too.

    >>> speaks_of(Name("state/arcadia", "Arcadia", "en"), "Arcadian exports")
    True
    """
    return has_stems(name, lines_of(stretch))


def has_stems(name: Name, lines: str) -> bool:
    """The same, of words in small letters without apostrophes, each after the sign of a new line.

    One search then finds a stem at the beginning of a word.
    """
    return any(all(f"\n{own}" in lines for own in stems) for stems in stems_of(name))


class Printed:
    """A text whose words are taken apart once, to look for names in many stretches of it.

    >>> has_stems(Name("place/camelot", "Camelot", "en"), Printed("To Camelot and back.").lines(0, 10))
    True
    """

    def __init__(self, text: str) -> None:
        found = [word for word in words(text) if word.text[0].isalpha()]
        self.starts = [word.start for word in found]
        self.words = [word.text.replace("’", "") for word in found]
        self._lines: dict[tuple[int, int], str] = {}

    def lines(self, start: int, end: int) -> str:
        """The words that begin between two places, each once and after the sign of a new line."""
        first, last = bisect_left(self.starts, start), bisect_left(self.starts, end)
        found = self._lines.get((first, last))
        if found is None:
            found = self._lines[first, last] = _lines(self.words[first:last])
        return found


@lru_cache(maxsize=32)
def printed(text: str) -> Printed:
    """A text, taken apart once for all who ask."""
    return Printed(text)


@lru_cache(maxsize=4096)
def lines_of(stretch: str) -> str:
    """The words of a stretch in small letters, each once and after the sign of a new line."""
    return _lines(word.text.replace("’", "") for word in words(stretch) if word.text[0].isalpha())


def _lines(found: Iterable[str]) -> str:
    return "".join(f"\n{word}" for word in dict.fromkeys(found))


@lru_cache(maxsize=16384)
def stems_of(name: Name) -> tuple[tuple[str, ...], ...]:
    """The stems of which all must stand in a stretch; any one of several such sets is enough."""
    all_words = [word for word in words(name.value) if word.text[0].isalpha()]
    found = [word.text.replace("’", "") for word in all_words if len(word.text) > 3 or word.printed.isupper()]
    found = found or [word.text.replace("’", "") for word in all_words]
    if name.entity.startswith(marks.kinds("personalName")):
        return tuple((stem(word),) for word in found if len(word) > 3)
    if name.entity.startswith(marks.kinds("isSide")) and len(found) == 1 and len(found[0]) > 4:
        return ((found[0][:5] if len(found[0]) > 5 else found[0][:4],),)
    return (tuple(stem(word) for word in found),) if found else ()


class Speech:
    """What any stretch of one text speaks of, by the rule of `speaks_of`; quick for many stretches and names."""

    def __init__(self, text: str, names: Iterable[Name]) -> None:
        places: dict[str, list[int]] = {}
        for word in words(text):
            if word.text[0].isalpha():
                places.setdefault(word.text.replace("’", ""), []).append(word.start)
        every = sorted(places)

        def beginning(own: str) -> list[int]:
            alike = takewhile(lambda word: word.startswith(own), every[bisect_left(every, own) :])
            return [place for word in alike for place in places[word]]

        ways = dict.fromkeys((name.entity, stems) for name in names for stems in stems_of(name))
        spoken = {own: found for _, stems in ways for own in stems if (found := beginning(own))}
        self._ways: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for entity, stems in ways:
            if all(own in spoken for own in stems):
                self._ways.setdefault(stems[0], []).append((entity, stems))
        self._spoken = sorted((place, own) for own, found in spoken.items() for place in found)

    def entities(self, start: int, end: int) -> frozenset[str]:
        """The things of which the words that begin between two places speak.

        >>> sorted(Speech("Ruritania and Arcadia", [Name("state/arcadia", "Arcadia", "en")]).entities(0, 21))
        ['state/arcadia']
        """
        first, last = (bisect_left(self._spoken, (place, "")) for place in (start, end))
        there = {own for _, own in self._spoken[first:last]}
        ways = (way for own in there for way in self._ways.get(own, ()))
        return frozenset(entity for entity, stems in ways if there.issuperset(stems))
