"""The large interactive pictures at the server: each is drawn once for a state of the graph, by a process of its own.

The workers that answer requests may open no file, and what draws pictures reads some; so a short-lived process draws
one when it is first asked for, one at a time, and the server keeps it. There are as many as the site has, no more. Who
would wait long for one gets a page that says so, and asks again by itself. The scripts of a picture are named in its
policy by their hashes, so that no other may run.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import hashlib
import re
import sys
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from kgtools import namespaces, projects
from kgtools.server import conditional, negotiation, protocol, refusals
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import WorkerConfig, plain

_NONE = 3  # how the process ends that finds no picture at an address
_SLOWEST = 600  # seconds that a picture may take
PATIENCE = 5.0  # seconds after which who waits for one is told so
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _address() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(namespaces.languages())})/pictures/[a-z-]+\.html|static/bokeh\.js")


class Pictures:
    """The pictures of the graph that a pool of workers serves."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept: dict[tuple[str, str], bytes] = {}  # by the state of the graph and the address; compressed
        self._known: tuple[str, frozenset[str]] = "", frozenset()  # a state of the graph, and what there may be of it
        self._drawing: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._one = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """The picture at an address, or the library that pictures take; a page that waits if it takes long to draw."""
        address = request.url.path.removeprefix("/")
        config = self._pool.config
        key = config.digest, address
        if not _address().fullmatch(address) or self._is_missing(key):
            return _missing(address)
        tag = conditional.entity_tag(config.digest, request)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if status := conditional.outcome(request, tag):
            return Response(status_code=status, headers=headers)
        if key not in self._kept:
            if key not in self._drawing:
                self._drawing[key] = asyncio.create_task(self._draw(config, address))
            # Whoever loads a script can be told nothing.
            done, _ = await asyncio.wait({self._drawing[key]}, timeout=None if _is_script(address) else PATIENCE)
            if not done:
                request.state.outcome = "waits"
                told = refusals.drawing(address.partition("/")[0])
                return protocol.response(told, {"Content-Security-Policy": policy(told.body.decode())})
        if key not in self._kept:
            return _missing(address)
        return _response(self._kept[key], address, headers, negotiation.takes_gzip(request))

    def _is_missing(self, key: tuple[str, str]) -> bool:
        """Whether it is known that there is no picture."""
        state, known = self._known
        return state == key[0] and key[1] not in known

    async def _draw(self, config: WorkerConfig, address: str) -> None:
        """Have a picture drawn and keep it, or which there may be if it is none of them."""
        key = config.digest, address
        try:
            async with contextlib.nullcontext() if _is_script(address) else self._one:
                if self._is_missing(key):
                    return
                drawn = await _drawn(config, address)
            if isinstance(drawn, bytes):
                packed = await asyncio.to_thread(gzip.compress, drawn, 6, mtime=0)
                self._kept = {old: text for old, text in self._kept.items() if old[0] == config.digest} | {key: packed}
            elif drawn is not None:
                state, known = self._known
                self._known = config.digest, drawn & known if state == config.digest else drawn
        finally:
            del self._drawing[key]


def _is_script(address: str) -> bool:
    """Whether an address is that of the library, which is at hand at once."""
    return address.endswith(".js")


def _missing(address: str) -> Response:
    return protocol.response(plain(404, f"there is no picture {address}"))


async def _drawn(config: WorkerConfig, address: str) -> bytes | frozenset[str] | None:
    """What a process of its own draws; the addresses of all pictures if it is none of them, None if it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(config.root), str(config.folder), config.digest, address,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_SLOWEST):
            text, _ = await process.communicate()
    except TimeoutError:
        return None
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode == _NONE:
        return frozenset(text.decode().split())
    return text if process.returncode == 0 and text else None


def _response(packed: bytes, address: str, headers: dict[str, str], takes_gzip: bool) -> Response:
    text = gzip.decompress(packed)
    if takes_gzip:
        headers |= {"Content-Encoding": "gzip"}
    if _is_script(address):
        return Response(packed if takes_gzip else text, 200, headers, "text/javascript")
    headers |= {"Content-Security-Policy": policy(text.decode())}
    return Response(packed if takes_gzip else text, 200, headers, "text/html")


def policy(page: str) -> str:
    """What a picture may do: run the scripts that stand in it and those of the server, and load nothing else.

    >>> policy("<script>f()</script>").split("; ")[1]
    "script-src 'self' 'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo='"
    """
    hashes = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(page))
    scripts = " ".join(("'self'", *(f"'sha256-{base64.b64encode(found).decode()}'" for found in hashes)))
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
    )


def main(root: str, folder: str, digest: str, address: str) -> int:
    """Draw one picture to standard output; where there is none at the address, the addresses of those there may be."""
    from kgtools.graph.store import BuiltStore
    from kgtools.network.networks import EmptyNetwork
    from kgtools.plots.network import html
    from kgtools.portal.contents import Contents
    from kgtools.portal.doors import drawn

    projects.use(Path(root))
    if address == drawn.LIBRARY:
        sys.stdout.buffer.write(html.library().encode())
        return 0
    files = dict(drawn.possible(Contents.read(Path(root), BuiltStore(Path(folder), digest))))
    draw = files.pop(address, None)
    try:
        text = draw() if draw else ""
    except EmptyNetwork:
        text = ""
    sys.stdout.buffer.write((text or " ".join(files)).encode())
    return 0 if text else _NONE


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
