"""Clients that people use, each in a session of its own: what it is answered is what the store holds."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from kgtools import namespaces
from kgtools.sparql import execute
from tests import engines
from tests.serving import Serving

ARCADIA, NOTE = namespaces.entity("state/arcadia"), namespaces.graph("short-note")
SELECT = "SELECT ?label { ?state a t:State ; rdfs:label ?label } ORDER BY ?label"
ASK = "ASK { ?visit a t:Visit }"
CONSTRUCT = "CONSTRUCT WHERE { ?visit t:visitor ?who }"
DECLARED = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in namespaces.prefixes().items())
DESCRIBE = f"DESCRIBE <{ARCADIA}>"


def rows(store: ox.Store, query: str) -> list[list[str]]:
    """The rows of a SELECT, as text, in the order of the store."""
    found = execute.ask(store, query)
    assert isinstance(found, execute.Answer)
    assert found.rows
    return [["" if cell is None else str(cell.value) for cell in row] for row in found.rows]  # type: ignore[union-attr]


def triples(store: ox.Store, query: str) -> set[str]:
    found = execute.ask(store, query)
    assert isinstance(found, list)
    assert found
    return {str(triple) for triple in found}


def plain(graph: rdflib.Graph) -> set[str]:
    """A graph of rdflib, as the library of the store writes triples."""
    lines = graph.serialize(format="nt", encoding="utf-8")
    return {str(quad.triple) for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}


# -- SPARQLWrapper ----------------------------------------------------------------------------------


def wrapper(endpoint: Serving, query: str, format: str, method: str) -> SPARQLWrapper.SPARQLWrapper:
    asking = SPARQLWrapper.SPARQLWrapper(f"{endpoint.url}/sparql")
    asking.setQuery(query)
    if format:
        asking.setReturnFormat(format)
    asking.setMethod("POST" if method != "GET" else "GET")
    asking.setRequestMethod(SPARQLWrapper.POSTDIRECTLY if method == "direct" else SPARQLWrapper.URLENCODED)
    return asking


METHODS = pytest.mark.parametrize("method", ["GET", "form", "direct"])


@METHODS
@pytest.mark.parametrize("format", ["", SPARQLWrapper.XML, SPARQLWrapper.JSON, SPARQLWrapper.CSV, SPARQLWrapper.TSV])
def test_sparqlwrapper_reads_rows(endpoint: Serving, mini_store: ox.Store, format: str, method: str) -> None:
    found = wrapper(endpoint, SELECT, format, method).queryAndConvert()
    expected = rows(mini_store, SELECT)
    if format == SPARQLWrapper.JSON:
        assert [[row["label"]["value"]] for row in found["results"]["bindings"]] == expected
    elif format in (SPARQLWrapper.CSV, SPARQLWrapper.TSV):
        _, *lines = found.decode().splitlines()
        begins = "" if format == SPARQLWrapper.CSV else '"'
        assert len(lines) == len(expected)
        assert all(line.startswith(begins + row[0]) for line, row in zip(lines, expected, strict=True))
    else:
        assert [[cell.firstChild.data] for cell in found.getElementsByTagName("literal")] == expected


@METHODS
def test_sparqlwrapper_reads_truth(endpoint: Serving, method: str) -> None:
    assert wrapper(endpoint, ASK, SPARQLWrapper.JSON, method).queryAndConvert()["boolean"] is True
    (truth,) = wrapper(endpoint, ASK, "", method).queryAndConvert().getElementsByTagName("boolean")
    assert truth.firstChild.data == "true"


TRIPLES = ["", "xml", "rdf", "rdf+xml", "turtle", "n3", "json-ld"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # it makes graphs of rdflib by an old name
@pytest.mark.filterwarnings("ignore:.*Accept header:RuntimeWarning")  # it asks for a graph in any format
@METHODS
@pytest.mark.parametrize("format", TRIPLES)
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_sparqlwrapper_reads_triples(
    endpoint: Serving, mini_store: ox.Store, query: str, format: str, method: str
) -> None:  # fmt: skip
    found = wrapper(endpoint, query, format, method).queryAndConvert()
    if isinstance(found, bytes):
        found = rdflib.Graph().parse(data=found, format="turtle")
    assert plain(found) == triples(mini_store, query)


# -- rdflib -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["xml", "json", "csv", "tsv"])
def test_rdflib_asks_through_its_store(
    endpoint: Serving, mini_store: ox.Store, method: str, format: str
) -> None:  # fmt: skip
    store = SPARQLStore(f"{endpoint.url}/sparql", method=method, returnFormat=format)
    graph = rdflib.Graph(store)
    # It declares before each query all that it knows, SHACL among it.
    assert [[str(cell) for cell in row] for row in graph.query(DECLARED + SELECT)] == rows(mini_store, SELECT)
    if format in ("xml", "json"):
        assert bool(graph.query(DECLARED + ASK)) is True
        about = list(graph.predicate_objects(rdflib.URIRef(ARCADIA)))
        assert len(about) == len(
            set(mini_store.quads_for_pattern(ox.NamedNode(ARCADIA), None, None, ox.DefaultGraph()))
        )
        assert (rdflib.URIRef(ARCADIA), rdflib.RDF.type, None) in graph
        label = "SELECT ?l { ?s rdfs:label ?l }"
        bound = graph.query(label, initBindings={"s": rdflib.URIRef(ARCADIA)})
        expected = rows(mini_store, label.replace("?s", f"<{ARCADIA}>"))
        assert sorted(str(row[0]) for row in bound) == sorted(row[0] for row in expected)
        assert len(graph) == int(rows(mini_store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0])


def test_rdflib_reads_a_named_graph_and_triples(endpoint: Serving, mini_store: ox.Store) -> None:
    note = rdflib.Graph(SPARQLStore(f"{endpoint.url}/sparql"), identifier=rdflib.URIRef(NOTE))
    expected = list(mini_store.quads_for_pattern(None, None, None, ox.NamedNode(NOTE)))
    assert 0 < len(note) == len(list(note)) == len(expected)
    address = f"{endpoint.url}/sparql?{urllib.parse.urlencode({'query': CONSTRUCT})}"
    assert plain(rdflib.Graph().parse(address)) == triples(mini_store, CONSTRUCT)
    assert plain(rdflib.Graph().parse(f"{endpoint.url}/id/state/arcadia"))


# -- readers of tables ------------------------------------------------------------------------------


def test_pandas_reads_tables_from_the_address(endpoint: Serving, mini_store: ox.Store) -> None:
    import pandas

    query = "SELECT ?s ?n { ?s ?p ?n FILTER(DATATYPE(?n) = xsd:integer) } ORDER BY ?s ?n"
    expected = rows(mini_store, query)
    for format, read in (("csv", pandas.read_csv), ("tsv", lambda address: pandas.read_csv(address, sep="\t"))):
        table = read(f"{endpoint.url}/sparql?{urllib.parse.urlencode({'query': query, 'format': format})}")
        assert [[str(cell).strip("<>") for cell in row] for row in table.itertuples(index=False)] == expected
        assert pandas.api.types.is_integer_dtype(table.iloc[:, 1])
    text = httpx.get(f"{endpoint.url}/sparql", params={"query": query, "format": "json"}, verify=False).text
    table = pandas.json_normalize(json.loads(text)["results"]["bindings"])
    assert len(table) == len(expected)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not on this machine")
def test_r_reads_a_table_from_the_address(endpoint: Serving, mini_store: ox.Store) -> None:
    address = f"{endpoint.url}/sparql?{urllib.parse.urlencode({'query': SELECT, 'format': 'csv'})}"
    script = f"cat(read.csv(url('{address}'), encoding = 'UTF-8')$label, sep = '\\n')"
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [label for (label,) in rows(mini_store, SELECT)]


# -- federation -------------------------------------------------------------------------------------

FEDERATED = [
    "SELECT ?label { SERVICE <ENDPOINT> { ?state a t:State ; rdfs:label ?label } } ORDER BY ?label",
    f"SELECT ?l {{ VALUES ?s {{ <{ARCADIA}> }} SERVICE <ENDPOINT> {{ ?s rdfs:label ?l FILTER(LANG(?l) = 'kk') }} }}",
    "SELECT (COUNT(*) AS ?n) { SERVICE <ENDPOINT> { GRAPH ?g { ?s ?p ?o } } }",
]


@pytest.fixture(scope="module")
def other() -> Iterator[str]:
    """Oxigraph's own server, which holds nothing."""
    if engines.oxigraph_command() is None:
        pytest.skip("Oxigraph's server is not on this machine")
    with engines.oxigraph() as address:
        yield address


@pytest.mark.parametrize("query", FEDERATED)
def test_a_server_of_others_federates_in(endpoint: Serving, mini_store: ox.Store, other: str, query: str) -> None:
    asked = DECLARED + query.replace("<ENDPOINT>", f"<{endpoint.url}/sparql>")
    answer = httpx.post(
        f"{other}/query", data={"query": asked}, headers={"Accept": "text/csv"}, timeout=60, verify=False
    )
    found = list(csv.reader(io.StringIO(answer.text, newline="")))[1:]
    assert found == rows(mini_store, query.replace("SERVICE <ENDPOINT>", ""))


COMUNICA = os.environ.get("TANDEM_COMUNICA", "")  # a folder in which npm has installed @comunica/query-sparql
_SCRIPT = """
import { QueryEngine } from "@comunica/query-sparql";
const engine = new QueryEngine();
const context = { sources: [{ type: "sparql", value: Deno.args[0] }] };
const rows = await (await engine.queryBindings(Deno.args[1], context)).toArray();
const quads = await (await engine.queryQuads(Deno.args[2], context)).toArray();
const yes = await engine.queryBoolean(Deno.args[3], context);
console.log(JSON.stringify([rows.map((row) => row.get("label").value), quads.length, yes]));
"""


@pytest.mark.skipif(
    not COMUNICA, reason="TANDEM_COMUNICA names no folder with Comunica; npm install @comunica/query-sparql"
)
def test_comunica_asks_the_same(endpoint: Serving, mini_store: ox.Store) -> None:
    script = Path(COMUNICA) / "session.mjs"
    script.write_text(_SCRIPT)
    asked = [DECLARED + query for query in (SELECT, CONSTRUCT, ASK)]
    deno = shutil.which("deno", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    command = [deno or "deno", "run", "-A", str(script), f"{endpoint.url}/sparql", *asked]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=COMUNICA)
    labels = [label for (label,) in rows(mini_store, SELECT)]
    assert json.loads(done.stdout) == [labels, len(triples(mini_store, CONSTRUCT)), True]
