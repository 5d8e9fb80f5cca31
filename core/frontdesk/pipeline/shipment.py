"""Claiming a reply for delivery: the first of its conversation that is not sent, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from frontdesk.clock import Clock
from frontdesk.messages import Reply
from frontdesk.pipeline.payloads import Parcel
from frontdesk.storage import Contact, Conversation, Message, Prepared, Slot, Storage
from frontdesk.storage.models import OutboxEntry, ReceiptEntry

__all__ = ["Claims", "Shipment"]

_FIRST_UNSENT = Prepared(
    OutboxEntry.select(
        OutboxEntry,
        Message.id,
        Message.reference,
        Conversation.id,
        Conversation.channel,
        Conversation.account,
        Contact.id,
        Contact.tenant,
        Contact.address,
    )
    .join(Message)
    .switch(OutboxEntry)
    .join(Conversation)
    .join(Contact)
    .where(
        (OutboxEntry.conversation == Slot(OutboxEntry.conversation))
        & OutboxEntry.state.in_(("pending", "sending", "held"))
    )
    .order_by(OutboxEntry.id)
    .limit(1)
)
_HEARD_OF = Prepared(
    ReceiptEntry.select(ReceiptEntry.id)
    .where(ReceiptEntry.reference == Slot(ReceiptEntry.reference))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Shipment:
    """A reply that is ours to send now.

    :ivar entry_id: our id of its outbox row; ``message_id`` is the one of the message.
    :ivar reference: ours, which some channels echo in receipts.
    :ivar contact: the channel's id of the customer.
    :ivar quote: the channel's id of the message it answers, or None.
    :ivar attempts: how many times it is tried with this one; tells our claim from later ones.
    """

    entry_id: int
    tenant_id: str
    conversation_id: int
    message_id: int
    reference: str
    channel: str
    account: str
    contact: str = field(repr=False)
    reply: Reply = field(repr=False)
    quote: str | None = field(repr=False)
    attempts: int


class Claims:
    """Hands out replies, in order within a conversation.

    :param reconcile_after: seconds for which a claim holds. A reply that is claimed and not settled by then
        is ambiguous: it may have arrived. Until then a receipt can tell; then it is sent again.
    """

    def __init__(self, storage: Storage, clock: Clock, reconcile_after: float) -> None:
        self._storage = storage
        self._clock = clock
        self._length = timedelta(seconds=reconcile_after)

    def claim(self, conversation_id: int) -> Shipment | None:
        """Claim the conversation's first reply that is not sent, in a transaction of its own.

        :return: None when there is none, it is not due, somebody else has it, or a receipt for it is here.
        """
        with self._storage.write():
            row = self._storage.first(_FIRST_UNSENT, conversation=conversation_id)
            now = self._clock.now()
            if row is None or not self._free(row, now):
                return None
            mine = (OutboxEntry.id == row.id) & (OutboxEntry.state == row.state)
            changed = self._storage.scope(row.tenant).update(
                OutboxEntry,
                mine & (OutboxEntry.attempts == row.attempts),
                state="sending",
                attempts=row.attempts + 1,
                attempted_at=now,
                claimed_until=now + self._length,
            )
            return self._shipment(row) if changed else None

    def _free(self, row: Any, now: datetime) -> bool:
        if row.state != "sending":
            return bool(row.due_at <= now)
        if row.claimed_until is not None and row.claimed_until > now:
            return False
        return self._storage.first(_HEARD_OF, reference=row.message.reference) is None

    def _shipment(self, row: Any) -> Shipment:
        scope = self._storage.scope(row.tenant)
        parcel = Parcel.load(scope.reveal(row, OutboxEntry.payload))
        conversation = row.conversation
        return Shipment(
            entry_id=row.id,
            tenant_id=row.tenant,
            conversation_id=conversation.id,
            message_id=row.message.id,
            reference=row.message.reference,
            channel=conversation.channel,
            account=conversation.account,
            contact=scope.reveal(conversation.contact, Contact.address),
            reply=parcel.reply,
            quote=parcel.quote,
            attempts=row.attempts + 1,
        )
