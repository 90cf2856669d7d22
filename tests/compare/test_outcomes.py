"""What became of targets: the machine's proposals, and each rule that a row of outcomes.csv can break."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgtools import ontology
from kgtools.checks import check
from kgtools.claims.model import Corpus, Fact, Figure, Opinion, Outcome
from kgtools.compare import outcomes, targets, verdicts
from kgtools.curation import ledger
from tests.conftest import ROOT, Run, real_corpus

TERMS = ontology.load(ROOT)


def figure(identifier: str, value: str, period: str, modality: str = "asserted", bound: str = "exact") -> Figure:
    return Figure(
        "note", identifier, None, "stated", (), "", "figures.csv", 2, "indicator/trade", "state/arcadia",
        "state/ruritania", "turnover", "", period, value, "billion-usd", bound, (), modality, (), "",
    )  # fmt: skip


def corpus(*claims: Figure | Fact | Opinion, rows: tuple[Outcome, ...] = ()) -> Corpus:
    return Corpus({}, {}, claims, (), outcomes=rows)


WHY = "Printed are 4.9, 5, 5.1, 4.1, 6, 5.5 and 1."


def row(outcome: str, claims: str = "", explanation: str = WHY, told: str = "note/n01", line: int = 2) -> Outcome:
    return Outcome(
        f"goal-{line}", tuple(told.split()), outcome, tuple(claims.split()), explanation, outcomes.FILE, line
    )


def said(*claims: Figure | Fact | Opinion, rows: tuple[Outcome, ...] = ()) -> list[str]:
    return [str(finding) for finding in outcomes.findings(corpus(*claims, rows=rows), TERMS)]


GOAL = figure("n01", "5", "../2022", "target")
LOW, HIGH = figure("n02", "4.9", "2022"), figure("n03", "5.1", "2022")
PART, LATER, OLD = figure("n04", "4.1", "2022-01/2022-10"), figure("n05", "6", "2024"), figure("n06", "5.5", "2015")
UNDATED = figure("n01", "5", "", "target")
YEAR = figure("n01", "5", "2020", "target")
PROPOSED = [
    (GOAL, (LOW,), "missed", "note/n02"),
    (GOAL, (HIGH,), "met", "note/n03"),
    (GOAL, (LOW, HIGH), "disputed", "note/n02 note/n03"),
    (GOAL, (), "open", ""),
    (GOAL, (PART,), "open", ""),  # ten months below the goal decide nothing about the year
    (GOAL, (LATER,), "open", ""),  # reached too late, and of the year itself nothing is told
    (GOAL, (LOW, LATER), "missed", "note/n02"),
    (UNDATED, (LOW,), "open", ""),  # without a term a low value may still grow
    (UNDATED, (LATER,), "met", "note/n05"),
    (UNDATED, (LOW, LATER), "met", "note/n05"),
    (UNDATED, (LOW, HIGH), "disputed", "note/n02 note/n03"),
    (YEAR, (OLD,), "open", ""),  # of a time before the term
    (GOAL, (figure("n02", "5", "2022", bound="almost"),), "missed", "note/n02"),
    (GOAL, (figure("n02", "5", "2022", bound="over"),), "met", "note/n02"),
]


@pytest.mark.parametrize(("goal", "results", "outcome", "claims"), PROPOSED)
def test_the_machine_proposes_what_arithmetic_gives(
    goal: Figure, results: tuple[Figure, ...], outcome: str, claims: str
) -> None:
    (proposed,) = ledger.outcomes(corpus(goal, *results), TERMS)
    assert (proposed["told_by"], proposed["outcome"], proposed["decided_by"]) == ("note/n01", outcome, claims)
    # What the machine proposes, its own check accepts, once a curator has said why.
    accepted = row(outcome, claims)
    assert said(goal, *results, rows=(accepted,)) == []


def test_the_sides_of_a_turnover_may_be_reported_the_other_way_round() -> None:
    turned = dataclasses.replace(LOW, measured=LOW.partner, partner=LOW.measured)
    (proposed,) = ledger.outcomes(corpus(GOAL, turned), TERMS)
    assert proposed["outcome"] == "missed"
    exported = [dataclasses.replace(claim, flow="export") for claim in (GOAL, turned)]
    (proposed,) = ledger.outcomes(corpus(*exported), TERMS)
    assert proposed["outcome"] == "open"


@settings(deadline=None)
@given(st.integers(1, 99), st.lists(st.integers(1, 99), max_size=5))
def test_the_verdict_follows_from_the_values_alone(aim: int, values: list[int]) -> None:
    results = [figure(f"n{number + 2:02}", str(value), "2022") for number, value in enumerate(values)]
    (proposed,) = ledger.outcomes(corpus(dataclasses.replace(GOAL, value=str(aim)), *results), TERMS)
    reached = {value >= aim for value in values}
    expected = {frozenset(): "open", frozenset({True}): "met", frozenset({False}): "missed"}
    assert proposed["outcome"] == expected.get(frozenset(reached), "disputed")


FACT = Fact("note", "f01", None, "stated", (), "", "facts.csv", 2, "project/road", "connects", "place/morne", "",
            "", "planned", (), "")  # fmt: skip
WISH = Opinion(
    "note", "o01", None, "stated", ("person/ada",), "", "opinions.csv", 2, "", "project/road", "expectant", "Well.", ""
)


def test_a_plan_is_met_when_the_same_is_asserted_later() -> None:
    done = dataclasses.replace(FACT, id="f02", modality="asserted")
    assert [proposed["outcome"] for proposed in ledger.outcomes(corpus(FACT, done), TERMS)] == ["met"]
    assert [proposed["outcome"] for proposed in ledger.outcomes(corpus(FACT), TERMS)] == ["open"]


def test_an_expectation_is_unknowable_unless_it_has_a_horizon() -> None:
    assert [proposed["outcome"] for proposed in ledger.outcomes(corpus(WISH), TERMS)] == ["unknowable"]
    dated = dataclasses.replace(WISH, horizon="2030")
    assert [proposed["outcome"] for proposed in ledger.outcomes(corpus(dated), TERMS)] == ["open"]
    assert targets.telling(corpus(dataclasses.replace(WISH, stance="critical"))) == {}


ADVICE = dataclasses.replace(WISH, id="o02", stance="recommending", horizon="2030")
OTHER_END = dataclasses.replace(FACT, article="other", id="f02", value="place/strelsau")
BORDER = dataclasses.replace(FACT, id="f09", subject="place/morne", property="country", value="state/arcadia",
                             modality="asserted")  # fmt: skip
NO_STATUS = dataclasses.replace(FACT, id="f08", property="status", value="operating", modality="denied")
NOT_THERE = dataclasses.replace(FACT, id="f07", modality="denied")
ELSEWHERE = dataclasses.replace(HIGH, indicator="indicator/visits")
WRONG = [
    ((GOAL,), (), "figures.csv:2: the target has no outcome; found note/n01"),
    ((GOAL, LOW), (row("open"),), "column 'outcome': claims decide the target: note/n02"),
    ((GOAL, LOW), (row("met", "note/n02"),), "note/n02 has 4.9 billion-usd (2022), which is less"),
    ((GOAL, LOW, HIGH), (row("met", "note/n02 note/n03"),), "which is less, while another reaches it"),
    ((GOAL, HIGH), (row("missed", "note/n03"),), "note/n03 has 5.1 billion-usd (2022), which reaches it"),
    ((GOAL, PART), (row("missed", "note/n04"),), "not of the whole term, which decides nothing"),
    ((GOAL, HIGH, PART), (row("disputed", "note/n03"),), "the outcome is disputed, yet nothing decides it"),
    ((GOAL, HIGH, LATER), (row("disputed", "note/n03 note/n05"),), "and no figure says otherwise"),
    ((GOAL, LATER), (row("open", "note/n05"),), "which reaches it"),
    ((GOAL,), (row("met"),), "the outcome is met, yet nothing decides it"),
    ((GOAL, LOW), (row("missed", "note/n02", ""),), "column 'explanation': the explanation is missing"),
    ((GOAL, ELSEWHERE), (row("met", "note/n03"),), "note/n03 does not concern the same thing"),
    ((YEAR, OLD), (row("met", "note/n06"),), "note/n06 is of a time (2015-12-31) before the target"),
    ((UNDATED, figure("n02", "1", "2019"), figure("n07", "6", "2001")), (row("met", "note/n07"),), "before the target"),
    ((GOAL, figure("n02", "6", "2022", "planned")), (row("met", "note/n02"),), "note/n02 is not accepted"),
    ((LOW,), (row("open", told="note/n02"),), "column 'told_by': the claim is not a target"),
    ((GOAL,), (row("open"), row("open", line=3)), "column 'told_by': the claim is told in a row already"),
    ((FACT, LOW), (row("met", "note/n02", told="note/f01"),), "note/n02 does not concern the same thing"),
    ((FACT, BORDER), (row("met", "note/f09", told="note/f01"),), "note/f09 does not concern the same thing"),
    ((FACT, NO_STATUS), (row("missed", "note/f08", told="note/f01"),), "note/f08 denies something else"),
    ((GOAL,), (row("open", "", ""),), "the explanation is missing; found ''; expected what is missing: in print"),
    ((WISH,), (row("unknowable", "", "", "note/o01"),), "column 'explanation': the explanation is missing"),
    ((GOAL, LOW), (row("missed", "note/n02", "It was less."),), "note/n02 decides the target, yet what it prints"),
    ((GOAL, LOW), (row("missed", "note/n02", "In print is 14.9."),), "expected 4.9 billion-usd"),
    ((ADVICE,), (row("unknowable", told="note/o02"),), "the claim recommends, which sets no expectation"),
    ((FACT, OTHER_END), (row("open", told="note/f01"), row("open", told="other/f02", line=3)),
     "other/f02 tells the same target as note/f01 of line 2"),
    ((FACT, OTHER_END), (row("open", told="note/f01"),), "expected its key in the row goal-2 of data/outcomes.csv"),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "rows", "message"), WRONG)
def test_what_is_wrong_with_an_outcome_is_reported(
    claims: tuple[Figure | Fact, ...], rows: tuple[Outcome, ...], message: str
) -> None:
    found = said(*claims, rows=rows)
    assert any(message in line for line in found), found
    assert all(re.match(r"(data/outcomes|figures|facts)\.csv:[23]: ", line) for line in found)


RIGHT = [
    ((GOAL, LOW), (row("missed", "note/n02", "No more than 4.9 billion was had."),)),
    ((GOAL, figure("n08", "3 006", "2022")), (row("met", "note/n08", "The note has 3 006 billion for 2022."),)),
    ((FACT, NOT_THERE), (row("missed", "note/f07", told="note/f01"),)),
    ((FACT, BORDER), (row("open", "note/f09", told="note/f01"),)),  # it bears on the plan, and decides nothing
    ((FACT, OTHER_END), (row("open", told="note/f01 other/f02"),)),
    ((FACT, WISH), (row("open", told="note/f01"), row("unknowable", told="note/o01", line=3))),
    ((ADVICE,), ()),
]


@pytest.mark.parametrize(("claims", "rows"), RIGHT)
def test_nothing_is_found_where_nothing_is_wrong(
    claims: tuple[Figure | Fact | Opinion, ...], rows: tuple[Outcome, ...]
) -> None:
    assert said(*claims, rows=rows) == []


def test_the_tiny_project_is_complete_and_a_lost_row_is_missed(mini: Path) -> None:
    assert [str(finding) for finding in check.check(mini).findings] == []
    table = mini / "data" / "outcomes.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if "n02" not in line), encoding="utf-8")
    (finding,) = check.check(mini).findings
    assert (finding.file, finding.line) == ("data/articles/short-note/figures.csv", 3)


BAD_ROWS = [
    ("short-note/n02", "short-note/n20", "column 'told_by': unknown claim 'short-note/n20'"),
    (",short-note/n02,", ",,", "column 'told_by': the row names no target"),
    (",open,,The year", ",opened,,The year", "unknown code of the list outcome"),
    (",open,,The year", ",open,short-note/n99,The year", "column 'decided_by': unknown claim 'short-note/n99'"),
    ("turnover-2030,", "Turnover 2030,", "column 'id': invalid id"),
    ("told_by,outcome", "goal,outcome", "unknown column"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD_ROWS)
def test_a_row_that_cannot_be_read_is_refused(mini: Path, kgtools: Run, old: str, new: str, message: str) -> None:
    table = mini / "data" / "outcomes.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    reported = kgtools("build", "--root", mini)
    assert reported.returncode == 2
    assert message in reported.stderr
    assert "data/outcomes.csv:" in reported.stderr


def without(mini: Path, words: str) -> str:
    """Take the rows with some words out of the outcomes of a project; returns the table as it was."""
    table = mini / "data" / "outcomes.csv"
    whole = table.read_text(encoding="utf-8")
    table.write_text("".join(line for line in whole.splitlines(keepends=True) if words not in line), encoding="utf-8")
    return whole


def test_proposed_rows_are_added_and_what_stands_there_stays(mini: Path, kgtools: Run) -> None:
    whole = without(mini, "n02")
    table = mini / "data" / "outcomes.csv"
    assert kgtools("targets", "--propose", "--root", mini).stdout.startswith("1 rows added to data/outcomes.csv")
    assert set(whole.splitlines()) - set(table.read_text(encoding="utf-8").splitlines()) == {
        "turnover-2030,short-note/n02,open,,The year 2030 lies beyond what the note knows."
    }
    assert "short-note-n02,short-note/n02,open,,\n" in table.read_text(encoding="utf-8")
    assert kgtools("targets", "--propose", "--root", mini).stdout.startswith("0 rows added")
    (finding,) = check.check(mini).findings
    assert "the explanation is missing" in str(finding)  # which a curator has to give


def test_a_claim_that_tells_a_known_target_is_proposed_for_its_row(mini: Path, kgtools: Run) -> None:
    facts = mini / "data" / "articles" / "short-note" / "facts.csv"
    planned = "connects,place/strelsau,,planned"
    facts.write_text(
        facts.read_text(encoding="utf-8").replace("connects,place/strelsau,,asserted", planned), encoding="utf-8"
    )
    (finding,) = check.check(mini).findings
    assert (finding.file, finding.line) == ("data/articles/short-note/facts.csv", 14)
    assert "expected its key in the row good-road-status of data/outcomes.csv" in str(finding)
    assert (
        "0 rows added to data/outcomes.csv, claims added to 1" in kgtools("targets", "--propose", "--root", mini).stdout
    )
    assert check.check(mini).findings == []
    assert "good-road-status,short-note/f12 short-note/f13," in (mini / "data" / "outcomes.csv").read_text("utf-8")


# -- what is one target -----------------------------------------------------------------------------------


def fact(subject: str, property_: str, value: str, article: str = "note", identifier: str = "f01") -> Fact:
    return dataclasses.replace(FACT, article=article, id=identifier, subject=subject, property=property_, value=value)


def wish(about: str, gist: str, speaker: str = "person/ada", **changes: str) -> Opinion:
    return dataclasses.replace(WISH, about=about, gist=gist, speakers=(speaker,), **changes)


PLANT = dataclasses.replace(UNDATED, id="n07", measured="project/road", partner="", flow="", modality="planned")
SUMMIT = fact("event/summit", "country", "state/arcadia", identifier="f02")
ONE = [
    (FACT, fact("project/road", "start", "2030", "other")),
    (FACT, fact("event/visit", "about", "project/road", identifier="f02")),
    (FACT, PLANT),
    (FACT, dataclasses.replace(PLANT, article="other", modality="target")),
    (fact("state/arcadia", "memberOf", "body/council"), fact("state/ruritania", "memberOf", "body/council", "other")),
    (fact("company/a", "cooperatesWith", "company/b"), fact("company/a", "cooperatesWith", "company/b", "other")),
    (SUMMIT, fact("event/last-summit", "precedes", "event/summit")),
    (GOAL, dataclasses.replace(GOAL, article="other", value="5 000", unit="million-usd", period="2022")),
    (GOAL, dataclasses.replace(GOAL, id="n09", measured=GOAL.partner, partner=GOAL.measured)),
    (UNDATED, dataclasses.replace(UNDATED, id="n09")),
    (WISH, wish("project/road", "It will bring trade.", id="o03")),
    (wish("topic/peace", "It grows."), wish("topic/peace", "It grows.", "person/clara", id="o03")),
]
TWO = [
    (FACT, WISH),  # a plan, and what somebody expects of it
    (FACT, fact("project/bridge", "connects", "place/morne", identifier="f02")),
    (GOAL, dataclasses.replace(GOAL, id="n09", period="../2023")),
    (GOAL, dataclasses.replace(GOAL, id="n09", value="6")),
    (GOAL, dataclasses.replace(GOAL, id="n09", modality="planned")),  # an aim, and a forecast
    (GOAL, dataclasses.replace(GOAL, id="n09", flow="export")),
    (UNDATED, dataclasses.replace(UNDATED, article="other")),  # no term says that both mean the same
    (fact("topic/trade", "account", "It grows."), fact("topic/trade", "account", "It stays.", identifier="f02")),
    (fact("state/arcadia", "memberOf", "body/a"), fact("state/arcadia", "memberOf", "body/b", identifier="f02")),
    (WISH, wish("project/road", "Well.", "person/clara", article="other")),
    (WISH, dataclasses.replace(WISH, id="o03", horizon="2030", gist="Better.")),
    (wish("topic/peace", "It grows."), wish("topic/peace", "It lasts.", id="o03")),
]


@pytest.mark.parametrize(("claims", "rows"), [*((pair, 1) for pair in ONE), *((pair, 2) for pair in TWO)], ids=str)
def test_what_is_one_target_and_what_two(claims: tuple[Figure | Fact | Opinion, ...], rows: int) -> None:
    proposed = ledger.outcomes(corpus(*claims), TERMS)
    assert len(proposed) == rows
    apart = tuple(row("open", told=claim.key, line=line) for line, claim in enumerate(claims, 2))
    found = [line for line in said(*claims, rows=apart) if "tells the same target" in line]
    assert len(found) == 2 - rows


def test_a_curator_may_join_what_the_machine_keeps_apart() -> None:
    whole = row("open", told=" ".join(claim.key for claim in TWO[1]))
    assert said(*TWO[1], rows=(whole,)) == []


# -- the five articles ------------------------------------------------------------------------------------

DECIDED = {
    "akmalov-history/f126": "met",
    "akmalov-history/n007": "missed",
    "akmalov-history/n010": "disputed",
    "akmalov-history/n011": "disputed",
    "musina-dynamics/n024": "disputed",
    "musina-dynamics/f115": "met",
}
UNDECIDED = {
    "central-asian-cooperation/f439": "open",  # the article's silence since 2021 decides nothing
    "normatov-course/n009": "open",
    "musina-dynamics/f349": "unknowable",
}
SHORT = {
    "akmalov-history": "Akmalov (2022)",
    "central-asian-cooperation": "he article on Central Asian cooperation (2023 or later)",
    "musina-dynamics": "Musina et al. (2022 or later)",
    "normatov-course": "Normatov (about November 2025)",
    "nursultanova-trade": "Nursultanova et al. (2023 or later)",
}


def real() -> Corpus:
    return real_corpus()


def test_every_target_of_the_articles_has_its_outcome() -> None:
    told = {key: row.outcome for row in real().outcomes for key in row.told_by}
    assert told.keys() == {claim.key for claims in targets.telling(real()).values() for claim in claims}
    assert {key: told[key] for key in (*DECIDED, *UNDECIDED)} == DECIDED | UNDECIDED
    apart = [row for row in real().outcomes if row.outcome in verdicts.DECIDED]
    assert {key for row in apart for key in row.told_by} == {*DECIDED, "musina-dynamics/n001", "musina-dynamics/f116"}
    assert list(outcomes.findings(real(), TERMS)) == []


def test_a_planned_thing_of_the_articles_is_one_row() -> None:
    """The plant of Artel and Orbis is told in three articles, by contact, partners, goods, sum and capacity."""
    (plant,) = [row for row in real().outcomes if "musina-dynamics/n037" in row.told_by]
    assert {key.partition("/")[0] for key in plant.told_by} == set(SHORT) - {"akmalov-history", "normatov-course"}
    plans = [row for row in real().outcomes if not any("/o" in key for key in row.told_by)]
    assert (len(plans), len(real().outcomes)) == (24, 72)


def test_explanations_name_the_articles_they_rest_on() -> None:
    """Each names, in short form, the articles of the deciding claims; one without them the article that tells it."""
    for entry in real().outcomes:
        named = {article for article, short in SHORT.items() if short in entry.explanation}
        assert named, entry.id
        assert {key.partition("/")[0] for key in entry.decided_by} <= named, entry.id


def test_one_digit_less_and_the_check_names_the_target() -> None:
    corpus_ = real()
    claims = tuple(
        dataclasses.replace(claim, value="4") if claim.key == "nursultanova-trade/n089" else claim
        for claim in corpus_.claims
    )
    rows = {row.line: row.id for row in corpus_.outcomes}
    changed = dataclasses.replace(corpus_, claims=claims)
    found = [finding for finding in outcomes.findings(changed, TERMS) if "'outcome'" in finding.message]
    assert {rows[finding.line] for finding in found} == {"akmalov-history-n010", "musina-dynamics-n024"}
    for finding in found:  # the 5 billion that contradicted the 4.05 are gone
        assert finding.file == "data/outcomes.csv"
        assert "nursultanova-trade/n030 has 4.05 billion-usd (2022), and no figure says otherwise" in str(finding)
        assert finding.actual == "'disputed'"


def test_the_machine_agrees_with_the_curator_on_every_figure() -> None:
    """For goals that are numbers the curator's outcome is the one that arithmetic gives."""
    corpus_ = real()
    proposed = {
        key: entry["outcome"]
        for entry in ledger.outcomes(dataclasses.replace(corpus_, outcomes=()), TERMS)
        for key in entry["told_by"].split()
    }
    assert len(proposed) > 150
    for entry in corpus_.outcomes:
        for key in entry.told_by:
            if isinstance(corpus_.by_key[key], Figure):
                assert proposed[key] == entry.outcome, key
