"""The threads that drain conversations: few as long as all goes well, more while some of them hang."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque

from frontdesk.diagnosis import describe
from frontdesk.pipeline.batch import Batch
from frontdesk.pipeline.drain import TOGETHER, Drain
from frontdesk.pipeline.wakes import Wake, Wakes

__all__ = ["Crew"]

log = logging.getLogger(__name__)

#: Seconds between two looks at who hangs.
LOOK_EVERY = 0.1
#: Seconds a thread may be busy with one message before the others of its batch go to somebody else.
PATIENCE = 0.25
#: So many conversations may wait in this process; more are left in the queue, to other processes.
MOST_WAITING = 2_000


class Crew:
    """Drains conversations in threads of its own.

    A thread takes a batch of conversations at a time. When one message takes long (a language model that does
    not answer), the rest of the batch is handed to another thread, and while threads hang, others take their
    places.

    :param threads: how many work at the same time as long as none hangs.
    :param most: how many there are at most, with those that hang.
    """

    def __init__(self, drain: Drain, *, threads: int = 2, most: int = 64) -> None:
        self._drain = drain
        self._wanted = threads
        self._most = most
        self._changed = threading.Condition()
        self._wakes = Wakes()
        self._handed_over: deque[Batch] = deque()
        self._threads: dict[threading.Thread, Batch | None] = {}
        self._stopping = False
        self._working = threading.Event()
        self._foreman = threading.Thread(target=self._look_after, name="frontdesk-foreman", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        with self._changed:
            for _ in range(self._wanted):
                self._hire()
        self._foreman.start()

    def wake(self, *ids: str) -> None:
        """Have conversations drained soon. Waits while too many wait already.

        :param ids: of :class:`Wake`.
        """
        wakes = [Wake.parse(text) for text in ids]
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or len(self._wakes) < MOST_WAITING)
            self._wakes.add(wakes)
            # Not all: whoever finds nothing to do has cost as much as a turn.
            self._changed.notify(-(-len(self._wakes) // TOGETHER))

    def stop(self) -> None:
        """Finish the batches in work and begin no more. What waits stays in the database."""
        with self._changed:
            self._stopping = True
            self._working.set()
            self._changed.notify_all()
            threads = list(self._threads)
        if self._foreman.is_alive():
            self._foreman.join()
        for thread in threads:
            thread.join()

    # -- in the threads --------------------------------------------------------------------------------------

    def _work(self) -> None:
        me = threading.current_thread()
        while True:
            with self._changed:
                self._threads[me] = None
                self._changed.wait_for(lambda: self._stopping or self._wakes or self._handed_over)
                if self._stopping or self._too_many():
                    del self._threads[me]
                    # Somebody else has to do what this one was woken for.
                    self._changed.notify()
                    return
                batch = self._handed_over.popleft() if self._handed_over else None
                wakes = [] if batch else self._wakes.take(TOGETHER)
                if len(self._wakes) + len(wakes) >= MOST_WAITING:
                    self._changed.notify_all()
            try:
                more = self._drain_batch(me, batch or self._drain.claim(wakes))
            except Exception as error:  # noqa: BLE001 - the database is away, or worse; the sweep finds the work
                log.error("conversations could not be drained: %s", describe(error))
                continue
            if more:
                with self._changed:
                    self._wakes.add(more)
                    self._changed.notify_all()

    def _drain_batch(self, me: threading.Thread, batch: Batch) -> list[Wake]:
        with self._changed:
            self._threads[me] = batch
        self._working.set()
        return self._drain.work(batch)

    # -- looking after them ----------------------------------------------------------------------------------

    def _look_after(self) -> None:
        """Sleep while nobody works; else look every now and then."""
        while True:
            self._working.wait()
            time.sleep(LOOK_EVERY)
            with self._changed:
                if self._stopping:
                    return
                if any(self._threads.values()):
                    self._relieve()
                else:
                    self._working.clear()

    def _relieve(self) -> None:
        """Hand over what lies behind messages that take long, and replace the threads that hang."""
        rests = [batch.rest() for batch in self._hanging()]
        self._handed_over += [rest for rest in rests if rest is not None]
        if not self._handed_over and not self._wakes:
            return
        while len(self._threads) - len(self._hanging()) < self._wanted and len(self._threads) < self._most:
            self._hire()
        self._changed.notify_all()

    def _hanging(self) -> list[Batch]:
        now = time.monotonic()
        return [batch for batch in self._threads.values() if batch and batch.busy_for(now) > PATIENCE]

    def _too_many(self) -> bool:
        return len(self._threads) - len(self._hanging()) > self._wanted

    def _hire(self) -> None:
        thread = threading.Thread(target=self._work, name="frontdesk-drain", daemon=True)
        self._threads[thread] = None
        thread.start()
