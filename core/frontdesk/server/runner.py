"""Hypercorn, started and stopped by us: signals and logging belong to the process, not to the server."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from quart import Quart

from frontdesk.server.connections import Connections

__all__ = ["serve"]

#: Seconds that requests in progress get to end after the stop signal.
_GRACE = 10.0
#: Milliseconds after which a client is hung up on that takes nothing of what was sent to it (RFC 5482; the
#: option TCP_USER_TIMEOUT). Hypercorn alone would wait for it for ever.
_UNTAKEN = 30_000
#: Threads for what must not be done in the event loop: the database, mostly.
_THREADS = 16
#: Turns of the event loop within which a connection that was accepted has been told of, and read from once.
_TURNS = 5


def serve(
    app: Quart,
    connections: Connections,
    *,
    host: str,
    port: int,
    stop: threading.Event,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until told to stop; requests in progress are finished first.

    :param connections: reads the application's webhooks from the network, this once.
    :param port: 0 takes a free one.
    :param stop: set it, from any thread or signal handler, to end the call; it is set whenever the call ends.
    :param ready: called with the address, ``http://127.0.0.1:8000``, once the port is open.
    :raises OSError: the port is taken or may not be used.
    """
    config, name, number = _listening(host, port)
    shown = f"[{name}]" if ":" in name else name

    async def run() -> None:
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="frontdesk-server")
        asyncio.get_running_loop().set_default_executor(threads)
        ready(f"http://{shown}:{number}")
        try:
            await hypercorn_serve(app, config, shutdown_trigger=stopped)
        finally:
            stop.set()

    async def stopped() -> None:
        await asyncio.to_thread(stop.wait)
        await cast(_Loop, asyncio.get_running_loop()).stop_listening()
        # Before Hypercorn ends: it finishes what is handed to it meanwhile, too.
        await connections.close(_GRACE)

    with asyncio.Runner(loop_factory=lambda: _Loop(connections)) as runner:
        runner.run(run())


def _listening(host: str, port: int) -> tuple[Config, str, int]:
    """Open the port.

    :return: with the address and the number that it really has.
    """
    config = Config()
    config.bind = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")
    config.include_server_header = False
    config.graceful_timeout = _GRACE
    config.shutdown_timeout = _GRACE
    config.backlog = 1024
    [opened] = config.create_sockets().insecure_sockets
    opened.listen(config.backlog)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # The sockets of its connections are born with it.
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNTAKEN)
    name, number = opened.getsockname()[:2]
    config.bind = [f"fd://{opened.detach()}"]
    return config, name, number


class _Loop(asyncio.SelectorEventLoop):
    """The event loop of a Hypercorn worker, where connections begin as webhooks' own."""

    def __init__(self, connections: Connections) -> None:
        super().__init__()
        self._connections = connections
        self._servers: list[asyncio.Server] = []

    async def create_server(self, protocol_factory: Any, *args: Any, **kwargs: Any) -> Any:
        """Listen. Asked by Hypercorn, with the factory of its own protocol."""
        in_front = self._connections.in_front_of(protocol_factory)
        server = await super().create_server(in_front, *args, **kwargs)
        self._servers.append(server)
        return server

    async def stop_listening(self) -> None:
        """Accept nothing more; whoever was accepted is known when this returns."""
        for server in self._servers:
            for listening in server.sockets:
                self.remove_reader(listening.fileno())
        # Not closed at once: asyncio drops what it has accepted for a server that is closed by then.
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        for server in self._servers:
            server.close()
