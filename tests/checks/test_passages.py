"""What a claim gives must stand in its passage: numbers, units, bounds, directions, dates, names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kgtools.articles import anchors, lexicon
from kgtools.articles.copies import Copy
from kgtools.checks import check
from kgtools.checks.evidence import reading, table
from kgtools.claims.model import Article, Corpus, Disagreement, Fact, Figure, Opinion
from tests.checks.made_up import entities, held_against

TEXT = """Arcadia and Ruritania trade more every year. Over the year 2019 the exports of Arcadia to Ruritania
reached over 2,920 million dollars, while imports were 1,4 billion dollars. For ten months of 2021 the turnover was
4.5 billion dollars. On 6 December 2021 Boris Rudolf came to Port Royal for the third time. The Joint Road Commission,
founded on 05.04.2018, sat next year. In Strelsau 37% of the goods are wool."""


ENTITIES = entities(
    ("state/arcadia", "Arcadia"),
    ("state/ruritania", "Ruritania"),
    ("state/zenda", "Zenda"),
    ("person/boris-rudolf", "Boris Rudolf", "Борис Рудольф"),
    ("person/clara-vale", "Clara Vale"),
    ("place/port-royal", "Port Royal"),
    ("place/strelsau", "Strelsau"),
    ("body/commission", "Joint Road Commission"),
    ("body/academy", "Royal Academy"),
    ("event/visit", "Visit of Rudolf"),
    ("indicator/trade", "Trade"),
)


def corpus(*claims: Fact | Figure | Opinion, disagreements: tuple[Disagreement, ...] = ()) -> Corpus:
    article = Article("note", (), (), ("person/clara-vale",), ("en",), "", "", "", len(TEXT), "", "", (), "", "f", 1)
    return Corpus(ENTITIES, {"note": article}, claims, disagreements)


def found(claim: Fact | Figure | Opinion, disagreements: tuple[Disagreement, ...] = ()) -> list[str]:
    """The columns that the check complains of."""
    copies = {"note": Copy(Path("note.txt"), TEXT, True)}
    return [
        finding.message.split("'")[1] for finding in held_against(corpus(claim, disagreements=disagreements), copies)
    ]


def figure(quote: str, **cells: str) -> Figure:
    given = {"partner": "state/ruritania", "flow": "", "reporter": "", "period": "", "bound": "exact"} | cells
    return Figure(
        "note", "n1", anchors.anchor(TEXT, quote), "stated", (), given.pop("note", ""), "figures.csv", 2,
        indicator="indicator/trade", measured="state/arcadia", qualifiers=given.pop("qualifiers", ()),
        modality="asserted", set_by=(), origin="", **given,
    )  # fmt: skip


def fact(quote: str, value: str, subject: str = "event/visit", note: str = "", language: str = "") -> Fact:
    return Fact("note", "f1", anchors.anchor(TEXT, quote), "stated", (), note, "facts.csv", 2,
                subject, "date", value, language, "", "asserted", (), "")  # fmt: skip


EXPORTS = "the exports of Arcadia to Ruritania reached over 2,920 million dollars"
BOTH = EXPORTS + ", while imports were 1,4 billion dollars"
MONTHS = "For ten months of 2021 the turnover was 4.5 billion dollars"
WOOL = "In Strelsau 37% of the goods"


@pytest.mark.parametrize(
    ("quote", "cells", "columns"),
    [
        (EXPORTS, {"value": "2 920", "unit": "million-usd", "bound": "over"}, []),
        (EXPORTS, {"value": "2920", "unit": "million-usd", "bound": "over"}, []),
        (EXPORTS, {"value": "2 290", "unit": "million-usd", "bound": "over"}, ["value"]),
        (EXPORTS, {"value": "920", "unit": "million-usd", "bound": "over"}, ["value"]),
        (EXPORTS, {"value": "2 920", "unit": "billion-usd", "bound": "over"}, ["unit"]),
        (BOTH, {"value": "2 920", "unit": "billion-usd", "bound": "over"}, ["unit"]),
        (EXPORTS, {"value": "2 920", "unit": "million-usd"}, ["bound"]),
        (MONTHS, {"value": "4.5", "unit": "billion-usd", "bound": "almost"}, ["bound"]),
        (BOTH, {"value": "1.4", "unit": "billion-usd", "flow": "import"}, []),
        (BOTH, {"value": "1.4", "unit": "billion-usd", "flow": "export"}, ["flow"]),
        (BOTH, {"value": "2 920", "unit": "million-usd", "bound": "over", "flow": "import"}, ["flow"]),
        (MONTHS, {"value": "4.5", "unit": "billion-usd", "period": "2021-01/2021-10"}, []),
        (MONTHS, {"value": "4.5", "unit": "billion-usd", "period": "2021-01/2021-09"}, ["period"]),
        (MONTHS, {"value": "4.5", "unit": "billion-usd", "period": "2021"}, ["period"]),
        (MONTHS, {"value": "4.5", "unit": "billion-usd", "period": "2022-01/2022-10"}, ["period"]),
        (EXPORTS, {"value": "2 920", "unit": "million-usd", "bound": "over", "period": "2019"}, []),
        (EXPORTS, {"value": "2 920", "unit": "million-usd", "bound": "over", "period": "2018"}, ["period"]),
        ("for the third time", {"value": "3", "unit": "rank"}, []),
        ("for the third time", {"value": "4", "unit": "rank"}, ["value"]),
        (WOOL, {"value": "37", "unit": "percent"}, []),
        (WOOL, {"value": "37", "unit": "times"}, ["unit"]),
        (WOOL, {"value": "37", "unit": "tonne"}, ["unit"]),
        (WOOL, {"value": "37", "unit": "percent", "partner": "state/zenda"}, ["partner"]),
        (WOOL, {"value": "37", "unit": "percent", "reporter": "body/academy"}, ["reporter"]),
    ],
)
def test_a_figure_is_what_its_passage_prints(quote: str, cells: dict[str, str], columns: list[str]) -> None:
    assert found(figure(quote, **cells)) == columns


VISIT = "On 6 December 2021 Boris Rudolf came to Port Royal"
FOUNDED = "founded on 05.04.2018"
NEXT = "sat next year"


@pytest.mark.parametrize(
    ("quote", "value", "note", "columns"),
    [
        (VISIT, "2021-12-06", "", []),
        (VISIT, "2021-12", "", ["value"]),  # the day is printed
        (VISIT, "2021", "", ["value"]),
        (VISIT, "2021", "Only the year is meant.", []),
        (VISIT, "2020-12-06", "", ["value"]),
        (VISIT, "2020-12-06", "Explained in words.", ["value"]),
        (VISIT, "2021-06-12", "", ["value", "value"]),
        (VISIT, "2021-12-07", "", ["value"]),
        (VISIT, "2021-11-06", "", ["value"]),
        (FOUNDED, "2018-04-05", "", []),
        (FOUNDED, "2018-05-04", "", ["value"]),
        (NEXT, "2019", "The year after the founding.", []),
        (NEXT, "2017", "The year after the founding.", ["value"]),
        (NEXT, "2021", "", []),  # a year that the sentences before print
    ],
)
def test_a_date_is_what_its_passage_prints(quote: str, value: str, note: str, columns: list[str]) -> None:
    assert found(fact(quote, value, note=note)) == columns


def test_a_year_long_before_the_passage_needs_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "NEAR", 20)
    monkeypatch.setattr(reading, "read", reading.read.__wrapped__)
    monkeypatch.setattr(table, "read", reading.read)
    assert found(fact(NEXT, "2019")) == ["value"]
    assert found(fact(NEXT, "2019", note="The year after the founding.")) == []


def test_people_states_places_and_bodies_are_named() -> None:
    start = "Arcadia and Ruritania trade"
    assert found(fact(VISIT, "person/boris-rudolf")) == []
    assert found(fact(VISIT, "person/clara-vale")) == ["value"]
    assert found(fact(VISIT, "place/strelsau")) == []  # named soon after the passage
    assert found(fact(start, "place/strelsau")) == ["value"]  # named long after it
    assert found(fact(start, "place/strelsau", note="Strelsau is meant.")) == []  # the note says so
    assert found(fact(start, "place/strelsau", note="The capital is meant.")) == ["value"]
    assert found(fact(VISIT, "2021-12-06", subject="body/academy")) == ["subject"]
    assert found(fact(NEXT, "event/visit", subject="body/commission")) == []


def test_a_speaker_other_than_the_authors_is_named() -> None:
    anchor = anchors.anchor(TEXT, "founded on 05.04.2018, sat next year")
    opinion = Opinion("note", "o1", anchor, "stated", ("person/boris-rudolf",), "",
                      "opinions.csv", 2, "body/commission", "state/arcadia",
                      "supportive", "It is good.", "")  # fmt: skip
    assert found(opinion) == []
    assert found(replace(opinion, speakers=("person/clara-vale",))) == []  # the author
    assert found(replace(opinion, speakers=("person/clara-vale", "state/zenda"))) == ["speaker"]
    assert found(replace(opinion, affiliation="body/academy")) == ["affiliation"]


def test_words_in_known_disorder_are_left_to_the_list_of_disagreements() -> None:
    claim = figure(BOTH, value="1.4", unit="billion-usd", flow="export")
    entry = Disagreement(
        "d", "misprint", "misprint", "explained", "reader", "article/note", ("note/n1",), (), (), "Words exchanged.",
        "", "", "", 0,
    )  # fmt: skip
    assert found(claim) == ["flow"]
    assert found(claim, (entry,)) == []
    assert found(claim, (replace(entry, type="contradiction"),)) == ["flow"]


def test_only_the_very_text_is_compared_and_only_under_a_right_anchor() -> None:
    claim = fact(VISIT, "2020-12-06")
    assert claim.anchor
    moved = replace(claim, anchor=replace(claim.anchor, start=claim.anchor.start + 3))
    for one, same in ((claim, False), (moved, True)):
        copies = {"note": Copy(Path("note.txt"), TEXT, same)}
        assert list(held_against(corpus(one), copies)) == []


def test_findings_are_warnings_with_file_line_and_cure() -> None:
    copies = {"note": Copy(Path("note.txt"), TEXT, True)}
    (finding,) = held_against(corpus(fact(VISIT, "2020")), copies)
    assert finding.severity == "warning"
    assert str(finding) == (
        "facts.csv:2: column 'value': the year does not stand in the passage; found '2020'; expected 2021; "
        "correct the cell, anchor the right passage, or explain it in the note"
    )


def test_the_length_of_an_article_is_that_of_its_text() -> None:
    real = corpus(fact(VISIT, "2021-12-06"))
    longer = replace(real, articles={"note": replace(real.articles["note"], length=len(TEXT) + 1)})
    (finding,) = held_against(longer, {"note": Copy(Path("note.txt"), TEXT, True)})
    assert str(finding).startswith(
        f"f:1: key 'length': the text has another number of code points; found '{len(TEXT) + 1}'"
    )
    assert list(held_against(longer, {"note": Copy(Path("note.txt"), TEXT, False)})) == []


def test_no_cell_repeats_the_article() -> None:
    claim = fact(VISIT, "2021")
    words = TEXT.split()
    copied, short = " ".join(words[3:18]), " ".join(words[3:16])
    assert found(replace(claim, note=copied)) == ["note"]
    assert found(replace(claim, note=short)) == []
    assert found(fact(VISIT, copied, language="en")) == ["value"]
    assert found(replace(fact(VISIT, copied, language="en"), property="title")) == []


def test_the_letters_of_printers_are_evened_out_place_by_place() -> None:
    assert lexicon.plain("ЁЛКА 5\u00a0bn Oʻzbek") == "елка 5 bn o’zbek"
    assert len(lexicon.plain("İstanbul, ELEVEN")) == len("İstanbul, ELEVEN")


def test_every_claim_of_the_tiny_project_passes(mini: Path) -> None:
    assert [str(finding) for finding in check.check(mini, mini / "articles").findings] == []
