"""People, states, places, companies and bodies that a claim gives and its passage does not name, and who speaks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgtools import marks, namespaces
from kgtools.articles import lexicon
from kgtools.articles.endings import stem
from kgtools.articles.lexicon import beginnings, plain
from kgtools.articles.mentions import Name, has_stems, speaks_of, words
from kgtools.checks.passages.place import AFTER, Place, Slip
from kgtools.claims.model import Claim, Corpus, Entity, Opinion
from kgtools.remembering import as_before, for_the_same

# Words after and before a name among which a verb of saying stands that may go with it, or surely does.
_MAY_SAY, _SAYS = (6, 5), (3, 2)


def named() -> tuple[str, ...]:
    """What the ids of the things begin with that an article calls by name; others it describes."""
    return marks.kinds("calledBy", "proper", "name")


def given(claim: Claim, corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Columns and ids of what a claim gives and an article calls by name."""
    cells = [(column, cell) for column, cell in claim.terms.items() if column != "affiliation"]
    authors = corpus.articles[claim.article].authors if claim.article in corpus.articles else ()
    cells += [("speaker", speaker) for speaker in claim.speakers if speaker not in authors]
    for column, identifier in cells:
        if identifier.startswith(named()) and identifier in corpus.entities:
            yield column, identifier


def calls(entity: Entity, lines: str) -> bool:
    """Whether words, each after the sign of a new line, have all stems of a name of an entity."""
    return any(has_stems(name, lines) for name in names_of(entity))


def explains(entity: Entity, note: str) -> bool:
    """Whether a note names an entity."""
    return bool(note) and any(speaks_of(name, plain(note)) for name in names_of(entity))


@for_the_same(65536)
def names_of(entity: Entity) -> tuple[Name, ...]:
    return tuple(Name(entity.id, name.value, name.language) for name in (*entity.labels, *entity.aliases))


def in_source_texts(entity: Entity) -> tuple[Name, ...]:
    """The names that curators give a thing in their texts, if articles call it by name."""
    if not entity.id.startswith(named()):
        return ()
    return as_before(tuple(name for name in names_of(entity) if name.language == namespaces.first_language()))


# -- who speaks -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Mention:
    """A surname in print: whose it is, where it begins, and whether a verb of saying may go with it, or surely does."""

    person: str
    start: int
    may_say: bool
    says: bool


@dataclass
class Speakers:
    """Where an article names the people whose words its claims give, without its authors."""

    people: dict[str, Entity] = field(default_factory=dict)
    mentions: list[_Mention] = field(default_factory=list)

    def slip(self, claim: Claim, place: Place) -> Slip | None:
        """A claim that is given to one person where the passage, or what stands before it, gives it to another.

        A passage that names its speaker is right, and so is a note that names him. Else the last who is named with
        a verb of saying must be he.
        """
        own = {speaker for speaker in claim.speakers if speaker in self.people}
        here = [one for one in self.mentions if place.start <= one.start < place.end + AFTER]
        if any(one.person in own for one in here):
            return None
        if not own:  # the authors, or a group: what they say of one who speaks is no slip, what he says himself is
            saying = [one for one in here if one.says and isinstance(claim, Opinion)]
        elif not (saying := [one for one in here if one.may_say]):
            before = (one for one in self.mentions if one.start < place.start)
            saying = [one for one in before if one.may_say or one.person in own][-1:]
        others = sorted({one.person for one in saying} - own)
        if not others or any(explains(self.people[person], claim.note) for person in own or others):
            return None
        message = "the passage, or what stands before it, gives the words to another"
        return Slip("speaker", message, " ".join(claim.speakers), " or ".join(others))


def speakers(article: str, corpus: Corpus, place: Place) -> Speakers:
    """The people who speak in an article, and where it names them; `place` is the whole article."""
    authors = corpus.articles[article].authors if article in corpus.articles else ()
    found = {one for claim in corpus.claims if claim.article == article for one in claim.speakers}
    people = {one: corpus.entities[one] for one in sorted(found - set(authors)) if one in corpus.entities}
    people = {one: entity for one, entity in people.items() if one.startswith(marks.kinds("personalName"))}
    by_beginning: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for person, entity in people.items():
        for surname in surnames(entity):
            by_beginning[surname[:3]].add((surname, person))
    text, verbs = place.text, beginnings(lexicon.words("saying"))
    mentions = []
    for number, word in enumerate(text.words):
        persons = {person for surname, person in by_beginning.get(word[:3], ()) if word.startswith(surname)}
        if persons:
            may_say, says = (
                any(verbs.match(one) for one in text.words[max(0, number - before) : number + after + 1])
                for after, before in (_MAY_SAY, _SAYS)
            )
            mentions += [_Mention(person, text.starts[number], may_say, says) for person in sorted(persons)]
    return Speakers(people, mentions)


def surnames(person: Entity) -> set[str]:
    """The stems of the surnames of a person, in all languages and spellings known."""
    return set(filter(None, map(_surname, names_of(person))))


def _surname(name: Name) -> str:
    """The stem of the last word of a name, if it is long enough to tell of a person."""
    last = words(name.value)[-1:]
    return stem(last[0].text.replace("’", "")) if last and len(last[0].text) > 3 else ""
