"""Uvicorn, started and stopped by us: signals and logging belong to the process, not to the server."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import uvicorn
from quart import Quart

from frontdesk.server.connection import Connection

__all__ = ["serve"]

#: Seconds that requests in progress get to end after the stop signal.
_GRACE = 10
#: Threads for what must not be done in the event loop: the database, mostly.
_THREADS = 16
_BACKLOG = 1024


def serve(
    app: Quart,
    *,
    host: str,
    port: int,
    stop: threading.Event,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until told to stop; requests in progress are finished first.

    :param port: 0 takes a free one.
    :param stop: set it, from any thread or signal handler, to end the call; it is set whenever the call ends.
    :param ready: called with the address, ``http://127.0.0.1:8000``, once the port is open.
    :raises OSError: the port is taken or may not be used.
    """
    config = uvicorn.Config(
        app,
        interface="asgi3",
        http=Connection,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_GRACE,
    )
    with _opened(host, port) as opened:
        name, number = opened.getsockname()[:2]

        async def run() -> None:
            threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="frontdesk-server")
            asyncio.get_running_loop().set_default_executor(threads)
            ready(f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}")
            try:
                await _Server(config, stop).serve([opened])
            finally:
                stop.set()

        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(run())


class _Server(uvicorn.Server):
    """Ends when an event is set."""

    def __init__(self, config: uvicorn.Config, stop: threading.Event) -> None:
        super().__init__(config)
        self._stop = stop

    async def on_tick(self, counter: int) -> bool:
        """Asked ten times a second whether it is time to end."""
        return await super().on_tick(counter) or self._stop.is_set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the process."""
        yield


def _opened(host: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(_BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened
