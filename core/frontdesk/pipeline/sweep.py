"""The sweep: finds what nobody was woken for, at start and every few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from frontdesk.pipeline.dues import SKEW, outside, untimely
from frontdesk.pipeline.places import Places
from frontdesk.pipeline.suspects import Suspects
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Conversation
from frontdesk.storage.models import InboxEntry, OutboxEntry, ReceiptEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Sweep"]

#: How many conversations are woken at once; the next sweep goes on.
MOST_AT_ONCE = 1_000
#: How many of them share a job.
TOGETHER = 100


class Sweep:
    """Wakes whatever is stranded: a wake-up was lost, a worker died, a delay was forgotten.

    It does no work itself, but notes whose worker was lost. It may wake what is being worked on; whoever is
    woken looks again.

    :param places: tells which accounts rest. What waits for them is left alone, so that it never keeps the
        sweep from finding what can go.
    """

    def __init__(self, desk: Desk, places: Places) -> None:
        self._desk = desk
        self._places = places
        self._suspects = Suspects(desk.storage, desk.clock)

    def run(self) -> None:
        """Look once."""
        self._suspects.note()
        self._wake("drain", self._unanswered())
        self._wake("deliver", self._undelivered())
        receipts = ReceiptEntry.select(ReceiptEntry.id).where(
            ReceiptEntry.applied == False  # noqa: E712 - a column, not a bool
        )
        if self._desk.storage.first(receipts):
            self._desk.queue.enqueue("receipts")

    def _wake(self, job: str, ids: Sequence[int | str]) -> None:
        for start in range(0, len(ids), TOGETHER):
            self._desk.queue.enqueue(job, *ids[start : start + TOGETHER])

    def _unanswered(self) -> list[str]:
        now = self._desk.clock.now()
        due = (InboxEntry.state == "pending") & outside(InboxEntry.due_at, now, now + SKEW)
        free = Conversation.lease_until.is_null() | outside(Conversation.lease_until, now, now + SKEW)
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
        unsent = OutboxEntry.state.in_(("pending", "sending", "held"))
        due = (OutboxEntry.state != "sending") & (OutboxEntry.due_at <= now)
        stuck = (OutboxEntry.state == "sending") & (OutboxEntry.claimed_until <= now)
        odd = untimely(OutboxEntry.attempted_at, OutboxEntry.due_at, now + SKEW)
        query: Any = OutboxEntry.select(OutboxEntry.conversation).where(unsent & (due | stuck | odd))
        resting = self._places.paused()
        if resting:
            query = query.join(Conversation)
        for channel, account in resting:
            query = query.where(~((Conversation.channel == channel) & (Conversation.account == account)))
        # Not DISTINCT, for which SQLite would read through the replies of all conversations there ever were.
        rows = self._desk.storage.rows(query.limit(MOST_AT_ONCE))
        return list(dict.fromkeys(row.conversation_id for row in rows))
