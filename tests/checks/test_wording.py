"""What the words of rows show after a change is what they show from nothing, and few rows are looked at again."""

from __future__ import annotations

import random
import re
from array import array
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools import ontology
from kgtools.checks.things import identity, language, meaning, named, spelling
from kgtools.checks.things.wording import Wording
from kgtools.checks.things.words import Texts, Words, stems, vocabulary
from kgtools.checks.things.words.stems import Stem
from kgtools.checks.things.words.texts import words_of
from kgtools.claims import translations
from kgtools.claims.model import Entity, Text
from tests.conftest import ROOT, real_corpus

Printed = dict[str, frozenset[Text]]
PLACES = st.sets(st.integers(0, 5000), min_size=1, max_size=60)


def real_texts() -> Texts:
    return translations.in_languages(real_corpus(), ontology.load(ROOT))


class Tables:
    """Rows and texts that a careless hand changes: some of the real ones, the rest stand ready to be added."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        rows = self.chance.sample(sorted(real_corpus().entities), 90)
        ids = self.chance.sample(sorted(real_texts()), 120)
        every = [real_corpus().entities[one] for one in rows]
        self.entities = {entity.id: entity for entity in every[:60]}
        self.ready = every[60:]
        self.texts = {one: real_texts()[one] for one in ids[:80]}
        self.more = {one: real_texts()[one] for one in ids[80:]}
        self.printed: Printed = {}
        self.related: dict[str, frozenset[str]] = {}

    def change(self) -> None:
        acts = (
            self._slip, self._exchange, self._alias, self._row, self._text, self._word, self._print, self._name,
            self._class, self._note, self._relate,
        )  # fmt: skip
        self.chance.choice(acts)()

    def _some(self) -> Entity:
        return self.entities[self.chance.choice(list(self.entities))]

    def _put(self, entity: Entity, place: int, value: str) -> None:
        labels = list(entity.labels)
        labels[place] = replace(labels[place], value=value)
        self.entities = {**self.entities, entity.id: replace(entity, labels=tuple(labels))}

    def _slip(self) -> None:
        entity, place = self._some(), self.chance.randrange(4)
        value = entity.labels[place].value
        at = self.chance.randrange(len(value))
        self._put(entity, place, value[:at] + value[at + 1 : at + 2] + value[at : at + 1] + value[at + 2 :] or "x")

    def _exchange(self) -> None:
        one, place, other = self._some(), self.chance.randrange(4), self.chance.randrange(4)
        source = self.chance.choice((one, self._some()))
        self._put(one, place, source.labels[other].value)

    def _alias(self) -> None:
        entity, other = self._some(), self._some()
        aliases = self.chance.choice(((), (*entity.aliases, self.chance.choice(other.labels))))
        self.entities = {**self.entities, entity.id: replace(entity, aliases=aliases)}

    def _row(self) -> None:
        """Take away a row, put in another, or move all those of its table a line down."""
        gone = self._some()
        self.entities = {key: entity for key, entity in self.entities.items() if entity is not gone}
        self.ready.append(gone)
        if self.chance.random() < 0.7:
            new = self.ready.pop(self.chance.randrange(len(self.ready)))
            kept = [replace(entity, line=entity.line + (entity.file == new.file)) for entity in self.entities.values()]
            at = self.chance.randrange(len(kept))
            self.entities = {entity.id: entity for entity in (*kept[:at], new, *kept[at:])}

    def _text(self) -> None:
        """Take away or put in a text, in one language or in all."""
        for tag in self.chance.choice((("en",), ("kk",), ("en", "ru", "kk", "uz"))):
            here, there = self.chance.sample((self.texts, self.more), 2)
            if some := [one for one in here if tag in here[one]]:
                key = self.chance.choice(some)
                there[key] = {**there.get(key, {}), tag: here[key][tag]}
                here[key] = {language: text for language, text in here[key].items() if language != tag}

    def _word(self) -> None:
        """Say something in a text that a label says."""
        key = self.chance.choice([one for one in self.texts if self.texts[one]])
        language = self.chance.choice(list(self.texts[key]))
        label = next(label.value for label in self._some().labels if label.language == language)
        self.texts[key] = {**self.texts[key], language: f"{self.texts[key][language]} {label}"}

    def _name(self) -> None:
        """Name a person, state or place in the labels of another row, in all languages or all but one."""
        told = [entity for entity in self.entities.values() if entity.id.startswith(("person/", "state/", "place/"))]
        if told:
            one, other = self._some(), self.chance.choice(told)
            for place in self.chance.sample(range(4), self.chance.choice((3, 4))):
                self._put(self.entities[one.id], place, f"{one.labels[place].value} {other.labels[place].value}")

    def _class(self) -> None:
        """Give a row the class of another one of its table, or put that class into its label, and often into both."""
        one = self._some()
        other = self.chance.choice([other for other in self.entities.values() if other.file == one.file])
        for row in (one, *self.chance.sample((one, other), self.chance.randrange(3))):
            self._put(self.entities[row.id], 0, f"{re.sub('(?<=.)(?=[A-Z])', ' ', other.kind)} {row.labels[0].value}")
        if self.chance.random() < 0.5:
            self.entities = {**self.entities, one.id: replace(self.entities[one.id], kind=other.kind)}

    def _note(self) -> None:
        one, other = self._some(), self._some()
        self.entities = {**self.entities, one.id: replace(one, note=self.chance.choice(("", other.id)))}

    def _relate(self) -> None:
        one, other = self._some(), self._some()
        self.related = {**self.related, one.id: frozenset((other.id,)), other.id: frozenset((one.id,))}

    def _print(self) -> None:
        entity = self._some()
        names = (*entity.labels, *entity.aliases)
        self.printed = {**self.printed, entity.id: frozenset(self.chance.sample(names, self.chance.randrange(4)))}


@pytest.fixture(params=["as it is", "roughly"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits as they are, which are meant for many rows, and others to which few rows come as well."""
    if request.param == "roughly":
        monkeypatch.setattr(stems, "_STEP", 2)
        monkeypatch.setattr(stems, "_COUNTED", 2)
        monkeypatch.setattr(vocabulary, "_LIMITS", (1, 2, 4))
        for module in (vocabulary, language):
            monkeypatch.setattr(module, "SURELY", 4)


@pytest.mark.usefixtures("limits")
def test_what_many_changes_show_is_what_all_shows_from_nothing(seed: int) -> None:
    tables, kept, found = Tables(seed), Wording(), []
    for number in range(48):
        for _ in range(number % 3 + 1):
            tables.change()
        given = tables.entities, dict(tables.texts), tables.printed, tables.related
        found.append(sorted(kept.findings(*given)))
        if number % 4 == 3:
            assert found[-1] == sorted(Wording().findings(*given))
    assert len({tuple(one) for one in found}) > 2
    shown = {finding.check for one in found for finding in one}
    assert seed or shown >= {named.CHECK, meaning.CHECK, language.CHECK}  # other seeds may show less by chance


def test_what_rows_have_in_common_after_many_changes_is_what_they_have_from_nothing() -> None:
    terms, told = ontology.load(ROOT), set()
    said = ("Ministry", "StateVisit", "Treaty")
    more = {one.id: one for one in real_corpus().entities.values() if one.kind in said}
    for seed in range(4):
        tables, kept = Tables(seed), identity.Rows(terms)
        tables.entities |= more
        for number in range(96):
            tables.change()
            if number % 24 == 0 and (here := sorted(tables.entities.keys() & more)):
                tables._put(tables.entities[tables.chance.choice(here)], 0, "Nameless")
                events = [one for one in tables.entities.values() if one.id.startswith("event/")]
                tables._put(next(one for one in events if one.kind != "StateVisit"), 0, "State visit")
            twins = {one: other for one in tables.related if one in tables.entities for other in tables.related[one]}
            found = kept.findings(tables.entities, twins)
            assert sorted(found) == sorted(identity.Rows(terms).findings(tables.entities, twins))
            told |= {finding.message.partition(": ")[2] for finding in found}
    assert told >= {"the label speaks of another class", "the labels of all others of this class speak of it"}
    assert any(message.endswith("has the same name") for message in told)


@pytest.mark.parametrize("kind", ["event/", "person/", "place/"])
def test_after_a_changed_label_few_rows_are_looked_at(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entities, texts, kept = real_corpus().entities, real_texts(), Wording()
    kept.findings(entities, texts, {}, {})
    looked: list[str] = []
    monkeypatch.setattr(kept, "_look_at", lambda identifier, *_: looked.append(identifier))
    numbers = []
    for key in [one for one in entities if one.startswith(kind)][:20]:
        first, *rest = entities[key].labels
        labels = (replace(first, value=f"{first.value} Extra"), *rest)
        entities = {**entities, key: replace(entities[key], labels=labels)}
        kept.findings(entities, texts, {}, {})
        assert key in looked
        numbers.append(len(looked))
        looked.clear()
    assert sorted(numbers)[len(numbers) // 2] < len(entities) // 10


def answers(entity: Entity, words: Words) -> list[object]:
    """What is told to a row."""
    row = meaning._Labels(entity, words)
    found: list[object] = [row.taken, row._fit]
    for tag, own in row.stems.items():
        found += [words.usual(stem, other) for stem in own for other in row.stems if other != tag]
    for name in (*entity.labels, *entity.aliases):
        for word in words_of(name.value):
            found += [words.elsewhere(entity, tag, word) >= limit for limit in vocabulary._LIMITS for tag in row.stems]
            if len(word) > 3 and not words.elsewhere(entity, name.language, word):
                for other in words.like(entity, name.language, word):
                    stem = words.stem(entity, name.language, other)
                    told = (
                        [words.together(stem, row.stems[tag]) for tag in row.stems if tag != name.language]
                        if stem
                        else 0
                    )
                    found += [other, words.elsewhere(entity, name.language, other) >= 2, told]
    return found


@pytest.mark.usefixtures("limits")
def test_rows_of_which_nothing_has_changed_are_told_what_they_were(seed: int) -> None:
    tables, kept = Tables(seed), Words()
    before: dict[str, list[object]] = {}
    numbers = []
    for number in range(48):
        tables.change()
        changed = set[str]().union(*kept.take(tables.entities, dict(tables.texts)))
        now = {key: answers(entity, kept) for key, entity in tables.entities.items()}
        assert {key: told for key, told in now.items() if key not in changed} == {
            key: told for key, told in before.items() if key in now.keys() - changed
        }
        if number % 8 == 7:
            fresh = Words()
            fresh.take(tables.entities, dict(tables.texts))
            assert now == {key: answers(entity, fresh) for key, entity in tables.entities.items()}
        before = now
        numbers.append(len(changed))
    assert sorted(numbers)[len(numbers) // 2] < len(before) / 2


def test_after_a_changed_text_few_rows_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    entities, texts, kept = real_corpus().entities, real_texts(), Wording()
    kept.findings(entities, texts, {}, {})
    looked: list[str] = []
    monkeypatch.setattr(kept, "_look_at", lambda identifier, *_: looked.append(identifier))
    kept.findings(entities, texts, {}, {})
    assert not looked
    numbers = []
    for key in sorted(texts)[::100]:
        texts = {**texts, key: {**texts[key], "ru": f"{texts[key]['ru']} Торговля растёт."}}
        kept.findings(entities, texts, {}, {})
        numbers.append(len(looked))
        looked.clear()
    assert any(numbers)
    assert sorted(numbers)[len(numbers) // 2] < len(entities) // 10


def test_a_row_is_looked_at_with_the_checks_alone_that_may_find_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a row with a word of a changed name it is asked again whom it names, and nothing else."""
    entities, texts, kept = real_corpus().entities, real_texts(), Wording()
    kept.findings(entities, texts, {}, {})
    looked: dict[str, list[str]] = {}
    monkeypatch.setattr(kept, "_look_at", lambda identifier, _, checks: looked.update({identifier: checks}))
    key = "person/nursultan-nazarbayev"
    first, *rest = entities[key].labels
    labels = (replace(first, value=f"{first.value} Extra"), *rest)
    kept.findings({**entities, key: replace(entities[key], labels=labels)}, texts, {}, {})
    others = [checks for one, checks in looked.items() if one != key]
    assert looked[key] == [language.CHECK, meaning.CHECK, spelling.CHECK, named.CHECK]
    assert others.count([named.CHECK]) > len(others) / 2


@given(PLACES, PLACES, st.booleans())
def test_places_of_stems_are_counted_as_bits_and_as_numbers(one: set[int], other: set[int], common: bool) -> None:
    known = [Stem("en", "stem", array("I", sorted(places))) for places in (one, other)]
    assert stems.both(*known, common=1 if common else 100) == len(one & other)
    assert all(bool(stem.bits) == common for stem in known)


@given(st.lists(st.integers(0, 200), unique=True), st.booleans())
def test_a_stem_leaves_its_places_as_it_came(places: list[int], common: bool) -> None:
    stem = Stem("en", "stem", array("I", [300]))
    if common:
        assert stem.as_bits() == 1 << 300
    for place in places:
        stem.enter(place)
    assert list(stem.places) == [*sorted(places), 300]
    assert stem.elsewhere == stems.in_steps(len(places))
    for place in places[::2]:
        stem.leave(place)
    assert list(stem.places) == [*sorted(places[1::2]), 300]
    assert stem.bits == (sum(1 << place for place in stem.places) if common else 0)


def test_a_row_is_looked_at_when_a_word_like_its_own_becomes_usual() -> None:
    known = vocabulary.Vocabulary()
    known.exchange_names(7, [Text("traed", "en")])
    known.changed()
    known.exchange_text({}, {"en": "trade"})
    assert known.changed() == set()
    known.exchange_text({}, {"en": "trade"})
    assert known.changed() == {7}
    assert known.like(7, "en", "traed") == ["trade"]
    known.exchange_text({}, {"en": "trade grows"})
    assert known.changed() == {7}  # it has asked for this word
    known.exchange_text({"en": "trade grows"}, {"en": "trade falls"})
    assert known.changed() == set()


def test_a_row_is_looked_at_when_a_stem_that_it_asked_for_comes_into_labels() -> None:
    known = stems.Stems()
    known.exchange(0, {}, {"en": "Traed"}, row=True)
    for place in range(3, 66):  # so many that two more do not tell
        known.exchange(place, {}, {"en": "All grows."}, row=False)
    known.changed()
    assert known.stem(0, "en", "trade") is None
    known.exchange(1, {}, {"en": "Trade"}, row=True)
    known.exchange(2, {}, {"en": "The trade grows."}, row=False)
    assert known.changed() == {0, 1}
    assert known.stem(0, "en", "trade") is not None


def test_all_rows_are_looked_at_when_there_are_so_many_more_that_chance_is_another() -> None:
    known = stems.Stems()
    known.changed()
    numbers = []
    for place in range(80):
        known.exchange(place, {}, {"en": "Trade", "ru": "Торговля"}, row=False)
        numbers.append(known.changed())
    assert [number for number, rows in enumerate(numbers, 1) if rows is not None] == [
        number for number in range(1, 81) if stems.in_steps(number) == stems.in_steps(number - 1)
    ]
