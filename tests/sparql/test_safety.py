"""Queries that others wrote: what they call, which graphs they name, and what the parser says of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from kgtools import namespaces
from kgtools.errors import UsageError
from kgtools.sparql import confined, execute, parsing
from tests.conftest import MINI, Run

NOTE = namespaces.graph("short-note")


# -- SERVICE ----------------------------------------------------------------------------------------

WORLD = "PREFIX : <http://127.0.0.1:PORT/> PREFIX e: <http://127.0.0.1:PORT/>"
CALLS = {
    "a reifier before a declared prefix": f"{WORLD} PREFIX service: <urn:s:> ASK {{ ?s ?p ?o ~ SERVICE:x {{ }} }}",
    "a prefix in other letters": f"{WORLD} PREFIX servixe: <urn:s:> ASK {{ ?s ?p ?o ~ SERVICE:x {{ }} }}",
    "the prefix itself": f"{WORLD} PREFIX SERVICE: <urn:s:> ASK {{ ?s ?p ?o . SERVICE:x {{ }} }}",
    "a longer prefix": f"{WORLD} PREFIX SERVICEe: <urn:s:> ASK {{ ?s ?p ?o . SERVICEe:x {{ }} }}",
    "a reifier before an IRI": "ASK { ?s ?p ?o ~ SERVICE <http://127.0.0.1:PORT/> { } }",
    "silent": "ASK { SERVICE SILENT <http://127.0.0.1:PORT/> { } }",
    "after a truth value": "ASK { ?s ?p trueSERVICE <http://127.0.0.1:PORT/> { } }",
    "beside its own name": f"{WORLD} ASK {{ ?service e:service 'SERVICE' . sErViCe <http://127.0.0.1:PORT/> {{ }} }}",
}


@pytest.mark.parametrize("name", CALLS)
def test_what_calls_is_refused_whatever_hides_the_word(name: str, trap: tuple[int, list[str]]) -> None:
    port, caught = trap
    sparql = CALLS[name].replace("PORT", str(port))
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal(value=True)))
    assert parsing.calls_out(sparql)
    with pytest.raises(execute.QueryRefused, match="SERVICE is refused"):
        execute.ask(store, sparql)
    assert caught == []


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK { SERVICE <http://127.0.0.1:PORT/> { ?s ?p } }",
        "ASK { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o }",
        "ASK { SERVICE { ?s ?p ?o } }",
        "ASK { SERVICE ?x }",
        "SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o }",
        "ASK { ?service ?p }",
        "SELECT ?x { ?x rdfs:label 'service' ",
    ],
)
def test_a_syntax_error_that_holds_the_word_is_a_syntax_error(sparql: str, trap: tuple[int, list[str]]) -> None:
    port, caught = trap
    with pytest.raises(UsageError, match=r"query:1:\d+: .*(not SPARQL|closed)"):
        execute.ask(ox.Store(), sparql.replace("PORT", str(port)))
    assert caught == []


@pytest.mark.parametrize(
    "sparql",
    [
        "PREFIX service: <urn:s:> ASK { BIND(service:x AS ?service) FILTER(?service = service:x) }",
        "PREFIX s: <urn:s:> ASK { VALUES ?x { s:service s:myService.x <urn:Service> 'SERVICE' 'a'@service } }",
        "PREFIX Service: <urn:a:> PREFIX service: <urn:b:> ASK { FILTER(Service:x != service:x) }",
        "ASK { FILTER('\\\\u0053ervice' = '\\\\u0053ervice' && '\\tservice' = '\\tservice') }",
        "ASK {} # SERVICE <http://127.0.0.1/> { }",
    ],
)
def test_the_word_alone_calls_nobody(sparql: str) -> None:
    assert execute.ask(ox.Store(), sparql) is True


# -- graphs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sparql", "graphs"),
    [
        ("SELECT * FROM <graph/short-note> {}", [NOTE]),
        (f"BASE <{namespaces.base()}graph/> SELECT * FROM <short-note> {{}}", [NOTE]),
        ("BASE <graph/> ASK FROM <short-note> {}", [NOTE]),
        ("BASE <urn:x:> BASE <http://e.org/a/> ASK FROM <../b> {}", ["http://e.org/b"]),
        (f"ASK FROM <{NOTE.replace('short', chr(92) + 'u0073hort')}> {{}}", [NOTE]),
        ("ASK FROM <\\U00000066ile:///etc/passwd> {}", ["file:///etc/passwd"]),
        ("PREFIX g: <graph/> ASK FROM g:short-note FROM NAMED g:short\\-note {}", [NOTE, NOTE]),
        ("PREFIX g: <urn:g:> PREFIX g: <urn:h:> ASK FROM g:a {}", ["urn:h:a"]),
        ("VERSION '1.2' PREFIX from: <urn:f:> # FROM <urn:no>\nASK FROM from:a { ?from from:x 'FROM' }", ["urn:f:a"]),
        ("CONSTRUCT { ?s ?p ?o } FROM <urn:a> WHERE { ?s ?p ?o }", ["urn:a"]),
        ("DESCRIBE <urn:from> FROM NAMED<urn:a>", ["urn:a"]),
        ("ASK { ?from ?x ?y }", []),
    ],
)  # fmt: skip
def test_the_graphs_that_a_query_names_are_those_that_the_parser_reads(sparql: str, graphs: list[str]) -> None:
    assert parsing.graphs(sparql) == graphs


def test_a_relative_iri_stands_for_one_of_ours(mini_store: ox.Store) -> None:
    assert execute.ask(mini_store, "ASK { <id/state/arcadia> a t:State }") is True
    assert execute.ask(mini_store, "BASE <id/> ASK { <state/arcadia> a t:State }") is True
    assert execute.ask(mini_store, "BASE <http://e.org/> ASK { <id/state/arcadia> ?p ?o }") is False


@pytest.mark.parametrize("graph", ["urn:x", "file:///etc/passwd", namespaces.graph("no-such")])
def test_a_graph_that_is_not_there_is_refused_by_name(mini_store: ox.Store, graph: str, kgtools: Run) -> None:
    with pytest.raises(UsageError, match=f"there is no graph <{graph}> here"):
        execute.ask(mini_store, f"ASK FROM <{graph}> {{ ?s ?p ?o }}")
    with pytest.raises(UsageError, match=f"there is no graph <{graph}> here"):
        execute.results(mini_store, "ASK { ?s ?p ?o }", dataset=([NOTE], [graph]))
    assert execute.ask(mini_store, f"ASK FROM <{NOTE}> {{ ?s ?p ?o }}") is True


def test_what_is_no_sparql_is_so_before_its_graphs_are_looked_for(mini_store: ox.Store) -> None:
    with pytest.raises(UsageError, match="query:1:"):
        execute.ask(mini_store, "ASK FROM <urn:x> { ?s ?p")


# -- nothing is opened, and nothing breaks the process ----------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="there is no bound of open files")
def test_where_a_query_is_confined_nothing_can_be_opened(trap: tuple[int, list[str]], tmp_path: Path) -> None:
    port, caught = trap
    call = f"ASK {{ SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
    with pytest.raises(UsageError, match="queries may open no file and no connection"), confined.confined():
        ox.Store().query(call)
    with pytest.raises(UsageError, match="may open no file"), confined.confined():
        (tmp_path / "a").open("w")
    assert caught == []
    (tmp_path / "a").write_text("afterwards it can")
    with pytest.raises(OSError, match=r"(?i)http|connection|error"):
        ox.Store().query(call)
    assert caught, "the trap would have caught it"


def test_what_is_asked_of_the_command_line_is_confined(
    built: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch, trap: tuple[int, list[str]]
) -> None:
    monkeypatch.setattr(parsing, "calls_out", lambda sparql: False)  # as if it were taken in
    port, caught = trap
    query = f"SELECT * {{ ?s a t:Visit SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }} }}"
    done = kgtools("query", "-", "--root", built, input=query)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kgtools: queries may open no file and no connection\n"
    assert caught == []


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK " + "{" * 50_000 + "}" * 50_000,
        "ASK { FILTER(" + "!" * 50_000 + "?x) }",
        "ASK { FILTER(" + "?x + " * 50_000 + "?x) }",
    ],
    ids=["braces", "not", "sums"],
)
def test_what_overflows_the_parser_ends_in_one_line(sparql: str, built: Path, kgtools: Run) -> None:
    done = kgtools("query", "-", "--root", built, input=sparql)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kgtools: standard input is nested too deeply to be read\n"


def test_what_lies_in_the_folder_is_not_run(
    built: Path, kgtools: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyoxigraph", "kgtools", "json"):
        (tmp_path / f"{name}.py").write_text("open('run', 'w')")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    query = "ASK {} # " + "long " * confined.LONG
    assert kgtools("query", "-", "--root", built, input=query, cwd=tmp_path).stdout == "yes\n"
    assert not (tmp_path / "run").exists()


def test_a_long_query_that_is_not_deep_is_answered(built: Path, kgtools: Run) -> None:
    query = f"ASK {{ VALUES ?x {{ {' '.join(f'<urn:{number}>' for number in range(2000))} }} }}"
    assert len(query) > confined.LONG
    assert kgtools("query", "-", "--root", built, input=query).stdout == "yes\n"


def test_questions_of_the_library_start_no_process(built: Path, kgtools: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object, **more: object) -> None:
        raise AssertionError

    monkeypatch.setattr(subprocess, "run", never)
    assert kgtools("query", "visits", "--root", built).returncode == 0
    assert (MINI / "queries" / "visits.rq").exists()
