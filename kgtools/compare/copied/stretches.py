"""Stretches that two sequences of passages have in common, found by local alignment.

Scores weigh two explanations against each other: that a passage was copied, or that it is alike by chance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kgtools.compare.passage_features import Features, head, is_head, once

_RETAINED = 0.75  # how much of a passage a copy retains
KEEPS = -math.log2(_RETAINED)  # bits off for each part that both say
LOSES = -math.log2(1 - _RETAINED)  # bits off for each part that only the shorter one says
TELLING = 1.0  # bits: a part that tells less is left out, whether both say it or one
SHORTENED = 1.0  # bits off each pair, since either side may be the one that was shortened
_STEP = 1.0  # bits for going on from one pair of passages to the next
_SKIPPED = 3.0  # and for each passage left out, or taken once more
_REACH = 6  # passages from one pair to the next at most


# The ways in which a stretch may go on: the bits off, and how many passages ahead on either side; the least off first.
STEPS = sorted(
    (_STEP + _SKIPPED * (abs(ahead - 1) + abs(side - 1)), ahead, side)
    for ahead in range(_REACH)
    for side in range(_REACH)
    if ahead or side
)
_ALL_NEAR = (1 << _REACH) - 1  # a bit for each passage that is near enough, the last for the nearest


def _ways(back: int, near: int) -> list[tuple[int, float]]:
    """How far back on the other side, from so far back on the first, with what is near there; and the bits off."""
    return sorted((side, cost) for cost, ahead, side in STEPS if ahead == back and near >> _REACH - 1 - side & 1)


_WAYS = [[_ways(back, near) for near in range(_ALL_NEAR + 1)] for back in range(_REACH)]


def align(
    one: Sequence[Features], other: Sequence[Features], worth: Mapping[str, float], least: float = -math.inf
) -> list[tuple[float, list[tuple[int, int]]]]:
    """Stretches of `least` bits that two sequences of passages have in common, in order: bits and pairs of positions.

    Smith and Waterman's local alignment on the pairs that share anything. A passage may stand for several
    in a row on the other side, since sentences are joined and divided in copying; what a pair shares with
    the pair before it is counted once. Strongest first; no pair is in two stretches.
    """
    told = _Told(worth)
    shared = _pairs(one, other, told)
    best: dict[tuple[int, int], float] = {}
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    seen = [0] * (len(one) + _REACH)  # for each passage a bit for each that it is alike; the last ones stay empty
    for place in sorted(shared):
        score, before[place] = _way(place, shared, best, seen, told)
        best[place] = shared[place].gain + score
        seen[place[0]] |= 1 << place[1] + _REACH - 1
    found = []
    used: set[tuple[int, int]] = set()
    for end in sorted((end for end, bits in best.items() if bits >= least), key=lambda place: (-best[place], place)):
        path: list[tuple[int, int]] = []
        step: tuple[int, int] | None = end
        while step is not None and step not in used:
            path.append(step)
            step = before[step]
        used.update(path)
        bits = best[end] - (best[step] if step else 0.0)
        if path and bits >= least:
            found.append((bits, path[::-1]))
    return sorted(found, key=lambda stretch: (-stretch[0], stretch[1]))


class _Told(dict[str, tuple[str, float] | None]):
    """What each feature that tells enough adds when two passages share it: what may count once, and its bits."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self.worth = worth

    def __missing__(self, feature: str) -> tuple[str, float] | None:
        bits = self.worth[feature]
        self[feature] = found = (once(feature), bits - KEEPS) if bits > TELLING else None
        return found

    def bits(self, shared: Features) -> float:
        """What shared features speak for a copy."""
        if len(shared) == 1:
            (told,) = map(self.__getitem__, shared)
            return told[1] if told is not None else 0.0
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


def _way(
    place: tuple[int, int],
    shared: Mapping[tuple[int, int], _Pair],
    best: Mapping[tuple[int, int], float],
    seen: Sequence[int],
    told: _Told,
) -> tuple[float, tuple[int, int] | None]:
    """What is left of the best stretch before a pair of passages if it goes on there, and where it ends until then."""
    first, second = place
    features, bits, _ = shared[place]
    score, found = 0.0, None
    for back, ways in enumerate(_WAYS):
        for side, cost in ways[seen[first - back] >> second & _ALL_NEAR]:
            earlier = (first - back, second - side)
            before = best[earlier]
            if before - cost <= score:  # what is told twice makes it no better
                continue
            again = shared[earlier].features
            twice = 0.0 if features.isdisjoint(again) else bits - told.bits(features - again)
            left = before - twice - cost
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
    telling = _Telling(told)
    for first, features in enumerate(one):
        for second in {place for feature in features & places.keys() for place in places[feature]}:
            shared = features & other[second]
            bits = told.bits(shared)
            if bits - SHORTENED <= 0:
                continue
            missing = telling.missing(features, shared)
            if missing:
                missing = min(missing, telling.missing(other[second], shared))
            gain = bits - LOSES * missing - SHORTENED
            if gain > 0:
                found[first, second] = _Pair(shared, bits, gain)
    return found


class _Telling(dict[Features, tuple[int, dict[str, int]]]):
    """The parts of passages that tell enough: how many things one names, and how many statements hang on each."""

    def __init__(self, told: _Told) -> None:
        self.told = told

    def __missing__(self, features: Features) -> tuple[int, dict[str, int]]:
        things = 0
        statements: dict[str, int] = {}
        for part in features:
            if self.told[part] is not None:
                if (of := head(part)) == part:
                    things += 1
                else:
                    statements[of] = statements.get(of, 0) + 1
        self[features] = found = things, statements
        return found

    def missing(self, features: Features, shared: Features) -> int:
        """How many a passage has and another one lacks, leaving out what is said of things that it lacks."""
        number, statements = self[features]
        for part in shared:  # who has a statement has its thing
            number += statements.get(part, 0) - (self.told[part] is not None)
        return number
