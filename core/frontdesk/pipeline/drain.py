"""Draining conversations: many at a time, each by one worker, its messages in the order they came in."""

from __future__ import annotations

import logging
import time
from asyncio import CancelledError
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from frontdesk.diagnosis import describe
from frontdesk.errors import Conflict, LeaseLost
from frontdesk.outage import Repeats
from frontdesk.pipeline.answer import Answerer, Case
from frontdesk.pipeline.batch import Batch
from frontdesk.pipeline.bursts import Bursts
from frontdesk.pipeline.failures import Failures
from frontdesk.pipeline.lease import Lease, Leases
from frontdesk.pipeline.record import Record
from frontdesk.pipeline.suspects import Suspects, WorkersLost
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.deliver import Delivery
    from frontdesk.turns import Turn

__all__ = ["Drain"]

log = logging.getLogger(__name__)

#: Also those that are meant to end a program or a task, which is not a plugin's to decide.
PLUGIN_ERRORS = (Exception, SystemExit, CancelledError)
#: How often a turn is run by itself when constraints fire at the last moment; then it is too busy for it.
RUNS = 3
#: How many turns share a commit at most.
TOGETHER = 32
#: Seconds after which a shared transaction takes no further turns: on SQLite others want to write too, on
#: PostgreSQL somebody may want one of its conversations.
LONGEST = {"sqlite": 0.02, "postgresql": 0.1}
#: Lines of one kind in the log, a minute: enough to see which messages are hit.
_MOST_LINES = 10
#: Seconds to wait where all that is to be done belongs to conversations that others are just committing to.
BUSY_WAIT = 0.05


class _Spoilt(Exception):
    """A turn has failed after it wrote something: the whole transaction has to be rolled back."""


@dataclass(slots=True)
class _Done:
    """What came of a transaction that several turns share.

    :ivar more: conversations in which further messages wait.
    :ivar alone: turns that have to be taken by themselves.
    :ivar later: turns for which there was no time in this one.
    """

    more: list[Wake] = field(default_factory=list)
    alone: list[Case] = field(default_factory=list)
    later: Sequence[Case] = ()


class Drain:
    """Works through the inbox of conversations.

    :param delivery: what sends the replies.
    :ivar leases: the leases of this process.
    """

    def __init__(self, desk: Desk, delivery: Delivery) -> None:
        self._desk = desk
        self._delivery = delivery
        self.leases = Leases(desk.storage, desk.clock)
        self._answerer = Answerer(desk)
        self._bursts = Bursts(desk, self.leases)
        self._repeats = Repeats(log, most=_MOST_LINES)
        self._suspects = Suspects(desk.storage, desk.clock)
        self._failures = Failures(desk, self.leases, delivery)

    def run(self, *wakes: str) -> None:
        """Answer what waits in these conversations, in the calling thread.

        Those that another worker holds are left to it: it looks for more messages when it lets go.
        A message that fails is put off and blocks the ones behind it, never another conversation.

        :param wakes: ids of :class:`Wake`.
        """
        waiting = [Wake.parse(text) for text in wakes]
        while waiting:
            waiting = self.work(self.claim(waiting))

    def claim(self, wakes: Sequence[Wake]) -> Batch:
        """Lease those of the conversations that can be worked on now."""
        claimed = self.leases.claim([wake.conversation_id for wake in wakes])
        busy = frozenset(claimed.busy)
        if busy and not claimed.leases:
            time.sleep(BUSY_WAIT)
        # Those that nobody has failed at come first.
        leases = sorted(claimed.leases, key=attrgetter("attempts"))
        return Batch(leases, busy=[wake for wake in wakes if wake.conversation_id in busy])

    def work(self, batch: Batch) -> list[Wake]:
        """Take the turns of all leases in the batch.

        :return: conversations to be looked at again.
        """
        more = batch.busy
        try:
            # What another worker had understood already comes first.
            more += self._take_understood(batch)
            while (lease := batch.next()) is not None:
                if lease.attempts:
                    # Whatever it does to this worker, it does not do to those that are understood already.
                    more += self._take_understood(batch)
                    batch.beat()
                case = self._understood(lease)
                if case is not None:
                    batch.add(case)
            more += self._take_understood(batch)
        finally:
            self.leases.drop(batch.leases())
        return more

    def _take_understood(self, batch: Batch) -> list[Wake]:
        more: list[Wake] = []
        while cases := batch.cases(TOGETHER):
            try:
                more += self._take_all(cases, batch)
            finally:
                self.leases.drop(case.lease for case in cases)
        return more

    def _understood(self, lease: Lease) -> Case | None:
        case = None
        try:
            if self._failures.is_spent(lease):
                raise WorkersLost
            if lease.attempts:
                lease = self._suspects.count(lease)
            burst = self._bursts.gather(lease) if lease.more and not lease.attempts else None
            if burst is not None and burst.until is not None:
                self._bursts.put_off(lease, burst.until)
                return None
            case = self._answerer.understand(lease, burst)
            if case is None:
                self._set_aside(lease)
        except LeaseLost:
            _tell_lost(lease)
        except PLUGIN_ERRORS as error:  # a plugin may raise anything, and only this message pays for it
            self._failed(lease, error)
        finally:
            if case is None:
                self.leases.drop([lease])
        return case

    def _take_all(self, cases: Sequence[Case], batch: Batch) -> list[Wake]:
        """Take turns, as many as possible in one commit; those that cannot share one get their own."""
        more: list[Wake] = []
        alone: list[Case] = []
        while len(cases) > 1:
            try:
                done = self._commit(cases, batch, together=True)
            except PLUGIN_ERRORS as error:  # whose fault it is shows when each runs by itself
                log.debug("%d turns are taken one by one: %s", len(cases), describe(error))
                break
            more += done.more
            alone += done.alone
            cases = done.later
        for case in (*alone, *cases):
            more += self._take(case, batch)
        return more

    def _take(self, case: Case, batch: Batch) -> list[Wake]:
        """Take one turn in a transaction of its own, or say that it is too busy for it."""
        met = ""
        try:
            for _ in range(RUNS):
                try:
                    return self._commit([case], batch).more
                except Conflict as conflict:
                    met = describe(conflict)
            return self._commit([replace(case, conflict=met)], batch).more
        except LeaseLost:
            _tell_lost(case.lease)
        except PLUGIN_ERRORS as error:  # as above
            self._failed(case.lease, error)
        return []

    def _commit(self, cases: Sequence[Case], batch: Batch, *, together: bool = False) -> _Done:
        """Take turns in one transaction.

        :param together: leave out those that cannot share it with others.
        """
        record = Record(
            self._desk.storage, self._desk.clock, self._delivery.places, self._delivery.reconcile_after
        )
        done = _Done()
        try:
            with self._desk.storage.write(together=together):
                held = self.leases.standing([case.lease for case in cases])
                turns = self._take_in_turn(cases, held, batch, record, done if together else None)
                batch.beat()
                record.write(held)
        except BaseException:
            record.undo()
            raise
        self._follow_up(turns, record)
        done.more = record.more
        return done

    def _take_in_turn(
        self,
        cases: Sequence[Case],
        held: Container[int],
        batch: Batch,
        record: Record,
        done: _Done | None,
    ) -> list[Turn]:
        """Take turns inside the write transaction.

        :param held: the conversations that are still ours.
        :param done: where to put those that are left out; None when none may be.
        """
        enough = time.perf_counter() + LONGEST[self._desk.storage.dialect]
        turns: list[Turn] = []
        for index, case in enumerate(cases):
            batch.beat()
            if done is None:
                if case.lease.conversation_id not in held:
                    raise LeaseLost(f"conversation {case.lease.conversation_id} was taken over")
                turns.append(self._answerer.take(case, record))
                continue
            if index and time.perf_counter() > enough:
                done.later = cases[index:]
                break
            turn = self._try(case, record) if case.lease.conversation_id in held else None
            if turn is None:
                done.alone.append(case)
            else:
                turns.append(turn)
        return turns

    def _try(self, case: Case, record: Record) -> Turn | None:
        """Take a turn among others.

        :return: None when it has to run by itself, and has written nothing here.
        :raises _Spoilt: it failed after it wrote something.
        """
        before = self._desk.storage.writes
        try:
            return self._answerer.take(case, record)
        except PLUGIN_ERRORS as error:  # it is tried again by itself, and whatever it is shows there
            if self._desk.storage.writes != before:
                raise _Spoilt(describe(error)) from None
            return None

    def _follow_up(self, turns: list[Turn], record: Record) -> None:
        # First of all: a place that was taken for a reply is given back only once it was sent.
        self._delivery.send(record.shipments)
        queue = self._desk.queue
        if record.waiting:
            queue.enqueue("deliver", *record.waiting)
        if record.handing.alerts:
            # It finds them: nobody waits for their ids here.
            queue.enqueue("sweep")
        for turn in turns:
            for job in turn.jobs:
                queue.enqueue(job.name, *job.ids, delay=job.delay)
            self._desk.publish(turn.events)

    def _set_aside(self, lease: Lease) -> None:
        """The business was switched off meanwhile: its customers are not answered."""
        scope = self._desk.storage.scope(lease.tenant_id)
        with self._desk.storage.write():
            scope.update(InboxEntry, InboxEntry.id == lease.entry_id, state="unrouted")
            self.leases.give_back(lease)
        self._desk.queue.enqueue("drain", Wake(lease.conversation_id, lease.tenant_id).id)

    def _failed(self, lease: Lease, error: BaseException) -> None:
        what = describe(error)
        line = "message %s of conversation %s failed: %s"
        self._repeats.tell(
            logging.ERROR, line, lease.entry_id, lease.conversation_id, what, kind=(lease.tenant_id, what)
        )
        try:
            self._failures.note(lease, error)
        except LeaseLost:
            _tell_lost(lease)


def _tell_lost(lease: Lease) -> None:
    log.warning("conversation %s was taken over by another worker", lease.conversation_id)
