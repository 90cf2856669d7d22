"""Names in print: in the language of the stretch, with its endings, and nothing else that looks alike."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.articles.endings import forms, stem
from kgtools.articles.languages import stretches
from kgtools.articles.mentions import Finder, Name, speaks_of, words

with (Path(__file__).parent / "names_in_print.csv").open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row.values()) for row in csv.DictReader(file)]
NAMES = sorted({Name(entity, name, language) for entity, language, name, _, _ in ROWS}, key=repr)


def test_there_are_enough_rows_of_each_language_and_kind() -> None:
    assert len(ROWS) > 120
    for language in ("en", "ru", "kk", "uz"):
        kinds = [found for _, tag, _, _, found in ROWS if tag.startswith(language)]
        assert kinds.count("yes") > 7
        assert kinds.count("no") > 2


@pytest.mark.parametrize(("entity", "language", "name", "text", "found"), ROWS)
def test_a_name_is_found_where_it_stands(entity: str, language: str, name: str, text: str, found: str) -> None:
    wanted = Name(entity, name, language)
    mentions = Finder([wanted]).find(text.replace("\\n", "\n"))
    assert (wanted in {mention.name for mention in mentions}) == (found == "yes")


def test_the_place_of_a_name_has_its_ending_and_its_break() -> None:
    text = "Мой Таш-\nкентом гордый дед и его сад."
    (mention,) = Finder([Name("place/tashkent", "Ташкент", "ru")]).find(text)
    assert text[mention.start : mention.end] == "Таш-\nкентом"


def test_of_the_names_of_one_entity_the_nearest_to_print_is_given() -> None:
    names = [Name("person/m", value, "ru") for value in ("Мирзиёев", "Мирзиеев", "Шавкат Мирзиеев")]
    found = Finder(names).find("Указ Мирзиеева напечатали в газете и на стене.")
    assert [mention.name.value for mention in found] == ["Мирзиеев"]
    both = [Name("person/i", "Е. Ионова", "ru"), Name("person/i", "Е.Ионова", "ru")]  # spaces do not count
    assert len(Finder(both).find("Это написала Е.Ионова в своей книге.")) == 2


def test_names_within_names_are_found_and_so_are_names_of_several_entities() -> None:
    names = [Name("state/k", "Казахстан", "ru"), Name("post/p", "Президент Казахстана", "ru")]
    names += [Name("topic/t", "Казахстан", "ru")]
    found = Finder(names).find("Речь Президента Казахстана и песня.")
    assert sorted(mention.name.entity for mention in found) == ["post/p", "state/k", "topic/t"]


LINES = """The book of the river was printed in the town.

Книга о реке была напечатана в городе, и её читали.

Бұл кітап өзен туралы, және оны көп адам оқыды.
Онда «Песни о море и о степи для детей» атты өлең бар.

Bu kitob daryo haqida va uni koʻp odam oʻqidi.

Бу китоб дарё ҳақида ва уни кўп одам ўқиди.

1998–2004"""


def test_each_line_has_its_language_and_a_quotation_its_own() -> None:
    found = [(LINES[one.start : one.end].split()[0], one.language) for one in stretches(LINES)]
    assert found == [
        ("The", "en"), ("Книга", "ru"), ("Бұл", "kk"), ("Онда", "kk"), ("«Песни", "ru"), ("Bu", "uz"), ("Бу", "uz"),
        ("1998–2004", "uz"),
    ]  # fmt: skip


def test_a_line_that_tells_nothing_goes_with_its_paragraph() -> None:
    text = "Бұл туралы көп жазылды және айтылды,\nалма, нан, шай,\nсосын бәрі ұмытылды."
    assert {one.language for one in stretches(text)} == {"kk"}


def test_words_are_put_together_and_keep_their_places() -> None:
    text = "Bogʻ, O‘zbe-\nkiston; Касым-\nЖомарт; co\u00adoperate"
    found = words(text)
    assert [word.text for word in found] == ["bog’", "o’zbekiston", "касым", "жомарт", "cooperate"]
    assert all(text[word.start] == word.printed[0] for word in found)


# -- properties of the tables of endings ------------------------------------------------------------

_CYRILLIC = st.text("абвгдежзийклмнопрстуфхцчшщыьэюя", min_size=6, max_size=12)
_KAZAKH = st.text("абгғдеәжзийкқлмнңоөпрстуұүшыі", min_size=4, max_size=12)
_LATIN = st.text("abdefghijklmnopqrstuvxyz", min_size=4, max_size=12)
_BACK, _FRONT = set("аоұы"), set("әөүі")


@given(_CYRILLIC)
def test_every_russian_form_begins_with_the_stem(word: str) -> None:
    assert word in forms(word, "ru")
    if not word.endswith(("ец", "ок", "ек", "ень")):  # a vowel is lost there
        assert all(form.startswith(stem(word)) for form in forms(word, "ru"))


@given(_KAZAKH)
def test_kazakh_endings_keep_to_one_harmony_that_of_the_last_clear_vowel(word: str) -> None:
    last = next((letter for letter in reversed(word) if letter in "аәеиоөуұүыі"), "")
    for form in forms(word, "kk"):
        if form.endswith("ікі") or word[-1] in "кг":  # Ресейдікі in any harmony; банктің, for its к is soft
            continue
        ending = set(form[len(word) :])
        assert not (ending & set("аығқ") and ending & set("еігк") - set("бенмен")), form
        if last in _BACK and not form.endswith(("мен", "бен", "пен")):
            assert not ending & set("еі"), form
        if last in _FRONT:
            assert not ending & set("аы"), form


@pytest.mark.parametrize(
    ("word", "form", "known"),
    [
        ("чили", "чилидің", True),  # и sounds as if a consonant ended the word
        ("баку", "бакудың", True),
        ("алматы", "алматыдың", False),
        ("рудольф", "рудольфтің", True),  # a soft sign can turn the harmony
        ("рудольф", "рудольфтың", True),
        ("орал", "оралдің", False),
    ],
)
def test_kazakh_endings_of_borrowed_names(word: str, form: str, known: bool) -> None:
    assert (form in forms(word, "kk")) == known


@given(_KAZAKH | _LATIN | _CYRILLIC, st.sampled_from(["kk", "uz", "uz-Cyrl", "ru", "en"]))
def test_a_word_is_a_form_of_itself_and_forms_differ_at_the_end_only(word: str, language: str) -> None:
    found = forms(word, language)
    assert word in found
    assert all(form.startswith(word[:-3]) for form in found)
    assert len(found) < 200


@given(_LATIN)
def test_uzbek_chains_are_plural_possession_case(word: str) -> None:
    found = forms(word, "uz")
    assert {word + "larning", word + "larida", word + "dagi"} <= found
    assert word + "lik" not in found
    assert word + "ninglar" not in found


def test_consonants_give_way_before_vowels() -> None:
    assert {"серіктестігі", "серіктестікке", "серіктестігінде"} <= forms("серіктестік", "kk")
    assert "одағының" in forms("одақ", "kk")
    assert {"облысының", "облыстары", "облыстарында"} <= forms("облысы", "kk")
    assert {"vazirligi", "vazirlikka", "vazirligining"} <= forms("vazirlik", "uz")
    assert {"рынка", "рынки"} <= forms("рынок", "ru")


# -- the looser rule --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entity", "name", "stretch", "there"),
    [
        ("state/kazakhstan", "Казахстан", "казахские степи", True),
        ("state/kazakhstan", "Қазақстан", "қазақ тілі", True),
        ("person/t", "Касым-Жомарт Токаев", "речь токаева", True),
        ("person/t", "К. Т. Ли", "к.т. ли", False),  # too short to tell a person by
        ("place/central-asia", "Центральная Азия", "в азии, в её центральной части", True),
        ("place/central-asia", "Центральная Азия", "в центральной части города", False),
        ("topic/e", "Economy of Uzbekistan", "uzbekistan and its economy", True),
        ("topic/e", "Economy of Uzbekistan", "uzbekistan and its rivers", False),
        ("body/un", "ООН", "доклад оон", True),
        ("body/un", "ООН", "доклад", False),
    ],
)
def test_a_stretch_speaks_of_a_name_by_its_stems(entity: str, name: str, stretch: str, there: bool) -> None:
    assert speaks_of(Name(entity, name, ""), stretch) == there
