"""Stretches that two sequences of passages have in common, found by local alignment.

Scores weigh two explanations against each other: that a passage was copied, or that it is alike by chance.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

# How a stretch may go on: the bits off, and how many passages ahead it does so on either side; the least bits first.
STEPS = sorted(
    (_STEP + _SKIPPED * (abs(ahead - 1) + abs(side - 1)), ahead, side)
    for ahead in range(_REACH)
    for side in range(_REACH)
    if ahead or side
)


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
    ways: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}  # the best way to each pair until now
    for place in sorted(shared):
        left, before[place] = ways.pop(place, (0.0, None))
        best[place] = shared[place].gain + left
        _go_on(place, best[place], shared, ways, told)
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


def _go_on(
    place: tuple[int, int],
    score: float,
    shared: Mapping[tuple[int, int], _Pair],
    ways: dict[tuple[int, int], tuple[float, tuple[int, int] | None]],
    told: _Told,
) -> None:
    """Enter a pair of passages as the way to each that the best stretch which ends there is best to go on with.

    Pairs come in their order; of ways that are as good the last holds, which has the nearest pair.
    """
    again = shared[place].features
    for cost, ahead, side in STEPS:
        if score <= cost:
            break
        later = (place[0] + ahead, place[1] + side)
        if later not in shared:
            continue
        known = ways[later][0] if later in ways else 0.0
        if score - cost < known:  # what is told twice makes it no better
            continue
        features, bits, _ = shared[later]
        twice = 0.0 if features.isdisjoint(again) else bits - told.bits(features - again)
        left = score - twice - cost
        if left > 0 and left >= known:
            ways[later] = left, place


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


class _Telling(dict[Features, tuple[int, Counter[str]]]):
    """The parts of passages that tell enough: how many things one names, and how many statements hang on each."""

    def __init__(self, told: _Told) -> None:
        self.told = told

    def __missing__(self, features: Features) -> tuple[int, Counter[str]]:
        parts = [part for part in features if self.told[part] is not None]
        statements = Counter(head(part) for part in parts if not is_head(part))
        self[features] = found = len(parts) - statements.total(), statements
        return found

    def missing(self, features: Features, shared: Features) -> int:
        """How many a passage has and another one lacks, leaving out what is said of things that it lacks."""
        number, statements = self[features]
        for part in shared:  # who has a statement has its thing
            number += statements.get(part, 0) - (self.told[part] is not None)
        return number
