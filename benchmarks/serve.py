"""What serving costs, beside Oxigraph's own server, and what a polite client notices while others abuse the server.

Prints, as ratios within one run, for one machine's seconds say little on another:
- requests a second of both servers, asked in turn by 1 and 16 clients: a query that is new each time (so that it cannot
  be remembered) and one that is always the same; and of a bare one, which does nothing in Python but ask pyoxigraph and
  bounds nothing,
- `/thing` and the service description, requests a second,
- the median and 99th percentile of a polite client that asks one new simple query after the other, without and with
  each abuse, and the most memory that the server itself took.

Run it with: python benchmarks/serve.py [--seconds 3] [--only abuses|speed]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import quote, unquote

import httptools
import pyoxigraph as ox

from kgtools import namespaces, projects
from kgtools.graph import store
from kgtools.query import questions

ROOT = Path(__file__).parent.parent
PREFIXES = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX t: <https://w3id.org/tandem-kg/ontology#> "
RUNAWAY = "SELECT (COUNT(*) AS ?n%d) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = PREFIXES + "SELECT * { ?s ?p ?o } LIMIT %d"
POLITE = "127.0.0.1"


def label_of(thing: str, number: int) -> str:
    return f"{PREFIXES}SELECT ?label {{ <{thing}> rdfs:label ?label }} # {number}"


def queries(graph: ox.Store) -> dict[str, Callable[[int], str]]:
    """Typical queries; each gives a new text for each number."""
    things = sorted(
        str(row[0].value) for row in graph.query("SELECT DISTINCT ?s { ?s a ?c . FILTER(CONTAINS(STR(?s), '/id/')) }")
    )  # type: ignore[union-attr,index]
    question = questions.read_question(ROOT / "queries" / "documents-signed.rq").sparql
    declared = "".join(f"PREFIX {name}: <{iri}> " for name, iri in namespaces.prefixes().items())
    return {
        "label of a thing": lambda number: label_of(things[number % len(things)], number),
        "all about a thing": lambda number: f"SELECT * {{ <{things[number % len(things)]}> ?p ?o }} # {number}",
        "label in a language": lambda number: (
            f"{PREFIXES}SELECT ?l {{ <{things[number % len(things)]}> rdfs:label ?l . "
            f'FILTER(LANG(?l) = "en") }} # {number}'
        ),
        "class and labels": lambda number: (
            f"{PREFIXES}SELECT * {{ <{things[number % len(things)]}> a ?class ; rdfs:label ?label }} # {number}"
        ),
        "things of a class": lambda number: f"{PREFIXES}SELECT ?x ?l {{ ?x a t:Person ; rdfs:label ?l }} # {number}",
        "a question": lambda number: f"{declared}{question}\n# {number}",
        "a count": lambda number: f"SELECT ?c (COUNT(?s) AS ?n) {{ ?s a ?c }} GROUP BY ?c # {number}",
        "5,000 rows": lambda number: f"SELECT * {{ ?s ?p ?o }} OFFSET {number % 50} LIMIT 5000 # {number}",
    }


def get(path: str, query: str = "") -> bytes:
    target = f"{path}?query={quote(query)}" if query else path
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n\r\n".encode()


# -- clients ----------------------------------------------------------------------------------------


def whole(answer: bytes | bytearray) -> bool:
    """Whether an answer has arrived to its end."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    if b"transfer-encoding: chunked" in head:
        return answer.endswith(b"0\r\n\r\n")
    return len(answer) - end - 4 >= int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)


def ask(connection: socket.socket, request: bytes) -> bytes:
    """The first line of the answer to a request."""
    connection.sendall(request)
    answer = b""
    while not whole(answer):
        part = connection.recv(2**18)
        if not part:
            raise ConnectionError("closed before the end of the answer")
        answer += part
    return answer.partition(b"\r\n")[0]


def load(port: int, requests: list[bytes], clients: int, seconds: float, again: bool = False) -> float:
    """The answers a second that so many clients get who ask one request after the other.

    It ends earlier when no request is left, unless they are asked `again`: a server that remembers answers would be
    measured by what it remembers.
    """
    selector = selectors.DefaultSelector()
    turn = itertools.cycle(requests) if again else iter(requests)
    for _ in range(clients):
        each = socket.create_connection(("127.0.0.1", port))
        each.sendall(next(turn))
        selector.register(each, selectors.EVENT_READ, bytearray())
    answered, began, left = 0, time.perf_counter(), True
    while (left and time.perf_counter() < began + seconds) or not answered:
        for key, _ in selector.select(1):
            connection, taken = key.fileobj, key.data
            assert isinstance(connection, socket.socket)
            taken += connection.recv(2**18)
            if whole(taken):
                if b" 200 " not in taken[:20]:
                    raise RuntimeError(bytes(taken[:200]))
                taken.clear()
                answered += 1
                if request := next(turn, b""):
                    connection.sendall(request)
                else:
                    left = False
    passed = time.perf_counter() - began
    for key in list(selector.get_map().values()):
        key.fileobj.close()  # type: ignore[union-attr]
    return answered / passed


def polite(port: int, requests: list[bytes], seconds: float) -> tuple[list[float], Counter[str]]:
    """The seconds that each answer took, and how many came with which status."""
    taken, statuses, until = [], Counter[str](), time.perf_counter() + seconds
    connection = None
    for request in itertools.cycle(requests):
        began = time.perf_counter()
        if began > until:
            return taken, statuses
        try:
            connection = connection or socket.create_connection(("127.0.0.1", port), 20, (POLITE, 0))
            statuses[ask(connection, request).split()[1].decode()] += 1
        except OSError as error:
            statuses[type(error).__name__] += 1
            connection = None
        taken.append(time.perf_counter() - began)
        time.sleep(0.005)
    raise AssertionError


# -- abuses -----------------------------------------------------------------------------------------


def in_a_loop(port: int, number: int, stop: threading.Event, texts: Iterator[str], address: str) -> None:
    while not stop.is_set():
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 60, (address, 0)) as one:
            ask(one, get("/sparql", next(texts)))


def runaways(port: int, stop: threading.Event, varied: bool, many: bool) -> list[threading.Thread]:
    """Twenty clients who ask what never ends: the same or always another, from one address or from twenty."""
    return [
        threading.Thread(target=in_a_loop, daemon=True, args=(
            port, number, stop, (RUNAWAY % (n * varied) + "#" * (n % 97 * varied) for n in itertools.count(number)),
            f"127.0.1.{number + 1}" if many else "127.0.1.1",
        ))
        for number in range(20)
    ]  # fmt: skip


def connections(port: int, stop: threading.Event, said: Callable[[int], bytes], address: str) -> list[threading.Thread]:
    """A thousand connections on which something is said and nothing read, opened again when they are closed."""

    def hold() -> None:
        held: dict[int, socket.socket] = {}
        while not stop.is_set():
            for number in range(1000):
                if stop.is_set():
                    break
                if number not in held:
                    with contextlib.suppress(OSError):
                        held[number] = socket.create_connection(("127.0.0.1", port), 5, (address, 0))
                        held[number].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                        held[number].sendall(said(number))
                elif _ended(held[number]):
                    held.pop(number).close()
            stop.wait(1)
        for each in held.values():
            each.close()

    return [threading.Thread(target=hold, daemon=True)]


def _ended(connection: socket.socket) -> bool:
    try:
        connection.setblocking(False)
        return connection.recv(1, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


ABUSES: dict[str, Callable[[int, threading.Event], list[threading.Thread]]] = {
    "20 runaways, one address": lambda port, stop: runaways(port, stop, False, False),
    "20 runaways, 20 addresses": lambda port, stop: runaways(port, stop, False, True),
    "20 varied runaways, 20 addresses": lambda port, stop: runaways(port, stop, True, True),
    "20 varied runaways, one address": lambda port, stop: runaways(port, stop, True, False),
    "1000 silent": lambda port, stop: connections(port, stop, lambda number: b"", "127.0.2.1"),
    "1000 silent, our address": lambda port, stop: connections(port, stop, lambda number: b"GET /sp", POLITE),
    "1000 that never read": lambda port, stop: connections(
        port, stop, lambda number: get("/sparql", LARGE % (50_000 + number)), "127.0.2.2"
    ),
    "1000 that never read what is remembered": lambda port, stop: connections(
        port, stop, lambda number: get("/sparql", LARGE % 1000) * 16, "127.0.2.3"
    ),
}


# -- both servers -----------------------------------------------------------------------------------


@contextlib.contextmanager
def ours() -> Iterator[tuple[int, int]]:
    """Our server: its port and its process."""
    command = [sys.executable, "-m", "kgtools", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline().rstrip("/\n").rsplit(":", 1)[1])
        time.sleep(8)  # it reads in idle moments what it will need
        try:
            yield port, server.pid
        finally:
            server.terminate()


@contextlib.contextmanager
def theirs(graph: ox.Store) -> Iterator[int]:
    """Oxigraph's own server over the same graph: its port."""
    oxigraph = str(Path(sys.executable).parent / "oxigraph")
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        data = Path(folder) / "all.nq"
        graph.dump(str(data), format=ox.RdfFormat.N_QUADS)
        place = ["-l", str(Path(folder) / "store")]
        subprocess.run([oxigraph, "load", *place, "-f", str(data)], check=True, stderr=subprocess.DEVNULL)
        free.close()
        command = [oxigraph, "serve-read-only", *place, "-b", f"127.0.0.1:{port}"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            time.sleep(2)
            try:
                yield port
            finally:
                server.terminate()


def answer_barely(root: Path, told: Connection) -> None:
    """Answer GET with what pyoxigraph gives, and tell the port."""
    projects.use(ROOT)  # in a process of its own

    class Barely(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.parser = transport, httptools.HttpRequestParser(self)

        def data_received(self, data: bytes) -> None:
            self.parser.feed_data(data)

        def on_url(self, url: bytes) -> None:
            self.query = unquote(url.partition(b"query=")[2].decode())

        def on_message_complete(self) -> None:
            found = graph.query(self.query, prefixes=namespaces.prefixes())
            body = found.serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/sparql-results+json\r\ncontent-length: %d\r\n\r\n"
            self.transport.write(head % len(body) + body)  # type: ignore[attr-defined]

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Barely, "127.0.0.1", 0)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    graph = store.open_store(root)
    asyncio.run(serve())


@contextlib.contextmanager
def barely() -> Iterator[int]:
    """The bare server: its port."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=answer_barely, args=(ROOT, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()


def speed(graph: ox.Store, port: int, seconds: float, apart: ProcessPoolExecutor) -> None:
    """All servers in turn, five times each; the medians of the numbers and of the ratios."""
    with theirs(graph) as other, barely() as bare:
        print(
            f"{'requests a second':28} {'clients':>7} {'Oxigraph':>9} {'new':>7} {'ratio':>6} {'same':>7} {'ratio':>6} "
            f"{'bare':>7} {'ratio':>6}"
        )
        for name, text in queries(graph).items():
            fresh = itertools.count()  # of both, for the server remembers what one client asked
            for clients in (1, 16):
                counted = []
                for _ in range(5):
                    numbers = list(itertools.islice(fresh, int(5000 * seconds)))
                    new = [get("/sparql", text(number)) for number in numbers]
                    their = apart.submit(
                        load, other, [get("/query", text(n)) for n in numbers], clients, seconds
                    ).result()
                    first = apart.submit(load, port, new, clients, seconds).result()
                    again = apart.submit(load, port, [get("/sparql", text(0))], clients, seconds, True).result()
                    least = apart.submit(load, bare, new, clients, seconds).result()
                    counted.append((their, first, first / their, again, again / their, least, least / their))
                their, *pairs = map(statistics.median, zip(*counted, strict=True))
                told = " ".join(
                    f"{number:7.0f} {ratio:6.2f}" for number, ratio in zip(pairs[::2], pairs[1::2], strict=True)
                )
                print(f"{name:28} {clients:7} {their:9.0f} {told}", flush=True)
    things = [get(f"/en/id/{path}.html") for path in _paths(graph)]
    description = [b"GET /.well-known/void HTTP/1.1\r\nHost: localhost\r\n\r\n"]
    print(f"pages of things, each another {apart.submit(load, port, things, 1, seconds).result():7.0f} a second")
    for what, asked in (("pages of things, again", things[:20]), ("the description", description)):
        print(f"{what:29} {apart.submit(load, port, asked, 1, seconds, True).result():7.0f} a second")
    print()


def _paths(graph: ox.Store) -> list[str]:
    found = graph.query("SELECT DISTINCT ?s { ?s a ?c . FILTER(CONTAINS(STR(?s), '/id/')) }")
    return sorted(row[0].value.partition("/id/")[2] for row in found)  # type: ignore[union-attr,index]


def abuses(graph: ox.Store, port: int, process: int, seconds: float, apart: ProcessPoolExecutor) -> None:
    """A polite client without and with each abuse."""
    label = queries(graph)["label of a thing"]
    fresh = itertools.count(10**6)

    def measured() -> tuple[float, float, str]:
        requests = [get("/sparql", label(number)) for number in itertools.islice(fresh, int(1000 * seconds))]
        taken, statuses = apart.submit(polite, port, requests, seconds).result()
        p99 = statistics.quantiles(taken, n=100)[98] if len(taken) > 1 else max(taken)
        return statistics.median(taken), p99, " ".join(f"{status}: {n}" for status, n in statuses.items())

    print(
        f"{'the polite client (ms)':42} {'median':>7} {'p99':>7} {'with: ':>7} {'p99':>7} {'times':>6}  answers; memory"
    )
    for name, abuse in ABUSES.items():
        median, p99, _ = measured()
        stop = threading.Event()
        threads = abuse(port, stop)
        for each in threads:
            each.start()
        time.sleep(5)
        with_median, with_p99, statuses = measured()
        stop.set()
        memory = Path(f"/proc/{process}/status").read_text().partition("VmHWM:")[2].split()[0]
        for each in threads:
            each.join(15)
        print(
            f"{name:42} {median * 1e3:7.1f} {p99 * 1e3:7.1f} {with_median * 1e3:7.1f} {with_p99 * 1e3:7.1f} "
            f"{with_p99 / p99:6.1f}  {statuses}; {int(memory) >> 10} MB"
        )


def main() -> None:
    projects.use(ROOT)
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=3.0, help="how long each is measured")
    options.add_argument("--only", choices=["speed", "abuses"], help="one part alone")
    given = options.parse_args()
    graph = store.open_store(ROOT)
    with ours() as (port, process), ProcessPoolExecutor(1, get_context("spawn")) as apart:
        if given.only != "abuses":
            speed(graph, port, given.seconds, apart)
        if given.only != "speed":
            abuses(graph, port, process, given.seconds, apart)


if __name__ == "__main__":
    main()
