"""Huey as frontdesk uses it: on the desk's clock, awake at once, and without taking over the process."""

from __future__ import annotations

import heapq
import hmac
import logging
import threading
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from huey import Huey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import MemoryStorage

from frontdesk.clock import Clock

__all__ = ["DEQUEUE_TIMEOUT", "Ear", "InProcessStorage", "QuietConsumer", "QuietHuey", "Signed"]

log = logging.getLogger(__name__)

#: Seconds a worker waits for work before it looks whether it should stop.
DEQUEUE_TIMEOUT = 1.0


class Signed(SignedSerializer):
    """Huey's signed pickles, with SHA-256 in one call of OpenSSL."""

    def _signature(self, message: bytes) -> bytes:
        return hmac.digest(self._key, message, "sha256").hex().encode()


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

    def deserialize_task(self, data: bytes) -> Any | None:
        """The task, or None for what this installation did not sign: it is logged without its content."""
        try:
            return super().deserialize_task(data)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the worker goes on
            log.error("a task in the queue is not one of ours (%s); thrown away", type(error).__name__)
            return None

    def read_schedule(self, timestamp: datetime | None = None) -> list[Any]:
        return [task for task in super().read_schedule(timestamp) if task is not None]


class Ear(Protocol):
    """Hears of tasks from outside, and queues them; each by way of one of the workers that listen."""

    def listen(self) -> None:
        """Wait about a second at most."""

    def rouse(self) -> None:
        """Let go one worker that listens, or the next that will."""


class _Hearing(threading.local):
    """What one thread is doing."""

    #: It hears of a task, and will take one from the queue.
    now = False


class InProcessStorage(MemoryStorage):
    """Huey's memory storage with a wake-up instead of polling."""

    blocking = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._ready = threading.Condition(self._lock)
        self._waiting: set[bytes] = set()
        self._hearing = _Hearing()
        self._ear: Ear | None = None

    def listen(self, ear: Ear | None) -> None:
        """Have workers without a task listen there, which saves a thread that would have to wake them."""
        with self._ready:
            self._ear = ear
            self._ready.notify_all()

    def enqueue(self, data: bytes, priority: int | None = None) -> None:
        with self._ready:
            if data in self._waiting:
                return
            self._waiting.add(data)
            super().enqueue(data, priority)
            self._ready.notify()
            ear = self._ear
        if ear is not None and not self._hearing.now:
            ear.rouse()

    def dequeue(self) -> bytes | None:
        with self._ready:
            ear = self._ear
            if not self._queue and ear is None:
                self._ready.wait(DEQUEUE_TIMEOUT)
            data = self._pop()
        if data is not None or ear is None:
            return data
        self._hearing.now = True
        try:
            ear.listen()
        finally:
            self._hearing.now = False
        with self._ready:
            return self._pop()

    def _pop(self) -> bytes | None:
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
        """Whether it is this process's turn: there is no other."""
        return True

    def ping(self) -> None:
        """It is there."""

    def work_here(self, working: bool) -> None:
        """Nothing to do: who else should."""

    def rouse(self) -> None:
        with self._ready:
            self._ready.notify_all()

    def release(self) -> None:
        self.flush_all()


class QuietConsumer(Consumer):
    """Huey's worker and scheduler threads. Signals belong to the process, not to the queue."""

    def _set_signal_handlers(self) -> None:
        """Leave the process's signal handlers alone."""
