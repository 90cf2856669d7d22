"""SPARQL engines of others, and bad endpoints, on free ports of this machine, for tests.

    python -m tests.engines

asks the whole library of questions of Oxigraph's own server and, where it is installed, of Virtuoso, and says which are
answered otherwise than stored, and which take long.
"""

from __future__ import annotations

import contextlib
import http.server
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox

from kgtools.graph import build
from kgtools.query import questions
from kgtools.sparql.remote import loaded
from kgtools.sparql.remote.connection import Connection
from kgtools.sparql.remote.credentials import Credentials
from kgtools.sparql.remote.endpoint import Endpoint
from kgtools.sparql.remote.store import RemoteStore, open_endpoint
from tests import accept
from tests.conftest import ROOT

_WAIT = 20  # seconds for an engine to start
# The parts of a configuration that Virtuoso cannot do without; it keeps its files in the folder it is started in.
_VIRTUOSO = """
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
NumberOfBuffers = 4000
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerRoot = .
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 10000
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def oxigraph_command() -> str | None:
    beside = Path(sys.executable).parent / "oxigraph"
    return str(beside) if beside.exists() else shutil.which("oxigraph")


def virtuoso_command() -> str | None:
    return shutil.which("virtuoso-t")


@contextlib.contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """Oxigraph's own server, with an empty store in memory; its address without a path."""
    port = free_port()
    command = [str(oxigraph_command()), "serve", "--bind", f"127.0.0.1:{port}", *options]
    with _running(command, f"http://127.0.0.1:{port}/query") as url:
        yield url.removesuffix("/query")


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Virtuoso, with an empty store in a folder; its address without a path. Who may write is dba, password dba."""
    web = free_port()
    (folder / "v.ini").write_text(_VIRTUOSO.format(web=web, sql=free_port()))
    command = [str(virtuoso_command()), "+configfile", "v.ini", "+foreground"]
    with _running(command, f"http://127.0.0.1:{web}/sparql", folder) as url:
        yield url.removesuffix("/sparql")


@contextlib.contextmanager
def _running(command: list[str], url: str, folder: Path | None = None) -> Iterator[str]:
    """A process, once it answers SPARQL at an address."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _WAIT
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.post(url, data={"query": "ASK {}"}, trust_env=False, verify=False).is_success:
                    break
            assert process.poll() is None, f"{command[0]} ended"
            assert time.monotonic() < until, f"{command[0]} does not answer"
            time.sleep(0.02)
        yield url
    finally:
        process.kill()
        process.wait()


def fill_oxigraph(server: str, quads: Iterable[ox.Quad]) -> None:
    """Put quads into Oxigraph's server, at once, as other tools than ours would."""
    content = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    kind = {"Content-Type": "application/n-quads"}
    httpx.post(
        f"{server}/store", content=content, headers=kind, timeout=60, trust_env=False, verify=False
    ).raise_for_status()


def filled_virtuoso(server: str, quads: Iterable[ox.Quad]) -> RemoteStore:
    """Put the default graph into Virtuoso, at once, under its name; and the store to ask it."""
    triples = [ox.Triple(q.subject, q.predicate, q.object) for q in quads if q.graph_name == ox.DefaultGraph()]
    httpx.post(
        f"{server}/sparql-graph-crud-auth",
        params={"graph-uri": loaded.default_graph().value}, timeout=60, trust_env=False,
        content=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), auth=httpx.DigestAuth("dba", "dba"),
        headers={"Content-Type": "application/n-triples"},
    ).raise_for_status()  # fmt: skip
    return RemoteStore(Endpoint(Connection(Credentials(), 300), f"{server}/sparql", loaded.default_graph()))


def different(store: RemoteStore, paths: Iterable[Path]) -> list[str]:
    """The questions that are answered otherwise than stored."""
    return [path.stem for path in paths if accept.answer(store, path) != path.with_suffix(".csv").read_text("utf-8")]


Answer = tuple[int, dict[str, str], bytes]


class Scripted:
    """An endpoint that answers as a test says; `asked` has the method, path, headers and content of each request."""

    def __init__(self, answer: Callable[[str, dict[str, str]], Answer]) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        scripted = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                content = self.rfile.read(int(headers.get("content-length", 0)))
                scripted.asked.append((self.command, self.path, headers, content))
                status, given, body = answer(self.path, headers)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | given).items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/sparql"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextlib.contextmanager
def scripted(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[Scripted]:
    server = Scripted(answer)
    try:
        yield server
    finally:
        server.close()


def main() -> None:
    quads = build.read(ROOT)[0]
    with oxigraph() as server:
        fill_oxigraph(server, quads)
        _compare("Oxigraph", open_endpoint(f"{server}/query"))
    if virtuoso_command() is None:
        print("no Virtuoso here")
        return
    with tempfile.TemporaryDirectory() as folder, virtuoso(Path(folder)) as server:
        _compare("Virtuoso", filled_virtuoso(server, quads))


def _compare(name: str, store: RemoteStore) -> None:
    paths = questions.questions(ROOT)
    wrong = 0
    for path in paths:
        begun = time.monotonic()
        others = different(store, [path])
        wrong += len(others)
        seconds = time.monotonic() - begun
        if others or seconds > 2:
            print(f"{name}: {path.stem}: {'another answer' if others else 'the stored answer'}, {seconds:.1f} s")
    print(f"{name}: {len(paths)} questions, {wrong} of them with another answer than stored")


if __name__ == "__main__":
    main()
