"""Commands that answer others: serve, mcp."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kgtools import files
from kgtools.cli.options import PUBLISH, Articles, Language, Root, command, copies_at, language, notify
from kgtools.errors import UsageError


class Log(StrEnum):
    """How lines of the log are written."""

    LINES = "lines"
    JSON = "json"


_Host = Annotated[
    str, typer.Option("--host", envvar="TANDEM_HOST", help="The address to listen on; by default only this machine.")
]
_Port = Annotated[
    int, typer.Option("--port", min=0, max=65535, envvar="TANDEM_PORT", help="The port; 0 takes a free one.")
]
_BaseUrl = Annotated[
    str, typer.Option("--base-url", envvar="TANDEM_BASE_URL", help="The public address, if a proxy stands before.")
]
_AllowHost = Annotated[
    list[str], typer.Option("--allow-host", envvar="TANDEM_HOSTS", help="Another name to answer to; * for any.")
]
_TrustProxy = Annotated[
    list[str], typer.Option("--trust-proxy", envvar="TANDEM_PROXIES", help="A proxy, or network, that tells who asks.")
]
_Timeout = Annotated[
    float, typer.Option("--timeout", min=0.1, envvar="TANDEM_TIMEOUT", help="Seconds that a query may run.")
]
_Rows = Annotated[int, typer.Option("--rows", min=1, envvar="TANDEM_ROWS", help="Rows that an answer may have.")]
_Memory = Annotated[
    int, typer.Option("--memory", min=64, envvar="TANDEM_MEMORY", help="Megabytes that a query may take.")
]
_Workers = Annotated[
    int,
    typer.Option(
        "--workers", min=0, max=256, envvar="TANDEM_WORKERS",
        help="Queries answered at once; 0 for one a processor, at least two.",
    ),
]  # fmt: skip
_Queue = Annotated[
    int, typer.Option("--queue", min=0, envvar="TANDEM_QUEUE", help="Queries that may wait for a worker.")
]
_Connections = Annotated[
    int, typer.Option("--connections", min=4, envvar="TANDEM_CONNECTIONS", help="Connections open at once.")
]
_Cache = Annotated[
    int, typer.Option("--cache", min=0, envvar="TANDEM_CACHE", help="Megabytes of answers to remember; 0 for none.")
]
_Log = Annotated[Log, typer.Option("--log", envvar="TANDEM_LOG", help="How the log is written.")]


@command(PUBLISH, "kgtools serve", "kgtools serve --port 0 --articles my-articles")
def serve(
    root: Root = None,
    articles: Articles = None,
    host: _Host = "127.0.0.1",
    port: _Port = 8000,
    base_url: _BaseUrl = "",
    allow_host: _AllowHost = [],  # noqa: B006
    trust_proxy: _TrustProxy = [],  # noqa: B006
    timeout: _Timeout = 10.0,
    rows: _Rows = 100_000,
    memory: _Memory = 512,
    workers: _Workers = 0,
    queue: _Queue = 256,
    connections: _Connections = 1024,
    cache: _Cache = 32,
    log: _Log = Log.LINES,
) -> None:
    """Serve the graph: a SPARQL endpoint at /sparql and a page to ask it at /query.

    Every option can be given by the environment instead. docs/deployment.md shows how to serve the world.
    """
    _bounds("serve")
    try:
        from kgtools.server import app
    except ImportError as error:
        raise UsageError(
            f"kgtools serve needs {error.name}, which is not installed: pip install 'tandem-kg[server]'"
        ) from None
    settings = app.Settings(
        host, port, workers or max(2, os.cpu_count() or 2), queue, timeout, rows, memory,
        articles.absolute() if articles else None, connections, base_url, tuple(allow_host), tuple(trust_proxy), cache,
        log.value,
    )  # fmt: skip
    project = files.find_root(root)
    _look_at(project, articles)
    app.serve(project, settings, lambda address: typer.echo(f"Tandem is at {address}"))


def _bounds(name: str) -> None:
    """Raises UsageError where a system cannot bound what a query takes."""
    try:
        import resource  # noqa: F401
    except ImportError:
        raise UsageError(
            f"kgtools {name} runs on Linux and macOS, and on Windows in its Linux (WSL); here nothing could bound what "
            "a query takes"
        ) from None


def _look_at(project: Path, articles: Path | None) -> None:
    """Say what among the copies of articles is none, before workers take them silently."""
    if articles:
        from kgtools.graph.store import open_store

        copies_at(open_store(project), articles)


@command(PUBLISH, "kgtools mcp", "kgtools mcp --articles my-articles --lang ru")
def mcp(
    root: Root = None,
    articles: Articles = None,
    lang: Language = "en",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that a call may take.")] = 10.0,
    rows: Annotated[int, typer.Option("--rows", min=1, help="Rows that a query may bring together.")] = 100_000,
    memory: Annotated[int, typer.Option("--memory", min=64, help="Megabytes that a call may take.")] = 512,
) -> None:
    """Serve the graph to an assistant, by the Model Context Protocol on standard input and output.

    The assistant starts it by itself: enter this command in its settings. Its tools are search, show, ask, why,
    figures, disagreements and sparql; every answer brings its claims and articles. It only reads.
    """
    language(lang)
    _bounds("mcp")
    try:
        from kgtools import assistant
        from kgtools.server import app
    except ImportError as error:
        raise UsageError(
            f"kgtools mcp needs {error.name}, which is not installed: pip install 'tandem-kg[mcp]'"
        ) from None
    project = files.find_root(root)
    _look_at(project, articles)
    copies = articles.absolute() if articles else None
    if sys.stdin.isatty():
        notify("an assistant speaks with this command by itself, once it stands in its settings; Ctrl+C ends it")
    assistant.serve(project, app.Settings("", 0, 2, 16, timeout, rows, memory, copies), lang)
