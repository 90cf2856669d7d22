"""Numbers as printed, and their value in the base unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.figures import normalise, parse_number

many = settings(max_examples=150, deadline=None)
spaces = st.sampled_from([" ", "\u00a0", "\u202f"])
multipliers = st.integers(0, 12).map(lambda power: Decimal(10**power))


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", "0"),
        ("3", "3"),
        ("110.5", "110.5"),
        ("4.90", "4.90"),
        ("2920", "2920"),
        ("2 920", "2920"),
        ("2\u00a0920", "2920"),
        ("2\u202f920", "2920"),
        ("3 000 000", "3000000"),
        ("12 345 678.90", "12345678.90"),
        ("-1 000.5", "-1000.5"),
    ],
)
def test_a_number_is_read_as_printed(printed: str, value: str) -> None:
    number = parse_number(printed)
    assert isinstance(number, Decimal)
    assert str(number) == value


@pytest.mark.parametrize(
    "wrong",
    [
        "", " ", "abc", "NaN", "Infinity", "1e5", "1_000", "+3", "−3", "--3", ".5", "1.", "1.2.3", " 1", "1 ", "1\n",
        "4,9", "2,920", "1 00", "1 0000", "1234 567", "1 234 56", "1.5 000", "1  000", "2\t920", "2\u2009920",
        "٣", "4О", "4.9%", "$5", "about 5",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="it is not a number such as"):
        parse_number(wrong)


@many
@given(st.integers(-(10**15), 10**15), spaces, st.text("0123456789", max_size=6))
def test_groups_and_decimals_do_not_change_the_value(number: int, space: str, decimals: str) -> None:
    point = "." if decimals else ""
    grouped = f"{number:,}".replace(",", space) + point + decimals
    plain = f"{number}{point}{decimals}"
    assert parse_number(grouped) == parse_number(plain) == Decimal(plain)


@pytest.mark.parametrize(
    ("value", "multiplier", "expected"),
    [
        ("110.5", "1000000", "110500000"),
        ("4.90", "1000000000", "4900000000"),
        ("4.90", "1", "4.9"),
        ("100", "1", "100"),
        ("100.00", "1", "100"),
        ("0.0", "1000", "0"),
        ("0.5", "0.01", "0.005"),
        ("1E+3", "1", "1000"),
        ("-2.50", "1000", "-2500"),
    ],
)
def test_a_value_in_the_base_unit_has_no_exponent_and_no_idle_zeros(value: str, multiplier: str, expected: str) -> None:
    assert str(normalise(Decimal(value), Decimal(multiplier))) == expected


@many
@given(st.decimals(-(10**9), 10**9, places=6), multipliers)
def test_the_value_in_the_base_unit_is_exact(value: Decimal, multiplier: Decimal) -> None:
    result = normalise(value, multiplier)
    assert result == value * multiplier
    written = f"{result:f}"
    assert "." not in written or written[-1] != "0"
    assert str(normalise(result, Decimal(1))) == str(result)


@pytest.mark.parametrize("digits", ["123456789012345678901234", "4.9000000000000000000001", "0.0000000000000000000001"])
def test_a_long_number_keeps_all_its_digits(digits: str) -> None:
    assert f"{normalise(parse_number(digits), Decimal(1)):f}" == digits
    assert normalise(parse_number(digits), Decimal(10**22)) == int(digits.replace(".", "")) * 10 ** (
        22 if "." not in digits else 0
    )


@pytest.mark.parametrize("digits", ["1234567890123456789012345", "4.90000000000000000000001", "1 000" + 7 * " 000"])
def test_a_number_longer_than_any_quantity_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="it has more than 24 digits"):
        parse_number(digits)
