"""Copied passages: stretches of two articles whose claims say the same in the same order.

They are found from the claims alone, without the text: what a passage says (entities, numbers, dates,
relations) survives translation, and so does the order in which it is said. The method is that of local
alignment in sequence analysis: what two stretches of claims share counts in bits (the rarer, the more), what
they do not share and what is left out between them counts against. docs/decisions/0010-origins.md says how
well it does.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kgtools.claims.model import Claim, Corpus, Fact, Figure, Opinion
from kgtools.ontology import Ontology
from kgtools.values import numbers

# In bits. The weakest copy in our articles reaches 33, the strongest chance likeness 19.
THRESHOLD = 25.0
_UNLIKE = 1.0  # how much a bit that only one passage says counts against a pair
_PAIR = 6.0  # what a pair of passages must share before it counts at all
_SKIPPED = 3.0  # for each passage left out between two pairs, on either side
_REACH = 6  # passages from one pair to the next at most
_JOINED = 12.0  # what a pair next to a run must share for the run to go on there
_KEPT = 0.5  # the part of a claim that the other passage must share for the claim to belong to a run
# Who holds which office follows from a title before a name, which any text may print.
_OFFICES = ("tenure/", "post/", "membership/")
Features = frozenset[str]


@dataclass(frozen=True)
class Passage:
    """Claims of one article whose places in the text overlap, and what they say as features."""

    article: str
    claims: tuple[Claim, ...]
    features: Features


@dataclass(frozen=True)
class Run:
    """Passages of two articles that say the same in the same order: their claims, and the bits they share."""

    bits: float
    claims: tuple[str, ...]
    articles: tuple[str, str]


def runs(corpus: Corpus, ontology: Ontology) -> list[Run]:
    """The copied runs between any two articles, strongest first."""
    articles = passages(corpus, ontology)
    weights = feature_weights(passage for listed in articles.values() for passage in listed)
    found = []
    for one, other in combinations(sorted(articles), 2):
        for bits, pairs in align(
            [passage.features for passage in articles[one]],
            [passage.features for passage in articles[other]],
            weights,
        ):
            if bits >= THRESHOLD:
                pairs = _extended(pairs, articles[one], articles[other], weights)
                both = [(articles[one][first], articles[other][second]) for first, second in pairs]
                keys = {key for pair in both for key in _shared_claims(*pair, corpus, ontology, weights)}
                # Passages that share numbers and dates alone may have no claim in common: that is no copy.
                if keys:
                    found.append(Run(bits, tuple(sorted(keys)), (one, other)))
    return sorted(found, key=lambda run: (-run.bits, run.claims))


def align(
    one: Sequence[Features], other: Sequence[Features], weights: dict[str, float]
) -> list[tuple[float, list[tuple[int, int]]]]:
    """Stretches that two sequences of passages have in common, in order: their bits and pairs of positions.

    Smith and Waterman's local alignment on the pairs that share anything. A passage may stand for several
    in a row on the other side, since sentences are joined and divided in copying; what a pair shares with
    the pair before it is then counted once. Strongest first; no pair is in two stretches.
    """
    shared = _pairs(one, other, weights)
    best: dict[tuple[int, int], float] = {}
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for first, second in sorted(shared):
        features, gain = shared[first, second]
        score, previous = 0.0, None
        for back in range(_REACH):
            for side in range(_REACH):
                pair = (first - back, second - side)
                if pair not in best or pair == (first, second):
                    continue
                twice = 0.0 if back and side else _bits(features & shared[pair][0], weights)
                cost = _SKIPPED * (max(back - 1, 0) + max(side - 1, 0)) + twice
                if best[pair] - cost > score:
                    score, previous = best[pair] - cost, pair
        best[first, second], before[first, second] = gain + score, previous
    found = []
    used: set[tuple[int, int]] = set()
    for end in sorted(best, key=lambda pair: (-best[pair], pair)):
        path: list[tuple[int, int]] = []
        step: tuple[int, int] | None = end
        while step is not None and step not in used:
            path.append(step)
            step = before[step]
        if path:
            used.update(path)
            found.append((best[end] - (best[step] if step else 0.0), path[::-1]))
    return sorted(found, key=lambda stretch: (-stretch[0], stretch[1]))


def _pairs(
    one: Sequence[Features], other: Sequence[Features], weights: dict[str, float]
) -> dict[tuple[int, int], tuple[Features, float]]:
    """The pairs of passages that are alike: the features they share, and what that is worth in bits."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(other):
        for feature in features:
            places[feature].append(place)
    sizes = [_bits(features, weights) for features in other]
    found = {}
    for first, features in enumerate(one):
        size = _bits(features, weights)
        for second in {place for feature in features for place in places.get(feature, ())}:
            shared = features & other[second]
            bits = _bits(shared, weights)
            gain = bits - _UNLIKE * (min(size, sizes[second]) - bits) - _PAIR
            if gain > 0:
                found[first, second] = (shared, gain)
    return found


def _extended(
    pairs: list[tuple[int, int]], one: Sequence[Passage], other: Sequence[Passage], weights: dict[str, float]
) -> list[tuple[int, int]]:
    """A run with the pairs next to its ends that also share a good deal, whatever else they say.

    What would be no copy by itself is one beside a copy: an article adds to the sentences that it takes over.
    """
    found = list(pairs)
    while True:
        first, last = found[0], found[-1]
        ends = [((first[0] - back, first[1] - side), first) for back in (0, 1) for side in (0, 1) if back or side]
        ends += [((last[0] + back, last[1] + side), last) for back in (0, 1) for side in (0, 1) if back or side]
        gains = []
        for pair, end in ends:
            if not (0 <= pair[0] < len(one) and 0 <= pair[1] < len(other)):
                continue
            shared = one[pair[0]].features & other[pair[1]].features
            if pair[0] == end[0] or pair[1] == end[1]:
                shared -= one[end[0]].features & other[end[1]].features
            gains.append((_bits(shared, weights), pair))
        gain, pair = max(gains, default=(0.0, (0, 0)))
        if gain < _JOINED:
            return found
        found = [pair, *found] if pair < first else [*found, pair]


def _bits(features: Iterable[str], weights: dict[str, float]) -> float:
    # Sorted, because the sum of floats depends on their order, and that of a set differs from run to run.
    return math.fsum(weights[feature] for feature in sorted(features))


def feature_weights(passages: Iterable[Passage]) -> dict[str, float]:
    """The information, in bits, of a passage having a feature: the rarer among all passages, the more."""
    listed = list(passages)
    frequency = Counter(feature for passage in listed for feature in passage.features)
    return {feature: math.log2(len(listed) / number) for feature, number in frequency.items()}


def passages(corpus: Corpus, ontology: Ontology) -> dict[str, list[Passage]]:
    """The passages of each article in the order of its text."""
    found: dict[str, list[Passage]] = {}
    for article in sorted(corpus.articles):
        placed = [(claim.anchor, claim) for claim in corpus.claims if claim.article == article and claim.anchor]
        groups: list[list[Claim]] = []
        end = -1
        for anchor, claim in sorted(placed, key=lambda pair: (pair[0].start, pair[0].end, pair[1].id)):
            if anchor.start >= end:
                groups.append([])
            groups[-1].append(claim)
            end = max(end, anchor.end)
        found[article] = []
        for group in groups:
            features = frozenset().union(*(claim_features(claim, corpus, ontology) for claim in group))
            found[article].append(Passage(article, tuple(group), features))
    return found


def claim_features(claim: Claim, corpus: Corpus, ontology: Ontology) -> Features:
    """What a claim says, in parts that survive translation: entities, relations, numbers, dates."""
    authors = corpus.articles[claim.article].authors
    named = {speaker for speaker in claim.speakers if speaker not in authors}
    if isinstance(claim, Fact):
        if claim.subject.startswith(_OFFICES) and ontology.properties[claim.property].takes != "date":
            return frozenset()
        said = {claim.subject}
        if not claim.language:  # words are those of one language, if not the curator's own
            said.add(f"{claim.property} {claim.value}")
    elif isinstance(claim, Figure):
        said = {claim.indicator, claim.measured, claim.partner, claim.period, base_value(claim, ontology)}
    else:
        assert isinstance(claim, Opinion)
        said = {claim.about}
    return frozenset(filter(None, said | named))


def base_value(figure: Figure, ontology: Ontology) -> str:
    unit = ontology.units[figure.unit]
    return f"{numbers.normalise(numbers.parse_number(figure.value), unit.multiplier)} {unit.base}"


def _shared_claims(
    one: Passage, other: Passage, corpus: Corpus, ontology: Ontology, weights: dict[str, float]
) -> Iterator[str]:
    """The claims of two passages of a run that say, at least by half, what the other passage says."""
    for passage, counterpart in ((one, other), (other, one)):
        for claim in passage.claims:
            features = claim_features(claim, corpus, ontology)
            bits = _bits(features & counterpart.features, weights)
            if bits and bits >= _KEPT * _bits(features, weights):
                yield claim.key
