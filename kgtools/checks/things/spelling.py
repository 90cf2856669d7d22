"""Slips of letters in the names of a thing: a word that nobody else writes so, a letter from one that others do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rapidfuzz.distance import OSA

from kgtools import languages, marks, namespaces
from kgtools.checks.things.rows import Fault, labels, quoted
from kgtools.checks.things.words import Words
from kgtools.checks.things.words.texts import words_of
from kgtools.checks.things.words.vocabulary import THERE
from kgtools.claims.model import Entity, Text
from kgtools.languages import remembered
from kgtools.values.transliteration import WORD, bare, compared, is_compared_across, phonetic_key

CHECK = "label-spelling"
_SHORTEST = 4  # letters of a word in which a slip can be told from another word
_ENDING, _LONG_ENDING = 3, 6  # letters at the end of a word where a letter more or less makes a form of it
_ALIKE = 0.15  # how surely the usual word is what the other labels say


def faults(entity: Entity, words: Words, printed: frozenset[Text]) -> Iterator[Fault]:
    """Words of labels and aliases that are a slip of the hand from a word that stands elsewhere in the same sense."""
    own = {word for name in (*entity.labels, *entity.aliases) for word in words_of(name.value)}
    for column, label in labels(entity):
        for word in words_of(label.value) if label not in printed else ():
            if usual := _usual(entity, label.language, word, own, words):
                message = f"'{word}' is a letter from '{usual}', which other rows and texts write"
                yield Fault(column, message, quoted(label, column), "", "correct it")
                break
    yield from _aliases(entity, words, printed)
    yield from _in_both_alphabets(entity)
    if entity.id.startswith(marks.kinds("personalName")):
        yield from _across_scripts(entity)


def _usual(entity: Entity, language: str, word: str, own: set[str], words: Words) -> str:
    """The usual spelling of a word that stands in no other row or text, or an empty string."""
    if language not in namespaces.languages() or len(word) < _SHORTEST or words.elsewhere(entity, language, word):
        return ""
    for other in words.like(entity, language, word):
        if other not in own and not _is_form(word, other, language) and _fits(entity, language, other, words):
            return other
    return ""


def _is_form(word: str, other: str, language: str) -> bool:
    """Whether two words differ at their ends only, as forms of one word do."""
    own = languages.language(language) if language else None
    if (
        own and not own.has("vowels-move") and sorted(word) == sorted(other)
    ):  # else чисел and числе are forms of one word
        return False
    same = next((place for place, (one, two) in enumerate(zip(word, other, strict=False)) if one != two), len(word))
    rest = max(len(word), len(other)) - same
    long = own is not None and own.has("cases-are-endings") and len(word) != len(other)
    return rest < (_LONG_ENDING if long else _ENDING)


def _fits(entity: Entity, language: str, word: str, words: Words) -> bool:
    """Whether another word is well known and says what a label in another language says."""
    stem = words.stem(entity, language, word)
    return (
        stem is not None
        and words.elsewhere(entity, language, word) >= THERE
        and any(
            max(words.together(stem, words.stems(label.language, label.value)), default=0.0) > _ALIKE
            for label in entity.labels
            if label.language != language
        )
    )


# -- aliases ----------------------------------------------------------------------------------------


def _aliases(entity: Entity, words: Words, printed: frozenset[Text]) -> Iterator[Fault]:
    """Aliases that no article prints, with a word a letter from one of another name of the row, or from a usual one.

    In names of people and places vowels say nothing, for each way of transliterating has its own.
    """
    for alias in entity.aliases:
        if alias not in printed and (slip := _slip_of_an_alias(entity, alias, words)):
            message = f"'{slip[0]}' is a letter from '{slip[1]}', and no article prints it"
            yield Fault("aliases", message, quoted(alias, "aliases"), "", "correct or drop it")


def _slip_of_an_alias(entity: Entity, alias: Text, words: Words) -> tuple[str, str] | None:
    """A word of an alias and the one that it may be a slip from, if there is one."""
    names = [name for name in (*entity.labels, *entity.aliases) if name != alias]
    sounds = {_consonants(word) for name in names for word in words_of(name.value)}
    own = dict.fromkeys(word for name in names if name.language == alias.language for word in words_of(name.value))
    for word in words_of(alias.value):
        if word in own or words.elsewhere(entity, alias.language, word):
            continue
        if entity.id.startswith(marks.kinds("calledBy", "proper")) and _consonants(word) in sounds:
            continue
        near = [other for other in own if _is_slip(word, other)]
        if usual := (near[0] if near else _usual(entity, alias.language, word, set(own), words)):
            return word, usual
    return None


def _in_both_alphabets(entity: Entity) -> Iterator[Fault]:
    """Aliases in another script than their language usually has, with a word that no name in the usual one has."""
    for alias in entity.aliases:
        language = namespaces.language_of(alias.language)
        if language in ("", alias.language):
            continue
        across = is_compared_across(language)
        hear = partial(compared, language=language) if across else phonetic_key
        if entity.id.startswith(marks.kinds("personalName")):  # their vowels vary: Бектаев, Bektoyev
            hear = _consonants
        names = (name.value for name in (*entity.labels, *entity.aliases) if name.language == language)
        known = {hear(word) for name in names for word in WORD.findall(bare(name))}
        if strange := [word for word in WORD.findall(alias.value) if hear(word) not in known]:
            message = f"'{strange[0]}' is no word of the names in {language} in the usual alphabet"
            yield Fault("aliases", message, quoted(alias, "aliases"), "", "correct the alias, or that name")


def _is_slip(word: str, other: str) -> bool:
    british = word.replace("our", "or") == other.replace("our", "or")
    return (
        not british
        and len(word) > _SHORTEST
        and OSA.distance(word, other, score_cutoff=1) == 1
        and not _is_form(word, other, "")
    )


def _from_right(tag: str) -> bool:
    return languages.language(tag).direction == "rtl"


# -- people -----------------------------------------------------------------------------------------


def _across_scripts(entity: Entity) -> Iterator[Fault]:
    """A name of a person that in one language has fewer or more words than in all the rest, or other consonants.

    Scripts from right to left write some vowels with the letters of consonants, so that these are not held together.
    """
    parts = {label.language: words_of(label.value) for label in entity.labels}
    for column, label in labels(entity):
        others = {len(words) for language, words in parts.items() if language != label.language}
        if len(others) == 1 and len(parts[label.language]) not in others:
            message = "the name has another number of words than in the other languages"
            yield Fault(column, message, quoted(label, column), str(*others), "add the word, or remove it")
    if len({len(words) for words in parts.values()}) > 1:
        return
    first = namespaces.first_language()
    for place in range(len(parts[first])):
        heard = {tag: _consonants(words[place]) for tag, words in parts.items() if not _from_right(tag)}
        for column, label in labels(entity):
            keys = {key for tag, key in heard.items() if tag != label.language}
            if label.language != first and len(keys) == 1 and heard.get(label.language, *keys) not in keys:
                word = parts[label.language][place]
                message = f"'{word}' does not sound like the name in the other languages"
                yield Fault(column, message, quoted(label, column), f"'{parts[first][place]}'", "correct it")


@remembered(16384)
def _consonants(word: str) -> str:
    """The phonetic key of a word without its vowels, which languages hear differently."""
    return "".join(letter for letter in phonetic_key(word) if letter not in "aeiou")
