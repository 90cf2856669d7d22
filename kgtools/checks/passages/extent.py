"""Whether a passage is long enough to say something, and short enough to show where it is said."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from kgtools.articles.paragraphs import split_paragraphs
from kgtools.checks.passages.place import Slip
from kgtools.claims.model import Claim, Fact, Opinion
from kgtools.languages import scripts

_FEWEST_WORDS = 4  # of an opinion or figure; a fact may be a name in its own place, such as a heading or an address
# Code points that the passage of an opinion and of another claim may have, its sentences, and those of a paragraph
# that it may be the whole of: a fact can rest on what the first sentence of a paragraph names.
_OPINION, _OTHER = (600, 4, 2), (800, 6, 4)
_ADDRESS = re.compile(r"[/_.@]\w")
_SENTENCE = re.compile(
    r"(?<=[^\W\d_]{3})[.!?…]+[»”\")\]*]*\s+[«“\"(\[*]*(?=[#])|\n\s*\n(?=\s*[#])".replace("#", scripts.opening())
)


class Paragraphs:
    """The paragraphs of a text, from the first letter or digit of each to its last."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._places = [self._letters(start, end) for start, end in split_paragraphs(text)]
        self._starts = [start for start, _ in self._places]

    def _letters(self, start: int, end: int) -> tuple[int, int]:
        while start < end and not self._text[start].isalnum():
            start += 1
        while start < end and not self._text[end - 1].isalnum():
            end -= 1
        return start, end

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a passage is a paragraph, or holds one from its first letter to its last."""
        number = bisect_right(self._starts, start) - 1
        return number >= 0 and self._places[number][0] == start and self._places[number][1] <= end


def slips(claim: Claim, passage: str, whole: bool) -> Iterator[Slip]:
    """A passage, as printed, that is too short or too long for a claim; `whole` if it holds a whole paragraph."""
    assert claim.anchor is not None
    words = len(re.findall(r"\w+", passage))
    place = f"{claim.anchor.start}-{claim.anchor.end}"
    if words < _FEWEST_WORDS and not isinstance(claim, Fact):
        yield Slip("start", f"the passage has {words} words", place, "the words that say it all")
    elif words < 2 and not _ADDRESS.search(passage):
        yield Slip("start", "the passage is a single word", place, "the words that say it all")
    letters, most, of_whole = _OPINION if isinstance(claim, Opinion) else _OTHER
    sentences = len(_SENTENCE.findall(passage)) + 1
    if len(passage) > letters or sentences > most or (whole and sentences > of_whole):
        message = f"the passage has {sentences} sentences in {len(passage)} characters"
        yield Slip("end", message, place, "the sentence that says it")
