"""Hypercorn, started and stopped by us: signals and logging belong to the process, not to the server."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from quart import Quart

__all__ = ["serve"]

#: Seconds that requests in progress get to end after the stop signal.
_GRACE = 10.0
#: Threads for what must not be done in the event loop: the database, mostly.
_THREADS = 16


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
    name, number = opened.getsockname()[:2]
    config.bind = [f"fd://{opened.detach()}"]
    shown = f"[{name}]" if ":" in name else name

    async def run() -> None:
        threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="frontdesk-server")
        asyncio.get_running_loop().set_default_executor(threads)
        ready(f"http://{shown}:{number}")
        try:
            await hypercorn_serve(app, config, shutdown_trigger=partial(asyncio.to_thread, stop.wait))
        finally:
            stop.set()

    asyncio.run(run())
