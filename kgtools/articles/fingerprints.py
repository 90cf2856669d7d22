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
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, combinations, compress
from math import comb

_MOST_REPLACED = 3  # letters of a passage that are looked for behind others, as ё behind е
_MOST_WAYS = 5_000  # to place them in one stretch
FINGERPRINT = re.compile(r"([1-9][0-9]*)\.([0-9a-f]+)\.([0-9a-f]{16})")
DIGEST = re.compile("x?[0-9a-f]{16}")  # what `digest` gives
_NUMBER = re.compile(r"[0-9]+(?:e[0-9]+)?")


def digest(text: str) -> str:
    """What tells whether a text of a curator has changed since: the first 16 digits of its SHA-256.

    A spreadsheet would round what looks like a number, so that begins with an x.

    >>> digest("The treaty opens new prospects.")
    'f53a5fe3c25f8139'
    >>> digest("Text 576.")
    'x28e8479627002489'
    """
    digits = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"x{digits}" if _NUMBER.fullmatch(digits) else digits


@lru_cache(maxsize=8192)
def _fold_cluster(cluster: str) -> str:
    """Fold one character together with the combining marks that follow it."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return "".join(character for character in folded if _counts(character))


def _counts(character: str) -> bool:
    """Whether a character is a letter or digit. Modifier letters are not.

    The apostrophes that are parts of letters, as in oʻ, are printed as five characters, of which Unicode calls
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

    def is_apart(self, first: int, length: int) -> bool:
        """Whether something that is no letter parts `length` folded letters from `first` on from those around them."""
        after = first + length
        return (not first or self.ends[first - 1] < self.starts[first]) and (
            after == len(self.letters) or self.ends[after - 1] < self.starts[after]
        )

    def without(self, stretches: Iterable[tuple[int, int]]) -> Folded:
        """The letters that do not come from these stretches (start, end) of the text.

        >>> fold("long [12] road").without([(5, 9)]).letters
        'longroad'
        """
        kept = bytearray(b"\x01") * (self.ends[-1] if self.ends else 0)
        for start, end in stretches:
            kept[start:end] = bytes(len(kept[start:end]))
        chosen = [kept[start] for start in self.starts]
        letters = "".join(compress(self.letters, chosen))
        return Folded(letters, list(compress(self.starts, chosen)), list(compress(self.ends, chosen)))


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

    >>> fingerprint("Camelot, 1998") == fingerprint("CAME-\\nLOT 1998")
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
    length, total = _length_and_sum(wanted)
    return [
        place
        for first in _windows(text, length, total)
        if _fingerprint(text.letters[first : first + length]) == wanted and (place := text.place(first, length))
    ]


def find_replaced(text: Folded, wanted: str, letter: str, other: str) -> list[tuple[int, int]]:
    """As `find`, with two letters as one: many a print has е for ё, and another copy may have ё again.

    The sum tells how many of the letters the passage has that the text prints as the other; each way to place so many
    in a stretch of the right length is tried, where the stretch begins and ends at a sign that is no letter.
    """
    length, total = _length_and_sum(wanted)
    text = Folded(text.letters.replace(letter, other), text.starts, text.ends)
    found = []
    for count in range(_MOST_REPLACED + 1):
        for first in _windows(text, length, total - count * (ord(letter) - ord(other))):
            stretch = text.letters[first : first + length]
            ways = _with(letter, other, stretch, count) if text.is_apart(first, length) else ()
            if any(_fingerprint(letters) == wanted for letters in ways) and (place := text.place(first, length)):
                found.append(place)
    return sorted(found)


def _length_and_sum(wanted: str) -> tuple[int, int]:
    match = FINGERPRINT.fullmatch(wanted)
    if match is None:
        raise ValueError(f"'{wanted}' is not a fingerprint")
    return int(match[1]), int(match[2], 16)


def _windows(text: Folded, length: int, total: int) -> Iterator[int]:
    """Where stretches of this length begin whose letters have this sum."""
    sums = list(map(operator.sub, text.sums[length:], text.sums))
    first = -1
    with suppress(ValueError):  # there is none any more
        while True:
            first = sums.index(total, first + 1)
            yield first


def _with(letter: str, other: str, letters: str, count: int) -> Iterator[str]:
    """Letters with so many of the other turned into the one, in every way; none if the ways are too many to try."""
    places = [place for place, each in enumerate(letters) if each == other]
    if comb(len(places), count) > _MOST_WAYS:
        return
    for chosen in combinations(places, count):
        changed = list(letters)
        for place in chosen:
            changed[place] = letter
        yield "".join(changed)


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

    >>> whole_words("in Camelots", 3, 11), whole_words("in Camelots", 3, 7)
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
