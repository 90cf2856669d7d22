"""The years of which a project speaks: what lies outside is a finding, and what is taken for a year in print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kgtools import layout, namespaces, projects
from kgtools.checks import check
from kgtools.checks.passages import dates
from kgtools.errors import DataError
from tests.test_other_project import DESCRIPTION, make


@pytest.fixture(autouse=True)
def _others_stay() -> Iterator[None]:
    before = projects.in_use()
    yield
    projects.take_up(before)


def described(root: Path, line: str) -> Path:
    (make(root) / layout.PROJECT).write_text(f"{DESCRIPTION}{line}\n", encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", []),
        ("years: [2030, 2040]", []),
        ("years: [1500, 1950]", ["the date lies before 1500 or after 1950"]),
    ],
)
def test_a_date_outside_the_years_of_the_project_is_a_finding(tmp_path: Path, line: str, expected: list[str]) -> None:
    root = described(tmp_path, line)
    projects.use(root)
    found = {finding.message.partition(";")[0] for finding in check.check(root).findings}
    assert [message for message in found if "the date lies" in message] == expected


@pytest.mark.parametrize("years", ["1500", "[1500]", "[1950, 1500]", "[0, 1500]", "[1500, now]"])
def test_years_that_are_no_span_are_told_in_one_line(tmp_path: Path, years: str) -> None:
    with pytest.raises(DataError, match=r"project\.yaml:19: key 'years': not a span of years"):
        projects.read(described(tmp_path, f"years: {years}"))


def test_a_year_in_print_is_one_of_the_centuries_of_the_project() -> None:
    text = "in 1648, of 1066 men, until 1998"
    assert dates.years(text) == {"1998"}
    namespaces.use(replace(namespaces.in_use(), years=(1600, 1750)))
    assert dates.years(text) == {"1648"}
