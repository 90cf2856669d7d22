"""Whether a row is one thing of its class: with a name, code and claims of its own, and the class its label says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import combinations

from kgtools import languages, marks, namespaces
from kgtools.articles.languages import script_of
from kgtools.articles.lexicon import plain
from kgtools.checks.things.rows import Fault, labels, names, quoted
from kgtools.checks.things.words.texts import label_of, words_of
from kgtools.claims.model import Claim, Corpus, Entity, Fact, Figure, Opinion, Text
from kgtools.languages import remembered
from kgtools.ontology import Ontology
from kgtools.remembering import as_before, for_the_same
from kgtools.values.transliteration import latin

CHECK = "identity"
_ALWAYS = 4  # other rows of a class that all say it in their labels before one that does not is odd
# Codes of ISO 3166 whose letters do not follow each other in the English name of the state.
_UNLIKE = frozenset(["BY", "CH", "CI", "DE", "DZ", "EE", "ES", "GB", "HR", "KH", "RS", "SZ", "TD", "VA", "ZA"])
# What says what a thing is ends with the first of these.
_HEAD = re.compile(r"[“(,]| (?:of|on|in|for|with|between|to|at|by|as|during|before|since) ")
_SMALL = ("the", "and", "for", "with", "from")  # words that an id may have or lack
_FREE = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")  # codes that ISO leaves to whoever uses them


class Rows:
    """What rows have in common: names and classes."""

    def __init__(self, entities: Sequence[Entity], ontology: Ontology) -> None:
        self._ontology = ontology
        self._entities = {entity.id: entity for entity in entities}
        self._bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._of_class: dict[str, list[Entity]] = defaultdict(list)
        for entity in entities:
            for name in {(name.language, name.value.casefold()) for _, name in names(entity)}:
                self._bearers[name].append(entity.id)
            self._of_class[entity.kind].append(entity)
        self._silent = {  # how many rows of a class do not speak of it
            kind: sum(not _says(_english(one), kind) for one in there) for kind, there in self._of_class.items()
        }
        # The classes of several rows that all speak of their class.
        self._said = [kind for kind, there in self._of_class.items() if len(there) > 1 and not self._silent[kind]]
        self._headed: dict[tuple[str, str], Counter[str]] = {}

    @cached_property
    def sharing(self) -> dict[str, tuple[str, ...]]:
        """For each row that has a name of another one, those others."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for bearers in self._bearers.values():
            for one in bearers if len(bearers) > 1 else ():
                found[one].update(dict.fromkeys(other for other in bearers if other != one))
        return {one: tuple(others) for one, others in found.items()}

    def shared_names(self, entity: Entity, sharing: Sequence[Entity]) -> Iterator[Fault]:
        """Names that another row has too, of those that share any; labels of one table are left to the shapes."""
        known = {other.id: other for other in sharing}
        for column, name in names(entity):
            for other in self._bearers[name.language, name.value.casefold()] if known else ():
                if other != entity.id and not self._may_share(entity, name, column, known[other]):
                    hint = "drop it, make one of the two, or name the other's id in the note"
                    yield Fault(column, f"{other} has the same name", quoted(name, column), "", hint)
                    break

    def _may_share(self, entity: Entity, name: Text, column: str, other: Entity) -> bool:
        same_table = entity.file == other.file
        # What is counted and what is spoken of may have one name: trade as an indicator and as a topic.
        words = marks.kinds("calledBy", "term")
        if not same_table and entity.id.startswith(words) and other.id.startswith(words):
            return True
        if same_table and column != "aliases" and name in other.labels:  # told by a shape
            return True
        return other.id in entity.note or entity.id in other.note

    def class_(self, entity: Entity) -> Fault | None:
        """A label that speaks of another class of the table, or alone of its class does not speak of it."""
        _, base = namespaces.kinds()[entity.id.partition("/")[0]]
        if entity.kind == base:
            return None
        label = _english(entity)
        if not label or _says(label, entity.kind):
            return None
        shown = f"'{entity.kind}'"
        if len(self._of_class[entity.kind]) > _ALWAYS and self._silent[entity.kind] == 1:
            return Fault("kind", "the labels of all others of this class speak of it", shown, "", "correct the class")
        told = [kind for kind in self._said if self._is_told(label, kind, entity, base)]
        if told:
            return Fault("kind", "the label speaks of another class", shown, " or ".join(told), "correct the class")
        return None

    def _is_told(self, label: str, kind: str, entity: Entity, base: str) -> bool:
        """Whether a label is that of a class of its table, no kin to that of the row, as all those are that say so."""
        if not _is_head(label, kind) or kind == base or not self._ontology.is_a(kind, base):
            return False
        if self._are_kin(kind, entity.kind):
            return False
        others = self._classes_headed(entity.file, kind) - Counter([entity.kind])
        return all(self._are_kin(one, kind) for one in others)

    def _classes_headed(self, file: str, kind: str) -> Counter[str]:
        """How many rows of each class of a table have a label that names a class."""
        if (file, kind) not in self._headed:
            self._headed[file, kind] = Counter(
                one.kind for one in self._entities.values() if one.file == file and _is_head(_english(one), kind)
            )
        return self._headed[file, kind]

    def _are_kin(self, one: str, other: str) -> bool:
        return self._ontology.is_a(one, other) or self._ontology.is_a(other, one)


def faults(entity: Entity, rows: Rows, twin: str, sharing: Sequence[Entity]) -> Iterator[Fault]:
    """What a row shares with others, and a class, code or note that its cells deny.

    `twin` has its claims; `sharing` are those that have a name of it, with their notes.
    """
    yield from rows.shared_names(entity, sharing)
    if fault := _slug(entity):
        yield fault
    if twin:
        message = "all its claims are made of another row from the same passages, under a name that is alike"
        yield Fault("id", message, f"'{entity.id}'", "", f"make one of it and {twin}, or let their claims differ")
    if fault := rows.class_(entity):
        yield fault
    if fault := _code(entity):
        yield fault
    if _is_foreign(entity.note):
        first = namespaces.first_language()
        hint = f"write it in '{first}'; translations have tables of their own"
        yield Fault("note", f"the note is not in '{first}'", f"'{entity.note}'", "", hint)


@remembered(16384)
def _says(label: str, kind: str) -> bool:
    """Whether a label has the words that a class is named with.

    >>> _says("State visits to Avalon", "StateVisit"), _says("International centre", "Interview")
    (True, False)
    """
    said = words_of(label)
    named = (word.lower() for word in re.findall("[A-Z][a-z]+", kind))
    return all(any(word.startswith(one[: max(4, len(one) - 2)]) for word in said) for one in named)


@remembered(65536)
def _is_head(label: str, kind: str) -> bool:
    """Whether a label names a class where it says what the thing is: before its first preposition or bracket."""
    return _says(_HEAD.split(label)[0], kind)


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
    return _twins(tuple(map(_told_together, corpus.by_article.values())), corpus.named)


_Told = tuple[frozenset[tuple[str, int]], frozenset[tuple[tuple[str, str], int]]]


@for_the_same(4)
def _twins(told: tuple[_Told, ...], entities: dict[str, Entity]) -> dict[str, str]:
    number_of: Counter[str] = Counter()
    shared: Counter[tuple[str, str]] = Counter()
    for numbers, pairs in told:
        number_of.update(dict(numbers))
        shared.update(dict(pairs))
    found = {}
    for (one, two), number in sorted(shared.items()):
        if not number == min(number_of[one], number_of[two]) > 1 or not {one, two} <= entities.keys():
            continue
        first, second = entities[one], entities[two]
        if first.file == second.file and _are_alike(first, second):
            found[two] = one
    return found


@for_the_same(8192)
def _told_together(claims: tuple[Claim, ...]) -> _Told:
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


def _are_alike(one: Entity, other: Entity) -> bool:
    """Whether all words of one label stand in the other's, in more than one language."""
    ours, theirs = label_of(one), label_of(other)
    pairs = ((set(words_of(ours[language])), set(words_of(theirs[language]))) for language in ours)
    return sum(first <= second or second <= first for first, second in pairs) > 1
