"""Two names for one thing, and one name for two: where a careful reader would be misled.

A translation, an abbreviation, a case ending, another hyphen or a fuller form of a name misleads nobody
and is not reported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

from kgtools import languages, namespaces
from kgtools.articles import lexicon
from kgtools.changing import ChosenByEach, Each, Gathered
from kgtools.claims.model import Entity, Fact, Text
from kgtools.compare.clash import Clash
from kgtools.compare.facts.index import LISTED, TWICE, FactIndex, Things, Wholes, keys
from kgtools.compare.facts.told import Served, Told
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same

_INITIAL = 2  # letters of an initial: Sh. is one
_SIGNS = str.maketrans(dict.fromkeys("’'‘ʼʻ`\u00ad"))  # apostrophes as printed, soft hyphens
ENOUGH = 0.5  # share of words, or of letters in the names of places, that two names of one thing have in common


@languages.remembered()
def _idle() -> frozenset[str]:
    """Words without weight of their own in the languages of the labels, folded as `words` does."""
    return frozenset(lexicon.words("idle").translate(_SIGNS).split())


def clashes(told: Told) -> Changed[Any, Same[Clash]]:
    """Every name in print that would mislead, by the tables of names and the titles that articles give."""
    given = (told.ontology,)
    in_titles = _titles.of(_titles_in.of(told.facts))
    printed = _printed.of(_in_print.of({"tables": _in_tables.of(told.printed), "titles": in_titles}))
    odd = _odd.of({
        "names": _differing.of(printed, given=given),
        "kinds": _of_two_kinds.of(printed, given=given),
        "people": _misprinted.of(printed, told.entities, given=given),
    })  # fmt: skip
    shared = _bearers.of(_borne_by.of(printed, given=given))
    together = _together.of(_not_apart.of(shared, _lying.of(shared, told.wholes), given=given))
    return _found.of({
        "odd": _told_so.of(odd, told.about, told.serving, told.kinds, given=given),
        "shared": _shared.of(together, _about.of(together, told.about), _kinds.of(together, told.kinds), given=given),
    })  # fmt: skip


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


_InPrint = tuple[Text, tuple[str, ...]]  # a name and the articles that print it
_Odd = tuple[str, frozenset[_Name]]  # names of a thing that mislead, and how


def _in_titles(article: str, facts: Iterable[Fact]) -> dict[str, tuple[_InPrint, ...]]:
    """The titles that an article gives to things."""
    found: dict[str, list[_InPrint]] = defaultdict(list)
    for fact in facts:
        if fact.property == "title" and fact.anchor is not None:
            found[fact.subject].append((Text(fact.value, fact.language), (article,)))
    return {thing: tuple(titles) for thing, titles in found.items()}


def _names_in_print(_: str, found: Iterable[_InPrint]) -> tuple[_Name, ...]:
    """The names of a thing in print: by the tables of names, and as titles."""
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, articles in found:
        by_name[name.value, name.language].update(articles)
    return tuple(_Name(*name, frozenset(articles)) for name, articles in sorted(by_name.items()))


_in_tables = Each[str, Mapping[Text, tuple[str, ...]], tuple[_InPrint, ...]](lambda _, names: tuple(names.items()))
_titles_in = Each[str, Same[Fact], dict[str, tuple[_InPrint, ...]]](_in_titles)
_titles = Gathered[str, _InPrint](in_order=False)
_in_print = Gathered[str, _InPrint](in_order=False)
_printed = Each[str, Same[_InPrint], tuple[_Name, ...]](_names_in_print)


@languages.remembered()
def _signs() -> dict[int, str | None]:
    """What is folded: apostrophes as printed, soft hyphens, letters that many a print replaces."""
    return _SIGNS | str.maketrans(dict(lexicon.in_print()))


def words(name: str) -> tuple[str, ...]:
    """The words of a name that carry weight, folded; signs in a word and numbers do not count."""
    folded = name.casefold().translate(_signs())
    return tuple(word for word in re.findall(r"[^\W\d_]+", folded) if word not in _idle())


# -- names that mislead -------------------------------------------------------------------------------


def _of_other_words(thing: str, printed: Iterable[_Name], ontology: Ontology) -> tuple[_Odd] | None:
    """Names of one language that share words and each have a word of their own.

    For a place it is enough that the names have nothing in common, unless one abbreviates the other.
    """
    things = Things(ontology)
    lies = bool(things.of_kind(thing, "liesInOthers"))
    if not lies and "name" not in things.of_kind(thing, TWICE):
        return None
    forms: dict[tuple[str, frozenset[str]], _Name] = {}
    for name in printed:
        said = frozenset(words(name.value))
        if said and not re.search(r"\w\.\w", name.value):  # an address is not a name
            forms.setdefault((name.language, said), name)
    differ = _place_names if lies else _other_words
    odd = frozenset(
        name
        for (one, first), (other, second) in combinations(sorted(forms.items(), key=_in_order), 2)
        if one[0] == other[0] and differ(one[1], other[1])
        for name in (first, second)
    )
    return (("names", odd),) if odd else None


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


def _told_as_odd(
    thing: str, odd: Iterable[_Odd], about: Same[Fact] | None, serving: Same[Served] | None, entity: Entity | None,
    ontology: Ontology,
) -> tuple[Clash, ...] | None:  # fmt: skip
    """The clashes of names of one thing, where there are claims that show them."""
    things = Things(ontology, [entity] if entity else ())
    called, found = things.name(thing), list[Clash]()
    for how, some in odd:
        claims = _telling(things, thing, some, about or (), serving or ())
        if how == "people" and claims:
            found.append(Clash("misprint", claims, f"{called} is printed as {_listed(some)}", f"{thing} name"))
        elif how == "names" and len(claims) > 1:
            found.append(Clash("two-names", claims, f"{called} is printed as {_listed(some)}", f"{thing} name"))
        elif how == "kinds" and len(claims) > 1:
            why = f"{called} is called by two kinds: {_listed(some)}"
            found.append(Clash("two-names", claims, why, f"{thing} kind"))
    return tuple(found) or None


def _telling(
    things: Things, thing: str, odd: frozenset[_Name], facts: Iterable[Fact], served: Iterable[Served]
) -> tuple[str, ...]:
    """The claims that show names, in the articles that print them: titles if each name is one, accounts
    with them, all that is stated about the thing, or at last the claims in which it serves, as a place or as the
    origin of a figure.
    """
    articles = frozenset().union(*(name.articles for name in odd))
    about = [fact for fact in facts if fact.article in articles]
    titles = {frozenset(words(fact.value)) for fact in about if fact.property == "title"}
    by_title = all(frozenset(words(name.value)) in titles for name in odd)
    for wanted in (("title",) if by_title else (), ("title", "account")):
        some = [fact for fact in about if fact.property in wanted]
        if len(some) > 1 and {fact.article for fact in some} == articles:
            return keys(some)
    if len(about) > 1 and {fact.article for fact in about} == articles:
        return keys(about)
    lies = things.of_kind(thing, "liesInOthers")
    serving = {
        claim.key
        for claim in served
        if (not lies or _answers(things, claim.property)) and claim.key.partition("/")[0] in articles
    }
    return tuple(sorted(serving.union(keys(about))))


def _answers(things: Things, name: str) -> bool:
    """Whether a fact says where something is; about a place much else is stated that does not hang on its name."""
    return bool(name) and (name in things.marked(LISTED) or things.ontology.properties[name].single)


def _by_two_kinds(thing: str, printed: Iterable[_Name], ontology: Ontology) -> tuple[_Odd] | None:
    """Names of a document of which one calls it by one kind and another, in any language, by another."""
    if not Things(ontology).of_kind(thing, "kindInName"):
        return None
    kind_words = _kind_words(ontology)
    kinds: dict[str, set[_Name]] = defaultdict(set)
    for name in printed:
        if kind := _kind_of(kind_words, name):
            kinds[kind].add(name)
    odd = frozenset(
        name
        for one, other in combinations(sorted(kinds), 2)
        if not ontology.is_a(one, other) and not ontology.is_a(other, one)
        for name in kinds[one] | kinds[other]
    )
    return (("kinds", odd),) if odd else None


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


def _misprinted_person(
    thing: str, printed: Iterable[_Name], entity: Entity | None, ontology: Ontology
) -> tuple[_Odd] | None:  # fmt: skip
    """Names of a person with an initial that fits no given name, or with the letters of one exchanged."""
    if entity is None or not Things(ontology).of_kind(thing, "personalName"):
        return None
    labels = {text.language: text.value for text in entity.labels}
    odd = frozenset(name for name in printed if _misfits(name.value, labels.get(name.language, "")))
    return (("people", odd),) if odd else None


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


_differing = Each[str, tuple[_Name, ...], tuple[_Odd]](_of_other_words)
_of_two_kinds = Each[str, tuple[_Name, ...], tuple[_Odd]](_by_two_kinds)
_misprinted = Each[str, tuple[_Name, ...], tuple[_Odd]](_misprinted_person)
_odd = Gathered[str, _Odd](in_order=False)
_told_so = Each[str, Same[_Odd], tuple[Clash, ...]](_told_as_odd)


# -- one name of two things ---------------------------------------------------------------------------

_Folded = tuple[str, str, str]  # a table, a language and a name
_Borne = tuple[str, _Name]  # a thing with its name


def _folded(thing: str, printed: Iterable[_Name], ontology: Ontology) -> dict[_Folded, tuple[_Borne]] | None:
    """The names of a thing that no other should have; of two that read alike the first."""
    found: dict[_Folded, tuple[_Borne]] = {}
    for name in printed if Things(ontology).of_kind(thing, TWICE) else ():
        folded = " ".join(re.findall(r"\w+", name.value.casefold().translate(_SIGNS)))
        found.setdefault((table(thing), name.language, folded), ((thing, name),))
    return found or None


def _of_several(
    _: _Folded, borne: Iterable[_Borne], wholes: Iterable[Wholes], ontology: Ontology
) -> dict[str, tuple[_Borne, ...]] | None:  # fmt: skip
    """The things that share a name, unless one is part of another, with what each is called."""
    things, by_thing = Things(ontology, wholes=wholes), dict(borne)
    if any(things.related(*pair) for pair in combinations(sorted(by_thing), 2)):
        return None
    return {" ".join(sorted(by_thing)): tuple(by_thing.items())}


def _of_one_name(
    of: str, borne: Iterable[_Borne], facts: Iterable[Same[Fact]], entities: Iterable[Entity], ontology: Ontology
) -> tuple[Clash] | None:  # fmt: skip
    """The clash of things that share names, with the claims by which a reader would know them."""
    index = FactIndex(Things(ontology, entities), chain.from_iterable(facts))
    claims = keys(fact for thing in of.split() for fact in index.facts_about(thing))
    if len(claims) < 2:
        return None
    called = " and ".join(map(index.name, of.split()))
    odd = frozenset(name for _, name in borne)
    return (Clash("two-names", claims, f"one name for {called}: {_listed(odd)}", of),)


def _things(borne: Iterable[_Borne]) -> Iterable[str]:
    return dict.fromkeys(thing for thing, _ in borne)


_borne_by = Each[str, tuple[_Name, ...], dict[_Folded, tuple[_Borne]]](_folded)
_bearers = Gathered[_Folded, _Borne](least=2, in_order=False)
_lying = ChosenByEach[_Folded, str, Wholes](_things)
_not_apart = Each[_Folded, Same[_Borne], dict[str, tuple[_Borne, ...]]](_of_several)
_together = Gathered[str, _Borne](in_order=False)
_about, _kinds = ChosenByEach[str, str, Same[Fact]](_things), ChosenByEach[str, str, Entity](_things)
_shared = Each[str, Same[_Borne], tuple[Clash]](_of_one_name)
_found = Gathered[Any, Clash](in_order=False)


def addresses(index: FactIndex) -> Iterator[Clash]:
    """One work under two addresses."""
    for (subject, name), facts in index.questions.items():
        if index.takes(name) == "xsd:anyURI" and len({_address(fact.value) for fact in facts}) > 1:
            why = f"{name} of {index.name(subject)}: {index.values(facts)}"
            yield Clash("two-names", keys(facts), why, f"{subject} {name}")


def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[/#?]+$", "", url.casefold())
