"""Numbers as articles print them, and their value in the base unit."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal

# Digits in one run or in groups of three parted by spaces (also the no-break ones), a point, decimals.
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+)(?:\.[0-9]+)?")

_LONGEST = 24  # digits, beyond what any quantity here can have


def parse_number(printed: str) -> Decimal:
    """Read a number as printed: digits, spaces between groups of three, a decimal point.

    Raises ValueError for anything else. A decimal comma is refused, because a comma parts
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
