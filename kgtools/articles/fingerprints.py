"""Passages of an article: folding, fingerprints, and finding a passage again in another copy.

A passage is a stretch of the text of an article, given by the code points at which it starts and
ends (the end is not part of it). What is compared is the *folded* passage: its letters and digits
only, normalised (NFKC) and case folded. Line breaks, hyphens, soft hyphens, quotation marks and
markup characters therefore do not count, every letter and every digit does.
"""

from __future__ import annotations

import hashlib
import operator
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

FINGERPRINT = re.compile(r"([1-9][0-9]*)\.([0-9a-f]+)\.([0-9a-f]{16})")


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    """Fold one character together with the combining marks that follow it."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return "".join(character for character in folded if _counts(character))


def _counts(character: str) -> bool:
    """Whether a character is a letter or digit. Modifier letters are not.

    The signs of Uzbek oʻ, gʻ and tutuq belgisi are printed as five characters, of which Unicode calls
    two letters (ʻ ʼ) and three punctuation (‘ ’ '); a passage must be found whichever a copy has.
    """
    category = unicodedata.category(character)
    return category[0] in "LN" and category != "Lm"


@dataclass(frozen=True)
class Folded:
    """A folded text that remembers, for each folded letter, where it came from.

    `letters[i]` came from the characters `starts[i]` to `ends[i]` of the text.
    """

    letters: str
    starts: list[int]
    ends: list[int]

    @cached_property
    def sums(self) -> list[int]:
        """Running sums of the letters' code points; they make looking for a fingerprint fast."""
        return [0, *accumulate(map(ord, self.letters))]

    def place(self, first: int, length: int) -> tuple[int, int] | None:
        """Where `length` folded letters from `first` on lie in the text.

        None if the stretch would begin or end inside a character that folds to several letters.
        """
        last = first + length - 1
        if first and self.starts[first - 1] == self.starts[first]:
            return None
        if last + 1 < len(self.letters) and self.starts[last + 1] == self.starts[last]:
            return None
        return self.starts[first], self.ends[last]


def fold(text: str) -> Folded:
    """Fold a text to its letters and digits, keeping their places.

    >>> fold("«Co-\\noperate» 5 bn").letters
    'cooperate5bn'
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        while end < length and unicodedata.combining(text[end]):
            end += 1
        for letter in _fold_cluster(text[position:end]):
            letters.append(letter)
            starts.append(position)
            ends.append(end)
        position = end
    return Folded("".join(letters), starts, ends)


def fingerprint(passage: str) -> str:
    """The fingerprint of a passage: length, sum and hash of its folded letters.

    The length (decimal) and the sum of code points (hexadecimal) only make the search fast; the
    hash (BLAKE2b, 64 bits) decides.

    >>> fingerprint("Tashkent, 1998") == fingerprint("TASH-\\nKENT 1998")
    True
    """
    return _fingerprint(fold(passage).letters)


def _fingerprint(letters: str) -> str:
    digest = hashlib.blake2b(letters.encode(), digest_size=8).hexdigest()
    return f"{len(letters)}.{sum(map(ord, letters)):x}.{digest}"


def find(text: Folded, wanted: str) -> list[tuple[int, int]]:
    """All places, as (start, end), at which the passage with this fingerprint stands in a text.

    The work grows with the length of the text. Raises ValueError if `wanted` is not a fingerprint.
    """
    match = FINGERPRINT.fullmatch(wanted)
    if match is None:
        raise ValueError(f"'{wanted}' is not a fingerprint")
    length, total = int(match[1]), int(match[2], 16)
    sums = text.sums
    found = []
    for first, window in enumerate(map(operator.sub, sums[length:], sums)):
        if window == total and _fingerprint(text.letters[first : first + length]) == wanted:
            place = text.place(first, length)
            if place is not None:
                found.append(place)
    return found


def find_quote(text: Folded, quote: str) -> list[tuple[int, int]]:
    """All places, as (start, end), at which a quote stands in a text, by its folded letters."""
    letters = fold(quote).letters
    if not letters:
        return []
    found = []
    first = text.letters.find(letters)
    while first >= 0:
        place = text.place(first, len(letters))
        if place is not None:
            found.append(place)
        first = text.letters.find(letters, first + 1)
    return found


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins and ends at the borders of words.

    >>> whole_words("in Tashkent", 3, 11), whole_words("in Tashkent", 3, 7)
    (True, False)
    """
    before = next((c for c in reversed(text[:start]) if not _joins(c)), " ")
    after = next((c for c in text[end:] if not _joins(c)), " ")
    first = next((c for c in text[start:end] if not _joins(c)), " ")
    last = next((c for c in reversed(text[start:end]) if not _joins(c)), " ")
    return not (before.isalnum() and first.isalnum()) and not (last.isalnum() and after.isalnum())


def _joins(character: str) -> bool:
    """Whether a character stands in or at a word without counting: soft hyphen, combining mark, ʻ or ʼ."""
    return character == "\u00ad" or unicodedata.category(character) in ("Mn", "Lm")


def tidy(passage: str) -> str:
    """A passage in one line, for display: soft hyphens dropped, white space folded."""
    return " ".join(passage.replace("\u00ad", "").split())
