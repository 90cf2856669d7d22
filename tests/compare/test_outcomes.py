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
from kgtools.claims import reader
from kgtools.claims.model import Corpus, Fact, Figure, Opinion, Outcome
from kgtools.compare import outcomes
from kgtools.curation import proposals
from tests.conftest import ROOT, Run

TERMS = ontology.load(ROOT)


def figure(identifier: str, value: str, period: str, modality: str = "asserted", bound: str = "exact") -> Figure:
    return Figure(
        "note", identifier, None, "stated", (), "", "figures.csv", 2, "indicator/trade", "state/arcadia",
        "state/ruritania", "turnover", "", period, value, "billion-usd", bound, (), modality, (), "",
    )  # fmt: skip


def corpus(*claims: Figure | Fact | Opinion, rows: tuple[Outcome, ...] = ()) -> Corpus:
    return Corpus({}, {}, claims, (), outcomes=rows)


def row(outcome: str, claims: str = "", explanation: str = "So it is told.", target: str = "note/n01") -> Outcome:
    return Outcome("goal", target, outcome, tuple(claims.split()), explanation, outcomes.FILE, 2)


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
    (proposed,) = proposals.outcomes(corpus(goal, *results), TERMS)
    assert (proposed["target"], proposed["outcome"], proposed["claims"]) == ("note/n01", outcome, claims)
    # What the machine proposes, its own check accepts, once a curator has said why.
    accepted = row(outcome, claims)
    assert said(goal, *results, rows=(accepted,)) == []


def test_the_sides_of_a_turnover_may_be_reported_the_other_way_round() -> None:
    turned = dataclasses.replace(LOW, measured=LOW.partner, partner=LOW.measured)
    (proposed,) = proposals.outcomes(corpus(GOAL, turned), TERMS)
    assert proposed["outcome"] == "missed"
    exported = [dataclasses.replace(claim, flow="export") for claim in (GOAL, turned)]
    (proposed,) = proposals.outcomes(corpus(*exported), TERMS)
    assert proposed["outcome"] == "open"


@settings(deadline=None)
@given(st.integers(1, 99), st.lists(st.integers(1, 99), max_size=5))
def test_the_verdict_follows_from_the_values_alone(aim: int, values: list[int]) -> None:
    results = [figure(f"n{number + 2:02}", str(value), "2022") for number, value in enumerate(values)]
    (proposed,) = proposals.outcomes(corpus(dataclasses.replace(GOAL, value=str(aim)), *results), TERMS)
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
    assert [proposed["outcome"] for proposed in proposals.outcomes(corpus(FACT, done), TERMS)] == ["met"]
    assert [proposed["outcome"] for proposed in proposals.outcomes(corpus(FACT), TERMS)] == ["open"]


def test_an_expectation_is_unknowable_unless_it_has_a_horizon() -> None:
    assert [proposed["outcome"] for proposed in proposals.outcomes(corpus(WISH), TERMS)] == ["unknowable"]
    dated = dataclasses.replace(WISH, horizon="2030")
    assert [proposed["outcome"] for proposed in proposals.outcomes(corpus(dated), TERMS)] == ["open"]
    assert outcomes.targets(corpus(dataclasses.replace(WISH, stance="critical"))) == []


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
    ((LOW,), (row("open", target="note/n02"),), "column 'target': the claim is not a target"),
    ((GOAL,), (row("open"), row("open")), "column 'target': the target has a row already"),
    ((FACT, LOW), (row("met", "note/n02", target="note/f01"),), "note/n02 does not concern the same thing"),
]


@pytest.mark.parametrize(("claims", "rows", "message"), WRONG)
def test_what_is_wrong_with_an_outcome_is_reported(
    claims: tuple[Figure | Fact, ...], rows: tuple[Outcome, ...], message: str
) -> None:
    found = said(*claims, rows=rows)
    assert any(message in line for line in found), found
    assert all(re.match(r"(data/outcomes|figures|facts)\.csv:2: ", line) for line in found)


def test_the_tiny_project_is_complete_and_a_lost_row_is_missed(mini: Path) -> None:
    assert [str(finding) for finding in check.check(mini).findings] == []
    table = mini / "data" / "outcomes.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if "n02" not in line), encoding="utf-8")
    (finding,) = check.check(mini).findings
    assert (finding.file, finding.line) == ("data/articles/short-note/figures.csv", 3)


BAD_ROWS = [
    ("short-note/n02", "short-note/n20", "column 'target': unknown claim 'short-note/n20'"),
    (",open,,The year", ",opened,,The year", "unknown code of the list outcome"),
    (",open,,The year", ",open,short-note/n99,The year", "column 'claims': unknown claim 'short-note/n99'"),
    ("turnover-2030,", "Turnover 2030,", "column 'id': invalid id"),
    ("target,outcome", "goal,outcome", "unknown column"),
]


@pytest.mark.parametrize(("old", "new", "message"), BAD_ROWS)
def test_a_row_that_cannot_be_read_is_refused(mini: Path, kgtools: Run, old: str, new: str, message: str) -> None:
    table = mini / "data" / "outcomes.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    reported = kgtools("build", "--root", mini)
    assert reported.returncode == 2
    assert message in reported.stderr
    assert "data/outcomes.csv:" in reported.stderr


def test_proposed_rows_are_added_and_what_stands_there_stays(mini: Path, kgtools: Run) -> None:
    table = mini / "data" / "outcomes.csv"
    whole = table.read_text(encoding="utf-8")
    table.write_text("".join(line for line in whole.splitlines(keepends=True) if "n02" not in line), encoding="utf-8")
    assert kgtools("targets", "--propose", "--root", mini).stdout.startswith("1 rows added to data/outcomes.csv")
    assert set(whole.splitlines()) - set(table.read_text(encoding="utf-8").splitlines()) == {
        "turnover-2030,short-note/n02,open,,The year 2030 lies beyond what the note knows."
    }
    assert "short-note-n02,short-note/n02,open,,\n" in table.read_text(encoding="utf-8")
    assert kgtools("targets", "--propose", "--root", mini).stdout.startswith("0 rows added")
    assert check.check(mini).findings == []


# -- the five articles ------------------------------------------------------------------------------------

DECIDED = {
    "akmalov-history/n007": "missed",
    "akmalov-history/n010": "disputed",
    "musina-dynamics/n024": "disputed",
    "musina-dynamics/f115": "met",
    "normatov-course/n009": "open",
    "musina-dynamics/f349": "unknowable",
}


def test_every_target_of_the_articles_has_its_outcome() -> None:
    real = reader.load(ROOT, TERMS)
    assert {row.target for row in real.outcomes} == {claim.key for claim in outcomes.targets(real)}
    found = {row.target: row.outcome for row in real.outcomes}
    assert {key: found[key] for key in DECIDED} == DECIDED
    assert list(outcomes.findings(real, TERMS)) == []


def test_one_digit_less_and_the_check_names_the_target() -> None:
    real = reader.load(ROOT, TERMS)
    claims = tuple(
        dataclasses.replace(claim, value="4") if claim.key == "nursultanova-trade/n089" else claim
        for claim in real.claims
    )
    rows = {row.line: row.target for row in real.outcomes}
    found = {
        rows[finding.line]: finding for finding in outcomes.findings(dataclasses.replace(real, claims=claims), TERMS)
    }
    assert found.keys() == {"akmalov-history/n010", "musina-dynamics/n024"}
    for finding in found.values():  # the 5 billion that contradicted the 4.05 are gone
        assert finding.file == "data/outcomes.csv"
        assert "nursultanova-trade/n030 has 4.05 billion-usd (2022), and no figure says otherwise" in str(finding)
        assert finding.actual == "'disputed'"


def test_the_machine_agrees_with_the_curator_on_every_figure() -> None:
    """For goals that are numbers the curator's outcome is the one that arithmetic gives."""
    real = reader.load(ROOT, TERMS)
    proposed = {
        entry["target"]: entry["outcome"] for entry in proposals.outcomes(dataclasses.replace(real, outcomes=()), TERMS)
    }
    assert len(proposed) > 200
    for entry in real.outcomes:
        if isinstance(real.by_key[entry.target], Figure):
            assert proposed[entry.target] == entry.outcome, entry.target
