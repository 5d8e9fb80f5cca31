"""The sweep: finds what nobody was woken for, at start and every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Conversation
from frontdesk.storage.models import InboxEntry, OutboxEntry, ReceiptEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Sweep"]

#: How many conversations are woken at once; the next sweep goes on.
MOST_AT_ONCE = 1_000
#: How many conversations share a job.
TOGETHER = 100


class Sweep:
    """Wakes whatever is stranded: a wake-up was lost, a worker died, a delay was forgotten.

    It does no work itself. It may wake what is being worked on; whoever is woken looks again.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def run(self) -> None:
        """Look once."""
        enqueue = self._desk.queue.enqueue
        unanswered = self._unanswered()
        for start in range(0, len(unanswered), TOGETHER):
            enqueue("drain", *unanswered[start : start + TOGETHER])
        for conversation in self._undelivered():
            enqueue("deliver", conversation, priority=10)
        if self._desk.storage.first(
            ReceiptEntry.select(ReceiptEntry.id).where(~ReceiptEntry.applied).limit(1)
        ):
            enqueue("receipts")

    def _unanswered(self) -> list[str]:
        now = self._desk.clock.now()
        due = (InboxEntry.state == "pending") & (InboxEntry.due_at <= now)
        free = Conversation.lease_until.is_null() | (Conversation.lease_until <= now)
        query = (
            InboxEntry.select(InboxEntry.conversation, InboxEntry.tenant)
            .join(Conversation)
            .where(due & free)
            .distinct()
            .limit(MOST_AT_ONCE)
        )
        return [Wake(row.conversation_id, row.tenant).id for row in self._desk.storage.rows(query)]

    def _undelivered(self) -> list[int]:
        now = self._desk.clock.now()
        due = OutboxEntry.state.in_(("pending", "held")) & (OutboxEntry.due_at <= now)
        stuck = (OutboxEntry.state == "sending") & (OutboxEntry.claimed_until <= now)
        query = OutboxEntry.select(OutboxEntry.conversation).where(due | stuck).distinct().limit(MOST_AT_ONCE)
        return [row.conversation_id for row in self._desk.storage.rows(query)]
