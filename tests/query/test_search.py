"""Things are found by any spelling; what merely sounds alike in running text is not."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.query import lookup, search
from kgtools.values import transliteration
from kgtools.views import evidence
from tests.conftest import ROOT, Run

APOSTROPHES = "ʻʼ‘’'`´ʹʽʾʿˈˊˋ‛′＇"
SPELLINGS = Path(__file__).parent / "spellings.csv"


@pytest.mark.parametrize(
    "spellings",
    [
        "Тоқаев Токаев Tokayev Toqayev Tokaev",
        "Назарбаев Nazarbayev Nazarbaev Nazarbajew",
        "Шымкент Shymkent",
        "Хоргос Khorgos Xorgos",
        "Жомарт Jomart Zhomart",
        "Каримов Karimov Кәрімов",
        "gʻarb garb g'arb Ғарб",
        "йўл yoʻl yŏl",
        "Қўшма Qoʻshma Qo'shma",
        "дўстлик doʻstlik dõstlik",
        "тўғрисида toʻgʻrisida toʻg‘risida to`g`risida",
        "халқ xalq",
        "ҳамкорлик hamkorlik",
        "санъат sanʼat sanʻat san'at",
        "Европа Yevropa",
        "Шымкент Şymkent Şımkent Shymkent",
        "Жаңаөзен Jañaözen Jańaózen",
        "Өзбекстан Özbekstan Ózbekstan",
        "Қызылорда Qyzylorda Qızılorda Kyzylorda",
        "Тәуелсіздік Täuelsızdık Tauelsizdik",
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: str) -> None:
    assert len({transliteration.phonetic_key(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("word", "key"),
    [
        *zip("ӘҒҚҢӨҰҮҺІЎҲ", ("a", "g", "k", "n", "o", "u", "u", "h", "i", "o", "h"), strict=True),
        *zip("әғқңөұүһіўҳ", ("a", "g", "k", "n", "o", "u", "u", "h", "i", "o", "h"), strict=True),
        *((mark.join(("o", "g")), "og") for mark in APOSTROPHES),
        *((letter + mark, letter.lower()) for letter in "OoGg" for mark in APOSTROPHES),
        ("Өзбекстан", "ozbekstan"),
        ("Ғылым", "gilim"),
        ("Qoʻqon", "kokon"),
        ("Ǵylym", "gilim"),
        ("Şymkent", "shimkent"),
    ],
)
def test_letters_of_kazakh_and_uzbek(word: str, key: str) -> None:
    assert transliteration.phonetic_key(word) == key


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Сирдарё", "Sirdaryo"),
        ("ёшлар", "yoshlar"),
        ("цирк", "sirk"),
        ("дустлик", "doʻstlik"),
        ("йул", "yoʻl"),
        ("Táýelsizdik", "Тәуелсіздік"),
    ],
)
def test_a_letter_that_two_alphabets_read_apart_is_read_both_ways(typed: str, name: str) -> None:
    assert search.rank(typed, [("a", name)])[0].score == 100
    assert search.rank(typed, [("a", typed)])[0].score == 100


@pytest.mark.parametrize(("typed", "name"), [("ток", "тук"), ("eshlar", "yoshlar")])
def test_what_is_not_typed_so_is_not_read_so(typed: str, name: str) -> None:
    assert search.rank(typed, [("a", name)]) == []


@pytest.mark.parametrize("words", ["Темир йўл", "Қўшма", "Шавкат Мирзиёев", "Özbekstan", "российский"])
def test_letters_taken_apart_or_with_stress_are_found_as_whole_ones(real: ox.Store, words: str) -> None:
    apart = unicodedata.normalize("NFD", words)
    assert apart != words
    assert transliteration.phonetic_keys(apart) == transliteration.phonetic_keys(words)
    assert transliteration.readings(apart) == transliteration.readings(words)
    assert transliteration.phonetic_keys(words[0] + "\u0301" + words[1:]) == transliteration.phonetic_keys(words)
    names = list(search.all_names(real))[::7]
    assert search.rank(apart, names) == search.rank(words, names)


def test_uzbek_words_find_the_same_in_both_scripts(real: ox.Store) -> None:
    names = [*search.all_names(real)]
    for cyrillic, latin in (("Темир йўл", "temir yoʻl"), ("Қўшма", "qo'shma"), ("дўстлик", "doʻstlik")):
        found = search.rank(cyrillic, names)
        assert found
        assert found == search.rank(latin, names)


@pytest.mark.parametrize("typed", ["O'zbekiston", "O‘zbekiston", "Ўзбекистон", "Қазақстан"])
def test_a_state_is_looked_up_however_it_is_typed(real: ox.Store, typed: str) -> None:
    found = lookup.find(real, unicodedata.normalize("NFD", typed))
    assert found.thing == lookup.find(real, typed).thing
    assert found.thing.value.startswith(namespaces.ID + "state/")
    assert not found.alike


def test_an_apostrophe_is_no_border_of_a_word_but_in_english() -> None:
    assert lookup._folded("O'zbekiston gʻarbi") == "ozbekiston garbi"
    assert lookup._folded("Kazakhstan’s road") == "kazakhstan s road"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("в Ташкенте", "Ташкент"),
        ("Южной Корее", "Южная Корея"),
        ("Қазақстанның", "Қазақстан"),
        ("Toshkentdagi", "Toshkent"),
        ("worldbank", "World Bank"),
        ("Kaz Munay Gas", "KazMunayGas"),
        ("Tadschikistan", "Tajikistan"),
        ("rivers", "River"),
    ],
)
def test_another_case_or_spacing_is_the_same_name(typed: str, name: str) -> None:
    found = search.rank(typed, [("a", name), ("b", f"{typed} and much that nobody asked for")])
    assert found[0].iri == "a"


@pytest.mark.parametrize(("typed", "name"), [("Expo 2018", "Expo 2017"), ("Termes", "Term"), ("banket", "Bank")])
def test_another_number_or_word_is_another_name(typed: str, name: str) -> None:
    found = search.rank(typed, [("a", name)])
    assert not found or found[0].score < 98


@pytest.mark.parametrize("typed", ["", " ", "?!…—«»", "ʻ’'", "🕊️", "_"])
def test_what_holds_no_word_finds_nothing(real: ox.Store, typed: str) -> None:
    assert search.search(real, typed) == []


@pytest.mark.parametrize("typed", ["a" * 100_000, "zq" * 50_000, "9" * 5_000, "Ташкент " * 2_000, "🕊️ 2017", "١٢٣"])
def test_odd_input_is_answered(real: ox.Store, typed: str) -> None:
    for match in search.search(real, typed):
        assert 0 < match.score <= 100


@given(st.text(max_size=40))
def test_any_text_has_sound_keys_of_plain_letters(text: str) -> None:
    for key in transliteration.phonetic_keys(text):
        assert key.isascii()
        assert key.isalnum()
        assert key == key.lower()


@given(st.lists(st.tuples(st.text(max_size=5), st.text(max_size=30)), max_size=6), st.text(max_size=20))
def test_ranks_are_in_order_each_thing_once_and_do_not_depend_on_the_order_of_rows(
    texts: list[tuple[str, str]], words: str
) -> None:
    found = search.rank(words, texts)
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    assert len({match.iri for match in found}) == len(found)
    assert search.rank(words, list(reversed(texts))) == found


def test_a_name_is_found_first_by_itself(real: ox.Store) -> None:
    known = list(search.all_names(real))
    for iri, name in known[::40]:
        if transliteration.phonetic_keys(name):
            best = search.rank(name, known)
            assert iri in {match.iri for match in best if match.score == best[0].score}, name


def spellings() -> list[tuple[str, str]]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return [(row["typed"], row["thing"]) for row in csv.DictReader(file)]


def test_at_least_95_of_100_spellings_find_their_thing_first(real: ox.Store) -> None:
    cases = spellings()
    assert len(cases) >= 150
    assert len({thing for _, thing in cases}) >= 60
    known = list(search.all_names(real))  # read once; search puts what names match before what texts match
    found = [(typed, thing, (search.rank(typed, known) or search.search(real, typed))[:2]) for typed, thing in cases]
    wrong = [case for case in found if not case[2] or namespaces.shorten(case[2][0].iri) != case[1]]
    assert len(wrong) <= 0.05 * len(cases), wrong


def test_running_text_needs_every_word(real: ox.Store) -> None:
    texts = [("a", "The ferries were late because of fog."), ("b", "Fog on the river.")]
    assert [match.iri for match in search.rank("ferry snow", texts, whole=False)] == []
    assert [match.iri for match in search.rank("ferry fog", texts, whole=False)] == ["a"]
    assert [match.iri for match in search.rank("rivers", texts, whole=False)] == ["b"]
    assert [match.iri for match in search.rank("fig", texts, whole=False)] == []


def test_a_misspelt_name_is_taken_with_a_word_about_it(built: Path, kgtools: Run) -> None:
    done = kgtools("query", "claims-about", "--thing", "Аркадыя", "--root", ROOT)
    assert done.returncode == 2
    done = kgtools("show", "Arcadai", cwd=built)
    assert done.returncode == 0
    assert done.stdout.startswith("Arcadia  (state/arcadia)")
    done = kgtools("query", "visits", "--host", "Arcadya", cwd=built)
    assert "'Arcadya' taken for Arcadia (state/arcadia)" in done.stderr
    assert done.returncode == 0


def test_what_looks_like_sparql_is_no_misspelt_name(real: ox.Store) -> None:
    with pytest.raises(UsageError, match="nothing is called"):
        lookup.find(real, "Tashkant }")


def test_the_search_command(kgtools: Run) -> None:
    done = kgtools("search", "Мирзиеев", "--root", ROOT, "--lang", "kk", "--limit", "3", "--format", "csv")
    rows = list(csv.reader(done.stdout.splitlines()))
    assert rows[0] == ["what", "kind", "found in", "about it", "id"]
    assert rows[1][-1] == "person/shavkat-mirziyoyev"
    assert len(rows) == 4
    assert "more; see them with --limit" in done.stderr
    done = kgtools("search", "zzzzqqq", "--root", ROOT)
    assert done.returncode == 2
    assert done.stderr.startswith("kgtools: nothing is found for 'zzzzqqq'; ")


def test_a_property_is_named_in_letters_taken_apart_and_with_any_apostrophe(real: ox.Store) -> None:
    label_of = ox.NamedNode(namespaces.RDFS + "label")
    properties = [
        quad for quad in real.quads_for_pattern(None, label_of, None, ox.DefaultGraph())
        if quad.subject.value.removeprefix(namespaces.ONTOLOGY)[0].islower()
        and quad.subject.value.startswith(namespaces.ONTOLOGY)
    ]  # fmt: skip
    tried = {quad.object.value for quad in properties if set("ʻй") & set(quad.object.value)}
    assert len(tried) > 10
    for label in tried:
        typed = unicodedata.normalize("NFD", label).replace("ʻ", "'")
        assert evidence._property(real, typed) == evidence._property(real, label)
