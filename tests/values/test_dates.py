"""Dates: what is read, what is refused, and which dates agree."""

from __future__ import annotations

import datetime

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools.values.dates import Date, parse

days = st.dates(min_value=datetime.date(1000, 1, 1))


def bounds(edtf: str) -> tuple[str, str]:
    date = parse(edtf)
    return tuple(str(day) if day else "open" for day in (date.earliest, date.latest))


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("2021-12-06", "2021-12-06", "2021-12-06"),
        ("2021-12", "2021-12-01", "2021-12-31"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2020-02-29", "2020-02-29", "2020-02-29"),
        ("2016~", "2016-01-01", "2016-12-31"),
        ("2016?", "2016-01-01", "2016-12-31"),
        ("2021-12-06%", "2021-12-06", "2021-12-06"),
        ("199X", "1990-01-01", "1999-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2021-XX", "2021-01-01", "2021-12-31"),
        ("2021-12-XX", "2021-12-01", "2021-12-31"),
        ("2017/2019", "2017-01-01", "2019-12-31"),
        ("1984/2004-06", "1984-01-01", "2004-06-30"),
        ("2016~/2018?", "2016-01-01", "2018-12-31"),
        ("2021/2021", "2021-01-01", "2021-12-31"),
        ("../2022", "open", "2022-12-31"),
        ("/2022", "open", "2022-12-31"),
        ("2022/..", "2022-01-01", "open"),
        ("2022/", "2022-01-01", "open"),
    ],
)
def test_a_date_is_read(edtf: str, earliest: str, latest: str) -> None:
    assert bounds(edtf) == (earliest, latest)
    assert parse(edtf).edtf == edtf


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("2021-02-30", "there is no such date as 2021-02-30"),
        ("2021-02-29", "there is no such date as 2021-02-29"),
        ("1900-02-29", "there is no such date as 1900-02-29"),
        ("2021-13", "there is no such date as 2021-13"),
        ("2021-00", "there is no such date as 2021-00"),
        ("2021-12-00", "there is no such date as 2021-12-00"),
        ("2021-1-6", "there is no such date as 2021-1-6"),
        ("06-12-2021", "there is no such date as 06-12-2021"),
        ("06.12.2021", "there is no such date as 06.12.2021"),
        ("20", "there is no such date as 20"),
        ("XX21", "there is no such date as XX21"),
        ("2021-XX-06", "there is no such date as 2021-XX-06"),
        ("?2021", r"there is no such date as \?2021"),
        ("0000", "there is no such date as 0000"),
        ("-0044", "there is no such date as -0044"),
        ("2021/2021-02-30", "there is no such date as 2021-02-30"),
        ("2021-02-30/2022", "there is no such date as 2021-02-30"),
        ("", "it is not a date in EDTF"),
        ("yesterday", "it is not a date in EDTF"),
        ("6 December 2021", "it is not a date in EDTF"),
        ("2021-12-06 ", "it is not a date in EDTF"),
        ("2021\n", "it is not a date in EDTF"),
        ("2017–2019", "it is not a date in EDTF"),
        ("201Х", "it is not a date in EDTF"),  # with a Cyrillic Х
        ("/", "an interval has two ends"),
        ("..", "an interval has two ends"),
        ("../..", "an interval has two ends"),
        ("2021/12/06", "an interval has two ends"),
        ("2019/2017", "the interval ends before it starts"),
        ("2021-12/2021-11-30", "the interval ends before it starts"),
    ],
)
def test_a_wrong_date_is_refused_in_words(wrong: str, reason: str) -> None:
    with pytest.raises(ValueError, match="^" + reason.replace(".", r"\.")):
        parse(wrong)


# so 2021-21, a slip for 2021-12, becomes the spring of 2021.
@pytest.mark.parametrize("month", ["21", "24", "32", "41"])
def test_a_month_above_twelve_is_refused(month: str) -> None:
    with pytest.raises(ValueError, match="there is no such date as 2021-" + month):
        parse("2021-" + month)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("2022", "2022-12-22", True),
        ("2022-12", "2022", True),
        ("2021", "2022", False),
        ("2022-12-22", "2022-12-22", True),
        ("2022-12-21", "2022-12-22", False),
        ("2017/2019", "2018", True),
        ("2017/2019", "2019/2021", False),
        ("2016~", "2016-05", True),
        ("../2022", "1991", True),
        ("../2022", "2023", False),
        ("../2022", "2022-12-31", True),
        ("2022/..", "2030", True),
        ("2022/..", "2021-12-31", False),
        ("../2022", "2020/..", False),
        ("../2022", "../2020", True),
    ],
)
def test_dates_agree_if_one_lies_within_the_other(one: str, other: str, agree: bool) -> None:
    assert parse(one).agrees_with(parse(other)) is agree
    assert parse(other).agrees_with(parse(one)) is agree


@given(days)
def test_a_day_lies_in_its_month_and_its_year(day: datetime.date) -> None:
    date, month, year = (parse(str(day)[:length]) for length in (10, 7, 4))
    assert date == Date(str(day), day, day)
    assert year.earliest <= month.earliest <= day <= month.latest <= year.latest
    assert date.agrees_with(month)
    assert month.agrees_with(year)
    assert year.agrees_with(date)
    assert month.latest == day.replace(day=month.latest.day)
    assert month.latest == datetime.date.max or (month.latest + datetime.timedelta(1)).day == 1


@given(days, days)
def test_an_interval_runs_from_its_first_day_to_its_last(one: datetime.date, other: datetime.date) -> None:
    first, last = sorted((one, other))
    interval = parse(f"{first}/{last}")
    assert (interval.earliest, interval.latest) == (first, last)
    assert parse(str(one)).agrees_with(interval)
    assert parse(str(one)).agrees_with(parse(str(other))) is (one == other)
    if first != last:
        with pytest.raises(ValueError, match="ends before it starts"):
            parse(f"{last}/{first}")


@given(st.integers(1000, 9999), st.integers(1, 99), st.integers(1, 99))
def test_only_days_of_the_calendar_are_read(year: int, month: int, day: int) -> None:
    written = f"{year:04}-{month:02}-{day:02}"
    try:
        real = datetime.date(year, month, day)
    except ValueError:
        with pytest.raises(ValueError, match="there is no such date as"):
            parse(written)
    else:
        assert bounds(written) == (str(real), str(real))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 9999), st.integers(0, 12), st.integers(0, 31), st.sampled_from(["", "?", "~", "%"]))
def test_plain_dates_are_read_as_the_library_of_edtf_reads_them(year: int, month: int, day: int, mark: str) -> None:
    point = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "") + mark
    try:
        library = edtf.parse_edtf(point)
        expected = tuple(datetime.date(*end[:3]) for end in (library.lower_strict(), library.upper_strict()))
    except (edtf.EDTFParseException, ValueError):
        with pytest.raises(ValueError, match="there is no such date"):
            parse(point)
        return
    assert (parse(point).earliest, parse(point).latest) == expected
