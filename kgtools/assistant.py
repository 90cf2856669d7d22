"""A server of the Model Context Protocol: the graph as tools of a reader's assistant, over standard input and output.

Every call is answered by a worker process of the server's pool, within the same bounds as a query of the endpoint.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from kgtools import __version__, namespaces, projects
from kgtools.publish.services.assistants.tools import OUTPUT, TOOLS, instructions
from kgtools.server import app
from kgtools.server.workers.pool import Pool
from kgtools.server.workers.tasks import Reply
from kgtools.server.workers.turns import Busy

MAX_ANSWER_BYTES = 2**20  # more than any assistant can take in


def _things() -> str:
    return f"{namespaces.things()}{{kind}}/{{name}}"


def serve(root: Path, settings: app.Settings, language: str) -> None:
    """Answer an assistant until it closes the connection. Raises UsageError if the store cannot be opened."""
    asyncio.run(_serve(root, settings, language))


async def _serve(root: Path, settings: app.Settings, language: str) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    async with app.opened(root, settings, partial(print, file=sys.stderr, flush=True)) as pool:
        for stop in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(stop, stopped.set)
        talk = asyncio.create_task(_talk(pool, settings.seconds, language))
        stop_asked = asyncio.create_task(stopped.wait())
        await asyncio.wait({talk, stop_asked}, return_when=asyncio.FIRST_COMPLETED)
        if talk.done():
            stop_asked.cancel()
            talk.result()
    if stopped.is_set():
        os._exit(0)  # the library waits for standard input in a thread that nothing else can end


async def _talk(pool: Pool, seconds: float, language: str) -> None:
    async with stdio_server() as (read, write):
        server = _Assistant(pool, seconds, language).server()
        await server.run(read, write, server.create_initialization_options())


class _Assistant:
    """The tools and resources over one pool of workers; answers are in a language unless another is asked for."""

    def __init__(self, pool: Pool, seconds: float, language: str) -> None:
        self._pool, self._seconds, self._language = pool, seconds, language

    def server(self) -> Server[Any]:
        """The server as the library has it."""
        known = projects.in_use()
        return Server(
            known.stem,
            version=__version__,
            title=known.told(known.title, known.first),
            instructions=instructions(),
            on_list_tools=self._list_tools,
            on_call_tool=self._call,
            on_list_resource_templates=self._list_resources,
            on_read_resource=self._read,
        )

    async def _list_tools(self, context: Any, params: Any) -> types.ListToolsResult:
        hints = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
        listed = [
            types.Tool(
                name=tool.name, title=tool.title, description=tool.purpose, input_schema=tool.schema(),
                output_schema=OUTPUT, annotations=hints,
            )
            for tool in TOOLS.values()
        ]  # fmt: skip
        return types.ListToolsResult(tools=listed)

    async def _call(self, context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        reply = await self._asked(params.name, params.arguments or {})
        if reply.status != 200:
            said = reply.body.decode().strip()
            return types.CallToolResult(content=[types.TextContent(text=said)], is_error=True)
        answer = json.loads(reply.body)
        return types.CallToolResult(content=[types.TextContent(text=answer["text"])], structured_content=answer["data"])

    async def _list_resources(self, context: Any, params: Any) -> types.ListResourceTemplatesResult:
        told = "All that the articles say of a thing, with claims, by its IRI; kinds and names are those of ids."
        template = types.ResourceTemplate(
            name="thing", uri_template=_things(), description=told, mime_type="text/plain"
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def _read(self, context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        reply = await self._asked("show", {"thing": unquote(str(params.uri))})
        if reply.status != 200:
            raise MCPError(types.INVALID_PARAMS, reply.body.decode().strip())
        text = json.loads(reply.body)["text"]
        content = types.TextResourceContents(uri=params.uri, mime_type="text/plain", text=text)
        return types.ReadResourceResult(contents=[content])

    async def _asked(self, tool: str, arguments: dict[str, Any]) -> Reply:
        """The reply of a worker, of which one line tells what is wrong if its status is not 200."""
        task = {"kind": "tool", "tool": tool, "arguments": arguments, "language": self._language, "gzip": False}
        try:
            reply = await self._pool.ask(task, self._seconds)
        except Busy:
            return Reply(503, "text/plain", b"too many calls at once; try again soon")
        if len(reply.body) > MAX_ANSWER_BYTES:
            return Reply(413, "text/plain", b"the answer has more than 1 MB; ask for less, or with a lower limit")
        return reply
