"""Terms that a passage does not print are listed until a curator has confirmed them."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from kgtools import ontology
from kgtools.articles import anchors
from kgtools.articles.copies import Copy, read_copies
from kgtools.checks import anchors as anchor_checks
from kgtools.checks import printed_terms
from kgtools.claims import reader, tables
from kgtools.claims.model import Article, ConfirmedTerm, Corpus, Fact, Figure, Opinion
from kgtools.errors import DataError, UsageError
from tests.checks.made_up import entities
from tests.conftest import Run

FAR = " The road was long and dusty, and nobody spoke of anything at all." * 8
TEXT = f"""Arcadia sells water heaters to its neighbours.{FAR}
A road was built in the hills.{FAR}
Men of Ruritania praised the security of the harbours, and the prices of wool fell."""
QUOTE = "sells water heaters to its neighbours"


ENTITIES = entities(
    ("state/arcadia", "Arcadia"),
    ("topic/heaters", "Water heaters"),
    ("topic/electric-heaters", "Electric water heaters"),
    ("topic/harbours", "Security of harbours"),
    ("topic/security", "Security of Arcadia"),
    ("project/road", "Road of the hills"),
    ("project/railway", "Road and railway of the hills"),
    ("indicator/wool", "Price of wool"),
    ("indicator/trade", "Trade turnover"),
    ("event/visit", "Visit of the queen"),
)
ARTICLE = Article("note", (), (), (), ("en",), "", "", "", len(TEXT), "", "", (), "", "f", 1)
COPIES = {"note": Copy(Path("note.txt"), TEXT, True)}


def fact(quote: str, subject: str, value: str, identifier: str = "f1") -> Fact:
    return Fact("note", identifier, anchors.anchor(TEXT, quote), "stated", (), "", "facts.csv", 2,
                subject, "produces", value, "", "", "asserted", (), "")  # fmt: skip


def corpus(*claims: Fact | Figure | Opinion, confirmed: tuple[ConfirmedTerm, ...] = ()) -> Corpus:
    return Corpus(ENTITIES, {"note": ARTICLE}, claims, (), confirmed_terms=confirmed)


def found(project: Corpus) -> list[str]:
    """The columns that are listed."""
    return [one.message.split("'")[1] for one in printed_terms.findings(project, COPIES, project.claims)]


@pytest.mark.parametrize(
    ("quote", "subject", "value", "columns"),
    [
        (QUOTE, "state/arcadia", "topic/heaters", []),
        (QUOTE, "state/arcadia", "topic/electric-heaters", ["value"]),  # the nearest term, not the printed one
        (QUOTE, "state/arcadia", "topic/harbours", ["value"]),
        ("A road was built in the hills", "project/road", "true", []),
        ("A road was built in the hills", "project/railway", "true", ["subject"]),
        ("the security of the harbours", "event/visit", "topic/harbours", []),  # an event is described, not named
        ("the security of the harbours", "event/visit", "topic/security", ["value"]),
        ("the security of the harbours", "state/arcadia", "topic/security", ["subject", "value"]),
    ],
)
def test_a_fact_gives_the_terms_that_are_printed(quote: str, subject: str, value: str, columns: list[str]) -> None:
    assert found(corpus(fact(quote, subject, value))) == columns


def test_indicators_and_what_opinions_are_about_are_looked_at_too() -> None:
    figure = Figure("note", "n1", anchors.anchor(TEXT, "the prices of wool fell"), "stated", (), "", "figures.csv", 2,
                    "indicator/wool", "state/arcadia", "", "", "", "", "5", "item", "exact", (), "asserted", (),
                    "")  # fmt: skip
    assert found(corpus(figure)) == ["measured"]
    assert found(corpus(replace(figure, indicator="indicator/trade"))) == ["indicator", "measured"]
    opinion = Opinion("note", "o1", anchors.anchor(TEXT, QUOTE), "stated", ("state/arcadia",), "", "opinions.csv", 2,
                      "", "topic/heaters", "supportive", "They are good.", "")  # fmt: skip
    assert found(corpus(opinion)) == []
    assert found(corpus(replace(opinion, about="topic/security"))) == ["about"]


def test_the_near_stretch_counts_and_what_lies_beyond_does_not() -> None:
    first = anchors.anchor(TEXT, "The road was long and dusty", 1)
    last = anchors.anchor(TEXT, "The road was long and dusty", 8)
    claim = fact(QUOTE, "state/arcadia", "true")
    assert found(corpus(replace(claim, anchor=first))) == []
    assert found(corpus(replace(claim, anchor=last))) == ["subject"]


def test_only_the_very_text_is_looked_at() -> None:
    project = corpus(fact(QUOTE, "state/arcadia", "topic/security"))
    other = {"note": Copy(Path("note.txt"), TEXT, False)}
    assert list(printed_terms.findings(project, other, project.claims)) == []


def test_a_listed_term_is_information_with_file_line_and_hint() -> None:
    project = corpus(fact(QUOTE, "state/arcadia", "topic/security"))
    (finding,) = printed_terms.findings(project, COPIES, project.claims)
    assert (finding.severity, finding.check) == ("information", "printed-term")
    assert str(finding) == (
        "facts.csv:2: column 'value': neither the passage nor what stands near it prints this term; "
        "found 'topic/security'; give the term that is printed, or confirm this one with --confirm"
    )


# -- confirming -------------------------------------------------------------------------------------


def confirmed(tmp_path: Path, project: Corpus, *chosen: str) -> tuple[int, tuple[ConfirmedTerm, ...]]:
    (tmp_path / "data").mkdir(exist_ok=True)
    number = printed_terms.confirm(tmp_path, project, COPIES, chosen)
    with (tmp_path / printed_terms.TABLE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["mark"] for row in rows} <= {"confirmed"}
    return number, tuple(ConfirmedTerm(row["claim"], row["column"], row["fingerprint"], "t", 2) for row in rows)


def test_a_confirmed_term_is_not_listed_any_more(tmp_path: Path) -> None:
    claims = (fact(QUOTE, "state/arcadia", "topic/security"), fact(QUOTE, "state/arcadia", "topic/harbours", "f2"))
    number, entries = confirmed(tmp_path, corpus(*claims), "note/f1")
    assert (number, [(entry.claim, entry.column) for entry in entries]) == (1, [("note/f1", "value")])
    assert found(corpus(*claims, confirmed=entries)) == ["value"]  # of the other claim
    number, entries = confirmed(tmp_path, corpus(*claims, confirmed=entries), "note")
    assert (number, len(entries)) == (1, 2)
    assert found(corpus(*claims, confirmed=entries)) == []


def test_a_changed_cell_or_passage_must_be_confirmed_again(tmp_path: Path) -> None:
    claim = fact(QUOTE, "state/arcadia", "topic/security")
    _, entries = confirmed(tmp_path, corpus(claim), "note/f1")
    for changed in (
        replace(claim, value="topic/harbours"),
        replace(claim, anchor=anchors.anchor(TEXT, "sells water heaters")),
    ):
        project = corpus(changed, confirmed=entries)
        (finding,) = printed_terms.findings(project, COPIES, project.claims)
        assert "which was confirmed for another cell or passage" in finding.message
    assert found(corpus(replace(claim, note="A word more.", line=9), confirmed=entries)) == []


def test_rows_that_are_needed_no_longer_are_dropped_and_those_of_absent_articles_kept(tmp_path: Path) -> None:
    claim = fact(QUOTE, "state/arcadia", "topic/security")
    _, entries = confirmed(tmp_path, corpus(claim), "note/f1")
    mended = replace(claim, value="topic/heaters")
    assert confirmed(tmp_path, corpus(mended, confirmed=entries), "note") == (0, ())
    printed_terms.confirm(tmp_path, corpus(claim, confirmed=entries), {}, ["note"])
    assert "note/f1,value," in (tmp_path / printed_terms.TABLE).read_text(encoding="utf-8")


def test_a_row_of_an_unknown_claim_or_column_is_a_finding() -> None:
    claim = fact(QUOTE, "state/arcadia", "topic/security")
    rows = tuple(
        ConfirmedTerm(key, column, "1.1.0", "t", 2)
        for key, column in (("note/f9", "value"), ("note/f1", "about"), ("note/f1", "value"))
    )
    findings = list(printed_terms.unknown(corpus(claim, confirmed=rows), None))  # type: ignore[arg-type]
    assert [(one.message, one.actual, one.severity) for one in findings] == [
        ("no such claim to confirm a term of", "'note/f9'", "warning"),
        ("no such column to confirm a term of", "'about'", "warning"),
    ]


def test_what_is_no_claim_cannot_be_confirmed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--confirm note/f9: no such claim"):
        printed_terms.confirm(tmp_path, corpus(fact(QUOTE, "state/arcadia", "topic/security")), COPIES, ["note/f9"])


def test_a_table_that_nobody_but_a_hand_wrote_is_refused(mini: Path) -> None:
    table = mini / printed_terms.TABLE
    table.write_text(",".join(tables.CONFIRMED_TERMS) + "\nshort-note/f01,value,12,yes\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        reader.load(mini, ontology.load(mini))
    assert [str(one).partition(";")[0] for one in raised.value.findings] == [
        "data/confirmed-terms.csv:2: column 'fingerprint': not a fingerprint",
        "data/confirmed-terms.csv:2: column 'mark': unknown mark",
    ]


def test_the_command_confirms_what_the_check_lists(mini: Path, kgtools: Run) -> None:
    facts = mini / "data" / "articles" / "short-note" / "facts.csv"
    (mini / printed_terms.TABLE).unlink()
    known = reader.load(mini, ontology.load(mini))
    copies = read_copies(mini / "articles", anchor_checks.identities(known))
    listed = {claim.key for claim, _ in printed_terms.not_printed(known, copies, known.claims)}
    before = facts.read_bytes()
    done = kgtools("check", "--root", mini, "--articles", mini / "articles", "--confirm", "short-note")
    assert (done.returncode, done.stdout) == (0, f"{len(listed)} terms confirmed in data/confirmed-terms.csv\n")
    assert facts.read_bytes() == before
    shown = kgtools("check", "--root", mini, "--articles", mini / "articles").stdout
    assert "prints this term" not in shown
    refused = kgtools("check", "--root", mini, "--confirm", "short-note")
    assert (refused.returncode, "--confirm needs the articles" in refused.stderr) == (2, True)
