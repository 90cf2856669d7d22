"""Where a quote of a proposal stands in the text of its article: exactly, evened out, nearly, elsewhere or nowhere.

Evened out is what print alone makes different: line breaks and hyphens, quotation marks, dashes, е for ё,
letters of the other alphabet that look alike, numbers of notes, an editor's words in square brackets, and words
left out at an ellipsis. No letter and no digit is forgiven beyond that: what is merely alike is shown, never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz

from kgtools.articles import fingerprints
from kgtools.articles.anchors import Anchor
from kgtools.articles.copies import Copy
from kgtools.articles.lexicon import in_print
from kgtools.articles.paragraphs import between_pages, marks
from kgtools.curation.proposals.records import Quote
from kgtools.languages import remembered, scripts

EXACT, EVENED = "exact", "evened"  # placed
SEVERAL, CUT, ALTERED = "several", "cut", "altered"  # to be chosen from; within words; not printed so
ELSEWHERE, MISSING, UNCHECKED = "elsewhere", "missing", "unchecked"
PLACED = (EXACT, EVENED)

_ELLIPSIS = re.compile(r"\s*[\[(<]?\s*(?:…|\.\s?\.\s?\.+)\s*[\])>]?\s*")
_BRACKETS = re.compile(r"\s*\[[^\[\]\d]*\]\s*")  # with a digit they are no editor's
_NEAR = 300  # code points that an ellipsis may leave out
_REPLACED = 60  # and that an editor's words in brackets may stand for
_PART, _ALL = 3, 10  # letters that a part beside an ellipsis has at least, and all parts
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
# Digits with what stands between them: what parts 6,2 from 62 and 2017-2019 from 20172019.
_NUMBER = re.compile(r"[0-9](?:[.\-]?[0-9])*")
_LOOSE = re.compile(r"\u00ad\s*|\s+")
_SIGNS = "%‰№°"
_ALIKE = 60  # of 100: what is less like a quote is not shown beside it
_SHOWN, _LONG = 3, 60  # differences that are told, and letters of each


@remembered()
def _in_print() -> dict[int, str]:
    """Letters for which many a print has others, small and capital: е for ё."""
    found = in_print()
    return str.maketrans({**found, **{letter.upper(): other.upper() for letter, other in found.items()}})


@dataclass(frozen=True)
class QuoteVerdict:
    """What became of a quote: the kind, the places (start, end) in code points, and words for a curator.

    One place if it is placed, several to choose from; of a quote that is not printed so the nearest place, of one
    of another article none: `article` is then the id of that one.
    """

    kind: str
    places: tuple[tuple[int, int], ...] = ()
    text: str = ""
    article: str = ""

    @property
    def placed(self) -> bool:
        """Whether the quote stands in the article, at one place."""
        return self.kind in PLACED


class Quotes:
    """The text of an article, and those of others at hand, ready to look up quotes in.

    >>> from pathlib import Path
    >>> quotes = Quotes(Copy(Path("a.txt"), "They met in May 2031, and signed.", same=True))
    >>> quotes.place(Quote("they met … 2031")).kind
    'evened'
    >>> quotes.place(Quote("met in May 2032")).text
    'not printed so: the article has «2031» where the quote has «2032»'
    """

    def __init__(self, copy: Copy | None, others: Mapping[str, Copy] | None = None, same: bool = False) -> None:
        """`same` says that the reader read this very text: a place then tells which of several is meant."""
        self._copy = copy
        self._same = same
        self._others = {article: _Text(other) for article, other in (others or {}).items()}
        self._text = _Text(copy) if copy else None
        self._known: dict[Quote, QuoteVerdict] = {}

    def place(self, quote: Quote) -> QuoteVerdict:
        """Where a quote stands, or why it does not."""
        if quote not in self._known:
            self._known[quote] = self._place(quote)
        return self._known[quote]

    def anchor(self, verdicts: Sequence[QuoteVerdict]) -> Anchor | None:
        """The anchor of a proposal, from its first quote to its last; None unless all are placed, near each other."""
        if self._copy is None or not verdicts or not all(one.placed for one in verdicts):
            return None
        places = sorted(one.places[0] for one in verdicts)
        if any(later[0] - earlier[1] > _NEAR for earlier, later in pairwise(places)):
            return None
        start, end = places[0][0], max(end for _, end in places)
        return Anchor(start, end, fingerprints.fingerprint(self._copy.text[start:end]))

    def printed(self, start: int, end: int) -> str:
        """A stretch of the article in one line."""
        return fingerprints.tidy(self._copy.text[max(0, start) : end]) if self._copy else ""

    def _place(self, quote: Quote) -> QuoteVerdict:
        if self._text is None:
            return QuoteVerdict(UNCHECKED, text="no copy of the article is at hand, so nothing shows that it says this")
        if not fingerprints.fold(quote.exact).letters:
            return QuoteVerdict(MISSING, text="the quote holds no letter and no digit")
        kind, places = self._text.find(quote.exact)
        if kind in PLACED:
            return self._chosen(kind, places, quote)
        for article, other in self._others.items():
            if other.has(quote.exact):
                said = f"misattributed: these are words of the article '{article}', not of this one"
                return QuoteVerdict(ELSEWHERE, text=said, article=article)
        if kind == CUT:
            whole = _to_words(self._text.text, *places[0])
            said = f"the quote begins or ends inside a word: the article has «{self.printed(*whole)}»"
            return QuoteVerdict(CUT, (whole,), said)
        return self._nearest(quote)

    def _chosen(self, kind: str, places: list[tuple[int, int]], quote: Quote) -> QuoteVerdict:
        """The place that is meant: the only one, the one with these words around it, or the one the reader names."""
        assert self._text is not None
        around = [place for place in places if self._text.is_between(place, quote.prefix, quote.suffix)]
        if len(around) == 1:
            return QuoteVerdict(kind, tuple(around))
        if len(places) == 1:
            said = "the words before or after it are not those that the reader gives"
            return QuoteVerdict(kind, tuple(places), said)
        places = around or places
        if self._same and (start := self._start(quote)) is not None:
            at = [place for place in places if place[0] <= start < place[1] and start - place[0] < _PART]
            if len(at) == 1:
                return QuoteVerdict(kind, tuple(at), f"of its {len(places)} places the one that the reader gives")
        listed = ", ".join(f"{start}-{end}" for start, end in places[:9])
        said = f"it stands in the article {len(places)} times ({listed}): choose, or give the words before or after it"
        return QuoteVerdict(SEVERAL, tuple(places), said)

    def _start(self, quote: Quote) -> int | None:
        """The start that the reader gives, in code points; None for one in pages, or without one."""
        assert self._text is not None
        text = self._text.text
        if quote.start is None or quote.count == "page":
            return None
        if quote.count == "utf16":
            return len(text.encode("utf-16-le")[: 2 * quote.start].decode("utf-16-le", "ignore"))
        return len(text.encode()[: quote.start].decode(errors="ignore")) if quote.count == "byte" else quote.start

    def _nearest(self, quote: Quote) -> QuoteVerdict:
        """The place most like a quote, with the difference: for the curator to see, never to be taken."""
        assert self._text is not None
        place, differences = self._text.nearest(quote.exact)
        if place is None:
            return QuoteVerdict(MISSING, text="the article has nothing like it")
        return QuoteVerdict(ALTERED, (place,), f"not printed so: {differences}")


@dataclass(frozen=True)
class _Way:
    """A text as it is looked through: its characters, each at its place, and its letters."""

    text: str
    letters: fingerprints.Folded


class _Text:
    """One text, in the ways it is looked through, and its words."""

    def __init__(self, copy: Copy) -> None:
        self.text, self._copy = copy.text, copy

    @cached_property
    def _as_printed(self) -> _Way:
        return _Way(self.text, self._copy.folded)

    @cached_property
    def _evened(self) -> _Way:
        return _evened(self.text)

    @cached_property
    def _without_notes(self) -> _Way:
        text = self.text
        for start, end in (*between_pages(text), *marks(text)):
            text = text[:start] + " " * (end - start) + text[end:]
        return _evened(text)

    def find(self, quote: str) -> tuple[str, list[tuple[int, int]]]:
        """How a quote stands in the text and at which places; CUT with those within words; MISSING without any."""
        cut: list[tuple[int, int]] = []
        for kind, way, parts, near in self._readings(quote):
            places = list(_chains(way, parts, near))
            if whole := [place for place in places if fingerprints.whole_words(self.text, *place)]:
                return kind, whole
            cut = cut or places
        return (CUT, cut) if cut else (MISSING, [])

    def has(self, quote: str) -> bool:
        """Whether a quote stands in the text as it is, or evened out letter by letter."""
        ways = ((self._as_printed, quote), (self._evened, _even(quote)))
        return any(fingerprints.whole_words(self.text, *place) for way, one in ways for place in _chains(way, [one], 0))

    def _readings(self, quote: str) -> Iterator[tuple[str, _Way, list[str], int]]:
        """The ways in which a quote may stand in the text: how it is read, in what, its parts, how far apart."""
        yield EXACT, self._as_printed, [quote], 0
        even = _even(quote)
        for reading in dict.fromkeys((quote, even)):
            parts = _parts(_ELLIPSIS, reading)
            if len(parts) > 1 or parts != [reading]:
                yield EVENED, self._as_printed, parts, _NEAR
        yield EVENED, self._evened, [even], 0
        yield EVENED, self._without_notes, [even], 0
        yield EVENED, self._without_notes, _parts(_ELLIPSIS, even), _NEAR
        if "[" in even:
            yield EVENED, self._without_notes, _parts(_ELLIPSIS, _BRACKETS.sub(" ", _without_dots(even))), _NEAR
            yield EVENED, self._without_notes, _parts(_BRACKETS, _without_dots(even)), _REPLACED

    def is_between(self, place: tuple[int, int], prefix: str, suffix: str) -> bool:
        """Whether a place stands between these words; those that are not given stand everywhere."""
        before, after = (fingerprints.fold(_even(words)).letters.translate(_in_print()) for words in (prefix, suffix))
        reach = 3 * (len(prefix) + len(suffix)) + 40
        left = _evened(self.text[max(0, place[0] - reach) : place[0]]).letters.letters
        right = _evened(self.text[place[1] : place[1] + reach]).letters.letters
        return left.endswith(before) and right.startswith(after)

    @cached_property
    def _words(self) -> list[tuple[str, int, int]]:
        return _words(self.text)

    @cached_property
    def _places_of_words(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for number, (word, _, _) in enumerate(self._words):
            places[word].append(number)
        return dict(places)

    def nearest(self, quote: str) -> tuple[tuple[int, int] | None, str]:
        """The stretch most like a quote, and how they differ; None if there is none. It votes by words in a row."""
        wanted = _words(quote)
        votes: Counter[int] = Counter()
        for number, (word, _, _) in enumerate(wanted):
            for place in (found := self._places_of_words.get(word, ())):
                votes[place - number] += 100 // len(found) + 1
        if not votes:
            return None, ""
        best = max(votes, key=lambda shift: (sum(votes.get(shift + step, 0) for step in (-1, 0, 1)), -shift))
        first = max(0, best)
        window = self._words[first : max(best + len(wanted), first + 1)]
        if not window:
            return None, ""
        own, printed = ([word for word, _, _ in words] for words in (wanted, window))
        if fuzz.ratio(" ".join(own), " ".join(printed)) < _ALIKE:
            return None, ""
        return (window[0][1], window[-1][2]), _differences(quote, wanted, self.text, window)


def _evened(text: str) -> _Way:
    even = _even(text)
    folded = fingerprints.fold(even)
    return _Way(even, fingerprints.Folded(folded.letters.translate(_in_print()), folded.starts, folded.ends))


def _even(text: str) -> str:
    """A text with letters of the other alphabets that look alike as one, each character at its place."""
    return text.translate(scripts.LOOK_ALIKE).translate(_in_print())


def _without_dots(quote: str) -> str:
    """A quote whose ellipses in brackets are plain ones, so that no brackets but an editor's are left."""
    return _ELLIPSIS.sub(" … ", quote)


def _parts(separator: re.Pattern[str], quote: str) -> list[str]:
    return [part for part in separator.split(quote) if fingerprints.fold(part).letters]


def _chains(way: _Way, parts: list[str], near: int) -> Iterator[tuple[int, int]]:
    """The places at which all parts follow each other, each no farther than `near` from the one before it.

    Of chains that end at one place only the shortest is given. Parts that are too short to tell anything have none.
    """
    letters = [len(fingerprints.fold(part).letters) for part in parts]
    if not parts or (len(parts) > 1 and (min(letters) < _PART or sum(letters) < _ALL)):
        return
    found = [_stands(way, part, len(parts) > 1) for part in parts]
    chains = [(start, end) for start, end in found[0]]
    for following in found[1:]:
        longer: dict[int, tuple[int, int]] = {}
        for start, end in chains:
            after = next((place for place in following if place[0] >= end), None)
            if after and after[0] - end <= near:
                longer[after[1]] = max(longer.get(after[1], (start, after[1])), (start, after[1]))
        chains = list(longer.values())
    yield from chains


def _stands(way: _Way, part: str, whole: bool) -> list[tuple[int, int]]:
    """Where a part of a quote stands with the same numbers and signs; only between words if it must be `whole`."""
    lacking = (letter for letter in in_print() if letter not in way.letters.letters)
    evened = part.translate({ord(letter): in_print()[letter] for letter in lacking})
    places = fingerprints.find_quote(way.letters, evened)
    return [
        place for place in places
        if (not whole or fingerprints.whole_words(way.text, *place)) and _same_signs(way.text, place, part)
    ]  # fmt: skip


def _same_signs(text: str, place: tuple[int, int], quote: str) -> bool:
    """Whether numbers are parted in the same way in a quote and at its place, and have the same signs."""
    start, end = place
    first = next(i for i, c in enumerate(quote) if c.isalnum())
    last = next(i for i in range(len(quote), 0, -1) if quote[i - 1].isalnum())
    if _numbers(text[start:end]) != _numbers(quote[first:last]):
        return False
    if _signs(text[start:end]) != _signs(quote[first:last]):
        return False
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    return not Counter(_signs(quote[:first])) - Counter(_signs(before)) and (
        not Counter(_signs(quote[last:])) - Counter(_signs(after))
    )


def _numbers(text: str) -> list[str]:
    """The numbers of a text, with what parts their digits: in groups or not, a decimal comma or point."""
    return _NUMBER.findall(_LOOSE.sub("", text.translate(_DASHES)).replace(",", "."))


def _signs(text: str) -> list[str]:
    return [sign for sign in text if sign in _SIGNS or unicodedata.category(sign) == "Sc"]


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch that begins or ends inside words, with the whole of them."""
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as they are compared, each with its place; numbers keep what parts their digits."""
    pattern = r"[0-9]+(?:[.,][0-9]+)*|[^\W_](?:[^\W_]|[\u0300-\u036f]|\u00ad\s*|-\s*\n\s*(?=[^\W\d_]))*"
    return [
        (_evened(match[0]).letters.letters if not match[0][0].isdigit() else match[0].replace(",", "."), *match.span())
        for match in re.finditer(pattern, text)
    ]


def _differences(
    quote: str, own: Sequence[tuple[str, int, int]], text: str, printed: Sequence[tuple[str, int, int]]
) -> str:
    """In words, how the words of a quote differ from those in print: the first differences, each in short."""
    said = []
    matcher = SequenceMatcher(None, [word for word, _, _ in own], [word for word, _, _ in printed], autojunk=False)
    for what, first, last, start, end in matcher.get_opcodes():
        mine, theirs = _shown(quote, own[first:last]), _shown(text, printed[start:end])
        if what == "replace":
            said.append(f"the article has «{theirs}» where the quote has «{mine}»")
        elif what == "insert":
            said.append(f"the quote leaves out «{theirs}»")
        elif what == "delete":
            said.append(f"the article does not have «{mine}»")
    if not said:
        stretch = fingerprints.tidy(text[printed[0][1] : printed[-1][2] + 1])
        return f"a sign beside a number differs: the article has «{stretch[-_LONG:]}»"
    return "; ".join(said[:_SHOWN]) + (f"; and {len(said) - _SHOWN} more differences" if len(said) > _SHOWN else "")


def _shown(text: str, words: Sequence[tuple[str, int, int]]) -> str:
    """A stretch of words in short."""
    if not words:
        return ""
    stretch = fingerprints.tidy(text[words[0][1] : words[-1][2]])
    return stretch if len(stretch) <= _LONG else stretch[:_LONG].rstrip() + "…"


def worst(verdicts: Iterable[QuoteVerdict]) -> QuoteVerdict:
    """Of what became of the quotes of a proposal that which a curator must know first."""
    order = (MISSING, ELSEWHERE, ALTERED, CUT, SEVERAL, UNCHECKED, EVENED, EXACT)
    return min(verdicts, key=lambda one: order.index(one.kind))
