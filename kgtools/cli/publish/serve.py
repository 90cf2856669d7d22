"""Commands that answer others: serve, mcp."""

from __future__ import annotations

import math
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from kgtools import projects
from kgtools.cli.options import PUBLISH, Articles, Language, Root, command, copies_at, language, notify
from kgtools.errors import UsageError

# More than any machine has or anybody wants: beyond it numbers are slips of the keyboard.
_DAY, _ROWS, _MEGABYTES, _WAITING = 86_400, 10**9, 2**22, 10**5


class Log(StrEnum):
    """How lines of the log are written."""

    LINES = "lines"
    JSON = "json"


def _seconds(given: float) -> float:
    """A number of seconds; what is no number lies in no range, nor outside it."""
    if math.isnan(given):
        raise typer.BadParameter(f"'nan' is not a number of seconds from 0.1 to {_DAY}")
    return given


def _from(variable: str, name: str, told: str, least: int | None = None, most: int | None = None) -> Any:
    """An option that the environment may give instead."""
    return typer.Option(name, envvar=variable, help=told, min=least, max=most)


_HOST = _from("TANDEM_HOST", "--host", "The address to listen on; by default only this machine.")
_PORT = _from("TANDEM_PORT", "--port", "The port; 0 takes a free one.", least=0, most=65535)
_BASE = _from("TANDEM_BASE_URL", "--base-url", "The public address, if a proxy stands before.")
_HOSTS = _from("TANDEM_HOSTS", "--allow-host", "Another name to answer to; * for any.")
_PROXIES = _from("TANDEM_PROXIES", "--trust-proxy", "A proxy, or network, that tells who asks.")
_TIMEOUT = typer.Option(
    "--timeout", min=0.1, max=_DAY, callback=_seconds, envvar="TANDEM_TIMEOUT", help="Seconds that a query may run."
)
_LONGEST = _from("TANDEM_ROWS", "--rows", "Rows that an answer may have.", least=1, most=_ROWS)
_MEMORY = _from("TANDEM_MEMORY", "--memory", "Megabytes that a query may take.", least=64, most=_MEGABYTES)
_WORKERS = _from(
    "TANDEM_WORKERS", "--workers", "Queries answered at once; 0 for one a processor, at least two.", least=0, most=256
)
_QUEUE = _from("TANDEM_QUEUE", "--queue", "Queries that may wait for a worker.", least=0, most=_WAITING)
_CONNECTIONS = _from("TANDEM_CONNECTIONS", "--connections", "Connections open at once.", least=4, most=_WAITING)
_CACHE = _from("TANDEM_CACHE", "--cache", "Megabytes of answers to remember; 0 for none.", least=0, most=_MEGABYTES)

_COMPANION = _from(
    "TANDEM_COMPANION", "--companion", "Small answers a second from which on a second process helps; 0 for never.",
    least=0, most=_ROWS,
)  # fmt: skip


@command(PUBLISH, "kgtools serve", "kgtools serve --port 0 --articles my-articles")
def serve(
    root: Root = None,
    articles: Articles = None,
    host: Annotated[str, _HOST] = "127.0.0.1",
    port: Annotated[int, _PORT] = 8000,
    base_url: Annotated[str, _BASE] = "",
    allow_host: Annotated[list[str], _HOSTS] = [],  # noqa: B006
    trust_proxy: Annotated[list[str], _PROXIES] = [],  # noqa: B006
    timeout: Annotated[float, _TIMEOUT] = 10.0,
    rows: Annotated[int, _LONGEST] = 100_000,
    memory: Annotated[int, _MEMORY] = 512,
    workers: Annotated[int, _WORKERS] = 0,
    queue: Annotated[int, _QUEUE] = 256,
    connections: Annotated[int, _CONNECTIONS] = 1024,
    cache: Annotated[int, _CACHE] = 32,
    companion: Annotated[int, _COMPANION] = 1000,
    log: Annotated[Log, typer.Option("--log", envvar="TANDEM_LOG", help="How the log is written.")] = Log.LINES,
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
        log.value, companion,
    )  # fmt: skip
    project = projects.find_root(root)
    _look_at(project, articles)
    app.serve(project, settings, lambda address: typer.echo(f"{projects.in_use().name} is at {address}"))


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
    lang: Language = "",
    timeout: Annotated[
        float, typer.Option("--timeout", min=0.1, max=_DAY, callback=_seconds, help="Seconds that a call may take.")
    ] = 10.0,
    rows: Annotated[
        int, typer.Option("--rows", min=1, max=_ROWS, help="Rows that a query may bring together.")
    ] = 100_000,
    memory: Annotated[
        int, typer.Option("--memory", min=64, max=_MEGABYTES, help="Megabytes that a call may take.")
    ] = 512,
) -> None:
    """Serve the graph to an assistant, by the Model Context Protocol on standard input and output.

    The assistant starts it by itself: enter this command in its settings. Its tools are search, show, ask, why,
    figures, disagreements and sparql; every answer brings its claims and articles. It only reads.
    """
    project = projects.find_root(root)
    lang = language(lang)
    _bounds("mcp")
    try:
        from kgtools import assistant
        from kgtools.server import app
    except ImportError as error:
        raise UsageError(
            f"kgtools mcp needs {error.name}, which is not installed: pip install 'tandem-kg[mcp]'"
        ) from None
    _look_at(project, articles)
    copies = articles.absolute() if articles else None
    if sys.stdin.isatty():
        notify("an assistant speaks with this command by itself, once it stands in its settings; Ctrl+C ends it")
    assistant.serve(project, app.Settings("", 0, 2, 16, timeout, rows, memory, copies), lang)
