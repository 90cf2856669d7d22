"""What a spreadsheet makes of a cell is recognised, and what is nothing of it is not."""

from __future__ import annotations

import pytest

from kgtools.values import dates, retyped


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("06.12.2021", "2021-12-06"), ("6.12.21", "2021-12-06"), ("2021-12-06 00:00:00", "2021-12-06"),
        ("2021-12-06T00:00:00", "2021-12-06"), ("06.12.2021 0:00", "2021-12-06"), ("44536", "2021-12-06"),
        ("13/12/2021", "2021-12-13"), ("2021/12/6", "2021-12-06"), ("2021.12.06", "2021-12-06"), ("Dec-21", "2021-12"),
        ("дек.21", "2021-12"), ("6 дек. 2021", "2021-12-06"), ("6-Dec-21", "2021-12-06"),
        ("December 6, 2021", "2021-12-06"), ("6 желтоқсан 2021", "2021-12-06"), ("2017–2019", "2017/2019"),
        ("2021–12–06", "2021-12-06"), ("2021.0", "2021"), ("2021,00", "2021"), ("Jan-99", "1999-01"),
    ],
)  # fmt: skip
def test_a_retyped_date_is_told_what_it_was(cell: str, meant: str) -> None:
    with pytest.raises(ValueError, match="date"):
        dates.parse(cell)
    assert retyped.date(cell) == f"a spreadsheet has retyped it: write {meant}"
    assert dates.parse(meant)


def test_a_day_that_may_be_a_month_is_told_both_ways() -> None:
    assert retyped.date("12/6/2021").endswith("write 2021-12-06 or 2021-06-12, as the article has it")


def test_a_date_that_is_lost_is_taken_from_an_older_version() -> None:
    assert "older version" in retyped.date("1/2")


@pytest.mark.parametrize("cell", ["last year", "2021-13", "in May", "state/arcadia", "2030/2020", "", "99999999"])
def test_what_was_no_date_gets_no_advice(cell: str) -> None:
    assert retyped.date(cell) == ""


@pytest.mark.parametrize(
    ("cell", "advice"),
    [
        ("1.2E+12", "shortened"), ("1,2E+12", "shortened"), ("5.00e+00", "shortened"), ("110,5", "write 110.5"),
        ("+5", "write 5"), ("\u221212.6", "-12.6"), ("7.май", "made a date"), ("Jul-05", "made a date"),
        ("07.05.2025", "made a date"), ("2005-07-05 00:00:00", "made a date"),
    ],
)  # fmt: skip
def test_a_retyped_number_is_told_what_happened(cell: str, advice: str) -> None:
    assert advice in retyped.number(cell)


@pytest.mark.parametrize("cell", ["first", "2,920", "", "12 thousand"])
def test_what_was_no_number_gets_no_advice(cell: str) -> None:
    assert retyped.number(cell) == ""


def test_a_truth_value_is_told_in_lower_case() -> None:
    assert [retyped.truth(cell) for cell in ("TRUE", "ЛОЖЬ", "0", "maybe")] == [
        "write true", "write false", "write false", "",
    ]  # fmt: skip
