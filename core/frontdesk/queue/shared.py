"""The queue in Redis, which all processes share; while Redis is away, each worker process has its own."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Any

from huey.storage import PriorityRedisStorage
from redis import ConnectionError as NoConnection
from redis import ConnectionPool, Redis, RedisError, ResponseError
from redis.backoff import NoBackoff
from redis.retry import Retry

from frontdesk.circuit import Circuit
from frontdesk.queue.backends import DEQUEUE_TIMEOUT, InProcessStorage

__all__ = ["SharedStorage", "connect"]

#: Seconds that Redis may take to answer; longer than a worker asks it to wait for a job.
PATIENCE = DEQUEUE_TIMEOUT + 1.0


def connect(url: str) -> ConnectionPool:
    """Connections to Redis that give up soon, and that a restart of Redis costs nothing.

    :param url: ``redis://…``, ``rediss://…`` or ``unix://…``.
    """
    return ConnectionPool.from_url(
        url,
        protocol=2,
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        # A connection that broke while it was idle is made anew; what does not answer is not asked again.
        retry=Retry(NoBackoff(), 1, supported_errors=(NoConnection,)),
    )


class SharedStorage(PriorityRedisStorage):
    """Huey's priority queue in Redis, in which equal tasks are one; the first come is the first served.

    While Redis is away or refuses to take more, a process with workers queues in its own memory: that is
    where the sweep puts what it finds. A process without workers leaves it to them.
    """

    def __init__(self, name: str, connection_pool: ConnectionPool) -> None:
        super().__init__(name, read_timeout=DEQUEUE_TIMEOUT, connection_pool=connection_pool)
        self._thread = threading.local()
        self._here = InProcessStorage(name)
        self._working = False
        self.circuit = Circuit(
            "Redis does not take jobs; until it does, the sweep finds the work",
            lambda: self.conn.set(f"{self.queue_key}.probe", 1, px=1000),
        )

    # -- tasks that are due ----------------------------------------------------------------------------------

    def enqueue(self, data: bytes, priority: int | None = None) -> None:
        """Queue a task.

        :raises redis.RedisError: Redis does not take it, and nobody works here.
        """
        if not self.circuit.open:
            try:
                score = time.time() - (priority or 0) * 1e10
                self._mine().zadd(self.queue_key, {data: score}, nx=True)
            except RedisError as error:
                self._failed(error)
            else:
                return
        self._queue_here().enqueue(data, priority)

    def dequeue(self) -> bytes | None:
        if self.circuit.away or self._here.queue_size():
            return self._here.dequeue()
        try:
            found: Any = self._mine().bzpopmin(self.queue_key, timeout=self.read_timeout)
        except RedisError as error:
            self.circuit.fail(error, away=True)
            return None
        return bytes(found[1]) if found else None

    # -- tasks for later -------------------------------------------------------------------------------------

    def add_to_schedule(self, data: bytes, ts: datetime) -> None:
        """Keep a task until its time comes.

        :raises redis.RedisError: Redis does not take it, and nobody works here.
        """
        if not self.circuit.open:
            try:
                super().add_to_schedule(data, ts)
            except RedisError as error:
                self._failed(error)
            else:
                return
        self._queue_here().add_to_schedule(data, ts)

    def read_schedule(self, ts: datetime) -> list[bytes]:
        due: list[bytes] = self._here.read_schedule(ts)
        if not self.circuit.open:
            try:
                due += super().read_schedule(ts)
            except RedisError as error:
                self._failed(error)
        return due

    def convert_ts(self, ts: datetime) -> float:
        # Huey reads the naive UTC moment as local time, which repeats an hour when summer time ends.
        return ts.replace(tzinfo=UTC).timestamp()

    def flush_all(self) -> None:
        self._here.flush_all()
        super().flush_all()

    # -- all processes together ------------------------------------------------------------------------------

    def claim(self, name: str, seconds: float) -> bool:
        """Whether it is this process's turn; while nobody can tell, it is the turn of each that works."""
        if not self.circuit.open:
            # A little shorter than the period, so that a process late by a hair does not miss its turn.
            key = f"{self.queue_key}.turn.{name}"
            try:
                return bool(self.conn.set(key, 1, px=int(seconds * 900), nx=True))
            except RedisError as error:
                self._failed(error)
        return self._working

    def ping(self) -> None:
        """Ask Redis for an answer.

        :raises redis.RedisError: there is none.
        """
        self.conn.ping()

    def work_here(self, working: bool) -> None:
        """Say whether workers of this process take tasks."""
        self._working = working

    def rouse(self) -> None:
        """Wake the workers that wait here; Redis lets go of the others after the read timeout."""
        self._here.rouse()

    def release(self) -> None:
        """Let go of connections."""
        self.circuit.close()
        self.pool.disconnect()

    def _mine(self) -> Redis:
        """The connection of this thread: taking one from the pool each time takes longer than the command."""
        client: Redis | None = getattr(self._thread, "client", None)
        if client is None:
            client = self._thread.client = Redis(connection_pool=self.pool, single_connection_client=True)
        return client

    def _failed(self, error: RedisError) -> None:
        self.circuit.fail(error, away=not isinstance(error, ResponseError))

    def _queue_here(self) -> InProcessStorage:
        if not self._working:
            raise NoConnection("Redis does not take jobs, and no worker of this process would see them")
        return self._here
