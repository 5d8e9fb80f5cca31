"""An installation under test: its servers, its processes, and what of it can be killed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Protocol

import psycopg2

from crashlab.bots import TOKEN, write_bots
from crashlab.disturbances import Flushed, Frozen, Restarted
from crashlab.ports import free_port
from crashlab.postgres import Postgres
from crashlab.processes import Process
from crashlab.redis_server import RedisServer
from crashlab.webhooks import SECRET
from frontdesk.crypto import KeyRing

__all__ = ["BACKENDS", "Installation", "Mortal"]

BACKENDS = ("sqlite", "postgresql")


class Mortal(Protocol):
    """What can be killed and comes back."""

    def kill(self) -> None: ...
    def start(self) -> None: ...


class Installation:
    """``frontdesk serve`` and ``frontdesk work``: on SQLite one of each, on PostgreSQL and Redis two workers.

    :param backend: one of :data:`BACKENDS`.
    :param folder: where its files lie.
    :ivar port: where the server listens, also after it was killed.
    :ivar victims: what can be killed together, by name.
    """

    def __init__(self, backend: str, folder: Path, graph_url: str) -> None:
        self.port = free_port()
        self.victims: dict[str, Sequence[Sequence[Mortal]]] = {}
        self._open = ExitStack()
        self._postgres: Postgres | None = None
        self.redis: RedisServer | None = None
        if backend == "postgresql":
            self._postgres, self.redis = Postgres(), RedisServer()
            self._open.callback(self._postgres.close)
            self._open.callback(self.redis.close)
        self.environ = self._environment(folder, graph_url)
        self.server = Process(
            "serve", ("serve", "--port", str(self.port)), self.environ, folder
        )  # fmt: skip
        names = ("work",) if backend == "sqlite" else ("work-1", "work-2")
        self.workers = [Process(name, ("work",), self.environ, folder) for name in names]

    @property
    def processes(self) -> list[Process]:
        """Everything of frontdesk."""
        return [self.server, *self.workers]

    def start(self) -> None:
        """Make the tables and start everything."""
        subprocess.run([sys.executable, "-m", "frontdesk", "migrate"], env=self.environ, check=True)
        for process in self.processes:
            process.launch()
        for process in self.processes:
            process.start()
        self.victims = {
            "server": [[self.server]],
            "worker": [[worker] for worker in self.workers],
            "both": [self.processes],
        }
        if self._postgres is not None and self.redis is not None:
            self.victims |= {
                "redis": [[self.redis]],
                "postgres": [[self._postgres]],
                "redis flushed": [[Flushed(self.redis)]],
                "postgres restarted": [[Restarted(self._postgres)]],
                "worker frozen": [[Frozen(worker)] for worker in self.workers],
            }

    def stop(self) -> None:
        """Stop frontdesk as an operator would."""
        for process in self.processes:
            process.stop()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database, past frontdesk."""
        url = self.environ["FRONTDESK_DATABASE_URL"]
        path = url.removeprefix("sqlite:///")
        on_sqlite = path != url
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True) if on_sqlite else psycopg2.connect(url)
        with closing(connection), closing(connection.cursor()) as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    def close(self) -> None:
        """Kill what still runs, and remove what the servers kept."""
        for process in self.processes:
            process.end()
        self._open.close()

    def _environment(self, folder: Path, graph_url: str) -> Mapping[str, str]:
        kept = {
            name: os.environ[name] for name in ("PATH", "LANG", "HOME", "PYTHONPATH") if name in os.environ
        }
        environ = kept | {
            "FRONTDESK_DATABASE_URL": f"sqlite:///{folder}/crash.db",
            "FRONTDESK_ENCRYPTION_KEYS": KeyRing.generate(),
            "FRONTDESK_ADMIN_TOKEN": "crash-admin-token-0123456789",
            "FRONTDESK_GRAPH_URL": graph_url,
            "FRONTDESK_BOTS": str(write_bots(folder)),
            "WHATSAPP_APP_SECRET": SECRET,
            "WHATSAPP_VERIFY_TOKEN": "crash-verify",
            "CRASH_TOKEN": TOKEN,
        }
        if self._postgres is not None and self.redis is not None:
            environ |= {
                "FRONTDESK_DATABASE_URL": self._postgres.url,
                "FRONTDESK_REDIS_URL": self.redis.url,
            }
        return environ
