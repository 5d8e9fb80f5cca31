"""What the queue can run, and the threads that run it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from frontdesk.diagnosis import describe
from frontdesk.offers import Priority
from frontdesk.outage import Outage
from frontdesk.pipeline.alerts import Alerts
from frontdesk.pipeline.crew import Crew
from frontdesk.pipeline.deliver import Delivery
from frontdesk.pipeline.drain import Drain
from frontdesk.pipeline.handovers import Handovers
from frontdesk.pipeline.notices.post import NoticePost
from frontdesk.pipeline.receipts import Receipts
from frontdesk.pipeline.suspects import Suspects
from frontdesk.pipeline.sweep import Sweep
from frontdesk.pipeline.transport import Transport
from frontdesk.wake import WakeListener, wake_path

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.offers import Job

__all__ = ["Jobs", "Workers", "settle"]

log = logging.getLogger(__name__)

#: Seconds between two sweeps.
SWEEP_EVERY = 5.0
#: Seconds between two looks at the leases in use.
RENEW_EVERY = 2.0


class Jobs:
    """All that the queue of a desk can run, by name.

    ``drain`` is queued with ids of wake-ups, ``deliver`` with those of conversations, ``receipts``
    with those of receipts or none, ``return`` with those of conversations, ``alert`` with those of alerts,
    ``notices`` with those of notices, ``sweep`` with none, and the jobs of plugins, ``plugin.job``, with
    whatever ids the plugin gave.

    :param transport: what sends requests; by default a new one.
    :param alerts: whether staff is told that somebody waits for them.
    """

    def __init__(self, desk: Desk, transport: Transport | None = None, *, alerts: bool = True) -> None:
        self._desk = desk
        transport = transport or Transport()
        self.delivery = Delivery(desk, transport)
        self.drain = Drain(desk, self.delivery)
        self.receipts = Receipts(desk)
        self.handovers = Handovers(desk)
        self.notices = NoticePost(desk)
        self.alerts = Alerts(desk, transport) if alerts else None
        self.sweep = Sweep(desk, self.delivery.places)

    def register(self) -> None:
        """Make them known to the desk's queue."""
        queue = self._desk.queue
        queue.register("drain", self.drain.run, priority=Priority.CUSTOMER)
        queue.register("deliver", self.delivery.run, priority=Priority.CUSTOMER)
        queue.register("receipts", self.receipts.run, priority=Priority.SOON)
        queue.register("return", self.handovers.return_overdue, priority=Priority.SOON)
        queue.register("notices", self.notices.run, priority=Priority.SOON)
        tell = self.alerts.run if self.alerts else _tell_nobody
        queue.register("alert", tell, retries=0, priority=Priority.SOON)
        queue.register("sweep", self.sweep.run, retries=0, priority=Priority.CUSTOMER)
        for name, job in self._desk.plugins.jobs.items():
            queue.register(name, partial(self._run_plugin_job, name, job), priority=job.priority)

    def settle(self) -> None:
        """Run what is due by the desk's clock in the calling thread, until no answer is under way."""
        self.sweep.run()
        self.delivery.settle()
        while self._desk.queue.run_pending() or self._desk.queue.size():
            self.delivery.settle()

    def close(self) -> None:
        """Finish the deliveries that are under way."""
        self.delivery.close()

    def _run_plugin_job(self, name: str, job: Job, *ids: int | str) -> None:
        try:
            job(self._desk, *ids)
        except Exception:
            self._desk.metrics.inc("plugin_errors_total", plugin=name.partition(".")[0])
            raise


def settle(desk: Desk) -> None:
    """Run everything that is due, inline and deterministically, until nothing is left: for tests and chat.

    Staff is not told of what happens there.
    """
    jobs = Jobs(desk, alerts=False)
    jobs.register()
    try:
        jobs.settle()
    finally:
        jobs.close()


def _tell_nobody(*alert_ids: int) -> None:
    """Leave alerts alone."""


class Workers:
    """The threads of a process that does the work.

    :param threads: how many jobs run at the same time.
    """

    def __init__(self, desk: Desk, threads: int = 4, *, transport: Transport | None = None) -> None:
        self._desk = desk
        self._threads = threads
        self._jobs = Jobs(desk, transport)
        # On SQLite turns commit one after the other anyway; on PostgreSQL one thread works while the other
        # waits. One of the queue's threads is always left to take jobs from it.
        at_once = 1 if desk.storage.dialect == "sqlite" else 2
        self._crew = Crew(self._jobs.drain, threads=at_once, guests=threads - 1)
        self._stopping = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="frontdesk-ticker", daemon=True)
        self._listener: WakeListener | None = None

    def start(self) -> None:
        """Begin to work, with a sweep."""
        self._jobs.register()
        self._desk.queue.register("drain", self._crew.wake, priority=Priority.CUSTOMER)
        path = wake_path(self._desk.settings.database_url)
        if self._desk.settings.redis_url is None and path is not None:
            listener = WakeListener(path, self._wake)
            if listener.open():
                self._listener = listener
                self._desk.queue.listen(listener)
        if self._desk.storage.dialect == "sqlite":
            # Nobody else works on this file, so whoever holds a lease died, and its customers need not wait.
            Suspects(self._desk.storage, self._desk.clock).note(all_leases=True)
            self._jobs.drain.leases.take_all()
        self._jobs.delivery.resume()
        self._crew.start()
        self._desk.queue.start(self._threads)
        self._ticker.start()

    def stop(self) -> None:
        """Finish what is running, deliver what is under way, and stop. What waits stays in the database."""
        self._stopping.set()
        self._ticker.join()
        if self._listener is not None:
            self._desk.queue.listen(None)
            self._listener.close()
        self._crew.stop()
        self._desk.queue.stop()
        self._jobs.close()

    def _wake(self, job: str, ids: tuple[int | str, ...], delay: float) -> None:
        self._desk.queue.enqueue(job, *ids, delay=delay)

    def _tick(self) -> None:
        """Renew leases; queue the sweep and periodic jobs when their time comes, by the host's clock."""
        periodic = {name: job.every for name, job in self._desk.plugins.jobs.items() if job.every is not None}
        periodic["sweep"] = SWEEP_EVERY
        due = dict.fromkeys(periodic, time.monotonic())
        outage = Outage(log, "the ticker")
        while True:
            try:
                self._queue_due(periodic, due)
                self._desk.queue.heal()
                # Here and not in the queue, whose threads may all be waiting for a language model.
                self._jobs.drain.leases.renew()
            except Exception as error:  # noqa: BLE001 - whatever it is, without the ticker nothing recovers
                outage.fail(describe(error))
            else:
                outage.end()
            wait = min(min(due.values()) - time.monotonic(), RENEW_EVERY)
            if self._stopping.wait(max(0.0, wait)):
                return

    def _queue_due(self, periodic: Mapping[str, float], due: dict[str, float]) -> None:
        now = time.monotonic()
        for name in [name for name, moment in due.items() if moment <= now]:
            due[name] = now + periodic[name]
            if self._desk.queue.turn_of(name, periodic[name]):
                self._desk.queue.enqueue(name)
