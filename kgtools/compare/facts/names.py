"""Two names for one thing, and one name for two: where a careful reader would be misled.

A translation, an abbreviation, a case ending, another hyphen or a fuller form of a name misleads nobody
and is not reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from kgtools import languages, namespaces
from kgtools.articles import lexicon
from kgtools.claims.model import Fact, Text
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import LISTED, TWICE, FactIndex, Things, keys
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same

_INITIAL = 2  # letters of an initial: Sh. is one
_SIGNS = str.maketrans(dict.fromkeys("’'‘ʼʻ`\u00ad"))  # apostrophes as printed, soft hyphens
ENOUGH = 0.5  # share of words, or of letters in the names of places, that two names of one thing have in common


@languages.remembered()
def _idle() -> frozenset[str]:
    """Words without weight of their own in the languages of the labels, folded as `words` does."""
    return frozenset(lexicon.words("idle").translate(_SIGNS).split())


def clashes(index: FactIndex, in_print: Mapping[str, Mapping[Text, tuple[str, ...]]]) -> Iterator[Clash]:
    """Every name in print that would mislead; `in_print` are the names of each thing, by the tables of names."""
    printed = _printed(in_print, index.by_property.get("title", ()))
    for comparison in (_names, _kinds, _people, _shared):
        yield from comparison(index, printed)


def table(thing: str) -> str:
    """The table of entities in which a thing stands, by its id; an article stands in none."""
    kind = thing.partition("/")[0]
    return namespaces.kinds()[kind][0] if kind in namespaces.kinds() else ""


@dataclass(frozen=True)
class _Name:
    """A name of a thing in print, and the articles that print it."""

    value: str
    language: str
    articles: frozenset[str]


_Printed = dict[str, list[_Name]]  # the names of each thing in print


@for_the_same(4)
def _printed(in_print: Mapping[str, Mapping[Text, tuple[str, ...]]], titles: tuple[Fact, ...]) -> _Printed:
    """The names of each thing in print: by the tables of names, and as titles."""
    found: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for thing, by_name in in_print.items():
        for name, articles in by_name.items():
            found[thing][name.value, name.language].update(articles)
    for fact in titles:
        if fact.anchor is not None:
            found[fact.subject][fact.value, fact.language].add(fact.article)
    return {
        thing: [_Name(*name, frozenset(articles)) for name, articles in sorted(by_name.items())]
        for thing, by_name in sorted(found.items())
    }


@languages.remembered()
def _signs() -> dict[int, str | None]:
    """What is folded: apostrophes as printed, soft hyphens, letters that many a print replaces."""
    return _SIGNS | str.maketrans(dict(lexicon.in_print()))


def words(name: str) -> tuple[str, ...]:
    """The words of a name that carry weight, folded; signs in a word and numbers do not count."""
    folded = name.casefold().translate(_signs())
    return tuple(word for word in re.findall(r"[^\W\d_]+", folded) if word not in _idle())


def _names(index: FactIndex, printed: _Printed) -> Iterator[Clash]:
    """One thing under two names of one language that share words and each have a word of their own.

    For a place it is enough that the names have nothing in common, unless one abbreviates the other.
    """
    for thing, odd in _differing(index.only(()), printed):
        claims = _telling(index, thing, odd)
        if len(claims) > 1:
            yield Clash("two-names", claims, f"{index.name(thing)} is printed as {_listed(odd)}", f"{thing} name")


@for_the_same(4)
def _differing(things: Things, printed: _Printed) -> list[tuple[str, set[_Name]]]:
    """The things with such names, and these."""
    differing = []
    for thing, found in printed.items():
        lies = bool(things.of_kind(thing, "liesInOthers"))
        if not lies and "name" not in things.of_kind(thing, TWICE):
            continue
        forms: dict[tuple[str, frozenset[str]], _Name] = {}
        for name in found:
            said = frozenset(words(name.value))
            if said and not re.search(r"\w\.\w", name.value):  # an address is not a name
                forms.setdefault((name.language, said), name)
        differ = _place_names if lies else _other_words
        odd = {
            name
            for (one, first), (other, second) in combinations(sorted(forms.items(), key=_in_order), 2)
            if one[0] == other[0] and differ(one[1], other[1])
            for name in (first, second)
        }
        if odd:
            differing.append((thing, odd))
    return differing


def _in_order(item: tuple[tuple[str, frozenset[str]], _Name]) -> tuple[str, str]:
    return item[1].language, item[1].value


def _listed(odd: Set[_Name]) -> str:
    ordered = sorted(odd, key=lambda name: (name.value, name.language, sorted(name.articles)))
    return "; ".join(f"“{name.value}” ({', '.join(sorted(name.articles))})" for name in ordered)


def _other_words(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) and bool(one - other) and bool(other - one)


def _place_names(one: frozenset[str], other: frozenset[str]) -> bool:
    if one & other:
        return False
    first, second = ("".join(sorted(words)) for words in (one, other))
    short, long = sorted((one, other), key=lambda words: sum(map(len, words)))
    initials = {word[0] for word in long}
    abbreviates = sum(map(len, short)) <= 4 and set("".join(short)) <= initials
    return not abbreviates and SequenceMatcher(None, first, second, autojunk=False).ratio() < ENOUGH


def _telling(index: FactIndex, thing: str, odd: set[_Name]) -> tuple[str, ...]:
    """The claims that show names, in the articles that print them: titles if each name is one, accounts
    with them, all that is stated about the thing, or at last the claims in which it serves, as a place or as the
    origin of a figure.
    """
    articles = frozenset().union(*(name.articles for name in odd))
    about = [fact for fact in index.of.get(thing, ()) if fact.article in articles]
    titles = {frozenset(words(fact.value)) for fact in about if fact.property == "title"}
    by_title = all(frozenset(words(name.value)) in titles for name in odd)
    for wanted in (("title",) if by_title else (), ("title", "account")):
        some = [fact for fact in about if fact.property in wanted]
        if len(some) > 1 and {fact.article for fact in some} == articles:
            return keys(some)
    if len(about) > 1 and {fact.article for fact in about} == articles:
        return keys(about)
    lies = index.of_kind(thing, "liesInOthers")
    serving = {
        claim.key
        for claim in index.serving.get(thing, ())
        if (not lies or _answers(index, claim.property)) and claim.key.partition("/")[0] in articles
    }
    return tuple(sorted(serving.union(keys(about))))


def _answers(index: FactIndex, name: str) -> bool:
    """Whether a fact says where something is; about a place much else is stated that does not hang on its name."""
    return bool(name) and (name in index.marked(LISTED) or index.ontology.properties[name].single)


def _kinds(index: FactIndex, printed: _Printed) -> Iterator[Clash]:
    """A document that one name calls by one kind and another name, in any language, by another."""
    for thing, odd in _of_two_kinds(index.only(()), printed):
        claims = _telling(index, thing, odd)
        if len(claims) > 1:
            why = f"{index.name(thing)} is called by two kinds: {_listed(odd)}"
            yield Clash("two-names", claims, why, f"{thing} kind")


@for_the_same(4)
def _of_two_kinds(things: Things, printed: _Printed) -> list[tuple[str, set[_Name]]]:
    """The documents that are called so, and the names that do it."""
    kind_words, of_two = _kind_words(things.ontology), []
    for thing, found in printed.items():
        if not things.of_kind(thing, "kindInName"):
            continue
        kinds: dict[str, set[_Name]] = defaultdict(set)
        for name in found:
            if kind := _kind_of(kind_words, name):
                kinds[kind].add(name)
        odd = {
            name
            for one, other in combinations(sorted(kinds), 2)
            if not things.ontology.is_a(one, other) and not things.ontology.is_a(other, one)
            for name in kinds[one] | kinds[other]
        }
        if odd:
            of_two.append((thing, odd))
    return of_two


@lru_cache(maxsize=2)
def _kind_words(ontology: Ontology) -> dict[tuple[str, tuple[str, ...]], str]:
    """The words of each kind of document in each language."""
    below = {
        namespaces.term(kind): kind
        for top in ontology.marks.get("kindInName", {})
        for kind in ontology.below(top)
        if kind != top
    }
    return {(language, words(label)): below[iri] for (iri, language), label in ontology.labels.items() if iri in below}


def _kind_of(kind_words: dict[tuple[str, tuple[str, ...]], str], name: _Name) -> str:
    """The kind that a name says: a kind's words at its beginning or, as in Kazakh and Uzbek, at its end."""
    found = words(name.value)
    for length in (3, 2, 1):
        for part in (found[:length], found[-length:]):
            if kind := kind_words.get((name.language, part)):
                return kind
    return ""


def _people(index: FactIndex, printed: _Printed) -> Iterator[Clash]:
    """A person printed with an initial that fits no given name, or with the letters of one exchanged."""
    for thing, odd in _misprinted(index.only(_people_in(index.only(()), printed)), printed):
        if claims := _telling(index, thing, odd):
            why = f"{index.name(thing)} is printed as {_listed(odd)}"
            yield Clash("misprint", claims, why, f"{thing} name")


@for_the_same(4)
def _people_in(things: Things, printed: _Printed) -> tuple[str, ...]:
    """The people who have a name in print."""
    return tuple(thing for thing in printed if things.of_kind(thing, "personalName"))


@for_the_same(4)
def _misprinted(people: Things, printed: _Printed) -> list[tuple[str, set[_Name]]]:
    """The people who are printed so, and their names."""
    misprinted = []
    for person, entity in people.entities.items():
        labels = {text.language: text.value for text in entity.labels}
        if odd := {name for name in printed[person] if _misfits(name.value, labels.get(name.language, ""))}:
            misprinted.append((person, odd))
    return misprinted


def _misfits(name: str, label: str) -> bool:
    """Whether a printed name cannot be that of the label: an initial fits no given name, the second of two
    fits no second one, or a given name has the same letters in another order.
    """
    given, surname = _given(label)
    parts = re.findall(r"[^\W\d_]+", name.casefold())
    if not given or surname not in parts:
        return False
    parts.remove(surname)
    pieces = [re.findall(r"[^\W\d_]+", part) for part in given]  # Kassym-Jomart may be printed J.
    if parts and len(parts[0]) > _INITIAL:
        return parts[0] not in pieces[0] and any(sorted(parts[0]) == sorted(piece) for piece in pieces[0])
    allowed = [pieces[0], pieces[1] if len(pieces) > 1 else []]
    if len(pieces[0]) > 1 and len(parts) > 1:
        return False  # K.-J. and K. K. cannot be distinguished by their signs
    return any(
        fits and len(part) <= _INITIAL and not any(piece[: len(part)] == part[: len(piece)] for piece in fits)
        for part, fits in zip(parts, allowed, strict=False)
    )


def _given(label: str) -> tuple[list[str], str]:
    """The given names of a label and its last word, the surname."""
    parts = label.casefold().replace(".", " ").split()
    return parts[:-1], parts[-1] if parts else ""


def _shared(index: FactIndex, printed: _Printed) -> Iterator[Clash]:
    """One name in print for two things of a table, unless one is part of the other."""
    for those, odd in _of_one_name(index.only((), frozenset(printed)), printed):
        of = " ".join(those)
        claims = _known_by(index.only(()), of, tuple(index.facts_of(*those)))
        if len(claims) > 1:
            yield _one_name(claims, of, " and ".join(index.name(thing) for thing in those), odd)


@for_the_same(8192)
def _one_name(claims: tuple[str, ...], those: str, called: str, odd: frozenset[_Name]) -> Clash:
    return Clash("two-names", claims, f"one name for {called}: {_listed(odd)}", those)


@for_the_same(8192)
def _known_by(known: Things, those: str, facts: tuple[Fact, ...]) -> tuple[str, ...]:
    """The claims by which a reader would know things, of their facts."""
    index = FactIndex(known, facts)
    return keys(fact for thing in those.split() for fact in index.facts_about(thing))


@for_the_same(4)
def _of_one_name(things: Things, printed: _Printed) -> list[tuple[tuple[str, ...], frozenset[_Name]]]:
    """The things that share a name, and their names that do."""
    bearers: dict[tuple[str, str, str], dict[str, _Name]] = defaultdict(dict)
    for thing, found in printed.items():
        for name in found:
            folded = " ".join(re.findall(r"\w+", name.value.casefold().translate(_SIGNS)))
            if things.of_kind(thing, TWICE):
                bearers[table(thing), name.language, folded].setdefault(thing, name)
    groups: dict[tuple[str, ...], set[_Name]] = defaultdict(set)
    for by_thing in bearers.values():
        if len(by_thing) > 1 and not any(things.related(*pair) for pair in combinations(sorted(by_thing), 2)):
            groups[tuple(sorted(by_thing))].update(by_thing.values())
    return [(those, frozenset(names)) for those, names in sorted(groups.items(), key=lambda group: group[0])]


def addresses(index: FactIndex) -> Iterator[Clash]:
    """One work under two addresses."""
    for (subject, name), facts in index.questions.items():
        if index.takes(name) == "xsd:anyURI" and len({_address(fact.value) for fact in facts}) > 1:
            why = f"{name} of {index.name(subject)}: {index.values(facts)}"
            yield Clash("two-names", keys(facts), why, f"{subject} {name}")


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[/#?]+$", "", url.casefold())
