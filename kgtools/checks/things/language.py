"""Whether a name is in the language of its column, by the words that only one language of the project has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kgtools import languages, marks, namespaces
from kgtools.checks.things.rows import Fault, names, quoted
from kgtools.checks.things.words import Words
from kgtools.checks.things.words.texts import sound, words_of
from kgtools.checks.things.words.vocabulary import SURELY, THERE
from kgtools.claims.model import Entity, Text

CHECK = "label-language"
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\([^)]*\)|\w+\.\w+(?:\.\w+)*")


def faults(entity: Entity, words: Words) -> Iterator[Fault]:
    """Names of an entity in another language of the same script than their column or tag says."""
    for column, name in names(entity):
        if column == "aliases" and entity.id.startswith(marks.kinds("calledBy", "proper")):
            continue
        for other in _same_script(name.language):
            own, strange = _told(entity, name, other, words)
            if strange and (not own or len(strange) > len(own)):
                message = f"the words are of the language '{other}', not '{name.language}': {', '.join(strange)}"
                hint = "look for cells that were exchanged or filled along"
                yield Fault(column, message, quoted(name, column), "", hint)
                break
            if column != "aliases" and _is_copied(entity, name, other):
                message = f"the label in '{name.language}' is that in '{other}', and no name that all languages share"
                yield Fault(column, message, quoted(name, column), "", "translate it")
                break


@languages.remembered()
def _same_script(language: str) -> tuple[str, ...]:
    """The other languages of the project in the script of one of them."""
    every = namespaces.languages()
    own = languages.language(language).script
    others = (tag for tag in every if tag != language and languages.language(tag).script == own)
    return tuple(others) if language in every else ()


def _told(entity: Entity, name: Text, other: str, words: Words) -> tuple[list[str], list[str]]:
    """The words of a name that only its own language has, and those that only the other one has."""
    own, strange = [], []
    for word in _telling(entity, name):
        here, there = words.elsewhere(entity, name.language, word), words.elsewhere(entity, other, word)
        if here and not there:
            own.append(word)
        elif not here and there >= THERE and (there >= SURELY or not _is_shared(entity, word, name.language, other)):
            strange.append(word)
    return own, strange


def _telling(entity: Entity, name: Text) -> list[str]:
    """The words of a name that tell its language: no titles, addresses, initials, abbreviations and proper names."""
    proper = entity.id.startswith(marks.kinds("calledBy", "proper"))
    found = dict.fromkeys(
        word
        for part in _QUOTED.sub(" ", name.value).split()
        if not (part[0].isupper() and (proper or part.rstrip(".").isupper()))
        for word in words_of(part)
    )
    return list(found)


def _is_shared(entity: Entity, word: str, *languages: str) -> bool:
    """Whether a label in a third language has a word that sounds alike: it is a name or a borrowed word."""
    return any(
        word == one or sound(word) == sound(one) != ""
        for label in entity.labels
        if label.language not in languages
        for one in words_of(label.value)
    )


def _is_copied(entity: Entity, name: Text, other: str) -> bool:
    """Whether a label is that of the other language, the former of the two, with a word neither a name nor borrowed."""
    order = namespaces.languages().index
    if order(name.language) < order(other) or Text(name.value, other) not in entity.labels:
        return False
    return any(len(word) > 2 and not _is_shared(entity, word, name.language, other) for word in _telling(entity, name))
