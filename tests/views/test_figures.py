"""Figures and targets side by side: nothing merged, nothing lost, told in tables, citations and charts."""

from __future__ import annotations

import base64
import csv
import datetime
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import ontology
from kgtools.claims.model import Corpus
from kgtools.errors import UsageError
from kgtools.graph.terms import code
from kgtools.plots import prepare
from kgtools.plots.figures import marks, static
from kgtools.plots.figures.marks import joined
from kgtools.values import numbers
from kgtools.views import disagreements, figures, pictures, targets
from kgtools.views.figures import FigureFilter
from tests.conftest import ROOT, Run, real_corpus


@pytest.fixture(scope="module")
def typed() -> Corpus:
    return real_corpus()


# -- figures ----------------------------------------------------------------------------------------------


def test_what_the_store_leaves_out_is_what_the_filter_would(real: ox.Store) -> None:
    every = figures.values(real, FigureFilter())
    wanted = [
        *(FigureFilter(indicator=one) for one in sorted({value.indicator for value in every})),
        *(FigureFilter(flow=one, article=value.article) for value in every[::20] for one in ("", value.flow)),
        FigureFilter(article="no-such-article"),
    ]
    for each in wanted:
        assert figures.values(real, each) == [value for value in every if each(value)]


def test_only_clashes_are_explained_at_figures(real: ox.Store) -> None:
    kinds = disagreements.terms(real)
    shown = disagreements.explained(real, [*kinds, *kinds], "en")
    assert 0 < len(shown) < len(kinds)
    assert list(shown) == [name for name in kinds if name in shown]
    assert all(disagreements.is_conflict(code(kinds[name][0])) == (name in shown) for name in kinds)
    assert disagreements.explained(real, [], "en") == {}


def test_every_figure_of_the_tables_is_shown_once(real: ox.Store, typed: Corpus) -> None:
    shown = [value.claim for value in figures.values(real, FigureFilter())]
    assert sorted(shown) == sorted(claim.key for claim in typed.figures)


@pytest.mark.parametrize("flow", ["turnover", "export", "import"])
def test_every_printed_value_of_a_flow_is_shown_as_printed(real: ox.Store, typed: Corpus, flow: str) -> None:
    assert figures.topic(real, flow) == ("", flow)
    shown = {
        value.claim: (value.printed, value.unit, value.bound, value.period, value.modality)
        for value in figures.values(real, FigureFilter(flow=flow))
    }
    assert shown == {
        claim.key: (claim.value, claim.unit, claim.bound, claim.period, claim.modality)
        for claim in typed.figures
        if claim.flow == flow
    }
    assert len(shown) > 10


def test_the_turnover_runs_over_all_its_years_with_parts_of_years_and_targets_distinguished(real: ox.Store) -> None:
    found = figures.values(real, FigureFilter(flow="turnover"))
    begins = [value.earliest or value.latest for value in found if value.period]
    assert begins == sorted(begins)
    assert begins[0] == datetime.date(1994, 1, 1)
    levels = [value for value in found if value.indicator == "indicator/trade"]
    assert {value.period for value in levels} >= {str(year) for year in range(2016, 2025)} - {"2021"}
    assert {"2021-01/2021-11", "2022-01/2022-10", "2023-01/2023-11", "2025-01/2025-09"} <= {
        value.period for value in levels
    }
    assert {value.printed for value in levels if value.period == "2022"} == {"4.05", "5"}
    assert [value.modality for value in levels if value.period == "../2030"] == ["target"]
    (held,) = [value for value in levels if value.held]
    assert (held.printed, held.value) == ("3 333 503", None)
    assert held.disagreements
    assert "turnover-2022" in next(value for value in levels if value.claim == "nursultanova-trade/n030").disagreements


WORDS = ["turnover", "товарооборот", "Тауар айналымы", "tovar ayirboshlash"]


@pytest.mark.parametrize("word", WORDS)
def test_a_flow_is_found_in_four_languages(real: ox.Store, word: str) -> None:
    assert figures.topic(real, word) == ("", "turnover")


def test_an_indicator_is_found_by_its_names_and_a_misspelt_one_gets_the_nearest(real: ox.Store) -> None:
    assert figures.topic(real, "indicator/flights") == ("indicator/flights", "")
    assert figures.topic(real, "population") == ("indicator/population", "")
    with pytest.raises(UsageError, match="did you mean 'turnover'"):
        figures.topic(real, "trnover")
    with pytest.raises(UsageError, match="no indicator or flow is called 'Tashkent'"):
        figures.topic(real, "Tashkent")


def test_what_is_wanted_is_narrowed(real: ox.Store) -> None:
    def keys(wanted: FigureFilter) -> set[str]:
        return {value.claim for value in figures.values(real, wanted)}

    everything = keys(FigureFilter(flow="turnover"))
    china = keys(FigureFilter(flow="turnover", party="state/china"))
    assert china == {"musina-dynamics/n009"}
    one = keys(FigureFilter(flow="turnover", party="state/kazakhstan", other="state/uzbekistan"))
    assert one == keys(FigureFilter(flow="turnover", party="state/uzbekistan", other="state/kazakhstan")) < everything
    assert keys(FigureFilter(flow="turnover", article="akmalov-history")) == {
        key for key in everything if key.startswith("akmalov-history/")
    }
    day = datetime.date(2020, 7, 1)
    early, late = keys(FigureFilter(flow="turnover", until=day)), keys(FigureFilter(flow="turnover", since=day))
    undated = {value.claim for value in figures.values(real, FigureFilter(flow="turnover")) if not value.period}
    assert early | late | undated == everything
    assert "akmalov-history/n006" in early & late  # of the whole year 2020
    assert not undated & (early | late)


def test_the_table_ends_with_the_citations_of_its_articles(kgtools: Run) -> None:
    shown = kgtools("figures", "turnover", "--from", "2024", cwd=ROOT, columns=400).stdout
    assert "4.27" in shown
    assert "akmalov" not in shown
    last = shown.splitlines()[-1]
    assert last.startswith("normatov-course: ")
    assert "(n.d.). " in last


def test_the_table_for_people_leaves_no_value_out(kgtools: Run, typed: Corpus) -> None:
    shown = kgtools("figures", "turnover", cwd=ROOT, columns=400).stdout
    assert "over 4.27 billion US dollars" in shown
    assert "exact" not in shown
    claims = [claim for claim in typed.figures if claim.flow == "turnover"]
    assert len(re.findall(r"  [a-z-]+/n\d{3}\b", shown)) == len(claims) > 40
    assert all(f"  {claim.key}" in shown and f" {claim.value} " in shown for claim in claims)


def test_markdown_csv_and_json_say_the_same(kgtools: Run) -> None:
    asked = ("figures", "turnover", "--article", "akmalov-history")
    as_csv = list(csv.DictReader(io.StringIO(kgtools(*asked, "--format", "csv", cwd=ROOT).stdout)))
    assert as_csv == json.loads(kgtools(*asked, "--format", "json", cwd=ROOT).stdout)
    markdown = kgtools(*asked, "--format", "md", cwd=ROOT).stdout
    rows = [line for line in markdown.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == len(as_csv) > 5
    for row, cells in zip(rows, as_csv, strict=True):
        assert f"| {cells['printed']} |" in row
        assert cells["citation"].startswith("Shaislam I. Akmalov (2022). Kazakhstan - Uzbekistan")
        assert "(2022)" in cells["citation"]
        assert cells["citation"] in markdown


@pytest.mark.parametrize(("lang", "word"), [("ru", "Торговля"), ("kk", "Сауда"), ("uz", "Savdo"), ("en", "Trade")])
def test_labels_are_those_of_the_language(kgtools: Run, lang: str, word: str) -> None:
    assert word in kgtools("figures", "turnover", "--to", "2016", "--lang", lang, cwd=ROOT).stdout


WRONG = [
    (("figures", "trnover"), "no indicator or flow is called 'trnover'; did you mean 'turnover'?"),
    (("figures", "turnover", "--from", "yesterday"), "--from yesterday: it is not a date in EDTF"),
    (("figures", "turnover", "--article", "akmalov"), "--article akmalov: expected akmalov-history, "),
    (("figures", "turnover", "--to", "1901", "-o", "x.csv"), "; there are 50, of 1994 to 2030; x.csv is not written"),
    (("figures", "turnover", "--party", "{zzz}"), "nothing is called '{zzz}'"),
    (("figures", "turnover", "--format", "xls"), "--format xls: expected table, csv, tsv, md, html, json"),
    (("figures", "turnover", "--lang", "de"), "--lang de: expected en, ru, kk, uz"),
    (("figures", "turnover", "-o", "no-such-folder/x.svg"), "cannot write no-such-folder/x.svg"),
    (("figures", "flights", "-o", "x.svg"), "there is nothing to draw"),
    (("figures", "flights", "-o", "x.html"), "there is nothing to draw"),
    (
        ("figures", "turnover", "-o", "x.gif"),
        "nothing can be written as '.gif' here; expected .html, .svg, .png, .pdf, ",
    ),
    (("figures", "turnover", "-o", "x.svg", "--format", "csv"), "'.svg' is drawn and has no format; leave out --for"),
    (("targets", "--outcome", "reached"), "--outcome reached: expected "),
    (("targets", "--about", "{zzz}"), "nothing is called '{zzz}'"),
]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("figures", "turnover", "--to", "1901"),
            "no figure of 'turnover' is of that time; there are 50, of 1994 to 2030",
        ),
        (("figures", "turnover", "--party", "Japan"), "no figure of 'turnover' matches all options; leave one out"),
        (("targets", "--about", "Japan"), "no target matches all options; leave one out"),
        (("disagreements", "turnover", "--to", "1901"), "no disagreement is of that time; "),
    ],
)
def test_that_nothing_is_found_is_an_answer(kgtools: Run, arguments: tuple[str, ...], message: str) -> None:
    reported = kgtools(*arguments, "--root", ROOT)
    assert (reported.returncode, reported.stdout) == (0, "")
    assert message in reported.stderr


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_wrong_requests_end_in_one_line(kgtools: Run, arguments: tuple[str, ...], message: str) -> None:
    reported = kgtools(*arguments, "--root", ROOT)
    assert (reported.returncode, reported.stdout) == (2, "")
    assert message in reported.stderr.splitlines()[-1]
    assert "Traceback" not in reported.stderr


# -- charts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "html"])
def test_a_chart_is_written_the_same_twice(kgtools: Run, tmp_path: Path, ending: str) -> None:
    files = [tmp_path / f"{name}.{ending}" for name in ("one", "two")]
    for file in files:
        reported = kgtools("figures", "turnover", "-o", file, "--root", ROOT)
        assert reported.returncode == 0, reported.stderr
        assert "drew 24 values" in reported.stderr
    content = files[0].read_bytes()
    assert content == files[1].read_bytes()
    assert content.startswith({"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "html": b"<!DOCTYPE"}[ending])


def mark(value: float, year: int, hollow: bool = False, crossed: bool = False) -> marks.Mark:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    key = f"a-note/{value}-{year}"
    return marks.Mark(first, last, value - 1, value, value + 1, "A note", "", hollow, crossed, str(value), (key,))


def drawn(tmp_path: Path, *drawn: marks.Mark) -> str:
    file = tmp_path / "x.svg"
    static.chart(file, marks.Chart(drawn, "Trade", "billions", 1.0), "en")
    return file.read_text(encoding="utf-8")


def test_the_legend_shows_targets_and_values_not_accepted_only_where_there_are_some(tmp_path: Path) -> None:
    plain = drawn(tmp_path, mark(5, 2020))
    assert ">target, plan or proposal</text>" not in plain
    both = drawn(tmp_path, mark(5, 2020), mark(6, 2021, hollow=True), mark(900, 2020, crossed=True))
    assert ">target, plan or proposal</text>" in both
    assert ">not accepted</text>" in both
    assert "beyond the scale" in both


def of(series: str, value: float, year: int, **more: Any) -> marks.Mark:
    return replace(mark(value, year), series=series, **more)


def test_a_line_joins_whole_years_of_one_series_only() -> None:
    marks = [of("a", 9, 2020), of("b", 2, 2018), of("a", 1, 2016), of("b", 3, 2019), of("a", 5, 2018), mark(7, 2017)]
    assert joined(marks) == [(2, 4), (4, 0), (1, 3)]


@pytest.mark.parametrize(
    "other",
    [
        of("a", 9, 2020, hollow=True),
        of("a", 9, 2020, crossed=True),
        of("a", 9, 2020, latest=datetime.date(2020, 11, 30)),
        of("b", 9, 2020),
        of("a", 9, 2019),  # two values for one year: they do not come from one set of books
    ],
)
def test_a_line_joins_no_target_no_part_of_a_year_and_nothing_reported_twice(other: marks.Mark) -> None:
    assert marks.joined([of("a", 1, 2019), other]) == []


# Pairs of figures of the real data: whether the chart rings them, and why.
PAIRS = [
    ("akmalov-history/n001", "nursultanova-trade/n086", True),  # 1.5 billion or 629 million in 2016
    ("nursultanova-trade/n030", "nursultanova-trade/n089", True),  # 4.05 or 5 billion in 2022
    ("nursultanova-trade/n086", "nursultanova-trade/n090", False),  # the same, told twice
    ("akmalov-history/n006", "musina-dynamics/n014", False),  # the books of two sides: mirror statistics
    ("akmalov-history/n009", "nursultanova-trade/n089", False),  # ten months and a year, in one entry
    ("akmalov-history/n010", "nursultanova-trade/n030", False),  # a forecast and a result, in one entry
    ("musina-dynamics/n005", "akmalov-history/n001", False),  # of other years, in one entry
]


@pytest.fixture(scope="module")
def turnover(real: ox.Store) -> pictures.ChartPicture:
    return pictures.chart(ROOT, real, figures.values(real, FigureFilter(flow="turnover")), "en")


@pytest.mark.parametrize(("one", "other", "ringed"), PAIRS)
def test_only_what_answers_one_question_for_one_period_otherwise_is_ringed(
    turnover: pictures.ChartPicture, one: str, other: str, ringed: bool
) -> None:
    against = {figure.figure.claim: figure.against for figure in turnover.figures}
    assert (other in against[one], one in against[other]) == (ringed, ringed)


def test_an_entry_of_one_time_says_nothing_of_another() -> None:
    year = datetime.date(2022, 1, 1), datetime.date(2022, 12, 31)
    entry = disagreements.Contradiction("indicator/trade", *year)
    assert entry.covers(*year)
    assert entry.covers(year[0], datetime.date(2022, 10, 31))  # a part of it
    assert not entry.covers(datetime.date(2021, 1, 1), datetime.date(2021, 12, 31))
    assert not entry.covers(datetime.date(2020, 1, 1), year[1])
    assert not entry.covers(None, year[1])
    assert replace(entry, earliest=None, latest=None).covers(*year)  # of no time, it is about any


def test_few_marks_of_a_chart_are_ringed_and_the_picture_says_which(tmp_path: Path) -> None:
    five, nine = of("a", 5, 2020), of("b", 9, 2020)
    assert marks.clashing([five, nine]) == []
    assert "cannot both hold" not in drawn(tmp_path, five, nine)
    told = replace(five, against=nine.claims)
    assert marks.clashing([told, nine]) == [(0, 1)]
    assert "cannot both hold" in drawn(tmp_path, told, nine)


def test_a_target_stands_with_what_became_of_it_and_the_values_that_decide(
    turnover: pictures.ChartPicture, tmp_path: Path
) -> None:
    by_claim = {one.figure.claim: one for one in turnover.figures}
    missed, still_open = by_claim["akmalov-history/n007"].outcome, by_claim["normatov-course/n009"].outcome
    assert missed is not None
    assert still_open is not None
    assert (missed.word, still_open.word) == ("missed", "open")
    assert {"akmalov-history/n006", "musina-dynamics/n014"} <= set(missed.decided_by)
    assert still_open.decided_by == ()  # what bears on an open target decides nothing
    assert by_claim["akmalov-history/n006"].outcome is None
    came = mark(4, 2020)
    target = replace(mark(9, 2020, hollow=True), outcome="missed", decided_by=came.claims)
    assert marks.decided([came, target]) == [(1, 0)]
    picture = drawn(tmp_path, came, target)
    assert ">missed</text>" in picture
    assert "values that decide it" in picture


TITLES = [
    ("en", 2016, 2016, "Trade, turnover, Kazakhstan – Uzbekistan, 2016: 1.5 billion US dollars "
     "or 629 million US dollars?"),
    ("ru", 2022, 2022, "Торговля, товарооборот, Казахстан – Узбекистан, 2022: 5 или 4.05 миллиард долларов США?"),
    ("kk", 2016, 2023, "Сауда, тауар айналымы, Қазақстан – Өзбекстан: қайшы мәндер, 2016, 2022, 2023"),
    ("uz", 2018, 2018, "Savdo, tovar ayirboshlash, Qozogʻiston – Oʻzbekiston, 2018: 2 920 million AQSH dollari"),
    ("en", 2018, 2020, "Trade, turnover, Kazakhstan – Uzbekistan"),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "since", "until", "title"), TITLES)
def test_the_title_says_what_the_figures_show(real: ox.Store, lang: str, since: int, until: int, title: str) -> None:
    days = datetime.date(since, 1, 1), datetime.date(until, 12, 31)
    wanted = FigureFilter("indicator/trade", "turnover", since=days[0], until=days[1])
    assert pictures.chart(ROOT, real, figures.values(real, wanted), lang).title == title


def test_no_mark_leaves_the_middle_of_its_period_without_a_word(tmp_path: Path) -> None:
    apart = [mark(5, 2020), mark(9, 2020), mark(5, 2021)]
    assert marks.positions(apart, 10.0) == pytest.approx([2020, 2020, 2021], abs=0.01)
    assert "side by side" not in drawn(tmp_path, *apart)
    alike = [of("a", 5, 2020), of("b", 5, 2020, colour="Another note")]
    left, right = marks.positions(alike, 10.0)
    assert left < 2020 < right
    assert "side by side" in drawn(tmp_path, *alike)


def test_a_mark_is_as_wide_as_figures_are_compared(real: ox.Store, typed: Corpus) -> None:
    units = ontology.load(ROOT).units
    for value in figures.values(real, FigureFilter()):
        low, middle, high = figures.allowed(real, value)
        unit = units[value.unit]
        expected = numbers.interval(value.printed, value.bound, unit.multiplier, unit.whole)
        assert (low, high) == (float(expected.low), float(expected.high))
        assert low <= middle <= high


@pytest.fixture(scope="module")
def charted(tmp_path_factory: pytest.TempPathFactory, real: ox.Store) -> Path:
    file = tmp_path_factory.mktemp("chart") / "x.html"
    picture = pictures.chart(ROOT, real, figures.values(real, FigureFilter(flow="turnover")), "uz")
    prepare.figures(file, pictures.figures_with_evidence(ROOT, picture, real, {}, "uz"), "uz")
    return file


def test_the_page_of_a_chart_shows_every_value_also_what_has_no_period(charted: Path, real: ox.Store) -> None:
    html = charted.read_text(encoding="utf-8")
    panel, table = (
        html.split('<section id="panel"')[1].split("</section>")[0],
        html.split("<tbody>")[1].split("</tbody>")[0],
    )
    wanted = [value for value in figures.values(real, FigureFilter(flow="turnover")) if value.base == "usd"]
    reported = re.findall(r"<code>([a-z-]+/n\d+) \[\d+-\d+\]</code>", panel)
    claims = sorted(value.claim for value in wanted)
    assert sorted(reported) == claims
    cells = re.findall(r'<td class="claim"[^>]*>([^<]*)</td>', table)
    assert sorted(key for cell in cells for key in cell.split(", ")) == claims
    assert "nursultanova-trade/n086, nursultanova-trade/n090" in cells  # one value told twice is one mark
    assert re.findall(r'<a href="#(mark-\d+)">', table) == re.findall(r'<article id="(mark-\d+)"', panel)
    assert any(not value.period for value in wanted)
    assert "turnover-2022" in panel
    assert "Oʻzbekiston" in html


def test_the_page_carries_its_table_its_stills_and_its_citation(charted: Path, kgtools: Run) -> None:
    html = charted.read_text(encoding="utf-8")
    (table,) = re.findall(r'download="trade-turnover\.csv" href="data:text/csv;charset=utf-8,([^"]*)"', html)
    rows = list(csv.DictReader(io.StringIO(unquote(table))))
    asked = ("figures", "turnover", "--lang", "uz", "--format", "csv")
    whole = list(csv.DictReader(io.StringIO(kgtools(*asked, cwd=ROOT).stdout)))
    assert rows == [row for row in whole if row["claim"] in {one["claim"] for one in rows}]
    assert len(rows) == 27
    for kind, start in (("svg+xml", b"<?xml"), ("png", b"\x89PNG")):
        (still,) = re.findall(rf'href="data:image/{re.escape(kind)};base64,([^"]*)"', html)
        assert base64.b64decode(still).startswith(start)
    cited = html.split('<p id="citation">')[1].split("</p>")[0]
    assert "Akmalov (2022)" in cited
    assert "27 ta raqam" in cited


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(2000, 2004)), min_size=1, max_size=12))
def test_no_mark_hides_another(values: list[tuple[int, int]]) -> None:
    drawn = [mark(value, year) for value, year in values]
    places = [(place, one.value) for place, one in zip(marks.positions(drawn, 100.0), drawn, strict=True)]
    assert len(set(places)) == len(places)


def test_a_picture_needs_a_known_ending_and_something_to_draw(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf"):
        static.chart(tmp_path / "x.gif", marks.Chart([mark(5, 2020)], "", "", 1.0), "en")
    with pytest.raises(UsageError, match="nothing to draw"):
        drawn(tmp_path)


# -- targets ----------------------------------------------------------------------------------------------


def test_every_target_is_shown_once_with_all_claims_that_tell_it(real: ox.Store, typed: Corpus) -> None:
    rows = targets.target_rows(targets.targets(real), lambda term: str(getattr(term, "value", "")), "en")
    shown = [dict(zip(targets.TARGET_COLUMNS, row, strict=True)) for row in rows]
    assert {row["target"].removeprefix("target/"): row["claims"].split() for row in shown} == {
        row.id: sorted(row.told_by) for row in typed.outcomes
    }
    assert len(rows) == len(typed.outcomes)
    for row in shown:
        assert row["articles"].split() == list(dict.fromkeys(key.partition("/")[0] for key in row["claims"].split()))


def test_targets_are_narrowed_and_cited(kgtools: Run) -> None:
    asked = ("targets", "--outcome", "missed", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(kgtools(*asked, cwd=ROOT).stdout))
    assert (row["claims"], row["when"]) == ("akmalov-history/n007", "2020")
    assert row["aim"] == "Kazakhstan – Uzbekistan: Trade (turnover) – 5 billion US dollars."
    assert "akmalov-history/n006" in row["decided by"].split()
    assert "3.6 billion" in row["explanation"]
    assert row["citation"].startswith("Shaislam I. Akmalov")
    shown = kgtools("targets", "--about", "Council of Interparliamentary Cooperation", cwd=ROOT).stdout
    assert re.findall(r"musina-dynamics/f1\d\d", shown) == ["musina-dynamics/f115", "musina-dynamics/f116"]
    assert shown.count("Council of Interparliamentary Cooperation") == 1  # one row for both states


def test_a_target_told_in_three_articles_is_one_row_with_all_of_them(kgtools: Run) -> None:
    asked = ("targets", "--about", "project/artel-orbis-appliance-plant", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(kgtools(*asked, cwd=ROOT).stdout))
    assert row["articles"] == "central-asian-cooperation musina-dynamics nursultanova-trade"
    assert row["aim"].count("85 million US dollars") == 1  # told three times, said once
    assert (row["outcome"], row["certainty"]) == ("open", "stated, inferred")
    assert "Musina" in row["citation"]
    assert "Nursultanova" in row["citation"]
    for article in row["articles"].split():
        again = kgtools("targets", "--article", article, "--format", "json", cwd=ROOT).stdout
        assert row["target"] in {one["target"] for one in json.loads(again)}


def test_in_a_terminal_a_target_is_told_in_lines_and_nothing_decides_what_is_open(kgtools: Run) -> None:
    asked = ("targets", "--about", "project/kyzylorda-uchkuduk-road")
    road, freight, cited = kgtools(*asked, cwd=ROOT).stdout.split("\n\n")
    assert road.splitlines()[0] == "Kyzylorda–Uchkuduk road: connects – Kyzylorda, Uchkuduk."
    assert road.splitlines()[1].startswith("  open: The project to build the road was being carried out when Normatov")
    assert "  claims: normatov-course/f149 normatov-course/f150\n  bears on it: normatov-course/f148\n" in road
    assert freight.endswith("  target/normatov-course-o029")
    assert cited.startswith("normatov-course: ")
    decided = kgtools("targets", "--outcome", "met", cwd=ROOT).stdout
    assert "  decided by: normatov-course/f060 normatov-course/f071\n" in decided


AIMS = {
    "en": "Silk Road visa: ",
    "ru": "Виза «Шёлковый путь»",
    "kk": "«Жібек жолы» визасы",
    "uz": "«Ipak yoʻli» vizasi",
}


@pytest.mark.parametrize("lang", AIMS)
def test_what_is_aimed_at_is_worded_in_four_languages(kgtools: Run, lang: str) -> None:
    for command in (
        ("targets", "--about", "project/silk-road-visa", "--format", "csv"),
        ("query", "targets", "--article", "article/central-asian-cooperation", "--format", "csv"),
        ("show", "project/silk-road-visa"),
        ("show", "target/central-asian-cooperation-f439"),
    ):
        assert AIMS[lang] in kgtools(*command, "--lang", lang, cwd=ROOT).stdout, command


def test_a_page_shows_a_target_once_and_what_became_of_it(kgtools: Run) -> None:
    page = kgtools("show", "body/council-of-interparliamentary-cooperation", cwd=ROOT).stdout
    assert page.index("Targets, plans and expectations") < page.index("met: Normatov")
    assert page.count("met: Normatov (about November 2025) dates the founding") == 1
    page = kgtools("show", "body/council-of-interparliamentary-cooperation", "--evidence", cwd=ROOT).stdout
    assert page.count("musina-dynamics/f115 [") == page.count("musina-dynamics/f116 [") == 1
    page = kgtools("show", "target/musina-dynamics-f115", cwd=ROOT).stdout
    assert page.index("Claims") < page.index("musina-dynamics/f116") < page.index("Decided by")
    assert page.index("Decided by") < page.index("normatov-course/f060")
    page = kgtools("show", "claim/musina-dynamics/f116", cwd=ROOT).stdout
    assert "met: Normatov" in page


def test_the_question_has_a_row_a_target_and_brings_the_passages_of_all_its_claims(typed: Corpus, kgtools: Run) -> None:
    asked = ("query", "targets", "--format", "csv", "--evidence")
    rows = list(csv.DictReader(io.StringIO(kgtools(*asked, cwd=ROOT).stdout)))
    assert len(rows) == len(typed.outcomes)
    behind = {frozenset(re.findall(r"\S+/[fno]\d+(?= \[)", row["evidence"])) for row in rows}
    assert behind == {frozenset((*outcome.told_by, *outcome.decided_by)) for outcome in typed.outcomes}
