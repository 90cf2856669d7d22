"""What the references of a proposal mean: known things, things to choose from, new ones of the same file, or nothing.

A thing that an article calls by name is linked by the project's own search, where that is all but certain. What an
article describes (an event, a document, a tenure) is never linked by its name: two visits are called alike. It is
compared by its kind, its parties and its date. A thing of two states is not linked where a third is spoken of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from kgtools import marks, namespaces
from kgtools.articles.lexicon import plain
from kgtools.articles.mentions import Finder, Name, Speech, speaks_of
from kgtools.claims.model import Corpus, Entity
from kgtools.curation.proposals.records import Reference, Thing
from kgtools.errors import nearest
from kgtools.ontology import Ontology
from kgtools.query.search.names import Match, Names
from kgtools.values import dates
from kgtools.values.transliteration import phonetic_keys

KNOWN, CHOOSE, NEW, UNKNOWN = "known", "choose", "new", "unknown"
SURE = 95  # of 100: from here on a name is that of a thing
_LIKE = 85  # a name that is less like the words is no candidate
_MOST = 5  # candidates
_CLOSE = 1.0  # of 100: things whose names are as like as that are to be chosen from
_ARTICLE = "Article"


@dataclass(frozen=True)
class Candidate:
    """A thing that a reference may mean: its id, its English label, and how like its name is, of 100."""

    id: str
    label: str
    score: float


@dataclass(frozen=True)
class Resolved:
    """What a reference means: `state` is KNOWN (with `id`), CHOOSE (with `candidates`), NEW (with `new`, the key of a
    thing of the same file) or UNKNOWN; `text` says in words what a curator should know."""

    state: str
    id: str = ""
    new: str = ""
    candidates: tuple[Candidate, ...] = ()
    text: str = ""


class Register:
    """The things that proposals may refer to: those of the graph, and the new ones of a file by their keys."""

    def __init__(self, corpus: Corpus, ontology: Ontology, things: Mapping[str, Thing], text: str = "") -> None:
        """`text` is that of the article: which two states it speaks of most tells which pair it is about."""
        self.corpus, self.ontology, self.things, self._text = corpus, ontology, things, text
        self._known: dict[tuple[object, ...], Resolved] = {}
        self._ranks: dict[str, list[Match]] = {}

    def kind(self, resolved: Resolved) -> str:
        """The class of what a reference means; empty if that is not known."""
        if resolved.state == NEW and resolved.new in self.things:
            return self.things[resolved.new].kind
        if resolved.id.startswith("article/"):
            return _ARTICLE
        entity = self.corpus.entities.get(resolved.id)
        return entity.kind if entity else ""

    def resolve(self, reference: Reference, classes: Sequence[str] = (), around: str = "") -> Resolved:
        """What a reference means. `classes` are those that its column takes, `around` the words of its passage."""
        key = (reference, tuple(classes), around if reference.name else "")
        if key not in self._known:
            self._known[key] = self._resolve(reference, classes, around)
        return self._known[key]

    def _resolve(self, reference: Reference, classes: Sequence[str], around: str) -> Resolved:
        if reference.new:
            return self._new(reference.new)
        if reference.id:
            return self._by_id(reference)
        kind = _class_of(reference.kind)
        if kind and kind not in self.ontology.parents:
            hint = nearest(kind, self.ontology.parents)
            return Resolved(UNKNOWN, text=f"there is no kind '{reference.kind}'{hint and '; ' + hint}")
        return self._by_name(reference.name, kind, classes, around)

    def _new(self, key: str) -> Resolved:
        if key in self.things:
            return Resolved(NEW, new=key)
        hint = nearest(key, self.things) or "propose it with a record 'thing'"
        return Resolved(UNKNOWN, text=f"no thing of the file has the key '{key}'; {hint}")

    def _by_id(self, reference: Reference) -> Resolved:
        identifier = reference.id
        if identifier.removeprefix("article/") in self.corpus.articles and identifier.startswith("article/"):
            return Resolved(KNOWN, identifier)
        entity = self.corpus.entities.get(identifier)
        if entity is None:
            hint = nearest(identifier, self.corpus.entities)
            return Resolved(UNKNOWN, text=f"there is no thing '{identifier}'{hint and '; ' + hint}")
        if reference.name and not any(match.score >= _LIKE for match in _own(entity).rank(reference.name)):
            said = f"{identifier} is '{entity.labels[0].value}', which '{reference.name}' is no name of: choose"
            return Resolved(CHOOSE, candidates=(self._candidate(identifier, 0), *self._like(reference.name)), text=said)
        return Resolved(KNOWN, identifier)

    # -- by name ------------------------------------------------------------------------------------

    def _by_name(self, name: str, kind: str, classes: Sequence[str], around: str) -> Resolved:
        own = self._new_names.rank(name) if self.things else []
        own = [match for match in own if match.score >= SURE and _is_whole(match, name)]
        own = [match for match in own if not kind or self._kinds_meet(self.things[match.iri].kind, kind)]
        if len(own) == 1:
            return Resolved(NEW, new=own[0].iri, text=f"'{name}' is taken for the new thing '{own[0].iri}'")
        matches = self._matches(name)
        fitting = [match for match in matches if self._fits(match.iri, kind, classes)]
        candidates = tuple(self._candidate(match.iri, match.score) for match in fitting[:_MOST])
        sure = [match for match in fitting if match.score >= SURE and _is_whole(match, name)]
        sure = [match for match in sure if self._same_order(match, name)]
        meant = {match.iri for match in sure if match.score > sure[0].score - _CLOSE} or self._declined(
            name, kind, classes
        )
        if not meant and not candidates:
            said = f"the graph has no thing called '{name}'"
            return Resolved(UNKNOWN, text=f"{said}: propose it as a new thing, or choose one")
        if len(meant) != 1:
            why = "several are called so" if meant else "none is surely meant"
            return Resolved(CHOOSE, candidates=candidates, text=f"choose what '{name}' is; {why}")
        (identifier,) = meant
        candidates = candidates or (self._candidate(identifier, SURE),)
        if not identifier.startswith(_named()):
            said = f"choose what '{name}' is; such things are known by kind, parties and date"
            return Resolved(CHOOSE, candidates=candidates, text=said)
        if other := self._other_pair(identifier, name, around):
            said = f"'{name}' may be that of another pair of states: the passage speaks of {other}"
            return Resolved(CHOOSE, candidates=candidates, text=said)
        return Resolved(KNOWN, identifier, candidates=candidates)

    def _same_order(self, match: Match, name: str) -> bool:
        """Whether a post has its states in the order of the name: whose it is, and where to."""
        phrase = match.iri.startswith(marks.kinds("calledBy", "phrase"))
        return not phrase or self._in_turn(match.name) == self._in_turn(name)

    def _in_turn(self, words: str) -> list[str]:
        return [state for word in plain(words).split() for state in sorted(self._states(word))]

    def _declined(self, name: str, kind: str, classes: Sequence[str]) -> set[str]:
        """The things of which this is a name with an ending that search does not know; all of the words must be it."""
        found = _finder(tuple(self.corpus.entities.values())).find(name)
        whole = {one.name.entity for one in found if one.start == 0 and one.end == len(name)}
        return {one for one in whole if self._fits(one, kind, classes)}

    def _fits(self, identifier: str, kind: str, classes: Sequence[str]) -> bool:
        own = self.corpus.entities[identifier].kind
        is_a = self.ontology.is_a
        if kind and not self._kinds_meet(own, kind):
            return False
        known = [one for one in classes if one in self.ontology.parents]
        return not known or any(is_a(own, one) for one in known)

    def _candidate(self, identifier: str, score: float) -> Candidate:
        return Candidate(identifier, self.corpus.entities[identifier].labels[0].value, round(score, 1))

    def _like(self, name: str) -> tuple[Candidate, ...]:
        return tuple(self._candidate(match.iri, match.score) for match in self._matches(name)[:_MOST])

    def _matches(self, name: str) -> list[Match]:
        """The things of the graph whose names are like this one, best first."""
        if name not in self._ranks:
            self._ranks[name] = [match for match in self._names.rank(name) if match.score >= _LIKE]
        return self._ranks[name]

    @cached_property
    def _names(self) -> Names:
        return _ranked(tuple(self.corpus.entities.values()))

    @cached_property
    def _new_names(self) -> Names:
        return Names.of(
            (key, name) for key, thing in self.things.items() for name in (*thing.labels.values(), *thing.printed)
        )

    def _other_pair(self, identifier: str, name: str, around: str) -> str:
        """A state of which the name, or the passage, speaks and which a thing of two states has not to do with."""
        parties = self._parties(identifier)
        if len(parties) != 2:
            return ""
        spoken = self._states(name)
        if spoken < parties:  # it goes on to say less than the thing's label
            spoken |= self._states(around)
        if spoken < parties:
            spoken |= self._main_states
        others = sorted(spoken - parties)
        return self.corpus.entities[others[0]].labels[0].value if others and not parties <= spoken else ""

    def _parties(self, identifier: str) -> frozenset[str]:
        """The states that a thing has to do with by its label; a state itself has none."""
        if identifier.startswith(marks.kinds("isSide")):
            return frozenset()
        return self._states(self.corpus.entities[identifier].labels[0].value)

    @cached_property
    def _main_states(self) -> frozenset[str]:
        """The two states of which the article speaks most."""
        count = Counter(
            name.entity
            for name in self._names_of_states
            for line in plain(self._text).splitlines()
            if speaks_of(name, line)
        )
        return frozenset(state for state, _ in count.most_common(2))

    def _states(self, words: str) -> frozenset[str]:
        return _states_in(plain(words), self._names_of_states) if words else frozenset()

    @cached_property
    def _names_of_states(self) -> tuple[Name, ...]:
        states = (entity for entity in self.corpus.entities.values() if entity.id.startswith(marks.kinds("isSide")))
        return tuple(
            Name(entity.id, name.value, name.language)
            for entity in states for name in (*entity.labels, *entity.aliases) if len(name.value) > 3
        )  # fmt: skip

    def alike(self, thing: Thing, facts: Iterable[tuple[str, str]]) -> Resolved:
        """Whether the graph may hold a new thing already: by its name, or if it is described by its parts.

        `facts` are the properties and values that the file gives it.
        """
        found = {one.id: one for one in self._like_parts(thing, facts)}
        for name in dict.fromkeys((*thing.labels.values(), *thing.printed)):
            for match in self._names.rank(name):
                if match.score >= SURE and _is_whole(match, name) and self._fits(match.iri, thing.kind, ()):
                    found.setdefault(match.iri, self._candidate(match.iri, match.score))
        for identifier in thing.perhaps:
            if identifier in self.corpus.entities:
                found.setdefault(identifier, self._candidate(identifier, 0))
        if not found:
            return Resolved(NEW, new=thing.new)
        listed = ", ".join(f"{one.id} ({one.label})" for one in [*found.values()][:3])
        said = f"the graph may hold it already: {listed}"
        return Resolved(CHOOSE, new=thing.new, candidates=tuple(found.values())[:_MOST], text=said)

    # -- by parts -----------------------------------------------------------------------------------

    def _like_parts(self, thing: Thing, facts: Iterable[tuple[str, str]]) -> tuple[Candidate, ...]:
        """Known things of the kind of a new one with the same parties, whose dates agree with its own.

        `facts` are the properties and values that the file gives the new thing.
        """
        own: dict[str, set[str]] = defaultdict(set)
        for name, value in facts:
            own[name].add(value)
        parts = {name: values for name, values in own.items() if name in self._telling}
        if not parts or thing.kind not in self.ontology.parents:
            return ()
        found = []
        for identifier, known in self._parts.items():
            entity = self.corpus.entities.get(identifier)
            if entity is None or not self._kinds_meet(entity.kind, thing.kind):
                continue
            shared = [name for name in parts if name in known]
            same = [name for name in shared if parts[name] <= known[name] or known[name] <= parts[name]]
            if same and len(same) == len(shared) and self._same_time(own, known):
                found.append(self._candidate(identifier, 100 * len(same) / len(parts)))
        return tuple(sorted(found, key=lambda one: (-one.score, one.id))[:_MOST])

    def _kinds_meet(self, one: str, other: str) -> bool:
        known = one in self.ontology.parents and other in self.ontology.parents
        return known and (self.ontology.is_a(one, other) or self.ontology.is_a(other, one))

    def _same_time(self, own: Mapping[str, set[str]], known: Mapping[str, set[str]]) -> bool:
        mine = [value for name in self._dated for value in own.get(name, ())]
        theirs = [value for name in self._dated for value in known.get(name, ())]
        try:
            return all(dates.parse(a).agrees_with(dates.parse(b)) for a in mine for b in theirs)
        except ValueError:
            return False

    @cached_property
    def _dated(self) -> frozenset[str]:
        marked = self.ontology.marks.get("placesInTime", {})
        return frozenset(name for name, roles in marked.items() if {*roles} & {"happens", "begins"})

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The properties by whose values a described thing is known again: who, whose, with whom, where to."""
        return frozenset(self.ontology.marks.get("describing", {}))

    @cached_property
    def _parts(self) -> dict[str, dict[str, set[str]]]:
        """What the graph says of each described thing that tells it from others."""
        found: dict[str, dict[str, set[str]]] = {}
        for fact in self.corpus.facts:
            if not fact.subject.startswith(_named()) and fact.property in self._telling | self._dated:
                found.setdefault(fact.subject, {}).setdefault(fact.property, set()).add(fact.value)
        return found


def _named() -> tuple[str, ...]:
    """What the ids of the things begin with that an article calls by a name or a word; all others it describes."""
    return marks.kinds("calledBy", "proper", "name", "term", "title", "phrase")


def _class_of(kind: str) -> str:
    """A class by its name, or by the kind that begins the ids of its things."""
    return namespaces.kinds()[kind][1] if kind in namespaces.kinds() else kind


def _is_whole(match: Match, name: str) -> bool:
    """Whether a name that is alike has no word that nobody asked for, and a surname no ending: Quil is no Quillov."""
    own, wanted = phonetic_keys(match.name), phonetic_keys(name)
    if match.iri.startswith(marks.kinds("personalName")) and len("".join(wanted)) < len("".join(own)) - 1:
        return False
    return len(own) <= len(wanted)


@lru_cache(maxsize=4)
def _ranked(entities: tuple[Entity, ...]) -> Names:
    return Names.of((entity.id, name.value) for entity in entities for name in (*entity.labels, *entity.aliases))


@lru_cache(maxsize=2)
def _finder(entities: tuple[Entity, ...]) -> Finder:
    named = (entity for entity in entities if entity.id.startswith(_named()))
    return Finder(Name(one.id, name.value, name.language) for one in named for name in (*one.labels, *one.aliases))


@lru_cache(maxsize=1024)
def _own(entity: Entity) -> Names:
    return Names.of((entity.id, name.value) for name in (*entity.labels, *entity.aliases))


@lru_cache(maxsize=4096)
def _states_in(words: str, names: tuple[Name, ...]) -> frozenset[str]:
    """The states of which a stretch speaks, by any of their names; words are in small letters."""
    return (
        Speech(words, names).entities(0, len(words))
        if len(words) > 200
        else frozenset(name.entity for name in names if speaks_of(name, words))
    )
