"""Unknown things of an article as records of proposals: each once, with its names as printed and where it is named."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from rapidfuzz import fuzz

from kgtools import namespaces
from kgtools.articles.mentions import words
from kgtools.claims.model import Corpus
from kgtools.curation.extract.spans import Mention, Reading
from kgtools.curation.proposals.records import By, Quote, Thing
from kgtools.values.transliteration import phonetic_key

_AROUND = 30  # code points of a quote's prefix and suffix
_QUOTES = 3  # of a thing
_MOST = 3  # candidates
_ALIKE = 85.0  # of 100


def quote(text: str, start: int, end: int) -> Quote:
    """The words of a text at a place, with what stands around them.

    >>> quote("Talks in Avalon ended.", 9, 15)
    Quote(exact='Avalon', prefix='Talks in ', suffix=' ended.', start=9, end=15, count='codepoint')
    """
    prefix, suffix = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return Quote(text[start:end], prefix.rpartition("\n\n")[2], suffix.partition("\n\n")[0], start, end)


def things(reading: Reading, corpus: Corpus) -> Iterator[Thing]:
    """The unknown things of an article that is read, in the order of their first mention."""
    mentions: dict[str, list[Mention]] = defaultdict(list)
    cells = (cell for table in reading.tables for row in table.rows for cell in row)
    for one in (*reading.mentions, *(one for cell in cells for one in cell.mentions)):
        if not one.entity and one.key:
            mentions[one.key].append(one)
    for key, own in mentions.items():
        yield _thing(reading.text, key, own, corpus)


def _thing(text: str, key: str, own: list[Mention], corpus: Corpus) -> Thing:
    named = [one for one in own if one.how != "again"] or own
    labels: dict[str, str] = {}
    for language in namespaces.languages():
        if names := Counter(one.name for one in named if one.language == language):
            labels[language] = names.most_common(1)[0][0]
    printed = dict.fromkeys(" ".join(text[one.start : one.end].split()) for one in named)
    kind = Counter(one.kind for one in named).most_common(1)[0][0]
    surest = max(one.confidence for one in own)
    return Thing(
        new=key,
        kind=kind,
        labels=labels or {own[0].language: own[0].name},
        printed=tuple(printed),
        perhaps=tuple(dict.fromkeys([*(known for one in own for known in one.perhaps), *_alike(kind, labels, corpus)]))[
            :_MOST
        ],
        quotes=tuple(quote(text, one.start, one.end) for one in own[:_QUOTES]),
        by=By(f"name:{kind}", round(surest, 2)),
    )


def _alike(kind: str, labels: dict[str, str], corpus: Corpus) -> list[str]:
    """Known people whose surname sounds alike: a curator says whether it is one of them."""
    if kind != "Person":
        return []
    own = {phonetic_key(found[-1].printed) for label in labels.values() if (found := words(label))}
    ranked = []
    for entity in corpus.entities.values():
        if entity.kind == "Person":
            theirs = {phonetic_key(found[-1].printed) for text in entity.labels if (found := words(text.value))}
            ranked.append((-max(fuzz.ratio(one, other) for one in own for other in theirs), entity.id))
    return [entity for score, entity in sorted(ranked) if -score >= _ALIKE]
