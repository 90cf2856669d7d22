"""Whether a claim fits its own passage better than the passage of the row before or after it.

A block of anchors pasted one line down, a column sorted by itself, a cell filled down: each row then still has a
passage that exists, and often one that names what it names. What a claim says is put in the language of its
passage, by the translation of its text and the labels of what it names, and weighed: a word that few passages of
the article have tells more than one that many have. A claim whose words stand in the passage of its neighbour
rather than in its own is shown with that neighbour.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

from kgtools import namespaces
from kgtools.articles.anchors import Anchor
from kgtools.articles.endings import stem
from kgtools.articles.fingerprints import digest
from kgtools.articles.lexicon import plain
from kgtools.checks.passages.dates import dates_of
from kgtools.checks.passages.gists import own_words
from kgtools.checks.passages.place import Slip, language_of
from kgtools.claims.model import Claim, Corpus, Entity, Fact
from kgtools.languages import remembered

Marks = frozenset[str]
# By how many bits another passage must fit better: a text; all that a fact gives, and its value among it, where
# no note explains how it is printed and where one does.
_TEXT = 2.5
_FACT, _EXPLAINED = (3.0, 0.0), (6.0, 0.5)
_LEAST = 0.1  # a text of which less than this share of what it tells stands in its passage is said elsewhere
_YEAR = re.compile("[0-9]{4}")
_WORD = re.compile(r"[^\W\d_]+|[0-9]+(?:[.,][0-9]+)?")
_LONG = 5  # letters of a word that count


@remembered(32768)
def _mark(word: str) -> str:
    if word[0].isdecimal():
        return word.replace(",", ".")
    return stem(word)[:_LONG] if len(word) > 3 else ""


@remembered(8192)
def marks(stretch: str) -> Marks:
    """What tells a stretch in small letters from others: the stems of its longer words, and its numbers.

    >>> sorted(marks("the trade of 2021 grew by 2,5"))
    ['2.5', '2021', 'grew', 'trad']
    """
    even = stretch.replace("\u00ad", "").replace("-\n", "").replace("’", "")
    return frozenset(filter(None, map(_mark, _WORD.findall(even))))


class Fits:
    """How well the passages of an article fit what its claims say, in bits."""

    def __init__(self, text: str, claims: list[Claim], corpus: Corpus) -> None:
        self._text, self._entities = text, corpus.entities
        self._languages: dict[Anchor, str] = {}
        self._of_entity: dict[tuple[str, str], list[tuple[Marks, float]]] = {}
        self._translated = _by_source(corpus)
        anchors = {claim.anchor for claim in claims if claim.anchor}
        self._having = Counter(mark for anchor in anchors for mark in self._marks_at(anchor))
        self._passages = len(anchors)
        rows = sorted(claims, key=lambda claim: (claim.file, claim.line))
        beside = [(one, other) for one, other in pairwise(rows) if one.file == other.file]
        self._after = {one.key: other for one, other in beside}
        self._before = {other.key: one for one, other in beside}

    def slip(self, claim: Claim) -> Slip | None:
        """What shows that a claim stands under another passage than its own: a neighbour's fits, or its own not."""
        assert claim.anchor is not None
        column, text = own_words(claim)
        if not text and not isinstance(claim, Fact):
            return None
        for other in filter(None, (self._before.get(claim.key), self._after.get(claim.key))):
            assert other.anchor is not None
            if not _overlap(claim.anchor, other.anchor) and self._fits_better(claim, other.anchor, text):
                message = f"the passage of {other.id} fits the row better than its own"
                return Slip("start", message, str(claim.anchor.start), str(other.anchor.start))
        said = self._text_marks(text, claim.anchor)
        if said and self._text_bits(text, claim.anchor) < _LEAST * self._bits(said):
            return Slip(column, "hardly a word of it stands in the passage", text, "what the passage says")
        return None

    def _fits_better(self, claim: Claim, other: Anchor, text: str) -> bool:
        assert claim.anchor is not None
        if text:
            return self._text_bits(text, other) - self._text_bits(text, claim.anchor) > _TEXT
        assert isinstance(claim, Fact)
        value = self._named(claim.value, other) - self._named(claim.value, claim.anchor)
        value += self._given(claim, other) - self._given(claim, claim.anchor)
        all_ = value + self._named(claim.subject, other) - self._named(claim.subject, claim.anchor)
        return any(
            all_ > least and value > of_value for least, of_value in (_EXPLAINED, *(() if claim.note else (_FACT,)))
        )

    def _text_bits(self, text: str, anchor: Anchor) -> float:
        return self._bits(self._text_marks(text, anchor) & self._marks_at(anchor))

    def _text_marks(self, text: str, anchor: Anchor) -> Marks:
        """A curator's text as marks in the language of a passage."""
        language = self._language(anchor)
        words = (
            text
            if language == namespaces.first_language()
            else self._translated.get(digest(text), {}).get(language, "")
        )
        return marks(plain(words))

    def _given(self, fact: Fact, anchor: Anchor) -> float:
        """The bits of the years of a fact, its number or its words in a passage."""
        said = {year for _, edtf in dates_of(fact) for year in _YEAR.findall(edtf)}
        if fact.language:
            said |= marks(plain(fact.value))
        elif re.fullmatch("[0-9.]+", fact.value):
            said.add(fact.value)
        return self._bits(said & self._marks_at(anchor))

    def _named(self, identifier: str, anchor: Anchor) -> float:
        """The bits of a thing in a passage: those of its longest name there, by the share of one that is printed."""
        entity = self._entities.get(identifier)
        if entity is None:
            return 0.0
        names = self._names(entity, self._language(anchor))
        if not names:
            return 0.0
        there = self._marks_at(anchor)
        return max(bits for _, bits in names) * max(self._bits(name & there) / bits for name, bits in names)

    def _names(self, entity: Entity, language: str) -> list[tuple[Marks, float]]:
        """The names of a thing in a language, as marks, each with its bits; those that tell nothing are left out."""
        key = entity.id, language
        if key not in self._of_entity:
            texts = (name.value for name in (*entity.labels, *entity.aliases) if name.language == language)
            weighed = ((found, self._bits(found)) for found in map(marks, map(plain, texts)))
            self._of_entity[key] = [(found, bits) for found, bits in weighed if bits]
        return self._of_entity[key]

    def _language(self, anchor: Anchor) -> str:
        if anchor not in self._languages:
            self._languages[anchor] = language_of(self._text[anchor.start : anchor.end])
        return self._languages[anchor]

    def _bits(self, said: Iterable[str]) -> float:
        return sum(map(self._weight, said))

    def _weight(self, mark: str) -> float:
        """How much it tells that a passage has a mark, in bits; nothing if no passage of a claim has it."""
        having = self._having[mark]
        return math.log2((self._passages + 1) / (having + 1)) if having else 0.0

    def _marks_at(self, anchor: Anchor) -> Marks:
        return marks(self._text[anchor.start : anchor.end])


def _by_source(corpus: Corpus) -> Mapping[str, dict[str, str]]:
    """The translations by the fingerprint of the text and by language, wherever that text stands now."""
    found: dict[str, dict[str, str]] = {}
    for row in corpus.translations:
        found.setdefault(row.fingerprint, {})[row.language] = row.text
    return found


def _overlap(one: Anchor, other: Anchor) -> bool:
    return one.start < other.end and other.start < one.end
