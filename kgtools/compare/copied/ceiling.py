"""How many bits a stretch of two articles has at most: told soon, so that few articles need be aligned.

It is an alignment that leaves out what takes long and only ever takes bits off. That two articles share rare things
does not tell as much: those of ours that have no text in common would share up to 126 bits in the best order
(docs/decisions/0049-copied-runs.md).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kgtools.compare.copied.stretches import KEEPS, LOSES, SHORTENED, STEPS, TELLING
from kgtools.compare.copied.texts import Text
from kgtools.compare.passage_features import Features, Vocabulary, Weights, is_head
from kgtools.remembering import for_the_same

_MANY = 40  # statements in common: such articles are aligned anyway
_ROUNDING = 1e-6  # bits: sums in another order differ by less
_SHIFT = 20  # a pair of passages is one number: the first, shifted by so many bits, and the second
_SECOND = (1 << _SHIFT) - 1
_AHEAD = [(cost, (ahead << _SHIFT) + side) for cost, ahead, side in STEPS]


@dataclass(frozen=True, eq=False)
class Outline:
    """What an article can share with another: its vocabulary, and in which passages it names and says what.

    Each thing has its bits at most. For each passage there is what is off if another lacks all that it names. Things
    that are `untold` are named too often to tell anything.
    """

    spoken: Vocabulary
    things: Mapping[str, tuple[float, Sequence[int]]]
    statements: Mapping[str, Sequence[int]]
    named: Sequence[Features]
    missed: Sequence[float]
    untold: Features


@for_the_same(8192)
def outline(text: Text) -> Outline:
    """The outline of an article."""
    worth = Weights(text.spoken, text.spoken)
    things: dict[str, tuple[float, list[int]]] = {}
    statements: dict[str, list[int]] = defaultdict(list)
    for place, features in enumerate(text.passages):
        for feature in features:
            if not is_head(feature):
                statements[feature].append(place)
            elif worth[feature] > TELLING:
                things.setdefault(feature, (worth[feature] - KEEPS, []))[1].append(place)
    untold = frozenset(thing for thing in filter(is_head, text.spoken.features) if worth[thing] <= TELLING)
    named = [frozenset(things.keys() & features) for features in text.passages]
    return Outline(text.spoken, things, statements, named, _missed(named, frozenset()), untold)


def _missed(named: Sequence[Features], untold: Features) -> list[float]:
    return [LOSES * len(things - untold) + SHORTENED for things in named]


@for_the_same(32768)
def at_most(one: Outline, other: Outline) -> float:
    """Bits that no stretch of two articles exceeds; infinity if they make many statements alike.

    What counts once counts each time here, and what is told twice counts again.
    """
    statements = one.statements.keys() & other.statements.keys()
    if len(statements) > _MANY:
        return math.inf
    missed = _missed(one.named, other.untold) if other.untold else one.missed
    its_missed = _missed(other.named, one.untold) if one.untold else other.missed
    bits = _bits(one, other, statements)
    ways: dict[int, float] = {}  # to each pair of passages the bits of the best stretch that goes on there
    most = 0.0
    for place in sorted(bits):
        off, its_off = missed[place >> _SHIFT], its_missed[place & _SECOND]
        gain = bits[place] - (off if off < its_off else its_off)
        if gain <= 0:
            continue
        score = gain + ways.get(place, 0.0)
        if score > most:
            most = score
        for cost, ahead in _AHEAD:
            if cost >= score:
                break
            later = place + ahead
            if later in bits and score - cost > ways.get(later, 0.0):
                ways[later] = score - cost
    return most + _ROUNDING


def _bits(one: Outline, other: Outline, statements: Iterable[str]) -> dict[int, float]:
    """What each pair of passages shares at most, with what would be off if it did not."""
    bits = dict[int, float]()
    for thing in one.things.keys() & other.things.keys():
        (worth, places), (its_worth, its_places) = one.things[thing], other.things[thing]
        _add(bits, min(worth, its_worth) + LOSES, places, its_places)
    weights = Weights(one.spoken, other.spoken)
    for statement in statements:
        if weights[statement] > TELLING:
            _add(bits, weights[statement] - KEEPS, one.statements[statement], other.statements[statement])
    return bits


def _add(bits: dict[int, float], more: float, places: Sequence[int], its_places: Sequence[int]) -> None:
    """Add bits to all pairs of passages that share something."""
    for place in places:
        row = place << _SHIFT
        for its_place in its_places:
            pair = row + its_place
            bits[pair] = bits.get(pair, 0.0) + more
