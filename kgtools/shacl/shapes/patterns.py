r"""Regular expressions of XPath (https://www.w3.org/TR/xpath-functions/#regex-syntax), written as Python's.

Python has no class subtraction, no `\i`, `\c` and `\p{…}`, and other ideas of `$`, `.`, `\s` and `\w`; and it
takes much that XPath does not. So an expression is read by XPath's grammar and written anew.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

FLAGS = frozenset("smixq")
_CATEGORIES = re.compile("L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?")
_BLOCKS = {  # of Unicode, as far as texts of these countries need them
    "BasicLatin": "\\u0000-\\u007f",
    "Latin-1Supplement": "\\u0080-\\u00ff",
    "LatinExtended-A": "\\u0100-\\u017f",
    "LatinExtended-B": "\\u0180-\\u024f",
    "SpacingModifierLetters": "\\u02b0-\\u02ff",
    "CombiningDiacriticalMarks": "\\u0300-\\u036f",
    "Cyrillic": "\\u0400-\\u04ff",
    "CyrillicSupplement": "\\u0500-\\u052f",
    "Arabic": "\\u0600-\\u06ff",
    "GeneralPunctuation": "\\u2000-\\u206f",
}
_START = (
    ":A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c-\\u200d\\u2070-\\u218f"
    "\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\U00010000-\\U000effff"
)
_NAME = _START + "\\-.0-9\\u00b7\\u0300-\\u036f\\u203f-\\u2040"
_SPACE = " \\t\\n\\r"
_QUANTIFIER = re.compile(r"(?:[?*+]|\{\d+(?:,\d*)?\})\??")
_SIGNS = frozenset("nrt\\|.?*+(){}-[]^$")  # what a backslash may stand before, beside the classes and numbers


def compile_pattern(pattern: str, flags: str = "") -> re.Pattern[str]:
    r"""A regular expression of XPath with its flags, compiled; raises ValueError, in words, for one that is none.

    >>> bool(compile_pattern(r"^[\p{Lu}-[AEIOU]]\d$").search("B7")), bool(compile_pattern("^a$").search("a\n"))
    (True, False)
    """
    unknown = set(flags) - FLAGS
    if unknown:
        raise ValueError(f"with the flag {''.join(sorted(unknown))}, not one of s, m, i, x and q")
    ignore = re.IGNORECASE if "i" in flags else re.NOFLAG
    if "q" in flags:
        return re.compile(re.escape(pattern), ignore)
    reader = _Reader(_without_spaces(pattern) if "x" in flags else pattern, flags)
    try:
        return re.compile(reader.whole(), ignore)
    except re.error as error:
        raise ValueError(str(error)) from None


def _without_spaces(pattern: str) -> str:
    """A pattern as the flag x has it: without the spaces outside of classes."""
    kept, depth, at = [], 0, 0
    while at < len(pattern):
        sign = pattern[at : at + 2] if pattern[at] == "\\" else pattern[at]
        depth += {"[": 1, "]": -1}.get(sign, 0)
        if depth or sign not in (" ", "\t", "\n", "\r"):
            kept.append(sign)
        at += len(sign)
    return "".join(kept)


class _Reader:
    """Reads a pattern from left to right, and writes it as Python has it."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.at = 0
        self.closed = 0  # groups that a backslash may refer to
        self.opened = 0

    @property
    def next(self) -> str:
        """The sign to read next; empty at the end."""
        return self.pattern[self.at : self.at + 1]

    def take(self, wanted: str = "") -> str:
        """Read a sign."""
        sign = self.next
        if not sign or (wanted and sign != wanted):
            raise ValueError(f"{wanted or 'a sign'} missing at sign {self.at + 1}")
        self.at += 1
        return sign

    def whole(self) -> str:
        """The whole pattern."""
        found = self.branches()
        if self.next:
            raise ValueError(f"{self.next} at sign {self.at + 1}")
        return found

    def branches(self) -> str:
        """Pieces one after the other, and alternatives."""
        found = []
        while self.next and self.next != ")":
            found.append(self.take() if self.next == "|" else self.piece())
        return "".join(found)

    def piece(self) -> str:
        """An atom with its quantifier."""
        start = self.at
        atom = self.atom()
        quantifier = _QUANTIFIER.match(self.pattern, self.at)
        if quantifier is None:
            return atom
        self.at = quantifier.end()
        if self.pattern[start] in "^$":
            raise ValueError(f"{quantifier[0]} after {self.pattern[start]}")
        return atom + quantifier[0]

    def atom(self) -> str:
        """One atom: a sign, an escape, a class or a group."""
        sign = self.take()
        if sign == "(":
            captures = self.pattern[self.at : self.at + 2] != "?:"
            self.at += 0 if captures else 2
            self.opened += captures
            inner = self.branches()
            self.take(")")
            self.closed += captures
            return f"({inner})" if captures else f"(?:{inner})"
        if sign == "[":
            return self.class_()
        if sign == "\\":
            return self.escape()
        if sign in "?*+{}])":
            raise ValueError(f"{sign} at sign {self.at}")
        many = "m" in self.flags
        special = {
            ".": "(?s:.)" if "s" in self.flags else r"[^\n\r]",
            "^": r"(?:\A|(?<=\n)(?!\Z))" if many else r"\A",
            "$": r"(?=\n|\Z)" if many else r"\Z",
        }
        return special.get(sign) or re.escape(sign)

    def escape(self) -> str:
        """What follows a backslash outside of a class."""
        if self.next.isdecimal() and self.next.isascii() and self.next != "0":
            number = self.take()
            while self.next.isdecimal() and int(number + self.next) <= self.closed:
                number += self.take()
            if int(number) > self.closed:
                raise ValueError(f"\\{number} before the end of group {number}")
            return rf"(?:\{number})"
        sign = self.next
        members, negated = self.members()
        # Whether a letter is of a class does not depend on the flag i.
        return f"(?-i:[{'^' if negated else ''}{members}])" if sign in "pP" else f"[{'^' if negated else ''}{members}]"

    def members(self) -> tuple[str, bool]:
        """The signs that an escape stands for, as in a class of Python, and whether all but these."""
        sign = self.take()
        if sign in ("p", "P"):
            self.take("{")
            end = self.pattern.find("}", self.at)
            if end < 0:
                raise ValueError("} missing")
            name, self.at = self.pattern[self.at : end], end + 1
            return _property(name), sign == "P"
        named = {"s": _SPACE, "i": _START, "c": _NAME, "d": r"\d"}
        if sign.lower() in named:
            return named[sign.lower()], sign.isupper()
        if sign in ("w", "W"):  # all but punctuation, separators and the rest
            return _ranges(("P", "Z", "C")), sign == "w"
        if sign not in _SIGNS:
            raise ValueError(f"\\{sign}")
        return (f"\\{sign}" if sign in "nrt" else re.escape(sign)), False

    def class_(self) -> str:
        """A class from after its bracket: a lookahead for what is subtracted, and the rest as one class or several."""
        negated = self.next == "^"
        self.at += negated
        plain: list[str] = []  # signs and ranges
        others: list[str] = []  # classes that are all but something, or do not heed the flag i
        subtracted = ""
        first = True
        while first or self.next != "]":
            first = False
            if self.next == "-" and self.pattern[self.at + 1 : self.at + 2] == "[":
                self.at += 2
                subtracted = f"(?!{self.class_()})"
                break
            if self.next == "\\":
                kind = self.pattern[self.at + 1 : self.at + 2]
                if kind and kind in "pPsSiIcCdDwW":
                    self.at += 1
                    members, but = self.members()
                    others.append(f"(?-i:[{'^' if but else ''}{members}])")
                    continue
            plain.append(self.range_())
        self.take("]")
        if negated and not others:
            return f"(?:{subtracted}[^{''.join(plain)}])"
        parts = ([f"[{''.join(plain)}]"] if plain else []) + others
        either = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        return f"(?:{subtracted}{f'(?!{either})(?s:.)' if negated else either})"

    def range_(self) -> str:
        """A sign of a class, or a range of signs."""
        low = self.sign_of_class()
        if self.next != "-" or self.pattern[self.at + 1 : self.at + 2] in ("]", "["):
            return re.escape(low)
        self.take()
        high = self.sign_of_class()
        if high < low:
            raise ValueError(f"the range {low}-{high}, whose ends are the wrong way round")
        return f"{re.escape(low)}-{re.escape(high)}"

    def sign_of_class(self) -> str:
        """One sign of a class."""
        sign = self.take()
        if sign in "[]":
            raise ValueError(f"{sign} in a class, at sign {self.at}")
        if sign != "\\":
            return sign
        escaped = self.take()
        if escaped not in _SIGNS:
            raise ValueError(f"\\{escaped} as the end of a range")
        return {"n": "\n", "r": "\r", "t": "\t"}.get(escaped, escaped)


def _property(name: str) -> str:
    """The signs of a category or block of Unicode, as in a class of Python."""
    if _CATEGORIES.fullmatch(name):
        return _ranges((name,))
    if name.removeprefix("Is") in _BLOCKS and name.startswith("Is"):
        return _BLOCKS[name.removeprefix("Is")]
    known = " the blocks known here are " + ", ".join(f"Is{block}" for block in _BLOCKS) if name[:2] == "Is" else ""
    raise ValueError(f"\\p{{{name}}}, which is no category of Unicode{';' if known else ''}{known}")


@cache
def _ranges(categories: tuple[str, ...]) -> str:
    """All signs of some categories of Unicode, as in a class of Python."""
    found: list[list[int]] = []
    for code in range(0x110000):
        if unicodedata.category(chr(code)).startswith(categories):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)
