"""Copied passages: stretches of two articles whose claims say the same in the same order.

They are found from the claims alone, without the text: what a passage says (things, numbers, statements)
survives translation, and so does the order in which it is said. The method is local alignment as in sequence
analysis, with scores that weigh two explanations against each other: that a passage was copied, or that it is
alike by chance. docs/decisions/0010-origins.md says how well it does.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from kgtools.claims.model import Claim, Corpus, Figure
from kgtools.compare.passage_features import (
    Features,
    Passage,
    Vocabulary,
    Weights,
    head,
    is_head,
    number_feature,
    once,
    passages,
    vocabulary,
)  # fmt: skip
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same

_RETAINED = 0.75  # how much of a passage a copy retains
_KEEPS = -math.log2(_RETAINED)  # bits off for each part that both say
_LOSES = -math.log2(1 - _RETAINED)  # bits off for each part that only the shorter one says
_TELLING = 1.0  # bits: a part that tells less is left out, whether both say it or one
_SHORTENED = 1.0  # bits off each pair, since either side may be the one that was shortened
_STEP = 1.0  # bits for going on from one pair of passages to the next
_SKIPPED = 3.0  # and for each passage left out, or taken once more
_REACH = 6  # passages from one pair to the next at most
_RARE = 3.0  # bits: what an eighth of the passages has
_COINCIDENCES = 3  # rare things that a run must share, whatever its bits
_ALONE = 2  # passages that a run must have if no other run shows that one article has text of the other
_KEPT = 0.5  # the part of a claim that the other passage must share for the claim to belong to a run

CERTAIN = 0.001  # runs that chance may give in the whole corpus
LIKELY = 0.05  # further ones that it may give between two articles of which one surely has text of the other
MEASURED = 0.01  # the constant K where it is measured (see `expected`)


@dataclass(frozen=True)
class Run:
    """Passages of two articles that say the same in the same order.

    The keys of their claims, how many passages follow one another, the bits they share, and how many such runs chance
    would give: in the whole corpus if the run is `certain`, else between these two articles, which have a certain one.
    """

    bits: float
    claims: tuple[str, ...]
    articles: tuple[str, str]
    passages: int
    expected: float
    certain: bool


def runs(corpus: Corpus, ontology: Ontology) -> list[Run]:
    """The copied runs between any two articles, strongest first."""
    listed = passages(corpus, ontology)
    said = {article: tuple(passage.features for passage in found) for article, found in listed.items()}
    everywhere = search_space(map(len, said.values()))
    found = []
    for one, other in candidates({article: vocabulary(features) for article, features in said.items()}):
        here = len(said[one]) * len(said[other])
        worth, stretches = _stretches(said[one], said[other])
        surely = [_length(pairs) >= _ALONE and expected(bits, everywhere) < CERTAIN for bits, pairs in stretches]
        for (bits, pairs), certain in zip(stretches, surely, strict=True):
            chance = expected(bits, everywhere) if certain else expected(bits, here, MEASURED)
            if certain or (any(surely) and chance < LIKELY):
                keys, number = _copied_claims(listed[one], listed[other], pairs, worth, ontology)
                if keys:
                    found.append(Run(bits, keys, (one, other), number, chance, certain))
    return sorted(found, key=lambda run: (-run.bits, run.claims))


def forget() -> None:
    """Give up what is remembered of articles, which else stays in memory beside what comes after."""
    _stretches.cache_clear()
    vocabulary.cache_clear()


def expected(bits: float, space: float, constant: float = 1.0) -> float:
    """How many stretches of at least so many bits chance gives, E = K·m·n·2^-S.

    The formula is that of Karlin and Altschul (PNAS 87, 1990, 2264-2268) for scores in bits between sequences of
    the lengths m and n. Our scores are logarithms of how much likelier a copy makes a pair of passages than chance
    does, and the costs of all ways to go on are those of probabilities that add up to less than one. So for parts
    that are independent the expected value of 2^S is at most one wherever a stretch begins, whence K is at most
    one (Markov's inequality; compare Yu and Hwa, J. Comput. Biol. 8, 2001, 249-282). Shuffled claims give a K
    below a hundredth. But lists of what belongs together are not independent; so where a run has to stand alone
    the bound counts, and it must have several passages.

    >>> expected(20, 1024)
    0.0009765625
    """
    return constant * space * math.exp2(-bits)


def search_space(lengths: Iterable[int]) -> float:
    """How many pairs of passages of different articles there are.

    >>> search_space([2, 3, 4])
    26.0
    """
    listed = list(lengths)
    return (sum(listed) ** 2 - sum(length**2 for length in listed)) / 2


def candidates(said: Mapping[str, Vocabulary]) -> list[tuple[str, str]]:
    """The pairs of articles that share enough rare things to have a run at all."""
    places: dict[str, list[str]] = defaultdict(list)
    for article in sorted(said):
        for feature in _rare(said[article]):
            places[feature].append(article)
    shared: Counter[tuple[str, str]] = Counter()
    for articles in places.values():
        shared.update(combinations(articles, 2))
    return sorted(pair for pair, number in shared.items() if number >= _COINCIDENCES)


@for_the_same(2048)
def _rare(spoken: Vocabulary) -> list[str]:
    """The things of which an article seldom speaks."""
    return [
        feature
        for feature, number in spoken.features.items()
        if is_head(feature) and number * 2**_RARE <= spoken.passages
    ]


@lru_cache(maxsize=8192)  # after a change most pairs of articles say what they said
def _stretches(
    one: tuple[Features, ...], other: tuple[Features, ...]
) -> tuple[Mapping[str, float], Sequence[tuple[float, list[tuple[int, int]]]]]:
    """The weights between two articles, and their stretches that rest on several rare things in common."""
    worth = Weights(vocabulary(one), vocabulary(other))
    found = []
    for bits, pairs in align(one, other, worth):
        shared = frozenset().union(*(one[first] & other[second] for first, second in pairs))
        if sum(is_head(feature) and worth[feature] >= _RARE for feature in shared) >= _COINCIDENCES:
            found.append((bits, pairs))
    return worth, found


def align(
    one: Sequence[Features], other: Sequence[Features], worth: Mapping[str, float]
) -> list[tuple[float, list[tuple[int, int]]]]:
    """Stretches that two sequences of passages have in common, in order: their bits and pairs of positions.

    Smith and Waterman's local alignment on the pairs that share anything. A passage may stand for several
    in a row on the other side, since sentences are joined and divided in copying; what a pair shares with
    the pair before it is counted once. Strongest first; no pair is in two stretches.
    """
    told = _Told(worth)
    shared = _pairs(one, other, told)
    best: dict[tuple[int, int], float] = {}
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for place in sorted(shared):
        score, before[place] = _way(place, shared, best, told)
        best[place] = shared[place].gain + score
    found = []
    used: set[tuple[int, int]] = set()
    for end in sorted(best, key=lambda place: (-best[place], place)):
        path: list[tuple[int, int]] = []
        step: tuple[int, int] | None = end
        while step is not None and step not in used:
            path.append(step)
            step = before[step]
        if path:
            used.update(path)
            found.append((best[end] - (best[step] if step else 0.0), path[::-1]))
    return sorted(found, key=lambda stretch: (-stretch[0], stretch[1]))


class _Told(dict[str, tuple[str, float] | None]):
    """What each feature that tells enough adds when two passages share it: what may count once, and its bits."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self.worth = worth

    def __missing__(self, feature: str) -> tuple[str, float] | None:
        bits = self.worth[feature]
        self[feature] = found = (once(feature), bits - _KEEPS) if bits > _TELLING else None
        return found

    def bits(self, shared: Iterable[str]) -> float:
        """What shared features speak for a copy."""
        found: dict[str, float] = {}
        for feature in shared:
            if (told := self[feature]) is not None and told[1] > found.get(told[0], 0.0):
                found[told[0]] = told[1]
        # An exact sum: one that depends on the order of a set would differ from run to run.
        return math.fsum(found.values())


class _Pair(NamedTuple):
    """Two passages that are alike: the features they share, the bits of these, and what speaks for a copy."""

    features: Features
    bits: float
    gain: float


_STEPS = tuple(  # the passages from which a stretch may go on, as far back on either side, and what is off for them
    (back, side, _SKIPPED * (abs(back - 1) + abs(side - 1))) for back in range(_REACH) for side in range(_REACH)
)[1:]


def _way(
    place: tuple[int, int],
    shared: Mapping[tuple[int, int], _Pair],
    best: Mapping[tuple[int, int], float],
    told: _Told,
) -> tuple[float, tuple[int, int] | None]:
    """What is left of the best stretch before a pair of passages if it goes on there, and where it ends until then."""
    features, bits, _ = shared[place]
    score, found = 0.0, None
    for back, side, skipped in _STEPS:
        earlier = (place[0] - back, place[1] - side)
        before = best.get(earlier)
        if before is None or before - _STEP - skipped <= score:  # what is told twice makes it no better
            continue
        again = shared[earlier].features
        twice = 0.0 if features.isdisjoint(again) else bits - told.bits(features - again)
        left = before - twice - _STEP - skipped
        if left > score:
            score, found = left, earlier
    return score, found


def _pairs(one: Sequence[Features], other: Sequence[Features], told: _Told) -> dict[tuple[int, int], _Pair]:
    """The pairs of passages that are alike."""
    heads = {feature for features in one for feature in features if is_head(feature)}
    places: dict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(other):
        for feature in features & heads:
            if told[feature] is not None:
                places[feature].append(place)
    found = {}
    for first, features in enumerate(one):
        for second in {place for feature in features & places.keys() for place in places[feature]}:
            shared = features & other[second]
            bits = told.bits(shared)
            if bits - _SHORTENED <= 0:
                continue
            missing = min(_missing(features, shared, told), _missing(other[second], shared, told))
            gain = bits - _LOSES * missing - _SHORTENED
            if gain > 0:
                found[first, second] = _Pair(shared, bits, gain)
    return found


def _missing(features: Features, shared: Features, told: _Told) -> int:
    """How many telling parts of a passage the other one lacks, leaving out what is said of things that it lacks."""
    return sum((is_head(part) or head(part) in shared) and told[part] is not None for part in features - shared)


@dataclass(frozen=True)
class _Retention:
    """Which claims of one article another one retains."""

    ontology: Ontology
    worth: Mapping[str, float]

    def claims(self, one: Iterable[Passage], other: Iterable[Passage]) -> set[str]:
        """The claims on either side that say, at least by half, what is said on the other."""
        return self._said(one, other) | self._said(other, one)

    def _said(self, side: Iterable[Passage], counterpart: Iterable[Passage]) -> set[str]:
        said = frozenset().union(*(passage.features for passage in counterpart))
        return {
            claim.key
            for passage in side
            for claim, features in zip(passage.claims, passage.said, strict=True)
            if self._retains(claim, features, said)
        }

    def _retains(self, claim: Claim, features: Features, said: Features) -> bool:
        if isinstance(claim, Figure):
            return number_feature(claim, self.ontology) in said
        bits = math.fsum(self.worth[feature] for feature in features & said)
        return bits > 0 and bits >= _KEPT * math.fsum(self.worth[feature] for feature in features)


@for_the_same(8192)
def _copied_claims(
    one: Sequence[Passage],
    other: Sequence[Passage],
    pairs: list[tuple[int, int]],
    worth: Mapping[str, float],
    ontology: Ontology,
) -> tuple[tuple[str, ...], int]:
    """The claims of a run, and how many passages follow one another in it.

    A run begins and ends with passages that have claims in common, not only things. What lies between belongs to it
    as a whole: curators cut the same sentences differently, so that a claim may stand beside its counterpart.
    """
    retention = _Retention(ontology, worth)
    alike = [pair for pair in pairs if retention.claims([one[pair[0]]], [other[pair[1]]])]
    if not alike:
        return (), 0
    (first, second), (last, end) = alike[0], alike[-1]
    keys = retention.claims(one[first : last + 1], other[second : end + 1])
    return tuple(sorted(keys)), _length(alike)


def _length(pairs: list[tuple[int, int]]) -> int:
    """How many passages follow one another, on the side that has fewer."""
    return min(len({pair[side] for pair in pairs}) for side in (0, 1))
