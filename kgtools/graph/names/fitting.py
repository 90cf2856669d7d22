"""How names fit words that are looked up, in one way of writing: wholly, by their beginning, by what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kgtools import marks, namespaces
from kgtools.articles.lexicon import in_print
from kgtools.values.transliteration import WORD, bare

_POSSESSIVE = re.compile(r"['’]s\b")


def folded(name: str, letters: Mapping[str, str] | None = None) -> str:
    """The words of a name: composed, in small letters, with no signs within; the English 's is a word apart.

    `letters` are those for which print has others, if they are known without reading the languages.

    >>> folded("Camelot’s road"), folded("O'lka gʻarbi")
    ('camelot s road', 'olka garbi')
    """
    small = bare(_POSSESSIVE.sub(" s", name)).casefold()
    for letter, other in (in_print() if letters is None else letters).items():
        small = small.replace(letter, other)
    return " ".join(WORD.findall(small))


def best(words: str, names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names that fit words best, of those given with the IRIs of their things; none if none holds them in a row.

    What is called so comes before what begins so, and this before what holds it.
    """
    wanted = folded(words)
    ranked: dict[int, list[tuple[str, str]]] = {}
    for thing, name in names:
        held = folded(name)
        rank = _rank(wanted, held)
        # A surname names the person before the visits and opinions that have it in their labels.
        if rank > 2 and is_of_person(thing) and held.endswith(" " + wanted):
            rank = 2
        # A page is often called after the thing it is about; the thing itself comes first.
        if rank and is_title(thing):
            rank += 3
        if rank:
            ranked.setdefault(rank, []).append((thing, name))
    return ranked[min(ranked)] if ranked else []


def is_of_person(thing: str) -> bool:
    """Whether a thing has names that end with a surname."""
    return thing.removeprefix(namespaces.things()).startswith(marks.kinds("personalName"))


def is_title(thing: str) -> bool:
    """Whether a thing has a title, by which it is called and which may be about another thing."""
    return thing.removeprefix(namespaces.things()).startswith(marks.kinds("calledBy", "title"))


def _rank(wanted: str, name: str) -> int:
    """1 if the name is what is wanted, 2 if it begins with it, 3 if it holds its words in a row, else 0."""
    if name == wanted:
        return 1
    if name.startswith(wanted + " "):
        return 2
    return 3 if f" {wanted} " in f" {name} " else 0
