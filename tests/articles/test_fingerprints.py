"""Folding, fingerprints, and finding a passage again: what may differ in a copy, and what may not."""

from __future__ import annotations

import random
import unicodedata
from itertools import pairwise
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kgtools.articles import fingerprints
from kgtools.articles.fingerprints import find, find_quote, fingerprint, fold, tidy, whole_words

LATIN = "abcdefghijklmnopqrstuvwxyz"
RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
KAZAKH = "әғқңөұүһі"
DIGITS = "0123456789"
LETTERS = LATIN + RUSSIAN + KAZAKH + (LATIN + RUSSIAN + KAZAKH).upper() + DIGITS
APOSTROPHES = "ʻʼ‘’'"  # all of them stand for one sign in Uzbek
QUOTES = '«»„“”"'
MARKUP = "*_#|\\`~>[]"
SPACES = (" ", "  ", "\n", " \n", "\n\n\f\n", "\n> ", "\u00a0")
NOISE = ("-\n", "\u00ad", "\u00ad\n", "\n", "\n\n\f\n", " ", *MARKUP, *QUOTES)
FOLDED = {letter: fold(letter).letters for letter in LETTERS}
letters = st.sampled_from(LETTERS)
characters = st.one_of(letters, letters, letters, st.sampled_from(" ,.-" + APOSTROPHES + QUOTES))
passages = st.builds(lambda a, middle, z: "".join([a, *middle, z]), letters, st.lists(characters, max_size=40), letters)
prose = st.text(LETTERS + " .\n", max_size=30)


@st.composite
def copied(draw: st.DrawFn, passage: str) -> str:
    """The passage as another copy might print it; it still begins and ends with a letter."""
    quiet = st.sampled_from([""] * 40 + list(NOISE))
    printed = []
    for position, character in enumerate(passage):
        if position:
            printed.append(draw(quiet))
        if character == " ":
            character = draw(st.sampled_from(SPACES))
        elif character in QUOTES:
            character = draw(st.sampled_from(QUOTES))
        elif character in FOLDED:
            as_printed = draw(st.sampled_from((str, str.upper, str.lower, str.swapcase)))(character)
            character = normalize(draw(st.sampled_from(("NFC", "NFD"))), as_printed)
        printed.append(character)
    return "".join(printed)


@st.composite
def slips(draw: st.DrawFn, passage: str, kind: str) -> str:
    """The passage with one slip in its letters and digits."""
    signs = list(passage)
    places = [place for place, sign in enumerate(signs) if sign in FOLDED]
    if kind == "swap":
        pairs = [(a, b) for a, b in pairwise(places) if FOLDED[signs[a]] != FOLDED[signs[b]]]
        assume(pairs)
        a, b = draw(st.sampled_from(pairs))
        signs[a], signs[b] = signs[b], signs[a]
        return "".join(signs)
    place = draw(st.sampled_from(places))
    if kind == "delete":
        del signs[place]
    elif kind == "insert":
        signs.insert(place + draw(st.integers(0, 1)), draw(letters))
    else:
        old = signs[place]
        signs[place] = draw(letters.filter(lambda new: FOLDED[new] != FOLDED[old]))
    return "".join(signs)


# -- what does not count ------------------------------------------------------------------------------


@given(passages, prose, prose, st.data())
def test_a_passage_is_found_again_in_another_copy(passage: str, before: str, after: str, data: st.DataObject) -> None:
    there = data.draw(copied(passage))
    text = f"{before} {there} {after}"
    start = len(before) + 1
    places = find(fold(text), fingerprint(passage))
    assert (start, start + len(there)) in places
    assert fingerprint(there) == fingerprint(passage)
    assert all(fold(text[a:b]).letters == fold(passage).letters for a, b in places)
    assert find_quote(fold(text), passage) == places


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("co-\noperate", "cooperate"),
        ("co\u00adoper\u00ad\nate", "cooperate"),
        ("to\n\n\f\ngether", "together"),
        ("**Treaty** of _Good_ \\[`Roads`\\] ~1~ | #2", "treaty of good roads 1 2"),
        ("> quoted\n> lines", "quoted lines"),
        ("«Ғылым» және „Өнер“", '"ғылым" және "өнер"'),
        ("ҚАЗАҚСТАН ҺӘМ ҰЛЫ ІС", "қазақстан һәм ұлы іс"),
        ("ЁЛКА", "ёлка"),
        ("и\u0306од", "йод"),
        ("И\u0306ОД", "йод"),
        ("е\u0308лка", "ёлка"),
        ("4  900", "4\u00a0900"),
        ("ﬁnal ①", "final 1"),
    ],
)
def test_what_print_adds_does_not_count(printed: str, plain: str) -> None:
    assert fingerprint(printed) == fingerprint(plain)
    text = f"Before it. {printed}, and after it."
    bare = printed.strip(MARKUP + QUOTES + " ")
    start = text.index(bare)
    assert find(fold(text), fingerprint(plain)) == [(start, start + len(bare))]
    assert find_quote(fold(text), plain) == [(start, start + len(bare))]


@pytest.mark.parametrize("apostrophe", "ʼ‘’'`")
def test_the_uzbek_apostrophe_is_one_sign_however_it_is_typed(apostrophe: str) -> None:
    assert fingerprint("Oʻzbekiston va Qozogʻiston") == fingerprint(f"O{apostrophe}zbekiston va Qozog{apostrophe}iston")


# -- what counts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["change", "delete", "insert", "swap"])
@given(passage=passages, before=prose, after=prose, data=st.data())
def test_one_slip_is_never_accepted(kind: str, passage: str, before: str, after: str, data: st.DataObject) -> None:
    slipped = data.draw(slips(passage, kind))
    letters, wanted = fold(passage).letters, fingerprint(passage)
    assert fingerprint(slipped) != wanted
    # In a longer text: nothing at that place, and what is found elsewhere is the passage itself.
    text = f"{before} {slipped} {after}"
    start = len(before) + 1
    places = find(fold(text), wanted)
    assert (start, start + len(slipped)) not in places
    assert all(fold(text[a:b]).letters == letters for a, b in places)
    # Alone: only an insertion at the border can leave the passage whole.
    alone = find(fold(slipped), wanted)
    assert bool(alone) == (letters in fold(slipped).letters)
    assert kind == "insert" or not alone
    assert find_quote(fold(slipped), passage) == alone


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мои", "мой"),
        ("мои", "мои\u0306"),
        ("все", "всё"),
        ("қазақ", "казак"),
        ("үкімет", "укімет"),
        ("Kazakh", "Kаzakh"),  # the second holds a Cyrillic а
        ("in 2012", "in 2021"),
        ("in 11 days", "in 111 days"),
    ],
)
def test_look_alikes_differ(one: str, other: str) -> None:
    assert fingerprint(one) != fingerprint(other)
    assert find(fold(f"x {other} y"), fingerprint(one)) == []


# -- folding ------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("й\u0306\u00adﬁ½Ⅳ "), max_size=60))
def test_folding_keeps_the_places_of_any_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.letters) == len(folded.starts) == len(folded.ends)
    assert folded.starts == sorted(folded.starts)
    assert all(unicodedata.category(letter)[0] in "LN" for letter in folded.letters)
    for letter, start, end in zip(folded.letters, folded.starts, folded.ends, strict=True):
        assert letter in fold(text[start:end]).letters


@given(passages, st.lists(st.sampled_from(["", " x ", "-"]), min_size=1, max_size=4))
def test_every_occurrence_is_found_as_a_plain_search_would(passage: str, gaps: list[str]) -> None:
    text = passage + "".join(gap + passage for gap in gaps)
    haystack, needle = fold(text).letters, fold(passage).letters
    plain = sum(haystack.startswith(needle, place) for place in range(len(haystack)))
    places = find(fold(text), fingerprint(passage))
    assert len(places) == plain >= len(gaps) + 1
    assert find_quote(fold(text), passage) == places


def test_a_place_never_lies_inside_one_character() -> None:
    folded = fold("of№5")  # № folds to two letters
    assert folded.letters == "ofno5"
    assert find(folded, fingerprint("no5")) == [(2, 4)]
    assert find(folded, fingerprint("o5")) == find_quote(folded, "o5") == []
    assert find(folded, fingerprint("ofn")) == find_quote(folded, "ofn") == []


def test_nothing_is_found_in_nothing() -> None:
    assert find(fold(""), fingerprint("a")) == []
    assert find(fold("a"), fingerprint("ab")) == []
    assert find_quote(fold("a b"), " – ") == []


@pytest.mark.parametrize(
    "wrong", ["", "abc", "0.0.0123456789abcdef", "3.126.0123456789ABCDEF", "3.126.0123456789abcdef "]
)
def test_what_is_no_fingerprint_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is not a fingerprint"):
        find(fold("abc"), wrong)


def test_a_fingerprint_shows_length_and_sum() -> None:
    length, total, digest = fingerprint("A-b C").split(".")
    assert (length, total, len(digest)) == ("3", f"{97 + 98 + 99:x}", 16)


# -- the work -----------------------------------------------------------------------------------------


def _prose(words: int) -> str:
    choose = random.Random(7)
    return " ".join("".join(choose.choices(RUSSIAN + KAZAKH, k=choose.randint(2, 11))) for _ in range(words))


def _work(monkeypatch: pytest.MonkeyPatch, words: int) -> tuple[int, int, int]:
    """The length of a text, how many characters were folded and how many letters hashed to find a passage in it."""
    text = _prose(words)
    passage = text[-200:].partition(" ")[2]
    wanted = fingerprint(passage)
    folded_characters, hashed_letters = [], []
    fold_cluster, hash_letters = fingerprints._fold_cluster, fingerprints._fingerprint
    with monkeypatch.context() as patch:
        patch.setattr(
            fingerprints, "_fold_cluster", lambda part: folded_characters.append(len(part)) or fold_cluster(part)
        )
        patch.setattr(fingerprints, "_fingerprint", lambda part: hashed_letters.append(len(part)) or hash_letters(part))
        assert find(fold(text), wanted) == [(len(text) - len(passage), len(text))]
    return len(text), sum(folded_characters), sum(hashed_letters)


def test_each_character_is_folded_once_and_few_letters_are_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    length, folded, hashed = _work(monkeypatch, 3000)
    assert folded == length
    assert hashed < length  # hashing every window would take about 150 times the length


def test_a_text_twice_as_long_is_at_most_about_twice_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    _, folded, hashed = _work(monkeypatch, 3000)
    _, twice_folded, twice_hashed = _work(monkeypatch, 6000)
    assert twice_folded < 2.2 * folded
    assert twice_hashed < 3 * hashed


# -- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("in Port Royal.", "Port Royal", True),
        ("in Port Royal.", "ort Royal", False),
        ("in Port Royal.", "Port Roya", False),
        ("Тәуелсіз ел", "ел", True),
        ("Тәуелсіз ел", "сіз ел", False),
        ("in 2021", "2021", True),
        ("in 2021", "202", False),
        ("«ел»", "ел", True),
        ("ел", "ел", True),
        ("Oʻzbek", "zbek", False),
        ("a well-known road", "known road", True),
        ("коопе\u00adратив", "ратив", False),
        ("коопе\u00adратив", "коопе", False),
        ("чаи\u0306ник", "ник", False),
    ],
)
def test_whole_words(text: str, part: str, whole: bool) -> None:
    start = text.rindex(part)
    assert whole_words(text, start, start + len(part)) is whole


def test_tidy_makes_one_line() -> None:
    assert tidy(" co\u00adoperate\n\n\f\n with \t Arcadia\n") == "cooperate with Arcadia"
