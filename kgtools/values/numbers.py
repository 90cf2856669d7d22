"""Numbers as articles print them: their value in the base unit, and the interval that they stand for.

A printed number is compared as the interval of the values that an author may have had in mind. The
widths are conventions of this project, written down here and in docs/decisions/0008-comparing-figures.md:

- *exact* (the number stands alone): half a unit of the last printed digit to either side, so that 4.9
  stands for 4.85 to 4.95. Zeros at the end of a whole number of three or more digits may be rounding,
  but its first two digits always count: 2 920 stands for 2 915 to 2 925, 10 for 9.5 to 10.5. Whole
  things counted one by one are exact (17, 510, 1 056); from a thousand on, zeros at their end may be
  rounding there too (6 200, 500 000).
- *about*: one unit of the last digit that is not zero, at most a tenth of the number, to either side,
  and never less than the bare number has: about 3.5 is 3.4 to 3.6, about 70 is 63 to 77.
- *almost*: as far below as *about* goes, and not above: almost 2.5 is 2.4 to 2.5, almost 5 is 4.5 to 5.
- *over*: from the number to the next one that an author of the same roundness could have named: over
  4.27 is 4.27 to 4.28, over 6 is 6 to 7, over 280 is 280 to 290.
- *up-to*: from half the number up to it, because a limit is named near to what it limits; below ten
  from nothing, where "among the first three" means any of them.

All arithmetic is decimal; bounds that have to be rounded are rounded outwards.
"""

from __future__ import annotations

import decimal
import re
from dataclasses import dataclass
from decimal import Decimal

# Digits in one run or in groups of three separated by spaces (also the no-break ones), a point, decimals.
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)(?:\.[0-9]+)?")
_LONGEST = 24  # digits, beyond what any quantity here can have
ONE = Decimal(1)
_DOWN = decimal.Context(prec=3 * _LONGEST, rounding=decimal.ROUND_FLOOR)
_UP = decimal.Context(prec=3 * _LONGEST, rounding=decimal.ROUND_CEILING)


def parse_number(printed: str) -> Decimal:
    """Read a number as printed: digits, spaces between groups of three, a decimal point.

    Raises ValueError for anything else. A decimal comma is refused, because a comma separates
    thousands in English print and decimals in Russian print.

    >>> parse_number("2 920")
    Decimal('2920')
    """
    if not _NUMBER.fullmatch(printed):
        raise ValueError("it is not a number such as 110.5 or 2 920 (decimal point, no comma)")
    digits = re.sub(r"\s", "", printed)
    if len(digits) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST} digits")
    return Decimal(digits)


def normalise(value: Decimal, multiplier: Decimal) -> Decimal:
    """The value in the base unit, without an exponent and without idle zeros after the point.

    >>> normalise(Decimal("110.5"), Decimal("1000000"))
    Decimal('110500000')
    """
    with decimal.localcontext(prec=3 * _LONGEST):
        product = (value * multiplier).normalize()
        return product.quantize(Decimal(1)) if product == product.to_integral_value() else product


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`, both included. Sums and products are intervals again.

    >>> Interval(Decimal(1), Decimal(2)) + Interval(Decimal(10), Decimal(20))
    Interval(low=Decimal('11'), high=Decimal('22'))
    >>> Interval(Decimal(1), Decimal(2)).overlaps(Interval(Decimal(2), Decimal(3)))
    True
    """

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"the interval ends before it starts: {self.low} to {self.high}")

    def __add__(self, other: Interval) -> Interval:
        return Interval(_DOWN.add(self.low, other.low), _UP.add(self.high, other.high))

    def __truediv__(self, other: Interval) -> Interval:
        """The quotients of two intervals; raises ZeroDivisionError unless the other lies above zero."""
        if other.low <= 0:
            raise ZeroDivisionError("only an interval above zero divides")
        lows = [_DOWN.divide(self.low, bound) for bound in (other.low, other.high)]
        highs = [_UP.divide(self.high, bound) for bound in (other.low, other.high)]
        return Interval(min(lows), max(highs))

    def __mul__(self, other: Interval) -> Interval:
        ends = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(_DOWN.multiply(a, b) for a, b in ends), max(_UP.multiply(a, b) for a, b in ends))

    def scaled(self, factor: Decimal) -> Interval:
        """The interval in another unit; `factor` is above zero."""
        return Interval(_DOWN.multiply(self.low, factor), _UP.multiply(self.high, factor))

    def widened(self, share: Decimal) -> Interval:
        """The interval with its bounds moved outwards by a share of themselves."""
        return Interval(_DOWN.subtract(self.low, abs(self.low) * share), _UP.add(self.high, abs(self.high) * share))

    def overlaps(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    @property
    def middle(self) -> Decimal:
        """The value half-way between the bounds."""
        return (self.low + self.high) / 2


def last_digit(printed: str) -> Decimal:
    """One unit of the last digit that is printed.

    >>> last_digit("4.90")
    Decimal('0.01')
    """
    return Decimal(1).scaleb(min(_exponent(parse_number(printed)), 0))


def interval(printed: str, bound: str, multiplier: Decimal = Decimal(1), whole: bool = False) -> Interval:
    """The values that a printed number may stand for, in the base unit.

    `bound` is a code of the list `bound`, `multiplier` that of the unit, and `whole` says that the
    unit counts whole things. Raises ValueError for an invalid number or an unknown bound.

    >>> interval("4.9", "exact")
    Interval(low=Decimal('4.85'), high=Decimal('4.95'))
    >>> interval("5", "almost", Decimal(1000))
    Interval(low=Decimal('4500.0'), high=Decimal('5000'))
    """
    number = parse_number(printed)
    size = abs(number)
    half = _meant_to(number, whole and multiplier == 1) / 2
    step = Decimal(1).scaleb(_last_that_counts(number))
    margin = max(min(step, size / 10), half)
    if bound == "exact":
        low, high = size - half, size + half
    elif bound == "about":
        low, high = size - margin, size + margin
    elif bound == "almost":
        low, high = size - margin, size
    elif bound in ("over", "at-least"):
        low, high = size, size + step
    elif bound == "up-to":
        low, high = (size / 2 if size >= 10 else Decimal(0)), size
    else:
        raise ValueError(f"unknown bound '{bound}'")
    if number < 0:
        low, high = -high, -low
    return Interval(low, high).scaled(multiplier)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def _last_that_counts(number: Decimal) -> int:
    """The power of ten of the last digit that is not an idle zero of a whole number."""
    exponent = _exponent(number)
    if exponent < 0 or not number:
        return exponent
    digits = str(abs(number))
    return len(digits) - len(digits.rstrip("0"))


def _meant_to(number: Decimal, counted: bool) -> Decimal:
    """How exactly a bare number is meant: one unit of the digit to which it was rounded, 0 if it was not."""
    exponent = _exponent(number)
    if exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = len(str(abs(number)))
    zeros = min(_last_that_counts(number), max(digits - 2, 0))
    if counted and (zeros == 0 or digits < 4):
        return Decimal(0)
    return Decimal(1).scaleb(zeros)
