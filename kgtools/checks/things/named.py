"""Whether a thing's labels name the same people, states and places in each language, and those of its claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product

from kgtools import languages, marks, namespaces
from kgtools.articles.endings import forms
from kgtools.articles.lexicon import plain
from kgtools.articles.mentions import most_telling, words
from kgtools.changing import Each, Gathered
from kgtools.checks.things.rows import Fault, labels, quoted
from kgtools.checks.things.words.texts import words_of
from kgtools.claims import tables
from kgtools.claims.model import Claim, Corpus, Entity, Fact
from kgtools.differing import differing
from kgtools.remembering import Same, as_before

CHECK = "label-name"

# As `mentions.words` has them: an apostrophe stands within a word, or after o and g.
_WORD = re.compile(r"[^\W_]+(?:’[^\W_]+)*(?:(?<=[oOgG])’)?")
_APOSTROPHES = str.maketrans(dict.fromkeys("ʻʼ‘'`", "’"))

Pattern = tuple[frozenset[str], ...]  # the forms of each word of a name, in order
_Variant = tuple[tuple[str, ...], str]  # the words of a name, and its language


class Names:
    """Finds the names of people, states and places in labels, in any of their forms; kept while rows change."""

    def __init__(self) -> None:
        self._rows: Mapping[str, Entity] = {}  # all that it has taken
        self.entities: dict[str, Entity] = {}  # the people, states and places among them
        self._called: dict[_Variant, set[str]] = {}  # who has a name
        self._by_form: dict[tuple[str, str], list[tuple[Pattern, set[str]]]] = {}

    def take(self, entities: Mapping[str, Entity], having: Callable[[str], Iterable[str]]) -> set[str]:
        """Take these rows instead of those before; gives the ids of rows that may name other things than before.

        They have a word of a name that has come or gone, or of a thing that has one, or a state that has in their id.
        `having` gives the ids of the rows that have a word in a name.
        """
        told = (*marks.kinds("personalName"), *marks.kinds("isSide"), *marks.kinds("liesInOthers"))
        before, self._rows = self._rows, entities
        others = [one for one in differing(before, entities) if one.startswith(told)]
        changed = [one for one in others if _differ(before.get(one), entities.get(one))]
        if others:
            kept = {one: row for one, row in self.entities.items() if one in entities}
            self.entities = kept | {one: entities[one] for one in others if one in entities}
        said: set[str] = set()
        for identifier in changed:
            was, now = (_variants_of(of[identifier]) if identifier in of else set() for of in (before, entities))
            for name in was - now:
                self._leave(identifier, name)
            for name in now - was:
                self._enter(identifier, name)
            said.update(form for name in (was | now if before else ()) for form in most_telling(_pattern(*name)))
        found = {row for form in said for word in words_of(form) for row in having(word)}
        if before and (sides := {one.partition("/")[2] for one in changed if one.startswith(marks.kinds("isSide"))}):
            found.update(one for one in entities if not sides.isdisjoint(_slug(one)))
        return found

    def _enter(self, identifier: str, name: _Variant) -> None:
        called = self._called.get(name)
        if called is None:
            called = self._called[name] = set()
            pattern = _pattern(*name)
            for form in pattern[0]:
                self._by_form.setdefault((name[1], form), []).append((pattern, called))
        called.add(identifier)

    def _leave(self, identifier: str, name: _Variant) -> None:
        called = self._called[name]
        called.remove(identifier)
        if not called:
            del self._called[name]
            for form in _pattern(*name)[0]:
                left = [one for one in self._by_form.pop((name[1], form)) if one[1] is not called]
                if left:
                    self._by_form[name[1], form] = left

    def found(self, label: str, language: str) -> set[str]:
        """The ids of what a label names; of two that begin at one word the one with the longer name is meant."""
        texts = _WORD.findall(plain(label))
        large = [word[0].isupper() for word in _WORD.findall(label.translate(_APOSTROPHES))]
        found: set[str] = set()
        for place, text in enumerate(texts):
            if not large[place]:
                continue
            fitting = [
                (len(pattern), called)
                for pattern, called in self._by_form.get((language, text), ())
                if len(texts) - place >= len(pattern)
                and all(word in its_forms for word, its_forms in zip(texts[place:], pattern, strict=False))
            ]
            longest = max((length for length, _ in fitting), default=0)
            found.update(*(called for length, called in fitting if length == longest))
        return found

    def roots(self, identifier: str, language: str) -> Iterator[tuple[str, ...]]:
        """The beginnings of the words of each name of a state or place: what an adjective made from it keeps."""
        entity = self.entities[identifier]
        for name in (*entity.labels, *entity.aliases):
            if name.language == language:
                yield tuple(word.text[: max(3, min(4, len(word.text) - 2))] for word in words(name.value))


def _differ(one: Entity | None, other: Entity | None) -> bool:
    """Whether one of two states of a row gives other names than the other."""
    if one is None or other is None:
        return True
    return one is not other and (one.labels, one.aliases) != (other.labels, other.aliases)


def _variants_of(entity: Entity) -> set[_Variant]:
    """The names of an entity as labels give them."""
    names = (one for one in (*entity.labels, *entity.aliases) if one.language in namespaces.languages())
    return {(variant, name.language) for name in names for variant in _variants(entity.id, name.value)}


def _variants(identifier: str, name: str) -> Iterator[tuple[str, ...]]:
    """A name as labels give it: of a person also without what stands in the middle, and the last name alone.

    Abbreviations and single letters name nothing for certain.
    """
    if "(" in name:
        return
    found = [word for word in words(name) if word.text[0].isalpha()]
    if any(len(word.printed) > 1 and word.printed.isupper() for word in found) or not found:
        return
    texts = tuple(word.text for word in found)
    long = tuple(text for text in texts if len(text) > 2)
    if not identifier.startswith(marks.kinds("personalName")):
        if max(map(len, texts)) > 3:
            yield texts
        return
    yield texts
    if len(long) < len(texts) or len(texts) == 1:  # initials, on whichever side
        surname = max(long, key=len, default="")
    else:
        surname = texts[-1]
        if len(texts) > 2:
            yield (texts[0], texts[-1])
    if len(surname) > 3:
        yield (surname,)


@lru_cache(maxsize=8192)
def _pattern(name: tuple[str, ...], language: str) -> Pattern:
    """The forms of the words of a name: some languages decline each, in others the last one takes the endings."""
    each = languages.language(language).has("each-word-declines")
    return tuple(
        forms(word, language) if each or place == len(name) - 1 else frozenset((word,))
        for place, word in enumerate(name)
    )


def faults(entity: Entity, names: Names, related: frozenset[str]) -> Iterator[Fault]:
    """Labels of an entity that name others than the rest, and labels that name none of those in its claims."""
    found = {column: names.found(label.value, label.language) for column, label in labels(entity)}
    for column, label in labels(entity):
        others = [found[other] for other in found if other != column] or [set()]
        for one in sorted(set.intersection(*others) - found[column] - {entity.id}):
            if one.startswith(marks.kinds("personalName")) or not _is_alluded(one, label.value, label.language, names):
                message = f"the label does not name {one}, as all others do"
                yield Fault(column, message, quoted(label, column), _name(names, one, label.language))
                break
    if entity.id.startswith(marks.kinds("labelNamesParts")):
        yield from _against_claims(entity, found, related)
    yield from _against_id(entity, found[tables.label(namespaces.first_language())], names)


def _is_alluded(identifier: str, label: str, language: str, names: Names) -> bool:
    """Whether a label has an adjective made from a name, or hides it in a longer word."""
    text = plain(label)
    return any(all(root in text for root in roots) for roots in names.roots(identifier, language))


def _name(names: Names, identifier: str, language: str) -> str:
    return next(f"'{one.value}'" for one in names.entities[identifier].labels if one.language == language)


def _against_claims(entity: Entity, found: dict[str, set[str]], related: frozenset[str]) -> Iterator[Fault]:
    """Labels that all name a person or state, where the claims of the thing name only others of that kind."""
    shared = set.intersection(*found.values()) - {entity.id}
    for kind in (*marks.kinds("personalName"), *marks.kinds("isSide")):
        named = {one for one in shared if one.startswith(kind)}
        told = {one for one in related if one.startswith(kind)}
        if named and told and not named & told:
            actual = ", ".join(sorted(named))
            message = "the labels name none of those whom the claims of the thing name"
            yield Fault(
                tables.label(namespaces.first_language()),
                message,
                actual,
                ", ".join(sorted(told)),
                "correct the labels, or the claims",
            )


def _against_id(entity: Entity, found: set[str], names: Names) -> Iterator[Fault]:
    """A label in the language of curators that does not name a state of the id."""
    label, first = entity.labels[0].value, namespaces.first_language()
    for kind, part in product(marks.kinds("isSide"), _slug(entity.id)):
        state = f"{kind}{part}"
        if state in names.entities and state not in found and not _is_alluded(state, label, first, names):
            yield Fault(tables.label(first), f"the label does not name {state}, as the id does", f"'{label}'")


def _slug(identifier: str) -> list[str]:
    return identifier.partition("/")[2].split("-")


def related(corpus: Corpus) -> dict[str, frozenset[str]]:
    """For each entity the others, and the values, with which facts join it."""
    return _sets.of(_related.of(_joined.of(corpus.by_article)))


_related = Gathered[str, str]()
_sets = Each[str, Same[str], frozenset[str]](lambda _, others: frozenset(others))


def _joins(_: str, claims: tuple[Claim, ...]) -> dict[str, tuple[str, ...]]:
    """With what the facts of an article join each thing or value."""
    found: dict[str, set[str]] = {}
    for fact in (claim for claim in claims if isinstance(claim, Fact)):
        found.setdefault(fact.subject, set()).add(fact.value)
        found.setdefault(fact.value, set()).add(fact.subject)
    return {thing: as_before(tuple(sorted(others))) for thing, others in found.items()}


_joined = Each[str, Same[Claim], dict[str, tuple[str, ...]]](_joins)
