"""The graph pushed into an endpoint: only what is missing, resumed where it broke off, nothing of others lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from kgtools import files, namespaces
from kgtools.publish.push import load, writers
from kgtools.publish.push.statements import by_meaning, digest
from kgtools.sparql.remote import loaded
from kgtools.sparql.remote.connection import Connection, EndpointError
from kgtools.sparql.remote.credentials import Credentials
from kgtools.sparql.remote.endpoint import Endpoint
from tests import engines
from tests.conftest import Run

FOREIGN = "<urn:theirs> <urn:theirs> <urn:theirs>"
BACKGROUND = ox.NamedNode(namespaces.graph("background"))


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TANDEM_USER", "TANDEM_PASSWORD", "TANDEM_TOKEN", "TANDEM_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="module")
def one_server() -> Iterator[str]:
    with engines.oxigraph() as server:
        yield server


@pytest.fixture(scope="module")
def union_server() -> Iterator[str]:
    """A server whose default graph is that of all graphs together, as in Virtuoso, GraphDB and Neptune."""
    with engines.oxigraph("--union-default-graph") as server:
        yield server


def update(server: str, sparql: str) -> None:
    kind = {"Content-Type": "application/sparql-update"}
    httpx.post(f"{server}/update", content=sparql, headers=kind, trust_env=False, verify=False).raise_for_status()


@pytest.fixture
def server(one_server: str) -> str:
    """Oxigraph's own server with nothing in it."""
    update(one_server, "CLEAR ALL")
    return one_server


def held(server: str) -> set[ox.Quad]:
    """All that a server holds, but for what is written down of loading it."""
    found = httpx.get(f"{server}/store", headers={"Accept": "application/n-quads"}, trust_env=False, verify=False)
    return {quad for quad in ox.parse(found.content, ox.RdfFormat.N_QUADS) if quad.graph_name != loaded.loaded_graph()}


def pushed(kgtools: Run, project: Path, server: str, *options: str) -> tuple[int, str, str]:
    """The exit code of pushing a project, the last line of its results, and what it says."""
    done = kgtools("push", f"{server}/query", "--root", project, *options)
    return done.returncode, done.stdout, done.stderr.replace(server, "URL")


@pytest.mark.parametrize("way", ["found", "--update", "--graph-store"])
def test_the_graph_is_loaded_once_and_then_stands(
    kgtools: Run, built: Path, mini_store: ox.Store, server: str, way: str
) -> None:
    addresses = {"found": (), "--update": ("--update", f"{server}/update"), "--graph-store": (way, f"{server}/store")}
    number = len(mini_store)
    assert pushed(kgtools, built, server, "--dry-run")[2].startswith(
        f"kgtools: URL/query: {number} statements in 3 graphs; {number} to send, 0 to remove; nothing was written"
    )
    assert held(server) == set()
    code, out, said = pushed(kgtools, built, server, *addresses[way], "--chunk", "100")
    assert code == 0
    assert f"{number} sent, 0 removed, read back and found the same" in said
    assert out.splitlines()[-1].startswith("graph/default: ")
    assert held(server) == set(mini_store)
    code, out, said = pushed(kgtools, built, server, *addresses[way])
    assert (code, out.count("as it is there"), "; nothing to send; " in said) == (0, 3, True)


def test_only_what_has_changed_is_sent(kgtools: Run, mini: Path, server: str) -> None:
    pushed(kgtools, mini, server)
    before = held(server)
    table = files.article_folders(mini)[0] / "facts.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(lines[:-1]), encoding="utf-8")
    code, _, said = pushed(kgtools, mini, server)
    sent, removed = (int(part.split()[0]) for part in said.split("; ")[1].split(", ")[:2])
    assert code == 0
    assert 0 < removed < 40
    assert (sent, removed) == (len(held(server) - before), len(before - held(server)))


@pytest.mark.parametrize(
    ("way", "graph"),
    [
        ("--update", "{ <urn:a> <urn:a> 1 }"),
        ("--graph-store", f"{{ GRAPH {BACKGROUND} {{ <urn:a> <urn:a> 1 }} }}"),
    ],
)
def test_what_was_changed_there_is_set_right(
    kgtools: Run, built: Path, mini_store: ox.Store, server: str, graph: str, way: str
) -> None:
    pushed(kgtools, built, server)
    update(server, f"INSERT DATA {graph}")
    address = f"{server}/{'update' if way == '--update' else 'store'}"
    assert "1 removed" in pushed(kgtools, built, server, way, address)[1]
    assert held(server) == set(mini_store)


def test_the_same_number_of_other_statements_is_seen_by_reading_again(
    kgtools: Run, built: Path, mini_store: ox.Store, server: str
) -> None:
    pushed(kgtools, built, server)
    label = "?s <http://www.w3.org/2000/01/rdf-schema#label>"
    update(server, f"DELETE {{ {label} ?o }} INSERT {{ {label} 1 }} WHERE {{ SELECT * {{ {label} ?o }} LIMIT 1 }}")
    assert "nothing to send" in pushed(kgtools, built, server)[2]
    assert "1 sent, 1 removed" in pushed(kgtools, built, server, "--reread")[1]
    assert held(server) == set(mini_store)


class Breaking(writers.Updates):
    """Writes, until the line breaks."""

    left = 6

    def insert(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> None:
        self.left -= 1
        if not self.left:
            raise EndpointError("the line is broken", 503)
        super().insert(graph, lines)


def test_what_broke_off_says_what_stands_and_is_gone_on_with(mini_store: ox.Store, server: str) -> None:
    with Connection(Credentials()) as line:
        endpoint, wanted = Endpoint(line, f"{server}/query"), load.graphs(mini_store)
        with pytest.raises(EndpointError) as error:
            load.Push(endpoint, Breaking(line, [f"{server}/update"]), chunk=40).run(wanted)
        stands = held(server)
        assert 0 < len(stands) < len(mini_store)
        whole = len(wanted[BACKGROUND])
        assert "the line is broken; loaded whole: " in str(error.value)
        assert f"{BACKGROUND.value} ({whole})" in str(error.value)
        assert str(error.value).endswith("; run the same command again to go on")
        told: list[int] = []
        changes = load.Push(
            endpoint, writers.Updates(line, [f"{server}/update"]), chunk=40, tell=lambda _, done, all: told.append(done)
        ).run(wanted)
    assert sum(change.sent for change in changes) == len(mini_store) - len(stands)
    assert told
    assert held(server) == set(mini_store)


def test_statements_of_others_are_not_lost(kgtools: Run, built: Path, mini_store: ox.Store, server: str) -> None:
    update(server, f"INSERT DATA {{ {FOREIGN} GRAPH <urn:theirs> {{ {FOREIGN} }} }}")
    theirs = held(server)
    code, out, said = pushed(kgtools, built, server)
    assert (code, out) == (2, "")
    assert "holds 1 statements that are not from here, such as <urn:theirs>" in said
    assert held(server) == theirs
    assert pushed(kgtools, built, server, "--named")[0] == 0
    default = ox.DefaultGraph()
    moved = {
        ox.Quad(q.subject, q.predicate, q.object, loaded.default_graph() if q.graph_name == default else q.graph_name)
        for q in mini_store
    }
    assert held(server) == theirs | moved
    shown = kgtools("show", "state/kazakhstan", "--root", built, "--endpoint", f"{server}/query")
    assert shown.stdout == kgtools("show", "state/kazakhstan", "--root", built).stdout


def test_where_the_default_graph_is_that_of_all_graphs_ours_gets_a_name(
    kgtools: Run, built: Path, union_server: str, tmp_path: Path
) -> None:
    update(union_server, f"INSERT DATA {{ GRAPH <urn:theirs> {{ {FOREIGN} }} }}")
    assert pushed(kgtools, built, union_server)[0] == 0
    assert "nothing to send" in pushed(kgtools, built, union_server)[2]
    files = [tmp_path / "here.nq", tmp_path / "there.nq"]
    kgtools("export", "nquads", "-o", files[0], "--root", built)
    kgtools("export", "nquads", "-o", files[1], "--root", built, "--endpoint", f"{union_server}/query")
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_size > 10_000


def test_a_graph_that_is_no_more_is_taken_away(mini_store: ox.Store, server: str) -> None:
    wanted = load.graphs(mini_store)
    with Connection(Credentials()) as line:
        endpoint = Endpoint(line, f"{server}/query")
        for graphs in (wanted, {graph: kept for graph, kept in wanted.items() if graph != BACKGROUND}):
            load.Push(endpoint, writers.Updates(line, writers.update_addresses(endpoint.url))).run(graphs)
    assert held(server) == {quad for quad in mini_store if quad.graph_name != BACKGROUND}


class Forgetful(writers.Updates):
    """Writes as an engine that loses the last statement of each portion."""

    def insert(self, graph: ox.NamedNode | None, lines: Sequence[str]) -> None:
        super().insert(graph, lines if graph == loaded.loaded_graph() else lines[:-1])


def test_an_engine_that_does_not_keep_what_it_was_sent_is_found_out(mini_store: ox.Store, server: str) -> None:
    with Connection(Credentials()) as line:
        push = load.Push(Endpoint(line, f"{server}/query"), Forgetful(line, [f"{server}/update"]))
        with pytest.raises(EndpointError) as error:
            push.run(load.graphs(mini_store))
    assert "gives it back otherwise: 1 statements are missing, 0 were never sent; sent <" in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("http://127.0.0.1:1/",), "cannot be reached"),
        (("ftp://example.org/",), "URL ftp://example.org/: expected an address that begins with"),
        (("http://a:geheim@example.org/",), "URL holds a name or password"),
        (("SERVER/query", "--update", "SERVER/nothing"), "/nothing refuses this (404"),
        (
            ("SERVER/query", "--update", "SERVER/a", "--graph-store", "SERVER/b"),
            "take either --update or --graph-store",
        ),
        (("SERVER/store",), "SERVER/store"),
    ],
)
def test_what_cannot_be_pushed(kgtools: Run, built: Path, server: str, arguments: tuple[str, ...], said: str) -> None:
    done = kgtools("push", *(each.replace("SERVER", server) for each in arguments), "--root", built)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.replace(server, "SERVER")
    assert done.stderr.count("\n") == 1
    assert "geheim" not in done.stderr


def test_no_address_that_takes_updates_is_found(kgtools: Run, built: Path) -> None:
    def reads_only(path: str, headers: dict[str, str]) -> engines.Answer:
        nothing = b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head><results></results></sparql>'
        xml = {"Content-Type": "application/sparql-results+xml"}
        update = headers["content-type"] == "application/sparql-update"
        return (405, {}, b"") if update else (200, xml, nothing)

    with engines.scripted(reads_only) as server:
        done = kgtools("push", server.url, "--named", "--root", built)
        tried = [path for _, path, headers, _ in server.asked if "update" in headers["content-type"]]
    assert "no address for updates is found: tried http" in done.stderr
    assert tried == ["/update", "/sparql-auth", "/sparql"]


def test_numbers_and_truth_values_are_compared_by_value() -> None:
    node = ox.NamedNode("urn:a")

    def alike(one: str, other: str, datatype: str) -> bool:
        literals = (ox.Literal(text, datatype=ox.NamedNode(namespaces.XSD + datatype)) for text in (one, other))
        return len({digest(by_meaning([(node, node, literal)])) for literal in literals}) == 1

    assert alike("true", "1", "boolean")
    assert alike("4.90", "4.9", "decimal")
    assert alike("100", "0100", "integer")
    assert not alike("true", "0", "boolean")
    assert not alike("4.9", "4.91", "decimal")
    assert not alike("4.90", "4.9", "string")
