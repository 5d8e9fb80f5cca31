"""Claiming replies for delivery: the first of each conversation that is not sent, and nobody else's."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from frontdesk.clock import Clock
from frontdesk.diagnosis import describe
from frontdesk.errors import Conflict
from frontdesk.messages import Reply
from frontdesk.pipeline.dues import SKEW, untimely
from frontdesk.pipeline.payloads import Parcel
from frontdesk.pipeline.places import Account
from frontdesk.storage import Contact, Conversation, Message, Prepared, Slot, Storage
from frontdesk.storage.models import OutboxEntry, ReceiptEntry

__all__ = ["Claims", "Shipment"]

#: How many are put off in one transaction.
_TOGETHER = 256
#: So long a process that starts waits for receipts of what others had sent before.
RETURNING = timedelta(seconds=10)

_First = OutboxEntry.alias()
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
        OutboxEntry.id.in_(
            _First.select(fn.MIN(_First.id))
            .where(
                _First.conversation.in_(Slot(OutboxEntry.conversation, "ids"))
                & _First.state.in_(("pending", "sending", "held"))
            )
            .group_by(_First.conversation)
        )
    )
    .order_by(OutboxEntry.id),
    many=["ids"],
)
_HEARD_OF = Prepared(
    ReceiptEntry.select(ReceiptEntry.id, ReceiptEntry.reference).where(
        ReceiptEntry.reference.in_(Slot(ReceiptEntry.reference, "references"))
        # One that was applied has settled the reply, or found nobody to settle it for and never will.
        & (ReceiptEntry.applied == False)  # noqa: E712 - a column, not a bool
    ),
    many=["references"],
)
_NOW = Slot(OutboxEntry.attempted_at, "now")
_CLAIM = Prepared(
    OutboxEntry.update(
        state="sending",
        attempts=OutboxEntry.attempts + 1,
        attempted_at=_NOW,
        claimed_until=Slot(OutboxEntry.claimed_until, "until"),
    )
    .where(OutboxEntry.id.in_(Slot(OutboxEntry.id, "ids")))
    # As it was found: somebody else may have claimed it, and even settled it, since then.
    .where(
        (OutboxEntry.state.in_(("pending", "held")) & (OutboxEntry.due_at <= _NOW))
        | (
            (OutboxEntry.state == "sending")
            & (OutboxEntry.claimed_until.is_null() | (OutboxEntry.claimed_until <= _NOW))
        )
        | (
            OutboxEntry.state.in_(("pending", "sending", "held"))
            & untimely(OutboxEntry.attempted_at, OutboxEntry.due_at, Slot(OutboxEntry.attempted_at, "never"))
        )
    )
    .returning(OutboxEntry.id, OutboxEntry.attempts),
    many=["ids"],
)


@dataclass(frozen=True, slots=True)
class Shipment:
    """A reply that is ours to send now.

    :ivar entry_id: our id of its outbox row; ``message_id`` is the one of the message.
    :ivar reference: ours, which some channels echo in receipts.
    :ivar contact: the channel's id of the customer.
    :ivar quote: the channel's id of the message it answers, or None.
    :ivar attempts: how many times it is tried with this one; tells our claim from later ones.
    :ivar tries: how many of the earlier ones ended with "later" for this reply, or in doubt.
    :ivar notice: our id of the notice that it was made of, or None.
    :ivar fresh: no earlier try may have arrived, for all that is known.
    :ivar fault: why it cannot be read as it lies in the outbox, or None.
    :ivar since: monotonic seconds since which the claim holds; it does not leave later than the transport's
        time-out after that.
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
    tries: int = 0
    notice: int | None = None
    fresh: bool = True
    fault: str | None = None
    since: float = field(default_factory=time.monotonic)

    @property
    def place(self) -> Account:
        """Of which account it takes a place."""
        return self.channel, self.account


class Claims:
    """Hands out replies, in order within a conversation.

    :param reconcile_after: seconds for which a claim holds. A reply that is claimed and not settled by then
        is ambiguous: it may have arrived. Until then a receipt can tell; then it is sent again.
    """

    def __init__(self, storage: Storage, clock: Clock, reconcile_after: float) -> None:
        self._storage = storage
        self._clock = clock
        self._length = timedelta(seconds=reconcile_after)

    def resume(self) -> None:
        """Give the receipts of what was under way when everything stopped a moment to come in.

        A channel repeats what it could not deliver to us meanwhile, but not at once.
        """
        until = self._clock.now() + RETURNING
        over = (OutboxEntry.state == "sending") & (OutboxEntry.claimed_until < until)
        rows = self._storage.rows(
            OutboxEntry.select(OutboxEntry.id, OutboxEntry.attempted_at, OutboxEntry.claimed_until)
            .where(over)
            .order_by(OutboxEntry.id)
        )
        # Once for each try: others may start again and again, and meanwhile the reply would wait for ever.
        ids = [row.id for row in rows if row.claimed_until <= (row.attempted_at or until) + self._length]
        # In somebody's way: whoever it is settles or claims them.
        with suppress(Conflict):
            for start in range(0, len(ids), _TOGETHER):
                these = OutboxEntry.id.in_(ids[start : start + _TOGETHER])
                with self._storage.write():
                    self._storage.house.update(OutboxEntry, these & over, claimed_until=until)

    def due(self, conversation_ids: Sequence[int]) -> list[Any]:
        """The rows of these conversations' first replies that are not sent, where they can be claimed now.

        Not those that are not due, that somebody else has, or that a receipt is here for.
        """
        now = self._clock.now()
        rows = self._storage.rows(_FIRST_UNSENT, ids=conversation_ids)
        free = [row for row in rows if _is_free(row, now)]
        # Whatever became of the last try, an earlier one may have arrived.
        tried = [row.message.reference for row in free if row.attempts]
        if not tried:
            return free
        heard_of = {row.reference for row in self._storage.rows(_HEARD_OF, references=tried)}
        return [row for row in free if row.message.reference not in heard_of]

    def claim(self, rows: Iterable[Any]) -> list[Shipment]:
        """Claim what :meth:`due` found, in a transaction of its own.

        :return: those that nobody else has claimed meanwhile.
        """
        found = {row.id: row for row in rows}
        if not found:
            return []
        since = time.monotonic()
        with self._storage.write():
            now = self._clock.now()
            claimed = self._storage.rows(
                _CLAIM, ids=sorted(found), now=now, until=now + self._length, never=now + SKEW
            )
        ours = sorted((row.id, row.attempts) for row in claimed)
        return [self._shipment(found[id], attempts, since) for id, attempts in ours]

    def _shipment(self, row: Any, attempts: int, since: float) -> Shipment:
        scope = self._storage.scope(row.tenant)
        conversation = row.conversation
        parcel, contact, fault = Parcel(Reply("")), "", None
        try:
            parcel = Parcel.load(scope.reveal(row, OutboxEntry.payload))
            contact = scope.reveal(conversation.contact, Contact.address)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others' replies are fine
            fault = f"cannot be read: {describe(error)}"
        return Shipment(
            entry_id=row.id,
            tenant_id=row.tenant,
            conversation_id=conversation.id,
            message_id=row.message.id,
            reference=row.message.reference,
            channel=conversation.channel,
            account=conversation.account,
            contact=contact,
            reply=parcel.reply,
            quote=parcel.quote,
            attempts=attempts,
            tries=row.tries,
            notice=parcel.notice,
            fresh=row.state != "sending",
            fault=fault,
            since=since,
        )


def _is_free(row: Any, now: datetime) -> bool:
    if (row.attempted_at or row.due_at) > now + SKEW:
        return True
    if row.state != "sending":
        return bool(row.due_at <= now)
    return row.claimed_until is None or row.claimed_until <= now
