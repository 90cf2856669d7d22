"""The large interactive pictures at the server: each is drawn once for a state of the graph, by a process of its own.

The workers that answer requests may open no file, and what draws pictures reads some; so a short-lived process draws
one when it is first asked for, one at a time, and the server keeps it. There are as many as the site has, no more. The
scripts of a picture are named in its policy by their hashes, so that no other may run.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import re
import sys
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from kgtools import namespaces, projects
from kgtools.server import conditional, negotiation, protocol
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import plain

_NONE = 3  # how the process ends that finds no picture at an address
_SLOWEST = 120  # seconds that a picture may take
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def _address() -> re.Pattern[str]:
    return re.compile(rf"({'|'.join(namespaces.languages())})/pictures/[a-z-]+\.html|static/bokeh\.js")


class Pictures:
    """The pictures of the graph that a pool of workers serves."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._kept: dict[tuple[str, str], bytes] = {}  # by the state of the graph and the address; compressed
        self._known: tuple[str, frozenset[str]] = "", frozenset()  # a state of the graph, and the addresses of then
        self._one = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """The picture at an address, or the library that pictures take."""
        address = request.url.path.removeprefix("/")
        if not _address().fullmatch(address):
            return protocol.response(plain(404, f"there is no picture {address}"))
        config = self._pool.config
        tag = conditional.entity_tag(config.digest, request)
        headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if status := conditional.outcome(request, tag):
            return Response(status_code=status, headers=headers)
        async with self._one:
            key = config.digest, address
            if key not in self._kept:
                missing = self._known[0] == config.digest and address not in self._known[1]
                drawn = None if missing else await _drawn(config.root, config.folder / "store", address)
                if not isinstance(drawn, bytes):
                    if drawn is not None:
                        self._known = config.digest, drawn
                    return protocol.response(plain(404, f"there is no picture {address}"))
                self._kept = {old: text for old, text in self._kept.items() if old[0] == config.digest}
                self._kept[key] = await asyncio.to_thread(gzip.compress, drawn, 6, mtime=0)
        return _response(self._kept[key], address, headers, negotiation.takes_gzip(request))


async def _drawn(root: Path, store: Path, address: str) -> bytes | frozenset[str] | None:
    """What a process of its own draws; the addresses of all pictures if it is none of them, None if it fails."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(root), str(store), address,
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
    if address.endswith(".js"):
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


def main(root: str, store: str, address: str) -> int:
    """Draw one picture to standard output; where there is none at the address, the addresses of those there are."""
    import pyoxigraph as ox

    from kgtools.plots.network import html
    from kgtools.portal.contents import Contents
    from kgtools.portal.doors import drawn

    projects.use(Path(root))
    if address == drawn.LIBRARY:
        sys.stdout.buffer.write(html.library().encode())
        return 0
    contents = Contents.read(Path(root), ox.Store.read_only(store))
    files = {**drawn.timelines(contents), **drawn.every_network(contents)}
    if address not in files:
        sys.stdout.write(" ".join(files))
        return _NONE
    sys.stdout.buffer.write(files[address]().encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
