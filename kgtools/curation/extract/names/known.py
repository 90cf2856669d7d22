"""Names of things that the graph holds: labels, aliases and printed names, with endings.

A thing of two states (a council, a commission) is linked only where its own states are named near and no other is,
for other pairs have such bodies too. Documents and events are linked by a whole name alone that says whose they are:
which one a shorter name means, is told by its parties and date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kgtools.articles import lexicon
from kgtools.articles import mentions as print_
from kgtools.articles.lexicon import plain
from kgtools.articles.mentions import Finder, Name
from kgtools.claims.model import Corpus, Entity
from kgtools.curation.extract.names.people import key
from kgtools.curation.extract.spans import Mention, Sentence
from kgtools.curation.extract.text.vocabulary import vocabulary
from kgtools.values.transliteration import latin, phonetic_key, phonetic_keys

_ACTORS = ("person", "state", "place", "company", "body")
_BY_NAME = (*_ACTORS, "document", "event", "project", "publication", "post")
# Bodies that every state has, or every pair of states.
_OF_STATES = ("BilateralCouncil", "BilateralCommission", "Ministry", "Government", "StateAgency", "StateInstitution",
              "Parliament", "Embassy", "RegionalAdministration", "DialogueFormat")  # fmt: skip
_BILATERAL = ("BilateralCouncil", "BilateralCommission")
_UPPER = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ]"
LONG_SOUND = 5  # letters of a phonetic key that tell a name by itself
_DATED = re.compile(r"\d{4}|\d")
_CAPITAL = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІЎҲ][\w’ʻʼ‘'-]*")


@dataclass(frozen=True)
class Gazetteer:
    """The names of a graph, ready to be looked for."""

    corpus: Corpus

    @cached_property
    def finder(self) -> Finder:
        """Finds any name of a thing of a kind that articles call by name."""
        return Finder(name for entity in self.corpus.entities.values() for name in self.names(entity))

    def names(self, entity: Entity) -> Iterator[Name]:
        """The names by which an entity is looked for."""
        sort = entity.id.partition("/")[0]
        if sort not in _BY_NAME:
            return
        printed = self.corpus.printed.get(entity.id, {})
        for text in dict.fromkeys((*entity.labels, *entity.aliases, *printed)):
            bare = text.value.partition(" (")[0] if sort in ("document", "event") else text.value
            if sort in _ACTORS or len(bare.split()) > 2 or sort in ("project", "post"):
                yield from (Name(entity.id, way, text.language) for way in _ways(bare, text.language))
        if entity.id in self._heads_of_state:
            names = [text for text in (*entity.labels, *entity.aliases) if " " in text.value and "." not in text.value]
            yield from (Name(entity.id, text.value.split()[-1], text.language) for text in names)
        english = {text.value for text in (*entity.labels, *entity.aliases) if text.language == "en"}
        for tag in lexicon.readable() if sort in ("body", "place") else ():
            own = vocabulary(tag)
            others = own.organizations if sort == "body" else own.towns | own.waters
            for name in english.intersection(others):
                yield from (Name(entity.id, other, tag) for other in others[name])
        if sort == "state" and entity.iso:
            for tag in lexicon.readable():
                for other in vocabulary(tag).patterns["names"].get(entity.iso, "").split("|"):
                    if other:
                        yield Name(entity.id, other, tag)

    @cached_property
    def states_of(self) -> dict[str, frozenset[str]]:
        """The states with which facts and labels tie a body, document or event."""
        found: dict[str, set[str]] = {}
        for fact in self.corpus.facts:
            if fact.value.startswith("state/"):
                found.setdefault(fact.subject, set()).add(fact.value)
        for entity in self.corpus.entities.values():
            label = entity.labels[0].value if entity.labels else ""
            found.setdefault(entity.id, set()).update(
                state.id for state in self._states if state.labels and state.labels[0].value in label
            )
        return {entity: frozenset(states) for entity, states in found.items()}

    @cached_property
    def _states(self) -> list[Entity]:
        return [entity for entity in self.corpus.entities.values() if entity.id.startswith("state/")]

    @cached_property
    def _heads_of_state(self) -> frozenset[str]:
        """People who are presidents by any claim: these alone are meant by a surname without more."""
        facts = list(self.corpus.facts)
        tenures = {fact.subject for fact in facts if fact.value.startswith("post/president-of-")}
        holders = {fact.value for fact in facts if fact.subject in tenures and fact.value.startswith("person/")}
        return frozenset(holders)

    @cached_property
    def first_names(self) -> dict[str, frozenset[str]]:
        """The sounds of all words of the names of each person."""
        found: dict[str, set[str]] = {}
        for person, value in self._all_names("person/"):
            found.setdefault(person, set()).update(phonetic_keys(value))
        return {person: frozenset(keys) for person, keys in found.items()}

    @cached_property
    def given(self) -> frozenset[str]:
        """The sounds of the first words of names of people."""
        return frozenset(phonetic_key(value.split()[0]) for _, value in self._all_names("person/") if " " in value)

    @cached_property
    def by_initials(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """People by the sound of the last word of a name, and its first letter in Latin."""
        found: dict[tuple[str, str], set[str]] = {}
        for person, value in self._all_names("person/"):
            words = [word for word in re.split(r"[\s.]+", value) if word]
            if len(words) > 1:
                found.setdefault((phonetic_key(words[-1]), latin(words[0])[:1]), set()).add(person)
        return {key: tuple(sorted(people)) for key, people in found.items()}

    @cached_property
    def by_sound(self) -> dict[tuple[str, ...], str]:
        """People, states and places by the sounds of a name, where no other has them: two words, or a long one."""
        found: dict[tuple[str, ...], set[str]] = {}
        for entity, value in self._all_names("person/", "state/", "place/"):
            keys = phonetic_keys(value)
            alone = len(keys) == 1 and len(keys[0]) >= LONG_SOUND and not value.isupper()
            if len(keys) in (2, 3) or (alone and not entity.startswith("person/")):
                found.setdefault(keys, set()).add(entity)
        return {keys: next(iter(entities)) for keys, entities in found.items() if len(entities) == 1}

    def _all_names(self, *sorts: str) -> Iterator[tuple[str, str]]:
        for entity in self.corpus.entities.values():
            if entity.id.startswith(sorts):
                yield from ((entity.id, text.value) for text in (*entity.labels, *entity.aliases))

    @cached_property
    def state_names(self) -> frozenset[str]:
        """All names of states and places."""
        return frozenset(value for _, value in self._all_names("state/", "place/"))

    @cached_property
    def by_iso(self) -> dict[str, str]:
        """The states by their codes."""
        return {state.iso: state.id for state in self._states if state.iso}

    def label(self, entity: str, language: str) -> str:
        """The label of a known thing in a language."""
        labels = {text.language: text.value for text in self.corpus.entities[entity].labels}
        return labels.get(language) or next(iter(labels.values()), entity)


_SPELLINGS = (("isation", "ization"), ("entre", "enter"), ("efence", "efense"), ("gramme", "gram"))


def _ways(name: str, language: str) -> Iterator[str]:
    """A name, in English also as spelled on the other side of the Atlantic; two words with a hyphen, or as one."""
    yield name
    if re.fullmatch(rf"{_UPPER}\w+ {_UPPER}\w+", name):
        yield name.replace(" ", "-")
    if re.fullmatch(rf"{_UPPER}\w+-{_UPPER}\w+", name):
        left, _, right = name.partition("-")
        yield left + right.lower()
    for one, other in _SPELLINGS if language == "en" else ():
        for left, right in ((one, other), (other, one)):
            if re.search(rf"{left}s?\b", name):
                yield re.sub(rf"{left}(s?)\b", rf"{right}\1", name)


def find(
    text: str, sentences: Iterable[Sentence], known: Gazetteer, of_text: frozenset[str] | None = None
) -> dict[int, list[Mention]]:
    """The known names of each sentence, by its number; the longest at each place, and states within longer names.

    `of_text` are the two states of which the whole text speaks, where the sentences are only a part of it.
    """
    sentences = list(sentences)
    every = known.finder.find(text)
    ends = {one.end: one.name.entity for one in every}
    people = [one for one in every if one.name.entity.startswith("person/")]
    namesakes = {one.name.entity for one in people if _of_another(text, one, known, ends)}
    every = [one for one in every if one.name.entity not in namesakes or " " in one.name.value.strip()]
    placed = _by_sentence(every, sentences)
    adjectives = {number: list(_adjectives(text, one, known)) for number, one in enumerate(sentences)}
    states = {
        number: {one.name.entity for one in found if one.name.entity.startswith("state/")}
        | {one.entity for one in adjectives[number]}
        for number, found in placed.items()
    }
    named = [one.name.entity for found in placed.values() for one in found]
    named += [one.entity for found in adjectives.values() for one in found]
    both = _most(named) if of_text is None else of_text
    result = {}
    for number, found in placed.items():
        around = [states[near] for near in range(max(0, number - 2), number + 1)]
        own = [one for one in found if _is_meant(text, one, known, around, both)]
        others = [one for one in found if one not in own and not any(_holds(other, one) for other in found)]
        result[number] = [*_longest(own, text, sentences[number], known), *_apart(adjectives[number], own)]
        result[number] += _namesakes(others, text, sentences[number], known)
    return result


def pair(sentences: Iterable[Sentence]) -> frozenset[str]:
    """The two states of which some read sentences speak most, if no third comes near."""
    return _most(one.entity for sentence in sentences for one in sentence.mentions)


def _most(named: Iterable[str]) -> frozenset[str]:
    most = Counter(one for one in named if one.startswith("state/")).most_common(3)
    alone = len(most) > 1 and (len(most) < 3 or most[2][1] * 3 <= most[1][1] * 2)
    return frozenset(state for state, _ in most[:2]) if alone else frozenset()


def _by_sentence(found: Iterable[print_.Mention], sentences: list[Sentence]) -> dict[int, list[print_.Mention]]:
    placed: dict[int, list[print_.Mention]] = {number: [] for number in range(len(sentences))}
    number = 0
    for mention in sorted(found, key=lambda one: (one.start, one.end, one.name.entity)):
        while number < len(sentences) and sentences[number].end <= mention.start:
            number += 1
        if number < len(sentences) and sentences[number].start <= mention.start:
            placed[number].append(mention)
    return placed


def _is_meant(
    text: str, mention: print_.Mention, known: Gazetteer, around: list[set[str]], pair: frozenset[str]
) -> bool:
    """Whether a name means the known thing, and not one of the same name: of other states, or another person.

    What is of two states is meant where they are the `pair` of which the text speaks, and no third is named beside.
    """
    entity = mention.name.entity
    sort = entity.partition("/")[0]
    kind = known.corpus.entities[entity].kind
    printed = text[mention.start : mention.end]
    if sort == "state":  # whose dollars they are
        money = re.match(r"\s+(?:долл|dollar)", text[mention.end : mention.end + 12])
        return money is None and re.search(r"долл\w*\.?\s+$", text[max(0, mention.start - 14) : mention.start]) is None
    if sort == "place":
        behind = text[mention.end : mention.end + 20]
        if phonetic_key(mention.name.value) in known.given and re.match(rf"\s{_UPPER}\w", behind):
            return False  # Nursultan is a town, and the name of many
        return not re.match(r"\s[A-ZА-ЯЁ]\w+(?:ов|ев|ova?|yeva?|eva?)\b", behind)
    if sort == "post":  # every state has a president
        return _names_a_state(printed, known)
    own = known.states_of.get(entity, frozenset())
    of_pair = len(own) > 1 and own == pair and not around[-1] - own
    if sort in ("event", "document"):
        return _says_whose(printed, entity, known, around) or (of_pair and sort == "document")
    if kind in _OF_STATES and not _names_a_state(printed, known):
        here, before = around[-1], set().union(*around)
        if kind in _BILATERAL:
            if of_pair:
                return True
            others = (here - own) if here else (before - own)
            return len(own & before) >= min(2, len(own)) and not others
        return not own or bool(own & here) or (not here and bool(own & before) and not before - own)
    return True


def _says_whose(printed: str, entity: str, known: Gazetteer, around: list[set[str]]) -> bool:
    """Whether the name of a document or event tells it: it has a number, or its states are the only ones named."""
    own = known.states_of.get(entity, frozenset())
    here = around[-1]
    if entity.startswith("event/"):
        return bool(_DATED.search(printed)) and not (here - own and own)
    if len(own) > 1 and not _names_a_state(printed, known):
        return len(own & set().union(*around)) >= 2 and not here - own
    return True


def _names_a_state(printed: str, known: Gazetteer) -> bool:
    stretch = print_.lines_of(printed)
    return any(
        print_.has_stems(Name(state.id, text.value, text.language), stretch)
        for state in map(known.corpus.entities.__getitem__, known.by_iso.values())
        for text in (*state.labels, *state.aliases)
        if len(text.value) > 3
    ) or bool(re.search(r"\b(?:РК|РУз|ҚР|ӨР|KZ|UZ)\b", printed))


def _of_another(text: str, mention: print_.Mention, known: Gazetteer, ends: Mapping[int, str]) -> bool:
    """Whether a surname alone stands with the initials or the first name of somebody else.

    `ends` are the places where known names end: such a name before the surname is no first name.
    """
    if " " in mention.name.value.strip():
        return False
    before, behind = text[max(0, mention.start - 30) : mention.start], text[mention.end : mention.end + 8]
    own = known.first_names[mention.name.entity]
    initial = re.match(rf"\s({_UPPER})\.", behind) or re.search(rf"({_UPPER})\.\s?$", before)
    if initial:
        return latin(initial[1])[:1] not in {name[:1] for name in own}
    name = re.search(rf"({_UPPER}[\w’ʻʼ‘'-]+)\s$", before)
    if name is None or mention.start - len(before) + name.end(1) in ends:
        return False
    if re.search(r"[.!?]\s+$", before[: name.start()]) or not before[: name.start()].strip():
        return False
    said = phonetic_keys(name[1])
    same = any(key.startswith(known_key[:-1]) for key in said for known_key in own if len(known_key) > 3)
    return not _is_title(name[1]) and not same and not own.intersection(said)


def _is_title(word: str) -> bool:
    return any(vocabulary(tag).alternatives("titles").fullmatch(plain(word)) for tag in lexicon.readable())


def _longest(
    found: list[print_.Mention], text: str, sentence: Sentence, known: Gazetteer
) -> Iterator[Mention]:  # fmt: skip
    """Of names at one place the longest; a state or person within a post, document or event stays too."""
    for one in found:
        outer = [other for other in found if _holds(other, one)]
        if outer and not (
            one.name.entity.startswith(("state/", "person/"))
            and all(other.name.entity.startswith(("post/", "document/", "event/", "project/")) for other in outer)
        ):
            continue
        same = [other for other in found if (other.start, other.end) == (one.start, one.end)]
        if len(same) > 1 and one is not min(same, key=lambda other: _order(other, known)):
            continue
        entity = known.corpus.entities[one.name.entity]
        confidence = 0.99 if one.name.entity.startswith(("state/", "place/")) else 0.97
        label = known.label(entity.id, sentence.language)
        yield Mention(one.start, one.end, entity.id, entity.kind, label, sentence.language, confidence, key=entity.id)


def _namesakes(
    found: list[print_.Mention], text: str, sentence: Sentence, known: Gazetteer
) -> Iterator[Mention]:  # fmt: skip
    """Bodies and documents that have the name of a known one and need not be it: new things, with what they may be."""
    by_place: dict[tuple[int, int], list[print_.Mention]] = {}
    for one in found:
        if one.name.entity.startswith(("body/", "document/")):
            by_place.setdefault((one.start, one.end), []).append(one)
    for (start, end), same in by_place.items():
        name = " ".join(text[start:end].split())
        kind = known.corpus.entities[same[0].name.entity].kind
        perhaps = tuple(sorted({one.name.entity for one in same}))
        yield Mention(start, end, "", kind, name, sentence.language, 0.8, "new", key(name), perhaps)


def _order(mention: print_.Mention, known: Gazetteer) -> tuple[int, str]:
    """Of things with one name the one that has more of a name of its own: actors first, then by id."""
    sort = mention.name.entity.partition("/")[0]
    return _BY_NAME.index(sort), mention.name.entity


def _holds(outer: print_.Mention, inner: print_.Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and (
        outer.end - outer.start > inner.end - inner.start
    )  # fmt: skip


# -- adjectives -------------------------------------------------------------------------------------


def _adjectives(text: str, sentence: Sentence, known: Gazetteer) -> Iterator[Mention]:
    """Kazakh, узбекский: a state named by an adjective or by its people."""
    own = vocabulary(sentence.language)
    stretch = plain(text[sentence.start : sentence.end])
    for match in re.finditer(r"[^\W\d_]+(?:’[^\W\d_]+)*", stretch):
        word = match[0]
        state = known.by_iso.get(own.state_of(word))
        if state:
            entity = known.corpus.entities[state]
            start = sentence.start + match.start()
            yield Mention(start, sentence.start + match.end(), state, entity.kind, known.label(state, own.tag),
                          own.tag, 0.9, "adjective", state)  # fmt: skip


def _apart(adjectives: list[Mention], names: list[print_.Mention]) -> list[Mention]:
    """The adjectives that lie within no name."""
    return [one for one in adjectives if not any(name.start <= one.start < name.end for name in names)]
