"""The years of which a project speaks: what lies outside is a finding, and what is taken for a year in print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kgtools import layout, namespaces, ontology, projects
from kgtools.checks import check
from kgtools.checks.passages import dates
from kgtools.curation.extract import reading
from kgtools.curation.extract.values import dates as reader_dates
from kgtools.errors import DataError
from tests.conftest import ROOT, real_corpus
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


@pytest.mark.parametrize(
    ("years", "text", "expected"),
    [
        ((1900, 2060), "Signed on 1583-05-12; a copy of 2019-03-01 hangs there.", ["2019-03-01"]),
        ((1500, 1650), "Signed on 1583-05-12; a copy of 2019-03-01 hangs there.", ["1583-05-12"]),
        ((1900, 2060), "It was opened in 1583 and counted 2019 ships in 1999.", ["1999"]),
        ((1500, 1650), "It was opened in 1583 and shut in 1499, in 2019 rooms.", ["1583", "1499"]),
        ((1500, 1650), "From March to May 1571 and on 3.04.1602, not 3.04.2002.", ["1571-03/1571-05", "1602-04-03"]),
        ((1500, 1650), "The walls were built in the 1620s.", ["162X"]),
        ((1900, 2060), "The walls were built in the 1620s.", ["162X"]),
        ((1100, 1250), "They met on 4 May 1204; the room has 1999 seats.", ["1204-05-04"]),
    ],
)
def test_the_reader_of_articles_takes_years_as_the_project_does(
    years: tuple[int, int], text: str, expected: list[str]
) -> None:
    namespaces.use(replace(namespaces.in_use(), years=years))
    assert [one.edtf for one in reader_dates.find(text, 0, len(text), "en")] == expected


def test_the_years_of_a_plan_and_of_a_table_are_those_of_the_project() -> None:
    terms = ontology.load(ROOT)
    corpus = real_corpus()
    text = "The Plan of Roads for 1560–1565 was adopted.\n\nYear\tTrade, million dollars\n1560\t4\n1561\t5\n"
    found = {}
    for years in ((1900, 2060), (1500, 1650)):
        namespaces.use(replace(namespaces.in_use(), years=years))
        read = reading.read(text, corpus, terms)
        cells = [row[0] for table in read.tables for row in table.rows]
        found[years[0]] = [date.edtf for cell in cells for date in cell.dates]
    assert found == {1900: [], 1500: ["1560", "1561"]}
