"""What is not death, but comes near it. Each looks like a death to the one who plans them."""

from __future__ import annotations

import signal
import threading

from crashlab.postgres import Postgres
from crashlab.processes import Process
from crashlab.redis_server import RedisServer

__all__ = ["Flushed", "Frozen", "Restarted"]


class Flushed:
    """Redis forgets everything and goes on."""

    def __init__(self, redis: RedisServer) -> None:
        self._redis = redis

    def kill(self) -> None:
        self._redis.flush()

    def start(self) -> None:
        """It never stopped."""


class Restarted:
    """PostgreSQL is restarted as an operator does it: sessions are ended, and told why."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres

    def kill(self) -> None:
        self._postgres.stop()

    def start(self) -> None:
        self._postgres.start()


class Frozen:
    """A process that stands still for a while, with all it holds.

    :param seconds: longer than a lease lasts, shorter than a claim on a reply.
    """

    def __init__(self, process: Process, seconds: float = 12.0) -> None:
        self._process = process
        self._seconds = seconds

    def kill(self) -> None:
        self._process.send(signal.SIGSTOP)

    def start(self) -> None:
        threading.Event().wait(self._seconds)
        self._process.send(signal.SIGCONT)
