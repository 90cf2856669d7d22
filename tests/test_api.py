"""The graph from Python: asking, looking up, data frames, and the notebook of the tour."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from decimal import Decimal

import pyoxigraph as ox
import pytest

import kgtools
from kgtools import api
from kgtools.errors import UsageError
from tests import accept
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def kg() -> api.KnowledgeGraph:
    return kgtools.load(ROOT, lang="kk")


def test_a_question_by_name_with_parameters(kg: api.KnowledgeGraph) -> None:
    table = kg.query("documents-signed", from_=2022, to=2022)
    assert isinstance(table, api.Table)
    assert len(table) > 0
    for row in table:
        assert isinstance(row["document"], api.Thing)
        assert str(row["signed"]).startswith("2022")
    assert table[0] == next(iter(table))
    assert table["document"] == [row["document"] for row in table]
    with pytest.raises(KeyError, match="no column 'documents'; the columns are document, "):
        table["documents"]


def test_every_question_of_the_library_is_there(kg: api.KnowledgeGraph) -> None:
    assert "documents-signed" in kg.questions
    assert all(kg.questions.values())


def test_values_have_their_types(kg: api.KnowledgeGraph) -> None:
    table = kg.query(
        'SELECT (1 AS ?whole) (2.5 AS ?part) (true AS ?truth) ("2022-12-22"^^xsd:date AS ?day) ("x" AS ?text) '
        "(state:kazakhstan AS ?state) ?none { }"
    )
    assert isinstance(table, api.Table)
    row = table[0]
    assert row["whole"] == 1
    assert row["part"] == Decimal("2.5")
    assert row["truth"] is True
    assert row["day"] == datetime.date(2022, 12, 22)
    assert row["text"] == "x"
    assert row["none"] is None
    state = row["state"]
    assert isinstance(state, api.Thing)
    assert (state.id, str(state), state.labels["en"]) == ("state/kazakhstan", "Қазақстан", "Kazakhstan")


def test_ask_and_construct(kg: api.KnowledgeGraph) -> None:
    assert kg.query("ASK { ?x a t:Treaty }") is True
    triples = kg.query("CONSTRUCT WHERE { ?x a t:Treaty }")
    assert isinstance(triples, list)
    assert all(isinstance(triple, ox.Triple) for triple in triples)


def test_a_thing_by_any_of_its_names(kg: api.KnowledgeGraph) -> None:
    for name in ("person/kassym-jomart-tokayev", "Тоқаев", "Tokayev", "Касым-Жомарт Токаев"):
        assert kg[name].id == "person/kassym-jomart-tokayev"
    thing = kg["Declaration on allied relations"]
    assert thing.kind == "декларация"
    assert "2021-12-06" in thing.why("signedOn")
    page = thing.show()
    assert page.startswith(thing.label)
    assert "musina-dynamics/f093 [" in thing.show(evidence=True)
    assert "musina-dynamics/f093" not in page
    assert "\nДереккөздер\n" in page
    dates = [
        line.split(": ")[0].strip()
        for line in kg["Мирзиёев"].show().split("\nУақыт ретімен\n")[1].split("\n\n")[0].splitlines()
    ]
    assert len(dates) > 3
    assert dates == sorted(dates)
    assert kg.query("claims-about", thing=thing)
    with pytest.raises(KeyError, match="nothing is called"):
        kg["zzzzqqq"]
    assert kg.search("Мирзиеев", limit=2)[0].id == "person/shavkat-mirziyoyev"


def test_tables_print_and_show(kg: api.KnowledgeGraph) -> None:
    table = kg.query("visits-by-year")
    assert isinstance(table, api.Table)
    assert str(table).startswith("year")
    assert table._repr_html_().startswith("<table>")
    none = kg.query("SELECT ?x { ?x a t:Nothing }")
    assert str(none) == "0 rows\n"


def test_data_frames(kg: api.KnowledgeGraph) -> None:
    table = kg.query("turnover")
    assert isinstance(table, api.Table)
    frame = table.to_pandas()
    assert list(frame.columns) == table.columns
    assert len(frame) == len(table)
    assert frame["usd"].dtype.kind in "if"
    assert table.to_pandas(ids=True)["article"].str.startswith("article/").all()
    polars = table.to_polars()
    assert polars.columns == table.columns
    assert polars["usd"].dtype.is_numeric()
    assert polars.height == len(table)


def test_figures_none_merged_none_lost(kg: api.KnowledgeGraph) -> None:
    table = kg.figures("turnover", party="Қазақстан", other="Uzbekistan")
    claims = [row["claim"] for row in table]
    assert len(claims) == len(set(claims)) > 40
    assert table.to_pandas()["value"].notna().any()
    later = kg.figures("turnover", from_=2020, to=2022)
    assert 0 < len(later) < len(claims)
    assert {row["article"] for row in kg.figures("turnover", article="musina-dynamics")} == {"musina-dynamics"}
    with pytest.raises(UsageError, match="figures cannot be narrowed by 'year'"):
        kg.figures("turnover", year=2020)


def test_a_network(kg: api.KnowledgeGraph) -> None:
    stated, all_ = kg.network("actors"), kg.network("actors", inferred=True)
    assert 50 < stated.number_of_edges() < all_.number_of_edges()
    assert {data["certainty"] for *_, data in all_.edges(data=True)} == {"stated", "inferred"}


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda kg: kg.query("documents-sined"), "there is no question 'documents-sined'; did you mean"),
        (lambda kg: kg.query("turnover", year=2017), "the question 'turnover' has no parameter 'year'"),
        (lambda kg: kg.query("SELECT * { ?x a t:Treaty }", party="Kazakhstan"), "SPARQL takes no parameters"),
        (lambda kg: kg.query("SELECT * { ?x a "), "query:1:17: this is not SPARQL"),
        (lambda kg: kgtools.load(ROOT, lang="fr"), "lang 'fr': expected en, ru, kk, uz"),
        (lambda kg: kgtools.load("/nowhere"), "/nowhere is not a project"),
    ],
)
def test_wrong_use_is_reported_in_words(kg: api.KnowledgeGraph, ask, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        ask(kg)
    assert str(caught.value).startswith(message)


def test_the_notebook_is_stored_with_what_its_cells_find() -> None:
    cells = json.loads((ROOT / "docs" / "tour.ipynb").read_text(encoding="utf-8"))["cells"]
    asking = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(asking) > 8
    for cell in asking:
        assert cell["outputs"], cell["source"]
        texts = json.dumps(cell["outputs"])
        assert not any(nothing in texts for nothing in ("0 rows", '"[]"', "Traceback")), cell["source"]


def test_the_notebook_of_the_tour_finds_what_is_stored() -> None:
    ((path, found),) = accept.tour().items()
    assert path.read_text(encoding="utf-8") == found, "run make accept"
    assert "2021-12-06" in found


def test_importing_the_package_is_quick_and_loads_nothing_heavy() -> None:
    check = "import sys, kgtools; print([m for m in ('pyoxigraph', 'rdflib', 'networkx', 'typer') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_question_has_a_row_for_each_thing_and_each_gives_every_combination(kg: api.KnowledgeGraph) -> None:
    table = kg.query("documents-signed")
    assert isinstance(table, api.Table)
    things = [str(document) for document in table["document"]]
    assert len(things) == len(set(things))
    several = next(cell for cell in table["signed"] if isinstance(cell, api.Several))
    assert str(several) == "; ".join(map(str, several))
    assert str(several[0]) > str(several[1]), "the day comes before its year"
    each = table.each()
    assert len(each) > len(table)
    assert not any(isinstance(cell, api.Several) for row in each.rows for cell in row)
    frame = table.to_pandas()
    assert frame.explode("signed").shape[0] == len({(str(row["document"]), str(row["signed"])) for row in each})
    assert each.to_pandas()["signed"].dtype == "string"
    own = kg.query("SELECT ?x { ?x a t:Treaty }")
    assert isinstance(own, api.Table)
    assert own.each() == own
