"""Receipts: what channels say about messages of ours. They only move a message's status forward."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.events import DeliveryFailed, Event
from frontdesk.messages import Status
from frontdesk.storage import Message, Prepared, Slot
from frontdesk.storage.models import OutboxEntry, ReceiptEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Receipts"]

#: How many receipts are applied in one transaction.
TOGETHER = 100
#: A receipt whose message is not known by then is of a message that somebody else sent.
KEPT_FOR = timedelta(hours=1)

_OPEN = (
    ReceiptEntry.select()
    .where(ReceiptEntry.applied == False)  # noqa: E712 - a column, not a bool
    .order_by(ReceiptEntry.id)
    .limit(TOGETHER)
)
_THESE = Prepared(_OPEN.where(ReceiptEntry.id.in_(Slot(ReceiptEntry.id, "ids"))), many=["ids"])
_AFTER = Prepared(_OPEN.where(ReceiptEntry.id > Slot(ReceiptEntry.id)))


class Receipts:
    """Brings receipts and messages together, whichever came first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def run(self, *receipt_ids: int) -> None:
        """Apply these receipts; without ids, all that have not found their message yet."""
        after = 0
        while True:
            if receipt_ids:
                receipts = self._desk.storage.rows(_THESE, ids=receipt_ids)
            else:
                receipts = self._desk.storage.rows(_AFTER, id=after)
            if not receipts:
                return
            after = receipts[-1].id
            self._apply_all(receipts)
            if receipt_ids:
                return

    def _apply_all(self, receipts: list[ReceiptEntry]) -> None:
        events: list[Event] = []
        unblocked: set[int] = set()
        with self._desk.storage.write():
            for receipt in receipts:
                self._apply(receipt, events, unblocked)
        for conversation in unblocked:
            self._desk.queue.enqueue("deliver", conversation, priority=10)
        self._desk.publish(events)

    def _apply(self, receipt: ReceiptEntry, events: list[Event], unblocked: set[int]) -> None:
        message = self._message(receipt)
        if message is None and receipt.at > self._desk.clock.now() - KEPT_FOR:
            return
        self._desk.storage.house.update(ReceiptEntry, ReceiptEntry.id == receipt.id, applied=True)
        if message is None or Status(receipt.status).rank <= Status(message.status).rank:
            return
        scope = self._desk.storage.scope(message.tenant)
        scope.update(
            Message,
            Message.id == message.id,
            status=receipt.status,
            status_at=receipt.at,
            error=receipt.error_code,
        )
        if receipt.status == Status.FAILED:
            code = receipt.error_code or "failed"
            events.append(DeliveryFailed(message.tenant, channel=receipt.channel, code=code))
        # The channel knows the message: whatever became of the request, it need not be sent again.
        waiting = (OutboxEntry.message == message.id) & OutboxEntry.state.in_(("pending", "sending"))
        state = "failed" if receipt.status == Status.FAILED else "sent"
        if scope.update(OutboxEntry, waiting, state=state, claimed_until=None):
            unblocked.add(message.conversation_id)

    def _message(self, receipt: ReceiptEntry) -> Any | None:
        """The message it is about: by our reference or the channel's id, and only of the same business."""
        tenant = self._desk.tenants.route(receipt.channel, receipt.account)
        if tenant is None:
            return None
        scope = self._desk.storage.scope(tenant.id)
        found: Any | None = None
        if receipt.reference is not None:
            found = scope.get(Message, Message.reference == receipt.reference)
        if found is None:
            ours = Message.direction == "out"
            found = scope.get(Message, Message.channel_message_digest == receipt.message_digest, ours)
        return found
