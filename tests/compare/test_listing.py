"""The list of disagreements as text: the weightiest first, with values, arithmetic and how each claim is meant."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from kgtools import namespaces, ontology
from kgtools.claims.model import Corpus, Disagreement, Fact
from kgtools.compare.figures import arithmetic
from kgtools.compare.figures.observations import RULES, Observation
from kgtools.compare.report.labels import Labels
from kgtools.compare.report.listing import Selection, TextWriter
from kgtools.compare.report.severity import FOLDED, KINDS, Severity
from kgtools.messages import message
from tests.compare.test_figures import KNOWN, aim, figure
from tests.conftest import ROOT, Run, real_corpus

TERMS = ontology.load(ROOT)
SCREEN = 23  # lines of a terminal of 24, without that of the prompt


@cache
def real() -> Corpus:
    return real_corpus()


def writer(language: str = "en", width: int | None = 80) -> TextWriter:
    return TextWriter(Labels(real(), TERMS, language), TERMS, width)


def named(name: str) -> Disagreement:
    return next(entry for entry in real().disagreements if entry.id == name)


# -- the ranked list ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", namespaces.languages())
def test_the_first_screen_holds_the_five_questions_that_matter_most(language: str) -> None:
    lines = writer(language).ranked(list(real().disagreements), everything=False).splitlines()
    assert max(map(len, lines)) <= 80
    heads = [number for number, line in enumerate(lines[:SCREEN]) if line[:2] in ("1.", "2.", "3.", "4.", "5.")]
    assert len(heads) == 5
    first = Severity(real(), TERMS).ranked(real().disagreements)[0][0]
    assert f"[{first.id}]" in " ".join(lines[heads[0] : heads[1]])


def test_every_id_is_printed_whole_at_any_width() -> None:
    for width in (50, 80, 140, None):
        text = writer(width=width).ranked(list(real().disagreements), everything=True)
        words = {word.strip("[],") for word in text.split()}
        assert {entry.id for entry in real().disagreements} <= words


def test_what_is_no_conflict_is_counted_and_shown_on_request() -> None:
    folded = [entry for entry in real().disagreements if entry.kind in FOLDED]
    assert folded
    few = writer().ranked(list(real().disagreements), everything=False)
    assert f"left out: {len(folded)}" in " ".join(few.split())
    assert not any(f"[{entry.id}]" in few for entry in folded)
    every = writer(width=None).ranked(list(real().disagreements), everything=True)
    assert "--all" not in every
    assert all(entry.id in every for entry in folded)


def test_entries_are_ranked_by_kind_status_articles_and_extent() -> None:
    severity = Severity(real(), TERMS)
    groups = severity.ranked(real().disagreements)
    assert sorted(entry.id for group in groups for entry in group) == sorted(e.id for e in real().disagreements)
    tops = [severity.key(group[0]) for group in groups]
    assert tops == sorted(tops)  # type: ignore[type-var]
    assert all(len({entry.question for entry in group}) == 1 for group in groups)
    assert [KINDS.index(group[0].kind) for group in groups] == sorted(KINDS.index(group[0].kind) for group in groups)


def test_the_size_is_that_of_the_values_at_odds() -> None:
    claims = (*KNOWN, figure("x/1", "4.0"), figure("y/1", "5.0"), figure("z/1", "9", "2021"), aim("w/1", "50", "2020"))
    entry = Disagreement("e", "value", "contradiction", "open", "reader", "indicator/trade 2020",
                         ("x/1", "y/1", "z/1", "w/1"), (), (), "", "", "", "", 1)  # fmt: skip
    assert Severity(Corpus({}, {}, claims, (entry,)), TERMS).size(entry).gap == Decimal("0.2")
    held = replace(entry, holds_back=("y/1",))
    assert Severity(Corpus({}, {}, claims, (held,)), TERMS).size(held).gap is None
    rounding = replace(entry, claims=("x/1", "x/2"))
    near = (*KNOWN, figure("x/1", "4"), figure("x/2", "4.1"))
    assert Severity(Corpus({}, {}, near, (rounding,)), TERMS).size(rounding).gap is None
    visit = "event/v"
    days = tuple(
        Fact(article, "f1", None, "stated", (), "", "f", 1, visit, "date", day, "", "", "asserted", (), "")
        for article, day in (("x", "2022-03-01"), ("y", "2022-03-11"), ("z", "2022"))
    )
    dated = replace(entry, question=f"{visit} date", claims=("x/f1", "y/f1", "z/f1"))
    size = Severity(Corpus({}, {}, days, (dated,)), TERMS).size(dated)
    assert (size.days, size.gap) == (10, None)


# -- one question ---------------------------------------------------------------------------------------


def observed(**wanted: object) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    year = datetime.date(2022, 1, 1), datetime.date(2022, 12, 31)
    for one in arithmetic.implied(real(), TERMS, "", "turnover", *year):
        found.setdefault(Labels(real(), TERMS, str(wanted["language"])).series(one.series), []).append(one)
    return found


@pytest.mark.parametrize("language", namespaces.languages())
def test_why_sources_differ_on_a_year_is_on_the_first_screen_in_every_language(language: str) -> None:
    wanted = Selection(flow="turnover", since=datetime.date(2022, 1, 1), until=datetime.date(2022, 12, 31))
    chosen = [entry for entry in real().disagreements if wanted.wants(entry, real())]
    text = writer(language).question(chosen, observed(language=language), everything=False)
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].endswith("[turnover-2022]")
    screen = "\n".join(lines[:SCREEN])
    words = Labels(real(), TERMS, language)
    assert " ".join(words.explanation(named("turnover-2022")).split()[:12]) in " ".join(screen.split())
    assert message("disagreements.needed", language) in screen
    flat = " ".join(text.split())
    for key in ("nursultanova-trade/n030", "nursultanova-trade/n089", "nursultanova-trade/n082, n084"):
        assert key in flat
    assert f"{words.code('unit', 'billion-usd')} ({words.code('flow', 'export')}) + 1.4" in flat
    assert "= 3.2–3.4 " in flat


def test_the_arithmetic_of_a_year_has_what_is_printed_and_what_follows() -> None:
    (turnover, *_) = observed(language="en").values()
    assert {one.rule for one in turnover} >= {"", "sum", "before", "pace"}
    (pace,) = (one for one in turnover if one.rule == "pace")
    assert pace.claims == ("akmalov-history/n009",)
    assert pace.interval.low < Decimal("4.92e9") < pace.interval.high
    assert all(one.derived == bool(one.rule) == bool(one.parts) for one in turnover)


def test_every_rule_is_worded_in_four_languages() -> None:
    for rule in RULES:
        for language in namespaces.languages():
            assert message(f"disagreements.rule.{rule}", language, "A", "B")
    every = arithmetic.implied(real(), TERMS, "")
    assert {one.rule for one in every} - {""} <= set(RULES)
    assert {"sum", "before", "after", "growth", "quotient", "pace"} <= {one.rule for one in every}


def test_a_share_of_a_printed_whole_gives_the_part() -> None:
    share = figure("x/2", "10", indicator="share", unit="percent", flow="turnover")
    whole = figure("x/1", "20", to="", flow="turnover")
    found = arithmetic.implied(Corpus({}, {}, (*KNOWN, share, whole), ()), TERMS, "")
    (part,) = (one for one in found if one.rule == "part")
    assert part.interval.low < Decimal("2e9") < part.interval.high
    assert part.series.indicator == whole.indicator
    assert part.claims == ("x/1", "x/2")


def test_months_that_are_less_than_half_a_year_have_no_pace() -> None:
    def paces(period: str) -> list[str]:
        claims = (*KNOWN, figure("x/1", "4.1", period))
        found = arithmetic.implied(Corpus({}, {}, claims, ()), TERMS, "")
        return [one.period for one in found if one.rule == "pace"]

    assert paces("2022-01/2022-10") == ["2022"]
    assert paces("2022-01/2022-03") == paces("2022") == []


def test_what_is_left_out_of_a_question_is_counted(kgtools: Run) -> None:
    asked = ("disagreements", "turnover", "--from", "2018", "--to", "2018")
    assert "trade-2018-sum" not in kgtools(*asked, cwd=ROOT).stdout
    assert "--all shows them" in kgtools(*asked, cwd=ROOT).stdout
    for option in (("--all",), ("--kind", "compatible")):
        shown = kgtools(*asked, *option, cwd=ROOT).stdout
        assert "[trade-2018-sum]" in shown
        assert "--all shows them" not in shown


def test_an_aim_belongs_to_the_year_by_which_it_is_due() -> None:
    entry = replace(named("target-of-5-billion-put-off"), question="indicator/trade ../2022")

    def wanted(year: int) -> bool:
        time = Selection(since=datetime.date(year, 1, 1), until=datetime.date(year, 12, 31))
        return time.wants(entry, real())

    assert [year for year in (1800, 2021, 2022, 2023) if wanted(year)] == [2022]


# -- whole entries --------------------------------------------------------------------------------------


def test_a_denied_fact_says_so_wherever_it_is_listed(kgtools: Run) -> None:
    name = "alliance-without-military-clauses"
    for arguments in (
        ("disagreements", name),
        ("show", f"disagreement/{name}"),
        ("show", "central-asian-cooperation/f183"),
    ):
        assert "denied" in kgtools(*arguments, cwd=ROOT).stdout, arguments
    for output in ("md", "csv", "json"):
        text = kgtools("disagreements", name, "--format", output, cwd=ROOT).stdout
        line = next(line for line in text.splitlines() if "f183" in line) if output != "json" else text
        assert "denied" in line, output


@pytest.mark.parametrize("language", namespaces.languages())
def test_each_entry_is_written_whole(language: str) -> None:
    text = writer(language, width=100).whole(real().disagreements)
    for entry in real().disagreements:
        assert f"[{entry.id}]" in text
    foldable = (line for line in text.splitlines() if len(line.split()) > 1)  # an address may be longer than a line
    assert max(map(len, foldable)) <= 100


def test_show_and_disagreements_print_the_same_entry(kgtools: Run) -> None:
    shown = kgtools("show", "disagreement/silk-road-visa", cwd=ROOT).stdout
    assert kgtools("disagreements", "silk-road-visa", cwd=ROOT).stdout == shown
    assert "What would decide it\n" in shown
    assert "Question\n  Silk Road visa\n" in shown


def test_an_entry_opens_the_passages_of_its_claims(kgtools: Run, mini: Path) -> None:
    done = kgtools("disagreements", "turnover-2020", "--root", mini, "--articles", mini / "articles")
    assert done.returncode == 0, done.stderr
    assert "[short-note/n03]" in done.stdout


# -- an entry that another names ------------------------------------------------------------------------

NAMED = re.compile(r"(?<![\w/.-])[a-z][a-z0-9]*(?:-[a-z0-9]+){2,}(?![\w/.-])")  # three words or more, as in ids


def lost(texts: list[str]) -> set[str]:
    """The entries that texts send a reader to, and that the list does not have."""
    return {name for text in texts for name in NAMED.findall(text)} - {entry.id for entry in real().disagreements}


def test_an_entry_that_an_explanation_names_is_in_the_list_in_every_language() -> None:
    english = [text for entry in real().disagreements for text in (entry.explanation, entry.needed, entry.note)]
    others = [row.text for row in real().translations if row.id.startswith(("disagreement/", "outcome/"))]
    assert not lost(english + others + [target.explanation for target in real().outcomes])
    assert lost(["See enterprises-by-another-name, and gdp-table-2023."]) == {"enterprises-by-another-name"}


# -- choosing -------------------------------------------------------------------------------------------


def test_entries_are_chosen_by_what_figures_takes(kgtools: Run) -> None:
    def ids(*arguments: object) -> set[str]:
        import json

        return {
            one["disagreement"]
            for one in json.loads(kgtools("disagreements", *arguments, "--format", "json", cwd=ROOT).stdout or "[]")
        }

    year = ids("turnover", "--from", "2022", "--to", "2022")
    assert "turnover-2022" in year
    assert not {"turnover-2019", "silk-road-visa"} & year
    assert ids("turnover", "--from", "2022", "--to", "2022", "--kind", "plan") < year
    assert "turnover-2016" in ids("turnover")
    assert ids("--kind", "misprint") == {entry.id for entry in real().disagreements if entry.kind == "misprint"}
    assert "turnover-2016" in ids("--party", "Kazakhstan", "--other", "Ўзбекистон")
    assert not ids("turnover", "--party", "Kyrgyzstan")
    assert ids("turnover-2016", "silk-road-visa") == {"turnover-2016", "silk-road-visa"}


def test_figures_come_with_the_explanations_of_their_disagreements(kgtools: Run) -> None:
    for output, columns in (("table", 400), ("md", 0)):
        asked = ("figures", "turnover", "--from", "2022", "--to", "2022", "--format", output)
        text = kgtools(*asked, cwd=ROOT, columns=columns).stdout
        assert "turnover-2022: open. Turnover of 2022 is 4.05, 5 or" in text
        assert "print-errors-nursultanova: " not in text
