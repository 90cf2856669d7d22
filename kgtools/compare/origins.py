"""Origins: which claims go back to one source, and how many independent ones a statement has.

An article that repeats a paragraph of another is no second witness. Copied passages are found from the
claims alone, without the text: what a passage says (entities, numbers, dates, relations) survives
translation, and so does the order in which it is said. The method is that of local alignment in sequence
analysis: what two stretches of claims share counts in bits (the rarer, the more), what they do not share
and what is left out between them counts against. docs/decisions/0010-origins.md says how well it does.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from kgtools.claims.acceptance import accepted, held_back
from kgtools.claims.model import BACKGROUND, Claim, Corpus, Fact, Figure, Opinion
from kgtools.compare.clash import Clash
from kgtools.ontology import Ontology
from kgtools.values import numbers

SAME_ORIGIN = "same-origin"  # code of the list disagreement-type
# In bits. The weakest copy in our articles reaches 33, the strongest likeness that is none 19.
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
_Thing = TypeVar("_Thing")


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


def origins(corpus: Corpus, vocabulary: Ontology) -> dict[str, str]:
    """The independent origin of each claim of an article, by the claim's key.

    Claims that make the same statement share their origin if they stand in one article, in one copied run
    (found by the machine, or entered in the ledger as of one origin), or name one origin. An origin is called
    `copy/<first claim of the run>`, else by the id of the named origin, else by that of the article.
    Background has none: no article says it.
    """
    copied = _copied(corpus, vocabulary)
    found: dict[str, str] = {}
    for group in _statements(corpus, vocabulary).values():
        marks = {claim.key: _marks(claim, copied) for claim in group}
        for keys in _connected(marks.items()):
            name = min((rank, mark) for key in keys for rank, mark in marks[key])[1]
            found.update(dict.fromkeys(keys, name))
    return dict(sorted(found.items()))


def support(corpus: Corpus, vocabulary: Ontology, origin: dict[str, str]) -> dict[str, int]:
    """For each accepted claim the number of independent origins of its statement, by the claim's key.

    `origin` is what `origins` gives. A statement that only background makes has the support 0.
    """
    held = held_back(corpus)
    found = {}
    for group in _statements(corpus, vocabulary, background=True).values():
        claims = [claim for claim in group if accepted(claim, held)]
        number = len({origin[claim.key] for claim in claims if claim.key in origin})
        found.update(dict.fromkeys((claim.key for claim in claims), number))
    return found


def clashes(corpus: Corpus, vocabulary: Ontology) -> Iterator[Clash]:
    """Copied runs, and statements for which several articles name one origin: each is one source, not several."""
    found = runs(corpus, vocabulary)
    for keys in _connected((run, [(0, key) for key in run.claims]) for run in found):
        articles = sorted({article for run in keys for article in run.articles})
        claims = sorted({key for run in keys for key in run.claims})
        bits = ", ".join(f"{run.bits:.0f}" for run in keys)
        why = (
            f"{' and '.join(articles)} say the same in the same order: {bits} bits, chance gives below {THRESHOLD:.0f}"
        )
        yield Clash(SAME_ORIGIN, tuple(claims), why)
    for group in _statements(corpus, vocabulary).values():
        by_origin: dict[str, list[Claim]] = defaultdict(list)
        for claim in group:
            if isinstance(claim, Fact | Figure) and claim.origin:
                by_origin[claim.origin].append(claim)
        for named, claims_ in sorted(by_origin.items()):
            if len({claim.article for claim in claims_}) > 1:
                keys_ = tuple(sorted(claim.key for claim in claims_))
                yield Clash(SAME_ORIGIN, keys_, f"the articles name the same origin, {named}")


def runs(corpus: Corpus, vocabulary: Ontology) -> list[Run]:
    """The copied runs between any two articles, strongest first."""
    articles = _passages(corpus, vocabulary)
    weights = _weights(passage for passages in articles.values() for passage in passages)
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
                keys = {key for pair in both for key in _shared_claims(*pair, corpus, vocabulary, weights)}
                found.append(Run(bits, tuple(sorted(keys)), (one, other)))
    return sorted(found, key=lambda run: (-run.bits, run.claims))


def align(
    one: Sequence[Features], other: Sequence[Features], weights: dict[str, float]
) -> list[tuple[float, list[tuple[int, int]]]]:
    """Stretches that two sequences of passages have in common, in order: their bits and pairs of positions.

    Smith and Waterman's local alignment on the pairs that share anything. A passage may stand for several
    in a row on the other side, since sentences are joined and parted in copying; what a pair shares with
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


def _weights(passages: Iterable[Passage]) -> dict[str, float]:
    """How many bits it tells that a passage has a feature: the rarer among all passages, the more."""
    listed = list(passages)
    frequency = Counter(feature for passage in listed for feature in passage.features)
    return {feature: math.log2(len(listed) / number) for feature, number in frequency.items()}


def _passages(corpus: Corpus, vocabulary: Ontology) -> dict[str, list[Passage]]:
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
        found[article] = [
            Passage(
                article, tuple(group), frozenset().union(*(_features(claim, corpus, vocabulary) for claim in group))
            )
            for group in groups
        ]
    return found


def _features(claim: Claim, corpus: Corpus, vocabulary: Ontology) -> Features:
    """What a claim says, in parts that survive translation: entities, relations, numbers, dates."""
    authors = corpus.articles[claim.article].authors
    named = {speaker for speaker in claim.speakers if speaker not in authors}
    if isinstance(claim, Fact):
        if claim.subject.startswith(_OFFICES) and vocabulary.properties[claim.property].takes != "date":
            return frozenset()
        said = {claim.subject}
        if not claim.language:  # words are those of one language, if not the curator's own
            said.add(f"{claim.property} {claim.value}")
    elif isinstance(claim, Figure):
        said = {claim.indicator, claim.measured, claim.partner, claim.period, _number(claim, vocabulary)}
    else:
        assert isinstance(claim, Opinion)
        said = {claim.about}
    return frozenset(filter(None, said | named))


def _number(figure: Figure, vocabulary: Ontology) -> str:
    unit = vocabulary.units[figure.unit]
    return f"{numbers.normalise(numbers.parse_number(figure.value), unit.multiplier)} {unit.base}"


def _shared_claims(
    one: Passage, other: Passage, corpus: Corpus, vocabulary: Ontology, weights: dict[str, float]
) -> Iterator[str]:
    """The claims of two passages of a run that say, at least by half, what the other passage says."""
    for passage, counterpart in ((one, other), (other, one)):
        for claim in passage.claims:
            features = _features(claim, corpus, vocabulary)
            bits = _bits(features & counterpart.features, weights)
            if bits and bits >= _KEPT * _bits(features, weights):
                yield claim.key


# -- statements and their origins ---------------------------------------------------------------------


def _statements(corpus: Corpus, vocabulary: Ontology, background: bool = False) -> dict[tuple[str, ...], list[Claim]]:
    """The claims by the statement they make, in one modality; each opinion is a statement of its own."""
    found: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in corpus.claims:
        if claim.article == BACKGROUND and not background:
            continue
        if isinstance(claim, Fact):
            key: tuple[str, ...] = (claim.subject, claim.property, claim.value, claim.language, claim.modality)
        elif isinstance(claim, Figure):
            key = (*claim.cell, _number(claim, vocabulary), claim.modality)
        else:
            key = (claim.key,)
        found[key].append(claim)
    return found


def _copied(corpus: Corpus, vocabulary: Ontology) -> dict[str, str]:
    """The copied claims, each with the first claim of all runs that hang together with its own.

    Runs are those that the machine finds and those that a curator has entered in the ledger.
    """
    found: dict[str, str] = {}
    listed = [run.claims for run in runs(corpus, vocabulary)]
    listed += [entry.claims for entry in corpus.ledger if entry.type == SAME_ORIGIN]
    for group in _connected((claims, [(0, key) for key in claims]) for claims in listed):
        keys = sorted(key for claims in group for key in claims)
        found.update(dict.fromkeys(keys, keys[0]))
    return found


def _marks(claim: Claim, copied: dict[str, str]) -> list[tuple[int, str]]:
    """What a claim can have in common with others of its statement; the lowest rank gives the name."""
    found = [(2, f"article/{claim.article}")]
    if claim.key in copied:
        found.append((0, f"copy/{copied[claim.key]}"))
    if isinstance(claim, Fact | Figure) and claim.origin:
        found.append((1, claim.origin))
    return found


def _connected(marked: Iterable[tuple[_Thing, list[tuple[int, str]]]]) -> list[list[_Thing]]:
    """Things that share a mark, directly or through others, in groups; order as given."""
    groups: list[tuple[list[_Thing], set[tuple[int, str]]]] = []
    for thing, marks in marked:
        things, all_marks = [thing], set(marks)
        apart = []
        for group in groups:
            if group[1] & all_marks:
                things = group[0] + things
                all_marks |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (things, all_marks)]
    return [things for things, _ in groups]
