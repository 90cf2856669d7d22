"""Copied passages: stretches of two articles whose claims say the same in the same order.

They are found from the claims alone, without the text: what a passage says (things, numbers, statements)
survives translation, and so does the order in which it is said. The method is local alignment as in sequence
analysis, with scores that weigh two explanations against each other: that a passage was copied, or that it is
alike by chance. docs/decisions/0010-origins.md says how well it does.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from kgtools.claims.model import Claim, Corpus, Figure
from kgtools.compare.copied import ceiling, stretches
from kgtools.compare.passage_features import (
    Features,
    Passage,
    Vocabulary,
    Weights,
    is_head,
    passages,
    vocabulary,
)  # fmt: skip
from kgtools.ontology import Ontology
from kgtools.remembering import for_the_same, on_forgetting

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
    outlines = _Outlines(said)
    found = []
    for one, other in candidates({article: vocabulary(features) for article, features in said.items()}):
        if expected(ceiling.at_most(outlines[one], outlines[other]), everywhere) >= CERTAIN:
            continue  # none would be certain, and where none is certain no other counts
        here = len(said[one]) * len(said[other])
        worth, shared = _stretches(said[one], said[other])
        surely = [_length(pairs) >= _ALONE and expected(bits, everywhere) < CERTAIN for bits, pairs in shared]
        for (bits, pairs), certain in zip(shared, surely, strict=True):
            chance = expected(bits, everywhere) if certain else expected(bits, here, MEASURED)
            if certain or (any(surely) and chance < LIKELY):
                keys, number = _copied_claims(listed[one], listed[other], pairs, worth)
                if keys:
                    found.append(Run(bits, keys, (one, other), number, chance, certain))
    return sorted(found, key=lambda run: (-run.bits, run.claims))


def forget() -> None:
    """Give up what is remembered of articles, which else stays in memory beside what comes after."""
    _stretches.cache_clear()
    vocabulary.cache_clear()


on_forgetting(forget)


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


class _Outlines(dict[str, ceiling.Outline]):
    """The outlines of those articles that are candidates."""

    def __init__(self, said: Mapping[str, tuple[Features, ...]]) -> None:
        self.said = said

    def __missing__(self, article: str) -> ceiling.Outline:
        self[article] = found = ceiling.outline(self.said[article])
        return found


def candidates(said: Mapping[str, Vocabulary]) -> Iterator[tuple[str, str]]:
    """The pairs of articles that share enough rare things to have a run at all."""
    places: dict[str, list[str]] = defaultdict(list)
    for other in sorted(said):
        rare = _rare(said[other])
        shared = Counter(chain.from_iterable(places[feature] for feature in rare))
        yield from sorted((one, other) for one, number in shared.items() if number >= _COINCIDENCES)
        for feature in rare:
            places[feature].append(other)


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
    least = math.log2(len(one) * len(other) * MEASURED / LIKELY)  # bits: no run has less, a certain one least of all
    found = []
    for bits, pairs in stretches.align(one, other, worth, least):
        shared = frozenset().union(*(one[first] & other[second] for first, second in pairs))
        if sum(is_head(feature) and worth[feature] >= _RARE for feature in shared) >= _COINCIDENCES:
            found.append((bits, pairs))
    return worth, found


@dataclass(frozen=True)
class _Retention:
    """Which claims of one article another one retains."""

    worth: Mapping[str, float]

    def claims(self, one: Sequence[Passage], other: Sequence[Passage]) -> Iterator[str]:
        """The claims on either side that say, at least by half, what is said on the other."""
        yield from self._said(one, other)
        yield from self._said(other, one)

    def _said(self, side: Iterable[Passage], counterpart: Iterable[Passage]) -> Iterator[str]:
        said = frozenset().union(*(passage.features for passage in counterpart))
        for passage in side:
            for claim, features in zip(passage.claims, passage.said, strict=True):
                if self._retains(claim, features, said):
                    yield claim.key

    def _retains(self, claim: Claim, features: Features, said: Features) -> bool:
        if isinstance(claim, Figure):  # it is its number
            return any(feature in said for feature in features if not is_head(feature))
        shared = features & said
        bits = math.fsum(map(self.worth.__getitem__, shared))
        return bits > 0 and (shared == features or bits >= _KEPT * math.fsum(map(self.worth.__getitem__, features)))


@for_the_same(8192)
def _copied_claims(
    one: Sequence[Passage],
    other: Sequence[Passage],
    pairs: list[tuple[int, int]],
    worth: Mapping[str, float],
) -> tuple[tuple[str, ...], int]:
    """The claims of a run, and how many passages follow one another in it.

    A run begins and ends with passages that have claims in common, not only things. What lies between belongs to it
    as a whole: curators cut the same sentences differently, so that a claim may stand beside its counterpart.
    """
    retention = _Retention(worth)
    alike = [pair for pair in pairs if any(retention.claims([one[pair[0]]], [other[pair[1]]]))]
    if not alike:
        return (), 0
    (first, second), (last, end) = alike[0], alike[-1]
    keys = retention.claims(one[first : last + 1], other[second : end + 1])
    return tuple(sorted(set(keys))), _length(alike)


def _length(pairs: list[tuple[int, int]]) -> int:
    """How many passages follow one another, on the side that has fewer."""
    return min(len({pair[side] for pair in pairs}) for side in (0, 1))
