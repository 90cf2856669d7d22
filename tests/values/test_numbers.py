"""Numbers as printed, and their value in the base unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgtools.values.numbers import Interval, interval, normalise, parse_number

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


# -- intervals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "bound", "low", "high"),
    [
        ("4.9", "exact", "4.85", "4.95"),
        ("4.90", "exact", "4.895", "4.905"),
        ("3.0", "exact", "2.95", "3.05"),
        ("5", "exact", "4.5", "5.5"),
        ("10", "exact", "9.5", "10.5"),
        ("629", "exact", "628.5", "629.5"),
        ("2 920", "exact", "2915", "2925"),
        ("13300", "exact", "13250", "13350"),
        ("3 000 000", "exact", "2950000", "3050000"),
        ("0", "exact", "-0.5", "0.5"),
        ("-12.6", "exact", "-12.65", "-12.55"),
        ("3.5", "about", "3.4", "3.6"),
        ("70", "about", "63", "77"),
        ("5", "about", "4.5", "5.5"),
        ("3", "about", "2.5", "3.5"),
        ("2.5", "almost", "2.4", "2.5"),
        ("5", "almost", "4.5", "5"),
        ("-12", "almost", "-12", "-11"),
        ("4.27", "over", "4.27", "4.28"),
        ("6", "over", "6", "7"),
        ("280", "over", "280", "290"),
        ("280", "at-least", "280", "290"),
        ("50", "up-to", "25", "50"),
        ("3", "up-to", "0", "3"),
    ],
)
def test_a_printed_number_stands_for_an_interval(printed: str, bound: str, low: str, high: str) -> None:
    assert interval(printed, bound) == Interval(Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [("17", "17", "17"), ("510", "510", "510"), ("1 056", "1056", "1056"), ("6 200", "6150", "6250"),
     ("500 000", "495000", "505000"), ("2.5", "2.45", "2.55")],
)  # fmt: skip
def test_whole_things_are_counted_exactly(printed: str, low: str, high: str) -> None:
    assert interval(printed, "exact", whole=True) == Interval(Decimal(low), Decimal(high))


def test_a_count_in_thousands_is_rounded() -> None:
    counted = interval("500", "exact", Decimal(1000), whole=True)
    assert counted == Interval(Decimal(495000), Decimal(505000))
    assert counted.overlaps(interval("500 000", "exact", whole=True))


def test_almost_five_agrees_with_four_point_nine() -> None:
    assert interval("5", "almost").overlaps(interval("4.9", "exact"))
    assert not interval("5", "almost").overlaps(interval("4.3", "exact"))


def test_an_unknown_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown bound 'roughly'"):
        interval("5", "roughly")


bounds = st.sampled_from(["exact", "about", "almost", "over", "at-least", "up-to"])
numbers = st.builds(
    lambda digits, decimals: f"{digits}.{decimals}" if decimals else str(digits),
    st.integers(-(10**9), 10**9),
    st.text("0123456789", max_size=4),
)


@given(numbers, bounds, multipliers, st.booleans())
def test_the_number_itself_lies_in_its_interval(printed: str, bound: str, multiplier: Decimal, whole: bool) -> None:
    found = interval(printed, bound, multiplier, whole)
    assert found.low <= parse_number(printed) * multiplier <= found.high


@given(numbers, bounds, st.integers(1, 12))
def test_a_unit_scales_the_interval_and_nothing_else(printed: str, bound: str, power: int) -> None:
    factor = Decimal(10**power)
    assert interval(printed, bound, factor) == interval(printed, bound).scaled(factor)


@given(numbers, st.booleans())
def test_about_is_never_narrower_than_the_bare_number(printed: str, whole: bool) -> None:
    bare, about = interval(printed, "exact", whole=whole), interval(printed, "about", whole=whole)
    assert about.low <= bare.low
    assert bare.high <= about.high


small = st.decimals(-1000, 1000, places=2)
intervals = st.tuples(small, small).map(lambda ends: Interval(min(ends), max(ends)))
above_zero = st.tuples(st.decimals("0.01", 1000, places=2), st.decimals("0.01", 1000, places=2)).map(
    lambda ends: Interval(min(ends), max(ends))
)
share = st.decimals(0, 1, places=2)


def within(found: Interval, part: Decimal) -> Decimal:
    return found.low + (found.high - found.low) * part


@given(intervals, intervals, above_zero, share, share)
def test_sums_and_quotients_hold_every_sum_and_quotient(
    a: Interval, b: Interval, c: Interval, here: Decimal, there: Decimal
) -> None:
    one, other, divisor = within(a, here), within(b, there), within(c, there)
    assert (a + b).low <= one + other <= (a + b).high
    quotient = a / c
    slack = Decimal("1e-20")  # the quotient that is tested is itself rounded
    assert quotient.low - slack <= one / divisor <= quotient.high + slack


def test_an_interval_that_holds_zero_divides_nothing() -> None:
    with pytest.raises(ZeroDivisionError):
        Interval(Decimal(1), Decimal(2)) / Interval(Decimal(0), Decimal(1))
    with pytest.raises(ValueError, match="ends before it starts"):
        Interval(Decimal(2), Decimal(1))
