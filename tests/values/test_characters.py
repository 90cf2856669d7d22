"""Characters that no text may hold: each sort is found and named, and what is right is left alone."""

from __future__ import annotations

import unicodedata

import pytest

from kgtools.values.characters import flaws, in_lines, mended, sign_flaws, suspicious

SOUND = [
    "", "Қазақстан – Өзбекстан: «ынтымақтастық»", "Oʻzbekiston va maʼnaviyat", "Ўзбекистон ва Қозоғистон", "C5+1",
    "the president’s “open door”", "2016?", "-12.6", "(2017) № 5 × 3", "one line\nand another", "https://a.kz/?q=a&b=1",
    "Is it so? Yes.", "Poor's, 'a word' and E", "#5 of the list", "C♯", "Ёлка и йод",
    "Ə ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і",
    "a = b", "«Р»", "США «С»", "Т„“",
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    assert flaws(text) == []
    assert mended(text) == (text, [])
    assert list(in_lines(text)) == []


WRONG = [
    ("a\u200bb", "an invisible character", "U+200B ZERO WIDTH SPACE at character 2", "ab"),
    ("a\ufeffb", "an invisible character", "U+FEFF ZERO WIDTH NO-BREAK SPACE at character 2", "ab"),
    ("ab\u200e", "an invisible character", "U+200E LEFT-TO-RIGHT MARK at character 3", "ab"),
    ("dip\u00adlomacy", "an invisible character", "U+00AD SOFT HYPHEN at character 4", "diplomacy"),
    ("a\u00a0b", "a blank of another sort", "U+00A0 NO-BREAK SPACE at character 2", "a b"),
    ("2\u202f920", "a blank of another sort", "U+202F NARROW NO-BREAK SPACE at character 2", "2 920"),
    ("a\u2028b", "a line break of another sort", "U+2028 LINE SEPARATOR at character 2", "a b"),
    ("a\u2029b", "a line break of another sort", "U+2029 PARAGRAPH SEPARATOR at character 2", "a b"),
    ("a\rb", "a line break of another sort", "U+000D at character 2", "a b"),
    ("a\x85b", "a control character", "U+0085 at character 2", None),
    ("a\x93b", "a control character", "U+0093 at character 2", None),
    ("a\x00b", "a control character", "U+0000 at character 2", None),
    ("Т\ufffdраз", "a character was lost", "U+FFFD REPLACEMENT CHARACTER at character 2", None),
    ("a\ue000", "a character was lost", "U+E000 at character 2", None),
    ("a&nbsp;b", "a sign written as in HTML", "'&nbsp;' at character 2", None),
    ("&#171;a", "a sign written as in HTML", "'&#171;' at character 1", None),
    ("a<br/>b", "markup of HTML", "'<br/>' at character 2", None),
    ("<b>a</b>", "markup of HTML", "'<b>' at character 1", None),
    ("a\tb", "a tab", "U+0009 at character 2", "a b"),
    ("a  b", "two blanks in a row", "U+0020 SPACE at character 2", "a b"),
    (" a", "white space at the ends", "U+0020 SPACE at character 1", "a"),
    ("a\n", "white space at the ends", "U+000A at character 2", "a"),
    ("Кита\u0438\u0306", "a letter in several parts (not NFC)", "U+0438 U+0306 at character 5", "Китай"),
    ("Т?раз қаласы", "a question mark within a word, as is left of a letter that an encoding lacks",
     "'Т?раз' at character 1", None),
    ("Казахстан".encode().decode("cp1251", "replace").replace("\ufffd", ""),
     "text of UTF-8 that was read in another encoding", "'РљР°Р·Р°С…СЃС‚Р°РЅ' at character 1", None),
    ("it is â€“ so", "text of UTF-8 that was read in another encoding", "'â€“' at character 7", None),
    ("OÊ»zbekiston", "text of UTF-8 that was read in another encoding", "'Ê»' at character 2", None),
    ("#NAME?", "the error of a spreadsheet", "'#NAME?' at character 1", None),
    ("#ССЫЛКА!", "the error of a spreadsheet", "'#ССЫЛКА!' at character 1", None),
    ("#N/A", "the error of a spreadsheet", "'#N/A' at character 1", None),
    ("########", "the error of a spreadsheet", "'########' at character 1", None),
    ("Err:508", "the error of a spreadsheet", "'Err:508' at character 1", None),
    ("=A1+1", "a formula", "'=A1+1' at character 1", None),
    ("'2021", "the apostrophe by which a spreadsheet marks text", "U+0027 APOSTROPHE at character 1", "2021"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message", "found", "mend"), WRONG)
def test_each_sort_is_found_named_and_mended_or_left(text: str, message: str, found: str, mend: str | None) -> None:
    (flaw,) = flaws(text)
    assert (flaw.message, flaw.found) == (message, found)
    assert flaw.hint
    assert mended(text) == (text if mend is None else mend, [] if mend is None else [flaw])
    assert suspicious(f"id,note\na,{text}\n") or text != text.strip()


def test_all_sorts_in_a_text_are_found_and_mended_together() -> None:
    text, done = mended(" a\u00a0 b\u200bи\u0306\t")
    assert text == "a bй"
    assert {flaw.message for flaw in done} >= {"an invisible character", "a blank of another sort", "a tab"}


def test_lines_of_a_file_are_named_with_their_column() -> None:
    text = 'a:\r\n  b "x"  # as it is\r\n  c "\u200by"\r\n'
    assert [(line, column) for line, column, _ in in_lines(text)] == [(3, 6)]


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("O'zbekiston", "Oʻzbekiston"), ("O’zbekiston", "Oʻzbekiston"), ("O‘zbekiston", "Oʻzbekiston"),
        ("O`zbekiston", "Oʻzbekiston"), ("Oʼzbekiston", "Oʻzbekiston"), ("Õzbekiston", "Oʻzbekiston"),
        ("ğalaba", "gʻalaba"), ("tog‘", "togʻ"), ("G'alaba tog'", "Gʻalaba togʻ"), ("ma’no", "maʼno"),
        ("ma'no", "maʼno"), ("maʻno", "maʼno"), ("san’at, toʼgʼri", "sanʼat, toʻgʻri"),
    ],
)  # fmt: skip
def test_other_signs_in_place_of_uzbek_letters_are_found(text: str, mend: str) -> None:
    assert sign_flaws(text, "uz")
    assert all("U+02B" in flaw.hint for flaw in sign_flaws(text, "uz"))
    assert mended(text, "uz")[0] == mend
    assert mended(text)[0] == text


@pytest.mark.parametrize("text", ["Oʻzbekiston", "maʼno", "‘tog’ deb", "«C5+1» – Poor", "'do' degan", "1990’"])
def test_right_uzbek_is_left_alone(text: str) -> None:
    assert sign_flaws(text, "uz") == ()


def test_every_letter_of_the_four_languages_is_sound() -> None:
    letters = [chr(code) for code in (*range(0x41, 0x17F), *range(0x400, 0x530)) if chr(code).isalpha()]
    assert [letter for letter in letters if flaws(letter) and unicodedata.is_normalized("NFC", letter)] == []
