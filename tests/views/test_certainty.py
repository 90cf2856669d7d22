"""What is inferred, proposed or said for a time: not accepted, shown with its mark, let in by an option."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools.graph import store
from kgtools.network import networks
from kgtools.network.networks import Selection
from kgtools.views import timeline
from tests.conftest import Run, real_corpus

FACTS = "data/articles/short-note/facts.csv"
INFERRED = "<https://w3id.org/tandem-kg/code/certainty/inferred>"


def change(project: Path, file: str, identifier: str, **cells: str) -> None:
    """Change some cells of the row with an id."""
    table = project / file
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    columns = head.split(",")
    for place, row in enumerate(rows):
        if row.startswith(identifier + ","):
            parts = row.split(",")
            assert len(parts) == len(columns)
            for column, cell in cells.items():
                parts[columns.index(column)] = cell
            rows[place] = ",".join(parts)
    table.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def test_no_accepted_statement_rests_on_inferred_claims_alone(real: ox.Store) -> None:
    inferred = list(store.select(real, f"SELECT ?claim {{ ?claim t:certainty {INFERRED} }}"))
    assert len(inferred) > 200
    assert not real.query(
        f"ASK {{ ?c t:certainty {INFERRED} ; t:accepted true }}", prefixes=store.namespaces.prefixes()
    )
    alone = f"""SELECT ?claim {{
      ?claim t:certainty {INFERRED} ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
      FILTER NOT EXISTS {{ ?other rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; t:accepted true }}
      ?s ?p ?o }}"""
    assert list(store.select(real, alone)) == []


def test_every_claim_of_an_article_has_a_certainty_and_every_opinion_a_speaker() -> None:
    corpus = real_corpus()
    claims = [claim for claim in corpus.claims if claim.anchor]
    assert {claim.certainty for claim in claims} == {"stated", "inferred"}
    assert all(opinion.speakers for opinion in corpus.opinions)
    assert all(claim.note for claim in claims if claim.certainty == "inferred")


def test_an_inferred_fact_is_shown_with_its_mark_and_is_in_the_graph_of_its_article(mini: Path, kgtools: Run) -> None:
    change(mini, FACTS, "f16", certainty="inferred", note="The name stands two lines above.", when="2018/..")
    shown = kgtools("show", "person/ada-quill", "--root", mini).stdout
    assert re.search(r"Affiliation: Institute of Small States \(2018 – …, inferred\)", shown)
    kazakh = kgtools("show", "person/ada-quill", "--root", mini, "--lang", "kk").stdout
    assert "мәтінмәннен шығарылған" in kazakh
    why = kgtools("why", "person/ada-quill", "affiliation", "--root", mini).stdout
    assert "(inferred)" in why
    assert "when: 2018/.." in why
    graph = store.open_store(mini)
    plain = "ASK { GRAPH ?g { ?s t:affiliation ?o } }", "ASK { ?s t:affiliation ?o }"
    assert [bool(graph.query(asked, prefixes=store.namespaces.prefixes())) for asked in plain] == [True, False]


def test_inferred_edges_come_by_one_option_and_are_marked(mini: Path, kgtools: Run) -> None:
    change(mini, FACTS, "f03", certainty="inferred", note="Where the visit went stands in the heading.")
    graph = store.open_store(mini)
    without = networks.network(graph, "actors", "en")
    with_ = networks.network(graph, "actors", "en", Selection(inferred=True))
    assert without.number_of_edges() < with_.number_of_edges()
    assert {data["certainty"] for *_, data in without.edges(data=True)} == {"stated"}
    new = [data for *_, data in with_.edges(data=True) if data["certainty"] == "inferred"]
    assert all("short-note/f03" in data["claims"] for data in new)
    assert new
    result = kgtools("network", "actors", "--inferred", "--root", mini, "-o", mini / "net.csv")
    assert result.returncode == 0
    assert "inferred" in (mini / "net.csv").read_text(encoding="utf-8")


def test_an_edge_has_the_time_for_which_its_claim_is_made(mini: Path) -> None:
    change(mini, FACTS, "f16", when="2018/2020")
    graph = networks.network(store.open_store(mini), "actors", "en")
    (edge,) = [data for *_, data in graph.edges(data=True) if "short-note/f16" in data["claims"]]
    assert (edge["start"], edge["end"]) == ("2018-01-01", "2020-12-31")


def test_what_is_said_for_a_time_is_on_the_timeline_and_clashes_with_nothing(mini: Path) -> None:
    change(mini, FACTS, "f15", when="2015")
    change(mini, FACTS, "f16", when="2018/..")
    found = timeline.bars(store.open_store(mini), ("facts",))
    assert [(bar.thing, bar.what, bar.dates, bar.disputed) for bar in found] == [
        ("person/boris-rudolf", "account", "2015", False),
        ("person/ada-quill", "affiliation", "2018/..", False),
    ]


def test_targets_name_who_set_them_or_that_nobody_is_named(mini: Path, kgtools: Run) -> None:
    unset = kgtools("targets", "--root", mini, "--format", "csv").stdout
    assert "the article does not say" in unset
    change(mini, "data/articles/short-note/figures.csv", "n02", set_by="state/arcadia state/ruritania")
    assert "Arcadia, Ruritania" in kgtools("targets", "--root", mini, "--format", "csv").stdout


def test_a_proposal_is_no_target(mini: Path, kgtools: Run) -> None:
    change(mini, "data/articles/short-note/figures.csv", "n02", modality="proposed")
    found = kgtools("check", "--root", mini).stdout
    assert "the claim is not a target" in found  # its outcome


def test_a_qualifier_stands_with_its_number(mini: Path, kgtools: Run) -> None:
    change(mini, "data/articles/short-note/figures.csv", "n01", qualifiers="estimate current-prices")
    shown = kgtools("figures", "turnover", "--root", mini, "--format", "csv").stdout
    assert '"current prices, estimate"' in shown
    assert "current prices, estimate" in kgtools("show", "state/arcadia", "--root", mini).stdout


@pytest.mark.parametrize(
    ("file", "identifier", "cells", "message"),
    [
        (FACTS, "f16", {"certainty": "sure"}, "column 'certainty': unknown code of the list certainty"),
        (FACTS, "f16", {"certainty": ""}, "column 'certainty': unknown code of the list certainty"),
        (FACTS, "f16", {"when": "May 2018"}, "column 'when': it is not a date in EDTF"),
        (FACTS, "f12", {"set_by": "state/atlantis"}, "column 'set_by': unknown entity"),
        (FACTS, "f12", {"set_by": "state/arcadia state/arcadia"}, "column 'set_by': 'state/arcadia' is given twice"),
        ("data/articles/short-note/figures.csv", "n01", {"qualifiers": "mean"}, "unknown code of the list qualifier"),
        ("data/articles/short-note/figures.csv", "n01", {"qualifiers": "average average"}, "'average' is given twice"),
    ],
)
def test_a_wrong_cell_is_reported_at_its_line(
    mini: Path, kgtools: Run, file: str, identifier: str, cells: dict[str, str], message: str
) -> None:
    change(mini, file, identifier, **cells)
    lines = (mini / file).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith(identifier + ","))
    found = kgtools("check", "--root", mini)
    assert found.returncode == 1
    assert f"{file}:{line}: " in found.stdout
    assert message in found.stdout
