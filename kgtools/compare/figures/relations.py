"""Which of several observations cannot hold together, and whether two differ by a slip or by rounding alone.

What is compared, and why in this way, is written in docs/decisions/0008-comparing-figures.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kgtools.compare.figures.observations import Observation, Span

OTHER_PERIOD, OTHER_SCOPE = "other-period", "other-scope"
ROUNDING, UNIT_SLIP, MIRROR = "rounding", "unit-slip", "mirror-statistics"
REVISED, CONTRADICTION = "revised-later", "contradiction"
_SLIP = Decimal("0.01")  # two values that differ by a thousandfold may differ by this share besides
_REST = 5  # how many times as fast the rest of a time may run as the part of it that is stated


def slip(a: Observation, b: Observation) -> bool:
    """Whether two values differ by a power of ten and hardly else: a wrong unit, or a digit too many.

    Between thousands, millions and billions a unit may have been mistaken, and a hundredth of
    difference besides is allowed; for the other powers of ten the digits must be the same, and more
    than one.
    """
    if a.value * b.value <= 0:
        return False
    power = int((a.value / b.value).log10().to_integral_value())
    if power == 0:
        return False
    shifted = b.interval.scaled(Decimal(1).scaleb(power))
    if power % 3 == 0:
        return a.interval.widened(_SLIP).overlaps(shifted.widened(_SLIP))
    return digits(a) == digits(b) and len(digits(a)) > 1


def rounded_off(a: Observation, b: Observation) -> bool:
    """Whether two values differ by less than one unit of the coarser last digit, and by a tenth at most.

    So 4.0 and 4.07; but 4.1 and 5 are not one value rounded in two ways.
    """
    apart = abs(a.value - b.value)
    return apart < max(a.step, b.step) and 10 * apart <= max(abs(a.value), abs(b.value))


def digits(observation: Observation) -> tuple[int, ...]:
    """The digits of a value without zeros at either end."""
    return observation.value.normalize().as_tuple().digits


def apart(group: Iterable[Observation]) -> set[Observation]:
    """The observations of one time that do not overlap with every other: the extreme bounds decide."""
    observations = list(group)
    if len(observations) < 2:
        return set()
    highest_low = max(observation.interval.low for observation in observations)
    lowest_high = min(observation.interval.high for observation in observations)
    return {r for r in observations if r.interval.low > lowest_high or r.interval.high < highest_low}


def part_and_whole(parts: list[Observation], wholes: list[Observation], part: Span, whole: Span) -> set[Observation]:
    """Observations of a part of a time and of the whole that do not go together.

    The part is greater than the whole, or, if it is half of the time or more, so small that the rest
    would have to run more than five times as fast.
    """
    found: set[Observation] = set()
    least, most = (min(r.interval.high for r in wholes), max(r.interval.low for r in wholes))
    found |= {r for r in parts if r.interval.low > least}
    greatest = max(r.interval.low for r in parts)
    found |= {r for r in wholes if r.interval.high < greatest}
    days, all_days = ((span[1] - span[0]).days + 1 for span in (part, whole))
    if 2 * days < all_days:
        return found
    reach = 1 + _REST * Decimal(all_days - days) / Decimal(days)
    smallest = min(r.interval.high for r in parts)
    found |= {r for r in parts if r.interval.high * reach < most}
    found |= {r for r in wholes if r.interval.low > smallest * reach}
    return found


def enclosing(times: Iterable[Span]) -> Iterator[tuple[Span, list[Span]]]:
    """Each time with the longer ones that it lies in."""
    unfinished: list[Span] = []
    for span in sorted(times, key=lambda span: (span[0], -span[1].toordinal())):
        unfinished = [longer for longer in unfinished if longer[1] >= span[0]]
        wholes = [longer for longer in unfinished if longer[1] >= span[1]]
        if wholes:
            yield span, wholes
        unfinished.append(span)


def outermost(times: Iterable[Span]) -> dict[Span, Span]:
    return {span: wholes[0] for span, wholes in enclosing(times)}


def within(a: Span, b: Span) -> bool:
    return b[0] <= a[0] and a[1] <= b[1]
