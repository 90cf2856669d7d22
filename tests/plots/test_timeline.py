"""The timeline: every dated thing in its lane, dates as precise as they are, and a page that opens its claims."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import messages
from kgtools.claims.model import Corpus
from kgtools.errors import UsageError
from kgtools.graph import build
from kgtools.plots import style
from kgtools.plots.timeline import bars, html
from kgtools.values import dates
from kgtools.views import dataset, pictures, timeline
from kgtools.views.overview.lanes import every_lane, usual
from kgtools.views.timeline import SPAN, Bar
from tests.conftest import ROOT, Run, real_corpus


@pytest.fixture(scope="session")
def typed() -> Corpus:
    return real_corpus()


# -- what is in the lanes ---------------------------------------------------------------------------------

# By the beginning of the id and the property, told apart here without the ontology.
PLACES = {
    ("stage", "start"): "stages", ("stage", "end"): "stages", ("tenure", "start"): "tenures",
    ("tenure", "end"): "tenures", ("membership", "start"): "memberships", ("membership", "end"): "memberships",
    ("project", "start"): "projects", ("document", "signedOn"): "documents", ("document", "adoptedOn"): "documents",
    ("document", "coversPeriod"): "documents", ("body", "foundedOn"): "bodies",
    ("publication", "publishedOn"): "publications", ("article", "publishedOn"): "publications",
}  # fmt: skip
MEETINGS = re.compile("visit|meeting|session|summit")


def test_no_dated_claim_is_lost_and_each_is_in_its_lane(real: ox.Store, typed: Corpus) -> None:
    shown = {claim: bar.lane for bar in timeline.bars(real, tuple(every_lane())) for claim in bar.claims}
    properties = {property_ for _, property_ in PLACES} | {"date"}
    expected = {}
    for fact in typed.facts:
        if fact.property in properties and fact.modality != "denied":
            lane = PLACES.get((fact.subject.partition("/")[0], fact.property))
            expected[fact.key] = lane or ("visits" if MEETINGS.search(fact.subject) else "events")
        elif fact.when and fact.modality != "denied":
            expected[fact.key] = "facts"
    assert shown == expected
    assert len(shown) > 100


def test_a_bar_shows_the_dates_of_its_claims(real: ox.Store, typed: Corpus) -> None:
    printed = {fact.key: fact.when or fact.value for fact in typed.facts}
    for bar in timeline.bars(real, tuple(every_lane())):
        ends = {bar.begin, bar.end} - {""} if bar.what == SPAN else {bar.begin}
        assert {printed[claim] for claim in bar.claims} == ends
        assert set(bar.articles) == {claim.partition("/")[0] for claim in bar.claims}


def test_a_treaty_dated_twice_has_both_dates_and_they_agree(real: ox.Store) -> None:
    found = [bar for bar in timeline.bars(real) if bar.thing == "document/treaty-of-eternal-friendship-1998"]
    assert [(bar.dates, bar.claims, bar.disputed) for bar in found] == [
        ("1998", ("musina-dynamics/f071",), False),
        ("1998-10-31", ("akmalov-history/f091",), False),
    ]


def test_dates_whose_order_the_list_of_disagreements_disputes_are_marked_and_copies_are_not(real: ox.Store) -> None:
    found = {bar.thing: bar for bar in timeline.bars(real, ("events", "documents"))}
    forum = found["event/central-economic-forum-tashkent-2019"]
    assert (forum.disputed, forum.clashes, forum.entries) == (True, (), ("forum-of-march-or-april-2019",))
    strategy = found["document/strategy-for-actions-uzbekistan-2017-2021"]  # told in the same words
    assert strategy.entries
    assert not strategy.disputed


def test_stages_stand_together_by_article(real: ox.Store) -> None:
    articles = [bar.articles for bar in timeline.bars(real, ("stages",))]
    assert all(len(each) == 1 for each in articles)
    changes = sum(one != other for one, other in pairwise(articles))
    assert changes == len(set(articles)) - 1 == 1


def test_what_is_wanted_is_narrowed(real: ox.Store) -> None:
    whole = {bar.thing for bar in timeline.bars(real)}
    early = {bar.thing for bar in timeline.bars(real, until=2012)}
    late = {bar.thing for bar in timeline.bars(real, since=2013)}
    assert early | late == whole
    assert "tenure/nazarbayev-president-of-kazakhstan" in early & late
    assert "document/treaty-of-eternal-friendship-1998" in early - late
    tied = {bar.thing for bar in timeline.bars(real, about="person/shavkat-mirziyoyev")}
    assert {"tenure/mirziyoyev-president-of-uzbekistan", "event/state-visit-mirziyoyev-kazakhstan-2017"} <= tied < whole
    only = timeline.bars(real, article="normatov-course")
    assert {bar.articles for bar in only} == {("normatov-course",)}


def test_undated_things_are_counted_not_dropped(real: ox.Store, typed: Corpus) -> None:
    shown = {bar.thing for bar in timeline.bars(real, ("tenures",))}
    missing = timeline.undated(real, ("tenures",))["tenures"]
    assert shown | set(missing) == {key for key in typed.entities if key.startswith("tenure/")}
    assert not shown & set(missing)


# -- a project of its own, for what the real one has not -----------------------------------------------------


def made(mini: Path, *rows: tuple[str, str, str, str]) -> list[Bar]:
    """The bars of the tiny project with facts added: subject, property, value, modality."""
    file = next((mini / "data" / "articles").glob("*/facts.csv"))
    lines = file.read_text(encoding="utf-8").splitlines()
    place = ",".join(lines[1].split(",")[1:4])
    added = [
        f"f{90 + number},{place},{subject},{predicate},{value},,{modality},stated,,,,"
        for number, (subject, predicate, value, modality) in enumerate(rows)
    ]
    file.write_text("\n".join([*lines, *added]) + "\n", encoding="utf-8")
    quads = ox.Store()
    quads.bulk_extend(build.read(mini)[0])
    return timeline.bars(quads, tuple(every_lane()))


TREATY = "document/treaty-of-good-roads"


def test_disagreeing_dates_are_both_shown_and_marked(mini: Path) -> None:
    found = [bar for bar in made(mini, (TREATY, "signedOn", "2018", "asserted")) if bar.thing == TREATY]
    assert [(bar.dates, bar.disputed, bar.clashes) for bar in found] == [
        ("2018", True, ("short-note/f05",)),
        ("2019-05-03", True, ("short-note/f90",)),
    ]


def test_a_less_precise_date_is_no_disagreement(mini: Path) -> None:
    found = [bar for bar in made(mini, (TREATY, "signedOn", "2019-05", "asserted")) if bar.thing == TREATY]
    assert [(bar.dates, bar.disputed) for bar in found] == [("2019-05", False), ("2019-05-03", False)]


def test_a_plan_is_hollow_and_contradicts_nothing_and_what_is_denied_is_not_drawn(mini: Path) -> None:
    rows = [(TREATY, "signedOn", "2017", "planned"), (TREATY, "signedOn", "2016", "denied")]
    found = [bar for bar in made(mini, *rows) if bar.thing == TREATY]
    assert [(bar.dates, bar.planned, bar.disputed) for bar in found] == [
        ("2017", True, False),
        ("2019-05-03", False, False),
    ]


def test_two_starts_in_one_text_are_two_spans(mini: Path) -> None:
    rows = [
        ("tenure/rudolf-president", "start", "2016", "asserted"),
        ("tenure/rudolf-president", "end", "2020~", "asserted"),
    ]
    found = [bar for bar in made(mini, *rows) if bar.articles == ("short-note",) and bar.lane == "tenures"]
    assert [(bar.dates, bar.disputed, bar.approximate) for bar in found] == [
        ("2015/2020~", True, True),
        ("2016/2020~", True, True),
    ]


# -- geometry ---------------------------------------------------------------------------------------------


def bar(property_: str, begin: str, end: str) -> Bar:
    return Bar("events", "event/x", property_, begin, end, "asserted", False, False, ("a/f1",), ("a",))


@pytest.mark.parametrize(
    ("one", "kinds"),
    [
        (bar("date", "2021-12-06", "2021-12-06"), ["day"]),
        (bar("date", "2021-12", "2021-12"), ["vague"]),
        (bar("date", "2021~", "2021~"), ["vague"]),
        (bar("date", "2017/2019", "2017/2019"), ["solid"]),
        (bar("date", "../2019", "../2019"), ["vague", "before"]),
        (bar("date", "2019-03-01/..", "2019-03-01/.."), ["after"]),
        (bar(SPAN, "1992", "2002"), ["vague", "solid", "vague"]),
        (bar(SPAN, "1992-01-05", "2002-03-01"), ["solid"]),
        (bar(SPAN, "2017", "2018"), ["vague", "vague"]),
        (bar(SPAN, "2017-05-01", "2017-05-03"), ["solid"]),
        (bar(SPAN, "2016", "2016"), ["vague"]),
        (bar(SPAN, "2016", ""), ["vague", "after"]),
        (bar(SPAN, "", "2016-09-02"), ["before"]),
    ],
)
def test_a_bar_looks_as_precise_as_its_date(one: Bar, kinds: list[str]) -> None:
    found = bars.segments(one)
    assert [piece.kind for piece in found] == kinds
    assert all(piece.first <= piece.last for piece in found)


def test_an_open_bar_is_sure_to_the_day_of_its_article_and_fades_from_there() -> None:
    told = datetime.date(2022, 12, 26)
    for begin, kinds in (("2016", ["vague", "solid", "after"]), ("2019-03-20", ["solid", "after"])):
        *_, sure, open_ = found = bars.segments(replace(bar(SPAN, begin, ""), told=told))
        assert [piece.kind for piece in found] == kinds
        assert (sure.last, open_.first) == (told, told)
    early = bars.segments(replace(bar(SPAN, "2030", ""), told=told))
    assert [piece.kind for piece in early] == ["vague", "after"]


def test_the_sitting_presidents_reach_the_last_dated_article(real: ox.Store) -> None:
    open_ = [one for one in timeline.bars(real, ("tenures",)) if one.span.open]
    assert {one.thing for one in open_} == {
        "tenure/tokayev-president-of-kazakhstan", "tenure/mirziyoyev-president-of-uzbekistan",
    }  # fmt: skip
    last = max(dataset.published(real).values())
    assert {str(one.told) for one in open_} == {last}
    assert not [one for one in timeline.bars(real, ("tenures",), since=int(last[:4])) if one not in open_]
    with pytest.raises(UsageError, match="nothing is dated in those years; there are "):
        timeline.bars(real, ("tenures",), since=int(last[:4]) + 1)
    assert all(one.told is None for one in timeline.bars(real, ("tenures",), article="musina-dynamics"))


def test_facts_for_a_time_are_drawn_property_by_property(real: ox.Store) -> None:
    drawn = timeline.bars(real)
    assert timeline.FACTS in {one.lane for one in drawn}
    names = {one.thing: one.thing for one in drawn} | {one: one for each in drawn for one in each.articles}
    lines = bars.rows(drawn, names, {one.what: f"<{one.what}>" for one in drawn})
    of_facts = [line for line in lines if line.lane == timeline.FACTS]
    assert all(len({one.what for one in line.bars}) == 1 for line in of_facts)
    assert all(line.name.endswith(f": <{line.bars[0].what}>") for line in of_facts)
    keys = [(line.bars[0].thing, line.bars[0].what) for line in of_facts]
    assert len(keys) == len(set(keys))


def test_pieces_cover_what_the_date_allows_and_no_more(real: ox.Store) -> None:
    for one in timeline.bars(real, tuple(every_lane())):
        found = bars.segments(one)
        if one.first and one.last:
            assert (min(piece.first for piece in found), max(piece.last for piece in found)) == (one.first, one.last)


@settings(deadline=None)
@given(
    st.sampled_from(["", "1990", "2000~", "2004-05", "2010-03-04"]),
    st.sampled_from(["", "2011", "2012-02", "2020-01-02?"]),
    st.integers(1980, 2030), st.integers(0, 30), st.booleans(),
)  # fmt: skip
def test_whatever_is_drawn_has_a_place_in_the_picture(begin: str, end: str, year: int, years: int, held: bool) -> None:
    if not begin and not end:
        return
    one = replace(bar(SPAN, begin, end), held=held)
    first, last = datetime.date(year, 1, 1), datetime.date(year + years, 12, 31)
    boxes, signs = bars.shapes(one, first, last)
    assert boxes or signs
    assert all(box.first < box.last or box.alpha < 0.8 for box in boxes)
    assert all(first <= sign.day <= last for sign in signs)
    assert ("held" in {sign.kind for sign in signs}) == held
    left, right = bars.extent(one, first, last)
    assert first <= left <= right <= last


def test_only_what_articles_date_widens_the_picture() -> None:
    reported = bar("date", "2013", "2013")
    old = Bar(
        "bodies", "body/x", "foundedOn", "1945-10-24", "1945-10-24", "asserted", False, False, ("b/b1",),
        ("background",),
    )  # fmt: skip
    assert bars.shown([reported, old], None, None) == (datetime.date(2013, 1, 1), datetime.date(2013, 12, 31))
    assert bars.shown([old], None, None)[0] == datetime.date(1945, 1, 1)
    open_ = bar(SPAN, "2016", "")
    assert bars.shown([open_], 2020, None) == (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))
    assert bars.shown([reported], 2000, 2020) == (datetime.date(2000, 1, 1), datetime.date(2020, 12, 31))
    assert "earlier" in bars.legend([reported, old], datetime.date(2013, 1, 1), datetime.date(2013, 12, 31))
    assert "earlier" not in bars.legend([reported], datetime.date(2013, 1, 1), datetime.date(2013, 12, 31))


def test_every_lane_has_a_name_and_a_colour() -> None:
    assert set(messages.section("timeline.lane", "en")) == set(every_lane())
    assert len({bars.lane_colour(lane) for lane in every_lane()}) > 5


# -- files ------------------------------------------------------------------------------------------------


def test_the_table_has_a_row_for_each_bar(kgtools: Run, tmp_path: Path, real: ox.Store) -> None:
    done = kgtools("timeline", "-o", tmp_path / "x.csv", "--lanes", "all", "--lang", "kk", "--root", ROOT)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8-sig"))))
    bars = timeline.bars(real, tuple(every_lane()))
    assert [(row["thing"], row["date"], row["claims"].split()) for row in rows] == [
        (one.thing, one.dates, list(one.claims)) for one in bars
    ]
    for row in rows:
        if "/" not in row["date"]:
            assert row["earliest"] == str(dates.parse(row["date"]).earliest)
    assert any("Қазақстан" in row["label"] for row in rows)


@pytest.mark.parametrize("ending", ["svg", "pdf", "png", "html"])
def test_a_timeline_is_written_the_same_twice(kgtools: Run, tmp_path: Path, ending: str) -> None:
    files = [tmp_path / f"{name}.{ending}" for name in ("one", "two")]
    for file in files:
        asked = ("timeline", "--lanes", "stages,tenures,visits", "--from", "2021", "--lang", "uz", "-o", file)
        done = kgtools(*asked, "--root", ROOT)
        assert done.returncode == 0, done.stderr
    content = files[0].read_bytes()
    assert content == files[1].read_bytes()
    assert not re.search(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:|CreationDate", content)


def test_of_more_things_than_a_picture_takes_it_has_those_that_most_articles_date_and_says_so(
    real: ox.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = timeline.bars(real)
    things = {bar.thing for bar in every}
    assert pictures.strongest(every) is every
    monkeypatch.setattr(pictures, "MOST_THINGS", 7)
    found = pictures.strongest(every)
    kept = {bar.thing for bar in found}
    assert len(kept) == 7
    assert [*found] == [bar for bar in every if bar.thing in kept]  # each with all its dates, in their order
    told = {
        thing: len({name for bar in every if bar.thing == thing for name in bar.articles} - {timeline.BACKGROUND})
        for thing in things
    }
    assert min(told[thing] for thing in kept) >= max(told[thing] for thing in things - kept)
    one = min(things - kept)
    assert one in {bar.thing for bar in pictures.strongest(every, one)}
    for language, picture in pictures.timelines(ROOT, real, every, usual(), "", {}).items():
        assert picture.notes[0] == messages.message("timeline.leftOut", language, 7, len(things))
        assert [*picture.bars] == found
        assert any(number > len(names) == 7 for number, names in picture.undated.values())
        assert all(len(names) == min(number, 7) for number, names in picture.undated.values())
        assert set(picture.evidence) == {claim for bar in found for claim in bar.claims}
    page = html.text(pictures.timelines(ROOT, real, every, usual(), "", {}), None, None, "en")
    assert "<li>…</li>" in page
    still = pictures.timeline(ROOT, real, every, usual(), one, "en")
    assert one in {bar.thing for bar in still.bars}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--lanes", "documnts"), "there is no lane 'documnts'; did you mean 'documents'?"),
        (("--from", "2020", "--to", "2010"), "the dates are the wrong way round"),
        (("--to", "1800"), "nothing is left to draw"),
        (("--about", "{zzz}"), "nothing is called '{zzz}'"),
        (("--article", "nobody"), "--article nobody: expected"),
        (("--lang", "de"), "--lang de"),
    ],
)
def test_wrong_wishes_get_one_line_and_no_file(
    kgtools: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = kgtools("timeline", "-o", tmp_path / "x.html", *arguments, "--root", ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[-1]
    assert not (tmp_path / "x.html").exists()


def test_an_unknown_ending_and_a_missing_library_are_named(
    kgtools: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = kgtools("timeline", "-o", tmp_path / "x.gif", "--root", ROOT)
    assert done.stderr.splitlines()[-1].endswith("a timeline ends in .html, .svg, .png, .pdf, .csv")
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"install 'tandem-kg\[pictures\]'"):
        style.library(tmp_path / "x.svg")
