"""Huey as frontdesk uses it: on the desk's clock, awake at once, and without taking over the process."""

from __future__ import annotations

import heapq
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from huey import Huey
from huey.consumer import Consumer
from huey.storage import MemoryStorage, PriorityRedisStorage

from frontdesk.clock import Clock

__all__ = ["DEQUEUE_TIMEOUT", "InProcessStorage", "QuietConsumer", "QuietHuey", "SharedStorage"]

#: Seconds a worker waits for work before it looks whether it should stop.
DEQUEUE_TIMEOUT = 1.0


class QuietHuey(Huey):
    """Huey on the desk's clock, without results and revocation: two round trips to Redis less for a task."""

    def __init__(self, clock: Clock, **options: Any) -> None:
        self._clock = clock
        super().__init__("frontdesk", results=False, **options)

    def eta(self, delay: float) -> datetime:
        """The moment so many seconds from now, as Huey writes it: naive, in UTC."""
        return self._get_timestamp() + timedelta(seconds=delay)

    def _get_timestamp(self) -> datetime:
        return self._clock.now().astimezone(UTC).replace(tzinfo=None)

    def is_revoked(self, task: Any, timestamp: datetime | None = None, peek: bool = True) -> bool:
        return False

    def delete(self, key: Any) -> bool:
        return False


class InProcessStorage(MemoryStorage):
    """Huey's memory storage with a wake-up instead of polling."""

    blocking = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._ready = threading.Condition(self._lock)
        self._waiting: set[bytes] = set()

    def enqueue(self, data: bytes, priority: int | None = None) -> None:
        with self._ready:
            if data not in self._waiting:
                self._waiting.add(data)
                super().enqueue(data, priority)
                self._ready.notify()

    def dequeue(self) -> bytes | None:
        with self._ready:
            if not self._queue:
                self._ready.wait(DEQUEUE_TIMEOUT)
            if not self._queue:
                return None
            data: bytes = heapq.heappop(self._queue)[2]
            self._waiting.discard(data)
            return data

    def flush_queue(self) -> None:
        with self._ready:
            self._waiting.clear()
            super().flush_queue()

    def claim(self, name: str, seconds: float) -> bool:
        return True

    def rouse(self) -> None:
        with self._ready:
            self._ready.notify_all()

    def release(self) -> None:
        self.flush_all()


class SharedStorage(PriorityRedisStorage):
    """Huey's priority queue in Redis, in which equal tasks are one; the first come is the first served."""

    def enqueue(self, data: bytes, priority: int | None = None) -> None:
        self.conn.zadd(self.queue_key, {data: time.time() - (priority or 0) * 1e10}, nx=True)

    def dequeue(self) -> bytes | None:
        found = self.conn.bzpopmin(self.queue_key, timeout=self.read_timeout)
        return found[1] if found else None

    def convert_ts(self, ts: datetime) -> float:
        # Huey reads the naive UTC moment as local time, which repeats an hour when summer time ends.
        return ts.replace(tzinfo=UTC).timestamp()

    def claim(self, name: str, seconds: float) -> bool:
        # A little shorter than the period, so that a process that is late by a hair does not miss its turn.
        key = f"{self.queue_key}.turn.{name}"
        return bool(self.conn.set(key, 1, px=int(seconds * 900), nx=True))

    def rouse(self) -> None:
        """Nothing to do: Redis lets go after the read timeout."""

    def release(self) -> None:
        self.pool.disconnect()


class QuietConsumer(Consumer):
    """Huey's worker and scheduler threads. Signals belong to the process, not to the queue."""

    def _set_signal_handlers(self) -> None:
        """Leave the process's signal handlers alone."""
