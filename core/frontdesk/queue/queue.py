"""The queue: every wake-up, retry and schedule is a Huey task, in one process or over Redis.

A task carries the name of a job and ids, nothing else. Huey promises no redelivery after a crash, and does
not need to: the inbox and the outbox are the truth, and the sweep wakes whatever was stranded.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from huey import Huey
from huey.exceptions import CancelExecution
from redis import RedisError

from frontdesk.clock import Clock, SystemClock
from frontdesk.diagnosis import describe
from frontdesk.errors import StorageError
from frontdesk.offers import Priority
from frontdesk.outage import Outage, Repeats
from frontdesk.queue.backends import DEQUEUE_TIMEOUT, Ear, InProcessStorage, QuietConsumer, QuietHuey, Signed
from frontdesk.queue.shared import SharedStorage, connect

__all__ = ["Queue"]

log = logging.getLogger(__name__)

#: Seconds before a job that raised runs again; each further wait is twice as long.
FIRST_RETRY = 1
#: Lines of one kind in the log, a minute: enough to see what is hit.
_MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class _Known:
    """What this process knows of a job."""

    run: Callable[..., None]
    retries: int
    priority: Priority
    outage: Outage


class Queue:
    """Runs jobs by name, now or later, here or in another process.

    Equal jobs that wait at the same time are one: a job reads from the database what there is to do, so
    running it once after the last wake-up does for all of them.

    :param huey: where the tasks are kept.
    """

    def __init__(self, huey: Huey) -> None:
        self._huey = huey
        self._task = huey.task(name="job")(self._perform)
        self._jobs: dict[str, _Known] = {}
        self._repeats = Repeats(log, most=_MOST_LINES)
        self._consumer: QuietConsumer | None = None
        self._forward: Callable[[str, tuple[int | str, ...], float], bool] | None = None

    @classmethod
    def open(cls, redis_url: str | None, secret: bytes, clock: Clock | None = None) -> Queue:
        """A queue in this process, or the one that all processes share.

        :param redis_url: ``redis://…``; None keeps the queue in the memory of this process.
        :param secret: signs what is put into Redis, so that nobody else's pickles are opened.
        :param clock: what delays are counted on.
        """
        options: dict[str, Any] = {"storage_class": InProcessStorage}
        if redis_url is not None:
            options = {"storage_class": SharedStorage, "connection_pool": connect(redis_url)}
        serializer = Signed(secret=secret, salt="frontdesk.queue")
        return cls(QuietHuey(clock or SystemClock(), serializer=serializer, **options))

    def register(
        self,
        name: str,
        fn: Callable[..., None],
        retries: int = 3,
        priority: Priority = Priority.BACKGROUND,
    ) -> None:
        """Say what a job does.

        :param fn: called with the ids the job was queued with, in a worker thread.
        :param retries: how often it is run again when it raises: after 1, 2, 4, ... seconds.
        :param priority: that of jobs which are queued in this process without one.
        """
        self._jobs[name] = _Known(fn, retries, priority, Outage(log, f"job {name}"))

    def forward(self, send: Callable[[str, tuple[int | str, ...], float], bool] | None) -> None:
        """Hand jobs to another process instead of keeping them here.

        :param send: gives a job away, with its delay in seconds; its False means that nobody listens, and the
            sweep finds the work.
        """
        self._forward = send

    def enqueue(
        self, name: str, *ids: int | str, delay: float = 0.0, priority: Priority | None = None
    ) -> bool:
        """Queue a job.

        :param delay: seconds from now.
        :param priority: what runs first; that of the job's registration in this process when there is none.
        :return: False when the queue could not be reached. That is logged and never raised: what there is to
            do is in the database, where the sweep finds it.
        """
        if self._forward is not None:
            return self._forward(name, ids, delay)
        known = self._jobs.get(name)
        if priority is None:
            priority = known.priority if known else Priority.BACKGROUND
        # Nothing in it is made up: equal tasks are equal bytes, and the storages see that one waits already.
        task = self._task.task_class(
            (name, *ids),
            id=name,
            eta=self._huey.eta(delay) if delay > 0 else None,
            retries=known.retries if known else 3,
            retry_delay=FIRST_RETRY,
            retry_backoff=2,
            priority=int(priority),
        )
        try:
            if delay > 0:
                self._huey.add_schedule(task)
            else:
                self._huey.enqueue(task)
        except RedisError:
            return False
        return True

    def turn_of(self, name: str, seconds: float) -> bool:
        """Whether this process is the one to queue a periodic job now, where several share the queue.

        :param seconds: how long no other process gets the turn.
        """
        return bool(self._huey.storage.claim(name, seconds))

    def run_pending(self, now: datetime | None = None) -> int:
        """Run what is queued in the calling thread until nothing is due any more.

        Deterministic, for tests and ``frontdesk chat``; not to be mixed with :meth:`start`.

        :param now: up to when delayed jobs are due, aware; by default the queue's clock.
        :return: how many jobs were run.
        """
        until = now.astimezone(UTC).replace(tzinfo=None) if now is not None else None
        done = 0
        while True:
            for task in self._huey.read_schedule(until):
                self._huey.enqueue(task)
            if not self._huey.storage.queue_size():
                return done
            task = self._huey.dequeue()
            if task is not None:
                self._huey.execute(task, until)
                done += 1

    def start(self, workers: int) -> None:
        """Run jobs in threads of this process, together with the scheduler of delayed jobs."""
        if self._consumer is None:
            self._consumer = QuietConsumer(
                self._huey, workers=workers, periodic=False, max_delay=DEQUEUE_TIMEOUT
            )
            self._huey.storage.work_here(True)
            self._consumer.start()

    def listen(self, ear: Ear | None) -> None:
        """Have idle workers wait for tasks from other processes, where the queue is in this one's memory.

        :param ear: where; None when nothing is to be heard there any more.
        """
        self._huey.storage.listen(ear)

    def heal(self) -> None:
        """Replace worker threads that died."""
        if self._consumer is not None:
            self._consumer.check_worker_health()

    def stop(self) -> None:
        """Finish the jobs that run, start no more, and wait for the threads."""
        if self._consumer is not None:
            self._consumer.stop_flag.set()
            self._huey.storage.work_here(False)
            self._huey.storage.rouse()
            self._consumer.stop(graceful=True)
            self._consumer = None

    def flush(self) -> None:
        """Forget all that waits. The sweep finds the work again."""
        self._huey.flush()

    def size(self) -> int:
        """How many jobs wait to be run at once."""
        return int(self._huey.storage.queue_size())

    def ping(self) -> float:
        """How long the queue takes to answer, in seconds.

        :raises redis.RedisError: when it does not answer.
        """
        start = time.perf_counter()
        self._huey.storage.ping()
        return time.perf_counter() - start

    def close(self) -> None:
        """Stop, and let go of connections."""
        self.stop()
        self._huey.storage.release()

    def _perform(self, name: str, *ids: int | str) -> None:
        known = self._jobs.get(name)
        if known is None:
            log.error("job %s is not known in this process; is its plugin installed here?", name)
            raise CancelExecution
        try:
            known.run(*ids)
        except Exception as error:  # noqa: BLE001 - a job may raise anything; Huey only has to try again
            # Huey would log the whole exception, and its text may hold what a customer wrote.
            if type(error) is StorageError:
                # None of its more telling kinds: the database is away or full, for every message.
                known.outage.fail(describe(error))
            else:
                what = describe(error)
                line = "job %s with %s failed: %s"
                self._repeats.tell(logging.ERROR, line, name, _few(ids), what, kind=(name, what))
            raise CancelExecution from None
        known.outage.end()


def _few(ids: tuple[int | str, ...]) -> str:
    """The first ids, for a line in the log."""
    shown = ", ".join(map(str, ids[:3])) or "no ids"
    return shown if len(ids) <= 3 else f"{shown} and {len(ids) - 3} more"
