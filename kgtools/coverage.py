"""Which part of an article its claims cover, and which paragraphs hold none.

A paragraph is a stretch of text between blank lines (or page breaks). One that holds nothing for
the graph is listed in `article.yaml` under `empty`, with its place, its fingerprint and a word why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgtools import evidence, text
from kgtools.claims import Article, Corpus
from kgtools.evidence import Copy

_SHORT = 4  # letters up to which a name must agree in case
_PARAGRAPH = re.compile(r"[^\s](?:.|\n(?!\s*\n))*", re.MULTILINE)


@dataclass(frozen=True)
class Gap:
    """A paragraph without a claim: its place, the number of its letters and digits, and why it is empty if told."""

    start: int
    end: int
    letters: int
    why: str


@dataclass(frozen=True)
class Coverage:
    """How far an article is covered: the share of its letters and digits, its paragraphs, and its gaps."""

    article: str
    share: float
    paragraphs: int
    gaps: tuple[Gap, ...]


def measure(corpus: Corpus, article: Article, copy: Copy) -> Coverage:
    """Measure one article against a copy at hand; anchors are found again if the copy differs."""
    folded = copy.folded
    covered = bytearray(len(copy.text))
    for claim in corpus.claims:
        if claim.article == article.id and claim.anchor:
            _mark(covered, evidence.judge(copy, claim.anchor).places[:1])
    empty = {}
    for part in article.empty:
        for start, end in evidence.judge(copy, part.anchor).places[:1]:
            empty[start, end] = part.why
    places = folded.starts
    share = sum(covered[place] for place in places) / len(places) if places else 0.0
    paragraphs = list(split(copy.text))
    gaps = []
    for start, end in paragraphs:
        letters = len(text.fold(copy.text[start:end]).letters)
        if letters and not any(covered[start:end]):
            why = next((why for (first, last), why in empty.items() if first < end and start < last), "")
            gaps.append(Gap(start, end, letters, why))
    return Coverage(article.id, share, len(paragraphs), tuple(gaps))


def printed_names(corpus: Corpus, article: Article, copy: Copy) -> list[dict[str, str]]:
    """The names of entities that an article prints as whole words, in the languages it is written in.

    Names of up to four letters must agree in case too. Inflected forms are not recognised, so a
    name that stands only with endings counts as not printed. Rows for `names.csv`.
    """
    rows = []
    for entity in corpus.entities.values():
        for name in dict.fromkeys((*entity.labels, *entity.aliases)):
            if name.language.partition("-")[0] not in article.languages:
                continue
            places = text.find_quote(copy.folded, name.value)
            short = sum(character.isalnum() for character in name.value) <= _SHORT
            for start, end in places:
                as_printed = not short or name.value in copy.text[start - 1 : end + 1]
                if as_printed and text.whole_words(copy.text, start, end):
                    rows.append({"entity": entity.id, "language": name.language, "name": name.value})
                    break
    return sorted(rows, key=lambda row: (row["entity"], row["language"], row["name"]))


def _mark(covered: bytearray, places: Iterable[tuple[int, int]]) -> None:
    for start, end in places:
        covered[start:end] = b"\x01" * (end - start)


def split(content: str) -> Iterator[tuple[int, int]]:
    """The paragraphs of a text as (start, end), without white space at their ends.

    >>> list(split("One\\ntwo.\\n\\nThree."))
    [(0, 8), (10, 16)]
    """
    for match in _PARAGRAPH.finditer(content):
        yield match.start(), match.start() + len(match[0].rstrip())
