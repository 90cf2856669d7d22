"""Which things a name of somebody else's table may mean, how well, and whether that is certain."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from heapq import heappush, heappushpop
from itertools import islice
from operator import and_, or_
from types import MappingProxyType

import pyoxigraph as ox

from kgtools import marks, namespaces
from kgtools.graph import labels
from kgtools.graph.reading import Store
from kgtools.publish.services.vocabulary import LABEL, Vocabulary
from kgtools.query import search
from kgtools.query.search.index import bits, having
from kgtools.query.search.index.having import TOP, TYPE
from kgtools.query.search.names import ROUNDED, order
from kgtools.values import dates
from kgtools.values.transliteration import PRINTED_WORD, bare, phonetic_keys

CERTAIN = 95.0  # of 100: from here on a name was right in all of 205 cases that were tried; see decision 26 and 31
_NAME = 0.7  # how much of a score is how like the name is; the rest are the letters that both have
_APART = 2.0  # of 100: another thing that is named so nearly as well leaves it open which is meant
_SHORTEST = 3  # letters of a name that can be certain; two stand for too many things
_SMALL = 3  # letters: shorter words are left out when words are counted, unless they are all
_GIVEN = 3  # letters of a given name; less is an initial
_CONTRADICTED, _UNKNOWN = 30.0, 5.0  # of 100, lost by what has other values, or none, for all of the properties
_OTHER_TYPE = 15.0  # of 100, lost by what is of none of the types, where these are only wished for
_STATE_STEM = 5  # letters by which the name of a state is known in any form of it and in words made from it
_ANY_FORM = 88.0  # of 100: letters that a name in another form has in common
_PERSONAL_FORM, _SIDE_FORM = 93.0, 96.0  # Ada Quil is not Ada Quillov, what is Arcadian is not Arcadia
_ACRONYM = 4  # letters: a shorter name of one word is mostly an abbreviation, which others have too
_WORLDWIDE = "InternationalOrganization"  # whose abbreviations are known to all
_DAY_FIRST = re.compile(r"(\d\d?)[./](\d\d?)[./](\d{4})")  # as tables have it
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+Z?")  # as OpenRefine has it
_LONGEST, _LONGEST_NAME = 40, 400  # letters that a date, and a name, may have
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9]\d*)")


def named() -> tuple[str, ...]:
    """The kinds of things that are known by their names.

    Documents, events and the like are described rather than named: of 45 unknown ones 25 were like one that we hold.
    """
    return _kinds(marks.kinds("calledBy", "proper", "name"))


def _kinds(beginnings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(kind.rstrip("/") for kind in beginnings)


@dataclass(frozen=True)
class Constraint:
    """A property that the thing should have, with the values of which it should have one: texts, or ids of things; and
    the keys of such values, as the index has them."""

    property: str
    values: tuple[str, ...]
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Query:
    """What is looked for: a name (or an id), types, properties; how many candidates at most.

    With `should` the types are only wished for; with `every` all of them are wanted.
    """

    text: str
    types: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    limit: int = 5
    should: bool = False
    every: bool = False


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant: its score of 100, how like which of its names is, and whether its properties agree.

    `agrees` holds for each property of the query whether the thing has one of its values, None where nothing is known.
    `match` says that it is certain.
    """

    thing: ox.NamedNode
    score: float
    called: str
    name: float
    typed: bool
    agrees: tuple[bool | None, ...]
    match: bool = False

    @property
    def kind(self) -> str:
        """The first part of its id."""
        return namespaces.shorten(self.thing.value).partition("/")[0]


@dataclass(frozen=True)
class Matcher:
    """Holds names against the things of a graph."""

    store: Store
    vocabulary: Vocabulary
    index: search.Index

    def candidates(self, query: Query) -> list[Candidate]:
        """The things that may be meant, best first."""
        if len(query.text) > _LONGEST_NAME:
            return []
        constraints = (replace(one, keys=frozenset(self._keys(one))) for one in query.constraints)
        query = replace(query, constraints=tuple(constraints))
        identified = self.identified(query.text)
        if identified is not None:
            return [self._candidate(identified, query.text, 100.0, query, certain=True)]
        if not query.text:
            return list(islice(self._having(query), query.limit))
        alike = search.alike(self.index, query.text, *self._beginnings(query))
        wanted = self._named(query, alike)
        wanted.sort(key=lambda one: (-one.score, order(one.thing.value), one.thing.value))
        if wanted and self._certain(wanted[0], query, alike):
            wanted[0] = replace(wanted[0], match=True)
        return wanted[: query.limit]

    def _named(self, query: Query, alike: search.Likes) -> list[Candidate]:
        """The things with a name that is like the text, as many as may be among the best."""
        letters = len(" ".join(phonetic_keys(query.text)))

        def at_most(name: float, keys: int) -> float:
            return _NAME * name + (1 - _NAME) * (100.0 if keys <= letters else 200.0 * letters / (letters + keys))

        found: list[Candidate] = []
        scores: list[float] = []  # the best of them, the least first
        agreeing = self._agreeing(query)
        for most, thing, read in alike.worthiest(at_most):
            agrees = agreeing(thing)
            if len(scores) == query.limit:
                if most < scores[0] - ROUNDED:
                    break
                if agrees and most - _lost(list(agrees.values()), len(query.constraints)) < scores[0] - ROUNDED:
                    continue
            match = read()
            one = self._candidate(match.node, match.name, match.score, query, agrees)
            if one.typed or query.should:
                found.append(one)
                (heappush if len(scores) < query.limit else heappushpop)(scores, one.score)
        return found

    def _agreeing(self, query: Query) -> Callable[[int], dict[int, bool | None]]:
        """What tells of a thing, by its number, whether it has one of the values of properties, as `_agrees` does: of
        each property that the index has, by its place in the query."""
        sets = {
            place: (bits.written(self._with(one)), bits.written(self.index.having_any(one.property)))
            for place, one in enumerate(query.constraints)
            if not one.property.startswith(LABEL)
        }
        return lambda thing: {
            place: bits.holds(having, thing) if bits.holds(known, thing) else None
            for place, (having, known) in sets.items()
        }

    def _beginnings(self, query: Query) -> list[str]:
        """What the IRIs of the things begin with that may have the wanted types."""
        if not query.types or query.should:
            return [namespaces.things()]
        every = [self.vocabulary.kinds_of(name) for name in query.types]
        kinds = frozenset.intersection(*every) if query.every else frozenset.union(*every)
        return [namespaces.entity(f"{kind}/") for kind in sorted(kinds)]

    def identified(self, text: str) -> ox.NamedNode | None:
        """The thing whose id, IRI or Wikidata item a text is."""
        text = text.strip()
        if found := _WIKIDATA.fullmatch(text):
            item = ox.NamedNode(having.ITEM + found[1])
            exact = ox.NamedNode(namespaces.SKOS + "exactMatch")
            quads = self.store.quads_for_pattern(None, exact, item, ox.DefaultGraph())
            return next((quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)), None)
        own = text.removeprefix(namespaces.things())
        if not namespaces.entity_id().fullmatch(own):
            return None
        node = ox.NamedNode(namespaces.entity(own))
        known = next(iter(self.store.quads_for_pattern(node, None, None, ox.DefaultGraph())), None)
        return node if known else None

    def _candidate(
        self, thing: ox.NamedNode, called: str, name: float, query: Query,
        known: Mapping[int, bool | None] = MappingProxyType({}), certain: bool = False,
    ) -> Candidate:  # fmt: skip
        """A thing as a candidate; of some properties it is known whether they agree, by their places in the query."""
        typed = not query.types or self._is_typed(thing, query)
        agrees = tuple(
            known[place] if place in known else self._agrees(thing, one) for place, one in enumerate(query.constraints)
        )
        lost = (0.0 if typed else _OTHER_TYPE) + _lost(agrees, len(agrees))
        # Names of which only some words are wanted are nearly as like as whole ones; their letters tell them apart.
        like = _NAME * name + (1 - _NAME) * _letters_alike(query.text, called) if called else name
        certain = certain and typed and False not in agrees
        return Candidate(thing, max(0.0, like - lost), called, name, typed, agrees, certain)

    def _is_typed(self, thing: ox.NamedNode, query: Query) -> bool:
        return (all if query.every else any)(self.vocabulary.is_of(thing, name) for name in query.types)

    # -- by properties alone ------------------------------------------------------------------------

    def _having(self, query: Query) -> Iterator[Candidate]:
        """The things that have one of the values of each property, best first."""
        if not query.constraints:
            return
        index = self.index
        things = reduce(and_, map(self._with, query.constraints), index.having(TYPE, [TOP]))
        types = [index.having(TYPE, [name]) for name in query.types or (TOP,)]
        typed = things & reduce(and_ if query.every else or_, types)
        agrees = (True,) * len(query.constraints)
        for some, lost in ((typed, 0.0), (things ^ typed if query.should else 0, _OTHER_TYPE)):
            for kinds in self._in_order:
                for number in bits.each(some & kinds):
                    thing = ox.NamedNode(index.iris([number])[number])
                    yield Candidate(thing, 100.0 - lost, "", 100.0, not lost, agrees)

    @cached_property
    def _in_order(self) -> list[int]:
        """The numbers of the things of all kinds, by the order in which they come."""
        found: defaultdict[int, int] = defaultdict(int)
        for kind in (*namespaces.kinds(), "article"):
            beginning = namespaces.entity(f"{kind}/")
            numbers = self.index.numbers(beginning)
            found[order(beginning)] |= bits.between(numbers.start, numbers.stop)
        return [found[place] for place in sorted(found)]

    def _with(self, wanted: Constraint) -> int:
        """The numbers of the things that have one of the values of a property."""
        if not wanted.property.startswith(LABEL):
            return self.index.having(wanted.property, wanted.keys)
        names = (name for text in wanted.values for name in self.index.joined["".join(phonetic_keys(text))])
        iris = self.index.iris(self.index.things_named[name] for name in names)
        called = [number for number, iri in iris.items() if self._agrees(ox.NamedNode(iri), wanted)]
        return bits.of(called, max(called, default=0) + 1)

    # -- whether it is certain ----------------------------------------------------------------------

    def _certain(self, first: Candidate, query: Query, alike: search.Likes) -> bool:
        """Whether the first candidate is the thing that is meant, and no other."""
        if not first.typed or False in first.agrees or first.name < CERTAIN:
            return False
        if any(one.kind in named() or one.name >= first.name for one in self._rivals(first, query, alike)):
            return False
        if first.kind not in named():  # a name alone does not tell a document, but its name and its day do
            told = (date for one in query.constraints for date in map(_date, one.values))
            return all(first.agrees) and any(date is not None and date.earliest == date.latest for date in told)
        return self._is_named(first, query.text)

    def _rivals(self, first: Candidate, query: Query, alike: search.Likes) -> Iterator[Candidate]:
        """The other candidates that are named nearly as well as the first."""
        for match in alike:
            if match.score <= first.name - _APART:
                return
            if match.node != first.thing:
                one = self._candidate(match.node, match.name, match.score, query)
                if one.typed or query.should:
                    yield one

    def _is_named(self, thing: Candidate, text: str) -> bool:
        """Whether a text that is like a name of a thing leaves out nothing by which it is told from others."""
        words = _words(text)
        label = labels.label(self.store, thing.thing, namespaces.first_language())
        if sum(map(len, words)) < _SHORTEST or len(words) != len(_words(thing.called)):
            return False
        persons, sides, proper = (
            _kinds(marks.kinds(*mark)) for mark in (("personalName",), ("isSide",), ("calledBy", "proper"))
        )
        least = _PERSONAL_FORM if thing.kind in persons else _SIDE_FORM if thing.kind in sides else _ANY_FORM
        if _letters_alike(text, thing.called) < least:
            return False
        if thing.kind in persons:  # many have one surname, and one initial before it
            return sum(len(word) >= _GIVEN for word in words) > 1
        if thing.kind in proper and thing.kind not in sides:  # a region is often called as its city is
            return len(words) >= len(_words(label))
        bodies = _kinds(marks.kinds("calledBy", "name"))
        if len(words) == 1 and len(words[0]) <= _ACRONYM and thing.kind in bodies:
            return _WORLDWIDE in self.vocabulary.types_of(thing.thing)
        # Of a body that is named after states, other states have one too.
        return thing.kind not in bodies or self._names_a_state(text) or not self._names_a_state(label)

    def _names_a_state(self, text: str) -> bool:
        return any(key[:_STATE_STEM] in self._state_stems for key in phonetic_keys(text))

    @cached_property
    def _state_stems(self) -> frozenset[str]:
        """How the names of states of one word begin, in any language."""
        sides = tuple(namespaces.entity(kind) for kind in marks.kinds("isSide"))
        states = (thing for thing in self.vocabulary.things if thing.value.startswith(sides))
        keys = (phonetic_keys(name) for state in states for name in having.names_of(self.store, state))
        return frozenset(each[0][:_STATE_STEM] for each in keys if len(each) == 1 and len(each[0]) >= _STATE_STEM)

    # -- properties ---------------------------------------------------------------------------------

    def _agrees(self, thing: ox.NamedNode, wanted: Constraint) -> bool | None:
        """Whether a thing has one of the values of a property; None if none is known of it."""
        known = self.vocabulary.values(thing, wanted.property)
        if not known:
            return None
        return any(key in wanted.keys for value in known for key in having.keys(self.store, value))

    def _keys(self, wanted: Constraint) -> Iterator[str]:
        """The keys of wanted values: a text is the id or a name of a thing, a date or a part of one, or just a text."""
        for text in (text.strip()[:_LONGEST_NAME] for text in wanted.values):
            yield having.by_text(text)
            if wanted.property.startswith(LABEL):
                continue
            yield from map(having.by_id, (text, namespaces.shorten(text)))
            called = map(ox.NamedNode, search.called(self.index, text, CERTAIN))
            yield from (having.by_id(labels.identifier(thing)) for thing in called)
            if date := _date(text):
                dated = self.index.dates(wanted.property)
                yield from (key for key in dated if dates.parse(key[1:]).agrees_with(date))


def _date(text: str) -> dates.Date | None:
    """A date as tables have it: 2022, 2022-12, 2022-12-22, 22.12.2022, or OpenRefine's own; None for anything else.

    >>> _date("22.12.2022") == _date("2022-12-22T00:00:00Z") == dates.parse("2022-12-22"), _date("soon")
    (True, None)
    """
    if found := _DAY_FIRST.fullmatch(text):
        text = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    elif found := _MOMENT.fullmatch(text):
        text = found[1]
    try:
        return dates.parse(text) if 4 <= len(text) <= _LONGEST else None
    except ValueError:
        return None


def _lost(agrees: Sequence[bool | None], properties: int) -> float:
    """What something loses, of 100, for those of so many properties of which it is known whether they agree."""
    return (_CONTRADICTED * agrees.count(False) + _UNKNOWN * agrees.count(None)) / max(properties, 1)


def _words(text: str) -> list[str]:
    """The words of a name, without those that may as well be left out: small words and initials."""
    words = [word for word in PRINTED_WORD.findall(bare(text)) if not word.isdigit()]
    return [word for word in words if len(word) >= _SMALL] or words


def _letters_alike(text: str, name: str) -> float:
    """How many letters two names have in common, as they sound, of 100."""
    from rapidfuzz import fuzz

    return fuzz.token_sort_ratio(" ".join(phonetic_keys(text)), " ".join(phonetic_keys(name)))
