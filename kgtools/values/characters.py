"""Characters that no text may hold: what is damaged, cannot be seen, or is another character than it seems.

One rule for every file of a project. Tables are looked through cell by cell (`flaws`), files of lines line by
line (`in_lines`); `mended` does to a text what can be done without guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kgtools import languages

_RETYPE = "retype it"


@dataclass(frozen=True)
class _Kind:
    """A sort of flaw: how it is found, what is said of it, and what takes its place; None if only a reader can tell."""

    pattern: re.Pattern[str]
    message: str
    hint: str
    mend: str | None = None


def _of(characters: str, message: str, hint: str, mend: str | None = None) -> _Kind:
    return _Kind(re.compile(f"[{characters}]"), message, hint, mend)


_LOST = "\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff\ufffe\uffff"
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x9f"
_BREAKS = "\x0b\x0c\r\u2028\u2029"
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_TAB = "\t"
# What the second byte of a letter of UTF-8 becomes when it is read as Windows-1251 or Windows-1252.
_SECOND_1251 = re.escape(bytes(byte for byte in range(0x80, 0xC0) if byte != 0x98).decode("cp1251"))
_SECOND_1252 = re.escape(bytes(range(0xA0, 0xC0)).decode("cp1252")) + "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"

# In lines of any file.
_CHARACTERS = (
    _of(_LOST, "a character was lost", _RETYPE),
    _of(_CONTROLS, "a control character", _RETYPE),
    _of(_INVISIBLE, "an invisible character", "remove it", ""),
    _of(_BREAKS, "a line break of another sort", "write a blank in its place", " "),
    _of(_BLANKS, "a blank of another sort", "write a plain blank (U+0020) in its place", " "),
    _Kind(
        re.compile(f"(?:[РСТУ][{_SECOND_1251}]){{3,}}|(?:[ÂÃÊÐÑÒÓ][{_SECOND_1252}])+|â€["
                   f"{_SECOND_1252}]"),
        "text of UTF-8 that was read in another encoding",
        "take the text from an older version, and open the file as UTF-8",
    ),
)  # fmt: skip
# In a cell or a single value, where lines and their indents have no meaning.
_TEXTS = (
    _of(_TAB, "a tab", "write a blank in its place", " "),
    _Kind(re.compile("^[ \n]+|[ \n]+$"), "white space at the ends", "remove it", ""),
    _Kind(re.compile("(?<! )  +"), "two blanks in a row", "leave one", " "),
    _Kind(
        re.compile(r"(?<!\S)[^\W\d_]+\?[^\W\d_]+(?!\S)"),
        "a question mark within a word, as is left of a letter that an encoding lacks",
        _RETYPE,
    ),
    _Kind(
        re.compile(r"^(?:#+|#[A-ZА-ЯЁ0-9/]+[!?]?|Err:[0-9]{3})$"),
        "the error of a spreadsheet",
        "take the cell from an older version",
    ),
    _Kind(re.compile("^=.*", re.DOTALL), "a formula", "write its value, or text that does not begin with ="),
    _Kind(
        re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,6});"),
        "a sign written as in HTML",
        "write the sign itself",
    ),
    _Kind(
        re.compile(r"</?(?:a|b|br|div|em|font|i|li|ol|p|span|strong|sub|sup|t[dr]|u|ul)(?: [^<>]*)?/?>", re.IGNORECASE),
        "markup of HTML",
        "remove it",
    ),
    _Kind(re.compile(r"^'(?=[\d=+-])"), "the apostrophe by which a spreadsheet marks text", "remove it", ""),
)
# What may be a flaw, as a class of characters and a few beginnings that a whole file is searched for in no time.
_RARE = "ÂÃÊÐÑÒÓ€¤¦§©¬®°±µ¶·ЂЃѓ‡‰ЉЊЌЋЏђ™љњќћџЈјЄЇЅѕ"  # some of them stand in any word in a wrong encoding
_SUSPECT = re.compile(f"[{_LOST}{_CONTROLS}{_BREAKS}{_BLANKS}{_INVISIBLE}{_RARE}]")
_SUSPECT_CELL = re.compile(r"\t|  |\?(?<=\w\?)\w|&(?:[A-Za-z]+|#\w+);|</?[A-Za-z]|Err:|['=#](?<=[,;\n\"].)")

_WRONG_SIGNS = "'’‘`´ʼʻ"
_QUOTED = re.compile(r"(?<!\w)['’‘`](?=\w)")


@dataclass(frozen=True, order=True)
class Flaw:
    """One thing wrong with a text: where (code points from 0), what was found, what to do, and what takes its place.

    `mend` is None where only a reader can tell.
    """

    start: int
    end: int
    message: str
    found: str
    hint: str
    mend: str | None


def suspicious(text: str) -> bool:
    """Whether a whole file may hold a flaw in one of its cells; quick, and surer of no than of yes.

    >>> suspicious("id,note\\na,Қазақстан\\n"), suspicious("id,note\\na,Қазақ\\u200bстан\\n")
    (False, True)
    """
    if _SUSPECT.search(text) or _SUSPECT_CELL.search(text):
        return True
    return not unicodedata.is_normalized("NFC", text)


def flaws(text: str) -> list[Flaw]:
    """What is wrong with the text of a cell: of each sort the first, in the order of the text.

    >>> [(flaw.message, flaw.found) for flaw in flaws("trade\\u00a0turnover")]
    [('a blank of another sort', 'U+00A0 NO-BREAK SPACE at character 6')]
    """
    return sorted(_found(text, (*_CHARACTERS, *_TEXTS)))


def in_lines(text: str) -> Iterator[tuple[int, int, Flaw]]:
    """What is wrong with the characters of a file of lines: line and column from 1, and the flaw.

    >>> [(line, column, flaw.message) for line, column, flaw in in_lines("a\\nb\\u200b\\n")]
    [(2, 2, 'an invisible character')]
    """
    if _SUSPECT.search(text) or not unicodedata.is_normalized("NFC", text):
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            yield from ((number, flaw.start + 1, flaw) for flaw in sorted(_found(line, _CHARACTERS)))


def _found(text: str, kinds: tuple[_Kind, ...]) -> Iterator[Flaw]:
    for kind in kinds:
        if match := kind.pattern.search(text):
            yield Flaw(*match.span(), kind.message, _described(text, *match.span()), kind.hint, kind.mend)
    if not unicodedata.is_normalized("NFC", text):
        start, end = _decomposed(text)
        mend = unicodedata.normalize("NFC", text[start:end])
        found = " ".join(f"U+{ord(character):04X}" for character in text[start:end])
        yield Flaw(start, end, "a letter in several parts (not NFC)", f"{found} at character {start + 1}",
                   f"write the letter as one: {mend}", mend)  # fmt: skip


def _described(text: str, start: int, end: int) -> str:
    """What stands there, and at which character: a text as it is, a single character by its name."""
    found, place = text[start:end], f"at character {start + 1}"
    if len(found) > 1 and found.isprintable() and found.strip():
        return f"'{found if len(found) <= 40 else found[:40] + '…'}' {place}"
    names = (f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip() for sign in dict.fromkeys(found))
    return f"{', '.join(names)} {place}"


def _decomposed(text: str) -> tuple[int, int]:
    """The first letter with its marks that is not in NFC."""
    clusters = re.finditer(r"\w[^\w\s]*(?:[\u0300-\u036f]+)|.", text, re.DOTALL)
    return next((match.span() for match in clusters if not unicodedata.is_normalized("NFC", match[0])), (0, len(text)))


@dataclass(frozen=True)
class _Signs:
    """The signs of a language in Latin letters that are parts of letters: which belongs where, and what is wrong there.

    `one` are letters that stand for a letter with its sign, `within` and `at_end` find these and other signs behind a
    letter that has one, `elsewhere` finds other signs behind the rest.
    """

    sign: str
    other: str
    one: dict[int, str]
    within: re.Pattern[str]
    at_end: re.Pattern[str]
    elsewhere: re.Pattern[str]


@languages.remembered()
def _signs(language: str) -> _Signs | None:
    """What the file of a language says of its signs; nothing for one written in another script."""
    own = languages.language(language)
    given = own.table("signs")
    if not given or own.script != "Latn":
        return None
    letters = "".join(letter.upper() + letter for letter in given.pop("letters").split())
    sign, other = given.pop("sign"), given.pop("elsewhere")
    wrong, wrong_elsewhere = _WRONG_SIGNS.replace(sign, ""), _WRONG_SIGNS.replace(other, "")
    return _Signs(
        sign, other, str.maketrans(given), re.compile(f"(?<=[{letters}])[{wrong}](?=\\w)|[{''.join(given) or wrong}]"),
        re.compile(f"(?<=[{letters}])[{wrong}](?!\\w)"),
        re.compile(f"(?<=[^\\W\\d_{letters}])[{wrong_elsewhere}](?=[^\\W\\d_])"),
    )  # fmt: skip


@languages.remembered(maxsize=16_384)  # a text is read again after a change of others
def sign_flaws(text: str, language: str) -> tuple[Flaw, ...]:
    """Signs and letters in place of those of a language: in Uzbek ʻ (U+02BB, in oʻ and gʻ) and ʼ (U+02BC, elsewhere).

    >>> [(flaw.found, flaw.mend) for flaw in sign_flaws("O‘zbekiston va sun’iy", "uz")]
    [("'‘' U+2018 at character 2", 'ʻ'), ("'’' U+2019 at character 19", 'ʼ')]
    >>> sign_flaws("O‘zbekiston va sun’iy", "en")
    ()
    """
    signs = _signs(language)
    if signs is None:
        return ()
    found = [(match, match[0].translate(signs.one)) for match in signs.within.finditer(text)]
    if not _QUOTED.search(text):  # else the sign may close a quotation
        found += [(match, match[0]) for match in signs.at_end.finditer(text)]
    listed = [(match, signs.sign if mend in _WRONG_SIGNS else mend) for match, mend in found]
    listed += [(match, signs.other) for match in signs.elsewhere.finditer(text)]
    own = (signs.sign, signs.other)
    flaws = (
        Flaw(*match.span(), f"another sign in place of a letter of '{language}'",
             f"'{match[0]}' U+{ord(match[0]):04X} at character {match.start() + 1}",
             f"write {mend} ({', '.join(f'U+{ord(sign):04X}' for sign in mend if sign in own)})", mend)
        for match, mend in listed
    )  # fmt: skip
    return tuple(sorted(flaws))


def mended(text: str, language: str = "") -> tuple[str, list[Flaw]]:
    """The text of a cell with all mended that needs no reader, and what was mended; with its signs, in a language.

    >>> mended(" trade\\u00a0turnover\\u200b")[0]
    'trade turnover'
    """
    done: list[Flaw] = []
    while True:
        found = [*flaws(text), *(sign_flaws(text, language) if language else ())]
        # The last one first, so that the others stay at their places.
        flaw = max((flaw for flaw in found if flaw.mend is not None), default=None)
        if flaw is None:
            return text, done
        text = text[: flaw.start] + str(flaw.mend) + text[flaw.end :]
        done.append(flaw)


def foreign_letter(identifier: str) -> str:
    """Describe the first character that an ASCII id may not hold, or return an empty string.

    Kazakh and Russian letters that look like Latin ones are the usual cause.

    >>> foreign_letter("state/kаzakhstan")
    "character 8 'а' is CYRILLIC SMALL LETTER A"
    """
    if identifier.isascii():
        return ""
    for position, character in enumerate(identifier, 1):
        if not character.isascii():
            name = unicodedata.name(character, f"U+{ord(character):04X}")
            return f"character {position} '{character}' is {name}"
    return ""
