"""What passages say, in parts that survive translation, and how much each part tells when two articles share it.

A passage names things (entities, the series of its figures, topics) and says something of them. The things are its
heads; a statement is a part of its own that hangs on its head. For where two articles speak of one thing, they
say much alike because it is true: that a treaty is dated alike tells next to nothing of a copy, so a date that is
made finer, or a number printed in another unit, must not make one.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from kgtools import marks
from kgtools.changing import Each
from kgtools.claims.model import Article, Claim, Corpus, Fact, Figure, Opinion
from kgtools.differing import Changed
from kgtools.ontology import Ontology
from kgtools.remembering import Same, as_before, for_the_same, same
from kgtools.values import numbers

_OF = "\t"  # between a head and what is said of it
Features = frozenset[str]


@dataclass(frozen=True)
class Said:
    """What a claim, given by its key (article/id), says as features."""

    claim: str
    features: Features
    is_number: bool


@dataclass(frozen=True)
class Passage:
    """Claims of one article whose places in the text have a point in common, and what they say as features.

    `said` has what each claim says, in their order.
    """

    article: str
    features: Features
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Vocabulary:
    """How many passages an article has, and how many have each feature, kind of head and kind of statement."""

    passages: int
    features: Counter[str]
    kinds: Counter[str]
    statements: Counter[tuple[str, str]]


def passages(corpus: Corpus, ontology: Ontology) -> Changed[str, Same[Passage]]:
    """The passages of each article that has claims, in the order of its text; the very same while they say the same.

    A passage ends where the shortest of its places ends: a claim that rests on a whole paragraph does not make
    one passage of it.
    """
    return _by_article.of(corpus.by_article, corpus.articles, given=(ontology,))


def _of_article(
    _: str, claims: Same[Claim], article: Article | None, ontology: Ontology
) -> Same[Passage] | None:  # fmt: skip
    return _passages(claims, as_before(article.authors), ontology) if article else None


_by_article = Each[str, Same[Claim], Same[Passage]](_of_article, in_order=True)


@for_the_same(8192)
def _passages(claims: tuple[Claim, ...], authors: tuple[str, ...], ontology: Ontology) -> Same[Passage]:
    places = [(claim.anchor.start, claim.anchor.end, claim.id, claim) for claim in claims if claim.anchor]
    groups: list[list[Claim]] = []
    end = -1
    for start, stop, _, claim in sorted(places, key=lambda place: place[:3]):
        if start >= end:
            groups.append([])
            end = stop
        groups[-1].append(claim)
        end = min(end, stop)
    return same(_passage(same(group), authors, ontology) for group in groups)


@for_the_same(65536)
def _passage(claims: Same[Claim], authors: tuple[str, ...], ontology: Ontology) -> Passage:
    said = tuple(Said(claim.key, _features(claim, authors, ontology), isinstance(claim, Figure)) for claim in claims)
    return as_before(Passage(claims[0].article, frozenset().union(*(one.features for one in said)), said))


def _features(claim: Claim, authors: tuple[str, ...], ontology: Ontology) -> Features:
    """What a claim names and says: heads, and statements that begin with their head.

    Dates are no part: of a fact it counts that a date is given, and the period of a figure is left out.
    """
    named = {speaker for speaker in claim.speakers if speaker not in authors}
    if isinstance(claim, Fact):
        dated = ontology.properties[claim.property].takes == "date"
        if claim.subject.startswith(_told_by_titles(ontology)) and not dated:
            return frozenset()
        value = claim.value if "/" in claim.value else ""  # not an id, but words, which are of one language
        said = {claim.subject, _OF.join((claim.subject, claim.property, "" if dated else value))}
    elif isinstance(claim, Figure):
        said = {_series(claim), number_feature(claim, ontology)}
    else:
        assert isinstance(claim, Opinion)
        said = {claim.about}
    return frozenset(filter(None, said | named))


@lru_cache(maxsize=8)
def _told_by_titles(_: Ontology) -> tuple[str, ...]:
    """What the ids of relations and offices begin with: who holds which follows from titles that any text may print."""
    held = (kind for relation in marks.relations(by_one=True) for kind in marks.kinds_of(relation.to))
    return (*marks.kinds("statementOf"), *held)


def _series(figure: Figure) -> str:
    return " ".join((figure.indicator, figure.measured, figure.partner))


def number_feature(figure: Figure, ontology: Ontology) -> str:
    return _series(figure) + _OF + base_value(figure, ontology)


def base_value(figure: Figure, ontology: Ontology) -> str:
    unit = ontology.units[figure.unit]
    return f"{numbers.normalise(numbers.parse_number(figure.value), unit.multiplier)} {unit.base}"


def head(feature: str) -> str:
    """The thing that a feature is about; a head is its own."""
    return feature.partition(_OF)[0]


def is_head(feature: str) -> bool:
    return _OF not in feature


def once(feature: str) -> str:
    """What may count once in a passage: that each of five states lies in one region is one statement, not five."""
    of, _, said = feature.partition(_OF)
    return feature if _OF not in feature or " " in of else said


@lru_cache(maxsize=2048)  # after a change most articles say what they said
def vocabulary(said: tuple[Features, ...]) -> Vocabulary:
    """The vocabulary of an article from what its passages say."""
    features: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    statements: Counter[tuple[str, str]] = Counter()
    for passage in said:
        features.update(passage)
        kinds.update({_kind(feature) for feature in passage if is_head(feature)})
        statements.update({_statement(feature) for feature in passage if not is_head(feature)})
    return Vocabulary(len(said), features, kinds, statements)


class Weights(dict[str, float]):
    """How many bits each feature tells when passages of two articles share it: the rarer, the more.

    A head tells as much as it is rare in that of the two articles which has it more often. So nothing depends
    on other articles, and what both speak of all the time tells little. A statement tells what it adds to its
    head: a fact, how seldom the property is given of such things; a number, how many others its series has.
    A weight is reckoned when it is asked for, since most features stand in no passage that is like another.
    """

    def __init__(self, one: Vocabulary, other: Vocabulary) -> None:
        self._sides = (one, other)

    def __missing__(self, feature: str) -> float:
        one, other = self._sides
        of = head(feature)
        if of == feature:
            share = max(one.features[feature] / (one.passages or 1), other.features[feature] / (other.passages or 1))
        elif " " in of:
            share = max((side.features[feature] + 1) / (side.features[of] + 2) for side in self._sides)
        else:
            statement = _statement(feature)
            given = one.statements[statement] + other.statements[statement]
            share = (given + 1) / (one.kinds[statement[0]] + other.kinds[statement[0]] + 2)
        self[feature] = weight = -math.log2(share)
        return weight


def _kind(of: str) -> str:
    return of.partition("/")[0]


@lru_cache(maxsize=65536)
@lru_cache(maxsize=65536)
def _statement(feature: str) -> tuple[str, str]:
    of, _, said = feature.partition(_OF)
    return _kind(of), said.partition(_OF)[0]
