"""Listening, and serving until the process is asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Coroutine
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from kgtools.errors import UsageError
from kgtools.server.edge.connections import Connection, Connections
from kgtools.server.edge.journal import Handler, Journal

_AT_ONCE = 16  # connections that are taken at a time, before others are answered again
_KNOCKING = 1024  # that may wait to be taken


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises UsageError if there can be none."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, number)
    except (OSError, OverflowError) as error:
        raise UsageError(f"--host {host} --port {port}: {getattr(error, 'strerror', None) or error}") from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_KNOCKING)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot listen on {host}:{port}: {reason}; choose another with --port") from None
    return listener


class Server(uvicorn.Server):
    """Answers what an application answers; `patience` are the seconds for requests under way when it has to stop.

    Signals are handled by who starts it, so that being asked to stop is no error.
    """

    def __init__(self, front: ASGIApp, connections: Connections, journal: Journal, patience: float) -> None:
        logging.getLogger("uvicorn.error").handlers = [Handler(journal)]
        logging.getLogger("asyncio").handlers = [Handler(journal)]
        self._all = connections
        super().__init__(uvicorn.Config(
            front, lifespan="off", access_log=False, log_config=None, log_level="error", server_header=False, ws="none",
            http=connections.protocol, proxy_headers=False,  # type: ignore[arg-type]
            timeout_graceful_shutdown=int(patience) + 2, backlog=_AT_ONCE,
        ))  # fmt: skip

    def capture_signals(self):  # type: ignore[no-untyped-def]
        """Leave signals alone."""
        return contextlib.nullcontext()

    async def take(self, connection: socket.socket, earlier: bytes = b"", **options: Any) -> Connection:
        """Take over a connection, of which some bytes have been read already. Raises OSError if it is gone.

        `options` are for what takes its bytes.
        """
        made = self._all.protocol(
            self.config, server_state=self.server_state, app_state=self.lifespan.state, earlier=earlier, **options
        )
        await asyncio.get_running_loop().connect_accepted_socket(lambda: made, connection)
        if self.should_exit:
            made.shutdown()
        return made

    async def until(
        self, stopped: asyncio.Event, listener: socket.socket, *beside: Coroutine[Any, Any, None]
    ) -> None:  # fmt: skip
        """Serve, and run what goes on beside it, until it is to stop; told twice, it waits for no request under way."""

        async def stop() -> None:
            await stopped.wait()
            self.should_exit = True
            stopped.clear()
            await stopped.wait()
            self.force_exit = True

        async def lengthen() -> None:
            while not self.started:
                await asyncio.sleep(0.01)
            listener.listen(_KNOCKING)

        helpers = [asyncio.create_task(each) for each in (self._all.sweep(), stop(), lengthen(), *beside)]
        try:
            if not stopped.is_set():
                await self.serve(sockets=[listener])
        finally:
            for each in helpers:
                each.cancel()
