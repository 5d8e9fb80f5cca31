"""Bursts: several short messages in a row are read as one, and get one answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frontdesk.messages import STAFF, Inbound
from frontdesk.pipeline.lease import Lease, Leases
from frontdesk.pipeline.patience import Patience
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Prepared, Slot
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Burst", "Bursts"]

#: How many messages are read as one at most, and of how many characters together: as many as a single
#: WhatsApp text may have. What comes after them is read next.
MOST_MESSAGES = 10
MOST_CHARACTERS = 4_096
#: How many waits somebody who goes on writing can bring about; then what there is gets its answer.
MOST_WAITS = 4

_BEHIND = Prepared(
    InboxEntry.select(
        InboxEntry.id, InboxEntry.attempts, InboxEntry.payload, InboxEntry.received_at, InboxEntry.due_at
    )
    .where(
        (InboxEntry.conversation == Slot(InboxEntry.conversation))
        & (InboxEntry.state == "pending")
        & (InboxEntry.id > Slot(InboxEntry.id, "first"))
    )
    .order_by(InboxEntry.id)
    .limit(MOST_MESSAGES - 1)
)


@dataclass(frozen=True, slots=True)
class Burst:
    """Messages of one conversation that are read as one.

    :ivar messages: in the order in which they came in; the first one is the lease's.
    :ivar entries: our ids of them in the inbox.
    :ivar received_at: when the last of them came in.
    :ivar staffed: somebody of the staff has written after them: nothing is left for the bot to say.
    :ivar until: when it is to be looked at again, because the customer may still be writing; None for now.
    """

    messages: tuple[Inbound, ...] = field(repr=False)
    entries: tuple[int, ...]
    received_at: datetime
    until: datetime | None = None
    staffed: bool = False

    @property
    def message(self) -> Inbound:
        """All of them as one: the last, with what was written before it."""
        last = self.messages[-1]
        if len(self.messages) == 1:
            return last
        return replace(last, text="\n".join(message.text for message in self.messages))


class Bursts:
    """Finds out what belongs together.

    Only texts do: a tap, a picture or a voice message is answered for itself, and nobody waits after one. A
    message whose turn has failed is tried again by itself, so that it costs its neighbours nothing.
    """

    def __init__(self, desk: Desk, leases: Leases) -> None:
        self._desk = desk
        self._leases = leases
        self._patience = Patience(desk)

    def gather(self, lease: Lease) -> Burst | None:
        """What is to be read together with the lease's message.

        :return: None where each message is read for itself.
        """
        tenant = self._desk.tenants.recall(lease.tenant_id)
        dialogue = self._patience.dialogue(tenant) if tenant else None
        if dialogue is None or not dialogue.merge:
            return None
        scope = self._desk.storage.scope(lease.tenant_id)
        messages = [load_inbound(scope.open(InboxEntry.payload, lease.payload))]
        if messages[0].kind != "text":
            return None
        entries, received_at, until, staffed = [lease.entry_id], lease.received_at, None, False
        size = len(messages[0].text)
        for row in scope.rows(_BEHIND, conversation=lease.conversation_id, first=lease.entry_id):
            message = load_inbound(scope.reveal(row, InboxEntry.payload))
            size += len(message.text)
            if message.kind != "text" or row.attempts or size > MOST_CHARACTERS:
                until, staffed = None, message.kind == STAFF
                break
            messages.append(message)
            entries.append(row.id)
            received_at, until = row.received_at, row.due_at
        patience = timedelta(seconds=MOST_WAITS * dialogue.burst_wait)
        return Burst(
            tuple(messages), tuple(entries), received_at, self._later(until, lease, patience), staffed
        )

    def put_off(self, lease: Lease, until: datetime) -> None:
        """Let go of a conversation in which somebody may still be writing, to look at it again.

        :raises LeaseLost: somebody else has taken it over.
        """
        first = InboxEntry.id == lease.entry_id
        with self._desk.storage.write():
            self._desk.storage.scope(lease.tenant_id).update(InboxEntry, first, due_at=until)
            self._leases.give_back(lease)
        delay = (until - self._desk.clock.now()).total_seconds()
        self._desk.queue.enqueue("drain", Wake(lease.conversation_id, lease.tenant_id).id, delay=delay)

    def _later(self, until: datetime | None, lease: Lease, patience: timedelta) -> datetime | None:
        """The moment up to which it is worth waiting, if that has not come."""
        if until is None:
            return None
        latest = min(until, lease.received_at + patience)
        return latest if self._desk.clock.now() < latest else None
