"""Who drains conversations: few threads as long as all goes well, more while some of them hang."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from frontdesk.diagnosis import describe
from frontdesk.outage import Repeats
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
#: So many of a business that is stuck; the sweep brings more when these are worked off.
MOST_STUCK = 100


@dataclass(frozen=True, slots=True)
class _Task:
    """What a thread takes on: a batch that somebody has begun, or conversations to be claimed."""

    batch: Batch | None
    wakes: list[Wake] = field(default_factory=list)


class Crew:
    """Drains conversations, in the threads that bring them and in threads of its own.

    Whoever brings a conversation drains it, which saves waking somebody else for it, and goes on with what is
    brought meanwhile. A batch of conversations is taken on at a time. When one message takes long (a language
    model that does not answer), the rest of the batch is handed to another thread, and while threads hang,
    others take their places.

    :param threads: how many work at the same time as long as none hangs.
    :param guests: how many of those that bring conversations may be at work, hanging ones included; the
        others are let go at once.
    :param most: how many threads of its own there are at most. A quarter of them may hang on one business:
        then it is stuck, and nothing else of it is begun until one comes back.
    """

    def __init__(self, drain: Drain, *, threads: int = 2, guests: int = 1, most: int = 64) -> None:
        self._drain = drain
        self._wanted = threads
        self._most_guests = guests
        self._most = most
        self._most_stuck = max(most // 4, 1)
        lock = threading.Lock()
        self._changed = threading.Condition(lock)
        self._less_waits = threading.Condition(lock)
        self._wakes = Wakes()
        self._handed_over: deque[Batch] = deque()
        self._at_work: dict[threading.Thread, Batch] = {}
        self._own: set[threading.Thread] = set()
        self._guests = 0
        self._stopping = False
        self._repeats = Repeats(log)
        self._working = threading.Event()
        self._foreman = threading.Thread(target=self._look_after, name="frontdesk-foreman", daemon=True)

    def start(self) -> None:
        """Begin to look after those who work."""
        self._foreman.start()

    def wake(self, *ids: str) -> None:
        """Have conversations drained soon, maybe by the caller. Waits while too many wait already.

        :param ids: of :class:`Wake`.
        """
        wakes = [Wake.parse(text) for text in ids]
        with self._changed:
            self._less_waits.wait_for(lambda: self._stopping or len(self._wakes) < MOST_WAITING)
            self._wakes.add(wakes)
            joins = self._guests < self._most_guests
            task = self._take() if joins else None
            self._guests += task is not None
            self._call_in()
        if task is not None:
            self._work_as_guest(task)

    def stop(self) -> None:
        """Finish the batches in work and begin no more. What waits stays in the database."""
        with self._changed:
            self._stopping = True
            self._working.set()
            self._changed.notify_all()
            self._less_waits.notify_all()
            threads = list(self._own)
        if self._foreman.is_alive():
            self._foreman.join()
        for thread in threads:
            thread.join()

    # -- in the threads --------------------------------------------------------------------------------------

    def _work_as_guest(self, task: _Task | None) -> None:
        try:
            while task is not None:
                self._carry_out(task)
                with self._changed:
                    task = self._take()
        finally:
            with self._changed:
                self._guests -= 1

    def _work(self) -> None:
        try:
            while task := self._await_task():
                self._carry_out(task)
        finally:
            with self._changed:
                self._own.discard(threading.current_thread())
                # Somebody else has to do what this one was woken for.
                self._changed.notify()

    def _await_task(self) -> _Task | None:
        """The next task; None when this thread is not needed any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or (self._is_work and self._is_room))
            return None if self._too_many() else self._take()

    def _take(self) -> _Task | None:
        """What the calling thread is to do now, and counts as being at work for."""
        if self._stopping or not self._is_work or not self._is_room:
            return None
        batch = self._handed_over.popleft() if self._handed_over else None
        task = _Task(batch, [] if batch else self._wakes.take(TOGETHER, self._stuck()))
        self._at_work[threading.current_thread()] = batch or Batch()
        self._working.set()
        self._less_waits.notify_all()
        return task

    def _carry_out(self, task: _Task) -> None:
        me = threading.current_thread()
        more: list[Wake] = []
        try:
            batch = task.batch or self._drain.claim(task.wakes)
            self._at_work[me] = batch
            more = self._drain.work(batch)
        except Exception as error:  # noqa: BLE001 - the database is away, or worse; the sweep finds the work
            what = describe(error)
            self._repeats.tell(logging.ERROR, "conversations could not be drained: %s", what, kind=what)
        finally:
            with self._changed:
                del self._at_work[me]
                self._wakes.add(more)

    # -- looking after them ----------------------------------------------------------------------------------

    def _look_after(self) -> None:
        """Sleep while nobody works; else look every now and then."""
        while True:
            self._working.wait()
            time.sleep(LOOK_EVERY)
            with self._changed:
                if self._stopping:
                    return
                self._relieve()
                if not self._at_work and not self._is_work:
                    self._working.clear()

    def _relieve(self) -> None:
        """Hand over what lies behind messages that take long, and call in others for it."""
        rests = [batch.rest() for batch in self._hanging()]
        self._handed_over += [rest for rest in rests if rest is not None]
        stuck = self._stuck()
        if stuck:
            # Their leases run out, and the sweep finds their messages.
            for batch in self._handed_over:
                self._drain.leases.drop(batch.leave_out(stuck))
            for tenant_id in stuck:
                self._wakes.trim(tenant_id, MOST_STUCK)
            self._less_waits.notify_all()
        for _ in range(self._wanted):
            self._call_in()

    def _call_in(self) -> None:
        """Have a thread of its own begin, where there is work that nobody is free for."""
        if self._stopping or not self._is_work or not self._is_room:
            return
        if any(thread not in self._at_work for thread in self._own):
            self._changed.notify()
        elif len(self._own) < self._most:
            thread = threading.Thread(target=self._work, name="frontdesk-drain", daemon=True)
            self._own.add(thread)
            thread.start()

    @property
    def _is_work(self) -> bool:
        return bool(self._handed_over) or self._wakes.count(self._stuck()) > 0

    @property
    def _is_room(self) -> bool:
        """Whether fewer are at work than are wanted, apart from those that hang."""
        return len(self._at_work) - len(self._hanging()) < self._wanted

    def _hanging(self) -> list[Batch]:
        now = time.monotonic()
        return [batch for batch in self._at_work.values() if batch.busy_for(now) > PATIENCE]

    def _stuck(self) -> frozenset[str]:
        """The businesses on which too many threads hang."""
        hanging = self._hanging()
        if len(hanging) < self._most_stuck:
            return frozenset()
        counts = Counter(batch.busy_with for batch in hanging)
        return frozenset(each for each, count in counts.items() if count >= self._most_stuck)

    def _too_many(self) -> bool:
        """Whether there are more threads of its own than are wanted, apart from those that hang."""
        return len(self._own) - len(self._hanging()) > self._wanted
