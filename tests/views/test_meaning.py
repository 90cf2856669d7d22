"""How a claim is meant, and in which disagreements it stands, shows wherever the claim is listed."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.claims.acceptance import meant
from kgtools.graph import store
from kgtools.graph.terms import node
from kgtools.network import claims, details, networks
from kgtools.network.matrix import matrix
from kgtools.network.networks import Selection
from kgtools.portal.contents import Contents
from kgtools.portal.portal import Portal
from kgtools.query import search
from kgtools.server.workers import pages
from kgtools.views import disagreements, entity, evidence, figures, timeline
from tests.conftest import ROOT, Run
from tests.views.test_certainty import FACTS, change

DENIED = "central-asian-cooperation/f183"
LEDGER = "data/disagreements.csv"


def word(code_list: str, value: str) -> str:
    return f"{code_list}:{value}"


@pytest.mark.parametrize(
    ("modality", "certainty", "accepted", "speakers", "words"),
    [
        ("asserted", "stated", True, [], ""),
        ("", "stated", False, [], ""),
        ("denied", "stated", False, [], "modality:denied"),
        ("asserted", "inferred", False, [], "certainty:inferred"),
        ("asserted", "stated", False, [], "not accepted"),
        ("planned", "inferred", False, ["A", "B"], "modality:planned, certainty:inferred, said by: A; B"),
    ],
)
def test_words_say_only_what_weighs(
    modality: str, certainty: str, accepted: bool, speakers: list[str], words: str
) -> None:
    assert meant(modality, certainty, accepted, speakers, word, "en") == words


# -- modality, certainty and speaker ----------------------------------------------------------------------


def test_a_denied_claim_reads_as_denied_wherever_it_is_listed(real: ox.Store) -> None:
    claim = evidence.claim_node(DENIED)
    for thing in (claim, disagreement("alliance-without-military-clauses")):
        page = entity.page(real, thing, "en")
        (line,) = [line for line in page.text().splitlines() if "provides for: Military cooperation" in line]
        assert "(denied)" in line
    assert str(evidence.source(real, claim, "ru", {})).endswith("(отрицается)")
    assert claims.labelled_claims(real, {DENIED}, {}, "kk")[DENIED].meant == "теріске шығарылған"
    told = evidence.evidence(real, [claim], "uz")[DENIED]
    assert (told.meant, told.status) == ("inkor etilgan", "inkor etilgan")


def disagreement(identifier: str) -> ox.NamedNode:
    return ox.NamedNode(namespaces.disagreement(identifier))


def test_no_line_of_a_disagreement_reads_as_asserted_that_is_not(real: ox.Store) -> None:
    """Of every claim of the list that is planned, denied, inferred or said by others the line says so."""
    told = 0
    for entry in disagreements.disagreements(real, "en"):
        lines = entity.page(real, disagreement(entry), "en").text().splitlines()
        for (claim,) in store.select(real, "SELECT ?c { ?entry t:involves ?c }", entry=disagreement(entry)):
            ((identifier, known),) = evidence.evidence(real, [node(claim)], "en").items()
            (line,) = [line for line in lines if f"[{identifier}]" in line]
            for part in known.meant.partition("said by: ")[0].split(", "):
                assert part in line
            told += bool(known.meant)
    assert told > 70


def test_rows_of_an_answer_say_how_their_evidence_is_meant(mini: Path, kgtools: Run) -> None:
    asked = mini / "denied.rq"
    asked.write_text(
        "PREFIX t: <https://w3id.org/tandem-kg/ontology#>\n"
        "SELECT ?claim { ?claim t:modality <https://w3id.org/tandem-kg/code/modality/denied> }\n",
        encoding="utf-8",
    )
    done = kgtools("query", asked, "--evidence", "--root", mini, "--format", "csv", "--lang", "uz")
    assert re.search(r"short-note/f14 \[659-703\] \(inkor etilgan\)", done.stdout)
    graph = store.open_store(mini)
    written = pages.Pages(Portal(Contents(graph)), 1000, lambda: search.Index.read(graph))
    html = written.answer(
        {"kind": "query", "fields": {"query": asked.read_text(encoding="utf-8")}, "language": "kk"}  # type: ignore[typeddict-item]
    ).body.decode()
    assert "short-note/f14 [659-703] <em>теріске шығарылған</em>" in html


def test_what_others_say_is_shown_with_who_says_it(mini: Path, kgtools: Run) -> None:
    change(mini, FACTS, "f16", speaker="person/clara-vale")
    graph = store.open_store(mini)
    assert "Affiliation: Institute of Small States (said by: Clara Vale)" in kgtools(
        "show", "person/ada-quill", "--root", mini
    ).stdout  # fmt: skip
    assert "Institute of Small States  (said by: Clara Vale)" in kgtools(
        "why", "person/ada-quill", "affiliation", "--root", mini
    ).stdout  # fmt: skip
    notes = details.details(graph, networks.network(graph, "all", "en"), "all", {})
    note = notes.claims["short-note/f16"]
    assert notes.names[note.meant][:2] == ["said by: Clara Vale", "кто говорит: Клара Вейл"]


def test_figures_name_their_speakers(real: ox.Store, kgtools: Run) -> None:
    spoken = [value for value in figures.values(real, figures.FigureFilter()) if value.speakers]
    assert len(spoken) > 8
    shown = kgtools("figures", "turnover", "--format", "csv", cwd=ROOT).stdout
    assert "planned, said by: Kazakhstan; Uzbekistan" in shown


# -- disagreements ----------------------------------------------------------------------------------------


def listed(project: Path, kind: str, *keys: str) -> ox.Store:
    """The graph of a project whose list of disagreements has one more entry, called `told-twice`."""
    with (project / LEDGER).open("a", encoding="utf-8") as table:
        about = "event/state-visit-2019"
        table.write(f"told-twice,{kind},sequence,explained,reader,{about},{' '.join(keys)},,,Two tellings.,,\n")
    return store.open_store(project)


def test_copies_and_misprints_mark_nothing_and_other_entries_do(mini: Path) -> None:
    graph = listed(mini, "value", "short-note/f02", "short-note/f03")
    assert disagreements.marking(graph) == dict.fromkeys(("short-note/f02", "short-note/f03"), ("told-twice",))
    assert set(disagreements.of_claims(graph)) == {"short-note/f02", "short-note/f03", "short-note/n03"}


@pytest.mark.parametrize(("kind", "marked"), [("value", True), ("retelling", False), ("compatible", False)])
def test_an_edge_a_cell_and_a_fact_show_their_disagreement(mini: Path, kind: str, marked: bool) -> None:
    graph = listed(mini, kind, "short-note/f02", "short-note/f03")
    network = networks.network(graph, "all", "en")
    expected = {"told-twice"} if marked else set()
    assert {data["disagreements"] for *_, data in network.edges(data=True) if "disagreements" in data} == expected
    shown = details.details(graph, network, "all", {})
    assert set(shown.disagreements) == expected
    if marked:
        entry = shown.disagreements["told-twice"]
        assert [shown.names[key][0] for key in (entry.kind, entry.explanation)] == [
            "number or date to cite",
            "Two tellings.",
        ]
    table = matrix(networks.network(graph, "actors", "en"), "actors-years")
    notes = claims.labelled_claims(graph, {claim for cell in table.claims.values() for claim in cell}, {}, "en")
    assert {entry for note in notes.values() for entry in note.disagreements} == expected
    page = entity.page(graph, ox.NamedNode(namespaces.entity("event/state-visit-2019")), "ru")
    lines = [line for line in page.text().splitlines() if "≠ told-twice" in line]
    assert len(lines) == 2 * marked


def test_a_fact_on_a_page_leads_to_its_disagreement(real: ox.Store) -> None:
    html = str(Portal(Contents.read(ROOT, real)).page("uz/id/document/allied-relations-declaration-2021.html"))
    link = "../../disagreement/allies-since-2021-or-2022.html"
    assert re.search(rf'<span class="disputed">≠ tafovut: [^\n]*<a href="{re.escape(link)}">', html)


def test_bars_of_pictures_show_their_disagreement(mini: Path) -> None:
    graph = listed(mini, "value", "short-note/f01", "short-note/n01")
    (bar,) = [one for one in timeline.bars(graph) if one.thing == "event/state-visit-2019"]
    assert bar.disputed
    assert bar.entries == ("told-twice",)


def test_gathered_edges_keep_their_disagreements(real: ox.Store) -> None:
    from kgtools.network.transforms import of_query, projected, simplified

    graph = networks.network(real, networks.TWO_MODE, "en")

    def entries(found: object) -> set[str]:
        return {each for *_, data in found.edges(data=True) for each in data.get("disagreements", "").split()}  # type: ignore[attr-defined]

    assert len(entries(graph)) >= 3
    assert entries(simplified(graph)) == entries(graph)
    assert entries(projected(graph)) <= entries(graph)
    assert entries(projected(graph))
    sparql = "SELECT ?source ?target ?claim { ?claim rdf:subject ?source ; rdf:object ?target ; t:modality ?m ; "
    own = of_query(real, sparql + "rdf:predicate t:party }", "own.rq", "en")
    assert "allies-since-2021-or-2022" in entries(own)


def test_the_wish_for_inferred_edges_changes_no_mark(real: ox.Store) -> None:
    plain, more = (networks.network(real, "actors", "en", Selection(inferred=inferred)) for inferred in (False, True))
    assert sum("disagreements" in data for *_, data in plain.edges(data=True)) >= 5
    assert sum("disagreements" in data for *_, data in more.edges(data=True)) >= 5
