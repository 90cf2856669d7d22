"""When something holds: dated, undated, open at one end."""

from __future__ import annotations

import pytest

from kgtools.values.spans import Span


@pytest.mark.parametrize(
    ("first", "last", "told", "years"),
    [
        ("1998-10-31", "1998-10-31", "", [1998]),
        ("2016", "2018-02", "", [2016, 2017, 2018]),
        ("2019-03-20", "", "2022-12-26", [2019, 2020, 2021, 2022]),
        ("2019-03-20", "", "", [2019]),  # no dated article tells how long
        ("2030", "", "2022-12-26", [2030]),  # an article cannot end what it foretells
        ("", "2016", "", [2016]),  # since when is not said
        ("", "", "", []),
    ],
)
def test_something_holds_in_the_years_that_are_told_and_in_no_other(
    first: str, last: str, told: str, years: list[int]
) -> None:
    span = Span.of(first, last, told)
    assert list(span.years) == years
    for year in range(1990, 2035):
        assert span.touches(year, year) == (year in years)
    assert span.touches(None, None) == span.dated == bool(years)


def test_what_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="not a date in EDTF"):
        Span.of("soon", "")
