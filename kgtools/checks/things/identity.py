"""Whether a row is one thing of its class: with a name, code and claims of its own, and the class its label says."""

from __future__ import annotations

import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, combinations
from operator import is_

from kgtools import languages, marks, namespaces
from kgtools.alike import without
from kgtools.articles.languages import script_of
from kgtools.articles.lexicon import plain
from kgtools.changing import ChosenByEach, Each
from kgtools.checks.things.rows import Fault, labels, names, quoted
from kgtools.checks.things.words.texts import label_of, words_of
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure, Opinion, Text
from kgtools.differing import differing
from kgtools.errors import Finding
from kgtools.languages import remembered
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same
from kgtools.values.transliteration import latin

CHECK = "identity"
_ALWAYS = 4  # other rows of a class that all say it in their labels before one that does not is odd
# Codes of ISO 3166 whose letters do not follow each other in the English name of the state.
_UNLIKE = frozenset(["BY", "CH", "CI", "DE", "DZ", "EE", "ES", "GB", "HR", "KH", "RS", "SZ", "TD", "VA", "ZA"])
# What says what a thing is ends with the first of these.
_HEAD = re.compile(r"[“(,]| (?:of|on|in|for|with|between|to|at|by|as|during|before|since) ")
_SMALL = ("the", "and", "for", "with", "from")  # words that an id may have or lack
_FREE = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")  # codes that ISO leaves to whoever uses them
_BEGINNING = 2  # letters by which classes are looked up; a word of a label has these in common at least
_Name = tuple[str, str]  # its language, and its letters without capitals


class Rows:
    """What rows have in common, names and classes; kept while rows change."""

    def __init__(self, ontology: Ontology) -> None:
        self._ontology = ontology
        self._entities: Mapping[str, Entity] = {}  # without their lines
        self._bearers: dict[_Name, list[str]] = {}
        self._number: Counter[str] = Counter()  # of rows, by class
        self._silent: dict[str, set[str]] = defaultdict(set)  # the rows of a class that do not speak of it
        self._speaking: dict[str, set[str]] = defaultdict(set)  # the rows whose labels name a class
        # How many rows of each class of a table have a label that names a class.
        self._headed: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._shared: dict[str, tuple[Fault, ...]] = {}  # what is wrong with the names of rows
        self._odd: list[tuple[str, Fault]] = []  # and with their classes
        self._given: tuple[object, ...] = ()  # of what was found last
        self._found: list[Finding] = []
        self._one_at_a_time = threading.Lock()

    def findings(self, entities: Mapping[str, Entity], twins: Mapping[str, str]) -> list[Finding]:
        """Rows that share a name, or have a class that their labels deny; `twins` are those that have one."""
        with self._one_at_a_time:
            if len(self._given) == 2 and all(map(is_, self._given, (entities, twins))):
                return self._found
            self._take(without(entities, "line"))
            found = [(one, _twin(one, other)) for one, other in twins.items()]
            found += [(one, fault) for one, faults in self._shared.items() for fault in faults]
            self._given = entities, twins
            self._found = [fault.of(entities[one], CHECK) for one, fault in (*found, *self._odd)]
            return self._found

    # -- changes --------------------------------------------------------------------------------------

    def _take(self, entities: Mapping[str, Entity]) -> None:
        """Take these rows instead of those before, and look again at what has to do with those that are others."""
        before, self._entities = self._entities, entities
        changed = differing(before, entities)
        rows = [row for one in changed for row in (before.get(one), entities.get(one)) if row]
        kinds = {(row.file, kind) for row in rows for kind in (row.kind, *_heads(_english(row), self._ontology))}
        told, silent = self._told(kinds), self._saying(changed, before)
        for one in changed:
            if was := before.get(one):
                self._enter_or_leave(was, -1)
            if now := entities.get(one):
                self._enter_or_leave(now, 1)
        for one in {*changed, *(one for row in rows for name in _names(row) for one in self._bearers.get(name, ()))}:
            self._shared.pop(one, None)
            if one in entities and (faults := tuple(self._shared_names(entities[one]))):
                self._shared[one] = faults
        if told != self._told(kinds) or silent != self._saying(changed, entities):
            self._odd = list(self._odd_classes())

    def _enter_or_leave(self, entity: Entity, sign: int) -> None:
        for name in _names(entity):
            bearers = self._bearers.setdefault(name, [])
            (bearers.append if sign > 0 else bearers.remove)(entity.id)
            if not bearers:
                del self._bearers[name]
        label, kind = _english(entity), entity.kind
        self._number[kind] += sign
        if not _says(label, kind):
            (self._silent[kind].add if sign > 0 else self._silent[kind].remove)(entity.id)
        for headed in _heads(label, self._ontology):
            self._headed[entity.file, headed][kind] += sign
            (self._speaking[headed].add if sign > 0 else self._speaking[headed].discard)(entity.id)

    # -- names ----------------------------------------------------------------------------------------

    def _shared_names(self, entity: Entity) -> Iterator[Fault]:
        """Names that another row has too."""
        others = {one for name in _names(entity) for one in self._bearers[name]} - {entity.id}
        return _shared_names(entity, [self._entities[one] for one in sorted(others)])

    # -- classes --------------------------------------------------------------------------------------

    def _told(self, kinds: Iterable[tuple[str, str]]) -> list[object]:
        """What is asked of classes, each with a table: whether there are rows, silent ones, and such that name it."""
        return [
            (min(self._number[kind], _ALWAYS + 1), min(len(self._silent.get(kind, ())), 2),
             {one: number > 1 for one, number in self._headed.get((file, kind), {}).items() if number})
            for file, kind in kinds
        ]  # fmt: skip

    def _saying(self, changed: Iterable[str], entities: Mapping[str, Entity]) -> list[object]:
        """The rows that do not speak of their class, with the classes of which they do."""
        rows = ((row, _english(row)) for row in map(entities.get, changed) if row)
        silent = ((row, label) for row, label in rows if label and not _says(label, row.kind))
        return [(row.id, row.file, row.kind, _heads(label, self._ontology)) for row, label in silent]

    def _odd_classes(self) -> Iterator[tuple[str, Fault]]:
        """What is wrong with the classes of rows."""
        heard = [kind for kind, number in self._number.items() if number > 1 and not self._silent.get(kind)]
        speaking = set[str]().union(*(self._speaking[kind] for kind in heard if kind in self._speaking))
        for kind, silent in self._silent.items():
            for one in silent if len(silent) == 1 else silent & speaking:
                if fault := self._class(self._entities[one], kind):
                    yield one, fault

    def _class(self, entity: Entity, kind: str) -> Fault | None:
        """A label that speaks of another class of the table, or alone of its class does not speak of it."""
        _, base = namespaces.kinds()[entity.id.partition("/")[0]]
        label = _english(entity)
        if kind == base or not label:
            return None
        shown = f"'{kind}'"
        if self._number[kind] > _ALWAYS and len(self._silent[kind]) == 1:
            return Fault("kind", "the labels of all others of this class speak of it", shown, "", "correct the class")
        told = [other for other in _heads(label, self._ontology) if self._is_told(other, entity, base)]
        if told:
            return Fault("kind", "the label speaks of another class", shown, " or ".join(told), "correct the class")
        return None

    def _is_told(self, kind: str, entity: Entity, base: str) -> bool:
        """Whether a class that the label of a row names is another one of its table, no kin to its own.

        All rows of it must speak of it, and all other rows whose labels name it must be of its kin.
        """
        if self._number[kind] < 2 or self._silent.get(kind) or kind == base or not self._ontology.is_a(kind, base):
            return False
        if self._are_kin(kind, entity.kind):
            return False
        others = self._headed[entity.file, kind] - Counter([entity.kind])
        return all(self._are_kin(one, kind) for one in others)

    def _are_kin(self, one: str, other: str) -> bool:
        return self._ontology.is_a(one, other) or self._ontology.is_a(other, one)


def faults(entity: Entity) -> Iterator[Fault]:
    """An id, code or note that the cells of a row deny."""
    if fault := _slug(entity):
        yield fault
    if fault := _code(entity):
        yield fault
    if _is_foreign(entity.note):
        first = namespaces.first_language()
        hint = f"write it in '{first}'; translations have tables of their own"
        yield Fault("note", f"the note is not in '{first}'", f"'{entity.note}'", "", hint)


def _twin(one: str, other: str) -> Fault:
    message = "all its claims are made of another row from the same passages, under a name that is alike"
    return Fault("id", message, f"'{one}'", "", f"make one of it and {other}, or let their claims differ")


def _names(entity: Entity) -> set[_Name]:
    return {(name.language, name.value.casefold()) for _, name in names(entity)}


def _shared_names(entity: Entity, sharing: Iterable[Entity]) -> Iterator[Fault]:
    """Names that another row has too, of those that share any; labels of one table are left to the shapes."""
    known = {other: _names(other) for other in sharing}
    for column, name in names(entity):
        for other, its in known.items():
            if (name.language, name.value.casefold()) in its and not _may_share(entity, name, column, other):
                hint = "drop it, make one of the two, or name the other's id in the note"
                yield Fault(column, f"{other.id} has the same name", quoted(name, column), "", hint)
                break


def _may_share(entity: Entity, name: Text, column: str, other: Entity) -> bool:
    same_table = entity.file == other.file
    # What is counted and what is spoken of may have one name: trade as an indicator and as a topic.
    words = marks.kinds("calledBy", "term")
    if not same_table and entity.id.startswith(words) and other.id.startswith(words):
        return True
    if same_table and column != "aliases" and name in other.labels:  # told by a shape
        return True
    return other.id in entity.note or entity.id in other.note


@remembered(16384)
def _says(label: str, kind: str) -> bool:
    """Whether a label has the words that a class is named with.

    >>> _says("State visits to Avalon", "StateVisit"), _says("International centre", "Interview")
    (True, False)
    """
    said = words_of(label)
    named = (word.lower() for word in _words_of_class(kind))
    return all(any(word.startswith(one[: max(4, len(one) - 2)]) for word in said) for one in named)


@remembered(4096)
def _words_of_class(kind: str) -> list[str]:
    return re.findall("[A-Z][a-z]+", kind)


@remembered(16384)
def _heads(label: str, ontology: Ontology) -> tuple[str, ...]:
    """The classes that a label names where it says what the thing is: before its first preposition or bracket."""
    head, known = _HEAD.split(label)[0], _by_beginning(ontology)
    near = {kind for word in ("", *words_of(head)) for kind in known.get(word[:_BEGINNING], ())}
    return tuple(sorted(kind for kind in near if _says(head, kind)))


@lru_cache(maxsize=2)
def _by_beginning(ontology: Ontology) -> dict[str, list[str]]:
    """The classes by the beginning of the first word of their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind in ontology.parents:
        found["".join(_words_of_class(kind)[:1]).lower()[:_BEGINNING]].append(kind)
    return dict(found)


def _english(entity: Entity) -> str:
    """The label in the language of the names of classes; empty if the project has none in it."""
    return label_of(entity).get(languages.ENGLISH, "")


def _is_foreign(note: str) -> bool:
    """Whether a note has a sentence in another script than curators write in: more than a name that it quotes."""
    script = script_of(note)
    if script in languages.language(namespaces.first_language()).scripts:
        return False
    small = (word for word in re.findall(r"[^\W\d_]{2,}", note) if not word[0].isupper())
    return sum(languages.script_of(word) == script for word in small) > 2


def _slug(entity: Entity) -> Fault | None:
    """A label that lacks most words of the id, or one of its words where the id is a proper name.

    It is that of curators, who name ids after it; of one in other letters than ids have nothing is said.
    """
    first = namespaces.first_language()
    if languages.language(first).script != "Latn":
        return None
    parts = entity.id.partition("/")[2].split("-")
    slug = [plain(part) for part in parts if len(part) > 2 and part.isalpha() and part not in _SMALL]
    label = label_of(entity)[first]
    said = tuple(map(latin, words_of(label)))
    missing = [part for part in slug if not any(word[:4] == part[:4] for word in said)]
    if entity.id.startswith(marks.kinds("calledBy", "proper")):
        missing = [part for part in missing if len(part) > 3]
    elif 2 * len(missing) <= len(slug) or any(_is_short_for(part, entity) for part in missing):
        return None
    if not missing:
        return None
    expected = f"'{' '.join(missing)}' of the id '{entity.id}'"
    hint = "correct the label, or look for labels that were pasted or shifted"
    return Fault(f"label_{first}", "the label is not that of the id", f"'{label}'", expected, hint)


def _is_short_for(part: str, entity: Entity) -> bool:
    """Whether a part of an id is an abbreviation or another name of the thing."""
    initials = "".join(
        word[0]
        for _, name in labels(entity)
        if name.language == namespaces.first_language()
        for word in words_of(name.value)
    )
    return part in words_of(" ".join(name.value for name in entity.aliases)) or (
        len(part) < 6 and all(letter in initials for letter in part)
    )


def _code(entity: Entity) -> Fault | None:
    """A code of a state whose letters do not follow each other in any of its names in Latin letters."""
    if not entity.iso or "-" in entity.iso or entity.iso in _UNLIKE or _FREE.fullmatch(entity.iso):
        return None
    pattern = re.compile(".*".join(entity.iso), re.IGNORECASE)
    if any(pattern.search(name.value) for _, name in names(entity)):
        return None
    message = "the letters of the code do not stand in the name of the state"
    return Fault("iso", message, f"'{entity.iso}'", "its code in ISO 3166", "look it up")


# -- twins ------------------------------------------------------------------------------------------


def twins(corpus: Corpus) -> dict[str, str]:
    """Rows all of whose claims are made of another of their table from the same passages, each with that other one.

    They are alike in name too.
    """
    pairs = _alike_in_claims(tuple(_told.of(corpus.by_article).values()))
    return _twins(pairs, _paired.of({0: pairs}, corpus.named)[0])


_paired = ChosenByEach[int, str, Entity](lambda pairs: dict.fromkeys(chain.from_iterable(pairs)))


@for_the_same(4)
def _twins(pairs: list[tuple[str, str]], rows: tuple[Entity, ...]) -> dict[str, str]:
    entities = {row.id: row for row in rows}
    known = ((one, two) for one, two in pairs if one in entities and two in entities)
    return {two: one for one, two in known if _are_alike(entities[one], entities[two])}


_Told = tuple[frozenset[tuple[str, int]], frozenset[tuple[tuple[str, str], int]]]


@for_the_same(4)
def _alike_in_claims(told: tuple[_Told, ...]) -> list[tuple[str, str]]:
    """Pairs of things one of which has all its claims in common with the other, sorted."""
    number_of: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for numbers, pairs in told:
        number_of.update(dict(numbers))
        shared.update(dict(pairs))
    return [pair for pair, number in sorted(shared.items()) if number == min(map(number_of.__getitem__, pair)) > 1]


def _told_together(_: str, claims: tuple[Claim, ...]) -> _Told:
    """How much the claims of an article tell of each thing, and how much of it is the same of two."""
    told: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for claim in claims:
        if claim.anchor is None:
            continue
        place = (claim.anchor.start, claim.anchor.end)
        if isinstance(claim, Fact):
            told[claim.subject].add((*place, claim.property, claim.value))
            told[claim.value].add((*place, claim.property, claim.subject))
        elif isinstance(claim, Figure):
            for column, identifier in claim.terms.items():
                told[identifier].add((*place, column, claim.value, claim.period))
        elif isinstance(claim, Opinion):
            told[claim.about].add((*place, "about", claim.speakers))
    by_claim: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for identifier in sorted(told):
        for sign in told[identifier]:
            by_claim[sign].append(identifier)
    shared = Counter(pair for those in by_claim.values() for pair in combinations(those, 2))
    return as_before((frozenset((one, len(signs)) for one, signs in told.items()), frozenset(shared.items())))


_told = Each[str, Same[Claim], _Told](_told_together)


@for_the_same(8192)
def _are_alike(one: Entity, other: Entity) -> bool:
    """Whether all words of one label stand in the other's, in more than one language, and both in one table."""
    if one.file != other.file:
        return False
    ours, theirs = label_of(one), label_of(other)
    pairs = ((set(words_of(ours[language])), set(words_of(theirs[language]))) for language in ours)
    return sum(first <= second or second <= first for first, second in pairs) > 1
